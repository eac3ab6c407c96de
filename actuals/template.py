"""The form that is handed out in January and comes back in December: what was promised, and empty cells for what
happened.

One table layout for workbook and CSV; ``actuals.sources.sheet`` reads both back, whatever became of order, ids and
extra columns.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from actuals.matching.matching import Matching, Place
from actuals.matching.names import name_key
from actuals.outcome import ExecutionFigures
from actuals.sources.cells import guard_formula
from targets.language.reading import Reading, ReadingKind
from targets.model.form import Form, Indicator


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the template: the field it is read back as, its heading, width in characters, whether a person
    fills it in.
    """

    field: str
    heading: str
    width: int
    fill: bool = False


ID = Column("id", "编号", 12)
DEPARTMENT = Column("department", "部门名称", 16)
PROJECT = Column("project", "项目名称", 18)
FUND = Column("fund", "资金名称", 20)
INDICATOR_COLUMNS = (
    Column("level1", "一级指标", 11),
    Column("level2", "二级指标", 13),
    Column("name", "三级指标", 34),
    Column("target", "指标值", 17),
    Column("unit", "计量单位", 9),
    Column("actual", "实际完成值", 17, fill=True),
    Column("level", "完成等级", 12, fill=True),
    Column("share", "得分系数", 9, fill=True),
    Column("decided_by", "认定人", 9, fill=True),
    Column("decided_on", "认定日期", 11, fill=True),
    Column("evidence", "佐证材料", 20, fill=True),
    Column("reason", "偏差原因分析及改进措施", 26, fill=True),
)
MONEY_COLUMNS = (
    Column("initial", "年初预算数", 14, fill=True),
    Column("full_year", "全年预算数", 14, fill=True),
    Column("executed", "全年执行数", 14, fill=True),
)
_MONEY = tuple(column.field for column in MONEY_COLUMNS)
_STATED = tuple(column.field for column in INDICATOR_COLUMNS if column.fill)
NARRATIVE_COLUMNS = (
    DEPARTMENT,
    PROJECT,
    Column("heading", "栏目", 14),
    Column("goal", "年度总体目标", 48),
    Column("text", "填写内容", 60, fill=True),
)
NARRATIVES = ("实际完成情况", "存在问题", "改进措施")
"""Headings of a form for words that the template asks for."""
_IN_WORDS = frozenset({ReadingKind.QUALITATIVE, ReadingKind.MISSING, ReadingKind.UNREADABLE})

_PROJECT_FUNDS = (
    ("total", "年度资金总额"),
    ("fiscal", "其中：财政拨款"),
    ("carried_over", "其中：上年结转"),
    ("other", "其中：其他资金"),
)
_DEPARTMENT_FUNDS = (("total", "部门支出合计"), ("basic", "其中：基本支出"), ("projects", "其中：项目支出"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f￾￿]")


Band = tuple[Decimal, Decimal]
"""The share of the points that a level may earn, from and to."""


def csv_template(forms: Sequence[Form], known: Matching | None = None) -> str:
    """The template as CSV text: the money rows of each form, then its indicators; filled in with what is known."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    columns = (ID, DEPARTMENT, PROJECT, FUND, *INDICATOR_COLUMNS, *MONEY_COLUMNS)
    writer.writerow([f"{c.heading}（{forms[0].money_unit}）" if c in MONEY_COLUMNS else c.heading for c in columns])
    for position, form in enumerate(forms):
        for row in [
            *fund_rows(form, forms[0].money_unit, known, position),
            *(indicator_row(form, indicator, known, (position, n)) for n, indicator in enumerate(form.rows)),
        ]:
            writer.writerow([guard_formula(row.get(column.field, "")) for column in columns])
    return buffer.getvalue()


def fund_rows(form: Form, unit: str, known: Matching | None = None, position: int = 0) -> list[dict[str, str]]:
    """The rows for the execution of a form's budget: the total, and each part that its target form names.

    The opening budget is filled in from the target form, the rest with what is ``known`` of the form at that position.
    Amounts in another unit of money than ``unit``, that of the headings, say so in their label, and are read back so.
    """
    named = _DEPARTMENT_FUNDS if form.kind.of_department else _PROJECT_FUNDS
    total, parts = (known.execution.get(position), known.funds.get(position, {})) if known else (None, {})
    left = {name_key(label): figures for label, figures in parts.items()}
    rows = []
    for key, label in named:
        figures = total if key == "total" else left.pop(name_key(label), None)
        if key == "total" or form.budget.get(key) or figures:
            rows.append(_fund_row(form, unit, label, form.budget.get(key, ""), figures))
    rows += [_fund_row(form, unit, figures.fund, "", figures) for figures in left.values()]
    return rows


def _fund_row(form: Form, unit: str, label: str, budget: str, figures: ExecutionFigures | None) -> dict[str, str]:
    own = form.money_unit if figures is None else figures.money_unit
    shown = label if own == unit else f"{label}（{own}）"
    row = {**_owner(form), "fund": clean(shown), "initial": budget if own == form.money_unit else ""}
    stated = {} if figures is None else {name: clean(getattr(figures, name)) for name in (*_MONEY, "reason")}
    return row | {name: text for name, text in stated.items() if text}


def narrative_rows(form: Form, texts: Mapping[str, str] | None = None) -> list[dict[str, str]]:
    """The rows for what a form says in words: what became of its goal (printed beside it), problems, measures; filled
    in with the ``texts`` known by their heading.
    """
    known = texts or {}
    return [
        {
            **_owner(form),
            "heading": name,
            "goal": clean(form.goal or "") if name == NARRATIVES[0] else "",
            "text": clean(known.get(name, "")),
        }
        for name in dict.fromkeys((*NARRATIVES, *known))
    ]


def indicator_row(
    form: Form, indicator: Indicator, known: Matching | None = None, place: Place = (0, 0)
) -> dict[str, str]:
    """The cells in the row of an indicator, by field; filled in with what is ``known`` of it."""
    matched = known.by_indicator.get(place) if known else None
    stated = {} if matched is None else {name: clean(getattr(matched.outcome, name)) for name in _STATED}
    return {
        **stated,
        **_owner(form),
        "id": indicator.id,
        "level1": clean(indicator.level1),
        "level2": clean(indicator.level2),
        "name": clean(indicator.name),
        "target": clean(indicator.target),
        "unit": unit_shown(indicator.reading),
    }


def asks_for_words(reading: Reading) -> bool:
    """True if an outcome is a sentence and a level: for a target in words, or one that cannot be read."""
    return reading.in_words or reading.kind in _IN_WORDS


def unit_shown(reading: Reading) -> str:
    """The unit a bare number in the outcome column is taken in; empty where the target asks for no number or a rank."""
    wordy = asks_for_words(reading) or reading.kind in (
        ReadingKind.RANK,
        ReadingKind.DEADLINE,
        ReadingKind.COMPOUND,
    )
    if wordy or reading.unit is None or reading.has("unit-inverted"):
        return ""
    if reading.per and reading.kind is ReadingKind.RATE_PER_PERIOD:
        return f"{reading.unit}/{reading.per}"
    return reading.unit


def bands_text(levels: Sequence[str], bands: Sequence[Band]) -> str:
    """The bands as a person reads them: ``达成 0.8 至 1；部分达成 0.6 至 0.8（不含）；…``."""
    top = max((high for _, high in bands), default=None)
    return "；".join(
        f"{name} {low} 至 {high}{'' if high == top else '（不含）'}"
        for name, (low, high) in zip(levels, bands, strict=True)
    )


def expectation(indicator: Indicator, levels: Sequence[str]) -> str:
    """The outcome expected, as a sentence for the person who fills it in."""
    reading, unit = indicator.reading, unit_shown(indicator.reading)
    if asks_for_words(reading):
        return (
            f"定性指标：用一句话写明实际情况，并在“完成等级”栏选择：{'、'.join(levels)}。不适用的填“不适用”并说明理由。"
        )
    if reading.kind is ReadingKind.RANK:
        return "填实际名次，例如：第2名。"
    if reading.kind is ReadingKind.DEADLINE:
        return "填实际完成日期，例如：2023年11月30日。"
    example = f"12{unit}" if unit else "12次"
    return f"填实际达到的数值，不带 ≥、≤ 等符号，例如：{example}" + (
        f"；只填数时按“{unit}”计。" if unit else "，请写明单位。"
    )


def clean(text: str) -> str:
    """The text without control characters, which no spreadsheet can hold."""
    return _CONTROL.sub("", text)


def _owner(form: Form) -> dict[str, str]:
    of_department = form.kind.of_department
    return {"department": clean(form.department or ""), "project": "" if of_department else clean(form.project or "")}
