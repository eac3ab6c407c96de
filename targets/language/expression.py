"""Reading a target: from the text as printed to one frozen ``Reading``.

``read_target`` is the only way in. Most targets are a comparator, a number and a unit; ``simple`` reads those with one
pattern and the tables of the grammar. Everything else goes through ``tokens`` and ``grammar``, which give the same
reading for the simple ones (a property test over made texts holds them together). Nothing raises: what cannot be read
is a reading of kind UNREADABLE that says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from targets.language.accounting import account
from targets.language.clause import Cursor, Role, Unreadable
from targets.language.explanation import ROLES, Explanation, Part, remarks, sentence
from targets.language.grammar import clauses
from targets.language.interpretation import Columns, assemble, split_column
from targets.language.nothing import NOT_APPLICABLE, is_blank
from targets.language.quantity import DIMENSIONS_OF_TIME, canonical_unit, lookup
from targets.language.reading import Comparator, Note, NoteName, Reading, ReadingKind
from targets.language.simple import is_plain_wording, read_simple
from targets.language.token import Token, TokenKind
from targets.language.tokens import LONGEST, plain, tokens
from targets.language.wording import ZERO

T, N = TokenKind, NoteName

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
    simple = read_simple(text, indicator, unit, symbol)
    if simple is not None:
        return simple
    return _read_closely(text, indicator, unit, symbol)[0]


# --- the long way -----------------------------------------------------------------------------------------------------


def _read_closely(text: str, indicator: str, unit: str, symbol: str) -> tuple[Reading, list[tuple[Token, Role]]]:
    """The reading and the trace of what each token was taken for."""
    if len(text) > LONGEST:
        return _unreadable(text, f">{LONGEST}"), []
    said = _CHINESE_YEAR.sub(lambda year: year[0].translate(_CHINESE_DIGITS), plain(text))
    if is_blank(said):
        return _of_nothing(text), []
    if NOT_APPLICABLE.fullmatch(said):
        return Reading(text=text, kind=K.MISSING, notes=(Note(N.NOT_APPLICABLE),)), []
    stripped = said.strip()
    if is_plain_wording(stripped):
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
        reading = _accounted(reading, said, cursor, indicator)
    except Unreadable as trouble:
        return _unreadable(text, trouble.likely or _likely(stripped), trouble.reason), cursor.trace
    return reading, cursor.trace


_ACCOUNTED = frozenset(K) - {K.QUALITATIVE, K.MISSING, K.UNREADABLE}


def _accounted(reading: Reading, said: str, cursor: Cursor, indicator: str) -> Reading:
    """The reading with notes of what is left over of its text; wording without a measure is all of it used."""
    if reading.kind not in _ACCOUNTED or (reading.comparator is Comparator.NONE and not reading.parts):
        return reading
    notes = account(said, cursor.trace, cursor.lost, reading, plain(indicator)).notes()
    return replace(reading, notes=(*reading.notes, *notes)) if notes else reading


_CHINESE_YEAR = re.compile(r"[一二][〇○零九][一二三四五六七八九〇○零]{2}(?=年)")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def _of_nothing(text: str) -> Reading:
    """An empty target: no column beside it fills it."""
    notes = (Note(N.BLANK_MARK, text.strip()),) if text.strip() else ()
    return Reading(text=text, kind=K.MISSING, notes=notes)


def _zero(text: str, of: str) -> Reading:
    zero = Decimal(0)
    return Reading(
        text=text,
        kind=K.EQUALITY,
        comparator=Comparator.EQ,
        low=zero,
        high=zero,
        notes=(Note(N.ZERO_COUNT, of),),
    )


def _unreadable(text: str, likely: str, reason: str = "") -> Reading:
    notes = [Note(N.TARGET_UNREADABLE, likely)]
    if reason:
        notes.append(Note(N.REASON, reason))
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
    worded = any(token.kind not in (T.SYMBOL, T.SEP, T.TO, T.CMP) for token in found)
    for token in found:
        if token.flag == "date":
            raise Unreadable("date-impossible", token)
        if token.kind == T.SYMBOL and (not worded or (numbers and token.text in _FATAL)):
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
    ignored = tuple(text[token.start : token.end] for token, role in trace if role in (Role.IGNORED, Role.WORDING))
    zh, en = sentence(reading)
    return Explanation(reading, parts, tuple(w for w in ignored if w.strip()), zh, en, remarks(reading))
