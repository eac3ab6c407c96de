"""Money carried over from earlier years in the rate of execution: left in, taken out, or added, as the book says."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rules.arithmetic import Mask, decimals

Float = NDArray[np.float64]
_DECIMALS = 6  # 万元 to the hundredth of a yuan


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOver:
    """Per form: the ``budget`` carried over and what was ``spent`` of it (NaN where a form lists none); ``apart`` where
    the printed totals leave it out, ``unclear`` where nothing says if they do.
    """

    budget: Float
    spent: Float
    apart: Mask
    unclear: Mask


def by_basis(
    initial: Float, full_year: Float, executed: Float, carried: CarriedOver | None, basis: str
) -> tuple[Float, Float]:
    """The budget and the amount executed that the rate is made of; NaN where they cannot be told.

    ``initial`` and ``full-year`` take the totals as printed. ``adjusted``: without what was carried over.
    ``adjusted-with-carry-over``: with it. A form that lists no carry-over has none.
    """
    budget = initial if basis == "initial" else full_year
    if basis in ("initial", "full-year") or carried is None:
        return budget, executed
    without = basis == "adjusted"
    listed = carried.budget > 0
    changed = listed & ~carried.unclear & (~carried.apart if without else carried.apart)
    sign = -1 if without else 1
    unknown = listed & carried.unclear
    return tuple(
        np.where(unknown, np.nan, np.where(changed, _exactly(total, part, sign), total))
        for total, part in ((budget, carried.budget), (executed, carried.spent))
    )  # type: ignore[return-value]


def _exactly(total: Float, part: Float, sign: int) -> Float:
    """``total`` plus or minus ``part`` as the double that a person's decimal sum is read as."""
    found = np.round(total + sign * part, _DECIMALS)
    finer = (np.round(total, _DECIMALS) != total) | (np.round(part, _DECIMALS) != part)
    odd = np.flatnonzero(finer & ~np.isnan(total) & ~np.isnan(part))
    if len(odd):
        pairs = zip(decimals(total[odd]), decimals(part[odd]), strict=True)
        found[odd] = [float(Fraction(left + sign * right)) for left, right in pairs]
    return found
