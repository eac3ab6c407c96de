"""Numbers as a spreadsheet shows them: 0.95 under ``0%`` is 95%, a date serial is the date in the sheet.

Covers what clerks use: General, decimals, thousands, percent, fractions of text around the digits, sections by sign,
conditions left out, dates and times. A format outside that falls back to the shortest exact decimal.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

_TOKEN = re.compile(
    r"\"(?P<quoted>[^\"]*)\"|\\(?P<escaped>.)|_(?P<pad>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]"
    r"|(?P<general>General|G/通用格式)|(?P<ampm>AM/PM|A/P|上午/下午)|(?P<exponent>[eE][+-])"
    r"|(?P<date>y+|m+|d+|h+|s+|e+|a{3,4})|(?P<digits>[0#?,.]+)|(?P<percent>%)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_WEEKDAYS = "一二三四五六日"


@lru_cache(maxsize=1024)
def _tokens(section: str) -> tuple[tuple[str, str], ...]:
    return tuple((m.lastgroup or "other", m.group(m.lastgroup or 0)) for m in _TOKEN.finditer(section))


@lru_cache(maxsize=1024)
def _sections(number_format: str) -> tuple[str, ...]:
    return tuple(re.split(r";(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", number_format))


def general(value: Decimal) -> str:
    """A number without a format: up to ten significant digits, as a spreadsheet cell shows it, never in exponent
    form."""
    if value == 0:
        return "0"
    places = 9 - value.adjusted()
    if places < 30:
        value = round(value, max(places, 0)) if value.as_tuple().exponent != 0 else value
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(value: float | Decimal, number_format: str) -> str:
    """A number as its cell shows it. ``value`` is what the file stores; floats are taken at their shortest decimal."""
    with localcontext() as context:
        context.prec = 700  # every float exactly, to the last place of any format
        return _shown(value, number_format)


def _shown(value: float | Decimal, number_format: str) -> str:
    number = (
        value if isinstance(value, Decimal) else Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    )
    if not number.is_finite():
        return str(value)
    sections = _sections(number_format or "General")
    section = sections[0]
    signed = True
    if len(sections) > 1 and number < 0:
        section, signed = sections[1], False
    elif len(sections) > 2 and number == 0:
        section = sections[2]
    tokens = _tokens(section)
    if any(kind == "bracket" and text[:1] in "<>=" for kind, text in tokens):
        tokens, signed = _tokens(sections[-1] if len(sections) > 1 else section), True
    if not section and len(sections) > 1:
        return ""  # 0;-0;;@ shows no zero
    if "@" in section or not any(kind in ("digits", "general") for kind, _ in tokens):
        return general(number) if "@" in section or not section.strip() else _literal(tokens)
    if any(kind == "exponent" for kind, _ in tokens) or "/" in "".join(t for k, t in tokens if k == "other"):
        return general(number)
    return _with_digits(number, tokens, signed=signed)


def _literal(tokens: tuple[tuple[str, str], ...]) -> str:
    return "".join(text for kind, text in tokens if kind in ("quoted", "escaped", "other")).strip()


def _with_digits(number: Decimal, tokens: tuple[tuple[str, str], ...], *, signed: bool) -> str:
    pattern = "".join(text for kind, text in tokens if kind == "digits")
    percents = sum(kind == "percent" for kind, _ in tokens)
    amount = abs(number) * (Decimal(100) ** percents)
    trailing = len(pattern) - len(pattern.rstrip(","))
    amount /= Decimal(1000) ** trailing
    digits = pattern.rstrip(",")
    whole, _, part = digits.partition(".")
    grouped = "," in whole
    whole = whole.replace(",", "")
    written = format(amount.quantize(Decimal(1).scaleb(-len(part)), rounding=ROUND_HALF_UP), "f")
    if any(kind == "general" for kind, _ in tokens):
        written = general(amount)
    left, _, right = written.partition(".")
    optional = len(part) - len(part.rstrip("#?"))
    while optional and right.endswith("0"):
        right, optional = right[:-1], optional - 1
    needed = whole.count("0")
    if not any(kind == "general" for kind, _ in tokens):
        left = left.lstrip("0").rjust(needed, "0")
    if grouped and left:
        left = f"{int(left):,}"
    body = f"{left}.{right}" if right or (part and "." in digits and part.strip("#?")) else left
    parts: list[str] = []
    placed = False
    for kind, text in tokens:
        if kind in ("digits", "general"):
            if not placed:
                parts.append(body)
                placed = True
        elif kind == "percent":
            parts.append("%")
        elif kind in ("quoted", "escaped", "other"):
            parts.append(text)
        elif kind == "bracket" and text.startswith("$"):
            parts.append(text[1:].split("-")[0])
    sign = "-" if signed and number < 0 and body.strip("0.,") else ""
    return f"{sign}{''.join(parts).strip()}"


def shown_date(moment: dt.datetime | dt.date | dt.time, number_format: str) -> str:
    """A date as its cell shows it; where the format cannot be followed, as ``2023-12-31``."""
    if isinstance(moment, dt.time):
        moment = dt.datetime.combine(dt.date(1900, 1, 1), moment)
    elif not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time())
    tokens = _tokens(_sections(number_format)[0])
    if number_format.lower() in ("mm-dd-yy", "m/d/yy", "m/d/yyyy"):
        # format 14 is the system's short date: in Chinese offices year first
        return f"{moment.year}/{moment.month}/{moment.day}"
    half = any(kind == "ampm" for kind, _ in tokens)
    parts: list[str] = []
    after_hour = False
    for place, (kind, text) in enumerate(tokens):
        if kind == "date":
            sign = text[0].lower()
            rest = next((t[0].lower() for k, t in tokens[place + 1 :] if k == "date"), "")
            minute = sign == "m" and (after_hour or rest == "s")
            parts.append(_date_part(moment, "M" if minute else sign, len(text), half=half))
            after_hour = sign == "h" or (sign == "m" and minute)
        elif kind == "ampm":
            parts.append("上午" if moment.hour < 12 else "下午")
        elif kind in ("quoted", "escaped", "other") or (kind == "digits" and text == "."):
            parts.append(text)
    return "".join(parts).strip() or moment.date().isoformat()


def _date_part(moment: dt.datetime, sign: str, length: int, *, half: bool) -> str:
    hour = (moment.hour % 12 or 12) if half else moment.hour
    number = {
        "y": moment.year,
        "e": moment.year,
        "m": moment.month,
        "d": moment.day,
        "h": hour,
        "M": moment.minute,
        "s": moment.second,
    }
    if sign == "a":
        return ("星期" if length > 3 else "") + _WEEKDAYS[moment.weekday()]
    if sign == "y" and length <= 2:
        return f"{moment.year % 100:02d}"
    if sign == "d" and length > 2:
        return ("星期" if length > 3 else "周") + _WEEKDAYS[moment.weekday()]
    if sign == "m" and length > 2:
        return f"{moment.month}月"
    return str(number[sign]).rjust(length if sign not in ("y", "e") else 1, "0") if length > 1 else str(number[sign])
