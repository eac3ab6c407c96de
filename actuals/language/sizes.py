"""The size of an outcome beside its target: is it met, how many times is it, what slip would explain it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from targets.language.clause import DOWNWARDS, UPWARDS
from targets.language.number import decimal_of
from targets.language.quantity import MAGNITUDES
from targets.language.reading import Comparator, Reading, ReadingKind


def bound_of(target: Reading) -> Decimal | None:
    """The one bound of a target, the lower where it has two."""
    return target.low if target.low is not None else target.high


def times(value: Decimal, rate: Fraction, target: Reading) -> Fraction | None:
    """The ratio of an outcome to the target's bound; None where one of them is 0 or there is no bound."""
    bound = bound_of(target)
    return Fraction(value) * rate / Fraction(bound) if bound and value else None


def on_target(value: Decimal, rate: Fraction, target: Reading) -> bool:
    """True if an outcome is exactly its target's bound."""
    bound = bound_of(target)
    return bound is not None and (value == bound if rate == 1 else Fraction(value) * rate == Fraction(bound))


def far_off(value: Decimal, rate: Fraction, target: Reading) -> bool:
    """True if an outcome may be a thousand times its target or a thousandth of it: a look before the exact one."""
    bound = bound_of(target)
    if not bound or not value:
        return False
    size = abs(float(value) * rate.numerator / rate.denominator / float(bound))
    return not 1 / _NEARLY_SUSPECT < size < _NEARLY_SUSPECT


def meets(value: Decimal, rate: Fraction, target: Reading) -> bool:
    """True if an outcome meets its target; a bare number as a floor."""
    return meets_exactly(Fraction(value) * rate, target)


def meets_exactly(size: Fraction, target: Reading) -> bool:
    """True if an amount in the target's own unit meets it; a bare number as a floor."""
    if target.kind is ReadingKind.RANK:
        return target.high is None or size <= Fraction(target.high)
    if target.low is not None and size < Fraction(target.low):
        return False
    if target.comparator in DOWNWARDS or target.comparator is Comparator.BETWEEN:
        return target.high is None or size <= Fraction(target.high)
    return target.comparator is not Comparator.GT or size > Fraction(target.low or 0)


def downwards(target: Reading) -> bool:
    """True if a target is a ceiling."""
    return target.comparator in DOWNWARDS


def upwards(target: Reading) -> bool:
    """True if a target is a floor, or a bare number that may be one."""
    return target.comparator in UPWARDS or target.comparator is Comparator.EQ


_SUSPECT, _NEARLY_SUSPECT = Fraction(1000), 999.0


def suspect(ratio: Fraction | None) -> bool:
    """True if an outcome is a thousand times its target, or a thousandth of it."""
    return ratio is not None and ratio > 0 and (ratio >= _SUSPECT or ratio <= 1 / _SUSPECT)


def likely_magnitude(value: Decimal, ratio: Fraction, unit: str) -> str:
    """The likely reading of a number that is too large or too small by a magnitude: 1000000 for 100万元 is 元."""
    for word, (_, size) in sorted(MAGNITUDES.items(), key=lambda item: item[1][1]):
        for shifted, said in (
            (ratio / size, f"{value:f}{unit.removeprefix(word)}"),
            (ratio * size, f"{value:f}{word}{unit}"),
        ):
            if Fraction(1, 5) <= shifted <= 5 and (shifted == ratio * size or unit.startswith(word)):
                return said
    scaled = decimal_of(Fraction(value))
    return f"{scaled:f}{unit}" if scaled is not None else ""
