"""Derivations: the texts, the provisions with their standing, the numbers put in, and the score itself."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actuals.outcome import OutcomeKind, OutcomeReading
from rules.cases import Case, CaseChoice
from rules.derivation import (
    Step,
    derive,
    derive_execution,
    derive_rating,
    derive_total,
)
from rules.facts import IndicatorFacts, share_of
from rules.loading import load
from rules.rating import department_rating
from rules.rulebook import Rulebook
from rules.scoring import columns, score
from targets.language.reading import Comparator, Note, Reading, ReadingKind

BOOK = load("mof-2021-101")


def said(steps: tuple[Step, ...], lang: str) -> str:
    return "\n".join(" ".join(step.text(lang)) for step in steps)


def threshold(text: str, comparator: Comparator, number: str, unit: str, *notes: Note) -> Reading:
    low = Decimal(number)
    return Reading(
        text=text, kind=ReadingKind.THRESHOLD, comparator=comparator, low=low, high=None, unit=unit, notes=notes
    )


def test_a_missed_target() -> None:
    """≥ 100 次, 96.25: 10 × 96.25 ÷ 100 = 9.625, half up 9.63."""
    facts = IndicatorFacts(
        name="教研活动",
        target="≥100 次",
        reading=threshold("≥100 次", Comparator.GE, "100", "次"),
        choice=CaseChoice(case=Case.AT_LEAST, provision="score.at-least"),
        provision="score.at-least",
        points=1000,
        points_provision="points.equal",
        score=963,
        pending=False,
        outcome="96.25",
        outcome_reading=OutcomeReading(text="96.25", kind=OutcomeKind.QUANTITY, value=Decimal("96.25"), unit="次"),
        low=Fraction(100),
        value=Fraction("96.25"),
    )
    zh, en = said(derive(facts, BOOK), "zh"), said(derive(facts, BOOK), "en")
    for text in (zh, en):
        assert "≥100 次" in text and "10 × 96.25 ÷ 100 = 9.625" in text and "9.625 → 9.63" in text
        assert "财预〔2020〕10号" in text and "第十六条" in text
    assert "Measures for the performance evaluation" in en and "the measures say by importance" in en
    assert "依据实务表样，未核对原文" in zh and "本软件约定" in zh  # the score's rule, and the sharing of points
    assert "text not read" in en and "our convention" in en
    assert zh.splitlines()[-1] == "得分 9.63"


def test_a_bare_cost_in_another_unit() -> None:
    """20000 元 bare under cost, 2.5 万元: at most; 5 × 20000 ÷ 25000 = 4."""
    facts = IndicatorFacts(
        name="系统维护费",
        target="20000 元",
        reading=threshold("20000 元", Comparator.EQ, "20000", "元", Note("bare-value")),
        choice=CaseChoice(case=Case.AT_MOST, provision="score.at-most", bare="le", bare_provision="bare.cost-level"),
        provision="score.at-most",
        points=500,
        score=400,
        pending=False,
        outcome="2.5 万元",
        outcome_reading=OutcomeReading(
            text="2.5 万元", kind=OutcomeKind.QUANTITY, value=Decimal("2.5"), unit="万元", factor=Fraction(10_000)
        ),
        low=Fraction(20_000),
        value=Fraction(25_000),
    )
    zh = said(derive(facts, BOOK), "zh")
    assert "只写数值，按“≤”识别" in zh
    assert "2.5 × 10000 = 25000 元" in zh
    assert "5 × 20000 ÷ 25000 = 4" in zh
    assert "表中填报" in zh


def test_a_ladder_and_a_negative_outcome_are_shown(tmp_path: Path) -> None:
    """13 against 10 with −10 % from 130 % on: 5 × 0.9 = 4.5; and −3 counts as 0."""
    path = tmp_path / "ladder.toml"
    path.write_text(
        'id = "ladder"\nextends = "mof-2021-101"\n[[override]]\nprovision = "policy.over-achievement-ladder"\n'
        'enabled = true\nreason = "本地启用"\n',
        encoding="utf-8",
    )
    over = IndicatorFacts(
        name="",
        target="≥10",
        reading=threshold("≥10", Comparator.GE, "10", "次"),
        choice=CaseChoice(case=Case.AT_LEAST, provision="score.at-least"),
        provision="score.at-least",
        points=500,
        score=450,
        pending=False,
        low=Fraction(10),
        value=Fraction(13),
    )
    assert "× (1 − 0.1) = 4.5" in said(derive(over, load(str(path))), "zh")
    assert "× (1 −" not in said(derive(over, BOOK), "zh")
    below = replace(over, score=0, value=Fraction(-3))
    assert "policy.negative-outcome" in said(derive(below, BOOK), "zh")


def test_a_level_without_a_share_shows_both_provisions() -> None:
    facts = IndicatorFacts(
        name="教学质量",
        target="不断提高",
        reading=Reading(text="不断提高", kind=ReadingKind.QUALITATIVE),
        choice=CaseChoice(case=Case.QUALITATIVE, provision="score.qualitative"),
        provision="policy.level-default",
        points=1000,
        score=700,
        pending=False,
        outcome="部分达成",
        level=1,
    )
    zh = said(derive(facts, BOOK), "zh")
    assert "依据 score.qualitative" in zh and "依据 policy.level-default" in zh
    assert "部分实现：10 × 0.7 = 7" in zh


def test_a_pending_score_says_its_range_and_why() -> None:
    facts = IndicatorFacts(
        name="招商成本",
        target="≤1000 人/元",
        reading=threshold("≤1000 人/元", Comparator.LE, "1000", "元", Note("unit-inverted")),
        choice=CaseChoice(case=Case.UNSCORABLE, provision="policy.unscorable", reason="unit-inverted"),
        provision="policy.unscorable",
        points=2000,
        score=0,
        pending=True,
    )
    text = said(derive(facts, BOOK), "en")
    assert "pending (0 to 20.00)" in text and "policy.unscorable" in text


def test_execution_by_rate_and_by_band() -> None:
    """799960 of 1000000 is 79.996 %, 80.00: 8.00 by the ministry, 7.00 in Jiangxi."""
    for book_id, earned, shown in (
        ("mof-2021-101", 800, "10.00 × 80.00% → 8.00"),
        ("jiangxi", 700, "10.00 × 0.7 → 7.00"),
    ):
        steps = derive_execution(
            initial=None,
            full_year=Decimal(1_000_000),
            executed=Decimal(799_960),
            rate_of=(Decimal(1_000_000), Decimal(799_960)),
            points=1000,
            rate=8000,
            score=earned,
            pending=False,
            provision="execution.rate",
            book=load(book_id),
        )
        assert shown in said(steps, "zh") and "799960 ÷ 1000000 = 80.00%" in said(steps, "zh")


def test_execution_without_a_budget() -> None:
    steps = derive_execution(
        initial=None,
        full_year=Decimal(0),
        executed=Decimal(0),
        rate_of=(None, Decimal(0)),
        points=1000,
        rate=-1,
        score=0,
        pending=True,
        provision="execution.zero-budget",
        book=BOOK,
    )
    assert "execution.zero-budget" in said(steps, "zh") and "待定（0 至 10.00）" in said(steps, "zh")


def test_total_and_grade() -> None:
    zh = said(derive_total(execution=(1000, 1000), indicators=[4000, 2999, 1000], low=8999, high=8999, book=BOOK), "zh")
    assert "10.00 + 40.00 + 29.99 + 10.00 = 89.99" in zh and zh.endswith("等级 良")
    open_ended = derive_total(execution=(1000, 1000), indicators=[7000, 0], low=8000, high=9000, book=BOOK)
    assert "80.00 – 90.00" in said(open_ended, "en") and "open" in said(open_ended, "en")


def test_a_converted_total_says_from_what() -> None:
    """(9 + 66.5) ÷ 80 × 100 = 94.375, half up 94.38; without execution 9 + 66.5 ÷ 70 × 90 = 94.50."""
    rule = BOOK.provision("points.not-applicable")

    def book(execution: bool) -> Rulebook:
        converting = replace(rule, use="convert-total", params={"execution": execution})
        return replace(BOOK, provisions={**BOOK.provisions, rule.key: converting})

    parts = {"execution": (900, 900), "indicators": [6650], "execution_points": 1000}
    whole = derive_total(**parts, low=9438, high=9438, book=book(True), converted_from=8000)
    assert "9.00 + 66.50 = 75.50" in said(whole, "zh") and "折算 75.50 ÷ 80.00 × 100.00 = 94.38" in said(whole, "zh")
    apart = derive_total(**parts, low=9450, high=9450, book=book(False), converted_from=7000)
    assert "Converted 9.00 + 66.50 ÷ 70.00 × 90.00 = 94.50" in said(apart, "en")


def test_rating() -> None:
    rating = department_rating((8999, 8999), [(9000, 9000), (7000, 7000)], [Decimal(14), Decimal(6)], BOOK)
    zh = said(derive_rating(rating, BOOK), "zh")
    assert "项目预算加权平均 84.00" in zh and "rating.department" in zh and "89.99 良" in zh and "70.00%" in zh
    nothing = department_rating(None, [], [], BOOK)
    assert "无法评定" in said(derive_rating(nothing, BOOK), "zh")


amounts = st.decimals(min_value="0.01", max_value="10000", places=2)


@settings(deadline=None)
@given(amounts, st.decimals(0, 10_000, places=2), st.integers(1, 3000), st.sampled_from([Case.AT_LEAST, Case.AT_MOST]))
def test_a_derivation_ends_in_the_score_of_the_columns(
    target: Decimal, outcome: Decimal, points: int, case: Case
) -> None:
    upper = case is Case.AT_MOST
    bounds = {"high" if upper else "low": [float(target)]}
    result = score(columns([int(case)], [points], outcome=[float(outcome)], **bounds), BOOK)
    key = result.provision_keys[result.provision[0]]
    facts = IndicatorFacts(
        name="",
        target="",
        reading=threshold("", Comparator.GE, str(target), ""),
        choice=CaseChoice(case=case, provision=key),
        provision=key,
        points=points,
        score=int(result.score[0]),
        pending=False,
        low=None if upper else Fraction(target),
        high=Fraction(target) if upper else None,
        value=Fraction(outcome),
    )
    exact = points * share_of(facts, BOOK.provision(key))
    assert int(exact + Fraction(1, 2)) == result.score[0]
    rounded = next(step for step in derive(facts, BOOK) if step.label_en.startswith("Two decimals"))
    assert rounded.text_en.endswith(f"→ {Decimal(int(result.score[0])).scaleb(-2):.2f}")


def test_every_case_of_dates_is_shown_as_days() -> None:
    day = Fraction(np.int64(738_885).item())  # 2023-12-31
    facts = IndicatorFacts(
        name="",
        target="2023年底",
        reading=Reading(text="2023年底", kind=ReadingKind.DEADLINE, comparator=Comparator.LE, until="2023-12-31"),
        choice=CaseChoice(case=Case.DEADLINE, provision="score.deadline"),
        provision="score.deadline",
        points=500,
        score=0,
        pending=False,
        high=day,
        value=day + 1,
    )
    assert "完成值 2024-01-01 > 目标 2023-12-31" in said(derive(facts, BOOK), "zh")


@pytest.mark.parametrize(
    ("case", "low", "high", "value", "provision", "shown"),
    [
        (Case.RANGE, "10", "20", "25", "score.range", "6 × 20 ÷ 25 = 4.8"),
        (Case.RANGE, "10", "20", "9.5", "score.range", "6 × 9.5 ÷ 10 = 5.7"),
        (Case.RANK, None, "3", "4", "score.rank", "6 × 3 ÷ 4 = 4.5"),
        (Case.AT_LEAST, "3", None, "1", "score.at-least", "6 × 1 ÷ 3 = 2"),
        (Case.AT_LEAST, "7", None, "1", "score.at-least", "6 × 1 ÷ 7 = 0.857143…"),
        (Case.AT_MOST_ZERO, None, "0", "1", "score.at-most-zero", "6 × 0 = 0"),
    ],
)
def test_formulas_with_numbers(
    case: Case, low: str | None, high: str | None, value: str, provision: str, shown: str
) -> None:
    facts = IndicatorFacts(
        name="",
        target="",
        reading=Reading(text="", kind=ReadingKind.THRESHOLD),
        choice=CaseChoice(case=case, provision=provision),
        provision=provision,
        points=600,
        score=0,
        pending=False,
        low=None if low is None else Fraction(low),
        high=None if high is None else Fraction(high),
        value=Fraction(value),
    )
    assert shown in said(derive(facts, BOOK), "zh")
