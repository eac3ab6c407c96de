"""From tables to forms: some forms of a table as an ordinary run.

Sentences, derivations and official forms are made from forms only; for tables they are made on request, of the forms
that someone asks about.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from actuals.matching.matching import Matched, Matching
from actuals.outcome import ExecutionFigures, Outcome
from actuals.sources.table import OutcomeTable
from evaluator.bulk.encoding import text_of
from evaluator.bulk.forms import MILLIONTHS, Forms
from evaluator.bulk.summary import Case
from evaluator.pipeline import Intake, judge
from evaluator.run import Run
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
        funds={n: _funds(position, forms, file) for n, position in enumerate(order)},
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


def _funds(position: int, forms: Forms, file: str) -> dict[str, ExecutionFigures]:
    """The money carried over and the rest of the total."""
    carried, spent = (text_of(float(column[position])) for column in (forms.carried_over, forms.carried_over_executed))
    if not carried:
        return {}
    at, rest = Location(file=file), dict[str, str]()
    for name, part in (("full_year", carried), ("executed", spent)):
        whole = text_of(float(getattr(forms, name)[position]))
        rest[name] = _amount(Decimal(whole) - Decimal(part)) if whole and part else ""
    return {
        _CARRIED: ExecutionFigures(at=at, fund=_CARRIED, full_year=carried, executed=spent),
        _REST: ExecutionFigures(at=at, fund=_REST, **rest),
    }


_CARRIED, _REST = "其中：上年结转资金", "其他资金"


def _amount(value: Decimal) -> str:
    return format(value.normalize(), "f")
