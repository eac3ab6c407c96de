"""One number of an outcome against the unit of its target: the exact factor, and every doubt about it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from actuals.language.ratios import of_ratio
from actuals.language.sizes import bound_of, on_target, times
from actuals.language.slips import NEAR, dot_of_thousands, magnitude_doubt, point_slipped, tenfold
from actuals.outcome import OutcomeKind, OutcomeReading, unreadable
from targets.language.clause import DOWNWARDS, UPWARDS
from targets.language.quantity import DIMENSIONS_OF_TIME, MAGNITUDES, MONEY, canonical_unit, factor, lookup
from targets.language.reading import Comparator, Note, Reading, ReadingKind
from targets.language.wording import name_words, speaks_of_share
from targets.model.measures import Better, measure_of

K = ReadingKind
PERIODS_OF_YEAR = {"年": 1, "年度": 1, "学年": 1, "半年": 2, "学期": 2, "季度": 4, "季": 4, "月": 12}
"""How many of a period the year of an evaluation has; weeks and days do not go into it evenly."""


def valued(text: str, value: Decimal, reading: Reading, target: Reading, indicator: str) -> OutcomeReading:
    """A number and its unit against the target's unit."""
    notes: list[Note] = []
    if _carries_comparator(text, reading, target):
        notes.append(Note("outcome-repeats-target", reading.comparator.value))
    if target.kind is K.RANK or reading.kind is K.RANK:
        return _rank(text, value, reading, target, indicator, notes)
    if target.kind is K.RATIO or reading.kind is K.RATIO:
        found = of_ratio(text, value, reading, target, indicator, notes)
        mismatch = f"{printed_unit(reading)} / {wanted_unit(target) or '—'}"
        return found if found is not None else unreadable(text, "outcome-unit-mismatch", mismatch)
    if target.kind is K.CHANGE or reading.kind is K.CHANGE:
        if (changed := _changed(value, reading, target, indicator, notes)) is None:
            return unreadable(text, "outcome-unreadable", f"direction={reading.detail('direction') or '?'}")
        value = changed
    if target.low is not None and target.low < 0 and target.high == -target.low:
        value = abs(value)  # ±5% bounds the size of a deviation
    if reading.has("serial-date"):
        notes.append(Note("serial-date", reading.detail("serial-date")))
    rate: Fraction | None = Fraction(1)
    unit, per = reading.unit, reading.per
    wanted = wanted_unit(target)
    if unit is None and per is None:
        if (percent := _may_be_percent(value, target, wanted)) is not None:
            return replace(unreadable(text, "outcome-unreadable", f"{percent}?"), may_mean=percent)
        if wanted:
            notes.append(Note("outcome-unit-missing", wanted))
        unit, per = target.unit, target.per
        if (rate := _without_period(text, value, target, notes, bare=True)) is None:
            return unreadable(text, "outcome-unreadable", f"/{target.per}?")
    elif (rate := conversion(reading, target)) is None:
        rate = _partly_stated(text, value, reading, target, indicator, notes)
        if rate is None:
            return unreadable(text, "outcome-unit-mismatch", f"{printed_unit(reading)} / {wanted or '—'}")
    elif unit and target.unit and unit != target.unit and rate == 1 and lookup(unit) != lookup(target.unit):
        if _holds_many(unit) != _holds_many(target.unit):
            return unreadable(text, "outcome-unit-mismatch", f"{printed_unit(reading)} / {wanted or '—'}")
        notes.append(Note("measure-word-differs", f"{unit}→{target.unit}"))
        if (unit in _COLLECTIVE) != (target.unit in _COLLECTIVE):
            notes.append(Note("outcome-assumed", f"{value:f}{target.unit}"))
    if per is None and dot_of_thousands(value, rate, reading, target):
        return unreadable(text, "outcome-unreadable", f"{value}{unit}?")
    if doubt := magnitude_doubt(value, rate, reading, target, wanted):
        return unreadable(text, "magnitude-suspect", doubt)
    if unit == "%" and target.kind is K.THRESHOLD and (shifted := point_slipped(value, target, indicator)) is not None:
        return replace(unreadable(text, "magnitude-suspect", f"{shifted}?"), may_mean=shifted)
    if value > 100 and unit == "%" and target.kind is not K.CHANGE and indicator and speaks_of_share(indicator):
        notes.append(Note("percent-over-100", format(value, "f")))
    if unit != "%" and target.kind in (K.THRESHOLD, K.EQUALITY) and (ten := tenfold(value, rate, target)):
        notes.append(Note("outcome-tenfold", ten))
    notes += _direction(value, rate, target, indicator)
    return OutcomeReading(
        text=text,
        kind=OutcomeKind.QUANTITY,
        value=value,
        unit=unit,
        per=per,
        factor=rate,
        notes=tuple(dict.fromkeys(notes)),
    )


_CONTAINERS = frozenset("箱盒包捆车打批")
"""Measure words of many things at once: how many books 85箱 hold nobody knows."""


@lru_cache(maxsize=4096)
def _holds_many(unit: str) -> bool:
    """True if a measure word is one of containers, by any of its spellings."""
    return any(lookup(unit) == lookup(one) for one in _CONTAINERS)


_COLLECTIVE = frozenset("套组副对双")
"""Measure words of several things at once: 12套 need not be 12台."""


def _direction(value: Decimal, rate: Fraction, target: Reading, indicator: str) -> list[Note]:
    """Where the direction decides the score: a comparator that rewards the wrong thing, or a bare number of a measure
    that is not listed (which counts only where the rulebook does not know it either)."""
    if target.kind in _UNDIRECTED or on_target(value, rate, target) or target.comparator is Comparator.BETWEEN:
        return []
    measure = measure_of(indicator)
    if target.has("bare-value") and target.comparator is Comparator.EQ:
        return [] if measure is not None else [Note("direction-assumed")]
    if measure is None or measure.general:
        return []
    up = measure.better is Better.LESS and target.comparator in UPWARDS
    down = measure.better is Better.MORE and target.comparator in DOWNWARDS and not _spent(target)
    return [Note("direction-suspect", f"{measure.word}{'越高越好' if up else '越低越好'}")] if up or down else []


def _spent(target: Reading) -> bool:
    """True if a target counts money or time, of which a ceiling is set whatever the name speaks of: 培训费 ≤5万元."""
    held = lookup(target.unit) if target.unit else None
    return held is not None and (held.base in MONEY or held.dimension in DIMENSIONS_OF_TIME)


_UNDIRECTED = frozenset({K.CHANGE, K.RANK, K.RATIO, K.DEADLINE})


def on_the_other_side(reading: Reading, target: Reading) -> bool:
    """True if an outcome only bounds itself from the side that does not meet the target: 不足10次 for ≥10次."""
    if reading.kind is K.RANK or target.kind is K.RANK:
        return False
    if target.comparator in UPWARDS:
        return reading.comparator in DOWNWARDS
    if target.comparator in DOWNWARDS:
        past = reading.low is not None and target.high is not None and reading.low >= target.high
        return reading.comparator in UPWARDS and (past or not reading.has("approximate"))  # 9万余元 is no 10万元
    return reading.comparator is Comparator.LT


def wanted_unit(target: Reading) -> str:
    """The unit that the target asks for, as printed there or in the indicator's name."""
    return printed_unit(target) or target.detail("name-unit")


def printed_unit(reading: Reading) -> str:
    """The unit of a reading with its denominators as one text: ``元/人``."""
    unit = reading.unit or ""
    return f"{unit}/{reading.per}" if reading.per else unit


def conversion(reading: Reading, target: Reading) -> Fraction | None:
    """The exact factor from the outcome's unit to the target's; units the registry does not hold convert to
    themselves."""
    rate = factor(reading.canonical, target.canonical)
    if rate is not None:
        return rate
    same = reading.unit is not None and (reading.unit, reading.per) == (target.unit, target.per)
    return Fraction(1) if same else None


def comparable(reading: Reading, target: Reading) -> bool:
    """True if a figure counts what the target counts, its denominators and periods left aside."""
    if conversion(reading, target) is not None:
        return True
    held = lookup(target.unit) if target.unit else None
    if held is None:
        return target.per is not None and reading.per == target.per
    if held.base == "one" or lookup(reading.unit or "") == lookup("万"):
        return True
    return factor(canonical_unit(reading.unit, None), canonical_unit(target.unit, None)) is not None


_SIGN = re.compile(r"\s*[≥≤<>=]")
_REACHED = re.compile(r"[^\d≥≤<>=不至低少超未没]{0,14}(?:达到?|达至|达)(?:了|为)?\s*\d[\d.,]*\s*[^\d\s≥≤<>=]{0,8}")
_AT_LEAST = re.compile(r"以上|及以上|多|余|[≥>]")


def _carries_comparator(text: str, reading: Reading, target: Reading) -> bool:
    """An outcome with a comparator is a promise; ``=100%`` and 达到96% only if the target says just that."""
    if _REACHED.fullmatch(text) and not _AT_LEAST.search(text):
        return text.replace(" ", "") == target.text.replace(" ", "")
    if reading.comparator is Comparator.EQ:
        return _SIGN.match(text) is not None and text.replace(" ", "") == target.text.replace(" ", "")
    if reading.kind is K.RANK:
        return "前" in text and text == target.text.strip()
    return reading.comparator is not Comparator.GT or ">" in text  # 超过500人, 500余人 is no promise


SCOPES = ("全国", "全省", "全市", "全县", "全区", "全州", "全乡", "全镇", "全校", "全系统")


def _rank(
    text: str, value: Decimal, reading: Reading, target: Reading, indicator: str, notes: list[Note]
) -> OutcomeReading:
    """第2名 against 前三: both are places, counted from the front and among the same; a place never answers for a
    quantity."""
    if target.kind is not K.RANK or (target.low is None and target.high is None):
        return unreadable(text, "outcome-unit-mismatch", f"{printed_unit(reading)} / {wanted_unit(target) or '—'}")
    share = "%" in (reading.unit, target.unit) and reading.unit != target.unit
    plain_number = reading.kind is K.EQUALITY and reading.unit in (None, "名", "位", "个")
    if share or not (reading.kind is K.RANK or plain_number):
        return unreadable(text, "outcome-unit-mismatch", f"{printed_unit(reading)} / {wanted_unit(target)}")
    among = {scope for scope in SCOPES if scope in text}
    asked = {scope for scope in SCOPES if scope in target.text} or {scope for scope in SCOPES if scope in indicator}
    if (among and asked and among != asked) or (("倒数" in text) != ("倒数" in target.text)):
        return unreadable(text, "outcome-unreadable", "、".join(sorted(among)) or "倒数")
    if "前" in text and reading.unit != "%" and value != bound_of(target):
        inside = target.high is not None and value <= target.high
        if not inside:
            return unreadable(text, "outcome-unreadable", text.strip())  # within five may be the third
    if reading.unit is None:
        notes.append(Note("outcome-unit-missing", target.unit or ""))
    return OutcomeReading(text=text, kind=OutcomeKind.QUANTITY, value=value, unit=target.unit, notes=tuple(notes))


GROWS = re.compile(
    r"增收|增产|减量|增量|减排|增长|增幅|增速|增加|提高|上升|下降|降低|减少|降幅|变化|变动|压缩|压减|缩短|提升|节约|节省"
)


_WAYS = {"up": "增加", "down": "减少"}


def _changed(value: Decimal, reading: Reading, target: Reading, indicator: str, notes: list[Note]) -> Decimal | None:
    """The size of a change in the target's direction: 上升5% for a promised fall is −5. None where no direction
    fits."""
    ours, promised = reading.detail("direction"), target.detail("direction")
    if target.kind is K.CHANGE:
        if promised == "down" and value < 0:
            return None  # -5% may be a fall of 5 % or a fall turned round
        if ours and value < 0:
            return None  # 减少-1% says it twice
        if not promised or not ours:
            if not ours:
                notes.append(Note("direction-unstated", promised))
                if (ratio := times(value, Fraction(1), target)) is not None and ratio > NEAR:
                    notes.append(Note("outcome-assumed", f"{_WAYS.get(promised, '')}{value:f}"))
            return value
        if ours != promised:
            notes.append(Note("direction-opposite", ours))
            return -value
        return value
    if not GROWS.search(indicator):
        return None
    falls = re.search(r"减量|减排|下降|降低|减少|降幅|压缩|压减|缩短|节约|节省", indicator) is not None
    return value if (ours == "down") == falls else -value


def _may_be_percent(value: Decimal, target: Reading, wanted: str) -> str | None:
    """0.958 for a percentage may be 95.8 % or 0.958 %: the former, None where the target itself is that small."""
    bound = bound_of(target)
    if wanted not in ("%", "％", "百分比") or bound is None or bound <= 1 or not 0 < value <= 1:
        return None
    return f"{(value * 100).normalize():f}%"


_WHOLE = re.compile(r"全年|共|合计|总计|累计|年度|年内|总")


def _without_period(
    text: str, value: Decimal, target: Reading, notes: list[Note], *, bare: bool = False
) -> Fraction | None:
    """The factor of a figure that names no period, where the target has one: 12次 for 每月1次 is the whole year's.

    The figure of the target itself is taken as it stands, and one of a whole year's size as the year's; both with a
    warning. None where neither is likely, or the period does not go into a year.
    """
    if target.kind is not K.FREQUENCY or target.per is None:
        return _for_each(text, value, target, notes, bare)
    parts = PERIODS_OF_YEAR.get(target.per)
    bound = bound_of(target)
    if parts == 1:
        return Fraction(1)
    if value == bound and not _WHOLE.search(text):
        notes.append(Note("outcome-assumed", f"{value:f}/{target.per}"))
        return Fraction(1)
    if parts is None or bound is None or not (_WHOLE.search(text) or value > 2 * bound):
        return None
    if not _WHOLE.search(text):
        notes.append(Note("outcome-assumed", f"{value:f}/年 ÷ {parts}"))
    else:
        notes.append(Note("outcome-computed", f"{value:f}/年 ÷ {parts}"))
    return Fraction(1, parts)


_NEAR_BARE = Fraction(10)
"""How many times its target a figure may be (or the target the figure) that is taken for each of what it leaves out."""


def _for_each(text: str, value: Decimal, target: Reading, notes: list[Note], bare: bool) -> Fraction | None:
    """A figure without the target's denominators: 480元 for 500元/人 is taken for each, with a warning; a total, or a
    figure of another size, is not. A bare number leaves out the whole unit, which its own note says."""
    if target.per is None or target.kind is K.RATIO:
        return Fraction(1)
    ratio = times(value, Fraction(1), target)
    near = _NEAR_BARE if bare else NEAR
    if _WHOLE.search(text) or (ratio is not None and not 1 / near <= ratio <= near):
        return None
    if bare:
        return Fraction(1)
    if ratio != 1:
        notes.append(Note("outcome-assumed", f"/{target.per}"))
    return Fraction(1)


_RATE = re.compile(r"[率比度]|程度|进度|情况")


def _partly_stated(
    text: str, value: Decimal, reading: Reading, target: Reading, indicator: str, notes: list[Note]
) -> Fraction | None:
    """An outcome that leaves the denominators out, or a target that states no unit at all."""
    if target.canonical is None and target.unit is None and target.per is None:
        bound = bound_of(target)
        fraction = bound is not None and 0 < bound <= 1  # 0.95 may be 95 %, so that 90 % is no 90 against it
        if reading.unit == "%" and (fraction or not _RATE.search(indicator)):
            return None
        return Fraction(_magnitude(reading.unit)) if name_words(indicator).unit is None else None
    if target.unit is not None and target.per is None and (held := lookup(target.unit)) and held.base == "one":
        return Fraction(_magnitude(reading.unit), _magnitude(target.unit))  # 1000万 and 1000万元
    if target.unit is None and target.per is not None and reading.per == target.per:
        return Fraction(1)  # 每亩300 and 300元/亩: the target's currency is missing
    if reading.per is None and target.per is not None and reading.unit is not None:
        rate = factor(canonical_unit(reading.unit, None), canonical_unit(target.unit, None))
        found = (
            None if rate is None else _without_period(text, value * rate.numerator / rate.denominator, target, notes)
        )
        return None if rate is None or found is None else rate * found
    if target.per is None and reading.per in PERIODS_OF_YEAR and reading.kind is not K.RATIO:
        parts = PERIODS_OF_YEAR[reading.per]
        rate = factor(canonical_unit(reading.unit, None), target.canonical)
        if rate is None or target.unit == "%":
            return rate if parts == 1 else None
        if parts > 1:
            notes.append(Note("outcome-assumed", f"{value:f}/{reading.per} × {parts}"))
        else:
            notes.append(Note("period", reading.per))  # an evaluation covers a year
        return rate * parts
    if target.per is None and reading.per is not None and reading.per == named_per(indicator):
        return factor(canonical_unit(reading.unit, None), target.canonical)  # 户均1200元 for 户均增收 of ≥1000元
    if target.per is None and reading.per == target.detail("period"):
        notes.append(Note("period", reading.per or ""))
        return factor(canonical_unit(reading.unit, None), target.canonical)
    if (
        reading.unit in ("万", "亿", "千万", "百万")
        and (wan := lookup(reading.unit + (target.unit or "").lstrip("万亿千百"))) is not None
    ):
        notes.append(Note("outcome-unit-missing", wanted_unit(target)))
        return factor(wan.canonical, target.canonical)
    return None


_FOR_EACH = re.compile(
    r"(?P<one>[户人亩村头吨台件班校乡镇床次生师])均|"
    r"每(?P<each>(?:[百千万]人口?|人次|公里|平方米|公顷|[户人亩村头吨台件班校乡镇床次生箱只羽株棵座所辆家本套]))"
)


def named_per(indicator: str) -> str:
    """The denominator in the name of an indicator: 户 of 户均增收 and of 平均每户增收; empty where it names none."""
    found = _FOR_EACH.search(indicator)
    return "" if found is None else found["one"] or found["each"]


def _magnitude(unit: str | None) -> int:
    """The factor in the magnitude of a unit: 10000 for 万亩, 1 for 亩."""
    found = lookup(unit) if unit else None
    if found is None:
        return 1
    return next((size for prefix, size in MAGNITUDES.values() if found.canonical == prefix + found.base), 1)
