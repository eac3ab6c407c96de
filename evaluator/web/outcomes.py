"""The page of outcomes: cells typed here and saved one by one or all at once, beside each row what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from actuals.template import asks_for_words, bands_text, expectation, unit_shown
from evaluator.figures import grade_text, points, range_text
from evaluator.keeping.fillable import levels_of
from evaluator.language import pick
from evaluator.officialforms.funds import stated_parts
from evaluator.pipeline import of_one_form
from evaluator.run import Run
from evaluator.verdict.derivations import outcome_words
from evaluator.web.cells import Trouble, as_changes, cells_of, chosen, doubled, shown_with, typed_anew
from evaluator.web.context import bench_of, evaluation_of
from evaluator.web.decisionsfile import decisions_of, owner_of
from evaluator.web.doubts import Doubt, Doubts
from evaluator.web.events import Overtaken, Record, append, supposed
from evaluator.web.evidence import attached
from evaluator.web.formnow import FormNow, form_now
from evaluator.web.pages import field, language, post, redirect, render, wants_json, who
from evaluator.web.snapshot import NotYet, run_of
from evaluator.web.studies import Study
from evaluator.web.templating import clock, reading_words, translator
from targets.kinds.finding import Finding

BY_FILE = ("以后来上传的文件为准", "the document that came later holds")
AS_TYPED = ("看过后来上传的文件，仍以填报为准", "looked at the document that came later; what was typed holds")


def show(request: Request) -> Response:
    """One form to fill in; what is known stands in the cells already."""
    row, record, study = at_hand(request)
    return _page(request, row, record, study, {})


def save(request: Request, form: FormData) -> Response:
    """Record every cell that was typed anew and can be; the others are shown with what was typed, and why.

    With ``dry`` nothing is recorded: the answer says what would come of it. A request for JSON is answered with the
    rows' scores and doubts instead of a page.
    """
    was = shown_with(form)
    typed, why = typed_anew(form, was), field(form, "why", 1_000)
    for _ in range(20):
        row, record, study = at_hand(request)
        now = form_now(study, _position(request, study), record)
        came = as_changes(record, cells_of(now.intake), was, typed, why=why)
        if form.get("dry"):
            record = supposed(record, who(request), came.changes)
            break
        try:
            append(bench_of(request).engine, row["id"], who=who(request), changes=came.changes, seen=record.head)
        except Overtaken:
            continue  # somebody typed meanwhile: look again who typed what
        row, record = evaluation_of(request)
        break
    else:
        raise HTTPException(503)
    if wants_json(request):
        return _answer(request, record, study, came.troubles, dry=bool(form.get("dry")))
    if came.troubles:
        return _page(request, row, record, study, came.troubles)
    return redirect(f"/evaluations/{row['id']}/outcomes/{_position(request, study)}")


def choose(request: Request, form: FormData) -> Response:
    """Settle cells that were typed and came otherwise in a later document: the document's text holds, or the typed."""
    row, record, study = at_hand(request)
    position, lang = _position(request, study), language(request)
    listed = list(doubled(record, cells_of(form_now(study, position, record).intake)))
    every = field(form, "all", 10)
    files = {one.name: (every or field(form, one.name, 10)) == "file" for one in listed if every or one.name in form}
    changes = chosen(record, listed, files, (pick(lang, *BY_FILE), pick(lang, *AS_TYPED)))
    append(bench_of(request).engine, row["id"], who=who(request), changes=changes, seen=record.head)
    return redirect(f"/evaluations/{row['id']}/outcomes/{position}")


def at_hand(request: Request) -> tuple[RowMapping, Record, Study]:
    """The evaluation, its record, and a study of the same documents, whatever was typed since it was made."""
    row, record = evaluation_of(request)
    study = bench_of(request).studies.based(record)
    if study is None:
        row, study, _, _ = run_of(request, "outcomes")
        record = study.record
    if study.intake is None or study.run is None:
        raise NotYet(row, "outcomes", None)
    return row, record, study


def doubled_forms(study: Study) -> list[tuple[int, str, int]]:
    """The forms with cells that were typed and came otherwise in a later document: position, title, how many."""
    record, intake = study.record, study.intake
    typed = {event.subject: event.seq for kind in ("outcome", "money") for event in record.of(kind).values()}
    newest = max((e.seq for name, e in record.of("document").items() if name.startswith("actuals/")), default=0)
    if intake is None or not typed or newest < min(typed.values()):
        return []
    found, owners = [], {tuple(json.loads(subject)[:2]) for subject in record.of("money")}
    for position, form in enumerate(intake.forms):
        if any(row.id in typed for row in form.rows) or owner_of(form) in owners:
            own = of_one_form(intake, position, decisions_of(record, form))
            found.append((position, form.title, sum(1 for _ in doubled(record, cells_of(own)))))
    return [one for one in found if one[2]]


def _position(request: Request, study: Study) -> int:
    position = int(request.path_params.get("form", 0))
    if study.intake is None or position >= len(study.intake.forms):
        raise HTTPException(404)
    return position


def _page(request: Request, row: RowMapping, record: Record, study: Study, troubles: Mapping[str, Trouble]) -> Response:
    position, lang = _position(request, study), language(request)
    now = form_now(study, position, record)
    labels, bands = levels_of(study.book)
    cells, form = cells_of(now.intake), now.intake.forms[0]
    shown = {name: cell.known for name, cell in cells.items()}
    rows = [
        {
            "line": line,
            "words": reading_words(line.reading, lang),
            "unit": unit_shown(line.reading),
            "qualitative": asks_for_words(line.reading),
            "expected": expectation(line, labels) if lang == "zh" else "",
        }
        for line in form.rows
    ]
    parts = stated_parts(form, now.intake.matching.funds.get(0, {}))
    funds = [{"number": n, "label": label, "of": of} for n, (label, of, _) in enumerate(parts)]
    stated = any(now.intake.matching.funds.get(0, {}))
    open_ = [] if study.run is None else study.run.totals["pending"].tolist()
    open_[position] = int(now.run.total_rows[0].pending)
    beside, only = _beside(request, now, record), request.query_params.get("only", "")
    if only in ("open", "doubts") and not troubles:
        rows = [one for one, line in zip(rows, form.rows, strict=True) if _is_in(beside[line.id], only)]
    texts = {name: trouble.typed for name, trouble in troubles.items()}
    status = 200 if not troubles else 409 if any(one.by or one.now for one in troubles.values()) else 422
    return render(
        request,
        "outcomes.html",
        status=status,
        evaluation=row,
        step="outcomes",
        record=record,
        forms=() if study.intake is None else study.intake.forms,
        open=open_,
        position=position,
        form=form,
        rows=rows,
        text=shown | texts,
        funds=funds,
        funds_stated=stated,
        labels=labels,
        files={indicator: len(listed) for indicator, listed in attached(record).items()},
        bands=bands_text(labels, bands),
        beside=beside,
        only=only,
        hidden=len(form.rows) - len(rows),
        total=_total(now.run, lang),
        troubles=troubles,
        doubled=list(doubled(record, cells)),
        last=max((one.at for one in record.current.values() if one.kind in ("outcome", "money")), default=""),
        was=json.dumps(shown | {f"fund{one['number']}": one["of"] for one in funds}, ensure_ascii=False),
    )


def _is_in(one: Mapping[str, Any], only: str) -> bool:
    """True if a row is to fill (``open``), or has a doubt that nobody settled (``doubts``)."""
    return bool(one["why"]) if only == "open" else any(doubt.open for doubt in one["doubts"])


def _answer(
    request: Request, record: Record, study: Study, troubles: Mapping[str, Trouble], *, dry: bool
) -> JSONResponse:
    """The answer to the script of the page, which puts it beside the rows."""
    lang = language(request)
    now = form_now(study, _position(request, study), record)
    macros: Any = bench_of(request).templates.get_template("besides.html").module
    t = translator(lang)
    return JSONResponse(
        {
            "saved": "" if dry else clock(datetime.now().astimezone().isoformat()),
            "cells": {name: cell.known for name, cell in cells_of(now.intake).items()},
            "beside": {name: str(macros.beside(t, lang, one)) for name, one in _beside(request, now, record).items()},
            "total": str(macros.total(t, _total(now.run, lang))),
            "troubles": {
                name: {"words": str(macros.trouble(t, lang, one)), "seen": not one.why[0]}
                for name, one in troubles.items()
            },
        }
    )


def _total(run: Run, lang: str) -> dict[str, Any]:
    total = run.total_rows[0]
    return {
        "points": range_text(total.total_low, total.total_high, lang),
        "grade": grade_text(total.grade, total.grade_low, total.grade_high, lang),
        "open": int(total.pending),
    }


def _beside(request: Request, now: FormNow, record: Record) -> dict[str, dict[str, Any]]:
    """By indicator, and under ``money``: points, score or why there is none, the outcome as read, doubts, who typed."""
    lang, run, form = language(request), now.run, now.intake.forms[0]
    found: dict[str, dict[str, Any]] = {}
    typed, doubts = record.of("outcome"), Doubts(run, record)
    for number, (line, row) in enumerate(zip(form.rows, run.line_rows, strict=True)):
        matched = now.intake.matching.by_indicator.get((0, number))
        found[line.id] = {
            "points": f"{points(row.points)}",
            "score": "" if row.pending else f"{points(row.score)}",
            "applies": bool(row.applicable),
            "why": pick(lang, *run.scored.why(number)) if row.pending else "",
            "read": outcome_words(run, number, lang),
            "doubts": _worth(doubts, (one for one in run.notices if one.concerns(line))),
            "source": matched.outcome.at.text(lang) if matched and matched.how != "decision" else "",
            "event": typed.get(line.id),
        }
    total, rows = run.total_rows[0], {line.at for line in form.rows}
    found["money"] = {
        "points": f"{points(total.execution_points)}",
        "score": "" if total.execution_pending else f"{points(total.execution_score)}",
        "applies": bool(total.execution_points),
        "why": pick(lang, "没有执行数", "no amounts") if total.execution_pending else "",
        "read": [f"{total.rate / 100:.2f}%"] if total.rate >= 0 else [],
        "doubts": _worth(
            doubts,
            (one for one in run.notices if (one.at not in rows and one.code.startswith("E")) or one.name in _OF_MONEY),
        ),
        "source": "",
        "event": None,
    }
    return found


_OF_MONEY = ("fund-parts-mismatch", "execution-over-100")
"""Doubts about money that audits and checks share."""


def _worth(doubts: Doubts, found: Iterable[Finding]) -> list[Doubt]:
    """The doubts that are worth a look while one types: errors and warnings, but not that something is to be filled."""
    return [one for one in doubts.of(found) if one.severity in ("error", "warning")]


ROUTES = (
    Route("/evaluations/{evaluation}/outcomes", show),
    Route("/evaluations/{evaluation}/outcomes/{form:int}", show),
    Route("/evaluations/{evaluation}/outcomes/{form:int}", post(save), methods=["POST"]),
    Route("/evaluations/{evaluation}/outcomes/{form:int}/choose", post(choose), methods=["POST"]),
)
