"""The layout of 2016 to 2019: points before the targets, a column that says how each score was computed."""

from __future__ import annotations

from evaluator.officialforms.blocks import finished, goals, indicators_frame, money_frame, money_rows, owner
from evaluator.officialforms.facts import Facts
from evaluator.officialforms.grid import Sheet
from evaluator.officialforms.model import OfficialForm, Role

WIDTHS = (6, 11, 15, 20, 8, 14, 14, 28, 10, 17)
INDICATOR_HEADINGS = (
    "一级指标",
    "二级指标",
    "三级指标",
    "分值",
    "年度指标值(A)",
    "全年实际值(B)",
    "得分计算方法",
    "得分",
    "未完成原因分析",
)


def form_of(facts: Facts) -> OfficialForm:
    """The form of a project, or of a department with its name in the first row.

    The letter A stands over the budget that the rulebook divides by, so that B ÷ A gives the printed rate.
    """
    sheet = Sheet(len(WIDTHS))
    owner(sheet, facts, 3)
    opening, full_year = ("年初预算数(A)", "全年预算数") if facts.by_opening else ("年初预算数", "全年预算数(A)")
    money = ((opening, 1), (full_year, 2), ("全年执行数(B)", 1), ("分值", 1), ("执行率(B/A)", 1), ("得分", 1))
    money_frame(sheet, facts, money)
    for fund, rate, points, score in money_rows(facts):
        sheet.add(
            (Role.LABEL, fund.label, 1),
            (Role.NUMBER, fund.initial, 1),
            (Role.NUMBER, fund.full_year, 2),
            (Role.NUMBER, fund.executed, 1),
            (Role.NUMBER, points, 1),
            (Role.NUMBER, rate, 1),
            (Role.NUMBER, score, 1),
            start=2,
        )
    goals(sheet, facts, planned=5)
    heading = indicators_frame(sheet, facts, INDICATOR_HEADINGS)
    for line in facts.lines:
        sheet.add(
            (Role.TEXT, line.name, 1),
            (Role.NUMBER, line.points, 1),
            (Role.SHORT, line.target, 1),
            (Role.SHORT, line.actual, 1),
            (Role.TEXT, line.method, 1),
            (Role.NUMBER, line.score, 1),
            (Role.TEXT, line.reason, 1),
            start=3,
        )
    sheet.add(
        (Role.LABEL, "总分", 4),
        (Role.NUMBER, facts.total_points, 1),
        (Role.BLANK, "", 3),
        (Role.NUMBER, facts.total, 1),
        (Role.SHORT, f"等级：{facts.grade}", 1),
    )
    return finished(sheet, facts, widths=WIDTHS, heading=heading, landscape=True)
