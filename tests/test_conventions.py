"""How much of a form rests on conventions of ours: counted by hand on a small form, said wherever scores are shown."""

from __future__ import annotations

import pytest

from evaluator.evaluation import evaluate
from evaluator.keeping.report import report_html
from evaluator.officialforms.facts import facts_of
from evaluator.run import Run
from evaluator.scorecards.scorecard import provisions_table, scorecard_table
from rules.loading import book_ids, load
from rules.rulebook import Standing

FORM = """项目支出绩效目标表

(2023 年度)

项目名称\t\t教师培训费
主管部门及代码\t216-某局\t实施单位\t某局
项目资金 (万元)\t年度资金总额\t100
年度绩效目标
培训教师
一级指标\t二级指标\t三级指标\t指标值\t分值
产出指标\t数量指标\t培训人数\t≥100 人\t30
\t质量指标\t考核通过率\t80%\t20
效益指标\t社会效益指标\t社会反响情况\t反响良好\t30
满意度指标\t服务对象满意度\t教师满意度\t≥90%\t10
"""
OUTCOMES = """项目名称,三级指标,实际完成值,完成等级,得分系数,扣分,认定人,认定日期,偏差原因分析及改进措施
教师培训费,培训人数,120人,,,2,李某,2024-01-10,目标偏低
教师培训费,考核通过率,85%,,,,,,
教师培训费,社会反响情况,反响良好,达成,,,,,
教师培训费,教师满意度,95%,,,,,,
"""
# Printed points are no convention. Three lines rest on one: the bare 80% (20 points) on how it is read, the level
# without a share (30) on its default, the deduction (30) on a person; together 80.
ZH = (
    "依据本软件约定（非办法条文）的指标 3 项，共 80.00 分："
    "计分 1 项 30.00 分；未写比较符号的数 1 项 20.00 分；人的裁量 1 项 30.00 分"
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("conventions")
    (folder / "targets.txt").write_text(FORM, encoding="utf-8")
    (folder / "actuals.csv").write_text(OUTCOMES, encoding="utf-8")
    return evaluate(folder / "targets.txt", folder / "actuals.csv")


def test_the_scorecard_the_report_and_the_form_say_how_many(run: Run) -> None:
    assert f"{ZH}。" in scorecard_table(run, 0, "zh").notes
    assert f"{ZH}。" in provisions_table(run, "zh").notes
    assert report_html(run, "zh").count(ZH) == 2  # under the scorecard and under the provisions
    assert any(f"{ZH}，见 report.html。" in note for note in facts_of(run, 0).notes)
    english = "3 indicators worth 80.00 points rest on conventions of ours: scoring 1 (30.00 points);"
    assert any(note.startswith(english) for note in scorecard_table(run, 0, "en").notes)


def test_the_report_says_how_many_points_rest_on_each_standing(run: Run) -> None:
    """Execution (10, no amounts) and three lines rest on a convention, the fourth (10, ≥90%) on what is reported."""
    amounts = zip(Standing, ("0.00", "10.00", "90.00"), strict=True)
    counted = "，".join(f"{standing.zh} {amount}" for standing, amount in amounts)
    note = f"全部 100.00 分按所依据条款的可靠程度：{counted}（一项依据几条的，按最弱的一条）。"
    assert note in provisions_table(run, "zh").notes and note in report_html(run, "zh")
    english = "Of 100.00 points: read in the text 0.00; seen in use, text not read 10.00; our convention 90.00"
    assert any(text.startswith(english) for text in provisions_table(run, "en").notes)


def test_every_provision_behind_a_point_is_listed_with_what_it_rests_on(run: Run) -> None:
    rows = {row[0]: row for row in provisions_table(run, "zh").rows}
    assert {key: row[4:] for key, row in rows.items() if row[1] == Standing.CONVENTION.zh} == {
        "bare.otherwise": (1, rows["bare.otherwise"][5]),
        "policy.level-default": (1, rows["policy.level-default"][5]),
        "policy.deduction": (1, rows["policy.deduction"][5]),
        "execution.missing": (1, rows["execution.missing"][5]),
    }
    assert [str(rows[key][5]) for key in ("bare.otherwise", "policy.level-default", "policy.deduction")] == [
        "20.00",
        "30.00",
        "30.00",
    ]
    assert rows["bare.otherwise"][2].startswith("理由：")


def test_what_the_shipped_books_claim_to_have_read() -> None:
    """Only what forms print was read, and one sentence on two of them is quoted; nothing else is claimed."""
    provisions = [p for book_id in book_ids() for p in load(book_id, any_regime=True).provisions.values()]
    own = {(p.origin, p.key): p for p in provisions}
    ratios = ("score.at-least", "score.at-most")
    read = {
        "mof-2020-10": ("score.printed-rule", "score.printed-wording"),  # the form's own cells
        "sichuan": ("execution.rate", "execution.explain", "execution.change"),
        "jiangxi": (*ratios, "score.qualitative", "score.satisfaction-steps-down", "score.cost-control-steps"),
        "beijing-2016": (*ratios, "execution.rate"),
        "hubei": (*ratios, "score.qualitative", "execution.rate", "points.general", "policy.several-units"),
        "forms-2016-2019": (*ratios, "score.qualitative", "execution.rate"),
        "hunan-department": [
            *("score.staff-control", "score.hospitality-change", "score.hospitality-control", "score.budget-control"),
            *("score.budget-completion", "score.budget-completion-exactly", "score.budget-adjustment"),
        ],
    }
    assert {place for place, p in own.items() if p.standing is Standing.CITED} == {
        (book, key) for book, keys in read.items() for key in keys
    }
    assert {(place, p.quote) for place, p in own.items() if p.quote} == {
        ((book, "score.at-least"), "得分一档最高不能超过该指标分值上限") for book in ("beijing-2016", "jiangxi")
    }
    for p in own.values():
        assert (p.standing is Standing.CONVENTION) <= bool(p.reason and p.reason_en)
        assert p.standing is Standing.CONVENTION or p.source is not None
    assert all(load(book_id, any_regime=True).checked_on is None for book_id in book_ids())
