"""The deviation of an outcome from its target, (B − A) ÷ A, shown beside the score where the book asks for it."""

from __future__ import annotations

from fractions import Fraction

from rules.arithmetic import decimals
from rules.cases import Case
from rules.rulebook import Rulebook
from rules.scoring import Columns

POLICY = "policy.deviation"
_MEASURED = frozenset(Case) - {Case.UNSCORABLE, Case.QUALITATIVE, Case.NOT_APPLICABLE, Case.COMPOUND}


def deviation_of(case: Case, low: Fraction | None, high: Fraction | None, value: Fraction | None) -> Fraction | None:
    """The share of the target by which an outcome lies above (+) or below (−) it; of a range, of the bound that it has
    passed; None for days, words, a target of 0 and an outcome that is not known.
    """
    if value is None or case not in _MEASURED or case.of_dates:
        return None
    bound = low if high is None else high if low is None else min(max(value, low), high)
    if bound is None:
        return None
    if case is Case.RANGE and value == bound:
        return Fraction(0)
    return (value - bound) / bound if bound > 0 else None


def deviations(rows: Columns, book: Rulebook) -> list[int | None]:
    """The deviations of rows in hundredths of a percent, rounded half away from 0; None for all where the book does
    not show them.
    """
    shown = book.provisions.get(POLICY)
    if shown is None or not shown.enabled:
        return [None] * len(rows)
    numbers = (decimals(column) for column in (rows.low, rows.high, rows.outcome))
    found: list[int | None] = []
    for low, high, value, over, under, case in zip(
        *numbers, rows.factor_num.tolist(), rows.factor_den.tolist(), rows.case.tolist(), strict=True
    ):
        held = None if value is None else value * Fraction(over, under)
        found.append(in_hundredths(deviation_of(Case(case), low, high, held)))
    return found


def in_hundredths(deviation: Fraction | None) -> int | None:
    """A deviation in hundredths of a percent, rounded half away from 0."""
    if deviation is None:
        return None
    size = abs(deviation) * 10_000
    whole = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return -whole if deviation < 0 else whole
