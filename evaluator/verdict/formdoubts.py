"""What is to be said of whole forms and departments: money, categories, printed points, forms that clash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from evaluator.figures import points
from evaluator.run import rows_of
from evaluator.verdict import kinds as codes
from evaluator.verdict.doubts import filled
from evaluator.verdict.scoring import Scored, printed_hundredths
from rules.rulebook import Rulebook
from rules.schema import CATEGORIES
from targets.kinds.finding import Finding, Severity
from targets.kinds.indicators import CategoryMissing
from targets.kinds.location import Location
from targets.language.nothing import holds_nothing
from targets.model.amounts import in_wan, shown
from targets.model.form import Form

CATEGORY_NAMES = {
    "cost": ("成本指标", "cost"),
    "output": ("产出指标", "output"),
    "effect": ("效益指标", "effect"),
    "satisfaction": ("满意度指标", "satisfaction"),
    "other": ("其他指标", "other"),
}
"""Printed in the column of points, these say that there are none."""


def form_findings(forms: Sequence[Form], totals: pd.DataFrame, scored: Scored) -> Iterator[Finding]:
    """What concerns a whole form: execution that is missing or too low to go unexplained, categories
    without indicators, shared-out points.
    """
    table = scored.table
    form_of = scored.lines.texts["form"].to_numpy()
    begins = np.searchsorted(form_of, np.arange(len(forms) + 1)).tolist()  # lines stand form by form
    worth, rests_on = table["points"].tolist(), table["points_provision"].tolist()
    for position, total in enumerate(rows_of(totals)):
        form, here = forms[position], slice(begins[position], begins[position + 1])
        if total.execution_pending:
            zh, en = _why_no_execution(total)
            yield codes.ExecutionMissing.found(form.at, why=zh, why_en=en, points=str(points(total.execution_points)))
        elif total.execution_explain and not str(total.execution_reason).strip():
            yield codes.ExecutionLowUnexplained.found(
                form.at, rate=f"{points(total.rate)}%", threshold=scored.execution_threshold
            )
        if (change := _unexplained_change(total, scored.book)) is not None:
            yield codes.BudgetChangeUnexplained.found(form.at, **change)
        yield from category_findings(form, scored.allocation.category_missing[position])
        execution = int(scored.allocation.execution_points[position])
        yield from _points(form, worth[here], rests_on[here], execution, bool(scored.allocation.partial[position]))
    row_of = scored.lines.texts["row"].to_numpy()
    for line in map(int, np.flatnonzero(~table["applicable"].to_numpy())):
        indicator = forms[int(form_of[line])].rows[int(row_of[line])]
        yield codes.PointsReallocated.about(
            indicator,
            why=f"完成值为“{scored.lines.texts['outcome'].iat[line]}”，不适用",
            why_en=f"the outcome is “{scored.lines.texts['outcome'].iat[line]}”: it does not apply",
        )
    for line in map(int, np.flatnonzero(table["unplaced"].to_numpy())):
        indicator = forms[int(form_of[line])].rows[int(row_of[line])]
        yield codes.PointsUnplaced.about(indicator, category=indicator.level1)


def category_findings(form: Form, missing: np.ndarray) -> Iterator[Finding]:
    """One finding for each category that the book gives points to and of which the form has no row; ``missing`` is one
    row of ``Allocation.category_missing``. Satisfaction is a note, since it need not apply.
    """
    for place in np.flatnonzero(missing):
        category = CATEGORIES[place]
        zh, en = CATEGORY_NAMES[category]
        found = CategoryMissing.found(form.at, **filled(CategoryMissing, category=zh, category_en=en, categories=zh))
        yield found.with_severity(Severity.NOTE) if category == "satisfaction" else found


def _points(
    form: Form, worth: list[int], rests_on: list[str], execution_points: int, partial: bool
) -> Iterator[Finding]:
    """Printed points that are none, and rows without usable ones in a form where others have them; what each row is
    worth in hundredths, and the provision that its points rest on.
    """
    for indicator, hundredths in zip(form.rows, worth, strict=True):
        if points_unusable(indicator.points):
            yield codes.PointsUnusable.about(indicator, printed=indicator.points or "", points=str(points(hundredths)))
    execution = form.execution.get("points")
    if points_unusable(execution):
        yield codes.PointsUnusable.found(
            form.money_place(),
            indicator="预算执行率",
            printed=execution or "",
            points=str(points(execution_points)),
        )
    if partial:
        shared = [hundredths for hundredths, key in zip(worth, rests_on, strict=True) if key == "points.partial"]
        yield codes.PointsPartial.found(form.at, count=str(len(shared)), points=str(points(sum(shared))))


def points_unusable(printed: str | None) -> bool:
    """Whether something is printed for points that is no number of points."""
    return bool(printed) and not holds_nothing(printed or "") and printed_hundredths(printed or "") < 0


def department_findings(forms: Sequence[Form]) -> Iterator[Finding]:
    """What makes a rating doubtful: several forms of one whole department, forms of several years together."""
    together: dict[str, list[Form]] = {}
    for form in forms:
        together.setdefault(form.department or "", []).append(form)
    for name, listed in together.items():
        own = [form for form in listed if form.kind.of_department]
        if len(own) > 1:
            first = own[0].at.text("zh"), own[0].at.text("en")
            yield department_form_repeated(own[1].at, name, len(own), *first)
        years = {form.year for form in listed if form.year is not None}
        if len(years) > 1:
            yield years_mixed(next(form.at for form in listed if form.year == max(years)), name, years)


def department_form_repeated(at: Location, department: str, count: int, first: str, first_en: str) -> Finding:
    """A department has so many forms of its own; ``at``: the second, ``first`` says where the first one is."""
    return codes.DepartmentFormRepeated.found(
        at, department=department, count=str(count), first=first, first_en=first_en
    )


def years_mixed(at: Location, department: str, years: Iterable[int]) -> Finding:
    """The forms of a department are of these years; ``at``: one of the latest."""
    return codes.YearsMixed.found(at, department=department or "—", years="、".join(map(str, sorted(years))))


def _unexplained_change(total: Any, book: Rulebook) -> Mapping[str, str] | None:
    """The figures of a budget that changed within the year without a reason, where the book asks for one
    (``execution.change``).
    """
    rule = book.provisions.get("execution.change")
    if rule is None or not rule.enabled or str(total.execution_reason).strip():
        return None
    initial, full_year = in_wan(total.initial), in_wan(total.full_year)
    if initial is None or full_year is None or initial == full_year:
        return None
    figures = {"initial": shown(initial), "full_year": shown(full_year)}
    return {**figures, "difference": format(full_year - initial, "+f"), "tolerance": "0"}


def _why_no_execution(total: Any) -> tuple[str, str]:
    if not total.full_year and not total.executed:
        return "没有填报全年预算数和全年执行数", "neither the full-year budget nor the amount executed is stated"
    if not total.executed:
        return "没有填报全年执行数", "the amount executed is not stated"
    if not total.full_year:
        return "没有填报全年预算数", "the full-year budget is not stated"
    return (
        f"全年预算数“{total.full_year}”、全年执行数“{total.executed}”算不出执行率",
        f"no rate follows from the budget “{total.full_year}” and the amount executed “{total.executed}”",
    )
