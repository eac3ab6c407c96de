"""A page of readings: each target in words beside its printed text, with its doubts; put right in place."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evaluator.scorecards.formjson import findings_by_form
from evaluator.web.context import bench_of, evaluation_of
from evaluator.web.events import Change, append
from evaluator.web.pages import field, language, number, post, redirect, render, who
from evaluator.web.snapshot import run_of
from evaluator.web.templating import reading_remarks, reading_words
from targets.errors import InputError
from targets.forms import ReadResult
from targets.language.expression import read_target
from targets.language.reading import ReadingKind

_NO_TARGET = (ReadingKind.UNREADABLE, ReadingKind.MISSING)


def show(request: Request) -> Response:
    """One form as it was read: levels, indicators, targets in words, doubts, money, what was not understood."""
    row, study, intake, _ = run_of(request, "targets")
    record, lang, forms = study.record, language(request), intake.forms
    position = request.path_params.get("form", 0)
    if position >= len(forms):
        raise HTTPException(404)
    per_form, loose = findings_by_form(forms, study.target_findings)
    own = per_form[position]
    places = {line.at for line in forms[position].rows}
    corrections = record.of("target")
    documents = [document.read for document in study.documents if isinstance(document.read, ReadResult)]
    rows = [
        {
            "line": line,
            "words": reading_words(line.reading, lang),
            "remarks": reading_remarks(line.reading, lang),
            "unsure": line.reading.kind in _NO_TARGET,
            "findings": [one for one in own if one.concerns(line)],
            "event": corrections.get(line.id),
        }
        for line in forms[position].rows
    ]
    return render(
        request,
        "readings.html",
        evaluation=row,
        step="targets",
        record=record,
        forms=forms,
        doubtful=[sum(one.severity.value != "note" for one in each) for each in per_form],
        position=position,
        form=forms[position],
        rows=rows,
        loose=[one for one in own if one.at not in places] + (loose if position == 0 else []),
        skipped=[one for read in documents for one in read.skipped if one.at.file == forms[position].file],
        cells=_cells(documents, forms[position].file),
    )


def _cells(documents: Sequence[ReadResult], file: str) -> tuple[int, int, int] | None:
    """The numbers of filled cells of a file that were used, are known to say no more, and were not understood."""
    account = next((one for read in documents for one in read.accounts if one.file == file), None)
    if account is None:
        return None
    return sum(account.used.values()), sum(account.known.values()), account.not_understood


def correct(request: Request, form: FormData) -> Response:
    """Say what a target means, or take that back. Raises InputError for words that cannot be read either."""
    row, _ = evaluation_of(request)
    position, indicator = request.path_params["form"], field(form, "id", 40)
    if form.get("withdraw"):
        change = Change(kind="target", subject=indicator, after=None, why=field(form, "why", 1_000))
    else:
        read_as, why = field(form, "read_as", 500), field(form, "why", 1_000)
        if not why:
            raise InputError("请写明为什么这样读，例如“原文漏印百分号”", "say why it is to be read so")
        if read_target(read_as, indicator=field(form, "name", 500)).kind in _NO_TARGET:
            raise InputError(
                f"“{read_as}”也读不懂；请写成 ≥95%、≤20万元、2023年11月底前 这样的话",
                f"{read_as!r} cannot be read either; write it like ≥95%, ≤20万元 or 2023年11月底前",
            )
        change = Change(kind="target", subject=indicator, after={"read_as": read_as}, why=why)
    seen = number(form, "seen")
    append(bench_of(request).engine, row["id"], who=who(request), changes=[change], seen=seen)
    return redirect(f"/evaluations/{row['id']}/targets/{position}#row-{indicator}")


def preview(request: Request) -> Response:
    """The reading of a text, shown while somebody types."""
    text, indicator = request.query_params.get("read_as", "")[:500], request.query_params.get("name", "")[:500]
    reading, lang = read_target(text.strip(), indicator=indicator), language(request)
    return render(
        request,
        "preview.html",
        words=reading_words(reading, lang),
        remarks=reading_remarks(reading, lang),
        unsure=reading.kind in _NO_TARGET,
        empty=not text.strip(),
    )


ROUTES = (
    Route("/evaluations/{evaluation}/targets", show),
    Route("/evaluations/{evaluation}/targets/{form:int}", show),
    Route("/evaluations/{evaluation}/targets/{form:int}", post(correct), methods=["POST"]),
    Route("/reading", preview),
)
