""".xlsx through openpyxl (with defusedxml): text as shown, merged cells as spans, marks and remarks said."""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
from pathlib import Path
from typing import Any

from targets.documents.archive import Preflight
from targets.documents.drawings import drawn_over
from targets.documents.grid import Read
from targets.documents.limits import MAX_COLUMN
from targets.documents.marks import Left, Mark, add_run, in_font, is_symbol_font, plainly
from targets.documents.numberformat import shown, shown_date
from targets.documents.sheets import OWN_AUTHOR, Sheets, SheetTexts
from targets.kinds.documents import FormulaWithoutValue
from targets.kinds.finding import Finding
from targets.kinds.location import Location

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LINES = re.compile(r"\r\n?")


def read_xlsx(path: Path, found: Preflight) -> Read:
    """The visible sheets of a workbook; formulas are never computed, those without a stored value are found."""
    from targets.documents.unframed import unframed

    # opened here: openpyxl leaves a file that it refuses open
    with warnings.catch_warnings(), path.open("rb") as file:
        warnings.simplefilter(
            "ignore"
        )  # extensions it drops (validation, conditional formats) do not matter for reading
        book, parts = unframed(file, found.main)
    typed = _typed(found, parts)
    sheets = Sheets(path.name)
    fonts = _fonts(book)
    with zipfile.ZipFile(path) as archive:
        worksheets: list[Any] = list(book.worksheets)
        for sheet in worksheets:
            if sheet.sheet_state != "visible":
                sheets.hidden(sheet.title)
                continue
            at = Location(file=path.name, sheet=sheet.title, table=len(sheets.grids))
            written = sheets.add(_sheet(sheet, fonts, typed.get(sheet.title, {})))
            sheets.findings += drawn_over(archive, sheet._rels, at, written=written)
    book.close()
    return tuple(sheets.grids), (*_uncached(path.name, found), *sheets.findings)


_TARGET = re.compile(r"=\s*\d[\d.,]*\s*[%‰]?(?:[一-鿿]{1,4}(?:/[一-鿿]{1,4})?)?")
"""A target that somebody typed as =100% or =5次: no formula, though it begins like one."""


def _typed(found: Preflight, parts: dict[str, str]) -> dict[str, dict[str, str]]:
    """Targets such as =100% by sheet and cell, that the program which wrote the file took for formulas."""
    typed: dict[str, dict[str, str]] = {}
    for part, cell, formula in found.uncached:
        if part in parts and _TARGET.fullmatch(formula):
            typed.setdefault(parts[part], {})[cell] = formula
    return typed


def _sheet(sheet: Any, fonts: dict[int, tuple[Mark | None, str]], typed: dict[str, str]) -> SheetTexts:
    into = SheetTexts(sheet.title)
    cells: dict[tuple[int, int], Any] = sheet._cells  # sparse: a lone cell far away costs nothing
    for (row, column), cell in cells.items():
        value = cell.value
        place = (row - 1, column - 1)
        comment = getattr(cell, "comment", None)
        if comment is not None and comment.author != OWN_AUTHOR:
            into.comments[place] = comment.text or ""
        if value is None and typed:
            value = typed.get(cell.coordinate)
        if value is None:
            continue
        mark, font = fonts.get(cell._style.fontId, (None, ""))
        text, left = _text(value, cell.number_format, font)
        if mark is not None and text.strip():
            text, left = "", [*left, Left(mark, text)]
        into.put(place, text, left)
        if cell.data_type == "d":
            into.dated.add(place)
        if cell.data_type == "e" and text:
            into.errors.append(place)
    into.merged = {
        (area.min_row - 1, area.min_col - 1): (area.max_row - area.min_row + 1, area.max_col - area.min_col + 1)
        for area in sheet.merged_cells.ranges
    }
    _hidden(sheet, into)
    return into


def _fonts(book: Any) -> dict[int, tuple[Mark | None, str]]:
    """The fonts of a workbook that strike text out or draw other signs than its letters."""
    found: dict[int, tuple[Mark | None, str]] = {}
    for number, font in enumerate(book._fonts):
        name = font.name if font.name and is_symbol_font(font.name) else ""
        if font.strike or name:
            found[number] = (Mark.STRUCK if font.strike else None, name)
    return found


def _text(value: Any, number_format: str, font: str) -> tuple[str, list[Left]]:
    """The text of a cell as it is shown, and what was left out of it."""
    if isinstance(value, str):
        text = _unescaped(value)
        return (in_font(text, font) if font else plainly(text)), []
    if isinstance(value, list):
        return _rich(value)
    text = _shown(value, number_format)
    return text, [Left(Mark.HIDDEN, str(value))] if not text and value != 0 else []


def _rich(value: list[Any]) -> tuple[str, list[Left]]:
    """A text in several fonts: runs that are struck out are left out, raised ones are read as powers or as marks."""
    parts: list[str] = []
    left: list[Left] = []
    for run in value:
        font = getattr(run, "font", None)
        text = _unescaped(run if font is None else run.text)
        if font is not None and font.rFont and is_symbol_font(font.rFont):
            text = in_font(text, font.rFont)
        struck, high = font is not None and font.strike, font is not None and font.vertAlign == "superscript"
        add_run(text, [mark for mark, has in ((Mark.STRUCK, struck), (Mark.RAISED, high)) if has], parts, left)
    return plainly("".join(parts)), left


def _unescaped(text: str) -> str:
    """A stored text without the escapes of its format: ``_x000D_`` is a line break, ``_x005F_`` an underscore."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return _LINES.sub("\n", text) if "\r" in text else text


def _shown(value: Any, number_format: str) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return shown(value, number_format)
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return shown_date(value, number_format)
    return str(value)


def _hidden(sheet: Any, into: SheetTexts) -> None:
    """Take note of the hidden rows, of those that hold anything, and of the hidden columns of a sheet."""
    filled = {row for row, _ in into.texts}
    dimensions = sheet.row_dimensions
    rows = {number - 1 for number, row in dimensions.items() if row.hidden or row.height == 0}
    if sheet.sheet_format.zeroHeight:  # every row is hidden that does not say otherwise
        rows |= {row for row in filled if row + 1 not in dimensions}
    into.hidden_rows = rows & filled
    into.hidden_columns = {
        column - 1
        for one in sheet.column_dimensions.values()
        if one.hidden or one.width == 0
        for column in range(one.min or 1, min(one.max or 0, MAX_COLUMN) + 1)
    }


def _uncached(file: str, found: Preflight) -> list[Finding]:
    """One finding for each sheet with formulas that nothing was stored for: a script wrote the file."""
    by_part: dict[str, list[tuple[str, str]]] = {}
    for part, cell, formula in found.uncached:
        if _TARGET.fullmatch(formula):
            continue
        by_part.setdefault(part, []).append((cell, formula))
    return [
        FormulaWithoutValue.found(Location(file=file), count=str(len(cells)), cell=cells[0][0], formula=cells[0][1])
        for cells in by_part.values()
    ]
