"""The layout of 2016 to 2019: points before the targets, a column that says how each score was computed."""

from __future__ import annotations

from evaluator.officialforms.central import goals, owner
from evaluator.officialforms.facts import DASH, Facts
from evaluator.officialforms.grid import Sheet, or_dash
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
    of_department = facts.form.kind.of_department
    sheet = Sheet(len(WIDTHS))
    owner(sheet, facts, 3)
    _funds(sheet, facts, "部门资金\n（万元）" if of_department else "项目资金\n（万元）")
    goals(sheet, facts, planned=5)
    heading = _indicators(sheet, facts)
    return OfficialForm(
        title="部门整体支出绩效自评表" if of_department else "项目支出绩效自评表",
        name=facts.name,
        widths=WIDTHS,
        boxes=tuple(sheet.boxes),
        heading=heading,
        captions=facts.captions,
        marks=facts.marks,
        notes=facts.notes,
        landscape=True,
    )


def _funds(sheet: Sheet, facts: Facts, label: str) -> None:
    opening, full_year = ("年初预算数(A)", "全年预算数") if facts.by_opening else ("年初预算数", "全年预算数(A)")
    sheet.put(sheet.row, 0, Role.LABEL, label, rows=2 + len(facts.parts), columns=2)
    sheet.add(
        (Role.LABEL, "", 1),
        (Role.HEADING, opening, 1),
        (Role.HEADING, full_year, 2),
        (Role.HEADING, "全年执行数(B)", 1),
        (Role.HEADING, "分值", 1),
        (Role.HEADING, "执行率(B/A)", 1),
        (Role.HEADING, "得分", 1),
        start=2,
    )
    scored = (facts.total_fund, facts.execution_points, facts.execution_score)
    for fund, points, score in (scored, *((part, DASH, DASH) for part in facts.parts)):
        sheet.add(
            (Role.LABEL, fund.label, 1),
            (Role.NUMBER, fund.initial, 1),
            (Role.NUMBER, fund.full_year, 2),
            (Role.NUMBER, fund.executed, 1),
            (Role.NUMBER, points, 1),
            (Role.NUMBER, fund.rate if fund is facts.total_fund else or_dash(fund.rate), 1),
            (Role.NUMBER, score, 1),
            start=2,
        )


def _indicators(sheet: Sheet, facts: Facts) -> int:
    heading = sheet.row
    sheet.put(sheet.row, 0, Role.LABEL, open_bottom=True)
    sheet.add(*((Role.HEADING, text, 1) for text in INDICATOR_HEADINGS), start=1)
    if facts.lines:
        sheet.put(sheet.row, 0, Role.LABEL, "绩\n效\n指\n标", rows=len(facts.lines), open_top=True)
        sheet.levels((1, 2), ((line.level1, line.level2) for line in facts.lines), (1, 1))
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
    return heading
