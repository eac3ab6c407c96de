"""An ordinary run as the three tables of the bulk interface, to hold tables against documents."""

from collections.abc import Sequence
from decimal import Decimal

import pyarrow as pa

from evaluator.run import Run
from evaluator.verdict.columntable import ColumnTable


def tables_of(run: Run) -> tuple[pa.Table, pa.Table, pa.Table]:
    """An ordinary run as the three tables of the bulk interface: targets, actuals, budgets.

    A form's key is its position in the run, an indicator's its row in the form.
    """
    texts = run.lines.texts
    rows: list[dict[str, object]] = []
    for line in texts.rows():
        indicator = run.forms[int(line.form)].rows[int(line.row)]
        rows.append(
            {
                "form": int(line.form),
                "id": int(line.row),
                **{name: getattr(indicator, source) for name, source in _PROMISED.items()},
                **{name: str(getattr(line, name)) for name in _TYPED},
            }
        )
    whole = pa.Table.from_pylist(rows, schema=_schema(("form", "id"), (*_PROMISED, *_TYPED)))
    return (
        whole.select(["form", "id", *_PROMISED]),
        whole.select(["form", "id", *_TYPED]),
        pa.Table.from_pylist(_budgets(run.totals), schema=_BUDGETS),
    )


_PROMISED = {
    "indicator": "name",
    "target": "target",
    "level1": "level1",
    "level2": "level2",
    "unit": "unit",
    "symbol": "symbol",
    "points": "points",
}
_TYPED = ("outcome", "level", "share", "deduction", "decided_by", "decided_on", "evidence", "reason")
_MONEY = ("initial", "full_year", "executed")
_AMOUNT = pa.decimal128(16, 6)


def _schema(keys: Sequence[str], texts: Sequence[str]) -> pa.Schema:
    return pa.schema([*((name, pa.int64()) for name in keys), *((name, pa.string()) for name in texts)])


_BUDGETS = pa.schema(
    [
        ("form", pa.int64()),
        ("department", pa.string()),
        ("project", pa.string()),
        ("year", pa.int64()),
        *((name, _AMOUNT) for name in (*_MONEY, "planned")),
        ("execution_points", _AMOUNT),
        ("execution_reason", pa.string()),
    ]
)


def _budgets(totals: ColumnTable) -> list[dict[str, object]]:
    """Amounts as ``totals`` holds them, in 万元; a text that was no amount is left out."""
    return [
        {
            "form": position,
            "department": row.department,
            "project": None if row.of_department else row.project,
            "year": row.year,
            **{name: _decimal(getattr(row, name)) for name in _MONEY},
            "planned": _decimal(row.budget),
            "execution_points": Decimal(row.execution_points) / 100,
            "execution_reason": row.execution_reason,
        }
        for position, row in enumerate(totals.rows())
    ]


def _decimal(text: object) -> Decimal | None:
    try:
        return Decimal(str(text))
    except ArithmeticError:
        return None
