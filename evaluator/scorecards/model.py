"""The table model: what is shown, before any format. Cells keep their types to the end, renderers
decide how they look.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table: ``headers`` and rows of equal length; ``notes`` stand under it. A Decimal keeps its
    printed precision.
    """

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.headers):
                raise ValueError(f"table {self.title!r}: a row of {len(row)} cells under {len(self.headers)} headers")


def shown(cell: Cell) -> str:
    """A cell as text: numbers without grouping in their own precision, nothing for None."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return str(cell)


def is_number(cell: Cell) -> bool:
    """True if the cell is right-aligned and written as a number where the format knows numbers."""
    return isinstance(cell, (int, Decimal))
