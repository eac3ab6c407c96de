"""The page of outcomes: handed in or typed here, with the unit beside it, levels with their bands, and the money."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actuals.statements import AMOUNTS, FIELDS
from actuals.template import QUALITATIVE, bands_text, expectation, unit_shown
from evaluator.keeping.fillable import levels_of
from evaluator.officialforms.funds import stated_parts
from evaluator.pipeline import Intake
from evaluator.web.context import bench_of, evaluation_of
from evaluator.web.decisionsfile import money_subject
from evaluator.web.events import Change, Record, append
from evaluator.web.pages import field, language, number, post, redirect, render, who
from evaluator.web.snapshot import run_of
from evaluator.web.templating import reading_words
from targets.errors import InputError

Texts = dict[str, str]


def show(request: Request) -> Response:
    """One form to fill in; what is known stands in the fields already."""
    row, study, intake, run = run_of(request, "outcomes")
    record, position = study.record, request.path_params.get("form", 0)
    if position >= len(intake.forms):
        raise HTTPException(404)
    form, lang = intake.forms[position], language(request)
    labels, bands = levels_of(study.book)
    stated, money = lines_as_known(intake, position), money_as_known(intake, position)
    funds = funds_as_known(intake, position)
    lines = run.lines_of_form(position)
    rows = []
    for number_, line in enumerate(form.rows):
        matched = intake.matching.by_indicator.get((position, number_))
        rows.append(
            {
                "line": line,
                "words": reading_words(line.reading, lang),
                "unit": unit_shown(line.reading),
                "qualitative": line.reading.kind in QUALITATIVE,
                "expected": expectation(line, labels) if lang == "zh" else "",
                "known": stated[line.id],
                "source": matched.outcome.at.text(lang) if matched and matched.how != "decision" else "",
                "event": record.of("outcome").get(line.id),
                "pending": bool(lines[number_].pending),
            }
        )
    return render(
        request,
        "outcomes.html",
        evaluation=row,
        step="outcomes",
        record=record,
        forms=intake.forms,
        open=run.totals["pending"].tolist(),
        position=position,
        form=form,
        rows=rows,
        money=money,
        funds=funds,
        labels=labels,
        bands=bands_text(labels, bands),
        was=json.dumps(
            {"lines": stated, "money": money, "funds": [[one["of"], one["known"]] for one in funds]},
            ensure_ascii=False,
            sort_keys=True,
        ),
    )


def save(request: Request, form: FormData) -> Response:
    """Record every field that was changed. Raises InputError for a deduction without a reason."""
    row, record = evaluation_of(request)
    position = request.path_params["form"]
    was = _was(form)
    why = field(form, "why", 1_000)
    changes = []
    for indicator, before in was["lines"].items():
        changed = _changed(form, indicator, FIELDS, before)
        if changed.get("deduction") and not (why or changed.get("reason") or before.get("reason")):
            raise InputError("扣分须写明理由", "a deduction needs a reason")
        if changed:
            changes.append(
                Change(kind="outcome", subject=indicator, after=_merged(record, "outcome", indicator, changed), why=why)
            )
    owner = field(form, "department", 500), field(form, "project", 500)
    amounts = [("money", "", was["money"]), *((f"fund{n}", *one) for n, one in enumerate(was.get("funds", [])))]
    for prefix, fund, before in amounts:
        money = _changed(form, prefix, AMOUNTS, before)
        if money:
            subject = money_subject(*owner, fund)
            after = _merged(record, "money", subject, money)
            changes.append(Change(kind="money", subject=subject, after=after, why=why))
    append(bench_of(request).engine, row["id"], who=who(request), changes=changes, seen=number(form, "seen"))
    return redirect(f"/evaluations/{row['id']}/outcomes/{position}")


def lines_as_known(intake: Intake, position: int) -> dict[str, Texts]:
    """The outcome stated for each indicator of a form, by its id: handed in, or typed."""
    found = {}
    for number_, line in enumerate(intake.forms[position].rows):
        matched = intake.matching.by_indicator.get((position, number_))
        found[line.id] = {name: getattr(matched.outcome, name) if matched else "" for name in FIELDS}
    return found


def money_as_known(intake: Intake, position: int) -> Texts:
    """The total row of a form's money as stated."""
    figures = intake.matching.execution.get(position)
    known = {name: getattr(figures, name) if figures else "" for name in AMOUNTS}
    known["initial"] = known["initial"] or intake.forms[position].budget.get("total", "")
    return known


def funds_as_known(intake: Intake, position: int) -> list[dict[str, Any]]:
    """The 其中 rows of a form: the printed label, what its figures are handed in under (``of``), what is known, and
    whether anybody stated something."""
    stated = intake.matching.funds.get(position, {})
    parts = stated_parts(intake.forms[position], stated)
    return [
        {"number": number_, "label": label, "of": of, "known": known, "stated": of in stated}
        for number_, (label, of, known) in enumerate(parts)
    ]


def _was(form: FormData) -> dict[str, Any]:
    """The values of the fields when the page was made; anything else is a broken request."""
    try:
        was = json.loads(field(form, "was", 1 << 20))
        funds = was.get("funds", [])
        for texts in (*was["lines"].values(), was["money"], *(texts for _, texts in funds)):
            if not all(isinstance(text, str) for text in texts.values()):
                raise TypeError
        if not all(isinstance(fund, str) and fund for fund, _ in funds):
            raise TypeError
    except (ValueError, KeyError, TypeError, AttributeError):
        raise HTTPException(400) from None
    return dict(was)


def _changed(form: FormData, prefix: str, names: tuple[str, ...], before: Mapping[str, str]) -> Texts:
    """The fields that are on the page and hold something else than before."""
    present = [name for name in names if f"{prefix}.{name}" in form]
    typed = {name: field(form, f"{prefix}.{name}", 5_000) for name in present}
    return {name: text for name, text in typed.items() if text != before.get(name, "").strip().replace("\r\n", "\n")}


def _merged(record: Record, kind: str, subject: str, changed: Texts) -> Texts:
    known = record.of(kind).get(subject)
    return {**(known.after if known else {}), **changed}


ROUTES = (
    Route("/evaluations/{evaluation}/outcomes", show),
    Route("/evaluations/{evaluation}/outcomes/{form:int}", show),
    Route("/evaluations/{evaluation}/outcomes/{form:int}", post(save), methods=["POST"]),
)
