"""Workbooks through openpyxl without the frames of merged areas: it draws them around every cell of an area, which
takes two thirds of the time of reading a form, and here nobody looks at frames."""

from __future__ import annotations

from itertools import islice
from typing import IO, Any

from openpyxl.cell.cell import MergedCell
from openpyxl.reader.excel import ExcelReader
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet


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


def unframed(file: IO[bytes]) -> Workbook:
    """The workbook with values instead of formulas, without links to others."""
    reader = _Reader(file, data_only=True, keep_links=False)
    reader.read()
    return reader.wb
