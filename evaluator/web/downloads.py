"""Files out: the template to fill in, and everything of a run zipped together."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from actuals.template import write_template
from evaluator.keeping.saving import safe_name
from evaluator.officialforms.layouts import LAYOUTS
from evaluator.web.archives import archive_path
from evaluator.web.bench import DOWNLOADS, bench_of, evaluation_of
from evaluator.web.jobs import Job
from evaluator.web.outcomes import levels_of
from evaluator.web.pages import language, render, under_way

_KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def show(request: Request) -> Response:
    """What can be downloaded."""
    row, record = evaluation_of(request)
    found = bench_of(request).study(row["id"])
    if isinstance(found, Job):
        return under_way(request, row, found)
    if found.run is None:
        return render(request, "nothing.html", evaluation=row, step="download")
    return render(
        request,
        "download.html",
        evaluation=row,
        step="download",
        record=record,
        layouts=list(LAYOUTS),
        pending=int(found.run.totals["pending"].sum()),
    )


def zipped(request: Request) -> Response:
    """Official forms, report, tables, findings and run.json of the run as it stands, in one archive."""
    row, record = evaluation_of(request)
    bench, lang = bench_of(request), language(request)
    layout = request.query_params.get("layout", "central")
    if layout not in LAYOUTS:
        raise HTTPException(404)
    path = archive_path(bench.workspace.root, row["id"], record.head, layout, lang)
    if not path.is_file():
        job = bench.jobs.await_end(row["id"], f"{DOWNLOADS}{layout} {lang}", record.head, bench.settings.patience)
        if not path.is_file():
            return under_way(request, row, job)
    return FileResponse(path, filename=f"{safe_name(row['title'])}.zip", media_type="application/zip")


def template(request: Request) -> Response:
    """The form to fill in for the targets as they are read."""
    row, _ = evaluation_of(request)
    found = bench_of(request).study(row["id"])
    if isinstance(found, Job):
        return under_way(request, row, found)
    suffix = request.path_params["suffix"]
    if found.intake is None or suffix not in _KINDS:
        raise HTTPException(404)
    labels, bands = levels_of(found.book)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"template.{suffix}"
        write_template(found.intake.forms, path, levels=labels, bands=bands)
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
