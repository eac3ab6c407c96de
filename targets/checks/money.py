"""Checks of money: parts against their total, cost targets against the budget, projects against the department."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache

from targets.checks.wording import bare_name
from targets.kinds import money as codes
from targets.kinds.finding import Finding
from targets.kinds.location import Location
from targets.language.reading import Comparator
from targets.model.amounts import in_wan, places, project_budget, shown, target_in_wan
from targets.model.form import Category, Form, Indicator
from targets.model.identity import normalised
from targets.model.labels import is_of_which

# --- parts and totals ---

_PROJECT_PARTS = ("fiscal", "other", "carried_over")
_COLUMNS = {"initial": "年初预算数", "full_year": "全年预算数", "executed": "全年执行数"}
_NESTED = re.compile(r"^(?:其中)?[::]?(?:中央|省|自治区|盟|市|旗|县|区|州|镇|乡|地方|本级|上级|专项债|一般债|政府债)")
_TOTAL = re.compile(r"总额|合计|总计|小计")


def fund_findings(form: Form) -> Iterator[Finding]:
    """Totals that are not the sum of their parts: the budget lines, each money column of a self-evaluation."""
    if form.kind.of_department and not form.fund_rows:
        yield from _lines(form, "income", "收入预算合计", ("fiscal", "other"))
        yield from _lines(form, "total", "支出预算合计", ("basic", "projects"))
    elif not form.fund_rows:
        yield from _lines(form, "total", "年度资金总额", _PROJECT_PARTS)
    yield from column_findings(form)


def column_findings(form: Form, *, while_filled: bool = False) -> Iterator[Finding]:
    """Money columns of a self-evaluation whose total is not the sum of its parts. ``while_filled``: parts may still be
    empty, and a column with an empty one is doubted only where the others pass the total already.
    """
    for column, label in _COLUMNS.items():
        if not while_filled or _all_there(form, column):
            yield from _column(form, column, label)


def _all_there(form: Form, column: str) -> bool:
    parts = [in_wan(values.get(column), form.money_unit) for values in top_level(form.fund_rows).values()]
    whole, known = in_wan(form.execution.get(column), form.money_unit), [one for one in parts if one is not None]
    return len(known) == len(parts) or (whole is not None and sum(known, Decimal(0)) > whole)


def _lines(form: Form, total: str, label: str, names: Sequence[str]) -> Iterator[Finding]:
    parts = {name: form.budget.get(name) for name in names}
    stated = [text for text in parts.values() if text]
    yield from _compare(form, form.budget.get(total), stated, label, "", form.money_place(total))


def _column(form: Form, column: str, label: str) -> Iterator[Finding]:
    whole = in_wan(form.execution.get(column), form.money_unit)
    upper = top_level(form.fund_rows)
    lines = [
        (amount, label not in upper or is_of_which(label))
        for label, values in form.fund_rows.items()
        if (amount := in_wan(values.get(column), form.money_unit)) is not None
    ]
    if whole is not None and _adds_up(lines, whole):
        return  # some reading of which lines are parts of which agrees with the form's own total
    parts = _nearest(form, column, whole)
    yield from _compare(form, form.execution.get(column), parts, "年度资金总额", f"（{label}）", form.money_place())


def _nearest(form: Form, column: str, whole: Decimal | None) -> list[str]:
    """The parts of a total as printed: those of the upper level, or all of them where these come nearer to it."""
    readings = [
        [text for values in rows.values() if (text := values.get(column))]
        for rows in (top_level(form.fund_rows), form.fund_rows)
    ]

    def off(parts: Sequence[str]) -> Decimal:
        amounts = (in_wan(text, form.money_unit) for text in parts)
        return abs(sum((amount for amount in amounts if amount is not None), Decimal(0)) - (whole or Decimal(0)))

    return min(readings, key=off)


def _adds_up(lines: Sequence[tuple[Decimal, bool]], whole: Decimal) -> bool:
    """True if lines add up to the whole, each perhaps followed by lines that split it and add up to it (其中：中央,
    省, 市 below 财政资金): those count once. A line is an amount, and whether its label lets it be such a part.
    """

    @cache
    def fits(place: int, rest: Decimal) -> bool:
        if place == len(lines):
            return rest == 0
        first = lines[place][0]
        if rest < first:
            return False
        if fits(place + 1, rest - first):
            return True
        added = Decimal(0)
        for below in range(place + 1, len(lines)):
            amount, part = lines[below]
            added += amount
            if not part or added > first:
                return False
            if added == first and first != 0 and fits(below + 1, rest - first):
                return True
        return False

    return fits(0, whole)


def top_level(rows: Mapping[str, Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
    """The 其中 rows that add up to the total, without those that split one of them further (中央补助, 人员经费)."""
    labels = {label: normalised(label).removeprefix("其中").lstrip(":：") for label in rows}
    basic = any(text.startswith("基本支出") for text in labels.values())
    kept = {
        label: rows[label]
        for label, text in labels.items()
        if not _TOTAL.search(text)
        and not _NESTED.match(text)
        and not (basic and re.match("人员经费|公用经费|人员支出|公用支出|日常公用", text))
    }
    if kept:
        return kept
    return {label: rows[label] for label, text in labels.items() if not _TOTAL.search(text)}


def _compare(
    form: Form, total: str | None, parts: Sequence[str], label: str, column: str, at: Location
) -> Iterator[Finding]:
    """Exact, but for what rounding of each printed part may explain (half a unit of the last printed place each)."""
    whole = in_wan(total, form.money_unit)
    amounts = [in_wan(text, form.money_unit) for text in parts]
    known = [amount for amount in amounts if amount is not None]
    if (
        whole is None
        or total is None
        or len(known) < 2
        or len(known) < len([p for p in parts if any(map(str.isdigit, p))])
    ):
        return
    added = sum(known, Decimal(0))
    decimals = places([total, *parts])
    slack = Decimal(len(known) + 1) / 2 * Decimal(1).scaleb(-decimals) if decimals >= 2 else Decimal(0)
    if whole != added and abs(whole - added) > slack:
        yield codes.FundPartsMismatch.found(
            at,
            label=label,
            column=column,
            total=total,
            sum=shown(added),
            parts=" + ".join(shown(amount) for amount in known),
        )


# --- costs and the budget ---

_UNIT_COST = re.compile(r"每|单位|单价|单项|单个|人均|次均|户均|亩均|生均|均价|平均|均|标准|/")
_NOT_WHOLE = re.compile(r"节约|节省|降低|下降|减少|率|差额|变动|超支|收入|收益|损失")
_WHOLE = re.compile(
    r"总成本|项目成本|项目总|全部成本|成本控制数?$|总支出|总费用|总经费|支出总额|预算控制|经费总额|预算成本$"
)
_GENERIC = re.compile(
    r"项目|资金|经费|专项|补助|补贴|配套|工作|费用|成本|预算|支出|控制|总额|金额|数额|年度|建设|工程|服务|管理|购置|采购|其他|费|政府|区|县|市|省|级"
)


def cost_findings(form: Form) -> Iterator[Finding]:
    """A cost above, or a ceiling of the whole project below, its own budget; unit costs and parts say nothing."""
    budget = project_budget(form)
    if budget is None or budget <= 0 or form.kind.of_department:
        return
    costs = [(row, amount) for row in form.rows if (amount := _cost(row)) is not None]
    for row, amount in costs:
        ceiling = row.reading.comparator in (Comparator.LE, Comparator.LT, Comparator.EQ)
        figures = {"text": row.full_target, "budget": f"{shown(budget)} 万元"}
        if amount > budget and ceiling:
            yield codes.CostAboveBudget.about(row, **figures)
        elif amount < budget and ceiling and _states_whole(row, form, alone=len(costs) == 1):
            yield codes.CostBelowBudget.about(row, **figures)


def _cost(row: Indicator) -> Decimal | None:
    if row.category is not Category.COST and "成本" not in row.level2:
        return None
    name = bare_name(row.name)
    if re.search("社会成本|生态|环境", row.level2) or _UNIT_COST.search(name) or _NOT_WHOLE.search(name):
        return None
    return target_in_wan(row)


def _states_whole(row: Indicator, form: Form, *, alone: bool) -> bool:
    name = bare_name(row.name)
    if _WHOLE.search(name):
        return True
    about, title = _GENERIC.sub("", name), _GENERIC.sub("", form.project or "")
    return alone and len(about) >= 2 and bool(title) and (about in title or title in about)


# --- projects and the department ---


def department_findings(forms: Sequence[Form]) -> Iterator[Finding]:
    """The budgets of a department's projects against the project money on its own form, year by year."""
    projects: dict[tuple[str, int | None], dict[str, Decimal | None]] = defaultdict(dict)
    for form in forms:
        if form.project and not form.kind.of_department and form.department:
            projects[(normalised(form.department), form.year)][normalised(form.project)] = project_budget(form)
    for form in forms:
        printed = in_wan(form.budget.get("projects"), form.money_unit) if form.kind.of_department else None
        own = projects.get((normalised(form.department or ""), form.year), {})
        amounts = [amount for amount in own.values() if amount is not None]
        if printed is None or not amounts or len(amounts) < len(own):
            continue
        added = sum(amounts, Decimal(0))
        if added != printed:
            yield codes.ProjectsBudgetMismatch.found(
                form.money_place("projects"), sum=shown(added), printed=form.budget["projects"], count=str(len(amounts))
            )
