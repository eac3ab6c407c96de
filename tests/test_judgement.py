"""A person's judgement: applied only with who, when and why, bounded by the book, always shown."""

from pathlib import Path

import pytest

from evaluator.evaluation import evaluate
from evaluator.run import Run
from evaluator.scorecards.scorecard import scorecard_table
from targets.kinds.finding import Severity

FORM = """项目支出绩效目标表

(2023 年度)

项目名称\t\t教师培训费
主管部门及代码\t216-某局\t实施单位\t某局
项目资金 (万元)\t年度资金总额\t100
年度绩效目标
培训教师
一级指标\t二级指标\t三级指标\t指标值
产出指标\t数量指标\t培训人数\t≥100 人
\t质量指标\t教学能力提升情况\t显著提升
效益指标\t社会效益指标\t社会反响情况\t反响良好
满意度指标\t服务对象满意度\t教师满意度\t≥90%
"""
HEAD = "项目名称,三级指标,实际完成值,完成等级,得分系数,扣分,认定人,认定日期,偏差原因分析及改进措施\n"


def scored(tmp_path: Path, *rows: str) -> Run:
    (tmp_path / "targets.txt").write_text(FORM, encoding="utf-8")
    (tmp_path / "actuals.csv").write_text(HEAD + "\n".join(rows), encoding="utf-8")
    return evaluate(tmp_path / "targets.txt", tmp_path / "actuals.csv")


def line(run: Run, name: str) -> object:
    return next(line for line in run.lines_of_form(0) if line.indicator == name)


def names(run: Run, indicator: str) -> set[str]:
    return {f.name for f in run.notices if f.indicator == indicator}


def test_a_share_within_its_band_is_used_and_shown(tmp_path: Path) -> None:
    # 2020 tree without cost: output 50 over two lines; 部分实现 with 0.75 of 25
    run = scored(tmp_path, "教师培训费,教学能力提升情况,有所提升,部分达成,0.75,,李某,2024-01-10,两所学校未参训")
    assert line(run, "教学能力提升情况").score == 1875
    found = next(f for f in run.notices if f.name == "judgement-applied")
    assert "李某" in found.message("zh")
    assert "2024-01-10" in found.message("en")
    assert any("李某，2024-01-10" in note for note in scorecard_table(run, 0, "zh").notes)


@pytest.mark.parametrize("share", ["0.85", "85%", "很多", "-0.1", "0.6_5", "65e-2", "NaN"])
def test_a_share_outside_its_band_is_never_used(tmp_path: Path, share: str) -> None:
    run = scored(tmp_path, f"教师培训费,教学能力提升情况,有所提升,部分达成,{share},,李某,2024-01-10,理由")
    assert line(run, "教学能力提升情况").pending
    assert "share-outside-band" in names(run, "教学能力提升情况")


def test_a_signed_deduction_is_taken_off(tmp_path: Path) -> None:
    run = scored(tmp_path, "教师培训费,培训人数,210人,,,2.50,李某,2024-01-10,目标明显偏低")
    assert line(run, "培训人数").score == 2500 - 250
    assert {"judgement-applied", "target-too-low"} <= names(run, "培训人数")


@pytest.mark.parametrize(
    "row",
    [
        "教师培训费,培训人数,210人,,,2.50,,2024-01-10,目标明显偏低",
        "教师培训费,培训人数,210人,,,2.50,李某,,目标明显偏低",
        "教师培训费,培训人数,210人,,,2.50,李某,2024-01-10,",
        "教师培训费,培训人数,210人,,,一些,李某,2024-01-10,目标明显偏低",
        "教师培训费,培训人数,210人,,,26,李某,2024-01-10,目标明显偏低",
        "教师培训费,培训人数,210人,,,-1,李某,2024-01-10,目标明显偏低",
        "教师培训费,培训人数,210人,,,1_0,李某,2024-01-10,目标明显偏低",
        "教师培训费,培训人数,210人,,,1e1,李某,2024-01-10,目标明显偏低",
    ],
)
def test_an_unsigned_or_impossible_deduction_is_refused_and_the_line_pending(tmp_path: Path, row: str) -> None:
    run = scored(tmp_path, row)
    assert line(run, "培训人数").pending
    assert "deduction-refused" in names(run, "培训人数")


def test_a_verbal_outcome_without_a_figure_to_compute_with_is_an_error(tmp_path: Path) -> None:
    run = scored(tmp_path, "教师培训费,培训人数,完成,,,,,,", "教师培训费,教师满意度,基本完成,,,,,,")
    assert line(run, "培训人数").score == 2500
    severity = {f.indicator: f.severity for f in run.notices if f.name == "outcome-not-quantified"}
    assert severity["培训人数"] is Severity.WARNING


def test_points_printed_for_some_rows_only_are_reported(tmp_path: Path) -> None:
    form = FORM.replace("指标值\n", "指标值\t分值\n").replace("≥100 人\n", "≥100 人\t40\n")
    (tmp_path / "t.txt").write_text(form, encoding="utf-8")
    (tmp_path / "a.csv").write_text(HEAD + "教师培训费,培训人数,100人,,,,,,", encoding="utf-8")
    run = evaluate(tmp_path / "t.txt", tmp_path / "a.csv")
    # 100 − 10 for execution − 40 printed leaves 50 for three lines: 16.67, 16.67, 16.66
    assert [one.points for one in run.lines_of_form(0)] == [4000, 1667, 1667, 1666]
    (found,) = [f for f in run.notices if f.name == "points-partial"]
    assert (found.figures["count"], found.figures["points"]) == ("3", "50.00")
