"""The money that forms list as carried over from earlier years, beside the total or within it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from actuals.outcome import ExecutionFigures
from rules.carryover import CarriedOver
from targets.checks.money import top_level
from targets.model.amounts import in_wan
from targets.model.form import Form
from targets.model.labels import money_label


@dataclass(frozen=True, slots=True)
class _Carried:
    """One form's money carried over, in 万元; ``apart`` None: nothing says if the total holds it."""

    budget: Decimal | None = None
    spent: Decimal | None = None
    apart: bool | None = False


def carried_over(
    forms: Sequence[Form],
    stated: Mapping[int, ExecutionFigures],
    funds: Mapping[int, Mapping[str, ExecutionFigures]],
) -> CarriedOver:
    """The money carried over of each form: as stated with the outcomes, else as printed."""
    found = [_of(form, stated.get(place), funds.get(place, {})) for place, form in enumerate(forms)]
    return CarriedOver(
        budget=np.array([_float(one.budget) for one in found], dtype=np.float64),
        spent=np.array([_float(one.spent) for one in found], dtype=np.float64),
        apart=np.array([one.apart is True for one in found], dtype=np.bool_),
        unclear=np.array([one.apart is None for one in found], dtype=np.bool_),
    )


def _of(form: Form, total: ExecutionFigures | None, funds: Mapping[str, ExecutionFigures]) -> _Carried:
    rows: dict[str, tuple[Decimal | None, Decimal | None]] = {}
    if funds:
        for label, figures in funds.items():
            rows[label] = (in_wan(figures.full_year, figures.money_unit), in_wan(figures.executed, figures.money_unit))
        whole = None if total is None else in_wan(total.full_year, total.money_unit)
    else:
        for label, texts in top_level(form.fund_rows).items():
            amounts = (in_wan(texts.get(name, ""), form.money_unit) for name in ("full_year", "executed"))
            budget, spent = amounts
            rows[label] = (budget, spent)
        printed = form.execution if total is None else {"full_year": total.full_year}
        unit = form.money_unit if total is None else total.money_unit
        whole = in_wan(printed.get("full_year", ""), unit)
    own = [label for label in rows if money_label(label) == "carried_over"]
    if len(own) != 1 or not rows[own[0]][0]:
        return _Carried() if len(own) < 2 else _Carried(budget=Decimal(1), apart=None)
    budget, spent = rows[own[0]]
    return _Carried(budget, spent, _apart(own[0], budget, [one for one, _ in rows.values()], whole))


def _apart(label: str, budget: Decimal | None, parts: Sequence[Decimal | None], whole: Decimal | None) -> bool | None:
    """True where the total is the sum of the other parts, False where it is that of all or the row is a part of it."""
    known = sum((part for part in parts if part is not None), Decimal(0))
    if whole is not None and budget is not None:
        if known == whole:
            return False
        if known - budget == whole:
            return True
    return False if label.replace(" ", "").startswith("其中") else None


def _float(amount: Decimal | None) -> float:
    return float("nan") if amount is None else float(amount)
