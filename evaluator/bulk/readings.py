"""Each distinct pair of what was promised and what was stated, read once.

Readers, the choice of the case and the numbers made of both (``evaluator.verdict.bounds``) are those of documents; here
they fill columns with one row for each distinct definition, statement and pair, whatever the number of lines.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import RLock

import numpy as np
import numpy.typing as npt

from actuals.language.reading import read_outcome
from actuals.outcome import OutcomeKind
from evaluator.bulk.definitions import Defined, definitions
from evaluator.bulk.distinct_rows import joined
from evaluator.bulk.encoding import Codes, Small
from evaluator.bulk.pairing import Pairing
from evaluator.bulk.statements import Statement, statements
from evaluator.verdict.bounds import OF_OUTCOME, Columns, filled, may_be_made, outcome_numbers, together
from evaluator.verdict.conditions.columns import note_bits
from rules.cases import Case
from rules.rulebook import Rulebook
from targets.language.printedrule import PrintedRule

_OF_PAIR = {**OF_OUTCOME, "applies": np.bool_, "outcome_missing": np.bool_, "outcome_notes": np.int32}


class Readings:
    """Everything read under one book, kept from part to part. Codes are in order of first meeting and never leave the
    process: results hold texts and keys only. Safe among threads: ``columns`` (one row a pair) only grow, and whoever
    has a code finds its row.
    """

    def __init__(self, book: Rulebook, provisions: tuple[str, ...]) -> None:
        self._book = book
        self._printed: dict[PrintedRule, int] = {}
        self._definitions = definitions(book, {key: place for place, key in enumerate(provisions)}, self._printed)
        self._statements = statements()
        self.pairing = Pairing()
        nothing = np.empty(0, dtype=np.int64)
        self.columns = self._together(nothing, nothing, ())
        self._learning = RLock()

    def __len__(self) -> int:
        return len(self.pairing)

    @property
    def rules(self) -> tuple[PrintedRule, ...]:
        """The rules of points printed in cells of targets, as the column ``rule`` numbers them."""
        return tuple(self._printed)

    def definitions(self, rows: Iterable[tuple[object, ...]]) -> Small:
        """The codes of these definitions; new ones are read."""
        with self._learning:
            return self._definitions.codes(rows)

    def statements(self, rows: Iterable[tuple[object, ...]]) -> Small:
        """The codes of these statements."""
        with self._learning:
            return self._statements.codes(rows)

    def pairs(self, definition: Small, statement: Small) -> Small:
        """A number for each row's pair of definition and statement; ``columns`` has a row for every number."""
        sizes = len(self._definitions.known), len(self._statements.known)
        codes = self.pairing.codes(definition, statement, *sizes)
        with self._learning:
            self._read_new()
        return codes

    def category(self, pair: Codes) -> npt.NDArray[np.int8]:
        """The category of each pair, as in ``rules.points``."""
        return np.asarray(self.columns["category"][pair])

    def applies(self, pair: Codes) -> npt.NDArray[np.bool_]:
        """True where a pair applies: neither its target nor its outcome says that it does not."""
        return np.asarray(self.columns["case"][pair] != Case.NOT_APPLICABLE)

    def _read_new(self) -> None:
        here = slice(len(self.columns["case"]), len(self.pairing))
        left, right = self.pairing.left[here], self.pairing.right[here]
        if len(left):
            promised = map(self._definitions.known.__getitem__, left.tolist())
            stated = map(self._statements.known.__getitem__, right.tolist())
            self.columns = joined(self.columns, self._together(left, right, map(self._outcome, promised, stated)))

    def _together(self, left: Codes, right: Codes, outcomes: Iterable[tuple[object, ...]]) -> Columns:
        """The columns of these pairs of definition and statement, whose outcomes are rows of ``_OF_PAIR``."""
        columns = filled(_OF_PAIR, outcomes)
        columns |= {name: values[left] for name, values in self._definitions.columns.items()}
        columns |= {name: values[right] for name, values in self._statements.columns.items()}
        columns["case"] = np.where(columns.pop("applies"), columns["case"], np.int8(Case.NOT_APPLICABLE))
        return together(columns)

    def _outcome(self, promised: Defined, stated: Statement) -> tuple[object, ...]:
        """One row of ``_OF_PAIR``: what a statement says of a definition."""
        of, reading = promised.of, promised.reading
        outcome = read_outcome(stated.outcome, reading, indicator=of.indicator, year=of.year or 0)
        applies = not outcome.sets_aside(reasoned=stated.reasoned)
        numbers = outcome_numbers(reading, promised.choice.case.of_dates and applies, outcome, of.year)
        if not may_be_made(outcome, promised.choice, self._book):
            numbers = (float("nan"), *numbers[1:])
        return *numbers, applies, outcome.kind is OutcomeKind.MISSING, note_bits(outcome.notes)
