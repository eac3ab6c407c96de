"""项目支出绩效自评表, central layout, in use since 2020 (财预〔2020〕10号), headings as published forms have them; the
form of a whole department has its name in the first row.
"""

from __future__ import annotations

from evaluator.officialforms.blocks import finished, goals, indicators_frame, money_frame, money_rows, owner
from evaluator.officialforms.facts import Facts
from evaluator.officialforms.grid import Sheet
from evaluator.officialforms.model import OfficialForm, Role

WIDTHS = (6, 11, 15, 20, 14, 14, 7, 10, 16)
FUND_HEADINGS = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
INDICATOR_HEADINGS = (
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "实际完成值",
    "分值",
    "得分",
    "偏差原因分析及改进措施",
)


def form_of(facts: Facts) -> OfficialForm:
    """The form of a project or of a department."""
    sheet = Sheet(len(WIDTHS))
    owner(sheet, facts, 3)
    money_frame(sheet, facts, [(text, 1) for text in FUND_HEADINGS])
    for fund, rate, points, score in money_rows(facts):
        sheet.add(
            (Role.LABEL, fund.label, 1),
            (Role.NUMBER, fund.initial, 1),
            (Role.NUMBER, fund.full_year, 1),
            (Role.NUMBER, fund.executed, 1),
            (Role.NUMBER, points, 1),
            (Role.NUMBER, rate, 1),
            (Role.NUMBER, score, 1),
            start=2,
        )
    goals(sheet, facts, planned=4)
    heading = indicators_frame(sheet, facts, INDICATOR_HEADINGS)
    for line in facts.lines:
        sheet.add(
            (Role.TEXT, line.name, 1),
            (Role.SHORT, line.target, 1),
            (Role.SHORT, line.actual, 1),
            (Role.NUMBER, line.points, 1),
            (Role.NUMBER, line.score, 1),
            (Role.TEXT, line.reason, 1),
            start=3,
        )
    sheet.add(
        (Role.LABEL, "总分", 6),
        (Role.NUMBER, facts.total_points, 1),
        (Role.NUMBER, facts.total, 1),
        (Role.SHORT, f"等级：{facts.grade}", 1),
    )
    return finished(sheet, facts, widths=WIDTHS, heading=heading)
