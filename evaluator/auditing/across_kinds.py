"""Kinds of findings about forms together: S4 projects and years, S5 reviews, S6 the suppressions of an audit."""

from __future__ import annotations

from targets.kinds.finding import Kind, Severity


class AllFullMarks(Kind, code="S401", name="all-full-marks", severity=Severity.WARNING):
    """一个部门的每张表都是满分。

    查什么：同一部门同一年度有两张以上自评表，总分全部为 100。
    为什么：没有差别的自评起不到评价作用，应当抽查。
    示例：8 张表全部 100 分。
    改法：抽查完成值和佐证材料。
    依据：本软件的检查规则（约定）。
    """

    zh = "“{department}”的 {count} 张自评表全部 100 分"
    en = "all {count} self-evaluations of “{department}” claim 100"
    remedy_zh = "抽查完成值和佐证材料"
    remedy_en = "check a sample of outcomes and their evidence"


class AllExactlyOnTarget(Kind, code="S402", name="all-exactly-on-target", severity=Severity.WARNING):
    """所有定量完成值都与目标分毫不差。

    查什么：一张表有五项以上定量指标，完成值全部等于指标值。
    为什么：多半是照抄目标，而不是统计结果。
    示例：9 项定量指标，目标 ≥95% 填 95%，目标 ≥120 次填 120 次。
    改法：核对佐证材料，填写实际数。
    依据：本软件的检查规则（约定）。
    """

    zh = "{count} 项定量指标的完成值全部等于目标值"
    en = "all {count} quantitative outcomes equal their targets to the digit"
    remedy_zh = "核对佐证材料，填写实际数"
    remedy_en = "check the evidence and state the real figures"


class OutcomesCopied(Kind, code="S403", name="outcomes-copied", severity=Severity.WARNING):
    """两个项目的指标和完成值成片相同。

    查什么：同一部门两个项目有五项以上指标的名称、目标、完成值完全相同，且不全是 100% 或整表同一口径的比率。
    为什么：像是从另一张表复制而来。
    示例：两个项目的七项指标和完成值一字不差。
    改法：各项目分别统计填写。
    依据：本软件的检查规则（约定）。
    """

    zh = "与“{other}”有 {count} 项指标的名称、目标、完成值完全相同"
    en = "{count} indicators have the same name, target and outcome as in “{other}”"
    remedy_zh = "按各项目的实际情况分别填写"
    remedy_en = "state each project's own results"


class TargetBelowLastYear(Kind, code="S404", name="target-below-last-year", severity=Severity.WARNING):
    """目标定得低于上年已完成的水平。

    查什么：同一项目同名指标，本年目标低于（上限类为高于）上年完成值。
    为什么：目标应当先进合理。
    示例：上年完成 163 次，本年目标 ≥100 次。
    改法：说明理由，或提高目标。
    依据：本软件的检查规则（约定）。
    """

    zh = "目标“{target}”低于上年（{year}）完成值“{last}”"
    en = "the target “{target}” is below last year's ({year}) outcome “{last}”"
    remedy_zh = "说明理由，或按上年水平重定目标"
    remedy_en = "say why, or set it by last year's result"


class OutcomeUnchanged(Kind, code="S405", name="outcome-unchanged", severity=Severity.NOTE):
    """完成值与上年一字不差。

    查什么：同一项目同名指标的完成值带小数或三位以上有效数字，与上年完全相同。
    为什么：可能沿用了上年的表。
    示例：两年满意度都是 93.47%。
    改法：核对本年的统计。
    依据：本软件的检查规则（约定）。
    """

    zh = "完成值“{actual}”与上年（{year}）完全相同"
    en = "the outcome “{actual}” is the same as last year's ({year})"
    remedy_zh = "核对本年的统计数据"
    remedy_en = "check this year's figures"


class SummaryDiffers(Kind, code="S406", name="summary-differs", severity=Severity.WARNING):
    """汇总表里一个项目的数与该项目自评表上的不同。

    查什么：同时交来的汇总表和项目自评表，项目名称相同的，比较预算数、执行数、得分和等级。
    为什么：汇总后的数会被引用，两处只能有一个对。
    示例：自评表总分 88.5，汇总表得分 98.5。
    改法：核对后改正其中一处。
    依据：表间勾稽关系；容差为印出的最后一位小数的一半，整数不留容差。
    """

    zh = "汇总表中“{project}”的{what}为 {printed}，其自评表（{file}）为 {ours}（容差 {tolerance}）"
    en = "the summary gives “{project}” a {what_en} of {printed}, its form ({file_en}) {ours} (tolerance {tolerance})"
    remedy_zh = "核对后改正其中一处"
    remedy_en = "find out which is right and correct the other"


class SummaryIncomplete(Kind, code="S407", name="summary-incomplete", severity=Severity.NOTE):
    """汇总表与交来的自评表项目不全一致。

    查什么：汇总表列了而没有收到自评表的项目；同一部门交了自评表而汇总表没有列的项目。
    为什么：漏报的项目没有人审。
    示例：汇总表列 6 个项目，收到 5 张自评表。
    改法：补交自评表或补列项目；名称写法不同的，统一名称。
    依据：表间勾稽关系。
    """

    zh = "{count} 个项目{why}：{projects}"
    en = "{count} projects, of which {why_en}: {projects}"
    remedy_zh = "补交自评表或补列项目；名称写法不同的，统一名称"
    remedy_en = "hand in what is missing, list what is not, or write one name alike in both"


class SummaryTotalDiffers(Kind, code="S408", name="summary-total-differs", severity=Severity.WARNING):
    """汇总表的合计行不是各项目之和。

    查什么：每个项目都印有数的一列，合计行与各行相加比较；有小计行的表不比较。
    为什么：合计是对外公布的数。
    示例：三个项目执行数 10、20、30，合计印 66。
    改法：重新合计。
    依据：表内勾稽关系；各数有两位以上小数的，容差为每个数最后一位的一半之和。
    """

    zh = "汇总表合计行的{what}为 {printed} 万元，各项目相加为 {ours} 万元，相差 {difference}（容差 {tolerance}）"
    en = (
        "the total row of the summary prints a {what_en} of {printed} 万元; its projects add up to {ours} 万元: "
        "a difference of {difference} (tolerance {tolerance})"
    )
    remedy_zh = "重新合计"
    remedy_en = "add up again"


class ReviewDiffers(Kind, code="S501", name="review-differs", severity=Severity.WARNING):
    """复核得分与自评得分相差超过容差。

    查什么：复核得分与自评得分之差大于办法的容差（未规定时：超过 1 分且超过分值的 10%）。
    为什么：偏离大的项目要重点说明。
    示例：分值 10，自评 10，复核 6。
    改法：核对依据，必要时调整自评。
    依据：所用办法的复核条款。
    """

    zh = "自评 {printed}，复核 {review}，重算 {ours}；相差 {difference}，超过 {tolerance} 分（分值 {points}）"
    en = (
        "self-score {printed}, review {review}, recomputed {ours}: "
        "{difference} apart, more than {tolerance} ({points} points)"
    )
    remedy_zh = "核对双方依据，必要时调整自评得分"
    remedy_en = "compare the grounds of both, adjust the self-score where needed"


class ReviewDeductionUnexplained(Kind, code="S502", name="review-deduction-unexplained", severity=Severity.WARNING):
    """复核扣了分，没有写理由。

    查什么：复核得分低于自评得分，复核意见为空。
    为什么：扣分要让被评价单位知道依据。
    示例：自评 10，复核 8，备注为空。
    改法：写明扣分理由。
    依据：本软件的检查规则（约定）；表上没有复核意见栏的不报。
    """

    zh = "自评 {printed}，复核 {review}，没有写扣分理由"
    en = "self-score {printed}, review {review}, and no reason for the deduction"
    remedy_zh = "写明扣分理由"
    remedy_en = "give the reason for the deduction"


class DefectDeductedDifferently(Kind, code="S503", name="defect-deducted-differently", severity=Severity.WARNING):
    """同一问题在两个项目中扣分不同。

    查什么：复核意见相同、分值相同的两行，扣分不同。
    为什么：尺度要一致。
    示例：“未提供佐证材料”一处扣 2 分，一处扣 5 分。
    改法：统一尺度，或写明差别的理由。
    依据：本软件的检查规则（约定）。
    """

    zh = "理由“{reason}”在此扣 {here} 分，在“{other}”扣 {there} 分（分值都是 {points}）"
    en = "for “{reason}” {here} points are taken off here and {there} in “{other}” (both of {points} points)"
    remedy_zh = "统一尺度，或写明差别的理由"
    remedy_en = "use one measure, or say why they differ"


class SuppressionUnused(Kind, code="S601", name="suppression-unused", severity=Severity.WARNING):
    """一条免报没有用上。

    查什么：免报文件中的一条，没有任何疑点与它相符。
    为什么：过时的免报会在将来掩盖真问题。
    示例：疑点已改正，免报仍在。
    改法：删去该条，或核对名称和文件。
    依据：本软件的检查规则（约定）。
    """

    zh = "免报“{name}”（{who}：{reason}）没有用上"
    en = "the suppression of “{name}” ({who}: {reason}) matched nothing"
    remedy_zh = "删去该条，或核对名称、文件和指标"
    remedy_en = "delete it, or check its name, file and indicator"


KINDS: tuple[type[Kind], ...] = (
    AllFullMarks,
    AllExactlyOnTarget,
    OutcomesCopied,
    TargetBelowLastYear,
    OutcomeUnchanged,
    SummaryDiffers,
    SummaryIncomplete,
    SummaryTotalDiffers,
    ReviewDiffers,
    ReviewDeductionUnexplained,
    DefectDeductedDifferently,
    SuppressionUnused,
)
