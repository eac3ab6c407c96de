"""Official forms as .xlsx through openpyxl: real merged cells, a border on every cell, A4, numbers as numbers, texts
as texts.
"""

from __future__ import annotations

import io
from copy import copy
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from evaluator.officialforms.model import Box, Number, OfficialForm, Role, printable
from evaluator.render.archive import without_clock
from evaluator.render.pagination import LEAST_ROWS, named_again, page_starts
from evaluator.render.wrapping import lines_needed
from targets.errors import InputError

A4 = 9
LONGEST_TEXT = 32_767
"""Characters that a cell of a workbook can hold; openpyxl cuts longer texts without a word."""
TALLEST_ROW = 400.0
"""Points; Excel allows 409. A row that needs more becomes several rows with merged cells."""
_LINE = 14.5
_PADDING = 6.0
_SLACK = 1.0  # what borders and side bearings take of a column, in half-width characters
_MARGIN = 0.55  # inches
_MARGIN_ABOVE = 0.7
_A4_POINTS = (595.3, 841.9)
_COLUMN, _COLUMN_EDGE = 5.25, 3.75
"""Points that a half-width character takes in a column, and the edges of a column beside them."""
_SHRUNK = 1.25
"""How much more than a page holds is printed smaller on one."""
_FILLED = 0.94
"""The share of a page that is planned for, so that a line more does not push a row to a page of its own."""
_FORMULA_SIGNS = ("=", "+", "-", "@", "'")

_THIN = Side(style="thin", color="FF000000")
_FONTS = {
    Role.LABEL: Font(name="宋体", size=10.5),
    Role.HEADING: Font(name="黑体", size=10.5),
    Role.TEXT: Font(name="宋体", size=10.5),
    Role.DRAFT: Font(name="宋体", size=10.5),
    Role.SHORT: Font(name="宋体", size=10.5),
    Role.NUMBER: Font(name="宋体", size=10.5),
    Role.BLANK: Font(name="宋体", size=10.5),
}
_DRAFT = PatternFill("solid", fgColor="FFFFF2CC")
_TITLE = Font(name="黑体", size=18)
_CAPTION = Font(name="仿宋", size=12)
_MARKED = Font(name="黑体", size=12, bold=True, color="FFC00000")
_NOTE = Font(name="仿宋", size=10.5)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center", wrap_text=True)


def render(*forms: OfficialForm) -> bytes:
    """The forms as a workbook of one sheet each; its title is that of the first.

    Raises InputError for a text that a cell cannot hold. Equal forms give equal bytes.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for form in forms:
        sheet = book.create_sheet(form.sheet)
        writer = _Writer(sheet, form)
        writer.write()
        _page(sheet, form, writer.starts[form.heading])
    book.properties.creator = "evaluator"
    book.properties.title = printable(f"{forms[0].title} {forms[0].name}")
    content = io.BytesIO()
    book.save(content)
    book.close()
    return without_clock(content.getvalue())


class _Writer:
    """One sheet as it is written. ``row`` is the next free row of the sheet, from 1; ``starts`` the row on which each
    row of the form begins, and at its end the first one under the table.
    """

    def __init__(self, sheet: Worksheet, form: OfficialForm) -> None:
        self.sheet = sheet
        self.form = form
        self.row = 1
        self.starts: list[int] = []
        self.styles: dict[tuple[Role, bool, bool, str, bool], Any] = {}
        self.merged: list[CellRange] = []
        sheet.page_setup.fitToHeight = 0

    def write(self) -> None:
        """Everything from the title to the notes."""
        form = self.form
        for column, width in enumerate(form.widths, 1):
            self.sheet.column_dimensions[get_column_letter(column)].width = width
        units = [caption for caption in form.captions if caption.startswith("单位")]
        years = [caption for caption in form.captions if caption not in units]
        self._line(form.title, _TITLE, _MIDDLE, height=32)
        if years or form.marks:
            self._line("".join((*years, *form.marks)), _MARKED if form.marks else _CAPTION, _MIDDLE, height=22)
        for caption in units:
            self._line(caption, _CAPTION, _RIGHT, height=20)
        for lead in form.leads:
            self._line(lead, _NOTE, _LEFT)
        self._table()
        for note in numbered_notes(form.notes):
            self._line(note, _NOTE, _LEFT)
        # openpyxl compares each new range with all others; ours cannot overlap, the model has seen to that
        self.sheet.merged_cells.ranges = set(self.merged)

    def _line(self, text: str, font: Font, alignment: Alignment, *, height: float = 0.0) -> None:
        """A line across the whole sheet, without borders."""
        cell = self._cell(self.row, 1)
        cell.font, cell.alignment = font, alignment
        _put_text(cell, text)
        self._merge(self.row, 1, self.row, len(self.form.widths))
        room = (sum(self.form.widths) - _SLACK) * 10.5 / float(font.sz or 10.5)
        needed = lines_needed(text, room) * _LINE * float(font.sz or 10.5) / 10.5 + _PADDING
        self.sheet.row_dimensions[self.row].height = min(max(height, needed), TALLEST_ROW)
        self.row += 1

    def _table(self) -> None:
        heights = self._heights()
        pages = self._pages(heights)
        self.form = named_again(self.form, pages)
        for height in heights:
            self.starts.append(self.row)
            parts = max(1, int(-(-height // TALLEST_ROW)))
            for row in range(self.row, self.row + parts):
                self.sheet.row_dimensions[row].height = round(height / parts, 1)
            self.row += parts
        self.starts.append(self.row)
        for box in self.form.boxes:
            self._box(box, self.starts[box.row], self.starts[box.row + box.rows] - 1)
        for row in pages:
            self.sheet.row_breaks.append(Break(id=self.starts[row] - 1))

    def _pages(self, heights: list[float]) -> list[int]:
        """The rows with which the second page and each further one begin, the sheet being as wide as the paper."""
        form = self.form
        wide, high = reversed(_A4_POINTS) if form.landscape else _A4_POINTS
        columns = sum(width * _COLUMN + _COLUMN_EDGE for width in form.widths)
        whole = (high - 2 * _MARGIN_ABOVE * 72) / min(1.0, (wide - 2 * _MARGIN * 72) / columns) * _FILLED
        used = sum(self.sheet.row_dimensions[row].height or 0.0 for row in range(1, self.row))
        used += sum(heights[: form.heading + 1])
        if used + sum(heights[form.heading + 1 :]) <= whole * _SHRUNK:
            self.sheet.page_setup.fitToHeight = 1
            return []
        page = whole - heights[form.heading]
        starts = page_starts(heights, form.heading, first=whole - used % whole, page=page)
        if form.heading and len(starts) > 1 and starts[1] - starts[0] < LEAST_ROWS:
            return [form.heading, *page_starts(heights, form.heading, first=page, page=page)[1:]]
        return starts[1:]

    def _heights(self) -> list[float]:
        """The height of each row in points; what a cell over several rows needs beyond them is shared among them."""
        heights = [_LINE + _PADDING] * self.form.height
        for box in sorted(self.form.boxes, key=lambda box: box.rows):
            room = sum(self.form.widths[box.column : box.column + box.columns]) - _SLACK
            needed = lines_needed(box.text, room) * _LINE + _PADDING if box.text else 0.0
            rows = range(box.row, box.row + box.rows)
            missing = needed - sum(heights[row] for row in rows)
            if missing > 0:
                for row in rows:
                    heights[row] += missing / box.rows
        return heights

    def _box(self, box: Box, top: int, bottom: int) -> None:
        left, right = box.column + 1, box.column + box.columns
        style = self._style(box)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self._cell(row, column)._style = copy(style)
        cell = self._cell(top, left)
        if isinstance(box.value, Number):
            cell.value = box.value.value
        elif box.value:
            _put_text(cell, box.value)
        self._merge(top, left, bottom, right)

    def _cell(self, row: int, column: int) -> Any:
        """A cell of the sheet; typed Any, since the stubs do not know what copying styles needs."""
        return self.sheet.cell(row, column)

    def _style(self, box: Box) -> Any:
        """The look of a cell, made once for each look: openpyxl is slow at styles, quick at copying them."""
        value = box.value
        form = _number_format(value) if isinstance(value, Number) else "@" if value else "General"
        quoted = isinstance(value, str) and value.startswith(_FORMULA_SIGNS)
        key = (box.role, box.open_top, box.open_bottom, form, quoted)
        if key not in self.styles:
            cell = Cell(self.sheet, row=1, column=1)
            cell.font = _FONTS[box.role]
            cell.alignment = _LEFT if box.role in (Role.TEXT, Role.DRAFT) else _MIDDLE
            if box.role is Role.DRAFT:
                cell.fill = _DRAFT
            cell.border = Border(
                left=_THIN,
                right=_THIN,
                top=None if box.open_top else _THIN,
                bottom=None if box.open_bottom else _THIN,
            )
            cell.number_format = form
            cell.quotePrefix = quoted  # so that typing the text anew does not make a formula of it
            self.styles[key] = cast(Any, cell)._style
        return self.styles[key]

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self.merged.append(CellRange(min_col=left, min_row=top, max_col=right, max_row=bottom))


def numbered_notes(notes: tuple[str, ...]) -> list[str]:
    """The notes as they stand under a table: 注：…, or 注1：…, 注2：… where there are several."""
    return [f"注{number if len(notes) > 1 else ''}：{note}" for number, note in enumerate(notes, 1)]


def _put_text(cell: Any, text: str) -> None:
    """``text`` as text, whatever it looks like: never a formula, a number, a date or an error."""
    plain = printable(text)
    if len(plain) > LONGEST_TEXT:
        raise InputError(
            f"“{plain[:20]}…”有 {len(plain)} 个字，超过工作簿单元格的上限 {LONGEST_TEXT}；请缩短原文。",
            f"'{plain[:20]}…' has {len(plain)} characters, a cell of a workbook holds {LONGEST_TEXT}; shorten it.",
        )
    cell.value = plain
    cell.data_type = "s"


def _number_format(value: Number) -> str:
    places = f"0.{'0' * value.places}" if value.places else "0"
    return f"{places}%" if value.percent else places


def _page(sheet: Worksheet, form: OfficialForm, heading: int) -> None:
    """A4, as wide as the paper; on every page the headings, its number, and the warning of invented figures."""
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if form.landscape else "portrait"
    sheet.page_setup.fitToWidth = 1
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = _MARGIN
    sheet.page_margins.top = sheet.page_margins.bottom = _MARGIN_ABOVE
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    sheet.print_area = f"A1:{get_column_letter(len(form.widths))}{sheet.max_row}"
    sheet.print_title_rows = f"{heading}:{heading}"
    footer, header = cast(Any, sheet.oddFooter), cast(Any, sheet.oddHeader)
    footer.center.text = "第 &P 页 共 &N 页"
    if form.marks:
        header.right.text = "".join(form.marks).replace("&", "&&")
    sheet.sheet_view.showGridLines = False
