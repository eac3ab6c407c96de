"""A condition of a finding: which rows of columns it holds for, and the figures that prove it where it holds.

Documents and tables both read the lists in this room. A document asks each condition of all its rows and says the
figures where it holds; a table asks it of each distinct line or form once, counts, and says the figures of the few
findings it lists. So a condition is written once and cannot differ between the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from targets.kinds.finding import Finding, Kind, Line, Severity
from targets.kinds.location import Location

Mask = npt.NDArray[np.bool_]
Figures = Mapping[str, str]
Columns = TypeVar("Columns", contravariant=True)
One = TypeVar("One")


class Fact(StrEnum):
    """A fact of a row that does not follow from what its line says, so that equal lines may differ in it."""

    NO_REASON = "reason"
    NO_EVIDENCE = "evidence"
    UNPLACED = "unplaced"
    POINTS_UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class Condition(Generic[Columns, One]):
    """One condition over columns.

    ``holds`` gives the rows it holds for. ``figures`` says what proves it of one of them: one finding, or one for each
    of several facts. ``severity`` replaces that of the kind. ``row`` names a fact that distinct lines do not have (is
    the reason blank, are the printed points no points) and that must hold as well. ``documents_only`` says why no table
    can raise it. ``at`` and ``indicator`` say where and of what the finding speaks, where it is not of the row itself.
    """

    kind: Kind
    holds: Callable[[Columns], Mask]
    figures: Callable[[One], Figures | Iterable[Figures]]
    severity: Severity | None = None
    row: Fact | None = None
    documents_only: str = ""
    at: Callable[[Any], Location] | None = None
    indicator: str | None = None

    def found(self, one: One, of: Line | Location) -> Iterator[Finding]:
        """The findings on a row for which it holds: ``of`` a line of a form, or of what stands at a place. Figures that
        the sentences want and nobody gives are blank.
        """
        given, blank = self.figures(one), dict.fromkeys(self.kind.figures, "")
        for figures in [given] if isinstance(given, Mapping) else given:
            told = {**blank, **figures}
            if isinstance(of, Location):
                at = of if self.at is None else self.at(one)
                finding = self.kind.found(at, indicator=self.indicator, **told)
            else:
                finding = self.kind.about(of, **told)
            yield finding if self.severity is None else finding.with_severity(self.severity)
