"""The targets of a part: each distinct target with the texts that decide what it means, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from evaluator.bulk.distinct_rows import Distinct
from evaluator.verdict.bounds import as_float
from evaluator.verdict.conditions.columns import note_bits
from rules.cases import CaseChoice, case_of
from rules.points import category_code
from rules.rulebook import Rulebook
from targets.language.expression import read_target
from targets.language.printedrule import PrintedRule
from targets.language.reading import Reading
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
    "category": np.int8,
    "rule": np.int32,
    "rule_points": np.int64,
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
    """A definition, how its target is understood, how it is scored, and its category as in ``rules.points``."""

    of: Definition
    reading: Reading
    choice: CaseChoice
    category: int


def definitions(book: Rulebook, places: Mapping[str, int], printed: dict[PrintedRule, int]) -> Distinct[Defined]:
    """The definitions met under one book, as numbers for its scoring; ``places`` numbers the provisions, ``printed``
    the rules of points that stand in cells of targets, those met for the first time too. Reading one raises InputError
    as ``case_of``.
    """

    def read(row: tuple[Any, ...]) -> Defined:
        of = Definition._make(row)
        belongs = category(of.level1, of.level2)
        reading = read_target(of.target, indicator=of.indicator, unit=of.unit, symbol=comparator_of(of.symbol))
        choice = case_of(reading, name=of.indicator, level2=of.level2, category=belongs, book=book)
        return Defined(of, reading, choice, category_code(belongs))

    def numbers(defined: Defined) -> tuple[object, ...]:
        reading, choice = defined.reading, defined.choice
        return (
            as_float(reading.low),
            as_float(reading.high),
            int(choice.case),
            places[choice.provision] if choice.provision.startswith("score.") else -1,
            places[choice.bare_provision] if choice.bare_provision else -1,
            choice.bare is not None,
            choice.direction_assumed,
            reading.in_words,
            not defined.of.target,
            note_bits(reading.notes),
            defined.category,
            -1 if choice.rule is None else printed.setdefault(choice.rule, len(printed)),
            choice.rule_points,
        )

    return Distinct(_COLUMNS, read, numbers)
