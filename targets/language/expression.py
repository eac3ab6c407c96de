"""Reading a target: from the text as printed to one frozen ``Reading``.

``read_target`` is the only way in. Most targets are a comparator, a number and a unit; ``_simple`` reads those with
one pattern. Everything else goes through ``tokens`` and ``grammar``, which give the same reading for the simple
ones (a property test holds them together). Nothing raises: what cannot be read is a reading of kind UNREADABLE that
says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from targets.language.clause import Cursor, Unreadable
from targets.language.explanation import ROLES, Explanation, Part, remarks, sentence
from targets.language.grammar import clauses
from targets.language.interpretation import BARE, MISSING_UNIT, Columns, assemble, canonical_of, lasts, split_column
from targets.language.quantity import DIMENSIONS_OF_TIME, canonical_unit, lookup
from targets.language.reading import Comparator, Note, Reading, ReadingKind
from targets.language.token import Token
from targets.language.tokens import LONGEST, plain, tokens
from targets.language.wording import (
    BLANK,
    NOT_APPLICABLE,
    NOTHING,
    PLAIN_WORDING,
    ZERO,
    name_words,
)

K = ReadingKind


def read_target(text: str, *, indicator: str = "", unit: str = "", symbol: str = "") -> Reading:
    """How the text of a target is understood, in the light of the indicator's name and of a unit and a symbol
    column.

    The text's own words come first; then the columns; what only the name says becomes a note (``name-says``,
    ``name-unit``). Never raises: an empty text is kind MISSING, ``无`` is MISSING with ``not-applicable``, a text
    that holds a number but no one meaning is UNREADABLE with a note ``target-unreadable`` whose detail is the
    likely text, if there is one. Readings are cached by their four texts.
    """
    return _read(text, indicator, unit, symbol)


def read_targets(
    texts: Iterable[str],
    indicators: Iterable[str] | None = None,
    units: Iterable[str] | None = None,
    symbols: Iterable[str] | None = None,
) -> list[Reading]:
    """Readings of a column of targets, in order; each distinct combination is read once. Lengths must agree."""
    if indicators is None and units is None and symbols is None:
        return list(map(_Once().__getitem__, texts))
    column = list(texts)
    blank = [""] * len(column)
    rows = list(zip(column, indicators or blank, units or blank, symbols or blank, strict=True))
    readings = {row: _read(*row) for row in dict.fromkeys(rows)}
    return list(map(readings.__getitem__, rows))


class _Once(dict[str, Reading]):
    """Readings of plain texts, each made when first asked for: one look-up for each line of a long column."""

    def __missing__(self, text: str) -> Reading:
        reading = self[text] = _read(text, "", "", "")
        return reading


@lru_cache(maxsize=65536)
def _read(text: str, indicator: str, unit: str, symbol: str) -> Reading:
    simple = _simple(text, indicator, unit, symbol)
    if simple is not None:
        return simple
    return _read_closely(text, indicator, unit, symbol)[0]


# --- the short way ----------------------------------------------------------------------------------------------------

_SIGNS = {
    "": None,
    "≥": Comparator.GE,
    "≧": Comparator.GE,
    ">=": Comparator.GE,
    "＞=": Comparator.GE,
    "大于等于": Comparator.GE,
    "不少于": Comparator.GE,
    "不低于": Comparator.GE,
    "≤": Comparator.LE,
    "≦": Comparator.LE,
    "<=": Comparator.LE,
    "＜=": Comparator.LE,
    "小于等于": Comparator.LE,
    "不超过": Comparator.LE,
    ">": Comparator.GT,
    "＞": Comparator.GT,
    "<": Comparator.LT,
    "＜": Comparator.LT,
    "=": Comparator.EQ,
    "＝": Comparator.EQ,
}
_SIMPLE = re.compile(
    r"\s*([≥≤≧≦><=＞＜＝]{0,2}|[大小]于等于|不(?:少于|低于|超过))\s*([0-9]+(?:\.[0-9]+)?)\s*([^0-9\s/]*|件/套|人/次)\s*"
)
_CLOSER = frozenset(
    {"月", "日", "级", "年", "G", "季度", "季"}
)  # 12月, 2023年, 三级, 5G: these have other meanings too


class _Simple(dict[str, "tuple[str | None, str | None, bool] | None"]):
    """Units that may stand in a simple target: as printed, canonical, and whether a unit of time. Filled when
    asked."""

    def __missing__(self, spelling: str) -> tuple[str | None, str | None, bool] | None:
        found = lookup(spelling) if spelling and spelling == plain(spelling) else None
        entry = None
        if found is not None and spelling not in _CLOSER and not spelling.endswith(("月", "号")):
            printed = "%" if found.canonical == "percent" else spelling
            entry = (printed, found.canonical, found.dimension in DIMENSIONS_OF_TIME)
        if len(self) < 4096:
            self[spelling] = entry
        return entry


_UNITS = _Simple({"": (None, None, False), "%": ("%", "percent", False), "％": ("%", "percent", False)})


def _simple(text: str, indicator: str, unit: str, symbol: str) -> Reading | None:
    """[comparator] NUMBER [unit], with what the columns and the name add; None sends the text the long way."""
    match = _SIMPLE.fullmatch(text)
    if match is None:
        return _make(text, _QUALITATIVE, _NONE, None, None, None, None, ()) if _plain_words(text) else None
    sign, digits, spelling = match.groups()
    from_column = not spelling and unit != ""
    known = _UNITS[unit if from_column else spelling]
    if known is None or len(digits) > 15 or sign not in _SIGNS or symbol not in _SIGNS:
        return None
    printed, canonical, of_time = known
    comparator = _SIGNS[sign] or _SIGNS[symbol]
    value = Decimal(digits)
    words = name_words(indicator) if indicator else NOTHING
    if words.direction or (len(digits) > 2 and _long(value, printed, indicator)):
        return None
    if of_time and digits[:2] in ("19", "20") and (len(digits) == 8 or not from_column):
        return None
    if of_time and lasts(text, indicator, comparator, from_column):
        kind = _DURATION
    elif comparator is None or comparator is _EQ:
        kind = _EQUALITY
    else:
        kind = _THRESHOLD
    notes: tuple[Note, ...] = () if comparator else _ONLY_BARE
    if words is not NOTHING:
        if words.comparator is not None:
            notes += (Note("name-says", words.comparator.value),)
        if words.unit is not None:
            notes += (Note("name-unit", words.unit),)
            canonical = canonical if printed is not None else canonical_of(None, None, kind, words.unit)
    if printed is None and words.unit is None:
        notes += _ONLY_UNIT_MISSING
    low = None if comparator is _LE or comparator is _LT else value
    high = None if comparator is _GE or comparator is _GT else value
    return _make(text, kind, comparator or _EQ, low, high, printed, canonical, notes)


def _long(value: Decimal, printed: str | None, indicator: str) -> bool:
    """A number that needs a closer look: it may be a date (a serial number, a decimal), or no share."""
    if printed is None:
        return value >= 36526 or (1900 < value < 2100 and value != int(value))
    return printed == "%" and indicator != "" and (value > 100 or value < 1)


def _plain_words(text: str) -> bool:
    return (
        len(text) <= LONGEST and PLAIN_WORDING.fullmatch(text) is not None and lookup(text) is None
    )  # a unit alone lacks its number


_NONE, _EQ = Comparator.NONE, Comparator.EQ
_GE, _GT, _LE, _LT = Comparator.GE, Comparator.GT, Comparator.LE, Comparator.LT
_DURATION, _EQUALITY, _THRESHOLD, _QUALITATIVE = K.DURATION, K.EQUALITY, K.THRESHOLD, K.QUALITATIVE
_ONLY_BARE, _ONLY_UNIT_MISSING = (BARE,), (MISSING_UNIT,)


class _Draft:
    """A reading in the making, with the slots of ``Reading``: filled by plain assignment, then turned into the
    frozen thing."""

    __slots__ = Reading.__slots__


def _make(
    text: str,
    kind: ReadingKind,
    comparator: Comparator,
    low: Decimal | None,
    high: Decimal | None,
    unit: str | None,
    canonical: str | None,
    notes: tuple[Note, ...],
) -> Reading:
    """``Reading(…)`` without its thirteen guarded assignments, which would take longer than all the rest of a
    simple reading."""
    draft: Any = _Draft()
    draft.text = text
    draft.kind = kind
    draft.comparator = comparator
    draft.low = low
    draft.high = high
    draft.since = None
    draft.until = None
    draft.unit = unit
    draft.per = None
    draft.canonical = canonical
    draft.notes = notes
    draft.parts = ()
    draft.__class__ = Reading
    reading: Reading = draft
    return reading


# --- the long way -----------------------------------------------------------------------------------------------------


def _read_closely(text: str, indicator: str, unit: str, symbol: str) -> tuple[Reading, list[tuple[Token, str]]]:
    """The reading and the trace of what each token was taken for."""
    if len(text) > LONGEST:
        return _unreadable(text, f">{LONGEST}"), []
    said = _CHINESE_YEAR.sub(lambda year: year[0].translate(_CHINESE_DIGITS), plain(text))
    if BLANK.fullmatch(said):
        return _of_nothing(text), []
    if NOT_APPLICABLE.fullmatch(said):
        return Reading(text=text, kind=K.MISSING, notes=(Note("not-applicable"),)), []
    stripped = said.strip()
    if _plain_words(stripped):
        return Reading(text=text, kind=K.QUALITATIVE), []
    if zero := ZERO.fullmatch(stripped):
        return _zero(text, zero["zero"] or zero["none"] or zero["nil"] or zero["nought"]), []
    beside = lookup(plain(unit).strip()) if unit else None
    counted = beside is not None and beside.dimension not in DIMENSIONS_OF_TIME
    cursor = Cursor(tokens(said.rstrip(), counted=counted))
    try:
        _refuse(said, cursor.tokens)
        found = clauses(cursor)
        reading = assemble(text, cursor.tokens, found, Columns(indicator, unit, symbol))
    except Unreadable as trouble:
        return _unreadable(text, trouble.likely or _likely(stripped), trouble.reason), cursor.trace
    return reading, cursor.trace


_CHINESE_YEAR = re.compile(r"[一二][〇○零九][一二三四五六七八九〇○零]{2}(?=年)")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def _of_nothing(text: str) -> Reading:
    """An empty target: no column beside it fills it."""
    notes = (Note("blank-mark", text.strip()),) if text.strip() else ()
    return Reading(text=text, kind=K.MISSING, notes=notes)


def _zero(text: str, of: str) -> Reading:
    zero = Decimal(0)
    return Reading(
        text=text, kind=K.EQUALITY, comparator=Comparator.EQ, low=zero, high=zero, notes=(Note("zero-count", of),)
    )


def _unreadable(text: str, likely: str, reason: str = "") -> Reading:
    notes = [Note("target-unreadable", likely)]
    if reason:
        notes.append(Note("reason", reason))
    return Reading(text=text, kind=K.UNREADABLE, notes=tuple(notes))


_LOOKALIKE = re.compile(r"[^\d\s(]\s*(\d+(?:\.\d+)?\s*[%‰]?)")
_GARBLED = re.compile(r"[工王主亍乏之三二云艺乙己巳圣兰a-zA-Z^&@!|]\s*\d+(?:\.\d+)?\s*(?:[%‰]|$)")
_IMPOSSIBLE = re.compile(
    r"(?:19|20)\d\d\s*年\s*(?:1[3-9]|[2-9]\d)\s*月\s*\d|(?<!\d)(?:1[0-2]|0?[1-9])\s*月\s*(?:3[2-9]|[4-9]\d)\s*[日号]"
)
_SUM = re.compile(r"\D{0,4}\d[\d.,]*[^\W\d]{0,3}(?:\s*\+\s*\d[\d.,]*[^\W\d]{0,3})+[^\W\d]{0,4}")
_MALFORMED = re.compile(r"\d['’]\d{3}|[½⅓⅔¼¾]")
_FATAL = frozenset("%‰^#$≠≈<>≥≤=|\\√∞^&@*×�□■?")


def _likely(said: str) -> str:
    """What a misread sign in front of a share most likely was: ≥, the commonest by far. Only ever a suggestion."""
    match = _LOOKALIKE.fullmatch(said)
    return f"≥{match[1].replace(' ', '')}" if match else ""


def _refuse(said: str, found: list[Token]) -> None:
    """Texts that hold a number, or a sign that asks for one, among signs that mean nothing here."""
    stripped = said.strip()
    if _GARBLED.fullmatch(stripped) and not stripped[0].isdecimal():
        raise Unreadable("sign-garbled")
    if _IMPOSSIBLE.search(stripped):
        raise Unreadable("date-impossible")
    if _SUM.fullmatch(stripped) or _MALFORMED.search(stripped):
        raise Unreadable("number-malformed")
    numbers = any(token.value is not None for token in found) or any(c.isdecimal() for c in stripped)
    worded = any(token.kind not in ("SYMBOL", "SEP", "TO", "CMP") for token in found)
    for token in found:
        if token.flag == "date":
            raise Unreadable("date-impossible", token)
        if token.kind == "SYMBOL" and (not worded or (numbers and token.text in _FATAL)):
            raise Unreadable("sign-unknown", token)
    if stripped[:1] not in tuple("半十百千万亿") and canonical_unit(*split_column(stripped)) is not None:
        raise Unreadable("number-absent")
    if not worded or "**" in stripped:
        raise Unreadable("number-absent")


# --- explaining -------------------------------------------------------------------------------------------------------


def explain_target(text: str, *, indicator: str = "", unit: str = "", symbol: str = "") -> Explanation:
    """The reading of ``read_target`` with the parts of the text that gave it, what was left alone, and the doubts
    in words."""
    reading = read_target(text, indicator=indicator, unit=unit, symbol=symbol)
    _, trace = _read_closely(text, indicator, unit, symbol)
    parts = tuple(Part(token.start, token.end, *ROLES[role]) for token, role in trace if role in ROLES)
    ignored = tuple(text[token.start : token.end] for token, role in trace if role in ("ignored", "wording"))
    zh, en = sentence(reading)
    return Explanation(reading, parts, tuple(w for w in ignored if w.strip()), zh, en, remarks(reading))
