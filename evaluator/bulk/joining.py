"""Outcomes to indicators by their keys, within whole forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from evaluator.bulk.plan import Part
from evaluator.bulk.schema import no_nulls
from evaluator.bulk.tables import key_values
from targets.errors import InputError

Codes = npt.NDArray[np.int64]


def outcome_rows(part: Part) -> tuple[Codes | None, Codes]:
    """For each indicator the row of its outcome (-1 none), or None where row answers row; and the outcomes left over.

    InputError for an id that is null or stands twice in a form of either table.
    """
    sides = [part.targets.column("id"), part.outcomes.column("id")]
    for column, name in zip(sides, ("targets", "actuals"), strict=True):
        no_nulls(column, "id", name)
    alike = sides[0].type == sides[1].type and np.array_equal(part.starts, part.outcome_starts)
    if alike and sides[0].equals(sides[1]) and _rising(sides[0], part.starts):
        return None, np.empty(0, dtype=np.int64)
    promised, stated = (key_values(column) for column in sides)
    codes, values = pd.factorize(np.concatenate([promised, stated]))
    key = codes.astype(np.int64) + len(values) * np.concatenate([_forms(part.starts), _forms(part.outcome_starts)])
    ours, theirs = key[: len(promised)], key[len(promised) :]
    index = _unique(ours, promised, part, "targets")
    _unique(theirs, stated, part, "actuals")
    place = index.get_indexer(pd.Index(theirs))
    rows = np.full(len(promised), -1, dtype=np.int64)
    met = place >= 0
    rows[place[met]] = np.flatnonzero(met)
    return rows, np.flatnonzero(~met)


def _forms(starts: Codes) -> Codes:
    return np.repeat(np.arange(len(starts) - 1, dtype=np.int64), np.diff(starts))


def _rising(ids: pa.ChunkedArray, starts: Codes) -> bool:
    """True if the ids of each form rise, so that none stands twice."""
    if not pa.types.is_integer(ids.type):
        return False
    rises = np.ones(max(len(ids), 1), dtype=np.bool_)
    row, last = 0, None
    for chunk in ids.chunks:
        values = chunk.to_numpy(zero_copy_only=False)
        if len(values):
            rises[row] = last is None or values[0] > last
            np.greater(values[1:], values[:-1], out=rises[row + 1 : row + len(values)])
            row, last = row + len(values), values[-1]
    rises[starts[:-1]] = True
    return bool(rises.all())


def _unique(key: Codes, ids: npt.NDArray[Any], part: Part, table: str) -> pd.Index[Any]:
    index = pd.Index(key)
    if not index.is_unique:
        row = int(np.flatnonzero(index.duplicated())[0])
        starts = part.starts if table == "targets" else part.outcome_starts
        form = part.forms.key[int(np.searchsorted(starts, row, side="right")) - 1]
        raise InputError(
            f"{table} 中 form = {form} 的主键 id = {ids[row]} 有重复；每个指标只留一行",
            f"{table}: in form = {form} the key id = {ids[row]} stands twice; keep one row for each indicator",
        )
    return index
