"""The headings people give the columns of an outcome table, in Chinese and English, and what each column is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from targets.errors import InputError
from targets.model.headings import heading
from targets.model.labels import execution_heading

# Field → headings as printed, without spaces and brackets. The fields are those of Outcome and ExecutionFigures; a
# field that starts with "_" is recognised but not used (its cells are returned as unused, except row numbers).
VOCABULARY: Mapping[str, tuple[str, ...]] = {
    "id": ("编号", "指标编号", "指标id", "id", "indicatorid", "code", "_id"),
    "department": (
        "部门名称",
        "部门",
        "单位名称",
        "主管部门",
        "预算部门",
        "department",
        "agency",
        "部门单位",
        "预算单位",
    ),
    "project": ("项目名称", "项目", "预算项目", "预算项目名称", "project", "projectname", "programme", "program"),
    "level1": ("一级指标", "level1", "category"),
    "level2": ("二级指标", "level2", "subcategory"),
    "name": (
        "三级指标",
        "三级指标名称",
        "指标名称",
        "指标",
        "绩效指标",
        "指标内容",
        "四级指标",
        "name",
        "indicator",
        "indicatorname",
        "level3",
    ),
    "target": (
        "指标值",
        "目标值",
        "年度指标值",
        "年初目标值",
        "预期指标值",
        "绩效目标",
        "计划完成值",
        "年度目标值",
        "计划指标值",
        "预期目标值",
        "年初设定目标",
        "全年目标值",
        "target",
        "targetvalue",
        "planned",
    ),
    "actual": (
        "实际完成值",
        "实际完成",
        "完成值",
        "全年实际值",
        "全年完成值",
        "实际值",
        "实际完成情况",
        "完成情况",
        "全年实际完成值",
        "全年完成情况",
        "实际完成指标值",
        "实际完成结果",
        "年度完成值",
        "自评完成值",
        "完成结果",
        "指标完成情况",
        "指标完成值",
        "全年实际完成情况",
        "执行结果",
        "实际指标值",
        "actual",
        "actualvalue",
        "outcome",
        "result",
        "achieved",
        "achievement",
        "actualoutcome",
    ),
    "level": ("完成等级", "达成情况", "达成程度", "完成程度", "达成等级", "完成等次", "level", "attainment"),
    "share": ("得分系数", "系数", "评分系数", "share", "scoreshare", "coefficient"),
    "evidence": ("佐证材料", "佐证", "证明材料", "佐证资料", "证明资料", "数据来源", "评价依据", "evidence", "source"),
    "reason": (
        "偏差原因分析及改进措施",
        "偏差原因",
        "偏差原因分析",
        "未完成原因分析",
        "未完成原因",
        "原因分析",
        "原因",
        "偏差说明",
        "未完成原因及改进措施",
        "未完成原因和改进措施",
        "偏差原因及改进措施",
        "未完成指标原因分析",
        "执行偏差原因",
        "偏离原因分析",
        "reason",
        "explanation",
        "deviation",
        "reasonfordeviation",
        "改进措施",
        "原因及措施",
        "说明",
    ),
    "deduction": ("扣分", "扣减分值", "人工扣分", "deduction"),
    "decided_by": ("认定人", "决定人", "decidedby"),
    "decided_on": ("认定日期", "决定日期", "认定时间", "decidedon"),
    "unit": ("计量单位", "度量单位", "指标单位", "单位", "unit"),
    "fund": ("资金名称", "资金来源", "资金性质", "资金类别", "资金项目", "预算资金", "fund", "fundingsource"),
    "initial": (
        "年初预算数",
        "年初预算",
        "年初预算金额",
        "初始预算",
        "initialbudget",
        "openingbudget",
        "originalbudget",
    ),
    "full_year": (
        "全年预算数",
        "全年预算",
        "调整后预算数",
        "调整预算数",
        "调整后预算",
        "全年预算金额",
        "fullyearbudget",
        "adjustedbudget",
        "revisedbudget",
        "budget",
    ),
    "executed": (
        "全年执行数",
        "执行数",
        "预算执行数",
        "全年执行",
        "实际支出",
        "实际执行数",
        "全年支出数",
        "实际支出数",
        "executed",
        "executedbudget",
        "spent",
        "expenditure",
    ),
    "_remark": ("备注", "数据性质", "注", "remark", "remarks", "note", "notes"),
    "_number": ("序号", "行号", "no", "row"),
    "_score": (
        "得分",
        "自评得分",
        "分值",
        "权重",
        "执行率",
        "预算执行率",
        "指标性质",
        "符号",
        "计算符号",
        "points",
        "weight",
        "score",
    ),
}

LONGEST = 60
"""No heading is longer than this many signs."""
MONEY_FIELDS = ("initial", "full_year", "executed")
FIELDS = tuple(field for field in VOCABULARY if not field.startswith("_"))
_ALIASES = {"indicator": "name"}

_BRACKETS = re.compile(r"[(\[【〔{][^)\]】〕}]*[)\]】〕}]")
_NOISE = re.compile(r"[\s:/、,.*★☆#]+")


def heading_key(text: str) -> str:
    """A heading as it is looked up: NFKC, lower case, without brackets and their content, blanks and punctuation."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = plain.replace("_", "") if not plain.startswith("_") else plain
    return _NOISE.sub("", _BRACKETS.sub("", plain)).replace("-", "")


# Roles of the official forms' headings (targets.model.vocabulary) that are fields here too.
_FORM_ROLES = {role: role for role in ("level1", "level2", "name", "target", "actual", "unit", "reason", "evidence")}
_FORM_ROLES |= {"points": "_score", "score": "_score", "symbol": "_score", "remark": "_remark"}
_MONEY_ROLES = {role: role for role in MONEY_FIELDS} | {"rate": "_score"}

_FIELD_OF = {heading_key(wording): field for field, headings in VOCABULARY.items() for wording in headings}


def recognise(cells: Sequence[str], mapping: Mapping[str, str] | None = None) -> dict[int, str]:
    """Column → field for one row of cells; ``mapping`` (field → heading) goes before the vocabulary.

    A field found twice keeps its first column, except that a full wording wins over a short one (``实际完成值`` over
    ``完成情况`` stands first in the vocabulary).
    """
    found: dict[int, str] = {}
    best: dict[str, tuple[int, int]] = {}
    given = {heading_key(wording): field for field, wording in (mapping or {}).items()}
    for column, cell in enumerate(cells):
        if not cell or len(cell) > LONGEST:
            continue
        key, field, rank = _looked_up(cell)
        if key in given:
            field, rank = given[key], -1
        else:
            if field is None or field in given.values():
                continue
        if field.startswith("_"):
            found[column] = field
            continue
        if field in best and best[field][0] <= rank:
            continue
        if field in best:
            del found[best[field][1]]
        best[field] = (rank, column)
        found[column] = field
    return found


@lru_cache(maxsize=16384)
def _looked_up(cell: str) -> tuple[str, str | None, int]:
    """Key, field and rank of a heading: from the vocabulary here, else from that of the official forms, which ranks
    last.
    """
    key = heading_key(cell)
    if not key:
        return key, None, 0
    field = _FIELD_OF.get(key)
    if field is not None:
        return key, field, [heading_key(wording) for wording in VOCABULARY[field]].index(key)
    return key, _FORM_ROLES.get(heading(cell) or "") or _MONEY_ROLES.get(execution_heading(cell) or ""), 999


def is_header(fields: Sequence[str]) -> bool:
    """True if the fields recognised in a row make it the heading of a table of outcomes or of execution figures."""
    have = set(fields)
    outcomes = bool(have & {"id", "name"}) and bool(have & {"actual", "level"})
    money = "executed" in have and bool(have & {"initial", "full_year"})
    return outcomes or money


def checked_mapping(mapping: Mapping[str, str] | None) -> dict[str, str]:
    """``--map`` as field → heading. Raises InputError for a field that does not exist."""
    checked = {}
    for name, wording in (mapping or {}).items():
        field = _ALIASES.get(name, name)
        if field not in FIELDS:
            known = ", ".join(FIELDS)
            raise InputError(
                f"--map {name}={wording}：没有名为“{name}”的栏；可用的有：{known}。",
                f"--map {name}={wording}: there is no field “{name}”; the fields are: {known}.",
            )
        checked[field] = wording
    return checked
