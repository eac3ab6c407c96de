"""One row of a table as the form reader sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from targets.documents.grid import Cell, Grid
from targets.kinds.location import Location

if TYPE_CHECKING:
    from targets.layout.bands import Band


@dataclass(slots=True)
class Line:
    """One row of a table, with all cells that cover it; ``own`` are the filled ones that begin in it.

    ``band`` is the heading band that begins in it; ``heading`` says that the line belongs to one.
    """

    grid: Grid
    row: int
    cells: list[Cell]
    own: list[Cell] = field(init=False)
    band: Band | None = None
    heading: bool = False

    def __post_init__(self) -> None:
        self.own = [cell for cell in self.cells if cell.row == self.row and not cell.empty]

    @property
    def at(self) -> Location:
        """The place of the row."""
        return self.grid.at(self.row)

    @property
    def text(self) -> str:
        """The text of the row, cells apart: for messages."""
        return " | ".join(" ".join(cell.text.split()) for cell in self.own)


def lines_of(grid: Grid) -> list[Line]:
    """The rows of a table that hold anything."""
    return [line for row, cells in grid.rows() if (line := Line(grid, row, cells)).own]
