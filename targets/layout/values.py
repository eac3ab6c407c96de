"""The kinds of texts that stand in the cells of a form: signs, units, numbers, quantities, names of levels, words."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from targets.language.quantity import lookup
from targets.model.amounts import in_points
from targets.model.identity import normalised
from targets.model.vocabulary import level1_category, level2_category


class ValueKind(StrEnum):
    """The kind of a cell's text, as far as it can be told without its heading."""

    BLANK = "blank"
    SIGN = "sign"
    UNIT = "unit"
    NUMBER = "number"
    QUANTITY = "quantity"
    COMPARED = "compared"
    """A quantity with its comparator, as only targets have it."""
    LEVEL1 = "level1"
    LEVEL2 = "level2"
    GRADE = "grade"
    WORDS = "words"
    PROSE = "prose"


_NOTHING = re.compile(r"[-—–―/\\·.…、*×xX]*")
_SIGN = re.compile(
    r"[≥≤＞＜><=＝≧≦]+|(大于|小于|不大于|不小于|不低于|不高于|不少于|不超过|高于|低于|等于)(等于|或等于)?|正向|反向|逆向|负向|定性|定量|正|负|反"
)
_NUMBER = re.compile(r"[-+]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?分?")
_QUANTITY = re.compile(
    r"([≥≤＞＜><=＝≧≦约±达]|大于|小于|不低于|不少于|不超过|不高于|高于|低于|控制在)*[-+]?[\d,]+(\.\d+)?.{0,8}|\d.*|[≥≤<>=].*"
)
_COMPARED = re.compile(r"([≥≤＞＜><＝≧≦]|=(?=\d)|大于等于|小于等于|不低于|不少于|不超过|不高于)=?\d")
_GRADE = re.compile(r"[优良中差](秀|好|等)?")
_LONG = 24


@lru_cache(maxsize=32768)
def value_kind(text: str) -> ValueKind:
    """The kind of a cell's text."""
    label = normalised(text)
    if _NOTHING.fullmatch(label):
        return ValueKind.BLANK
    if _SIGN.fullmatch(label):
        return ValueKind.SIGN
    if _NUMBER.fullmatch(label):
        return ValueKind.NUMBER
    if len(label) <= 24:
        if level1_category(label) is not None and level2_category(label) is None:
            return ValueKind.LEVEL1
        if level2_category(label) is not None:
            return ValueKind.LEVEL2
    if _GRADE.fullmatch(label):
        return ValueKind.GRADE
    if len(label) <= 6 and lookup(label) is not None:
        return ValueKind.UNIT
    if len(label) <= _LONG and _COMPARED.match(label):
        return ValueKind.COMPARED
    if len(label) <= _LONG and _QUANTITY.fullmatch(label):
        return ValueKind.QUANTITY
    return ValueKind.PROSE if len(label) > _LONG else ValueKind.WORDS


@lru_cache(maxsize=8192)
def points_of(text: str) -> Decimal | None:
    """The number of points or of a score that a cell holds, None for any other text."""
    label = normalised(text)
    return in_points(label) if _NUMBER.fullmatch(label) else None
