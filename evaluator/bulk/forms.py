"""The forms of a run of tables as columns, with their names and their money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from evaluator.bulk.encoding import Codes, coded
from evaluator.bulk.schema import no_nulls, same_keys
from evaluator.bulk.tables import Stored, key_values
from evaluator.verdict.scoring import points_unusable, printed_hundredths
from rules.carryover import CarriedOver
from targets.errors import InputError
from targets.language.nothing import says_nothing

MILLIONTHS = 1_000_000
"""Budgets are whole millionths of 万元 (a 分), below ``_MOST`` 万元 each."""
_MOST = 10**9
_YEARS = (1900, 2999)
_STATED = ("initial", "full_year", "executed", "carried_over", "carried_over_executed")
_AMOUNTS = (*_STATED, "planned")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """The forms in order of first appearance, as columns.

    ``key``; ``department`` codes into ``departments``; ``project`` (``""`` on a department's own form), ``year`` (0
    unknown), ``of_department``; ``initial``, ``full_year``, ``executed``, and of these ``carried_over`` and
    ``carried_over_executed``, in 万元, NaN unknown; ``budget`` in millionths
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
    carried_over: npt.NDArray[np.float64]
    carried_over_executed: npt.NDArray[np.float64]
    budget: Codes
    execution_printed: Codes
    unexplained: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.key)

    @property
    def carried(self) -> CarriedOver:
        """The money carried over, which tables state as part of the totals."""
        none = np.zeros(len(self), dtype=np.bool_)
        return CarriedOver(budget=self.carried_over, spent=self.carried_over_executed, apart=none, unclear=none)

    def slice(self, start: int, stop: int) -> Forms:
        """The forms from ``start`` to before ``stop``; departments keep their codes."""
        whole = ("departments", "project")
        return Forms(
            departments=self.departments,
            project=pa.concat_arrays([self.project[start:stop]]),  # a copy: it is sent to workers
            **{name: getattr(self, name)[start:stop] for name in self.__slots__ if name not in whole},
        )


@dataclass(frozen=True, slots=True)
class Budgeted:
    """The rows of a table of budgets, and the forms as they stand there: None where something is wrong with a row (it
    may be one that nobody asks for).
    """

    rows: pa.Table
    forms: Forms | None


def budgeted(budgets: Stored) -> Budgeted:
    """The whole of ``budgets``, read."""
    rows = budgets.rows(0, len(budgets), [column.name for column in budgets.columns])
    try:
        return Budgeted(rows, _from_budgets(key_values(rows.column("form")), rows, budgets.name))
    except InputError:
        return Budgeted(rows, None)


def forms_of(
    keys: npt.NDArray[Any], targets: Stored, budgets: Stored | None, read: Budgeted | None
) -> tuple[Forms, int]:
    """The forms of these keys, and how many budgets belong to none of them. ``read`` is what ``budgets`` hold.

    InputError for keys of another sort, that are null, stand twice or have no budget, and for absurd amounts.
    """
    count = len(keys)
    if budgets is None or read is None:
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
            carried_over=nothing,
            carried_over_executed=nothing,
            budget=np.full(count, -1, dtype=np.int64),
            execution_printed=np.full(count, -1, dtype=np.int64),
            unexplained=np.ones(count, dtype=np.bool_),
        ), 0
    table = read.rows
    same_keys(targets.schema, budgets.schema, (targets.name, budgets.name), ("form",))
    no_nulls(table.column("form"), "form", budgets.name)
    no_nulls(table.column("department"), "department", budgets.name)
    given = key_values(table.column("form"))
    if np.array_equal(given, keys):
        return _from_budgets(keys, table, budgets.name) if read.forms is None else read.forms, 0
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
    amounts = {column: found for column in _AMOUNTS if (found := _amounts(table, column, name)) is not None}
    budget, nothing = np.full(count, -1, dtype=np.int64), np.full(count, np.nan)
    for column in ("planned", "initial", "full_year"):  # the later one wins: full-year, else opening, else planned
        if column in amounts:
            budget = np.where(amounts[column].known, amounts[column].exact, budget)
    codes, names = coded(table.column("department"))
    department, order = pd.factorize(codes)
    project = _texts(table.column("project"))
    year = np.zeros(count, dtype=np.int64)
    if "year" in table.column_names:
        year = _years(table, name)
    return Forms(
        key=keys,
        department=department.astype(np.int64),
        departments=tuple(names[code] for code in order),
        project=project,
        year=year,
        of_department=pc.equal(project, "").to_numpy(zero_copy_only=False),
        **{column: amounts[column].typed if column in amounts else nothing for column in _STATED},
        budget=np.maximum(budget, -1),
        execution_printed=_execution_points(table, name),
        unexplained=_blank(table.column("execution_reason"))
        if "execution_reason" in table.column_names
        else np.ones(count, dtype=np.bool_),
    )


def _execution_points(table: pa.Table, name: str) -> Codes:
    """Printed points for execution in hundredths, -1 for none. InputError for a text that is no number of points."""
    if "execution_points" not in table.column_names:
        return np.full(table.num_rows, -1, dtype=np.int64)
    codes, texts = coded(table.column("execution_points"))
    unusable = np.array([points_unusable(text) for text in texts], dtype=np.bool_)[codes]
    if unusable.any():
        row = int(unusable.argmax())
        form, shown = table.column("form")[row], texts[codes[row]]
        raise InputError(
            f"{name} 的列“execution_points”中有“{shown}”（form = {form}）；请填 0 到 100、至多两位小数的数，没有的留空",
            f"{name}: the column 'execution_points' holds {shown!r} (form = {form}); give a number from 0 to 100 with "
            "at most two decimals, or leave it empty",
        )
    return np.array([printed_hundredths(text) for text in texts], dtype=np.int64)[codes]


def _years(table: pa.Table, name: str) -> Codes:
    """The year of each form, 0 for null. InputError for one that is no year."""
    column = table.column("year")
    absurd = pc.or_(pc.less(column, _YEARS[0]), pc.greater(column, _YEARS[1]))
    if pc.any(absurd).as_py():
        row = pc.index(absurd, True).as_py()
        form, shown = table.column("form")[row], column[row]
        raise InputError(
            f"{name} 的列“year”中有 {shown}（form = {form}）；请填四位年份，例如 2023，不知道的留空",
            f"{name}: the column 'year' holds {shown} (form = {form}); give a year such as 2023, or leave it empty",
        )
    years: Codes = column.cast(pa.int64()).fill_null(0).to_numpy()
    return years


def _texts(column: pa.ChunkedArray) -> pa.StringArray:
    """A column of texts of which nearly every one is another, ``""`` for null; such texts never become Python's."""
    return pc.fill_null(column.cast(pa.string()), "").combine_chunks()


def _blank(column: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    codes, texts = coded(column)
    return np.array([says_nothing(text) for text in texts], dtype=np.bool_)[codes]


@dataclass(frozen=True, slots=True)
class _Amounts:
    """Amounts of forms: ``typed`` in 万元, NaN unknown; ``exact`` in millionths of it, where ``known``."""

    typed: npt.NDArray[np.float64]
    exact: Codes
    known: npt.NDArray[np.bool_]


def _amounts(table: pa.Table, column: str, name: str) -> _Amounts | None:
    """The amounts in a column, None where it is not there. InputError for more than six decimals."""
    if column not in table.column_names or pa.types.is_null(table.schema.field(column).type):
        return None
    values = table.column(column)
    typed = np.asarray(values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False), dtype=np.float64)
    known = ~np.isnan(typed)
    whole: npt.NDArray[Any] = typed
    bad = np.abs(typed) >= _MOST
    if not bad.any():
        if pa.types.is_decimal(values.type):
            whole, bad = _scaled(values)
            typed = np.where(known, whole / MILLIONTHS, np.nan)
        else:
            whole = np.rint(typed * MILLIONTHS)
            bad = (whole / MILLIONTHS != typed) & known
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        form, shown = table.column("form")[row], values[row]
        raise InputError(
            f"{name} 的列“{column}”中有 {shown}（form = {form}）；金额以万元为单位，至多六位小数、小于 10⁹，请改正",
            f"{name}: the column {column!r} holds {shown} (form = {form}); amounts are in 万元 with at most six "
            "decimals and below 10⁹: correct it",
        )
    if not known.all():
        whole = np.where(known, whole, 0)
    return _Amounts(typed + 0.0, whole.astype(np.int64), known)  # no amount is -0


def _scaled(values: pa.ChunkedArray) -> tuple[Codes, npt.NDArray[np.bool_]]:
    """Decimals below ``_MOST`` in millionths, 0 for null, and which of them have more than six decimals."""
    rounded = pc.round(values.cast(pa.decimal128(38, max(values.type.scale, 6))), 6)
    other = pc.not_equal(rounded, values).fill_null(False).combine_chunks()
    array = rounded.cast(pa.decimal128(38, 6)).fill_null(Decimal(0)).combine_chunks()
    words = np.frombuffer(array.buffers()[1], dtype=np.int64).reshape(-1, 2)
    return words[array.offset : array.offset + len(array), 0].copy(), other.to_numpy(zero_copy_only=False)
