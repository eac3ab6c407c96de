"""A rule of points printed in the target's cell with the numbers of one row put in."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from rules.facts import IndicatorFacts, comparison, number_text
from targets.language.printedrule import Counting, PrintedRule

_COUNTED = {
    Counting.COMPLETED: ("只计满档", "whole steps only"),
    Counting.BEGUN: ("不足一档按一档", "a step begun counts"),
    Counting.IN_PROPORTION: ("按比例", "in proportion"),
}


def with_rule(facts: IndicatorFacts, rule: PrintedRule, counted: str, share: Fraction) -> tuple[str, str]:
    """The points that a row earns by its own rule, with its numbers, in Chinese and English."""
    points = Fraction(facts.points, 100)
    full = points if rule.full is None else Fraction(rule.full)
    earned = share * full
    scaled = "" if full == points else f" ÷ {number_text(full)} × {number_text(points)}"
    if rule.wording or facts.value is None:
        shown = f"{number_text(points)} × {number_text(share)}"
        return shown, shown
    zh, en = comparison(facts)
    if rule.step is None or share == 1 or not earned:
        shown = f"{number_text(earned)}{scaled}"
        return f"{zh}；{shown}", f"{en}; {shown}"
    bound = (facts.low if rule.more else facts.high) or Fraction(0)
    steps = (bound - facts.value if rule.more else facts.value - bound) / Fraction(rule.step)
    count = Counting(rule.counted or counted)
    times = {Counting.COMPLETED: Fraction(floor(steps)), Counting.BEGUN: Fraction(ceil(steps))}.get(count, steps)
    taken = f"{number_text(full)} − {number_text(Fraction(rule.loss))} × {number_text(times)}"
    shown = f"({taken}){scaled}" if scaled else taken
    if times == steps:
        return f"{zh}；{shown}", f"{en}; {shown}"
    how_zh, how_en = _COUNTED[count]
    by_zh, by_en = "规则没有写明，按办法", "the rule is silent, by the book"
    if rule.counted:
        by_zh, by_en = "规则所印", "as the rule says"
    parts = number_text(steps)
    return (
        f"{zh}；差 {parts} 档，{how_zh}（{by_zh}）；{shown}",
        f"{en}; {parts} steps, {how_en} ({by_en}); {shown}",
    )
