"""The doubts about a text recognised in a picture, which a person must settle before anything rests on it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from targets.documents.scan.reasons import Doubt
from targets.documents.scan.recogniser import Said
from targets.language.expression import read_target
from targets.language.quantity import lookup
from targets.language.reading import ReadingKind

SURE, SURE_WORDS = 0.9, 0.5
"""The least confidence of a character that is taken without a question: in figures and short texts, in words."""
_COLOUR = 0.004
"""The share of coloured ink over a line from which on it is looked at twice."""
WIDE = 1.6
"""Heights of a line: a wider gap may be a rule between two cells that was lost."""
_SHORT = 12
_PIECES = {**dict.fromkeys("0123456789.,><-—/()~+", (1, 1)), "%": (1, 3), "≥": (1, 2), "≤": (1, 2), "=": (1, 2)}
"""Pieces of ink that a character is printed in, at least and at most."""
_FIGURE = re.compile(r"[\d≥≤<>=＞＜%％±~～]")
_ALONE = frozenset("≥≤=%—-/√☑☐□○×无优良中差是否有")
"""Signs and words that stand alone in a cell; a lone 二 or V was = or ≥."""
_LONE_SIGN = re.compile(r"[<>＜＞](?=\d)")
_LETTERS = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One line of a cell: as read from the cleaned page, as read again in other ways, its pieces of ink, the widest
    gap within it, the share of colour over it, and True for a lone stroke."""

    said: Said
    again: tuple[Said, ...] = ()
    pieces: int = 0
    gap: float = 0.0
    colour: float = 0.0
    dash: bool = False


def matters(text: str) -> bool:
    """True for a text that holds a figure, or that is so short that it may stand for one."""
    return bool(_FIGURE.search(text)) or len(text) <= _SHORT


def doubts_of(lines: Sequence[Seen], text: str, *, known: bool, dropped: bool, two: bool) -> list[Doubt]:
    """The doubts about a cell of these lines that read as ``text`` together.

    ``known``: a text of the closed vocabulary of forms, which needs less evidence. ``dropped``: ink of it was left out;
    ``two``: it may be two cells whose rule was lost.
    """
    found: list[Doubt] = []
    figure = matters(text) and not known
    level = SURE if figure else SURE_WORDS
    if any(not line.dash and _least(line.said) < level for line in lines):
        found.append(Doubt.UNSURE)
    if figure and any(_bare(again.text) != _bare(line.said.text) for line in lines for again in line.again):
        found.append(Doubt.DIFFERS)
    if figure and any(not _fits(line) for line in lines if not line.dash):
        found.append(Doubt.PIECES)
    if figure and any(line.colour > _COLOUR and not _clear(line) for line in lines):
        found.append(Doubt.COLOUR)
    if two or (figure and any(line.gap > WIDE for line in lines)):
        found.append(Doubt.GAP)
    if dropped:
        found.append(Doubt.DROPPED)
    if figure and not _makes_sense(text):
        found.append(Doubt.SENSE)
    return found


def _clear(line: Seen) -> bool:
    """True if a line under coloured ink reads the same with the colour left in, and surely so."""
    same = all(_bare(again.text) == _bare(line.said.text) and _least(again) >= SURE for again in line.again)
    return bool(line.again) and same and _least(line.said) >= SURE


def _least(said: Said) -> float:
    """The confidence of the least certain character; the blank between a figure and its unit is none."""
    return min((one for char, one in zip(said.text, said.sure, strict=True) if not char.isspace()), default=0.0)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _fits(line: Seen) -> bool:
    """True if the number of pieces of ink may be that of the characters."""
    text = _bare(line.said.text)
    if not text:
        return True
    least = sum(_PIECES.get(char, (1, 99))[0] for char in text)
    most = sum(_PIECES.get(char, (1, 99))[1] for char in text)
    return least <= 5 * line.pieces and line.pieces <= most  # neighbours may touch, a character does not fall apart


def _makes_sense(text: str) -> bool:
    """True unless a text with digits is one that no form prints, or a comparator lost a stroke."""
    if _LONE_SIGN.search(text):
        return False  # ≥ and ≤ are common and lose their lower stroke; < and > are rare
    if len(text) == 1 and not text.isdigit():
        return text in _ALONE or (not text.isascii() and lookup(text) is not None)
    if not re.search(r"\d", text):
        return not re.search(r"[≥≤=<>%]", text)
    if _LETTERS.search(text) or re.search(r"\d[,，]\d{1,2}(?!\d)|\d[.,，]{2}|[≥≤=]{2}|^[.,%，]|\d%\d|[.,，]$", text):
        return False
    return read_target(text).kind is not ReadingKind.UNREADABLE
