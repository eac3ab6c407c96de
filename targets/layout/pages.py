"""A row that a printed table breaks over two pages is one row: its second half is put back, where that is clear.

A row goes on at the top of the next page when it has the cells of the row at the bottom of the page before, and what
it holds only goes on with texts begun there: neither a level nor a name, or the rest of one that is cut inside its
own words. Where a name alone stands there, nobody can tell the end of a long name from an indicator without a target:
such a row stays as it is and is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from targets.documents.grid import Cell, Grid
from targets.documents.printed import lines_joined
from targets.kinds.location import Location
from targets.layout.bands import Band
from targets.layout.lines import lines_of
from targets.layout.segments import with_bands
from targets.model.identity import normalised
from targets.model.labels import field_label, glued_field
from targets.model.roles import Role
from targets.model.vocabulary import is_note, is_placeholder, is_subtotal, is_total, level1_category, level2_category

_LABELS = (Role.LEVEL1, Role.LEVEL2, Role.NAME)
_VALUE = re.compile(r"[≥≤＞＜><=＝±]|[-+]?[\d,.]+%?[^\d，。、；,.;]{0,3}$")
_INSIDE = re.compile(r"[，。、；：！？）》”%％,.;:)]")
_PAIRS = (("(", ")"), ("（", "）"), ("《", "》"), ("“", "”"))

Doubt = tuple[Location, str]


def pages_joined(grids: Sequence[Grid]) -> tuple[list[Grid], list[Doubt]]:
    """The tables with rows broken by a page put together and headings repeated for the page left out; and the rows of
    which it is doubtful. Rows keep their numbers; tables of other files than printed ones are returned as they are.
    """
    found: list[Grid] = []
    doubts: list[Doubt] = []
    first = last = -1  # the table that a printed table begins with, and the one that holds its last row
    columns: Band | None = None
    for grid in grids:
        found.append(grid)
        here = len(found) - 1
        goes_on = last >= 0 and _next_page(found[here - 1], grid) and not _ended(found[last])
        if not goes_on:
            first, columns = here, None
        head = _repeated(found[first], grid) if goes_on else 0
        if head:
            found[here] = replace(grid, cells=tuple(cell for cell in grid.cells if cell.row >= head))
        if goes_on:
            above, below = _bottom(found[last]), _top(found[here], head)
            clear = _clear(above, below, columns)
            if clear:
                found[last] = _changed(found[last], above, {cell.column: cell for cell in below if not cell.empty})
                gone = {id(cell) for cell in below}
                found[here] = replace(found[here], cells=tuple(c for c in found[here].cells if id(c) not in gone))
            elif clear is None:
                doubts.append((grid.at(head), " | ".join(" ".join(c.text.split()) for c in below if not c.empty)))
        if grid.pages:  # nothing goes on behind another table
            columns = _columns(found[here]) or columns
        if any(not cell.empty for cell in found[here].cells):
            last = here
    return found, doubts


def _next_page(before: Grid, grid: Grid) -> bool:
    """True if a table begins a page and nothing but the end of a page stands between it and the one before."""
    return bool(
        before.pages
        and grid.pages
        and grid.pages[0] == before.pages[-1] + 1
        and not grid.before
        and before.sheet == grid.sheet
    )


def _ended(grid: Grid) -> bool:
    return any(is_total(cell.text) for cell in _bottom(grid))


def _repeated(first: Grid, grid: Grid) -> int:
    """The number of rows at the top that repeat the table's own beginning, a row of headings among them; else 0."""

    def row(of: Grid, number: int) -> list[Cell]:
        return [cell for cell in of.cells if cell.row == number]

    count = 0
    while count < min(first.height, grid.height) and row(first, count) and row(first, count) == row(grid, count):
        count += 1
    reaching = any(cell.row < count < cell.row + cell.rowspan for cell in grid.cells)
    headed = any(line.heading for line in with_bands(lines_of(grid)) if line.row < count)
    return count if headed and not reaching else 0


def _bottom(grid: Grid) -> list[Cell]:
    """The cells of the last row, those that reach down to it included."""
    return sorted((c for c in grid.cells if c.row + c.rowspan == grid.height), key=lambda c: c.column)


def _top(grid: Grid, row: int) -> list[Cell]:
    return sorted((c for c in grid.cells if c.row == row and (c.rowspan == 1 or not c.empty)), key=lambda c: c.column)


def _columns(grid: Grid) -> Band | None:
    """The heading band that stands lowest in a table."""
    return next((line.band for line in reversed(with_bands(lines_of(grid))) if line.band is not None), None)


def _role(band: Band, cell: Cell) -> Role | None:
    """The role of a cell by the words over it."""
    common = [(min(cell.end, h.end) - max(cell.column, h.start), -i) for i, h in enumerate(band.headings)]
    most, place = max(common, default=(0, 0))
    words = band.headings[-place].evidence() if most > 0 else {}
    return max(words, key=lambda role: words[role]) if words else None


def _clear(above: Sequence[Cell], below: Sequence[Cell], columns: Band | None) -> bool | None:
    """True if a row goes on with the one above, False if it does not, None where it may."""
    counterpart = {(cell.column, cell.end): cell for cell in above}
    filled = [cell for cell in below if not cell.empty]
    if not filled or any(cell.rowspan > 1 for cell in filled):
        return False
    pairs = [(counterpart.get((cell.column, cell.end)), cell) for cell in below]
    begun = [(cell.text, rest.text) for cell, rest in pairs if cell is not None and not rest.empty]
    if any(cell is None for cell, _ in pairs) or any(not text.strip() for text, _ in begun):
        return False
    if any(_completed(text, rest) for text, rest in begun):
        return True
    if any(_label(rest) for _, rest in begun):
        return False
    if any(_cut(text, rest) for text, rest in begun):
        return True
    empty = [cell for cell, rest in pairs if cell is not None and not cell.empty and rest.empty]
    if columns is None:
        left = [cell for cell in empty if cell.column < filled[0].column]
        return any(field_label(cell.text) for cell in left)
    if not any(_role(columns, cell) in (Role.NAME, Role.TARGET) for cell in empty):
        return False  # a whole row of its own
    if any(_role(columns, cell) in _LABELS for cell in filled):
        return None
    if any(_VALUE.match(normalised(rest)) for _, rest in begun):
        return None
    return any(_role(columns, cell) is Role.NAME for cell in empty) or None


def _completed(text: str, rest: str) -> bool:
    """True if two halves make the name of a level that neither is (效益指 and 标)."""
    whole = text.strip() + rest.strip()
    known: tuple[Callable[[str], object], ...] = (level1_category, level2_category)
    return any(is_level(whole) and not is_level(rest) and not is_level(text) for is_level in known)


def _label(text: str) -> bool:
    """True if a text begins a row of its own."""
    found = (field_label, glued_field, level1_category, level2_category, is_total, is_subtotal, is_note, is_placeholder)
    return any(bool(known(text)) for known in found) or normalised(text).startswith("其中")


def _cut(text: str, rest: str) -> bool:
    """True if a text ends inside its own words: in a bracket that the rest closes, or before a stop."""
    open_ = any(text.count(a) > text.count(b) and rest.count(b) > rest.count(a) for a, b in _PAIRS)
    return open_ or bool(_INSIDE.match(rest.strip()))


def _changed(grid: Grid, above: Sequence[Cell], rest: dict[int, Cell]) -> Grid:
    at_end = {id(cell) for cell in above}
    return replace(
        grid,
        cells=tuple(
            _whole(cell, rest[cell.column]) if id(cell) in at_end and cell.column in rest else cell
            for cell in grid.cells
        ),
    )


def _whole(cell: Cell, rest: Cell) -> Cell:
    """Two halves of a cell as one, with the doubts of either."""
    text = lines_joined([*cell.text.split("\n"), *rest.text.split("\n")])
    seen = rest.recognised if rest.doubtful and not cell.doubtful else cell.recognised
    return replace(cell, text=text, recognised=seen)
