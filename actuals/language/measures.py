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
_OF_MONEY = re.compile("资金|经费|拨付|支付|支出|付款")
"""Words of money before a percentage: 改造资金已拨付100% says nothing of 完工率."""
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
        "可用/停机",
        "可用/故障",
        "运行/停机",
        "运行/故障",
        "在线/离线",
        "在线/掉线",
        "完好/故障",
    ]
)
"""Two measures of which each is the rest of the other."""


def sameness(figure: Figure, own: str) -> Sameness:
    """The measure named right before a percentage beside the one that was asked for."""
    if (another := _ANOTHER.search(figure.label)) and another["of"] not in own:
        return Sameness.OTHER
    if _OF_MONEY.search(figure.label) and not _OF_MONEY.search(own):
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


def opposed_words(words: str, own: str) -> bool:
    """True if words beside a count speak of the rest of what was asked for: 停机 for 可用率."""
    return any(
        one in words and other in own and one not in own for pair in _OPPOSITES for one, other in (pair, pair[::-1])
    )


_DEED = re.compile(r"(\w{2})(完成|落实|到位|执行|实现|达成)?(?:比?率|度|面|比例|占比|比重)$")
_THINGS = re.compile("任务|工程|项目|计划|工作|目标|投资|资金|预算|年度|总体|补助|补贴|经费|建设|款项|指标")


def deed(indicator: str) -> str:
    """The deed that makes a thing count in a rate: 合格 of 检验合格率, 整改 of 问题整改完成率, 完成 of
    任务完成率; empty where the name is of no rate."""
    found = _DEED.search(re.sub(r"\(.*?\)", "", indicator))
    if found is None:
        return ""
    return found[2] if found[2] and _THINGS.fullmatch(found[1]) else found[1]


_COUNTED = re.compile(
    r"(\w{2})(?:的)?(?:总)?(?:人数|人次|户数|件数|台数|台套数|校数|家数|个数|次数|项数|面积|里程|金额|总额|数量|数|额)$"
)
_RESULT = re.compile(
    "取证|获证|持证|就业|创业|结业|毕业|合格|脱贫|达标|治愈|康复|成活|录取|晋升|上岗|签约|落户|获奖|授权|转化|摘帽|投产"
)


def counted_deed(indicator: str) -> str:
    """The last word of what a measure counts: 取证 of 电工培训取证人数; empty where the name ends otherwise."""
    found = _COUNTED.search(re.sub(r"\(.*?\)", "", indicator))
    return found[1] if found else ""


def is_result(verb: str) -> bool:
    """True if a measure counts what came of it: who took part in a training has no certificate yet."""
    return _RESULT.fullmatch(verb) is not None


_SCOPE = re.compile("大型|中型|小型|重点|骨干|示范|试点|样板|省级|国家级|规上|规模以上|中心城区|主城区|核心区|部分")


def narrower(figure: Figure, own: str) -> bool:
    """True if a share is of fewer than was asked about: 大型规模养殖场配套率 for 全县规模养殖场配套率."""
    return narrower_words(figure.label, own)


def narrower_words(text: str, own: str) -> bool:
    """True if words narrow what they speak of more than the target does: 试点, 大型, 部分."""
    return any(scope not in own for scope in _SCOPE.findall(text))


def same_result(indicator: str, text: str) -> bool:
    """True if a text says a result that the indicator's name has too: 持证 for 持证上岗人数."""
    return any(result in text for result in _RESULT.findall(indicator))


_GRADE = re.compile(
    "(特别重大|重特大|特大|重大|较大|一般|轻微)(?:及以[上下])?[^,;。]{0,8}(?:事故|事件|案件|火灾|缺陷|问题|舆情)"
)


def other_grade(figure: Figure, own: str) -> bool:
    """True if events of another gravity are counted than were asked about: 一般事故2起 for 重大事故."""
    asked, said = _GRADE.findall(own), _GRADE.findall(figure.label)
    return bool(asked) and bool(said) and not set(asked) & set(said)
