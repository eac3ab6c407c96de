"""The likeness of two indicator names, and whether the difference between them may be one of wording only.

Two questions, answered apart. The *score* says how much of both names is shared: signs and pairs of signs, each
weighted by how rare it is in the form, because what stands in every row tells no row from another. The *veto* says
what no score can outweigh: another measure (完成率 and 达标率), another number (第一批 and 第二批), a negation, a
word replaced by another. Words that were dropped, added or moved are differences of wording; a word in the place of
another is not.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import Indel

from targets.language.comparators import ANY_BEFORE, ANY_BEHIND

ENOUGH = Fraction(3, 5)
"""The least score at which a difference of wording is accepted."""
ENOUGH_TWO_SIDED = Fraction(13, 20)
"""The same where each name has words that the other lacks."""
MOVED = Fraction(9, 10)
"""The least score of names that hold the same signs in another order, or differ in words that tell nothing apart."""

# Words that tell no indicator from another: left out when two names each have something the other lacks.
_FILLERS = re.compile(
    "开展|组织|举办|召开|实施|进行|全年|年度|本年度|本年|当年|年内|累计|所有|全部|实际|相关|有关|工作|情况|项目|共计|合计|的|和|及|与|等|各|已|共|了"
)
_YEAR = re.compile(r"(?:19|20)\d\d年?度?")
_STATED_BOUND = re.compile(rf"(?:{ANY_BEFORE})\d+(?:\.\d+)?(?:个百分点|{ANY_BEHIND})?")
_NUMBER = re.compile(r"\d+(?:[.\-/]\d+)*")
_ORDINAL = re.compile(
    r"第?([一二三四五六七八九十]{1,3})(?=[期批级类次阶轮标段号季区组])|第([一二三四五六七八九十]{1,3})"
)
_NEGATION = frozenset("未不非无没超逾降减失违负零")
_RATE = re.compile(r"效率|[一-鿿]{2}率")
_KNOWN_RATES = frozenset(
    "完成率 达标率 合格率 及时率 覆盖率 到位率 通过率 发放率 参与率 知晓率 增长率 准确率 优良率 执行率 "  # noqa: SIM905  words read better without quotes
    "使用率 利用率 支付率 拨付率 兑付率 回收率 就业率 入学率 巩固率 发生率 受害率 死亡率 成活率 整改率 "
    "处置率 办结率 达成率 普及率 安全率 控制率 保障率 结余率 出勤率 参保率 参训率 优秀率 投诉率 故障率 "
    "完好率 验收率 开工率 完工率 竣工率 落实率 响应率 解决率 检出率 抽检率 抽查率 检查率 公开率 升学率 "
    "毕业率 录取率 治愈率 转化率 签约率 履约率 报销率 逾期率 破损率 差错率 违约率 上岗率 持证率 合规率 "
    "规范率 公示率 报送率 受理率 修复率 更新率 绿化率 处理率 收缴率 征收率 下降率 降低率 提高率 提升率 "
    "普惠率 意愿率 效率".split()
)
_SATISFACTION = re.compile("满意(?:程度|率|度)")
_MEASURES = re.compile(
    "满意度|知晓度|认可度|参与度|信任度|关注度|支持度|公信度|及时性|准确性|合规性|完整性|稳定性|安全性|规范性|真实性|比例|比重|占比|增幅|增速|排名|名次"
    "|成本|费用|经费|金额|标准|单价|价格|时间|时限|时长|工期|天数|面积|里程|长度|重量"
)
_COUNTS = re.compile("人数|人次|次数|场次|场数|期数|个数|数量|户数|件数|台数|套数|册数|篇数|份数|批次|数$")
_DIRECTED = re.compile("对(?!象|比|应|口)|占(?!比)|由|被|较")
_INNER_NUMBERING = re.compile(r"指标\d{1,2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Likeness:
    """The score from 0 to 1 (thousandths), and why the names cannot be the same whatever the score (empty: nothing
    speaks against it).
    """

    score: Fraction
    veto: str = ""

    @property
    def acceptable(self) -> bool:
        """True if the names may be the same."""
        return not self.veto


class Weights:
    """The weight of each sign and pair of signs, from the name keys of one form: rare ones much, common ones
    little.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        seen: Counter[str] = Counter()
        total = 0
        for key in keys:
            seen.update(set(_features(key)))
            total += 1
        self._weights = {feature: math.log((total + 1) / (count + 0.5)) + 0.25 for feature, count in seen.items()}
        self._unseen = math.log((total + 1) / 1.5) + 0.25

    def likeness(self, stated: str, printed: str) -> Likeness:
        """The likeness of two name keys (``actuals.matching.names.name_key``)."""
        if not _INNER_NUMBERING.search(printed):
            stated = _INNER_NUMBERING.sub("", stated) or stated
        score = Fraction(round(1000 * self._dice(stated, printed)), 1000)
        if _singles(stated) == _singles(printed) or _plain(stated) == _plain(printed):
            score = max(score, MOVED)
        return Likeness(score, veto(stated, printed, score))

    def _dice(self, one: str, other: str) -> float:
        singles = self._shared(_singles(one), _singles(other))
        pairs = self._shared(_pairs(one), _pairs(other))
        return (singles + pairs) / 2

    def _shared(self, one: Mapping[str, int], other: Mapping[str, int]) -> float:
        def weight(features: Mapping[str, int]) -> float:
            return math.fsum(count * self._weights.get(feature, self._unseen) for feature, count in features.items())

        whole = weight(one) + weight(other)
        shared = {feature: min(count, other[feature]) for feature, count in one.items() if feature in other}
        return 2 * weight(shared) / whole if whole else 1.0


@lru_cache(maxsize=65536)
def _singles(key: str) -> Mapping[str, int]:
    return Counter(key)


@lru_cache(maxsize=65536)
def _pairs(key: str) -> Mapping[str, int]:
    return Counter(key[n : n + 2] for n in range(len(key) - 1))


def contains(longer: str, shorter: str) -> bool:
    """True if all signs of one name key are in another, longer one."""
    return len(longer) > len(shorter) and not Counter(shorter) - Counter(longer)


def _features(key: str) -> list[str]:
    return [*_singles(key), *_pairs(key)]


def veto(stated: str, printed: str, score: Fraction) -> str:
    """Why two name keys are not the same indicator whatever their score, or ``""``.

    The reason is one of ``number``, ``measure``, ``negation``, ``direction``, ``replaced``, ``weak``.
    """
    one, other = stated, printed
    if _numbers(one) != _numbers(other):
        one, other = _bare(stated, printed), _bare(printed, stated)
        if _numbers(one) != _numbers(other):
            return "number"
    if one == other or _plain(one) == _plain(other):
        return ""
    only_one, only_other = Counter(one) - Counter(other), Counter(other) - Counter(one)
    if not only_one and not only_other:
        return "direction" if _sides(one) != _sides(other) else ""
    if _other_measure(one, other, moved=bool(only_one and only_other)):
        return "measure"
    if any(len(text) <= 3 and _NEGATION & set(text) for _, text in _edits(one, other)):
        return "negation"
    if only_one and only_other:
        return _two_sided(one, other, score)
    return "weak" if score < ENOUGH or (_is_bare_measure(one) and not _is_bare_measure(other)) else ""


def _bare(name: str, beside: str) -> str:
    """The name without a year, a bound (``大于90``) or a numbering inside it that the other name does not state."""
    for pattern in (_INNER_NUMBERING, _STATED_BOUND, _YEAR):
        if not pattern.search(beside):
            name = pattern.sub("", name) or name
    return name


@lru_cache(maxsize=65536)
def _numbers(name: str) -> tuple[str, ...]:
    ordinals = [first or second for first, second in _ORDINAL.findall(name)]
    return tuple(sorted([*_NUMBER.findall(name), *ordinals]))


def _sides(name: str) -> list[list[str]]:
    """The signs on each side of a word that gives a direction: pupils' opinion *of* teachers is not teachers' of
    pupils.
    """
    return [sorted(part) for part in _DIRECTED.split(name)]


@lru_cache(maxsize=65536)
def _measures(name: str) -> frozenset[str]:
    name = _SATISFACTION.sub("满意度", name)
    return frozenset(_RATE.findall(name)) | frozenset(_MEASURES.findall(name))


def _is_bare_measure(name: str) -> bool:
    """True if the name says what is measured and not of what: ``满意度``."""
    return not _COUNTS.sub("", _MEASURES.sub("", _RATE.sub("", _FILLERS.sub("", _SATISFACTION.sub("满意度", name)))))


def _other_measure(stated: str, printed: str, *, moved: bool) -> bool:
    """True if the names measure different things; a name that drops its measure may still be the same, one that adds
    it not.
    """
    one, other = _measures(stated), _measures(printed)
    if one and other:
        if moved or (one | other) <= _KNOWN_RATES or not any(measure.endswith("率") for measure in one):
            return not one <= other
        return bool(one & _KNOWN_RATES) and bool(other & _KNOWN_RATES) and not one & other
    if one:
        return True
    if other and moved:
        return True
    counted, counts = set(_COUNTS.findall(stated)), set(_COUNTS.findall(printed))
    if other and counted:
        return True
    return bool(counted and counts and counted != counts and "数" not in counted | counts)


def _edits(one: str, other: str) -> list[tuple[str, str]]:
    """The pieces taken from ``one`` (``delete``) and put into ``other`` (``insert``), in the order of the names."""
    edits = []
    for step in Indel.opcodes(one, other):
        if step.tag == "delete":
            edits.append(("delete", one[step.src_start : step.src_end]))
        elif step.tag == "insert":
            edits.append(("insert", other[step.dest_start : step.dest_end]))
    return edits


@lru_cache(maxsize=65536)
def _plain(name: str) -> str:
    """The name without words that tell no indicator from another."""
    return _FILLERS.sub("", name) or name


def _two_sided(one: str, other: str, score: Fraction) -> str:
    plain_one, plain_other = _plain(one), _plain(other)
    more, less = Counter(plain_one) - Counter(plain_other), Counter(plain_other) - Counter(plain_one)
    if not more or not less:
        return "weak" if score < ENOUGH or (_is_bare_measure(one) and not _is_bare_measure(other)) else ""
    tags = [step.tag for step in Indel.opcodes(plain_one, plain_other)]
    side_by_side = any({first, second} == {"delete", "insert"} for first, second in pairwise(tags))
    if side_by_side or "replace" in tags or len(plain_one) < 8:
        return "replaced"
    return "" if score >= ENOUGH_TWO_SIDED else "weak"
