"""The rating of departments: their own forms, their projects' budget-weighted means, or a blend, as the book says.

Whole numbers only: sums over projects are integers that add up in any order, so that parts of a table can be summed
apart and merged; one department is a table of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules.grades import grade_names, grade_range, grade_ranges
from rules.rulebook import Rulebook
from targets.language.number import decimal_places

Total = tuple[int, int]
"""The two ends of a total in hundredths of a point, equal where nothing is pending."""
Int = NDArray[np.int64]
Whole = NDArray[Any]
"""A column of whole numbers, int64 or Python's: sums of money times points may outgrow 64 bits."""

_LOW_BITS = 24
_WHOLE = 1 << 48
"""Sums below it are exact in float64, and in int64 times factors below 2**14."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyShare:
    """The share of the projects' money in projects of one grade: ``share`` in hundredths of a percent; ``grade``
    None for projects whose grade is still open.
    """

    grade: str | None
    projects: int
    money: Decimal
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentRating:
    """``low`` and ``high``: the rating in hundredths of a point, None where there is none; ``basis``: own-form,
    projects-mean or blend; ``provision``: the key that says so. ``mean_low``/``mean_high``: the projects'
    budget-weighted mean, always beside it, None without projects or money. ``money`` adds up to 100.00 %.
    """

    low: int | None
    high: int | None
    grade: str | None
    basis: str
    provision: str
    own: Total | None
    mean_low: int | None
    mean_high: int | None
    mean_grade: str | None
    money: tuple[MoneyShare, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Sums over the projects of departments, one row a department: ``low`` and ``high`` total × budget
    summed up; ``money`` and ``projects`` one column for each grade and a last one for open grades.

    Sums are kept in halves of int64, low bits first, as long as budgets are: parts are added up much faster.
    """

    low_halves: Whole
    high_halves: Whole
    money_halves: Whole
    projects: Int

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            low_halves=self.low_halves + other.low_halves,
            high_halves=self.high_halves + other.high_halves,
            money_halves=self.money_halves + other.money_halves,
            projects=self.projects + other.projects,
        )

    def first(self, departments: int) -> Sums:
        """The sums of the first so many departments."""
        return Sums(
            low_halves=self.low_halves[:, :departments],
            high_halves=self.high_halves[:, :departments],
            money_halves=self.money_halves[:, :departments],
            projects=self.projects[:departments],
        )

    def among(self, first: int, departments: int) -> Sums:
        """The sums of so many departments, of which these are those from ``first`` on; the others have none."""
        return Sums(
            low_halves=_placed(self.low_halves, 1, first, departments),
            high_halves=_placed(self.high_halves, 1, first, departments),
            money_halves=_placed(self.money_halves, 1, first, departments),
            projects=_placed(self.projects, 0, first, departments),
        )

    @property
    def low(self) -> Whole:
        """The lower ends of the totals × budget, whole numbers that can be doubled."""
        return _joined(self.low_halves, 60)

    @property
    def high(self) -> Whole:
        """The upper ends, likewise."""
        return _joined(self.high_halves, 60)

    @property
    def money(self) -> Whole:
        """The budgets, departments × grades, whole numbers that can be multiplied by 20,000."""
        return _joined(self.money_halves, 47)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """One row a department, in hundredths, -1 for none: ``low``, ``high`` the rating; ``own_low``, ``own_high``;
    ``mean_low``, ``mean_high``; ``basis`` and ``provision`` as in ``DepartmentRating``; ``shares`` the money in each
    grade (last: open) in hundredths of a percent, all 0 without money.
    """

    low: Int
    high: Int
    own_low: Int
    own_high: Int
    mean_low: Int
    mean_high: Int
    basis: NDArray[np.object_]
    provision: NDArray[np.object_]
    shares: Int


def sums(
    department: Int,
    low: Int,
    high: Int,
    budgets: Whole,
    departments: int,
    book: Rulebook,
    *,
    grade: NDArray[np.int8] | None = None,
) -> Sums:
    """Sums over projects: ``department`` codes 0 … departments-1, totals in hundredths, ``budgets`` whole numbers of
    0 or more in one unit (int64 below 2**50, or Python integers of any size). ``grade`` where it is known already.
    """
    codes = grade_ranges(low, high, book) if grade is None else grade
    columns = len(grade_names(book)) + 1
    cell = department * columns + np.where(codes < 0, np.int8(columns - 1), codes)
    projects = np.bincount(cell, minlength=departments * columns).reshape(departments, columns)
    add = _added if budgets.dtype == object else _added_in_halves
    of_low = add(department, low, budgets, departments)
    ranges = np.flatnonzero(low != high)  # few, as a rule
    more = add(department[ranges], (high - low)[ranges], budgets[ranges], departments)
    return Sums(
        low_halves=of_low,
        high_halves=of_low + more,
        money_halves=add(cell, None, budgets, departments * columns).reshape(-1, departments, columns),
        projects=projects,
    )


def _added(place: Int, factor: Int | None, budgets: Whole, places: int) -> Whole:
    """Python integers in a single part, whatever their size."""
    total = np.full(places, 0, dtype=object)
    np.add.at(total, place, budgets if factor is None else factor.astype(object) * budgets)
    return total[None]


def _added_in_halves(place: Int, factor: Int | None, budgets: Int, places: int) -> Whole:
    """Sums in halves of 24 low bits and the rest, so that those of many parts add up in int64.

    Budgets below 2**50 in halves of 24 and 26 bits: sums of fewer than 2**27 of them are exact in float64, which is
    what bincount adds up. Times factors below 2**14 they stay below 2**40, and sums of fewer than 2**23 are exact in
    int64. Where all budgets together are small enough they are added up whole, and the sums halved.
    """
    low = (1 << _LOW_BITS) - 1
    if int(budgets.max(initial=0)) * len(budgets) < _WHOLE:
        total = _added_exactly(place, factor, budgets, places)
        return np.stack([total & low, total >> _LOW_BITS])
    halves = (budgets & low, budgets >> _LOW_BITS)
    return np.stack([_added_exactly(place, factor, half, places) for half in halves])


def _added_exactly(place: Int, factor: Int | None, amounts: Int, places: int) -> Int:
    """Amounts, times their factors if there are any, added up by place; neighbours of one place first."""
    if factor is None:
        return np.bincount(place, amounts, places).astype(np.int64)
    total = np.zeros(places, dtype=np.int64)
    begins = np.flatnonzero(np.concatenate([place[:1] >= 0, place[1:] != place[:-1]]))
    if len(begins):
        np.add.at(total, place[begins], np.add.reduceat(factor * amounts, begins))
    return total


def _placed(values: Whole, axis: int, first: int, length: int) -> Whole:
    """Zeros of that length along an axis, with the values from ``first`` on."""
    made = np.zeros((*values.shape[:axis], length, *values.shape[axis + 1 :]), dtype=values.dtype)
    made[(slice(None),) * axis + (slice(first, first + values.shape[axis]),)] = values
    return made


def _joined(halves: Whole, bits: int) -> Whole:
    """Halves as one number: int64 where all are below 2**bits, which is what one can go on to multiply, else Python's
    integers.
    """
    if halves.dtype != object:
        low, high = halves
        if (low + high * float(1 << _LOW_BITS)).max(initial=0) < 1 << bits:
            return np.asarray(low + (high << _LOW_BITS))
    parts = [half.astype(object) << _LOW_BITS * number for number, half in enumerate(halves)]
    return np.asarray(sum(parts[1:], parts[0]), dtype=object)


def ratings(own_low: Int, own_high: Int, of: Sums, book: Rulebook) -> Ratings:
    """The ratings of departments from their own totals (-1 without a form) and the sums of their projects.

    Means are exact, rounded half up to hundredths; a project without budget weighs nothing.
    """
    of_low, of_high, money = of.low, of.high, of.money
    weight = money.sum(axis=1)
    has_own, has_mean = own_low >= 0, weight > 0
    whole = np.where(has_mean, weight, 1)
    mean_low, mean_high = (
        np.where(has_mean, _half_up(total, whole), -1).astype(np.int64) for total in (of_low, of_high)
    )
    low, high = mean_low.copy(), mean_high.copy()
    with_form, without = book.provision("rating.department"), book.provision("rating.without-form")
    basis = np.where(has_own, with_form.use, without.use).astype(object)
    if with_form.use == "blend":
        basis[has_own & ~has_mean] = "own-form"
        share = Fraction(with_form.params["own_share"])
        blended = has_own & has_mean
        for rating, own, total in ((low, own_low, of_low), (high, own_high, of_high)):
            weighed = own * whole.astype(object)  # past 64 bits, with the parts of any share
            top = share.numerator * weighed + (share.denominator - share.numerator) * total.astype(object)
            rating[blended] = _half_up(top, whole.astype(object) * share.denominator)[blended]
    own_alone = basis == "own-form"
    low[own_alone], high[own_alone] = own_low[own_alone], own_high[own_alone]
    return Ratings(
        low=low,
        high=high,
        own_low=own_low,
        own_high=own_high,
        mean_low=mean_low,
        mean_high=mean_high,
        basis=basis,
        provision=np.where(has_own, with_form.key, without.key).astype(object),
        shares=_shares(money, whole),
    )


def _half_up(over: Whole, under: Whole) -> Whole:
    rounded: Whole = (2 * over + under) // (2 * under)
    return rounded


def _shares(money: Whole, whole: Whole) -> Int:
    """The share of money in each grade, by largest remainder in the order of the grades."""
    exact = 10_000 * money
    shares = exact // whole[:, None]
    rest = exact - shares * whole[:, None]
    columns = money.shape[1]
    # One number for remainder and place, so that the largest remainder comes first and ties go in order.
    order = np.argsort(-(rest * columns + np.arange(columns)[::-1]))
    missing = np.where(money.sum(axis=1) > 0, 10_000 - shares.sum(axis=1), 0)
    result = shares.astype(np.int64)
    np.put_along_axis(
        result,
        order,
        np.take_along_axis(result, order, axis=1) + (np.arange(columns) < missing[:, None]),
        axis=1,
    )
    return result


def department_rating(
    own: Total | None, projects: Sequence[Total], budgets: Sequence[Decimal], book: Rulebook
) -> DepartmentRating:
    """The rating of one department from its own total (None without a form) and its projects' totals and budgets
    (same order).

    Budgets are exact, in one unit, 0 or more; a project without budget weighs nothing. ValueError if lengths differ
    or a budget is negative. Means are exact, rounded half up to hundredths.
    """
    if len(projects) != len(budgets) or any(budget < 0 for budget in budgets):
        raise ValueError("one budget of 0 or more is wanted for each project")
    places = max((decimal_places(budget) for budget in budgets), default=0)
    scaled: Whole = np.empty(len(budgets), dtype=object)
    for place, budget in enumerate(budgets):
        scaled[place] = int(Fraction(budget) * 10**places)
    ends = np.array(projects, dtype=np.int64).reshape(-1, 2)
    of = sums(np.zeros(len(projects), dtype=np.int64), ends[:, 0], ends[:, 1], scaled, 1, book)
    own_low, own_high = (np.array([-1 if own is None else own[end]], dtype=np.int64) for end in (0, 1))
    found = ratings(own_low, own_high, of, book)
    low, high, mean_low, mean_high = (
        None if value[0] < 0 else int(value[0]) for value in (found.low, found.high, found.mean_low, found.mean_high)
    )
    return DepartmentRating(
        low=low,
        high=high,
        grade=None if low is None or high is None else grade_range(low, high, book),
        basis=str(found.basis[0]),
        provision=str(found.provision[0]),
        own=own,
        mean_low=mean_low,
        mean_high=mean_high,
        mean_grade=None if mean_low is None or mean_high is None else grade_range(mean_low, mean_high, book),
        money=_money(of, found, places, book),
    )


def _money(of: Sums, found: Ratings, places: int, book: Rulebook) -> tuple[MoneyShare, ...]:
    """The shares of one department; the open ones only where there are such projects."""
    amounts = of.money[0]
    if not amounts.sum():
        return ()
    grades: tuple[str | None, ...] = (*grade_names(book), None)
    rows = zip(grades, of.projects[0].tolist(), amounts, found.shares[0].tolist(), strict=True)
    return tuple(
        MoneyShare(grade=grade, projects=count, money=Decimal(money).scaleb(-places), share=share)
        for grade, count, money, share in rows
        if grade is not None or count
    )
