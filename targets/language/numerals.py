"""Numbers in a text: sign, magnitude, unit, denominators; which Chinese numerals are numbers and which are words."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from targets.language.number import CHINESE, NUMBER, number
from targets.language.quantity import DIMENSIONS_OF_TIME, MAGNITUDES, SQUARED, longest_unit, lookup
from targets.language.spellings import MAYBE_HOTLINE, SURE_HOTLINE
from targets.language.token import Token, TokenKind

T = TokenKind

_SURE_HOTLINE, _MAYBE_HOTLINE = re.compile(SURE_HOTLINE), re.compile(MAYBE_HOTLINE)
_UNKNOWN = re.compile(r"[A-Za-zμ]{1,6}[²³]?(?![A-Za-z])|[^\W\d_a-zA-Z]{1,4}(?=\s*(?:$|[,;。()/]))")
_NO_UNIT = re.compile(
    r"[以左右之内前后至到余多及和的且与、为按倍数]|完成|覆盖|达标|通过|合格|及时|到位|全部|增长|下降|提高|控制|保障|落实|实现"
)
_TIMES_END = re.compile(r"\s*(?:$|[,;。()]|以|左右|/)")
_NO_UNIT_SIGNS = "★☆●○◎■□◆◇▲△▪√✓✔☑□※"
_WEIGHT = re.compile(r"两(?=$|\W|\d|[以及左上或每之内且至到约余多])")
"""两 behind a number is a weight where nothing follows that two of could be meant."""
_EACH_THING = re.compile(r"每\s*(?P<n>\d+|[一两三四五六七八九十百千万]+)?\s*")
_TENTHS = re.compile(r"[一二三四五六七八九](?![一-鿿])|[一二三四五六七八九](?=[以左及或])")
_MORE = re.compile(r"\s*(?P<magnitude>[十百千万亿]{0,2})[余多](?!\s*于)")
_FREE_CHINESE = (
    frozenset({"[occurrence]", "[people]", "[money]", "[percentage_point]", "[multiple]"}) | DIMENSIONS_OF_TIME
)


_BELOW_ZERO = re.compile(r"(?:^|为|约)负$|零下$")


def counts(text: str, start: int, end: int, before: list[Token]) -> bool:
    """True if the number of a hotline is an amount here: 12345元, 不少于12345册; 12345网格 is none."""
    if _SURE_HOTLINE.match(text, start) is not None or _MAYBE_HOTLINE.match(text, start) is None:
        return False
    at = _skip_spaces(text, end)
    led = bool(before) and before[-1].kind in (
        T.CMP,
        T.APPROX,
        T.PERIOD,
        T.EACH,
        T.EACH_AVG,
        T.TO,
        T.PM,
        T.DIRECTION,
    )
    return led or longest_unit(text, at) is not None or _WEIGHT.match(text, at) is not None


def sign(text: str, start: int, before: list[Token]) -> str:
    """The minus right before a number: ``-`` where it cannot be a range, 负, 零下; empty where there is none."""
    if before and before[-1].kind == T.WORD and before[-1].end == start:
        wording = before[-1]
        if below := _BELOW_ZERO.search(wording.text):
            said = "零下" if below[0] == "零下" else "负"
            before[-1] = wording._replace(end=start - len(said), text=wording.text.removesuffix(said))
            if not before[-1].text:
                before.pop()
            return said
    if start and text[start - 1] == "-" and before and before[-1].kind == T.TO and before[-1].text == "-":
        previous = before[-2].kind if len(before) > 1 else ""
        if previous in ("", T.CMP, T.DIRECTION, T.TO, T.SEP):
            before.pop()
            return "-"
    return ""


def quantity(text: str, start: int, end: int, value: Decimal | None, minus: str = "") -> Token:
    """quantity = NUMBER [余] [magnitude] unit ["/" denominators | 每 denominator]"""
    flag = ""
    if start and (
        text[start - 1].isdecimal() or (text[start - 1] in ".," and start > 1 and text[start - 2].isdecimal())
    ):
        flag = "malformed"
    if minus:
        start, value = start - len(minus), None if value is None else -value
    magnitude = ""
    if more := _MORE.match(text, end):
        end, flag, magnitude = more.end(), flag or "more", more["magnitude"]
    spelling, end = _unit(text, end)
    spelling = f"{magnitude}{spelling or ''}" or None
    value, spelling, end = _and_a_half(text, end, value, spelling)
    if spelling == "成" and value is not None and (tenths := _TENTHS.match(text, end)):
        value, end = value + Decimal(f"0.{number(tenths[0])}"), tenths.end()  # 九成五 is 95 %
    per, end = _per(text, end, spelling)
    return Token(T.NUMBER, start, end, text[start:end], value=value, unit=spelling, per=per, flag=flag)


LIST_MARKS = re.compile(r"[①-⒛❶-❿]")


def marks_an_item(text: str, end: int, before: list[Token]) -> bool:
    """True if a digit in a circle or with a dot counts the items of a list (①开展培训3次), and is no number (③次)."""
    led = bool(before) and before[-1].kind not in (T.SEP, T.WORD, T.SKIP)
    return not led and longest_unit(text, _skip_spaces(text, end)) is None and end < len(text)


def in_money(token: Token, start: int) -> Token:
    """A number behind a sign of currency is money: ¥98万 is 98 万元."""
    unit = token.unit
    if unit is None or unit in MAGNITUDES:
        unit = f"{unit or ''}元"
    return token._replace(start=start, unit=unit)


def _and_a_half(text: str, end: int, value: Decimal | None, unit: str | None) -> tuple[Decimal | None, str | None, int]:
    """一年半 is 1.5 年, 1个半月 is 1.5 个月."""
    if value is None or unit is None or text[end : end + 1] != "半":
        return value, unit, end
    found = lookup(unit)
    if found is not None and found.dimension in DIMENSIONS_OF_TIME:
        return value + Decimal("0.5"), unit, end + 1
    of = longest_unit(text, end + 1) if unit == "个" and end + 1 < len(text) else None
    return (value + Decimal("0.5"), unit + of, end + 1 + len(of)) if of else (value, unit, end)


def _skip_spaces(text: str, position: int) -> int:
    while position < len(text) and text[position] == " ":
        position += 1
    return position


def _unit(text: str, end: int) -> tuple[str | None, int]:
    """unit = the longest spelling of units.txt | (unit) in brackets | a short word at the end that nobody knows"""
    at = _skip_spaces(text, end)
    if at >= len(text):
        return None, end
    if text[at] == "(":
        close = text.find(")", at)
        inner = text[at + 1 : close].strip() if close > 0 else ""
        return (inner, close + 1) if inner and lookup(inner) else (None, end)
    if _WEIGHT.match(text, at):
        return "两", at + 1
    if SQUARED.match(text[at]) and lookup(text[at]) is None:
        return text[at], at + 1
    spelling = longest_unit(text, at)
    if spelling is not None:
        after = at + len(spelling)
        if text[after : after + 1] == "次" and _TIMES_END.match(text, after + 1):
            return spelling + "次", after + 1  # 2000种次 counts no kinds
        if (
            spelling[-1].isascii()
            and spelling[-1].isalpha()
            and text[after : after + 1].isascii()
            and text[after : after + 1].isalpha()
        ):
            spelling = None
        else:
            if spelling == "%" and text[after : after + 1] in ("o", "O") and not text[after + 1 : after + 2].isalpha():
                return "‰", after + 1  # 0.5%o
            slash = text[after : after + 1] == "/"
            other = longest_unit(text, after + 1) if slash else None
            if other and lookup(f"{spelling}/{other}"):
                spelling = f"{spelling}/{other}"
                after += 1 + len(other)
            return spelling, after
    if unicodedata.category(text[at]) in ("So", "Sk") and text[at] not in _NO_UNIT_SIGNS:
        return text[at], at + 1  # a sign behind a number is a unit that nobody knows, until a person says which
    unknown = _UNKNOWN.match(text, at)
    if unknown and not _NO_UNIT.match(text, at):
        return unknown[0], unknown.end()
    return None, end


def _per(text: str, end: int, unit: str | None) -> tuple[str | None, int]:
    """denominators = ("/" | 每) denominator {("·" | "*" | "." | "、" | "/") denominator}"""
    at = _skip_spaces(text, end)
    mark = text[at : at + 1]
    if mark not in ("/", "每"):
        return None, end
    start = _skip_spaces(text, at + 1)
    stop = _denominator(text, start, numbers=mark == "/")
    if stop is None:
        return None, end
    if unit is not None and text[start].isdecimal() and text[start:stop].endswith(unit):
        return None, end  # 12期/13期 are two quantities
    while True:
        mark_at = _skip_spaces(text, stop)
        joint = text[mark_at : mark_at + 1]
        if joint == "每":
            mark_at -= 1
        elif joint not in ("·", "*", ".", "、", "/", "×"):
            break
        following = _denominator(
            text, _skip_spaces(text, mark_at + 1 + (joint == "每")), numbers=False, known=joint != "/"
        )
        if following is None:
            break
        stop = following
    return text[start:stop].replace(" ", ""), stop


def _denominator(text: str, start: int, *, numbers: bool, known: bool = False) -> int | None:
    """denominator = [NUMBER] [magnitude] unit; returns where it ends, or None"""
    at = start
    digits = re.compile(NUMBER).match(text, at) if numbers else None
    if digits:
        at = digits.end()
    elif text[at : at + 1] in ("一", "每") and text[at + 1 : at + 2]:
        at += 1
    if text[at : at + 1] == "个" and (longer := longest_unit(text, at + 1)) and longer[0] not in "十百千万亿":
        return at + 1 + len(longer)
    spelling = longest_unit(text, at) if at < len(text) else None
    if spelling is not None:
        return at + len(spelling)
    if digits:
        return at
    unknown = None if known else _UNKNOWN.match(text, at)
    return unknown.end() if unknown and not _NO_UNIT.match(text, at) else None


def chinese_quantity(text: str, start: int, end: int, said: str, before: list[Token]) -> Token:
    """A number in Chinese numerals, if what stands around it makes it one; wording otherwise."""
    alone = said in ("万", "亿")  # 万人以上: one 万人
    value, end = (Decimal(1), start) if alone else (number(said), end)
    token = quantity(text, start, end, value, sign(text, start, before))
    unit = lookup(token.unit) if token.unit else None
    led = not before or before[-1].kind in (
        T.CMP,
        T.PERIOD,
        T.EACH,
        T.APPROX,
        T.DIRECTION,
        T.TO,
        T.SEP,
        T.AMBITION,
        T.PM,
    )
    if text[token.end : token.end + 1] in tuple("性式体型化制级等"):
        return Token(T.WORD, start, start + 1, text[start])
    if unit is not None and (
        _ABOUT.fullmatch(said) or (said[0] in _PLACE_NAMES and _SEVERAL.search(text, max(start - 2, 0), start))
    ):
        return token._replace(flag="malformed")  # 三五次, 二三十人, 数百人: no one number
    if value is not None and token.unit is None and led and _reaches(text, end):
        return token
    goes_on = bool(before) and before[-1].kind is T.NUMBER and before[-1].end == start
    if value is not None and goes_on and token.unit in ("分", "分钟", "秒", "秒钟", "个月", "角", "米", "克", "两"):
        return token  # 两小时四十分
    closed = token.end >= len(text) or text[token.end] in " ,;。以左上下-~至" or token.per is not None
    if value is not None and unit is not None and (unit.dimension in _FREE_CHINESE or (led and closed)):
        return token
    if value is not None and led and not text[end:].strip():
        return token._replace(end=end, unit=None, per=None)
    if (
        value is not None
        and (unit or text[end : end + 1] in ("万", "亿"))
        and before
        and before[-1].kind in (T.CMP, T.TO)
    ):
        return token
    return Token(T.WORD, start, start + 1, text[start])


_ABOUT = re.compile(r"(?:一二|二三|三四|三五|四五|五六|六七|七八|八九|两三)[十百千]?")
_PLACE_NAMES = frozenset("十百千")
_SEVERAL = re.compile(r"(?:(?<![人次户件场期个总])数|几)$")
_REACH = re.compile(rf"[至到~-]{CHINESE}")


def _reaches(text: str, end: int) -> bool:
    """True if a Chinese numeral goes on to another one with a unit behind it: 一至二次."""
    match = _REACH.match(text, end)
    spelling = longest_unit(text, match.end()) if match and match.end() < len(text) else None
    if match is None or spelling is None or spelling in ("类", "级"):
        return False
    after = match.end() + len(spelling)
    return after >= len(text) or text[after] in " ,;。以左上下/每("


def each(text: str, start: int) -> Token | None:
    """EACH = 每 [NUMBER] [个] unit: 每人, 每个村, 每百户"""
    match = _EACH_THING.match(text, start)
    if match is None:
        return None
    at = match.end()
    if (
        text[at : at + 1] in ("个", "名", "位", "所", "家")
        and (longer := longest_unit(text, at + 1))
        and longer[0] not in "十百千万亿"
    ):
        at += 1
    spelling = longest_unit(text, at) if at < len(text) else None
    if spelling is None:
        unknown = re.compile(r"[^\W\d_]{1,4}?(?=\s*\d)").match(text, at)
        if unknown is None:
            return None
        spelling = unknown[0]
    count = match["n"] or ""
    count = "" if count in ("一", "1") else count
    return Token(T.EACH, start, at + len(spelling), text[start : at + len(spelling)], per=count + spelling)
