"""The rating of a department: its own form, its projects' budget-weighted mean, or a blend, as the book says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rules.grades import grade_names, grade_range
from rules.rulebook import Rulebook

Total = tuple[int, int]
"""The two ends of a total in hundredths of a point, equal where nothing is pending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyShare:
    """How much of the projects' money lies in projects of a grade: ``share`` in hundredths of a percent; ``grade``
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


def department_rating(
    own: Total | None, projects: Sequence[Total], budgets: Sequence[Decimal], book: Rulebook
) -> DepartmentRating:
    """The rating from the department's own total (None without a form) and its projects' totals and budgets (same
    order).

    Budgets are exact, in one unit, 0 or more; a project without budget weighs nothing. ValueError if lengths differ
    or a budget is negative. Means are exact, rounded half up to hundredths.
    """
    if len(projects) != len(budgets) or any(budget < 0 for budget in budgets):
        raise ValueError("one budget of 0 or more is wanted for each project")
    low, high = (_mean([total[end] for total in projects], budgets) for end in (0, 1))
    mean = None if low is None or high is None else (_half_up(low), _half_up(high))
    key = "rating.department" if own is not None else "rating.without-form"
    rule = book.provision(key)
    basis = rule.use
    rating: Total | None = own if basis == "own-form" else mean
    if basis == "blend" and own is not None:
        if low is None or high is None:
            rating, basis = own, "own-form"
        else:
            weight = Fraction(rule.params["own_share"])
            ends = [weight * o + (1 - weight) * m for o, m in zip(own, (low, high), strict=True)]
            rating = (_half_up(ends[0]), _half_up(ends[1]))
    return DepartmentRating(
        low=rating[0] if rating else None,
        high=rating[1] if rating else None,
        grade=grade_range(*rating, book) if rating else None,
        basis=basis,
        provision=key,
        own=own,
        mean_low=mean[0] if mean else None,
        mean_high=mean[1] if mean else None,
        mean_grade=grade_range(*mean, book) if mean else None,
        money=_money(projects, budgets, book),
    )


def _mean(values: Sequence[int], budgets: Sequence[Decimal]) -> Fraction | None:
    weights = [Fraction(budget) for budget in budgets]
    whole = sum(weights, Fraction(0))
    return sum((v * w for v, w in zip(values, weights, strict=True)), Fraction(0)) / whole if whole else None


def _half_up(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def _money(projects: Sequence[Total], budgets: Sequence[Decimal], book: Rulebook) -> tuple[MoneyShare, ...]:
    """The share of money in each grade, by largest remainder in the order of the grades, open ones last."""
    grades: tuple[str | None, ...] = (*grade_names(book), None)
    found = [grade_range(low, high, book) for low, high in projects]
    sums = [sum((b for b, g in zip(budgets, found, strict=True) if g == grade), Decimal(0)) for grade in grades]
    whole = sum(map(Fraction, sums), Fraction(0))
    if not whole:
        return ()
    exact = [10_000 * Fraction(money) / whole for money in sums]
    shares = [int(share) for share in exact]
    order = sorted(range(len(grades)), key=lambda place: (shares[place] - exact[place], place))
    for place in order[: 10_000 - sum(shares)]:
        shares[place] += 1
    return tuple(
        MoneyShare(grade=grade, projects=found.count(grade), money=money, share=share)
        for grade, money, share in zip(grades, sums, shares, strict=True)
        if grade is not None or found.count(None)
    )
