"""Grades from totals: cut on the total in hundredths of a point, so that 89.99 is never 90."""

from __future__ import annotations

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


def totals(execution: Int, indicators: Int) -> Int:
    """Execution plus indicators in hundredths, at most 100.00 points."""
    capped: Int = np.minimum(execution + indicators, _FULL)
    return capped
