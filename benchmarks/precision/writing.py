"""Cells with spans as docx, xlsx and html, the way people leave them behind."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from pathlib import Path

from docx import Document
from openpyxl import Workbook

from precision.forms import Made
from precision.layouts import LAYOUTS, C, Line, after, title

FORMATS = ("docx", "xlsx", "html")


def places(lines: Sequence[Line]) -> tuple[list[tuple[int, int, C]], int]:
    """Where each cell begins, and the width of the table: cells slip past those that hang down from above."""
    taken: set[tuple[int, int]] = set()
    found: list[tuple[int, int, C]] = []
    for row, line in enumerate(lines):
        column = 0
        for cell in line:
            while (row, column) in taken:
                column += 1
            found.append((row, column, cell))
            taken |= {(row + down, column + right) for down in range(cell.high) for right in range(cell.wide)}
            column += cell.wide
    return found, 1 + max(column for _, column in taken)


def write(form: Made, path: Path) -> None:
    """The form in the format that the name ends with."""
    lines = LAYOUTS[form.layout](form)
    {"docx": _docx, "xlsx": _xlsx, "html": _html}[path.suffix[1:]](form, lines, path)


def _docx(form: Made, lines: Sequence[Line], path: Path) -> None:
    document = Document()
    document.add_paragraph(title(form))
    cells, width = places(lines)
    table = document.add_table(len(lines), width)
    grid = [list(row.cells) for row in table.rows]
    for row, column, cell in cells:
        target = grid[row][column]
        if cell.wide > 1 or cell.high > 1:
            target = target.merge(grid[row + cell.high - 1][column + cell.wide - 1])
        target.text = cell.text
    for note in after(form) or [""]:
        document.add_paragraph(note)
    document.save(path)


def _xlsx(form: Made, lines: Sequence[Line], path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    cells, width = places(lines)
    sheet.cell(1, 1, title(form))
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=width)
    for row, column, cell in cells:
        into = sheet.cell(row + 2, column + 1)
        number = re.fullmatch(r"(\d{1,12}(?:\.(\d+))?)(%?)", cell.text) if form.typed else None
        if number:
            decimals = len(number[2] or "")
            into.value = float(number[1]) / (100 if number[3] else 1)
            shape = f"0.{'0' * decimals}" if decimals else "0"
            into.number_format = f"{shape}%" if number[3] else (shape if decimals else "General")
        else:
            into.value = cell.text
            into.data_type = "s"
        if cell.wide > 1 or cell.high > 1:
            last = {"end_row": row + 1 + cell.high, "end_column": column + cell.wide}
            sheet.merge_cells(start_row=row + 2, start_column=column + 1, **last)
    for number_, note in enumerate(after(form)):
        sheet.cell(len(lines) + 3 + number_, 1, note)
    book.save(path)


def _html(form: Made, lines: Sequence[Line], path: Path) -> None:
    rows = []
    for line in lines:
        cells = (f'<td colspan="{cell.wide}" rowspan="{cell.high}">{html.escape(cell.text)}</td>' for cell in line)
        rows.append(f"<tr>{''.join(cells)}</tr>")
    notes = "".join(f"<p>{html.escape(note)}</p>" for note in after(form))
    head = f"<html><head><meta charset='utf-8'></head><body><h2>{html.escape(title(form))}</h2>"
    path.write_text(f"{head}<table border='1'>{''.join(rows)}</table>{notes}</body></html>", encoding="utf-8")
