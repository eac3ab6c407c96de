"""Two arithmetics with one face, so that a method is written once.

Quick floats that know when they are near a boundary, and exact rationals for the rows that were.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Mask = NDArray[np.bool_]

# Floats of decimals with at most 15 digits are off by 2**-53 and each operation adds as much; a dozen operations stay
# below 1e-14. The margin is a hundred thousand times that, and still leaves few rows to decide again.
NEAR = 1e-7


class Floats:
    """float64. ``near`` marks the rows in which a comparison or a rounding was too close to be trusted.

    ``converted`` marks rows whose outcome was multiplied by a factor. In the others, two numbers as typed are equal as
    floats exactly if they are equal as decimals (at most 15 significant digits): those comparisons need no second look.
    """

    def __init__(self, rows: int, converted: Mask | None = None) -> None:
        self.near: Mask = np.zeros(rows, dtype=np.bool_)
        self._converted = converted

    def constant(self, value: Decimal | int) -> Any:
        """A number of the book in this arithmetic."""
        return float(value)

    def at_least(self, left: Any, right: Any, *, as_typed: bool = False) -> Mask:
        """``left >= right``; ``as_typed`` where both sides are numbers as typed (but for the factor of the row)."""
        self._look(left, right, as_typed)
        return np.asarray(left >= right)

    def ratio(self, over: Any, under: Any) -> Array:
        """``over / under``, 0 where ``under`` is 0."""
        top, bottom = np.broadcast_arrays(over, under)
        shares: Array = np.divide(top, bottom, out=np.zeros(top.shape), where=bottom != 0)
        return shares

    def floor(self, value: Array) -> Array:
        """The largest whole number not above."""
        nearest = np.rint(value)
        self.near |= np.abs(value - nearest) <= NEAR * np.maximum(np.abs(value), 1)
        return np.floor(value)

    def half_up(self, value: Array) -> NDArray[np.int64]:
        """The nearest whole number, a half up; for values of 0 and more."""
        self.near |= np.abs(value - np.floor(value) - 0.5) <= NEAR * np.maximum(value, 1)
        return np.floor(value + 0.5).astype(np.int64)

    def _look(self, left: Any, right: Any, as_typed: bool) -> None:
        close = np.abs(left - right) <= NEAR * np.maximum(np.abs(left), np.abs(right))
        if as_typed:
            if self._converted is None:
                return
            close &= self._converted
        self.near |= close


class Rationals:
    """Columns of ``fractions.Fraction``: slow and exact."""

    def constant(self, value: Decimal | int) -> Any:
        """A number of the book in this arithmetic."""
        return Fraction(value)

    def at_least(self, left: Any, right: Any, *, as_typed: bool = False) -> Mask:
        """``left >= right``; ``as_typed`` where both sides are numbers as typed (but for the factor of the row)."""
        return np.asarray(left >= right)

    def ratio(self, over: Any, under: Any) -> Array:
        """``over / under``, 0 where ``under`` is 0."""
        top, bottom = np.broadcast_arrays(over, under)
        return column((_fraction(a) / b if b else Fraction(0) for a, b in zip(top, bottom, strict=True)), len(top))

    def floor(self, value: Array) -> Array:
        """The largest whole number not above."""
        return column((Fraction(v.numerator // v.denominator) for v in value), len(value))

    def half_up(self, value: Array) -> NDArray[np.int64]:
        """The nearest whole number, a half up; for values of 0 and more."""
        whole = ((2 * v.numerator + v.denominator) // (2 * v.denominator) for v in map(_fraction, value))
        return np.fromiter(whole, dtype=np.int64, count=len(value))


def column(values: Any, length: int) -> Array:
    """An object column from any iterable of that length."""
    made = np.empty(length, dtype=object)
    for place, value in enumerate(values):
        made[place] = value
    return made


def decimals(values: Array) -> Array:
    """The exact decimals that these floats were made of (at most 15 significant digits); None where NaN."""
    listed = values.tolist()
    exact = {v: Fraction(*Decimal(repr(v)).as_integer_ratio()) for v in set(listed) if v == v}
    return column((exact.get(v) for v in listed), len(values))


def _fraction(value: Any) -> Fraction:
    """The value as a fraction; most are."""
    return value if isinstance(value, Fraction) else Fraction(int(value))
