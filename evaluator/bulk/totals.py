"""Totals of forms: lines and execution added up in hundredths, a range while anything is pending, and the grade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluator.bulk.encoding import Codes
from evaluator.bulk.forms import Forms
from evaluator.bulk.lines import Added
from evaluator.bulk.points import Shared
from rules.execution import execution
from rules.grades import Parts, grade_ranges, totals
from rules.rating import Sums, sums
from rules.rulebook import Rulebook

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """One row a form, points and scores in hundredths.

    ``rate`` in hundredths of a percent (-1 unknown); ``execution_open`` and ``indicator_open``: what is pending may
    still earn; ``pending`` lines; ``grade`` as place in ``rules.grades.grade_names``, -1 while open.
    """

    rate: Codes
    execution_points: Codes
    execution_score: Codes
    execution_open: Codes
    execution_pending: Mask
    explain: Mask
    unit_suspected: Mask
    indicator_score: Codes
    indicator_open: Codes
    pending: Codes
    low: Codes
    high: Codes
    grade: npt.NDArray[np.int8]

    def column(self, name: str) -> npt.NDArray[Any]:
        """A column by its name."""
        return np.asarray(getattr(self, name))


def total(forms: Forms, shared: Shared, added: Added, book: Rulebook) -> Totals:
    """The totals of whole forms from the points shared out, the sums of their rows and their money."""
    execution_points = shared.execution
    spent = execution(forms.initial, forms.full_year, forms.executed, execution_points, book)
    open_points = np.where(spent.pending, execution_points, 0)
    low, high = totals(
        Parts(
            execution=spent.score,
            execution_open=open_points,
            execution_points=execution_points,
            indicators=added.earned,
            indicators_open=added.still,
            deviation=shared.deviation,
            left_out=shared.left_out,
        )
    )
    return Totals(
        rate=spent.rate,
        execution_points=execution_points,
        execution_score=spent.score,
        execution_open=open_points,
        execution_pending=spent.pending,
        explain=spent.explain,
        unit_suspected=spent.unit_suspected,
        indicator_score=added.earned,
        indicator_open=added.still,
        pending=added.pending,
        low=low,
        high=high,
        grade=grade_ranges(low, high, book),
    )


def department_sums(forms: Forms, totals: Totals, book: Rulebook) -> Sums:
    """The projects of these forms summed up by department; sums of parts add up to those of the whole."""
    counts = ~forms.of_department & (forms.budget >= 0)
    first, last = int(forms.department.min()), int(forms.department.max())  # neighbours, as a rule
    department, budget, elsewhere = forms.department - first, forms.budget, last - first + 1
    if not counts.all():  # what does not count goes to a department past the others, which is left out
        department, budget = np.where(counts, department, elsewhere), np.where(counts, budget, 0)
    found = sums(department, totals.low, totals.high, budget, elsewhere + 1, book, grade=totals.grade)
    return found.first(elsewhere).among(first, len(forms.departments))
