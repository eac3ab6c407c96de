"""Ratings of several departments at once, by hand: sums that are exact at any size, means, blends, shares of money."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from operator import add

import numpy as np
import pytest

from rules.loading import load
from rules.rating import Ratings, Sums, department_rating, ratings, sums
from rules.rulebook import Rulebook

BOOK = load("mof-2021-101")


def blending(share: str) -> Rulebook:
    """The book with its department rating a blend, ``share`` of it from the own form."""
    provision = dataclasses.replace(
        BOOK.provision("rating.department"), use="blend", params={"own_share": Decimal(share)}
    )
    return dataclasses.replace(BOOK, provisions={**BOOK.provisions, "rating.department": provision})


def rated(own: list[tuple[int, int]], projects: list[tuple[int, int, int, int]], book: Rulebook = BOOK) -> Ratings:
    """Departments by the ends of their own totals (-1 without a form); projects as (department, low, high, budget)."""
    low, high = np.array(own).T
    return ratings(low, high, summed(projects, len(own), book), book)


def summed(projects: list[tuple[int, int, int, int]], departments: int, book: Rulebook = BOOK) -> Sums:
    department, low, high, budget = np.array(projects, dtype=np.int64).reshape(-1, 4).T
    return sums(department, low, high, budget, departments, book)


PROJECTS = [(0, 9000, 9000, 14), (2, 8000, 9000, 1), (0, 7000, 7000, 6), (2, 6000, 6000, 2), (3, 5000, 5000, 0)]


def test_sums_are_products_and_counts_by_grade() -> None:
    """优 良 中 差 and open, one row a department; the second has no project."""
    for department_type in (np.int64, object):
        department, low, high, budget = np.array(PROJECTS).T
        found = sums(department, low, high, budget.astype(department_type), 4, BOOK)
        assert found.low.tolist() == [9000 * 14 + 7000 * 6, 0, 8000 + 12_000, 0]
        assert found.high.tolist() == [9000 * 14 + 7000 * 6, 0, 9000 + 12_000, 0]
        assert found.money.tolist() == [[14, 0, 6, 0, 0], [0] * 5, [0, 0, 2, 0, 1], [0] * 5]
        assert found.projects.tolist() == [[1, 0, 1, 0, 0], [0] * 5, [0, 0, 1, 0, 1], [0, 0, 0, 1, 0]]
        assert found.projects.dtype == np.int64


def test_a_grade_that_is_known_is_taken_as_it_is() -> None:
    """A caller that has the grades gives them: 7 of money stand under the grade given, whatever the total says."""
    known = np.array([2, -1], dtype=np.int8)
    found = sums(
        np.array([0, 0]), np.array([9500, 9500]), np.array([9500, 9500]), np.array([7, 5]), 1, BOOK, grade=known
    )
    assert found.money.tolist() == [[0, 0, 7, 0, 5]]
    assert found.projects.tolist() == [[0, 0, 1, 0, 1]]


def test_sums_of_parts_add_up_to_those_of_the_whole() -> None:
    whole, parts = summed(PROJECTS, 4), summed(PROJECTS[:2], 4) + summed(PROJECTS[2:], 4)
    for name in ("low", "high", "money", "projects"):
        assert getattr(parts, name).tolist() == getattr(whole, name).tolist(), name


@pytest.mark.parametrize(
    ("count", "departments"),
    [(3, 2), (8191, 1), (8192, 1), (8193, 2), (20_000, 1), (20_000, 3), (20_000, 20_001)],
)
def test_sums_are_exact_at_any_size(count: int, departments: int) -> None:
    """Budgets up to 2**50 - 1 and full points, few and many to a department: against Python's integers."""
    budgets = [2**50 - 1 - 3**20 * number % 2**50 // 7 if number % 3 else 2**50 - 1 for number in range(count)]
    places = [number % departments for number in range(count)]
    totals = [10_000 - number % 2 for number in range(count)]
    wanted = [0] * departments
    for place, total, budget in zip(places, totals, budgets, strict=True):
        wanted[place] += total * budget
    column = np.array(totals)
    found = sums(np.array(places), column, column, np.array(budgets), departments, BOOK)
    assert found.low.tolist() == found.high.tolist() == wanted
    assert all(type(value) is int for value in found.low.tolist())


def test_the_own_form_is_the_rating_and_the_mean_stands_beside() -> None:
    """(14 × 90 + 6 × 70) ÷ 20 = 84; a form of 0 is a form; (80 + 2 × 60) ÷ 3 = 66.666… and (90 + 120) ÷ 3 = 70."""
    found = rated([(8999, 9100), (0, 0), (-1, -1), (-1, -1)], PROJECTS)
    assert found.low.tolist() == [8999, 0, 6667, -1]
    assert found.high.tolist() == [9100, 0, 7000, -1]
    assert (found.own_low.tolist(), found.own_high.tolist()) == ([8999, 0, -1, -1], [9100, 0, -1, -1])
    assert found.mean_low.tolist() == [8400, -1, 6667, -1]
    assert found.mean_high.tolist() == [8400, -1, 7000, -1]
    assert found.basis.tolist() == ["own-form", "own-form", "projects-mean", "projects-mean"]
    assert found.provision.tolist() == [*["rating.department"] * 2, *["rating.without-form"] * 2]
    assert found.shares.tolist() == [[7000, 0, 3000, 0, 0], [0] * 5, [0, 0, 6667, 0, 3333], [0] * 5]
    for name in ("low", "high", "mean_low", "mean_high", "shares"):
        assert getattr(found, name).dtype == np.int64, name


def test_a_blend_where_there_are_both() -> None:
    """0.6 × 90 + 0.4 × 84 = 87.60; without projects or without money the form; without a form the mean."""
    own = [(9000, 9500), (5000, 5000), (-1, -1), (100, 100)]
    found = rated(own, PROJECTS, blending("0.6"))
    assert found.low.tolist() == [8760, 5000, 6667, 100]
    assert found.high.tolist() == [9060, 5000, 7000, 100]  # 0.6 × 95 + 0.4 × 84
    assert found.basis.tolist() == ["blend", "own-form", "projects-mean", "own-form"]


def test_shares_of_money_by_largest_remainder_ties_in_order() -> None:
    """Thirds: the first takes the hundredth; 1 : 1 : 4 of 6 are 16.666…, 16.666…, 66.666…: two hundredths to give."""
    found = rated(
        [(-1, -1)] * 3,
        [
            *[(0, 9000, 9000, 1), (0, 8000, 8000, 1), (0, 6000, 6000, 1)],
            *[(1, 9000, 9000, 1), (1, 8000, 8000, 1), (1, 6000, 6000, 4)],
            *[(2, 9000, 9000, 2), (2, 8000, 8000, 3), (2, 6000, 6000, 2)],
        ],
    )
    # 2 : 3 : 2 of 7 are 28.5714…, 42.8571…, 28.5714…: the hundredth goes to the one with most left over
    assert found.shares.tolist() == [
        [3334, 3333, 3333, 0, 0],
        [1667, 1667, 6666, 0, 0],
        [2857, 4286, 2857, 0, 0],
    ]
    assert found.shares.sum(axis=1).tolist() == [10_000] * 3


def test_the_smallest_money_is_money() -> None:
    found = rated([(-1, -1)], [(0, 7777, 7777, 1)])
    assert (found.low.tolist(), found.shares.tolist()) == ([7777], [[0, 0, 10_000, 0, 0]])


def test_a_mean_is_exact_where_floats_are_not() -> None:
    """89.995 less a hundred-quintillionth rounds down, 89.995 itself up."""
    half = 5 * 10**19
    projects = [(9000, 9000), (8999, 8999)]
    below = department_rating(None, projects, [Decimal(half - 1), Decimal(half + 1)], BOOK)
    exact = department_rating(None, projects, [Decimal(half), Decimal(half)], BOOK)
    assert (below.low, exact.low) == (8999, 9000)


def test_budgets_with_decimals() -> None:
    """0.5 and 1.25 万元: (90 × 0.5 + 70 × 1.25) ÷ 1.75 = 75.714…; 28.57 % and 71.43 %."""
    rating = department_rating(None, [(9000, 9000), (7000, 7000)], [Decimal("0.5"), Decimal("1.25")], BOOK)
    assert rating.low == int(Fraction(9000 * 50 + 7000 * 125, 175) + Fraction(1, 2)) == 7571
    assert [(m.money, m.share) for m in rating.money if m.projects] == [(Decimal("0.5"), 2857), (Decimal("1.25"), 7143)]
    whole = department_rating(None, [(9000, 9000)], [Decimal("3E+2")], BOOK)
    assert [m.money for m in whole.money if m.projects] == [Decimal(300)]


def test_one_department_with_a_range() -> None:
    rating = department_rating((7999, 8000), [(0, 0)], [Decimal(1)], BOOK)
    assert (rating.low, rating.high, rating.grade, rating.own) == (7999, 8000, None, (7999, 8000))
    assert (rating.mean_low, rating.mean_high, rating.mean_grade) == (0, 0, "差")
    assert (department_rating((0, 0), [], [], BOOK).low, department_rating((0, 0), [], [], BOOK).grade) == (0, "差")
    with pytest.raises(ValueError, match=r"^one budget of 0 or more is wanted for each project$"):
        department_rating(None, [(1, 1)], [], BOOK)


LARGE = [
    (0, 9000, 9500, 3 << 30),
    (0, 7001, 7001, (1 << 26) + 5),
    (1, 8000, 8000, (1 << 49) + 1),
    (1, 10_000, 10_000, 7),
]


def test_sums_past_the_low_half_of_a_number() -> None:
    """Budgets of more than 24 bits, sums within 60 bits and past them."""
    of = summed(LARGE, 2)
    assert of.low.tolist() == [9000 * (3 << 30) + 7001 * ((1 << 26) + 5), 8000 * ((1 << 49) + 1) + 70_000]
    assert of.high.tolist() == [9500 * (3 << 30) + 7001 * ((1 << 26) + 5), 8000 * ((1 << 49) + 1) + 70_000]
    assert of.money.sum(axis=1).tolist() == [(3 << 30) + (1 << 26) + 5, (1 << 49) + 8]
    within = summed(LARGE[:2], 1)
    assert within.low.dtype == within.money.dtype == np.int64, "what can go on in 64 bits does"
    assert within.low.tolist() == of.low.tolist()[:1] and within.money.tolist() == of.money.tolist()[:1]
    assert of.low.dtype == object


def test_the_first_departments_of_sums() -> None:
    whole, first = summed(PROJECTS, 4), summed(PROJECTS, 4).first(3)
    assert first.low.tolist() == whole.low.tolist()[:3] and first.high.tolist() == whole.high.tolist()[:3]
    assert first.money.tolist() == whole.money.tolist()[:3] and first.projects.tolist() == whole.projects.tolist()[:3]


@pytest.mark.parametrize(("budget", "projects"), [((1 << 47) - 1, 1), ((1 << 45) - 1, 7), (1 << 47, 2)])
def test_many_parts_add_up_past_64_bits(budget: int, projects: int) -> None:
    """One department in sixty-four parts, each of them small enough for whole numbers (the last one is not): together
    totals times budgets are past 2**63, and exact.
    """
    part = summed([(0, 9_999, 10_000, budget)] * projects, 1)
    whole = reduce(add, [part] * 64)
    assert whole.low.tolist() == [64 * projects * 9_999 * budget] and whole.low.tolist()[0] > 1 << 63
    assert whole.high.tolist() == [64 * projects * 10_000 * budget]
    assert whole.money.sum() == 64 * projects * budget
    nothing = np.array([-1])
    assert ratings(nothing, nothing, whole, BOOK).mean_low.tolist() == [9_999]


@pytest.mark.parametrize("kind", [np.int64, object])
def test_sums_among_more_departments(kind: type) -> None:
    """Four departments as the third to the sixth of seven, of the same types; the others have nothing."""
    department, low, high, budget = np.array(PROJECTS).T
    own = sums(department, low, high, budget.astype(kind), 4, BOOK)
    among = own.among(2, 7)
    none = [0] * 5
    assert among.low.tolist() == [0, 0, *own.low.tolist(), 0] and among.high.tolist() == [0, 0, *own.high.tolist(), 0]
    assert among.money.tolist() == [none, none, *own.money.tolist(), none]
    assert among.projects.tolist() == [none, none, *own.projects.tolist(), none]
    for name in ("low_halves", "high_halves", "money_halves", "projects"):
        assert getattr(among, name).dtype == getattr(own, name).dtype, name


def test_halves_that_go_on_in_64_bits() -> None:
    """Eight budgets of 2**45 and more are 2**48 together, so that they stand in halves; each department has less."""
    budgets = [(1 << 45) + 3 * n for n in range(8)]
    of = summed([(n, 1, 2, budget) for n, budget in enumerate(budgets)], 8)
    assert of.low.dtype == of.money.dtype == np.int64 and of.low_halves[1].any()
    assert of.low.tolist() == budgets and of.high.tolist() == [2 * budget for budget in budgets]
    assert of.money.sum(axis=1).tolist() == budgets


def test_a_blend_of_sums_past_doubles() -> None:
    """Half of the own 70.01 and half of a mean that lacks one part in 2**46 of 80.00: just below 75.005, so 75.00."""
    projects = [(0, 8000, 8000, (1 << 46) - 1), (0, 7999, 7999, 1)]
    found = rated([(7001, 7001)], projects, blending("0.5"))
    assert found.low.tolist() == found.high.tolist() == [7500]
    assert rated([(7001, 7001)], [(0, 8000, 8000, 1 << 46)], blending("0.5")).low.tolist() == [7501]
    past = [(0, 8000, 8000, (1 << 49) - 1), (0, 7999, 7999, 1)]
    assert rated([(7001, 7001)], past, blending("0.5")).low.tolist() == [7500]
