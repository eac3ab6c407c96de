"""Each distinct line scored once: a line is a pair of definition and statement with its points.

What a line earns, what is to be found about it and which conventions it rests on stand in columns with one row for
each distinct line; the lines of a table are numbers into them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from evaluator.bulk.codes import Codes, Pairing, taken
from evaluator.bulk.marks import Marks
from evaluator.bulk.readings import Readings
from evaluator.verdict.judgements import BY_LEVEL
from rules.cases import Case
from rules.rulebook import Rulebook
from rules.scoring import columns, score
from targets.finding import Severity

Bits = npt.NDArray[np.int64]

_COLUMNS = {
    "score": np.int32,
    "pending": np.bool_,
    "provision": np.int16,
    "marks": np.int64,
    "conventions": np.int64,
    "short": np.bool_,
    "earned": np.bool_,
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

    ``columns``: ``score`` in hundredths (0 while ``pending``), ``provision`` as place in ``provisions``, ``marks`` and
    ``conventions`` as bits, ``short`` (earns less than its points), ``earned`` (more than nothing). ``combination``
    says for each line which of the ``combinations`` of conventions it rests on; few exist.
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
        self.combinations: Bits = np.empty(0, dtype=np.int64)
        self.combination: npt.NDArray[np.int32] = np.empty(0, dtype=np.int32)
        self.lines = Pairing()
        self._known_points = np.full(10_001, -1, dtype=np.int64)
        self._points: Codes = np.empty(0, dtype=np.int64)
        self.columns: dict[str, npt.NDArray[Any]] = {name: np.empty(0, dtype=kind) for name, kind in _COLUMNS.items()}

    def convention_bits(self, provision: npt.NDArray[np.int16]) -> Bits:
        """The bit of each provision that is a convention, 0 for others and for none (-1)."""
        return np.asarray(self._convention[provision])

    def rows(self, pair: Codes, points: Codes) -> Codes:
        """The line of each row, from its pair and its points in hundredths; new lines are scored."""
        code = taken(self._known_points, points)
        if len(code) and code.min() < 0:
            new = np.flatnonzero(np.bincount(points[code < 0]))
            self._known_points[new] = np.arange(len(self._points), len(self._points) + len(new))
            self._points = np.concatenate([self._points, new])
            code = taken(self._known_points, points)
        line = self.lines.codes(pair, code, len(self._readings.pairing), max(len(self._points), 16))
        self._score_new()
        return line

    def earned(self, line: Codes) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
        """The score of each row in hundredths, 0 while pending, and whether it is pending."""
        return taken(self.columns["score"], line), taken(self.columns["pending"], line)

    def _score_new(self) -> None:
        known = len(self.columns["score"])
        if known == len(self.lines):
            return
        pair = self.lines.left[known:]
        points = self._points[self.lines.right[known:]]
        read = {name: taken(values, pair) for name, values in self._readings.columns.items()}
        as_read = {name: read[name] for name in _AS_READ}
        found = score(columns(read["case"], points, **as_read, provision_keys=self._provisions), self._book)
        place = np.array([*(self._place[key] for key in found.provision_keys), -1], dtype=np.int16)
        provision = place[found.provision]
        applies = read["case"] != Case.NOT_APPLICABLE
        fresh = {
            "score": found.score.astype(np.int32),
            "pending": found.pending,
            "provision": provision,
            "marks": self._marked(read, found, provision, applies),
            "conventions": np.where(
                applies,
                self._convention[provision]
                | self._convention[read["bare_provision"]]
                | np.where(found.deducted, self._convention[self._place["policy.deduction"]], 0),
                0,
            ),
            "short": ~found.pending & (found.score < points),
            "earned": found.score > 0,
        }
        for name, values in fresh.items():
            self.columns[name] = np.concatenate([self.columns[name], values.astype(_COLUMNS[name])])
        self.combinations, places = np.unique(self.columns["conventions"], return_inverse=True)
        self.combination = places.reshape(-1).astype(np.int32)

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
        put(found.deduction_refused, "deduction-refused")
        by_level = np.isin(provision, [self._place[key] for key in BY_LEVEL])
        by_person = (((read["shared"] > 0) & by_level) | found.deducted) & ~pending & applies
        put(by_person & (read["signed"] > 0), "judgement-applied")
        put(by_person & (read["signed"] == 0), "judgement-applied", Severity.WARNING)
        put(~applies, "points-reallocated")
        return np.asarray(bits)
