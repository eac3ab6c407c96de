"""Roundings that lead from an exact number to a printed one: half up, cut off, too early, or to whole points."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from evaluator.figures import half_up


@dataclass(frozen=True, slots=True)
class How:
    """In words, and whether it is a mere matter of printing (a note) or another way of reckoning (a warning)."""

    zh: str
    en: str
    harmless: bool = False


_ONE = How("四舍五入到一位小数", "rounded to one decimal", harmless=True)
_CUT_TWO = How("截去两位小数以后的数字", "cut off after two decimals")
_CUT_ONE = How("截去一位小数以后的数字", "cut off after one decimal")
_WHOLE = How("四舍五入到整数分", "rounded to whole points")
_CUT_WHOLE = How("舍去小数（整数分）", "cut off to whole points")
_EARLY = How("先把完成率四舍五入再乘分值", "the points times a completion rounded first", harmless=True)


def decimals(printed: str) -> int:
    """The number of decimals of a printed number."""
    digits = printed.strip().rstrip("%％分 ")
    return len(digits.partition(".")[2])


def explained(printed: str, value: Decimal, exact: Fraction, points: Decimal | None) -> How | None:
    """The rounding, other than to hundredths, by which the printed value follows from the exact one; None for none."""
    places, claimed = decimals(printed), Fraction(value)

    def rounded(to: int) -> bool:
        return claimed == Fraction(half_up(exact, to), 10**to)

    def cut(to: int) -> bool:
        return claimed == Fraction((exact * 10**to).__floor__(), 10**to)

    if places == 1 and rounded(1):
        return _ONE
    if places >= 2 and cut(2):
        return _CUT_TWO
    if points and places >= 1 and _early(claimed, exact / Fraction(points), Fraction(points), places):
        return _EARLY
    if places == 1 and cut(1):
        return _CUT_ONE
    if claimed.denominator == 1 and rounded(0):
        return _WHOLE
    if claimed.denominator == 1 and cut(0):
        return _CUT_WHOLE
    return None


def _early(claimed: Fraction, share: Fraction, points: Fraction, places: int) -> bool:
    """The completion rounded to hundredths or whole percents, then times the points, rounded as printed."""
    return any(
        claimed == Fraction(half_up(Fraction(half_up(share, to), 10**to) * points, places), 10**places) for to in (4, 3)
    )
