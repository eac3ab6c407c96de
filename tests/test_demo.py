"""The demo scored by hand: every line that does not simply earn its points, every total, the ratings, with fractions.

The outcomes of evaluator/demo/outcomes.csv are invented. Points: 2021 tree for the projects (execution 10, cost 20,
output 40, effect 20, satisfaction 10), 2020 tree for the department (10, 50, 30, 10), shared equally in hundredths
within a category, the remainder one hundredth each to the first rows.
"""

from decimal import Decimal
from fractions import Fraction
from importlib.resources import files

import numpy as np
import pytest

from evaluator.evaluation import evaluate
from evaluator.run import Run
from targets.kinds.finding import Severity


@pytest.fixture(scope="module")
def run() -> Run:
    demo = files("evaluator") / "demo"
    return evaluate(str(demo / "ganzhou-2023.txt"), str(demo / "outcomes.csv"))


def half_up(points: Fraction) -> int:
    """Points to hundredths."""
    return int((points * 100 + Fraction(1, 2)) // 1)


# form, indicator (its beginning), points in hundredths, share of the points earned, written as it is worked out by hand
LESS_THAN_FULL = [
    (
        "",
        "开展中小学思政课教师",
        228,
        Fraction(75, 100),
    ),  # 22 output lines share 50: 6 × 2.28, 16 × 2.27; 部分达成, 0.75
    ("", "抓好各学科教育教学", 428, Fraction(70, 100)),  # 7 effect lines share 30: 4 × 4.29, 3 × 4.28; 部分达成, 0.7
    ("招商引资工作经费", "完成全年招商引资名额", 1000, Fraction(1, 2)),
    ("教育考试考务经费", "我区学生学业水平", 2000, Fraction(72, 100)),
    ("教师培训费", "培训效果测评", 800, Fraction(931, 950)),
    # 不适用 sets the only effect line aside: 90 points over cost, output, satisfaction as 20 : 40 : 10,
    # that is 25.71, 51.43, 12.86; 8 output lines: 7 × 6.43, 1 × 6.42
    ("教研活动经费", "开展全区教师各类比赛活动", 643, Fraction(9, 10)),
    ("教育督导专项经费", "教育督导成本", 2000, Fraction(200, 273)),
    ("教育督导专项经费", "各学校每月接受督导检查时间", 800, Fraction(14, 16)),
    ("教育督导专项经费", "我区学校教学质量水平", 2000, Fraction(3, 4)),
    ("其他资金", "全年开展文体活动场次", 1334, Fraction(6, 10)),
    ("其他资金", "工作任务及时率", 1333, Fraction(88, 95)),
    ("其他资金", "文体活动现场观众人数", 2000, Fraction(60, 100)),
    ("其他资金", "工作人员对经费额度满意度", 1000, Fraction(81, 95)),
    ("高中教育助学金区配套", "高中教育家庭经济困难", 1000, Fraction(82, 100)),
    ("高中教育助学金区配套", "申请程序和审核过程", 1000, Fraction(992, 1000)),
    ("高中教育助学金区配套", "享受政策学生名单公示时间", 1000, Fraction(3, 5)),
    ("高中教育助学金区配套", "受资助高考考生覆盖率", 2000, Fraction(86, 95)),
    ("高中教育助学金区配套", "受资助家庭经济困难学生满意度", 1000, Fraction(903, 950)),
]
PENDING = [
    ("", "全区教学质量", 429),  # no target
    ("招商引资工作经费", "每次招商引资成本", 2000),  # unit upside down, to be confirmed
    ("义务教育生活补助区配套", "建档立卡", 800),  # no outcome
]
# execution score, total low and high, in points, added up by hand
TOTALS = {
    "": ("8.72", "92.58", "96.87"),  # 3553.1 ÷ 4073.97 = 87.21 %; 8.72 + 49.43 + 24.43 + 10, and 4.29 open
    "招商引资工作经费": ("4.90", "69.90", "89.90"),
    "高考入学政府资助区配套": ("10.00", "100.00", "100.00"),
    "教育考试考务经费": ("9.50", "93.90", "93.90"),
    "教师培训费": ("9.56", "99.40", "99.40"),  # 281.65 ÷ 294.65 = 95.59 %
    "教研活动经费": ("9.80", "99.16", "99.16"),
    "教育督导专项经费": ("9.10", "87.75", "87.75"),
    "学前教育资助": ("10.00", "100.00", "100.00"),
    "其他资金": ("3.90", "78.11", "78.11"),
    "义务教育生活补助区配套": ("9.20", "91.20", "99.20"),  # 23.14 ÷ 25.15 = 92.01 %
    "高中教育助学金区配套": ("9.58", "91.32", "91.32"),  # 9.5 ÷ 9.92 = 95.77 %
}
BUDGETS = {
    "招商引资工作经费": "14",
    "高考入学政府资助区配套": "6.3",
    "教育考试考务经费": "52",
    "教师培训费": "294.65",
    "教研活动经费": "20",
    "教育督导专项经费": "30",
    "学前教育资助": "85.4",
    "其他资金": "800",
    "义务教育生活补助区配套": "25.15",
    "高中教育助学金区配套": "9.92",
}


def test_every_line_is_as_worked_out_by_hand(run: Run) -> None:
    special = {(form, name): half_up(Fraction(points, 100) * share) for form, name, points, share in LESS_THAN_FULL}
    open_lines = {(form, name): points for form, name, points in PENDING}
    seen = set()
    count = 0
    for position in range(len(run.forms)):
        project = run.forms[position].project or ""
        for line in run.lines_of_form(position):
            count += 1
            key = next(
                (k for k in (*special, *open_lines) if k[0] == project and line.indicator.startswith(k[1])), None
            )
            if line.indicator == "连续获教学质量先进单位次数":
                assert (line.applicable, line.points, line.score) == (False, 0, 0)
            elif key in open_lines and line.pending:
                seen.add(key)
                assert line.points == open_lines[key]
            elif key in special:
                seen.add(key)
                assert line.score == special[key], line
                assert not line.pending
            else:
                assert (line.pending, line.score) == (False, line.points), line
    assert count == 107
    assert seen == {*special, *open_lines}


def test_points_of_the_special_lines(run: Run) -> None:
    for form, name, points, _ in LESS_THAN_FULL:
        position = next(p for p, f in enumerate(run.forms) if (f.project or "") == form)
        line = next(line for line in run.lines_of_form(position) if line.indicator.startswith(name))
        assert line.points == points, name


def test_totals_by_hand(run: Run) -> None:
    assert len(run.forms) == len(TOTALS)
    for total in run.total_rows:
        execution, low, high = (int(Decimal(text) * 100) for text in TOTALS[total.project])
        assert (total.execution_score, total.total_low, total.total_high) == (execution, low, high), total.project
        assert total.total_low == total.execution_score + total.indicator_score


def test_every_form_has_100_points(run: Run) -> None:
    sums = np.bincount(run.lines.texts["form"], weights=run.scored.table["points"])
    assert ((sums + run.totals["execution_points"]) == 10_000).all()


def test_grades_are_open_only_where_both_ends_differ(run: Run) -> None:
    grades = dict(zip(run.totals["project"], run.totals["grade"], strict=True))
    assert grades["招商引资工作经费"] == ""
    assert grades["教育督导专项经费"] == "良"
    assert grades["其他资金"] == "中"
    assert grades[""] == "优"
    assert grades["义务教育生活补助区配套"] == "优"


def test_rating_is_the_departments_own_form_with_the_mean_beside_it(run: Run) -> None:
    (rating,) = run.ratings
    weights = {name: Fraction(budget) for name, budget in BUDGETS.items()}
    for end, found in ((1, rating.found.mean_low), (2, rating.found.mean_high)):
        mean = sum(Fraction(TOTALS[name][end]) * weight for name, weight in weights.items()) / sum(weights.values())
        assert found == half_up(mean)
    assert (rating.found.low, rating.found.high, rating.grade) == (9258, 9687, "优")
    assert (rating.found.basis, rating.found.provision) == ("own-form", "rating.department")
    shares = dict(rating.money("en"))
    assert sum(shares.values()) == 10_000
    # 其他资金 alone is 中: 800 of 1337.42
    assert shares["中"] == half_up(Fraction(800) / sum(weights.values()) * 100)


def test_findings_that_the_document_and_the_outcomes_call_for(run: Run) -> None:
    names = {(f.name, f.indicator) for f in run.notices}
    for expected in [
        ("target-missing", "全区教学质量"),
        ("row-shifted", "全区教学质量"),
        ("unit-inverted", "每次招商引资成本"),
        ("comparator-missing", "保障特岗人员人数"),
        ("outcome-not-quantified", "工作完成及时率"),
        ("percent-over-100", "教师持证上岗比例"),
        ("target-too-low", "教师培训人数"),
        ("points-reallocated", "连续获教学质量先进单位次数"),
        ("shortfall-unexplained", "各学校每月接受督导检查时间"),
    ]:
        assert expected in names
    errors = [f.name for f in run.notices if f.severity is Severity.ERROR]
    assert sorted(errors) == ["outcome-missing", "target-missing"]
    assert {"level-misplaced", "convention-applied", "score-pending", "over-achieved"} <= {f.name for f in run.notices}


def test_everything_shown_says_that_the_outcomes_are_invented(run: Run) -> None:
    from evaluator.keeping.report import report_html
    from evaluator.keeping.runjson import run_json
    from evaluator.scorecards.scorecard import rating_table, scorecard_table, summary_table

    for lang, words in (("zh", "虚构"), ("en", "invented")):
        tables = [
            summary_table(run, lang),
            rating_table(run, lang),
            *(scorecard_table(run, p, lang) for p in range(11)),
        ]
        assert all(any(words in note for note in table.notes) for table in tables)
        assert words in report_html(run, lang)
        assert words in run_json(run, lang)
