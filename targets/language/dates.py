"""Dates as departments print them, kept as far as they are known.

A date is ISO text with the unknown parts left out: ``2023-12-31``, ``2023-12``, ``2023``, ``--12-31`` (no year),
``--12``, ``---25`` (the 25th of whichever month). ``span`` turns it into the first and the last day it can mean.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from decimal import Decimal

_YEAR = r"(?:(?P<year>(?:19|20)\d\d)|(?P<this>当年|本年|今年))"
MONTH, DAY = r"1[0-2]|0?[1-9]", r"3[01]|[12]\d|0?[1-9]"
_MONTH_CHINESE, _DAY_CHINESE = r"十[一二]?|[一二三四五六七八九]", r"[二三]?十[一二三四五六七八九]?|[一二三四五六七八九]"
DATE = (
    rf"{_YEAR}\s*年?度?\s*(?P<year_end>年?\s*[底末])"
    rf"|(?P<y1>(?:19|20)\d\d)\s*年\s*(?P<m1>{MONTH})\s*月\s*(?P<d1>{DAY})\s*(?:[日号]|(?!\d))"
    rf"|(?P<y9>(?:19|20)\d\d)(?P<mark>[.\-/])(?P<m9>{MONTH})(?P=mark)(?P<d9>{DAY})(?![\d%])\s*日?"
    rf"|(?P<y8>(?:19|20)\d\d)(?P<m8>1[0-2]|0[1-9])(?P<d8>3[01]|[12]\d|0[1-9])(?=\s*(?:$|[-~至到前,;]))"
    rf"|(?P<y2>(?:19|20)\d\d)\s*年度?\s*(?P<m2>{MONTH})\s*月份?(?:\s*(?P<part2>[上中下]旬|[底末初中]))?"
    rf"|(?P<y3>(?:19|20)\d\d)[.\-/](?P<m3>{MONTH})(?:月份?|(?=\s*(?:[前底末完竣之以]|[-—~至到]\s*(?:20)?\d\d|\)))|(?<=[-/]\d\d)(?=\s*(?:$|[,;])))"
    rf"|(?<=[-~至到])(?P<y7>(?:19|20)\d\d)[.\-/](?P<m7>{MONTH})(?=\s*(?:$|[,;前底末完竣之以)]))"
    r"|(?:(?P<y4>(?:19|20)\d\d)\s*年度?|当年|本年)?(?:第?(?P<quarter>[一二三四1-4])\s*季度|(?P<half>[上下])半年)[底末]?"
    rf"|(?P<yc>(?:19|20)\d\d)\s*年\s*(?P<cmy>{_MONTH_CHINESE})月份?(?:(?P<partc>[底末])|(?P<cdy>{_DAY_CHINESE})[日号]"
    r"|(?=\s*(?:$|前|之前|以前|完|竣|[-~至到,;])))"
    r"|(?P<y5>(?:19|20)\d\d)\s*年度?"
    rf"|(?:次年|翌年)(?P<mn>{MONTH})月(?:(?P<dn>{DAY})[日号]|(?P<part8>[底末]))?"
    rf"|(?:当年|本年|每年)?(?P<m6>{MONTH})\s*月份?\s*(?:(?P<d6>{DAY})\s*[日号]|(?P<part6>[上中下]旬|[底末初中]))?"
    rf"|(?:当年|本年|每年)?(?P<cm>{_MONTH_CHINESE})月份?(?:(?P<part7>[底末])|(?P<cd>{_DAY_CHINESE})[日号])?"
    rf"|(?P<m10>{MONTH})\.(?P<d10>{DAY})(?=\s*(?:之前|以前|前(?!\s*\d)))"
    r"|(?P<year_end2>年(?:度)?(?:[底末]|终))"
)
"""One printed date. Years alone, quarters and halves included; a day without a month stands only after 每月."""

CLOCK = (
    r"\s*(?:上午|中午|下午|晚上?)?\s*(?:2[0-4]|[01]?\d)"
    r"(?:\s*[时点](?![间长效段位名率])(?:整|半|[0-5]?\d分)?|:[0-5]\d(?::[0-5]\d)?)"
)
"""An hour behind a day (12月31日17时, 2023-12-31 24:00): the day is what is promised."""

_CHINESE = "零一二三四五六七八九"


def _small(text: str) -> int:
    """Chinese numerals up to 39: 十二, 三十一."""
    if text.isdigit():
        return int(text)
    tens, _, ones = text.partition("十")
    if "十" not in text:
        return _CHINESE.index(text)
    return (_CHINESE.index(tens) if tens else 1) * 10 + (_CHINESE.index(ones) if ones else 0)


def end_of_month(year: str | None, month: int) -> str:
    """The last day of a month; without a year, February ends on the 28th or 29th and stays open."""
    if year is None:
        return f"--{month:02}" if month == 2 else f"--{month:02}-{calendar.monthrange(2023, month)[1]}"
    return f"{year}-{month:02}-{calendar.monthrange(int(year), month)[1]}"


def iso(match: re.Match[str]) -> str | None:
    """The date of a match of ``DATE`` as ISO text; None where it is no day of the calendar (2月30日)."""
    part = match.groupdict()
    if part["year_end"] or part["year_end2"]:
        return f"{part['year']}-12-31" if part["year"] else "--12-31"
    year = _first(part, "y1", "y9", "y8", "y2", "y3", "y7", "y4", "yc", "y5")
    if part["quarter"]:
        return end_of_month(year, 3 * _small(part["quarter"]))
    if part["half"]:
        return end_of_month(year, 6 if part["half"] == "上" else 12)
    month_text = _first(part, "m1", "m9", "m8", "m2", "m3", "m7", "m6", "mn", "cm", "cmy", "m10")
    if month_text is None:
        return year
    month = _small(month_text)
    if not 1 <= month <= 12:
        return None
    stretch = (part["part2"] or part["part6"] or part["part7"] or part["part8"] or part["partc"] or "").strip()
    if stretch in ("底", "末", "下旬"):
        return end_of_month(year, month)
    day_text = _first(part, "d1", "d9", "d8", "d6", "dn", "cd", "cdy", "d10")
    day = {"上旬": 10, "中旬": 20}.get(stretch) or (_small(day_text) if day_text else None)
    if day is None:
        return f"{year}-{month:02}" if year else f"--{month:02}"
    if day > calendar.monthrange(int(year) if year else 2024, month)[1]:
        return None
    return f"{year}-{month:02}-{day:02}" if year else f"--{month:02}-{day:02}"


def _first(part: dict[str, str | None], *names: str) -> str | None:
    return next((said for name in names if (said := part[name])), None)


_ISO = re.compile(r"(?:(\d{4})|-)(?:-(\d\d))?(?:-(\d\d))?|---(\d\d)")


def span(text: str, year: int | None = None, *, next_year: bool = False) -> tuple[date, date] | None:
    """First and last day that a partial date can mean; ``year`` fills in for a missing one, or the one after it where
    the text says 次年 (``next_year``). None where that is not enough.

    >>> span("2023-02")
    (datetime.date(2023, 2, 1), datetime.date(2023, 2, 28))
    >>> span("--12-31", 2023)
    (datetime.date(2023, 12, 31), datetime.date(2023, 12, 31))
    """
    match = _ISO.fullmatch(text)
    if match is None or match[4]:
        return None
    of = int(match[1]) if match[1] else year
    if of is None:
        return None
    if next_year and not match[1]:
        of += 1
    try:
        first = date(of, int(match[2] or 1), int(match[3] or 1))
        month = int(match[2] or 12)
        return first, date(of, month, int(match[3] or calendar.monthrange(of, month)[1]))
    except (ValueError, OverflowError):
        return None


def serial(value: Decimal) -> str | None:
    """The day that a spreadsheet shows as this bare number (44561 is 2021-12-31), for the years 2000 to 2049; else
    None."""
    if value != value.to_integral_value() or not 36526 <= value < 54789:
        return None
    return (date(1899, 12, 30) + timedelta(days=int(value))).isoformat()
