"""The closed vocabulary of the forms: level names, headings of columns, labels of fields and of money lines, titles.

Everything the form reader recognises stands here as data, so that one more wording is one more word. Sources: the forms
attached to 财预〔2015〕88号, 财预〔2020〕10号 and 财预〔2021〕101号 and the wordings of published provincial variants.
Matching is on ``squeezed`` text: NFKC, no white space.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from targets.form import Category, FormKind
from targets.identity import normalised

_POINTS = re.compile(r"[(\[](?:权重|分值|满分|共|计)?[:]?(\d+(?:\.\d+)?)(分|%)?[)\]]$")
_BARE_POINTS = re.compile(r"(\d+(?:\.\d+)?)分$")
_TRAILING_BRACKET = re.compile(r"[(][^()]{0,16}[)]$")


def squeezed(text: str) -> str:
    """``text`` in NFKC and without white space and invisible signs: 三 级 指 标 and 三级指标 are one."""
    return normalised(text)


# --- level names ----------------------------------------------------------------------------------------------------

_LEVEL1: Mapping[str, Category] = {
    "产出": Category.OUTPUT,
    "项目产出": Category.OUTPUT,
    "部门产出": Category.OUTPUT,
    "产出目标": Category.OUTPUT,
    "产出类": Category.OUTPUT,
    "效益": Category.EFFECT,
    "效果": Category.EFFECT,
    "项目效益": Category.EFFECT,
    "项目效果": Category.EFFECT,
    "部门效果": Category.EFFECT,
    "部门效益": Category.EFFECT,
    "效益目标": Category.EFFECT,
    "效果目标": Category.EFFECT,
    "影响力": Category.EFFECT,
    "影响": Category.EFFECT,
    "成本": Category.COST,
    "项目成本": Category.COST,
    "满意度": Category.SATISFACTION,
    "满意度目标": Category.SATISFACTION,
}
_LEVEL1_OTHER = frozenset(
    [
        "决策",
        "项目决策",
        "过程",
        "项目过程",
        "项目管理",
        "管理",
        "投入",
        "投入管理",
        "履职效能",
        "履职效果",
        "履职",
        "管理效率",
        "社会效应",
        "可持续性",
        "可持续发展",
        "运行成本",
        "部门管理",
        "预算执行",
        "预算管理",
        "财务管理",
        "资金管理",
        "部门决策",
        "部门履职",
        "部门运行",
        "资产管理",
        "绩效管理",
        "可持续发展能力",
    ]
)
_LEVEL2: Mapping[str, Category] = {
    "数量": Category.OUTPUT,
    "质量": Category.OUTPUT,
    "时效": Category.OUTPUT,
    "成本": Category.COST,
    "产出数量": Category.OUTPUT,
    "产出质量": Category.OUTPUT,
    "产出时效": Category.OUTPUT,
    "产出成本": Category.COST,
    "经济成本": Category.COST,
    "社会成本": Category.COST,
    "生态环境成本": Category.COST,
    "生态成本": Category.COST,
    "环境成本": Category.COST,
    "经济效益": Category.EFFECT,
    "社会效益": Category.EFFECT,
    "生态效益": Category.EFFECT,
    "环境效益": Category.EFFECT,
    "生态环境效益": Category.EFFECT,
    "可持续影响": Category.EFFECT,
    "可持续发展": Category.EFFECT,
    "可持续": Category.EFFECT,
    "经济效果": Category.EFFECT,
    "社会效果": Category.EFFECT,
    "满意度": Category.SATISFACTION,
    "服务对象满意度": Category.SATISFACTION,
    "受益对象满意度": Category.SATISFACTION,
    "服务对象或受益人满意度": Category.SATISFACTION,
    "社会公众满意度": Category.SATISFACTION,
    "社会公众或服务对象满意度": Category.SATISFACTION,
    "群众满意度": Category.SATISFACTION,
    "公众满意度": Category.SATISFACTION,
    "服务满意度": Category.SATISFACTION,
    "对象满意度": Category.SATISFACTION,
}


def split_points(label: str) -> tuple[str, str | None]:
    """A level's label and the points printed in it: ``产出指标(50分)`` gives 产出指标 and 50; white space is
    removed."""
    text = squeezed(label)
    found = _POINTS.search(text) or _BARE_POINTS.search(text)
    if not found:
        return text, None
    return text[: found.start()], found.group(1)


def _stem(text: str) -> str:
    text = re.sub(r"^[(]?[\d一二三四五六七八九十]{1,2}[.、．)]", "", text)
    return text.removesuffix("指标").removesuffix("类")


@lru_cache(maxsize=4096)
def level1_category(label: str) -> Category | None:
    """The category of a level-1 label of the closed list, None for any other text; points in it do not matter."""
    stem = _stem(split_points(label)[0])
    if stem in _LEVEL1_OTHER:
        return Category.OTHER
    return _LEVEL1.get(stem)


@lru_cache(maxsize=4096)
def level2_category(label: str) -> Category | None:
    """The category that a level-2 label of the closed list belongs to, None for any other text."""
    return _LEVEL2.get(_stem(split_points(label)[0]))


def category(level1: str, level2: str) -> Category:
    """Where an indicator's points come from: level 1 decides, level 2 where level 1 says nothing."""
    return level1_category(level1) or level2_category(level2) or Category.OTHER


# --- headings of the columns of the indicator block -----------------------------------------------------------------

_HEADINGS: tuple[tuple[str, str], ...] = (
    ("review_actual", r"(复核|复评|复查|核实|审核|评价组)(实际)?(完成)?(值|情况)"),
    ("review_score", r"(复核|复评|复查|核定|审核|评价组|财政)(评价)?(得分|评分|分|分数)"),
    ("review_reason", r"(复核|复评|复查|审核)(意见|说明|原因|备注)"),
    ("deviation", r"偏离度|偏差度|偏差率|偏离率|偏差|得分偏差|分差"),
    ("level1", r"(一级|1级)(绩效)?(指标)?(名称)?|指标类别|指标大类"),
    ("level2", r"(二级|2级)(绩效)?(指标)?(名称)?|指标类型|指标分类"),
    ("name", r"(三级|3级)(绩效)?(指标)?(名称|内容)?|(绩效)?指标名称|具体指标|指标内容|绩效指标内容|考核指标"),
    ("group", r"(年度)?绩效指标|指标|(年度)?绩效目标|指标体系|(年度)?目标"),
    ("symbol", r"(绩效)?指标性质|(计算|比较|运算|关系|指标|逻辑)?符号?|比较符|运算符|计算符|指标方向|关系"),
    ("unit", r"(绩效)?(指标)?(度量|计量|指标|指标值|目标值)?单位|指标值单位"),
    ("previous", r"(上年|上年度|去年|历史|前三年|近三年|基期|前年).*"),
    ("midterm", r"(实施期|中期|总体|三年|规划期|中长期)(绩效)?(目标|指标)?(指标)?值"),
    (
        "actual",
        r"(自评|自评价)(实际)?完成(值|情况)|(年度|全年|年末|本年|当年|目标|指标)?实际(完成)?(指标)?(值|情况|数)?"
        r"|(全年|年度|指标|目标|年末|本年|当年)?(目标|指标)?完成(指标|目标)?(值|情况|数)|(指标|目标)?(实际)?完成(指标)?(值|情况)|实现值|(指标|目标)(值)?(实际)?完成(值|情况)",
    ),
    (
        "target",
        r"(年度|全年|本年度?|当年|年初|绩效|预期|计划|年初设定|设定|预设|预算年度|预期年度|年初预期|预计)?(绩效)?(目标|指标|计划)(指标)?(完成|预期)?(值|数)"
        r"|预期(当年)?(实现|完成)?值|(年度|全年|本年|年初)?(计划|预期)(完成|实现)?(值|指标|目标)(值)?|预期(绩效)?(指标|目标)(值)?|(年初|年度)(设定)?(绩效)?(目标|指标)|目标值.*",
    ),
    (
        "method",
        r".*(计算方法|评分标准|评分细则|计分标准|评分规则|评分方法|计分方法|评价标准|评分办法|扣分标准|计算公式)|指标(解释|说明|内涵|释义|定义)",
    ),
    (
        "points",
        r"(指标|标准|评价|设定|设置)?(分值|权重|满分|标准分|权重分)(/?(权重|分值|分))?|权重/?分值|分值权重|总分值",
    ),
    (
        "score",
        r"(自评|实际|评价|自评价|指标|最终|年度|考核|单位自评|部门自评)?(得分|评分|打分)(值)?|自评(分|分数|分值)|自我评分",
    ),
    ("reason", r".*(原因|改进措施|整改措施|偏差说明|偏差分析|差异说明).*"),
    ("evidence", r"(佐证|证明|支撑|评分|评价)(材料|资料|依据)|数据来源|依据|指标值?来源"),
    ("remark", r"备注|说明|其他说明|注"),
    ("number", r"序号|编号|No\.?"),
)
_HEADING_PATTERNS = tuple((role, re.compile(pattern)) for role, pattern in _HEADINGS)


@lru_cache(maxsize=8192)
def heading(text: str) -> str | None:
    """The role of a column in the indicator block by its heading (``level1`` … ``reason``), None if it is no
    heading."""
    label = squeezed(text)
    if not label or len(label) > 24:
        return None
    for candidate in (
        label,
        _TRAILING_BRACKET.sub("", label),
        _TRAILING_BRACKET.sub("", _TRAILING_BRACKET.sub("", label)),
    ):
        for role, pattern in _HEADING_PATTERNS:
            if candidate and pattern.fullmatch(candidate):
                return role
    return None


# --- money ----------------------------------------------------------------------------------------------------------

_EXECUTION = (
    ("rate", r"(预算|资金)?(执行|支出|完成)(率|进度)(.*)"),
    (
        "initial",
        r"年初(部门)?(预算|安排|批复)?(数|额|金额|安排数|批复数|资金|安排资金|预算安排)?|(年初|初始)预算.*|期初预算(数)?",
    ),
    (
        "full_year",
        r"(全年|年度|调整后|本年|当年|调整)(的)?(预算|安排)(数|额|金额|安排数)?|(全年|年度)预算.*|调整(后)?预算.*|预算数|预算安排数?|预算金额|全年到位数?",
    ),
    (
        "executed",
        r"(全年|年度|预算|实际|资金|本年)?(执行|支出|使用)(数|额|金额|资金)|(全年|年度|实际)(支出|执行)(数|额|金额)?|决算数|支出决算数?",
    ),
    ("points", r"(指标)?(分值|权重|满分|标准分)(权重|分值)?"),
    ("score", r"(自评)?(得分|评分)|自评分"),
    ("reason", r".*(原因|措施).*|备注|说明"),
)
_EXECUTION_PATTERNS = tuple((role, re.compile(pattern)) for role, pattern in _EXECUTION)


@lru_cache(maxsize=8192)
def execution_heading(text: str) -> str | None:
    """The role of a column in the money block of a self-evaluation (``initial``, ``full_year``, ``executed``,
    ``rate`` …)."""
    label = squeezed(text)
    if not label or len(label) > 24:
        return None
    bare = _TRAILING_BRACKET.sub("", label)
    for candidate in (label, bare):
        for role, pattern in _EXECUTION_PATTERNS:
            if candidate and pattern.fullmatch(candidate):
                return role
    return None


_MONEY = (
    ("income", r"(年度)?收入(预算)?(合计|总计|总额)|预算收入(合计|总额)?"),
    (
        "total",
        r"(年度|项目|全年|当年|本年|预算)?(资金|预算|支出)(总额|合计|总计|总量)|(年度|项目|全年|当年)?(支出预算|预算支出|预算资金)(合计|总额|总计)?|年度预算申请|总额|合计|金额合计|资金总额|年度资金",
    ),
    ("midterm", r"(实施期|中期|项目|三年|规划期)(资金|预算)?(总额|总投资)|总投资"),
    ("basic", r"基本支出(预算)?"),
    ("projects", r"项目支出(预算)?"),
    ("carried_over", r"(上年|上年度|以前年度)?(结转|结余|结转结余)(资金)?"),
    (
        "fiscal",
        r"(当年|本年|年度|本级|区级|县级|市级)?(财政)(拨款|资金|拨款资金|安排|补助)|(一般公共预算|当年财政拨款|财政性资金)(财政)?(拨款|资金)?",
    ),
    ("other", r"其他(资金|经费|收入|来源|拨款)?"),
)
_MONEY_PATTERNS = tuple((key, re.compile(pattern)) for key, pattern in _MONEY)
_OF_WHICH = re.compile(r"^(其中|其 中|--|—+|-|[\d一二三四五][.、)])[:]?")


@lru_cache(maxsize=4096)
def money_label(text: str) -> str | None:
    """The key of a money line (``total``, ``fiscal`` … as in ``Form.budget``) by its label, None if it is no such
    label."""
    label = _OF_WHICH.sub("", squeezed(text)).rstrip(":")
    bare = _TRAILING_BRACKET.sub("", label)
    if not bare or len(bare) > 16:
        return None
    for key, pattern in _MONEY_PATTERNS:
        if pattern.fullmatch(bare):
            return key
    return None


def is_of_which(text: str) -> bool:
    """Whether a money label begins with 其中."""
    return squeezed(text).startswith("其中")


# --- fields of the head ---------------------------------------------------------------------------------------------

_FIELDS: tuple[tuple[str, str], ...] = (
    (
        "project",
        "(预算)?项目名称|预算项目|专项名称|项目(支出)?名称|专项资金名称|项目(政策)名称|政策和项目名称|项目/政策名称",
    ),
    (
        "department",
        "部门名称|部门单位名称|部门(单位)名称|预算部门名称|预算部门|部门|部门整体名称|预算单位名称|被评价部门",
    ),
    (
        "authority",
        "(项目)?主管(预算)?(部门|单位)(及代码|名称及代码|及编码|名称|和代码|编码及名称)?|一级预算(部门|单位)|市级主管部门|省级主管部门|归口部门",
    ),
    (
        "implementer",
        "(项目|资金|具体)?(实施|承担|执行|使用|用款)单位(名称)?|项目单位(名称)?|预算单位|单位名称|单位|基层单位|项目具体实施单位",
    ),
    ("reporter", "填报(单位|部门)(名称)?|填报单位盖章|编制单位|填表单位|自评单位|评价单位"),
    ("code", "(部门|单位|预算单位|主管部门)(代码|编码)"),
    ("year", "(预算|评价|自评|绩效|所属)?年度|年份"),
    (
        "goal",
        "(年度|项目|整体|部门|部门整体|总体|当年|本年度)?(整体|总体|绩效)?(支出)?(绩效)?目标|年度(总体|绩效|整体)?目标(完成情况)?|总体(绩效)?目标(完成情况)?|绩效目标完成情况|(年度)?(总体)?目标完成情况|项目(年度)?目标",
    ),
    (
        "execution_block",
        "预算执行情况|预算执行|资金执行情况|项目资金|年度资金|(年度|全年|当年)?预算(情况|执行情况|资金)|当年预算情况|部门预算(情况)?|部门资金|资金情况|预算资金情况|年度预算(数)?",
    ),
    ("indicator_block", "(年度)?绩效指标|绩效目标指标|指标完成情况|绩效指标完成情况"),
    ("grade", "(自评|评价|绩效|综合|考核|自评结果|评价结果)?(等级|等次|级别)|评价结果"),
    ("total_score", "(自评|评价|绩效|综合)(总)?(得分|总分)"),
    (
        "note",
        "评价结论|自评结论|存在(的)?(主要)?问题|改进措施|主要经验.*|问题.*|下一步.*|备注|说明|其他需要?说明的(问题|事项|情况)|自评综述|综述|总体评价",
    ),
    (
        "person",
        "(项目|单位|部门)?(负责人|联系人|填表人|填报人|经办人|审核人|主要负责人|分管领导)(签字|签章|姓名|及电话|及联系电话)?|联系(电话|方式)|电话|手机|填报(日期|时间)|填表(日期|时间)|日期|邮箱|地址|邮编|职务",
    ),
    (
        "tasks",
        "(年度|部门|重点)?(主要|重点|年度)(工作)?任务(名称)?|(年度)?(主要|重点)工作(任务)?",
    ),
    (
        "attribute",
        "项目(类型|类别|属性|性质|编码|代码|期|级次|周期|起止时间|起止日期|实施期|分类|概况|内容|状态)|资金(性质|来源|类型|用途)|政策依据|立项依据|单位性质|编制人数|实有人数|起止时间|实施周期|支出(类型|方向)|专项类型|评价方式|评价类型",
    ),
)
_FIELD_PATTERNS = tuple((key, re.compile(pattern)) for key, pattern in _FIELDS)


@lru_cache(maxsize=8192)
def field_label(text: str) -> str | None:
    """The field of the head that a text is the label of (``project``, ``department`` …), None if it is no label."""
    label = squeezed(text).rstrip(":")
    if not label or len(label) > 24:
        return None
    for candidate in (label, _TRAILING_BRACKET.sub("", label), re.sub(r"[()]", "", label)):
        for key, pattern in _FIELD_PATTERNS:
            if candidate and pattern.fullmatch(candidate):
                return key
    return None


_SEPARATORS = (re.compile(r"[:：]"), re.compile(r"\s+"))


@lru_cache(maxsize=8192)
def glued_field(text: str) -> tuple[str, str] | None:
    """A label and its value in one cell (``实施单位 某某中心``, ``项目名称：培训费``): the field and the value."""
    text = text.strip()
    for separator in _SEPARATORS:
        found = separator.search(text)
        if found and (key := field_label(text[: found.start()])):
            value = text[found.end() :].strip(" \t\u3000:：\n")
            if value:
                return key, value
    return None


# --- goals, totals, notes -------------------------------------------------------------------------------------------

_GOAL_PLAN = re.compile(
    r"(年初|年度)?(预期|设定|计划|年初设定)(的)?(总体)?(绩效)?目标|预期(总体|绩效|年度)?目标|年初(设定)?(绩效)?目标"
    r"|目标内容|(本|当)?年度?(绩效|总体)?目标|总体目标|绩效目标"
)
_GOAL_DONE = re.compile(
    r"((全年|年度|实际)?(总体|绩效|预期)?(目标)?(实际)?(任务)?完成情况(综述|说明)?|(全年)?实际完成(情况)?(综述)?|自评情况|年度总体目标完成情况综述)"
)
_GOAL_LATER = re.compile(r"(实施期|中期|中长期|三年|规划期|项目期|项目实施期)(绩效|总体)?目标")


def is_goal_later(text: str) -> bool:
    """Whether a text heads the goals of the whole term of a project, which are not those of the year."""
    return bool(_GOAL_LATER.fullmatch(squeezed(text)))


def is_goal_plan(text: str) -> bool:
    """Whether a text heads the promised goals."""
    return bool(_GOAL_PLAN.fullmatch(squeezed(text)))


def is_goal_done(text: str) -> bool:
    """Whether a text heads what became of the goals."""
    return bool(_GOAL_DONE.fullmatch(squeezed(text)))


_TOTAL = re.compile(
    r"(总分|合计|总计|总得分|自评总分|综合得分|得分合计|总分值|自评得分|小计合计|评价总分)([(][^))]*[)])?[:]?"
)


def is_total(text: str) -> bool:
    """Whether a text is the label of the row with the total points and the total score."""
    return bool(_TOTAL.fullmatch(squeezed(text)))


def is_subtotal(text: str) -> bool:
    """Whether a text is the label of a partial sum."""
    return bool(re.fullmatch(r"(.{0,8})小计([(][^))]*[)])?", squeezed(text)))


def is_note(text: str) -> bool:
    """Whether a text is a note under a table."""
    return bool(re.match(r"(注|备注|填表说明|填报说明|说明|填写说明)[::\d]|注$|\d[.、].{12,}", squeezed(text)))


_PLACEHOLDER = re.compile(r"指标\d{0,2}[:]?|[….·]{2,}|。{2,}|\d{1,2}[.、]?|—+|-+|/|指标名称\d?")


def is_placeholder(text: str) -> bool:
    """Whether a name is only the blank of the official form: 指标1：, ……"""
    return bool(_PLACEHOLDER.fullmatch(squeezed(text)))


# --- titles ---------------------------------------------------------------------------------------------------------

_TITLE = re.compile(r".{0,40}(绩效|目标|自评|自我评价|评价|复核|复评|预算).{0,16}表([(].{0,16}[)])?(续表?|[(]续[)])?")
_TITLE_WORDS = re.compile(r"绩效|自评|复核|目标申报|自我评价")


def is_title(text: str) -> bool:
    """Whether a line is the title of a form, such as 2023年度项目支出绩效自评表."""
    label = squeezed(text)
    return (
        5 <= len(label) <= 60
        and bool(_TITLE.fullmatch(label))
        and bool(_TITLE_WORDS.search(label))
        and "。" not in label
    )


def title_kind(title: str, *, has_outcomes: bool, has_review: bool, of_department: bool | None) -> FormKind:
    """Which official form it is: by the columns it has, by its title, and by whether it names a project."""
    label = squeezed(title)
    if has_review or re.search(r"复核|复评", label):
        return FormKind.REVIEW
    department = (
        of_department if of_department is not None else bool(re.search(r"整体|部门", label)) and "项目" not in label
    )
    outcomes = has_outcomes or bool(re.search(r"自评|自我评价|评价表", label))
    if department:
        return FormKind.DEPARTMENT_SELF_EVALUATION if outcomes else FormKind.DEPARTMENT_TARGETS
    return FormKind.PROJECT_SELF_EVALUATION if outcomes else FormKind.PROJECT_TARGETS


_YEAR = re.compile(r"(20\d\d)年?(?:度|预算|部门|项目|绩效|区级|市级|县级|省级|$|[)])")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def year_of(text: str) -> int | None:
    """The budget year that a title or a line under it names: ``（2023 年度）``, 2023年度…表, 二〇二三年."""
    label = squeezed(text)
    label = re.sub(r"二[〇○零]([〇○零一二三四五六七八九]{2})", lambda m: m.group(0).translate(_DIGITS), label)
    found = _YEAR.search(label) or re.search(r"(20\d\d)年", label) or re.fullmatch(r"(20\d\d)", label)
    return int(found.group(1)) if found else None


_MONEY_UNIT = re.compile(r"(?:单位[:]?|[(])(?:人民币)?((?:[十百千]?[万亿]|[百千])?(?:元|美元|欧元|港元|日元))(?!/|每)")


@lru_cache(maxsize=4096)
def money_unit_of(text: str) -> str | None:
    """The unit that a label or a line names for the money below it: 万元, 元, 千元, 百万元, 万美元; no rate (元/人)."""
    found = _MONEY_UNIT.search(squeezed(text))
    return found.group(1) if found else None


_CODED = (
    re.compile(r"^\s*[\[【(（]?(\d{2,}[A-Z\d]*)[\]】)）]?\s*[-—–_:：. ]?\s*(\D.*)$", re.DOTALL),
    re.compile(r"^(.*?)\s*[(（\[【-]\s*(\d{3,})\s*[)）\]】]?\s*$", re.DOTALL),
)


def split_code(text: str) -> tuple[str, str | None]:
    """A department's name and its code: ``216-某中心``, ``[216]某中心``, ``某中心（216）``."""
    found = _CODED[0].match(text)
    if found:
        return found.group(2).strip(), found.group(1)
    found = _CODED[1].match(text)
    if found and found.group(1).strip():
        return found.group(1).strip(), found.group(2)
    return text.strip(), None
