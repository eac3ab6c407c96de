"""The words and signs of comparison: the only table of them. Whatever asks which comparator a text states asks here.

A comparator stands before its number as a sign or a word, or behind it as a tail. ``comparator_of`` gives the meaning
of one that stands alone; the patterns are for those that look for comparators within longer texts.
"""

from __future__ import annotations

import re
from functools import lru_cache

from targets.language.reading import Comparator

GE, GT, LE, LT, EQ = Comparator.GE, Comparator.GT, Comparator.LE, Comparator.LT, Comparator.EQ

SIGNS: tuple[tuple[str, Comparator], ...] = (
    (r"≥\s*=?|>\s*=|=\s*>|≥\s*≥", GE),
    (r"≤\s*=?|<\s*=|=\s*<", LE),
    (r">\s*>?", GT),
    (r"<\s*<?", LT),
    (r"=\s*=?", EQ),
)
"""Comparators as signs, in the one spelling that ``plain`` gives them."""

_NOT = r"(?:不|未|不得|不能|不应|不可|不宜|不准|不许|绝不|不会)"
_OR_EQUAL = r"(?:或者?|、|/|且)?等于"
WORDS: tuple[tuple[str, Comparator, bool], ...] = (
    (rf"{_NOT}(?:少于|低于|小于|下于|短于|亚于|逊于)(?:{_OR_EQUAL})?|(?:大于|高于|多于){_OR_EQUAL}", GE, True),
    (r"至少|最少|最低(?!生活|工资|收入|限度|价|温)|起码|下限|保底|不下", GE, True),
    (
        rf"{_NOT}(?:高于|超过|大于|多于|超出|长于|超|突破|晚于|迟于)(?:{_OR_EQUAL})?|(?:小于|低于|少于){_OR_EQUAL}",
        LE,
        True,
    ),
    (r"至多|最多|最高(?!人民|检|法|水平|温|人)|上限|封顶|最长|最迟|最晚", LE, True),
    (r"不足(?!额)|不到(?!位|达|场)|不满(?!意)|未满|未达到?(?!标|成)|小于|低于|少于|短于", LT, True),
    (r"高于|大于|超过|多于|超出|突破(?!性|点|口)|优于|超(?=[百千万亿][人元亩户吨个家次场件])|超(?=\s*\d)", GT, True),
    (r"等于", EQ, True),
    (r"(?:提高|提升|增加|增长|上升|增|升|扩大)(?:到|至)", GE, False),
    (r"(?:下降|降低|减少|压减|压缩|缩短|缩小|降|减|控制)(?:到|至)", LE, False),
    (r"(?:应|要|须|需|必须)?(?:达到|达至|(?<![到直送抵])达)(?!成|标|产|效|意|州|县|拉)", GE, False),
    (r"(?:严格)?(?:控制|限制|限定)在", LE, False),
)
"""Comparators as words before the number: pattern, meaning, and whether it outweighs a word after the number."""

TAILS: tuple[tuple[str, Comparator], ...] = (
    (r"(?:及|或|\(含\))?以上(?:\(含\)|\(含本数\))?|及其以上", GE),
    (r"(?:及|或|\(含\))?以下(?:\(含\)|\(含本数\))?|之下", LE),
    (r"以内(?:\(含\))?|之内|以里", LE),
)
"""Comparators as words after the number; all include the bound unless (不含) follows."""

ANY_BEFORE = "|".join((*(p for p, _ in SIGNS), *(p for p, _, _ in WORDS)))
"""One pattern for any comparator before a number."""
ANY_SIGN = "|".join(p for p, _ in SIGNS)
"""One pattern for any comparator as a sign."""
INCLUDING = "|".join((ANY_SIGN, *(p for p, comparator, strong in WORDS if strong and comparator in (GE, LE))))
"""One pattern for signs and words that set a bound (不少于, 至多), not for words of outcomes too (达到, 超过)."""
ANY_BEHIND = "|".join(p for p, _ in TAILS)
"""One pattern for any comparator behind a number."""

_BEFORE = (*((re.compile(p), c, True) for p, c in SIGNS), *((re.compile(p), c, strong) for p, c, strong in WORDS))
_BEHIND = tuple((re.compile(p), c) for p, c in TAILS)
_BETTER = re.compile(r"(?P<more>正向|越[大高多]越好)|反向|逆向|负向|越[小低少]越好")
_ONE_WAY = {"正": GE, "反": LE, "逆": LE, "负": LE}
_NO_WAY = frozenset({"定性", "定量"})
"""What a symbol column says of targets that no comparator belongs to."""


def stated_before(text: str, start: int, end: int) -> tuple[Comparator | None, bool]:
    """The comparator that a plain text holds from ``start`` to ``end`` before a number, and whether it is a strong
    one; None where that is none."""
    for pattern, comparator, strong in _BEFORE:
        found = pattern.match(text, start)
        if found is not None and found.end() == end:
            return comparator, strong
    return None, False


def stated_behind(said: str) -> Comparator | None:
    """The comparator that a plain text states behind a number (以上, 以内); None where it is none."""
    return next((comparator for pattern, comparator in _BEHIND if pattern.fullmatch(said)), None)


@lru_cache(maxsize=1024)
def comparator_of(said: str) -> Comparator | None:
    """The comparator of a plain text that holds nothing else: ``≥``, ``>=``, 不少于, 以上; None for anything else."""
    return stated_before(said, 0, len(said))[0] or stated_behind(said)


@lru_cache(maxsize=1024)
def is_symbol(said: str) -> bool:
    """True if a plain text without white space holds only what a symbol column holds: comparators, 正向, 定性."""
    if said in _NO_WAY or said in _ONE_WAY or _BETTER.fullmatch(said) is not None:
        return True
    return _SYMBOLS.fullmatch(said) is not None


_SYMBOLS = re.compile(rf"(?:{ANY_BEFORE}){{1,3}}")


def better_way(said: str) -> Comparator | None:
    """At least for 正向 and 越大越好, at most for 反向, 逆向 and 越小越好; None where neither is said."""
    if said in _ONE_WAY:
        return _ONE_WAY[said]
    found = _BETTER.search(said)
    return None if found is None else GE if found["more"] else LE
