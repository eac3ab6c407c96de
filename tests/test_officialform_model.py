"""The model of the official forms: what is open, what is set aside, what is conventional, and how rows are laid out."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from evaluator.evaluation import evaluate
from evaluator.officialforms import summary
from evaluator.officialforms.facts import facts_of, points, score, total_of
from evaluator.officialforms.funds import Fund, amount, rate
from evaluator.officialforms.grid import Sheet
from evaluator.officialforms.layouts import LAYOUTS, official_form, official_forms
from evaluator.officialforms.model import Box, Number, OfficialForm, Role, printable, shown
from evaluator.officialforms.sichuan import target_cells, without_unit
from evaluator.render import word, workbook
from evaluator.run import Run
from evaluator.verdict.attainment import Attainment
from targets.forms import read_forms
from targets.kinds.location import Location
from targets.language.expression import read_target
from targets.model.form import Category, Indicator


@pytest.fixture(scope="module")
def run() -> Run:
    folder = files("evaluator") / "demo"
    with as_file(folder / "ganzhou-2023.txt") as targets, as_file(folder / "outcomes.csv") as actuals:
        return evaluate(targets, actuals)


def texts(form: OfficialForm) -> list[str]:
    return [box.text for box in form.boxes]


@pytest.mark.parametrize(
    ("boxes", "why"),
    [
        ((Box(0, 0, Role.TEXT, columns=3),), "wider"),
        ((Box(0, 0, Role.TEXT, columns=2), Box(0, 1, Role.TEXT)), "two cells"),
        ((Box(0, 0, Role.TEXT),), "gaps"),
        ((Box(0, 0, Role.TEXT, rows=2), Box(0, 1, Role.TEXT, rows=2)), "headings"),
    ],
)
def test_a_form_that_is_no_table_is_refused(boxes: tuple[Box, ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        OfficialForm(title="t", name="n", widths=(1, 1), boxes=boxes, heading=1)


def test_levels_are_merged_within_their_parent_only() -> None:
    sheet = Sheet(3)
    rows = [("产出", "数量"), ("产出", "数量"), ("产出", "质量"), ("效益", "质量"), ("产出", "质量")]
    sheet.levels((0, 1), rows, (1, 1))
    assert [(b.row, b.column, b.value, b.rows) for b in sheet.boxes] == [
        (0, 0, "产出", 3),
        (3, 0, "效益", 1),
        (4, 0, "产出", 1),
        (0, 1, "数量", 2),
        (2, 1, "质量", 1),
        (3, 1, "质量", 1),
        (4, 1, "质量", 1),
    ]


def test_numbers_as_the_forms_print_them() -> None:
    assert shown(points(1000)) == "10"
    assert shown(points(228)) == "2.28"
    assert shown(points(0)) == "0"
    assert shown(score(980)) == "9.80"
    assert shown(rate(8721)) == "87.21%"
    assert rate(-1) == ""
    assert shown(total_of(9940, 9940)) == "99.40"
    assert total_of(6990, 8990) == "69.90 至 89.90"
    assert amount("580000元") == Number(Decimal(58), 0)
    assert amount("4073.97") == Number(Decimal("4073.97"), 2)
    assert amount("待批复") == "待批复"
    assert amount("") == ""
    assert amount("0") == Number(Decimal(0), 0)


def test_what_is_open_is_said_and_the_total_is_a_range(run: Run) -> None:
    position = next(i for i, form in enumerate(run.forms) if form.project == "招商引资工作经费")
    facts = facts_of(run, position)
    assert [line.score for line in facts.lines].count("待定") == 1
    assert facts.total == "69.90 至 89.90"  # 20 points of the cost indicator are open
    assert facts.grade == "待定（中—良）"
    assert any("待定 1 项" in note and "每次招商引资成本" in note for note in facts.notes)
    for layout in LAYOUTS:
        assert "待定" in texts(official_form(run, position, layout))


def test_what_does_not_apply_has_no_points(run: Run) -> None:
    position = next(i for i, form in enumerate(run.forms) if form.project == "教研活动经费")
    line = next(line for line in facts_of(run, position).lines if line.name == "连续获教学质量先进单位次数")
    assert (line.points, line.score, line.attainment) == ("—", "—", Attainment.LEFT_OUT)


@pytest.mark.parametrize(
    ("outcome", "attainment"),
    [("999人", Attainment.MISSED), ("1000人", Attainment.MET), ("1300人", Attainment.OVER)],
)
def test_a_target_missed_by_little_is_missed(tmp_path: Path, outcome: str, attainment: Attainment) -> None:
    """1 × 999 ÷ 1000 = 0.999 rounds to the whole point, and the target is missed all the same."""
    promised = "项目名称,甲,,,\n一级指标,二级指标,三级指标,指标值,分值\n产出指标,数量指标,培训人数,≥1000人,1\n"
    promised += ",,检查次数,≥9次,99\n"
    (tmp_path / "t.csv").write_text(promised, encoding="utf-8")
    (tmp_path / "a.csv").write_text(f"三级指标,实际完成值\n培训人数,{outcome}\n", encoding="utf-8")
    line = facts_of(evaluate(tmp_path / "t.csv", tmp_path / "a.csv"), 0).lines[0]
    assert (line.score, line.attainment) == (score(100), attainment)


def test_reason_of_low_execution_is_on_every_layout(run: Run) -> None:
    position = next(i for i, form in enumerate(run.forms) if form.project == "其他资金")
    for layout in LAYOUTS:
        form = official_form(run, position, layout)
        assert any("工程款未到支付节点" in text for text in (*texts(form), *form.notes))


def test_every_form_names_its_book_and_says_that_it_is_invented(run: Run) -> None:
    for position in range(len(run.forms)):
        form = official_form(run, position)
        assert form.marks == ("【示例数据，纯属虚构】",)
        assert "虚构" in form.notes[0]
        assert run.book.version in form.notes[-1]
    assert summary.form_of(run).marks
    earnest = replace(run, illustrative=False)
    assert not official_form(earnest, 1).marks
    assert not any("虚构" in note for note in official_form(earnest, 1).notes)


@pytest.mark.parametrize(
    ("target", "cells"),
    [
        ("≥100 次", ("≥", "100", "次")),
        ("≤1000 人/元", ("≤", "1000", "人/元")),
        ("100%", ("", "100", "%")),
        ("6000 元/学年", ("", "6000", "元/学年")),
        ("显著提高", ("定性", "显著提高", "")),
        ("一年 1 次", ("", "一年 1 次", "")),
        ("", ("", "", "")),
    ],
)
def test_sichuan_cuts_plain_targets_only(target: str, cells: tuple[str, str, str]) -> None:
    one = Indicator(
        id="a", level1="产出指标", level2="数量指标", name="n", target=target, reading=read_target(target),
        category=Category.OUTPUT, at=Location(file="f"),
    )  # fmt: skip
    assert target_cells(one) == cells


def test_sichuan_leaves_columns_of_the_document_as_they_are() -> None:
    one = Indicator(
        id="a", level1="产出指标", level2="数量指标", name="n", target="10", reading=read_target("10", unit="公里"),
        category=Category.OUTPUT, at=Location(file="f"), symbol="≥", unit="公里",
    )  # fmt: skip
    assert target_cells(one) == ("≥", "10", "公里")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_all_at_once_is_one_by_one(run: Run, layout: str) -> None:
    assert list(official_forms(run, layout)) == [official_form(run, n, layout) for n in range(len(run.forms))]


def test_summary_adds_up(run: Run) -> None:
    """Sums by hand from the demo's outcomes: full-year 14 + 6.3 + 52 + 294.65 + 20 + 30 + 85.4 + 800 + 25.15 + 9.92."""
    form = summary.form_of(run)
    (label,) = [box for box in form.boxes if box.text == "合计"]
    row = {box.column: box.text for box in form.boxes if box.row == label.row}
    assert (row[1], row[2], row[3]) == ("1342.02", "1337.42", "821.15")
    assert row[4] == "61.40%"  # 821.15 ÷ 1337.42 = 0.613980…
    assert any("部门评价为" in lead for lead in form.leads)


def test_summary_of_several_departments_names_them(run: Run) -> None:
    departments = run.totals["department"].copy()
    departments[3] = "另一个部门"
    totals = run.totals.put(department=departments)
    form = summary.form_of(replace(run, totals=totals))
    heads = [box.text for box in form.boxes if box.row == 0]
    assert heads[:2] == ["主管部门", "项目"]
    assert "另一个部门" in texts(form)


def test_printable_keeps_line_breaks_only() -> None:
    assert printable("甲\n乙\x00\x1f\ud800\uffff丙") == "甲\n乙丙"


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("render", [workbook.render, word.render])
def test_a_form_of_which_little_is_known(run: Run, layout: str, render: Callable[[OfficialForm], bytes]) -> None:
    """No indicators, no money, no names: the form stands there blank, to be filled in by hand."""
    facts = replace(
        facts_of(run, 1), lines=(), parts=(), total_fund=Fund(label="年度资金总额"), department="", implementer="",
        goal="", goals_drafted="", execution_score="待定", year="", notes=(), illustrative=False,
    )  # fmt: skip
    assert render(LAYOUTS[layout](facts)).startswith(b"PK")


def test_amounts_of_a_form_in_yuan_are_shown_in_wan(run: Run) -> None:
    form = replace(run.forms[1], money_unit="元", budget={"total": "140000", "fiscal": "140000", "other": "0"})
    facts = facts_of(replace(run, forms=(run.forms[0], form, *run.forms[2:])), 1)
    assert [shown(part.initial) for part in facts.parts] == ["14", "", "0"]


@pytest.mark.parametrize(("suffix", "render"), [("xlsx", workbook.render), ("docx", word.render)])
def test_summary_of_several_departments_is_read_back(
    run: Run, suffix: str, render: Callable[[OfficialForm], bytes], tmp_path: Path
) -> None:
    departments = run.totals["department"].copy()
    departments[3] = "另一个部门"
    totals = run.totals.put(department=departments)
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(render(summary.form_of(replace(run, totals=totals))))
    (read,) = read_forms(path).summaries
    assert list(read.fund_rows)[:2] == ["招商引资工作经费", "高考入学政府资助区配套"]
    assert read.execution["executed"] == "821.15"


@pytest.mark.parametrize(("outcome", "printed"), [("95%", "95"), ("0.01%", "0.01%"), ("1%", "1%"), ("12次", "12次")])
def test_sichuan_drops_a_unit_only_where_the_number_still_says_the_same(outcome: str, printed: str, run: Run) -> None:
    """0.01 below a column of per cent may be 1 %."""
    line = facts_of(run, 0).lines[0]
    indicator = replace(line.indicator, name="通过率", target="≥90%", reading=read_target("≥90%"))
    assert without_unit(replace(line, indicator=indicator, actual=outcome), "%") == printed
