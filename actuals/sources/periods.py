"""The time that a heading names: a whole year or a part of it, which year, before or after an adjustment."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache


class Span(IntEnum):
    """The part of the year that a column speaks of, the wanted first."""

    WHOLE = 0
    PLAIN = 1
    PART = 2
    LAST = 3


class Stage(IntEnum):
    """Before or after an adjustment, by what the heading of a column says; the wanted first."""

    AFTER = 0
    PLAIN = 1
    BEFORE = 2


@dataclass(frozen=True, slots=True)
class Period:
    """The period that a heading names; ``year`` where it names one."""

    span: Span = Span.PLAIN
    stage: Stage = Stage.PLAIN
    year: int | None = None


_YEAR = re.compile(r"(20\d\d)(?:年度?|(?!\d))")
_SPANS = (
    (Span.LAST, re.compile(r"上一?年度?(?:同期)?|去年|往年|前年|lastyear|previousyear|prioryear")),
    (
        Span.WHOLE,
        re.compile(
            r"(?:0?1月?)[-—~～至]12月(?:底|末)?|截?至?12月(?:底|末)|全年度?|本年度?|当年度?|今年|年终|年末|年底"
        ),
    ),
    (
        Span.PART,
        re.compile(
            r"[上下]?半年度?|前?[一二三四1234]季度?|前[二三两]个?季度|第[一二三四1234]季度|\d{1,2}月?[-—~～至]\d{1,2}月份?"
            r"|截?至?\d{1,2}月(?:底|末|份)?|年中|中期|q[1-4]|h[12]|half-?year"
        ),
    ),
    (Span.WHOLE, re.compile(r"年度")),
)
_STAGES = (
    (Stage.AFTER, re.compile(r"(?:调整|变更|修订|修改|追加)后|现行|最新")),
    (Stage.BEFORE, re.compile(r"(?:调整|变更|修订|修改|追加)前|年初|原(?=[目指计定])|批复")),
)
_EMPTY = re.compile(r"[(\[][\s,、的]*[)\]]")


@lru_cache(maxsize=4096)
def period_of(heading: str) -> tuple[Period, str]:
    """The time that a heading names, and what is left of it: of 实际完成值（上半年） a part of the year, 实际完成值."""
    text = "".join(unicodedata.normalize("NFKC", heading).casefold().split())
    year = None
    if found := _YEAR.search(text):
        year = int(found[1])
        text = text[: found.start()] + text[found.end() :]
    span, stage = Span.PLAIN, Stage.PLAIN
    for one, known in _SPANS:
        if found := known.search(text):
            span, text = one, text[: found.start()] + text[found.end() :]
            break
    for which, known in _STAGES:
        if found := known.search(text):
            stage, text = which, text[: found.start()] + text[found.end() :]
            break
    return Period(span, stage, year), _EMPTY.sub("", text)
