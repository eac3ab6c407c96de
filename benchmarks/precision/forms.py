"""Whole self-evaluations that are right by construction: rows, points, money, totals, grades, reasons."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from precision import content
from precision.content import COST, EFFECT, OUTPUT, SATISFIED, Row

LAYOUTS = ("central", "older", "sichuan", "department", "tianjin", "review", "central-2021")
PLACES = ["昌宁县", "临河区", "安平市", "青石县", "云岭区", "丰水县", "松原县", "白塔区"]
OFFICES = ["教育局", "民政局", "卫生健康局", "林业局", "交通运输局", "农业农村局", "市场监督管理局", "文化和旅游局"]
PROJECTS = [
    "教师培训",
    "困难群众救助",
    "基本公共卫生服务",
    "造林绿化",
    "农村公路养护",
    "高标准农田",
    "食品药品抽检",
    "图书馆免费开放",
]
EMPTY = ("", "", "", "无", "/", "—")


@dataclass
class Expected:
    """A planted fact: the finding's name, the indicator (None: of the form), names that follow from it as well."""

    name: str
    indicator: str | None
    also: tuple[str, ...] = ()


@dataclass
class Made:
    """One self-evaluation: as it will be printed, and what is wrong with it."""

    layout: str
    department: str
    project: str
    year: int
    rows: list[Row]
    unit: str = "万元"
    initial: Decimal = Decimal(0)
    full: Decimal = Decimal(0)
    executed: Decimal = Decimal(0)
    parts: list[tuple[str, Decimal, Decimal, Decimal]] = field(default_factory=list)
    execution_points: Decimal = Decimal(10)
    rate: str = ""
    execution_score: str = ""
    money_reason: str = ""
    total: str = ""
    blank_rows: int = 0
    total_points: str = "100"
    grade: str = ""
    goal: str = ""
    goal_done: str = ""
    remark: str = ""
    category_points: bool = False
    subtotals: bool = False
    numbered: bool = False
    points_style: str = "{}"
    thousands: bool = False
    empty: str = ""
    typed: bool = False
    wanted: list[Expected] = field(default_factory=list)
    planted: str = ""
    style: str = ""


def half_up(value: Fraction, places: int = 2) -> Decimal:
    """Rounded half up to so many decimals."""
    scale = 10**places
    return Decimal((value * scale + Fraction(1, 2)).__floor__()).scaleb(-places)


def plain(value: Decimal) -> str:
    """A number without needless zeros."""
    return format(value.normalize(), "f") if value else "0"


def score_text(row: Row, style: str) -> str:
    """The score that the law gives, printed the way this office prints."""
    exact = (row.share or Fraction(0)) * Fraction(row.points)
    if row.share == 1 and style != "fixed":
        return plain(row.points)
    if style == "one":
        return f"{half_up(exact, 1)}"
    if style == "whole":
        return f"{half_up(exact, 0)}"
    if style == "cut":
        return plain(Decimal((exact * 100).__floor__()).scaleb(-2))
    two = half_up(exact)
    return f"{two:.2f}" if style == "fixed" else plain(two)


def make(draw: random.Random, layout: str, number: int) -> Made:
    """A form without any error."""
    year = draw.choice((2021, 2022, 2023, 2024))
    department = f"{draw.choice(PLACES)}{draw.choice(OFFICES)}{number}"
    form = Made(
        layout=layout, department=department, project=f"{year}年{draw.choice(PROJECTS)}项目", year=year, rows=[]
    )
    form.style = draw.choice(("two", "two", "two", "fixed", "fixed", "one", "cut", "whole"))
    form.points_style = draw.choice(("{}", "{}", "{}", "{}分", "{}.0"))
    form.thousands, form.typed = draw.random() < 0.3, draw.random() < 0.5
    form.empty = draw.choice(EMPTY)
    form.numbered, form.subtotals = draw.random() < 0.15, draw.random() < 0.15
    form.category_points = draw.random() < 0.25
    form.blank_rows = draw.choice((0, 0, 0, 1, 2))
    form.goal = "完成年度各项任务，提高资金使用效益。"
    form.goal_done = draw.choice(("已按计划完成年度各项任务。", "各项任务基本完成，资金使用规范。"))
    money(form, draw)
    _rows(form, draw)
    close(form)
    if draw.random() < 0.4:
        form.grade = grade(Decimal(form.total))
    return form


def _how(draw: random.Random) -> str:
    return draw.choice(("met", "met", "met", "met", "even", "over", "missed", "missed"))


def _rows(form: Made, draw: random.Random) -> None:
    cost_first = form.layout == "central-2021"
    makers: list[tuple[str, int, Callable[[], Row]]] = [
        (OUTPUT, draw.randint(2, 4), lambda: content.count(draw, _how(draw))),
        (OUTPUT, draw.randint(1, 3), lambda: content.share(draw, _how(draw))),
        (OUTPUT, draw.randint(0, 1), lambda: content.words(draw, "质量指标", _how(draw))),
        (OUTPUT, draw.randint(0, 2), lambda: content.day(draw, _how(draw), form.year)),
        (OUTPUT, draw.randint(0, 1), lambda: content.limit(draw, _how(draw))),
        (COST if cost_first else OUTPUT, 1, lambda: content.ceiling(draw, _how(draw), COST if cost_first else OUTPUT)),
        (EFFECT, draw.randint(0, 2), lambda: content.effect(draw, _how(draw))),
        (EFFECT, draw.randint(1, 2), lambda: content.words(draw, draw.choice(list(content.WORDS)[1:]), _how(draw))),
        (SATISFIED, 1, lambda: content.pleased(draw, _how(draw))),
    ]
    if form.layout not in ("sichuan", "tianjin", "review"):
        full, spent = ((Fraction(m) / (10_000 if form.unit == "元" else 1)) for m in (form.full, form.executed))
        makers.append((OUTPUT, draw.randint(0, 3), lambda: content.rare(draw, form.year, full, spent)))
    order = [COST, OUTPUT, EFFECT, SATISFIED]
    names: set[str] = set()
    for _, times, maker in makers:
        for _ in range(times):
            row = maker()
            if row.level2 == "成本指标" and cost_first:
                row.level1, row.level2 = COST, "经济成本指标"
            if row.name not in names:
                names.add(row.name)
                form.rows.append(row)
    levels = [
        "经济成本指标",
        "数量指标",
        "质量指标",
        "时效指标",
        "成本指标",
        "经济效益指标",
        "社会效益指标",
        "生态效益指标",
        "可持续影响指标",
    ]
    form.rows.sort(key=lambda r: (order.index(r.level1), levels.index(r.level2) if r.level2 in levels else 99))
    worth = {COST: 20, OUTPUT: 40, EFFECT: 20, SATISFIED: 10} if cost_first else {OUTPUT: 50, EFFECT: 30, SATISFIED: 10}
    for level1, points in worth.items():
        share_out(draw, [row for row in form.rows if row.level1 == level1], points)
    for row in form.rows:
        complete(form, row, draw)
        content.as_people_write(draw, row)


def share_out(draw: random.Random, rows: list[Row], points: int) -> None:
    """Whole or half points that add up."""
    left = points * 2
    for place, row in enumerate(rows):
        rest = len(rows) - place - 1
        even = left // (rest + 1)
        take = left if not rest else max(2, min(left - 2 * rest, even + draw.randint(-2, 2)))
        row.points, left = Decimal(take) / 2, left - take


def complete(form: Made, row: Row, draw: random.Random) -> None:
    """Score and reason as they should be."""
    row.score = score_text(row, form.style)
    row.reason = ""
    if Decimal(row.score) < row.points:
        row.reason = draw.choice(content.REASONS)
    elif row.over:
        row.reason = draw.choice(content.OVER_REASONS)
    elif draw.random() < 0.1:
        row.reason = draw.choice(("无", "/", "无偏差", "—"))
    exact = half_up((row.share or Fraction(0)) * Fraction(row.points))
    if row.kind in ("floor", "ceiling") and Decimal(row.score) != exact and form.style in ("whole", "cut"):
        rounded_up = Decimal(row.score) == row.points  # to all points, although the target is missed
        form.wanted.append(Expected("full-score-target-missed" if rounded_up else "score-rounded-oddly", row.name))


def money(form: Made, draw: random.Random) -> None:
    """Budget, execution, rate and its score; 96 % and more is spent."""
    if draw.random() < 0.15:
        form.unit = "元"
    scale = Decimal(10_000) if form.unit == "元" else Decimal(1)
    form.full = (Decimal(draw.randint(500, 90_000)) / 100 * scale).quantize(Decimal("0.01"))
    form.initial = form.full
    spent = Decimal(draw.choice((10_000, 10_000, draw.randint(9_650, 9_999)))) / 10_000
    form.executed = (form.full * spent).quantize(Decimal("0.01"))
    other = (form.full * Decimal(draw.choice((0, 0, 15))) / 100).quantize(Decimal("0.01"))
    spent_other = (form.executed * Decimal(15) / 100).quantize(Decimal("0.01")) if other else Decimal(0)
    if form.layout == "department":
        staff, project = (form.full * 60 / 100).quantize(Decimal("0.01")), form.full
        done = (form.executed * 60 / 100).quantize(Decimal("0.01"))
        form.parts = [
            ("人员经费", staff, staff, done),
            ("项目支出", project - staff, project - staff, form.executed - done),
        ]
    else:
        fiscal = form.full - other
        form.parts = [
            ("其中：当年财政拨款", fiscal, fiscal, form.executed - spent_other),
            ("上年结转资金", Decimal(0), Decimal(0), Decimal(0)),
            ("其他资金", other, other, spent_other),
        ]
    rate_money(form, draw.choice((2, 2, 2, 1, 0)))
    if draw.random() < 0.3:
        form.remark = draw.choice(("绩效目标设置有待细化", "无", ""))


def rate_money(form: Made, places: int = 2) -> None:
    """The rate at so many decimals, and the execution score."""
    rate = Fraction(form.executed) / Fraction(form.full) * 100
    form.rate = f"{half_up(rate, places)}%"
    exact = min(Fraction(1), Fraction(half_up(rate)) / 100) * Fraction(form.execution_points)
    if form.style == "one":
        form.execution_score = f"{half_up(exact, 1)}"
    else:
        form.execution_score = plain(half_up(exact))


def added(form: Made) -> Decimal:
    """The sum of what is printed."""
    return sum((Decimal(row.score) for row in form.rows if row.score), Decimal(0)) + Decimal(form.execution_score or 0)


def close(form: Made) -> None:
    """Total and grade of what is printed now."""
    form.total = plain(added(form)) if form.style != "fixed" else f"{added(form):.2f}"
    if form.grade:
        form.grade = grade(Decimal(form.total))


def grade(total: Decimal) -> str:
    """90, 80 and 60 belong to the better grade."""
    return "优" if total >= 90 else "良" if total >= 80 else "中" if total >= 60 else "差"


def gap(form: Made) -> Fraction | None:
    """By how many points of 100 the indicators do better than the money; None where a score is not printed."""
    if any(not row.score for row in form.rows) or not form.execution_score:
        return None
    earned = sum((Fraction(Decimal(row.score)) for row in form.rows), Fraction(0))
    worth = sum((Fraction(row.points) for row in form.rows), Fraction(0))
    return (earned / worth - Fraction(Decimal(form.execution_score)) / Fraction(form.execution_points)) * 100
