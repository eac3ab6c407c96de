"""The demo under several rulebooks: which scores change, by hand, and by which provision."""

from importlib.resources import files
from pathlib import Path

import pytest

from evaluator.comparison import changes_table, totals_table
from evaluator.pipeline import judge, take_in
from evaluator.scorecards.model import Table
from rules.loading import load


@pytest.fixture(scope="module")
def runs() -> list:
    demo = files("evaluator") / "demo"
    intake = take_in(str(demo / "ganzhou-2023.txt"), str(demo / "outcomes.csv"))
    return [judge(intake, load(book)) for book in ("mof-2021-101", "jiangxi", "linear-reverse")]


def test_jiangxi_bands_change_the_execution_score(runs: list) -> None:
    rows = {(row[0], row[1], row[2]): row[3:] for row in changes_table(runs, "en").rows}
    # 49.4 of 52 is 95 %: 9.50 in proportion, 7 in the band from 80 to below 100 %
    assert rows["教育考试考务经费", "execution", "mof-2021-101 → jiangxi"] == (
        "9.50/10.00 → 7.00/10.00",
        "execution.rate",
    )
    # 6.86 of 14 is 49 %: below 60 % earns nothing
    assert rows["招商引资工作经费", "execution", "mof-2021-101 → jiangxi"][0] == "4.90/10.00 → 0.00/10.00"
    # 100 % is 10 under both
    assert ("学前教育资助", "execution", "mof-2021-101 → jiangxi") not in rows


def test_linear_reverse_changes_the_one_ceiling_that_was_passed(runs: list) -> None:
    rows = [row for row in changes_table(runs, "en").rows if "linear-reverse" in str(row[2])]
    # 20 × (1 − (27.3 − 20) ÷ 20) = 12.70, against 20 × 20 ÷ 27.3 = 14.65
    assert [(row[1], row[3]) for row in rows] == [("教育督导成本", "14.65/20.00 → 12.70/20.00")]


def test_other_execution_points_name_the_set_of_points_behind_them() -> None:
    """A department form of Hubei: execution has 20 points; 87.21 % of them is 17.44."""
    demo = files("evaluator") / "demo"
    intake = take_in(str(demo / "ganzhou-2023.txt"), str(demo / "outcomes.csv"))
    runs = [judge(intake, load(book)) for book in ("mof-2021-101", "hubei-department")]
    row = next(row for row in changes_table(runs, "en").rows if row[1] == "execution")
    assert row[3:] == (
        "8.72/10.00 → 17.44/20.00",
        "execution.rate, points.general → execution.rate, points.department",
    )


def test_totals_stand_side_by_side(runs: list) -> None:
    table = totals_table(runs, "en")
    assert table.headers == ("form", "mof-2021-101", "jiangxi", "linear-reverse")
    row = next(row for row in table.rows if row[0] == "教育督导专项经费")
    assert row[1:] == ("87.75 良", "85.65 良", "85.80 良")


TARGETS = """部门整体支出绩效目标表

(2023 年度)

部门名称\t某局
年度绩效目标
培训教师
一级指标\t二级指标\t三级指标\t指标值
产出指标\t数量指标\t培训人数\t≥100 人
产出指标\t质量指标\t合格率\t≥90%
效益指标\t社会效益指标\t教学水平\t有效提高
满意度指标\t服务对象满意度指标\t教师满意度\t≥95%
"""
OUTCOMES = """部门名称,项目名称,资金名称,三级指标,实际完成值,完成等级,得分系数,年初预算数,全年预算数,全年执行数
某局,,部门支出合计,,,,,100,100,{executed}
某局,,,培训人数,80人,,,,,
某局,,,教学水平,部分达成,部分达成,70%,,,
某局,,,教师满意度,95%,,,,,
"""
SHARED = [
    # 50 of output for two rows, against 40; 80 of 100 people are 20 of 25 and 16 of 20
    ("培训人数", "20.00/25.00 → 16.00/20.00", "score.at-least, points.equal"),
    ("合格率", "{open}/25.00 → {open}/20.00", "policy.missing-outcome, points.equal"),
    # 30 of effect for one row, against 40 of effect and satisfaction for two; 70 % of each
    ("教学水平", "21.00/30.00 → 14.00/20.00", "score.qualitative, points.general → score.qualitative, points.equal"),
    ("教师满意度", "10.00/10.00 → 20.00/20.00", "score.at-least, points.general → score.at-least, points.equal"),
]


@pytest.mark.parametrize("executed", ["90", ""])
def test_a_department_under_two_books_in_both_languages(tmp_path: Path, executed: str) -> None:
    """90 of 100 are 9.00 of 10 and 18.00 of 20; without the amount executed both are pending."""
    (tmp_path / "t.txt").write_text(TARGETS, encoding="utf-8")
    (tmp_path / "a.csv").write_text(OUTCOMES.format(executed=executed), encoding="utf-8")
    intake = take_in(str(tmp_path / "t.txt"), str(tmp_path / "a.csv"))
    runs = [judge(intake, load(book)) for book in ("mof-2021-101", "hubei-department")]
    behind = "execution.rate" if executed else "execution.missing"
    for lang, pending, words in (
        ("zh", "待定", ("有变化的得分", "预算执行率", ("表", "指标", "办法", "得分/分值", "条款"))),
        (
            "en",
            "pending",
            ("Scores that change", "execution", ("form", "indicator", "rulebook", "score of points", "provisions")),
        ),
    ):
        title, name, headers = words
        scores = ("9.00", "18.00") if executed else (pending, pending)
        first = (
            name,
            f"{scores[0]}/10.00 → {scores[1]}/20.00",
            f"{behind}, points.general → {behind}, points.department",
        )
        rows = tuple(
            ("某局", what, "mof-2021-101 → hubei-department", change.format(open=pending), why)
            for what, change, why in (first, *SHARED)
        )
        assert changes_table(runs, lang) == Table(title, headers, rows, ())
    # 20 + 21 + 10 and execution of 9, open 25; 16 + 14 + 20 and 18, open 20
    zh = ("60.00 至 85.00 待定（中—良）", "68.00 至 88.00 待定（中—良）")
    en = ("60.00 to 85.00 open (中 to 良)", "68.00 to 88.00 open (中 to 良)")
    if not executed:  # no execution, open 10 and 20 more
        zh = ("51.00 至 86.00 待定（差—良）", "50.00 至 90.00 待定（差—优）")
        en = ("51.00 to 86.00 open (差 to 良)", "50.00 to 90.00 open (差 to 优)")
    books = ("mof-2021-101", "hubei-department")
    assert totals_table(runs, "zh") == Table("各办法下的总分与等级", ("表", *books), (("某局", *zh),), ())
    assert totals_table(runs, "en") == Table(
        "Totals and grades under each rulebook", ("form", *books), (("某局", *en),), ()
    )


def test_a_book_alone_is_compared_with_nothing(runs: list) -> None:
    [linear] = [run for run in runs if run.book.id == "linear-reverse"]
    table = totals_table([linear], "en")
    assert table.headers == ("form", "linear-reverse")
    assert ("教育督导专项经费", "85.80 良") in table.rows
    assert changes_table([linear], "en").rows == ()


def test_invented_outcomes_are_said_to_be_so(runs: list) -> None:
    for lang, said in (("zh", "虚构"), ("en", "invented")):
        [note] = totals_table(runs, lang).notes
        assert said in note
