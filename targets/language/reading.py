"""The reading of a target: how its text was understood. One frozen value, many possible doubts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from targets.language.printedrule import PrintedRule


class ReadingKind(StrEnum):
    """The sort of promise that the text makes."""

    THRESHOLD = "threshold"
    EQUALITY = "equality"
    RANGE = "range"
    RANK = "rank"
    RATIO = "ratio"
    RATE_PER_PERIOD = "rate_per_period"
    DEADLINE = "deadline"
    DURATION = "duration"
    FREQUENCY = "frequency"
    CHANGE = "change"
    QUALITATIVE = "qualitative"
    COMPOUND = "compound"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    SCORING_RULE = "scoring-rule"


class Comparator(StrEnum):
    """The comparison of the outcome with the bound. A bare number is ``eq`` with the note ``bare-value``."""

    GE = "ge"
    GT = "gt"
    LE = "le"
    LT = "lt"
    EQ = "eq"
    BETWEEN = "between"
    NONE = "none"


class NoteName(StrEnum):
    """The doubts and remarks that a reading can carry; ``explanation`` says each of them in words."""

    BARE_VALUE = "bare-value"
    APPROXIMATE = "approximate"
    AMBITION = "ambition"
    UNIT_MISSING = "unit-missing"
    UNIT_UNKNOWN = "unit-unknown"
    UNIT_INVERTED = "unit-inverted"
    PERCENT_IMPLAUSIBLE = "percent-implausible"
    TARGET_UNREADABLE = "target-unreadable"
    NOT_APPLICABLE = "not-applicable"
    AMBIGUOUS = "ambiguous"
    NAME_SAYS = "name-says"
    NAME_UNIT = "name-unit"
    DIRECTION = "direction"
    BASE = "base"
    PERIOD = "period"
    REMARK = "remark"
    DATE_IGNORED = "date-ignored"
    NUMBER_IGNORED = "number-ignored"
    ZERO_COUNT = "zero-count"
    RANK_GROUP = "rank-group"
    BOUNDS_INCLUDED = "bounds-included"
    RANGE_REVERSED = "range-reversed"
    CONDITION = "condition"
    SERIAL_DATE = "serial-date"
    BLANK_MARK = "blank-mark"
    NEXT_YEAR = "next-year"
    REASON = "reason"
    TEXT_LEFT_OVER = "text-left-over"
    TEXT_NOT_UNDERSTOOD = "text-not-understood"
    SECOND_CONDITION = "second-condition"


@dataclass(frozen=True, slots=True)
class Note:
    """A doubt or remark about a reading: a short name (``bare-value``, ``approximate``, ``unit-inverted``) and a
    detail.

    A note whose name is the name of a finding becomes that finding; the others are information.
    """

    name: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.name}={self.detail}" if self.detail else f"{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A target as understood.

    ``low`` and ``high`` are numbers in the unit as printed (ge and gt fill ``low``, le and lt ``high``, eq and between
    both). A date stands as ISO text, as far as it is known (``2023-12-31``, ``--12-31``), in ``since`` and
    ``until``; numbers
    and dates never both. ``unit`` and ``per`` are as printed, ``canonical`` is the unit for arithmetic in
    the registry of ``targets/units.txt``, denominators included (``yuan / person``), None where unknown. A rule of
    points whose every clause was understood has ``rule``, and its full mark as the only part and as its bounds.
    """

    text: str
    kind: ReadingKind
    comparator: Comparator = Comparator.NONE
    low: Decimal | None = None
    high: Decimal | None = None
    since: str | None = None
    until: str | None = None
    unit: str | None = None
    per: str | None = None
    canonical: str | None = None
    notes: tuple[Note, ...] = ()
    parts: tuple[Reading, ...] = ()
    rule: PrintedRule | None = None

    @property
    def in_words(self) -> bool:
        """True if the promise is in words: a target without a figure, or a rule of points for one."""
        return self.kind is ReadingKind.QUALITATIVE or (self.rule is not None and self.rule.wording)

    def has(self, note: str) -> bool:
        """True if a note of that name is present."""
        return any(n.name == note for n in self.notes)

    def detail(self, note: str) -> str:
        """The detail of the first note of that name, empty if there is none."""
        return next((n.detail for n in self.notes if n.name == note), "")

    def as_json(self) -> dict[str, object]:
        """The reading object of the JSON contract (docs/json.md): numbers as strings, dates in ``low`` and ``high``."""
        return {
            "kind": self.kind.value,
            "comparator": self.comparator.value,
            "low": self.since if self.low is None else format(self.low, "f"),
            "high": self.until if self.high is None else format(self.high, "f"),
            "unit": self.unit,
            "per": self.per,
            "canonical": self.canonical,
            "notes": [str(note) for note in self.notes],
            "parts": [part.as_json() for part in self.parts],
        }
