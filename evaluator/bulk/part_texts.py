"""The texts of a part as codes: what was promised, what was stated, what points were printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from evaluator.bulk.encoding import Codes, Small, coded, combined, distinct, taken
from evaluator.bulk.joining import outcome_rows
from evaluator.bulk.linenumbers import FULL, LineNumbers
from evaluator.bulk.plan import Part
from evaluator.bulk.readings import Readings
from evaluator.bulk.statements import NOTHING
from evaluator.verdict.bounds import SIGNED
from evaluator.verdict.scoring import points_unusable, printed_hundredths
from targets.language.nothing import only_sets_aside, says_nothing

Mask = npt.NDArray[np.bool_]

_DEFINING = ("indicator", "target", "unit", "symbol", "level1", "level2")
_STATING = ("outcome", "level", "share", "deduction")
_SMALL_BATCH = 1 << 14
_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Coded:
    """Per indicator: the number of its ``line``, its ``printed`` points in hundredths (-1: none), and the row of its
    outcome (``matched`` None: row answers row); ``unusable``: rows with printed points that are none; ``unmatched``:
    outcomes of no indicator.
    """

    line: Small
    printed: Small
    unusable: Codes
    matched: Codes | None
    unmatched: Codes


def code_part(part: Part, readings: Readings, numbers: LineNumbers) -> Coded:
    """The lines of a part as numbers, new texts read. InputError as ``outcome_rows``."""
    matched, unmatched = outcome_rows(part)
    printed, unusable = np.full(len(part.targets), -1, dtype=np.int32), np.empty(0, dtype=np.int64)
    if "points" in part.targets.column_names:
        printed, unusable = _hundredths(part.targets.column("points"))
    pair = readings.pairs(_definitions(part, readings), _statements(part, matched, readings))
    return Coded(numbers.of(pair, printed, len(readings)), printed, unusable, matched, unmatched)


def _definitions(part: Part, readings: Readings) -> Small:
    year, years = pd.factorize(part.forms.year)
    row_year = np.zeros(len(part.targets), dtype=np.int32)
    if len(years) > 1:
        row_year = np.repeat(year.astype(np.int32), np.diff(part.starts))

    return _by_batches(part.targets, _DEFINING, (row_year, years.tolist()), readings.definitions)


def _statements(part: Part, matched: Codes | None, readings: Readings) -> Small:
    signed = np.zeros(len(part.outcomes), dtype=np.int32)
    if {"share", "deduction"} & set(part.outcomes.column_names):
        signed += 1
        for name in SIGNED:
            signed &= ~_blank(part.outcomes, name)
    given = signed + 2 * (~_blank(part.outcomes, "reason") & _does_not_apply(part.outcomes))
    code = _by_batches(part.outcomes, _STATING, (given, _GIVEN[: 1 + int(given.max(initial=0))]), readings.statements)
    if matched is None:
        return code
    nothing = readings.statements([NOTHING])[0]
    if not len(code):
        return np.repeat(nothing, len(matched))
    return np.asarray(np.where(matched < 0, nothing, code[matched]), dtype=np.int32)


def _by_batches(
    table: pa.Table,
    names: Sequence[str],
    besides: tuple[Small, Sequence[object]],
    numbers_of: Callable[[Iterable[tuple[object, ...]]], Small],
) -> Small:
    """The number of each row by its texts in these columns and by one more value, given as codes and what they stand
    for; a column the table lacks is all blank. ``numbers_of`` numbers distinct rows.

    Each row group has dictionaries of its own; codes of a batch are combined before they are looked up.
    """
    if table.num_rows < _SMALL_BATCH * max(column.num_chunks for column in table.columns):
        table = table.unify_dictionaries().combine_chunks()
    found = []
    start = 0
    for batch in table.to_batches():
        columns, values = [], []
        for name in names:
            has = name in batch.schema.names
            code, texts = coded(batch.column(name)) if has else (np.zeros(len(batch), dtype=np.int32), [""])
            columns.append((code, max(len(texts), 1)))
            values.append(texts)
        more, stands_for = besides
        columns.append((more[start : start + len(batch)], len(stands_for)))
        code, rows = combined(columns)
        if len(batch) < len(rows):
            used, first = distinct(code, len(rows))
            code, rows = used, rows[first]
        sides = zip((*values, stands_for), rows.T, strict=True)
        row_texts = zip(*(map(side.__getitem__, places.tolist()) for side, places in sides), strict=True)
        if len(batch):
            found.append(taken(numbers_of(row_texts), code))
        start += len(batch)
    if not found:
        return np.empty(0, dtype=np.int32)
    return found[0] if len(found) == 1 else np.concatenate(found)


def _hundredths(column: pa.ChunkedArray) -> tuple[Small, Codes]:
    """Printed points in hundredths, -1 for none, and the rows where something else is printed: numbers by arithmetic,
    texts each once.
    """
    if column.type == pa.float64() and not column.null_count:
        found = [_scaled(chunk.to_numpy()) for chunk in column.chunks]
        plain = [whole for whole in found if whole is not None]
        if found and len(plain) == len(found):
            return plain[0] if len(plain) == 1 else np.concatenate(plain), np.empty(0, dtype=np.int64)
    code, texts = coded(column)
    unusable = np.array([points_unusable(text) for text in texts], dtype=np.bool_)
    rows = np.flatnonzero(taken(unusable, code)) if unusable.any() else np.empty(0, dtype=np.int64)
    return taken(np.array([printed_hundredths(text) for text in texts], dtype=np.int32), code), rows


def _scaled(typed: npt.NDArray[np.float64]) -> Small | None:
    """Numbers as whole hundredths, None unless all are plain points with at most two decimals."""
    whole = np.empty(len(typed), dtype=np.int32)
    for start in range(0, len(typed), _BLOCK):  # blocks stay in the cache of the processor
        numbers = typed[start : start + _BLOCK]
        with np.errstate(invalid="ignore"):  # NaN and infinity are no plain points
            hundredths = np.rint(numbers * 100)
            if not (np.array_equal(hundredths / 100, numbers) and hundredths.min() >= 0 and hundredths.max() <= FULL):
                return None
        whole[start : start + _BLOCK] = hundredths
    return whole


def _blank(table: pa.Table, name: str) -> Small:
    """All ones (as bits) where the text of a column is blank, else 0."""
    if name not in table.column_names:
        return np.full(len(table), -1, dtype=np.int32)
    code, texts = coded(table.column(name))
    return taken(np.array([-1 if says_nothing(text) else 0 for text in texts], dtype=np.int32), code)


_GIVEN = [(False, False), (True, False), (False, True), (True, True)]


def _does_not_apply(table: pa.Table) -> Small:
    """1 where an outcome says that its line does not apply, else 0."""
    code, texts = coded(table.column("outcome"))
    return taken(np.array([only_sets_aside(text) for text in texts], dtype=np.int32), code)


def silent(part: Part, name: str, matched: Codes | None) -> Mask | None:
    """The indicators for which the outcome's column says nothing; None for all of them, where there is no column."""
    if name not in part.outcomes.column_names:
        return None
    blank: Mask = np.asarray(_blank(part.outcomes, name) != 0, dtype=np.bool_)
    if matched is None:
        return blank
    silent = np.ones(len(matched), dtype=np.bool_)
    silent[matched >= 0] = blank[matched[matched >= 0]]
    return silent
