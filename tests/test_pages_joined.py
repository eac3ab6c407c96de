"""Rows that a page breaks in two: joined where clear, named where not. All figures are invented."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest

from targets.documents.grid import Cell, Grid
from targets.documents.office import find_office
from targets.forms import ReadResult, read_forms
from targets.layout.pages import pages_joined
from targets.layout.understanding import forms_of

HEADINGS = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
MILEAGE = ["产出指标", "数量指标", "养护里程", "≥100公里", "105公里", "20", "20", "其中"]
REASONS = "".join(f"第{i}处路段因雨季塌方延误工期，已于当年补做。" for i in range(1, 20))


def page(number: int, *rows: Sequence[str]) -> Grid:
    cells = tuple(Cell(i, j, text) for i, row in enumerate(rows) for j, text in enumerate(row))
    return Grid(file="t.pdf", index=number - 1, cells=cells, pages=(number,) * len(rows))


def read(top: Sequence[str], *, heading: bool = False) -> ReadResult:
    begin = [["项目名称", "农村公路养护", "", "", "", "", "", ""], HEADINGS]
    after = ["", "时效指标", "完成时间", "12月底前", "12月底前", "10", "10", ""]
    return forms_of([page(1, *begin, MILEAGE), page(2, *(begin if heading else []), top, after)], "t.pdf")


@pytest.mark.parametrize("heading", [False, True])
def test_the_rest_of_a_reason_is_put_back(heading: bool) -> None:
    result = read(["", "", "", "", "", "", "", "新增5公里"], heading=heading)
    (form,) = result.forms
    assert [(row.name, row.reason) for row in form.rows] == [("养护里程", "其中新增5公里"), ("完成时间", "")]
    assert not result.skipped


def test_a_row_of_its_own_at_the_top_of_a_page_stays() -> None:
    (form,) = read(["", "质量指标", "合格率", "≥95%", "96%", "10", "10", ""]).forms
    assert [(row.level2, row.name) for row in form.rows] == [
        ("数量指标", "养护里程"),
        ("质量指标", "合格率"),
        ("时效指标", "完成时间"),
    ]


def test_a_name_alone_is_not_joined_but_named() -> None:
    result = read(["", "", "合格率", "", "", "", "", ""])
    (form,) = result.forms
    assert [row.name for row in form.rows][:2] == ["养护里程", "合格率"]
    assert [one.text for one in result.skipped] == ["合格率"]


def test_a_target_without_a_name_is_not_joined_but_named() -> None:
    result = read(["", "", "", "≥5座", "", "", "", ""])
    assert result.forms[0].rows[0].target == "≥100公里"
    assert "≥5座" in [one.text for one in result.skipped]


def test_a_table_that_has_its_total_does_not_go_on_over_the_page() -> None:
    begin = [["项目名称", "农村公路养护", "", "", "", "", "", ""], HEADINGS, MILEAGE]
    total = ["总分", "", "", "", "", "100", "99", "见"]
    below = ["", "", "", "", "", "", "", "，附件说明。"]
    (form,) = forms_of([page(1, *begin, total), page(2, below)], "t.pdf").forms
    assert form.total_score == "99" and [row.reason for row in form.rows] == ["其中"]
    tables, doubts = pages_joined([page(1, *begin, total), page(2, below)])
    assert [cell.text for cell in tables[0].cells if cell.row == 3] == total and not doubts


@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
def test_a_print_whose_row_runs_over_four_pages(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("2023年度项目支出绩效自评表")
    table = document.add_table(rows=0, cols=8)
    table.style = "Table Grid"
    for texts in (
        ["项目名称", "农村公路养护", "", "", "", "", "", ""],
        HEADINGS,
        [*MILEAGE[:7], "\n".join("因" * 28)],
        ["", "质量指标", "合格率", "≥95%", "93%", "20", "19", REASONS],
        ["效益指标", "社会效益指标", "通行条件", "改善", "改善", "60", "60", ""],
        ["总分", "", "", "", "", "100", "99", ""],
    ):
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    source = tmp_path / "long.docx"
    document.save(str(source))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [str(find_office()), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    result = read_forms(tmp_path / "long.pdf")
    (form,) = result.forms
    assert [(row.name, row.score) for row in form.rows] == [("养护里程", "20"), ("合格率", "19"), ("通行条件", "60")]
    assert form.rows[1].reason == REASONS
    assert (form.total_points, form.total_score) == ("100", "99")
    assert not result.skipped
