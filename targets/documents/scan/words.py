"""The closed vocabulary of forms as recognised text: a label or level name with one character wrong is put right."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from targets.model.headings import known_heading
from targets.model.labels import execution_heading, field_label, is_execution_rate, money_label
from targets.model.vocabulary import is_total, level1_category, level2_category

_LISTED = (
    "一级指标 二级指标 三级指标 年度指标值 指标值 目标值 年初目标值 预期指标值 实际完成值 全年实际值 "
    "全年完成值 实际完成情况 自评得分 实际得分 指标分值 参考分值 偏差原因分析及改进措施 未完成原因分析 "
    "偏差原因 评分标准 度量单位 计量单位 指标性质 计算符号 绩效指标 年度绩效指标 年度总体目标 "
    "年度绩效目标 总体目标 预期目标 项目名称 部门名称 主管部门 主管部门及代码 实施单位 项目单位 项目类别 "
    "项目资金 年度资金总额 资金总额 其中：财政拨款 财政拨款 其他资金 上年结转资金 当年财政拨款 基本支出 "
    "项目支出 收入预算合计 支出预算合计 年初预算数 全年预算数 全年执行数 预算执行率 执行率 自评总分 "
    "自评等级 评价等级 填报单位 填表人 联系电话 产出指标 效益指标 成本指标 满意度指标 数量指标 质量指标 "
    "时效指标 经济效益指标 社会效益指标 生态效益指标 可持续影响指标 服务对象满意度指标 经济成本指标 "
    "社会成本指标 生态环境成本指标 部门整体支出绩效自评表 项目支出绩效自评表 项目支出绩效目标表 "
    "部门整体支出绩效目标表 "
)
_WORDS = tuple(_LISTED.split())
"""Labels and names as they are most often printed, of four characters and more."""


@lru_cache(maxsize=4096)
def known(text: str) -> bool:
    """True for a heading, a label or the name of a level that forms print."""
    if any(char.isdigit() for char in text):
        return False
    return (
        text in _WORDS
        or level1_category(text) is not None
        or level2_category(text) is not None
        or known_heading(text)
        or money_label(text) is not None
        or execution_heading(text) is not None
        or field_label(text) is not None
        or is_total(text)
        or is_execution_rate(text)
    )


@lru_cache(maxsize=4096)
def snapped(text: str) -> str:
    """The word of the vocabulary that a text is but for one character, where that is one word only; else the text."""
    if len(text) < 4 or known(text) or any(char.isdigit() for char in text):
        return text
    near = [word for word in _WORDS if len(word) == len(text) and Levenshtein.distance(word, text) == 1]
    return near[0] if len(near) == 1 else text
