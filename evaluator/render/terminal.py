"""Tables for a terminal: aligned by display width, never wider than the screen, numbers as they are.

A table that does not fit even when its texts wrap is shown row by row, each cell beside its heading. Colour is used
on a terminal only (``NO_COLOR`` turns it off) and says nothing that the words do not say.
"""

from __future__ import annotations

import os
import re
import shutil
import sys

import tabulate as tabulating
from wcwidth import wcswidth

from evaluator.scorecards.model import Table, is_number, shown
from targets.visible import visible

_NARROWEST = 6
_WIDEST_WORD = 30
_GAP = 2
_PIPED = (160, 24)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.%:\-]*")
_PIECES = re.compile(r"\s+|[（“《【(]*(?:[≥≤＞＜±＋－]*[!-'*-~]+|[^\s])[)）”》】，。；：、！？％]*")
"""Texts in pieces that stay whole: words and numbers with their signs, one Chinese sign with the marks beside it."""
_SEVERITY = re.compile(r"(?m)^(error|错误)(?=\s)|^(warning|警告)(?=\s)")

# tabulate would widen every column by two for the sake of its heading
tabulating.MIN_PADDING = 0


def render(table: Table, width: int | None = None, *, colour: bool | None = None) -> str:
    """The table as text at most ``width`` columns wide (the terminal's own by default, 160 when it is not one)."""
    width = width or shutil.get_terminal_size(_PIPED).columns
    table = Table(
        visible(table.title), tuple(map(visible, table.headers)), table.rows, tuple(map(visible, table.notes))
    )
    cells = [[visible(shown(cell)) for cell in row] for row in table.rows]
    body = _beside_each_other(table, cells, width) or _row_by_row(table, cells, width)
    notes = [wrapped(note, width, "  ") for note in table.notes]
    text = "\n".join([wrapped(table.title, width), "", body, *notes]) + "\n"
    return _coloured(text, table.title) if (_colours() if colour is None else colour) else text


def wrapped(text: str, width: int | None = None, indent: str = "") -> str:
    """Running text within the width, wide characters counted as two; every line begins with ``indent``."""
    text, width = visible(text), width or shutil.get_terminal_size(_PIPED).columns
    if _width(text) + len(indent) <= width:
        return indent + text
    return "\n".join(indent + line for line in broken(text, width - len(indent)).split("\n"))


def broken(text: str, width: int) -> str:
    """The text in lines of at most ``width``: no number, word or sign with its number torn apart unless it is longer
    than a line; no line begins with a closing mark or ends with an opening one.
    """
    return "\n".join(_lines(line, max(width, 1)) for line in text.split("\n"))


def _lines(line: str, width: int) -> str:
    lines, used = [""], 0
    for piece in _PIECES.findall(line):
        wide = _width(piece)
        if used + wide > width and used:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
            used = 0
            if piece.isspace():
                continue
        for part in [piece] if wide <= width else _chopped(piece, width):
            if used + _width(part) > width:
                lines.append("")
                used = 0
            lines[-1] += part
            used += _width(part)
    return "\n".join(lines).rstrip(" ")


def _chopped(piece: str, width: int) -> list[str]:
    """A piece that no line holds, cut where lines end."""
    parts = [""]
    for sign in piece:
        if parts[-1] and _width(parts[-1] + sign) > width:
            parts.append("")
        parts[-1] += sign
    return parts


def _beside_each_other(table: Table, cells: list[list[str]], width: int) -> str | None:
    """Columns side by side, None where they do not fit."""
    columns = range(len(table.headers))
    natural = [max(_width(text) for text in [table.headers[c], *(row[c] for row in cells)]) for c in columns]
    numeric = [bool(cells) and all(is_number(row[c]) or row[c] is None for row in table.rows) for c in columns]
    least = [natural[c] if numeric[c] else min(natural[c], _longest_word(table, cells, c)) for c in columns]
    widths = _fit(natural, least, width)
    if sum(widths) + _GAP * (len(widths) - 1) > width:
        return None
    return _tabulated(cells, table.headers, widths, ["right" if n else "left" for n in numeric], "simple")


def _row_by_row(table: Table, cells: list[list[str]], width: int) -> str:
    """Each row as a list of heading and text; cells that say nothing are left out."""
    label = min(max(_width(header) for header in table.headers), width // 3)
    blocks = []
    for row in cells:
        pairs = [[header, text] for header, text in zip(table.headers, row, strict=True) if text]
        blocks.append(_tabulated(pairs, (), [label, width - label - _GAP], ["left", "left"], "plain"))
    return "\n\n".join(blocks)


def _tabulated(
    cells: list[list[str]], headers: tuple[str, ...], widths: list[int], align: list[str], layout: str
) -> str:
    """tabulate, with the widths held for headings and cells alike."""
    return tabulating.tabulate(
        [[broken(text, width) for text, width in zip(row, widths, strict=True)] for row in cells],
        headers=[broken(text, width) for text, width in zip(headers, widths, strict=False)],
        tablefmt=layout,
        colalign=align if cells else None,
        disable_numparse=True,
    )


def _width(text: str) -> int:
    return max((max(wcswidth(line), 0) for line in text.split("\n")), default=0)


def _longest_word(table: Table, cells: list[list[str]], column: int) -> int:
    """The width below which a column would tear a word or a number such as ``outcome-duplicated`` apart."""
    texts = [table.headers[column], *(row[column] for row in cells)]
    longest = max((len(word) for text in texts for word in _WORD.findall(text)), default=0)
    return min(max(longest, _NARROWEST), _WIDEST_WORD)


def _fit(natural: list[int], least: list[int], width: int) -> list[int]:
    """Take width from the widest columns, one step at a time, until all fit or none can give more."""
    widths = [max(w, 1) for w in natural]
    room = width - _GAP * (len(widths) - 1)
    while sum(widths) > room:
        giving = [c for c in range(len(widths)) if widths[c] > least[c]]
        if not giving:
            break
        widest = max(giving, key=lambda c: widths[c])
        second = max((widths[c] for c in giving if c != widest), default=least[widest])
        widths[widest] = max(min(second, widths[widest]) - 1, widths[widest] - (sum(widths) - room), least[widest])
    return widths


def _colours() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _coloured(text: str, title: str) -> str:
    """The title bold, ``error`` red and ``warning`` yellow where a line begins with the word."""
    text = _SEVERITY.sub(lambda found: f"\033[{31 if found[1] else 33}m{found[0]}\033[0m", text)
    return f"\033[1m{title}\033[0m{text.removeprefix(title)}" if title and text.startswith(title) else text
