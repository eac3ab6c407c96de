"""Rules of points printed in the cell of a target: which are understood, and what documents, tables and audits make of
them. Scores by such rules are worked by hand in tests/books/mof-2020-10.toml and tests/test_method_tables.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from actuals.template import asks_for_words, unit_shown
from evaluator.auditing.run import audit
from evaluator.evaluation import evaluate
from evaluator.verdict.derivations import line_steps
from targets.language.explanation import sentence
from targets.language.expression import read_target
from targets.language.reading import ReadingKind

HEAD = "项目名称,甲\n年度资金总额,年初预算数,全年预算数,全年执行数,分值,执行率,得分\n,100,100,95,10,95%,9.5\n"
COLUMNS = "一级指标,二级指标,三级指标,年度指标值,实际完成值,分值,得分\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("90%以上得10分，每降5%扣1分", "不低于 90 % 得 10 分；每低 5 % 扣 1 分"),
        ("达到９０％以上的，得１０分；每降低5个百分点，扣1分，扣完为止。", "不低于 90 % 得 10 分；每低 5 % 扣 1 分"),
        ("100%得2分;每减少1%扣1分", "不低于 100 % 得 2 分；每低 1 % 扣 1 分"),
        ("低于90%的，每降1%扣1分", "不低于 90 % 得满分；每低 1 % 扣 1 分"),
        ("不足330天的每少1天扣0.5分", "不低于 330 天 得满分；每低 1 天 扣 0.5 分"),
        ("≤100%得5分，每超过1个百分点扣0.5分", "不高于 100 % 得 5 分；每高 1 % 扣 0.5 分"),
        ("合格率100%得满分，合格率每降低1%扣1分", "不低于 100 % 得满分；每低 1 % 扣 1 分"),
        ("90%以上得10分，每降1%扣1分，低于60%不得分", "不低于 90 % 得 10 分；每低 1 % 扣 1 分；低于 60 % 不得分"),
        ("95%以上得9分，90%以上得8分，90%以下得0分", "不低于 95 % 得 9 分；不低于 90 % 得 8 分；其余得 0 分"),
        ("100%得10分，未达到按比例得分", "不低于 100 % 得 10 分；未达到按比例得分"),
        ("制度健全，得2分", "“制度健全” 得 2 分；其余得 0 分"),
        ("组织健全,制度完善,得2分;缺一项扣1分", "“组织健全,制度完善” 得 2 分"),
    ],
)
def test_rules_that_are_understood(text: str, words: str) -> None:
    reading = read_target(text)
    assert reading.kind is ReadingKind.SCORING_RULE and reading.rule is not None
    assert sentence(reading)[0] == f"评分规则：{words}"


@pytest.mark.parametrize(
    "text",
    [
        "每减少1%扣1分",  # from where on is not said
        "得2分",  # for what is not said
        "90%以上得10分，每超过5%扣1分",  # one clause wants more, the other less
        "90%以上得10分，每少5天扣1分",  # steps in another unit than the mark
        "90%以上得10分，85%-90%得8分，80%以下得5分",  # nothing is said of 80 to 85
        "90%以上得8分，80%-90%得10分",  # less earns more
        "90%以上得10分，低于80%的每降1%扣1分",  # nothing is said of 80 to 90
        "90%以上得10分，每降1%扣1分，否则不得分",  # steps and nothing at once
        "资金到位得4分，配套资金达到10元加1分",  # points beyond the full mark
        "制度健全得2分，执行有效得3分",  # two conditions with points of their own
        "第1名得10分，第2名得8分",
        "90%以上得10分，酌情扣分",
        "90%以上得10分，每降0%扣1分",
    ],
)
def test_rules_that_are_left_to_a_person(text: str) -> None:
    reading = read_target(text)
    assert reading.kind is ReadingKind.SCORING_RULE and reading.rule is None
    assert (reading.low, reading.high, reading.parts) == (None, None, ())


def test_a_score_that_is_wanted_is_a_target() -> None:
    assert read_target("考核得90分以上").kind is not ReadingKind.SCORING_RULE


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_derivation_names_the_rule_and_puts_the_numbers_in(tmp_path: Path, lang: str) -> None:
    promised = "项目名称,甲,,,\n一级指标,二级指标,三级指标,指标值,分值\n产出指标,质量指标,合格率,{},90\n"
    rule = "90%以上得10分，每降5%扣1分"
    (tmp_path / "t.csv").write_text(promised.format(rule), encoding="utf-8")
    (tmp_path / "a.csv").write_text("三级指标,实际完成值\n合格率,83%\n", encoding="utf-8")
    run = evaluate(tmp_path / "t.csv", tmp_path / "a.csv")
    assert run.line_rows[0].score == 8100
    said = [step["text"] for step in line_steps(run, 0, lang)]
    assert said[0] == rule
    joined = "\n".join(said)
    if lang == "zh":
        assert "本表目标值一栏所印的计分规则；已核原文" in joined and "只计满档（规则没有写明，按办法）" in joined
        assert "依据 policy.printed-steps" in [step["label"] for step in line_steps(run, 0, lang)]
    else:
        assert "printed in the target's cell of the form itself; read in the text" in joined
    assert "(10 − 1 × 1) ÷ 10 × 90 = 81" in joined
    assert {one.name for one in run.notices} >= {"rule-points-differ"}
    assert run.line_rows[0].standing == "convention", "a part of a step, of which the rule says nothing"


@pytest.mark.parametrize(
    ("rule", "score", "doubted"),
    [
        ("90%以上得10分，每降5%扣1分", "9", False),  # 83 %: one whole step
        ("90%以上得10分，每降5%扣1分", "8", False),  # two begun
        ("90%以上得10分，每降5%扣1分", "8.6", False),  # 1.4 steps
        ("90%以上得10分，每降5%扣1分", "9.5", True),
        ("90%以上得10分，每降5%扣1分，不足5%按5%计算", "9", True),  # this one says that a step begun counts
        ("90%以上得10分，每降5%扣1分，不足5%按5%计算", "8", False),
    ],
)
def test_audits_hold_a_claim_against_its_own_rule(tmp_path: Path, rule: str, score: str, doubted: bool) -> None:
    rows = f"产出指标,质量指标,合格率,{rule},83%,10,{score}\n产出指标,数量指标,检查次数,≥3次,3次,80,80\n"
    (tmp_path / "s.csv").write_text(HEAD + COLUMNS + rows, encoding="utf-8")
    assert ("score-differs" in {one.name for one in audit(tmp_path / "s.csv").notices}) == doubted


def test_a_condition_in_words_is_filled_in_with_a_level() -> None:
    words, figure = (read_target(text) for text in ("制度健全，得2分", "90%以上得10分，每降5%扣1分"))
    assert asks_for_words(words) and not asks_for_words(figure)
    assert (unit_shown(words), unit_shown(figure)) == ("", "%")
