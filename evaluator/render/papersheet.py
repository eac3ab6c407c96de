"""One sheet of a working paper in a workbook: bordered cells, shaded where a person writes, rows as high as their
texts, printed on one page's width with the headings on every page.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from evaluator.render.archive import without_clock
from evaluator.render.wrapping import lines_needed

A3, A4 = 8, 9
_THIN = Side(style="thin", color="FF808080")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_OPEN = PatternFill("solid", fgColor="FFFFF9E5")
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(vertical="center", wrap_text=True)
_PLAIN, _BOLD, _TITLE = Font(name="宋体", size=10), Font(name="黑体", size=10), Font(name="黑体", size=16)
_LINE, _PADDING, _TALLEST = 14.0, 6.0, 400.0
Value = str | int | float | Decimal


class PaperSheet:
    """A sheet being written; ``widths`` are those of its columns in characters."""

    def __init__(self, sheet: Worksheet, widths: Sequence[float]) -> None:
        self.sheet = sheet
        self.widths = tuple(widths)
        self._lines: dict[int, int] = {}
        for column, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width

    def title(self, text: str, mark: str = "") -> None:
        """The title over all columns in the first row, with a ``mark`` beside it and in the header of every page."""
        cell: Any = self.sheet.cell(1, 1)
        text += mark
        cell.value, cell.data_type, cell.font, cell.alignment = text, "s", _TITLE, _MIDDLE
        self.sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(self.widths))
        self.sheet.row_dimensions[1].height = 28
        if mark:
            cast(Any, self.sheet.oddHeader).center.text = mark

    def put(
        self, row: int, column: int, value: Value, *, bold: bool = False, centred: bool = False, blank: bool = False,
        over: int = 1,
    ) -> None:  # fmt: skip
        """A text or a number, in a merged cell ``over`` several columns; ``blank`` shades a cell that a person fills
        in. A text stays one, whatever it begins with.
        """
        for more in range(over):
            self._cell(row, column + more, bold, centred, blank=blank)
        cell: Any = self.sheet.cell(row, column)
        if isinstance(value, str):
            text = "".join(sign for sign in value if sign >= " " or sign in "\n\t")[:32_000]
            if text:
                cell.value, cell.data_type = text, "s"
                room = sum(self.widths[column - 1 : column - 1 + over])
                self._lines[row] = max(self._lines.get(row, 1), lines_needed(text, room - 1))
        else:
            cell.value, cell.number_format = value, _digits(value)
        if over > 1:
            self.sheet.merge_cells(start_row=row, start_column=column, end_row=row, end_column=column + over - 1)

    def formula(self, row: int, column: int, text: str, number_format: str = "0.00") -> None:
        """A formula of ours: no text of a form may be in it."""
        cell = self._cell(row, column, False, True)
        cell.value, cell.number_format = text, number_format

    def finish(self, headings: int, fixed: int, *, paper: int = A4) -> None:
        """Heights of rows, and the page: on its side, as wide as the paper, the row of ``headings`` on every page,
        ``fixed`` columns that stay on the screen.
        """
        sheet = self.sheet
        for row, lines in self._lines.items():
            sheet.row_dimensions[row].height = min(max(lines * _LINE + _PADDING, 20.0), _TALLEST)
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", paper
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top = sheet.page_margins.bottom = 0.85
        sheet.page_margins.header = sheet.page_margins.footer = 0.35
        cast(Any, sheet.oddFooter).center.text = "第 &P 页，共 &N 页"
        sheet.print_title_rows = f"{headings}:{headings}"
        sheet.freeze_panes = sheet.cell(headings + 1, fixed + 1).coordinate

    def _cell(self, row: int, column: int, bold: bool, centred: bool, *, blank: bool = False) -> Any:
        cell: Any = self.sheet.cell(row, column)
        cell.font, cell.border = _BOLD if bold else _PLAIN, _BORDER
        cell.alignment = _MIDDLE if centred or bold else _LEFT
        if blank:
            cell.fill = _OPEN
        return cell


def _digits(value: float | Decimal) -> str:
    """At least two decimals, and all that an exact number has."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else -2
    return "0." + "0" * max(2, -exponent if isinstance(exponent, int) else 2)


def new_book() -> Workbook:
    """A workbook without sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    return book


def content_of(book: Workbook) -> bytes:
    """The workbook as bytes. Equal workbooks give equal bytes."""
    book.properties.creator = "evaluator"
    content = io.BytesIO()
    book.save(content)
    book.close()
    return without_clock(content.getvalue())
