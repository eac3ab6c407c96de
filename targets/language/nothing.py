"""The signs by which a cell says nothing: blank marks, and words for “does not apply”. The only table of them."""

from __future__ import annotations

import re

from targets.language.tokens import plain

_SIGNS = r"\s\-/\\~_—–－～／、.。·*"
_MARKS = rf"[{_SIGNS}]*"
_WORDS = r"无|不适用|不涉及|没有|N\s*/\s*A|n/a|NA|无此项|不考核|未涉及"

BLANK = re.compile(_MARKS)
"""An empty cell, or one that only holds dashes, slashes and the like."""
CROSSED_OUT = re.compile(rf"[{_SIGNS}―…×xX]*")
"""A cell of a form that is empty or crossed out, among cells of numbers and signs."""
NOT_APPLICABLE = re.compile(rf"\s*(?:{_WORDS})[。.]?\s*")
"""Words that say that there is nothing to say: never a zero."""
NO_REASON = re.compile(rf"{_MARKS}|0|否|{_WORDS}")
"""A reason or remark that states none."""


def is_blank(text: str) -> bool:
    """True if a text is empty or only a mark for nothing (``—``, ``/``)."""
    return BLANK.fullmatch(text) is not None


def says_nothing(text: str | None) -> bool:
    """True where a reason, a remark or a name is empty, or a mark for nothing (``无``, ``0``, ``—``)."""
    return not text or NO_REASON.fullmatch(text.strip()) is not None


def only_sets_aside(text: str) -> bool:
    """True if an outcome is a word for “does not apply” and no more, so that it gives no reason."""
    return NOT_APPLICABLE.fullmatch(plain(text)) is not None


def holds_nothing(text: str) -> bool:
    """True if a text is empty, a mark for nothing, or a word for it (``—``, 无, 不适用)."""
    return is_blank(text) or NOT_APPLICABLE.fullmatch(text) is not None
