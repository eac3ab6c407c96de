"""Workbooks of a review that people filled in, read back: the rows under the headings, every cell as it was typed."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from actuals.sources.documents import read_document
from targets.documents.grid import Cell, Grid
from targets.errors import InputError
from targets.kinds.documents import HiddenContent, HiddenRows
from targets.kinds.location import Location

_CLOCK = re.compile(r"[ T]0?0:00(?::00)?$")
"""The time of a day that a spreadsheet adds to a date typed without one."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: the rows above its headings as lists of texts, the headings, and the rows below by heading."""

    name: str
    head: tuple[tuple[str, ...], ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[Location, Mapping[str, str]], ...]

    def beside(self, label: str) -> str:
        """The text in the cell to the right of a label above the headings; empty where there is none."""
        for row in self.head:
            for column, text in enumerate(row[:-1]):
                if text == label:
                    return row[column + 1]
        return ""


def sheets_of(path: Path, needed: Collection[str], *, any_of: Collection[str] = ()) -> tuple[Sheet, ...]:
    """The sheets that have a row with all the ``needed`` headings, and with one of ``any_of`` if there are any; columns
    may have moved, hidden columns count.

    Raises InputError for a file that cannot be read, and for hidden rows or sheets: what a filter hides would be lost.
    """
    grids, findings = read_document(path)
    for found in findings:
        if found.kind in (HiddenRows, HiddenContent):
            raise InputError(
                f"{path.name} 里有隐藏的行或工作表（{found.message('zh')}）；请取消隐藏或筛选，保存后再用。",
                f"{path.name} has hidden rows or sheets ({found.message('en')}); unhide them or clear the filter, "
                "save, and try again.",
            )
    return tuple(sheet for grid in grids if (sheet := _sheet(grid, needed, any_of)) is not None)


def _sheet(grid: Grid, needed: Collection[str], any_of: Collection[str]) -> Sheet | None:
    rows = [(grid.at(number), _texts(grid, number, cells)) for number, cells in grid.rows()]
    for place, (_, texts) in enumerate(rows):
        if set(needed) <= set(texts) and (not any_of or set(any_of) & set(texts)):
            headings = tuple(text for text in texts if text)
            at = {text: column for column, text in enumerate(texts) if text}
            below = tuple(
                (where, {name: line[column] for name, column in at.items()}) for where, line in rows[place + 1 :]
            )
            return Sheet(grid.sheet or "", tuple(line for _, line in rows[:place]), headings, below)
    return None


def _texts(grid: Grid, number: int, cells: list[Cell]) -> tuple[str, ...]:
    texts = [""] * grid.width
    for cell in cells:
        if cell.begins_in(number):
            text = cell.text.strip()
            texts[cell.column] = _CLOCK.sub("", text) if cell.dated else text
    return tuple(texts)
