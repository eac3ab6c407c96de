"""The plan of a run over tables before scoring: forms in order, their rows in both tables, their money, and the parts.

A part is a run of whole forms of about ``PART_ROWS`` indicators. Where parts begin follows from the data alone, never
from row groups, files or workers, so that every way of running gives the same parts and the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from evaluator.bulk.arranging import arranged
from evaluator.bulk.encoding import Codes
from evaluator.bulk.forms import Forms, budgeted, forms_of
from evaluator.bulk.schema import no_nulls, same_keys
from evaluator.bulk.tables import Reach, Stored, key_values, plain_key
from targets.errors import InputError

PART_ROWS = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some whole forms with their rows; ``starts`` and ``outcome_starts`` are where each form's rows begin and the last
    one's end. ``first`` is the position of the first form among all.
    """

    number: int
    first: int
    forms: Forms
    targets: pa.Table
    outcomes: pa.Table
    starts: Codes
    outcome_starts: Codes

    def form_keys(self) -> pa.Array:
        """The key of its form for each row of the targets."""
        if self.forms.key.dtype != object:
            return pa.array(np.repeat(self.forms.key, np.diff(self.starts)))
        form = np.repeat(np.arange(len(self.forms), dtype=np.int32), np.diff(self.starts))
        return pa.DictionaryArray.from_arrays(form, pa.array(self.forms.key, pa.string())).cast(pa.string())


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A part that is not read yet: its forms, and where its rows stand."""

    number: int
    first: int
    forms: Forms
    targets: Reach
    actuals: Reach
    starts: Codes
    outcome_starts: Codes

    def part(self) -> Part:
        """The part with its rows, read now."""
        return Part(
            number=self.number,
            first=self.first,
            forms=self.forms,
            targets=self.targets.rows(),
            outcomes=self.actuals.rows(),
            starts=self.starts,
            outcome_starts=self.outcome_starts,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Two tables whose rows stand form by form in one order, their forms, and where each part begins."""

    targets: Stored
    actuals: Stored
    forms: Forms
    starts: Codes
    outcome_starts: Codes
    edges: tuple[int, ...]
    inputs: tuple[Stored, ...]
    """The tables as they were given."""
    unmatched: pa.Table
    """Outcomes of forms that have no targets: ``form`` and ``id``."""
    idle: int
    """Budgets of forms that have no targets."""
    part_rows: int
    """About how many rows a part holds: how the results are divided into files."""

    def __len__(self) -> int:
        return len(self.edges) - 1

    def task(self, number: int) -> Task:
        """One part, to be read where it is judged; small enough to be sent there."""
        first, last = self.edges[number], self.edges[number + 1]
        starts, outcomes = self.starts[first : last + 1], self.outcome_starts[first : last + 1]
        return Task(
            number=number,
            first=first,
            forms=self.forms.slice(first, last),
            targets=self.targets.reaching(int(starts[0]), int(starts[-1])),
            actuals=self.actuals.reaching(int(outcomes[0]), int(outcomes[-1])),
            starts=starts - starts[0],
            outcome_starts=outcomes - outcomes[0],
        )


def plan(targets: Stored, actuals: Stored, budgets: Stored | None, *, part_rows: int = PART_ROWS) -> Plan:
    """The plan of a run over these tables. Reads the column ``form`` of both tables and the whole of ``budgets``.

    A table whose rows do not stand form by form is arranged first, on disk if it is a file. InputError for keys that
    are null or of two sorts, and for forms without a row in ``budgets``.
    """
    inputs = (targets, actuals) if budgets is None else (targets, actuals, budgets)
    same_keys(targets.schema, actuals.schema, (targets.name, actuals.name), ("form", "id"))
    with ThreadPoolExecutor() as pool:  # Arrow reads without holding the others up
        of_targets, of_actuals = pool.submit(runs, targets), pool.submit(runs, actuals)
        money = None if budgets is None else pool.submit(budgeted, budgets)
        run_keys, run_starts = of_targets.result()
    if not len(run_keys):
        raise InputError(f"{targets.name} 没有数据行；请核对文件", f"{targets.name} holds no rows; check the file")
    index = pd.Index(run_keys)
    if not (_rise(run_keys) or index.is_unique):
        index = index.unique()
        targets = arranged(targets, index, part_rows)[0]
        run_keys, run_starts = runs(targets)
    starts = np.append(run_starts, len(targets))
    actuals, outcome_starts, unmatched = _beside(actuals, of_actuals.result(), pd.Index(run_keys), part_rows)
    forms, idle = forms_of(run_keys, targets, budgets, None if money is None else money.result())
    return Plan(
        targets=targets,
        actuals=actuals,
        forms=forms,
        starts=starts,
        outcome_starts=outcome_starts,
        edges=tuple(part_edges(starts, part_rows)),
        inputs=inputs,
        unmatched=unmatched,
        idle=idle,
        part_rows=part_rows,
    )


def runs(table: Stored) -> tuple[npt.NDArray[Any], Codes]:
    """The keys of the runs of rows of one form, and the row each run begins at. InputError for a null key."""
    keys: list[npt.NDArray[Any]] = []
    starts: list[Codes] = []
    row, last = 0, None
    for group in table.read(["form"]):
        column = group.column("form")
        no_nulls(column, "form", table.name, row)
        values = key_values(column)
        if len(values):
            changes = np.flatnonzero(values[1:] != values[:-1]) + 1
            if last is None or values[0] != last:
                changes = np.concatenate([[0], changes])
            keys.append(values[changes])
            starts.append(changes + row)
            row, last = row + len(values), values[-1]
    if not keys:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    return np.concatenate(keys), np.concatenate(starts).astype(np.int64)


def _beside(
    actuals: Stored, found: tuple[npt.NDArray[Any], Codes], index: pd.Index[Any], part_rows: int
) -> tuple[Stored, Codes, pa.Table]:
    """The outcomes, whose runs were found, in the order of the forms, where each form's begin, and the outcomes of
    unknown forms.
    """
    keys, begins = found
    if np.array_equal(keys, index.to_numpy()):
        return actuals, np.append(begins, len(actuals)), actuals.schema.empty_table().select(["form", "id"])
    codes = index.get_indexer(pd.Index(keys)) if len(keys) else np.empty(0, dtype=np.int64)
    unmatched = actuals.schema.empty_table().select(["form", "id"])
    if len(codes) and ((codes < 0).any() or (np.diff(codes) <= 0).any()):
        actuals, lost = arranged(actuals, index, part_rows)
        unmatched = pa.table({name: plain_key(lost.column(name)) for name in lost.column_names})
        keys, begins = runs(actuals)
        codes = index.get_indexer(pd.Index(keys)) if len(keys) else np.empty(0, dtype=np.int64)
    ends = np.append(begins, len(actuals))
    starts = ends[np.searchsorted(codes, np.arange(len(index) + 1))]
    return actuals, starts.astype(np.int64), unmatched


def part_edges(starts: Codes, part_rows: int) -> Iterator[int]:
    """The forms at which parts begin: after at least ``part_rows`` rows a new one."""
    form, forms = 0, len(starts) - 1
    while form < forms:
        yield form
        form = min(int(np.searchsorted(starts, starts[form] + part_rows)), forms)
    yield forms


def _rise(keys: npt.NDArray[Any]) -> bool:
    return keys.dtype != object and bool((keys[1:] > keys[:-1]).all())
