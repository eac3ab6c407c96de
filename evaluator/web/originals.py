"""The place in a document that a reading, a finding or a score speaks of: the rows of its table around the cell, and of
a PDF the picture of the page.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy import RowMapping
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evaluator.web.context import bench_of, evaluation_of
from evaluator.web.pages import language, render
from evaluator.web.workspace import Workspace
from targets.documents.grid import Cell, Grid
from targets.documents.guard import reading_for
from targets.documents.pagepicture import page_picture
from targets.documents.reader import read_grids
from targets.errors import InputError

AROUND = 4
"""How many rows are shown before and after the one in question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One cell as a page shows it: its text, how many rows and columns of the excerpt it covers, and its marks."""

    text: str
    rowspan: int
    colspan: int
    here: bool


def show(request: Request) -> Response:
    """The excerpt as a page, or alone for the script of a page that puts it beside what speaks of it."""
    spot = _spot(request)
    first, rows = excerpt(spot.grid, spot.line, spot.column)
    alone = request.headers.get("hx-request") == "true"
    asked = request.query_params
    return render(
        request,
        "placed.html" if alone else "place.html",
        evaluation=spot.evaluation,
        step="",
        at=spot.grid.at(spot.line, spot.column).text(language(request)),
        name=spot.name,
        role=spot.role,
        first=first,
        line=spot.line,
        height=spot.grid.height,
        rows=rows,
        page=spot.page,
        query=urlencode({part: asked[part] for part in ("file", "table", "row", "column") if part in asked}),
    )


def picture(request: Request) -> Response:
    """The page of a PDF on which the place stands, as a picture, with its cell or row marked."""
    spot = _spot(request)
    if spot.page is None:
        raise HTTPException(404)
    cells = [cell for cell in spot.grid.cells if cell.row == spot.line]
    at = spot.column
    cell = next((one.text for one in cells if at is not None and one.column <= at < one.end), "")
    workspace = bench_of(request).workspace
    folder = workspace.laid_out(f"page-{secrets.token_hex(6)}", [(spot.role, spot.name, spot.sha256)])
    try:
        with reading_for(spot.evaluation["id"]):
            drawn = page_picture(folder / spot.role / spot.name, spot.page, [one.text for one in cells], cell)
    except InputError:
        raise HTTPException(404) from None
    finally:
        workspace.forget(folder.name)
    return Response(drawn.png, media_type="image/png", headers={"x-marked": "yes" if drawn.marked else "no"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    """A place that was asked for: the document, its table as read, row and column, and for a PDF the page."""

    evaluation: RowMapping
    role: str
    name: str
    sha256: str
    grid: Grid
    line: int
    column: int | None
    page: int | None


def _spot(request: Request) -> _Spot:
    row, record = evaluation_of(request)
    asked, workspace = request.query_params, bench_of(request).workspace
    name, (table, line, column) = asked.get("file", ""), (_whole(asked.get(one)) for one in ("table", "row", "column"))
    found = next((one for one in record.of("document") if one.partition("/")[2] == name), None)
    if found is None or table is None or line is None:
        raise HTTPException(404)
    role, sha256 = found.partition("/")[0], record.of("document")[found].after["sha256"]
    try:
        with reading_for(row["id"]):
            grids = tables_of(workspace, role, name, sha256)
    except InputError:
        raise HTTPException(404) from None
    grid = next((one for one in grids if one.index == table), None)
    if grid is None or line >= grid.height:
        raise HTTPException(404)
    with workspace.path_of(sha256).open("rb") as file:
        is_pdf = b"%PDF-" in file.read(1024)
    page = grid.at(line).page if is_pdf else None
    return _Spot(evaluation=row, role=role, name=name, sha256=sha256, grid=grid, line=line, column=column, page=page)


def tables_of(workspace: Workspace, role: str, name: str, sha256: str) -> tuple[Grid, ...]:
    """The tables of a document as its forms were read from them. Raises InputError for one that holds no tables."""
    from targets.layout.understanding import tables_read

    folder = workspace.laid_out(f"place-{secrets.token_hex(6)}", [(role, name, sha256)])
    try:
        grids, _ = read_grids(folder / role / name, cache=workspace.readings)
    finally:
        workspace.forget(folder.name)
    return tables_read(grids)


def excerpt(grid: Grid, line: int, column: int | None) -> tuple[int, list[list[Shown]]]:
    """The number of the first row shown, and the rows around ``line``; a cell that began further up begins again."""
    first, last = max(line - AROUND, 0), min(line + AROUND + 1, grid.height)
    rows: list[list[Shown]] = []
    for row, cells in grid.rows():
        if not first <= row < last:
            continue
        shown, reached = [], 0
        for cell in cells:
            if cell.row != row and row != first:
                reached = max(reached, cell.end)
                continue  # shown in the row where it began
            if cell.column > reached:
                shown.append(Shown(text="", rowspan=1, colspan=cell.column - reached, here=False))
            shown.append(_shown(cell, row, last, line, column))
            reached = cell.end
        rows.append(shown)
    return first, rows


def _shown(cell: Cell, row: int, last: int, line: int, column: int | None) -> Shown:
    in_line = cell.row <= line < cell.row + cell.rowspan
    return Shown(
        text=cell.text,
        rowspan=min(cell.row + cell.rowspan, last) - row,
        colspan=cell.colspan,
        here=in_line and column is not None and cell.column <= column < cell.end,
    )


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 9 else None


ROUTES = (
    Route("/evaluations/{evaluation}/place", show),
    Route("/audits/{evaluation}/place", show),
    Route("/evaluations/{evaluation}/place.png", picture),
    Route("/audits/{evaluation}/place.png", picture),
)
