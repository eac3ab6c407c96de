"""The clause that the grammar is filling, its tokens with a place in them, and the refusal."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from targets.language.reading import Comparator, Note, NoteName
from targets.language.token import Token, TokenKind

UPWARDS = (Comparator.GE, Comparator.GT)
"""Comparators that bound from below."""
DOWNWARDS = (Comparator.LE, Comparator.LT)
"""Comparators that bound from above."""


class Role(StrEnum):
    """The parts that a token can play in a reading."""

    COMPARATOR = "comparator"
    """How the outcome is held against the number."""
    VALUE = "value"
    """A number with its unit."""
    PERIOD = "period"
    """A stretch of time that something is promised for."""
    DENOMINATOR = "denominator"
    """What an amount is counted for."""
    BASE = "base"
    """What a change is measured from."""
    DIRECTION = "direction"
    """Which way a change goes."""
    AMBITION = "ambition"
    """A value to strive for."""
    APPROXIMATE = "approximate"
    """About so much."""
    CONDITION = "condition"
    """Whom a rate applies to."""
    RANK = "rank"
    """A place among others."""
    DATE = "date"
    """A day or a stretch of time."""
    RANGE = "range"
    """From one value to another."""
    RATIO = "ratio"
    """One number to another."""
    WORDING = "wording"
    """Words; whether they change anything is asked afterwards."""
    SEPARATOR = "separator"
    """Between two parts."""
    IGNORED = "ignored"
    """Seen, and of no effect."""


class Unreadable(Exception):
    """A text with a number in it that has no one meaning; ``reason`` says why. Never leaves the reader."""

    def __init__(self, reason: str, token: Token | None = None, likely: str = "") -> None:
        super().__init__(reason)
        self.reason, self.token, self.likely = reason, token, likely


@dataclass(slots=True)
class Clause:
    """One measured part of a text. ``shape`` is quantity, range, ratio, rank, date or dates."""

    shape: str = ""
    comparator: Comparator | None = None
    strong: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    since: str | None = None
    until: str | None = None
    unit: str | None = None
    per: str | None = None
    whole_year: str = ""
    direction: str = ""
    base: str = ""
    adjacent: bool = False
    exclusive: bool = False
    doing: bool = False
    led: bool = False
    period: str = ""
    start: int = 0
    end: int = 0
    followed: bool = False
    notes: list[Note] = field(default_factory=list)
    claims: list[Token] = field(default_factory=list)
    """Tokens before the measure that say something of it; without a measure they are of no effect."""

    def note(self, name: NoteName, detail: str = "") -> None:
        """Add a remark once."""
        if Note(name, detail) not in self.notes:
            self.notes.append(Note(name, detail))


class Cursor:
    """Tokens with a place: look at the next one, take it for a role. The trace remembers what each was taken for."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.position = tokens, 0
        self.trace: list[tuple[Token, Role]] = []
        self.lost: list[Token] = []

    def peek(self, ahead: int = 0) -> Token | None:
        """The next token, or the one after it, or None at the end."""
        at = self.position + ahead
        return self.tokens[at] if at < len(self.tokens) else None

    def sees(self, *kinds: TokenKind, ahead: int = 0) -> bool:
        """True if the next token is of one of the kinds."""
        token = self.peek(ahead)
        return token is not None and token.kind in kinds

    def take(self, role: Role) -> Token:
        """Take the next token for a role."""
        token = self.tokens[self.position]
        self.position += 1
        self.trace.append((token, role))
        return token


def joined(one: str | None, other: str | None) -> str:
    """Denominators one behind the other: ``人`` and ``年`` are ``人/年``; one said twice (人均400元/人) is one."""
    if one and other and re.split(r"[/·*、.]", other, maxsplit=1)[0] == one:
        return other
    return f"{one}/{other}" if one and other else one or other or ""
