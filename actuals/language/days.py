"""The day of an outcome against a deadline: which of several it is, and whether it was finished then."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from actuals.language.converting import printed_unit
from actuals.language.levels import DONE_IN_PERCENT, level_of, repeats
from actuals.language.statement import Figure, statement_of
from actuals.language.weighing import Doubtful, pointed, weigh
from actuals.language.words import Role, own_words
from actuals.outcome import Level, OutcomeKind, OutcomeReading, at_level, unreadable
from targets.language import dates
from targets.language.expression import read_target
from targets.language.reading import Comparator, Note, Reading, ReadingKind
from targets.language.tokens import plain

K = ReadingKind
_ANY_YEAR = 2023
_AT_LATEST = re.compile(r"前|[≤<]|不晚于|最迟")


def read_day(text: str, target: Reading, indicator: str) -> OutcomeReading:
    """A day, a month, a stretch of time against a deadline."""
    if (slashed := _MONTH_DAY.fullmatch(text)) is not None:
        return read_day(f"{int(slashed['month'])}月{int(slashed['day'])}日", target, indicator)
    if (shifted := _shifted(text, target)) is not None:
        return shifted
    said = statement_of(text, own_words(target.text, plain(indicator)), of_days=True)
    reading = read_target(text)
    if target.until is not None and target.until.startswith("---"):
        return _day_of_month(text, target.until)
    if reading.has("target-unreadable"):
        return unreadable(text, "outcome-unreadable", reading.detail("reason"))
    if (share := _SHARE.search(said.text)) and Decimal(share[1]) != 100:
        return unreadable(text, "outcome-unreadable", pointed(said.text, [share.span()]))
    if not said.figures:
        return _without_day(text, reading, target)
    found = weigh(said, lambda figure: True, lambda figure: False)
    if isinstance(found, Doubtful):
        if reading.kind is K.RANGE and reading.until is not None and not said.loose:
            return _dated(text, reading, target)
        if (late := _late_anyway(text, said.figures, target)) is not None:
            return late
        return unreadable(text, "outcome-unreadable", pointed(said.text, found.spans))
    if found.missed or found.below or found.about:
        spans = [(f.start, f.end) for f in found.figures]
        return unreadable(text, "outcome-unreadable", pointed(said.text, spans))
    if reading.kind not in (K.DEADLINE, K.RANGE) or reading.low is not None or len(said.figures) > 1:
        reading = _reading_of(found.figures[0])
    read = _dated(text, reading, target)
    if found.unknown and read.kind is OutcomeKind.DATE:
        unknown = Note("outcome-words-unknown", pointed(said.text, found.unknown))
        return OutcomeReading(text=text, kind=read.kind, date=read.date, notes=(*read.notes, unknown))
    return read


def _late_anyway(text: str, figures: list[Figure], target: Reading) -> OutcomeReading | None:
    """The earliest of several days that all lie after the deadline: begun or foreseen then, it was not in time."""
    if target.until is None or target.comparator is Comparator.GE or not _OF_THE_WORK.fullmatch(text):
        return None
    days = [reading.until or reading.since for figure in figures if (reading := _reading_of(figure)).kind is K.DEADLINE]
    year = int(target.until[:4]) if target.until[:4].isdecimal() else _ANY_YEAR
    due = dates.span(target.until, year)
    spans = [dates.span(day, year) for day in days if day is not None]
    if due is None or not spans or len(spans) < len(figures) or any(one is None for one in spans):
        return None
    first = min(one[0] for one in spans if one is not None)
    foreseen = all(figure.led(Role.EXPECTED) for figure in figures)
    if foreseen and not re.search("尚未|未完|未能|仍未", text):
        return None  # 预计11月交付: it may have been written before
    if first <= due[1] or target.has("ambiguous") or target.has("next-year"):
        return None
    return OutcomeReading(
        text=text,
        kind=OutcomeKind.DATE,
        date=first.isoformat() if target.until[:4].isdecimal() else f"--{first:%m-%d}",
        notes=(Note("outcome-assumed", f"≥{first.isoformat()}"),),
    )


_SHIFTED = re.compile(
    r"(?:较|比)?(?:计划|目标|规定|原定|要求|合同约定)?(?:时间|期限|时限|工期|日期)?"
    r"(?:(?P<late>滞后|逾期|延期|推迟|延迟|超期|晚)|(?P<early>提前|早))了?(?P<days>\d+)(?:天|日)(?:全部|全面)?(?:完成|完工|竣工|交付|投用|发放|报送)?(?:到位)?"
)


def _shifted(text: str, target: Reading) -> OutcomeReading | None:
    """滞后15天完成 for a deadline: that many days after it, with the arithmetic."""
    found, until = _SHIFTED.fullmatch(text), target.until or ""
    due = dates.span(until, _ANY_YEAR) if found is not None and not until.startswith("---") else None
    if found is None or due is None or target.has("ambiguous"):
        return None
    days = int(found["days"]) * (1 if found["late"] else -1)
    day = date.fromordinal(due[1].toordinal() + days)
    shown = f"{due[1]:%m-%d} {'+' if days > 0 else '-'} {abs(days)} = {day:%m-%d}"
    dated = day.isoformat() if until[:4].isdecimal() else f"--{day:%m-%d}"
    if not until[:4].isdecimal() and day.year != _ANY_YEAR:
        return None
    return OutcomeReading(text=text, kind=OutcomeKind.DATE, date=dated, notes=(Note("outcome-computed", shown),))


_OF_THE_WORK = re.compile(
    r"(?:[\d年月日初底末上中下旬季度,;至到约于前内]|尚|仍|还|未|已|才|方|预计|计划|将|全部|全面|主体|装修|正式|延期|推迟|延后|顺延|"
    r"开工|动工|启动|完成|完工|竣工|验收|交付|使用|投用|投入|上线|试运行|运行|出版|发布|印发|建成|开通|通车)+"
)
"""Texts that speak of the work itself and of nothing else: a contract signed after the deadline says nothing of it."""


_MONTH_DAY = re.compile(
    r"(?P<month>0?[1-9]|1[0-2])[/.](?P<day>0?[1-9]|[12]\d|3[01])(?:日)?(?:完成|完工|竣工|发布|投用|交付|报送)?"
)
"""A day as 10/25: the month stands first where Chinese is written."""
_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*%")


def _reading_of(figure: Figure) -> Reading:
    reading = read_target(figure.text)
    return reading if reading.kind is K.DEADLINE else read_target(figure.slice)


_STRETCH = re.compile(r"[上下]半年|季度|旬")


def _dated(text: str, reading: Reading, target: Reading) -> OutcomeReading:
    """The day of a reading, unless it may lie on either side of the deadline, or years away from it."""
    day = reading.until or reading.since
    if day is None or reading.kind not in (K.DEADLINE, K.RANGE):
        return unreadable(text, "outcome-unreadable", reading.kind.value)
    day = _in_its_year(day, reading, target)
    notes: tuple[Note, ...] = ()
    if reading.kind is K.DEADLINE and _AT_LATEST.search(reading.text):
        notes = (Note("outcome-repeats-target", reading.comparator.value),)
    if reading.has("next-year"):
        notes += (Note("next-year"),)
    if reading.comparator is Comparator.LT and (before := _day_before(day, reading)) is not None:
        day = before
    if _undecided(day, reading, target, text):
        return unreadable(text, "outcome-date-undecided", day)
    if far := _years_away(day, target):
        notes += (Note("outcome-date-implausible", far),)
    return OutcomeReading(text=text, kind=OutcomeKind.DATE, date=day, notes=notes)


def _in_its_year(day: str, reading: Reading, target: Reading) -> str:
    """A day without a year in the year of its deadline: 7月19日 for 2024年7月15日前 is of 2024."""
    year, begun = (target.until or "")[:4], (target.since or target.until or "")[:4]
    if not day.startswith("--") or day[2] == "-" or not year.isdecimal() or begun != year or reading.has("next-year"):
        return day
    return f"{year}{day[1:]}"


def _day_before(day: str, reading: Reading) -> str | None:
    """2024年1月前 is 31 December 2023 at the latest."""
    span = dates.span(day, None)
    return None if span is None else date.fromordinal(span[0].toordinal() - 1).isoformat()


def _undecided(day: str, reading: Reading, target: Reading, text: str) -> bool:
    """True if an outcome may be on either side: 上半年 for the end of May, a day of September for 9月前."""
    year = int(target.until[:4]) if target.until and target.until[:4].isdecimal() else _ANY_YEAR
    due, done = dates.span(target.until or "", year), dates.span(day, year, next_year=reading.has("next-year"))
    if due is None or done is None:
        return False
    first, last = done
    if stretch := _STRETCH.search(text):
        months = {"上": 6, "下": 6, "季": 3}.get(stretch[0][0], 0)
        begun = months and last.month >= months and not re.search(r"[底末]", text)
        first = date(last.year, last.month - months + 1, 1) if begun else first
    last_good = due[0].toordinal() - 1 if target.comparator is Comparator.LT else due[1].toordinal()
    if first.toordinal() <= last_good < last.toordinal():
        return True
    if target.has("ambiguous"):
        months = 3 if "季" in target.text else 1
        begins = date(due[1].year, max(due[1].month - months + 1, 1), 1)
        return begins <= last and first <= due[1]
    return False


def _years_away(day: str, target: Reading) -> str:
    """The year of an outcome that lies before the target's year, or two or more behind it."""
    due = target.until or ""
    if not (due[:4].isdecimal() and day[:4].isdecimal()):
        return ""
    apart = int(day[:4]) - int(due[:4])
    begun = (target.since or due)[:4]
    early = begun.isdecimal() and int(day[:4]) < int(begun)
    return day[:4] if early or apart > 1 else ""


_DAY_OF_MONTH = re.compile(
    r"(?:均|都|已)?(?:于|在)?(?:每个?月|次月|当月)?(\d{1,2})\s*[日号](?:之?前)?(?:发放|完成|支付|到账|报送)?(?:到位)?"
)


def _day_of_month(text: str, due: str) -> OutcomeReading:
    """每月8日 for 每月10日前: both are days of a month; a later one leaves the line to a person."""
    found = _DAY_OF_MONTH.fullmatch(text)
    if found is not None and int(found[1]) <= int(due.removeprefix("---")):
        return at_level(text, Level.MET, Note("day-of-month", found[1]))
    if level_of(text) is Level.MET:
        return at_level(text, Level.MET, Note("outcome-not-quantified", Level.MET.value))
    return unreadable(text, "outcome-unreadable", f"{text}?")


def _without_day(text: str, reading: Reading, target: Reading) -> OutcomeReading:
    """Words, or a number, where a day is asked for."""
    if DONE_IN_PERCENT.fullmatch(text):
        return at_level(text, Level.MET, Note("outcome-not-quantified", "100%"))
    level = level_of(text)
    if level is None and repeats(text, "按时完成 按期完成 及时完成 按时 按期 及时 如期"):
        level = Level.MET
    if level is Level.MET:
        return at_level(text, level, Note("outcome-not-quantified", level.value))
    value = reading.low if reading.low is not None else reading.high
    if value is not None and reading.unit is not None:
        return unreadable(text, "outcome-unit-mismatch", f"{printed_unit(reading)} / {target.until}")
    likely = dates.serial(value) if value is not None else None
    detail = level.value if level else reading.kind.value
    return unreadable(text, "outcome-unreadable", f"{likely}?" if likely else detail)
