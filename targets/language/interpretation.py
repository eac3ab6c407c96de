"""From the measured parts of a text to its reading: kind, bounds, unit, and every doubt.

The grammar says what stands in a text; here it is weighed against what stands beside it (the indicator's name, the
unit and the symbol column), and several parts become one range, one target with its base, or a compound.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from targets.language import dates
from targets.language.clause import DOWNWARDS, UPWARDS, Clause, Unreadable
from targets.language.comparators import better_way
from targets.language.nothing import holds_nothing
from targets.language.quantity import DIMENSIONS_OF_TIME, MONEY, canonical_unit, lookup
from targets.language.reading import Comparator, Note, NoteName, Reading, ReadingKind
from targets.language.token import Token, TokenKind
from targets.language.tokens import plain, tokens
from targets.language.wording import (
    NameWords,
    counts_time,
    name_words,
    speaks_of_date,
    speaks_of_quality,
    speaks_of_share,
    speaks_of_time,
)

T, N = TokenKind, NoteName

K = ReadingKind
BARE = Note(N.BARE_VALUE)
MISSING_UNIT = Note(N.UNIT_MISSING)
_OCCURRENCES = "[occurrence]"


class Columns:
    """The cells beside the text: the name, the unit column, the symbol column."""

    def __init__(self, indicator: str, unit: str, symbol: str) -> None:
        self.indicator = indicator
        self.name: NameWords = name_words(indicator)
        self.unit = _clean_unit(unit)
        self.comparator = comparator_of_column(symbol)


@lru_cache(maxsize=256)
def comparator_of_column(symbol: str) -> Comparator | None:
    """The comparator of a symbol column: a sign, a word, or which way is better (反向); None for 定性 and 定量."""
    said = plain(symbol).strip()
    if better := better_way(said):
        return better
    found = tokens(said)
    return next((token.comparator for token in found if token.kind in (T.CMP, T.TAIL)), None)


def _clean_unit(unit: str) -> str | None:
    said = plain(unit).strip()
    if holds_nothing(said) or said in ("无单位", "文字描述", "其他"):
        return None
    return "%" if (found := lookup(said)) is not None and found.canonical == "percent" else said


def assemble(text: str, found: list[Token], parts: list[Clause], columns: Columns) -> Reading:
    """One reading out of the measured parts of a text."""
    measured = [clause for clause in parts if clause.shape]
    named = [c for c, rate in pairwise(measured) if _names_a_rate(text, c, rate)]
    measured = [c for c in measured if c not in named]
    for clause in named:
        measured[-1].note(N.CONDITION, text[clause.start : clause.end].strip())
    weak = [c for c in measured if _weak(c, measured)]
    measured = [c for c in measured if c not in weak]
    for clause in weak if measured else ():
        name = N.DATE_IGNORED if clause.shape in ("date", "dates") else N.NUMBER_IGNORED
        measured[0].note(name, text[clause.start : clause.end].strip())
    if not measured:
        return _without_measure(text, found, parts, columns)
    loose = [clause for clause in parts if not clause.shape]
    measured = _joined(_reached(measured, found), any(t.kind == T.BETWEEN for t in found))
    if len(measured) == 1:
        return _with_leftovers(_reading(text, measured[0], columns), found, loose)
    readings = tuple(_reading(text[c.start : c.end].strip(), c, _NO_COLUMNS) for c in measured)
    notes = tuple(
        dict.fromkeys(n for r in readings for n in r.notes if n.name in (N.UNIT_UNKNOWN, N.AMBITION, N.UNIT_INVERTED))
    )
    units = _shared([r.unit or "" for r in readings])
    pers = _shared([r.per or "" for r in readings])
    return Reading(text=text, kind=K.COMPOUND, unit=units, per=pers, notes=notes, parts=readings)


_RATE_BETWEEN = re.compile(r"[^,;。，；]{0,12}(?:率|比例|占比)[^,;。，；\d]{0,4}")


def _names_a_rate(text: str, clause: Clause, rate: Clause) -> bool:
    """True if a time belongs to the name of the rate behind it: 15秒接通率80%, 24小时火灾扑灭率95%."""
    if clause.shape != "quantity" or clause.comparator is not None or rate.unit != "%":
        return False
    return _dimension(clause.unit) in DIMENSIONS_OF_TIME and bool(
        _RATE_BETWEEN.fullmatch(text[clause.end : rate.start])
    )


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
    ranks = len(measured) == 2 and measured[0].shape == measured[1].shape == "rank"
    if len(measured) != 2 or not (ranks or measured[0].shape == "quantity") or measured[1].comparator is None:
        return measured
    begins = next((t.text for t in reversed(found) if t.end <= measured[0].start), "")
    if not begins.endswith(("由", "从", "自")) or measured[0].low is None:
        return measured
    measured[1].note(N.BASE, f"{measured[0].low:f}{measured[0].unit or ''}")
    if ranks or (measured[1].unit in ("位", "名") and measured[1].shape == "quantity"):  # 从78位上升至43位 is a place
        measured[1].shape, measured[1].comparator = "rank", Comparator.EQ
    return measured[1:]


def _joined(measured: list[Clause], between: bool) -> list[Clause]:
    """A floor and a ceiling for the same unit are one range: ≥80%且≤90%. A floor and an ambition are not."""
    if len(measured) != 2 or any(note.name == N.AMBITION for c in measured for note in c.notes):
        return measured
    if between and all(c.comparator is None for c in measured):  # 介于80%与90%之间
        measured[0].comparator, measured[1].comparator = Comparator.GE, Comparator.LE
    low, high = sorted(measured, key=lambda c: c.comparator in DOWNWARDS)
    both = low.comparator in UPWARDS and high.comparator in DOWNWARDS and low.shape == high.shape == "quantity"
    if not both or low.per != high.per or (low.unit != high.unit and low.unit and high.unit):
        return measured
    if low.low is None or high.high is None or low.low > high.high:
        return measured
    joined = Clause(
        shape="range", comparator=Comparator.BETWEEN, low=low.low, high=high.high, unit=high.unit or low.unit
    )
    joined.per, joined.start, joined.end = high.per or low.per, measured[0].start, measured[1].end
    ends = ((low.comparator, low.low), (high.comparator, high.high))
    excluded = [f"{_STRICT[comparator]}{end:f}" for comparator, end in ends if comparator in _STRICT]
    if excluded:
        joined.note(N.BOUNDS_INCLUDED, ", ".join(excluded))
    return [joined]


_STRICT = {Comparator.GT: ">", Comparator.LT: "<"}
_NO_COLUMNS = Columns("", "", "")


def _with_leftovers(reading: Reading, found: list[Token], loose: list[Clause]) -> Reading:
    """Remarks in brackets stay with the reading, and dates that are no bound."""
    more = [note for clause in loose for note in clause.notes if note.name == N.DATE_IGNORED]
    more += [Note(N.REMARK, token.text) for token in found if token.kind == T.REMARK]
    return replace(reading, notes=tuple(dict.fromkeys((*reading.notes, *more)))) if more else reading


def _without_measure(text: str, found: list[Token], parts: list[Clause], columns: Columns) -> Reading:
    """Wording: a change of no stated size, a group of ranks, or plain words."""
    if _MONTH_END.fullmatch(plain(text).strip()):
        return _end_of_named_month(text, found, columns)
    if any(token.kind == T.RANKGROUP for token in found):
        group = next(token.text for token in found if token.kind == T.RANKGROUP)
        return Reading(text=text, kind=K.RANK, notes=(Note(N.RANK_GROUP, group),))
    base = next((clause.base for clause in parts if clause.base), "")
    direction = next((token.word for token in found if token.kind == T.DIRECTION), "")
    if base and direction:
        return Reading(text=text, kind=K.CHANGE, notes=(Note(N.DIRECTION, direction), Note(N.BASE, base)))
    notes = [Note(N.BASE, base)] if base else []
    notes += [Note(N.PERIOD, clause.whole_year) for clause in parts if clause.whole_year]
    notes += [Note(N.NUMBER_IGNORED, text[c.start : c.end].strip()) for c in parts if c.shape]
    notes += [note for clause in parts if not clause.shape for note in clause.notes if note.name == N.DATE_IGNORED]
    return Reading(text=text, kind=K.QUALITATIVE, notes=tuple(dict.fromkeys(notes)))


_MONTH_END = re.compile(r"[于在]?[当该本]?月[底末](?:之?以?前)?(?:完成)?")
_MONTH = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])月(?!度)")


def _end_of_named_month(text: str, found: list[Token], columns: Columns) -> Reading:
    """月底前 names no month: it is that of the indicator's name, where that names one and only one."""
    months = {int(month) for month in _MONTH.findall(plain(columns.indicator))}
    until = dates.end_of_month(None, months.pop()) if len(months) == 1 else None
    if until is None:
        raise Unreadable("date-unclear", found[0] if found else None)
    return Reading(text=text, kind=K.DEADLINE, comparator=Comparator.LE, until=until)


def _reading(text: str, clause: Clause, columns: Columns) -> Reading:
    """The reading of one measured part."""
    if clause.shape in ("date", "dates"):
        kind = K.RANGE if clause.shape == "dates" else K.DEADLINE
        return Reading(
            text=text, kind=kind, comparator=clause.comparator or Comparator.LE, since=clause.since, until=clause.until,
            per=clause.per or None, notes=tuple(clause.notes),
        )  # fmt: skip
    if clause.shape == "quantity" and clause.unit is None and (month := _month_as_decimal(text, columns)):
        return Reading(text=text, kind=K.DEADLINE, comparator=Comparator.LE, until=month)
    notes = list(clause.notes)
    unit, per, from_column = clause.unit, clause.per or None, False
    if unit is None and columns.unit is not None and clause.shape in ("quantity", "range"):
        unit, column_per = split_column(columns.unit)
        per, from_column = per or column_per, True
    if unit is not None and (known := lookup(unit)) is not None and known.canonical == "percent":
        unit = "%"
    comparator = clause.comparator
    if comparator is None and columns.comparator is not None and clause.shape != "rank":
        comparator = columns.comparator
    if comparator is None:
        comparator = Comparator.EQ
        if not (clause.direction or columns.name.direction):
            notes.append(BARE)
    unit, per = _upright(unit, per, notes)
    kind = _kind(clause, comparator, unit, per, columns, notes, from_column, text)
    if clause.whole_year:
        if kind in (K.THRESHOLD, K.EQUALITY) and _dimension(unit) == _OCCURRENCES and per is None:
            kind, per = K.FREQUENCY, clause.whole_year
        else:
            notes.append(Note(N.PERIOD, clause.whole_year))
    if (_dimension(unit) == "[share]" or kind is K.CHANGE) and clause.period and per == clause.period:
        per = None
        notes.append(Note(N.PERIOD, clause.period))
        kind = _plain_kind(clause, comparator) if kind is K.RATE_PER_PERIOD else kind
    if (
        clause.period
        and per
        and per.startswith(f"{clause.period}/")
        and _dimension(per[len(clause.period) + 1 :]) == "[volume]"
    ):
        per = per[len(clause.period) + 1 :]  # 年均浓度35微克/立方米 is an average, and not so much a year
        notes.append(Note(N.PERIOD, clause.period))
        kind = _plain_kind(clause, comparator)
    if kind is K.CHANGE and _dimension(unit) in ("[share]", "[percentage_point]"):
        per = None  # 人均收入增长8% is 8 % and not 8 % a head
    canonical = canonical_of(unit, per, kind, columns.name.unit)
    _remark(text, kind, clause, comparator, unit, per, canonical, columns, notes)
    low, high = clause.low, clause.high
    if comparator in UPWARDS and kind is not K.RANK:
        high = None
    elif comparator in DOWNWARDS or (kind is K.RANK and comparator is not Comparator.EQ):
        low = None
    if clause.shape == "range":
        low, high, comparator = clause.low, clause.high, Comparator.BETWEEN
    return Reading(
        text=text, kind=kind, comparator=comparator, low=low, high=high, unit=unit, per=per, canonical=canonical,
        notes=tuple(dict.fromkeys(notes)),
    )  # fmt: skip


_YEAR_AND_MONTH = re.compile(r"((?:19|20)\d\d)\.(1[0-2]|0?[1-9])")


def _month_as_decimal(text: str, columns: Columns) -> str:
    """2021.6 where a date is asked for is June; 2023.1 may be January, or October less its zero."""
    month = _YEAR_AND_MONTH.fullmatch(plain(text).strip())
    if month is None or columns.unit is not None or not speaks_of_date(columns.indicator):
        return ""
    likely = f"{month[1]}-{int(month[2]):02}"
    if month[2] == "1":
        raise Unreadable("month-as-decimal", likely=likely)
    return likely


def split_column(unit: str) -> tuple[str, str | None]:
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
        notes.append(Note(N.UNIT_INVERTED, f"{unit}/{per}"))
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
    columns: Columns,
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
        notes.append(Note(N.DIRECTION, clause.direction))
        if clause.base:
            notes.append(Note(N.BASE, clause.base))
        return K.CHANGE
    if columns.name.direction and unit in ("%", "个百分点", "百分点", "倍", None) and clause.shape == "quantity":
        notes.append(Note(N.DIRECTION, columns.name.direction))
        if columns.name.base:
            notes.append(Note(N.BASE, columns.name.base))
        return K.CHANGE
    if clause.shape == "range":
        return K.RANGE
    if per is not None and _has_period(per):
        return K.FREQUENCY if _dimension(unit) == _OCCURRENCES else K.RATE_PER_PERIOD
    if (
        per is None
        and _dimension(unit) in DIMENSIONS_OF_TIME
        and lasts(text, columns.indicator, comparator, from_column)
    ):
        return K.DURATION
    return _plain_kind(clause, comparator)


_PERIODS = DIMENSIONS_OF_TIME | {"[work_of_people]", "[months_of_people]"}  # 元/人年 is yuan for each person and year
_PER_PARTS = re.compile(r"[·*.、/×每]")


def _has_period(per: str) -> bool:
    """True if a denominator is a stretch of time: 年, 学期, 2年."""
    parts = (part.lstrip("0123456789一两二三四五六") for part in _PER_PARTS.split(per))
    return any(_dimension(part) in _PERIODS for part in parts)


def canonical_of(unit: str | None, per: str | None, kind: ReadingKind, name_unit: str | None) -> str | None:
    """The unit for arithmetic: places for ranks, shares for ratios, the name's unit where the text prints none."""
    if kind is K.RATIO:
        return canonical_unit("比例", per)
    if kind is K.RANK and unit != "%":
        return "rank_place"
    if unit is None and name_unit is not None:
        unit, column_per = split_column(name_unit)
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
    columns: Columns,
    notes: list[Note],
) -> None:
    """The doubts about a measured part."""
    name = columns.name
    if name.comparator is not None:
        notes.append(Note(N.NAME_SAYS, name.comparator.value))
    if name.unit is not None:
        notes.append(Note(N.NAME_UNIT, name.unit))
    if unit is None and kind in (K.THRESHOLD, K.EQUALITY, K.RANGE) and name.unit is None:
        likely = (
            dates.serial(clause.low) if clause.low is not None and clause.low == clause.high and per is None else None
        )
        if likely and speaks_of_date(columns.indicator):
            raise Unreadable("serial-date", likely=likely)
        if likely and not columns.indicator:
            notes.append(Note(N.SERIAL_DATE, likely))
        notes.append(MISSING_UNIT)
    elif unit is not None and canonical is None:
        notes.append(Note(N.UNIT_UNKNOWN, unit if lookup(unit) is None else f"{unit}/{per}"))
    if (
        unit == "%"
        and kind is not K.CHANGE
        and comparator not in DOWNWARDS
        and _a_fraction(clause.high, columns.indicator)
    ):
        notes.append(Note(N.PERCENT_IMPLAUSIBLE, f"{(clause.high or 0) * 100:f}".rstrip("0").rstrip(".") + "%"))
    over = unit == "%" and kind is not K.CHANGE and clause.high is not None and clause.high > 100
    if over and clause.high is not None and columns.indicator and speaks_of_share(columns.indicator):
        notes.append(Note(N.PERCENT_IMPLAUSIBLE, _misprinted_share(clause.high)))


def _a_fraction(value: Decimal | None, indicator: str) -> bool:
    """True if a promise of less than 1 % is most likely a fraction: 0.95 beside % for a satisfaction."""
    return value is not None and 0 < value < 1 and bool(indicator) and speaks_of_quality(indicator)


def _misprinted_share(value: Decimal) -> str:
    """290 is most likely a scanned ≥90."""
    digits = format(value, "f")
    return f"≥{digits[1:]}%" if digits[0] in "27" and len(digits) >= 3 and 0 < Decimal(digits[1:]) <= 100 else ""


def lasts(text: str, indicator: str, comparator: Comparator | None, from_column: bool) -> bool:
    """True if a unit of time means a duration, and not days that are counted or a column filled in by habit."""
    if comparator is not Comparator.LE and (counts_time(indicator) or counts_time(text)):
        return False
    return not from_column or speaks_of_time(indicator)
