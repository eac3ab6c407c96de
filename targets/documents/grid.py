"""A table as a grid of cells: what every reader yields and all that the form reader knows of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from targets.kinds.finding import Finding
from targets.kinds.location import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """The evidence for the text of a cell that was read from the picture of a page.

    ``doubts`` are the reasons why a person must confirm it (``targets.documents.scan.doubts``), none where it is taken
    as read; ``others`` what else it may say. ``box`` is where it stands on the straightened page: left, top, right,
    bottom in thousandths of its width and height. ``digest`` names the picture of the cell, which ``picture`` holds as
    PNG in base64 where there is a doubt. ``confirmed`` is who confirmed or corrected the text, ``read`` then what was
    read.
    """

    box: tuple[int, ...]
    digest: str
    doubts: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    picture: str = ""
    confirmed: str = ""
    read: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its upper left corner counted from 0, how far it reaches, and its text as a reader sees it.

    Its text stands once, in the row where it begins; the rows that a merge covers have none of their own. ``hidden``:
    every column under it is hidden (hidden rows and sheets are left out by the readers). ``removed`` is what was
    written in it and left out of the text: struck out, hidden, or the raised number of a footnote. ``dated``: the file
    holds a date here, and the text is how it is shown.
    """

    row: int
    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    hidden: bool = False
    removed: str = ""
    dated: bool = False
    recognised: Recognised | None = field(default=None, compare=False)

    @property
    def end(self) -> int:
        """The first column to the right of the cell."""
        return self.column + self.colspan

    @property
    def doubtful(self) -> bool:
        """True if the text was read from a picture and a person has yet to confirm it."""
        return self.recognised is not None and bool(self.recognised.doubts) and not self.recognised.confirmed

    @property
    def empty(self) -> bool:
        """True if nothing is written in it."""
        return not self.text.strip()

    def begins_in(self, row: int) -> bool:
        """True in the row that its text stands in, False in a row that it only reaches down to by a merge."""
        return self.row == row


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One table in reading order.

    ``index`` counts the tables of a file from 0. ``before`` is the prose since the table before, ``after`` that
    behind the
    last one. ``lines`` gives the line of each row in a text file (from 1), ``pages`` the page of each row.
    ``sheet`` is the name of
    the sheet a workbook's table stands on.
    """

    file: str
    index: int
    cells: tuple[Cell, ...]
    sheet: str | None = None
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    pages: tuple[int, ...] = ()
    height: int = field(init=False)
    width: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "height", max((cell.row + cell.rowspan for cell in self.cells), default=0))
        object.__setattr__(self, "width", max((cell.end for cell in self.cells), default=0))

    def at(self, row: int | None = None, column: int | None = None) -> Location:
        """The place of a row (or of a cell) of this table."""
        known = row is not None
        return Location(
            file=self.file,
            table=self.index,
            row=row,
            column=column,
            sheet=self.sheet,
            line=self.lines[row] if known and row < len(self.lines) else None,  # type: ignore[operator,index]
            page=self.pages[row] if known and row < len(self.pages) else None,  # type: ignore[operator,index]
        )

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Each row with all cells that cover it, those that began further up included, from left to right."""
        reaching: list[Cell] = []
        starting: dict[int, list[Cell]] = {}
        for cell in self.cells:
            starting.setdefault(cell.row, []).append(cell)
        for row in range(self.height):
            reaching = [cell for cell in reaching if cell.row + cell.rowspan > row]
            reaching += starting.get(row, ())
            reaching.sort(key=lambda cell: cell.column)
            yield row, list(reaching)


Read = tuple[tuple[Grid, ...], tuple[Finding, ...]]
"""What reading a file gives: its tables in reading order, and what was found on the way."""


def cells_of(rows: Iterable[Sequence[str]]) -> tuple[Cell, ...]:
    """Cells without spans from rows of plain texts, as a text file has them."""
    return tuple(Cell(i, j, text) for i, row in enumerate(rows) for j, text in enumerate(row))
