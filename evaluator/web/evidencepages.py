"""The page of evidence (佐证材料): the files of each indicator of a form, attached here, taken out, fetched."""

from __future__ import annotations

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from evaluator.web.context import bench_of, evaluation_of
from evaluator.web.events import Change, append
from evaluator.web.evidence import (
    EVIDENCE,
    LARGEST,
    MOST,
    TAKEN,
    attached,
    checked_name,
    refuse_too_much,
    subject_of,
)
from evaluator.web.pages import field, number, post, redirect, render, who
from evaluator.web.snapshot import run_of
from targets.errors import InputError


def show(request: Request) -> Response:
    """The indicators of one form, what each names as evidence, and its files."""
    row, study, intake, run = run_of(request, "outcomes")
    _, record = evaluation_of(request)
    position = int(request.path_params.get("form", 0))
    if position >= len(intake.forms):
        raise HTTPException(404)
    files = attached(record)
    form, known = intake.forms[position], {line.id for one in intake.forms for line in one.rows}
    matched = intake.matching.by_indicator
    texts = [one.outcome.evidence if (one := matched.get((position, n))) else "" for n in range(len(form.rows))]
    lacking = [one for one in run.notices if one.name == "evidence-missing"]
    return render(
        request,
        "evidence.html",
        evaluation=row,
        step="outcomes",
        record=record,
        forms=intake.forms,
        form=form,
        position=position,
        open=[sum(len(files.get(line.id, ())) for line in one.rows) for one in intake.forms],
        rows=[
            (line, text, files.get(line.id, []), any(one.concerns(line) for one in lacking))
            for line, text in zip(form.rows, texts, strict=True)
        ],
        homeless=[one for indicator, listed in files.items() if indicator not in known for one in listed],
        suffixes=sorted(TAKEN),
        largest=LARGEST,
        most=MOST,
        asked=study.book.provision("policy.evidence").enabled,
    )


def attach(request: Request, form: FormData) -> Response:
    """Take every file of the form for one indicator, or none of them."""
    row, _, intake, _ = run_of(request, "outcomes")
    _, record = evaluation_of(request)
    indicator = field(form, "indicator", 40)
    place = next((n for n, one in enumerate(intake.forms) if any(line.id == indicator for line in one.rows)), None)
    if place is None:
        raise InputError("这项指标已不在表里，没有附上", "the indicator is no longer in the form: nothing was attached")
    given = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
    if not given:
        raise InputError("没有选择文件；请先选文件再附上", "no file was chosen; choose one and attach it")
    names = [checked_name(one.filename or "", one.file) for one in given]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise InputError(f"选了两个同名的文件“{twice}”；请改名", f"two files are called {twice!r}; rename one")
    refuse_too_much(record, indicator, {name: one.size or 0 for name, one in zip(names, given, strict=True)})
    changes = []
    for one, name in zip(given, names, strict=True):
        kept = bench_of(request).workspace.keep(one.file)
        after = {"sha256": kept.sha256, "size": kept.size}
        changes.append(Change(kind=EVIDENCE, subject=subject_of(indicator, name), after=after))
    append(bench_of(request).engine, row["id"], who=who(request), changes=changes, seen=number(form, "seen"))
    return redirect(f"/evaluations/{row['id']}/evidence/{place}#row-{indicator}")


def take_out(request: Request, form: FormData) -> Response:
    """Take a file from its indicator; its content stays on record."""
    row, record = evaluation_of(request)
    indicator, name = field(form, "indicator", 40), field(form, "name", 500)
    subject = subject_of(indicator, name)
    if subject not in record.of(EVIDENCE):
        raise InputError("这个文件已经移出", "this file was taken out already")
    change = Change(kind=EVIDENCE, subject=subject, after=None, why=field(form, "why", 1_000))
    append(bench_of(request).engine, row["id"], who=who(request), changes=[change], seen=number(form, "seen"))
    return redirect(f"/evaluations/{row['id']}/evidence/{request.path_params['form']}#row-{indicator}")


def fetch(request: Request) -> Response:
    """A file as it was attached, always as a download."""
    _, record = evaluation_of(request)
    name = request.path_params["name"]
    found = record.of(EVIDENCE).get(subject_of(request.path_params["indicator"], name))
    if found is None:
        raise HTTPException(404)
    path = bench_of(request).workspace.path_of(found.after["sha256"])
    return FileResponse(path, filename=name, media_type="application/octet-stream")


ROUTES = (
    Route("/evaluations/{evaluation}/evidence", show),
    Route("/evaluations/{evaluation}/evidence/{form:int}", show),
    Route("/evaluations/{evaluation}/evidence/{form:int}", post(attach), methods=["POST"]),
    Route("/evaluations/{evaluation}/evidence/{form:int}/take-out", post(take_out), methods=["POST"]),
    Route("/evaluations/{evaluation}/evidence/{indicator}/{name}", fetch),
)
