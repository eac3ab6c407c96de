"""The Sichuan layout: comparator, value and unit in columns of their own, weights, and conclusions under the table."""

from __future__ import annotations

import re

from actuals.language.reading import read_outcome
from evaluator.officialforms import drafts
from evaluator.officialforms.blocks import finished, goals, levels, money_rows, owner
from evaluator.officialforms.facts import Facts, Line
from evaluator.officialforms.grid import Sheet
from evaluator.officialforms.model import OfficialForm, Role, shown
from targets.language.expression import read_target
from targets.language.reading import Reading
from targets.model.form import Indicator

WIDTHS = (14, 16, 26, 10, 15, 12, 18, 8, 10, 19)
FUND_HEADINGS = (
    ("年初预算", 1),
    ("调整后预算数", 2),
    ("预算执行数", 1),
    ("预算执行率", 1),
    ("权重", 1),
    ("得分", 1),
    ("原因", 1),
)
INDICATOR_HEADINGS = (
    "一级指标",
    "二级指标",
    "三级指标",
    "指标性质",
    "指标值",
    "度量单位",
    "完成值",
    "权重",
    "得分",
    "未完成原因分析",
)
_PLAIN = re.compile(
    r"(?P<symbol>[≥≤＞＜><=＝]?)\s*(?P<value>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>[^\d\s](?:[^\d]*[^\d\s])?)?"
)

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def form_of(facts: Facts) -> OfficialForm:
    """The form of a project, or of a department with its name in the first row."""
    sheet = Sheet(len(WIDTHS))
    owner(sheet, facts, 4)
    _funds(sheet, facts)
    goals(sheet, facts, planned=4, label="目标\n完成情况", headings=("年度目标", "完成情况"))
    heading = _indicators(sheet, facts)
    for label, draft in (
        ("评价结论", drafts.conclusion(facts)),
        ("存在问题", drafts.problems(facts)),
        ("改进措施", ""),
    ):
        sheet.add((Role.LABEL, label, 1), (*facts.told(label, draft), 9))
    return finished(sheet, facts, widths=WIDTHS, heading=heading, landscape=True)


def target_cells(indicator: Indicator) -> tuple[str, str, str]:
    """指标性质, 指标值 and 度量单位 of an indicator: as printed where the document has these columns, else cut from
    a plain target such as ``≥100 次``, if it then reads as before; any other target stays whole.
    """
    if indicator.symbol is not None or indicator.unit is not None:
        return indicator.symbol or "", indicator.target, indicator.unit or ""
    if indicator.reading.in_words:
        return "定性", indicator.target, ""
    found = _PLAIN.fullmatch(indicator.target.strip())
    if found is None:
        return "", indicator.target, ""
    symbol, value, unit = found["symbol"], found["value"], found["unit"] or ""
    cut = read_target(value, indicator=indicator.name, unit=unit, symbol=symbol)
    return (symbol, value, unit) if _meaning(cut) == _meaning(indicator.reading) else ("", indicator.target, "")


def _meaning(reading: Reading) -> tuple[object, ...]:
    return reading.kind, reading.comparator, reading.low, reading.high, reading.canonical


def _funds(sheet: Sheet, facts: Facts) -> None:
    label = f"预算执行情况\n（{shown(facts.execution_points)}分）"
    sheet.put(sheet.row, 0, Role.LABEL, label, rows=2 + len(facts.parts))
    sheet.add(
        (Role.HEADING, "年度预算数\n（万元）", 1), *((Role.HEADING, text, n) for text, n in FUND_HEADINGS), start=1
    )
    for fund, rate, points, score in money_rows(facts):
        total = fund is facts.total_fund
        sheet.add(
            (Role.LABEL, "总额" if total else fund.label, 1),
            (Role.NUMBER, fund.initial, 1),
            (Role.NUMBER, fund.full_year, 2),
            (Role.NUMBER, fund.executed, 1),
            (Role.NUMBER, rate, 1),
            (Role.NUMBER, points, 1),
            (Role.NUMBER, score, 1),
            (Role.TEXT, facts.execution_reason if total else "", 1),
            start=1,
        )


def _indicators(sheet: Sheet, facts: Facts) -> int:
    heading = sheet.row
    sheet.add(*((Role.HEADING, text, 1) for text in INDICATOR_HEADINGS))
    levels(sheet, facts, 0)
    for line in facts.lines:
        symbol, value, unit = target_cells(line.indicator)
        sheet.add(
            (Role.TEXT, line.name, 1),
            (Role.SHORT, symbol, 1),
            (Role.SHORT, value, 1),
            (Role.SHORT, unit, 1),
            (Role.SHORT, without_unit(line, unit), 1),
            (Role.NUMBER, line.points, 1),
            (Role.NUMBER, line.score, 1),
            (Role.TEXT, line.reason, 1),
            start=2,
        )
    sheet.add(
        (Role.LABEL, "合计", 7),
        (Role.NUMBER, facts.total_points, 1),
        (Role.NUMBER, facts.total, 1),
        (Role.SHORT, f"等级：{facts.grade}", 1),
    )
    return heading


def without_unit(line: Line, unit: str) -> str:
    """An outcome in the unit of the column beside it as a bare number, where that still says the same: 0.5% does not,
    since 0.5 may be 50 %."""
    number = line.actual.removesuffix(unit).strip() if unit else ""
    if not _NUMBER.fullmatch(number):
        return line.actual
    name, target = line.indicator.name, line.indicator.reading
    bare, whole = (read_outcome(text, target, indicator=name) for text in (number, line.actual))
    return number if bare.value == whole.value else line.actual
