"""Each distinct line scored once, and the conditions of findings asked of it once.

A table of millions of rows holds some ten thousand distinct lines (a target, what was stated of it, its points). They
go through ``rules.scoring`` and the list of ``evaluator.verdict.conditions`` as the lines of documents do.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from threading import RLock

import numpy as np
import numpy.typing as npt

from evaluator.bulk.finding_bits import Marks
from evaluator.bulk.linenumbers import LineNumbers
from evaluator.bulk.lines import CONVENTIONS, UNSETTLED, Bits, Lines, narrow
from evaluator.bulk.readings import Readings
from evaluator.verdict.bounds import SCORED
from evaluator.verdict.conditions.columns import LineColumns
from evaluator.verdict.conditions.lines import ALL, OF_ROWS
from evaluator.verdict.conventions import provisions_used
from evaluator.verdict.judgements import BY_LEVEL
from evaluator.verdict.scoring import flags_of
from rules.cases import Case
from rules.rulebook import Rulebook
from rules.scoring import columns, score

_AS_STATED = (
    "case",
    "target_missing",
    "bare",
    "direction_assumed",
    "qualitative",
    "target_notes",
    "outcome_missing",
    "outcome_notes",
    "level_stated",
    "level_chosen",
    "share_stated",
    "signed",
    "rule_points",
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
        as_read = {name: read[name] for name in (*SCORED, "provision", "rule")}
        named = {"provision_keys": self._provisions, "rules": self._readings.rules}
        found = score(columns(read["case"], points, **as_read, **named), self._book)
        place = np.array([*(self._place[key] for key in found.provision_keys), -1], dtype=np.int16)
        provision = place[found.provision]
        applies = read["case"] != Case.NOT_APPLICABLE
        settled = applies & (printed >= 0)
        category = self._readings.category(pair)
        flags = flags_of(found)
        used = {"provision": provision, "bare_provision": read["bare_provision"], "applicable": applies, **flags}
        conventions = reduce(or_, map(self.convention_bits, provisions_used(used, self._place, np.int16(-1))))
        together = np.left_shift(1, category, dtype=np.int64) | np.where(settled, 0, 1 << UNSETTLED)
        marks, asks = self._found(
            LineColumns(
                book=self._book,
                **{name: read[name] for name in _AS_STATED},
                unsettled=np.zeros(len(points), dtype=np.bool_),
                by_level=self._by_level[provision],
                points=points,
                score=found.score,
                pending=found.pending,
                **flags,
            )
        )
        return Lines.of(
            points=points,
            score=found.score,
            pending=found.pending,
            provision=provision,
            marks=marks,
            asks=asks,
            together=narrow(together | conventions << CONVENTIONS),
        )

    def _found(self, lines: LineColumns) -> tuple[Bits, Bits]:
        """The findings of lines as bits, and the conditions that now depend on facts of rows."""
        marks, asks = np.zeros(len(lines.case), dtype=np.int64), np.zeros(len(lines.case), dtype=np.int64)
        for condition in ALL:
            holds = condition.holds(lines)
            if not holds.any():
                continue
            if condition.row is None:
                marks |= np.multiply(holds, self._marks.bit(condition.kind, condition.severity), dtype=np.int64)
            else:
                asks |= np.multiply(holds, 1 << OF_ROWS.index(condition), dtype=np.int64)
        return marks, asks
