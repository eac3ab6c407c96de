"""The record: who decided what, when and why; and taking a decision back, which is a decision too."""

from __future__ import annotations

import json

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from evaluator.web.context import bench_of, department_given, evaluation_of
from evaluator.web.decisionsfile import FILE, decisions_text
from evaluator.web.dispositions import FIRST, SECOND
from evaluator.web.documents import free_names, own_page
from evaluator.web.evaluations import known_rulebook
from evaluator.web.events import Event, Record, append, undoing
from evaluator.web.evidence import EVIDENCE
from evaluator.web.jobs import Job
from evaluator.web.pages import alone, field, number, paged, post, redirect, render, who
from targets.errors import InputError


def show(request: Request) -> Response:
    """All events, newest first; the last of each subject can be taken back."""
    row, record = evaluation_of(request)
    last = {event.key: event.seq for event in record.events}
    page, pages, shown = paged(record.events[::-1], request.query_params.get("page", "1"))
    found = None if row["kind"] == "audit" else bench_of(request).study(row["id"])
    intake = None if found is None or isinstance(found, Job) else found.intake
    names = {line.id: line.name for form in intake.forms for line in form.rows} if intake else {}
    of_files = {event.subject for event in record.events if event.kind == EVIDENCE}
    names |= {subject: names.get(json.loads(subject)[0], "") for subject in of_files}
    return render(
        request,
        "history.html",
        evaluation=row,
        step="history",
        record=record,
        shown=shown,
        last=last,
        names=names,
        page=page,
        pages=pages,
    )


def undo(request: Request, form: FormData) -> Response:
    """Take back one event, if nothing was decided about its subject since."""
    row, record = evaluation_of(request)
    wanted = number(form, "seq")
    event = next((one for one in record.events if one.seq == wanted), None)
    if event is None or (event.kind == "settings" and event.before is None):
        raise HTTPException(400)
    if event.kind in (FIRST, SECOND) and not alone(request) and event.who != who(request):
        raise InputError(
            f"这是 {event.who} 的决定，只能由本人收回；您可以作复核",
            f"{event.who} decided this and only they can take it back; you can look again",
        )
    _refuse_undo(request, event, record)
    append(
        bench_of(request).engine,
        row["id"],
        who=who(request),
        changes=[undoing(event, field(form, "why", 1_000))],
        seen=event.seq,
    )
    return redirect(f"{own_page(row['kind'], row['id'])}/history")


def _refuse_undo(request: Request, event: Event, record: Record) -> None:
    """Taking a decision back passes the same checks as the change itself."""
    if event.kind == "settings" and event.subject == "department":
        department_given(request, str(event.before or ""))
    elif event.kind == "settings" and event.subject == "rulebook" and event.before is not None:
        known_rulebook(str(event.before))
    elif event.kind == "document" and event.before is not None:
        role, _, name = event.subject.partition("/")
        if free_names(record, role, [name]) != [name]:
            raise InputError(
                f"现在有另一类的同名文件“{name}”；请先删除它，再恢复这一个",
                f"there is a file {name!r} of another kind by now; remove it before bringing this one back",
            )


def decisions(request: Request) -> Response:
    """The decisions file that the command line takes."""
    _, record = evaluation_of(request)
    headers = {"content-disposition": f'attachment; filename="{FILE}"'}
    return PlainTextResponse(decisions_text(record), media_type="application/toml", headers=headers)


ROUTES = (
    Route("/evaluations/{evaluation}/history", show),
    Route("/evaluations/{evaluation}/history", post(undo), methods=["POST"]),
    Route("/evaluations/{evaluation}/decisions.toml", decisions),
)
