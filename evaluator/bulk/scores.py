"""Each distinct line scored once: a line is a pair of definition and statement with its points."""

from __future__ import annotations

from threading import RLock
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluator.bulk.codes import Codes, Small, taken
from evaluator.bulk.lines import CONVENTIONS, UNSETTLED, Bits, Lines
from evaluator.bulk.marks import Marks
from evaluator.bulk.pairing import Pairing
from evaluator.bulk.readings import Readings
from evaluator.verdict.judgements import BY_LEVEL
from rules.cases import Case
from rules.rulebook import Rulebook
from rules.scoring import columns, score
from targets.finding import Severity

FULL = 10_000
"""The most points of a line in hundredths: printed points above are no points."""
_SIGN = 31
"""Bits of a whole number of 32 but its sign."""
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

    def __init__(self, book: Rulebook, provisions: tuple[str, ...], marks: Marks, readings: Readings) -> None:
        self._book, self._marks, self._readings = book, marks, readings
        self._provisions = provisions
        self._place = {key: place for place, key in enumerate(provisions)}
        found = [key for key in provisions if key in book.provisions and book.provisions[key].is_convention]
        self.conventions = tuple(found)
        self._convention = np.zeros(len(provisions) + 1, dtype=np.int64)  # the last one for -1, none
        for bit, key in enumerate(found):
            self._convention[self._place[key]] = 1 << bit
        self._bits = np.int32 if CONVENTIONS + len(found) < _SIGN else np.int64
        self._pairing = Pairing()
        self.lines = Lines.none()
        self._learning = RLock()
        self._code_of_points = np.full(FULL + 2, -1, dtype=np.int32)
        self._points: Codes = np.empty(0, dtype=np.int64)

    def __len__(self) -> int:
        return len(self._pairing)

    def without_lines(self) -> Scores:
        """The same, with no line scored yet; points keep their codes."""
        fresh = Scores(self._book, self._provisions, self._marks, self._readings)
        fresh._code_of_points, fresh._points = self._code_of_points, self._points
        return fresh

    def convention_bits(self, provision: npt.NDArray[np.int16]) -> Bits:
        """The bit of each provision that is a convention, 0 for others and for none (-1)."""
        return np.asarray(self._convention[provision])

    def points_codes(self, points: Small) -> Small:
        """Codes of points in hundredths (-1 for none), small numbers in order of first meeting.

        Printed points are at most ``FULL``, but those of rows that do not apply may go to others of their form.
        """
        if not len(points):
            return points
        with self._learning:
            known = len(self._code_of_points)
            if (most := int(points.max()) + 2) > known:
                self._code_of_points = np.concatenate([self._code_of_points, np.full(most - known, -1, dtype=np.int32)])
            place = points + np.int32(1)
            code = taken(self._code_of_points, place)
            if code.min() < 0:
                new = pd.unique(place[code < 0])
                self._code_of_points[new] = np.arange(len(self._points), len(self._points) + len(new))
                self._points = np.concatenate([self._points, new - 1])
                code = taken(self._code_of_points, place)
            return code

    def line_of(self, pair: Small, points: Small) -> Small:
        """The line of each row, from its pair and the code of its points; new lines are scored."""
        line = self._pairing.codes(pair, points, len(self._readings.pairing), max(len(self._points), 16))
        with self._learning:
            if len(self.lines) < len(self._pairing):
                self.lines = self.lines + self._scored()
        return line

    def _scored(self) -> Lines:
        """The lines that are numbered and not scored yet."""
        here = slice(len(self.lines), len(self._pairing))
        pair, code = self._pairing.left[here], self._pairing.right[here]
        printed = self._points[code]
        points = np.maximum(printed, 0)
        read = {name: values[pair] for name, values in self._readings.columns.items()}
        as_read = {name: read[name] for name in _AS_READ}
        found = score(columns(read["case"], points, **as_read, provision_keys=self._provisions), self._book)
        place = np.array([*(self._place[key] for key in found.provision_keys), -1], dtype=np.int16)
        provision = place[found.provision]
        applies = read["case"] != Case.NOT_APPLICABLE
        settled = applies & (printed >= 0)
        category = self._readings.category_of_pairs(pair)
        conventions = np.where(
            applies,
            self._convention[provision]
            | self._convention[read["bare_provision"]]
            | np.where(found.deducted, self._convention[self._place["policy.deduction"]], 0),
            0,
        )
        together = np.left_shift(1, category, dtype=np.int64) | np.where(settled, 0, 1 << UNSETTLED)
        return Lines.of(
            points=points,
            score=found.score,
            pending=found.pending,
            provision=provision,
            marks=self._marked(read, found, provision, applies),
            together=(together | conventions << CONVENTIONS).astype(self._bits),
        )

    def _marked(
        self, read: dict[str, npt.NDArray[Any]], found: Any, provision: npt.NDArray[np.int16], applies: npt.NDArray[Any]
    ) -> Bits:
        """The findings of lines: the conditions of ``evaluator.verdict.doubts`` (a test holds them together)."""
        bit, pending = self._marks.bit, found.pending
        bits = read["marks"] | read["noted"]

        def put(mask: npt.NDArray[Any], name: str, severity: Severity | None = None) -> None:
            bits[mask] |= bit(name, severity)

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
        by_level = np.isin(provision, [self._place[key] for key in BY_LEVEL])
        by_person = (((read["shared"] > 0) & by_level) | found.deducted) & ~pending & applies
        put(by_person & (read["signed"] > 0), "judgement-applied")
        put(by_person & (read["signed"] == 0), "judgement-applied", Severity.WARNING)
        put(~applies, "points-reallocated")
        return np.asarray(bits)
