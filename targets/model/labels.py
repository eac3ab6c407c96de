"""The closed vocabulary of what stands around the indicators: labels of fields and of money lines, goals, titles.

As in ``targets.model.vocabulary``, one more wording is one more word.
"""

from __future__ import annotations

import re
from functools import lru_cache

from targets.model.form import FormKind
from targets.model.identity import normalised
from targets.model.vocabulary import TRAILING_BRACKET

# --- money ----------------------------------------------------------------------------------------------------------

_EXECUTION = (
    ("points", r"(预算)?执行率?(的)?(权重|分值|满分)"),
    ("score", r"(预算)?执行率?(的)?(自评)?(得分|评分)"),
    ("rate", r"(全年|年度)?(预算|资金)?(执行|支出|完成|使用)(率|进度)([A-Z/=×÷*%(].*)?"),
    (
        "initial",
        r"年初(部门)?(预算|安排|批复)?(数|额|金额|安排数|批复数|资金|安排资金|预算安排)?|(年初|初始)预算.*|期初预算(数)?",
    ),
    (
        "full_year",
        r"(全年|年度|调整后|本年|当年|调整)([(]?调整(后)?[)]?)?(的)?(预算|安排)(数|额|金额|安排数)?|(全年|年度)预算.*|调整(后)?预算.*|预算(下达|批复|调整)?数|预算安排数?|预算(金额)?|(全年|资金|实际)到位(数|资金|金额)?|下达(数|资金|预算数)|项目预算(数|金额)?|(年度)?预算资金",
    ),
    (
        "executed",
        r"(全年|年度|预算|实际|资金|本年|累计|年末|年终)?(实际)?(执行|支出|使用)(数|额|金额|资金)|支出|(全年|年度|实际)(支出|执行|使用)(数|额|金额|情况)?|决算数|支出决算数?|(预算|资金)支出数",
    ),
    ("points", r"(指标)?(分值|权重|满分|标准分)(权重|分值)?|[配赋]分"),
    ("score", r"(自评|实际)?(得分|评分)|自评分|实得分"),
    ("reason", r".*(原因|措施).*|备注|说明"),
)
_EXECUTION_PATTERNS = tuple((role, re.compile(pattern)) for role, pattern in _EXECUTION)


@lru_cache(maxsize=65536)
def execution_heading(text: str) -> str | None:
    """The role of a column in the money block of a self-evaluation (``initial``, ``full_year``, ``executed``,
    ``rate`` …)."""
    label = normalised(text).rstrip(":")
    if not label or len(label) > 24:
        return None
    bare = TRAILING_BRACKET.sub("", label)
    for candidate in (label, bare):
        for role, pattern in _EXECUTION_PATTERNS:
            if candidate and pattern.fullmatch(candidate):
                return role
    return None


_MAIN_MONEY = frozenset(["initial", "full_year", "executed", "rate"])


def is_execution(text: str) -> bool:
    """True if a label names a figure of the execution by itself: 全年执行数, 执行率得分; 得分 alone does not."""
    role = execution_heading(text)
    return role in _MAIN_MONEY or (role in ("points", "score") and "执行" in text)


_EXECUTION_RATE = re.compile(r"(预算|资金)?(执行|支出)(率|进度)?(指标|得分)?([(].{0,8}[)])?")


def is_execution_rate(text: str) -> bool:
    """True if a row among the indicators is called the execution of the budget: 预算执行率, 支出进度."""
    return bool(_EXECUTION_RATE.fullmatch(normalised(text)))


_MONEY = (
    ("income", r"(年度)?收入(预算)?(合计|总计|总额)|预算收入(合计|总额)?"),
    (
        "total",
        r"(年度|项目|全年|当年|本年|预算)?(财政)?(资金|预算|支出)(总额|合计|总计|总量|总金额)|总金额|金额|资金合计|(年度|项目|全年|当年)?(支出预算|预算支出|预算资金)(合计|总额|总计)?|年度预算申请|总额|合计|金额合计|资金总额|年度资金",
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
    (
        "part",
        r"(中央|省级?|市级?|州级?|区级?|县级?|旗县|盟市|自治区|地方|上级|本级|乡镇|单位|社会|自筹|自有|银行|专项债券?|一般债券?|债券|政府债券?|地方(政府)?(专项|一般)?债券?)"
        r"(级|政府)?(财政|(财政)?(专项)?(补助|资金|拨款|配套|自筹|投入|安排|预算|贷款|收入|财力|债券)+)(/其他)?",
    ),
    (
        "part",
        r"(本年|当年|年度|全年)(财政)?(拨款|收入|安排)(数|资金)?|政府性基金(预算)?(拨款|资金|收入)?|国有资本经营预算(拨款|资金)?|(人员|公用|日常公用|项目|专项|业务|运转类?|特定目标类?)(经费|支出|项目)?",
    ),
)
_MONEY_PATTERNS = tuple((key, re.compile(pattern)) for key, pattern in _MONEY)
_OF_WHICH = re.compile(r"^(其中|其 中|--|—+|-|[\d一二三四五][.、)])[:]?")


@lru_cache(maxsize=65536)
def money_label(text: str) -> str | None:
    """The key of a money line (``total``, ``fiscal`` … as in ``Form.budget``) by its label, None if it is no such
    label."""
    label = _OF_WHICH.sub("", normalised(text)).rstrip(":")
    bare = TRAILING_BRACKET.sub("", label)
    if not bare or len(bare) > 16:
        return None
    for key, pattern in _MONEY_PATTERNS:
        if pattern.fullmatch(bare):
            return key
    return None


def is_of_which(text: str) -> bool:
    """True if a money label begins with 其中."""
    return normalised(text).startswith("其中")


# --- fields of the head ---------------------------------------------------------------------------------------------

_FIELDS: tuple[tuple[str, str], ...] = (
    (
        "project",
        "(预算)?项目名称|预算项目|专项名称|项目(支出)?名称|专项资金名称|项目(政策)名称|政策和项目名称|项目/政策名称"
        "|(专项)?转移支付([(]?项目[)]?)?名称|专项[(]项目[)]名称|(专项)?资金(项目)?名称|政策名称|(一级|二级)?(预算)?项目(支出)?名称|项目|(自评|评价|绩效)项目(名称)?",
    ),
    (
        "department",
        "部门名称|部门单位名称|部门(单位)名称|预算部门名称|预算部门|部门|部门整体名称|预算单位名称|被评价部门",
    ),
    (
        "authority",
        "(项目)?(预算)?主管(预算)?(部门|单位)(及代码|名称及代码|及编码|名称|和代码|编码及名称)?|一级预算(部门|单位)|(省级?|市级?|州级?|区级?|县级?|地方|自治区|盟市|旗县|业务|上级)(业务)?主管(部门|单位)(及代码|名称)?|归口部门|(责任|牵头|主责)(部门|单位)",
    ),
    ("central", "中央(业务)?主管(部门|单位)(及代码|名称)?"),
    (
        "implementer",
        "(项目|资金|具体)?(实施|承担|执行|使用|用款)单位(名称)?|项目单位(名称)?|基层单位|项目具体实施单位",
    ),
    ("unit", "预算单位|单位名称|单位"),
    ("finance", "(中央|省级?|市级?|州级?|区级?|县级?|地方)?财政部门"),
    ("reporter", "填报(单位|部门)(名称)?|填报单位盖章|编制单位|填表单位|自评单位|评价单位"),
    ("code", "(部门|单位|预算单位|主管部门)(代码|编码)"),
    ("year", "(预算|评价|自评|绩效|所属)?年度|年份"),
    (
        "goal",
        r"(年度|项目|整体|部门|部门整体|总体|当年|本年度)?(整体|总体|绩效)?(支出)?(绩效)?目标|年度(总体|绩效|整体)?目标(完成情况)?|总体(绩效)?目标(完成情况)?|绩效目标完成情况|(年度)?(总体)?目标完成情况|项目(年度)?目标|(年度|总体)?绩效目标\d{1,2}",
    ),
    (
        "execution_block",
        "预算执行情况|预算执行|资金执行情况|项目资金|年度资金|(年度|全年|当年)?预算(情况|执行情况|资金)|当年预算情况|部门预算(情况)?|部门资金|资金情况|预算资金情况|年度预算(数)?",
    ),
    ("indicator_block", "(年度)?绩效指标|绩效目标指标|指标完成情况|绩效指标完成情况"),
    (
        "grade",
        "(自评|评价|绩效|综合|考核|评定|评分|自评结果|评价结果|自我评价|绩效评价|绩效自评|总体评价)?(结果)?(等级|等次|级别|档次)|评价结果|评级|自评结果",
    ),
    (
        "total_score",
        "(项目)?(自评|评价|绩效|综合|自我评价|绩效自评|绩效评价)(总)?(得分|总分|分数|分)(值)?|总得分|总评分|最终得分",
    ),
    (
        "note",
        "评价结论|自评结论|存在(的)?(主要)?问题|改进措施|主要经验.*|问题.*|下一步.*|备注|说明|其他需要?说明的?(问题|事项|情况)|自评综述|综述|总体评价"
        "|.*(意见|建议|结论|存在的?(主要)?问题|主要问题|原因分析|原因|改进措施|整改措施|结果应用|应用方案|经验做法|经验及做法|亮点|效益分析|需要?说明的?(问题|事项|情况)|佐证材料|情况说明|工作计划|工作安排|盖章|公章)|(资金|项目)?(管理|使用|绩效|组织实施)情况(说明)?|未完成目标原因|其他说明",
    ),
    (
        "person",
        "(项目|单位|部门|财务|业务|科室|评价|自评)*(负责人|联系人|填表人|填报人|经办人|审核人|主要负责人|分管领导|组长|人员|成员|复核人|制表人)(签字|签章|姓名|及电话|及联系电话)?|联系(电话|方式)|电话|手机|填报(日期|时间)|填表(日期|时间)|日期|邮箱|地址|邮编|职务",
    ),
    (
        "tasks",
        "((年度|部门|重点)?(主要|重点|年度|履职|总体)(工作|履职)?任务(名称)?|(年度)?(主要|重点)工作(任务)?|任务名称)(及|完成)?(完成)?(情况)?",
    ),
    (
        "attribute",
        "项目(类型|类别|属性|性质|编码|代码|期|级次|周期|起止时间|起止日期|实施期|分类|概况|内容|状态)|资金(性质|来源|类型|用途)|政策依据|立项依据|单位性质|编制人数|实有人数|起止时间|实施周期|支出(类型|方向)|专项类型|评价方式|评价类型",
    ),
)
_ORDINAL = re.compile(r"[(]?[一二三四五六七八九十]{1,2}([)]|[、.．:])")
"""The number of a section before its label: 一、项目名称."""
_FIELD_NAMES = tuple(key for key, _ in _FIELDS)
_FIELD = re.compile("|".join(f"(?P<F{number}>{pattern})" for number, (_, pattern) in enumerate(_FIELDS)))
"""The labels of all fields; the outermost group closes last, so that ``lastgroup`` says which it is."""


@lru_cache(maxsize=65536)
def field_label(text: str) -> str | None:
    """The field of the head that a text is the label of (``project``, ``department`` …), None if it is no label."""
    label = _ORDINAL.sub("", normalised(text)).rstrip(":")
    if not label or len(label) > 24:
        return None
    for candidate in (label, TRAILING_BRACKET.sub("", label), re.sub(r"[()]", "", label)):
        if candidate and (found := _FIELD.fullmatch(candidate)) is not None:
            return _FIELD_NAMES[int((found.lastgroup or "F0")[1:])]
    return None


def is_total_score(text: str) -> bool:
    """True if a text is the label of the total score, also where no total row stands: 自评得分, 总分."""
    return field_label(text) == "total_score" or normalised(text).rstrip(":") in ("总分", "总得分")


_SEPARATORS = (re.compile(r"[:：]"), re.compile(r"\s+"))


@lru_cache(maxsize=65536)
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


@lru_cache(maxsize=65536)
def labelled_parts(text: str) -> tuple[str, ...]:
    """The parts of a line that names several things (``填报单位：某局 2023年度``): each label with its value."""
    parts: list[str] = []
    for word in text.split():
        label = re.split("[:：]", word)[0]
        begins = (word != label and (field_label(label) or label in ("单位", "金额单位"))) or year_of(word) == _only(
            word
        )
        if parts and not begins:
            parts[-1] += f" {word}"
        else:
            parts.append(word)
    return tuple(parts)


def _only(word: str) -> int | None:
    """The year where a word is nothing else, else a number that no year is."""
    return year_of(word) if re.fullmatch(r"[(（]?20\d\d年?度?[)）]?", normalised(word)) else -1


# --- goals ------------------------------------------------------------------------------------------------------------

_GOAL_PLAN = re.compile(
    r"(年初|年度)?(预期|设定|计划|年初设定)(的)?(总体)?(绩效)?目标|预期(总体|绩效|年度)?目标|年初(设定)?(绩效)?目标"
    r"|目标内容|(本|当)?年度?(绩效|总体)?目标|总体目标|绩效目标"
)
_GOAL_DONE = re.compile(
    r"((全年|年度|实际)?(总体|绩效|预期)?(目标)?(实际)?(任务)?完成情况(综述|说明)?|(全年)?实际完成(情况)?(综述)?|自评情况|年度总体目标完成情况综述)"
)
_GOAL_LATER = re.compile(r"(实施期|中期|中长期|三年|规划期|项目期|项目实施期)(绩效|总体)?目标")


def is_goal_later(text: str) -> bool:
    """True if a text heads the goals of the whole term of a project, which are not those of the year."""
    return bool(_GOAL_LATER.fullmatch(normalised(text)))


def is_goal_plan(text: str) -> bool:
    """True if a text heads the promised goals."""
    return bool(_GOAL_PLAN.fullmatch(normalised(text)))


def is_goal_done(text: str) -> bool:
    """True if a text heads what became of the goals."""
    return bool(_GOAL_DONE.fullmatch(normalised(text)))


# --- titles ---------------------------------------------------------------------------------------------------------

_TITLE = re.compile(r".{0,40}(绩效|目标|自评|自我评价|评价|复核|复评|预算).{0,16}表([(].{0,16}[)])?(续表?|[(]续[)])?")
_TITLE_WORDS = re.compile(r"绩效|自评|复核|目标申报|自我评价")


def is_title(text: str) -> bool:
    """True if a line is the title of a form, such as 2023年度项目支出绩效自评表."""
    label = normalised(text)
    return (
        5 <= len(label) <= 60
        and bool(_TITLE.fullmatch(label))
        and bool(_TITLE_WORDS.search(label))
        and "。" not in label
    )


def title_kind(title: str, *, has_outcomes: bool, has_review: bool, of_department: bool | None) -> FormKind:
    """Which official form it is: by the columns it has, by its title, and by whether it names a project."""
    label = normalised(title)
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
    label = normalised(text)
    label = re.sub(r"二[〇○零]([〇○零一二三四五六七八九]{2})", lambda m: m.group(0).translate(_DIGITS), label)
    found = _YEAR.search(label) or re.search(r"(20\d\d)年", label) or re.fullmatch(r"(20\d\d)", label)
    return int(found.group(1)) if found else None


_MONEY_UNIT = re.compile(r"(?:单位[:]?|[(])(?:人民币)?((?:[十百千]?[万亿]|[百千])?(?:元|美元|欧元|港元|日元))(?!/|每)")


@lru_cache(maxsize=65536)
def money_unit_of(text: str) -> str | None:
    """The unit that a label or a line names for the money below it: 万元, 元, 千元, 百万元, 万美元; no rate (元/人)."""
    found = _MONEY_UNIT.search(normalised(text))
    return found.group(1) if found else None


_OWNER = re.compile(r"([\u4e00-\u9fff]{2,18}?(局|委员会|厅|委|部|院|中心|办公室|政府))(20\d\d年|关于)")


def department_in(title: str) -> str | None:
    """The department that a title begins with: 某县水利局2023年度项目支出绩效自评表."""
    found = _OWNER.match(normalised(title))
    return found.group(1) if found else None


_CODED = (
    re.compile(r"^\s*[\[【(（](\d{2,}[A-Z\d]*)[\]】)）]\s*[-—–_:：. ]?\s*(\D.*)$", re.DOTALL),
    re.compile(r"^\s*(\d{2,}[A-Z\d]*)\s*[-—–_:：. ]\s*(\D.*)$", re.DOTALL),
    re.compile(r"^\s*(\d{6,}[A-Z\d]*)(\D.*)$", re.DOTALL),
    re.compile(r"^(.*?)\s*[(（\[【-]\s*(\d{3,})\s*[)）\]】]?\s*$", re.DOTALL),
)


def split_code(text: str) -> tuple[str, str | None]:
    """A department's name and its code: ``216-某中心``, ``[216]某中心``, ``某中心（216）``."""
    for pattern in _CODED[:-1]:
        if found := pattern.match(text):
            return found.group(2).strip(), found.group(1)
    found = _CODED[-1].match(text)
    if found and found.group(1).strip():
        return found.group(1).strip(), found.group(2)
    return text.strip(), None
