"""The form's own sums as witnesses of how it was read: where it contradicts itself, another reading is tried.

A reading is taken in place of the likeliest one only if the form then agrees with itself altogether: points to 100
and to those of their category, scores within their points and to the printed total. No reading that fits: the form is
as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from targets.model.amounts import in_points
from targets.model.form import Form

_WHOLE = Decimal(100)
_OF_EXECUTION = (Decimal(10), Decimal(20))
"""Points of execution that books have, where a form prints none: its rows make 90 or 80."""


@dataclass(frozen=True, slots=True)
class How:
    """One way to read the cells of a form: which assignment of the columns, whether a figure over several rows counts
    for each, whether points stand in the labels and not in their column."""

    columns: int = 0
    each: bool = False
    labels: bool = False


LIKELIEST = How()
OTHERS: Sequence[tuple[How, tuple[str, str]]] = (
    (How(columns=1), ("列的另一种读法", "another reading of the columns")),
    (How(columns=2), ("列的另一种读法", "another reading of the columns")),
    (How(each=True), ("合并单元格中的数按每一行计", "a figure over several rows counted for each")),
    (How(labels=True), ("分值取自类别或指标名称", "the points taken from the labels")),
)
"""What else the same cells may mean, in the order in which it is tried, with its words."""


def agrees(form: Form) -> bool:
    """True if nothing in a form contradicts its own sums; what is not printed contradicts nothing."""
    return next(_contradictions(form), None) is None


def _contradictions(form: Form) -> Iterator[str]:
    points = [in_points(row.points) for row in form.rows]
    scores = [in_points(row.score) for row in form.rows]
    if any(s is not None and p is not None and s > p for s, p in zip(scores, points, strict=True)):
        yield "score above points"
    of_execution = in_points(form.execution.get("points")), in_points(form.execution.get("score"))
    added = _added(points)
    execution = _OF_EXECUTION if of_execution[0] is None else (of_execution[0],)
    if added is not None and _WHOLE not in (added, *(added + one for one in execution)):
        yield "points not 100"
    for label, text in form.category_points.items():
        level1, _, level2 = label.partition("/")
        rows = zip(form.rows, points, strict=True)
        own = [p for row, p in rows if row.level1 == level1 and (not level2 or row.level2 == level2)]
        printed, together = in_points(text), _added(own)
        if printed is not None and together is not None and together != printed:
            yield "points of a category"
    total, earned = in_points(form.total_score), _added(scores)
    if total is not None and earned is not None and total not in (earned, earned + (of_execution[1] or Decimal(0))):
        yield "total"


def _added(values: Sequence[Decimal | None]) -> Decimal | None:
    """The sum of what is printed: a figure over several rows stands in the first of them."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None
