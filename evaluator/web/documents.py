"""Documents in and out of an evaluation: uploads under safe names, removal as an event, the originals back."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from evaluator.web.context import bench_of, evaluation_of
from evaluator.web.events import Change, Record, append
from evaluator.web.pages import field, post, redirect, who
from evaluator.web.workspace import upload_name
from targets.documents.files import SUFFIXES
from targets.errors import InputError

TAKEN = {"targets": SUFFIXES, "actuals": SUFFIXES | {".parquet"}, "rules": frozenset({".toml"})}
TAKEN |= {"forms": SUFFIXES, "previous": SUFFIXES}
"""The kinds of files that each role takes, by the end of their names; what they are is told by their content."""


def upload(request: Request, form: FormData) -> Response:
    """Take every file of the form, or none of them."""
    row, record = evaluation_of(request)
    role = field(form, "role", 20)
    if role not in TAKEN:
        raise HTTPException(400)
    given = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
    if not given:
        raise InputError("没有选择文件；请先选文件再上传", "no file was chosen; choose one and upload again")
    replaced = field(form, "replaces", 500)
    if replaced and (replaced not in record.of("document") or replaced.partition("/")[0] != role or len(given) != 1):
        raise InputError("要替换的文件已经不在了", "the file to be replaced is no longer there")
    names = free_names(record, role, [upload_name(one.filename or "") for one in given])
    changes = []
    for one, name in zip(given, names, strict=True):
        if not name.lower().endswith(tuple(TAKEN[role])):
            raise InputError(
                f"{name}：不是可读的文件格式；可用的有 {' '.join(sorted(TAKEN[role]))}",
                f"{name}: no kind of file that is read; these are: {' '.join(sorted(TAKEN[role]))}",
            )
        kept = bench_of(request).workspace.keep(one.file)
        after = {"sha256": kept.sha256, "size": kept.size}
        changes.append(Change(kind="document", subject=f"{role}/{name}", after=after))
    if replaced and replaced != changes[0].subject:
        changes.append(Change(kind="document", subject=replaced, after=None, why=f"→ {names[0]}"))
    append(bench_of(request).engine, row["id"], who=who(request), changes=changes)
    return redirect(own_page(row["kind"], row["id"]))


def free_names(record: Record, role: str, names: Iterable[str]) -> list[str]:
    """Names that are not taken by a file of another role, nor twice in one upload; a file of the same role and name is
    replaced.
    """
    others = [subject.partition("/")[2] for subject in record.of("document") if subject.partition("/")[0] != role]
    taken = {name.casefold() for name in others}  # some systems do not tell A.docx from a.docx
    found: list[str] = []
    for name in names:
        stem, dot, suffix = name.rpartition(".")
        free, count = name, 1
        while free.casefold() in taken:
            count += 1
            free = f"{stem}({count}){dot}{suffix}" if dot else f"{name}({count})"
        taken.add(free.casefold())
        found.append(free)
    return found


def remove(request: Request, form: FormData) -> Response:
    """Take a document out of the evaluation; its content stays on record."""
    row, _ = evaluation_of(request)
    subject = field(form, "subject", 500)
    append(
        bench_of(request).engine,
        row["id"],
        who=who(request),
        changes=[Change(kind="document", subject=subject, after=None, why=field(form, "why", 1_000))],
    )
    return redirect(own_page(row["kind"], row["id"]))


def original(request: Request) -> Response:
    """A document as it was uploaded, always as a download."""
    _, record = evaluation_of(request)
    found = record.of("document").get(f"{request.path_params['role']}/{request.path_params['name']}")
    if found is None:
        raise HTTPException(404)
    return FileResponse(
        bench_of(request).workspace.path_of(found.after["sha256"]),
        filename=request.path_params["name"],
        media_type="application/octet-stream",
    )


def own_page(kind: str, evaluation: str) -> str:
    """The first page of an evaluation or audit."""
    return f"/{'audits' if kind == 'audit' else 'evaluations'}/{evaluation}"


ROUTES = (
    Route("/evaluations/{evaluation}/documents", post(upload), methods=["POST"]),
    Route("/evaluations/{evaluation}/documents/remove", post(remove), methods=["POST"]),
    Route("/evaluations/{evaluation}/documents/{role}/{name}", original),
)
