"""Readings to numbers: what a target, an outcome and a person say as the columns that ``rules.scoring`` takes.

Documents and tables read the same functions: documents over their lines, tables over each distinct statement and pair.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from actuals.language.formulas import FORMULA
from actuals.language.reading import read_outcome
from actuals.language.severalunits import SEVERAL_UNITS
from actuals.outcome import Level, OutcomeKind, OutcomeReading
from evaluator.verdict.columntable import ColumnTable, each_once
from evaluator.verdict.lines import Lines
from rules.cases import Case, CaseChoice
from rules.rulebook import Rulebook
from targets.language.dates import span
from targets.language.nothing import says_nothing
from targets.language.reading import Comparator, Reading, ReadingKind
from targets.model.form import Form

Int = npt.NDArray[np.int64]
Columns = dict[str, npt.NDArray[Any]]

LEVEL_CODES = {Level.MET: 0, Level.PARTIAL: 1, Level.MISSED: 2}
_BOUNDS = {"low": np.float64, "high": np.float64}
OF_OUTCOME = {
    "outcome": np.float64,
    "factor_num": np.int64,
    "factor_den": np.int64,
    "named_level": np.int8,
    "due": np.float64,
}
"""The columns of ``outcome_numbers``."""
STATED = {
    "chosen_level": np.int8,
    "share": np.float64,
    "deduction": np.int64,
    "level_chosen": np.bool_,
    "share_stated": np.bool_,
    "signed": np.bool_,
    "level_stated": np.bool_,
}
"""The columns of ``stated_numbers``."""
SCORED = ("low", "high", "outcome", "factor_num", "factor_den", "level", "share", "deduction")
"""The columns that say what a line earns, whatever its points."""
_OF_DATES = np.array([case.of_dates for case in Case])
_LEVEL_TARGET = Reading(text="", kind=ReadingKind.QUALITATIVE)
_NAN = float("nan")
_OUTSIDE_ANY_BAND = 2.0
_REFUSED = -1
_BEYOND_ANY = 1_000_000
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)


def numeric_columns(forms: Sequence[Form], lines: Lines, case: npt.NDArray[np.int8]) -> Columns:
    """``low``, ``high``, ``outcome``, ``factor_num``, ``factor_den``, ``level``, ``share``, ``deduction``,
    ``adjustment`` per line, NaN or -1 for none.
    """
    dated = _OF_DATES[case]
    year = np.array([form.year or 0 for form in forms], dtype=np.int64)[lines.texts["form"]]
    key = np.stack([lines.reading, lines.outcome, dated, np.where(dated, year, 0)], axis=1)
    distinct, inverse = np.unique(key, axis=0, return_inverse=True)
    numbers = (outcome_numbers(lines.readings[r], bool(d), lines.outcomes[o], y) for r, o, d, y in distinct.tolist())
    of = {name: values[inverse.reshape(-1)] for name, values in filled(OF_OUTCOME, numbers).items()}
    ends = ((as_float(reading.low), as_float(reading.high)) for reading in lines.readings)
    bounds = {name: values[lines.reading] for name, values in filled(_BOUNDS, ends).items()}
    found = together({"case": case, **bounds, **of, **stated_columns(lines.texts)})
    return {name: found[name] for name in SCORED} | {"adjustment": _adjustments(lines)}


def together(columns: Columns) -> Columns:
    """Columns of targets, outcomes (``OF_OUTCOME``) and statements (``STATED``) as those that are scored: the level a
    person chose goes before the one that the outcome names, and the bound of a deadline is its last day.
    """
    named, chosen, due = (columns.pop(name) for name in ("named_level", "chosen_level", "due"))
    level = np.where(chosen >= 0, chosen, named)
    return {**columns, "level": level, "high": np.where(_OF_DATES[columns["case"]], due, columns["high"])}


def filled(kinds: Mapping[str, Any], rows: Iterable[tuple[object, ...]]) -> Columns:
    """Rows as columns of these types."""
    sides = [*zip(*rows, strict=True)] or [()] * len(kinds)
    return {name: np.array(side, dtype=kind) for (name, kind), side in zip(kinds.items(), sides, strict=True)}


def outcome_numbers(target: Reading, dated: bool, outcome: OutcomeReading, year: int) -> tuple[object, ...]:
    """One row of ``OF_OUTCOME``: the outcome with the factor to the target's unit, the level it names, and the last day
    that meets a deadline; days as ordinals. ``year`` is 0 where it is not known.
    """
    value, num, den, due = _NAN, 1, 1, _NAN
    if outcome.kind is OutcomeKind.QUANTITY:
        value, (num, den) = as_float(outcome.value), outcome.factor.as_integer_ratio()
    if dated:
        due, value = day_pair(target, outcome, year or None)
    return value, num, den, -1 if outcome.level is None else LEVEL_CODES[outcome.level], due


def may_be_made(outcome: OutcomeReading, choice: CaseChoice, book: Rulebook) -> bool:
    """True if the book provides for an outcome made of several figures: by the formula of its item, or over units."""
    if formula := outcome.detail(FORMULA):
        return formula == choice.formula
    if not outcome.has(SEVERAL_UNITS):
        return True
    rule = book.provisions.get("policy.several-units")
    return rule is not None and rule.enabled


SIGNED = ("decided_by", "decided_on", "reason")
"""The columns in which a person signs for a share or a deduction: who, when, why."""


def stated_columns(texts: ColumnTable) -> Columns:
    """Statements of persons about lines, as columns of ``STATED``."""
    signed = (~_any_empty(texts, SIGNED)).tolist()
    rows = zip(*(texts[name].tolist() for name in ("level", "share", "deduction")), signed, strict=True)
    return filled(STATED, (stated_numbers(*row) for row in rows))


@lru_cache(maxsize=1 << 12)
def stated_numbers(level: str, share: str, deduction: str, signed: bool) -> tuple[object, ...]:
    """One row of ``STATED``: the level, the share of the points and the deduction in hundredths that a person stated; a
    deduction that nobody signed for, or that is no amount, is one that the rules refuse.
    """
    chosen, amount = _read_level(level), deduction_hundredths(deduction)
    return (
        -1 if chosen is None else LEVEL_CODES[chosen],
        share_of_text(share),
        _REFUSED if amount != 0 and not signed else amount,
        chosen is not None,
        bool(share.strip()),
        signed,
        bool(level.strip()),
    )


def _read_level(wording: str) -> Level | None:
    """A level named in the column of levels, read as an outcome of a target in words."""
    return read_outcome(wording, _LEVEL_TARGET).level if wording.strip() else None


def as_float(value: Decimal | None) -> float:
    """The nearest double, NaN for None; a decimal of at most 15 significant digits is found again from it."""
    return _NAN if value is None else float(value)


def day_pair(target: Reading, outcome: OutcomeReading, year: int | None) -> tuple[float, float]:
    """The last day that meets the target, and the day of the outcome; NaN for an outcome that may be on either side
    of it.

    A target that says only a month or a year ends with it, but ``9月前`` (before) ends before it begins.
    """
    due = span(target.until or "", year, next_year=target.has("next-year"))
    if due is None:
        return _NAN, _NAN
    bound = due[0] if target.comparator is Comparator.LT else due[1]
    dated = outcome.kind is OutcomeKind.DATE
    done = span(outcome.date or "", year, next_year=outcome.has("next-year")) if dated else None
    if done is None:
        return float(bound.toordinal()), _NAN
    last_good = bound.toordinal() - (target.comparator is Comparator.LT)
    undecided = done[0].toordinal() <= last_good < done[1].toordinal()
    return float(bound.toordinal()), _NAN if undecided else float(done[1].toordinal())


def share_of_text(text: str) -> float:
    """``0.75``, ``75%`` or ``75`` as a share of the points; a text that is no share lies outside any band
    and is reported there.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return _NAN
    value = _plain_number(plain.removesuffix("%").strip())
    if value is None:
        return _OUTSIDE_ANY_BAND
    return float(value / 100 if plain.endswith("%") or value > 1 else value)


def _adjustments(lines: Lines) -> Int:
    """Hundredths of a point by which a reviewer raises or lowers a score; more than any form has, which the rules
    refuse, where the text is no amount or nobody signed for it.
    """
    texts = lines.texts
    amounts = each_once(texts["adjustment"], _adjustment, np.int64)
    unsigned = _any_empty(texts, ("adjusted_by", "adjusted_on", "adjusted_why"))
    return np.where((amounts != 0) & unsigned, _BEYOND_ANY, amounts).astype(np.int64)


def _any_empty(texts: ColumnTable, columns: Sequence[str]) -> npt.NDArray[np.bool_]:
    empty = np.zeros(len(texts), dtype=bool)
    for column in columns:
        empty |= each_once(texts[column], says_nothing, np.bool_)
    return empty


def deduction_hundredths(text: str) -> int:
    """A person's deduction as typed, in hundredths of a point; -1 where the text is no amount from 0 to 100 points."""
    amount = hundredths_of_text(text)
    return amount if amount is not None and amount >= 0 else _REFUSED


def _adjustment(text: str) -> int:
    amount = hundredths_of_text(text)
    return _BEYOND_ANY if amount is None else amount


def hundredths_of_text(text: str) -> int | None:
    """``2``, ``-1.50`` or ``2.5分`` in hundredths of a point, 0 for nothing; None for what is no amount, is past 100
    points or has parts of a hundredth.
    """
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").strip().removesuffix("分").strip()
    if not plain:
        return 0
    amount = _plain_number(plain)
    scaled = None if amount is None else amount * 100
    if scaled is None or abs(scaled) > 10_000 or scaled != scaled.to_integral_value():
        return None
    return int(scaled)


def _plain_number(text: str) -> Decimal | None:
    """Digits with a sign and a point at most; ``1_0``, ``1e2`` and the like are Python's, not a form's."""
    return Decimal(text) if _PLAIN.fullmatch(text) else None
