"""A finding: a fact about a document that a person must see. Data trouble is returned as findings, misuse is raised.

A kind is a name in the catalogue of its package (``targets.kinds.catalogue``), where its code, severity and texts
stand; Python knows it by one line, such as ``UnitMissing = Kind("targets", "unit-missing")``. Sentences are made when
printed: a finding itself holds only figures, so that it can be compared, counted and written as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from targets.kinds.catalogue import Entry, Part, entry
from targets.kinds.location import Location


class Severity(StrEnum):
    """The weight of a finding: error = no score can be given, warning = a claim is contradicted or a reading
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


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding: the package whose catalogue describes it, and its permanent name, such as ``unit-missing``."""

    package: str
    name: str

    @property
    def entry(self) -> Entry:
        """Its page of the catalogue, read when first asked for."""
        return entry(self.package, self.name)

    @property
    def code(self) -> str:
        """The permanent short code, such as ``T201``."""
        return self.entry.code

    @property
    def severity(self) -> Severity:
        """The severity unless a rulebook or a person says otherwise."""
        return Severity(self.entry.severity)

    @property
    def figures(self) -> tuple[str, ...]:
        """The names of the figures that its sentences are filled with in either language, sorted."""
        return tuple(sorted(self.entry.figures("zh") | self.entry.figures("en")))

    def text(self, part: Part, lang: str) -> str:
        """One text of its page in ``zh`` or ``en``; empty where the page has none; messages are unfilled."""
        return self.entry.texts.get(part, {}).get("zh" if lang == "zh" else "en", "")

    def found(self, at: Location, *, indicator: str | None = None, **figures: str) -> Finding:
        """A finding of this kind. ``figures`` must hold every name that the message and the remedy use (KeyError when
        printed otherwise).
        """
        return Finding(kind=self, at=at, indicator=indicator, figures=figures, severity=self.severity)

    def about(self, row: Line, /, **figures: str) -> Finding:
        """A finding of this kind that speaks of one line of a form."""
        return Finding(kind=self, at=row.at, indicator=row.name, line=row.id, figures=figures, severity=self.severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding: its kind, its place (``at.form`` is the form), the indicator it speaks of (the printed name), that
    line's id within the form (None where it speaks of no single line), and the figures that prove it.
    """

    kind: Kind
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
        """The message, in ``zh`` or ``en``."""
        return self.kind.text(Part.MESSAGE, lang).format_map(self.figures)

    def remedy(self, lang: str) -> str:
        """The remedy, in ``zh`` or ``en``."""
        return self.kind.text(Part.REMEDY, lang).format_map(self.figures)

    def concerns(self, row: Line) -> bool:
        """True where it is shown beside this line: it speaks of it, or of the whole row of the table it stands in."""
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
