"""Policies that a book may switch on or off have an effect, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluator.auditing.run import audit
from evaluator.evaluation import evaluate
from evaluator.run import Run
from rules.cases import Case
from rules.loading import load
from rules.scoring import columns, score

FORM = """项目支出绩效目标表

(2023 年度)

项目名称\t\t教师培训费
主管部门及代码\t216-某局\t实施单位\t某局
项目资金 (万元)\t年度资金总额\t100
年度绩效目标
培训教师
一级指标\t二级指标\t三级指标\t指标值
产出指标\t数量指标\t培训人数\t≥100 人
"""
HEAD = "项目名称,资金名称,三级指标,实际完成值,年初预算数,全年预算数,全年执行数,偏差原因分析及改进措施\n"


def scored(folder: Path, money: str, rules: str) -> Run:
    (folder / "targets.txt").write_text(FORM, encoding="utf-8")
    outcomes = f"{HEAD}教师培训费,年度资金总额,,,{money}\n教师培训费,,培训人数,100人,,,,\n"
    (folder / "actuals.csv").write_text(outcomes, encoding="utf-8")
    return evaluate(folder / "targets.txt", folder / "actuals.csv", rules=rules)


@pytest.mark.parametrize(
    ("money", "rules", "asked"),
    [
        ("100,90,90,", "sichuan", True),
        ("100,90,90,年中压减", "sichuan", False),
        ("100,100,90,", "sichuan", False),
        (",90,90,", "sichuan", False),
        ("100,90,90,", "mof-2021-101", False),
    ],
)
def test_a_changed_budget_is_to_be_explained_where_the_book_asks(
    tmp_path: Path, money: str, rules: str, asked: bool
) -> None:
    found = [f for f in scored(tmp_path, money, rules).notices if f.name == "budget-change-unexplained"]
    assert len(found) == asked
    if asked:
        assert [found[0].figures[name] for name in ("initial", "full_year", "difference")] == ["100", "90", "-10"]


def local(folder: Path, provision: str, rest: str) -> str:
    path = folder / "local.toml"
    path.write_text(
        f'id = "local"\nextends = "mof-2021-101"\n[[override]]\nprovision = "{provision}"\nreason = "x"\n{rest}\n',
        encoding="utf-8",
    )
    return str(path)


def test_over_achievement_may_be_nobody_s_concern(tmp_path: Path) -> None:
    """130 % and 200 % are flagged by the default book, by a book of none neither is, and no score differs."""
    rows = columns([int(Case.AT_LEAST)] * 2, [1000] * 2, low=[10.0] * 2, outcome=[13.0, 20.0])
    none = local(
        tmp_path, "policy.over-achievement", 'use = "over-none"\nstanding = "convention"\nzh = "不"\nen = "no"'
    )
    flagged, silent = score(rows, load("mof-2021-101")), score(rows, load(none))
    assert (flagged.over_achieved.tolist(), flagged.target_too_low.tolist()) == ([True, True], [False, True])
    assert not silent.over_achieved.any() and not silent.target_too_low.any()
    assert silent.score.tolist() == flagged.score.tolist() == [1000, 1000]


def test_too_low_is_said_with_the_multiple_of_the_book(tmp_path: Path) -> None:
    rules = local(
        tmp_path,
        "policy.over-achievement",
        'standing = "convention"\nparams = { from = 1.2, too_low_from = 1.5 }',
    )
    run = scored(tmp_path, "100,100,100,", rules)
    assert not [f for f in run.notices if f.name in ("target-too-low", "over-achieved")]
    text = (tmp_path / "actuals.csv").read_text(encoding="utf-8").replace("100人", "150人")
    (tmp_path / "actuals.csv").write_text(text, encoding="utf-8")
    (found,) = [
        f
        for f in evaluate(tmp_path / "targets.txt", tmp_path / "actuals.csv", rules=rules).notices
        if f.name == "target-too-low"
    ]
    assert "150%" in found.message("zh") and "150%" in found.message("en")


REVIEW = """项目支出绩效复核表
项目名称\t教师培训费
主管部门\t某局
一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位\t权重\t自评完成值\t自评得分\t复核完成值\t复核得分\t偏离度\t备注
产出指标\t数量指标\t培训人数\t≥\t100\t人\t50\t100\t50\t90\t45\t10%\t名册重复
"""


def test_a_review_is_held_against_the_book_s_tolerance(tmp_path: Path) -> None:
    """5 of 50 apart: more than 1 point, not more than 10 % of the points; more than 9 %."""
    (tmp_path / "review.txt").write_text(REVIEW, encoding="utf-8")
    narrow = local(tmp_path, "policy.review", 'standing = "convention"\nparams = { points = 1, share = 0.09 }')

    def listed(rules: str) -> bool:
        return any(f.name == "review-differs" for f in audit(tmp_path / "review.txt", rules=rules).notices)

    assert (listed("mof-2021-101"), listed(narrow)) == (False, True)
    assert not listed(local(tmp_path, "policy.review", "enabled = false\n"))
