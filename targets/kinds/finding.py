"""A finding: a fact about a document that a person must see. Data trouble is returned as findings, misuse is raised.

One class for each kind of finding, with its permanent name, short code, default severity and both languages side by
side. A stage lists its kinds in its ``codes.py``, by family where they are many, and ``evaluator.findings`` joins the
lists. Sentences are made when printed: a finding itself holds only figures, so that it can be compared, counted and
written as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import ClassVar, Protocol

from targets.kinds.location import Location


class Severity(StrEnum):
    """How much it weighs: error = no score can be given, warning = a claim is contradicted or a reading
    was chosen, note = good to know.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for error, 1 for warning, 2 for note: the order in which findings are shown."""
        return ("error", "warning", "note").index(self.value)


class Line(Protocol):
    """A line of a form as findings speak of it: where it stands, its printed name, its id within the form."""

    @property
    def at(self) -> Location: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def id(self) -> str: ...  # noqa: D102


class Kind:
    """Base of all kinds of findings; subclasses are never instantiated, ``found`` makes the finding.

    The docstring of a subclass is its page in the documentation. ``zh`` and ``en`` are message templates filled with
    the finding's figures, ``remedy_zh`` and ``remedy_en`` say what to do.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    severity: ClassVar[Severity]
    zh: ClassVar[str]
    en: ClassVar[str]
    remedy_zh: ClassVar[str]
    remedy_en: ClassVar[str]

    def __init_subclass__(cls, *, code: str, name: str, severity: Severity) -> None:
        """Set the permanent code and name."""
        cls.code, cls.name, cls.severity = code, name, severity

    @classmethod
    def found(cls, at: Location, *, indicator: str | None = None, **figures: str) -> Finding:
        """A finding of this kind. ``figures`` must hold every name that the message templates use (KeyError
        when printed otherwise).
        """
        return Finding(kind=cls, at=at, indicator=indicator, figures=figures, severity=cls.severity)

    @classmethod
    def about(cls, row: Line, /, **figures: str) -> Finding:
        """A finding of this kind that speaks of one line of a form."""
        return Finding(kind=cls, at=row.at, indicator=row.name, line=row.id, figures=figures, severity=cls.severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding: its kind, its place (``at.form`` is the form), the indicator it speaks of (the printed name), that
    line's id within the form (None where it speaks of no single line), and the figures that prove it.
    """

    kind: type[Kind]
    at: Location
    severity: Severity
    indicator: str | None = None
    line: str | None = None
    figures: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The permanent name, such as ``unit-missing``."""
        return self.kind.name

    @property
    def code(self) -> str:
        """The short code, such as ``T102``."""
        return self.kind.code

    def message(self, lang: str) -> str:
        """What is the matter, in ``zh`` or ``en``."""
        return (self.kind.zh if lang == "zh" else self.kind.en).format_map(self.figures)

    def remedy(self, lang: str) -> str:
        """What to do about it, in ``zh`` or ``en``."""
        return (self.kind.remedy_zh if lang == "zh" else self.kind.remedy_en).format_map(self.figures)

    def concerns(self, row: Line) -> bool:
        """Whether it is shown beside this line: it speaks of it, or of the whole row of the table it stands in."""
        here = (self.at.file, self.at.form, self.at.table, self.at.row)
        if here != (row.at.file, row.at.form, row.at.table, row.at.row):
            return False
        return self.line == row.id if self.line is not None else self.indicator is None

    def with_severity(self, severity: Severity) -> Finding:
        """The same finding at another severity, as a rulebook or a user may set it."""
        return replace(self, severity=severity)

    def as_json(self, lang: str) -> dict[str, object]:
        """The finding as in the JSON of ``read``; texts verbatim, numbers as strings."""
        return {
            "name": self.name,
            "code": self.code,
            "severity": self.severity.value,
            "indicator": self.indicator,
            "at": self.at.as_json(),
            "message": self.message(lang),
            "remedy": self.remedy(lang),
            "figures": dict(sorted(self.figures.items())),
        }
