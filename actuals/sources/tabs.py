"""Sheet tabs that name the project of the table on them, where the sheets themselves do not say whose they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from actuals.sources.cells import CellTable
from actuals.sources.headings import heading_key, is_header, recognise
from targets.model.vocabulary import level1_category

_OWNER = frozenset({"id", "project", "department"})
_LABELS = frozenset({"项目名称", "项目", "部门名称", "主管部门", "部门单位名称", "单位名称", "实施单位"})
_GENERIC = re.compile(
    r"(?:sheet|table|表|表格|工作表|附件|附表|第)?[\s_-]*[\d一二三四五六七八九十]*(?:页|张|季度|月|年|年度)?"
    r"|.*(?:完成|指标|自评|绩效|汇总|说明|目录|封面|填报|数据|模板|样表|示例|上半年|下半年|全年|季度|\d月|20\d\d年?度?)"
    r"(?:表|表格|情况|值|数)?\d*",
    re.IGNORECASE,
)


def projects_of_sheets(tables: Sequence[CellTable], mapping: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The project that each table's sheet tab names, ``""`` for most: only where two or more sheets hold outcomes that
    nothing on them says the owner of, and their tabs are names and not such words as Sheet1 or 汇总."""
    open_ = [bool(table.sheet) and _ownerless(table, mapping) and not _is_generic(table.sheet) for table in tables]
    if sum(open_) < 2:
        return ("",) * len(tables)
    return tuple(table.sheet if free else "" for table, free in zip(tables, open_, strict=True))


def _is_generic(name: str) -> bool:
    return bool(_GENERIC.fullmatch(name.strip())) or level1_category(name) is not None


def _ownerless(table: CellTable, mapping: Mapping[str, str] | None) -> bool:
    headed = False
    for row in table.rows:
        fields = set(recognise(row.cells, mapping).values())
        if is_header(tuple(fields)):
            if fields & _OWNER:
                return False
            headed = True
        elif not headed and any(
            heading_key(cell.partition(":")[0].partition("：")[0]) in _LABELS for cell in row.cells
        ):
            return False
    return headed
