"""Texts of cells without their line breaks."""

from __future__ import annotations

import re

_CJK = r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
_BREAK = re.compile(rf"(?<={_CJK})[ \t]*\n[ \t]*|[ \t]*\n[ \t]*(?={_CJK})")


def joined(text: str) -> str:
    """A name without its line breaks: none between Chinese signs, a space between others."""
    return re.sub(r"\s*\n\s*", " ", _BREAK.sub("", text)).strip()
