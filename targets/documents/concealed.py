"""Rows and columns that a sheet hides: rows are left out, columns are marked, and both are said once for each sheet."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from targets.documents.grid import Cell
from targets.kinds.documents import HiddenRows
from targets.kinds.finding import Finding
from targets.kinds.location import Location

_SHOWN = 40


def letters(column: int) -> str:
    """The name of a column counted from 0: 0 is A, 26 is AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def ranges(numbers: Iterable[int]) -> str:
    """Row numbers in short: 3, 4, 5, 9 as ``3–5、9``."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return "、".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def visible(cells: Iterable[Cell], rows: Collection[int], columns: Collection[int]) -> tuple[Cell, ...]:
    """The cells that a person sees of a sheet whose ``rows`` and ``columns`` (from 0) are hidden.

    A merged cell that begins in a hidden row is shown in the first row it covers that is not; cells whose columns are
    all hidden are kept and marked.
    """
    if not rows and not columns:
        return tuple(cells)
    seen: list[Cell] = []
    for cell in cells:
        top = next((row for row in range(cell.row, cell.row + cell.rowspan) if row not in rows), None)
        if top is None:
            continue
        hidden = all(column in columns for column in range(cell.column, cell.end))
        if top != cell.row or hidden:
            cell = replace(cell, row=top, rowspan=cell.row + cell.rowspan - top, hidden=hidden)
        seen.append(cell)
    return tuple(sorted(seen, key=lambda cell: (cell.row, cell.column)))


def hidden_rows(at: Location, cells: Iterable[Cell], rows: Collection[int]) -> list[Finding]:
    """One finding for the hidden rows of a sheet that hold anything; ``at`` is the place of the sheet's table."""
    held: dict[int, list[str]] = {}
    for cell in cells:
        if cell.row in rows and cell.row + cell.rowspan - 1 in rows and not cell.empty:
            held.setdefault(cell.row, []).append(" ".join(cell.text.split()))
    if not held:
        return []
    first = min(held)
    text = " | ".join(held[first])
    short = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    place = replace(at, row=first)
    return [HiddenRows.found(place, rows=ranges(row + 1 for row in held), count=str(len(held)), text=short)]
