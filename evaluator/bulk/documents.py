"""Between tables and forms: some forms of a table as an ordinary run, and an ordinary run as tables.

Sentences, derivations and official forms are made from forms only; for tables they are made on request, of the forms
that someone asks about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from actuals.matching.matching import Matched, Matching
from actuals.outcome import ExecutionFigures, Outcome
from actuals.sources.table import OutcomeTable
from evaluator.bulk.encoding import text_of
from evaluator.bulk.forms import MILLIONTHS, Forms
from evaluator.bulk.summary import Case
from evaluator.pipeline import Intake, judge
from evaluator.run import Run
from evaluator.verdict.columntable import ColumnTable
from evaluator.verdict.conditions.asking import reading_findings
from evaluator.verdict.conditions.lines import TARGETS_MISSING, TARGETS_NOTED
from evaluator.verdict.lines import lines_of
from rules.rulebook import Rulebook
from targets.kinds.location import Location
from targets.language.expression import read_target
from targets.layout.assembly import comparator_of
from targets.model.form import Form, FormKind, Indicator
from targets.model.vocabulary import category

_STATED = {"outcome": "actual"}


def run_of(cases: Mapping[int, Case], forms: Forms, book: Rulebook, *, file: str) -> Run:
    """These forms, by their position among all, as an ordinary run: the document path from lines to findings.

    In the places of its findings ``table`` is the position of the form among all and ``row`` that of the indicator.
    """
    order = sorted(cases)
    made = tuple(_form(position, cases[position], forms, file) for position in order)
    by_indicator: dict[tuple[int, int], Matched] = {}
    for number, position in enumerate(order):
        places = {text_of(value): row for row, value in enumerate(cases[position].targets.column("id").to_pylist())}
        for record in cases[position].outcomes.to_pylist():
            row = places.get(text_of(record["id"]))
            if row is not None:
                by_indicator[number, row] = Matched(outcome=_outcome(record, file), how="id")
    matching = Matching(
        by_indicator=by_indicator,
        execution={n: _money(position, forms, file) for n, position in enumerate(order)},
        funds={},
        pending=frozenset(),
        findings=(),
        unused=(),
    )
    intake = Intake(
        forms=made,
        stated=OutcomeTable(source=file),
        matching=matching,
        lines=lines_of(made, matching),
        findings=tuple(reading_findings(made, (*TARGETS_MISSING, *TARGETS_NOTED))),
        sources=(),
        options={},
    )
    return judge(intake, book)


def _form(position: int, case: Case, forms: Forms, file: str) -> Form:
    rows = []
    for number, record in enumerate(case.targets.to_pylist()):
        text = {name: text_of(value) for name, value in record.items()}
        level1, level2 = text.get("level1", ""), text.get("level2", "")
        reading = read_target(
            text["target"],
            indicator=text["indicator"],
            unit=text.get("unit", ""),
            symbol=comparator_of(text.get("symbol", "")),
        )
        rows.append(
            Indicator(
                id=text["id"],
                level1=level1,
                level2=level2,
                name=text["indicator"],
                target=text["target"],
                reading=reading,
                category=category(level1, level2),
                at=Location(file=file, form=position, table=position, row=number),
                points=text.get("points"),
                symbol=text.get("symbol"),
                unit=text.get("unit"),
            )
        )
    of_department = bool(forms.of_department[position])
    budget = int(forms.budget[position])
    printed = int(forms.execution_printed[position])
    return Form(
        file=file,
        index=position,
        kind=FormKind.DEPARTMENT_TARGETS if of_department else FormKind.PROJECT_TARGETS,
        at=Location(file=file, form=position, table=position),
        year=int(forms.year[position]) or None,
        department=forms.departments[int(forms.department[position])],
        project=None if of_department else forms.project[position].as_py(),
        budget={"total": _amount(Decimal(budget) / MILLIONTHS)} if budget >= 0 else {},
        execution={"points": _amount(Decimal(printed) / 100)} if printed >= 0 else {},
        rows=tuple(rows),
    )


def _outcome(record: Mapping[str, Any], file: str) -> Outcome:
    stated = {_STATED.get(name, name): text_of(value) for name, value in record.items() if name not in ("form", "id")}
    return Outcome(at=Location(file=file), id=text_of(record["id"]), **stated)


def _money(position: int, forms: Forms, file: str) -> ExecutionFigures:
    amounts = {name: text_of(float(getattr(forms, name)[position])) for name in ("initial", "full_year", "executed")}
    reason = "" if forms.unexplained[position] else "…"
    return ExecutionFigures(at=Location(file=file), reason=reason, **amounts)


def _amount(value: Decimal) -> str:
    return format(value.normalize(), "f")


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
