"""Building a form row by row: cells from left to right, each told how many columns it takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evaluator.officialforms.model import Box, Number, Role, Value, printable


class Sheet:
    """Cells as they are laid out. ``row`` is the next free row."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.row = 0
        self.boxes: list[Box] = []

    def add(self, *cells: tuple[Role, Value, int], start: int = 0) -> None:
        """A row of cells (role, value, columns) from column ``start`` on; what is left of the row stays blank."""
        column = start
        for role, value, columns in cells:
            self.put(self.row, column, role, value, columns=columns)
            column += columns
        if column < self.width:
            self.put(self.row, column, Role.BLANK, columns=self.width - column)
        self.row += 1

    def put(
        self,
        row: int,
        column: int,
        role: Role,
        value: Value = "",
        *,
        rows: int = 1,
        columns: int = 1,
        open_top: bool = False,
        open_bottom: bool = False,
    ) -> None:
        """One cell anywhere; texts lose what no office file may hold. A number without a number is a short text."""
        if isinstance(value, str):
            value = printable(value)
            if role is Role.NUMBER:
                role = Role.SHORT
        self.boxes.append(Box(row, column, role, value, rows, columns, open_top, open_bottom))

    def field(self, *pairs: tuple[str, str, int, int]) -> None:
        """A row of labels with their values: (label, value, columns of the label, columns of the value)."""
        cells: list[tuple[Role, Value, int]] = []
        for label, value, wide, wider in pairs:
            cells += [(Role.LABEL, label, wide), (Role.TEXT, value, wider)]
        self.add(*cells)

    def levels(self, columns: Sequence[int], labels: Iterable[Sequence[str]], spans: Sequence[int]) -> None:
        """Level names beside rows that begin at ``row``: one cell for each run of equal names, level 2 within level 1.

        ``columns`` are the grid columns of the levels, ``spans`` how many grid columns each takes.
        """
        rows = list(labels)
        for depth, column in enumerate(columns):
            first = 0
            for place in range(1, len(rows) + 1):
                if place < len(rows) and tuple(rows[place][: depth + 1]) == tuple(rows[first][: depth + 1]):
                    continue
                self.put(
                    self.row + first,
                    column,
                    Role.LABEL,
                    rows[first][depth],
                    rows=place - first,
                    columns=spans[depth],
                )
                first = place


def or_dash(value: Value) -> Value:
    """A dash where the form wants none: the parts of a budget earn no points."""
    return value if isinstance(value, Number) or value else "—"
