"""An official form before any file format: a grid of cells with spans, a role each and typed values.

A renderer needs nothing else: it knows fonts and borders by role and writes numbers as numbers, texts as texts.
Rows and columns count from 0.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Role(StrEnum):
    """The role of a cell, which decides how it looks: names of fields and rows, headings of columns, texts, texts
    drafted by the software, short texts that stand in the middle (targets, levels), numbers.
    """

    LABEL = "label"
    HEADING = "heading"
    TEXT = "text"
    DRAFT = "draft"
    SHORT = "short"
    NUMBER = "number"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Number:
    """A number with the precision in which it is printed; a percentage stands as a share (0.8721 for 87.21%)."""

    value: Decimal
    places: int
    percent: bool = False

    @property
    def text(self) -> str:
        """The number as printed: ``9.84``, ``87.21%``."""
        return f"{self.value * 100:.{self.places}f}%" if self.percent else f"{self.value:.{self.places}f}"


Value = str | Number


def shown(value: Value) -> str:
    """A value as text."""
    return value.text if isinstance(value, Number) else value


@dataclass(frozen=True, slots=True)
class Box:
    """One cell: its upper left corner, its role, its value and how many rows and columns it covers.

    ``open_top`` and ``open_bottom`` leave out that border, where two cells are to look like one.
    """

    row: int
    column: int
    role: Role
    value: Value = ""
    rows: int = 1
    columns: int = 1
    open_top: bool = False
    open_bottom: bool = False

    @property
    def text(self) -> str:
        """The value as printed."""
        return shown(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialForm:
    """One form, complete.

    ``widths`` are the widths of the grid's columns in half-width characters; ``captions`` stand under the title,
    ``marks`` below them where a reader must not miss them, ``leads`` are sentences above the table, ``notes`` under it.
    ``heading`` is the row of headings to be repeated on every page. No cell crosses the upper edge of that row, so that
    a format which can only repeat the first row of a table may begin a new table there. ``landscape`` turns the sheet.
    """

    title: str
    name: str
    widths: tuple[int, ...]
    boxes: tuple[Box, ...]
    heading: int
    captions: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    landscape: bool = False
    sheet: str = "自评表"
    height: int = field(init=False)

    def __post_init__(self) -> None:
        covered: set[tuple[int, int]] = set()
        for box in self.boxes:
            if box.column + box.columns > len(self.widths):
                raise ValueError(f"form {self.name!r}: a cell at row {box.row} is wider than the grid")
            if box.row < self.heading < box.row + box.rows:
                raise ValueError(f"form {self.name!r}: a cell at row {box.row} reaches into the headings")
            for place in _places(box):
                if place in covered:
                    raise ValueError(f"form {self.name!r}: two cells at row {place[0]}, column {place[1]}")
                covered.add(place)
        object.__setattr__(self, "height", max((box.row + box.rows for box in self.boxes), default=0))
        if len(covered) != self.height * len(self.widths):
            raise ValueError(f"form {self.name!r}: its cells leave gaps")

    def rows(self) -> Iterator[tuple[int, list[Box]]]:
        """Each row with the cells that begin in it, from left to right."""
        starting: dict[int, list[Box]] = {}
        for box in self.boxes:
            starting.setdefault(box.row, []).append(box)
        for row in range(self.height):
            yield row, sorted(starting.get(row, ()), key=lambda box: box.column)


def _places(box: Box) -> Iterator[tuple[int, int]]:
    for row in range(box.row, box.row + box.rows):
        for column in range(box.column, box.column + box.columns):
            yield row, column


def printable(text: str) -> str:
    """``text`` without control and surrogate characters, which no office file may hold; line breaks stay."""
    return "".join(
        c for c in text if c in "\n\t" or (unicodedata.category(c) not in ("Cc", "Cs") and c not in "\ufffe\uffff")
    )
