"""Figures as people read them: points, totals as ranges, percentages, grades; exact, and rounded half up once."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import isfinite

from evaluator.language import pick

_PLAIN = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def half_up(value: Fraction, decimals: int = 2) -> int:
    """The nearest whole number of 10**-decimals, a half up."""
    scaled = value * 10**decimals
    return int((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator))


@lru_cache(maxsize=1 << 14)
def points(hundredths: int) -> Decimal:
    """Hundredths of a point as a Decimal of two places: 963 → 9.63."""
    return Decimal(int(hundredths)).scaleb(-2)


def range_text(low: int, high: int, lang: str) -> str:
    """A total in points: ``92.35``, or ``78.50 至 90.00`` while something is pending."""
    return str(points(low)) if low == high else f"{points(low)} {pick(lang, '至', 'to')} {points(high)}"


def grade_text(grade: str, grade_low: str, grade_high: str, lang: str) -> str:
    """The grade, or both ends of what it may become; nothing where there is no total to grade."""
    if grade or not grade_low:
        return grade
    return pick(lang, f"待定（{grade_low}—{grade_high}）", f"open ({grade_low} to {grade_high})")


def percent(hundredths: int) -> str:
    """Hundredths of a percent as printed: 9538 → ``95.38%``; nothing where unknown (negative)."""
    return "" if hundredths < 0 else f"{points(hundredths)}%"


def percent_of(share: Fraction | None) -> str:
    """An exact share as a percentage of two places, rounded for display only; nothing for None."""
    return "" if share is None else f"{_shown(share * 100, 2)}%"


def completion_text(completion: float) -> str:
    """A completion as a percentage with two places; nothing where there is none."""
    return percent_of(Fraction(repr(float(completion))) if isfinite(completion) else None)


def completion_share(completion: float) -> str | None:
    """A completion with at most six decimals for JSON: ``0.9625``, ``1.3``; None where there is none."""
    return None if completion != completion else f"{completion:.6f}".rstrip("0").rstrip(".")


def share_text(share: Fraction | None) -> str | None:
    """An exact share with four decimals for JSON; None where there is none."""
    return None if share is None else _shown(share, 4)


def amount(text: str) -> Decimal | None:
    """An amount of the columns ``initial``, ``full_year``, ``executed``: a plain number; None for what was typed there
    and is none.
    """
    return Decimal(text) if _PLAIN.fullmatch(text) else None


def rate_of(executed: Decimal, budget: Decimal) -> int:
    """Executed ÷ budget in hundredths of a percent; the budget must not be 0."""
    return half_up(Fraction(executed) / Fraction(budget), 4)


def _shown(value: Fraction, decimals: int) -> str:
    """Every digit however large the number; ``Decimal`` would stop at twenty-eight."""
    whole, rest = divmod(half_up(value, decimals), 10**decimals)
    return f"{whole}.{rest:0{decimals}d}"
