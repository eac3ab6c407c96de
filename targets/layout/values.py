"""The kinds of texts that stand in the cells of a form: signs, units, numbers, quantities, names of levels, words."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from targets.language.comparators import ANY_BEFORE, ANY_SIGN, INCLUDING, is_symbol
from targets.language.nothing import CROSSED_OUT
from targets.language.quantity import lookup
from targets.language.tokens import plain
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


_NUMBER = re.compile(r"[-+]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?分?")
_QUANTITY = re.compile(rf"(?:{ANY_BEFORE}|[约±]){{0,3}}[-+]?[\d,]+(\.\d+)?.{{0,8}}|\d.*|(?:{ANY_SIGN}).*")
_COMPARED = re.compile(rf"(?:{INCLUDING})\d")
_GRADE = re.compile(r"[优良中差](秀|好|等)?")
_LONG = 24


@lru_cache(maxsize=65536)
def value_kind(text: str) -> ValueKind:
    """The kind of a cell's text."""
    label = normalised(text)
    if CROSSED_OUT.fullmatch(label):
        return ValueKind.BLANK
    said = plain(label)
    if is_symbol(said):
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
    if len(label) <= _LONG and _COMPARED.match(said):
        return ValueKind.COMPARED
    if len(label) <= _LONG and _QUANTITY.fullmatch(said):
        return ValueKind.QUANTITY
    return ValueKind.PROSE if len(label) > _LONG else ValueKind.WORDS


@lru_cache(maxsize=65536)
def points_of(text: str) -> Decimal | None:
    """The number of points or of a score that a cell holds, None for any other text."""
    label = normalised(text)
    return in_points(label) if _NUMBER.fullmatch(label) else None
