"""The money of a form: amounts in 万元, rates, and the 其中 rows with what is known of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from actuals.matching.names import name_key
from actuals.outcome import ExecutionFigures
from evaluator.figures import rate_of
from evaluator.officialforms.model import Number, Value
from targets.model.amounts import in_wan
from targets.model.form import Form

EXACT_DIGITS = 15
"""A spreadsheet keeps fifteen digits of a number; longer ones are written as text so that none is lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fund:
    """One line of money: opening budget, full-year budget, executed; ``""`` where nobody has said it."""

    label: str
    initial: Value = ""
    full_year: Value = ""
    executed: Value = ""
    rate: Value = ""


def number(amount: Decimal, *, least: int = 0) -> Value:
    """An amount in its own precision, at least ``least`` places; as text where a spreadsheet would lose digits."""
    exponent = amount.as_tuple().exponent
    places = max(-exponent if isinstance(exponent, int) else 0, least)
    if len(amount.as_tuple().digits) > EXACT_DIGITS:
        return format(amount, "f")
    return Number(amount, places)


def rate(hundredths_of_percent: int) -> Value:
    """An execution rate as a percentage of two places, nothing where there is none."""
    return Number(Decimal(int(hundredths_of_percent)).scaleb(-4), 2, percent=True) if hundredths_of_percent >= 0 else ""


def amount(text: str, unit: str = "万元") -> Value:
    """A typed amount in 万元; what is no amount stays as typed."""
    read = in_wan(text, unit) if text.strip() else None
    return text if read is None else number(read)


_AMOUNTS = ("initial", "full_year", "executed")
_PROJECT_PARTS = (("fiscal", "其中：当年财政拨款"), ("carried_over", "上年结转资金"), ("other", "其他资金"))
_DEPARTMENT_PARTS = (("basic", "其中：基本支出"), ("projects", "项目支出"))
_DEPARTMENT_BLANKS = ("其中：人员经费", "公用经费", "项目支出")


def parts_of(form: Form, stated: Mapping[str, ExecutionFigures], *, by_opening: bool) -> Iterator[Fund]:
    """The 其中 rows: those of the document where it has them, else the parts of its budget as opening budget.

    ``stated`` are figures handed in with the outcomes, by label: they fill the row they belong to, or get a row of
    their own. ``by_opening`` says that a rate is of the opening budget. A rate is given where both amounts are known.
    """
    left = dict(stated)
    for fund in _printed(form):
        label = _belonging(fund.label, left)
        figures = left.pop(label) if label is not None else None
        yield fund if figures is None else _filled(fund, figures, by_opening=by_opening)
    for label, figures in left.items():
        yield _filled(Fund(label=label), figures, by_opening=by_opening)


def stated_parts(form: Form, stated: Mapping[str, ExecutionFigures]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """The 其中 rows to state figures of: the label of the row, the label by which figures of it are handed in, and what
    is known of it in the form's unit of money, as handed in or else as printed.
    """
    left = dict(stated)
    for label, printed in _printed_texts(form):
        own = _belonging(label, left)
        figures = left.pop(own) if own is not None else None
        known = {name: (getattr(figures, name) if figures else "") or printed.get(name, "") for name in _AMOUNTS}
        yield label, own or label.removeprefix("其中："), known
    for label, figures in left.items():
        yield label, label, {name: getattr(figures, name) for name in _AMOUNTS}


def _printed(form: Form) -> list[Fund]:
    unit = form.money_unit
    return [
        Fund(
            label=label,
            **{key: amount(row.get(key, ""), unit) for key in _AMOUNTS},
            rate=row.get("rate", ""),
        )
        for label, row in _printed_texts(form)
    ]


def _printed_texts(form: Form) -> list[tuple[str, Mapping[str, str]]]:
    if form.fund_rows:
        return list(form.fund_rows.items())
    budget = form.budget
    if not form.kind.of_department:
        return [(label, {"initial": budget.get(key, "")}) for key, label in _PROJECT_PARTS]
    known: list[tuple[str, Mapping[str, str]]]
    known = [(label, {"initial": budget[key]}) for key, label in _DEPARTMENT_PARTS if key in budget]
    return known or [(label, {}) for label in _DEPARTMENT_BLANKS]


def _filled(fund: Fund, figures: ExecutionFigures, *, by_opening: bool) -> Fund:
    """A row with what was stated of it; what was not stays as printed."""
    unit = figures.money_unit
    initial = amount(figures.initial, unit) or fund.initial
    full_year = amount(figures.full_year, unit) or fund.full_year
    executed = amount(figures.executed, unit) or fund.executed
    share = _share(initial if by_opening else full_year, executed) or fund.rate
    return Fund(label=fund.label, initial=initial, full_year=full_year, executed=executed, rate=share)


def _share(budget: Value, executed: Value) -> Value:
    if not (isinstance(budget, Number) and isinstance(executed, Number)) or budget.value <= 0 or executed.value < 0:
        return ""
    return rate(rate_of(executed.value, budget.value))


def _belonging(printed: str, stated: Mapping[str, ExecutionFigures]) -> str | None:
    """The one stated label that means the printed row: ``财政拨款`` is the row ``其中：当年财政拨款``."""
    row = name_key(printed).removeprefix("其中")
    keys = {label: name_key(label).removeprefix("其中") for label in stated}
    same = [label for label, key in keys.items() if key == row]
    alike = same or [label for label, key in keys.items() if len(key) > 1 and (key in row or row in key)]
    return alike[0] if len(alike) == 1 else None
