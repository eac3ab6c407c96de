"""Limits on the size of files of strangers, and the refusal of one that is larger, encrypted or built to harm.

The limits stand far above any real form (the largest published ones have some thousand cells) and far below what
exhausts a machine; what they stop was measured (docs/documents.md, "Safety").
"""

from __future__ import annotations

from targets.errors import InputError

MAX_FILE = 64 * 2**20
MAX_UNPACKED = 64 * 2**20
MAX_ENTRIES = 2_000
MAX_ELEMENTS = 1_000_000
MAX_MERGED = 200_000
MAX_ROW = 100_000
MAX_COLUMN = 1_000
MAX_GRID_SPAN = 63
MAX_NESTED_TABLES = 5
MAX_SPAN = 200
MAX_HTML_NESTED = 12
MAX_MARKUP = 24 * 2**20
NO_CHILD = 71
"""How a starter of children ends that could fork none: EX_OSERR of sysexits.h."""


def refused(name: str, zh: str, en: str) -> InputError:
    """The refusal of a file that is too large or built to harm."""
    return InputError(
        f"{name} 未打开：{zh}；请用 Word、Excel 或 WPS 打开核对后另存，再试。",
        f"{name} was not opened: {en}; open and check it in Word, Excel or WPS, save it under a new name "
        f"and try again.",
    )


def encrypted(name: str) -> InputError:
    """The refusal of a file under a password."""
    return InputError(
        f"{name} 已加密；请去掉打开密码后另存，再试。",
        f"{name} is encrypted; remove the password, save it and try again.",
    )


def is_near(row: int, column: int) -> bool:
    """True if a cell, counted from 1, is where a form can be."""
    return row <= MAX_ROW and column <= MAX_COLUMN


def far_away(name: str, cell: str) -> InputError:
    """The refusal of a workbook with something far from everything."""
    cell = cell[:24]
    return refused(name, f"有内容写在 {cell} 这样远的单元格", f"something stands as far away as cell {cell}")
