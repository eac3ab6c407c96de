"""Amounts of money as typed in a form, turned exactly into 万元, the unit in which forms state their budgets."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from targets.expression import read_target
from targets.number import decimal_of
from targets.quantity import canonical_unit, factor

_WAN = "万元"


def in_wan(text: str, money_unit: str = _WAN) -> Decimal | None:
    """``4753.66万元``, ``5.8万``, ``580000元`` or a bare number in ``money_unit``, in 万元; None where it is no
    plain amount.

    None also for amounts that 万元 cannot hold exactly, which Chinese money never is.
    """
    reading = read_target(text.strip(), unit="")
    if reading.low is None or reading.low != reading.high or reading.per is not None or reading.has("approximate"):
        return None
    unit = reading.unit or money_unit
    if unit in ("万", "亿"):
        unit += "元"
    scale = factor(canonical_unit(unit, None), canonical_unit(_WAN, None))
    return None if scale is None else decimal_of(Fraction(reading.low) * scale)
