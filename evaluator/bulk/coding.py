"""The texts of a part as codes: what was promised, what was stated, what points were printed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evaluator.bulk.blocks import in_blocks
from evaluator.bulk.codes import Codes, Small, coded, combined, taken
from evaluator.bulk.joining import outcome_rows
from evaluator.bulk.plan import Part
from evaluator.bulk.readings import NOTHING, Definition, Readings, Statement
from evaluator.bulk.scores import FULL, Scores
from evaluator.verdict.scoring import printed_hundredths

Mask = npt.NDArray[np.bool_]

_DEFINING = ("indicator", "target", "unit", "symbol", "level1", "level2")
_STATING = ("outcome", "level", "share", "deduction")
_SIGNING = ("decided_by", "decided_on", "reason")


@dataclass(frozen=True, slots=True)
class Coded:
    """Per indicator: codes of definition and statement, ``printed`` points in hundredths (-1: none) and their code, and
    the row of its outcome (``matched`` None: row answers row); ``unmatched``: outcomes of no indicator.
    """

    definition: Small
    statement: Small
    printed: Small
    points: Small
    matched: Codes | None
    unmatched: Codes


def code_part(part: Part, readings: Readings, scores: Scores) -> Coded:
    """The texts of a part as codes, new definitions read, and the printed points. InputError as ``outcome_rows``."""
    matched, unmatched = outcome_rows(part)
    printed = np.full(len(part.targets), -1, dtype=np.int32)
    if "points" in part.targets.column_names:
        printed = _hundredths(part.targets.column("points"))
    definition, statement = _definitions(part, readings), _statements(part, matched, readings)
    return Coded(definition, statement, printed, scores.points_codes(printed), matched, unmatched)


def _definitions(part: Part, readings: Readings) -> Small:
    columns, texts = _coded(part.targets, _DEFINING)
    years, year = np.unique(part.forms.year, return_inverse=True)
    row_year = np.zeros(len(part.targets), dtype=np.int32)
    if len(years) > 1:
        row_year = np.repeat(year.reshape(-1).astype(np.int32), np.diff(part.starts))
    code, rows = combined([*columns, (row_year, len(years))])
    found = [
        Definition._make((*(values[n] for values, n in zip(texts, row, strict=False)), int(years[row[-1]])))
        for row in rows.tolist()
    ]
    return taken(readings.definitions(found), code)


def _statements(part: Part, matched: Codes | None, readings: Readings) -> Small:
    columns, texts = _coded(part.outcomes, _STATING)
    signed = np.zeros(len(part.outcomes), dtype=np.int32)
    if any(text.strip() for text in (*texts[2], *texts[3])):
        signed += 1
        for name in _SIGNING:
            signed &= ~_blank(part.outcomes, name)
    code, rows = combined([*columns, (signed, 1 + int(signed.any()))])
    found = [
        Statement._make((*(values[n] for values, n in zip(texts, row, strict=False)), bool(row[-1])))
        for row in rows.tolist()
    ]
    numbers = readings.statements([*found, NOTHING])
    if matched is None:
        return taken(numbers, code)
    if not len(code):
        return np.repeat(numbers[-1:], len(matched))
    return taken(numbers, np.where(matched < 0, len(found), code[matched]))


def _hundredths(column: pa.ChunkedArray) -> Small:
    """Printed points in hundredths, -1 for none: numbers by arithmetic, texts each once."""
    if column.type == pa.float64() and not column.null_count:
        typed = column.to_numpy()
        whole = np.empty(len(typed), dtype=np.int32)
        plain = np.empty(len(typed), dtype=np.bool_)

        def scale(here: slice) -> None:
            with np.errstate(invalid="ignore"):  # NaN and what is far outside are no plain numbers
                hundredths = np.rint(typed[here] * 100)
                plain[here] = (hundredths / 100 == typed[here]) & (hundredths >= 0) & (hundredths <= FULL)
                whole[here] = hundredths

        in_blocks(len(typed), scale)
        if plain.all():
            return whole
    code, texts = coded(column)
    return taken(np.array([printed_hundredths(text) for text in texts], dtype=np.int32), code)


def _coded(table: pa.Table, names: tuple[str, ...]) -> tuple[list[tuple[Small, int]], list[list[str]]]:
    """The code columns of a table with their numbers of values, and the texts; a column it lacks is all blank."""
    columns, texts = [], []
    for name in names:
        has = name in table.column_names
        code, values = coded(table.column(name)) if has else (np.zeros(len(table), dtype=np.int32), [""])
        columns.append((code, max(len(values), 1)))
        texts.append(values)
    return columns, texts


def _blank(table: pa.Table, name: str) -> Small:
    """All ones (as bits) where the text of a column is blank, else 0."""
    if name not in table.column_names:
        return np.full(len(table), -1, dtype=np.int32)
    code, texts = coded(table.column(name))
    return taken(np.array([0 if text.strip() else -1 for text in texts], dtype=np.int32), code)


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
