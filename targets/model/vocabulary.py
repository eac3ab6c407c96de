"""The closed vocabulary of the indicator block: level names, headings of columns, rows that are no indicators.

Everything the form reader recognises stands here and in ``targets.model.labels`` as data, so that one more wording is
one more word. Sources: the forms attached to 财预〔2015〕88号, 财预〔2020〕10号 and 财预〔2021〕101号 and the wordings
of published provincial variants. Matching is on ``normalised`` text: NFKC, no white space.
"""

from __future__ import annotations

import re
from functools import lru_cache

from targets.model.form import Category
from targets.model.identity import normalised

_POINTS = re.compile(r"[(\[](?:权重|分值|满分|共|计)?[:]?(\d+(?:\.\d+)?)(分|%)?[)\]]$")
_BARE_POINTS = re.compile(r"(\d+(?:\.\d+)?)分$")
TRAILING_BRACKET = re.compile(r"[(][^()]{0,16}[)]$")
"""A remark behind a heading or a label: 指标值(A), 年初预算数(万元)."""


# --- level names ----------------------------------------------------------------------------------------------------

_NAMES: tuple[tuple[Category | None, Category | None, str], ...] = (
    (Category.OUTPUT, None, "产出 项目产出 部门产出 产出目标"),
    (Category.EFFECT, None, "效益 效果 项目效益 项目效果 部门效果 部门效益 效益目标 效果目标 影响力 影响"),
    (Category.COST, None, "项目成本"),
    (Category.SATISFACTION, None, "满意度目标"),
    (
        Category.OTHER,
        None,
        "决策 项目决策 过程 项目过程 项目管理 管理 投入 投入管理 履职效能 履职效果 履职 管理效率 社会效应 可持续性 "
        "运行成本 部门管理 预算执行 预算管理 财务管理 资金管理 部门决策 部门履职 部门运行 资产管理 绩效管理 "
        "可持续发展能力",
    ),
    (Category.OTHER, Category.EFFECT, "可持续发展"),
    (Category.COST, Category.COST, "成本"),
    (Category.SATISFACTION, Category.SATISFACTION, "满意度"),
    (None, Category.OUTPUT, "数量 质量 时效 产出数量 产出质量 产出时效"),
    (None, Category.COST, "产出成本 经济成本 社会成本 生态环境成本 生态成本 环境成本"),
    (
        None,
        Category.EFFECT,
        "经济效益 社会效益 生态效益 环境效益 生态环境效益 可持续影响 可持续 经济效果 社会效果",
    ),
    (
        None,
        Category.SATISFACTION,
        "服务对象满意度 受益对象满意度 服务对象或受益人满意度 社会公众满意度 社会公众或服务对象满意度 群众满意度 "
        "公众满意度 服务满意度 对象满意度",
    ),
)
"""Names of levels, without 指标: the category each is of as level 1, as level 2 (None: no name of that level)."""

_LEVEL1 = {name: one for one, _, names in _NAMES if one is not None for name in names.split()}
_LEVEL2 = {name: two for _, two, names in _NAMES if two is not None for name in names.split()}


def split_points(label: str) -> tuple[str, str | None]:
    """A level's label and the points printed in it: ``产出指标(50分)`` gives 产出指标 and 50; white space is
    removed."""
    text = normalised(label)
    found = _POINTS.search(text) or _BARE_POINTS.search(text)
    if not found:
        return text, None
    return text[: found.start()], found.group(1)


def _stem(text: str) -> str:
    text = re.sub(r"^[(]?[\d一二三四五六七八九十]{1,2}[.、．)]", "", text)
    return text.removesuffix("指标").removesuffix("类")


@lru_cache(maxsize=65536)
def level1_category(label: str) -> Category | None:
    """The category of a level-1 label of the closed list, None for any other text; points in it do not matter."""
    return _LEVEL1.get(_stem(split_points(label)[0]))


def is_management(level1: str) -> bool:
    """True if a level-1 label of the closed list speaks of decisions and processes (决策, 过程, 投入), whose indicators
    are often scored by rules in words."""
    return level1_category(level1) is Category.OTHER


@lru_cache(maxsize=65536)
def level2_category(label: str) -> Category | None:
    """The category that a level-2 label of the closed list belongs to, None for any other text."""
    return _LEVEL2.get(_stem(split_points(label)[0]))


def category(level1: str, level2: str) -> Category:
    """Where an indicator's points come from: level 1 decides, level 2 where level 1 says nothing."""
    return level1_category(level1) or level2_category(level2) or Category.OTHER


# --- rows that are no indicators --------------------------------------------------------------------------------------

_TOTAL = re.compile(
    r"((自评|自我评价|评价|绩效|综合|年度|本年度?|最终|全部)*"
    r"((总分值?|总得分|总评分|合计|总计|小计合计)(得分|分值|分数|总分|合计|总计)?|(得分|分值|分数|评分)(合计|总计|总和))|"
    r"(自评|评价|综合)得分)"
    r"([(][^))]*[)])?[:]?"
)


def is_total(text: str) -> bool:
    """True if a text is the label of the row with the total points and the total score."""
    return bool(_TOTAL.fullmatch(normalised(text)))


def is_subtotal(text: str) -> bool:
    """True if a text is the label of a partial sum."""
    return bool(re.fullmatch(r"(.{0,8})小计([(][^))]*[)])?", normalised(text)))


def is_note(text: str) -> bool:
    """True if a text is a note under a table."""
    return bool(re.match(r"(注|备注|填表说明|填报说明|说明|填写说明)[::\d]|注$|\d[.、].{12,}", normalised(text)))


_PLACEHOLDER = re.compile(r"指标\d{0,2}[:]?|[….·]{2,}|。{2,}|\d{1,2}[.、]?|—+|-+|/|指标名称\d?")


def is_placeholder(text: str) -> bool:
    """True if a name is only the blank of the official form: 指标1：, ……"""
    return bool(_PLACEHOLDER.fullmatch(normalised(text)))
