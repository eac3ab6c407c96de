"""Hidden columns of a sheet: read only under a heading that no visible column has, and said once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from targets.documents.concealed import letters
from targets.documents.grid import Cell, Grid
from targets.kinds.documents import HiddenColumn, HiddenColumnRead
from targets.kinds.finding import Finding
from targets.layout.lines import lines_of
from targets.layout.segments import with_bands
from targets.model.headings import heading
from targets.model.roles import Role

_NOT_NEEDED = frozenset([Role.PREVIOUS, Role.PART_YEAR, Role.MIDTERM, Role.NUMBER, Role.NATURE, Role.DEVIATION])
"""Columns that no form is read from, hidden or not."""


def without_hidden_columns(grids: Sequence[Grid]) -> tuple[list[Grid], list[Finding]]:
    """The tables with only those hidden columns that are needed, and a finding for each hidden one."""
    found: list[Grid] = []
    findings: list[Finding] = []
    for grid in grids:
        hidden = [cell for cell in grid.cells if cell.hidden and not cell.empty]
        if hidden:
            kept = _needed(grid)
            findings += _said(grid, hidden, kept)
            cells = tuple(cell for cell in grid.cells if not cell.hidden or cell.column in kept)
            grid = replace(grid, cells=cells)
        found.append(grid)
    return found, findings


def _needed(grid: Grid) -> set[int]:
    """The hidden columns that stand under a heading which no visible cell of the same row has."""
    needed: set[int] = set()
    for line in with_bands(lines_of(grid)):
        filled = line.own
        if not line.heading or not any(cell.hidden for cell in filled):
            continue
        shown = {heading(cell.text) for cell in filled if not cell.hidden}
        for cell in filled:
            role = heading(cell.text)
            if cell.hidden and role and role not in shown and role not in _NOT_NEEDED:
                needed.update(range(cell.column, cell.end))
    return needed


def _said(grid: Grid, hidden: Sequence[Cell], kept: set[int]) -> list[Finding]:
    first: dict[int, Cell] = {}
    for cell in sorted(hidden, key=lambda cell: (not heading(cell.text), cell.row)):
        first.setdefault(cell.column, cell)
    return [
        (HiddenColumnRead if column in kept else HiddenColumn).found(
            grid.at(cell.row, column), column=letters(column), heading=" ".join(cell.text.split())[:40]
        )
        for column, cell in sorted(first.items())
    ]
