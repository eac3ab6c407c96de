"""Two columns for one field of an outcome table: that of the year, the whole year, the visible one, or a question."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from actuals.sources.headings import recognise
from actuals.sources.periods import Period, Span, Stage, period_of
from actuals.sources.sheet import read_outcomes
from actuals.sources.table import OutcomeTable
from targets.errors import InputError

RIGHT, WRONG = ["300册", "96%"], ["120册", "41%"]
WHOLE = [
    "全年实际完成值",
    "实际完成值（全年）",
    "本年实际完成值",
    "实际完成值",
    "2023年实际完成值",
    "1-12月完成值",
    "年末完成值",
]
PART = [
    "上半年实际完成值",
    "实际完成值（上半年）",
    "一季度完成值",
    "1-6月完成值",
    "实际完成值（截至6月底）",
    "中期完成值",
]
BEFORE = ["上年实际完成值", "去年完成值", "实际完成值（上年）", "2022年实际完成值", "上年同期实际完成值"]


def table(path: Path, headings: list[str], columns: list[list[str]], above: list[str] | None = None) -> OutcomeTable:
    """A table of two indicators with these headings and columns beside the names."""
    lines = [[text] for text in above or []]
    pairs = zip(*columns, strict=True)
    lines += [["三级指标", *headings], *([name, *row] for name, row in zip(["数", "率"], pairs, strict=True))]
    path.write_text("\n".join(",".join(line) for line in lines), encoding="utf-8")
    return read_outcomes(path)


@pytest.mark.parametrize(("right", "wrong"), [*itertools.product(WHOLE, PART), *itertools.product(WHOLE, BEFORE)])
def test_the_year_holds_wherever_it_stands(right: str, wrong: str, tmp_path: Path) -> None:
    for headings, columns in (([right, wrong], [RIGHT, WRONG]), ([wrong, right], [WRONG, RIGHT])):
        found = table(tmp_path / "o.csv", headings, columns)
        assert [one.actual for one in found.outcomes] == RIGHT, headings
        assert [one.text for one in found.unused] == WRONG  # what is not used is listed


def test_the_year_above_the_table_chooses(tmp_path: Path) -> None:
    for year, actual in (("2022", WRONG), ("2023", RIGHT)):
        found = table(tmp_path / "o.csv", ["2022年完成值", "2023年完成值"], [WRONG, RIGHT], [f"（{year}年度）"])
        assert [one.actual for one in found.outcomes] == actual


@pytest.mark.parametrize("heading", ["实际完成值", "完成值（上半年）", "完成情况"])
def test_equal_headings_are_asked_about(heading: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as question:
        table(tmp_path / "o.csv", [heading, heading], [RIGHT, WRONG])
    assert f"B 列“{heading}”、C 列“{heading}”" in question.value.zh and "--map" in question.value.en


def test_equal_headings_with_equal_or_no_contents_are_no_question(tmp_path: Path) -> None:
    assert [one.actual for one in table(tmp_path / "o.csv", ["完成值"] * 2, [RIGHT, RIGHT]).outcomes] == RIGHT
    assert [one.actual for one in table(tmp_path / "o.csv", ["完成值"] * 2, [["", ""], RIGHT]).outcomes] == RIGHT


def test_adjusted_targets_hold(tmp_path: Path) -> None:
    found = table(tmp_path / "o.csv", ["年初指标值", "调整后指标值", "完成值"], [["≥1", "≥1%"], ["≥2", "≥2%"], RIGHT])
    assert [one.target for one in found.outcomes] == ["≥2", "≥2%"]


def test_a_mapped_column_is_never_asked_about(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text("三级指标,实际完成值,复核值\n数,1,2\n", encoding="utf-8")
    (one,) = read_outcomes(tmp_path / "o.csv", mapping={"actual": "复核值"}).outcomes
    assert one.actual == "2"


@pytest.mark.parametrize(("first", "second"), [("2022年", "2023年"), ("上半年", "全年"), ("上年", "本年")])
@pytest.mark.parametrize("merged", [True, False])
def test_headings_over_two_rows(first: str, second: str, merged: bool, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["项目名称", "三级指标", "实际完成值", None, "偏差原因"])
    sheet.append([None, None, first, second, None])
    for name, wrong, right in zip(["数", "率"], WRONG, RIGHT, strict=True):
        sheet.append(["图书", name, wrong, right, "无"])
    if merged:
        for area in ("C1:D1", "A1:A2", "B1:B2", "E1:E2"):
            sheet.merge_cells(area)
    book.save(tmp_path / "o.xlsx")
    found = read_outcomes(tmp_path / "o.xlsx")
    assert [(one.project, one.name, one.actual, one.reason) for one in found.outcomes] == [
        ("图书", "数", RIGHT[0], "无"),
        ("图书", "率", RIGHT[1], "无"),
    ]


@pytest.mark.parametrize(
    ("tabs", "projects"),
    [
        (["图书购置", "校舍维修"], ["图书购置", "校舍维修"]),
        (["Sheet1", "Sheet2"], ["", ""]),
        (["图书购置", "汇总表"], ["", ""]),
        (["产出指标", "效益指标"], ["", ""]),
        (["上半年", "全年"], ["", ""]),
        (["图书购置"], [""]),
    ],
)
def test_tabs_name_projects(tabs: list[str], projects: list[str], tmp_path: Path) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for tab in tabs:
        sheet = book.create_sheet(tab)
        sheet.append(["三级指标", "实际完成值"])
        sheet.append(["数", "300册"])
    book.save(tmp_path / "o.xlsx")
    assert [one.project for one in read_outcomes(tmp_path / "o.xlsx").outcomes] == projects


@pytest.mark.parametrize(
    ("heading", "period", "rest"),
    [
        ("实际完成值（上半年）", Period(Span.PART), "实际完成值"),
        ("2022年度实际完成值", Period(year=2022), "实际完成值"),
        ("调整后指标值", Period(stage=Stage.AFTER), "指标值"),
        ("1—12月完成值", Period(Span.WHOLE), "完成值"),
        ("偏差原因", Period(), "偏差原因"),
        ("实际完成值", Period(), "实际完成值"),
    ],
)
def test_periods(heading: str, period: Period, rest: str) -> None:
    assert period_of(heading) == (period, rest)


@given(
    st.permutations(["三级指标", "实际完成值（上半年）", "实际完成值（全年）", "上年实际完成值", "偏差原因", "备注"])
)
def test_the_order_of_columns_never_matters(headings: list[str]) -> None:
    found = {field: headings[column] for column, field in recognise(headings).items()}
    assert found == {"name": "三级指标", "actual": "实际完成值（全年）", "reason": "偏差原因", "_remark": "备注"}
