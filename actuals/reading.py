"""Reading an outcome in the light of its target: the same grammar, and the target says what is asked for.

An outcome is a quantity in a unit that converts to the target's, a date for a deadline, or words that name a level.
What fits none of these is UNREADABLE with a note that says why; a doubt (0.958 for a percentage) is never settled
by a guess.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from actuals.hedges import hedge, hedge_of_day
from actuals.levels import chooses, level_of, repeats, says_the_same, weakened
from actuals.outcome import Level, OutcomeKind, OutcomeReading
from targets import dates
from targets.clause import DOWNWARDS, UPWARDS
from targets.expression import read_target
from targets.quantity import canonical_unit, factor, lookup
from targets.reading import Comparator, Note, Reading, ReadingKind
from targets.tokens import LONGEST, plain
from targets.wording import BLANK, NOT_APPLICABLE, name_words, speaks_of_share

K = ReadingKind
_MEASURED = frozenset(
    {K.THRESHOLD, K.EQUALITY, K.RANGE, K.RANK, K.RATIO, K.RATE_PER_PERIOD, K.DURATION, K.FREQUENCY, K.CHANGE}
)


def read_outcome(text: str, target: Reading, *, indicator: str = "") -> OutcomeReading:
    """How an outcome as typed is understood, given the reading of its target and the indicator's name.

    Never raises. ``""`` is MISSING, 无 and 不适用 NOT_APPLICABLE (for a target of zero, 无 is the number 0). Notes
    named after A findings become those findings; their detail is the figure or the reason that proves them.
    """
    return _read(text, target, indicator)


@lru_cache(maxsize=65536)
def _read(text: str, target: Reading, indicator: str) -> OutcomeReading:
    if len(text) > LONGEST:
        return _unreadable(text, "outcome-unreadable", f">{LONGEST}")
    said = plain(text).strip()
    if BLANK.fullmatch(said):
        return OutcomeReading(text=text, kind=OutcomeKind.MISSING)
    if NOT_APPLICABLE.fullmatch(said):
        return _none(text, target)
    if _is_deadline(target):
        return _date(text, target, indicator)
    if target.kind in _MEASURED and not (target.low is None and target.high is None):
        return _quantity(text, target, indicator)
    if target.kind is K.CHANGE:
        return _unsized_change(text, target)
    if target.kind is K.COMPOUND:
        return _compound(text, target)
    if target.kind in (K.MISSING, K.UNREADABLE):
        return _without_target(text, target)
    return _level(text, target)


def _is_deadline(target: Reading) -> bool:
    return target.kind is K.DEADLINE or (target.kind is K.RANGE and target.low is None and target.until is not None)


def _unreadable(text: str, name: str, detail: str, *more: Note) -> OutcomeReading:
    return OutcomeReading(text=text, kind=OutcomeKind.UNREADABLE, notes=(Note(name, detail), *more))


def _at_level(text: str, level: Level, *notes: Note) -> OutcomeReading:
    return OutcomeReading(text=text, kind=OutcomeKind.LEVEL, level=level, notes=notes)


def _none(text: str, target: Reading) -> OutcomeReading:
    """无 for a target of zero says that nothing happened; for any other target that it does not apply."""
    if target.high == 0 and target.kind in (K.EQUALITY, K.THRESHOLD):
        return OutcomeReading(
            text=text, kind=OutcomeKind.QUANTITY, value=Decimal(0), unit=target.unit, notes=(Note("none-as-zero"),)
        )
    return OutcomeReading(text=text, kind=OutcomeKind.NOT_APPLICABLE)


# --- quantities -------------------------------------------------------------------------------------------------------

_DONE_IN_PERCENT = re.compile(
    r"(?:已|全部|均)?(?:完成|达成|实现)(?:率|进度|情况)?(?:达到?|为|:)?\s*100\s*%|100\s*%(?:已?完成|达成|实现)"
)


def _quantity(text: str, target: Reading, indicator: str) -> OutcomeReading:
    """One number in a unit that converts to the target's."""
    reading = read_target(text)
    if reading.kind is K.COMPOUND:
        return _one_of(text, reading, target, indicator)
    said = plain(text).strip()
    if target.unit != "%" and _DONE_IN_PERCENT.fullmatch(said):
        return _at_level(text, Level.MET, Note("outcome-not-quantified", "100%"))
    if reading.kind not in _MEASURED or reading.parts:
        return _in_words(text, reading, target)
    if word := hedge(text, target.text, indicator):
        return _unreadable(text, "outcome-unreadable", word)
    if _on_the_other_side(reading, target):
        return _unreadable(text, "outcome-unreadable", reading.comparator.value)
    if reading.low is not None and reading.high is not None and reading.low != reading.high:
        return _unreadable(text, "outcome-unreadable", f"{reading.low:f}..{reading.high:f}")
    value = reading.low if reading.low is not None else reading.high
    if value is None:
        return _in_words(text, reading, target)
    return _valued(text, value, reading, target, indicator)


def _one_of(text: str, reading: Reading, target: Reading, indicator: str) -> OutcomeReading:
    """Of several quantities the only one that fits the target; two that fit are a doubt."""
    fitting = [
        part
        for part in reading.parts
        if part.unit is not None
        and _conversion(part, target) is not None
        and part.low == part.high
        and part.low is not None
    ]
    if len(fitting) != 1 or fitting[0].low is None:
        return _unreadable(text, "outcome-unreadable", ";".join(part.text for part in reading.parts))
    found = _valued(text, fitting[0].low, fitting[0], target, indicator)
    rest = ";".join(part.text for part in reading.parts if part is not fitting[0])
    return replace(found, notes=(*found.notes, Note("ignored", rest)))


def _in_words(text: str, reading: Reading, target: Reading) -> OutcomeReading:
    """Words where a number is asked for."""
    level = level_of(text)
    if level is None and reading.kind is K.QUALITATIVE and repeats(text, target.text):
        level = Level.MET
    if level is not None:
        return _at_level(text, level, Note("outcome-not-quantified", level.value))
    if reading.kind is K.UNREADABLE and reading.detail("target-unreadable"):
        return _unreadable(text, "outcome-unreadable", reading.detail("target-unreadable") + "?")
    return _unreadable(text, "outcome-unreadable", reading.kind.value)


def _valued(text: str, value: Decimal, reading: Reading, target: Reading, indicator: str) -> OutcomeReading:
    """A number and its unit against the target's unit."""
    notes: list[Note] = []
    if _carries_comparator(text, reading, target):
        notes.append(Note("outcome-repeats-target", reading.comparator.value))
    if target.kind is K.RANK or reading.kind is K.RANK:
        return _rank(text, value, reading, target, notes)
    if target.kind is K.CHANGE or reading.kind is K.CHANGE:
        if (changed := _changed(value, reading, target, indicator, notes)) is None:
            return _unreadable(text, "outcome-unreadable", f"direction={reading.detail('direction') or '?'}")
        value = changed
    if reading.has("serial-date"):
        notes.append(Note("serial-date", reading.detail("serial-date")))
    rate: Fraction | None = Fraction(1)
    unit, per = reading.unit, reading.per
    wanted = _wanted(target)
    if unit is None and per is None:
        if (doubt := _share_doubt(value, target, wanted)) is not None:
            return _unreadable(text, "outcome-unreadable", doubt)
        if wanted:
            notes.append(Note("outcome-unit-missing", wanted))
        if (doubt := _period_doubt(value, target)) is not None:
            return _unreadable(text, "outcome-unreadable", doubt)
        unit, per = target.unit, target.per
    elif (rate := _conversion(reading, target)) is None:
        rate = _partly_stated(reading, target, indicator, notes)
        if rate is None:
            return _unreadable(text, "outcome-unit-mismatch", f"{_printed(unit, per)} / {wanted or '—'}")
        if per is None and target.per is not None and (doubt := _period_doubt(value, target)) is not None:
            return _unreadable(text, "outcome-unreadable", doubt)
    elif unit and target.unit and unit != target.unit and rate == 1 and lookup(unit) != lookup(target.unit):
        notes.append(Note("measure-word-differs", f"{unit}→{target.unit}"))
    if value > 100 and unit == "%" and target.kind is not K.CHANGE and indicator and speaks_of_share(indicator):
        notes.append(Note("percent-over-100", format(value, "f")))
    if reading.has("approximate"):
        notes.append(Note("approximate"))
    return OutcomeReading(
        text=text,
        kind=OutcomeKind.QUANTITY,
        value=value,
        unit=unit,
        per=per,
        factor=rate or Fraction(1),
        notes=tuple(dict.fromkeys(notes)),
    )


def _on_the_other_side(reading: Reading, target: Reading) -> bool:
    """Whether an outcome only bounds itself from the side that does not meet the target: 不足10次 for ≥10次."""
    if reading.kind is K.RANK or target.kind is K.RANK:
        return False
    if target.comparator in UPWARDS:
        return reading.comparator in DOWNWARDS
    if target.comparator in DOWNWARDS:
        past = reading.low is not None and target.high is not None and reading.low >= target.high
        return reading.comparator in UPWARDS and (past or not reading.has("approximate"))  # 9万余元 is no 10万元
    return reading.comparator is Comparator.LT


_SIGN = re.compile(r"\s*[≥≤<>=]")
_REACHED = re.compile(r"[^\d≥≤<>=不至低少超未没]{0,14}(?:达到?|达至|达)(?:了|为)?\s*\d[\d.,]*\s*[^\d\s≥≤<>=]{0,8}")
_AT_LEAST = re.compile(r"以上|及以上|多|余|[≥>]")


def _carries_comparator(text: str, reading: Reading, target: Reading) -> bool:
    """An outcome with a comparator is a promise; ``=100%`` and 达到96% only if the target says just that."""
    if _REACHED.fullmatch(plain(text).strip()) and not _AT_LEAST.search(text):
        return plain(text).replace(" ", "") == plain(target.text).replace(" ", "")
    if reading.comparator is Comparator.EQ:
        return _SIGN.match(plain(text)) is not None and plain(text).replace(" ", "") == plain(target.text).replace(
            " ", ""
        )
    return reading.kind is not K.RANK or "前" in text


def _rank(text: str, value: Decimal, reading: Reading, target: Reading, notes: list[Note]) -> OutcomeReading:
    """第2名 against 前三: both are places; a place never answers for a quantity."""
    if target.kind is not K.RANK or (target.low is None and target.high is None):
        return _unreadable(
            text, "outcome-unit-mismatch", f"{_printed(reading.unit, reading.per)} / {_wanted(target) or '—'}"
        )
    share = "%" in (reading.unit, target.unit) and reading.unit != target.unit
    plain_number = reading.kind is K.EQUALITY and reading.unit in (None, "名", "位", "个")
    if share or not (reading.kind is K.RANK or plain_number):
        return _unreadable(text, "outcome-unit-mismatch", f"{_printed(reading.unit, reading.per)} / {_wanted(target)}")
    if reading.unit is None:
        notes.append(Note("outcome-unit-missing", target.unit or ""))
    return OutcomeReading(text=text, kind=OutcomeKind.QUANTITY, value=value, unit=target.unit, notes=tuple(notes))


_GROWS = re.compile(r"增长|增幅|增速|增加|提高|上升|下降|降低|减少|降幅|变化|变动")


def _changed(value: Decimal, reading: Reading, target: Reading, indicator: str, notes: list[Note]) -> Decimal | None:
    """The size of a change in the target's direction: 上升5% for a promised fall is −5. None where no direction
    fits."""
    ours, promised = reading.detail("direction"), target.detail("direction")
    if target.kind is K.CHANGE:
        if promised == "down" and value < 0:
            return None  # -5% may be a fall of 5 % or a fall turned round
        if not promised or not ours:
            if not ours:
                notes.append(Note("direction-assumed", promised))
            return value
        if ours != promised:
            notes.append(Note("direction-opposite", ours))
            return -value
        return value
    if not _GROWS.search(indicator):
        return None
    falls = re.search(r"下降|降低|减少|降幅", indicator) is not None
    return value if (ours == "down") == falls else -value


def _wanted(target: Reading) -> str:
    """The unit that the target asks for, as printed there or in the indicator's name."""
    return _printed(target.unit, target.per) or target.detail("name-unit")


def _printed(unit: str | None, per: str | None) -> str:
    return f"{unit or ''}/{per}" if per else unit or ""


def _share_doubt(value: Decimal, target: Reading, wanted: str) -> str | None:
    """0.958 for a percentage may be 95.8 % or 0.958 %: a doubt unless the target itself is that small."""
    bound = target.low if target.low is not None else target.high
    if wanted not in ("%", "％", "百分比") or bound is None or bound <= 1 or not 0 < value <= 1:
        return None
    return f"{(value * 100).normalize():f}%?"


def _period_doubt(value: Decimal, target: Reading) -> str | None:
    """12 for 1次/月 may be the whole year's: a doubt, unless the figure is the promised one."""
    if target.kind is not K.FREQUENCY or target.per in (None, "年", "学年"):
        return None
    bound = target.low if target.low is not None else target.high
    return None if value == bound else f"/{target.per}?"


def _conversion(reading: Reading, target: Reading) -> Fraction | None:
    """The exact factor from the outcome's unit to the target's; units the registry does not hold convert to
    themselves."""
    rate = factor(reading.canonical, target.canonical)
    if rate is not None:
        return rate
    same = reading.unit is not None and (reading.unit, reading.per) == (target.unit, target.per)
    return Fraction(1) if same else None


_RATE = re.compile(r"[率比度]|程度|进度|情况")


def _partly_stated(reading: Reading, target: Reading, indicator: str, notes: list[Note]) -> Fraction | None:
    """An outcome that leaves the denominators out, or a target that states no unit at all."""
    if target.canonical is None and target.unit is None and target.per is None:
        bound = target.low if target.low is not None else target.high
        fraction = bound is not None and 0 < bound <= 1  # 0.95 may be 95 %, so that 90 % is no 90 against it
        if reading.unit == "%" and (fraction or not _RATE.search(indicator)):
            return None
        return Fraction(1) if name_words(indicator).unit is None else None
    if target.unit is None and target.per is not None and reading.per == target.per:
        return Fraction(1)  # 每亩300 and 300元/亩: the target's currency is missing
    if reading.per is None and target.per is not None and reading.unit is not None:
        rate = factor(canonical_unit(reading.unit, None), canonical_unit(target.unit, None))
        if rate is not None:
            notes.append(Note("outcome-unit-missing", f"/{target.per}"))
        return rate
    if target.per is None and reading.per == (target.detail("period") or "年"):
        notes.append(Note("period", reading.per))  # an evaluation covers a year
        return factor(canonical_unit(reading.unit, None), target.canonical)
    if (
        lookup(reading.unit or "") == lookup("万")
        and (wan := lookup("万" + (target.unit or "").lstrip("万亿千百"))) is not None
    ):
        notes.append(Note("outcome-unit-missing", _wanted(target)))
        return factor(wan.canonical, target.canonical)
    return None


# --- dates, levels and the rest ---------------------------------------------------------------------------------------


def _date(text: str, target: Reading, indicator: str) -> OutcomeReading:
    """A day, a month or a year against a deadline."""
    reading = read_target(text)
    if reading.kind is K.DEADLINE or (reading.kind is K.RANGE and reading.low is None):
        if word := hedge_of_day(text, target.text, indicator):
            return _unreadable(text, "outcome-unreadable", word)
        day = reading.until or reading.since
        notes: tuple[Note, ...] = ()
        if reading.kind is K.DEADLINE and re.search(r"前|[≤<]|不晚于|最迟", plain(text)):
            notes = (Note("outcome-repeats-target", reading.comparator.value),)
        elif reading.kind is K.RANGE and plain(text).replace(" ", "") == plain(target.text).replace(" ", ""):
            notes = (Note("outcome-repeats-target", "between"),)
        if reading.has("next-year"):
            notes += (Note("next-year"),)
        return OutcomeReading(text=text, kind=OutcomeKind.DATE, date=day, notes=notes)
    if _DONE_IN_PERCENT.fullmatch(plain(text).strip()):
        return _at_level(text, Level.MET, Note("outcome-not-quantified", "100%"))
    level = level_of(text)
    if level is None and repeats(text, "按时完成 按期完成 及时完成 按时 按期 及时 如期"):
        level = Level.MET
    if level is not None:
        return _at_level(text, level, Note("outcome-not-quantified", level.value))
    value = reading.low if reading.low is not None else reading.high
    if value is not None and reading.unit is not None:
        return _unreadable(text, "outcome-unit-mismatch", f"{_printed(reading.unit, reading.per)} / {target.until}")
    likely = dates.serial(value) if value is not None else None
    return _unreadable(text, "outcome-unreadable", f"{likely}?" if likely else reading.kind.value)


_ALL_OF_IT = re.compile(r"应.{1,2}尽.|全覆盖|覆盖全|全部|全员|全面|尽")


def _level(text: str, target: Reading) -> OutcomeReading:
    """Words against words: the level they name, or the target's own words."""
    said = plain(text).strip()
    if chooses(text, target.text):
        return _unreadable(text, "level-unknown", said)
    if says_the_same(text, target.text):  # also where these words are those of another level: 否 for 否
        return _at_level(text, Level.MET, Note("outcome-repeats-target", said))
    level = level_of(text) or weakened(text, target.text)
    if level is not None:
        return _at_level(text, level)
    if repeats(text, target.text):
        return _at_level(text, Level.MET, Note("outcome-repeats-target", said))
    whole = _DONE_IN_PERCENT.fullmatch(said) or (
        re.fullmatch(r"100\s*%(?:覆盖)?", said) and _ALL_OF_IT.search(target.text)
    )
    if whole:
        return _at_level(text, Level.MET)
    return _unreadable(text, "level-unknown", said[:40])


def _unsized_change(text: str, target: Reading) -> OutcomeReading:
    """较上年提高 states no size: an outcome that changes the same way meets it, the other way misses it."""
    reading = read_target(text)
    ours = reading.detail("direction")
    if ours and reading.kind is K.CHANGE:
        level = Level.MET if ours == target.detail("direction") else Level.MISSED
        return _at_level(text, level, Note("direction", ours))
    return _level(text, target)


def _compound(text: str, target: Reading) -> OutcomeReading:
    """Several measured parts: only words that speak of all of them can be read; numbers need a person."""
    level = level_of(text)
    if level is not None:
        return _at_level(text, level, Note("outcome-not-quantified", level.value))
    same = plain(text).replace(" ", "") == plain(target.text).replace(" ", "")
    if same:
        return _unreadable(text, "outcome-unreadable", target.text, Note("outcome-repeats-target", target.text))
    return _unreadable(text, "outcome-unreadable", f"{len(target.parts)} ≠ 1")


def _without_target(text: str, target: Reading) -> OutcomeReading:
    """An outcome with no readable target: kept as read, for a person to judge."""
    level = level_of(text)
    if level is not None:
        return _at_level(text, level)
    reading = read_target(text)
    if reading.kind is K.DEADLINE:
        return OutcomeReading(text=text, kind=OutcomeKind.DATE, date=reading.until)
    if reading.kind in _MEASURED and reading.low is not None and reading.low == reading.high:
        return OutcomeReading(
            text=text, kind=OutcomeKind.QUANTITY, value=reading.low, unit=reading.unit, per=reading.per
        )
    return _unreadable(text, "outcome-unreadable", reading.kind.value)
