"""A rulebook as read: dated, with its sources, and one provision for every choice a score rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any


class Standing(StrEnum):
    """The standing of a provision: read in the text, seen in use but the text not read, or a choice of ours."""

    CITED = "cited"
    REPORTED = "reported"
    CONVENTION = "convention"

    @property
    def zh(self) -> str:
        """The standing as a person says it in Chinese."""
        return {"cited": "已核原文", "reported": "依据实务表样，未核对原文", "convention": "本软件约定"}[self.value]

    @property
    def en(self) -> str:
        """The standing as a person says it in English."""
        return {"cited": "read in the text", "reported": "seen in use, text not read", "convention": "our convention"}[
            self.value
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source of provisions.

    An instrument, a printed form or a working system; only what is known is filled in.
    """

    key: str
    title: str
    title_en: str = ""
    number: str = ""
    issuer: str = ""
    issued: date | None = None
    url: str = ""
    sha256: str = ""
    seen: str = ""

    def text(self) -> str:
        """The title with the document number behind it."""
        return f"{self.title}（{self.number}）" if self.number else self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """One choice of the book.

    ``key`` is ``group.name`` (``score.at-most``), ``use`` the named method, ``params`` its values (Decimal, str, bool,
    tuples and dicts of them). ``article`` is the place within ``source``; both are empty for a convention, which has a
    ``reason`` instead. ``origin`` is the id of the book that states it. ``selectors`` say which cases it speaks of
    (case, category, names, when, order …: see ``rules.schema``). A provision that is not ``enabled`` is never applied.
    """

    key: str
    use: str
    params: Mapping[str, Any]
    standing: Standing
    origin: str
    text_zh: str
    text_en: str
    source: Source | None = None
    article: str = ""
    quote: str = ""
    reason: str = ""
    reason_en: str = ""
    enabled: bool = True
    selectors: Mapping[str, Any] = field(default_factory=dict)

    @property
    def group(self) -> str:
        """The first half of the key."""
        return self.key.partition(".")[0]

    @property
    def cite(self) -> str:
        """The citation as printed: title, document number, article; empty for a convention."""
        return "" if self.source is None else f"{self.source.text()}{self.article}"

    @property
    def cite_en(self) -> str:
        """The citation with the English title where there is one; document number and article as they are."""
        if self.source is None:
            return ""
        title = self.source.title_en or self.source.title
        return ", ".join(part for part in (title, self.source.number, self.article) if part)

    def basis(self, lang: str) -> str:
        """Its origin in one phrase: the citation, or the reason of a convention."""
        if lang == "zh":
            return self.cite or f"理由：{self.reason}"
        return self.cite_en or f"reason: {self.reason_en or self.reason}"

    @property
    def is_convention(self) -> bool:
        """True where points that rest on this are to be marked as resting on a convention."""
        return self.standing is Standing.CONVENTION

    def as_json(self) -> dict[str, object]:
        """Every field as plain text, for ``rules show`` and for the digest of the book."""
        return {
            "key": self.key,
            "use": self.use,
            "params": plain(self.params),
            "selectors": plain(self.selectors),
            "standing": self.standing.value,
            "cite": self.cite,
            "quote": self.quote,
            "reason": self.reason,
            "reason_en": self.reason_en,
            "zh": self.text_zh,
            "en": self.text_en,
            "enabled": self.enabled,
            "origin": self.origin,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """The effective book: everything of the books it extends, with its own overrides applied.

    ``since`` and ``until`` are half-open and None where unknown; ``checked_on`` is the day on which a person compared
    the book with the texts in force, None where nobody has. ``severities`` raises or lowers findings by name (error,
    warning, note). ``digest`` is the sha256 of all that decides a score. ``base`` is the book it extends. ``files`` are
    the local files that it was read from, with the bytes that were read: its own and those it extends, in that order;
    none for a shipped book.
    """

    id: str
    title: str
    title_en: str
    digest: str
    regime: str = "points"
    lineage: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    checked_on: date | None = None
    severities: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    provisions: Mapping[str, Provision] = field(default_factory=dict)
    base: Rulebook | None = None
    files: tuple[tuple[Path, bytes], ...] = field(default=(), repr=False, compare=False)
    _applied: Mapping[str, tuple[Provision, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        applied: dict[str, tuple[Provision, ...]] = {}
        for provision in self.provisions.values():
            if provision.enabled:
                applied[provision.group] = (*applied.get(provision.group, ()), provision)
        object.__setattr__(self, "_applied", applied)  # asked for each distinct text

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def version(self) -> str:
        """A short form of the digest, for people."""
        return self.digest[:12]

    def provision(self, key: str) -> Provision:
        """The provision of that key; KeyError if the book has none (loading makes sure that a book is complete)."""
        return self.provisions[key]

    def enabled(self, group: str) -> tuple[Provision, ...]:
        """The provisions of a group that are applied, in the order of the book."""
        return self._applied.get(group, ())

    @property
    def line(self) -> tuple[Rulebook, ...]:
        """The book, the one it extends, and so on."""
        return (self, *(self.base.line if self.base else ()))

    def in_force_on(self, day: date) -> bool | None:
        """True where the book was in force on that day; None where its dates are not known."""
        if self.since is None and self.until is None:
            return None
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    def in_force(self, year: int) -> bool | None:
        """True where the book was in force on any day of that year; None where its dates are not known."""
        if self.since is None and self.until is None:
            return None
        begun = self.since is None or self.since.year <= year  # any whole number: a table may hold the year 20233
        return begun and (self.until is None or self.until.timetuple()[:3] > (year, 1, 1))


def plain(value: Any) -> Any:
    """A value of a book as JSON can hold it: decimals as strings, dates as ISO text, tuples as lists."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, bool) or value is None or isinstance(value, int):
        return value
    return str(value)
