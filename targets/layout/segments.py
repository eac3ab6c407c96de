"""Where one form ends and the next begins, over the tables of a file: one form may span tables, one table hold many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from targets.documents.grid import Cell, Grid
from targets.kinds.location import Location
from targets.layout.columns import Columns
from targets.layout.sidebyside import apart
from targets.model.identity import normalised
from targets.model.labels import field_label, glued_field, is_title
from targets.model.vocabulary import is_total


@dataclass(slots=True)
class Line:
    """One row of a table, with all cells that cover it; ``own`` are the filled ones that begin in it."""

    grid: Grid
    row: int
    cells: list[Cell]
    own: list[Cell] = field(init=False)

    def __post_init__(self) -> None:
        self.own = [cell for cell in self.cells if cell.row == self.row and not cell.empty]

    @property
    def at(self) -> Location:
        """The place of the row."""
        return self.grid.at(self.row)

    @property
    def text(self) -> str:
        """What stands in the row, cells apart: for messages."""
        return " | ".join(" ".join(cell.text.split()) for cell in self.own)


@dataclass(slots=True)
class Segment:
    """The lines and the prose of what may be one form."""

    title: str = ""
    prose: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    headed: bool = False
    totalled: bool = False


def lines_of(grid: Grid) -> list[Line]:
    """The rows of a table that hold anything."""
    return [line for row, cells in grid.rows() if (line := Line(grid, row, cells)).own]


def named_field(line: Line) -> str | None:
    """``project`` or ``department`` where the row begins with such a label, else None."""
    first = line.own[0].text
    key = field_label(first) or (glued_field(first) or (None, ""))[0]
    return key if key in ("project", "department") else None


def _continues(segment: Segment, before: Segment) -> bool:
    """Whether a titled piece only goes on with the form before it: a title repeated on the next page, no name of
    its own."""
    if segment.names or not before.lines or not segment.lines or before.totalled:
        return False
    title = normalised(segment.title)
    return before.headed and ("续" in title or title == normalised(before.title))


def segments(grids: Iterable[Grid]) -> list[Segment]:
    """The pieces of a file that may be forms, in reading order.

    A new piece begins with a title, on a new sheet, beside another form, with a name field (项目名称, 部门名称) when
    one was read already or when indicators have been read, and with a heading row behind a 总分 row.
    """
    found: list[Segment] = [Segment()]
    sheet: str | None = None
    index = -1

    def begin(title: str = "") -> Segment:
        fresh = Segment(title=title)
        found.append(fresh)
        return fresh

    current = found[0]
    for grid in apart(grids):
        if grid.sheet != sheet or grid.index == index:  # the same table again: another form beside the one before
            sheet = grid.sheet
            current = begin()
        index = grid.index
        waiting: list[str] = []
        for text in grid.before:
            if is_title(text):
                current = begin(text)
                waiting = []
            else:
                (current.prose if not current.lines else waiting).append(text)
        for line in lines_of(grid):
            alone = line.own[0].text if len(line.own) == 1 else ""
            if alone and is_title(alone) and field_label(alone) is None:
                current = begin(alone)
                continue
            key = named_field(line)
            heads = Columns.heads(line.own)
            if (key and (key in current.names or current.headed)) or (heads and current.totalled):
                current = begin()
                current.prose, waiting = waiting, []
            if waiting:
                current.after += waiting
                waiting = []
            if key:
                current.names.add(key)
            current.headed |= heads
            current.totalled |= current.headed and is_total(line.own[0].text)
            current.lines.append(line)
        current.after += [*waiting, *grid.after]
    joined: list[Segment] = []
    for segment in found:
        if joined and _continues(segment, joined[-1]):
            joined[-1].lines += segment.lines
            joined[-1].after += segment.prose + segment.after
            joined[-1].totalled |= segment.totalled
        elif segment.lines:
            joined.append(segment)
    return joined
