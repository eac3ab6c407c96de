"""The words over the columns of an indicator block, each with the roles it speaks for and how strongly.

Three tables, from certain to weak: patterns of whole headings, words that say one of several things, and parts of words
that lend a heading never seen before some weight. Values beneath and place decide between them
(``targets.layout.columns``). One more wording is one more word here. Sources: the forms attached to 财预〔2015〕88号,
财预〔2020〕10号 and 财预〔2021〕101号 and the wordings of published provincial variants. Matching is on ``normalised``
text: NFKC, no white space.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from targets.model.identity import normalised
from targets.model.labels import execution_heading, field_label, is_execution
from targets.model.roles import Role
from targets.model.vocabulary import TRAILING_BRACKET

CERTAIN, LIKELY, PERHAPS = 10, 5, 3
"""What a word is worth as evidence: a whole heading, a word of several meanings, a part of a word."""

_YEAR = r"(20\d\d年?(度)?)?"
_HEADINGS: tuple[tuple[Role, str], ...] = (
    (
        Role.REVIEW_ACTUAL,
        r"(复核|复评|复查|核实|审核|评价组|第三方|核定)(实际)?(完成)?(值|情况)",
    ),
    (
        Role.REVIEW_SCORE,
        r"(复核|复评|复查|核定|审核|评价组|财政|第三方|主管部门|核查)(评价|审核|复核)?(得分|评分|分|分数|打分)",
    ),
    (Role.REVIEW_REASON, r"(复核|复评|复查|审核)(意见|说明|原因|备注)"),
    (
        Role.DEVIATION,
        r"偏离度|偏差度|偏差率|偏离率|偏差|得分偏差|分差|(指标|目标|绩效|实际)?完成(率|比例|进度)|(指标)?完成程度|完成比|(得分|完成|评分)(系数|比例|率)",
    ),
    (
        Role.LEVEL1,
        r"(一级|1级|第一级)(绩效)?(指标|目标)?(名称|类别)?|指标类别|指标大类|(绩效)?指标分类(名称)?",
    ),
    (Role.LEVEL2, r"(二级|2级|第二级)(绩效)?(指标|目标)?(名称|类别)?|指标类型|指标分类|指标小类"),
    (
        Role.NAME,
        r"(三级|3级|第三级|四级)(绩效)?(指标|目标)?(名称|内容|解释)?|(绩效|考核|评价)?指标名称|具体指标(名称|内容)?|(绩效)?指标内容|考核指标|评价指标|指标项|指标明细",
    ),
    (Role.GROUP, r"(年度|项目|长期|中长期|实施期)?(绩效|考核)?指标|(年度)?绩效目标|指标体系|(年度)?目标"),
    (
        Role.SYMBOL,
        r"(绩效)?指标性质|(计算|比较|运算|关系|指标|逻辑|数学)?符号?|比较符|运算符|计算符|(指标)?方向|指标方向性|关系|比较关系|目标方向|指标(值)?符号",
    ),
    (Role.UNIT, r"(绩效)?(指标)?(度量|计量|指标|指标值|目标值|计算|数量)?单位|指标值单位|单位[(]文字描述[)]"),
    (
        Role.PREVIOUS,
        r"(上年|上年度|去年|历史|前三年|近三年|基期|前年|往年|上一年度?).*",
    ),
    (
        Role.PART_YEAR,
        r"(上半年|前三季度|第?[一二三1-3]季度|半年|1-[69]月|截至[69]月底?|年中|中期监控|监控|1月?[-至—][69]月)(执行|累计|实际)*(完成)*(值|情况|数)",
    ),
    (
        Role.MIDTERM,
        r"(实施期|中期|总体|三年|规划期|中长期|长期|项目期)(绩效)?(目标|指标)?(指标)?值|(实施期|中期|规划期|中长期|长期|项目期|总体)(绩效)?(目标|指标)",
    ),
    (
        Role.ACTUAL,
        _YEAR + "("
        r"(自评|自评价)(实际)?完成(值|情况)|(年度|全年|年末|本年|当年|目标|指标|年底|本年度)?实际(完成|实现|达成|执行)?(指标|目标)?(值|情况|数|结果|程度)?"
        r"|(全年|年度|指标|目标|年末|本年|当年|本年度|全年度)?(目标|指标|累计|任务)?(完成|达成|实现)(指标|目标)?(值|情况|数|结果|内容)|(指标|目标)?(实际)?完成(指标)?(值|情况)|实现值|(指标|目标)(值)?(实际)?完成(值|情况))",
    ),
    (
        Role.TARGET,
        _YEAR + "("
        r"(年度|全年|本年度?|当年|年初|绩效|预期|计划|年初设定|设定|预设|预算年度|预期年度|年初预期|预计|批复|调整后|考核|标准|本年度?)?(绩效)?(目标|指标|计划)(指标)?(完成|预期|标准)?(值|数)"
        r"|预期(当年)?(实现|完成|达到)?值|(年度|全年|本年|年初)?(计划|预期)(完成|实现|达到)?(值|指标|目标|数)(值)?|预期(绩效)?(指标|目标)(值)?|(年初|年度|本年)(设定|预期)?(绩效)?(目标|指标)|目标值.*|(年度|年初)?(应完成|应达到?|计划完成|标准)值|考核标准值|绩效标准)",
    ),
    (
        Role.METHOD,
        r".*(计算方法|评分标准|评分细则|计分标准|评分规则|评分方法|计分方法|评价标准|评分办法|扣分标准|计算公式|评分说明|计分办法|评分要点|评价要点|评分依据说明|打分标准|计分规则|赋分标准|赋分规则)"
        r"|(绩效)?指标(解释|说明|内涵|释义|定义|描述|解释及计算公式)|评价内容|考核内容|指标解释.*",
    ),
    (
        Role.POINTS,
        r"(指标|标准|评价|设定|设置|参考|基准|目标|计划|标准分|应得|分配|单项|指标设定)?(分值|权重|满分|标准分|权重分|基准分|总分值)(/?(权重|分值|分|数))?|权重/?分值|分值权重|总分值|指标分|满分值",
    ),
    (
        Role.SCORE,
        r"(自评|实际|评价|自评价|指标|最终|年度|考核|单位自评|部门自评|绩效|单项|本次|综合|项目|单位|部门)?(得分|评分|打分)(值|数|结果|情况)?|自评(分|分数|分值)|自我(评分|评价得分)|实得分(值)?|实际分值|评价分(值)?",
    ),
    (
        Role.REASON,
        r".*(原因|改进措施|整改措施|偏差说明|偏差分析|差异说明|偏离说明|改进建议|未完成说明|完成说明|情况说明|扣分说明).*",
    ),
    (
        Role.EVIDENCE,
        r"(佐证|证明|支撑|评分|评价|评价标准确定|标准确定|指标值?确定|指标值?设定)(材料|资料|依据)|数据来源|依据|指标值?来源|(数据|资料)来源.*|证据|佐证|(指标)?设[立定]依据|标准来源",
    ),
    (Role.REMARK, r"备注.*|说明|其他说明|注"),
    (Role.NUMBER, r"序号|编号|No\.?|序|项次|行次"),
)
_PATTERNS = tuple((role, re.compile(pattern)) for role, pattern in _HEADINGS)

_SEVERAL: Mapping[str, Mapping[Role, int]] = {
    "指标": {Role.LEVEL1: 5, Role.NAME: 5, Role.TARGET: 3, Role.LEVEL2: 3},
    "绩效指标": {Role.NAME: 5, Role.LEVEL1: 3, Role.TARGET: 3},
    "年度绩效指标": {Role.NAME: 4, Role.TARGET: 3},
    "绩效目标": {Role.TARGET: 5, Role.NAME: 4},
    "目标": {Role.TARGET: 6, Role.NAME: 3},
    "年度目标": {Role.TARGET: 5},
    "年度绩效目标": {Role.TARGET: 4, Role.NAME: 3},
    "指标内容": {Role.NAME: 10, Role.TARGET: 4},
    "二级指标": {Role.NAME: 4},
    "内容": {Role.NAME: 5, Role.TARGET: 5, Role.METHOD: 2},
    "评价内容": {Role.NAME: 5, Role.LEVEL1: 5},
    "考核内容": {Role.NAME: 5, Role.LEVEL1: 5},
    "评价要点": {Role.NAME: 6},
    "考核要点": {Role.NAME: 6},
    "值": {Role.TARGET: 6, Role.ACTUAL: 4},
    "数值": {Role.TARGET: 6, Role.ACTUAL: 4},
    "指标值": {Role.TARGET: 10},
    "计划": {Role.TARGET: 8},
    "预期": {Role.TARGET: 6},
    "标准": {Role.TARGET: 5, Role.METHOD: 5, Role.POINTS: 2},
    "完成": {Role.ACTUAL: 8},
    "完成数": {Role.ACTUAL: 10},
    "实际": {Role.ACTUAL: 8},
    "实绩": {Role.ACTUAL: 8},
    "结果": {Role.ACTUAL: 5, Role.SCORE: 3},
    "得分": {Role.SCORE: 10},
    "分数": {Role.SCORE: 6, Role.POINTS: 6},
    "分": {Role.POINTS: 5, Role.SCORE: 5},
    "自评": {Role.SCORE: 6, Role.ACTUAL: 4},
    "评价": {Role.SCORE: 4},
    "说明": {Role.REASON: 5},
    "情况": {Role.ACTUAL: 4, Role.REASON: 3},
    "优": {Role.TARGET: 8, Role.WORSE: 4},
    "良": {Role.WORSE: 10},
    "中": {Role.WORSE: 10},
    "差": {Role.WORSE: 10},
    "优秀": {Role.TARGET: 8, Role.WORSE: 4},
    "良好": {Role.WORSE: 10},
    "一般": {Role.WORSE: 10},
    "较差": {Role.WORSE: 10},
    "名称": {Role.NAME: 8},
    "类别": {Role.LEVEL1: 6, Role.LEVEL2: 5},
    "类型": {Role.LEVEL2: 5, Role.LEVEL1: 5},
    "性质": {Role.SYMBOL: 5, Role.NATURE: 6},
    "指标性质": {Role.NATURE: 9},
    "指标方向": {Role.NATURE: 6},
    "方向": {Role.NATURE: 6},
    "指标属性": {Role.NATURE: 9, Role.SYMBOL: 4},
    "指标类型": {Role.NATURE: 6, Role.LEVEL1: 6},
    "指标类别": {Role.NATURE: 3},
    "关系": {Role.NATURE: 2},
}
"""Words that stand over different things in different forms; values and place decide."""

_PARTS: tuple[tuple[str, Mapping[Role, int]], ...] = (
    (r"一级", {Role.LEVEL1: 5}),
    (r"二级", {Role.LEVEL2: 5}),
    (r"三级|四级", {Role.NAME: 5}),
    (r"指标.*(名称|内容|项目)$", {Role.NAME: 4}),
    (r"(类别|大类|分类)$", {Role.LEVEL1: 3, Role.LEVEL2: 3}),
    (r"(目标|计划|预期|预计|应达|批复|设定|年初|核定).*(值|数|标准|水平)?$", {Role.TARGET: 4}),
    (r"(完成|实际|实现|达成|实绩|落实)", {Role.ACTUAL: 4}),
    (r"(值|数|水平)$", {Role.TARGET: 2, Role.ACTUAL: 2}),
    (r"(分值|权重|满分|配分|赋分|基准分|标准分)", {Role.POINTS: 5}),
    (r"(得分|评分|打分|自评分|实得)", {Role.SCORE: 5}),
    (r"(原因|措施|偏差|整改|改进)", {Role.REASON: 4}),
    (r"(标准|细则|办法|方法|公式|规则|要点|解释|内涵|描述)", {Role.METHOD: 4}),
    (r"(佐证|来源|依据|证明|材料)", {Role.EVIDENCE: 4}),
    (r"备注", {Role.REMARK: 5}),
    (r"单位$", {Role.UNIT: 4}),
    (r"(符号|关系|方向)", {Role.SYMBOL: 4}),
    (r"(上年|去年|上一年|基期|历史)", {Role.PREVIOUS: 8}),
    (r"(实施期|中长期|规划期|三年)", {Role.MIDTERM: 6}),
    (r"(上半年|季度|半年|监控)", {Role.PART_YEAR: 8}),
    (r"(复核|复评|复查|第三方|核查|抽查).*(分|评)", {Role.REVIEW_SCORE: 7}),
    (r"(复核|复评|复查|第三方|核查|抽查).*(值|情况|完成)", {Role.REVIEW_ACTUAL: 7}),
)
_PART_PATTERNS = tuple((re.compile(pattern), roles) for pattern, roles in _PARTS)

_PROJECT_FIELDS: Mapping[str, Role] = {
    "project": Role.PROJECT,
    "department": Role.DEPARTMENT,
    "authority": Role.DEPARTMENT,
    "implementer": Role.IMPLEMENTER,
    "unit": Role.IMPLEMENTER,
    "reporter": Role.IMPLEMENTER,
    "goal": Role.GOAL,
    "total_score": Role.TOTAL_SCORE,
    "grade": Role.GRADE,
    "attribute": Role.ATTRIBUTE,
    "code": Role.ATTRIBUTE,
    "person": Role.ATTRIBUTE,
    "year": Role.ATTRIBUTE,
    "execution_block": Role.FULL_YEAR,
}
_PROJECT_MONEY: Mapping[str, Role] = {
    "initial": Role.INITIAL,
    "full_year": Role.FULL_YEAR,
    "executed": Role.EXECUTED,
    "rate": Role.RATE,
    "points": Role.EXECUTION_POINTS,
    "score": Role.EXECUTION_SCORE,
}
_ADJUSTED = re.compile(r"(调整|变更|修订|修改)后")
_BARE_NUMBER = re.compile(r"\d{1,3}(\.\d+)?分?")


def _readings(label: str) -> tuple[str, ...]:
    """A heading as printed, and without one and two remarks in brackets behind it."""
    once = TRAILING_BRACKET.sub("", label)
    return tuple(dict.fromkeys(text for text in (label, once, TRAILING_BRACKET.sub("", once)) if text))


@lru_cache(maxsize=65536)
def heading(text: str) -> Role | None:
    """The role of a column by its heading alone, None if it is no heading of an indicator block."""
    label = normalised(text)
    if not label or len(label) > 24:
        return None
    for candidate in _readings(label):
        for role, pattern in _PATTERNS:
            if pattern.fullmatch(candidate):
                return role
    return None


@lru_cache(maxsize=65536)
def heading_evidence(text: str) -> Mapping[Role, int]:
    """The words of a heading weighed for each role; empty for a text that is no heading."""
    label = normalised(text).rstrip(":")
    if not label or len(label) > 40:
        return {}
    found: dict[Role, int] = {}

    def add(role: Role, weight: int) -> None:
        found[role] = max(found.get(role, 0), weight)

    first = heading(label)
    if first is not None:
        add(first, CERTAIN if first is not Role.GROUP else PERHAPS)
    for candidate in _readings(label):
        for role, pattern in _PATTERNS:
            if role is not first and pattern.fullmatch(candidate):
                add(role, LIKELY if role is not Role.GROUP else PERHAPS)
        for role, weight in _SEVERAL.get(candidate, {}).items():
            add(role, weight)
    if not found:
        for part, roles in _PART_PATTERNS:
            if part.search(label):
                for role, weight in roles.items():
                    add(role, weight)
    if Role.TARGET in found and _ADJUSTED.search(label):  # of two targets what holds after the adjustment
        found[Role.TARGET] += LIKELY
    if _BARE_NUMBER.fullmatch(label):  # a score column headed by its points
        add(Role.POINTS, LIKELY + 3)
        add(Role.SCORE, LIKELY - 1)
    return found


@lru_cache(maxsize=65536)
def known_heading(text: str) -> bool:
    """True if a text is a heading as it stands, or a word of several meanings: no guess from a part of it."""
    return heading(text) is not None or any(one in _SEVERAL for one in _readings(normalised(text)))


@lru_cache(maxsize=65536)
def project_evidence(text: str) -> Mapping[Role, int]:
    """The words of a heading weighed for the columns that only a table of many projects has."""
    field = field_label(text)
    money = execution_heading(text) if is_execution(text) else None
    role = _PROJECT_FIELDS.get(field or "") or _PROJECT_MONEY.get(money or "")
    return {} if role is None else {role: CERTAIN - 1}
