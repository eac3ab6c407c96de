"""The conditions of findings on departments: what makes a rating doubtful."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from evaluator.verdict import kinds
from evaluator.verdict.columntable import ColumnTable, coded
from evaluator.verdict.conditions.condition import Condition, Figures
from targets.kinds.finding import Finding, Kind
from targets.kinds.location import Location
from targets.model.form import Form

Int = npt.NDArray[np.int64]
_YEARS = 10_000


@dataclass(frozen=True)
class DepartmentColumns:
    """The forms of some departments: the code of its ``department``, is it the department's own (``of_department``),
    its ``year`` (0 unknown), has it a budget above 0 (``budgeted``), one row a form; and ``names`` of the departments.

    ``own``, ``years``, ``weighed`` and ``weightless``, one row a department: how many forms of its own it has, of how
    many years its forms are, how many of its projects have a budget and how many have none.
    """

    department: Int
    of_department: npt.NDArray[np.bool_]
    year: Int
    budgeted: npt.NDArray[np.bool_]
    names: Sequence[str]
    own: Int = field(init=False)
    years: Int = field(init=False)
    weighed: Int = field(init=False)
    weightless: Int = field(init=False)

    def __post_init__(self) -> None:
        known = self.year > 0
        runs = self.department[known] * _YEARS + self.year[known]
        cells = np.unique(runs[np.diff(runs, prepend=-1) != 0])  # forms of a department mostly stand together
        counted = {
            "own": self.department[self.of_department],
            "years": cells // _YEARS,
            "weighed": self.department[~self.of_department & self.budgeted],
            "weightless": self.department[~self.of_department & ~self.budgeted],
        }
        for name, codes in counted.items():
            object.__setattr__(self, name, np.bincount(codes, minlength=len(self.names)))


@dataclass(frozen=True)
class OneDepartment:
    """One department of which a condition holds; ``place`` says where the form at a position stands, ``called`` what it
    is called in Chinese and English, ``graded`` its project with its grade.
    """

    columns: DepartmentColumns
    code: int
    place: Callable[[int], Location]
    called: Callable[[int], tuple[str, str]]
    graded: Callable[[int], str]

    @property
    def name(self) -> str:
        """Its name."""
        return self.columns.names[self.code]

    @property
    def own(self) -> list[int]:
        """The positions of its own forms."""
        found: list[int] = np.flatnonzero(self.columns.of_department & (self.columns.department == self.code)).tolist()
        return found

    @property
    def weightless(self) -> list[int]:
        """The positions of its projects without a budget."""
        columns = self.columns
        here = ~columns.of_department & ~columns.budgeted & (columns.department == self.code)
        found: list[int] = np.flatnonzero(here).tolist()
        return found

    @property
    def latest(self) -> int:
        """The position of the first of its forms that are of the latest year: the place of a finding on years."""
        year = np.where(self.columns.department == self.code, self.columns.year, -1)
        return int(year.argmax())

    @property
    def years(self) -> list[int]:
        """The years of its forms."""
        years = self.columns.year[self.columns.department == self.code]
        return sorted({*years[years > 0].tolist()})


def _repeated(of: OneDepartment) -> Figures:
    own = of.own
    first, first_en = of.called(own[0])
    return {"department": of.name, "count": str(len(own)), "first": first, "first_en": first_en}


def _weightless(of: OneDepartment) -> Figures:
    positions = of.weightless
    named = "、".join(map(of.graded, positions[:NAMED]))
    more = len(positions) - NAMED
    return {
        "department": of.name or "—",
        "count": str(len(positions)),
        "projects": f"{named} …（+{more}）" if more > 0 else named,
    }


NAMED = 10
"""The projects without a budget that a finding names."""

DEPARTMENTS: tuple[Condition[DepartmentColumns, OneDepartment], ...] = (
    Condition(kinds.DepartmentFormRepeated, lambda of: of.own > 1, _repeated, at=lambda of: of.place(of.own[1])),
    Condition(
        kinds.YearsMixed,
        lambda of: of.years > 1,
        lambda of: {"department": of.name or "—", "years": "、".join(map(str, of.years))},
    ),
    Condition(
        kinds.ProjectsUnweighted,
        lambda of: (of.weightless > 0) & (of.weighed > 0),
        _weightless,
        at=lambda of: of.place(of.weightless[0]),
    ),
)
"""Every condition on departments."""


def department_findings(forms: Sequence[Form], totals: ColumnTable) -> Iterator[Finding]:
    """The findings on the departments of documents' forms; ``totals`` as of ``evaluator.verdict.totals``."""
    columns, rows = department_columns(forms, totals), totals.rows()

    def place(position: int) -> Location:
        return forms[position].at

    def called(position: int) -> tuple[str, str]:
        return forms[position].at.text("zh"), forms[position].at.text("en")

    def graded(position: int) -> str:
        row = rows[position]
        return named_with_grade(forms[position].title, row.grade_low, row.grade_high)

    for _, _, findings in departments_found(columns, place, called, graded):
        yield from findings


def named_with_grade(project: str, low: str, high: str) -> str:
    """A project and its grade, both grades while it is open: 甲项目（中—良）."""
    return f"{project}（{low if low == high else f'{low}—{high}'}）"


def department_columns(forms: Sequence[Form], totals: ColumnTable) -> DepartmentColumns:
    """The columns of documents' forms."""
    department, names = coded(form.department or "" for form in forms)
    return DepartmentColumns(
        department=department,
        of_department=np.array([form.kind.of_department for form in forms], dtype=np.bool_),
        year=np.array([form.year or 0 for form in forms], dtype=np.int64),
        budgeted=np.array([text != "" and Decimal(text) > 0 for text in totals["budget"]], dtype=np.bool_),
        names=names,
    )


def departments_found(
    columns: DepartmentColumns,
    place: Callable[[int], Location],
    called: Callable[[int], tuple[str, str]],
    graded: Callable[[int], str],
    most: int | None = None,
) -> Iterator[tuple[Kind, Int, list[Finding]]]:
    """For each condition its kind, the departments it holds for, and the findings on the first ``most`` of them (None:
    on all).
    """
    for condition in DEPARTMENTS:
        codes = np.flatnonzero(condition.holds(columns))
        ones = [OneDepartment(columns, code, place, called, graded) for code in codes[:most].tolist()]
        yield condition.kind, codes, [found for one in ones for found in condition.found(one, place(one.latest))]
