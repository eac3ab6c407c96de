"""Readings to numbers: bounds, outcomes and levels of distinct texts as the columns that ``rules.scoring`` takes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from actuals.outcome import Level, OutcomeKind, OutcomeReading
from evaluator.verdict.lines import Codes, Lines
from rules.cases import Case
from targets.language.dates import span
from targets.language.reading import Comparator, Reading
from targets.model.form import Form

Float = npt.NDArray[np.float64]
Int = npt.NDArray[np.int64]

LEVEL_CODES = {Level.MET: 0, Level.PARTIAL: 1, Level.MISSED: 2}
_NAN = float("nan")
_OUTSIDE_ANY_BAND = 2.0
_REFUSED = -1
_BEYOND_ANY = 1_000_000
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)


def numeric_columns(forms: Sequence[Form], lines: Lines, case: npt.NDArray[np.int8]) -> dict[str, npt.NDArray[Any]]:
    """``low``, ``high``, ``outcome``, ``factor_num``, ``factor_den``, ``level``, ``share``, ``deduction``,
    ``adjustment`` per line, NaN or -1 for none.
    """
    readings, outcomes = lines.readings, lines.outcomes
    low = _taken([as_float(r.low) for r in readings], lines.reading)
    high = _taken([as_float(r.high) for r in readings], lines.reading)
    outcome = _taken([as_float(o.value) if o.kind is OutcomeKind.QUANTITY else _NAN for o in outcomes], lines.outcome)
    factors = [o.factor if o.kind is OutcomeKind.QUANTITY else Fraction(1) for o in outcomes]
    dated = np.isin(case, (Case.DEADLINE, Case.BEFORE))
    if dated.any():
        _days(forms, lines, dated, high, outcome)
    return {
        "low": low,
        "high": high,
        "outcome": outcome,
        "factor_num": _whole([f.numerator for f in factors], lines.outcome),
        "factor_den": _whole([f.denominator for f in factors], lines.outcome),
        "level": _levels(lines),
        "share": _each_once(lines.texts["share"], share_of_text).astype(np.float64),
        "deduction": _deductions(lines),
        "adjustment": _adjustments(lines),
    }


def as_float(value: Decimal | None) -> float:
    """The nearest double, NaN for None; a decimal of at most 15 significant digits is found again from it."""
    return _NAN if value is None else float(value)


def _taken(values: list[float], codes: Codes) -> Float:
    return np.array(values, dtype=np.float64)[codes] if len(codes) else np.empty(0)


def _whole(values: list[int], codes: Codes) -> Int:
    return np.array(values, dtype=np.int64)[codes] if len(codes) else np.empty(0, dtype=np.int64)


def _days(forms: Sequence[Form], lines: Lines, dated: npt.NDArray[np.bool_], high: Float, outcome: Float) -> None:
    """Put ordinal days into the lines that have a deadline, each distinct (target, outcome, year) once."""
    year_of = np.array([form.year or 0 for form in forms], dtype=np.int64)
    year = year_of[lines.texts["form"].to_numpy()]
    places = np.flatnonzero(dated)
    triples = np.stack([lines.reading[places], lines.outcome[places], year[places]], axis=1)
    distinct, inverse = np.unique(triples, axis=0, return_inverse=True)
    days = np.array(
        [day_pair(lines.readings[r], lines.outcomes[o], int(y) or None) for r, o, y in distinct.tolist()],
        dtype=np.float64,
    )
    high[places], outcome[places] = days[inverse.reshape(-1)].T


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


def _levels(lines: Lines) -> npt.NDArray[np.int8]:
    """The level a person chose in the level column, else the one the outcome's wording names, else -1."""

    def codes(found: Sequence[OutcomeReading]) -> npt.NDArray[np.int8]:
        return np.array([-1 if o.level is None else LEVEL_CODES[o.level] for o in found], dtype=np.int8)

    if not len(lines):
        return np.empty(0, dtype=np.int8)
    chosen, named = codes(lines.levels)[lines.level], codes(lines.outcomes)[lines.outcome]
    return np.where(chosen >= 0, chosen, named).astype(np.int8)


def _each_once(texts: pd.Series[Any], read: Callable[[str], Any]) -> npt.NDArray[Any]:
    code, values = pd.factorize(texts)
    distinct: npt.NDArray[Any] = np.array([read(str(value)) for value in values], dtype=object)
    return distinct[code]


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


def _deductions(lines: Lines) -> Int:
    """Hundredths of a point that a person takes off; -1, which the rules refuse, where the text is no
    amount or nobody signed for it.
    """
    texts = lines.texts
    amounts = _each_once(texts["deduction"], deduction_hundredths).astype(np.int64)
    unsigned = _any_empty(texts, ("decided_by", "decided_on", "reason"))
    return np.where((amounts != 0) & unsigned, _REFUSED, amounts).astype(np.int64)


def _adjustments(lines: Lines) -> Int:
    """Hundredths of a point by which a reviewer raises or lowers a score; more than any form has, which the rules
    refuse, where the text is no amount or nobody signed for it.
    """
    texts = lines.texts
    amounts = _each_once(texts["adjustment"], _adjustment).astype(np.int64)
    unsigned = _any_empty(texts, ("adjusted_by", "adjusted_on", "adjusted_why"))
    return np.where((amounts != 0) & unsigned, _BEYOND_ANY, amounts).astype(np.int64)


def _any_empty(texts: pd.DataFrame, columns: Sequence[str]) -> npt.NDArray[np.bool_]:
    empty = np.zeros(len(texts), dtype=bool)
    for column in columns:
        empty |= texts[column].str.strip().eq("").to_numpy()
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
