"""Words that make the number of an outcome something else than what was reached: missed, planned, a difference.

未达到10次 names the target and not the outcome, 预计10次 is a promise, 超支2万元 and 延期2天 say how far it is from the
target. A number beside such a word is never taken for the outcome; where the target or the indicator's name has the
same word (逾期天数, 提前10天), it is what was asked for.
"""

from __future__ import annotations

import re

from targets.language.tokens import plain

_NEAR = r"[^\d,;。()]"
_MISSED = re.compile(
    rf"(?:未能?|没有?|无法|不能)(?!超|高于|低于|少于|大于|小于|多于|长于|短于|晚于|迟于|突破|逾|延|拖)(?={_NEAR}{{0,8}}(?:\d|[前第][一二三四五六七八九十]))"
)
"""A denial before the number; what is denied behind it (8次，未完成) leaves the number as it is."""
_PLANNED = re.compile(
    rf"预计|有望|力争|争取|将[于在]|拟(?={_NEAR}{{0,4}}\d)|(?<![按照据超原])计划(?={_NEAR}{{0,2}}(?:完成|开展|举办|实施)?\s*\d)"
)
_HAPPENED = re.compile(r"实际|已")
_DIFFERENCE = re.compile(
    r"(?:(?<![不至减最])少|(?<![误时温偏反落级])差|缺|欠|超支|超额|超出|多出|多支出|结余|节余|剩余|余下|尚余"
    r"|提前|延期|延迟|延后|推迟|逾期|超期|滞后|拖延)了?(?=\s*\d)"
)
_BEYOND = re.compile(r"(?:名|位|%)\s*(?P<word>[以之]外|[以之]后|开外)")
_UNDONE = re.compile(
    r"(?:未|没有?|无法|不能)(?!超|逾|延|拖|提前|发生|出现|突破|晚于|迟于)|不再|停工|搁置|启动|开工|动工"
)
"""Beside a day: what is denied or only begun on it has not been finished on it."""


def hedge(text: str, target: str, indicator: str) -> str:
    """The word that takes the number of an outcome away, ``""`` where there is none."""
    said = plain(text)
    for pattern in (_MISSED, _PLANNED, _DIFFERENCE):
        for found in pattern.finditer(said):
            if pattern is _PLANNED and _HAPPENED.search(said):
                continue
            if not _asked_for(found[0].removesuffix("了"), target, indicator):
                return found[0]
    beyond = _BEYOND.search(said)
    return beyond["word"] if beyond and not _asked_for(beyond["word"], target, indicator) else ""


def hedge_of_day(text: str, target: str, indicator: str) -> str:
    """The word that takes the day of an outcome away, ``""`` where there is none."""
    said = plain(text)
    for pattern in (_PLANNED, _UNDONE):
        found = pattern.search(said)
        if found and not _asked_for(found[0], target, indicator):
            return found[0]
    return ""


def _asked_for(word: str, target: str, indicator: str) -> bool:
    return word in plain(target) or word in plain(indicator)
