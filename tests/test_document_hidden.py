"""What a sheet hides is not read: made as .xlsx, .xls-like .ods and read again."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from actuals.sources.sheet import read_outcomes
from targets.documents.concealed import letters, ranges, visible
from targets.documents.grid import Cell
from targets.documents.reader import read_grids
from targets.forms import read_forms

HEAD = ["项目名称", "三级指标", "实际完成值", "偏差原因"]
ROWS = [["图书购置", "购置图书", "300册", ""], ["图书购置", "借阅人次", "8000人次", "闭馆"]]


def _sheet(path: Path, rows: list[list[str]]) -> tuple[Workbook, Any]:
    book = Workbook()
    sheet: Any = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    return book, sheet


def _replaced(path: Path, part: str, old: str, new: str) -> None:
    """Change one part of a workbook: openpyxl writes no height of 0."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def _ods(path: Path, rows: list[list[str]], *, unseen_row: int | None = None, unseen_column: int | None = None) -> None:
    columns = "".join(
        f"<table:table-column{' table:visibility=' + chr(34) + 'collapse' + chr(34) if n == unseen_column else ''}/>"
        for n in range(len(rows[0]))
    )
    body = "".join(
        f"<table:table-row{' table:visibility=' + chr(34) + 'filter' + chr(34) if n == unseen_row else ''}>"
        + "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in row)
        + "</table:table-row>"
        for n, row in enumerate(rows)
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="表1">{columns}{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)


def test_a_filtered_row_gives_no_outcome_and_is_named(tmp_path: Path) -> None:
    book, sheet = _sheet(tmp_path, [HEAD, *ROWS, ["图书购置", "借阅人次", "1200人次", "旧数"]])
    sheet.row_dimensions[4].hidden = True
    book.save(tmp_path / "o.xlsx")
    _ods(tmp_path / "o.ods", [HEAD, *ROWS, ["图书购置", "借阅人次", "1200人次", "旧数"]], unseen_row=3)
    for name in ("o.xlsx", "o.ods"):
        table = read_outcomes(tmp_path / name)
        assert [one.actual for one in table.outcomes] == ["300册", "8000人次"]
        (found,) = table.findings
        assert (found.name, found.figures["rows"], found.at.row) == ("hidden-rows", "4", 3)
        assert "旧数" in found.message("zh")


@pytest.mark.parametrize("place", [3, 4])
def test_the_visible_one_of_two_columns_holds(tmp_path: Path, place: int) -> None:
    old = ["实际完成值", "1册", "2人次"]
    rows = [[*row[: place - 1], twin, *row[place - 1 :]] for row, twin in zip([HEAD, *ROWS], old, strict=True)]
    book, sheet = _sheet(tmp_path, rows)
    sheet.column_dimensions[letters(place - 1)].hidden = True
    book.save(tmp_path / "o.xlsx")
    _ods(tmp_path / "o.ods", rows, unseen_column=place - 1)
    for name in ("o.xlsx", "o.ods"):
        table = read_outcomes(tmp_path / name)
        assert [one.actual for one in table.outcomes] == ["300册", "8000人次"]
        assert [(one.name, one.figures["column"]) for one in table.findings] == [("hidden-column", letters(place - 1))]


def test_a_hidden_column_that_stands_alone_is_read_and_named(tmp_path: Path) -> None:
    book, sheet = _sheet(tmp_path, [HEAD, *ROWS])
    sheet.column_dimensions["A"].hidden = True
    book.save(tmp_path / "o.xlsx")
    table = read_outcomes(tmp_path / "o.xlsx")
    assert {one.project for one in table.outcomes} == {"图书购置"}
    assert [one.name for one in table.findings] == ["hidden-column-read"]


def test_a_column_of_no_width_and_a_row_of_no_height_are_hidden(tmp_path: Path) -> None:
    rows = [["项目名称", "图书购置", "", ""], ["一级指标", "二级指标", "三级指标", "指标值"]]
    rows += [["产出指标", "数量指标", "购置图书", "≥300册"], ["产出指标", "数量指标", "旧指标", "≥1册"]]
    book, sheet = _sheet(tmp_path, [[*row, "" if n < 1 else "往年"] for n, row in enumerate(rows)])
    sheet.row_dimensions[4].height = 15
    sheet.column_dimensions["E"].width = 7
    book.save(tmp_path / "t.xlsx")
    for old, new in (('ht="15"', 'ht="0"'), ('width="7"', 'width="0"')):
        _replaced(tmp_path / "t.xlsx", "xl/worksheets/sheet1.xml", old, new)
    read = read_forms(tmp_path / "t.xlsx")
    assert [row.name for row in read.forms[0].rows] == ["购置图书"]
    assert [one.name for one in read.findings] == ["hidden-rows", "hidden-column"]


def test_a_merge_that_begins_in_a_hidden_row_is_seen_in_the_next(tmp_path: Path) -> None:
    rows = [["项目名称", "图书购置", "", ""], ["一级指标", "二级指标", "三级指标", "指标值"]]
    rows += [["产出指标", "数量指标", "旧指标", "≥1册"], ["", "", "购置图书", "≥300册"], ["", "", "借阅人次", "≥9人次"]]
    book, sheet = _sheet(tmp_path, rows)
    sheet.merge_cells("A3:A5")
    sheet.merge_cells("B3:B5")
    sheet.row_dimensions[3].hidden = True
    book.save(tmp_path / "t.xlsx")
    read = read_forms(tmp_path / "t.xlsx")
    assert [(row.level1, row.level2, row.name, row.at.row) for row in read.forms[0].rows] == [
        ("产出指标", "数量指标", "购置图书", 3),
        ("产出指标", "数量指标", "借阅人次", 4),
    ]
    grids, _ = read_grids(tmp_path / "t.xlsx")
    assert next(cell for cell in grids[0].cells if cell.text == "产出指标").begins_in(3)


def test_nothing_hidden_by_default_is_read_where_rows_say_so(tmp_path: Path) -> None:
    book, sheet = _sheet(tmp_path, [HEAD, *ROWS])
    sheet.sheet_format.zeroHeight = True
    for row in (1, 2):
        sheet.row_dimensions[row].height = 15
    book.save(tmp_path / "o.xlsx")
    table = read_outcomes(tmp_path / "o.xlsx")
    assert [one.name for one in table.outcomes] == ["购置图书"]
    assert [one.figures["rows"] for one in table.findings] == ["3"]


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 3), st.integers(1, 3)), max_size=8),
    st.sets(st.integers(0, 8)),
    st.sets(st.integers(0, 8)),
)
def test_visible_cells_cover_only_what_is_seen(
    places: list[tuple[int, int, int, int]], rows: set[int], columns: set[int]
) -> None:
    cells = [Cell(row, column, f"{n}", down, across) for n, (row, column, down, across) in enumerate(places)]
    shown = visible(cells, rows, columns)
    by_text = {cell.text: cell for cell in shown}
    for cell in cells:
        covered = set(range(cell.row, cell.row + cell.rowspan)) - rows
        assert (cell.text in by_text) == bool(covered)
        if covered:
            kept = by_text[cell.text]
            assert kept.row == min(covered) and kept.row + kept.rowspan == cell.row + cell.rowspan
            assert kept.hidden == (set(range(cell.column, cell.end)) <= columns)


def test_places_in_short() -> None:
    assert ranges([9, 3, 4, 5]) == "3–5、9"
    assert [letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
