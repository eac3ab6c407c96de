"""Rows of text cells with their places: what every kind of source becomes before its headings are looked at."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from targets.kinds.location import Location

_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_RISKY = re.compile(r"'*[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class CellRow:
    """One row: its cells as text (``""`` where empty) and where it stood.

    ``covered`` are the columns whose text belongs to a merged cell that began in a row above, ``merged`` gives the rows
    that a merged cell covers which begins here, ``dated`` are the columns in which the file holds a date.
    """

    at: Location
    cells: tuple[str, ...]
    covered: frozenset[int] = frozenset()
    merged: Mapping[int, int] = field(default_factory=dict)
    dated: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class CellTable:
    """The rows of one sheet, file or query, in order; ``sheet`` is the name of the sheet of a workbook."""

    rows: tuple[CellRow, ...]
    sheet: str = ""


def guard_formula(text: str) -> str:
    """The text for a CSV cell: an apostrophe before what a spreadsheet would run as a formula (``=100%`` → ``'=100%``).

    ``unguard_formula`` takes exactly that apostrophe away again. Basis: OWASP ASVS 5.0, 1.2.10.
    """
    return f"'{text}" if _RISKY.match(text) else text


def unguard_formula(text: str) -> str:
    """The text without the apostrophe of ``guard_formula``."""
    return text[1:] if _GUARDED.match(text) else text


def number_text(value: float | Decimal) -> str:
    """A number cell as a person typed it: ``95.0`` → ``95``, ``0.1`` → ``0.1``, never in exponent form."""
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not number.is_finite():
        return str(value)
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain_text(value: object) -> str:
    """Any value of a typed source (database, Parquet, workbook) as the text a person would see; None and NaN are
    ``""``.
    """
    if value is None or value != value:  # NaN and NaT alone differ from themselves
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float | Decimal):
        return number_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).strip()


def typed_rows(rows: Sequence[Sequence[object]], place: Callable[[int], Location]) -> CellTable:
    """Rows of typed values (headings first) as text cells; ``place`` gives the place of the n-th row."""
    return CellTable(tuple(CellRow(place(n), tuple(plain_text(value) for value in row)) for n, row in enumerate(rows)))
