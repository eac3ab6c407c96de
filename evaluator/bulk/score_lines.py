"""Each distinct line scored once."""

from __future__ import annotations

from functools import reduce
from operator import or_
from threading import RLock
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluator.bulk.finding_bits import Marks
from evaluator.bulk.linenumbers import LineNumbers
from evaluator.bulk.lines import CONVENTIONS, UNSETTLED, Bits, Lines, narrow
from evaluator.bulk.readings import Readings
from evaluator.verdict.judgements import BY_LEVEL
from rules.cases import Case
from rules.rulebook import Rulebook
from rules.scoring import columns, score
from targets.kinds.finding import Severity

_AS_READ = (
    "low",
    "high",
    "outcome",
    "factor_num",
    "factor_den",
    "level",
    "share",
    "deduction",
    "provision",
)


class Scores:
    """The distinct lines met so far under one book.

    Safe among threads: ``lines`` are replaced by more of them, and whoever has a number finds its row.
    """

    def __init__(
        self, book: Rulebook, provisions: tuple[str, ...], marks: Marks, readings: Readings, numbers: LineNumbers
    ) -> None:
        self._book, self._marks, self._readings, self._numbers = book, marks, readings, numbers
        self._provisions = provisions
        self._place = {key: place for place, key in enumerate(provisions)}
        self._by_level = np.array([*(key in BY_LEVEL for key in provisions), False])  # the last one for -1, none
        self.conventions: tuple[str, ...] = ()
        self._bit_of_convention = np.zeros(len(provisions) + 1, dtype=np.int64)  # the last one for -1, none
        self._lines = Lines.none()
        self._learning = RLock()

    def afresh(self) -> Scores:
        """The same lines, none of them scored yet."""
        return Scores(self._book, self._provisions, self._marks, self._readings, self._numbers)

    def lines(self) -> Lines:
        """All lines that are numbered so far; those that were not yet are scored now."""
        with self._learning:
            if len(self._lines) < (known := len(self._numbers)):
                self._lines = self._lines + self._scored(slice(len(self._lines), known))
            return self._lines

    def convention_bits(self, provision: npt.NDArray[np.int16]) -> Bits:
        """The bit of each provision that is a convention, 0 for others and for none (-1).

        ``conventions`` are in the order of their bits, which are given out when first asked for: a book has many
        conventions, and few are met.
        """
        with self._learning:
            for place in (np.flatnonzero(np.bincount(provision + 1)) - 1).tolist():
                met = self._book.provisions.get(self._provisions[place]) if place >= 0 else None
                if met is not None and met.is_convention and not self._bit_of_convention[place]:
                    self._bit_of_convention[place] = 1 << len(self.conventions)
                    self.conventions = (*self.conventions, self._provisions[place])
            return np.asarray(self._bit_of_convention[provision])

    def _scored(self, line: slice) -> Lines:
        pair, printed = self._numbers.pair(line), self._numbers.points(line)
        points = np.maximum(printed, 0)
        read = {name: values[pair] for name, values in self._readings.columns.items()}
        as_read = {name: read[name] for name in _AS_READ}
        found = score(columns(read["case"], points, **as_read, provision_keys=self._provisions), self._book)
        place = np.array([*(self._place[key] for key in found.provision_keys), -1], dtype=np.int16)
        provision = place[found.provision]
        applies = read["case"] != Case.NOT_APPLICABLE
        settled = applies & (printed >= 0)
        category = self._readings.category(pair)
        deduction = np.where(found.deducted, np.int16(self._place["policy.deduction"]), np.int16(-1))
        rests_on = (np.where(applies, one, np.int16(-1)) for one in (provision, read["bare_provision"], deduction))
        conventions = reduce(or_, map(self.convention_bits, rests_on))
        together = np.left_shift(1, category, dtype=np.int64) | np.where(settled, 0, 1 << UNSETTLED)
        return Lines.of(
            points=points,
            score=found.score,
            pending=found.pending,
            provision=provision,
            marks=self._marked(read, found, provision, applies),
            together=narrow(together | conventions << CONVENTIONS),
        )

    def _marked(
        self, read: dict[str, npt.NDArray[Any]], found: Any, provision: npt.NDArray[np.int16], applies: npt.NDArray[Any]
    ) -> Bits:
        """The findings of lines: the conditions of ``evaluator.verdict.doubts`` (a test holds them together)."""
        bit, pending = self._marks.bit, found.pending
        bits = read["marks"] | read["noted"]

        def put(mask: npt.NDArray[Any], name: str, severity: Severity | None = None) -> None:
            np.bitwise_or(bits, bit(name, severity), out=bits, where=mask)

        unknown = (read["unknown_level"] > 0) & (read["chosen"] == 0)
        put(unknown & pending, "level-unknown", Severity.ERROR)
        put(unknown & ~pending, "level-unknown")
        unquantified = read["unquantified"] > 0
        put(unquantified & pending, "outcome-not-quantified", Severity.ERROR)
        put(unquantified & ~pending, "outcome-not-quantified")
        put(read["repeats"] > 0, "outcome-repeats-target", Severity.NOTE)
        put((read["missing"] > 0) & pending & (read["worded"] == 0), "outcome-missing")
        put(pending, "score-pending")
        too_low, over = found.target_too_low & ~pending, found.over_achieved & ~pending
        put(too_low, "target-too-low")
        put(over & ~too_low, "over-achieved")
        put(found.negative_outcome, "outcome-negative")
        put(found.share_outside_band, "share-outside-band")
        put(found.share_unused, "share-unused")
        put(found.deduction_refused, "deduction-refused")
        by_level = self._by_level[provision]
        by_person = (((read["shared"] > 0) & by_level) | found.deducted) & ~pending & applies
        put(by_person & (read["signed"] > 0), "judgement-applied")
        put(by_person & (read["signed"] == 0), "judgement-applied", Severity.WARNING)
        put(~applies, "points-reallocated")
        return np.asarray(bits)
