"""Cutting a text into tokens by the tables of ``spellings``.

A text is first made ``plain``: full-width signs and common misprints become one sign each, character for character,
so that every token keeps its place in the printed text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from targets import dates
from targets.number import CHINESE, NUMBER, chinese, number
from targets.quantity import DIMENSIONS_OF_TIME, longest_unit, lookup
from targets.reading import Comparator
from targets.spellings import EQ, LE, MAYBE_HOTLINE, PLAIN, SURE_HOTLINE, SYMBOLS, TABLE, TAILS, WORDS

LONGEST = 500
"""Texts with more characters are refused."""


def plain(text: str) -> str:
    """The text with one spelling for each sign and digit; as many characters as before."""
    plainly = text.isascii() and text.isprintable() and "[" not in text and "]" not in text
    return text if plainly else text.translate(PLAIN)


_CMP_PATTERNS: tuple[tuple[re.Pattern[str], Comparator, bool], ...] = (
    *((re.compile(p), c, True) for p, c in SYMBOLS),
    *((re.compile(p), c, strong) for p, c, strong in WORDS),
)
_TAIL_PATTERNS = tuple((re.compile(p), c) for p, c in TAILS)
_KINDS = [kind for kind, _ in TABLE]
_SURE_HOTLINE, _MAYBE_HOTLINE = re.compile(SURE_HOTLINE), re.compile(MAYBE_HOTLINE)
_MASTER = re.compile("|".join(f"(?P<T{i}>{pattern})" for i, (_, pattern) in enumerate(TABLE)))


class Token(NamedTuple):
    """One token: its kind, its place in the text, and what it says (which fields are filled depends on the kind)."""

    kind: str
    start: int
    end: int
    text: str
    comparator: Comparator | None = None
    strong: bool = True
    value: Decimal | None = None
    unit: str | None = None
    per: str | None = None
    word: str = ""
    day: str | None = None
    flag: str = ""


_UNKNOWN = re.compile(r"[A-Za-zμ]{1,6}[²³]?(?![A-Za-z])|[^\W\d_a-zA-Z]{1,4}(?=\s*(?:$|[,;。()/]))")
_NO_UNIT = re.compile(
    r"[以左右之内前后至到余多及和的且与、为按倍数]|完成|覆盖|达标|通过|合格|及时|到位|全部|增长|下降|提高|控制|保障|落实|实现"
)
_EACH_THING = re.compile(r"每\s*(?P<n>\d+|[一两三四五六七八九十百千万]+)?\s*")
_TENTHS = re.compile(r"[一二三四五六七八九](?![一-鿿])|[一二三四五六七八九](?=[以左及或])")
_MORE = re.compile(r"\s*(?P<magnitude>[十百千万亿]{0,2})[余多](?!\s*于)")
_FREE_CHINESE = (
    frozenset({"[occurrence]", "[people]", "[money]", "[percentage_point]", "[multiple]"}) | DIMENSIONS_OF_TIME
)


def tokens(text: str, *, counted: bool = False) -> list[Token]:
    """Cut a plain text into tokens, left to right, in time linear in its length. Spaces are left out, wording is
    joined. ``counted``: a unit stands beside the text, so that a last 20231231 is an amount and no day."""
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _MASTER.match(text, position)
        if match is None or match.lastgroup is None:  # pragma: no cover - the last pattern takes anything
            break
        token = _token(text, match, found)
        if counted and token.kind == "DATE" and match["y8"] and not text[token.end :].strip():
            token = _quantity(text, token.start, token.end, number(token.text), _sign(text, token.start, found))
        position = token.end
        if token.kind == "WORD" and found and found[-1].kind == "WORD" and found[-1].end == token.start:
            last = found[-1]
            found[-1] = last._replace(end=token.end, text=last.text + token.text)
        elif token.kind != "SPACE":
            found.append(token)
    return found


def _token(text: str, match: re.Match[str], before: list[Token]) -> Token:
    """The token of one match, with what its kind reads out of it."""
    kind = _KINDS[int((match.lastgroup or "T0")[1:])]  # the outermost group closes last
    start, end, said = match.start(), match.end(), match[0]
    each = _each(text, start) if said[0] == "每" and kind in ("WORD", "SYMBOL") else None
    if each is not None:
        return each
    if kind == "NUMBER" or (kind == "SKIP" and said.isdecimal() and _counts(text, start, end, before)):
        return _quantity(text, start, end, number(said), _sign(text, start, before))
    if kind == "CHINESE":
        return _chinese(text, start, end, said, before)
    reader = _READERS.get(kind)
    token = Token(kind, start, end, said)
    return reader(token, match) if reader else token


_BELOW_ZERO = re.compile(r"(?:^|为|约)负$|零下$")


def _counts(text: str, start: int, end: int, before: list[Token]) -> bool:
    """Whether the number of a hotline is an amount here: 12345元, 不少于12345册; 12345网格 is none."""
    if _SURE_HOTLINE.match(text, start) is not None or _MAYBE_HOTLINE.match(text, start) is None:
        return False
    at = _skip_spaces(text, end)
    led = bool(before) and before[-1].kind in ("CMP", "APPROX", "PERIOD", "EACH", "EACH_AVG", "TO", "PM", "DIRECTION")
    return led or longest_unit(text, at) is not None


def _sign(text: str, start: int, before: list[Token]) -> str:
    """The minus right before a number: ``-`` where it cannot be a range, 负, 零下; empty where there is none."""
    if before and before[-1].kind == "WORD" and before[-1].end == start:
        wording = before[-1]
        if below := _BELOW_ZERO.search(wording.text):
            said = "零下" if below[0] == "零下" else "负"
            before[-1] = wording._replace(end=start - len(said), text=wording.text.removesuffix(said))
            if not before[-1].text:
                before.pop()
            return said
    if start and text[start - 1] == "-" and before and before[-1].kind == "TO" and before[-1].text == "-":
        previous = before[-2].kind if len(before) > 1 else ""
        if previous in ("", "CMP", "DIRECTION", "TO", "SEP"):
            before.pop()
            return "-"
    return ""


def _quantity(text: str, start: int, end: int, value: Decimal | None, sign: str = "") -> Token:
    """quantity = NUMBER [余] [magnitude] unit ["/" denominators | 每 denominator]"""
    flag = ""
    if start and (
        text[start - 1].isdecimal() or (text[start - 1] in ".," and start > 1 and text[start - 2].isdecimal())
    ):
        flag = "malformed"
    if sign:
        start, value = start - len(sign), None if value is None else -value
    magnitude = ""
    if more := _MORE.match(text, end):
        end, flag, magnitude = more.end(), flag or "more", more["magnitude"]
    spelling, end = _unit(text, end)
    spelling = f"{magnitude}{spelling or ''}" or None
    value, spelling, end = _and_a_half(text, end, value, spelling)
    if spelling == "成" and value is not None and (tenths := _TENTHS.match(text, end)):
        value, end = value + Decimal(f"0.{number(tenths[0])}"), tenths.end()  # 九成五 is 95 %
    per, end = _per(text, end, spelling)
    return Token("NUMBER", start, end, text[start:end], value=value, unit=spelling, per=per, flag=flag)


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
    spelling = longest_unit(text, at)
    if spelling is not None:
        after = at + len(spelling)
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


def _chinese(text: str, start: int, end: int, said: str, before: list[Token]) -> Token:
    """A number in Chinese numerals, if what stands around it makes it one; wording otherwise."""
    alone = said in ("万", "亿")  # 万人以上: one 万人
    value, end = (Decimal(1), start) if alone else (number(said), end)
    token = _quantity(text, start, end, value, _sign(text, start, before))
    unit = lookup(token.unit) if token.unit else None
    led = not before or before[-1].kind in (
        "CMP",
        "PERIOD",
        "EACH",
        "APPROX",
        "DIRECTION",
        "TO",
        "SEP",
        "AMBITION",
        "PM",
    )
    if text[token.end : token.end + 1] in tuple("性式体型化制级等"):
        return Token("WORD", start, start + 1, text[start])
    if unit is not None and (
        _ABOUT.fullmatch(said) or (said[0] in _PLACE_NAMES and _SEVERAL.search(text, max(start - 2, 0), start))
    ):
        return token._replace(flag="malformed")  # 三五次, 二三十人, 数百人: no one number
    if value is not None and token.unit is None and led and _reaches(text, end):
        return token
    closed = token.end >= len(text) or text[token.end] in " ,;。以左上下-~至" or token.per is not None
    if value is not None and unit is not None and (unit.dimension in _FREE_CHINESE or (led and closed)):
        return token
    if value is not None and led and end >= len(text):
        return token._replace(end=end, unit=None, per=None)
    if (
        value is not None
        and (unit or text[end : end + 1] in ("万", "亿"))
        and before
        and before[-1].kind in ("CMP", "TO")
    ):
        return token
    return Token("WORD", start, start + 1, text[start])


_ABOUT = re.compile(r"(?:一二|二三|三四|三五|四五|五六|六七|七八|八九|两三)[十百千]?")
_PLACE_NAMES = frozenset("十百千")
_SEVERAL = re.compile(r"(?:(?<![人次户件场期个总])数|几)$")
_REACH = re.compile(rf"[至到~-]{CHINESE}")


def _reaches(text: str, end: int) -> bool:
    """Whether a Chinese numeral goes on to another one with a unit behind it: 一至二次."""
    match = _REACH.match(text, end)
    spelling = longest_unit(text, match.end()) if match and match.end() < len(text) else None
    if match is None or spelling is None or spelling in ("类", "级"):
        return False
    after = match.end() + len(spelling)
    return after >= len(text) or text[after] in " ,;。以左上下/每("


def _each(text: str, start: int) -> Token | None:
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
    return Token("EACH", start, at + len(spelling), text[start : at + len(spelling)], per=count + spelling)


def _read_comparator(token: Token, match: re.Match[str]) -> Token:
    for pattern, comparator, strong in _CMP_PATTERNS:
        found = pattern.match(match.string, token.start)
        if found is not None and found.end() == token.end:
            return token._replace(comparator=comparator, strong=strong)
    return token


def _read_tail(token: Token, match: re.Match[str]) -> Token:
    for pattern, comparator in _TAIL_PATTERNS:
        if pattern.fullmatch(token.text):
            return token._replace(comparator=comparator)
    return token


def _read_period(token: Token, match: re.Match[str]) -> Token:
    if match["all"]:
        return token._replace(per="学年" if "学" in match["all"] else "年", flag="whole")
    name = match["each"] or match["one"] or match["half_year"]
    count = f"{match['each_n']}{match['each_of'] or ''}" if match["each_n"] else ""
    return token._replace(per=count + {"年度": "年", "月度": "月"}.get(name, name))


def _read_rank(token: Token, match: re.Match[str]) -> Token:
    said = match["nth"] or match["top"] or match["placed"]
    value = number(said)
    unit = match["nth_unit"] or match["top_unit"] or match["placed_unit"] or "名"
    if value is None:  # more digits than a number holds, or numerals that make none
        return token._replace(kind="NUMBER", flag="malformed") if said.isdecimal() else token._replace(kind="WORD")
    comparator = LE if match["top"] else EQ
    return token._replace(value=value, unit="名" if unit == "强" else unit, comparator=comparator)


def _read_date(token: Token, match: re.Match[str]) -> Token:
    day = dates.iso(match)
    if day is None:
        return token._replace(kind="SYMBOL", flag="date")
    month_only = len(day) == (4 if day.startswith("--") else 7)
    whole = (month_only and "月" in token.text) or len(day) == 4 or "季" in token.text
    return token._replace(day=day, flag="whole" if whole and token.text[-1] not in "底末" else "")


def _read_base(token: Token, match: re.Match[str]) -> Token:
    said = match["base1"] or match["base2"] or {"同比": "上年同期", "环比": "上期"}.get(match["base3"], "")
    return token._replace(word=said.replace(" ", ""))


def _read_direction(token: Token, match: re.Match[str]) -> Token:
    return token._replace(word="up" if match["up"] else "down")


def _read_fraction(token: Token, match: re.Match[str]) -> Token:
    if match["all_of"]:
        return token._replace(kind="NUMBER", value=Decimal(100), unit="%")
    if match["whole"]:
        whole = chinese(match["whole"])
        return token._replace(kind="NUMBER", value=chinese(match["part"]), per=str(whole))
    value = number(match["share_of"])
    if value is None:
        return token._replace(kind="WORD")
    return token._replace(kind="NUMBER", value=value, unit={"百": "%", "千": "‰", "万": "‱"}[match["share"]])


def _read_compared(token: Token, match: re.Match[str]) -> Token:
    return token._replace(word="up" if match["above"] else "down", per=match["than"])


def _read_monthly(token: Token, match: re.Match[str]) -> Token:
    name = {"季": "季度", None: "月"}.get(match["monthly"], match["monthly"])
    return token._replace(per=name, day=f"---{int(match['monthly_day']):02}")


def _read_condition(token: Token, match: re.Match[str]) -> Token:
    return token._replace(per=match["cond"])


_READERS: dict[str, Callable[[Token, re.Match[str]], Token]] = {
    "CMP": _read_comparator,
    "TAIL": _read_tail,
    "PERIOD": _read_period,
    "RANK": _read_rank,
    "DATE": _read_date,
    "BASE": _read_base,
    "DIRECTION": _read_direction,
    "COMPARED": _read_compared,
    "FRACTION": _read_fraction,
    "MONTHLY": _read_monthly,
    "COND": _read_condition,
}
