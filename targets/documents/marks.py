"""Marks that change what a text means: struck out, hidden or raised signs, and signs drawn by symbol fonts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from targets.kinds.documents import FootnoteMark, HiddenText, StruckText
from targets.kinds.finding import Finding, Kind
from targets.kinds.location import Location


class Mark(StrEnum):
    """Why a written text is not read."""

    STRUCK = "struck"
    HIDDEN = "hidden"
    RAISED = "raised"


@dataclass(frozen=True, slots=True)
class Left:
    """A text that was left out of a cell, and why."""

    mark: Mark
    text: str


_KINDS: Mapping[Mark, Kind] = {Mark.STRUCK: StruckText, Mark.HIDDEN: HiddenText, Mark.RAISED: FootnoteMark}
_SHOWN = 60


def said(at: Location, left: Iterable[tuple[int, Left]]) -> list[Finding]:
    """Findings on what was left out of one row of a table, one for each sort; ``left`` gives the column of each."""
    by_mark: dict[Mark, list[tuple[int, str]]] = {}
    for column, one in left:
        if text := " ".join(one.text.split()):
            by_mark.setdefault(one.mark, []).append((column, text))
    found: list[Finding] = []
    for mark, texts in by_mark.items():
        columns = {column for column, _ in texts}
        place = replace(at, column=min(columns)) if len(columns) == 1 else at
        joined = " | ".join(text for _, text in texts)
        short = joined if len(joined) <= _SHOWN else f"{joined[:_SHOWN]}…"
        found.append(_KINDS[mark].found(place, removed=short))
    return found


def removed(left: Sequence[Left]) -> str:
    """All that was left out of a cell, as the cell keeps it."""
    return "\n".join(one.text for one in left)


# --- raised signs ---------------------------------------------------------------------------------------------------

_UNIT = re.compile(r"(?:[mM㎡]|[米里寸尺])$")
_TEN = re.compile(r"(?<![\d.])10$")
_FOOTNOTE = re.compile(
    r"[\[(（【〔]?(?:注|附注|note)?\s*(?:[\d①-⑳㈠-㈩*＊※#＃†‡,，、-]{1,6}|[a-z])[\])）】〕]?", re.IGNORECASE
)
_RAISED = str.maketrans("0123456789-−+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁺")


def raised(before: str, text: str) -> str | None:
    """A raised text as it is read behind ``before``: a power stays one (m², 10⁴), other words stay as they are, and
    the sign of a footnote is nothing (None)."""
    sign = text.strip()
    if not sign:
        return text
    if sign in ("2", "3") and _UNIT.search(before):
        return sign.translate(_RAISED)
    if _TEN.search(before) and re.fullmatch(r"[-−+]?\d{1,2}", sign):
        return sign.translate(_RAISED)
    return None if _FOOTNOTE.fullmatch(sign) else text


def add_run(text: str, marks: Collection[Mark], parts: list[str], left: list[Left]) -> None:
    """Add a run of a cell's text to the ``parts`` that are read, or to what is ``left`` out by its marks."""
    if not text:
        return
    kept: str | None = None
    if Mark.HIDDEN in marks or Mark.STRUCK in marks:
        mark = Mark.HIDDEN if Mark.HIDDEN in marks else Mark.STRUCK
    else:
        mark, kept = Mark.RAISED, raised("".join(parts), text) if Mark.RAISED in marks else text
    if kept is None:
        left.append(Left(mark, text))
    else:
        parts.append(kept)


def power(text: str) -> str:
    """The exponent of an equation in raised digits where it is a number, else behind ``^``."""
    return text.translate(_RAISED) if re.fullmatch(r"[-−+]?\d+", text) else f"^{text}"


# --- symbol fonts ---------------------------------------------------------------------------------------------------

_SYMBOL = {0xA3: "≤", 0xB3: "≥", 0xB9: "≠", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xBB: "≈", 0xB0: "°", 0xA5: "∞"}
_SYMBOL |= {0x2D: "−", 0xB7: "•", 0xD7: "·", 0xD6: "√", 0x6D: "μ", 0x57: "Ω", 0x40: "≅"}
_SYMBOL |= {code: chr(code) for code in (*b"%()+,./0123456789:;<=>",)}
_WINGDINGS = {0xFE: "☑", 0xFD: "☒", 0xFC: "√", 0xFB: "×", 0xA8: "□", 0x6F: "□", 0x71: "□", 0x72: "□", 0x6E: "■"}
_WINGDINGS |= {0xA1: "○", 0x6C: "●", 0xA7: "▪", 0x52: "☑", 0xA3: "□"}
_WINGDINGS_2 = {0x52: "☑", 0x53: "☒", 0x54: "☒", 0x50: "√", 0x4F: "×", 0xA3: "□", 0x2A: "□", 0xA2: "■"}
_WEBDINGS = {0x61: "√", 0x63: "□", 0x67: "■", 0x72: "×"}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "webdings": _WEBDINGS}
_PRIVATE = re.compile("[\uf020-\uf0ff]")
_COMPARED = re.compile("[\uf0a3\uf0b3](?=\\s*[-+]?\\d)")


def symbol(font: str, code: int) -> str:
    """The sign that a symbol font draws for a code, nothing where it is no sign of a form."""
    return _FONTS.get(font.strip().lower(), _WINGDINGS).get(code & 0xFF, "")


def in_font(text: str, font: str) -> str:
    """A text as a symbol font draws it; Chinese signs are drawn by another font and stay."""
    return "".join(symbol(font, ord(sign)) if ord(sign) < 0x100 or _PRIVATE.match(sign) else sign for sign in text)


def is_symbol_font(font: str) -> bool:
    """True if a font draws other signs than those of its codes."""
    return font.strip().lower() in _FONTS


def plainly(text: str) -> str:
    """A text without the private codes that symbol fonts leave behind: ≤ and ≥ before a number, else boxes and
    ticks."""
    if not _PRIVATE.search(text):
        return text
    text = _COMPARED.sub(lambda found: symbol("symbol", ord(found[0])), text)
    return _PRIVATE.sub(lambda found: symbol("wingdings", ord(found[0])) or symbol("symbol", ord(found[0])), text)
