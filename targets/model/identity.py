"""Ids of indicators: the same promise gets the same id in any file format, a changed one another.

An id is made from what is printed and from nothing else (no file name, no row number), so that a sheet handed out in
January still fits the document that is read again in December. Widths and spaces do not count: ``≥ 90％`` and ``≥90%``
are one target, 三 级 指 标 and 三级指标 one label.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

ID_LENGTH = 10
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0 o 1 i l: ids are read aloud and typed


_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]+")


@lru_cache(maxsize=65536)
def normalised(text: str) -> str:
    """``text`` in NFKC and without any white space or invisible sign: what counts when two texts are the same."""
    return _INVISIBLE.sub("", "".join(unicodedata.normalize("NFKC", text).split()))


def _digest(parts: Iterable[str]) -> str:
    # \x1f cannot stand in a normalised text, so that ("ab", "c") and ("a", "bc") differ
    number = int.from_bytes(hashlib.sha256("\x1f".join(map(normalised, parts)).encode()).digest())
    signs: list[str] = []
    for _ in range(ID_LENGTH):
        number, rest = divmod(number, len(_ALPHABET))
        signs.append(_ALPHABET[rest])
    return "".join(signs)


def indicator_id(department: str, project: str, level1: str, level2: str, name: str, target: str) -> str:
    """The id of an indicator: ten signs of 31 (49 bits: among a million indicators two collide once in a thousand
    runs).

    ``project`` is ``""`` on the form of a whole department. Identical lines of one form get ``-2``, ``-3`` … from
    the reader.
    """
    return _digest((department, project, level1, level2, name, target))
