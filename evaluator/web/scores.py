"""The page of results: totals, grades, scorecards with the derivation of each score, findings, ranges while pending."""

from __future__ import annotations

import re
from collections.abc import Sequence

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evaluator.figures import grade_text, range_text
from evaluator.findings import counts
from evaluator.run import Run
from evaluator.scorecards.formjson import findings_by_form
from evaluator.scorecards.scorecard import illustrative_note, provisions_table, summary_table
from evaluator.verdict.derivations import rating_steps, total_steps
from evaluator.web.context import bench_of, evaluation_of
from evaluator.web.dispositions import searched
from evaluator.web.events import Change, append
from evaluator.web.pages import field, language, number, paged, post, redirect, render, who
from evaluator.web.scorelines import card_rows
from evaluator.web.snapshot import run_of
from targets.errors import InputError
from targets.kinds.finding import Finding, Severity

_POINTS = re.compile(r"[+-]?\d{1,3}(\.\d{1,2})?")


def summary(request: Request) -> Response:
    """Totals of every form, ratings of departments with their derivation, provisions used."""
    row, _, _, run = run_of(request, "scores")
    lang = language(request)
    pending = int(run.totals["pending"].sum())
    errors, warnings, notes = counts(run.notices)
    return render(
        request,
        "scores.html",
        evaluation=row,
        step="scores",
        run=run,
        table=summary_table(run, lang),
        views=[
            {
                "title": rating.name(lang),
                "sentence": rating.sentence(lang),
                "grade": grade_text(rating.grade, rating.grade_low, rating.grade_high, lang),
                "total": rating.rating_text(lang),
                "steps": rating_steps(run, place, lang),
            }
            for place, rating in enumerate(run.ratings)
        ],
        provisions=provisions_table(run, lang),
        pending=pending,
        counted=(errors, warnings, notes),
        illustrative="".join(illustrative_note(run, lang)),
    )


def scorecard(request: Request) -> Response:
    """One form: each line with target, outcome, points, score, how it came about, and its findings."""
    row, study, _, run = run_of(request)
    lang, position = language(request), request.path_params["form"]
    if position >= len(run.forms):
        raise HTTPException(404)
    total = run.total_rows[position]
    rows = study.shown(("card", position, lang), lambda: card_rows(run, position, lang))
    places = {(line.at.table, line.at.row) for line in run.forms[position].rows}
    own = findings_by_form(run.forms, run.notices)[0][position]
    return render(
        request,
        "scorecard.html",
        evaluation=row,
        step="scores",
        run=run,
        position=position,
        form=run.forms[position],
        rows=rows,
        record=study.record,
        adjusted=study.record.of("adjustment"),
        total=range_text(total.total_low, total.total_high, lang),
        grade=grade_text(total.grade, total.grade_low, total.grade_high, lang),
        total_steps=total_steps(run, position, lang),
        loose=[one for one in own if (one.at.table, one.at.row) not in places],
        illustrative="".join(illustrative_note(run, lang)),
    )


def adjust(request: Request, form: FormData) -> Response:
    """A reviewer raises or lowers one score, or takes that back; the rulebook bounds by how much. Raises InputError for
    what is no number of points, and without a reason.
    """
    row, _ = evaluation_of(request)
    indicator, given, why = field(form, "id", 40), field(form, "points", 20), field(form, "why", 1_000)
    after = None
    if given:
        if not _POINTS.fullmatch(given):
            raise InputError(
                f"“{given}”不是分数；加分写 +1.50，减分写 -1.50",
                f"{given!r} is no number of points; write +1.50 to raise and -1.50 to lower",
            )
        if not why:
            raise InputError("调整得分须写明理由", "an adjustment needs a reason")
        after = {"points": given}
    change = Change(kind="adjustment", subject=indicator, after=after, why=why)
    append(bench_of(request).engine, row["id"], who=who(request), changes=[change], seen=number(form, "seen"))
    return redirect(f"/evaluations/{row['id']}/scores/{request.path_params['form']}#row-{indicator}")


def findings(request: Request) -> Response:
    """All findings, worst first, in pages; by severity and by words if asked."""
    row, _, _, run = run_of(request, "findings")
    lang = language(request)
    severity, words = request.query_params.get("severity", ""), request.query_params.get("words", "").strip()[:100]
    wanted: Sequence[Finding] = run.notices
    if severity in {each.value for each in Severity}:
        wanted = [one for one in wanted if one.severity.value == severity]
    if words:
        wanted = [one for one in wanted if words.casefold() in searched(one, lang).casefold()]
    page, pages, shown = paged(wanted, request.query_params.get("page", "1"))
    return render(
        request,
        "findings.html",
        evaluation=row,
        step="findings",
        shown=[(one, form_of(run, one)) for one in shown],
        count=len(wanted),
        counted=counts(run.notices),
        severity=severity,
        words=words,
        page=page,
        pages=pages,
    )


def form_of(run: Run, found: Finding) -> int | None:
    """The position of the form that a finding speaks of, None for one about a document or a book."""
    for position, form in enumerate(run.forms):
        if (form.at.file, form.at.table) == (found.at.file, found.at.table):
            return position
    return None


ROUTES = (
    Route("/evaluations/{evaluation}/scores", summary),
    Route("/evaluations/{evaluation}/scores/{form:int}", scorecard),
    Route("/evaluations/{evaluation}/scores/{form:int}", post(adjust), methods=["POST"]),
    Route("/evaluations/{evaluation}/findings", findings),
)
