"""Tables of scanned pages brought to common columns: a form goes on from page to page, and scans lie differently."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from targets.documents.grid import Grid

_NEAR = 12
"""Thousandths of the table's width within which two rules are one column's edge."""


def common_columns(grids: Sequence[Grid]) -> list[Grid]:
    """The tables with columns that mean the same in all of them that follow each other on pages.

    Each table is laid between its own outer edges; where the edges of one table are among those of its neighbour, both
    get the union. Tables that do not fit each other keep their columns.
    """
    found = list(grids)
    for place in range(1, len(found)):
        before, here = found[place - 1], found[place]
        edges = _edges([*_own(before), *_own(here)])
        if len(edges) - 1 <= max(before.width, here.width):
            found[place - 1], found[place] = _on(before, edges), _on(here, edges)
    return found


def _own(grid: Grid) -> list[int]:
    """Edges of cells in thousandths between the outer edges of the table."""
    spans = [(cell, cell.recognised.box) for cell in grid.cells if cell.recognised is not None]
    inner = [(cell, box) for cell, box in spans if cell.colspan < grid.width]
    if not inner:
        return [0, 1000]
    left, right = min(box[0] for _, box in inner), max(box[2] for _, box in inner)
    wide = max(1, right - left)
    return [round((edge - left) * 1000 / wide) for _, box in inner for edge in (box[0], box[2])]


def _edges(values: Iterable[int]) -> list[float]:
    groups: list[list[int]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= _NEAR:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def _on(grid: Grid, edges: Sequence[float]) -> Grid:
    """The cells of a table on these columns."""
    spans = [cell.recognised.box for cell in grid.cells if cell.recognised is not None and cell.colspan < grid.width]
    if not spans:
        return grid
    left, right = min(box[0] for box in spans), max(box[2] for box in spans)

    def near(value: int) -> int:
        part = (value - left) * 1000 / max(1, right - left)
        return min(range(len(edges)), key=lambda place: abs(edges[place] - part))

    cells = []
    for cell in grid.cells:
        if cell.recognised is None or cell.colspan >= grid.width:
            start, end = 0, len(edges) - 1
        else:
            start, end = near(cell.recognised.box[0]), near(cell.recognised.box[2])
        cells.append(replace(cell, column=start, colspan=max(1, end - start)))
    return replace(grid, cells=tuple(cells))
