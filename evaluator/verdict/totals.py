"""Totals per form: execution and lines added up in hundredths, as a range while anything is pending, and the grade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np
import pandas as pd

from actuals.outcome import ExecutionFigures
from evaluator.verdict.scoring import Scored
from rules.execution import execution
from rules.grades import Parts, grade_codes, grade_names, totals
from rules.rulebook import Rulebook
from targets.model.amounts import in_wan
from targets.model.form import Form

COLUMNS = ("initial", "full_year", "executed")


def total_forms(
    forms: Sequence[Form], stated: Mapping[int, ExecutionFigures], scored: Scored, book: Rulebook
) -> pd.DataFrame:
    """One row per form.

    ``department``, ``project``, ``year``, ``of_department``; ``initial``, ``full_year``, ``executed`` as typed and
    ``budget`` (full-year, else opening, else the total of the target form) in 万元 as text, ``""`` where unknown or
    negative; ``rate`` in hundredths of a percent, -1 where unknown; points and scores in hundredths:
    ``execution_points``, ``execution_score``, ``execution_open`` (what pending execution may still earn),
    ``indicator_score``, ``indicator_open``, ``total_low``, ``total_high``; ``pending`` (lines, execution not counted),
    ``grade_low``, ``grade_high``, ``grade`` (``""`` where the two differ); ``first_line`` (position of the form's first
    line).
    """
    money = _money(forms, stated)
    initial, full_year, executed = (money[f"{column}_amount"].to_numpy(dtype=np.float64) for column in COLUMNS)
    result = execution(initial, full_year, executed, scored.allocation.execution_points, book)
    form = scored.lines.texts["form"].to_numpy(dtype=np.int64)
    table = scored.table
    pending = table["pending"].to_numpy()
    points = table["points"].to_numpy()
    earned = _sum(form, table["score"].to_numpy(), len(forms))
    open_points = _sum(form, np.where(pending, points, 0), len(forms))
    execution_open = np.where(result.pending, scored.allocation.execution_points, 0)
    low, high = totals(
        Parts(
            execution=result.score,
            execution_open=execution_open,
            execution_points=scored.allocation.execution_points,
            indicators=earned,
            indicators_open=open_points,
            deviation=scored.allocation.deviation,
            left_out=scored.allocation.left_out,
        )
    )
    names = np.array(grade_names(book), dtype=object)
    grade_low, grade_high = names[grade_codes(low, book)], names[grade_codes(high, book)]
    keys = np.array(result.provision_keys, dtype=object)
    return pd.DataFrame(
        {
            "department": [f.department or "" for f in forms],
            "project": [f.project or "" for f in forms],
            "year": [f.year for f in forms],
            "of_department": [f.kind.of_department for f in forms],
            **{column: money[column] for column in (*COLUMNS, "budget", "execution_reason")},
            "rate": result.rate,
            "execution_points": scored.allocation.execution_points,
            "execution_score": result.score,
            "execution_open": execution_open,
            "execution_pending": result.pending,
            "execution_explain": result.explain,
            "unit_suspected": result.unit_suspected,
            "execution_provision": keys[result.provision],
            "indicator_score": earned,
            "indicator_open": open_points,
            "pending": _sum(form, pending.astype(np.int64), len(forms)),
            "total_low": low,
            "total_high": high,
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


def _money(forms: Sequence[Form], stated: Mapping[int, ExecutionFigures]) -> pd.DataFrame:
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
    return pd.DataFrame(records, columns=columns)


def _float(amount: Decimal | None) -> float:
    return float("nan") if amount is None else float(amount)


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else format(amount, "f")
