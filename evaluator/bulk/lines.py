"""Points and scores of distinct lines, as columns with one row a line, and sums of them over the rows of forms."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from evaluator.bulk.encoding import Codes, Small, scratch, taken
from rules.schema import CATEGORIES

Bits = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

UNSETTLED = len(CATEGORIES)
CONVENTIONS = len(CATEGORIES) + 1
"""Bits of ``Lines.together``: a category each, whether a row is not settled, conventions from here."""
_SUM = 26
_COUNT = 11
"""Bits of a sum of hundredths and of a count in ``Lines.packed``: 2 × 26 + 11 leave the sign alone."""


@dataclass(frozen=True, slots=True)
class Added:
    """Sums over the rows of each form: hundredths ``earned``, hundredths of what is pending, and how many rows are."""

    earned: Codes
    still: Codes
    pending: Codes


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines scored so far, one row each.

    ``points`` and ``score`` in hundredths (0 while ``pending``), ``provision`` as place in the list of provisions;
    ``marks``: the findings of the line, as bits of ``Marks``; ``asks``: the conditions of ``OF_ROWS`` that hold as far
    as the line goes, as bits; ``together``, for unions over the rows of a form: bits of category, conventions, and
    whether the row is not settled (has no printed points, or does not apply); ``packed``: three numbers in one, added
    up at once.
    """

    points: Codes
    score: Small
    pending: Mask
    provision: npt.NDArray[np.int16]
    marks: Bits
    asks: Bits
    together: npt.NDArray[np.signedinteger]
    packed: Codes

    def __len__(self) -> int:
        return len(self.points)

    @classmethod
    def of(
        cls,
        *,
        points: Codes,
        score: Codes,
        pending: Mask,
        provision: npt.NDArray[np.int16],
        marks: Bits,
        asks: Bits,
        together: npt.NDArray[np.signedinteger],
    ) -> Lines:
        """These lines."""
        packed = score | np.where(pending, points | 1 << _SUM, 0) << _SUM
        return cls(points, score.astype(np.int32), pending, provision, marks, asks, together, packed)

    @classmethod
    def none(cls) -> Lines:
        """No line yet."""
        no, none = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.bool_)
        return cls.of(points=no, score=no, pending=none, provision=no.astype(np.int16), marks=no, asks=no, together=no)

    def __add__(self, more: Lines) -> Lines:
        if not len(self):
            return more
        names = (field.name for field in fields(self))
        return Lines(*(np.concatenate([getattr(self, name), getattr(more, name)]) for name in names))

    def past(self, known: int) -> Lines:
        """The lines that came after so many."""
        return Lines(*(getattr(self, field.name)[known:] for field in fields(self)))

    def added(self, line: Small, starts: Codes, most: int) -> Added:
        """Sums over the rows of each form, which begin at ``starts`` (the last one is the end) and are at most so many:
        exact whole numbers.

        One sum of the packed numbers where no form is large enough for one to overflow into the next, else three sums.
        """
        if most < 1 << _COUNT and most * int(self.points.max(initial=0)) < 1 << _SUM:
            sums = _sums(taken(self.packed, line), starts)
            low = (1 << _SUM) - 1
            return Added(sums & low, sums >> _SUM & low, sums >> 2 * _SUM)
        still = np.where(self.pending, self.points, 0)
        columns = (self.score.astype(np.int64), still, self.pending.astype(np.int64))
        return Added(*(_sums(taken(column, line), starts) for column in columns))

    def united(self, line: Small, starts: Codes) -> npt.NDArray[np.signedinteger]:
        """The union over the rows of each form of their bits."""
        return np.asarray(np.bitwise_or.reduceat(taken(self.together, line), starts[:-1]))


def _sums(numbers: Codes, starts: Codes) -> Codes:
    """Sums of neighbours as differences of a running sum, which is quicker than to add up each by itself. It may pass
    2**63; its differences are right all the same, as they are taken modulo 2**64.
    """
    ends = np.cumsum(numbers, out=scratch("running", len(numbers), np.int64))[starts[1:] - 1]
    sums: Codes = ends.copy()
    sums[1:] -= ends[:-1]
    return sums


def narrow(bits: Bits) -> npt.NDArray[np.signedinteger]:
    """Whole numbers of 0 and more in the narrowest type that holds them: rows look them up."""
    most = int(bits.max(initial=0))
    kind = next(kind for kind in (np.int16, np.int32, np.int64) if most <= np.iinfo(kind).max)
    return bits.astype(kind)
