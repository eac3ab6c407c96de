"""Claims made from the rule itself are never contradicted; claims off by a cent always are."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.auditing.document import audit_json
from evaluator.auditing.roundings import explained
from evaluator.auditing.run import audit_forms
from rules.loading import load
from targets.forms import ReadResult
from targets.kinds.location import Location
from targets.language.expression import read_target
from targets.model.form import Category, Form, FormKind, Indicator

BOOK = load("mof-2021-101")
S1 = {
    "score-above-points",
    "score-without-target",
    "score-outside-band",
    "full-score-target-missed",
    "deducted-target-met",
    "score-rounded-oddly",
    "score-differs",
}


def names(target: int, actual: int, points: Decimal, score: str) -> set[str]:
    """What is said of one claim of a count against ``≥target``."""
    text = f"≥{target}次"
    row = Indicator(
        id="x",
        level1="产出指标",
        level2="数量指标",
        name="检查次数",
        target=text,
        reading=read_target(text, indicator="检查次数"),
        category=Category.OUTPUT,
        at=Location(file="a.csv", table=0, row=1),
        actual=f"{actual}次",
        points=str(points),
        score=score,
        reason="说明",
    )
    form = Form(
        file="a.csv",
        index=0,
        kind=FormKind.PROJECT_SELF_EVALUATION,
        at=Location(file="a.csv", table=0, row=0),
        project="甲",
        rows=(row,),
    )
    return {f.name for f in audit_forms(ReadResult(forms=(form,)), BOOK).notices} & S1


def right_score(target: int, actual: int, points: Decimal) -> Decimal:
    """Art. 16 by hand: full points if met, else points × outcome ÷ target, half up to hundredths."""
    share = min(Fraction(actual, target), Fraction(1))
    exact = Fraction(points) * share
    hundredths = (exact * 100 + Fraction(1, 2)).__floor__()
    return Decimal(hundredths).scaleb(-2)


def test_rows_worth_100_leave_none_for_execution() -> None:
    def row(number: int, score: str) -> Indicator:
        text = "≥90%"
        return Indicator(
            id=str(number),
            level1="产出指标",
            level2="质量指标",
            name=f"合格率{number}",
            target=text,
            reading=read_target(text, indicator="合格率"),
            category=Category.OUTPUT,
            at=Location(file="a.csv", table=0, row=number),
            actual="95%",
            points="50",
            score=score,
            reason="",
        )

    form = Form(
        file="a.csv",
        index=0,
        kind=FormKind.PROJECT_SELF_EVALUATION,
        at=Location(file="a.csv", table=0, row=0),
        project="甲",
        execution={"full_year": "100", "executed": "50"},
        rows=(row(1, "50"), row(2, "39.5")),
        total_score="89.5",
    )
    done = audit_forms(ReadResult(forms=(form,)), BOOK).done
    total = done.total_rows[0]
    assert (total.execution_points, total.execution_score, total.total_low, total.total_high) == (0, 0, 10_000, 10_000)
    assert [claim.ours for claim in done.claims] == [5000, 5000]


AMOUNTS = {
    "target": st.integers(1, 5000),
    "actual": st.integers(0, 6000),
    "points": st.decimals("0.5", "60", places=1, allow_nan=False),
}


@settings(max_examples=60, deadline=None)
@given(**AMOUNTS)
def test_the_right_score_is_never_contradicted(target: int, actual: int, points: Decimal) -> None:
    assert names(target, actual, points, str(right_score(target, actual, points))) == set()


@settings(max_examples=60, deadline=None)
@given(**AMOUNTS, off=st.sampled_from(["-0.03", "0.03", "0.17"]))
def test_a_wrong_score_is_contradicted_once(target: int, actual: int, points: Decimal, off: str) -> None:
    ours = right_score(target, actual, points)
    claimed = ours + Decimal(off)
    if claimed < 0:
        return
    said = names(target, actual, points, str(claimed))
    if claimed > points:
        assert said == {"score-above-points"}
    elif ours == points:
        assert said == set()  # a reason is given
    else:
        assert len(said) == 1


@given(value=st.fractions(0, 60), points=st.integers(1, 60))
def test_rounding_half_up_to_one_decimal_is_harmless(value: Fraction, points: int) -> None:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    one = exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    if abs(Fraction(one) - value) == Fraction(1, 20):
        return  # 28 digits cannot decide a tie
    how = explained(str(one), one, value, Decimal(points))
    assert how is not None and how.harmless


JUNK = st.text(alphabet="0123456789.%≥≤-— 万元分优良无，年月abc=", max_size=14) | st.sampled_from(
    ["", "100%", "≥95%", "10", "9.63", "99999999999999999999", "达成", "部分达成", "1e9", "无", "-5", "0"]
)


@settings(max_examples=80, deadline=None)
@given(
    rows=st.lists(st.tuples(JUNK, JUNK, JUNK, JUNK, JUNK), max_size=4),
    money=st.lists(JUNK, min_size=6, max_size=6),
    total=JUNK,
    grade=JUNK,
)
def test_nothing_that_is_printed_stops_the_audit(
    rows: list[tuple[str, str, str, str, str]], money: list[str], total: str, grade: str
) -> None:
    at = Location(file="a.csv", table=0, row=0)
    keys = ("initial", "full_year", "executed", "points", "rate", "score")
    form = Form(
        file="a.csv",
        index=0,
        kind=FormKind.PROJECT_SELF_EVALUATION,
        at=at,
        department="某局",
        project="甲",
        execution=dict(zip(keys, money, strict=True)),
        fund_rows={"其中：财政拨款": dict(zip(keys, money[::-1], strict=True))},
        total_score=total,
        grade=grade,
        rows=tuple(
            Indicator(
                id=str(n),
                level1="产出指标",
                level2="数量指标",
                name=name,
                target=target,
                reading=read_target(target, indicator=name),
                category=Category.OUTPUT,
                at=Location(file="a.csv", table=0, row=n + 1),
                actual=actual,
                points=points,
                score=score,
                reason="",
                review_score=score[::-1],
            )
            for n, (name, target, actual, points, score) in enumerate(rows)
        ),
    )
    done = audit_forms(ReadResult(forms=(form,)), BOOK)
    for found in done.notices:
        assert found.message("zh") and found.message("en") and found.remedy("zh") and found.remedy("en")
    assert audit_json(done, "zh") == audit_json(audit_forms(ReadResult(forms=(form,)), BOOK), "zh")
