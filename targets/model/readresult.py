"""The forms read from documents, what was found and not understood of them, and the account of their cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from targets.errors import InputError
from targets.kinds.finding import Finding
from targets.kinds.location import Location
from targets.model.form import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Something in a document that was not taken into a form: its place, its text, and why."""

    at: Location
    text: str
    zh: str
    en: str

    def reason(self, lang: str) -> str:
        """Why it was not taken, in ``zh`` or ``en``."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The filled cells of one file: how many were used and known, by what they are, and how many were not understood.

    ``used`` and ``known`` count cells by the word for what they are (roles of columns, fields of the head, ``heading``,
    ``label``, ``note``).
    """

    file: str
    used: Mapping[str, int]
    known: Mapping[str, int]
    not_understood: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResult:
    """Forms read from one or more files, and what was not understood of them.

    ``summaries`` are tables of many projects, one in each row (汇总表): a form of kind ``summary`` whose
    ``fund_rows`` hold the
    figures of each project. ``failed`` holds, for ``read_many`` only, the files that could not be used: path and
    reason. ``accounts`` say for each file how many of its filled cells were used and known.
    """

    forms: tuple[Form, ...] = ()
    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    failed: tuple[tuple[str, InputError], ...] = ()
    summaries: tuple[Form, ...] = ()
    accounts: tuple[Account, ...] = ()
