"""Wording: hints about a target in the indicator's name, and the meaning of a target without a number.

A name may carry the comparator and the unit of its target (``猪舍(≥**平方米)``), the direction of a change
(``较上年减少``), or make plain that days are counted and no limit is set (``开放天数``). The target's own text
always comes first.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from targets.language.comparators import ANY_BEFORE, comparator_of
from targets.language.quantity import lookup
from targets.language.reading import Comparator
from targets.language.token import TokenKind
from targets.language.tokens import plain, tokens

T = TokenKind


class NameWords(NamedTuple):
    """The hints of a name: comparator and unit for its target, the direction and base of a change."""

    comparator: Comparator | None = None
    unit: str | None = None
    direction: str = ""
    base: str = ""


NOTHING = NameWords()
_PLACEHOLDER = re.compile(rf"\(?\s*(?P<sign>{ANY_BEFORE})\s*(?P<stars>[*×xX_—-]+)?\s*(?P<unit>[^\s()*\d]*)\s*\)?")
_BRACKET = re.compile(r"\(\s*(?P<unit>[^()\d]{1,8}?)\s*\)")
_MARKED = re.compile(r"[(（≥≤<>≧≦＞＜]")
_CHANGING = ("增长", "增加", "提高", "提升", "上升", "下降", "降低", "减少", "缩短")
_CHANGE = re.compile(r"(?:较|比|同比|环比).{0,12}(?:增长|增加|提高|提升|上升|下降|降低|减少|缩短)$")


@lru_cache(maxsize=65536)
def name_words(name: str) -> NameWords:
    """Read the name of an indicator for what it says about the target."""
    marked = _MARKED.search(name)
    if marked is None and not name.endswith(_CHANGING):
        return NOTHING
    name = plain(name).strip()
    comparator: Comparator | None = None
    unit: str | None = None
    for match in _PLACEHOLDER.finditer(name):
        spelling = match["unit"]
        bracketed = match[0].startswith("(")
        if not (match["stars"] or (bracketed and (not spelling or lookup(spelling)))):
            continue
        comparator, unit = comparator_of(match["sign"]), spelling or None
        if unit and not lookup(unit):
            unit = _longest_known(unit)
    if unit is None:
        for match in _BRACKET.finditer(name):
            if lookup(match["unit"]) and (match.end() == len(name) or len(match["unit"]) <= 4):
                unit = match["unit"]
    direction = base = ""
    if name.endswith(_CHANGING) and _CHANGE.search(name):
        found = tokens(name)
        direction = next((t.word for t in reversed(found) if t.kind == T.DIRECTION), "")
        base = next((t.word for t in found if t.kind == T.BASE), "")
    if comparator is None and unit is None and not direction:
        return NOTHING
    return NameWords(comparator, {"百分比": "%"}.get(unit or "", unit), direction, base)


def _longest_known(spelling: str) -> str | None:
    """The unit at the beginning of a word, denominators included: 元/户·年 of 元/户·年——最高."""
    first = tokens(f"1{spelling}")[0]
    return spelling[: first.end - 1] if first.unit and lookup(first.unit) else None


_COUNTED_TIME = re.compile(r"天数|日数|学时数?$|课时|人天|次数|数量")
_TIME = re.compile(
    r"时效|时间|周期|期限|时限|时长|年限|期$|有效|维持|持续|工期|寿命|天数|及时|完成时|效期|小时|间隔|频率|服务期"
)
_DATE = re.compile(r"时间|时限|日期|期限|时效|及时|进度|完成|截止|何时|周期")
_SHARE = re.compile(
    r"(?:满意[度率]|合格率|覆盖[率面]|及时率|准确率|达标率|通过率|知晓率|入学率|出勤率|出席率|在线率|优良率|成活率|办结率|回收率|"
    r"运行率|公示率|参与率|完好率|到课率|签约率|普及率|参保率|就业率|结案率|处置率|巩固率|治愈率|规范率|认可[度率]|支持率|合规率|优秀率|"
    r"上岗率|管理率|体检率|筛查率|接种率|报告率|建档率|存活率|保存率|正确率|真实率|公开率|整改率|受理率|答复率|调解率|破案率|"
    r"发放率|登记率|安装率|落实率|入库率|开工率|竣工率|上座率|入住率|受益率|响应率|发现率|检出率|差错率|失业率|死亡率|病死率|辍学率|"
    r"及格率|毕业率|升学率|绿化率|完工率|普惠率|采纳率|兑现率|处理率|收集率|供养率|保证率|可靠率|配备率|上线率|[到在]岗率|留存率|续签率|"
    r"识别率|回复率|惠及率|应.尽.率|资助率|参训率|培训率|持证率|核查率|归档率|录入率|更新率|共享率|验收率|交付率|投入使用率|结转率|投诉率|"
    r"故障率|事故率|足额率|"
    r"流失率|空置率|返贫率|贫困发生率|比例|占比|比重|比率|百分比|满意程度)"
)
_SOME_SHARE = re.compile(r"比例|占比|比重|比率|百分比")
_GROWTH = re.compile(
    r"增长|增幅|增速|提高|下降|降低|完成率|执行率|到位率|达成率|实现率|倍|投入产出|增加|同比|较上年|资金(?!.*(?:及时率|准确率|合规率|规范率))"
)


def counts_time(name: str) -> bool:
    """True if days or hours are the thing counted (免费开放天数) and no duration."""
    return _COUNTED_TIME.search(name) is not None and "公示" not in name


def speaks_of_time(name: str) -> bool:
    """True if the name speaks of a duration or a period (维持时效), so that a unit column 年 is one."""
    return _TIME.search(name) is not None


def speaks_of_date(name: str) -> bool:
    """True if a date would be a fitting target (完成时间)."""
    return _DATE.search(name) is not None


def speaks_of_share(name: str) -> bool:
    """True if the name means a share of a whole, which cannot pass 100 %: satisfaction, coverage, pass rates; not
    growth."""
    return _SHARE.search(name) is not None and _GROWTH.search(name) is None


def speaks_of_quality(name: str) -> bool:
    """True if the name means a share of which most is wanted: satisfaction, pass rates; no 比例, which may be small."""
    return speaks_of_share(name) and _SOME_SHARE.search(name) is None


_INCIDENT = r"事故|事件|案件|投诉|上访|信访|伤亡|死亡|火灾|差错|失误|疫情|舆情|纠纷|违规|违纪|违法|拖欠|欠薪|诉讼|举报"
ZERO = re.compile(
    rf"(?:实现|确保|保持|做到|达到)?零(?P<zero>(?!增长|[点一二三四五六七八九十百千万亿]|距离|基础|售|星|散|工|食|件|部|时|容忍|障碍|门槛|跑)[^\W\d]{{2,10}})|(?P<nil>[^\W\d]{{2,12}}?)(?:为|是|达到|控制为|实现)零|(?:实现|确保|全年)?0\s*(?P<nought>[^\W\d]{{0,8}}?(?:{_INCIDENT}))|(?:实现|确保|全年|做到|保持)?无(?P<none>[^\W\d]{{0,12}}?(?:{_INCIDENT}))(?:发生|出现)?"
)
"""零事故, 无重大事故: a count of nothing."""

NO_GROWTH = re.compile(r"(?:实现|保持|做到|确保)?(?:零|0)增长")
"""零增长: a change of 0 %."""

PLAIN_WORDING = re.compile(
    r"[^\W\d_a-zA-Zａ-ｚＡ-Ｚ½⅓⅔¼¾①-⒛❶-❿贰叁肆伍陆柒捌玖拾佰仟廿卅萬億兩零〇一二两三四五六七八九十百千万亿半壹无没较比前年月全每达到超高低大小少多不第足约控增减提降上下以力争]+"
)
"""Wording in which nothing could be a number, a comparator, a base or a rank: read without a closer look."""
