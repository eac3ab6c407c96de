"""Workbooks through openpyxl, without what nobody looks at here and with what it does not know: no frames of merged
areas (drawing them takes two thirds of the time of reading a form), no chart sheets, and strict files too."""

from __future__ import annotations

import io
import zipfile
from itertools import islice
from typing import IO, Any

from openpyxl.cell.cell import MergedCell
from openpyxl.reader.excel import ExcelReader
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMES = {
    b"spreadsheetml/main": b"spreadsheetml/2006/main",
    b"officeDocument/relationships": b"officeDocument/2006/relationships",
    b"officeDocument/extendedProperties": b"officeDocument/2006/extended-properties",
    b"officeDocument/customProperties": b"officeDocument/2006/custom-properties",
    b"officeDocument/docPropsVTypes": b"officeDocument/2006/docPropsVTypes",
    b"officeDocument/math": b"officeDocument/2006/math",
    b"drawingml/": b"drawingml/2006/",
}


class _Sheet(Worksheet):
    def _clean_merge_range(self, area: Any) -> None:
        """Only the upper left cell of a merged area keeps what it holds, as in openpyxl's own."""
        for row, column in islice(area.cells, 1, None):
            self._cells[row, column] = MergedCell(self, row, column)


class _Reader(ExcelReader):
    def read_workbook(self) -> None:
        super().read_workbook()
        book: Any = self.wb

        def create_sheet(title: str) -> Worksheet:
            sheet = _Sheet(book, title)
            book._add_sheet(sheet)
            return sheet

        book.create_sheet = create_sheet

    def read_chartsheet(self, sheet: Any, rel: Any) -> None:
        """A sheet that is a chart holds no cells; openpyxl fails at one without a drawing."""


def unframed(file: IO[bytes], main: str = "") -> tuple[Workbook, dict[str, str]]:
    """The workbook with values instead of formulas, without links to others, and the title of the sheet in each part;
    ``main`` is its part with the list of sheets."""
    with zipfile.ZipFile(file) as archive:
        strict = main in archive.namelist() and _STRICT in archive.read(main)[:4096]
        source = _transitional(archive) if strict else file
    file.seek(0)
    reader = _Reader(source, data_only=True, keep_links=False, rich_text=True)
    reader.read()
    return reader.wb, {rel.target.lstrip("/"): sheet.name for sheet, rel in reader.parser.find_sheets()}


def _transitional(archive: zipfile.ZipFile) -> IO[bytes]:
    """A strict workbook under the names that the usual ones give the same elements."""
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as into:
        for name in archive.namelist():
            data = archive.read(name)
            if name.endswith((".xml", ".rels")):
                for strict, usual in _NAMES.items():
                    data = data.replace(_STRICT + strict, b"http://schemas.openxmlformats.org/" + usual)
            into.writestr(name, data)
    copy.seek(0)
    return copy
