"""Totals per form: execution and lines added up in hundredths, as a range while anything is pending, and the grade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from actuals.outcome import ExecutionFigures
from evaluator.verdict.carriedover import carried_over
from evaluator.verdict.columntable import ColumnTable
from evaluator.verdict.scoring import Scored
from rules.execution import ExecutionScores, execution
from rules.grades import Parts, grade_codes, grade_names, grade_ranges, totals
from rules.rulebook import Rulebook
from targets.model.amounts import in_wan
from targets.model.form import Form

Int = npt.NDArray[np.int64]

COLUMNS = ("initial", "full_year", "executed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Forms as equal-length columns, one row a form, points and scores in hundredths.

    ``spent``: the execution scores; ``execution_open`` and ``indicator_open``: what is pending may still earn;
    ``pending`` lines; ``grade`` as place in ``rules.grades.grade_names``, -1 while open.
    """

    spent: ExecutionScores
    execution_points: Int
    execution_open: Int
    indicator_score: Int
    indicator_open: Int
    pending: Int
    low: Int
    high: Int
    grade: npt.NDArray[np.int8]


def added_up(
    spent: ExecutionScores,
    points: Int,
    earned: Int,
    still: Int,
    pending: Int,
    book: Rulebook,
    deviation: Int | None = None,
    left_out: npt.NDArray[np.bool_] | None = None,
    converted_from: Int | None = None,
) -> Totals:
    """The totals of forms from their execution scores, the ``points`` for execution, and sums over their lines: what
    they ``earned``, what those that are pending may ``still`` earn, how many are ``pending``. ``deviation``,
    ``left_out`` and ``converted_from`` as in ``rules.points.Allocation``, none where not given.
    """
    open_points = np.where(spent.pending, points, 0)
    low, high = totals(
        Parts(
            execution=spent.score,
            execution_open=open_points,
            execution_points=points,
            indicators=earned,
            indicators_open=still,
            deviation=np.zeros_like(earned) if deviation is None else deviation,
            left_out=np.zeros(len(earned), dtype=np.bool_) if left_out is None else left_out,
            converted_from=np.zeros_like(earned) if converted_from is None else converted_from,
            with_execution=bool(book.provision("points.not-applicable").params.get("execution")),
        )
    )
    return Totals(
        spent=spent,
        execution_points=points,
        execution_open=open_points,
        indicator_score=earned,
        indicator_open=still,
        pending=pending,
        low=low,
        high=high,
        grade=grade_ranges(low, high, book),
    )


def total_forms(
    forms: Sequence[Form],
    stated: Mapping[int, ExecutionFigures],
    scored: Scored,
    book: Rulebook,
    funds: Mapping[int, Mapping[str, ExecutionFigures]] | None = None,
) -> ColumnTable:
    """One row per form.

    ``department``, ``project``, ``year``, ``of_department``; ``initial``, ``full_year``, ``executed`` as typed and
    ``budget`` (full-year, else opening, else the total of the target form) in 万元 as text, ``""`` where unknown or
    negative; ``rate_budget`` and ``rate_executed`` what the rate is made of; ``rate`` in hundredths of a percent, -1
    where unknown; points and scores in hundredths:
    ``execution_points``, ``execution_score``, ``execution_open`` (what pending execution may still earn),
    ``indicator_score``, ``indicator_open``, ``total_low``, ``total_high``; ``pending`` (lines, execution not counted),
    ``grade_low``, ``grade_high``, ``grade`` (``""`` where the two differ); ``first_line`` (position of the form's first
    line).
    """
    money = _money(forms, stated)
    initial, full_year, executed = (money[f"{column}_amount"].astype(np.float64) for column in COLUMNS)
    points = scored.allocation.execution_points
    spent = execution(initial, full_year, executed, points, book, carried_over(forms, stated, funds or {}))
    form = scored.lines.texts["form"]
    table, pending = scored.table, scored.table["pending"]
    sums = (table["score"], np.where(pending, table["points"], 0), pending)
    earned, still, waiting = (_sum(form, values, len(forms)) for values in sums)
    off = (scored.allocation.deviation, scored.allocation.left_out, scored.allocation.converted_from)
    found = added_up(spent, points, earned, still, waiting, book, *off)
    names, keys = np.array(grade_names(book), dtype=object), np.array(spent.provision_keys, dtype=object)
    grade_low, grade_high = names[grade_codes(found.low, book)], names[grade_codes(found.high, book)]
    return ColumnTable(
        {
            "department": [f.department or "" for f in forms],
            "project": [f.project or "" for f in forms],
            "year": [f.year for f in forms],
            "of_department": np.array([f.kind.of_department for f in forms], dtype=np.bool_),
            **{column: money[column] for column in (*COLUMNS, "budget", "execution_reason")},
            "rate": spent.rate,
            "execution_points": points,
            "execution_score": spent.score,
            "execution_open": found.execution_open,
            "execution_pending": spent.pending,
            "execution_explain": spent.explain,
            "unit_suspected": spent.unit_suspected,
            "rate_budget": list(map(_float_text, spent.budget.tolist())),
            "rate_executed": list(map(_float_text, spent.spent.tolist())),
            "execution_provision": keys[spent.provision],
            "indicator_score": found.indicator_score,
            "indicator_open": found.indicator_open,
            "pending": found.pending,
            "total_low": found.low,
            "total_high": found.high,
            "grade_low": grade_low,
            "grade_high": grade_high,
            "grade": np.where(grade_low == grade_high, grade_low, ""),
            "first_line": np.searchsorted(form, np.arange(len(forms))),
        }
    )


def _sum(form: np.ndarray, values: np.ndarray, forms: int) -> np.ndarray:
    total = np.zeros(forms, dtype=np.int64)
    np.add.at(total, form, values)
    return total


def _money(forms: Sequence[Form], stated: Mapping[int, ExecutionFigures]) -> ColumnTable:
    records = []
    for position, form in enumerate(forms):
        figures = stated.get(position)
        typed = {
            column: (getattr(figures, column) if figures else form.execution.get(column, "")) or ""
            for column in COLUMNS
        }
        unit = figures.money_unit if figures else form.money_unit
        amounts = {column: in_wan(text, unit) for column, text in typed.items()}
        planned = in_wan(form.budget.get("total", ""), form.money_unit)
        budget = next((a for a in (amounts["full_year"], amounts["initial"], planned) if a is not None), None)
        budget = None if budget is not None and budget < 0 else budget  # no amount: the project weighs nothing
        records.append(
            {
                **{column: _text(amounts[column]) or typed[column] for column in COLUMNS},
                **{f"{column}_amount": _float(amounts[column]) for column in COLUMNS},
                "budget": _text(budget) if budget is None or budget >= 0 else "",
                "execution_reason": (figures.reason if figures else form.execution.get("reason", "")) or "",
            }
        )
    columns = [*COLUMNS, *(f"{column}_amount" for column in COLUMNS), "budget", "execution_reason"]
    return ColumnTable({column: [record[column] for record in records] for column in columns})


def _float(amount: Decimal | None) -> float:
    return float("nan") if amount is None else float(amount)


def _float_text(amount: float) -> str:
    return "" if amount != amount else format(Decimal(repr(amount)).normalize(), "f")


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else format(amount, "f")
