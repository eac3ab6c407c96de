"""Files out: the template to fill in, and everything of a run zipped together."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import RowMapping
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from evaluator.keeping.filenames import safe_name
from evaluator.keeping.fillable import write_fillable
from evaluator.officialforms.layouts import LAYOUTS
from evaluator.web.archives import archive_path
from evaluator.web.context import AUDIT, DOWNLOADS, bench_of, evaluation_of
from evaluator.web.documents import own_page
from evaluator.web.events import Record
from evaluator.web.pages import language, redirect, render
from evaluator.web.snapshot import audit_of, run_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KINDS = {
    "xlsx": XLSX,
    "csv": "text/csv; charset=utf-8",
}


def show(request: Request) -> Response:
    """The files to download; an archive that was asked for and took long stands here once it is ready."""
    row, record = evaluation_of(request)
    bench, pending = bench_of(request), 0
    if row["kind"] == "audit":
        audit_of(request, "download")
    else:
        pending = int(run_of(request, "download")[3].totals["pending"].sum())
    layout = request.query_params.get("layout", "")
    layout = layout if layout in _layouts(row) else ""
    ready = bool(layout) and _archive(request, row, record, layout).is_file()
    told = bench.jobs.job(row["id"], _work(request, layout), record.head) if layout and not ready else None
    return render(
        request,
        "download.html",
        evaluation=row,
        step="download",
        record=record,
        layouts=_layouts(row),
        layout=layout,
        ready=ready,
        job=told if told is not None and told.state != "done" else None,
        pending=pending,
    )


def zipped(request: Request) -> Response:
    """Everything of the run as it stands in one archive: forms, report, tables, findings, run.json with its inputs."""
    row, record = evaluation_of(request)
    bench = bench_of(request)
    layout = request.query_params.get("layout", _layouts(row)[0])
    if layout not in _layouts(row):
        raise HTTPException(404)
    path = _archive(request, row, record, layout)
    if not path.is_file():
        bench.jobs.await_end(row["id"], _work(request, layout), record.head, bench.settings.patience)
        if not path.is_file():  # there the person sees how far it is, and finds it
            return redirect(f"{own_page(row['kind'], row['id'])}/download?layout={layout}")
    return FileResponse(path, filename=f"{safe_name(row['title'])}.zip", media_type="application/zip")


def _layouts(row: RowMapping) -> list[str]:
    """The layouts of official forms; an audit writes none."""
    return [AUDIT] if row["kind"] == "audit" else list(LAYOUTS)


def _work(request: Request, layout: str) -> str:
    return f"{DOWNLOADS}{layout} {language(request)}"


def _archive(request: Request, row: RowMapping, record: Record, layout: str) -> Path:
    return archive_path(bench_of(request).workspace.root, row["id"], record.head, layout, language(request))


def template(request: Request) -> Response:
    """The form to fill in for the targets as they are read, with what is known of their outcomes."""
    row, study, intake, _ = run_of(request)  # with what was typed up to now, so that it comes back too
    suffix = request.path_params["suffix"]
    if suffix not in _KINDS:
        raise HTTPException(404)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"template.{suffix}"
        write_fillable(intake.forms, study.book, path, known=intake.matching, texts=intake.texts)
        content = path.read_bytes()
    name = safe_name(f"{row['title']} 填报表")
    return Response(content, media_type=_KINDS[suffix], headers=attachment(f"{name}.{suffix}"))


def attachment(name: str) -> dict[str, str]:
    """The header that makes a response a download of that name, in any language."""
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}


ROUTES = (
    Route("/evaluations/{evaluation}/download", show),
    Route("/evaluations/{evaluation}/download.zip", zipped),
    Route("/evaluations/{evaluation}/template.{suffix}", template),
)
