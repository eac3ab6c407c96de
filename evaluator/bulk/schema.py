"""The columns of the three tables of the bulk interface (docs/bulk.md), and the strict check of a table against them.

Types are Arrow types. A key is whole numbers or text, never empty; the keys of all tables are of one sort.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa

from targets.errors import InputError


class Holds(StrEnum):
    """The types of values that a column may hold."""

    KEY = "key"
    TEXT = "text"
    TEXT_OR_NUMBER = "text-or-number"
    AMOUNT = "amount"
    WHOLE = "whole"

    @property
    def zh(self) -> str:
        """The sort as a person says it in Chinese."""
        return {
            "key": "整数或文字（不得为空）",
            "text": "文字",
            "text-or-number": "文字或数",
            "amount": "数（万元）",
            "whole": "整数",
        }[self.value]

    @property
    def en(self) -> str:
        """The sort as a person says it in English."""
        return {
            "key": "whole numbers or text, never null",
            "text": "text",
            "text-or-number": "text or numbers",
            "amount": "numbers (in 万元)",
            "whole": "whole numbers",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what it holds, whether the table must have it, and what it is for."""

    name: str
    holds: Holds
    required: bool
    zh: str
    en: str


_K, _T, _N, _A, _W = Holds.KEY, Holds.TEXT, Holds.TEXT_OR_NUMBER, Holds.AMOUNT, Holds.WHOLE
_FORM = Column("form", _K, True, "表的主键（一个项目或部门一年一张表）", "key of the form: one project or department")
_ID = Column("id", _K, True, "指标在表内的主键", "key of the indicator within its form")

TARGETS = (
    _FORM,
    _ID,
    Column("indicator", _T, True, "三级指标", "name of the indicator"),
    Column("target", _N, True, "指标值，照原样", "the target as printed"),
    Column("level1", _T, True, "一级指标", "level 1"),
    Column("level2", _T, False, "二级指标", "level 2"),
    Column("unit", _T, False, "单位列", "the unit, where it has a column of its own"),
    Column("symbol", _T, False, "符号列", "the comparator, where it has a column of its own"),
    Column("points", _N, False, "表中填报的分值", "the printed points"),
)
ACTUALS = (
    _FORM,
    _ID,
    Column("outcome", _N, True, "实际完成值，照原样", "the outcome as typed"),
    Column("level", _T, False, "人选定的等级", "the level a person chose"),
    Column("share", _N, False, "得分系数", "a person's share of the points"),
    Column("deduction", _N, False, "人工扣分", "a person's deduction in points"),
    Column("decided_by", _T, False, "认定人", "who decided share or deduction"),
    Column("decided_on", _T, False, "认定日期", "when it was decided"),
    Column("evidence", _T, False, "佐证材料", "what proves it"),
    Column("reason", _T, False, "偏差原因", "why the target was missed or surpassed"),
)
BUDGETS = (
    _FORM,
    Column("department", _T, True, "部门", "the department"),
    Column("project", _T, True, "项目（部门整体表留空）", "the project; null on the form of a whole department"),
    Column("year", _W, False, "年度", "the year"),
    Column("initial", _A, False, "年初预算数", "opening budget"),
    Column("full_year", _A, False, "全年预算数", "full-year budget"),
    Column("executed", _A, False, "全年执行数", "amount executed"),
    Column("carried_over", _A, False, "其中：上年结转（含在全年预算数内）", "of the full-year budget: carried over"),
    Column("carried_over_executed", _A, False, "其中：上年结转的执行数", "of the amount executed: from carry-over"),
    Column("planned", _A, False, "目标表上的资金总额", "the total on the target form"),
    Column("execution_points", _N, False, "表中填报的预算执行率分值", "printed points for execution"),
    Column("execution_reason", _T, False, "执行率偏低的原因", "why little was executed"),
)

VARIED = frozenset({"project"})
"""Texts of which nearly every row has its own, so that a dictionary of them only costs."""


def check(schema: pa.Schema, columns: tuple[Column, ...], table: str) -> None:
    """InputError with table, column and remedy for an unknown or missing column or one of the wrong type."""
    known = {column.name: column for column in columns}
    names = "、".join(known)
    for name in schema.names:
        if name not in known:
            raise InputError(
                f"{table} 有未知的列“{name}”；可用的列是 {names}，请改名或删去",
                f"{table} has an unknown column {name!r}; known are {', '.join(known)}: rename it or leave it out",
            )
    if len(set(schema.names)) != len(schema.names):
        twice = next(name for name in schema.names if schema.names.count(name) > 1)
        raise InputError(
            f"{table} 的列“{twice}”出现两次；请只留一列", f"{table} has the column {twice!r} twice; keep one"
        )
    for column in columns:
        place = schema.get_field_index(column.name)
        if place < 0:
            if column.required:
                raise InputError(
                    f"{table} 缺少列“{column.name}”（{column.zh}）；请补上",
                    f"{table} lacks the column {column.name!r} ({column.en}); add it",
                )
            continue
        kind = schema.field(place).type
        if not _fits(kind, column.holds):
            raise InputError(
                f"{table} 的列“{column.name}”是 {kind} 类型，应为{column.holds.zh}；请转换后重新导出",
                f"{table}: the column {column.name!r} is of type {kind}, wanted {column.holds.en}; convert it and "
                "export it again",
            )


def same_keys(left: pa.Schema, right: pa.Schema, tables: tuple[str, str], columns: tuple[str, ...]) -> None:
    """InputError unless the key columns of two tables are of one sort, both whole numbers or both text."""
    for name in columns:
        kinds = [schema.field(name).type for schema in (left, right)]
        if _is_text(kinds[0]) != _is_text(kinds[1]):
            raise InputError(
                f"{tables[0]} 的主键列“{name}”是 {kinds[0]}，{tables[1]} 的是 {kinds[1]}；请用同一种类型",
                f"the key {name!r} is {kinds[0]} in {tables[0]} and {kinds[1]} in {tables[1]}; use one type for both",
            )


def no_nulls(column: pa.ChunkedArray, name: str, table: str, first_row: int = 0) -> None:
    """InputError if a key is null, with the first such row (counted from 1)."""
    if column.null_count:
        row = first_row + column.is_null().combine_chunks().to_numpy(zero_copy_only=False).argmax() + 1
        raise InputError(
            f"{table} 第 {row} 行的主键“{name}”为空；请补上或删去该行",
            f"{table}, row {row}: the key {name!r} is null; supply it or remove the row",
        )


def _values(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _is_text(kind: pa.DataType) -> bool:
    kind = _values(kind)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_decimal(kind) or kind in (pa.float32(), pa.float64()))


def _fits(kind: pa.DataType, holds: Holds) -> bool:
    if pa.types.is_null(kind):
        return holds is not Holds.KEY
    if holds is Holds.KEY:
        return _is_text(kind) or (pa.types.is_integer(kind) and kind != pa.uint64())
    if holds is Holds.TEXT:
        return _is_text(kind)
    if holds is Holds.TEXT_OR_NUMBER:
        return _is_text(kind) or _is_number(kind)
    return bool(pa.types.is_integer(kind)) if holds is Holds.WHOLE else _is_number(kind)
