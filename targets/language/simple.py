"""The simplest targets, read at once: one comparator, one number, one unit, or plain words.

Nine in ten targets are no more than that, and the whole grammar takes twenty times as long over them. What is read here
stands in the tables of the grammar (``comparators``, ``units.txt``, the signs of ``spellings``), so that a word added
there is known here too; where anything else stands in the text, beside it or in the indicator's name, ``read_simple``
gives None and the grammar reads it. Both give the same reading wherever this one gives any.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from targets.language.comparators import stated_before
from targets.language.interpretation import BARE, MISSING_UNIT, canonical_of, comparator_of_column, lasts
from targets.language.quantity import DIMENSIONS_OF_TIME, lookup
from targets.language.reading import Comparator, Note, NoteName, Reading, ReadingKind
from targets.language.tokens import LONGEST, plain
from targets.language.wording import NOTHING, PLAIN_WORDING, name_words

N = NoteName

_SIMPLE = re.compile(r"\s*([^0-9\s.,%/]{0,6}?)\s*([0-9]+(?:\.[0-9]+)?)\s*([^0-9\s/]*|件/套|人/次)\s*")
_LONG_NUMBER = 15
_OTHER_MEANINGS = frozenset({"月", "日", "级", "年", "G", "季度", "季"})
"""Units that make dates and grades of a number: 12月, 2023年, 三级, 5G."""
_CACHED = 4096


class _Comparators(dict[str, "Comparator | None"]):
    """The comparator before a number, None for nothing, NONE for what is no comparator alone."""

    def __missing__(self, said: str) -> Comparator | None:
        said_plainly = plain(said)
        found = stated_before(said_plainly, 0, len(said_plainly))[0] or Comparator.NONE
        if len(self) < _CACHED:
            self[said] = found
        return found


class _Symbols(dict[str, "Comparator | None"]):
    """The comparator of a symbol column, as the grammar understands it."""

    def __missing__(self, said: str) -> Comparator | None:
        found = comparator_of_column(said)
        if len(self) < _CACHED:
            self[said] = found
        return found


class _Units(dict[str, "tuple[str | None, str | None, bool] | None"]):
    """The unit behind a number: as printed, canonical, and whether it is one of time; None for others."""

    def __missing__(self, spelling: str) -> tuple[str | None, str | None, bool] | None:
        found = lookup(spelling) if spelling and spelling == plain(spelling) else None
        entry = None
        if (
            found is not None
            and spelling not in _OTHER_MEANINGS
            and not spelling.startswith("万万")
            and not spelling.endswith(("月", "月份", "号", "级"))
        ):
            printed = "%" if found.canonical == "percent" else spelling
            entry = (printed, found.canonical, found.dimension in DIMENSIONS_OF_TIME)
        if len(self) < _CACHED:
            self[spelling] = entry
        return entry


_COMPARATORS, _SYMBOLS = _Comparators({"": None}), _Symbols({"": None})
_UNITS = _Units({"": (None, None, False), "%": ("%", "percent", False), "％": ("%", "percent", False)})


def read_simple(text: str, indicator: str, unit: str, symbol: str) -> Reading | None:
    """[comparator] NUMBER [unit], with what the columns and the name add; None where the grammar has to read it."""
    match = _SIMPLE.fullmatch(text)
    if match is None:
        return _make(text, _QUALITATIVE, _NONE, None, None, None, None, ()) if is_plain_wording(text) else None
    sign, digits, spelling = match.groups()
    from_column = not spelling and unit != ""
    known = _UNITS[unit if from_column else spelling]
    if known is None or len(digits) > _LONG_NUMBER:
        return None
    comparator = _COMPARATORS[sign]
    if comparator is _NONE:
        return None
    printed, canonical, of_time = known
    comparator = comparator or _SYMBOLS[symbol]
    value = Decimal(digits)
    words = name_words(indicator) if indicator else NOTHING
    if words.direction or (len(digits) > 2 and _asks_more(value, printed, indicator)):
        return None
    if len(digits) > 4 and digits[-4] == ".":
        return None  # 1.200人 may have a mark of thousands
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
            notes += (Note(N.NAME_SAYS, words.comparator.value),)
        if words.unit is not None:
            notes += (Note(N.NAME_UNIT, words.unit),)
            canonical = canonical if printed is not None else canonical_of(None, None, kind, words.unit)
    if printed is None and words.unit is None:
        notes += _ONLY_UNIT_MISSING
    low = None if comparator is _LE or comparator is _LT else value
    high = None if comparator is _GE or comparator is _GT else value
    return _make(text, kind, comparator or _EQ, low, high, printed, canonical, notes)


def is_plain_wording(text: str) -> bool:
    """True if nothing in a text could be a number, a comparator, a base or a rank: wording, and no unit alone."""
    return len(text) <= LONGEST and PLAIN_WORDING.fullmatch(text) is not None and lookup(text) is None


def _asks_more(value: Decimal, printed: str | None, indicator: str) -> bool:
    """True if a number may be a date (a serial number, a decimal), or no share."""
    if printed is None:
        return value >= 36526 or (1900 < value < 2100 and value != int(value))
    return printed == "%" and indicator != "" and (value > 100 or value < 1)


_NONE, _EQ = Comparator.NONE, Comparator.EQ
_GE, _GT, _LE, _LT = Comparator.GE, Comparator.GT, Comparator.LE, Comparator.LT
_DURATION, _EQUALITY = ReadingKind.DURATION, ReadingKind.EQUALITY
_THRESHOLD, _QUALITATIVE = ReadingKind.THRESHOLD, ReadingKind.QUALITATIVE
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
    draft.rule = None
    draft.__class__ = Reading
    reading: Reading = draft
    return reading
