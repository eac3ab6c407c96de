"""Words under a heading of a form: stated in decisions or in the template, else drafted from figures and marked so."""

from importlib.resources import as_file, files
from pathlib import Path

import openpyxl
import pytest

from actuals.narratives import ACCEPTED
from actuals.sources.sheet import read_outcomes
from evaluator.__main__ import main
from evaluator.evaluation import Evaluation, evaluate
from evaluator.keeping.fillable import write_template
from evaluator.officialforms.facts import facts_of
from evaluator.officialforms.layouts import LAYOUTS, official_form, to_hand_in
from evaluator.officialforms.model import Box, Role
from evaluator.run import Run
from targets.forms import read_forms

HEAD = '[[text]]\nproject = "招商引资工作经费"\nwho = "李某"\n'
MONEY = 1  # position of 招商引资工作经费 in the demo


def judged(tmp_path: Path, decisions: str = "") -> Evaluation:
    path = tmp_path / "decisions.toml"
    path.write_text(decisions, encoding="utf-8")
    folder = files("evaluator") / "demo"
    with as_file(folder / "ganzhou-2023.txt") as targets, as_file(folder / "outcomes.csv") as actuals:
        return evaluate(targets, actuals, decisions=path)


def goals_cell(run: Run, layout: str) -> Box:
    form = official_form(run, MONEY, layout)
    place = {"central": 5, "sichuan": 5, "2016": 6}[layout]
    (head,) = [box for box in form.boxes if box.text in ("实际完成情况", "完成情况")]
    (cell,) = [box for box in form.boxes if box.row == head.row + 1 and box.column == place]
    return cell


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_nobody_stated_is_drafted_and_marked(tmp_path: Path, layout: str) -> None:
    """By hand from the demo: one cost line open; output 4 lines, one missed (2 wanted, 1 done); 6.86 of 14 spent."""
    cell = goals_cell(judged(tmp_path), layout)
    assert cell.role is Role.DRAFT
    assert cell.text == (
        "【草稿，待核定】成本指标 1 项，待定 1 项；产出指标 4 项，达到目标值 3 项，未达到目标值 1 项；"
        "效益指标 1 项，达到目标值 1 项；满意度指标 1 项，达到目标值 1 项。"
        "未达到目标值的指标：完成全年招商引资名额（目标值 2 个，实际完成值 1 个）。"
        "全年执行数 6.86 万元，预算执行率 49.00%（下半年外出招商计划压减）。"
    )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_words_of_a_person_take_the_place_of_the_draft(tmp_path: Path, layout: str) -> None:
    run = judged(tmp_path, HEAD + 'heading = "实际完成情况"\ntext = "外出招商 12 次。"\n')
    assert (goals_cell(run, layout).role, goals_cell(run, layout).text) == (Role.TEXT, "外出招商 12 次。")


def test_a_draft_can_be_accepted(tmp_path: Path) -> None:
    run = judged(tmp_path, HEAD + f'heading = "实际完成情况"\ntext = "{ACCEPTED}"\n')
    cell = goals_cell(run, "central")
    assert cell.role is Role.TEXT
    assert cell.text.startswith("成本指标 1 项，待定 1 项")


def test_conclusions_of_an_open_form_read_as_open(tmp_path: Path) -> None:
    form = official_form(judged(tmp_path), MONEY, "sichuan")
    labels = {box.row: box.text for box in form.boxes if box.column == 0}
    said = {labels[box.row]: box.text for box in form.boxes if box.column == 1 and box.row in labels}
    assert said["评价结论"].endswith("尚有 1 项待定，自评总分可能为 69.90 至 89.90 分，评价等级待定（中—良）。")
    assert "待定 1 项，尚不能判断是否完成" in said["存在问题"]
    assert said["改进措施"] == ""


def test_text_for_a_form_that_is_not_there_is_said(tmp_path: Path) -> None:
    run = judged(tmp_path, HEAD.replace("招商引资", "招商") + 'heading = "改进措施"\ntext = "加快。"\n')
    (found,) = [one for one in run.notices if one.name == "decision-unused"]
    assert "改进措施" in found.message("zh")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_form_to_hand_in_has_no_notes_and_all_cells(tmp_path: Path, layout: str) -> None:
    form = official_form(judged(tmp_path), MONEY, layout)
    clean = to_hand_in(form)
    assert form.notes
    assert not clean.notes
    assert clean.boxes == form.boxes


def test_template_asks_for_words_and_they_are_read_back(tmp_path: Path) -> None:
    with as_file(files("evaluator") / "demo" / "ganzhou-2023.txt") as targets:
        forms = read_forms(targets).forms
        write_template(forms, tmp_path / "t.xlsx", levels=("达成", "部分达成", "未达成"))
        book = openpyxl.load_workbook(tmp_path / "t.xlsx")
        sheet = book["文字说明"]
        heads = {cell.value: cell.column for cell in sheet[2]}
        row = next(r for r in range(3, sheet.max_row) if sheet.cell(r, heads["项目名称"]).value == "招商引资工作经费")
        assert sheet.cell(row, heads["栏目"]).value == "实际完成情况"
        assert sheet.cell(row, heads["年度总体目标"]).value == forms[MONEY].goal
        sheet.cell(row, heads["填写内容"]).value = "外出招商 12 次。"
        book.save(tmp_path / "filled.xlsx")
        run = evaluate(targets, tmp_path / "filled.xlsx")
    assert run.texts == {MONEY: {"实际完成情况": "外出招商 12 次。"}}
    assert goals_cell(run, "central").text == "外出招商 12 次。"
    assert not run.unused


def test_words_said_twice_or_of_nobody_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text(
        "项目名称,栏目,填写内容\n招商引资工作经费,改进措施,一\n招商引资工作经费,改进措施,二\n没有的项目,改进措施,三\n",
        encoding="utf-8",
    )
    assert len(read_outcomes(path).narratives) == 3
    with as_file(files("evaluator") / "demo" / "ganzhou-2023.txt") as targets:
        run = evaluate(targets, path)
    assert run.texts == {MONEY: {"改进措施": "一"}}
    assert [one.text for one in run.unused] == ["二", "三"]


def test_a_column_of_headings_alone_is_nobodys(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("项目名称,三级指标,实际完成值,栏目\n甲,期数,3期,备用\n", encoding="utf-8")
    table = read_outcomes(path)
    assert (len(table.outcomes), [one.text for one in table.unused]) == (1, ["备用"])


@pytest.mark.parametrize(
    ("outcome", "central", "sichuan"), [("12", "12次", "12"), ("12 次", "12 次", "12"), ("十二场", "十二场", "十二场")]
)
def test_units_as_the_column_has_them(tmp_path: Path, outcome: str, central: str, sichuan: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"项目名称,三级指标,实际完成值\n招商引资工作经费,全年外出招商次数,{outcome}\n", encoding="utf-8")
    with as_file(files("evaluator") / "demo" / "ganzhou-2023.txt") as targets:
        run = evaluate(targets, path)
    assert [line.actual for line in facts_of(run, MONEY).lines][1] == central
    form = official_form(run, MONEY, "sichuan")
    (name,) = [box for box in form.boxes if box.text == "全年外出招商次数"]
    row = {box.column: box.text for box in form.boxes if box.row == name.row}
    assert (row[3], row[4], row[5], row[6]) == ("≥", "10", "次", sichuan)


def test_one_form_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--out", str(tmp_path / "run"), "--lang", "zh"]) == 0
    capsys.readouterr()
    report = ["report", str(tmp_path / "run"), "--lang", "zh", "--layout", "sichuan"]
    for name in ("a.xlsx", "a.docx"):
        assert main([*report, "--form", "招商引资", "-o", str(tmp_path / name)]) == 0
        (form,) = read_forms(tmp_path / name).forms
        assert (form.project, form.rows[0].symbol) == ("招商引资工作经费", "≤")
    assert main([*report, "--form", "招商引资", "-o", str(tmp_path / "a.docx")]) == 2
    assert "已经存在" in capsys.readouterr().err
    assert main([*report, "--form", "经费", "-o", str(tmp_path / "b.docx")]) == 2
    assert "名称含“经费”的表有 4 个：招商引资工作经费、教育考试考务经费" in capsys.readouterr().err
    assert main([*report, "--form", "没有的", "-o", str(tmp_path / "b.docx")]) == 2
    assert main([*report, "--form", "招商引资", "-o", str(tmp_path / "b.pdf")]) == 2
    assert not (tmp_path / "b.docx").exists()
