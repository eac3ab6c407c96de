"""Which measure a figure is said to be: its own, another one, or the opposite of the one asked for.

合格率 and 不合格率 add up to 100 %, so that the one answers for the other; 回收率 answers for no 满意率.
"""

from __future__ import annotations

import re
from enum import Enum

from actuals.language.statement import Figure


class Sameness(Enum):
    """A figure's own measure beside the one asked for."""

    UNNAMED = "unnamed"
    SAME = "same"
    LOOSE = "loose"
    OPPOSITE = "opposite"
    OTHER = "other"


_MEASURE = re.compile(
    r"(?P<stem>[一-鿿]{1,12})(?P<head>率|度|占比|比例|比重|程度|面)(?:指标|情况|达标)?(?:为|是|达到?|达至|约|在|仅|近|:|已|均|实际)*$"
)
_ANOTHER = re.compile(r"(?P<of>覆盖|回收|抽查|抽取|参与|涉及)(?:了|达到?|为|面)?$")
"""Words before a percentage that say it is a share of something else: 满意度调查覆盖90%."""
_LOOSE = re.compile(r"(?:完成|达成|实现|执行|比|概|任务|目标)$")
_DENIED = re.compile(r"(?:不|未|非)(?P<of>[一-鿿]{2,4})$")
_OPPOSITES = tuple(
    tuple(pair.split("/"))
    for pair in [
        "及时/超时",
        "及时/逾期",
        "及时/延误",
        "及时/超期",
        "准时/晚点",
        "出勤/缺勤",
        "出席/缺席",
        "到会/缺席",
        "到课/缺课",
        "到岗/缺岗",
        "达标/超标",
        "准确/差错",
        "准确/错误",
        "正确/错误",
        "合格/次品",
        "完好/破损",
        "完好/损坏",
        "成活/死亡",
    ]
)
"""Two measures of which each is the rest of the other."""


def sameness(figure: Figure, own: str) -> Sameness:
    """The measure named right before a percentage beside the one that was asked for."""
    if (another := _ANOTHER.search(figure.label)) and another["of"] not in own:
        return Sameness.OTHER
    named = _MEASURE.search(figure.label)
    if named is None:
        return Sameness.UNNAMED
    stem = named["stem"]
    if (denied := _NOT.match(stem)) and not _holds(own, stem[:3]) and _made_of(stem[denied.end() :], own):
        return Sameness.OPPOSITE
    if (denied := _DENIED.search(stem)) and not _holds(own, denied[0]):
        return Sameness.OPPOSITE if _holds(own, denied["of"]) else Sameness.OTHER
    if any(_opposed(stem, own, one, other) for pair in _OPPOSITES for one, other in (pair, pair[::-1])):
        return Sameness.OPPOSITE
    if _holds(own, stem[-2:]) or (len(stem) == 1 and stem in own):
        asked_denied = re.search(rf"[不未非]{re.escape(stem[-2:])}", own)
        return Sameness.OPPOSITE if asked_denied else Sameness.SAME
    if _shortens(stem, own):
        return Sameness.SAME
    return Sameness.LOOSE if _LOOSE.search(stem) else Sameness.OTHER


_NOT = re.compile(r"[不未非](?=[一-鿿]{2})")


def _made_of(stem: str, own: str) -> bool:
    """True if a stem is made of words of what was asked for, each of two signs at least: 及时办理 of 办理及时率."""
    at = 0
    while at < len(stem):
        size = next((n for n in range(len(stem) - at, 1, -1) if stem[at : at + n] in own), 0)
        if not size:
            return False
        at += size
    return bool(stem)


def _shortens(stem: str, own: str) -> bool:
    """True if a stem shortens a measure asked for: 定检率 for 定期检验率."""
    rest = iter(own)
    return len(stem) > 1 and all(sign in rest for sign in stem)


def _opposed(stem: str, own: str, one: str, other: str) -> bool:
    return stem.endswith(one) and other in own and one not in own


def _holds(own: str, words: str) -> bool:
    return words in own
