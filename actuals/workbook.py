"""XLSX workbooks as text cells: the number format decides what a number looks like, formulas are never run."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell

from actuals.cells import CellRow, CellTable, percent_text, plain_text
from actuals.codes import FormulaUncomputed
from targets.errors import InputError
from targets.finding import Finding
from targets.location import Location

_PERCENT = re.compile(r'%(?=(?:[^"]*"[^"]*")*[^"]*$)')


def read_workbook(path: Path, content: bytes) -> tuple[CellTable, ...]:
    """One CellTable for each worksheet, hidden ones included. Raises InputError for what is no readable workbook."""
    try:
        shown = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        typed = openpyxl.load_workbook(io.BytesIO(content), data_only=False)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise InputError(
            f"{path.name}：不是可读的 XLSX 工作簿（{type(error).__name__}）；请用 Excel、WPS 或 LibreOffice 打开后另存为 .xlsx。",
            f"{path.name}: not a readable XLSX workbook ({type(error).__name__}); open it in a spreadsheet and save it as .xlsx.",
        ) from error
    tables = []
    for index, sheet in enumerate(shown.worksheets):
        formulas = typed.worksheets[index]
        rows: list[CellRow] = []
        findings: list[Finding] = []
        for number, cells in enumerate(sheet.iter_rows()):
            at = Location(file=path.name, sheet=sheet.title, row=number)
            rows.append(CellRow(at, tuple(_shown_text(cell) for cell in cells)))
            for column, cell in enumerate(cells):
                formula = formulas.cell(number + 1, column + 1)
                if cell.value is None and formula.data_type == "f":
                    place = Location(file=path.name, sheet=sheet.title, row=number, column=column)
                    findings.append(FormulaUncomputed.found(place, text=str(formula.value), cell=formula.coordinate))
        tables.append(CellTable(tuple(rows), tuple(findings)))
    return tuple(tables)


def _shown_text(cell: Cell | MergedCell) -> str:
    value = cell.value
    if isinstance(value, float | int) and not isinstance(value, bool) and _PERCENT.search(cell.number_format or ""):
        return percent_text(value)
    return plain_text(value)
