"""Small documents with one thing in them that a person must be told of, made on the spot for the cases of findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook

HEAD = ("一级指标", "二级指标", "三级指标", "指标值")
LINES = (("产出指标", "数量指标", "培训人数", "≥100人"), ("产出指标", "质量指标", "合格率", "≥90%"))


def workbook(change: Callable[[Any], object]) -> Callable[[Path], None]:
    """A maker of a workbook with a form of two indicators, after ``change`` was made to its sheet."""

    def make(path: Path) -> None:
        book = Workbook()
        sheet: Any = book.worksheets[0]
        for line in (HEAD, *LINES):
            sheet.append(line)
        change(sheet)
        book.save(path)

    return make


def _hidden_row(sheet: Any) -> None:
    sheet.append(("产出指标", "时效指标", "旧指标", "≥1次"))
    sheet.row_dimensions[4].hidden = True


def _blank_hidden_row(sheet: Any) -> None:
    sheet.row_dimensions[4].hidden = True


def _hidden_twin(sheet: Any) -> None:
    sheet.insert_cols(4)
    for row, text in enumerate(("指标值", "≥80人", "≥70%"), 1):
        sheet.cell(row, 4, text)
    sheet.column_dimensions["D"].hidden = True


def _hidden_points(sheet: Any) -> None:
    for row, text in enumerate(("分值", "50", "50"), 1):
        sheet.cell(row, 5, text)
    sheet.column_dimensions["E"].hidden = True


def _blank_hidden_column(sheet: Any) -> None:
    sheet.column_dimensions["F"].hidden = True


MADE: Mapping[str, Callable[[Path], object]] = {
    "workbook with a hidden row": workbook(_hidden_row),
    "workbook with a blank hidden row": workbook(_blank_hidden_row),
    "workbook with a hidden column beside a visible one": workbook(_hidden_twin),
    "workbook with a hidden column of its own": workbook(_hidden_points),
    "workbook with a blank hidden column": workbook(_blank_hidden_column),
}
