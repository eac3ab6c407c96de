"""What is where, before anything is scored: the forms in order, their rows in both tables, their money, and the parts.

A part is a run of whole forms of about ``PART_ROWS`` indicators. Where parts begin follows from the data alone, never
from row groups, files or workers, so that every way of running gives the same parts and the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from evaluator.bulk.arranging import arranged
from evaluator.bulk.codes import Codes, coded
from evaluator.bulk.schema import no_nulls, same_keys
from evaluator.bulk.tables import Reach, Stored, key_values, plain_key
from evaluator.verdict.scoring import printed_hundredths
from targets.errors import InputError

PART_ROWS = 1 << 20
MILLIONTHS = 1_000_000
"""Budgets are whole millionths of 万元 (a 分), below ``_MOST`` 万元 each."""
_MOST = 10**9
_AMOUNTS = ("initial", "full_year", "executed", "planned")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """The forms in order of first appearance, as columns.

    ``key``; ``department`` codes into ``departments``; ``project`` (``""`` on a department's own form), ``year`` (0
    unknown), ``of_department``; ``initial``, ``full_year``, ``executed`` in 万元, NaN unknown; ``budget`` in millionths
    of 万元, -1 unknown; ``execution_printed`` in hundredths, -1 for none; ``unexplained``: no reason for low execution.
    """

    key: npt.NDArray[Any]
    department: Codes
    departments: tuple[str, ...]
    project: pa.StringArray
    year: Codes
    of_department: npt.NDArray[np.bool_]
    initial: npt.NDArray[np.float64]
    full_year: npt.NDArray[np.float64]
    executed: npt.NDArray[np.float64]
    budget: Codes
    execution_printed: Codes
    unexplained: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.key)

    def slice(self, start: int, stop: int) -> Forms:
        """The forms from ``start`` to before ``stop``; departments keep their codes."""
        whole = ("departments", "project")
        return Forms(
            departments=self.departments,
            project=pa.concat_arrays([self.project[start:stop]]),  # a copy: it is sent to workers
            **{name: getattr(self, name)[start:stop] for name in self.__slots__ if name not in whole},
        )


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
    """Where everything stands. Reads the column ``form`` of both tables and the whole of ``budgets``.

    A table whose rows do not stand form by form is arranged first, on disk if it is a file. InputError for keys that
    are null or of two sorts, and for forms without a row in ``budgets``.
    """
    inputs = (targets, actuals) if budgets is None else (targets, actuals, budgets)
    same_keys(targets.schema, actuals.schema, (targets.name, actuals.name), ("form", "id"))
    with ThreadPoolExecutor() as pool:  # Arrow reads without holding the others up
        of_targets, of_actuals = pool.submit(runs, targets), pool.submit(runs, actuals)
        money = None if budgets is None else pool.submit(_whole, budgets)
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
    forms, idle = _forms(run_keys, targets, budgets, None if money is None else money.result())
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
            changes = np.flatnonzero(np.concatenate([[last is None or values[0] != last], values[1:] != values[:-1]]))
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


def _names(table: Stored) -> list[str]:
    return [column.name for column in table.columns]


def _rise(keys: npt.NDArray[Any]) -> bool:
    return keys.dtype != object and bool((keys[1:] > keys[:-1]).all())


def _whole(table: Stored) -> pa.Table:
    return table.rows(0, len(table), _names(table))


def _forms(
    keys: npt.NDArray[Any], targets: Stored, budgets: Stored | None, table: pa.Table | None
) -> tuple[Forms, int]:
    count = len(keys)
    if budgets is None or table is None:
        nothing = np.full(count, np.nan)
        return Forms(
            key=keys,
            department=np.zeros(count, dtype=np.int64),
            departments=("",),
            project=pa.array(keys).cast(pa.string()),
            year=np.zeros(count, dtype=np.int64),
            of_department=np.zeros(count, dtype=np.bool_),
            initial=nothing,
            full_year=nothing,
            executed=nothing,
            budget=np.full(count, -1, dtype=np.int64),
            execution_printed=np.full(count, -1, dtype=np.int64),
            unexplained=np.ones(count, dtype=np.bool_),
        ), 0
    same_keys(targets.schema, budgets.schema, (targets.name, budgets.name), ("form",))
    no_nulls(table.column("form"), "form", budgets.name)
    no_nulls(table.column("department"), "department", budgets.name)
    given = key_values(table.column("form"))
    if np.array_equal(given, keys):
        return _from_budgets(keys, table, budgets.name), 0
    index = pd.Index(given)
    if not index.is_unique:
        twice = index[index.duplicated()][0]
        raise InputError(
            f"{budgets.name} 的主键“form”有重复：{twice}；每张表只留一行",
            f"{budgets.name}: the key 'form' stands twice: {twice}; keep one row for each form",
        )
    places = index.get_indexer(pd.Index(keys))
    if (places < 0).any():
        lacking = keys[places < 0]
        raise InputError(
            f"{budgets.name} 缺少 {len(lacking)} 张表，例如 form = {lacking[0]}；请补上",
            f"{budgets.name} lacks {len(lacking)} forms of {targets.name}, such as form = {lacking[0]}; add them",
        )
    idle = len(table) - count
    table = table.take(pa.array(places))
    return _from_budgets(keys, table, budgets.name), idle


def _from_budgets(keys: npt.NDArray[Any], table: pa.Table, name: str) -> Forms:
    count = len(keys)

    exact = {column: _amounts(table, column, name) for column in _AMOUNTS}
    budget = np.full(count, -1, dtype=np.int64)
    for column in ("planned", "initial", "full_year"):  # the later one wins: full-year, else opening, else planned
        budget = np.where(exact[column] != _UNKNOWN, exact[column], budget)
    codes, names = coded(table.column("department"))
    department, order = pd.factorize(codes)
    project = _texts(table.column("project"))
    year = np.zeros(count, dtype=np.int64)
    if "year" in table.column_names:
        year = table.column("year").cast(pa.int64()).fill_null(0).to_numpy()
    printed, printed_texts = (
        coded(table.column("execution_points")) if "execution_points" in table.column_names else (None, [""])
    )
    points = np.array([printed_hundredths(text) for text in printed_texts], dtype=np.int64)
    return Forms(
        key=keys,
        department=department.astype(np.int64),
        departments=tuple(names[code] for code in order),
        project=project,
        year=year,
        of_department=pc.equal(project, "").to_numpy(zero_copy_only=False),
        **{column: np.where(exact[column] == _UNKNOWN, np.nan, exact[column] / MILLIONTHS) for column in _AMOUNTS[:3]},
        budget=np.where(budget < 0, -1, budget),
        execution_printed=np.full(count, -1, dtype=np.int64) if printed is None else points[printed],
        unexplained=_blank(table.column("execution_reason"))
        if "execution_reason" in table.column_names
        else np.ones(count, dtype=np.bool_),
    )


def _texts(column: pa.ChunkedArray) -> pa.StringArray:
    """A column of texts of which nearly every one is another, ``""`` for null; such texts never become Python's."""
    return pc.fill_null(column.cast(pa.string()), "").combine_chunks()


def _blank(column: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    codes, texts = coded(column)
    return np.array([not text.strip() for text in texts], dtype=np.bool_)[codes]


_UNKNOWN = np.iinfo(np.int64).min


def _amounts(table: pa.Table, column: str, name: str) -> Codes:
    """An amount of each form in millionths of 万元, exact, or ``_UNKNOWN``. InputError for more than six decimals."""
    count = table.num_rows
    if column not in table.column_names or pa.types.is_null(table.schema.field(column).type):
        return np.full(count, _UNKNOWN, dtype=np.int64)
    values = table.column(column)
    exact = pa.types.is_decimal(values.type)
    as_typed = values.cast(pa.float64()).to_numpy(zero_copy_only=False).astype(np.float64)
    known = ~np.isnan(as_typed)
    bad = known & (np.abs(as_typed) >= _MOST)
    if exact and not bad.any():
        whole, bad = _scaled(values)
    elif not bad.any():
        whole = np.rint(np.where(known, as_typed, 0) * MILLIONTHS)
        bad = known & (whole / MILLIONTHS != as_typed)
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        form, shown = table.column("form")[row], values[row]
        raise InputError(
            f"{name} 的列“{column}”中有 {shown}（form = {form}）；金额以万元为单位，至多六位小数、小于 10⁹，请改正",
            f"{name}: the column {column!r} holds {shown} (form = {form}); amounts are in 万元 with at most six "
            "decimals and below 10⁹: correct it",
        )
    return np.where(known, whole, _UNKNOWN).astype(np.int64)


def _scaled(values: pa.ChunkedArray) -> tuple[Codes, npt.NDArray[np.bool_]]:
    """Decimals below ``_MOST`` in millionths, 0 for null, and which of them have more than six decimals."""
    rounded = pc.round(values.cast(pa.decimal128(38, max(values.type.scale, 6))), 6)
    other = pc.not_equal(rounded, values).fill_null(False).combine_chunks()
    array = rounded.cast(pa.decimal128(38, 6)).fill_null(Decimal(0)).combine_chunks()
    words = np.frombuffer(array.buffers()[1], dtype=np.int64).reshape(-1, 2)
    return words[array.offset : array.offset + len(array), 0].copy(), other.to_numpy(zero_copy_only=False)
