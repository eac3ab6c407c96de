"""Amounts as printed, as exact numbers: money in 万元, points in points."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from targets.language.expression import read_target
from targets.language.number import chinese, decimal_of
from targets.language.quantity import canonical_unit, factor
from targets.model.form import Form, Indicator

WAN = "万元"
_PRINTED = re.compile(r"-?\d+(?:\.\d+)?")


def in_wan(text: str | None, money_unit: str = WAN) -> Decimal | None:
    """A printed amount in 万元: ``4753.66万元``, ``5.8万``, ``580000元`` or a bare number in ``money_unit``; None where
    it is no plain amount (``约 14 万`` is none).
    """
    if not text or not text.strip():
        return None
    reading = read_target(text.strip(), unit="")
    if reading.low is None or reading.low != reading.high or reading.per is not None or reading.has("approximate"):
        return None
    unit = reading.unit or money_unit
    if unit.endswith(("百", "千", "万", "亿")):
        unit += "元"
    scale = factor(canonical_unit(unit, None), canonical_unit(WAN, None))
    return None if scale is None else decimal_of(Fraction(reading.low) * scale)


def in_points(text: str | None) -> Decimal | None:
    """Printed points or a printed score: ``10``, ``9.63``, ``10分``, ``十分``, ``20%`` (of 100); None where it is no
    number.
    """
    if text is None:
        return None
    plain = text.strip().replace("％", "%").removesuffix("分").removesuffix("%").strip()
    return Decimal(plain) if _PRINTED.fullmatch(plain) else chinese(plain)


def target_in_wan(row: Indicator) -> Decimal | None:
    """The amount of money a target names, in 万元, where it is one plain amount and no rate; else None."""
    reading = row.reading
    bound = reading.high if reading.high is not None else reading.low
    if bound is None or reading.per is not None:
        return None
    scale = factor(reading.canonical, canonical_unit(WAN, None))
    return None if scale is None else decimal_of(Fraction(bound) * scale)


def project_budget(form: Form) -> Decimal | None:
    """The money of a project in 万元: the full-year budget, else the opening one, else the total of the target form."""
    for text in (form.execution.get("full_year"), form.execution.get("initial"), form.budget.get("total")):
        amount = in_wan(text, form.money_unit)
        if amount is not None:
            return amount
    return None


def shown(amount: Decimal) -> str:
    """An amount without needless zeros: ``1342.02``, ``98``."""
    plain = format(amount, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def places(texts: Iterable[str | None]) -> int:
    """The most decimals that any of the printed numbers has."""
    found = [_PRINTED.search(text) for text in texts if text]
    return max((len(m[0].partition(".")[2]) for m in found if m), default=0)


def deviation_text(hundredths: int) -> str:
    """A deviation in hundredths of a percent as people read it: ``+12.50%``, ``-5.00%``, ``0.00%``."""
    sign = "+" if hundredths > 0 else "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02}%"
