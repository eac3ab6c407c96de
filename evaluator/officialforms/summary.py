"""绩效自评汇总表: one project in each row, money, score, grade and what to look at."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from evaluator.figures import rate_of
from evaluator.findings import counts
from evaluator.officialforms.facts import grade_of, total_of
from evaluator.officialforms.funds import Fund, amount, number, rate
from evaluator.officialforms.grid import Sheet
from evaluator.officialforms.model import Number, OfficialForm, Role, Value
from evaluator.run import Run
from evaluator.scorecards.formjson import findings_by_form
from evaluator.scorecards.scorecard import ILLUSTRATIVE_ZH
from rules.grades import grade_names
from targets.kinds.finding import Finding

HEADINGS = ("项目", "年初预算数", "调整后预算数", "全年执行数", "执行率", "得分", "等级", "预警")
WIDTHS = (36, 14, 14, 14, 10, 16, 14, 26)
OWNER = ("主管部门", 26)


def form_of(run: Run) -> OfficialForm:
    """The projects of a run with their sum, then the forms of whole departments, amounts in 万元.

    A column 主管部门 stands first where the run has more than one department. The ratings stand above the table.
    """
    totals = run.total_rows
    several = len({total.department for total in totals}) > 1
    widths = (OWNER[1], *WIDTHS) if several else WIDTHS
    found, _ = findings_by_form(run.forms, run.notices)
    projects = [(place, total) for place, total in enumerate(totals) if not total.of_department]
    whole = [(place, total) for place, total in enumerate(totals) if total.of_department]
    sheet = Sheet(len(widths))
    sheet.add(*((Role.HEADING, text, 1) for text in (*((OWNER[0],) if several else ()), *HEADINGS)))
    funds: list[Fund] = []
    for place, total in (*projects, *whole):
        form = run.forms[place]
        fund = Fund(
            label=f"部门整体：{form.title}" if total.of_department else form.title,
            initial=amount(total.initial) or amount(form.budget.get("total", ""), form.money_unit),
            full_year=amount(total.full_year),
            executed=amount(total.executed),
            rate=rate(total.rate),
        )
        if total.of_department and place == whole[0][0] and projects:
            _sum(sheet, funds, run, several)
        if not total.of_department:
            funds.append(fund)
        sheet.add(
            *(((Role.TEXT, total.department, 1),) if several else ()),
            (Role.TEXT, fund.label, 1),
            (Role.NUMBER, fund.initial, 1),
            (Role.NUMBER, fund.full_year, 1),
            (Role.NUMBER, fund.executed, 1),
            (Role.NUMBER, fund.rate, 1),
            (Role.NUMBER, total_of(total.total_low, total.total_high), 1),
            (Role.SHORT, grade_of(total), 1),
            (Role.TEXT, _warning(total, found[place]), 1),
        )
    if projects and not whole:
        _sum(sheet, funds, run, several)
    years = sorted({form.year for form in run.forms if form.year})
    return OfficialForm(
        title="绩效自评汇总表",
        name="汇总表",
        widths=widths,
        boxes=tuple(sheet.boxes),
        heading=0,
        captions=tuple(_caption(years)),
        marks=("【示例数据，纯属虚构】",) if run.illustrative else (),
        leads=tuple(_leads(run)),
        landscape=True,
        sheet="汇总表",
    )


def _caption(years: list[int]) -> list[str]:
    year = f"{years[0]}年度" if len(years) == 1 else "、".join(f"{year}年度" for year in years)
    return [f"（{year}）", "单位：万元"] if years else ["单位：万元"]


def _sum(sheet: Sheet, funds: list[Fund], run: Run, several: bool) -> None:
    """The sums of the projects and the rate that follows from them; no sum where an amount is missing or unreadable."""
    sums = [_total([getattr(fund, column) for fund in funds]) for column in ("initial", "full_year", "executed")]
    by_opening = run.scored.by_opening_budget
    budget, executed = sums[0 if by_opening else 1], sums[2]
    share: Value = ""
    if isinstance(budget, Number) and isinstance(executed, Number) and budget.value > 0:
        share = rate(rate_of(executed.value, budget.value))
    sheet.add(
        (Role.LABEL, "合计", 2 if several else 1),
        *((Role.NUMBER, value, 1) for value in sums),
        (Role.NUMBER, share, 1),
        (Role.SHORT, "", 1),
        (Role.SHORT, "", 1),
        (Role.TEXT, f"{len(funds)} 个项目", 1),
    )


def _total(values: list[Value]) -> Value:
    amounts = [value.value for value in values if isinstance(value, Number)]
    return number(sum(amounts, Decimal(0))) if values and len(amounts) == len(values) else ""


def _warning(total: Any, found: list[Finding]) -> str:
    """Open scores, and how many errors and warnings the form has: the reader's first look."""
    errors, warnings, _ = counts(found)
    parts = [f"待定 {total.pending} 项"] if total.pending else []
    parts += ["执行率待定"] if total.execution_pending else []
    parts += [f"错误 {errors} 处"] if errors else []
    parts += [f"警告 {warnings} 处"] if warnings else []
    return "，".join(parts)


def _leads(run: Run) -> list[str]:
    """The head of the summary: the ratings and what they rest on, the spread of grades, the book."""
    notes = [ILLUSTRATIVE_ZH] if run.illustrative else []
    grades = Counter(str(total.grade) or "待定" for total in run.total_rows if not total.of_department)
    if grades:
        spread = "，".join(f"{grade} {grades[grade]} 个" for grade in _order(run, grades))
        notes.append(f"项目按档次：{spread}。")
    notes += [rating.sentence("zh") for rating in run.ratings]
    notes.append(f"评分办法：{run.book.title}（{run.book.id}，版本 {run.book.version}）。")
    return notes


def _order(run: Run, grades: Counter[str]) -> list[str]:
    return [grade for grade in (*grade_names(run.book), "待定") if grades[grade]]
