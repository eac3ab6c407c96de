"""Every filled cell of a document accounted for: used in a form, known to say nothing more, or not understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from targets.documents.grid import Cell, Grid
from targets.kinds.location import Location
from targets.model.readresult import Account

Key = tuple[int, int, int]


@dataclass(slots=True)
class Ledger:
    """Which cells were used or are known, as a document is being read."""

    taken: dict[Key, tuple[str, str]] = field(default_factory=dict)

    def use(self, grid: Grid, cell: Cell, what: str) -> None:
        """A cell whose text stands in the form."""
        self.taken[grid.index, cell.row, cell.column] = ("used", what)

    def know(self, grid: Grid, cell: Cell, what: str) -> None:
        """A cell that is understood and says nothing that a form holds: a heading, a label, a margin."""
        self.taken.setdefault((grid.index, cell.row, cell.column), ("known", what))

    def used(self, grid: Grid, cell: Cell) -> bool:
        """True if the text of a cell stands in the form already."""
        return self.taken.get((grid.index, cell.row, cell.column), ("", ""))[0] == "used"

    def know_all(self, grid: Grid, cells: Iterable[Cell], what: str) -> None:
        """Several cells known to be the same thing."""
        for cell in cells:
            self.know(grid, cell, what)

    def rest(self, grid: Grid) -> Iterator[Cell]:
        """The filled cells of a table that nobody used or knew."""
        for cell in grid.cells:
            if not cell.empty and (grid.index, cell.row, cell.column) not in self.taken:
                yield cell

    def account(self, file: str, grids: Iterable[Grid]) -> Account:
        """The sums over all tables of a file."""
        used: dict[str, int] = {}
        known: dict[str, int] = {}
        for status, what in self.taken.values():
            into = used if status == "used" else known
            into[what] = into.get(what, 0) + 1
        missed = sum(1 for grid in grids for _ in self.rest(grid))
        return Account(
            file=file, used=dict(sorted(used.items())), known=dict(sorted(known.items())), not_understood=missed
        )


def blocks(cells: Iterable[Cell]) -> list[list[Cell]]:
    """Cells that touch each other, from left to right or from above to below, put together: one block each."""
    found: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda one: (one.row, one.column)):
        near = next((block for block in found if any(_touch(cell, other) for other in block)), None)
        if near is None:
            found.append([cell])
        else:
            near.append(cell)
    return found


def _touch(one: Cell, other: Cell) -> bool:
    across = one.column <= other.end and other.column <= one.end
    down = one.row <= other.row + other.rowspan and other.row <= one.row + one.rowspan
    return across and down


def place_of(grid: Grid, cell: Cell) -> Location:
    """Where a cell stands."""
    return grid.at(cell.row, cell.column)
