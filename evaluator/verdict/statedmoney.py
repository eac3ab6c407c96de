"""The money stated beside the outcomes: parts against their total, by the condition that holds for printed forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from actuals.outcome import ExecutionFigures
from targets.checks.money import column_findings
from targets.kinds.finding import Finding
from targets.model.form import Form

_AMOUNTS = ("initial", "full_year", "executed")


def stated_money_findings(
    forms: Sequence[Form],
    execution: Mapping[int, ExecutionFigures],
    funds: Mapping[int, Mapping[str, ExecutionFigures]],
) -> Iterator[Finding]:
    """Columns of stated amounts whose parts are not their total; amounts in several units of money are left alone."""
    for position, parts in funds.items():
        whole = execution.get(position)
        if whole is None or {one.money_unit for one in parts.values()} != {whole.money_unit}:
            continue
        stated = replace(
            forms[position],
            money_unit=whole.money_unit,
            execution={name: getattr(whole, name) for name in _AMOUNTS},
            fund_rows={label: {name: getattr(one, name) for name in _AMOUNTS} for label, one in parts.items()},
        )
        yield from column_findings(stated, while_filled=True)
