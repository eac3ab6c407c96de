"""One error at a time into a form that was right, and which finding must follow from it."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from precision.content import COST, OUTPUT, PARTLY, Row
from precision.forms import Expected, Made, close, grade, half_up, plain, rate_money, score_text

Plant = Callable[[Made, random.Random], bool]
"""Changes the form and records what is expected; False where the form has no place for this error."""
_NUMERIC = ("floor", "ceiling")


def _pick(form: Made, draw: random.Random, fits: Callable[[Row], bool]) -> Row | None:
    said = {one.indicator for one in form.wanted}
    found = [row for row in form.rows if row.name not in said and fits(row)]
    return draw.choice(found) if found else None


def _met(row: Row) -> bool:
    return row.kind in _NUMERIC and row.share == 1 and not row.over


def _missed(row: Row) -> bool:
    exact = (row.share or Fraction(0)) * Fraction(row.points)
    return row.kind in _NUMERIC and Fraction(1, 2) < (row.share or 0) < 1 and half_up(exact, 0) < row.points


def _make_missed(row: Row) -> None:
    """Let the outcome fall short by an eighth."""
    assert row.bound is not None
    places = 2 if row.unit == "%" or row.bound.denominator > 1 else 0
    factor = Fraction(8, 7) if row.kind == "ceiling" else Fraction(7, 8)
    value = Fraction(half_up(row.bound * factor, places))
    if value == row.bound:
        value += 1 if row.kind == "ceiling" else -1
    row.number = value
    row.actual = f"{plain(Decimal(value.numerator) / Decimal(value.denominator))}{row.unit}"
    row.share = row.bound / value if row.kind == "ceiling" else value / row.bound
    row.over = False


def full_score(form: Made, draw: random.Random) -> bool:
    row = _pick(form, draw, lambda r: r.kind in _NUMERIC and (r.bound or 0) >= 3)
    if row is None:
        return False
    _make_missed(row)
    row.score, row.reason = plain(row.points), draw.choice(("", "说明"))
    form.wanted.append(Expected("full-score-target-missed", row.name))
    return True


def late_day(form: Made, draw: random.Random) -> bool:
    row = _pick(form, draw, lambda r: r.kind == "day" and r.share == 0)
    if row is None:
        return False
    row.score, row.reason = plain(row.points), ""
    form.wanted.append(Expected("full-score-target-missed", row.name))
    return True


def wrong_score(form: Made, draw: random.Random) -> bool:
    row = _pick(form, draw, lambda r: r.kind in _NUMERIC and r.points >= 3 and (r.bound or 0) >= 3)
    if row is None:
        return False
    _make_missed(row)
    right = half_up((row.share or Fraction(0)) * Fraction(row.points))
    wrong = right - draw.choice((Decimal("0.37"), Decimal("0.83"), Decimal("1.21")))
    row.score, row.reason = plain(wrong), "完成情况未达预期，已分析原因"
    form.wanted.append(Expected("score-differs", row.name))
    return True


def above_points(form: Made, draw: random.Random) -> bool:
    row = _pick(form, draw, lambda r: True)
    if row is None:
        return False
    row.score = plain(row.points + draw.choice((Decimal("0.5"), Decimal(1), Decimal(2))))
    form.wanted.append(Expected("score-above-points", row.name))
    return True


def deducted_met(form: Made, draw: random.Random) -> bool:
    row = _pick(form, draw, lambda r: _met(r) and r.points > 1)
    if row is None or form.layout == "review":
        return False
    row.score, row.reason = plain(row.points - 1), form.empty
    form.wanted.append(Expected("deducted-target-met", row.name))
    return True


def no_reason(form: Made, draw: random.Random) -> bool:
    row = _pick(form, draw, lambda r: r.kind in _NUMERIC and (r.bound or 0) >= 3)
    if row is None or form.layout == "review":
        return False
    _make_missed(row)
    row.score, row.reason = score_text(row, "two"), form.empty
    form.wanted.append(Expected("deduction-unexplained", row.name))
    return True


def over_silent(form: Made, draw: random.Random) -> bool:
    row = _pick(form, draw, lambda r: r.over)
    if row is None or form.layout == "review":
        return False
    row.reason = form.empty
    form.wanted.append(Expected("over-achieved-unexplained", row.name))
    return True


def outside_band(form: Made, draw: random.Random) -> bool:
    row = _pick(form, draw, lambda r: r.kind == "words" and r.points >= 3)
    if row is None:
        return False
    row.actual, row.reason = draw.choice(PARTLY), "部分工作尚在推进"
    row.score = plain(half_up(Fraction(row.points) * Fraction(95, 100)))
    form.wanted.append(Expected("score-outside-band", row.name))
    return True


def no_outcome(form: Made, draw: random.Random) -> bool:
    row = _pick(form, draw, lambda r: True)
    if row is None:
        return False
    row.actual, row.score, row.reason = "", plain(row.points), ""
    form.wanted.append(Expected("score-without-target", row.name))
    return True


def no_target(form: Made, draw: random.Random) -> bool:
    row = _pick(form, draw, lambda r: r.kind in _NUMERIC and form.layout not in ("sichuan", "tianjin", "review"))
    if row is None:
        return False
    row.target, row.score, row.reason = "", plain(row.points), ""
    form.wanted.append(Expected("score-without-target", row.name))
    return True


def copied_target(form: Made, draw: random.Random) -> bool:
    row = _pick(form, draw, lambda r: r.kind == "floor" and r.sign == "≥" and r.target.startswith(("≥", "≧", ">=")))
    if row is None or form.layout in ("sichuan", "tianjin", "review"):
        return False
    row.actual, row.score, row.reason = row.target, plain(row.points), ""
    form.wanted.append(Expected("outcome-repeats-target", row.name))
    return True


def in_words(form: Made, draw: random.Random) -> bool:
    row = _pick(form, draw, lambda r: r.kind == "floor")
    if row is None:
        return False
    row.actual, row.score, row.reason = draw.choice(("已完成", "达成预期指标")), plain(row.points), ""
    form.wanted.append(Expected("outcome-not-quantified", row.name))
    return True


def other_unit(form: Made, draw: random.Random) -> bool:
    row = _pick(form, draw, lambda r: r.kind == "floor" and r.unit in ("人", "公里", "亩", "平方米", "%"))
    if row is None:
        return False
    row.actual, row.score, row.reason = f"{draw.randint(20, 90)}万元", plain(row.points), ""
    form.wanted.append(Expected("outcome-unit-mismatch", row.name))
    return True


def over_hundred(form: Made, draw: random.Random) -> bool:
    row = _pick(
        form, draw, lambda r: r.kind == "floor" and r.unit == "%" and (r.bound or 0) >= 90 and "完成率" not in r.name
    )
    if row is None:
        return False
    row.actual, row.score, row.reason = f"{draw.randint(102, 115)}%", plain(row.points), ""
    form.wanted.append(Expected("percent-over-100", row.name))
    return True


def wrong_total(form: Made, draw: random.Random) -> bool:
    close(form)
    wrong = Decimal(form.total) + draw.choice((Decimal(-2), Decimal("-0.6"), Decimal("1.5"), Decimal("0.9")))
    if form.layout == "review" or wrong > 100:
        return False
    form.total = plain(wrong)
    if form.grade:
        form.grade = grade(wrong)
    form.wanted.append(Expected("total-differs", None))
    return True


def wrong_grade(form: Made, draw: random.Random) -> bool:
    close(form)
    if form.layout == "review":
        return False
    right = grade(Decimal(form.total))
    form.grade = "优" if right != "优" else "良"
    form.wanted.append(Expected("grade-differs", None))
    return True


def wrong_execution(form: Made, draw: random.Random) -> bool:
    if form.layout == "review":
        return False
    form.execution_score = plain(Decimal(form.execution_score) - draw.choice((Decimal("0.6"), Decimal("1.3"))))
    form.wanted.append(Expected("execution-score-differs", None))
    return True


def wrong_rate(form: Made, draw: random.Random) -> bool:
    if form.layout == "review":
        return False
    right = Decimal(form.rate.rstrip("%"))
    wrong = right - draw.choice((Decimal("1.4"), Decimal("2.27")))
    form.rate = f"{wrong}%"
    form.execution_score = plain(half_up(Fraction(wrong) / 100 * Fraction(form.execution_points)))
    form.wanted.append(Expected("execution-rate-differs", None))
    return True


def overspent(form: Made, draw: random.Random) -> bool:
    if form.layout == "review":
        return False
    extra = (form.full * 3 / 100).quantize(Decimal("0.01"))
    label, initial, full, done = form.parts[0]
    form.parts[0] = (label, initial, full, done + form.full + extra - form.executed)
    form.executed = form.full + extra
    rate_money(form)
    form.wanted.append(Expected("execution-over-100", None))
    return True


def parts_differ(form: Made, draw: random.Random) -> bool:
    label, initial, full, done = form.parts[0]
    off = (form.full * 4 / 100).quantize(Decimal("0.01"))
    form.parts[0] = (label, initial, full, done - off)
    form.wanted.append(Expected("fund-parts-mismatch", None))
    return form.layout != "review" and sum(1 for _, _, f, _ in form.parts if f) > 0


def budget_changed(form: Made, draw: random.Random) -> bool:
    if form.layout in ("older", "review"):
        return False
    form.initial = (form.full * draw.choice((90, 115)) / 100).quantize(Decimal("0.01"))
    label, _, full, done = form.parts[0]
    rest = sum((i for _, i, _, _ in form.parts[1:]), Decimal(0))
    form.parts[0] = (label, form.initial - rest, full, done)
    form.wanted.append(Expected("budget-change-unexplained", None))
    return True


def low_execution(form: Made, draw: random.Random) -> bool:
    if form.layout == "review" or any("资金" in r.reason or "经费" in r.reason for r in form.rows):
        return False
    part = Decimal(draw.randint(55, 80)) / 100
    form.executed = (form.full * part).quantize(Decimal("0.01"))
    rest = sum((d for _, _, _, d in form.parts[1:]), Decimal(0))
    label, initial, full, _ = form.parts[0]
    form.parts[0] = (label, initial, full, form.executed - rest)
    rate_money(form)
    form.goal_done = "已按计划完成年度各项任务。"
    form.wanted.append(Expected("execution-low-unexplained", None))
    return True


def not_hundred(form: Made, draw: random.Random) -> bool:
    row = _pick(form, draw, lambda r: r.points >= 4 and r.kind in _NUMERIC and r.share == 1)
    if row is None or form.category_points:
        return False
    row.points -= 2
    row.score = plain(row.points)
    form.wanted.append(Expected("points-not-100", None))
    return True


def parent_differs(form: Made, draw: random.Random) -> bool:
    row = _pick(form, draw, lambda r: r.points >= 4 and r.level1 == OUTPUT and r.share == 1 and r.kind in _NUMERIC)
    other = _pick(form, draw, lambda r: r.level1 not in (OUTPUT, COST) and r.share == 1 and r.kind in _NUMERIC)
    if row is None or other is None:
        return False
    form.category_points = True
    row.points -= 2
    other.points += 2
    row.score, other.score = plain(row.points), plain(other.points)
    form.planted_parents = {OUTPUT: Decimal(2), other.level1: Decimal(-2)}  # type: ignore[attr-defined]
    form.wanted.append(Expected("points-parent-mismatch", "*"))
    return True


def twice(form: Made, draw: random.Random) -> bool:
    row = _pick(form, draw, lambda r: r.kind == "floor")
    said = {one.indicator for one in form.wanted}
    others = [r for r in form.rows if r is not row and row and r.level1 == row.level1 and r.kind == "floor"]
    others = [r for r in others if r.name not in said]
    if row is None or not others:
        return False
    other = others[0]
    for name in ("level2", "name", "sign", "value", "unit", "actual", "share", "target", "over", "number", "bound"):
        setattr(other, name, getattr(row, name))
    other.score, other.reason = score_text(other, "two"), row.reason or ("说明" if (row.share or 0) < 1 else "")
    row.score = score_text(row, "two")
    form.wanted = [one for one in form.wanted if one.indicator != row.name]
    form.wanted.append(Expected("duplicate-indicator", row.name))
    return True


def all_on_target(form: Made, draw: random.Random) -> bool:
    numeric = [row for row in form.rows if row.kind in _NUMERIC]
    if any(row.kind == "other" for row in form.rows) or len(numeric) < 5 or sum(row.unit != "%" for row in numeric) < 3:
        return False
    names = {row.name for row in numeric}
    form.wanted = [one for one in form.wanted if one.indicator not in names]
    for row in numeric:
        row.actual, row.share, row.over = f"{row.value}{row.unit}", Fraction(1), False
        row.score, row.reason = plain(row.points), ""
    form.wanted.append(Expected("all-exactly-on-target", None))
    return True


def nothing_spent(form: Made, draw: random.Random) -> bool:
    outputs = [row for row in form.rows if row.level1 == OUTPUT]
    if form.layout == "review" or not all(row.share == 1 and row.kind in (*_NUMERIC, "day") for row in outputs):
        return False
    label, initial, full, _ = form.parts[0]
    form.parts = [(label, initial, full, (form.full * 4 / 100).quantize(Decimal("0.01")))] + [
        (name, i, f, Decimal(0)) for name, i, f, _ in form.parts[1:]
    ]
    form.executed = form.parts[0][3]
    rate_money(form)
    form.money_reason = ""
    form.goal_done = "合同尚未到付款期，预算资金结转下年支付。"
    form.wanted.append(Expected("output-met-money-unspent", None))
    return True


def zero_points(form: Made, draw: random.Random) -> bool:
    row = _pick(form, draw, lambda r: r.kind == "floor")
    others = [r for r in form.rows if row and r is not row and r.level1 == row.level1 and r.share == 1]
    if row is None or not others or form.layout == "review":
        return False
    others[0].points += row.points
    others[0].score = plain(others[0].points)
    row.points, row.score = Decimal(0), "0"
    form.wanted.append(Expected("points-not-positive", row.name))
    return True


def over_categories(form: Made, draw: random.Random) -> bool:
    row = _pick(form, draw, lambda r: r.kind == "floor" and r.level1 == OUTPUT)
    other = _pick(form, draw, lambda r: r.kind == "floor" and r.level1 not in (OUTPUT, COST))
    if row is None or other is None:
        return False
    for name in ("name", "sign", "value", "unit", "actual", "share", "target", "over", "number", "bound"):
        setattr(other, name, getattr(row, name))
    other.score, other.reason = score_text(other, "two"), row.reason or ("说明" if (row.share or 0) < 1 else "")
    row.score = score_text(row, "two")
    form.wanted = [one for one in form.wanted if one.indicator != row.name]
    form.wanted.append(Expected("duplicate-across-categories", row.name))
    return True


def review_off(form: Made, draw: random.Random) -> bool:
    row = _pick(form, draw, lambda r: r.points >= 5 and bool(r.score))
    if form.layout != "review" or row is None:
        return False
    row.review, row.remark = plain(Decimal(row.score) - 2), draw.choice(("佐证材料不足", ""))
    form.wanted.append(Expected("review-differs", row.name, ("review-deduction-unexplained",)))
    return True


PLANTS: dict[str, Plant] = {
    plant.__name__: plant
    for plant in (
        *(full_score, late_day, wrong_score, above_points, deducted_met, no_reason, over_silent, outside_band),
        *(no_outcome, no_target, copied_target, in_words, other_unit, over_hundred, wrong_total, wrong_grade),
        *(wrong_execution, wrong_rate, overspent, parts_differ, budget_changed, low_execution, not_hundred),
        *(parent_differs, twice, all_on_target, nothing_spent, zero_points, over_categories, review_off),
    )
}
OF_MONEY = (
    "wrong_execution",
    "wrong_rate",
    "overspent",
    "parts_differ",
    "budget_changed",
    "low_execution",
    "nothing_spent",
)
"""Errors of the money block: one of them at a time, or the second would hide the first."""
ALONE = ("all_on_target", "nothing_spent")
"""Errors that speak of the whole form, and need the rest of it right."""
LAST = ("wrong_total", "wrong_grade")
"""Errors of the total, to be made when everything else is printed."""
