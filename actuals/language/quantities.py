"""One number of an outcome against a target that asks for one: its unit, its direction, and every doubt about it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from actuals.language.hedges import hedge
from actuals.language.levels import DONE_IN_PERCENT, level_of, repeats
from actuals.outcome import Level, OutcomeKind, OutcomeReading, at_level, unreadable
from targets.language.clause import DOWNWARDS, UPWARDS
from targets.language.expression import read_target
from targets.language.quantity import canonical_unit, factor, lookup
from targets.language.reading import Comparator, Note, Reading, ReadingKind
from targets.language.tokens import plain
from targets.language.wording import name_words, speaks_of_share

K = ReadingKind
MEASURED = frozenset(
    {K.THRESHOLD, K.EQUALITY, K.RANGE, K.RANK, K.RATIO, K.RATE_PER_PERIOD, K.DURATION, K.FREQUENCY, K.CHANGE}
)
"""Kinds of readings that hold a number."""


def read_quantity(text: str, target: Reading, indicator: str) -> OutcomeReading:
    """One number in a unit that converts to the target's."""
    reading = read_target(text)
    if reading.kind is K.COMPOUND:
        return _one_of(text, reading, target, indicator)
    said = plain(text).strip()
    if target.unit != "%" and DONE_IN_PERCENT.fullmatch(said):
        return at_level(text, Level.MET, Note("outcome-not-quantified", "100%"))
    if reading.kind not in MEASURED or reading.parts:
        return _in_words(text, reading, target)
    if word := hedge(text, target.text, indicator):
        return unreadable(text, "outcome-unreadable", word)
    if _on_the_other_side(reading, target):
        return unreadable(text, "outcome-unreadable", reading.comparator.value)
    if reading.low is not None and reading.high is not None and reading.low != reading.high:
        return unreadable(text, "outcome-unreadable", f"{reading.low:f}..{reading.high:f}")
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
        return unreadable(text, "outcome-unreadable", ";".join(part.text for part in reading.parts))
    found = _valued(text, fitting[0].low, fitting[0], target, indicator)
    rest = ";".join(part.text for part in reading.parts if part is not fitting[0])
    return replace(found, notes=(*found.notes, Note("ignored", rest)))


def _in_words(text: str, reading: Reading, target: Reading) -> OutcomeReading:
    """Words where a number is asked for."""
    level = level_of(text)
    if level is None and reading.kind is K.QUALITATIVE and repeats(text, target.text):
        level = Level.MET
    if level is not None:
        return at_level(text, level, Note("outcome-not-quantified", level.value))
    if reading.kind is K.UNREADABLE and reading.detail("target-unreadable"):
        return unreadable(text, "outcome-unreadable", reading.detail("target-unreadable") + "?")
    return unreadable(text, "outcome-unreadable", reading.kind.value)


def _valued(text: str, value: Decimal, reading: Reading, target: Reading, indicator: str) -> OutcomeReading:
    """A number and its unit against the target's unit."""
    notes: list[Note] = []
    if _carries_comparator(text, reading, target):
        notes.append(Note("outcome-repeats-target", reading.comparator.value))
    if target.kind is K.RANK or reading.kind is K.RANK:
        return _rank(text, value, reading, target, notes)
    if target.kind is K.CHANGE or reading.kind is K.CHANGE:
        if (changed := _changed(value, reading, target, indicator, notes)) is None:
            return unreadable(text, "outcome-unreadable", f"direction={reading.detail('direction') or '?'}")
        value = changed
    if reading.has("serial-date"):
        notes.append(Note("serial-date", reading.detail("serial-date")))
    rate: Fraction | None = Fraction(1)
    unit, per = reading.unit, reading.per
    wanted = _wanted(target)
    if unit is None and per is None:
        if (percent := _may_be_percent(value, target, wanted)) is not None:
            return replace(unreadable(text, "outcome-unreadable", f"{percent}?"), may_mean=percent)
        if wanted:
            notes.append(Note("outcome-unit-missing", wanted))
        if (doubt := _period_doubt(value, target)) is not None:
            return unreadable(text, "outcome-unreadable", doubt)
        unit, per = target.unit, target.per
    elif (rate := _conversion(reading, target)) is None:
        rate = _partly_stated(reading, target, indicator, notes)
        if rate is None:
            return unreadable(text, "outcome-unit-mismatch", f"{printed_unit(reading)} / {wanted or '—'}")
        if per is None and target.per is not None and (doubt := _period_doubt(value, target)) is not None:
            return unreadable(text, "outcome-unreadable", doubt)
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
        return unreadable(text, "outcome-unit-mismatch", f"{printed_unit(reading)} / {_wanted(target) or '—'}")
    share = "%" in (reading.unit, target.unit) and reading.unit != target.unit
    plain_number = reading.kind is K.EQUALITY and reading.unit in (None, "名", "位", "个")
    if share or not (reading.kind is K.RANK or plain_number):
        return unreadable(text, "outcome-unit-mismatch", f"{printed_unit(reading)} / {_wanted(target)}")
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
    return printed_unit(target) or target.detail("name-unit")


def printed_unit(reading: Reading) -> str:
    """The unit of a reading with its denominators as one text: ``元/人``."""
    unit = reading.unit or ""
    return f"{unit}/{reading.per}" if reading.per else unit


def _may_be_percent(value: Decimal, target: Reading, wanted: str) -> str | None:
    """0.958 for a percentage may be 95.8 % or 0.958 %: the former, None where the target itself is that small."""
    bound = target.low if target.low is not None else target.high
    if wanted not in ("%", "％", "百分比") or bound is None or bound <= 1 or not 0 < value <= 1:
        return None
    return f"{(value * 100).normalize():f}%"


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
