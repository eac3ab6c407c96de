"""The targets of a part: each distinct target with the texts that decide what it means, read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from evaluator.bulk.distinct_rows import Numbering, joined
from evaluator.bulk.encoding import Small
from evaluator.verdict.bounds import as_float, filled
from evaluator.verdict.conditions.columns import note_bits
from rules.cases import CaseChoice, case_of
from rules.points import category_code
from rules.rulebook import Rulebook
from targets.language.expression import read_target
from targets.language.reading import Reading, ReadingKind
from targets.layout.assembly import comparator_of
from targets.model.vocabulary import category

_COLUMNS = {
    "low": np.float64,
    "high": np.float64,
    "case": np.int8,
    "provision": np.int16,
    "bare_provision": np.int16,
    "bare": np.bool_,
    "direction_assumed": np.bool_,
    "qualitative": np.bool_,
    "target_missing": np.bool_,
    "target_notes": np.int32,
}


class Definition(NamedTuple):
    """The texts that decide what a target means; ``year`` is 0 where it is not known."""

    indicator: str
    target: str
    unit: str
    symbol: str
    level1: str
    level2: str
    year: int


@dataclass(frozen=True, slots=True)
class Defined:
    """A definition, how its target is understood, and how it is scored."""

    of: Definition
    reading: Reading
    choice: CaseChoice


class Definitions:
    """The definitions met so far under one book; ``columns`` and ``category`` (as in ``rules.points``) have a row for
    each. One caller at a time.
    """

    def __init__(self, book: Rulebook, places: Mapping[str, int]) -> None:
        self._book, self._places = book, places
        self._numbering = Numbering()
        self.known: list[Defined] = []
        self.category: npt.NDArray[np.int8] = np.empty(0, dtype=np.int8)
        self.columns = filled(_COLUMNS, ())

    def codes(self, rows: Iterable[tuple[object, ...]]) -> Small:
        """The codes of these definitions (the fields of ``Definition``); new ones are read. InputError as ``case_of``:
        then none of them is kept, so that other tables can still be judged.
        """
        asked = [*rows]
        new = self._numbering.unknown(asked)
        if new:
            fresh = [self._read(Definition._make(row)) for row in new]
            categories = [category_code(category(one.of.level1, one.of.level2)) for one in fresh]
            self.category = np.concatenate([self.category, np.array(categories, dtype=np.int8)])
            self.columns = joined(self.columns, filled(_COLUMNS, map(self._row, fresh)))
            self.known += fresh
            self._numbering.add(new)
        return self._numbering.of(asked)

    def _read(self, of: Definition) -> Defined:
        reading = read_target(of.target, indicator=of.indicator, unit=of.unit, symbol=comparator_of(of.symbol))
        choice = case_of(
            reading, name=of.indicator, level2=of.level2, category=category(of.level1, of.level2), book=self._book
        )
        return Defined(of, reading, choice)

    def _row(self, defined: Defined) -> tuple[object, ...]:
        reading, choice = defined.reading, defined.choice
        return (
            as_float(reading.low),
            as_float(reading.high),
            int(choice.case),
            self._places[choice.provision] if choice.provision.startswith("score.") else -1,
            self._places[choice.bare_provision] if choice.bare_provision else -1,
            choice.bare is not None,
            choice.direction_assumed,
            reading.kind is ReadingKind.QUALITATIVE,
            not defined.of.target,
            note_bits(reading.notes),
        )
