"""One figure by itself against its target: its value, or why it says too little."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from actuals.language.asked import MEASURED
from actuals.language.converting import conversion, on_the_other_side, valued
from actuals.language.sizes import bound_of, downwards, meets
from actuals.outcome import OutcomeReading, unreadable
from targets.language.clause import DOWNWARDS, UPWARDS
from targets.language.reading import Comparator, Note, Reading, ReadingKind

K = ReadingKind


def read_alone(text: str, reading: Reading, target: Reading, indicator: str) -> OutcomeReading:
    """A reading of one figure with nothing left over."""
    if on_the_other_side(reading, target):
        return unreadable(text, "outcome-unreadable", reading.comparator.value)
    if reading.low is not None and reading.high is not None and reading.low != reading.high:
        return _all_met(text, reading, target, indicator)
    value = reading.low if reading.low is not None else reading.high
    if value is None or reading.kind not in MEASURED or reading.parts:
        detail = reading.detail("target-unreadable")
        return unreadable(text, "outcome-unreadable", f"{detail}?" if detail else reading.kind.value)
    found = valued(text, value, reading, target, indicator)
    if found.value is None or meets(found.value, found.factor, target):
        return found
    if _only_bounded(text, reading, target):
        return unreadable(text, "outcome-unreadable", reading.comparator.value)
    if reading.has("approximate"):
        return replace(found, notes=(*found.notes, Note("outcome-approximate", text.strip())))
    return found


_BOUNDED = re.compile("[≥≤<>]|以[上下内]|之内|不[低少高多超大小]于?|[超高低多少大小]于|超过|突破|至[少多]|最多|起码")


def _last_place(value: Decimal) -> Decimal:
    """The amount that 十多 or 1200余 may be more than 10 or 1200: the place of the last digit that is not 0."""
    digits = value.normalize().as_tuple()
    return Decimal(1).scaleb(int(digits.exponent))


def _only_bounded(text: str, reading: Reading, target: Reading) -> bool:
    """True if an outcome says no more than the side on which it lies: 95%以上 may be 97 %; 达到95% is 95 %."""
    bound = bound_of(target)
    if reading.has("approximate") and reading.low is not None and bound is not None:
        rate = conversion(reading, target)
        return rate is not None and (reading.low + _last_place(reading.low)) * rate.numerator > bound * rate.denominator
    if reading.has("approximate") or reading.kind is K.RANK or _BOUNDED.search(text) is None:
        return False
    both_up = reading.comparator in UPWARDS and target.comparator in UPWARDS
    return both_up or (reading.comparator in DOWNWARDS and target.comparator in DOWNWARDS)


def _all_met(text: str, reading: Reading, target: Reading, indicator: str) -> OutcomeReading:
    """3-5天 for ≤5天: all numbers of the range meet the target, and its worst is taken; pending where one misses it."""
    worst = reading.high if downwards(target) else reading.low
    if target.kind is K.RANGE and reading.high is not None and not meets(reading.high, Fraction(1), target):
        worst = None
    if reading.kind is K.RANGE and target.kind in (K.THRESHOLD, K.DURATION, K.RANGE) and worst is not None:
        found = valued(
            text,
            worst,
            replace(reading, kind=K.EQUALITY, comparator=Comparator.EQ, low=worst, high=worst),
            target,
            indicator,
        )
        if found.value is not None and meets(found.value, found.factor, target):
            return replace(found, notes=(*found.notes, Note("outcome-assumed", f"{worst:f}{reading.unit or ''}")))
    return unreadable(text, "outcome-unreadable", f"{reading.low:f}..{reading.high:f}")
