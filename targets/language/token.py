"""A token: a piece of a text with what it says."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from targets.language.reading import Comparator


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
