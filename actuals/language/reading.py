"""Reading an outcome in the light of its target: the same grammar, and the target says what is asked for.

An outcome is a quantity in a unit that converts to the target's, a date for a deadline, or words that name a level.
What fits none of these is UNREADABLE with a note that says why; a doubt (0.958 for a percentage) is never settled
by a guess.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from actuals.language.asked import MEASURED
from actuals.language.compounds import all_met
from actuals.language.days import read_day
from actuals.language.formulas import by_formula
from actuals.language.levels import (
    DONE_IN_PERCENT,
    beside_the_targets_words,
    chooses,
    denies,
    falls_short,
    level_of,
    says_the_same,
    weakened,
)
from actuals.language.quantities import read_quantity
from actuals.language.severalunits import of_several_units
from actuals.language.weighing import pointed
from actuals.outcome import Level, OutcomeKind, OutcomeReading, at_level, unreadable
from targets.language.clause import DOWNWARDS
from targets.language.expression import read_target
from targets.language.nothing import BLANK, NOT_APPLICABLE
from targets.language.reading import Note, Reading, ReadingKind
from targets.language.tokens import LONGEST, plain
from targets.model.measures import better_less

K = ReadingKind


def read_outcome(text: str, target: Reading, *, indicator: str = "", year: int = 0) -> OutcomeReading:
    """The reading of an outcome as typed, given the reading of its target, the indicator's name and the year of the
    form (0: not known), which is that of a deadline that names none; a figure of other years only is pending.

    Never raises. ``""`` is MISSING, 无 and 不适用 NOT_APPLICABLE (for a target of zero, 无 is the number 0). Notes
    named after A findings become those findings; their detail is the figure or the reason that proves them.
    """
    if target.rule is not None:
        target = target.parts[0]  # a rule of points: its full mark is what was promised
    if year and names_no_year(target):
        target = replace(target, until=f"{year}{(target.until or '')[1:]}")
    read = _read(text, target, indicator)
    if "20" in text and read.kind is OutcomeKind.QUANTITY and _of_another_year(read, target, indicator, year):
        return unreadable(text, "outcome-unreadable", f"{year or target.text}?")
    return read


_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=\s*年)")


def _of_another_year(read: OutcomeReading, target: Reading, indicator: str, year: int) -> bool:
    """True if a figure is of a year that is neither the form's nor asked for: 2022年4场 on a form of 2023."""
    named, asked = set(_YEAR.findall(read.text)), set(_YEAR.findall(f"{target.text}|{indicator}"))
    taken = {found[1] for note in read.notes if (found := _YEAR.match(note.detail))}
    wanted = asked or ({str(year)} if year else set())
    return bool(named) and bool(wanted) and not (taken or named) & wanted


def names_no_year(target: Reading) -> bool:
    """True if a target is a deadline of the form's year, which it does not name itself: 12月底前."""
    until = target.until or ""
    return until.startswith("--") and until[2] != "-" and target.since is None and not target.has("next-year")


@lru_cache(maxsize=65536)
def _read(text: str, target: Reading, indicator: str) -> OutcomeReading:
    if len(text) > LONGEST:
        return unreadable(text, "outcome-unreadable", f">{LONGEST}")
    said, promised = plain(text).strip(), plain(target.text)
    if promised != target.text:
        target = replace(target, text=promised)
    read = _read_plain(said, target, indicator)
    return read if read.text == text else replace(read, text=text)


def _read_plain(text: str, target: Reading, indicator: str) -> OutcomeReading:
    """The reading of texts that are all in their one spelling, without white space around."""
    if BLANK.fullmatch(text):
        return OutcomeReading(text=text, kind=OutcomeKind.MISSING)
    if NOT_APPLICABLE.fullmatch(text):
        return _none(text, target, indicator)
    if _is_deadline(target):
        return read_day(text, target, indicator)
    if target.kind in MEASURED and not (target.low is None and target.high is None):
        made = by_formula(text, target, indicator) or of_several_units(text, target, indicator)
        return made or read_quantity(text, target, indicator)
    if target.kind is K.CHANGE:
        return _unsized_change(text, target, indicator)
    if target.kind is K.COMPOUND:
        return all_met(text, target, indicator) or _compound(text, target)
    if target.kind in (K.MISSING, K.UNREADABLE):
        return _without_target(text, target)
    return _level(text, target, indicator)


def _is_deadline(target: Reading) -> bool:
    return target.kind is K.DEADLINE or (target.kind is K.RANGE and target.low is None and target.until is not None)


def _none(text: str, target: Reading, indicator: str) -> OutcomeReading:
    """无 for a target of zero says that nothing happened; for any other target that it does not apply."""
    wanted_low = target.comparator in DOWNWARDS and better_less(indicator)
    if target.kind in (K.EQUALITY, K.THRESHOLD) and (target.high == 0 or wanted_low):
        return OutcomeReading(
            text=text, kind=OutcomeKind.QUANTITY, value=Decimal(0), unit=target.unit, notes=(Note("none-as-zero"),)
        )
    return OutcomeReading(text=text, kind=OutcomeKind.NOT_APPLICABLE, notes=(Note("not-applicable-unexplained", text),))


# --- dates, levels and the rest ---------------------------------------------------------------------------------------


_ALL_OF_IT = re.compile(r"应.{1,2}尽.|全覆盖|覆盖全|全部|全员|全面|尽")


def _level(text: str, target: Reading, indicator: str) -> OutcomeReading:
    """Words against words: the level they name, or the target's own words."""
    if chooses(text, target.text) or falls_short(text, target.text) or denies(text, target.text):
        return unreadable(text, "level-unknown", text)
    level = level_of(text) or weakened(text, target.text)
    if level in (Level.PARTIAL, Level.MISSED) and says_the_same(text, target.text):
        return at_level(text, Level.MET, Note("outcome-repeats-target", text))  # 否 for 否
    if level is not None:
        return at_level(text, level)
    beside = beside_the_targets_words(text, target.text, indicator)
    if beside is not None:
        unknown = (Note("outcome-words-unknown", pointed(text, beside)),) if beside else ()
        repeated = () if target.has("rank-group") else (Note("outcome-repeats-target", text),)
        return at_level(text, Level.MET, *repeated, *unknown)
    if _forbids(target.text) and (_NO_TIMES.fullmatch(text) or _none_happened(text, target.text, indicator)):
        return at_level(text, Level.MET, Note("none-as-zero"))
    if (limit := _WITHIN.fullmatch(target.text)) and (kept := _WITHIN.fullmatch(text)) and limit["of"] == kept["of"]:
        return at_level(text, Level.MET)
    if "全覆盖" in target.text and _COVERS.fullmatch(text) and not _NOT_YET.search(text):
        return at_level(text, Level.MET)
    whole = DONE_IN_PERCENT.fullmatch(text) or (
        re.fullmatch(r"100\s*%(?:覆盖)?", text) and _ALL_OF_IT.search(target.text)
    )
    if whole:
        return at_level(text, Level.MET)
    return unreadable(text, "level-unknown", text[:40])


_OF_SO_MANY = r"\d+\s*个?(?!别)[^\d\s未不没非,;。、]{1,8}?"
_COVERS = re.compile(
    rf"(?:全县|全市|全区)?{_OF_SO_MANY}(?:[、和]{_OF_SO_MANY})*(?:已经?|均|实现)*(?:全覆盖|全面覆盖|全部覆盖)"
)
_NOT_YET = re.compile("计划|拟|将|预计|力争|争取|目标|基本|大部|部分|仅|逐步|推进|除|试点")
_WITHIN = re.compile(
    r"(?:成本|费用|经费|支出|总额|实际支出|均|严格|控制)*(?:(?:不|未|没有?)(?:超过?|超出|突破)|(?:控制)?在)(?:年初|批复|项目|总)?"
    r"(?P<of>预算|概算|控制数|计划|标准)(?:数|额|金额|范围|控制数)*(?:[以之]?内)?"
)
"""不超预算, 未突破预算, 控制在预算范围内: the same limit kept."""
_FORBIDS = re.compile(r"(?:不|未|无|零|杜绝|避免|防止)(?:发生|出现|产生)?")


def _forbids(target: str) -> bool:
    """True if a target in words asks that something does not happen."""
    return _FORBIDS.match(target.strip()) is not None


def _none_happened(said: str, target: str, indicator: str) -> bool:
    """未发生重大舆情 for 不发生重大舆情: nothing of what the target and the name speak of has happened."""
    found = _NONE_OF.fullmatch(said)
    if found is None:
        return False
    of = found["of"]
    return not of or of in target or of in plain(indicator)


_NO_TIMES = re.compile(r"(?:全年|均|共|累计|实际|发生|本年度?)*(?:0|零)\s*(?:起|次|件|例|宗|个|人|人次|处|项|户)")
_NONE_OF = re.compile(
    r"(?:全年|均|本年度?)?(?:无|未|没有|零|不|未曾|没有?)(?:发生|出现|产生|收到|接到)?(?:任何|一起)?(?P<of>[^\d,;。()]{0,14}?)(?:发生|出现|现象|情况)?[。.]?"
)


def _unsized_change(text: str, target: Reading, indicator: str) -> OutcomeReading:
    """较上年提高 states no size: an outcome that changes the same way meets it, the other way misses it."""
    reading = read_target(text)
    ours = reading.detail("direction")
    if ours and reading.kind is K.CHANGE:
        level = Level.MET if ours == target.detail("direction") else Level.MISSED
        return at_level(text, level, Note("direction", ours))
    return _level(text, target, indicator)


def _compound(text: str, target: Reading) -> OutcomeReading:
    """Several measured parts: only words that speak of all of them can be read; numbers need a person."""
    level = level_of(text)
    if level is not None:
        return at_level(text, level, Note("outcome-not-quantified", level.value))
    same = text.replace(" ", "") == target.text.replace(" ", "")
    if same:
        return unreadable(text, "outcome-unreadable", target.text, Note("outcome-repeats-target", target.text))
    return unreadable(text, "outcome-unreadable", f"{len(target.parts)} ≠ 1")


def _without_target(text: str, target: Reading) -> OutcomeReading:
    """An outcome with no readable target: kept as read, for a person to judge."""
    level = level_of(text)
    if level is not None:
        return at_level(text, level)
    reading = read_target(text)
    if reading.kind is K.DEADLINE:
        return OutcomeReading(text=text, kind=OutcomeKind.DATE, date=reading.until)
    if reading.kind in MEASURED and reading.low is not None and reading.low == reading.high:
        return OutcomeReading(
            text=text, kind=OutcomeKind.QUANTITY, value=reading.low, unit=reading.unit, per=reading.per
        )
    return unreadable(text, "outcome-unreadable", reading.kind.value)
