"""Each distinct text read once: what was promised (definitions), what was stated (statements), and both together.

The readers and the choice of the case are those of the document path; here their results become columns with one row
for each distinct definition and each distinct pair, whatever the number of lines.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from threading import RLock
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from actuals.outcome import OutcomeKind, OutcomeReading
from actuals.reading import read_outcome
from evaluator.bulk.codes import Small, taken
from evaluator.bulk.marks import Marks
from evaluator.bulk.pairing import Pairing
from evaluator.findings import kinds
from evaluator.verdict.bounds import LEVEL_CODES, as_float, day_pair, deduction_hundredths, share_of_text
from evaluator.verdict.lines import read_level
from rules.cases import Case, CaseChoice, case_of
from rules.points import category_code
from rules.rulebook import Rulebook
from targets.expression import read_target
from targets.layout.assembly import comparator_of
from targets.reading import Reading, ReadingKind
from targets.vocabulary import category

_REFUSED = -1


class Definition(NamedTuple):
    """The texts that decide what a target means; ``year`` is 0 where it is not known."""

    indicator: str
    target: str
    unit: str
    symbol: str
    level1: str
    level2: str
    year: int


class Statement(NamedTuple):
    """What a person stated: the outcome as typed, a level, a share, a deduction, and whether who, when and why of share
    or deduction are all given.
    """

    outcome: str
    level: str = ""
    share: str = ""
    deduction: str = ""
    signed: bool = False


NOTHING = Statement("")

_NUMBERS = {
    "low": np.float64,
    "high": np.float64,
    "outcome": np.float64,
    "factor_num": np.int64,
    "factor_den": np.int64,
    "level": np.int8,
    "share": np.float64,
    "deduction": np.int64,
    "case": np.int8,
    "provision": np.int16,
}
_FLAGS = (
    "bare",
    "bare_provision",
    "missing",
    "unknown_level",
    "unquantified",
    "repeats",
    "chosen",
    "shared",
    "signed",
    "worded",
)
"""Of pairs, besides the columns that are scored: what findings depend on."""


@dataclass(frozen=True, slots=True)
class _Defined:
    of: Definition
    reading: Reading
    choice: CaseChoice
    marks: int


class Readings:
    """What was read under one book, kept from part to part. Codes are in order of first meeting and never leave the
    process: results hold texts and keys only. Safe among threads: ``columns`` only grow, and whoever has a code finds
    its row.
    """

    def __init__(self, book: Rulebook, provisions: tuple[str, ...], marks: Marks) -> None:
        self._book, self._marks = book, marks
        self._provision = {key: place for place, key in enumerate(provisions)}
        self._definition: dict[tuple[object, ...], int] = {}
        self._defined: list[_Defined] = []
        self._statement: dict[tuple[object, ...], int] = {}
        self._stated: list[Statement] = []
        self.pairing = Pairing()
        self.category: npt.NDArray[np.int8] = np.empty(0, dtype=np.int8)
        self.columns: dict[str, npt.NDArray[Any]] = {
            **{name: np.empty(0, dtype=kind) for name, kind in _NUMBERS.items()},
            **{name: np.empty(0, dtype=np.int64) for name in ("marks", "noted")},
            **{name: np.empty(0, dtype=np.int16) for name in _FLAGS},
        }
        self._columns_read = 0
        self._learning = RLock()

    def definitions(self, rows: Iterable[tuple[object, ...]]) -> Small:
        """The codes of these definitions (the fields of ``Definition``); new ones are read."""
        with self._learning:
            codes = _numbered(rows, self._definition)
            for row in [*self._definition][len(self._defined) :]:
                self._defined.append(self._define(Definition._make(row)))
            fresh = [category_code(category(d.of.level1, d.of.level2)) for d in self._defined[len(self.category) :]]
            self.category = np.concatenate([self.category, np.array(fresh, dtype=np.int8)])
        return codes

    def statements(self, rows: Iterable[tuple[object, ...]]) -> Small:
        """The codes of these statements (the fields of ``Statement``)."""
        with self._learning:
            codes = _numbered(rows, self._statement)
            self._stated += [Statement._make(row) for row in [*self._statement][len(self._stated) :]]
        return codes

    def pairs(self, definition: Small, statement: Small) -> Small:
        """A number for each row's pair of definition and statement; ``columns`` has a row for every number."""
        codes = self.pairing.codes(definition, statement, len(self._defined), len(self._stated))
        with self._learning:
            self._read_new()
        return codes

    def category_of(self, definition: Small) -> npt.NDArray[np.int8]:
        """The category of each row, as in ``rules.points``."""
        return taken(self.category, definition)

    def applies(self, pair: Small) -> npt.NDArray[np.bool_]:
        """Whether each row applies: neither its target nor its outcome says that it does not."""
        return taken(self.columns["case"] != Case.NOT_APPLICABLE, pair)

    def _define(self, of: Definition) -> _Defined:
        reading = read_target(of.target, indicator=of.indicator, unit=of.unit, symbol=comparator_of(of.symbol))
        choice = case_of(
            reading, name=of.indicator, level2=of.level2, category=category(of.level1, of.level2), book=self._book
        )
        marks = 0
        for note in reading.notes:
            if note.name in kinds() and note.name != "target-missing":
                marks |= self._marks.bit(note.name)
        if not of.target:
            marks |= self._marks.bit("target-missing")
        if choice.bare is not None:
            marks |= self._marks.bit("comparator-missing")
        return _Defined(of, reading, choice, marks)

    def _read_new(self) -> None:
        here = slice(self._columns_read, len(self.pairing))
        left, right = self.pairing.left[here].tolist(), self.pairing.right[here].tolist()
        if not left:
            return
        self._columns_read = here.stop
        records = [self._read(self._defined[d], self._stated[s]) for d, s in zip(left, right, strict=True)]
        self.columns = {
            name: np.concatenate([values, np.array([record[name] for record in records], dtype=values.dtype)])
            for name, values in self.columns.items()
        }

    def _read(self, defined: _Defined, stated: Statement) -> dict[str, Any]:
        """One pair as one row of the columns."""
        reading, choice = defined.reading, defined.choice
        outcome = read_outcome(stated.outcome, reading, indicator=defined.of.indicator)
        case = Case.NOT_APPLICABLE if outcome.kind is OutcomeKind.NOT_APPLICABLE else choice.case
        quantity = outcome.kind is OutcomeKind.QUANTITY
        low, high, value = as_float(reading.low), as_float(reading.high), float("nan")
        if quantity:
            value = as_float(outcome.value)
        if case.of_dates:
            high, value = day_pair(reading, outcome, defined.of.year or None)
        chosen = read_level(stated.level).level
        level = chosen if chosen is not None else outcome.level
        factor = outcome.factor if quantity else Fraction(1)
        scores_here = choice.provision.startswith("score.")
        return {
            "low": low,
            "high": high,
            "outcome": value,
            "factor_num": factor.numerator,
            "factor_den": factor.denominator,
            "level": -1 if level is None else LEVEL_CODES[level],
            "share": share_of_text(stated.share),
            "deduction": _deduction(stated),
            "case": int(case),
            "provision": self._provision[choice.provision] if scores_here else -1,
            "marks": defined.marks,
            **self._doubts(reading, outcome, choice, case),
            "bare": choice.bare is not None,
            "bare_provision": self._provision[choice.bare_provision] if choice.bare_provision else -1,
            "missing": outcome.kind is OutcomeKind.MISSING,
            "chosen": chosen is not None,
            "shared": bool(stated.share.strip()),
            "signed": stated.signed,
            "worded": bool(stated.level.strip()),
        }

    def _doubts(self, reading: Reading, outcome: OutcomeReading, choice: CaseChoice, case: Case) -> dict[str, Any]:
        """The notes about an outcome as marks; where the target cannot be scored the outcome is not to blame."""
        noted, special = 0, {"unknown_level": False, "unquantified": False, "repeats": False}
        if case is Case.UNSCORABLE or outcome.kind is OutcomeKind.MISSING:
            return {"noted": 0, **special}
        for note in outcome.notes:
            if note.name == "level-unknown":
                special["unknown_level"] = True
            elif note.name == "outcome-not-quantified":
                special["unquantified"] = True
            elif note.name == "outcome-repeats-target" and reading.kind is ReadingKind.QUALITATIVE:
                special["repeats"] = True
            elif note.name in kinds() and note.name != "target-missing":
                noted |= self._marks.bit(note.name)
        return {"noted": noted, **special}


def _numbered(rows: Iterable[tuple[object, ...]], known: dict[tuple[object, ...], int]) -> Small:
    """The number of each row, new ones in order of first meeting."""
    return np.fromiter((known.setdefault(row, len(known)) for row in rows), dtype=np.int32)


def _deduction(stated: Statement) -> int:
    amount = deduction_hundredths(stated.deduction)
    return _REFUSED if amount != 0 and not stated.signed else amount
