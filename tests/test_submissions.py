"""Handed in and missing against a list: departments, projects, whole forms; the ledger as the next list."""

from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from test_report_papers import small
from test_review_papers import FORM

from evaluator.__main__ import main
from evaluator.reports.submissions import Submitted, compare, read_expected
from targets.errors import InputError


def forms(*names: tuple[str, str]) -> list[Submitted]:
    return [Submitted(department=d, project=p, source="a.docx", total="90", grade="优", open=0) for d, p in names]


HANDED = forms(("甲局", ""), ("甲局", "培训费"), ("乙局", "会议费"), ("乙局", "会议费"), ("丙局", "宣传费"))


def states(tmp_path: Path, text: str) -> list[tuple[str, str, int]]:
    path = tmp_path / "名单.csv"
    path.write_text(text, encoding="utf-8")
    lines = compare(read_expected(path), HANDED)
    return [
        (
            one.expected.name if one.expected else f"{one.forms[0].department} / {one.forms[0].project}",
            one.state,
            len(one.forms),
        )
        for one in lines
    ]


def test_projects_and_whole_forms(tmp_path: Path) -> None:
    listed = "主管部门,项目名称\n甲局,\n甲局,培训 费\n乙局,会议费\n乙局,部门整体\n丁局,道路\n"
    assert states(tmp_path, listed) == [
        ("甲局 / 部门整体", "已报", 1),
        ("甲局 / 培训 费", "已报", 1),
        ("乙局 / 会议费", "已报（重复2份）", 2),
        ("乙局 / 部门整体", "未报", 0),
        ("丁局 / 道路", "未报", 0),
        ("丙局 / 宣传费", "不在名单内", 1),
    ]


def test_departments_only_and_projects_only(tmp_path: Path) -> None:
    assert states(tmp_path, "单位名称,电话\n甲局,1\n丁局,2\n")[:2] == [("甲局", "已报", 2), ("丁局", "未报", 0)]
    assert states(tmp_path, "项目名称,金额\n宣传费,1\n道路,2\n")[:2] == [("宣传费", "已报", 1), ("道路", "未报", 0)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("部门,项目\n甲局,培训费\n甲局,培训费\n", "出现不止一次"),
        ("名称\n甲局\n", "没有应报名单"),
        ("部门,项目\n,\n", "没有应报名单"),
    ],
)
def test_lists_that_cannot_be_used(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(InputError) as refused:
        states(tmp_path, text)
    assert why in refused.value.message("zh")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of runs: an evaluation of 某局 / 培训项目, and an audit of 某局 / 会议费."""
    made = tmp_path_factory.mktemp("runs")
    inputs = tmp_path_factory.mktemp("inputs")
    small(inputs, "100", "100", "95").save(made / "run")
    (inputs / "form.md").write_text(FORM.format(project="会议费", score="40", total="90"), encoding="utf-8")
    main(["audit", str(inputs / "form.md"), "--out", str(made / "audit"), "--fail-on", "never"])
    yield made


def test_the_ledger_and_the_next_one(runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "名单.csv").write_text("部门,项目,联系人\n某局,培训项目,张三\n某局,道路,李四\n", encoding="utf-8")
    out = tmp_path / "台账.xlsx"
    command = ["report", str(runs), "--kind", "submissions", "--lang", "zh"]
    assert main([*command, "--expected", str(tmp_path / "名单.csv"), "-o", str(out)]) == 0
    assert "应报 2，已报 1，未报 1，不在名单内 1。" in capsys.readouterr().err
    book = openpyxl.load_workbook(out)
    sheet = book.active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [row[1:4] for row in rows] == [
        ["某局", "培训项目", "已报"],
        ["某局", "道路", "未报"],
        ["某局", "会议费", "不在名单内"],
    ]
    assert [row[4] for row in rows] == ["99.50", None, "90"]  # 90 + 9.5 of 10 at 95 %; the audited form as printed
    sheet["I3"].value, sheet["J3"].value, sheet["J5"].value = "联系人", "催报情况", "3月1日电话"
    book.save(tmp_path / "台账2.xlsx")
    assert main([*command, "--expected", str(tmp_path / "台账2.xlsx"), "-o", str(out), "--force"]) == 0
    again = openpyxl.load_workbook(out).active
    assert again is not None
    assert [again.cell(3, column).value for column in (9, 10)] == ["联系人", "催报情况"]
    assert [again.cell(row, 9).value for row in (4, 5)] == ["张三", "李四"]
    assert again["J5"].value == "3月1日电话"
    assert again.max_row == 6  # what is not on the list does not come onto it by itself


def test_the_bureaus_report_names_the_missing(runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "名单.csv").write_text("部门,项目\n某局,培训项目\n丁局,道路\n", encoding="utf-8")
    expected = ["--expected", str(tmp_path / "名单.csv")]
    out = tmp_path / "汇总.docx"
    assert main(["report", str(runs / "run"), "--kind", "bureau", *expected, "-o", str(out)]) == 0
    document = docx.Document(str(out))
    assert "按名单应报自评表2张，已报1张，未报1张。" in [one.text for one in document.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "丁局 / 道路" in cells
    for arguments, why in (
        (["--kind", "project", *expected, "-o", str(tmp_path / "a.docx")], "--expected"),
        (["--kind", "submissions", "-o", str(tmp_path / "a.xlsx")], "--expected"),
        (["--kind", "submissions", *expected, "-o", str(tmp_path / "a.docx")], ".xlsx"),
        (["--kind", "submissions", *expected, "--form", "甲", "-o", str(tmp_path / "a.xlsx")], "--form"),
    ):
        assert main(["report", str(runs / "run"), *arguments]) == 2
        assert why in capsys.readouterr().err
