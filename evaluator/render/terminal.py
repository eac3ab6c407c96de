"""Tables for a terminal: aligned by display width, wrapped to fit, numbers as they are."""

from __future__ import annotations

import shutil

from tabulate import tabulate
from wcwidth import wcswidth

from evaluator.tables import Table, is_number, shown

_NARROWEST = 8


def render(table: Table, width: int | None = None) -> str:
    """The table as text that fits ``width`` columns (the terminal's own by default, 160 when it is not one)."""
    width = width or shutil.get_terminal_size((160, 24)).columns
    columns = range(len(table.headers))
    cells = [[shown(cell) for cell in row] for row in table.rows]
    natural = [max(_width(text) for text in [table.headers[c], *(row[c] for row in cells)]) for c in columns]
    numeric = [bool(table.rows) and all(is_number(row[c]) or row[c] is None for row in table.rows) for c in columns]
    body = tabulate(
        cells,
        headers=list(table.headers),
        tablefmt="simple",
        colalign=["right" if n else "left" for n in numeric] if cells else None,
        maxcolwidths=list(_fit(natural, width)) if cells else None,
        disable_numparse=True,
    )
    return "\n".join([table.title, "", body, *("  " + note for note in table.notes)]) + "\n"


def _width(text: str) -> int:
    return max((max(wcswidth(line), 0) for line in text.split("\n")), default=0)


def _fit(natural: list[int], width: int) -> list[int]:
    """Take width from the widest columns, one step at a time, until all fit or none can give more."""
    widths = [max(w, 1) for w in natural]
    room = width - 2 * (len(widths) - 1)
    while sum(widths) > room:
        widest = max(range(len(widths)), key=lambda c: widths[c])
        if widths[widest] <= _NARROWEST:
            break
        second = max((w for c, w in enumerate(widths) if c != widest), default=_NARROWEST)
        widths[widest] = max(second - 1, widths[widest] - (sum(widths) - room), _NARROWEST)
    return widths
