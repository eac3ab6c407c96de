"""Checks of printed points without a rulebook: their sign, those beside a category, one that outweighs the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from targets.kinds import money as codes
from targets.kinds.finding import Finding
from targets.language.nothing import holds_nothing
from targets.model.amounts import in_points, shown
from targets.model.form import Form, Indicator


def points_findings(form: Form) -> Iterator[Finding]:
    """Findings about the points of a form. A form that prints points for some rows only is left alone."""
    points = [in_points(row.points) for row in form.rows]
    for row, value in zip(form.rows, points, strict=True):
        if value is not None and value <= 0 and (row.target.strip() or row.actual):
            yield codes.PointsNotPositive.about(row, points=row.points or "")
        if value is None and row.points and not holds_nothing(row.points):
            yield codes.PointsUnreadable.about(row, points=row.points)
    yield from _parents(form, points)
    known = [value for value in points if value is not None]
    if not known or len(known) < len(points):
        return
    total = sum(known, Decimal(0))
    if len(known) > 1:
        for row, value in zip(form.rows, known, strict=True):
            if value > total / 2:
                yield codes.PointsConcentrated.about(row, points=shown(value), total=shown(total))


def _parents(form: Form, points: Sequence[Decimal | None]) -> Iterator[Finding]:
    """One finding for each category whose rows do not add up to the points printed beside its label."""
    for label, text in form.category_points.items():
        printed = in_points(text)
        level1, _, level2 = label.partition("/")
        own: list[tuple[Indicator, Decimal | None]] = [
            (row, value)
            for row, value in zip(form.rows, points, strict=True)
            if row.level1 == level1 and (not level2 or row.level2 == level2)
        ]
        values = [value for _, value in own if value is not None]
        if printed is None or not own or len(values) < len(own):
            continue
        if sum(values, Decimal(0)) != printed:
            yield codes.PointsParentMismatch.found(
                own[0][0].at, category=label, points=shown(sum(values, Decimal(0))), printed=shown(printed)
            )
