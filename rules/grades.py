"""Grades from totals: cut on the total in hundredths of a point, so that 89.99 is never 90."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rules.rulebook import Rulebook

Int = NDArray[np.int64]
_FULL = 10_000


def grade_names(book: Rulebook) -> tuple[str, ...]:
    """The grades, best first; codes are places in this tuple."""
    return tuple(band["grade"] for band in book.provision("grades.scale").params["grades"])


def grade_codes(totals: Int, book: Rulebook) -> NDArray[np.int8]:
    """The grade of each total in hundredths of a point, as its place in ``grade_names``."""
    bands = book.provision("grades.scale").params["grades"]
    codes = np.full(len(totals), len(bands) - 1, dtype=np.int8)
    for band in bands[:-1]:  # few, so that counting the starts that are reached is the quickest
        codes -= totals >= int(band["from"] * 100)
    return codes


def grade_ranges(low: Int, high: Int, book: Rulebook) -> NDArray[np.int8]:
    """The grade where both ends of a range of totals give the same one, -1 where they do not."""
    of_low, of_high = grade_codes(low, book), grade_codes(high, book)
    return np.where(of_low == of_high, of_low, np.int8(-1))


def grade_of(total: int, book: Rulebook) -> str:
    """The grade of one total in hundredths of a point."""
    return grade_names(book)[int(grade_codes(np.array([total]), book)[0])]


def grade_range(low: int, high: int, book: Rulebook) -> str | None:
    """The grade if both ends of the range give the same one."""
    code = int(grade_ranges(np.array([low]), np.array([high]), book)[0])
    return None if code < 0 else grade_names(book)[code]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of the totals of forms, in hundredths of a point, one value a form.

    ``execution`` and ``execution_open``: scored, and what pending execution may still earn; ``execution_points`` of
    100; ``indicators`` and ``indicators_open`` likewise. ``deviation``: by how much the points pass 100 (negative: are
    short of it). ``left_out``: rows without points, whose scores are not in ``indicators``. ``converted_from``: the
    points that what was earned is converted from, those of execution among them if ``with_execution``; 0 for none.
    """

    execution: Int
    execution_open: Int
    execution_points: Int
    indicators: Int
    indicators_open: Int
    deviation: Int
    left_out: NDArray[np.bool_]
    converted_from: Int
    with_execution: bool = False


def totals(parts: Parts) -> tuple[Int, Int]:
    """The lowest and the highest total of each form in hundredths, equal where it is closed; 0 to 100.00 points.

    Points that a form lacks may or may not be earned, points past 100 may or may not count: such a total is a range.
    Rows without points may be worth whatever execution leaves.
    """
    low = parts.execution + parts.indicators - np.maximum(parts.deviation, 0)
    high = (
        parts.execution
        + parts.execution_open
        + parts.indicators
        + parts.indicators_open
        + np.maximum(-parts.deviation, 0)
    )
    low, high = _converted(parts, low, high)
    rest = np.maximum(_FULL - parts.execution_points, 0)
    low = np.where(parts.left_out, parts.execution, low)
    high = np.where(parts.left_out, parts.execution + parts.execution_open + rest, high)
    return np.clip(low, 0, _FULL), np.clip(high, 0, _FULL)


def _converted(parts: Parts, low: Int, high: Int) -> tuple[Int, Int]:
    """Totals of forms with rows that do not apply, converted to the full points, half up; the others as they are."""
    some = parts.converted_from > 0
    if not some.any():
        return low, high
    apart = np.zeros_like(low) if parts.with_execution else parts.execution
    apart_high = apart if parts.with_execution else apart + parts.execution_open
    full = np.full_like(low, _FULL) if parts.with_execution else _FULL - parts.execution_points
    most = np.maximum(parts.converted_from + np.maximum(-parts.deviation, 0), 1)
    least = np.maximum(most - np.maximum(parts.deviation, 0), 1)
    return (
        np.where(some, apart + _half_up(np.maximum(low - apart, 0) * full, least), low),
        np.where(some, apart_high + _half_up((high - apart_high) * full, most), high),
    )


def _half_up(over: Int, under: Int) -> Int:
    return (2 * over + under) // (2 * under)
