"""Sums for departments over the totals of a part's forms: sums that add up to those of the whole."""

from __future__ import annotations

import numpy as np

from evaluator.bulk.forms import Forms
from evaluator.verdict.totals import Totals
from rules.rating import Sums, sums
from rules.rulebook import Rulebook


def department_sums(forms: Forms, totals: Totals, book: Rulebook) -> Sums:
    """The projects of these forms summed up by department; sums of parts add up to those of the whole."""
    counts = ~forms.of_department & (forms.budget >= 0)
    first, last = int(forms.department.min()), int(forms.department.max())  # neighbours, as a rule
    department, budget, elsewhere = forms.department - first, forms.budget, last - first + 1
    if not counts.all():  # what does not count goes to a department past the others, which is left out
        department, budget = np.where(counts, department, elsewhere), np.where(counts, budget, 0)
    found = sums(department, totals.low, totals.high, budget, elsewhere + 1, book, grade=totals.grade)
    return found.first(elsewhere).among(first, len(forms.departments))
