"""The interface for other programs: the work of the pages as JSON over HTTP, in the name of who made the token.

Every operation goes through the code of the page with the same rights: ``evaluation_of`` finds what this account may
see, ``refuse_unless_allowed`` lets through what its role may change. Answers are the documents that the command line
prints. A result that takes longer than a moment is answered by 202 and asked for again.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from evaluator.auditing.document import audit_document
from evaluator.keeping.runjson import run_document
from evaluator.scorecards.formjson import read_json
from evaluator.web import audits, documents, downloads
from evaluator.web.context import account_at, bench_of, evaluation_of, visible
from evaluator.web.evaluations import make
from evaluator.web.events import Record, record_json
from evaluator.web.pages import language, paged, refuse_unless_allowed
from evaluator.web.programguide import described
from evaluator.web.sessions import API
from evaluator.web.snapshot import audit_of, run_of
from evaluator.web.studies import documents_of
from targets.errors import InputError
from targets.forms import ReadResult

_LONGEST = 64 << 10
"""The most bytes of a request that holds no file."""
Endpoint = Callable[[Request], Response] | Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing that a program may ask for: method, address below ``API``, the code that answers, what it says in
    words, the shape of what is sent and of what comes back (names of ``programguide``).
    """

    method: str
    path: str
    endpoint: Endpoint
    says: str
    sent: str = ""
    comes: str
    status: int = 200
    waits: bool = False


def changing(handler: Callable[[Request, FormData], Response]) -> Endpoint:
    """A handler that changes something: it gets the fields of a JSON object or of a form with files, once the account
    may do this.
    """

    async def endpoint(request: Request) -> Response:
        settings = bench_of(request).settings
        if request.headers.get("content-type", "").startswith("application/json"):
            form = await _fields(request)
            refuse_unless_allowed(request, form)
            return await run_in_threadpool(handler, request, form)
        async with request.form(max_files=settings.upload_files, max_fields=100, max_part_size=_LONGEST) as form:
            refuse_unless_allowed(request, form)
            return await run_in_threadpool(handler, request, form)

    return endpoint


async def _fields(request: Request) -> FormData:
    """The fields of a JSON object of texts and whole numbers; anything else is refused."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST:
            raise HTTPException(413)
    try:
        found = json.loads(bytes(body))
    except (ValueError, RecursionError):
        raise HTTPException(400) from None
    if not isinstance(found, dict) or not all(type(value) in (str, int) for value in found.values()):
        raise HTTPException(400)
    return FormData([(name, str(value)) for name, value in found.items()])


def account(request: Request) -> Response:
    """Who the token is of, and what they may see."""
    own = account_at(request)
    if own is None:
        raise HTTPException(404)
    return JSONResponse({"name": own.name, "role": own.role, "departments": list(own.departments)})


def _listed(kind: str) -> Endpoint:
    def listed(request: Request) -> Response:
        rows = [row for row in visible(request) if row["kind"] == kind]
        page, pages, some = paged(rows, request.query_params.get("page", "1"))
        return JSONResponse({"page": page, "pages": pages, "items": [_about(row) for row in some]})

    return listed


def _made(kind: str, what: str) -> Endpoint:
    def made(request: Request, form: FormData) -> Response:
        number = make(request, form, kind=kind, what=what)
        place = f"{API}/{kind}s/{number}"
        return JSONResponse({"id": number}, status_code=201, headers={"location": place})

    return changing(made)


def one(request: Request) -> Response:
    """Settings and documents of an evaluation or audit."""
    row, record = evaluation_of(request)
    return JSONResponse(_whole(row, record))


def hand_in(request: Request, form: FormData) -> Response:
    """Documents handed in, by the rules of the page."""
    documents.upload(request, form)
    row, record = evaluation_of(request)
    return JSONResponse(_whole(row, record), status_code=201)


def read(request: Request) -> Response:
    """The forms of each target document as they were read, before anything was put right."""
    _, study, _, _ = run_of(request, "targets")
    lang = language(request)
    found = [
        {"name": one.name, "sha256": one.sha256, **read_json(one.read, lang)}
        for one in study.documents
        if isinstance(one.read, ReadResult) and one.role == "targets"
    ]
    failed = [
        {"name": one.name, "role": one.role, "message": one.read.message(lang)}
        for one in study.documents
        if isinstance(one.read, InputError)
    ]
    return JSONResponse({"event": study.head, "documents": found, "failed": failed})


def score(request: Request) -> Response:
    """The run of an evaluation as it stands, as ``evaluator score`` prints it."""
    _, study, _, run = run_of(request, "scores")
    lang = language(request)
    told = study.shown(("json", lang), lambda: run_document(run, lang))
    return JSONResponse({"event": study.head, **told})


def audit(request: Request) -> Response:
    """The audit as it stands, as ``evaluator audit`` prints it."""
    _, record, _, done = audit_of(request, "worklist")
    return JSONResponse({"event": record.head, **audit_document(done, language(request))})


def on_record(request: Request) -> Response:
    """Every decision with its digest, as in the archive."""
    _, record = evaluation_of(request)
    return Response(record_json(record), media_type="application/json")


def packed(request: Request) -> Response:
    """The archive, or how far it is."""
    answer = downloads.zipped(request)
    if isinstance(answer, RedirectResponse):
        return JSONResponse({"work": {"state": "running"}}, status_code=202, headers={"retry-after": "2"})
    return answer


def description(_: Request) -> Response:
    """The OpenAPI description of the interface."""
    return JSONResponse(described(OPERATIONS))


def _about(row: RowMapping) -> dict[str, Any]:
    return {name: row[name] for name in ("id", "title", "year", "department", "created_at", "created_by", "head")}


def _whole(row: RowMapping, record: Record) -> dict[str, Any]:
    listed = [
        {"role": one.role, "name": one.name, "sha256": one.sha256, "size": one.size} for one in documents_of(record)
    ]
    settings = {name: str(event.after) for name, event in record.of("settings").items()}
    return {**_about(row), "head": record.head, "settings": settings, "documents": listed}


_EVALUATION, _AUDIT = "/evaluations/{evaluation}", "/audits/{evaluation}"
OPERATIONS: tuple[Operation, ...] = (
    Operation(method="GET", path="/account", endpoint=account, says="who the token is of", comes="Account"),
    Operation(
        method="GET",
        path="/evaluations",
        endpoint=_listed("evaluation"),
        says="evaluations, newest first",
        comes="List",
    ),
    Operation(
        method="POST",
        path="/evaluations",
        endpoint=_made("evaluation", "绩效自评"),
        says="a new evaluation",
        sent="New",
        comes="Made",
        status=201,
    ),
    Operation(method="GET", path=_EVALUATION, endpoint=one, says="settings and documents", comes="Whole"),
    Operation(
        method="POST",
        path=f"{_EVALUATION}/documents",
        endpoint=changing(hand_in),
        says="hand in documents: targets, actuals, or one rulebook (rules)",
        sent="Documents",
        comes="Whole",
        status=201,
    ),
    Operation(
        method="GET", path=f"{_EVALUATION}/read", endpoint=read, says="target forms as read", comes="Read", waits=True
    ),
    Operation(
        method="GET", path=f"{_EVALUATION}/score", endpoint=score, says="scores as they stand", comes="Run", waits=True
    ),
    Operation(
        method="GET",
        path=f"{_EVALUATION}/template.{{suffix}}",
        endpoint=downloads.template,
        says="the form to fill in, xlsx or csv, with what is known",
        comes="file",
        waits=True,
    ),
    Operation(
        method="GET",
        path=f"{_EVALUATION}/download.zip",
        endpoint=packed,
        says="official forms, report, findings, run.json",
        comes="file",
        waits=True,
    ),
    Operation(method="GET", path=f"{_EVALUATION}/record", endpoint=on_record, says="the record", comes="Record"),
    Operation(method="GET", path="/audits", endpoint=_listed("audit"), says="audits, newest first", comes="List"),
    Operation(
        method="POST",
        path="/audits",
        endpoint=_made("audit", "自评审核"),
        says="a new audit",
        sent="New",
        comes="Made",
        status=201,
    ),
    Operation(method="GET", path=_AUDIT, endpoint=one, says="settings and documents", comes="Whole"),
    Operation(
        method="POST",
        path=f"{_AUDIT}/documents",
        endpoint=changing(hand_in),
        says="hand in documents: forms, previous (last year's), or one rulebook (rules)",
        sent="Documents",
        comes="Whole",
        status=201,
    ),
    Operation(
        method="GET", path=f"{_AUDIT}/audit", endpoint=audit, says="forms recomputed, findings", comes="Run", waits=True
    ),
    Operation(
        method="GET",
        path=f"{_AUDIT}/worklist.xlsx",
        endpoint=audits.exported,
        says="the worklist with what was decided",
        comes="file",
        waits=True,
    ),
    Operation(
        method="GET",
        path=f"{_AUDIT}/download.zip",
        endpoint=packed,
        says="everything of the audit",
        comes="file",
        waits=True,
    ),
    Operation(method="GET", path=f"{_AUDIT}/record", endpoint=on_record, says="the record", comes="Record"),
)

ROUTES = (
    Route(f"{API}/openapi.json", description),
    *(Route(API + one.path, one.endpoint, methods=[one.method]) for one in OPERATIONS),
)
