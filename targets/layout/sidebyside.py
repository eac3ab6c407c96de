"""Forms that stand beside each other on one sheet → one grid each; places stay those of the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from targets.documents.grid import Cell, Grid
from targets.model.headings import heading
from targets.model.labels import field_label, is_title


def apart(grids: Iterable[Grid]) -> Iterator[Grid]:
    """Each grid, one with forms beside each other as several from left to right.

    Two forms are told by a row with a name label (项目名称, 部门名称) or a whole set of indicator headings twice, and
    by a column between them that no cell of either reaches over; a title over both stands over each. Annual goals
    beside those of the whole term are one form: they share the level-1 column and the name.
    """
    for grid in grids:
        cuts = _cuts(grid)
        if not cuts:
            yield grid
            continue
        edges = [0, *cuts, grid.width]
        for left, right in pairwise(edges):
            cells = tuple(cell for cell in grid.cells if _belongs(cell, left, right))
            if cells:
                yield replace(grid, cells=cells, before=grid.before, after=grid.after)


def _cuts(grid: Grid) -> list[int]:
    """The columns at which another form begins."""
    starts: set[int] = set()
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        if not cell.empty:
            rows.setdefault(cell.row, []).append(cell)
    for cells in rows.values():
        starts.update(_second_starts(sorted(cells, key=lambda cell: cell.column)))
    return sorted(place for place in starts if place and _free(grid, place))


def _second_starts(cells: Sequence[Cell]) -> list[int]:
    labels = [(field_label(cell.text), cell.column) for cell in cells]
    for name in ("project", "department"):
        places = [column for label, column in labels if label == name]
        if len(places) > 1:
            return places[1:]
    ones = [cell.column for cell in cells if heading(cell.text) == "level1"]
    named = sum(heading(cell.text) == "name" for cell in cells)
    return ones[1:] if len(ones) > 1 and named >= len(ones) else []


def _free(grid: Grid, place: int) -> bool:
    """True if nothing but a title or a line of one cell reaches over the column's left edge."""
    return all(
        cell.empty or not cell.column < place < cell.end or is_title(cell.text) or _alone(grid, cell)
        for cell in grid.cells
    )


def _alone(grid: Grid, cell: Cell) -> bool:
    return not any(other.row == cell.row and other is not cell and not other.empty for other in grid.cells)


def _belongs(cell: Cell, left: int, right: int) -> bool:
    return cell.column < right and left < cell.end
