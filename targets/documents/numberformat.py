"""Numbers as a spreadsheet shows them: 0.95 under ``0%`` is 95%, a date serial is the date in the sheet.

Covers what clerks use: General, decimals, thousands, percent, text around and between the digits (``0!.0,"万元"`` shows
2940000 as 294.0万元), sections by sign or condition, dates and times. A format outside that falls back to the shortest
exact decimal.
"""

from __future__ import annotations

import datetime as dt
import operator
import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

_TOKEN = re.compile(
    r"\"(?P<quoted>[^\"]*)\"|[\\!](?P<escaped>.)|_(?P<pad>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]"
    r"|(?P<general>General|G/通用格式)|(?P<ampm>AM/PM|A/P|上午/下午)|(?P<exponent>[eE][+-])"
    r"|(?P<date>y+|m+|d+|h+|s+|e+|a{3,4})|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(r"(?:\"[^\"]*\"|[\\!].|[^;])*", re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
_COMPARE = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_CLEAR = re.compile(r"[年月日周星期:午]|\d{4}([-/.])\d{1,2}\1\d{1,2}")
_LITERAL = ("quoted", "escaped", "other")
_WEEKDAYS = "一二三四五六日"
Tokens = tuple[tuple[str, str], ...]


@lru_cache(maxsize=1024)
def _tokens(section: str) -> Tokens:
    return tuple((m.lastgroup or "other", m.group(m.lastgroup or 0)) for m in _TOKEN.finditer(section))


@lru_cache(maxsize=1024)
def _sections(number_format: str) -> tuple[str, ...]:
    sections: list[str] = []
    start = 0
    while start <= len(number_format):
        found = _SECTION.match(number_format, start)
        end = found.end() if found else len(number_format)
        sections.append(number_format[start:end])
        start = end + 1
    return tuple(sections)


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
    section, signed = _section_of(number, number_format or "General")
    if section is None:
        return general(number)
    tokens = _tokens(section)
    kinds = {kind for kind, _ in tokens}
    if "@" in section:
        return general(number)
    if not kinds & {"digit", "general"}:
        text = _literal(tokens)
        return text if text or len(_sections(number_format)) > 1 else general(number)  # 0;-0;;@ shows no zero
    if "exponent" in kinds or any(kind == "other" and text == "/" for kind, text in tokens):
        return general(number)
    if "general" in kinds:
        return _around(number, tokens, signed=signed)
    return _with_digits(number, tokens, signed=signed)


def _section_of(number: Decimal, number_format: str) -> tuple[str | None, bool]:
    """The section that shows a number, and whether the sign is put before it; None where no condition holds."""
    sections = _sections(number_format)
    conditions = [_condition(section) for section in sections[:3]]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=False):
            if condition is None or _COMPARE[condition[0]](number, condition[1]):
                return section, True
        return (sections[2], True) if len(sections) > 2 else (None, True)
    if len(sections) > 1 and number < 0:
        return sections[1], False
    if len(sections) > 2 and number == 0:
        return sections[2], False
    return sections[0], True


def _condition(section: str) -> tuple[str, Decimal] | None:
    for kind, text in _tokens(section):
        if kind == "bracket" and (found := _CONDITION.fullmatch(text)):
            return found[1], Decimal(found[2])
    return None


def _written(kind: str, text: str) -> str:
    """A token that stands for itself."""
    if kind in _LITERAL:
        return text
    if kind == "bracket" and text.startswith("$"):
        return text[1:].split("-")[0]
    return "%" if kind == "percent" else ""


def _literal(tokens: Tokens) -> str:
    return "".join(_written(kind, text) for kind, text in tokens).strip()


def _around(number: Decimal, tokens: Tokens, *, signed: bool) -> str:
    """A number as it is, with the text around it."""
    body = general(abs(number) * 100 ** sum(kind == "percent" for kind, _ in tokens))
    sign = "-" if signed and number < 0 else ""
    return sign + "".join(body if kind == "general" else _written(kind, text) for kind, text in tokens).strip()


def _with_digits(number: Decimal, tokens: Tokens, *, signed: bool) -> str:
    """A number in the places that the format gives its digits, text between them where it stands."""
    places = [at for at, (kind, _) in enumerate(tokens) if kind == "digit"]
    point = next((at for at, (kind, _) in enumerate(tokens) if kind == "point"), len(tokens))
    whole, part = [at for at in places if at < point], [at for at in places if at > point]
    commas = [at for at, (kind, _) in enumerate(tokens) if kind == "comma"]
    grouped = any(whole and whole[0] < at < whole[-1] for at in commas)
    ends = {whole[-1] if whole else -1, places[-1]}
    scale = 0
    for at in commas:  # right behind the last digit, a comma takes off three of them
        if at - 1 in ends:
            scale += 1
            ends.add(at)
    amount = abs(number) * Decimal(100) ** sum(kind == "percent" for kind, _ in tokens) / Decimal(1000) ** scale
    written = format(amount.quantize(Decimal(1).scaleb(-len(part)), rounding=ROUND_HALF_UP), "f")
    left, _, right = written.partition(".")
    shown_at = dict(zip(part, right, strict=False))
    for at in reversed(part):  # zeros that a # or ? leaves out
        if tokens[at][1] == "0" or shown_at[at] != "0":
            break
        del shown_at[at]
    shown_at |= _whole(left.lstrip("0"), whole, tokens, grouped=grouped)
    if not whole and left.strip("0"):
        shown_at[point] = left.lstrip("0")
    parts: list[str] = []
    for at, (kind, text) in enumerate(tokens):
        if kind == "point":
            # a point without a digit behind it says nothing
            parts.append(shown_at.get(at, "") + ("." if any(place in shown_at for place in part) else ""))
        elif kind == "digit":
            parts.append(shown_at.get(at, ""))
        else:
            parts.append(_written(kind, text))
    sign = "-" if signed and number < 0 and written.strip("0.") else ""
    return f"{sign}{''.join(parts).strip()}"


def _whole(digits: str, places: list[int], tokens: Tokens, *, grouped: bool) -> dict[int, str]:
    """The digits before the point at their places, those left over at the first one."""
    found: dict[int, str] = {}
    for number, at in enumerate(reversed(places)):
        last = number == len(places) - 1
        taken = digits[: len(digits) - number] if last else digits[len(digits) - number - 1 : len(digits) - number]
        if number >= len(digits):
            taken = "0" if tokens[at][1] == "0" else ""
        if grouped and taken:
            signs = [sign + ("," if (number + n) % 3 == 0 and number + n else "") for n, sign in enumerate(taken[::-1])]
            taken = "".join(reversed(signs))
        found[at] = taken
    return found


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
        elif kind in (*_LITERAL, "point", "comma"):
            parts.append(text)
    text = "".join(parts).strip()
    return (
        text if _CLEAR.search(text) else _in_words(moment, {text[0].lower() for kind, text in tokens if kind == "date"})
    )


def _in_words(moment: dt.datetime, signs: set[str]) -> str:
    """The parts of a date that a format shows, so that 3/4 is no fraction and 12-1 no range."""
    if "y" not in signs and "e" not in signs and {"m", "d"} <= signs:
        return f"{moment.month}月{moment.day}日"
    if "d" not in signs and "m" in signs:
        return f"{moment.year}年{moment.month}月"
    return moment.date().isoformat()


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
