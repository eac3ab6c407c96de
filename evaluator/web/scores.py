"""The page of results: totals, grades, scorecards with the derivation of each score, findings, ranges while pending."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evaluator.figures import grade_text, range_text
from evaluator.run import Run
from evaluator.scorecards.formjson import findings_by_form
from evaluator.scorecards.scorecard import illustrative_note, provisions_table, summary_table
from evaluator.verdict.derivations import rating_steps, total_steps
from evaluator.web.context import bench_of, evaluation_of
from evaluator.web.dispositions import searched
from evaluator.web.doubts import FILL, SEVERITIES, Doubt, Doubts
from evaluator.web.events import Change, append
from evaluator.web.pages import field, language, number, own_path, paged, post, redirect, render, who
from evaluator.web.scorelines import card_rows
from evaluator.web.snapshot import run_of
from targets.errors import InputError
from targets.kinds.finding import Finding

_POINTS = re.compile(r"[+-]?\d{1,3}(\.\d{1,2})?")


def summary(request: Request) -> Response:
    """Totals of every form, ratings of departments with their derivation, provisions used."""
    row, study, _, run = run_of(request, "scores")
    lang = language(request)
    pending = int(run.totals["pending"].sum())
    counted = Doubts(run, study.record).counts()
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
        counted=counted,
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
    row, study, _, run = run_of(request, "findings")
    lang, asked = language(request), request.query_params
    doubts = Doubts(run, evaluation_of(request)[1])
    wanted = _wanted(doubts, asked, lang)
    alike = Counter(one.finding.name for one in doubts.all if one.open and one.severity != FILL)
    page, pages, shown = paged(wanted, request.query_params.get("page", "1"))
    return render(
        request,
        "findings.html",
        evaluation=row,
        step="findings",
        shown=[(one, form_of(run, one.finding)) for one in shown],
        count=len(wanted),
        counted=doubts.counts(),
        alike=alike,
        severity=asked.get("severity", ""),
        state=asked.get("state", ""),
        words=asked.get("words", "").strip()[:100],
        record=study.record,
        page=page,
        pages=pages,
    )


def _wanted(doubts: Doubts, asked: Mapping[str, str], lang: str) -> list[Doubt]:
    """The doubts that an address asks for: by severity, open or settled, and by words."""
    severity, state = asked.get("severity", ""), asked.get("state", "")
    words = asked.get("words", "").strip()[:100].casefold()
    return [
        one
        for one in doubts.all
        if (severity not in SEVERITIES or one.severity == severity)
        and (state not in ("open", "settled") or one.open == (state == "open"))
        and (not words or words in searched(one.finding, lang).casefold())
    ]


def settle(request: Request, form: FormData) -> Response:
    """Say of one doubt, or of all of its kind that are open, that it was looked at and is right; or open it again."""
    row, _, _, run = run_of(request)
    record = evaluation_of(request)[1]
    doubts, name = Doubts(run, record), field(form, "alike", 100)
    subjects = [one.subject for one in doubts.all if one.open and one.finding.name == name]
    changes = doubts.settling(
        subjects if name else [field(form, "subject", 4_000)], field(form, "why", 1_000), right=not form.get("again")
    )
    append(bench_of(request).engine, row["id"], who=who(request), changes=changes, seen=record.head)
    return redirect(own_path(field(form, "back", 2_000)))


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
    Route("/evaluations/{evaluation}/findings", post(settle), methods=["POST"]),
)
