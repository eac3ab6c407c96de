"""A reviewer's adjustment: with who, when and why, bounded by the book, shown wherever the score is shown."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from evaluator.commands.explain import run as explain
from evaluator.evaluation import evaluate
from evaluator.officialforms.facts import facts_of
from evaluator.run import Run
from evaluator.scorecards.scorecard import scorecard_table
from targets.errors import InputError
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
\t质量指标\t考核通过率\t≥80%
效益指标\t社会效益指标\t投诉件数\t≤10 件
满意度指标\t服务对象满意度\t教师满意度\t≥90%
"""
# Points 25, 25, 30, 10; earned 25, 25 × 60 ÷ 80 = 18.75, 30, pending.
OUTCOMES = """项目名称,三级指标,实际完成值,偏差原因分析及改进措施
教师培训费,培训人数,100人,
教师培训费,考核通过率,60%,试题偏难
教师培训费,投诉件数,8件,
"""
ENTRY = """[[adjustment]]
project = "教师培训费"
indicator = "{indicator}"
points = {points}
who = "王某"
date = 2024-03-01
why = "抽查发现补考 12 人"
"""
BOUNDED = """id = "bounded"
extends = "mof-2021-101"

[[override]]
provision = "policy.adjustment"
standing = "convention"
reason = "虚构的地方幅度"
params = {{ max_up = {up}, max_down = {down} }}
"""


def adjusted(folder: Path, *entries: str, rules: str | None = None) -> Run:
    (folder / "targets.txt").write_text(FORM, encoding="utf-8")
    (folder / "actuals.csv").write_text(OUTCOMES, encoding="utf-8")
    (folder / "decisions.toml").write_text("\n".join(entries), encoding="utf-8")
    return evaluate(folder / "targets.txt", folder / "actuals.csv", rules=rules, decisions=folder / "decisions.toml")


def entry(indicator: str = "考核通过率", points: str = "2.25") -> str:
    return ENTRY.format(indicator=indicator, points=points)


def line(run: Run, name: str = "考核通过率"):
    return next(row for row in run.lines_of_form(0) if row.indicator == name)


def found(run: Run, name: str):
    return [finding for finding in run.notices if finding.name == name]


@pytest.mark.parametrize(
    ("points", "score"), [("2.25", 2100), ('"+6.25"', 2500), ("-3", 1575), ('"-18.75分"', 0), ('"－0.01"', 1874)]
)
def test_up_and_down_within_nothing_and_the_points(tmp_path: Path, points: str, score: int) -> None:
    run = adjusted(tmp_path, entry(points=points))
    assert (line(run).score, line(run).pending) == (score, False)
    assert not found(run, "adjustment-refused")
    (said,) = found(run, "judgement-applied")
    assert said.severity is Severity.NOTE
    for lang in ("zh", "en"):
        for part in ("王某", "2024-03-01", "抽查发现补考 12 人", f"{(score - 1875) / 100:+.2f}"):
            assert part in said.message(lang)


def test_it_is_shown_wherever_the_score_is(tmp_path: Path) -> None:
    run = adjusted(tmp_path, entry(points="-3"))
    said = "复核调整 -3.00（王某，2024-03-01，抽查发现补考 12 人）"
    assert any(said in note for note in scorecard_table(run, 0, "zh").notes)
    facts = facts_of(run, 0)
    assert next(row for row in facts.lines if row.name == "考核通过率").reason == f"试题偏难；{said}"
    assert any("由复核人调整得分的指标：考核通过率" in note for note in facts.notes)
    run.save(tmp_path / "out")
    saved = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    rows = {row["indicator"]: row["recomputed"] for row in saved["forms"][0]["rows"]}
    assert rows["考核通过率"]["score"] == "15.75"
    assert rows["考核通过率"]["judgements"] == [
        {
            "kind": "adjustment",
            "amount": "-3.00",
            "who": "王某",
            "when": "2024-03-01",
            "why": "抽查发现补考 12 人",
            "provision": "policy.adjustment",
        }
    ]
    assert rows["培训人数"]["judgements"] == []
    assert [entry["role"] for entry in saved["manifest"]["inputs"]] == ["targets", "actuals", "decisions"]


def test_explain_names_the_provision_and_the_reviewer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    adjusted(tmp_path, entry(points="-3")).save(tmp_path / "out")
    for lang, said in (
        ("zh", ("复核调整", "−3.00（王某；2024-03-01；抽查发现补考 12 人）", "本软件约定")),
        ("en", ("Adjustment by a reviewer", "−3.00 (王某; 2024-03-01; 抽查发现补考 12 人)", "our convention")),
    ):
        args = argparse.Namespace(
            what=str(tmp_path / "out"), indicator="考核通过率", project=None, format="table", lang=lang
        )
        assert explain(args) == 0
        text = capsys.readouterr().out
        assert all(part in text for part in (*said, "policy.adjustment", "18.75 → 18.75", "15.75")), text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (entry().replace('who = "王某"\n', ""), "没有写明何人"),
        (entry().replace("date = 2024-03-01\n", ""), "没有写明何时"),
        (entry().replace('why = "抽查发现补考 12 人"\n', ""), "没有写明为何"),
        (entry().replace("王某", " ").replace("抽查发现补考 12 人", ""), "没有写明何人、为何"),
        (entry(points='"一些"'), "不是一个至多两位小数的分数"),
        (entry(points="0.005"), "不是一个至多两位小数的分数"),
        (entry(points="1000"), "不是一个至多两位小数的分数"),
        (entry(points="nan"), "不是一个至多两位小数的分数"),
        (entry(points="6.26"), "低于 0 或高于分值"),
        (entry(points="-18.76"), "低于 0 或高于分值"),
        (entry(points="25.01"), "调增至多分值的 100%"),
        (entry("教师满意度", "1"), "没有可调整的得分"),
        (entry() + entry(points="-1"), "不是一个至多两位小数的分数"),
    ],
)
def test_what_is_not_clear_or_not_allowed_is_refused_and_said(tmp_path: Path, text: str, why: str) -> None:
    run = adjusted(tmp_path, text)
    (refused,) = found(run, "adjustment-refused")
    assert why in refused.message("zh") and refused.message("en") and refused.severity is Severity.WARNING
    assert line(run, refused.indicator or "").pending
    assert not found(run, "judgement-applied")
    pending = next(f for f in found(run, "score-pending") if f.indicator == refused.indicator)
    wanted = "未填报实际完成值" if refused.indicator == "教师满意度" else "复核调整没有采用"
    assert wanted in pending.message("zh")


@pytest.mark.parametrize(("points", "ok"), [("2.50", True), ("2.51", False), ("-5.00", True), ("-5.01", False)])
def test_the_book_bounds_it(tmp_path: Path, points: str, ok: bool) -> None:
    """10 % of 25 points up, 20 % down: 2.50 and 5.00."""
    (tmp_path / "bounded.toml").write_text(BOUNDED.format(up=0.1, down=0.2), encoding="utf-8")
    run = adjusted(tmp_path, entry(points=points), rules=str(tmp_path / "bounded.toml"))
    assert bool(line(run).adjusted) is ok is not bool(line(run).pending)
    if not ok:
        bound = "调增至多分值的 10%" if points[0] != "-" else "调减至多分值的 20%"
        assert bound in found(run, "adjustment-refused")[0].message("zh")


def test_a_book_may_refuse_them_all(tmp_path: Path) -> None:
    (tmp_path / "none.toml").write_text(
        'id = "none"\nextends = "mof-2021-101"\n[[override]]\nprovision = "policy.adjustment"\n'
        'use = "adjustment-refused"\nstanding = "convention"\nreason = "虚构"\nzh = "不接受"\nen = "none"\n',
        encoding="utf-8",
    )
    run = adjusted(tmp_path, entry(points="0.01"), rules=str(tmp_path / "none.toml"))
    assert "办法 none 不接受复核调整" in found(run, "adjustment-refused")[0].message("zh")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (entry("没有的指标"), "没有这个指标"),
        (entry().replace("教师培训费", "别的项目"), "没有这个指标"),
    ],
)
def test_one_that_fits_nothing_is_reported_and_changes_nothing(tmp_path: Path, text: str, why: str) -> None:
    run = adjusted(tmp_path, text)
    (unused,) = found(run, "decision-unused")
    assert why in unused.message("zh") and line(run).score == 1875


def test_convention_points_are_counted(tmp_path: Path) -> None:
    run = adjusted(tmp_path, entry(points="1"))
    counted = {f.figures["provision"]: f.figures for f in found(run, "convention-applied")}
    assert (counted["policy.adjustment"]["count"], counted["policy.adjustment"]["points"]) == ("1", "25.00")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (entry().replace("points = 2.25\n", ""), "points is missing"),
        (entry().replace('indicator = "考核通过率"\n', ""), "say whose it is"),
        (entry() + 'sure = "yes"\n', "unknown key 'sure'"),
    ],
)
def test_an_entry_that_is_no_adjustment_is_misuse(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        adjusted(tmp_path, text)
