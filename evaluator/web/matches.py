"""Outcomes whose indicator is doubtful, as a short list of choices."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actuals.matching.matching import percent
from actuals.matching.names import name_key
from actuals.matching.scopes import Scopes
from evaluator.web.context import bench_of, evaluation_of
from evaluator.web.decisionsfile import match_subject
from evaluator.web.events import Change, append
from evaluator.web.pages import field, number, post, redirect, render, who
from evaluator.web.snapshot import run_of

NONE = "-"
"""The choice that an outcome belongs to no indicator."""
CHOSEN = "在列出的指标中选定"


def show(request: Request) -> Response:
    """Each doubt with its candidates, likeliest first; and what was settled already."""
    row, study, intake, _ = run_of(request, "matches")
    record, forms = study.record, intake.forms
    scopes = Scopes(forms, True)
    doubts = []
    for doubt in intake.matching.doubts:
        outcome = doubt.outcome
        listed = {place for place, _ in doubt.candidates}
        scope = scopes.of(outcome.department, outcome.project) or tuple(range(min(len(forms), 30)))
        doubts.append(
            {
                "outcome": outcome,
                "taken": doubt.taken,
                "candidates": [(forms[n].rows[m], forms[n], percent(score)) for (n, m), score in doubt.candidates],
                "others": [
                    (forms[n].title, [line for m, line in enumerate(forms[n].rows) if (n, m) not in listed])
                    for n in scope
                ],
                "settle": bool(outcome.name),
            }
        )
    return render(
        request,
        "matches.html",
        evaluation=row,
        step="matches",
        record=record,
        doubts=doubts,
        names={line.id: f"{form.title} / {line.name}" for form in forms for line in form.rows},
        settled=record.of("match"),
        uploaded=any(one.role == "actuals" for one in study.documents),
    )


def settle(request: Request, form: FormData) -> Response:
    """Say which indicator an outcome belongs to, or none."""
    row, _ = evaluation_of(request)
    to = field(form, "other", 40) or field(form, "to", 40)
    name = field(form, "name", 1_000)
    if not to or not name_key(name):
        raise HTTPException(400)
    subject = match_subject(field(form, "department", 500), field(form, "project", 500), name)
    change = Change(
        kind="match",
        subject=subject,
        after={"id": "" if to == NONE else to},
        why=field(form, "why", 1_000) or CHOSEN,
    )
    append(bench_of(request).engine, row["id"], who=who(request), changes=[change], seen=number(form, "seen"))
    return redirect(f"/evaluations/{row['id']}/matches")


ROUTES = (
    Route("/evaluations/{evaluation}/matches", show),
    Route("/evaluations/{evaluation}/matches", post(settle), methods=["POST"]),
)
