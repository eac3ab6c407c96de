"""Each distinct line scored once: a line is a pair of definition and statement with its points.

All that a line says of its rows stands in one word, a whole number: what it earns, whether that is pending, and its
profile, which is what it has in common with many lines: provision, findings, conventions, category.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluator.bulk.codes import Codes, Pairing, Small, combined, taken
from evaluator.bulk.marks import Marks
from evaluator.bulk.readings import Readings
from evaluator.verdict.judgements import BY_LEVEL
from rules.cases import Case
from rules.rulebook import Rulebook
from rules.scoring import columns, score
from targets.finding import Severity

Bits = npt.NDArray[np.int64]

FULL = 10_000
"""The most points of a line in hundredths: printed points above are no points."""
SCORE = (1 << 31) - 1
PENDING = 1 << 31
PROFILE = 32
"""Of a word: the score (``word & SCORE``), ``word & PENDING``, the profile (``word >> PROFILE``)."""

_PROFILE = {
    "provision": np.int16,
    "marks": np.int64,
    "conventions": np.int64,
    "category": np.int8,
    "short": np.bool_,
    "earned": np.bool_,
    "settled": np.bool_,
}
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

    ``profiles`` are columns with one row for each profile: ``provision`` as place in ``provisions``, ``marks`` and
    ``conventions`` as bits, ``category`` as in ``rules.points``, ``short`` (earns less than its points), ``earned``
    (more than nothing), ``settled`` (applies and has printed points, so that nothing of its form touches its points).
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
        self.profiles: dict[str, npt.NDArray[Any]] = {name: np.empty(0, dtype=kind) for name, kind in _PROFILE.items()}
        self._profile: dict[tuple[int, ...], int] = {}
        self._lines = Pairing()
        self._words: Codes = np.empty(0, dtype=np.int64)
        self._code_of_points = np.full(FULL + 2, -1, dtype=np.int32)
        self._points: Codes = np.empty(0, dtype=np.int64)

    def __len__(self) -> int:
        return len(self._lines)

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
        known = len(self._code_of_points)
        if len(points) and (most := int(points.max()) + 2) > known:
            self._code_of_points = np.concatenate([self._code_of_points, np.full(most - known, -1, dtype=np.int32)])
        code = taken(self._code_of_points, points + 1)
        if len(code) and code.min() < 0:
            new = np.flatnonzero(np.bincount(points[code < 0] + 1))
            self._code_of_points[new] = np.arange(len(self._points), len(self._points) + len(new))
            self._points = np.concatenate([self._points, new - 1])
            code = taken(self._code_of_points, points + 1)
        return code

    def words(self, pair: Small, points: Small) -> Codes:
        """The word of each row, from its pair and the code of its points; new lines are scored."""
        line = self._lines.codes(pair, points, len(self._readings.pairing), max(len(self._points), 16))
        self._score_new()
        return taken(self._words, line)

    def _score_new(self) -> None:
        known = len(self._words)
        if known == len(self._lines):
            return
        pair = self._lines.left[known:]
        printed = self._points[self._lines.right[known:]]
        points = np.maximum(printed, 0)
        read = {name: taken(values, pair) for name, values in self._readings.columns.items()}
        as_read = {name: read[name] for name in _AS_READ}
        found = score(columns(read["case"], points, **as_read, provision_keys=self._provisions), self._book)
        place = np.array([*(self._place[key] for key in found.provision_keys), -1], dtype=np.int16)
        provision = place[found.provision]
        applies = read["case"] != Case.NOT_APPLICABLE
        profile = self._profiles(
            {
                "provision": provision,
                "marks": self._marked(read, found, provision, applies),
                "conventions": np.where(
                    applies,
                    self._convention[provision]
                    | self._convention[read["bare_provision"]]
                    | np.where(found.deducted, self._convention[self._place["policy.deduction"]], 0),
                    0,
                ),
                "category": self._readings.category[self._readings.pairing.left[pair]],
                "short": ~found.pending & (found.score < points),
                "earned": found.score > 0,
                "settled": applies & (printed >= 0),
            }
        )
        words = found.score | np.where(found.pending, PENDING, 0) | profile << PROFILE
        self._words = np.concatenate([self._words, words])

    def _profiles(self, given: dict[str, npt.NDArray[Any]]) -> Codes:
        """The profile of each line; new ones become rows of ``profiles``."""
        coded = [pd.factorize(values) for values in given.values()]
        code, rows = combined([(codes.astype(np.int32), len(values)) for codes, values in coded])
        numbers = np.empty(len(rows), dtype=np.int64)
        fresh: list[tuple[int, ...]] = []
        for place, row in enumerate(rows.tolist()):
            key = tuple(int(values[n]) for (_, values), n in zip(coded, row, strict=True))
            if key not in self._profile:
                self._profile[key] = len(self._profile)
                fresh.append(key)
            numbers[place] = self._profile[key]
        for number, (name, values) in enumerate(self.profiles.items()):
            more = np.array([key[number] for key in fresh], dtype=values.dtype)
            self.profiles[name] = np.concatenate([values, more])
        return numbers[code]

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
