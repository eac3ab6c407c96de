"""Text to numbers: the only place where digits become a Decimal.

Reads ``1,234.5``, full-width digits, and Chinese numerals (三百二十, 两, 半, 一二三). Magnitudes in front of a unit
(1.2万名) belong to the unit and not to the number, since targets are kept as printed; 三百二十万 is 320 with 万.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

NUMBER = r"(?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?: \d{3}){2,}(?![\d ])|\d+)(?:\.\d+)?|(?<![\d.])\.\d+)"
"""A number in digits, with separators of thousands (spaces where they are two at least) or none; ``.5`` is one too."""

CHINESE = (
    r"(?:[零〇一二三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟廿卅]"
    r"|(?<![零〇一二三四五六七八九十百千万亿])两|两(?=[百千万亿]))+"
)
"""A number in Chinese numerals without its magnitude 万 or 亿. 两 behind another numeral is the weight: 三十两."""

_ONE = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九])"
MIXED = (
    rf"\d+(?:\.\d+)?[十百千万亿]{{1,2}}(?:[零〇]?{_ONE}[十百千万亿]{{1,2}})+(?:[零〇]{_ONE}(?![\d.]))?"
    rf"|\d+(?:\.\d+)?[百千万亿]{{1,2}}[零〇]\d+(?![\d.])|\d+(?:\.\d+)?万(?:\d{{4}}(?![\d.])|万)"
)
"""Digits and Chinese places in turns: 5万4千, 1千零20, 10万万."""

POWER = rf"(?P<factor>{NUMBER})\s*[×xX*]\s*10(?:\s*\^\s*(?P<exponent>-?\d{{1,2}})|(?P<raised>[⁻⁰¹²³⁴-⁹]{{1,3}}))"
"""A number times a power of ten: 1.2×10⁴, 1.2*10^4."""

WITH_FRACTION = r"(?:\d+\s?)?[½¼¾]"
"""Halves and quarters as one sign: ½, 1¾."""

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_DIGITS |= {c: i for i, c in enumerate("壹贰叁肆伍陆柒捌玖", 1)}
_PLACES = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_PLAIN, _POWER, _MIXED = re.compile(NUMBER), re.compile(POWER), re.compile(MIXED)
_WITH_FRACTION = re.compile(WITH_FRACTION)
_GROUP = re.compile(r"[零〇]?(?P<digits>\d+(?:\.\d+)?|[一二两三四五六七八九])(?P<place>[十百千]?)")
_FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_LONGEST = 30
_DIGITS_HELD = 15


def number(text: str) -> Decimal | None:
    """The value of ``text``, or None where it is no number: ``1,234.5``, ``１２３``, ``三百二十``, ``半``; never
    raises."""
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if _PLAIN.fullmatch(text):
        written = Decimal(text.replace(",", "").replace(" ", ""))
        return written if _fits(written) else None
    if text == "半":
        return Decimal("0.5")
    if _WITH_FRACTION.fullmatch(text):
        return Decimal(text[:-1].strip() or 0) + _FRACTIONS[text[-1]]
    if match := _POWER.fullmatch(text):
        return _raised(match)
    whole, point, decimals = text.partition("点")
    if point:
        value, rest = chinese(whole), "".join(str(_DIGITS.get(c, "x")) for c in decimals)
        return Decimal(f"{value}.{rest}") if value is not None and rest.isdecimal() else None
    return _in_places(text) if _MIXED.fullmatch(text) else chinese(text)


def decimal_places(value: Decimal) -> int:
    """The number of decimals a number is written with, 0 for a whole one."""
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _raised(match: re.Match[str]) -> Decimal | None:
    factor = number(match["factor"])
    exponent = match["exponent"] or match["raised"].translate(_RAISED)
    try:
        value = None if factor is None else factor.scaleb(int(exponent))
    except ValueError:
        return None
    return Decimal(format(value, "f")) if value is not None and _fits(value) else None


def _in_places(text: str) -> Decimal | None:
    """The value of digits and Chinese places in turns: ``5万4千`` is 54000, ``1千零20`` 1020, ``10万万`` 10**9."""
    for magnitude, size in (("亿", 100_000_000), ("万", 10_000)):
        high, found, low = text.rpartition(magnitude)
        if found:
            many, few = _in_places(high), _in_places(low.lstrip("零〇")) if low else Decimal(0)
            fits = many is not None and few is not None and few < size
            return many * size + few if fits and many is not None and few is not None else None
    total, place, at = Decimal(0), 10_000, 0
    for match in _GROUP.finditer(text):
        digits, name = match["digits"], match["place"]
        if match.start() != at or (_PLACES[name] if name else 1) >= place:
            return None
        place, at = _PLACES[name] if name else 1, match.end()
        total += (Decimal(digits) if digits[0].isdecimal() else Decimal(_DIGITS[digits])) * place
    return total if at == len(text) and text and _fits(total) else None


def _fits(value: Decimal) -> bool:
    """True if float64 columns hold the number exactly: at most 15 significant digits, below 10**15."""
    digits = value.as_tuple().digits
    significant = len("".join(map(str, digits)).rstrip("0"))
    return significant <= _DIGITS_HELD and value.adjusted() < _DIGITS_HELD


_TWO = re.compile(r"(?:[^两]|两(?=[百千万亿]))*")


def chinese(text: str) -> Decimal | None:
    """The value of Chinese numerals: ``三百二十`` is 320, ``二〇二三`` 2023, ``十二`` 12, ``一万二`` 12000; None
    for anything else.
    """
    if not text:
        return None
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "两" in text[1:] and not _TWO.fullmatch(text):
        return None
    for magnitude, size in (("亿", 100_000_000), ("万", 10_000)):
        high, found, low = text.partition(magnitude)
        if found:
            many, few = chinese(high), chinese(low.removeprefix("零") or low) if low else Decimal(0)
            if magnitude == "亿" and low.endswith("万") and (wan := chinese(low[:-1])) is not None:
                few = wan * 10_000  # 一亿两千万
            if many is None or few is None:
                return None
            return many * size + few * (size // 10 if len(low) == 1 and low in _DIGITS else 1)
    if len(text) > 1 and all(c in _DIGITS for c in text):
        return Decimal("".join(str(_DIGITS[c]) for c in text)) if "两" not in text else None
    total, digit, place = 0, None, 10_000
    for c in text:
        if c in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[c]
        elif c in _PLACES:
            if _PLACES[c] >= place:
                return None
            place = _PLACES[c]
            if digit == 0 and c not in "十拾":
                return None
            total += place * (digit or 1)  # 一百零十二 is 112
            digit = None
        else:
            return None
    if digit is not None and place in (100, 1000) and text[-2] in _PLACES:
        digit *= place // 10  # 三百五 is 350; 三百零五 is 305
    return Decimal(total + (digit or 0))


def decimal_of(value: Fraction) -> Decimal | None:
    """The exact decimal of a fraction, or None where it has none (1/3)."""
    denominator = value.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        return None
    return Decimal(value.numerator) / Decimal(value.denominator)
