"""The words by which an outcome names a level: 达成, 部分达成, 未达成, and their many relatives.

Which words name which level follows what filled-in forms use (达成预期指标, 已完成, 优, 合格, 是; 部分达成,
基本完成; 未达成, 未完成, 否). A wording that names none is a doubt, never a level.
"""

from __future__ import annotations

import re

from actuals.language.words import GRAVE, Role, own_words, word_at
from actuals.outcome import Level
from targets.language.tokens import plain
from targets.language.vocabulary import Heading, words

_DID = r"(?:达成|完成|实现|达到|落实|达标|兑现|开展|实施|执行|建成|办结|解决|到位)"
_MARKED = (
    r"(?:全部|各项|年度|全年|预期|既定|绩效|计划|目标|任务|指标|工作|要求|标准|的|了|值|年初|设定|任务量|进度|情况|预定|本年|该|项目|"
    r"并达到|均|,|并|且)*+"
)
_BY = (
    r"(?:已经?|全部|全面|均已?|按时|按期|按质|按量|按计划|按要求|按标准|保质保量|如期|圆满|较?好|顺利|及时|足额|超额|有效|严格|地|"
    r"100%|百分之百|高质量|,|项目|指标|工作|任务|年度|预期|目标)*+"
)
_PARTIAL = re.compile(
    rf"(?:部分|大部分|基本上?|大体|初步|接近)(?:已|能|按时|按期|及时)?{_DID}{_MARKED}.*|.*基本{_DID}{_MARKED}|"
    rf"部分达成.*具有一定效果|部分未{_DID}.*|部分|基本达标|基本合格"
)
_TOP_LABEL = re.compile(r"基本达成(?:年度|预期|绩效)?(?:目标|指标)?")
"""The 2021 guide calls its top level 基本达成; 基本完成 is nobody's label and names the middle one."""
_MISSED = re.compile(
    rf"(?:暂|尚|仍|还)?(?:未能?|没有?|无法|不能|未按时|未按期|未如期|未全部|未全面){_BY}{_DID}.*|.*未{_DID}.*|.*实现程度较低|.*效果较差|"
    r"否|差|不合格|不达标|不达|未开展|未实施|不及时|未及时|无效|不满意|未通过|不通过|不符合|没有|较差|低"
)
_MET = re.compile(
    rf"{_BY}{_DID}{_MARKED}(?:\s*100\s*%)?|达成{_MARKED}|优|优秀|合格|达标|是|√|✓|✔|已达标|已?通过验收|验收合格"
)


DONE_IN_PERCENT = re.compile(
    r"(?:已|全部|均)?(?:完成|达成|实现)(?:率|进度|情况)?(?:达到?|为|:)?\s*100\s*%|100\s*%(?:已?完成|达成|实现)"
)
"""完成率100%, 100%完成: all of it, in words that only look like a figure."""


def level_of(text: str) -> Level | None:
    """The level that a wording names, None if none: 部分达成 and 基本完成 are PARTIAL, 未完成 and 否 MISSED, 已完成
    and 优 MET."""
    said = _bare(text)
    if not said or len(said) > 60:
        return None
    if _TOP_LABEL.fullmatch(said):
        return Level.MET
    if _PARTIAL.fullmatch(said):
        return Level.PARTIAL
    if _MISSED.fullmatch(said):
        return Level.MISSED
    return Level.MET if _MET.fullmatch(said) else None


def _bare(text: str) -> str:
    return re.sub(r"[\s。.!“”\"]+", "", plain(text)).strip(",;、")


_DENIAL = re.compile(r"未|不|没|无|部分|基本|仅|较差|尚")
_DEGREE = re.compile("显著|明显|大幅|较大|及时|按时|如期|按期|准时|足额|全额")
_SEVERAL = re.compile(r"[,;。、且]|并[^\W\d]{2}")
_CHOICES = re.compile(r"定性|优良中低?差|好坏|高中低|是否|优秀?良好?|是/否|有无")


def says_the_same(text: str, target: str) -> bool:
    """True if an outcome has exactly the words of its target, a scale to choose from left aside."""
    said, promised = _words(text), _words(target)
    if said == promised == "优良":
        return True
    return bool(said) and said == promised and _CHOICES.search(promised) is None


def repeats(text: str, target: str, indicator: str = "") -> bool:
    """True if an outcome in words says what its target says: the same words, or all of the target's and beside them
    none that denies, weakens, defers or counts; or one whole wording of the target's."""
    return beside_the_targets_words(text, target, indicator) is not None


def beside_the_targets_words(text: str, target: str, indicator: str = "") -> tuple[tuple[int, int], ...] | None:
    """Where an outcome has its target's words, the stretches beside them that nobody knows; None where it has them not,
    or has beside them what takes them back (难以…, 有待…, 预计…, …80%)."""
    text, target = _one_spelling(text), _one_spelling(target)
    said, promised = _words(text), _words(target)
    if not said or not promised:
        return None
    if _CHOICES.search(promised) and said in promised and not said == promised == "优良":
        return None
    if said == promised or (len(said) == _TURNED and said == promised[2:] + promised[:2]):
        return ()
    if said in promised:
        rest = promised.replace(said, "", 1)
        lost = _DENIAL.search(rest) or _DEGREE.search(rest)  # 提升 for 明显提升, 下达 for 及时下达
        alone = len(said) >= 2 and lost is None and len(said) * 4 >= len(promised)
        return () if alone and not _SEVERAL.search(plain(target)) else None
    if _GOOD.fullmatch(promised) and _VERY_GOOD.fullmatch(said):
        return ()
    if _by_degree(said, promised, indicator):
        return ()
    whole = plain(text)
    at = whole.find(plain(target).strip())
    if at < 0 or len(promised) < 2:
        return None
    own = own_words("", plain(indicator))
    end = at + len(plain(target).strip())
    unknown: list[tuple[int, int]] = []
    for start, stop in ((0, at), (end, len(whole))):
        found = stretch(whole, start, stop, own, doing=start == end and _MANNER.fullmatch(promised) is not None)
        if found is None:
            return None
        unknown += found
    return tuple(unknown)


_GOOD, _VERY_GOOD = re.compile("较好|良好|良"), re.compile("(?:很|非常|十分)?好|优秀?|优良")
_STRONG = re.compile("切实|显著|明显|大幅|较大|全面|持续|有效|进一步")
_ANY_DEGREE = re.compile("切实|显著|明显|大幅|较大|全面|持续|有效|进一步|逐步|逐渐|稳步|得到|有所|一定")
_GAIN = re.compile("(?:提升|改善|加快|完善|健全|优化|规范|加强|巩固|扩大|上升|增加|增长|进步|减轻|缓解|减少|降低)+")


def _by_degree(said: str, promised: str, indicator: str) -> bool:
    """True if an outcome says the target's gain to the same degree or more, and nothing but the measure beside it:
    显著提升 for 逐步提升, 服务体系持续健全完善 for 持续完善."""
    name = _words(_one_spelling(indicator))
    gains, degrees = _GAIN.findall(promised), _ANY_DEGREE.findall(promised)
    ours, our_degrees = _GAIN.findall(said), _ANY_DEGREE.findall(said)
    if len(gains) != 1 or len(ours) != 1 or gains[0] not in ours[0]:
        return False
    for text in (said, promised):
        rest = _ANY_DEGREE.sub("", _GAIN.sub("", text))
        if rest and rest not in name and not (len(rest) > 1 and all(sign in name for sign in rest)):
            return False
    if (set(our_degrees) & _LESS) - set(degrees):
        return False  # 有所健全 for 健全
    strong = any(_STRONG.fullmatch(one) for one in our_degrees)
    weak_only = all(one in _WEAK_ENOUGH for one in degrees)
    return set(degrees) <= set(our_degrees) - {"有所", "一定"} or (strong and weak_only)


_LESS = frozenset({"逐步", "逐渐", "有所", "一定"})
_WEAK_ENOUGH = frozenset({"切实", "逐步", "逐渐", "稳步", "得到", "有效", "持续", "进一步", "有所", "一定"})
_TURNED = 4
"""The length of two words that may stand either way: 明显改善, 改善明显."""
_SYNONYMS = re.compile("显著|提高|增强|改进|不断|逐月|提速")
_SAME_AS = {
    "显著": "明显",
    "提高": "提升",
    "增强": "提升",
    "改进": "改善",
    "不断": "持续",
    "逐月": "按月",
    "提速": "加快",
}


def _one_spelling(text: str) -> str:
    """One word for those that mean the same: 显著 is 明显, 提高 and 增强 are 提升."""
    return _SYNONYMS.sub(lambda found: _SAME_AS[found[0]], text)


_MANNER = re.compile(r"(?:按时|及时|准时|如期|按期|足额|全额|规范|合规|准确|有效|快速)+")
"""Ways in which something is done: 及时下达, 及时报送 meet 及时."""
_HANDED_IN = frozenset({"报送", "提交", "申报", "报批"})
"""What is done with it, though it also begins what follows; 及时启动 is begun only."""


def stretch(text: str, start: int, stop: int, own: str, *, doing: bool = False) -> list[tuple[int, int]] | None:
    """The pieces of a stretch of wording that nobody knows; None where a word of it denies, weakens or counts.
    ``doing``: what is begun or handed out there is what was done in the target's way."""
    unknown: list[tuple[int, int]] = []
    at = start
    while at < stop:
        word = word_at(text, at, stop, own)
        if word is None:
            if text[at].isdecimal() or text[at] in "%‰":
                return None
            if text[at].isalnum():
                last = unknown.pop() if unknown and unknown[-1][1] == at else (at, at)
                unknown.append((last[0], at + 1))
            at += 1
            continue
        grave = GRAVE | {Role.MISSED, Role.ABOUT}
        if doing and (words().get(word.text) is Heading.DOING or word.roles == {Role.TO}):
            grave -= {Role.PLANNED, Role.TO, *({Role.BEGUN} if word.text in _HANDED_IN else ())}
        if word.roles & grave and not word.roles & {Role.NEUTRAL, Role.OWN}:
            return None
        at = word.end
    return unknown


_WEAKER = re.compile(r"(?:大?部分|基本上?|大体|初步)")
_DENYING = re.compile(
    r"(?:尚|仍|还|暂|均|并)?(?:未能?|没有?|不能?|无法|难以|非)(?:够|太|按|全部|全面|再|得到|见|组织|进行)?"
)
_YES_AND_NO = frozenset({("是", "否"), ("否", "是"), ("有", "无"), ("无", "有"), ("有", "没有")})


def weakened(text: str, target: str) -> Level | None:
    """PARTIAL where a word that weakens it stands before the target's own: 部分及时 for 及时."""
    said, promised = _words(text), _words(target)
    if len(promised) < 2 or not said.endswith(promised):
        return None
    return Level.PARTIAL if _WEAKER.fullmatch(said.removesuffix(promised)) else None


def denies(text: str, target: str) -> bool:
    """True if an outcome denies the very words of its target, or answers its yes with a no: 不合格 for 合格.

    How much of the lowest band that earns, nothing at all perhaps, only a person can say.
    """
    said, promised = _words(text), _words(target)
    if (said, promised) in _YES_AND_NO:
        return True
    denial = _DENYING.match(said)
    if denial is None or len(rest := said[denial.end() :]) < 2 or _DENYING.match(promised):
        return False
    if rest.startswith("达成"):
        return False  # 未达成 is the name of the lowest level
    return rest in promised or promised in rest


_BETTER_THAN = {"优秀": 3, "优": 3, "优良": 2, "良好": 2, "良": 2, "合格": 1, "达标": 1, "中": 1}
_OR_BETTER = re.compile(r"(?:等次|等级)?(?:及)?(?:以上)?$")


def falls_short(text: str, target: str) -> bool:
    """True if an outcome names a grade below the one its target names: 合格 for 优秀, which is no level of its own."""
    promised = _BETTER_THAN.get(_OR_BETTER.sub("", _words(target)))
    reached = _BETTER_THAN.get(_OR_BETTER.sub("", _words(text)))
    return promised is not None and reached is not None and reached < promised


def chooses(text: str, target: str) -> bool:
    """True if the target offers a scale (优良中低差) and the outcome only copies it."""
    said, promised = _words(text), _words(target)
    one_grade = said == promised == "优良"
    return bool(said) and bool(_CHOICES.search(promised)) and len(said) > 1 and said in promised and not one_grade


def _words(text: str) -> str:
    return re.sub(r"[\W_]+", "", plain(text)).removeprefix("定性")
