""".xlsx through openpyxl (with defusedxml), .xls and .et through xlrd: text as shown, merged cells as spans."""

from __future__ import annotations

import datetime as dt
import logging
import warnings
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from targets.documents.archive import Preflight
from targets.documents.concealed import hidden_rows, letters, visible
from targets.documents.grid import Cell, Grid, Read
from targets.documents.limits import MAX_COLUMN, MAX_MERGED, MAX_ROW, encrypted, far_away, is_near, refused
from targets.documents.numberformat import shown, shown_date
from targets.kinds.documents import CellError, FormulaWithoutValue, HiddenContent
from targets.kinds.finding import Finding
from targets.kinds.location import Location

_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


class _Sheets:
    """Grids of a workbook as they are gathered."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.grids: list[Grid] = []
        self.findings: list[Finding] = []

    def hidden(self, sheet: str) -> None:
        self.findings.append(HiddenContent.found(Location(file=self.file, sheet=sheet), sheet=sheet))

    def error(self, sheet: str, row: int, column: int, text: str) -> None:
        at = Location(file=self.file, sheet=sheet, table=len(self.grids), row=row, column=column)
        self.findings.append(CellError.found(at, cell=f"{letters(column)}{row + 1}", text=text))

    def add(
        self,
        sheet: str,
        texts: dict[tuple[int, int], str],
        merged: dict[tuple[int, int], tuple[int, int]],
        *,
        rows: Collection[int] = (),
        columns: Collection[int] = (),
        dated: Collection[tuple[int, int]] = (),
    ) -> None:
        """One sheet: texts by row and column from 0, spans (rows, columns) by the upper left corner of a merged
        area; hidden ``rows`` and ``columns``, and the places of dates."""
        if not any(text.strip() for text in texts.values()):
            return
        # the library reads places that the check before it did not take for any, such as row 8888888883
        ends = [(row + 1, column + 1) for row, column in texts]
        ends += [(row + rows, column + columns) for (row, column), (rows, columns) in merged.items()]
        row, column = max(row for row, _ in ends), max(column for _, column in ends)
        if not is_near(row, column):
            raise far_away(self.file, f"{letters(column - 1)}{row}")
        covered = {
            (row + i, column + j)
            for (row, column), (rows, columns) in merged.items()
            for i in range(rows)
            for j in range(columns)
            if i or j
        }
        places = sorted((texts.keys() | merged.keys()) - covered)
        cells = tuple(
            Cell(
                row,
                column,
                texts.get((row, column), ""),
                *merged.get((row, column), (1, 1)),
                dated=(row, column) in dated,
            )
            for row, column in places
            if texts.get((row, column), "").strip() or (row, column) in merged
        )
        at = Location(file=self.file, sheet=sheet, table=len(self.grids))
        self.findings += hidden_rows(at, cells, rows)
        shown = visible(cells, rows, columns)
        self.grids.append(Grid(file=self.file, index=len(self.grids), cells=shown, sheet=sheet))


def read_xlsx(path: Path, found: Preflight) -> Read:
    """The visible sheets of a workbook; formulas are never computed, those without a stored value are found."""
    from targets.documents.unframed import unframed

    # opened here: openpyxl leaves a file that it refuses open
    with warnings.catch_warnings(), path.open("rb") as file:
        warnings.simplefilter(
            "ignore"
        )  # extensions it drops (validation, conditional formats) do not matter for reading
        book = unframed(file)
    sheets = _Sheets(path.name)
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            sheets.hidden(sheet.title)
            continue
        texts: dict[tuple[int, int], str] = {}
        dated: set[tuple[int, int]] = set()
        cells: dict[tuple[int, int], Any] = sheet._cells  # sparse: a lone cell far away costs nothing
        for (row, column), cell in cells.items():
            value = cell.value
            if value is None:
                continue
            place = (row - 1, column - 1)
            texts[place] = value if isinstance(value, str) else _shown(value, cell.number_format)
            if cell.data_type == "d":
                dated.add(place)
            if cell.data_type == "e":
                sheets.error(sheet.title, *place, texts[place])
        merged = {
            (area.min_row - 1, area.min_col - 1): (area.max_row - area.min_row + 1, area.max_col - area.min_col + 1)
            for area in sheet.merged_cells.ranges
        }
        rows, columns = _hidden(sheet, {row for row, _ in texts})
        sheets.add(sheet.title, texts, merged, rows=rows, columns=columns, dated=dated)
    book.close()
    return tuple(sheets.grids), (*_uncached(path.name, found), *sheets.findings)


def _hidden(sheet: Any, filled: set[int]) -> tuple[set[int], set[int]]:
    """The hidden rows, of those that hold anything, and the hidden columns of a sheet, from 0."""
    dimensions = sheet.row_dimensions
    rows = {number - 1 for number, row in dimensions.items() if row.hidden or row.height == 0}
    if sheet.sheet_format.zeroHeight:  # every row is hidden that does not say otherwise
        rows |= {row for row in filled if row + 1 not in dimensions}
    columns = {
        column - 1
        for one in sheet.column_dimensions.values()
        if one.hidden or one.width == 0
        for column in range(one.min or 1, min(one.max or 0, MAX_COLUMN) + 1)
    }
    return rows & filled, columns


def _uncached(file: str, found: Preflight) -> list[Finding]:
    """One finding for each sheet with formulas that nothing was stored for: a script wrote the file."""
    by_part: dict[str, list[tuple[str, str]]] = {}
    for part, cell, formula in found.uncached:
        by_part.setdefault(part, []).append((cell, formula))
    return [
        FormulaWithoutValue.found(Location(file=file), count=str(len(cells)), cell=cells[0][0], formula=cells[0][1])
        for cells in by_part.values()
    ]


def _shown(value: Any, number_format: str) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return shown(value, number_format)
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return shown_date(value, number_format)
    return str(value)


def read_xls(path: Path) -> Read:
    """The visible sheets of a BIFF workbook (.xls, and the .et files that are BIFF inside)."""
    import xlrd

    try:
        book = xlrd.open_workbook(str(path), formatting_info=True, logfile=_Silent())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise encrypted(path.name) from None
        raise
    sheets = _Sheets(path.name)
    for sheet in book.sheets():
        if sheet.visibility:
            sheets.hidden(sheet.name)
            continue
        texts: dict[tuple[int, int], str] = {}
        dated: set[tuple[int, int]] = set()
        for row in range(sheet.nrows):
            for column, cell in enumerate(sheet.row(row)):
                if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                    continue
                texts[row, column] = _shown_xls(cell, book, sheet.name, row, column, sheets.error)
                if cell.ctype == xlrd.XL_CELL_DATE:
                    dated.add((row, column))
        merged: dict[tuple[int, int], tuple[int, int]] = {}
        area = 0
        for top, bottom, left, right in sheet.merged_cells:
            area += (bottom - top) * (right - left)
            if area > MAX_MERGED or bottom > MAX_ROW or right > MAX_COLUMN:
                raise refused(path.name, "合并区域过大", "the merged area is too large")
            merged[top, left] = (bottom - top, right - left)
        rows = {row for row, info in sheet.rowinfo_map.items() if info.hidden or info.height == 0}
        columns = {column for column, info in sheet.colinfo_map.items() if info.hidden or info.width == 0}
        sheets.add(sheet.name, texts, merged, rows=rows, columns=columns, dated=dated)
    return tuple(sheets.grids), tuple(sheets.findings)


def _shown_xls(
    cell: Any, book: Any, sheet: str, row: int, column: int, error: Callable[[str, int, int, str], None]
) -> str:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        text = _ERRORS.get(int(cell.value), "#ERROR")
        error(sheet, row, column, text)
        return text
    style = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return shown_date(xlrd.xldate_as_datetime(cell.value, book.datemode), style)
        except (ValueError, OverflowError):
            return shown(cell.value, "General")
    return shown(cell.value, style)


class _Silent:
    """Where xlrd may write its remarks: they are of no use to a finance officer."""

    def write(self, text: str) -> None:
        logging.getLogger(__name__).debug(text)
