"""The words of outcomes by what they do to a number: ``words.toml`` read once, and a text cut into such words.

A word may do several things (完成 says that something was done and changes nothing besides). Of two words that fit the
longer one counts; words that stand in the indicator's name or in its target are its own and change nothing.
"""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from targets.language.vocabulary import Heading, words


class Role(StrEnum):
    """The effect of a word on the number beside it; the meanings stand in ``words.toml``."""

    NEUTRAL = "neutral"
    TOTAL = "total"
    DONE = "done"
    PLANNED = "planned"
    EXPECTED = "expected"
    BEGUN = "begun"
    UNDONE = "undone"
    BELOW = "below"
    ABOUT = "about"
    ABOVE = "above"
    PART = "part"
    BESIDES = "besides"
    PAST = "past"
    DIFFERENCE = "difference"
    AVERAGE = "average"
    EXTREME = "extreme"
    SOMETIMES = "sometimes"
    FROM = "from"
    TO = "to"
    OWN = "own"
    ABSENCE = "absence"
    MISSED = "missed"
    SURPASSED = "surpassed"
    LABEL = "label"
    UNKNOWN = "unknown"


R = Role
NOT_REACHED = frozenset({R.PLANNED, R.EXPECTED, R.BEGUN, R.UNDONE, R.PART, R.PAST, R.DIFFERENCE, R.AVERAGE, R.EXTREME})
"""A number beside one of these is not what was reached."""
GRAVE = NOT_REACHED | {R.BELOW, R.FROM, R.TO}
"""Words that are a doubt wherever they are not accounted for."""


class Word(NamedTuple):
    """A word of an outcome: its place in the plain text and what it does."""

    start: int
    end: int
    text: str
    roles: frozenset[Role]


def _of(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


OWN, UNKNOWN, LABEL, NEUTRAL = _of(R.OWN), _of(R.UNKNOWN), _of(R.LABEL), _of(R.NEUTRAL)


_OF_TARGETS = {
    Heading.DENIAL: _of(R.UNDONE),
    Heading.STAGE: _of(R.BEGUN),
    Heading.COMPARISON: _of(R.DIFFERENCE),
    Heading.CONDITION: _of(R.SOMETIMES),
}
"""The effect of the words of targets (``targets/words.toml``) in outcomes; other headings change nothing."""


@cache
def lexicon() -> dict[str, frozenset[Role]]:
    """Every listed word with what it does: those of targets, and what ``words.toml`` says of words in outcomes."""
    file = resources.files("actuals.language").joinpath("words.toml")
    groups = tomllib.loads(file.read_text(encoding="utf-8"))
    found: dict[str, set[Role]] = {}
    for name, group in groups.items():
        for word in group["words"]:
            found.setdefault(word, set()).add(Role(name))
    shared = {word: _OF_TARGETS.get(heading, NEUTRAL) for word, heading in words().items()}
    return shared | {word: frozenset(roles) for word, roles in found.items()}


@cache
def _longest() -> dict[str, int]:
    """The length of the longest listed word for each first character."""
    longest: dict[str, int] = {}
    for word in lexicon():
        longest[word[0]] = max(longest.get(word[0], 0), len(word))
    return longest


def _listed(text: str, at: int, end: int) -> int:
    """The length of the longest listed word that begins at a place, 0 where none does."""
    known = lexicon()
    for length in range(min(_longest().get(text[at], 0), end - at), 0, -1):
        if text[at : at + length] in known:
            return length
    return 0


_INCIDENT = (
    r"(?:事故|事件|案件|投诉|上访|信访|伤亡|死亡|火灾|差错|失误|疫情|舆情|纠纷|违规|违纪|违法|拖欠|欠薪|诉讼|举报|问题|隐患|遗漏|延误|逾期|超支|浪费|挪用|截留"
    r"|流失|污染|返贫|返工|异常|故障|损坏|缺陷|处罚|通报|意见|异议|偏差|超标|不合格|未达标|未完成|例外|现象|情况|变化|项目)"
)
_ABSENCE = re.compile(
    rf"零(?:发生|发现|报告|出现|投诉)(?![一-鿿])|(?:均|全年|期间)?(?:无|零|没有?|未有?|未曾|不存在)(?:任何)?(?:发生|出现|产生|发现|收到|接到)?(?:任何|一起)?[^\d,;。()未不无]{{0,6}}?{_INCIDENT}(?:的?(?:发生|出现|现象|情况|记录|项目))?(?![^\W\d]{{0,2}}率)"
    r"|无一[人例起户宗件次家][^\d,;。()]{0,8}"
    r"|(?:没有|未|无)(?:再)?(?:发生|出现|发现|检出|查出)|(?:未|没有?|无|不)(?:超出?(?!过?\s*\d|时)|逾期|延误|延期|拖欠|突破|超支|超标|晚于|迟于|超时)(?:预算|计划|目标|限额|控制数|标准|规定)?(?!\s*[\d年])"
)
_DENYING = frozenset("均全期无零没未不暂尚仍还并")
"""First signs of words for an absence or a missed target."""
_MISSED = re.compile(
    r"(?:并非|并未|未能|尚未|没有|未)(?:全部|全数|全面|完全)(?:到位|完成|落实|实现|发放|覆盖|整改|达标)?|(?:暂|尚|仍|还|均)?(?:未能?|没有?|无法|不能)(?:按时|按期|如期|全部|全面|按计划)?(?:完成|达到|达成|达标|实现|完工|竣工|建成)(?:了|该|本)?(?:年度|年初|全年|预期|既定|计划|绩效)?(?:的)?(?:任务|目标|计划|指标|预期|要求|值)*"
)


_REASON = re.compile(r"(?:因为?|受|由于|鉴于)[^\d,;。()未没不无]{1,16}?(?:影响|限制|制约|原因|所致|导致)")
"""Why it came to that (受闭馆改造影响): it changes no figure."""
_SOURCE = re.compile(
    r"经[^\d,;。()未没不无]{1,14}?(?:核定|评定|验收|检测|检验|考核|认定|鉴定|评估|测评|审计|审核|核查|抽查|调查|评审|监测|测算|确认)(?=[,;]|后|,)后?"
)
"""Who found it out (经县质监站核定): it changes no figure."""
_SINCE_WHEN = re.compile(r"自[一-鿿]{1,6}?(?:之日)?起(?!步)")
_FROM_TO = re.compile(r"从[一-鿿]{1,8}到[一-鿿]{1,8}?(?=平均|用时|耗时|历时|时间|共)")
_AGAINST_THE_TARGET = re.compile(
    r"(?:优于|好于|高于|超过|超出|达到|满足|符合|完成)了?(?:年度|年初|国家|省级|市级|行业|考核|预期|规定|绩效|既定|控制)*"
    r"(?:目标|标准|要求|指标|限值|考核要求|任务)(?:值|数|线|要求|标准|目标)?(?![的\d一-鿿])"
)
"""What was reached beside what was asked for, in words (优于考核要求): it changes no figure."""
_BELOW_THE_TARGET = re.compile(
    r"(?:低于|少于|未达到?)了?(?:年度|年初|国家|考核|预期|规定|绩效|既定|控制)*(?:目标|标准|要求|指标|限值)(?:值|数|线|要求)?(?![的\d一-鿿])"
)
_CITED = re.compile(
    r"(?:详?见|附(?!加|近)|依据|根据)[^\d,;。()未没不无]{1,14}(?=[),;。]|$)|以[^\d,;。()未没不无]{1,10}为准"
)
"""Where it can be looked up (详见检查台账, 以竣工图为准): it changes no figure."""
_SECTION = re.compile("[一二三四五六七八九十]标段")
_SURPASSED = frozenset({R.NEUTRAL, R.SURPASSED})
_AFTER = re.compile(r"(?:收到|受理|接到)[^\d,;。()未]{0,8}后(?=平均|约?\d|[一二三四五六七八九十])")
_PLACED = {"收": _AFTER, "受": _AFTER, "接": _AFTER, "经": _SOURCE, "自": _SINCE_WHEN, "从": _FROM_TO}
_ANYWAY = frozenset({R.DONE, R.TOTAL, R.BELOW, R.ABOUT, R.ABOVE})
_PLANS = ("计划", "目标", "任务", "应", "原", "指标值")
"""Words that keep their meaning although the indicator's name has them too; 合同 is then what was asked for."""


def word_at(text: str, at: int, end: int, own: str) -> Word | None:
    """The longest word that begins at a place, None if none is known there."""
    if text[at] in _DENYING:
        if (found := _ABSENCE.match(text, at, end)) is not None and found.end() > at:
            return Word(at, found.end(), found[0], _of(R.ABSENCE))
        if (missed := _MISSED.match(text, at, end)) is not None and missed[0] not in own:
            return Word(at, missed.end(), missed[0], _of(R.MISSED))
    if text[at] in "因受由鉴" and (reason := _REASON.match(text, at, end)) is not None:
        return Word(at, reason.end(), reason[0], NEUTRAL)
    if text[at] in "优好高超达满符完" and (beyond := _AGAINST_THE_TARGET.match(text, at, end)) is not None:
        return Word(at, beyond.end(), beyond[0], _SURPASSED if text[at] in "高超" else NEUTRAL)
    if text[at] in "低少未" and (short := _BELOW_THE_TARGET.match(text, at, end)) is not None:
        return Word(at, short.end(), short[0], _of(R.MISSED))
    if text[at] in "详见附依根以" and (cited := _CITED.match(text, at, end)) is not None:
        return Word(at, cited.end(), cited[0], NEUTRAL)
    if text[at] in _PLACED and (placed := _PLACED[text[at]].match(text, at, end)) is not None:
        return Word(at, placed.end(), placed[0], NEUTRAL)
    if (section := _SECTION.match(text, at, end)) is not None:
        return Word(at, section.end(), section[0], LABEL)
    if text[at] == "中" and text[at + 1 : at + 2] in _ENDS and text[at - 1 : at] not in _NO_VERB:
        return Word(at, at + 1, "中", _of(R.BEGUN))  # 升级改造中
    if text[at] in _DUE_AND_DONE and at + 1 < end and (both := _due_and_done(text, at)) is not None:
        return Word(at, at + 2, text[at : at + 2], both)
    length = _listed(text, at, end)
    longest = _own(text, at, end, own)
    if length == 1 and not longest and text[at] in _SINCE and _BEGINNING.match(text, at + 1) is None:
        return Word(at, at + 1, text[at], NEUTRAL)  # 自筹, 由县里组织
    if not length and not longest:
        return None
    kept = longest == length and _keeps_its_meaning(text[at : at + length])
    if longest > length or (longest == length and not kept):
        return Word(at, at + longest, text[at : at + longest], OWN)
    return Word(at, at + length, text[at : at + length], lexicon()[text[at : at + length]])


_SINCE = "由从自"
_BEGINNING = re.compile(r"\s*(?:约|近|每)?\s*[\d(第原上去前末最年月人户日]")
"""What a change begins at: 由300户, 从第5位, 自上年. Before anything else those words say who or whence."""
_ENDS = ("", ",", ";", "。", "、", ")")
_NO_VERB = frozenset("其集年初高之当途市环心水空")
_DUE_AND_DONE = {"应": ("实已", R.PLANNED), "拟": ("实已", R.PLANNED), "实": ("应拟", R.DONE)}


def _due_and_done(text: str, at: int) -> frozenset[Role] | None:
    """PLANNED for 应检 and 拟招 where 实检 or 已招 stands in the text too, DONE for 实检 beside 应检."""
    others, role = _DUE_AND_DONE[text[at]]
    return _of(role) if any(f"{other}{text[at + 1]}" in text for other in others) else None


def _keeps_its_meaning(word: str) -> bool:
    roles = lexicon()[word]
    return bool(roles & _ANYWAY) or (R.PLANNED in roles and word.startswith(_PLANS))


def _own(text: str, at: int, end: int, own: str) -> int:
    """The number of characters from here on, two at least, that stand just so in what was asked for."""
    length = 2
    if at + length > end or text[at : at + length] not in own:
        return 0
    while at + length < end and text[at : at + length + 1] in own:
        length += 1
    return length


@lru_cache(maxsize=4096)
def own_words(target: str, indicator: str) -> str:
    """The measure in plain wording: the words of the target and of the indicator's name."""
    return re.sub(r"[\d\s.%≥≤<>=]+", "|", f"{indicator}|{target}")
