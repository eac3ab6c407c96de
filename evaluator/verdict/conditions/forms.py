"""The conditions of findings on whole forms: money, categories, printed points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluator.figures import points
from evaluator.verdict import kinds
from evaluator.verdict.columntable import ColumnTable
from evaluator.verdict.conditions.condition import Condition, Figures, Mask
from evaluator.verdict.scoring import Scored, points_unusable
from rules.points import FULL
from rules.rulebook import Rulebook
from rules.schema import CATEGORIES
from targets.kinds.finding import Finding, Severity
from targets.kinds.indicators import CategoryMissing
from targets.kinds.money import PointsNot100
from targets.language.nothing import says_nothing
from targets.model.amounts import in_wan, shown
from targets.model.form import Form

CATEGORY_NAMES = {
    "cost": ("成本指标", "cost"),
    "output": ("产出指标", "output"),
    "effect": ("效益指标", "effect"),
    "satisfaction": ("满意度指标", "satisfaction"),
    "other": ("其他指标", "other"),
}


_A_DIGIT = 10 - 1e-9  # floats of decimals: 115.3 ÷ 11.53 need not be 10 exactly


@dataclass(frozen=True, slots=True, kw_only=True)
class FormColumns:
    """Forms as equal-length columns, one row a form.

    ``initial``, ``full_year``, ``executed``: amounts in 万元, NaN unknown; ``rate`` in hundredths of a percent, -1
    unknown. ``execution_pending``: the rate earns nothing yet; ``execution_explain``: it is so low that the book asks
    for a reason; ``unexplained``: none is given. ``partial``: some rows have printed points, some not;
    ``execution_points_unusable``: what is printed for execution is no number of points. ``categories_missing``: the
    categories that the book gives points to and of which the form has no row, as bits in the order of ``CATEGORIES``.
    ``deviation``: by how much the points, execution included, pass 100 (hundredths); ``rescaled``: they are printed as
    weights of 1; ``execution_inside``: the rows have all 100; ``nothing_applies``: every row is set aside.
    ``unit_suspected``: amounts of the line of execution are a thousand times apart.
    """

    book: Rulebook
    initial: npt.NDArray[np.float64]
    full_year: npt.NDArray[np.float64]
    executed: npt.NDArray[np.float64]
    rate: npt.NDArray[np.int64]
    execution_pending: Mask
    execution_explain: Mask
    unexplained: Mask
    partial: Mask
    execution_points_unusable: Mask
    categories_missing: npt.NDArray[Any]
    deviation: npt.NDArray[np.int64]
    rescaled: Mask
    execution_inside: Mask
    nothing_applies: Mask
    unit_suspected: Mask

    @property
    def budget_changed(self) -> Mask:
        """The budget of the full year is another than the opening one."""
        known = ~np.isnan(self.initial) & ~np.isnan(self.full_year)
        return np.asarray(known & (self.initial != self.full_year))

    @property
    def budget_jump(self) -> Mask:
        """Opening and full-year budget are ten times apart, either way, and yet not so far that units are suspected."""
        with np.errstate(invalid="ignore", divide="ignore"):
            times = np.maximum(self.initial, self.full_year) / np.minimum(self.initial, self.full_year)
            known = (self.initial > 0) & (self.full_year > 0)
        return np.asarray(known & (times >= _A_DIGIT) & ~self.unit_suspected)

    def lacks(self, category: str) -> Mask:
        """The form has no row of a category that it should have."""
        return np.asarray(self.categories_missing >> CATEGORIES.index(category) & 1, dtype=np.bool_)

    def asked(self, provision: str) -> Mask:
        """Every form where the book has this provision and it is enabled, else none."""
        rule = self.book.provisions.get(provision)
        return np.full(len(self.rate), rule is not None and rule.enabled)


@dataclass(frozen=True)
class OneForm:
    """One form of which a condition holds: as read, its row of totals, its place among the forms scored."""

    form: Form
    total: Any
    scored: Scored
    place: int

    @cached_property
    def lines(self) -> npt.NDArray[np.int64]:
        """The places of its lines in ``Scored.table``."""
        return np.flatnonzero(self.scored.lines.texts["form"] == self.place)


OfForm = Condition[FormColumns, OneForm]


def _no_execution(of: OneForm) -> Figures:
    total = of.total
    if not total.full_year and not total.executed:
        why, why_en = "没有填报全年预算数和全年执行数", "neither the full-year budget nor the amount executed is stated"
    elif not total.executed:
        why, why_en = "没有填报全年执行数", "the amount executed is not stated"
    elif not total.full_year:
        why, why_en = "没有填报全年预算数", "the full-year budget is not stated"
    elif of.scored.by_carry_over and not total.rate_budget:
        why = "看不出全年预算数是否包括上年结转，执行率待定"
        why_en = "nothing says whether the full-year budget holds what was carried over"
    else:
        why = f"全年预算数“{total.full_year}”、全年执行数“{total.executed}”算不出执行率"
        why_en = f"no rate follows from the budget “{total.full_year}” and the amount executed “{total.executed}”"
    return {"why": why, "why_en": why_en, "points": str(points(total.execution_points))}


def _budget_change(of: OneForm) -> Figures:
    initial, full_year = in_wan(of.total.initial), in_wan(of.total.full_year)
    assert initial is not None and full_year is not None  # noqa: S101  (a condition of the finding)
    figures = {"initial": shown(initial), "full_year": shown(full_year)}
    return {**figures, "difference": format(full_year - initial, "+f"), "tolerance": "0"}


def _partial(of: OneForm) -> Figures:
    table = of.scored.table
    shared = table["points"][of.lines][table["points_provision"][of.lines] == "points.partial"]
    return {"count": str(len(shared)), "points": str(points(int(shared.sum())))}


def _lacks(category: str) -> OfForm:
    return Condition(
        CategoryMissing,
        lambda of: of.lacks(category),
        lambda of: {"category": CATEGORY_NAMES[category][0]},
        severity=Severity.NOTE if category == "satisfaction" else None,  # satisfaction need not apply
    )


CATEGORIES_MISSING: tuple[OfForm, ...] = tuple(map(_lacks, CATEGORIES))
"""A category that the book gives points to and of which the form has no row."""


def _points_off(of: OneForm) -> Figures:
    execution = int(of.scored.allocation.execution_points[of.place])
    together = int(of.scored.allocation.deviation[of.place]) + FULL
    rows, rest = (shown(points(part)) for part in (together - execution, execution))
    return {"points": shown(points(together)), "expected": shown(points(FULL)), "parts": f"{rows} + {rest}"}


def _own_execution(of: OneForm) -> Figures:
    sets = of.scored.allocation
    used = of.scored.book.provision(sets.provision_keys[sets.set_used[of.place]])
    return {"points": shown(used.params["execution"]), "provision": used.key}


def _amounts(of: OneForm) -> Figures:
    return {name: str(getattr(of.total, name)) or "—" for name in ("initial", "full_year", "executed")}


POINTS: tuple[OfForm, ...] = (
    Condition(kind=PointsNot100, holds=lambda of: of.deviation != 0, figures=_points_off),
    Condition(kind=kinds.ExecutionWithoutPoints, holds=lambda of: of.execution_inside, figures=_own_execution),
    Condition(kind=kinds.PointsAsWeights, holds=lambda of: of.rescaled, figures=lambda of: {}),
)
"""The printed points of a form and what the book says of execution do not make 100, or only in a certain reading."""

MONEY_UNITS: tuple[OfForm, ...] = (
    Condition(kinds.MoneyUnitSuspected, lambda of: of.unit_suspected, _amounts),
    Condition(kinds.BudgetJump, lambda of: of.budget_jump, _amounts),
)
"""Amounts of one line that cannot be in one unit, or of which one may have a digit too many."""

NOTHING_APPLIES: tuple[OfForm, ...] = (
    Condition(kind=kinds.NothingApplies, holds=lambda of: of.nothing_applies, figures=lambda of: {}),
)
"""Every row is set aside, so that there is no total."""

FORMS: tuple[OfForm, ...] = (
    Condition(
        kind=kinds.ExecutionMissing,
        holds=lambda of: of.execution_pending & ~of.unit_suspected,
        figures=_no_execution,
    ),
    *MONEY_UNITS,
    Condition(
        kind=kinds.ExecutionOver100,
        holds=lambda of: of.rate > FULL,
        figures=lambda of: {
            "executed": str(of.total.executed),
            "budget": str(of.total.rate_budget if of.scored.by_carry_over else of.total.initial)
            if of.scored.by_opening_budget or of.scored.by_carry_over
            else str(of.total.full_year),
            "rate": f"{points(of.total.rate)}%",
            "tolerance": "0",
        },
    ),
    *NOTHING_APPLIES,
    *POINTS,
    Condition(
        kinds.ExecutionLowUnexplained,
        lambda of: of.execution_explain & of.unexplained & ~of.execution_pending,
        lambda of: {"rate": f"{points(of.total.rate)}%", "threshold": of.scored.execution_threshold},
    ),
    Condition(
        kinds.BudgetChangeUnexplained,
        lambda of: of.asked("execution.change") & of.budget_changed & of.unexplained,
        _budget_change,
    ),
    Condition(kinds.PointsPartial, lambda of: of.partial, _partial),
    Condition(
        kinds.PointsUnusable,
        lambda of: of.execution_points_unusable,
        lambda of: {
            "printed": of.form.execution.get("points") or "",
            "points": str(points(of.total.execution_points)),
        },
        at=lambda of: of.form.money_place(),
        indicator="预算执行率",
        documents_only="a table with such points for execution is refused",
    ),
    *CATEGORIES_MISSING,
)
"""Every condition on forms."""


def form_findings(
    forms: Sequence[Form], totals: ColumnTable, scored: Scored, conditions: Iterable[OfForm] = FORMS
) -> Iterator[Finding]:
    """The findings on the forms of documents; ``totals`` as ``evaluator.verdict.totals.total_forms`` gives them."""
    columns, rows = form_columns(forms, totals, scored), totals.rows()
    for condition in conditions:
        for place in np.flatnonzero(condition.holds(columns)).tolist():
            one = OneForm(forms[place], rows[place], scored, place)
            yield from condition.found(one, one.form.at)


def form_columns(forms: Sequence[Form], totals: ColumnTable, scored: Scored) -> FormColumns:
    """The columns of documents' forms."""

    def amounts(column: str) -> npt.NDArray[np.float64]:
        known = (in_wan(text) for text in totals[column])
        return np.array([np.nan if amount is None else float(amount) for amount in known], dtype=np.float64)

    missing = scored.allocation.category_missing
    return FormColumns(
        book=scored.book,
        initial=amounts("initial"),
        full_year=amounts("full_year"),
        executed=amounts("executed"),
        rate=totals["rate"],
        execution_pending=totals["execution_pending"],
        execution_explain=totals["execution_explain"],
        unexplained=np.array([says_nothing(str(reason)) for reason in totals["execution_reason"]], dtype=np.bool_),
        partial=scored.allocation.partial,
        execution_points_unusable=np.array([points_unusable(one.execution.get("points")) for one in forms], dtype=bool),
        categories_missing=missing @ (1 << np.arange(missing.shape[1])),
        deviation=scored.allocation.deviation,
        rescaled=scored.allocation.rescaled,
        execution_inside=scored.allocation.execution_inside,
        nothing_applies=scored.allocation.nothing_applies,
        unit_suspected=totals["unit_suspected"],
    )
