"""Execution scores, totals, grades and the rating of a department, against hand calculation and exact fractions."""

from __future__ import annotations

import os
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.execution import execution
from rules.grades import Parts, grade_codes, grade_names, grade_range, grade_ranges, totals
from rules.loading import load
from rules.rating import department_rating

BOOK = load("mof-2021-101")
ROWS = int(os.environ.get("EVALUATOR_REFERENCE_ROWS", "20000"))


@pytest.mark.parametrize("book_id", ["mof-2021-101", "jiangxi"])
def test_rates_and_scores_equal_exact_fractions(book_id: str) -> None:
    """Amounts to the cent, many of them on and beside a half of a hundredth of a percent, and at the bands' edges."""
    rng = np.random.default_rng(5)
    budget = rng.integers(1, 10**9, ROWS)
    kind = rng.integers(0, 5, ROWS)
    edge = rng.choice([6000, 8000, 10_000, 9000, 3333], ROWS)
    spent = np.where(
        kind <= 1, budget * (2 * edge - 1) // 20_000 + rng.integers(-1, 2, ROWS), rng.integers(0, 10**9, ROWS)
    )
    even = np.where(kind == 0, budget // 20_000 * 20_000 + 20_000, budget)  # so that exact halves exist
    spent = np.where(kind == 0, even // 20_000 * (2 * edge - 1), np.maximum(spent, 0))
    points = rng.choice([1000, 2000, 777], ROWS)
    result = execution(np.full(ROWS, np.nan), even / 100, spent / 100, points, load(book_id))
    apart = (spent > 0) & ((spent >= 1000 * even) | (even >= 1000 * spent))  # two units, not a rate
    assert result.pending.tolist() == apart.tolist() and 0 < apart.sum() < ROWS // 10
    bands = [(10_000, 10), (8000, 7), (6000, 5), (0, 0)]
    columns = (spent, even, points, result.rate, result.score)
    for s, b, p, rate, earned in zip(*(column[~apart].tolist() for column in columns), strict=True):
        exact = int(Fraction(10_000 * s, b) + Fraction(1, 2))
        assert rate == exact
        if book_id == "jiangxi":
            share = Fraction(next(share for start, share in bands if exact >= start), 10)
        else:
            share = Fraction(min(exact, 10_000), 10_000)
        assert earned == int(p * share + Fraction(1, 2))


def test_negative_amounts_are_no_amounts() -> None:
    result = execution(np.full(2, np.nan), np.array([-1.0, 5.0]), np.array([1.0, -5.0]), np.full(2, 1000), BOOK)
    assert result.pending.all() and result.rate.tolist() == [-1, -1]


@given(st.lists(st.integers(0, 10_000), min_size=1))
def test_grades_follow_the_cuts(values: list[int]) -> None:
    names = grade_names(BOOK)
    assert names == ("优", "良", "中", "差")
    wanted = [0 if v >= 9000 else 1 if v >= 8000 else 2 if v >= 6000 else 3 for v in values]
    assert grade_codes(np.array(values), BOOK).tolist() == wanted


def test_a_range_has_a_grade_only_where_both_ends_agree() -> None:
    assert grade_range(7850, 9000, BOOK) is None
    assert grade_range(8000, 8999, BOOK) == "良"
    assert grade_ranges(np.array([8999, 9000]), np.array([9000, 10_000]), BOOK).tolist() == [-1, 0]


def test_a_total_is_at_most_a_hundred() -> None:
    """Points past 100 are never cut off in silence: the total is a range that holds what counts and what may not."""
    low, high = totals(parts([1000, 1000, 1000], [9001, 8999, 8900], deviation=[1, 0, 1000]))
    assert low.tolist() == [10_000, 9999, 8900] and high.tolist() == [10_000, 9999, 9900]


def test_points_that_are_missing_or_rows_without_any_leave_the_total_open() -> None:
    low, high = totals(parts([900, 950, 700], [7000, 0, 0], deviation=[-1000, 0, 0], left_out=[False, True, True]))
    assert low.tolist() == [7900, 950, 700] and high.tolist() == [8900, 9950, 9700]


def parts(
    execution: list[int], indicators: list[int], with_execution: bool = False, **more: list[int] | list[bool]
) -> Parts:
    nothing = np.zeros(len(execution), dtype=np.int64)
    return Parts(
        execution=np.array(execution),
        execution_open=nothing,
        execution_points=np.full(len(execution), 1000),
        indicators=np.array(indicators),
        indicators_open=nothing,
        deviation=np.array(more.get("deviation", nothing)),
        left_out=np.array(more.get("left_out", nothing), dtype=bool),
        converted_from=np.array(more.get("converted_from", nothing)),
        with_execution=with_execution,
    )


def test_a_total_is_converted_from_the_points_that_apply() -> None:
    """With execution: (9 + 66.5) ÷ 80 × 100 = 94.375, half up 94.38; (9 + 66.49) ÷ 80 × 100 = 94.3625.
    Without: 9 + 66.5 ÷ 70 × 90 = 94.5; nothing is converted where all applies.
    """
    earned = [900, 900, 900], [6650, 6649, 6650]
    whole = parts(*earned, converted_from=[8000, 8000, 0], with_execution=True)
    assert [end.tolist() for end in totals(whole)] == [[9438, 9436, 7550]] * 2
    apart = parts(*earned, converted_from=[7000, 0, 0])
    assert [end.tolist() for end in totals(apart)] == [[9450, 7549, 7550]] * 2


def test_a_converted_total_is_a_range_while_something_is_pending_or_points_are_off() -> None:
    """20 of 80 points pending: 55.5 ÷ 80 to 75.5 ÷ 80. 10 points lacking of 100: 75.5 ÷ 90 to 85.5 ÷ 90; 10 too many:
    (75.5 − 10) ÷ 70 to 75.5 ÷ 80.
    """
    waiting = replace(
        parts([900, 900, 900], [4650, 6650, 6650], deviation=[0, -1000, 1000], with_execution=True),
        converted_from=np.array([8000] * 3),
        indicators_open=np.array([2000, 0, 0]),
    )
    low, high = totals(waiting)
    assert low.tolist() == [6938, 8389, 9357] and high.tolist() == [9438, 9500, 9438]


@pytest.mark.parametrize("with_execution", [True, False])
def test_converted_totals_equal_exact_fractions(with_execution: bool) -> None:
    """Forms whose points add up to 100: what was earned of the points that apply, converted to the full points."""
    rng = np.random.default_rng(17)
    points = rng.integers(0, 3001, ROWS)
    kept = np.maximum((rng.integers(1, 101, ROWS) * (10_000 - points)) // 100, 1)
    spent, earned = (rng.integers(0, 10_001, ROWS) * most // 10_000 for most in (points, kept))
    base = kept + points if with_execution else kept
    nothing = np.zeros(ROWS, dtype=np.int64)
    low, high = totals(
        Parts(
            execution=spent,
            execution_open=nothing,
            execution_points=points,
            indicators=earned,
            indicators_open=nothing,
            deviation=nothing,
            left_out=nothing.astype(bool),
            converted_from=base,
            with_execution=with_execution,
        )
    )
    assert (low == high).all()
    rows = zip(spent.tolist(), points.tolist(), earned.tolist(), base.tolist(), strict=True)
    for ours, (execution_score, worth, score, of) in zip(low.tolist(), rows, strict=True):
        if with_execution:
            exact = Fraction(execution_score + score, of) * 10_000
        else:
            exact = execution_score + Fraction(score, of) * (10_000 - worth)
        assert ours == int(exact + Fraction(1, 2))


def test_the_department_is_rated_on_its_own_form_with_the_mean_beside() -> None:
    """(90 × 14 + 70 × 6) ÷ 20 = 84."""
    rating = department_rating((8999, 8999), [(9000, 9000), (7000, 7000)], [Decimal(14), Decimal(6)], BOOK)
    assert (rating.low, rating.high, rating.grade, rating.basis) == (8999, 8999, "良", "own-form")
    assert (rating.mean_low, rating.mean_high, rating.mean_grade) == (8400, 8400, "良")
    assert [(m.grade, m.projects, m.money, m.share) for m in rating.money] == [
        ("优", 1, Decimal(14), 7000),
        ("良", 0, Decimal(0), 0),
        ("中", 1, Decimal(6), 3000),
        ("差", 0, Decimal(0), 0),
    ]
    assert rating.provision == "rating.department"


def test_without_a_form_the_mean_stands_in() -> None:
    """(90.01 × 1 + 90.00 × 1) ÷ 2 = 90.005, half up 90.01."""
    rating = department_rating(None, [(9001, 9001), (9000, 9000)], [Decimal(1), Decimal(1)], BOOK)
    assert (rating.low, rating.grade, rating.basis, rating.provision) == (
        9001,
        "优",
        "projects-mean",
        "rating.without-form",
    )


def test_a_pending_project_makes_a_range_and_its_money_is_open() -> None:
    rating = department_rating(None, [(9000, 9000), (7000, 9500)], [Decimal(1), Decimal(2)], BOOK)
    assert (rating.low, rating.high, rating.grade) == (7667, 9333, None)
    assert [(m.grade, m.share) for m in rating.money if m.money] == [("优", 3333), (None, 6667)]


def test_no_money_no_mean() -> None:
    rating = department_rating(None, [(9000, 9000)], [Decimal(0)], BOOK)
    assert (rating.low, rating.grade, rating.mean_low, rating.money) == (None, None, None, ())
    assert department_rating((6000, 6000), [], [], BOOK).grade == "中"


def test_one_budget_for_each_project() -> None:
    with pytest.raises(ValueError, match="one budget"):
        department_rating(None, [(1, 1)], [], BOOK)
    with pytest.raises(ValueError, match="one budget"):
        department_rating(None, [(1, 1)], [Decimal(-1)], BOOK)


def test_a_blend(tmp_path) -> None:
    """0.6 × 90.00 + 0.4 × 84.00 = 87.60."""
    path = tmp_path / "blend.toml"
    path.write_text(
        'id = "blend"\nextends = "mof-2021-101"\n[[override]]\nprovision = "rating.department"\nuse = "blend"\n'
        'params = { own_share = 0.6 }\nstanding = "convention"\nreason = "示例"\nzh = "六四"\nen = "six to four"\n',
        encoding="utf-8",
    )
    book = load(str(path))
    rating = department_rating((9000, 9000), [(9000, 9000), (7000, 7000)], [Decimal(14), Decimal(6)], book)
    assert (rating.low, rating.basis) == (8760, "blend")
    assert department_rating((9000, 9000), [], [], book).basis == "own-form"


project = st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)).map(lambda ends: (min(ends), max(ends)))
money = st.decimals(0, 10**6, places=2)


@settings(deadline=None)
@given(st.lists(st.tuples(project, money), min_size=1, max_size=12))
def test_shares_of_money_add_up_and_the_mean_lies_between(found: list[tuple[tuple[int, int], Decimal]]) -> None:
    ends, budgets = [f[0] for f in found], [f[1] for f in found]
    rating = department_rating(None, ends, budgets, BOOK)
    if not sum(budgets):
        assert rating.money == () and rating.low is None
        return
    assert sum(part.share for part in rating.money) == 10_000
    assert sum(part.projects for part in rating.money) == len(found)
    assert rating.low is not None and rating.high is not None
    assert min(low for low, _ in ends) <= rating.low <= rating.high <= max(high for _, high in ends)
