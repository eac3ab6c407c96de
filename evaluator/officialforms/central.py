"""项目支出绩效自评表, central layout, in use since 2020 (财预〔2020〕10号); headings as published forms have them."""

from __future__ import annotations

from evaluator.officialforms.facts import DASH, Facts
from evaluator.officialforms.grid import Sheet, or_dash
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
    """The form of a project."""
    sheet = Sheet(len(WIDTHS))
    owner(sheet, facts, 3)
    funds(sheet, facts, "项目资金\n（万元）")
    goals(sheet, facts)
    return finish(sheet, facts, title="项目支出绩效自评表")


def owner(sheet: Sheet, facts: Facts, beside: int) -> None:
    """Whose form it is, at the top of every layout; ``beside`` is how many columns 实施单位 takes."""
    rest = sheet.width - 2
    if facts.form.kind.of_department:
        sheet.field(("部门名称", facts.department, 2, rest))
        return
    sheet.field(("项目名称", facts.project, 2, rest))
    sheet.field(("主管部门", facts.department, 2, rest - 1 - beside), ("实施单位", facts.implementer, 1, beside))


def funds(sheet: Sheet, facts: Facts, label: str) -> None:
    """Six columns of money: the total is scored, its parts explain it."""
    sheet.put(sheet.row, 0, Role.LABEL, label, rows=2 + len(facts.parts), columns=2)
    sheet.add((Role.LABEL, "", 1), *((Role.HEADING, text, 1) for text in FUND_HEADINGS), start=2)
    scored = (facts.total_fund, facts.execution_points, facts.execution_score)
    for fund, points, score in (scored, *((part, DASH, DASH) for part in facts.parts)):
        sheet.add(
            (Role.LABEL, fund.label, 1),
            (Role.NUMBER, fund.initial, 1),
            (Role.NUMBER, fund.full_year, 1),
            (Role.NUMBER, fund.executed, 1),
            (Role.NUMBER, points, 1),
            (Role.NUMBER, fund.rate if fund is facts.total_fund else or_dash(fund.rate), 1),
            (Role.NUMBER, score, 1),
            start=2,
        )


def goals(sheet: Sheet, facts: Facts, *, planned: int = 4) -> None:
    """The goals of the year beside what became of them; ``planned`` is how many columns the goals take."""
    done = sheet.width - 1 - planned
    sheet.put(sheet.row, 0, Role.LABEL, "年度\n总体\n目标", rows=2)
    sheet.add((Role.HEADING, "预期目标", planned), (Role.HEADING, "实际完成情况", done), start=1)
    sheet.add((Role.TEXT, facts.goal, planned), (Role.TEXT, facts.goal_done, done), start=1)


def finish(sheet: Sheet, facts: Facts, *, title: str) -> OfficialForm:
    """Indicators and total under what ``sheet`` holds already."""
    heading = sheet.row
    sheet.put(sheet.row, 0, Role.LABEL, open_bottom=True)
    sheet.add(*((Role.HEADING, text, 1) for text in INDICATOR_HEADINGS), start=1)
    if facts.lines:
        sheet.put(sheet.row, 0, Role.LABEL, "绩\n效\n指\n标", rows=len(facts.lines), open_top=True)
        sheet.levels((1, 2), ((line.level1, line.level2) for line in facts.lines), (1, 1))
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
    return OfficialForm(
        title=title,
        name=facts.name,
        widths=WIDTHS,
        boxes=tuple(sheet.boxes),
        heading=heading,
        captions=facts.captions,
        marks=facts.marks,
        notes=facts.notes,
    )
