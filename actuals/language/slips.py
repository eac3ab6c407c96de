"""Slips of the hand in an outcome: a digit too many, a point moved, a dot for thousands, a unit of another size."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from actuals.language.sizes import far_off, likely_magnitude, suspect, times
from targets.language.reading import Reading
from targets.language.wording import speaks_of_quality

NEAR = Fraction(3)
"""How many times its target a figure may be, or the target the figure, to be taken for what was meant."""
_AS_THOUSANDS = -3


def dot_of_thousands(value: Decimal, rate: Fraction, reading: Reading, target: Reading) -> bool:
    """True if a figure is most likely 1,200 and not 1.200人 or 1.200元: the target says so."""
    if value.as_tuple().exponent != _AS_THOUSANDS or reading.unit is None or reading.unit == "%":
        return False
    ratio = times(value, rate * 1000, target)
    return ratio is not None and 1 / NEAR <= ratio <= NEAR


_SLIPPED = Fraction(9, 10), Fraction(11, 10)


def point_slipped(value: Decimal, target: Reading, indicator: str) -> str | None:
    """The share most likely meant where the decimal point slipped by one place: 9.2% for ≥90% is 92%, 960% is 96%.

    Only for shares of which most is wanted and that are far from it as typed; None where the figure may stand."""
    bound = target.low
    most = bound is not None and (bound >= _NEARLY_ALL or (bound >= _MOST and speaks_of_quality(indicator)))
    if bound is None or not most:
        return None
    for moved in (value * 10, value / 10):
        far = (value < bound / 5 and value != int(value)) or value > 2 * 100  # 9% may be where the year stands
        if far and moved <= 100 and _SLIPPED[0] <= Fraction(moved) / Fraction(bound) <= _SLIPPED[1]:
            return f"{moved.normalize():f}%"
    return None


_MOST, _NEARLY_ALL = Decimal(50), Decimal(80)
_TENFOLD = tuple((size, Fraction(9, 10) * size, Fraction(11, 10) * size) for size in (10, 100))


def tenfold(value: Decimal, rate: Fraction, target: Reading) -> str:
    """``10倍``, ``100倍``, ``1/10`` where an outcome is about so many times its target: a digit too many or few."""
    ratio = times(value, rate, target)
    if ratio is None or not ratio > 0 or Fraction(1, 5) < ratio < 5:
        return ""
    for size, least, most in _TENFOLD:
        if least <= ratio <= most:
            return f"{size}倍"
        if least <= 1 / ratio <= most:
            return f"1/{size}"
    return ""


def magnitude_doubt(value: Decimal, rate: Fraction, reading: Reading, target: Reading, wanted: str) -> str:
    """The likely meaning of a figure that is a thousand times its target, or a thousandth; empty where it may be
    meant as it stands: both state the same unit and it is no thousand times, or it is a share."""
    if not far_off(value, rate, target):
        return ""
    ratio = times(abs(value), rate, target)
    if not suspect(ratio) or ratio is None or reading.unit in ("%", "‰", "‱") or (target.unit == "%" and ratio < 1):
        return ""
    if reading.unit is not None and reading.unit == target.unit and ratio < 1:
        return ""
    likely = likely_magnitude(value, ratio, reading.unit or wanted)
    return f"{likely}?" if likely else f"×{float(ratio):.3g}?"
