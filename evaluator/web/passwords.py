"""Which passwords are taken: long enough, and nothing that is guessed first.

Guessing begins with well-known words, runs of the keyboard, repetitions, years and the person's own name, with digits
and signs put in. What is left of a password without these must still be something.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

from targets.errors import InputError

SHORTEST, LONGEST = 12, 200
"""Signs of a password."""
_LEAST_OWN = 5
"""Signs that must be left once everything well known is taken out."""
_DISGUISED = str.maketrans("@4301!|5$7", "aaeoiiisst")
_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb",
    "qazwsxedcrfvtgb",
)


@cache
def common() -> tuple[str, ...]:
    """The well-known words, longest first."""
    text = files("evaluator.web").joinpath("commonpasswords.txt").read_text(encoding="utf-8")
    words = {line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def refuse_weak(password: str, name: str) -> None:
    """InputError for a password that is too short or among those that are guessed first."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise InputError(
            f"密码须有 {SHORTEST} 到 {LONGEST} 个字符", f"a password needs {SHORTEST} to {LONGEST} characters"
        )
    if own_part(password, name) < _LEAST_OWN:
        raise InputError(
            "这个密码太常见：去掉常用词、键盘顺序、重复、年份和账号名称后几乎没有剩下什么；请用几个不相干的词",
            "a password needs more than what is guessed first: without common words, runs of the keyboard, "
            "repetitions, years and the name hardly anything is left of it; take some unrelated words",
        )


def own_part(password: str, name: str) -> int:
    """The number of different signs left of a password without all that is well known."""
    shown = unicodedata.normalize("NFKC", password).casefold()
    left = [_stripped(text, name) for text in (shown, shown.translate(_DISGUISED))]
    return min(len(set(one)) for one in left)


def _stripped(text: str, name: str) -> str:
    text = re.sub(r"(.+?)\1{2,}", "", text)
    own = unicodedata.normalize("NFKC", name).casefold()
    for word in (*((own,) if len(own) > 1 else ()), *common()):
        text = text.replace(word, "")
    for run in _RUNS:
        for way in (run, run[::-1]):
            for length in range(len(way), 2, -1):
                for start in range(len(way) - length + 1):
                    text = text.replace(way[start : start + length], "")
    return re.sub(r"(?:19|20)\d\d|[\W_]+", "", text)
