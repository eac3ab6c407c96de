"""Cutting a text into tokens by the tables of ``spellings``.

A text is first made ``plain``: full-width signs and common misprints become one sign each, character for character,
so that every token keeps its place in the printed text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache

from targets.language import dates
from targets.language.comparators import EQ, LE, stated_before, stated_behind
from targets.language.number import chinese, decimal_of, number
from targets.language.numerals import (
    LIST_MARKS,
    chinese_quantity,
    counts,
    each,
    in_money,
    marks_an_item,
    quantity,
    sign,
)
from targets.language.spellings import PLAIN, TABLE
from targets.language.token import Token, TokenKind

T = TokenKind

LONGEST = 500
"""Texts with more characters are refused."""


def plain(text: str) -> str:
    """The text with one spelling for each sign and digit; as many characters as before."""
    plainly = text.isascii() and text.isprintable() and "[" not in text and "]" not in text
    if plainly:
        return text
    if "，" in text:
        text = _BETWEEN_DIGITS.sub(UNCLEAR_COMMA, text)
    return text.translate(PLAIN)


_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])，(?=[0-9])")
UNCLEAR_COMMA = "\u201a"
"""A Chinese comma between digits: it may separate two numbers (100，200), mark thousands or be a decimal point."""


_KINDS = [kind for kind, _ in TABLE]


@cache
def _master() -> re.Pattern[str]:
    """All tables as one pattern; made when first needed, since it costs as much as many a command."""
    return re.compile("|".join(f"(?P<T{i}>{pattern})" for i, (_, pattern) in enumerate(TABLE)))


def tokens(text: str, *, counted: bool = False) -> list[Token]:
    """Cut a plain text into tokens, left to right, in time linear in its length. Spaces are left out, wording is
    joined. ``counted``: a unit stands beside the text, so that a last 20231231 is an amount and no day. A text is cut
    once for those that look at it one after the other: an outcome is taken apart, then its figure is read."""
    return list(_cut(text, counted))


@lru_cache(maxsize=64)
def _cut(text: str, counted: bool) -> tuple[Token, ...]:
    found: list[Token] = []
    position, cut = 0, _master().match
    while position < len(text):
        match = cut(text, position)
        if match is None or match.lastgroup is None:  # pragma: no cover - the last pattern takes anything
            break
        token = _token(text, match, found)
        if counted and token.kind == T.DATE and match["y8"] and not text[token.end :].strip():
            token = quantity(text, token.start, token.end, number(token.text), sign(text, token.start, found))
        position = token.end
        if token.kind == T.WORD and found and found[-1].kind == T.WORD and found[-1].end == token.start:
            last = found[-1]
            found[-1] = last._replace(end=token.end, text=last.text + token.text)
        elif token.kind != T.SPACE:
            found.append(token)
    return tuple(found)


def _token(text: str, match: re.Match[str], before: list[Token]) -> Token:
    """The token of one match, with what its kind reads out of it."""
    kind = _KINDS[int((match.lastgroup or "T0")[1:])]  # the outermost group closes last
    start, end, said = match.start(), match.end(), match[0]
    distributed = each(text, start) if said[0] == "每" and kind in (T.WORD, T.SYMBOL) else None
    if distributed is not None:
        return distributed
    if kind == T.NUMBER and match["money"]:
        return in_money(quantity(text, match.start("money"), end, number(match["money"])), start)
    if kind == T.SYMBOL and LIST_MARKS.match(said) and marks_an_item(text, end, before):
        return Token(T.SKIP, start, end, said)
    if kind == T.NUMBER or (kind == T.SKIP and said.isdecimal() and counts(text, start, end, before)):
        return quantity(text, start, end, number(said), sign(text, start, before))
    if kind == T.CHINESE:
        return chinese_quantity(text, start, end, said, before)
    reader = _READERS.get(kind)
    token = Token(kind, start, end, said)
    if kind == T.FRACTION:
        token = _read_fraction(token, match)
        if token.kind is T.NUMBER and (minus := sign(text, start, before)) and token.value is not None:
            token = token._replace(start=start - len(minus), value=-token.value)
        return token
    return reader(token, match) if reader else token


def _read_comparator(token: Token, match: re.Match[str]) -> Token:
    comparator, strong = stated_before(match.string, token.start, token.end)
    return token._replace(comparator=comparator, strong=strong)


def _read_tail(token: Token, match: re.Match[str]) -> Token:
    return token._replace(comparator=stated_behind(token.text))


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
        return token._replace(kind=T.NUMBER, flag="malformed") if said.isdecimal() else token._replace(kind=T.WORD)
    comparator = LE if match["top"] else EQ
    return token._replace(value=value, unit="名" if unit == "强" else unit, comparator=comparator)


def _read_date(token: Token, match: re.Match[str]) -> Token:
    day = dates.iso(match)
    if day is None:
        return token._replace(kind=T.SYMBOL, flag="date")
    month_only = len(day) == (4 if day.startswith("--") else 7)
    whole = (month_only and "月" in token.text) or len(day) == 4 or "季" in token.text
    return token._replace(day=day, flag="whole" if whole and token.text[-1] not in "底末" else "")


def _read_base(token: Token, match: re.Match[str]) -> Token:
    said = match["base1"] or match["base2"] or {"同比": "上年同期", "环比": "上期"}.get(match["base3"], "")
    return token._replace(word=said.replace(" ", ""))


def _read_direction(token: Token, match: re.Match[str]) -> Token:
    return token._replace(word="up" if match["up"] else "down")


_SHARES = {"百": "%", "千": "‰", "万": "‱"}


def _read_fraction(token: Token, match: re.Match[str]) -> Token:
    if match["all_of"]:
        return token._replace(kind=T.NUMBER, value=Decimal(100), unit="%")
    if match["whole"]:
        whole, part = chinese(match["whole"]), chinese(match["part"])
        if match["and"] and whole and part is not None:  # 一又二分之一
            more = number(match["and"])
            exact = None if more is None else decimal_of(Fraction(more) + Fraction(part) / Fraction(whole))
            return token._replace(kind=T.NUMBER, value=exact, flag="" if exact is not None else "malformed")
        return token._replace(kind=T.NUMBER, value=part, per=str(whole))
    value = number(match["share_of"])
    if value is None:
        return token._replace(kind=T.WORD)
    unit = _SHARES.get(match["share"])
    return token._replace(kind=T.NUMBER, value=value, unit=unit, per=None if unit else f"{chinese(match['share']):f}")


def _read_compared(token: Token, match: re.Match[str]) -> Token:
    return token._replace(word="up" if match["above"] else "down", per=match["than"])


def _read_monthly(token: Token, match: re.Match[str]) -> Token:
    name = {"季": "季度", None: "月"}.get(match["monthly"], match["monthly"])
    return token._replace(per=name, day=f"---{int(match['monthly_day']):02}")


def _read_condition(token: Token, match: re.Match[str]) -> Token:
    return token._replace(per=match["cond"])


_READERS: dict[TokenKind, Callable[[Token, re.Match[str]], Token]] = {
    T.CMP: _read_comparator,
    T.TAIL: _read_tail,
    T.PERIOD: _read_period,
    T.RANK: _read_rank,
    T.DATE: _read_date,
    T.BASE: _read_base,
    T.DIRECTION: _read_direction,
    T.COMPARED: _read_compared,
    T.MONTHLY: _read_monthly,
    T.COND: _read_condition,
}
