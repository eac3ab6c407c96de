"""The headings people give the columns of an outcome table, in Chinese and English, and what each column is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from actuals.sources.periods import Period, Span, period_of
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
    "heading": ("栏目", "文字栏目"),
    "text": ("填写内容", "文字内容"),
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


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading looked up: its key, the field it gives (None for a strange one), its rank among the wordings of that
    field (the lowest is the fullest), and the time it names."""

    key: str
    field: str | None
    rank: int
    period: Period


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column that may give a field."""

    column: int
    heading: Heading


def candidates(cells: Sequence[str], mapping: Mapping[str, str] | None = None) -> dict[str, list[Candidate]]:
    """The columns that each field may come from, from left to right; ``mapping`` (field → heading) goes before the
    vocabulary."""
    given = {heading_key(wording): field for field, wording in (mapping or {}).items()}
    found: dict[str, list[Candidate]] = {}
    for column, cell in enumerate(cells):
        if not cell or len(cell) > LONGEST:
            continue
        known = looked_up(cell)
        if known.key in given:
            known = Heading(known.key, given[known.key], -1, known.period)
        elif known.field is None or known.field in given.values():
            continue
        if known.field is not None:
            found.setdefault(known.field, []).append(Candidate(column, known))
    return found


def fitting(found: Sequence[Candidate], year: int | None = None) -> list[Candidate]:
    """Those columns of a field that fit best: of the year, of the whole year, after adjustment, the fullest wording.

    Columns of the year before are never fitting.
    """
    if named := [one for one in found if one.heading.rank < 0]:
        found = named
    found = [one for one in found if one.heading.period.span is not Span.LAST]
    years = {one.heading.period.year for one in found if one.heading.period.year is not None}
    undated = [one for one in found if one.heading.period.year is None and one.heading.period.span < Span.PART]
    if year in years or (years and not undated):
        wanted = year if year in years else max(years)
        found = [one for one in found if one.heading.period.year == wanted]
    elif years:
        found = undated
    ranks: tuple[Callable[[Heading], int], ...] = (
        lambda heading: heading.period.span,
        lambda heading: heading.period.stage,
        lambda heading: heading.rank,
    )
    for rank in ranks:
        least = min((rank(one.heading) for one in found), default=0)
        found = [one for one in found if rank(one.heading) == least]
    return list(found)


def recognise(
    cells: Sequence[str], mapping: Mapping[str, str] | None = None, year: int | None = None
) -> dict[int, str]:
    """Column → field for one row of cells, the best column for each field; the first where several fit alike."""
    columns: dict[int, str] = {}
    for field, found in candidates(cells, mapping).items():
        if field.startswith("_"):
            columns |= {one.column: field for one in found}
        elif best := fitting(found, year):
            columns[best[0].column] = field
    return dict(sorted(columns.items()))


@lru_cache(maxsize=16384)
def looked_up(cell: str) -> Heading:
    """A heading in the vocabulary here, else in that of the official forms, which ranks last; without the time it names
    where it is known by nothing else."""
    period, rest = period_of(cell)
    key = heading_key(cell)
    for text, plain in ((cell, key), (rest, heading_key(rest))):
        if not plain:
            continue
        field = _FIELD_OF.get(plain)
        if field is not None:
            rank = [heading_key(wording) for wording in VOCABULARY[field]].index(plain)
            return Heading(key, field, rank, period)
        if field := _FORM_ROLES.get(heading(text) or "") or _MONEY_ROLES.get(execution_heading(text) or ""):
            return Heading(key, field, 999, period)
        if period.span is Span.LAST:
            break
    return Heading(key, None, 999 if key else 0, period)


def is_header(fields: Sequence[str]) -> bool:
    """True if the fields recognised in a row make it the heading of a table of outcomes, of execution figures or of
    narratives.
    """
    have = set(fields)
    outcomes = bool(have & {"id", "name"}) and bool(have & {"actual", "level"})
    money = "executed" in have and bool(have & {"initial", "full_year"})
    return outcomes or money or {"heading", "text"} <= have


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
