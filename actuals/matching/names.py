"""When two printed names are the same name: widths, spaces, punctuation, numbering and stars do not count."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NUMBERING = re.compile(
    r"^(?:"
    r"[★☆▲△●○◆◇■□※*#·•\-—]+"  # stars and bullets
    r"|[①-⑳⑴-⒇⒈-⒛]+[、.．:：]?"
    r"|(?:三级)?指标\s*\d{1,2}(?!\d|[.．]\d)[、.．:：)）\s]*"
    r"|(?:三级)?指标\s*[一二三四五六七八九十]{1,3}[、.．:：)）\s]+"
    r"|[(（]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[)）]"
    r"|\d{1,2}(?:[、:：)）]|[.．](?!\d))"
    r"|[一二三四五六七八九十]{1,3}、"
    r")\s*"
)
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[.\-/](?=\d)")


def without_numbering(name: str) -> str:
    """The name without leading numbers, stars and bullets: ``★ 指标1：培训人数`` → ``培训人数``; a name of nothing
    else stays.
    """
    text = "".join(name.split())
    while (shorter := _NUMBERING.sub("", text, count=1).strip()) != text:
        if not shorter:
            return "".join(name.split())
        text = shorter
    return text


@lru_cache(maxsize=131072)
def name_key(name: str) -> str:
    """The key of a name, equal for its writings: NFKC, lower case, no numbering, blanks, punctuation, invisible signs.

    Signs between digits stay (``1.5级`` is not ``15级``, ``3-6岁`` is not ``36岁``), so does a name that is all signs.
    """
    folded = unicodedata.normalize("NFKC", without_numbering(name)).casefold()
    plain = without_numbering(folded)  # circled numbers are gone before, full-width ones only now can be seen
    plain = re.sub(r"(?<=\d)\s*[~～—–至]\s*(?=\d)", "-", plain)
    kept = {found.start() for found in _BETWEEN_DIGITS.finditer(plain)}
    key = "".join(sign for n, sign in enumerate(plain) if n in kept or unicodedata.category(sign)[0] in "LNM")
    return key or plain.strip()
