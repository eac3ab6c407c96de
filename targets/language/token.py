"""A token: a piece of a text with what it says."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from targets.language.reading import Comparator


class TokenKind(StrEnum):
    """The sorts of tokens."""

    WORD = "WORD"
    """Wording."""
    COND = "COND"
    """Whom a rate applies to (不足3万的村)."""
    SKIP = "SKIP"
    """A number that is no value, or a set phrase."""
    MONTHLY = "MONTHLY"
    """A day of each month."""
    PERIOD = "PERIOD"
    """每季度, 一年, 全年."""
    EACH = "EACH"
    """每 with a unit."""
    EACH_AVG = "EACH_AVG"
    """人均, 户均."""
    BASE = "BASE"
    """What a change is measured from."""
    COMPARED = "COMPARED"
    """高于市场价, before a number."""
    DATE = "DATE"
    """A date."""
    RANKGROUP = "RANKGROUP"
    """第一方阵."""
    RANK = "RANK"
    """前三名."""
    CMP = "CMP"
    """A comparator before a number."""
    DATE_TAIL = "DATE_TAIL"
    """前, 以前."""
    WITHIN = "WITHIN"
    """内."""
    TAIL = "TAIL"
    """以上, 以内."""
    BETWEEN = "BETWEEN"
    """之间."""
    APPROX = "APPROX"
    """约, 左右."""
    EXCLUSIVE = "EXCLUSIVE"
    """(不含)."""
    INCLUSIVE = "INCLUSIVE"
    """(含)."""
    AMBITION = "AMBITION"
    """力争."""
    DIRECTION = "DIRECTION"
    """增长, 下降."""
    FRACTION = "FRACTION"
    """百分之五."""
    PM = "PM"
    """±."""
    NUMBER = "NUMBER"
    """A number with its unit."""
    CHINESE = "CHINESE"
    """Chinese numerals, before it is known whether they are a number."""
    TO = "TO"
    """至, -."""
    SEP = "SEP"
    """A comma, 且."""
    REMARK = "REMARK"
    """Brackets with what they hold."""
    SPACE = "SPACE"
    """White space."""
    SYMBOL = "SYMBOL"
    """A sign that means nothing here."""


class Token(NamedTuple):
    """One token: its kind, its place in the text, and what it says (which fields are filled depends on the kind)."""

    kind: TokenKind
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
