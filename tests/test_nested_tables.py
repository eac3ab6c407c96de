"""A table inside a cell: text of the cell where it is a list, a table of its own where it may be a form."""

from pathlib import Path

import docx
import pytest

from targets.forms import read_forms

HEADINGS = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A self-evaluation whose reason is a table in the cell, and whose budget was changed. Invented."""
    document = docx.Document()
    document.add_heading("项目支出绩效自评表", 1)
    table = document.add_table(rows=0, cols=8)
    for texts in (
        ("项目名称", "教师培训费"),
        ("项目资金", "", "预算数", "调整预算数", "全年执行数", "分值", "执行率", "得分"),
        ("", "年度资金总额", "100", "90", "81", "10", "90%", "9"),
        HEADINGS,
        ("产出指标", "数量指标", "培训人数", "≥100人", "90人", "50", "45", ""),
    ):
        cells = table.add_row().cells
        for cell, text in zip(cells, texts, strict=False):
            cell.text = text
    inner = table.rows[-1].cells[7].add_table(rows=2, cols=2)
    for cell, text in zip(
        (c for row in inner.rows for c in row.cells), ("一、", "两校未派人", "二、", "下年提前"), strict=True
    ):
        cell.text = text
    document.save(str(tmp_path / "form.docx"))
    return tmp_path / "form.docx"


def test_a_list_in_a_cell_is_its_text(form: Path) -> None:
    (found,) = read_forms(form).forms
    assert found.rows[0].reason == "一、 两校未派人\n二、 下年提前"


def test_the_budget_before_and_after_a_change(form: Path) -> None:
    (found,) = read_forms(form).forms
    assert {key: found.execution[key] for key in ("initial", "full_year", "executed")} == {
        "initial": "100",
        "full_year": "90",
        "executed": "81",
    }


def test_a_form_in_a_cell_made_for_layout_stays_a_form(tmp_path: Path) -> None:
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
    inner = cell.add_table(rows=0, cols=4)
    for texts in (("项目名称", "图书馆开放"), HEADINGS[:4], ("产出指标", "数量指标", "开放天数", "≥300 天")):
        for inner_cell, text in zip(inner.add_row().cells, texts, strict=False):
            inner_cell.text = text
    document.save(str(tmp_path / "laid.docx"))
    (found,) = read_forms(tmp_path / "laid.docx").forms
    assert (found.project, [row.target for row in found.rows]) == ("图书馆开放", ["≥300 天"])


def test_a_list_in_a_cell_of_a_page(tmp_path: Path) -> None:
    head = "".join(f"<td>{text}</td>" for text in HEADINGS)
    inner = "<table><tr><td>一、</td><td>两校未派人</td></tr><tr><td>二、</td><td>下年提前</td></tr></table>"
    row = "".join(
        f"<td>{text}</td>" for text in ("产出指标", "数量指标", "培训人数", "≥100人", "90人", "50", "45", inner)
    )
    (tmp_path / "form.html").write_text(
        f"<h1>项目支出绩效自评表</h1><table><tr><td>项目名称</td><td>教师培训费</td></tr><tr>{head}</tr><tr>{row}</tr></table>",
        encoding="utf-8",
    )
    (found,) = read_forms(tmp_path / "form.html").forms
    assert [row.reason for row in found.rows] == ["一、 两校未派人\n二、 下年提前"]
