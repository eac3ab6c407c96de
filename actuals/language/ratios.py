"""Ratios of two things, 1:14 for 不低于1:15: the name of the measure says which side is to be large."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from actuals.language.sizes import bound_of, suspect, times
from actuals.outcome import OutcomeKind, OutcomeReading, unreadable
from targets.language.clause import DOWNWARDS, UPWARDS
from targets.language.number import number
from targets.language.quantity import factor
from targets.language.reading import Note, Reading, ReadingKind

K = ReadingKind
_FIRST = re.compile("师生|师幼|教职工与|教师与|社工与|保育员与")
"""Ratios of staff to those they serve: the first side is to be large for the second, 1:14 is better than 1:15."""
_SECOND = re.compile("床护|医护|床医|撬动|带动|杠杆|投入产出|产出比|配套")
"""Ratios of what is put in to what comes of it, of beds to nurses: the second side is to be large, 1:4.2 for 1:4."""


def of_ratio(
    text: str, value: Decimal, reading: Reading, target: Reading, indicator: str, notes: list[Note]
) -> OutcomeReading | None:
    """An outcome against a target of which at least one is a ratio; None where their units do not convert.

    Which way is better nobody says unless one side is the same and the target has a bound, or the name says it.
    """
    if target.kind is K.RATIO and reading.kind is K.RATIO:
        fractions = "/" in text and "/" in target.text
        bounded = target.comparator in UPWARDS or target.comparator in DOWNWARDS
        if (size := _by_name(value, reading, target, indicator)) is not None:
            return _made(text, value, reading, size, notes)
        same = reading.per == target.per and (value == bound_of(target) or bounded)
        if same or fractions:
            rate = factor(reading.canonical, target.canonical)
            if rate is not None:
                if reading.per != target.per and suspect(times(value, rate, target)):
                    return unreadable(text, "magnitude-suspect", f"{text}{(target.per or '').lstrip('0123456789.')}?")
                return _made(text, value, reading, rate, notes)
        return unreadable(text, "outcome-unreadable", f"{target.text.strip()}?")
    rate = factor(reading.canonical, target.canonical)
    if rate is None or (target.kind is K.RATIO and "/" not in target.text):
        return None
    return OutcomeReading(
        text=text,
        kind=OutcomeKind.QUANTITY,
        value=value,
        unit=reading.unit,
        per=reading.per,
        factor=rate,
        notes=tuple(notes),
    )


def _by_name(value: Decimal, reading: Reading, target: Reading, indicator: str) -> Fraction | None:
    """The factor that makes 1:14 an amount of the target 1:15 (15/14 of it), where the first sides are equal and the
    target is a floor; None where the name does not say which side counts."""
    ours, theirs = number(reading.per or ""), number(target.per or "")
    named = f"{indicator}|{target.text}"
    if not ours or not theirs or value != bound_of(target) or target.comparator not in UPWARDS or "/" in target.text:
        return None
    if _FIRST.search(named):
        return Fraction(theirs) / Fraction(ours)
    return Fraction(ours) / Fraction(theirs) if _SECOND.search(named) else None


def _made(text: str, value: Decimal, reading: Reading, rate: Fraction, notes: list[Note]) -> OutcomeReading:
    return OutcomeReading(
        text=text, kind=OutcomeKind.QUANTITY, value=value, per=reading.per, factor=rate, notes=tuple(notes)
    )
