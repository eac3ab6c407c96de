"""Amounts written in several pieces made one before the text is read: 2小时45分, 1万8千元, 300+150万元, ￥980,000.00.

The pieces are added up exactly; what was added is returned beside the text, so that the arithmetic can be shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from targets.language.number import NUMBER, decimal_of, number

_N = rf"(?:{NUMBER}|[零〇一二两三四五六七八九十]+)"
_AND = r"\s*(?:零|又|加)?\s*"
_STEPS: tuple[tuple[str, str, str, int], ...] = (
    (r"(?:个)?小时|h", r"分钟|分(?!之)", "分钟", 60),
    (r"分钟|分", r"秒钟?", "秒", 60),
    (r"天|日", r"个?小时", "小时", 24),
    (r"周|星期", r"天", "天", 7),
    (r"公里|千米|km", r"米", "米", 1000),
    (r"吨", r"公斤|千克|kg", "公斤", 1000),
    (r"元", r"角", "角", 10),
    (r"公顷", r"亩", "亩", 15),
)
"""A larger unit, the smaller one behind it, the unit both are added up in, and how many of it the larger one has."""
_PAIRS = tuple(
    (re.compile(rf"(?<![\d.])(?P<a>{_N})\s*(?:{one}){_AND}(?P<b>{_N})\s*(?:{other})"), unit, size)
    for one, other, unit, size in _STEPS
)
_CLOCK = re.compile(rf"(?<![\d.])(?P<a>{_N})\s*时{_AND}(?P<b>{_N})\s*分(?!之)(?!钟?前)")
_YEARS = re.compile(rf"(?<![\d.])(?P<a>(?!(?:19|20)\d\d){_N})\s*年{_AND}(?P<b>{_N})\s*个月")
_MONTHS = re.compile(rf"(?<![\d.])(?P<a>{_N})\s*个月{_AND}(?P<b>{_N})\s*[天日]")
_HALF = re.compile(rf"(?<![\d.])(?P<a>{_N})\s*(?P<unit>分钟?|个小时|小时|天|个月|年)半")
_HALF_OF = re.compile(rf"(?<![\d.])(?P<a>{_N})\s*个半(?P<unit>小时|月|钟头)")
_WAN = re.compile(r"(?<![\d.])(?P<a>\d+)\s*万\s*零?\s*(?P<b>\d)\s*千(?:\s*(?P<c>\d)\s*百)?(?=\s*[^\d\s万亿])")
_YI = re.compile(r"(?<![\d.])(?P<a>\d+)\s*亿\s*零?\s*(?P<b>\d+)\s*(?P<c>千?)万")
_CURRENCY = re.compile(rf"(?:[¥￥]|RMB|人民币)\s*(?P<a>{NUMBER})\s*(?P<more>[万亿千百]*)(?:元)?")
_SUM = re.compile(
    rf"(?<![\d.+×*/-])(?P<first>{NUMBER})\s*(?P<u1>[^\W\d+]{{0,3}})(?P<rest>(?:\s*\+\s*{NUMBER}\s*[^\W\d+]{{0,3}})+)(?![\d.]*[+×*/])"
)
_ADDEND = re.compile(rf"\+\s*(?P<n>{NUMBER})\s*(?P<u>[^\W\d+]{{0,3}})")


def in_one(text: str, *, of_time: bool) -> tuple[str, tuple[str, ...]]:
    """The text with amounts in pieces as one, and the arithmetic; ``of_time``: 4时50分 is a duration and no clock."""
    shown: list[str] = []

    def replaced(pattern: re.Pattern[str], made: Callable[[re.Match[str]], str | None]) -> None:
        nonlocal text

        def one(match: re.Match[str]) -> str:
            written = made(match)
            if written is None:
                return match[0]
            shown.append(f"{match[0].strip()} = {written}")
            return written

        text = pattern.sub(one, text)

    text = _CURRENCY.sub(lambda m: f"{m['a']}{m['more']}元", text)
    if of_time:
        replaced(_CLOCK, lambda m: _added(m, 60, "分钟"))
        replaced(_MONTHS, lambda m: _added(m, 30, "天"))
        replaced(_YEARS, lambda m: _added(m, 12, "个月"))
    for pattern, unit, size in _PAIRS:
        replaced(pattern, lambda m, unit=unit, size=size: _added(m, size, unit))  # type: ignore[misc]
    if of_time:
        replaced(_HALF, lambda m: _and_half(m["a"], "分钟" if m["unit"] == "分" else m["unit"]))
        replaced(_HALF_OF, lambda m: _and_half(m["a"], "小时" if m["unit"] != "月" else "个月"))
    replaced(_WAN, _in_ones)
    replaced(_YI, lambda m: f"{int(m['a']) * 10_000 + int(m['b']) * (1000 if m['c'] else 1)}万")
    replaced(_SUM, _sum)
    return text, tuple(shown)


def _added(match: re.Match[str], size: int, unit: str) -> str | None:
    large, small = number(match["a"]), number(match["b"])
    return None if large is None or small is None else f"{large * size + small:f}{unit}"


def _and_half(whole: str, unit: str) -> str | None:
    value = number(whole)
    return None if value is None else f"{value + Decimal('0.5'):f}{unit}"


def _in_ones(match: re.Match[str]) -> str:
    return str(int(match["a"]) * 10_000 + int(match["b"]) * 1000 + int(match["c"] or 0) * 100)


def _sum(match: re.Match[str]) -> str | None:
    """32场+16场, 300+150万元: one unit for all; two units are not added up."""
    total = number(match["first"])
    units = {match["u1"]} - {""}
    last = match["u1"]
    for addend in _ADDEND.finditer(match["rest"]):
        value = number(addend["n"])
        if total is None or value is None:
            return None
        total, last = total + value, addend["u"]
        units |= {addend["u"]} - {""}
    if total is None or len(units) > 1 or (units and not last):
        return None
    return f"{total:f}{last}"


def quotient(part: Decimal, whole: Decimal) -> str:
    """A share of a whole in percent, as exactly as it can be shown."""
    share = Fraction(part) * 100 / Fraction(whole)
    exact = decimal_of(share)
    if exact is not None:
        return f"{exact:f}%"
    return f"{(Decimal(share.numerator) / Decimal(share.denominator)).quantize(Decimal('0.01'))}…%"
