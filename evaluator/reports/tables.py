"""The tables that outlines may name: columns over one of the lists of facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluator.reports.conditions import Fact
from evaluator.reports.document import Cell, Gap, TableBlock

Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, the fact it prints, its width; ``gap``: a blank cell is for a person to fill in."""

    heading: str
    fact: str
    share: int
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A table: the list that gives its rows, and its columns."""

    items: str
    columns: tuple[Column, ...]


PLANS: Mapping[str, Plan] = {
    "funds": Plan(
        "funds",
        (
            Column("资金来源", "name", 30),
            Column("年初预算数（万元）", "initial", 18),
            Column("全年预算数（万元）", "full_year", 18),
            Column("全年执行数（万元）", "executed", 18),
            Column("执行率", "rate", 16),
        ),
    ),
    "targets": Plan(
        "categories",
        (Column("指标类别", "name", 40), Column("指标数（项）", "count", 30), Column("分值（分）", "points", 30)),
    ),
    "categories": Plan(
        "scores",
        (
            Column("评价内容", "name", 30),
            Column("指标数（项）", "count", 16),
            Column("分值（分）", "points", 18),
            Column("得分（分）", "score_text", 18),
            Column("得分率", "rate", 18),
        ),
    ),
    "lines": Plan(
        "lines",
        (
            Column("三级指标", "name", 34),
            Column("目标值", "target", 18),
            Column("实际完成值", "actual", 20),
            Column("分值", "points", 9),
            Column("得分", "score", 9),
            Column("完成情况", "attainment", 14),
        ),
    ),
    "losses": Plan(
        "lost",
        (
            Column("三级指标", "name", 24),
            Column("目标值", "target", 14),
            Column("实际完成值", "actual", 14),
            Column("扣分", "lost", 8),
            Column("扣分原因", "reason", 22, gap="扣分原因"),
            Column("改进措施", "measure", 22, gap="改进措施"),
        ),
    ),
    "over": Plan(
        "over",
        (
            Column("三级指标", "name", 28),
            Column("目标值", "target", 16),
            Column("实际完成值", "actual", 16),
            Column("完成率", "completion", 12),
            Column("原因", "reason", 30, gap="超额完成原因"),
        ),
    ),
    "pending": Plan(
        "pending",
        (
            Column("三级指标", "name", 40),
            Column("目标值", "target", 22),
            Column("实际完成值", "actual", 26),
            Column("分值", "points", 12),
        ),
    ),
    "evidence": Plan(
        "evidence",
        (Column("三级指标", "name", 44), Column("佐证材料", "evidence", 56, gap="佐证材料")),
    ),
    "projects": Plan(
        "projects",
        (
            Column("项目", "name", 34),
            Column("全年预算数（万元）", "full_year", 16),
            Column("全年执行数（万元）", "executed", 16),
            Column("执行率", "rate", 12),
            Column("自评得分", "total", 16),
            Column("等级", "grade", 14),
        ),
    ),
    "grades": Plan(
        "grades",
        (
            Column("评价等级", "name", 25),
            Column("项目数（个）", "count", 25),
            Column("预算（万元）", "money", 25),
            Column("资金占比", "share", 25),
        ),
    ),
    "departments": Plan(
        "departments",
        (
            Column("部门", "name", 30),
            Column("项目数", "projects", 10),
            Column("项目预算（万元）", "budget", 16),
            Column("执行率", "rate", 12),
            Column("部门评价得分", "total", 18),
            Column("等级", "grade", 14),
        ),
    ),
    "annex": Plan(
        "annex",
        (
            Column("序号", "number", 6),
            Column("主管部门", "department", 17),
            Column("项目", "name", 20),
            Column("年初预算数（万元）", "initial", 13),
            Column("全年预算数（万元）", "full_year", 13),
            Column("全年执行数（万元）", "executed", 13),
            Column("执行率", "rate", 14),
            Column("自评得分", "total", 13),
            Column("等级", "grade", 10),
        ),
    ),
    "low": Plan(
        "low",
        (
            Column("主管部门", "department", 30),
            Column("项目", "name", 40),
            Column("执行率", "rate", 15),
            Column("原因", "reason", 30, gap="执行率偏低的原因"),
        ),
    ),
    "problems": Plan(
        "problems",
        (Column("问题类别", "name", 34), Column("数量（处）", "count", 12), Column("涉及（举例）", "examples", 54)),
    ),
    "missing": Plan(
        "missing",
        (
            Column("序号", "number", 10),
            Column("应报部门和项目", "name", 55),
            Column("未报原因", "reason", 35, gap="未报原因"),
        ),
    ),
    "reviewed": Plan(
        "reviewed",
        (
            Column("部门", "department", 16),
            Column("项目", "name", 22),
            Column("自评得分", "self", 10),
            Column("复核得分", "review", 10),
            Column("偏差", "deviation", 9),
            Column("等级", "grades", 11),
            Column("原因", "reason", 22, gap="偏差原因"),
        ),
    ),
    "differing": Plan(
        "differing",
        (
            Column("项目", "project", 18),
            Column("三级指标", "name", 20),
            Column("分值", "points", 8),
            Column("自评得分", "self", 9),
            Column("重算得分", "recomputed", 9),
            Column("复核得分", "review", 9),
            Column("偏差", "deviation", 8),
            Column("复核理由", "reason", 19, gap="复核理由"),
        ),
    ),
    "matters": Plan(
        "matters",
        (
            Column("问题编号", "name", 14),
            Column("程度", "severity", 8),
            Column("指标或位置", "place", 20),
            Column("事实", "fact", 34),
            Column("处理建议", "remedy", 24),
        ),
    ),
}
SHEETS: Mapping[str, tuple[Column, ...]] = {
    "evidence": (
        Column("取证单编号", "name", 1),
        Column("被取证单位（项目）", "project", 1),
        Column("取证事项", "matter", 1),
        Column("指标或位置", "place", 1),
        Column("事实摘要", "fact", 4),
        Column("依据", "basis", 2),
        Column("来源", "at", 1),
        Column("附件名称和页数", "papers", 3, gap="附件名称和页数"),
        Column("提供人及日期", "given", 2, gap="提供人及日期"),
        Column("取证人及日期", "taken", 2, gap="取证人及日期"),
        Column("被取证单位意见", "reply", 8, gap="被取证单位意见"),
        Column("签字盖章", "seal", 5, gap="签字盖章"),
    )
}
"""Sheets with one label and one cell in each row, by the name that outlines call them; a share is the least lines."""


def sheet_of(rows: Sequence[Column], title: str, item: Mapping[str, Fact], texts: Text) -> TableBlock:
    """One sheet about one item, on a page of its own."""
    return TableBlock(
        caption=title,
        headers=(),
        rows=tuple((row.heading, _cell(row, item, texts)) for row in rows),
        shares=(24, 76),
        heights=tuple(row.share for row in rows),
        apart=True,
    )


def table_of(plan: Plan, caption: str, items: Sequence[Mapping[str, Fact]], texts: Text) -> TableBlock:
    """The table over these items; a blank cell of a column for persons holds what ``texts`` has under its key."""
    return TableBlock(
        caption=caption,
        headers=tuple(column.heading for column in plan.columns),
        rows=tuple(tuple(_cell(column, item, texts) for column in plan.columns) for item in items),
        shares=tuple(column.share for column in plan.columns),
    )


def _cell(column: Column, item: Mapping[str, Fact], texts: Text) -> Cell:
    fact = item.get(column.fact)
    if fact is not None and fact.known:
        return fact.text
    if not column.gap:
        return "—"
    key = f"{item['name'].text}：{column.gap}"
    return Gap(key=key, label=column.gap, hint="", text=texts.get(key, ""))
