"""The roles that the parts of a form can play: columns of the indicator block, and lines of a table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """The role of a column in an indicator block; the value is the word that outcome tables use for it too."""

    LEVEL1 = "level1"
    LEVEL2 = "level2"
    NAME = "name"
    GROUP = "group"
    """A heading that says only that indicators follow (绩效指标): a margin, or a level or name where those lack."""
    SYMBOL = "symbol"
    UNIT = "unit"
    TARGET = "target"
    MIDTERM = "midterm"
    """The target of the whole term of a project, which is not that of the year."""
    PREVIOUS = "previous"
    ACTUAL = "actual"
    ACTUAL_UNIT = "actual_unit"
    PART_YEAR = "part_year"
    """An outcome of a part of the year (上半年完成值)."""
    POINTS = "points"
    LEVEL1_POINTS = "level1_points"
    LEVEL2_POINTS = "level2_points"
    SCORE = "score"
    REASON = "reason"
    METHOD = "method"
    EVIDENCE = "evidence"
    REMARK = "remark"
    NUMBER = "number"
    NATURE = "nature"
    """What sort of indicator it is (定量, 正向) where another column holds the comparator."""
    DEVIATION = "deviation"
    REVIEW_ACTUAL = "review_actual"
    REVIEW_SCORE = "review_score"
    REVIEW_REASON = "review_reason"
    WORSE = "worse"
    """The values that earn a lower grade (良 中 差 beside 优)."""
    # one table of many projects: what the head of a form says stands in columns
    PROJECT = "project"
    DEPARTMENT = "department"
    IMPLEMENTER = "implementer"
    INITIAL = "initial"
    FULL_YEAR = "full_year"
    EXECUTED = "executed"
    RATE = "rate"
    EXECUTION_POINTS = "execution_points"
    EXECUTION_SCORE = "execution_score"
    GOAL = "goal"
    TOTAL_SCORE = "total_score"
    GRADE = "grade"
    ATTRIBUTE = "attribute"
    UNUSED = "unused"


OF_PROJECT = frozenset(
    [
        Role.PROJECT,
        Role.DEPARTMENT,
        Role.IMPLEMENTER,
        Role.INITIAL,
        Role.FULL_YEAR,
        Role.EXECUTED,
        Role.RATE,
        Role.EXECUTION_POINTS,
        Role.EXECUTION_SCORE,
        Role.GOAL,
        Role.TOTAL_SCORE,
        Role.GRADE,
        Role.ATTRIBUTE,
    ]
)
"""Roles that only a table of many projects has: each of their cells speaks for all rows of its project."""


ROLE_WORDS: Mapping[Role, str] = {
    Role.LEVEL1: "一级指标",
    Role.LEVEL2: "二级指标",
    Role.NAME: "三级指标",
    Role.SYMBOL: "计算符号",
    Role.UNIT: "度量单位",
    Role.TARGET: "指标值",
    Role.MIDTERM: "实施期指标值",
    Role.PREVIOUS: "上年值",
    Role.ACTUAL: "实际完成值",
    Role.PART_YEAR: "年中完成值",
    Role.POINTS: "分值",
    Role.SCORE: "得分",
    Role.REASON: "偏差原因",
    Role.METHOD: "评分标准",
    Role.EVIDENCE: "佐证材料",
    Role.REMARK: "备注",
    Role.DEVIATION: "完成率",
    Role.REVIEW_ACTUAL: "复核完成值",
    Role.REVIEW_SCORE: "复核得分",
    Role.LEVEL1_POINTS: "一级指标分值",
    Role.LEVEL2_POINTS: "二级指标分值",
    Role.GROUP: "绩效指标",
    Role.NATURE: "指标性质",
    Role.NUMBER: "序号",
    Role.ACTUAL_UNIT: "完成值的单位",
    Role.REVIEW_REASON: "复核意见",
    Role.WORSE: "良、中、差的标准",
    Role.PROJECT: "项目名称",
    Role.DEPARTMENT: "主管部门",
    Role.IMPLEMENTER: "实施单位",
    Role.INITIAL: "年初预算数",
    Role.FULL_YEAR: "全年预算数",
    Role.EXECUTED: "全年执行数",
    Role.RATE: "预算执行率",
    Role.EXECUTION_POINTS: "预算执行率分值",
    Role.EXECUTION_SCORE: "预算执行率得分",
    Role.GOAL: "绩效目标",
    Role.TOTAL_SCORE: "自评总分",
    Role.GRADE: "评价等级",
    Role.ATTRIBUTE: "项目属性",
    Role.UNUSED: "不使用",
}
"""What a column of a role is called on forms, for messages."""


class RowKind(StrEnum):
    """The kind of a line of a table."""

    TITLE = "title"
    CAPTION = "caption"
    """A line that names the year or the unit of money."""
    FIELDS = "fields"
    """Labels with their values: names, codes, total and grade, people."""
    MONEY_HEAD = "money-head"
    MONEY = "money"
    GOAL_HEAD = "goal-head"
    GOAL = "goal"
    TASKS = "tasks"
    MANAGEMENT = "management"
    """资金管理情况 of a transfer payment: answers in words, neither money nor indicators."""
    HEADING = "heading"
    INDICATOR = "indicator"
    SECTION = "section"
    """A level's name on a line of its own."""
    BLANK = "blank"
    """A row of the official form that was left empty (指标1：)."""
    EXECUTION = "execution"
    """The execution rate as a row among the indicators."""
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    REMARK = "remark"
    NOTE = "note"
    NAMELESS = "nameless"
    UNREAD = "unread"
