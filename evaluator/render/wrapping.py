"""Lines of a text in a cell of a given width: spreadsheets do not grow merged cells by themselves."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_PIECES = re.compile(r"[!-~]+|.", re.DOTALL)
_WIDE = frozenset("WFA")


@lru_cache(maxsize=65536)
def display_width(text: str) -> int:
    """Width in half-width characters; signs such as ≥ and ① count as wide, as Chinese fonts draw them."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in _WIDE else 1 for c in text)


@lru_cache(maxsize=65536)
def lines_needed(text: str, width: float) -> int:
    """Lines that ``text`` takes in ``width`` half-width characters; Latin words and numbers stay whole if they fit."""
    return sum(_lines(line, max(width, 2.0)) for line in text.split("\n"))


def _lines(line: str, width: float) -> int:
    count, used = 1, 0
    for piece in _PIECES.findall(line):
        wide = display_width(piece)
        if used + wide <= width:
            used += wide
            continue
        if wide <= width:
            count, used = count + 1, wide
            continue
        room = width - used  # longer than a line: broken wherever it must be
        rest = wide - int(room)
        count += int(-(-rest // int(width)))
        used = rest % int(width) or int(width)
    return count
