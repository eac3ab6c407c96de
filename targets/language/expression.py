"""Reading a target: from the text as printed to one frozen ``Reading``.

``read_target`` is the only way in. Most targets are a comparator, a number and a unit; ``simple`` reads those with one
pattern and the tables of the grammar. Everything else goes through ``tokens`` and ``grammar``, which give the same
reading for the simple ones (a property test over made texts holds them together). Nothing raises: what cannot be read
is a reading of kind UNREADABLE that says why.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from targets.language.accounting import LeftOver, account
from targets.language.clause import Cursor, Role, Unreadable
from targets.language.explanation import LEFT_OVER, ROLES, Explanation, Part, remarks, sentence
from targets.language.grammar import clauses
from targets.language.interpretation import Columns, assemble, split_column
from targets.language.nothing import NOT_APPLICABLE, is_blank
from targets.language.quantity import DIMENSIONS_OF_TIME, canonical_unit, lookup
from targets.language.reading import Comparator, Note, NoteName, Reading, ReadingKind
from targets.language.scoringrules import rule_reading
from targets.language.simple import is_plain_wording, read_simple
from targets.language.token import Token, TokenKind
from targets.language.tokens import LONGEST, UNCLEAR_COMMA, plain, tokens
from targets.language.wording import NO_GROWTH, ZERO

T, N = TokenKind, NoteName

K = ReadingKind


def read_target(text: str, *, indicator: str = "", unit: str = "", symbol: str = "") -> Reading:
    """The reading of a target's text, in the light of the indicator's name and of a unit and a symbol
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


def _read_closely(text: str, indicator: str, unit: str, symbol: str) -> tuple[Reading, Cursor | None]:
    """The reading, and the cursor that knows what each token was taken for; None where the text never got that far."""
    if len(text) > LONGEST:
        return _unreadable(text, f">{LONGEST}"), None
    said = _CHINESE_YEAR.sub(lambda year: year[0].translate(_CHINESE_DIGITS), plain(text))
    if is_blank(said):
        return _of_nothing(text), None
    if NOT_APPLICABLE.fullmatch(said):
        return Reading(text=text, kind=K.MISSING, notes=(Note(N.NOT_APPLICABLE),)), None
    stripped = said.strip()
    if is_plain_wording(stripped):
        return Reading(text=text, kind=K.QUALITATIVE), None
    if NO_GROWTH.fullmatch(stripped):
        nought, up = Decimal(0), Note(N.DIRECTION, "up")
        return Reading(
            text=text, kind=K.CHANGE, comparator=Comparator.EQ, low=nought, high=nought, unit="%", canonical="percent",
            notes=(up,),
        ), None  # fmt: skip
    if zero := ZERO.fullmatch(stripped):
        return _zero(text, zero["zero"] or zero["none"] or zero["nil"] or zero["nought"]), None
    if _SCORING_RULE.search(stripped):
        return rule_reading(text, stripped, lambda promise: _read(promise, indicator, unit, symbol)), None
    if _RETURN_PERIOD.search(stripped):
        return _unreadable(text, "", "return-period"), None
    beside = lookup(plain(unit).strip()) if unit else None
    counted = beside is not None and beside.dimension not in DIMENSIONS_OF_TIME
    cursor = Cursor(tokens(said.rstrip(), counted=counted))
    try:
        _refuse(said, cursor.tokens)
        found = clauses(cursor)
        reading = assemble(text, cursor.tokens, found, Columns(indicator, unit, symbol))
        reading = _accounted(reading, said, cursor, indicator)
    except Unreadable as trouble:
        return _unreadable(text, trouble.likely or _likely(stripped), trouble.reason), cursor
    return reading, cursor


_GIVES = r"(?:得|扣|加|计|记|减)(?:减|除)?\s*(?:\d+(?:\.\d+)?|[一二两三四五六七八九十]+)\s*分(?!钟|以上)"
_SCORING_RULE = re.compile(
    rf"(?:每|低于|未|不|否则|超过|少|高于|达到|以上|以下|完成).*{_GIVES}|{_GIVES}.*{_GIVES}|不得分|得满分|扣完为止|酌情(?:扣|给)分|按比例(?:扣|得|给)分|(?:^|[,;的])(?:得|计|给)\d+(?:\.\d+)?分$"
)
"""Rules of points in the cell of the target (每减少1%扣1分)."""
_RETURN_PERIOD = re.compile(r"年一遇")
"""10年一遇 is how strong a flood may be, and no duration."""
_ACCOUNTED = frozenset(K) - {K.QUALITATIVE, K.MISSING, K.UNREADABLE, K.SCORING_RULE}


def _accounted(reading: Reading, said: str, cursor: Cursor, indicator: str) -> Reading:
    """The reading with notes of what is left over of its text; wording without a measure is all of it used."""
    if not _measured(reading):
        return reading
    found = account(said, cursor.trace, cursor.lost, reading, plain(indicator))
    if found.parts:
        measured = reading.parts or (replace(reading, text=said),)
        words = (Reading(text=said[start:end].strip(), kind=K.QUALITATIVE) for start, end in found.parts)
        parts = (*measured, *words)
        reading = Reading(text=reading.text, kind=K.COMPOUND, unit=reading.unit, per=reading.per, parts=parts)
    notes = found.notes()
    return replace(reading, notes=(*reading.notes, *notes)) if notes else reading


def _measured(reading: Reading) -> bool:
    """True if a reading holds a measure, so that wording beside it has to be accounted for."""
    return reading.kind in _ACCOUNTED and (reading.comparator is not Comparator.NONE or bool(reading.parts))


class Used(NamedTuple):
    """A text as it was used: the stretches that the grammar used, those that change nothing, and what is left over;
    the last are in the account of their reasons too."""

    used: tuple[tuple[int, int], ...]
    neutral: tuple[tuple[int, int], ...]
    left_over: tuple[LeftOver, ...]


def account_of(text: str, *, indicator: str = "") -> Used | None:
    """The parts of a text used for its reading, those that change nothing, and those left over. None where no measure
    was read: of wording all is used, of what is not readable nothing."""
    reading, cursor = _read_closely(text, indicator, "", "")
    if (
        cursor is None
        or reading.kind not in _ACCOUNTED
        or (reading.comparator is Comparator.NONE and not reading.parts)
    ):
        return None
    spans = [((token.start, token.end), role in ROLES) for token, role in cursor.trace]
    used, neutral = (tuple(span for span, of in spans if of is wanted) for wanted in (True, False))
    found = account(plain(text), cursor.trace, cursor.lost, reading, plain(indicator))
    return Used(used, neutral, found.left_over)


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
_MALFORMED = re.compile(
    r"\d['’]\d{3}|\d[.。]{2,}\d|\d·\d|[⅓⅔]|\d[eE]\d|\d[.。] +\d|\d\s+\.\d|\d。\d|\d +[.。]"
    r"|(?<![\d.])(?<!\d )\d{1,3} \d{3}(?! ?\d)"
    r"|[零〇一二三四五六七八九十百千万亿点] +[点十百千万亿][零〇一二三四五六七八九十百千万亿]?(?!\w)"
    r"|[二三四五六七八九十百千万] *分 +之|[二三四五六七八九十百千万] +分 *之"
    r"|(?:分之|点)[零〇一二三四五六七八九十]+ +[零〇一二三四五六七八九十]"
)
_FATAL = frozenset(UNCLEAR_COMMA + "%‰^#$≠≈<>≥≤=|\\√∞^&@*×�□■?○◯")


_DIRECTION_SIGNS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


_NUMERALS = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿卅又"


_THOUSANDS = re.compile(r"\d{1,3}\.\d\d0")
_INDIVISIBLE = frozenset({"[people]", "[households]", "[occurrence]", "[item]", "[people_served]", "[cases]"})


def _refuse_pieces(said: str, found: list[Token]) -> None:
    """A number beside numerals that are none of it (四千 二分之三, 七成 六): it is not known to be whole."""
    for one in found:
        if one.kind is T.NUMBER and _THOUSANDS.fullmatch(one.text.removesuffix(one.unit or "").strip()):
            counted = lookup(one.unit or "")
            if counted is not None and counted.dimension in _INDIVISIBLE and counted.canonical == counted.base:
                raise Unreadable("number-malformed", one)  # 1.200人 is no person and a fifth
    for one, sign, other in zip(found, found[1:], found[2:], strict=False):
        added = sign.text == "+" and one.kind is other.kind is T.NUMBER
        if added and other.unit is not None and lookup(other.unit) is not None:
            raise Unreadable("number-malformed", sign)  # 49+3人: a sum that nobody added up
    for one, other in pairwise(found):
        gap = other.start > one.end
        if other.kind is T.NUMBER and one.kind is T.WORD and one.text != "零":
            ends = one.text[-1]
            if ends in _NUMERALS or (ends == "点" and gap and one.text[-2:-1] in (*_NUMERALS, "")):
                raise Unreadable("number-malformed", other)
        if one.kind is T.NUMBER and other.kind is T.WORD and (gap or one.unit is None):
            begins = other.text[0] in _NUMERALS or (other.text[0] == "点" and other.text[1:2] in tuple(_NUMERALS))
            if begins and (one.end == 0 or said[one.end - 1] not in ",;、"):
                raise Unreadable("number-malformed", other)


def _is_fatal(sign: str) -> bool:
    """True if a sign beside a number may change it: signs of mathematics, marks over other signs, digits in circles."""
    return sign in _FATAL or unicodedata.category(sign) in ("Sm", "Mn", "Me", "No")


def _likely(said: str) -> str:
    """The sign most likely meant by a misread one before a share: ≥, the commonest by far. Only ever a suggestion."""
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
        circled = token.kind == T.SYMBOL and unicodedata.category(token.text) == "No"
        if circled or (token.kind == T.SYMBOL and (not worded or (numbers and _is_fatal(token.text)))):
            raise Unreadable("sign-unknown", token)
    _refuse_pieces(said, found)
    if _DIRECTION_SIGNS.search(said):
        raise Unreadable("direction-signs")
    if stripped[:1] not in tuple("半十百千") and canonical_unit(*split_column(stripped)) is not None:
        raise Unreadable("number-absent")
    if not worded or "**" in stripped:
        raise Unreadable("number-absent")


# --- explaining -------------------------------------------------------------------------------------------------------


def explain_target(text: str, *, indicator: str = "", unit: str = "", symbol: str = "") -> Explanation:
    """The reading of ``read_target`` with the parts of the text that gave it, what was left alone, and the doubts
    in words."""
    reading = read_target(text, indicator=indicator, unit=unit, symbol=symbol)
    _, cursor = _read_closely(text, indicator, unit, symbol)
    trace = cursor.trace if cursor is not None else []
    parts = [Part(token.start, token.end, *ROLES[role]) for token, role in trace if role in ROLES]
    left = account_of(text, indicator=indicator)
    for one in sorted(left.left_over if left else (), key=lambda found: found.grave):
        parts = [part for part in parts if part.end <= one.start or one.end <= part.start]
        parts.append(Part(one.start, one.end, *LEFT_OVER[one.grave]))
    parts.sort(key=lambda part: part.start)
    ignored = tuple(text[token.start : token.end] for token, role in trace if role in (Role.IGNORED, Role.WORDING))
    zh, en = sentence(reading)
    return Explanation(reading, tuple(parts), tuple(w for w in ignored if w.strip()), zh, en, remarks(reading))
