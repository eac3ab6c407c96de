"""Tables for a terminal: aligned by display width, wrapped to fit, numbers as they are."""

from __future__ import annotations

import re
import shutil

from tabulate import tabulate
from wcwidth import wcswidth

from evaluator.tables import Table, is_number, shown

_NARROWEST = 8
_WIDEST_WORD = 30
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]*")


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
        maxcolwidths=list(_fit(natural, [_longest_word(table, c) for c in columns], width)) if cells else None,
        disable_numparse=True,
        break_on_hyphens=False,
    )
    return "\n".join([table.title, "", body, *("  " + note for note in table.notes)]) + "\n"


def _width(text: str) -> int:
    return max((max(wcswidth(line), 0) for line in text.split("\n")), default=0)


def _longest_word(table: Table, column: int) -> int:
    """The width below which a column would tear a name such as ``outcome-duplicated`` apart."""
    texts = [table.headers[column], *(shown(row[column]) for row in table.rows)]
    longest = max((len(word) for text in texts for word in _WORD.findall(text)), default=0)
    return min(max(longest, _NARROWEST), _WIDEST_WORD)


def _fit(natural: list[int], least: list[int], width: int) -> list[int]:
    """Take width from the widest columns, one step at a time, until all fit or none can give more."""
    widths = [max(w, 1) for w in natural]
    room = width - 2 * (len(widths) - 1)
    while sum(widths) > room:
        giving = [c for c in range(len(widths)) if widths[c] > least[c]]
        if not giving:
            break
        widest = max(giving, key=lambda c: widths[c])
        second = max((widths[c] for c in giving if c != widest), default=least[widest])
        widths[widest] = max(min(second, widths[widest]) - 1, widths[widest] - (sum(widths) - room), least[widest])
    return widths
