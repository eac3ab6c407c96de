"""Every sentence of every outline: facts for which it is chosen, how it then reads, and facts for which it is not."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from evaluator.reports.conditions import Fact, condition
from evaluator.reports.making import _filled
from evaluator.reports.outline import Rule, load_outline, outline_ids
from targets.errors import InputError


def known(**values: Any) -> defaultdict[str, Fact]:
    """Facts as their printed texts; what is not named is not known."""
    facts: defaultdict[str, Fact] = defaultdict(lambda: Fact(None))
    for name, value in values.items():
        if isinstance(value, bool):
            facts[name] = Fact(value)
        else:
            text = str(value)
            number = text.rstrip("%").replace(".", "", 1).replace("-", "", 1)
            facts[name] = Fact(Decimal(text.rstrip("%")), text) if number.isdigit() else Fact(text, text)
    return facts


ALWAYS = None
CATEGORY = {"name": "产出指标", "count": 4, "met": 3, "missed": 1, "points": "40.00", "score_text": "35.00"}
MEANS = {"projects_mean": "93.71", "projects_weighted": "85.77", "projects_closed": 8}
TYPED = {"base_name": "全年预算数", "base_typed": "0", "executed_typed": "约100"}
PLAIN: tuple[dict[str, Any], str, dict[str, Any] | None] = (
    {"projects_mean": "93.71", "projects_closed": 8},
    "已有总分的8个项目简单平均93.71分；没有可用的预算数，不计算加权平均分。",
    MEANS,
)
WEIGHTLESS: tuple[dict[str, Any], str, dict[str, Any] | None] = (
    {**MEANS, "projects_weightless": 1},
    "加权平均未计入没有可用预算数的项目1个。",
    {**MEANS, "projects_weightless": 0},
)

# outline/section.sentence: (facts that choose it, how it reads, facts that do not)
CASES: dict[str, tuple[dict[str, Any], str, dict[str, Any] | None]] = {
    "project/project.goal": ({"goal": "培训教师。"}, "年度总体目标：培训教师。", {"goal": ""}),
    "project/funds.raised": (
        {"change": 2, "change_size": 2, "initial": 10, "full_year": 12},
        "年初预算数10万元，全年预算数12万元，年度中调增2万元。",
        {"change": 0},
    ),
    "project/funds.lowered": (
        {"change": -2, "change_size": 2, "initial": 12, "full_year": 10},
        "年初预算数12万元，全年预算数10万元，年度中调减2万元。",
        {"change": 2},
    ),
    "project/funds.unchanged": (
        {"change": 0, "full_year": 14},
        "年初预算数与全年预算数均为14万元，年度中未作调整。",
        {"full_year": 14},
    ),
    "project/funds.unknown": (
        {"change_blank": True},
        "年初预算数或全年预算数未填报，预算调整情况不能确定。",
        {"change_blank": False},
    ),
    "project/funds.unusable": (
        {"change_blank": False},
        "填报的年初预算数或全年预算数不是可计算的金额，预算调整情况不能确定。",
        {"change_blank": True},
    ),
    "project/goals.count": (
        {"indicators": 7, "total_points": 100},
        "共有参评三级指标7项，连同预算执行率分值合计100分。",
        ALWAYS,
    ),
    "project/goals.left-out": ({"left_out": 1}, "另有1项指标不适用，未参评。", {"left_out": 0}),
    "project/work.book": (
        {"book": "某办法", "book_version": "a1"},
        "本次自评得分依据某办法（规则版本a1）逐项计算。",
        ALWAYS,
    ),
    "project/work.evidence-all": (
        {"evidence_missing": 0, "indicators": 7},
        "参评的7项指标均列明了佐证材料。",
        {"evidence_missing": 1},
    ),
    "project/work.evidence-some": (
        {"evidence_missing": 2, "evidence": 5, "indicators": 7},
        "参评的7项指标中，列明佐证材料的5项，未列明的2项。",
        {"evidence_missing": 0},
    ),
    "project/conclusion.closed": (
        {"closed": True, "total": "92.35", "grade": "优"},
        "自评总分92.35分，评价等级为“优”。",
        {"closed": False, "total": "92.35", "grade": "优"},
    ),
    "project/conclusion.open-graded": (
        {"closed": False, "open": 1, "total_low": "91.20", "total_high": "99.20", "grade": "优"},
        "尚有1项得分待定，自评总分在91.20分至99.20分之间；无论待定项结果如何，评价等级均为“优”。",
        {"closed": True, "grade": "优"},
    ),
    "project/conclusion.open": (
        {
            "closed": False, "open": 1, "total_low": "69.90", "total_high": "89.90", "grade_low": "中",
            "grade_high": "良",
        },
        "尚有1项得分待定，自评总分在69.90分至89.90分之间，评价等级待定（中至良）。",
        {"closed": False, "grade": "优"},
    ),
    "project/conclusion.pending-lead": ({"pending": 1}, "待定的1项指标如下。", {"pending": 0}),
    "project/execution.rate": (
        {
            "rate": "49.00%", "execution_score": "4.90", "execution_points": 10, "base": 14, "executed": "6.86",
            "base_name": "全年预算数",
        },
        "全年预算数14万元，全年执行数6.86万元，预算执行率49.00%，分值10分，得4.90分。",
        {"rate": "49.00%"},
    ),
    "project/execution.unknown": (
        {"rate_blank": True, "base_name": "年初预算数"},
        "年初预算数或全年执行数未填报，预算执行率及其得分待定。",
        {"rate_blank": False, "base_name": "年初预算数"},
    ),
    "project/execution.unusable": (
        {**TYPED, "rate_blank": False, "unit_suspected": False},
        "填报的全年预算数为“0”，全年执行数为“约100”，不能据以计算预算执行率，预算执行率及其得分待定。",
        {**TYPED, "rate_blank": True, "unit_suspected": False},
    ),
    "project/execution.unit": (
        {**TYPED, "rate_blank": False, "unit_suspected": True},
        "填报的全年预算数0与全年执行数约100相差悬殊，金额单位须核实，预算执行率及其得分待定。",
        {**TYPED, "rate_blank": False, "unit_suspected": False},
    ),
    "project/execution.by-rule": (
        {"execution_score": "0.00"},
        "预算执行率不能确定，按办法得0.00分。",
        {"execution_score": "0.00", "rate": "0.00%"},
    ),
    "project/execution.above": (
        {"rate": "100.01%"},
        "全年执行数超过预算数，预算执行率高于100%。",
        {"rate": "100.00%"},
    ),
    "project/execution.low": (
        {"rate": "89.99%", "rate_asked": "90%"},
        "预算执行率低于90%。",
        {"rate": "90.00%", "rate_asked": "90%"},
    ),
    "project/indicators.category": (
        {**CATEGORY, "pending": 0, "deducted": 0},
        "产出指标4项，达到目标值3项，未达到目标值1项；分值40.00分，得35.00分。",
        {**CATEGORY, "pending": 1, "deducted": 0},
    ),
    "project/indicators.category-deducted": (
        {**CATEGORY, "pending": 0, "deducted": 1},
        "产出指标4项，达到目标值3项，未达到目标值1项，达到目标值但扣分1项；分值40.00分，得35.00分。",
        {**CATEGORY, "pending": 0, "deducted": 0},
    ),
    "project/indicators.category-open": (
        {**CATEGORY, "pending": 2, "deducted": 0},
        "产出指标4项，达到目标值3项，未达到目标值1项，达到目标值但扣分0项，待定2项；分值40.00分，得分待定。",
        {**CATEGORY, "pending": 0},
    ),
    "project/over.none": (
        {"over": 0, "over_from": "130%"},
        "已有得分的指标中，没有达到目标值130%及以上、须说明原因的指标。",
        {"over": 1},
    ),
    "project/over.some": ({"over": 2, "over_from": "130%"}, "完成值达到目标值130%及以上的指标2项。", {"over": 0}),
    "project/losses.none": ({"lost": 0, "closed": True}, "各项参评指标均得满分。", {"lost": 0, "closed": False}),
    "project/conclusion.points-graded": (
        {"closed": False, "open": 0, "total_low": "99.00", "total_high": "100.00", "grade": "优"},
        "分值尚不能全部确定，自评总分在99.00分至100.00分之间；无论如何确定，评价等级均为“优”。",
        {"closed": False, "open": 1, "total_low": "99.00", "total_high": "100.00", "grade": "优"},
    ),
    "project/conclusion.points": (
        {
            "closed": False, "open": 0, "total_low": "75.00", "total_high": "82.00", "grade_low": "中",
            "grade_high": "良",
        },
        "分值尚不能全部确定，自评总分在75.00分至82.00分之间，评价等级待定（中至良）。",
        {"closed": True, "open": 0},
    ),
    "project/losses.none-points": (
        {"lost": 0, "closed": False, "open": 0},
        "各项参评指标均得满分；分值尚不能全部确定，总分待定。",
        {"lost": 0, "closed": True, "open": 0},
    ),
    "project/losses.none-open": (
        {"lost": 0, "closed": False, "open": 1},
        "已有得分的指标均得满分；待定的指标是否扣分尚不能确定。",
        {"lost": 0, "closed": True, "open": 0},
    ),
    "project/losses.some": ({"lost": 2, "lost_points": "1.85"}, "未得满分的指标2项，共扣1.85分。", {"lost": 0}),
    "project/losses.execution": ({"execution_lost": "1.28"}, "预算执行率扣1.28分。", {"execution_lost": "0.00"}),
    "project/problems.missed": ({"missed": 1}, "未达到目标值的指标1项。", {"missed": 0}),
    "project/problems.low": (
        {"rate": "49.00%", "rate_asked": "90%"},
        "预算执行率49.00%，低于90%。",
        {"rate": "90.00%", "rate_asked": "90%"},
    ),
    "project/problems.evidence": ({"evidence_missing": 2}, "有2项指标未列明佐证材料。", {"evidence_missing": 0}),
    "project/problems.none": (
        {"missed": 0, "evidence_missing": 0, "rate": "95.00%", "rate_asked": "90%", "closed": True},
        "按填报数据，各项指标均达到目标值，佐证材料均已列明，预算执行率不低于90%。",
        {"missed": 0, "evidence_missing": 0, "rate": "95.00%", "rate_asked": "90%", "closed": False},
    ),
    "project/annex.form": ({}, "1. 项目支出绩效自评表（另附）。", ALWAYS),
    "project/annex.evidence": ({}, "2. 佐证材料清单。", ALWAYS),
    "transfer/measures.missed": ({"missed": 3}, "未达到目标值的指标3项。", {"missed": 0}),
    "department/goals.goal": ({"goal": "办好教育。"}, "年度总体目标：办好教育。", {}),
    "department/goals.count": (
        {"indicators": 30, "total_points": 100},
        "部门整体支出共有参评三级指标30项，连同预算执行率分值合计100分。",
        {},
    ),
    "department/conclusion.closed": (
        {"closed": True, "rating": "92.58", "rating_grade": "优", "rating_basis": "部门整体支出自评总分"},
        "部门评价得分92.58分，评价等级为“优”，依据部门整体支出自评总分确定。",
        {"closed": False, "rating": "92.58"},
    ),
    "department/conclusion.open-graded": (
        {
            "closed": False, "rating_open": True, "rating_low": "92.58", "rating_high": "96.87", "rating_grade": "优",
            "rating_basis": "部门整体支出自评总分",
        },
        "部门评价得分待定，在92.58分至96.87分之间；无论待定项结果如何，评价等级均为“优”，"
        "依据部门整体支出自评总分确定。",
        {"closed": False, "rating_open": False, "rating_grade": "优"},
    ),
    "department/conclusion.open": (
        {
            "closed": False, "rating_open": True, "rating_low": "69.00", "rating_high": "91.00",
            "rating_basis": "项目预算加权平均分",
        },
        "部门评价得分待定，在69.00分至91.00分之间，评价等级待定，依据项目预算加权平均分确定。",
        {"closed": False, "rating_open": True, "rating_grade": "优"},
    ),
    "department/conclusion.open-projects": (
        {
            "closed": False, "rating_open": False, "rating": "92.58", "rating_grade": "优",
            "rating_basis": "部门整体支出自评总分",
        },
        "部门评价得分92.58分，评价等级为“优”，依据部门整体支出自评总分确定；"
        "项目自评中尚有得分待定，不影响该得分。",
        {"closed": True, "rating_open": False, "rating": "92.58"},
    ),
    "department/conclusion.none": (
        {},
        "没有可用的部门自评总分和项目预算，部门评价得分不能确定。",
        {"rating": "92.58"},
    ),
    "department/conclusion.pending": (
        {"open": 3},
        "部门自评表和项目自评表中尚有3项得分待定。",
        {"open": 0},
    ),
    "department/money.rate": (
        {
            "rate": "87.21%", "execution_score": "8.72", "execution_points": 10, "base": "4073.97",
            "executed": "3553.1", "base_name": "全年预算数",
        },
        "部门全年预算数4073.97万元，全年执行数3553.1万元，预算执行率87.21%，分值10分，得8.72分。",
        {},
    ),
    "department/money.unknown": (
        {"own_form": True, "rate_blank": True, "base_name": "全年预算数"},
        "部门全年预算数或全年执行数未填报，部门预算执行率及其得分待定。",
        {"own_form": False, "rate_blank": True},
    ),
    "department/money.unusable": (
        {**TYPED, "own_form": True, "rate_blank": False, "unit_suspected": False},
        "填报的部门全年预算数为“0”，全年执行数为“约100”，不能据以计算预算执行率，部门预算执行率及其得分待定。",
        {**TYPED, "own_form": True, "rate_blank": True, "unit_suspected": False},
    ),
    "department/money.unit": (
        {**TYPED, "own_form": True, "rate_blank": False, "unit_suspected": True},
        "填报的部门全年预算数0与全年执行数约100相差悬殊，金额单位须核实，部门预算执行率及其得分待定。",
        {**TYPED, "own_form": True, "rate_blank": False, "unit_suspected": False},
    ),
    "department/money.by-rule": (
        {"own_form": True, "execution_score": "0.00"},
        "部门预算执行率不能确定，按办法得0.00分。",
        {"own_form": False, "execution_score": "0.00"},
    ),
    "department/money.no-own-form": (
        {"own_form": False},
        "本次未提交部门整体支出绩效自评表，部门整体收支和执行情况不能列出。",
        {"own_form": True},
    ),
    "department/goals.no-own-form": (
        {"own_form": False},
        "本次未提交部门整体支出绩效自评表，部门整体绩效目标和指标不能列出。",
        {"own_form": True},
    ),
    "department/projects.none": ({"projects": 0}, "本次没有提交项目支出绩效自评表。", {"projects": 1}),
    "department/projects.money": (
        {"projects": 10, "projects_budget": "1337.42", "projects_executed": "821.15", "projects_rate": "61.40%"},
        "纳入自评的项目10个，全年预算数合计1337.42万元，全年执行数合计821.15万元，执行率61.40%。",
        {"projects": 10},
    ),
    "department/projects.money-unknown": (
        {"projects": 10, "projects_unusable": 2},
        "纳入自评的项目10个，其中2个的全年预算数或全年执行数未填报或不能使用，合计执行率不能确定。",
        {"projects": 10, "projects_unusable": 0},
    ),
    "department/projects.money-zero": (
        {"projects": 1, "projects_unusable": 0},
        "纳入自评的项目1个，全年预算数合计为0，不计算合计执行率。",
        {"projects": 1, "projects_unusable": 0, "projects_rate": "61.40%"},
    ),
    "department/projects.mean-plain": PLAIN,
    "department/projects.weightless": WEIGHTLESS,
    "department/projects.mean": (
        {**MEANS, "projects_open": 0},
        "项目自评得分简单平均93.71分，按预算加权平均85.77分。",
        {**MEANS, "projects_open": 2},
    ),
    "department/projects.mean-open": (
        {**MEANS, "projects_open": 2},
        "已有总分的8个项目简单平均93.71分，按预算加权平均85.77分；另有2个项目总分待定，未计入。",
        {**MEANS, "projects_open": 0},
    ),
    "department/projects.lowest": (
        {"lowest_name": "其他资金", "lowest_total": "78.11", "lowest_grade": "中"},
        "已有总分的项目中，得分最低的是其他资金，78.11分，等级为“中”。",
        {"lowest_name": "其他资金"},
    ),
    "department/annex.form": ({"own_form": True}, "1. 部门整体支出绩效自评表（另附）。", {"own_form": False}),
    "department/annex.evidence": ({"own_form": True}, "2. 佐证材料清单。", {"own_form": False}),
    "department/annex.projects": (
        {"own_form": False, "projects": 3},
        "项目支出绩效自评表（另附）。",
        {"own_form": True, "projects": 3},
    ),
    "projects-together/each.project": (
        {
            "name": "培训费", "full_year": 100, "executed": 95, "rate": "95.00%", "total": "99.50", "grade": "优",
        },
        "培训费：全年预算数100万元，全年执行数95万元，预算执行率95.00%；自评得分99.50分，评价等级优。",
        {"name": "培训费", "total": "99.50", "grade": "优"},
    ),
    "projects-together/each.project-no-rate": (
        {"name": "培训费", "total": "80.00 至 90.00", "grade": "待定（良—优）"},
        "培训费：预算执行率不能确定；自评得分80.00 至 90.00分，评价等级待定（良—优）。",
        {"name": "培训费", "rate": "95.00%"},
    ),
    "projects-together/together.money": (
        {"projects": 10, "projects_budget": "1337.42", "projects_executed": "821.15", "projects_rate": "61.40%"},
        "纳入自评的项目10个，全年预算数合计1337.42万元，全年执行数合计821.15万元，执行率61.40%。",
        {"projects": 10},
    ),
    "projects-together/together.mean": (
        {**MEANS, "projects_open": 0},
        "项目自评得分简单平均93.71分，按预算加权平均85.77分。",
        {**MEANS, "projects_open": 2},
    ),
    "projects-together/together.mean-open": (
        {**MEANS, "projects_open": 2},
        "已有总分的8个项目简单平均93.71分，按预算加权平均85.77分；另有2个项目总分待定，未计入。",
        {**MEANS, "projects_open": 0},
    ),
    "projects-together/annex.projects": ({}, "项目支出绩效自评表（另附）。", ALWAYS),
    "bureau/work.count": (
        {"departments": 1, "forms": 11, "whole_forms": 1, "projects": 10},
        "共汇总1个部门的自评表11张，其中部门整体支出自评表1张，项目支出自评表10张。",
        ALWAYS,
    ),
    "bureau/work.expected": (
        {"expected": 4, "handed_in": 2, "missing": 2, "by_department": False},
        "按名单应报自评表4张，已报2张，未报2张。",
        {"by_department": False},
    ),
    "bureau/work.expected-departments": (
        {"expected": 4, "handed_in": 2, "missing": 2, "by_department": True},
        "按名单应报部门4个，已报2个，未报2个。",
        {"expected": 4, "handed_in": 2, "missing": 2, "by_department": False},
    ),
    "bureau/work.unlisted": (
        {"unlisted": 9, "by_department": False},
        "另有9张自评表不在名单内。",
        {"unlisted": 0, "by_department": False},
    ),
    "bureau/work.unlisted-departments": (
        {"unlisted": 9, "by_department": True},
        "另有9张自评表的部门不在名单内。",
        {"unlisted": 9, "by_department": False},
    ),
    "bureau/work.money": ({"projects_budget": "1337.42"}, "项目全年预算数合计1337.42万元。", {}),
    "bureau/work.book": ({"book": "某办法"}, "自评得分依据某办法计算。", ALWAYS),
    "bureau/results.mean": (
        {**MEANS, "projects_open": 0},
        "项目自评得分简单平均93.71分，按预算加权平均85.77分。",
        {**MEANS, "projects_open": 2},
    ),
    "bureau/results.mean-open": (
        {**MEANS, "projects_open": 2},
        "已有总分的8个项目简单平均93.71分，按预算加权平均85.77分；另有2个项目总分待定，未计入。",
        {**MEANS, "projects_open": 0},
    ),
    "bureau/results.none": (
        {"projects": 2, "projects_closed": 0},
        "没有总分已确定的项目，不计算平均分。",
        {"projects": 0, "projects_closed": 0},
    ),
    "bureau/results.no-projects": ({"projects": 0}, "没有项目支出自评表，不汇总项目得分。", {"projects": 1}),
    "bureau/results.mean-plain": PLAIN,
    "bureau/results.weightless": WEIGHTLESS,
    "bureau/execution.rate": (
        {"projects_budget": "1337.42", "projects_executed": "821.15", "projects_rate": "61.40%"},
        "项目全年预算数合计1337.42万元，全年执行数合计821.15万元，执行率61.40%。",
        {},
    ),
    "bureau/execution.unknown": (
        {"projects_unusable": 1},
        "1个项目的全年预算数或全年执行数未填报或不能使用，合计执行率不能确定。",
        {"projects": 0, "projects_unusable": 0},
    ),
    "bureau/execution.zero": (
        {"projects": 1, "projects_unusable": 0},
        "项目全年预算数合计为0，不计算合计执行率。",
        {"projects": 0, "projects_unusable": 0},
    ),
    "bureau/execution.no-projects": ({"projects": 0}, "没有项目支出自评表，不汇总项目预算执行情况。", {"projects": 1}),
    "bureau/execution.low": (
        {"projects_low": 2, "rate_asked": "90%"},
        "执行率低于90%的项目2个。",
        {"projects_low": 0, "rate_asked": "90%"},
    ),
    "bureau/execution.low-none": (
        {"projects_low": 0, "projects_rate": "95.00%", "rate_asked": "90%"},
        "没有执行率低于90%的项目。",
        {"projects_low": 0, "rate_asked": "90%"},
    ),
    "bureau/problems.some": (
        {"problem_count": 23, "problem_kinds": 8},
        "自动核对发现错误和警告23处，涉及8类。",
        {"problem_count": 0},
    ),
    "bureau/problems.none": ({"problem_count": 0}, "自动核对没有发现错误或警告。", {"problem_count": 1}),
    "review/work.scope": (
        {"forms": 5, "projects": 4, "whole_forms": 1},
        "共收到自评表5张，其中项目支出自评表4张，部门整体支出自评表1张。",
        ALWAYS,
    ),
    "review/work.share": (
        {"reviewed_projects": 2, "reviewed_share": "50.00%"},
        "复核项目2个，占项目支出自评表的50.00%。",
        {"reviewed_projects": 0, "reviewed_share": "0.00%"},
    ),
    "review/work.money": (
        {"reviewed_projects": 2, "reviewed_money": 200, "projects_money": 300, "money_share": "66.67%"},
        "复核项目预算数合计200万元，占项目预算数合计300万元的66.67%。",
        {"reviewed_projects": 2, "reviewed_money": 200},
    ),
    "review/work.money-unknown": (
        {"reviewed_projects": 2},
        "部分项目的预算数未填报或不能使用，复核资金占比不能确定。",
        {"reviewed_projects": 0},
    ),
    "review/work.none": ({"reviewed": 0}, "尚未填写复核得分。", {"reviewed": 1}),
    "review/work.book": ({"book": "某办法"}, "自评得分依据某办法逐项重算。", ALWAYS),
    "review/results.lower": (
        {"review_closed": 2, "deviation": "-2.00", "deviation_size": "2.00"},
        "已有复核总分的自评表2张，复核得分比自评得分平均低2.00分。",
        {"review_closed": 2, "deviation": "0.00", "deviation_size": "0.00"},
    ),
    "review/results.higher": (
        {"review_closed": 2, "deviation": "1.50", "deviation_size": "1.50"},
        "已有复核总分的自评表2张，复核得分比自评得分平均高1.50分。",
        {"review_closed": 2, "deviation": "-1.50", "deviation_size": "1.50"},
    ),
    "review/results.level": (
        {"review_closed": 2, "deviation": "0.00"},
        "已有复核总分的自评表2张，复核得分与自评得分平均相同。",
        {"review_closed": 2, "deviation": "0.01"},
    ),
    "review/results.moves": (
        {"review_closed": 3, "lowered": 1, "raised": 0, "same": 2},
        "其中调低1张，调高0张，未调整2张。",
        {"review_closed": 0},
    ),
    "review/results.grades": ({"grades_changed": 1}, "评价等级发生变化的1张。", {"grades_changed": 0}),
    "review/results.grades-same": (
        {"grades_changed": 0, "review_closed": 2},
        "已有复核总分的自评表，评价等级均未变化。",
        {"grades_changed": 0, "review_closed": 0},
    ),
    "review/results.open": (
        {"review_open": 1},
        "另有1张自评表未填写复核得分或没有自评得分，复核总分不能确定。",
        {"review_open": 0},
    ),
    "review/results.rest": ({"review_closed": 1}, "未复核的指标按自评得分计入复核总分。", {"review_closed": 0}),
    "review/problems.some": (
        {"problem_count": 5, "problem_kinds": 3},
        "自动核对发现错误和警告5处，涉及3类，逐条见整改台账。",
        {"problem_count": 0},
    ),
    "opinion/subject.subject": (
        {"title": "培训费", "indicators": 2, "rows_reviewed": 1},
        "本次复核对象为培训费绩效自评表，共有三级指标2项，填写复核得分的1项。",
        ALWAYS,
    ),
    "opinion/subject.book": ({"book": "某办法"}, "自评得分依据某办法逐项重算。", ALWAYS),
    "opinion/results.self": (
        {"self_total": 95, "self_grade": "优", "recomputed": "90.00"},
        "自评得分95分，评价等级为“优”；重算得分90.00分。",
        {"self_total": 95, "recomputed": "90.00"},
    ),
    "opinion/results.self-ungraded": (
        {"self_total": 101, "recomputed": "90.00"},
        "自评得分101分；重算得分90.00分。",
        {"self_total": 95, "self_grade": "优", "recomputed": "90.00"},
    ),
    "opinion/results.self-unknown": (
        {"recomputed": "90.00"},
        "自评表没有可用的总分；重算得分90.00分。",
        {"self_total": 95},
    ),
    "opinion/results.added": (
        {"added": 93},
        "各项得分合计93分，与填报总分不一致，复核得分按各项得分计算。",
        {},
    ),
    "opinion/results.lower": (
        {"deviation": "-7", "deviation_size": 7, "review_total": 88, "review_grade": "良"},
        "复核得分88分，比自评得分低7分，复核等级为“良”。",
        {"deviation": "0", "review_total": 88, "review_grade": "良"},
    ),
    "opinion/results.higher": (
        {"deviation": "3", "deviation_size": 3, "review_total": 93, "review_grade": "优"},
        "复核得分93分，比自评得分高3分，复核等级为“优”。",
        {"deviation": "-3", "review_total": 93, "review_grade": "优"},
    ),
    "opinion/results.level": (
        {"deviation": "0", "review_total": 93, "review_grade": "优"},
        "复核得分93分，与自评得分一致，复核等级为“优”。",
        {"deviation": "3", "review_total": 93, "review_grade": "优"},
    ),
    "opinion/results.outside": (
        {"review_total": "100.56"},
        "复核得分100.56分，不在0分至100分之间，复核等级不能确定。",
        {"review_total": "88", "review_grade": "良"},
    ),
    "opinion/results.rest": ({"review_total": 88}, "未复核的指标按自评得分计入复核得分。", {}),
    "opinion/results.open": (
        {"rows_reviewed": 1},
        "已复核的指标中有未填报自评得分的，复核总分不能确定。",
        {"rows_reviewed": 1, "review_total": 88},
    ),
    "opinion/results.none": ({"rows_reviewed": 0}, "尚未填写复核得分。", {"rows_reviewed": 1}),
    "opinion/results.beyond": (
        {"beyond": 1},
        "复核得分与自评得分之差超过办法所定幅度的指标1项。",
        {"beyond": 0},
    ),
    "opinion/problems.some": (
        {"problem_count": 2, "errors": 1, "warnings": 1},
        "自动核对发现错误1处、警告1处。",
        {"problem_count": 0},
    ),
    "evidence/matters.some": (
        {"problem_count": 2, "errors": 1, "warnings": 1},
        "共有取证事项2项，其中错误1项、警告1项，每项一页；编号与整改台账的问题编号一致。",
        {"problem_count": 0},
    ),
    "evidence/matters.none": (
        {"problem_count": 0},
        "自动核对没有发现错误或警告，没有取证事项。",
        {"problem_count": 1},
    ),
}  # fmt: skip


def sentences() -> Iterator[tuple[str, Rule]]:
    """Every sentence once, under the first outline that says it so."""
    seen: set[tuple[str, str, tuple[str, ...]]] = set()
    for name in ("project", *(one for one in outline_ids() if one != "project")):
        for section in load_outline(name).sections.values():
            for rule in section.rules:
                same = (rule.id, rule.text, tuple(one.text for one in rule.when))
                if rule.act == "say" and same not in seen:
                    seen.add(same)
                    yield f"{name}/{rule.id}", rule


RULES = dict(sentences())


def test_every_sentence_has_its_case() -> None:
    assert set(RULES) == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_a_sentence_is_chosen_by_its_facts_and_by_no_others(name: str) -> None:
    chosen, text, refused = CASES[name]
    rule = RULES[name]
    facts = known(**chosen)
    assert all(one.holds(facts) for one in rule.when)
    assert _filled(rule.text, facts) == text
    assert bool(rule.when) == (refused is not None)
    if refused is not None:
        assert not all(one.holds(known(**refused)) for one in rule.when)


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_chosen_by_figures_that_are_not_there(name: str) -> None:
    """Without any facts only sentences hold that always do, or say that something is not known."""
    rule = RULES[name]
    if rule.when and all(one.holds(known()) for one in rule.when):
        assert any(one.negated and one.asks_known for one in rule.when)


@pytest.mark.parametrize(
    "text", ["", "rate", "not rate", "rate <", "rate < 90%", "rate known known", "Rate > 1", "a or b"]
)
def test_conditions_are_read_strictly(text: str) -> None:
    if text in ("rate", "not rate"):  # of the language, and true of statements only
        assert not condition(text, ("t", "t")).holds(known(rate=95))
        return
    with pytest.raises(InputError):
        condition(text, ("t", "t"))
