"""Reading a target: from the text as printed to one frozen ``Reading``.

``read_target`` is the only way in. Most targets are a comparator, a number and a unit; ``_simple`` reads those with
one
pattern. Everything else goes through ``tokens`` and ``grammar``, which give the same reading for the simple ones (a
property test holds them together). Nothing raises: what cannot be read is a reading of kind UNREADABLE that says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from targets import dates
from targets.explanation import ROLES, Explanation, Part, remarks, sentence
from targets.grammar import Clause, Cursor, Unreadable, clauses
from targets.quantity import DIMENSIONS_OF_TIME, MONEY, canonical_unit, lookup
from targets.reading import Comparator, Note, Reading, ReadingKind
from targets.spellings import SYMBOLS
from targets.tokens import LONGEST, Token, plain, tokens
from targets.wording import (
    BLANK,
    NOT_APPLICABLE,
    NOTHING,
    PLAIN_WORDING,
    ZERO,
    NameWords,
    counts_time,
    name_words,
    speaks_of_date,
    speaks_of_share,
    speaks_of_time,
)

K = ReadingKind
_BARE = Note("bare-value")
_MISSING_UNIT = Note("unit-missing")
_OCCURRENCES = "[occurrence]"


def read_target(text: str, *, indicator: str = "", unit: str = "", symbol: str = "") -> Reading:
    """How the text of a target is understood, in the light of the indicator's name and of a unit and a symbol column.

    The text's own words come first; then the columns; what only the name says becomes a note (``name-says``,
    ``name-unit``). Never raises: an empty text is kind MISSING, ``无`` is MISSING with ``not-applicable``, a text
    that holds a
    number but no one meaning is UNREADABLE with a note ``target-unreadable`` whose detail is the likely text, if
    there is one.
    Readings are cached by their four texts.
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
    if of_time and not from_column and digits[:2] in ("19", "20"):
        return None
    if of_time and _lasts(text, indicator, comparator, from_column):
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
            canonical = canonical if printed is not None else _canonical(None, None, kind, words.unit)
    if printed is None and words.unit is None:
        notes += _ONLY_UNIT_MISSING
    low = None if comparator is _LE or comparator is _LT else value
    high = None if comparator is _GE or comparator is _GT else value
    return _make(text, kind, comparator or _EQ, low, high, printed, canonical, notes)


def _long(value: Decimal, printed: str | None, indicator: str) -> bool:
    """A number that needs a closer look: it may be the serial number of a date, or a misprinted share."""
    return (printed is None and value >= 36526) or (value > 100 and printed == "%" and indicator != "")


def _plain_words(text: str) -> bool:
    return (
        len(text) <= LONGEST and PLAIN_WORDING.fullmatch(text) is not None and lookup(text) is None
    )  # a unit alone lacks its number


def _lasts(text: str, indicator: str, comparator: Comparator | None, from_column: bool) -> bool:
    """Whether a unit of time means a duration, and not days that are counted or a column filled in by habit."""
    if comparator is not Comparator.LE and (counts_time(indicator) or counts_time(text)):
        return False
    return not from_column or speaks_of_time(indicator)


_NONE, _EQ = Comparator.NONE, Comparator.EQ
_GE, _GT, _LE, _LT = Comparator.GE, Comparator.GT, Comparator.LE, Comparator.LT
_DURATION, _EQUALITY, _THRESHOLD, _QUALITATIVE = K.DURATION, K.EQUALITY, K.THRESHOLD, K.QUALITATIVE
_ONLY_BARE, _ONLY_UNIT_MISSING = (_BARE,), (_MISSING_UNIT,)


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


_LOWER = (Comparator.LE, Comparator.LT)
_UPPER = (Comparator.GE, Comparator.GT)


# --- the long way -----------------------------------------------------------------------------------------------------


def _read_closely(text: str, indicator: str, unit: str, symbol: str) -> tuple[Reading, list[tuple[Token, str]]]:
    """The reading and the trace of what each token was taken for."""
    if len(text) > LONGEST:
        return _unreadable(text, f">{LONGEST}"), []
    said = _CHINESE_YEAR.sub(lambda year: year[0].translate(_CHINESE_DIGITS), plain(text))
    if BLANK.fullmatch(said):
        return _of_nothing(text, symbol), []
    if NOT_APPLICABLE.fullmatch(said):
        return Reading(text=text, kind=K.MISSING, notes=(Note("not-applicable"),)), []
    stripped = said.strip()
    if _plain_words(stripped):
        return Reading(text=text, kind=K.QUALITATIVE), []
    if zero := ZERO.fullmatch(stripped):
        return _zero(text, zero["zero"] or zero["none"] or zero["nil"] or zero["nought"]), []
    cursor = Cursor(tokens(said))
    try:
        _refuse(said, cursor.tokens)
        found = clauses(cursor)
        reading = _assemble(text, cursor.tokens, found, _Columns(indicator, unit, symbol))
    except Unreadable as trouble:
        return _unreadable(text, trouble.likely or _likely(stripped), trouble.reason), cursor.trace
    return reading, cursor.trace


_CHINESE_YEAR = re.compile(r"[一二][〇○零九][一二三四五六七八九〇○零]{2}(?=年)")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def _of_nothing(text: str, symbol: str) -> Reading:
    """An empty target; a symbol column that says 定性 does not fill it."""
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
    numbers = any(token.value is not None for token in found) or any(c.isdecimal() for c in stripped)
    worded = any(token.kind not in ("SYMBOL", "SEP", "TO", "CMP") for token in found)
    for token in found:
        if token.flag == "date":
            raise Unreadable("date-impossible", token)
        if token.kind == "SYMBOL" and (not worded or (numbers and token.text in _FATAL)):
            raise Unreadable("sign-unknown", token)
    if stripped[:1] not in tuple("半十百千万亿") and canonical_unit(*_split_column(stripped)) is not None:
        raise Unreadable("number-absent")
    if not worded or "**" in stripped:
        raise Unreadable("number-absent")


class _Columns:
    """What stands beside the text: the name, the unit column, the symbol column."""

    def __init__(self, indicator: str, unit: str, symbol: str) -> None:
        self.indicator = indicator
        self.name: NameWords = name_words(indicator)
        self.unit = _clean_unit(unit)
        said = plain(symbol).strip()
        self.qualitative = "定性" in said
        self.comparator = _SYMBOL_WORDS.get(said) or _symbol(said)


_SYMBOL_WORDS = {
    "大于等于": Comparator.GE,
    "小于等于": Comparator.LE,
    "等于": Comparator.EQ,
    "大于": Comparator.GT,
    "小于": Comparator.LT,
}


def _symbol(said: str) -> Comparator | None:
    """The comparator of a symbol column, sign or word."""
    for pattern, comparator in SYMBOLS:
        if re.fullmatch(pattern, said):
            return comparator
    for token in tokens(said):
        if token.kind in ("CMP", "TAIL"):
            return token.comparator
    return None


def _clean_unit(unit: str) -> str | None:
    said = plain(unit).strip()
    if not said or BLANK.fullmatch(said) or said in ("无", "无单位", "文字描述", "其他"):
        return None
    return "%" if (found := lookup(said)) is not None and found.canonical == "percent" else said


def _assemble(text: str, found: list[Token], parts: list[Clause], columns: _Columns) -> Reading:
    """One reading out of the measured parts of a text."""
    measured = [clause for clause in parts if clause.shape]
    weak = [c for c in measured if _weak(c, measured)]
    measured = [c for c in measured if c not in weak]
    for clause in weak if measured else ():
        name = "date-ignored" if clause.shape in ("date", "dates") else "number-ignored"
        measured[0].note(name, text[clause.start : clause.end].strip())
    loose = [clause for clause in parts if not clause.shape]
    if not measured:
        return _without_measure(text, found, parts, columns)
    measured = _joined(_reached(measured, found))
    if len(measured) == 1:
        return _with_leftovers(_reading(text, measured[0], columns), found, loose)
    readings = tuple(_reading(text[c.start : c.end].strip(), c, _NO_COLUMNS) for c in measured)
    notes = tuple(
        dict.fromkeys(n for r in readings for n in r.notes if n.name in ("unit-unknown", "ambition", "unit-inverted"))
    )
    units = _shared([r.unit or "" for r in readings])
    pers = _shared([r.per or "" for r in readings])
    return Reading(text=text, kind=K.COMPOUND, unit=units, per=pers, notes=notes, parts=readings)


def _shared(values: list[str]) -> str | None:
    """One unit that all parts share, or all of them joined by ``;``."""
    return (values[0] if len(set(values)) == 1 else ";".join(values)) or None


def _weak(clause: Clause, measured: list[Clause]) -> bool:
    """A plain number without unit and comparator in the middle of wording is no value."""
    if len(measured) > 1 and (
        clause.unit in ("岁", "周岁") or (clause.doing and any(c.shape == "quantity" for c in measured))
    ):
        return True  # 65岁以上老人体检率≥70%; 2023年完成37个
    plain_number = clause.shape == "quantity" and clause.unit is None and not clause.per and clause.comparator is None
    return plain_number and (clause.followed or (clause.led and len(measured) > 1))


def _reached(measured: list[Clause], found: list[Token]) -> list[Clause]:
    """由10天缩短到5天: the first figure is where the change starts from, the second is the target."""
    if len(measured) != 2 or measured[0].shape != "quantity" or measured[1].comparator is None:
        return measured
    begins = next((t.text for t in reversed(found) if t.end <= measured[0].start), "")
    if not begins.endswith(("由", "从", "自")) or measured[0].low is None:
        return measured
    measured[1].note("base", f"{measured[0].low:f}{measured[0].unit or ''}")
    return measured[1:]


def _joined(measured: list[Clause]) -> list[Clause]:
    """A floor and a ceiling for the same unit are one range: ≥80%且≤90%. A floor and an ambition are not."""
    if len(measured) != 2 or any(note.name == "ambition" for c in measured for note in c.notes):
        return measured
    low, high = sorted(measured, key=lambda c: c.comparator in _LOWER)
    both = low.comparator in _UPPER and high.comparator in _LOWER and low.shape == high.shape == "quantity"
    if not both or low.per != high.per or (low.unit != high.unit and low.unit and high.unit):
        return measured
    if low.low is None or high.high is None or low.low > high.high:
        return measured
    joined = Clause(
        shape="range", comparator=Comparator.BETWEEN, low=low.low, high=high.high, unit=high.unit or low.unit
    )
    joined.per, joined.start, joined.end = high.per or low.per, measured[0].start, measured[1].end
    return [joined]


_NO_COLUMNS = _Columns("", "", "")


def _with_leftovers(reading: Reading, found: list[Token], loose: list[Clause]) -> Reading:
    """Remarks in brackets stay with the reading."""
    remarks = tuple(Note("remark", token.text) for token in found if token.kind == "REMARK")
    return _replace(reading, notes=reading.notes + remarks) if remarks else reading


def _replace(reading: Reading, **fields: object) -> Reading:
    return replace(reading, **fields)  # type: ignore[arg-type]


def _without_measure(text: str, found: list[Token], parts: list[Clause], columns: _Columns) -> Reading:
    """Wording: a change of no stated size, a group of ranks, or plain words."""
    if any(token.kind == "RANKGROUP" for token in found):
        group = next(token.text for token in found if token.kind == "RANKGROUP")
        return Reading(text=text, kind=K.RANK, notes=(Note("rank-group", group),))
    base = next((clause.base for clause in parts if clause.base), "")
    direction = next((token.word for token in found if token.kind == "DIRECTION"), "")
    if base and direction:
        return Reading(text=text, kind=K.CHANGE, notes=(Note("direction", direction), Note("base", base)))
    notes = [Note("base", base)] if base else []
    notes += [Note("period", clause.whole_year) for clause in parts if clause.whole_year]
    notes += [Note("number-ignored", text[c.start : c.end].strip()) for c in parts if c.shape]
    notes += [note for clause in parts if not clause.shape for note in clause.notes if note.name == "date-ignored"]
    return Reading(text=text, kind=K.QUALITATIVE, notes=tuple(dict.fromkeys(notes)))


def _reading(text: str, clause: Clause, columns: _Columns) -> Reading:
    """The reading of one measured part."""
    if clause.shape in ("date", "dates"):
        kind = K.RANGE if clause.shape == "dates" else K.DEADLINE
        return Reading(
            text=text, kind=kind, comparator=clause.comparator or Comparator.LE, since=clause.since, until=clause.until,
            per=clause.per or None, notes=tuple(clause.notes),
        )  # fmt: skip
    notes = list(clause.notes)
    unit, per, from_column = clause.unit, clause.per or None, False
    if unit is None and columns.unit is not None and clause.shape in ("quantity", "range"):
        unit, column_per = _split_column(columns.unit)
        per, from_column = per or column_per, True
    if unit is not None and (known := lookup(unit)) is not None and known.canonical == "percent":
        unit = "%"
    comparator = clause.comparator
    if comparator is None and columns.comparator is not None and clause.shape != "rank":
        comparator = columns.comparator
    if comparator is None:
        comparator = Comparator.EQ
        if not (clause.direction or columns.name.direction):
            notes.append(_BARE)
    unit, per = _upright(unit, per, notes)
    kind = _kind(clause, comparator, unit, per, columns, notes, from_column, text)
    if clause.whole_year:
        if kind in (K.THRESHOLD, K.EQUALITY) and _dimension(unit) == _OCCURRENCES and per is None:
            kind, per = K.FREQUENCY, clause.whole_year
        else:
            notes.append(Note("period", clause.whole_year))
    if (_dimension(unit) == "[share]" or kind is K.CHANGE) and clause.period and per == clause.period:
        per = None
        notes.append(Note("period", clause.period))
        kind = _plain_kind(clause, comparator) if kind is K.RATE_PER_PERIOD else kind
    if kind is K.CHANGE and _dimension(unit) in ("[share]", "[percentage_point]"):
        per = None  # 人均收入增长8% is 8 % and not 8 % a head
    canonical = _canonical(unit, per, kind, columns.name.unit)
    _remark(text, kind, clause, comparator, unit, per, canonical, columns, notes)
    low, high = clause.low, clause.high
    if comparator in _UPPER and kind is not K.RANK:
        high = None
    elif comparator in _LOWER or (kind is K.RANK and comparator is not Comparator.EQ):
        low = None
    if clause.shape == "range":
        low, high, comparator = clause.low, clause.high, Comparator.BETWEEN
    return Reading(
        text=text, kind=kind, comparator=comparator, low=low, high=high, unit=unit, per=per, canonical=canonical,
        notes=tuple(dict.fromkeys(notes)),
    )  # fmt: skip


def _split_column(unit: str) -> tuple[str, str | None]:
    """A unit column 万元/人 is a unit with a denominator; 人/次 and 件/套 are units of their own."""
    if "/" not in unit or lookup(unit) is not None:
        return unit, None
    first, _, rest = unit.partition("/")
    return first, rest or None


def _dimension(unit: str | None) -> str:
    found = lookup(unit) if unit else None
    return found.dimension if found else ""


_INVERTIBLE = ("[people]", "[households]", "[item]", "[people_served]", "[animals]")


def _upright(unit: str | None, per: str | None, notes: list[Note]) -> tuple[str | None, str | None]:
    """人/元 is meant as 元/人: turned round with ``unit-inverted``, and pending until a person confirms it."""
    if unit and per and _dimension(unit) in _INVERTIBLE and (money := lookup(per)) is not None and money.base in MONEY:
        notes.append(Note("unit-inverted", f"{unit}/{per}"))
        return per, unit
    return unit, per


def _plain_kind(clause: Clause, comparator: Comparator) -> ReadingKind:
    if clause.shape == "range":
        return K.RANGE
    return K.EQUALITY if comparator is Comparator.EQ else K.THRESHOLD


def _kind(
    clause: Clause,
    comparator: Comparator,
    unit: str | None,
    per: str | None,
    columns: _Columns,
    notes: list[Note],
    from_column: bool,
    text: str,
) -> ReadingKind:
    """Which sort of promise: rank, change, ratio, frequency or rate by the denominators, duration by the unit."""
    if clause.shape == "rank":
        return K.RANK
    if clause.shape == "ratio":
        return K.RATIO
    if clause.direction and (clause.adjacent or clause.base):
        notes.append(Note("direction", clause.direction))
        if clause.base:
            notes.append(Note("base", clause.base))
        return K.CHANGE
    if columns.name.direction and unit in ("%", "个百分点", "百分点", "倍", None) and clause.shape == "quantity":
        notes.append(Note("direction", columns.name.direction))
        if columns.name.base:
            notes.append(Note("base", columns.name.base))
        return K.CHANGE
    if clause.shape == "range":
        return K.RANGE
    if per is not None and _has_period(per):
        return K.FREQUENCY if _dimension(unit) == _OCCURRENCES else K.RATE_PER_PERIOD
    if (
        per is None
        and _dimension(unit) in DIMENSIONS_OF_TIME
        and _lasts(text, columns.indicator, comparator, from_column)
    ):
        return K.DURATION
    return _plain_kind(clause, comparator)


_PERIODS = DIMENSIONS_OF_TIME | {"[work_of_people]", "[months_of_people]"}  # 元/人年 is yuan for each person and year
_PER_PARTS = re.compile(r"[·*.、/×]")


def _has_period(per: str) -> bool:
    """Whether a denominator is a stretch of time: 年, 学期, 2年."""
    parts = (part.lstrip("0123456789一两二三四五六") for part in _PER_PARTS.split(per))
    return any(_dimension(part) in _PERIODS for part in parts)


def _canonical(unit: str | None, per: str | None, kind: ReadingKind, name_unit: str | None) -> str | None:
    if kind is K.RATIO:
        return canonical_unit("比例", per)
    if kind is K.RANK and unit != "%":
        return "rank_place"
    if unit is None and name_unit is not None:
        unit, column_per = _split_column(name_unit)
        per = per or column_per
    return canonical_unit(unit, per) if unit else None


def _remark(
    text: str,
    kind: ReadingKind,
    clause: Clause,
    comparator: Comparator,
    unit: str | None,
    per: str | None,
    canonical: str | None,
    columns: _Columns,
    notes: list[Note],
) -> None:
    """The doubts about a measured part."""
    name = columns.name
    if name.comparator is not None:
        notes.append(Note("name-says", name.comparator.value))
    if name.unit is not None:
        notes.append(Note("name-unit", name.unit))
    if unit is None and kind in (K.THRESHOLD, K.EQUALITY, K.RANGE) and name.unit is None:
        likely = (
            dates.serial(clause.low) if clause.low is not None and clause.low == clause.high and per is None else None
        )
        if likely and speaks_of_date(columns.indicator):
            raise Unreadable("serial-date", likely=likely)
        if likely and not columns.indicator:
            notes.append(Note("serial-date", likely))
        notes.append(_MISSING_UNIT)
    elif unit is not None and canonical is None:
        notes.append(Note("unit-unknown", unit if lookup(unit) is None else f"{unit}/{per}"))
    over = unit == "%" and kind is not K.CHANGE and clause.high is not None and clause.high > 100
    if over and clause.high is not None and columns.indicator and speaks_of_share(columns.indicator):
        notes.append(Note("percent-implausible", _misprinted_share(clause.high)))


def _misprinted_share(value: Decimal) -> str:
    """290 is most likely a scanned ≥90."""
    digits = format(value, "f")
    return f"≥{digits[1:]}%" if digits[0] in "27" and len(digits) >= 3 and 0 < Decimal(digits[1:]) <= 100 else ""


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
