""".xls and .et (BIFF8) through xlrd: text as shown, merged cells as spans, marks and remarks said."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from targets.documents.defaultpassword import opened_by_default
from targets.documents.grid import Read
from targets.documents.limits import MAX_COLUMN, MAX_MERGED, MAX_ROW, encrypted, refused
from targets.documents.marks import Left, Mark, add_run, in_font, is_symbol_font, plainly
from targets.documents.numberformat import shown, shown_date
from targets.documents.sheets import OWN_AUTHOR, Place, Sheets, SheetTexts

_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def read_xls(path: Path) -> Read:
    """The visible sheets of a BIFF workbook (.xls, and the .et files that are BIFF inside)."""
    import xlrd

    try:
        book = xlrd.open_workbook(str(path), formatting_info=True, logfile=_Silent())
    except xlrd.XLRDError as error:
        stream = _workbook_stream(path) if "encrypted" in str(error).lower() else b""
        if not stream:
            raise
        plain = opened_by_default(stream)
        if plain is None:
            raise encrypted(path.name) from None
        book = xlrd.open_workbook(file_contents=plain, formatting_info=True, logfile=_Silent())
    sheets = Sheets(path.name)
    for sheet in book.sheets():
        if sheet.visibility:
            sheets.hidden(sheet.name)
            continue
        sheets.add(_sheet(sheet, book, path.name))
    return tuple(sheets.grids), tuple(sheets.findings)


def _workbook_stream(path: Path) -> bytes:
    import olefile

    with olefile.OleFileIO(str(path)) as ole:
        name = next(name for name in ("Workbook", "Book") if ole.exists(name))
        data: bytes = ole.openstream(name).read()
        return data


def _sheet(sheet: Any, book: Any, file: str) -> SheetTexts:
    import xlrd

    into = SheetTexts(sheet.name)
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            place = (row, column)
            if cell.ctype == xlrd.XL_CELL_TEXT:
                into.put(place, *_text(sheet, book, place, str(cell.value)))
            else:
                into.put(place, *_value(cell, book))
            if cell.ctype == xlrd.XL_CELL_DATE:
                into.dated.add(place)
            elif cell.ctype == xlrd.XL_CELL_ERROR:
                into.errors.append(place)
    area = 0
    for top, bottom, left, right in sheet.merged_cells:
        area += (bottom - top) * (right - left)
        if area > MAX_MERGED or bottom > MAX_ROW or right > MAX_COLUMN:
            raise refused(file, "合并区域过大", "the merged area is too large")
        into.merged[top, left] = (bottom - top, right - left)
    into.hidden_rows = {row for row, info in sheet.rowinfo_map.items() if info.hidden or info.height == 0}
    into.hidden_columns = {column for column, info in sheet.colinfo_map.items() if info.hidden or info.width == 0}
    for place, note in sheet.cell_note_map.items():
        if note.author != OWN_AUTHOR:
            into.comments[place] = note.text
    return into


def _text(sheet: Any, book: Any, place: Place, text: str) -> tuple[str, list[Left]]:
    """A text run by run: struck-out runs are left out, raised ones are read as powers or as marks."""
    style = book.xf_list[sheet.cell_xf_index(*place)]
    runs = [(0, style.font_index), *sheet.rich_text_runlist_map.get(place, ())]
    parts: list[str] = []
    left: list[Left] = []
    for number, (start, font_index) in enumerate(runs):
        end = runs[number + 1][0] if number + 1 < len(runs) else len(text)
        run, font = text[start:end], book.font_list[font_index]
        if is_symbol_font(font.name):
            run = in_font(run, font.name)
        high = font.escapement == 1 and parts
        add_run(run, [mark for mark, has in ((Mark.STRUCK, font.struck_out), (Mark.RAISED, high)) if has], parts, left)
    return plainly("".join(parts)), [one for one in left if one.text.strip()]


def _value(cell: Any, book: Any) -> tuple[str, list[Left]]:
    """The text shown by a cell that holds a number, a date or an error, and what its font or its format leaves out."""
    import xlrd

    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return ("TRUE" if cell.value else "FALSE"), []
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return _ERRORS.get(int(cell.value), "#ERROR"), []
    style = book.xf_list[cell.xf_index]
    number_format = book.format_map[style.format_key].format_str
    text = shown(cell.value, number_format)
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            text = shown_date(xlrd.xldate_as_datetime(cell.value, book.datemode), number_format)
        except (ValueError, OverflowError):
            text = shown(cell.value, "General")
    if book.font_list[style.font_index].struck_out:
        return "", [Left(Mark.STRUCK, text)]
    return text, [Left(Mark.HIDDEN, shown(cell.value, "General"))] if not text and cell.value else []


class _Silent:
    """Where xlrd may write its remarks: they are of no use to a finance officer."""

    def write(self, text: str) -> None:
        logging.getLogger(__name__).debug(text)
