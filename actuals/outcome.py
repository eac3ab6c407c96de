"""Outcomes: what a person stated for an indicator, as typed; and how its text was understood beside its target."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from targets.kinds.location import Location
from targets.language.reading import Note


class Level(StrEnum):
    """The level of a qualitative outcome; the rulebook says its wording and its band of the points."""

    MET = "met"
    PARTIAL = "partial"
    MISSED = "missed"


class OutcomeKind(StrEnum):
    """The sorts of statement an outcome can be."""

    QUANTITY = "quantity"
    DATE = "date"
    LEVEL = "level"
    NOT_APPLICABLE = "not-applicable"
    MISSING = "missing"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One line of outcomes as typed; texts verbatim, ``""`` where empty or where the table has no such column.

    ``share`` is a person's share of the points (得分系数) within the band of ``level``; ``evidence`` names 佐证材料,
    ``evidence_files`` the files attached in the workbench.
    ``deduction`` is a person's deduction in points, ``decided_by`` who decided share or
    deduction, ``decided_on`` when.
    """

    at: Location
    id: str = ""
    department: str = ""
    project: str = ""
    level1: str = ""
    level2: str = ""
    name: str = ""
    target: str = ""
    actual: str = ""
    level: str = ""
    share: str = ""
    evidence: str = ""
    evidence_files: str = ""
    reason: str = ""
    deduction: str = ""
    decided_by: str = ""
    decided_on: str = ""

    @property
    def evidence_named(self) -> str:
        """The whole of the column of evidence: what was typed, then the attached files that it does not name yet."""
        files = [name for name in self.evidence_files.split("；") if name and name not in self.evidence]
        return "；".join(filter(None, (self.evidence, *files)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionFigures:
    """The money of one form as typed: opening budget, full-year budget, executed; in ``money_unit``."""

    at: Location
    department: str = ""
    project: str = ""
    fund: str = ""
    initial: str = ""
    full_year: str = ""
    executed: str = ""
    reason: str = ""
    money_unit: str = "万元"


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    """Words that a person put under one heading of a form or of the report on it (实际完成情况, 改进措施 …)."""

    at: Location
    department: str = ""
    project: str = ""
    heading: str = ""
    text: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeReading:
    """An outcome as understood.

    QUANTITY: ``value`` in the outcome's own unit, ``factor`` turns it into the target's unit (exact); DATE: ``date`` as
    ISO text as far as known; LEVEL: ``level``. A note whose name is an A finding becomes that finding
    (``outcome-unit-missing``, ``outcome-repeats-target`` …). UNREADABLE: ``may_mean`` is the one text that its author
    may have meant, for a person (or a claimed score that follows from it) to confirm: 95.8% for a bare 0.958.
    """

    text: str
    kind: OutcomeKind
    value: Decimal | None = None
    date: str | None = None
    level: Level | None = None
    unit: str | None = None
    per: str | None = None
    factor: Fraction = Fraction(1)
    notes: tuple[Note, ...] = ()
    may_mean: str | None = None

    def has(self, note: str) -> bool:
        """True if a note of that name is present."""
        return any(one.name == note for one in self.notes)

    def detail(self, note: str) -> str:
        """The detail of the first note of that name, empty if there is none."""
        return next((one.detail for one in self.notes if one.name == note), "")

    def sets_aside(self, *, reasoned: bool) -> bool:
        """True if its indicator does not apply: the outcome says so, and somebody gave a reason. Without a reason the
        indicator is pending.
        """
        return reasoned and self.kind is OutcomeKind.NOT_APPLICABLE


def unreadable(text: str, name: str, detail: str, *more: Note) -> OutcomeReading:
    """An outcome that was not understood: the finding that says so, its detail, and what else is to be said."""
    return OutcomeReading(text=text, kind=OutcomeKind.UNREADABLE, notes=(Note(name, detail), *more))


def at_level(text: str, level: Level, *notes: Note) -> OutcomeReading:
    """An outcome in words that name a level."""
    return OutcomeReading(text=text, kind=OutcomeKind.LEVEL, level=level, notes=notes)
