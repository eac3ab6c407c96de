"""Kinds of findings about what one self-evaluation claims: S1 scores, S2 money and execution, S3 totals and grades.

S204 and S205 stand with the E kinds, since our own evaluations ask for those reasons too.
"""

from __future__ import annotations

from targets.kinds.finding import Kind, Severity


class ScoreAbovePoints(Kind, code="S101", name="score-above-points", severity=Severity.ERROR):
    """得分高于分值。

    查什么：一行（或预算执行率）的得分大于它自己的分值。
    为什么：任何计分办法下，得分都不超过分值。
    示例：分值 5，得分 5.5。
    改法：核对得分与分值，改正后重新合计。
    依据：所用办法“得分不超过该指标分值”的条款；容差为 0。
    """

    zh = "得分 {printed} 高于分值 {points}（容差 0）"
    en = "the score {printed} is higher than its {points} points (tolerance 0)"
    remedy_zh = "核对得分与分值，改正后重新合计"
    remedy_en = "correct the score or the points, then the total"


class ScoreWithoutTarget(Kind, code="S102", name="score-without-target", severity=Severity.WARNING):
    """没有指标值或没有完成值，却给了分。

    查什么：得分大于 0 的行，指标值一格或实际完成值一格是空的。
    为什么：没有承诺或没有结果，就没有给分的依据；按相近项目估计也不是结果。
    示例：满意度没有调查，完成值为空，得 9 分。
    改法：补填并附佐证，或不给分。
    依据：本软件的检查规则（约定）：缺一不评。
    """

    zh = "{missing}为空，却得 {printed} 分（分值 {points}）"
    en = "{printed} of {points} points are claimed although {missing_en} is empty"
    remedy_zh = "补填{missing}并附佐证材料；没有的，该项不得分"
    remedy_en = "state {missing_en} with its evidence; without it the row earns nothing"


class ScoreOutsideBand(Kind, code="S103", name="score-outside-band", severity=Severity.WARNING):
    """定性指标的得分不在所写等级的分值区间内。

    查什么：完成情况写明了等级，得分占分值的比例却在该等级的区间之外。
    为什么：等级定区间，区间内才由人酌定。
    示例：部分达成（60%—80%），分值 10，得 9.5 分。
    改法：改等级或改得分。
    依据：所用办法的定性指标条款；区间两端都算在内。
    """

    zh = (
        "完成情况“{actual}”属“{level}”，得分应在分值的 {band}（{low}—{high} 分）内，"
        "填报 {printed} 分（占 {share}）{explained}"
    )
    en = (
        "the outcome “{actual}” is of the level “{level}”, whose band is {band} ({low} to {high} points); "
        "{printed} points are claimed ({share}){explained_en}"
    )
    remedy_zh = "按等级的区间给分，或改正等级并附依据"
    remedy_en = "score within the band of the level, or correct the level and say why"


class FullScoreTargetMissed(Kind, code="S104", name="full-score-target-missed", severity=Severity.WARNING):
    """目标没有达到，却得满分。

    查什么：完成值没有达到指标值，得分等于分值。
    为什么：未达到的按办法只能得一部分分。
    示例：目标 ≤20 万元，完成 24.9 万元，得 20/20 分。
    改法：按办法重新计分，或更正完成值。
    依据：所用办法中该类目标的计分条款（见消息里的条款编号）；容差为 0。
    """

    zh = "目标“{target}”未达到（完成“{actual}”），却得满分 {printed}；按{rule}应得 {ours}（{formula}）{explained}"
    en = (
        "the target “{target}” is missed (outcome “{actual}”) and full points, {printed}, are claimed; "
        "{ours} follow under {rule} ({formula_en}){explained_en}"
    )
    remedy_zh = "按办法重新计分，或更正完成值并附佐证"
    remedy_en = "score it by the rule, or correct the outcome and prove it"


class DeductedTargetMet(Kind, code="S105", name="deducted-target-met", severity=Severity.WARNING):
    """目标达到了却扣了分，也没有写原因。

    查什么：完成值达到指标值，得分低于分值，原因栏为空。
    为什么：达到的应得满分；由人扣分要写明理由。
    示例：目标 ≥100%，完成 100%，分值 10，得 7 分。
    改法：恢复满分，或写明扣分理由。
    依据：所用办法中该类目标的计分条款；写明理由的不报。
    """

    zh = "目标“{target}”已达到（完成“{actual}”），按{rule}应得满分 {points}，填报 {printed} 而没有写原因{explained}"
    en = (
        "the target “{target}” is met (outcome “{actual}”): full points, {points}, follow under {rule}; "
        "{printed} are claimed and no reason is given{explained_en}"
    )
    remedy_zh = "恢复满分，或写明扣分理由"
    remedy_en = "give the full points, or the reason for the deduction"


class ScoreRoundedOddly(Kind, code="S106", name="score-rounded-oddly", severity=Severity.WARNING):
    """得分只有在截尾、取整或先对完成率取整之后才成立。

    查什么：得分与重算不同，但截尾、取整到一位小数或整数分、先把完成率取整，可以得到填报的数。
    为什么：算法本身没有错，只是取舍不同，不当作算错。
    示例：93.1 ÷ 95 × 5 = 4.9；24.9 ÷ 30 = 83%；应得 8.62，填 9。
    改法：统一保留两位小数，四舍五入。
    依据：所用办法的保留位数；取整到一位小数为提示，其余为警告。
    """

    zh = "填报 {printed}，精确值 {exact}（{formula}），四舍五入应为 {ours}；填报数是{how}的结果"
    en = (
        "{printed} printed; exactly {exact} ({formula_en}), {ours} when rounded half up; the printed figure is {how_en}"
    )
    remedy_zh = "按两位小数四舍五入"
    remedy_en = "round half up to two decimals"


class ScoreDiffers(Kind, code="S107", name="score-differs", severity=Severity.WARNING):
    """得分不能由指标值、完成值和分值得出。

    查什么：按所用办法重算的得分与填报的不同，且不是取整造成的。
    为什么：每一分都要能重算。
    示例：目标 ≥100 次，完成 80 次，分值 10，填 9 分；按比例为 8.00。
    改法：按办法重新计分，或说明采用的计分方法。
    依据：所用办法中该类目标的计分条款；取整所致的另报 score-rounded-oddly。
    若另一部随附办法可得此分，为提示并写明。
    """

    zh = "填报 {printed}，按{rule}应得 {ours}（{formula}），相差 {difference}{explained}"
    en = "{printed} printed, {ours} follow under {rule} ({formula_en}): a difference of {difference}{explained_en}"
    remedy_zh = "按办法重新计分，或说明所用的计分方法"
    remedy_en = "score it by the rule, or say which method was used"


class DeductionUnexplained(Kind, code="S108", name="deduction-unexplained", severity=Severity.WARNING):
    """扣了分，原因栏是空的。

    查什么：得分低于分值，而“偏差原因分析及改进措施”一栏为空、“无”或“0”。
    为什么：自评表要求逐项写明原因和改进措施。
    示例：分值 6，得 5 分，原因为空。
    改法：写明原因和改进措施。
    依据：自评表“偏差原因分析及改进措施”栏；表上没有这一栏的不报。
    """

    zh = "得 {printed} 分（分值 {points}），原因栏为空"
    en = "{printed} of {points} points, and the reason column is empty"
    remedy_zh = "填写偏差原因分析及改进措施"
    remedy_en = "give the reason and the measures taken"


class OverAchievedUnexplained(Kind, code="S109", name="over-achieved-unexplained", severity=Severity.WARNING):
    """大幅超额完成，原因栏是空的。

    查什么：完成值达到办法的说明线（未规定时为目标的 130%），原因栏为空。
    只看 ≥、>、= 和裸数目标；成本低于上限、名次更好的不算。
    为什么：目标可能定得过低，要说明。
    示例：目标 ≥2000 户，完成 3061 户，原因为空。
    改法：说明超额原因；下年度合理确定目标。
    依据：所用办法的超额完成条款。
    """

    zh = "完成“{actual}”为目标“{target}”的 {completion}，达到说明线 {threshold}，原因栏为空"
    en = "the outcome “{actual}” is {completion} of the target “{target}”, past {threshold}, and no reason is given"
    remedy_zh = "说明超额完成的原因，下年度合理确定目标"
    remedy_en = "say why, and set the next target accordingly"


class ClaimUnreadable(Kind, code="S110", name="claim-unreadable", severity=Severity.WARNING):
    """自评表上填的数读不出。

    查什么：得分、总分、执行率、预算执行率分值、预算数或执行数一格有字，却不是一个数；等级不是所用办法的等级。
    空白和“—”“无”“不适用”不算。一行的分值读不出，另报 points-unreadable。
    为什么：读不出的数既不能复算，也不能合计；不说出来，就像这一格没有问题。
    示例：得分“l0”（字母 l）、“9/10”；全年执行数“约 100 万元”。
    改法：只写一个数，说明写到备注里。
    依据：本软件的检查规则（约定）。
    """

    zh = "{where}填报“{printed}”，读不出，没有复算"
    en = "{where_en} is given as “{printed}”, which cannot be read: it was not recomputed"
    remedy_zh = "只写一个数（等级写办法所列的等级），说明写到备注里，再审核一次"
    remedy_en = "write one number (of grades one that the rulebook knows) and audit again"


class ExecutionRateDiffers(Kind, code="S201", name="execution-rate-differs", severity=Severity.WARNING):
    """印出的执行率不等于全年执行数除以预算数。

    查什么：按表上的金额重算执行率，与印出的在其小数位上不同。
    为什么：执行率决定执行得分。
    示例：271.60 ÷ 280.00 = 97.00%，印 98.40%。
    改法：改正执行率和执行得分。
    依据：所用办法的执行率条款；容差为印出的最后一位小数的四舍五入。
    """

    zh = "{where}执行率印 {printed}，应为 {ours}（{formula}）{explained}"
    en = "the printed execution rate{where_en} is {printed}; it should be {ours} ({formula}){explained_en}"
    remedy_zh = "改正执行率，并重算执行得分与总分"
    remedy_en = "correct the rate, then the execution score and the total"


class ExecutionScoreDiffers(Kind, code="S202", name="execution-score-differs", severity=Severity.WARNING):
    """执行得分不能由执行率得出。

    查什么：按所用办法由执行率重算的得分与填报的不同。
    为什么：线性和分档两种算法差别很大，要按所用办法。
    示例：执行率 76%，10 分，填 9 分；应为 7.60。
    改法：按办法重新计分。
    依据：所用办法的执行率条款；由印错的执行率得出的得分不另报。若另一部随附办法可得此分，为提示并写明。
    """

    zh = "执行得分填 {printed}，执行率 {rate}、{points} 分，按{rule}应得 {ours}，相差 {difference}{explained}"
    en = (
        "an execution score of {printed} is printed; a rate of {rate} gives {ours} of {points} points under {rule}: "
        "a difference of {difference}{explained_en}"
    )
    remedy_zh = "按办法重新计算执行得分"
    remedy_en = "score the execution by the rule"


class ExecutionOver100(Kind, code="S203", name="execution-over-100", severity=Severity.WARNING):
    """执行数大于预算数。

    查什么：全年执行数大于全年预算数。
    为什么：超预算支出，或预算调整没有填入。
    示例：预算 329.77，执行 338.31。
    改法：核对预算调整数；确属超支的写明批准依据。
    依据：本软件的检查规则（约定）；容差为 0。
    """

    zh = "执行 {executed} 大于预算 {budget}（{rate}）"
    en = "{executed} executed of a budget of {budget} ({rate})"
    remedy_zh = "核对全年预算数是否含调整；确属超支的写明依据"
    remedy_en = "check whether the budget includes its adjustments; if it was overspent, say on what authority"


class MoneyUnspentResultsGood(Kind, code="S206", name="money-unspent-results-good", severity=Severity.WARNING):
    """钱没花完，指标得分却明显更高。

    查什么：指标得分占指标分值的百分比，比执行得分占执行分值的百分比高出 5 个百分点以上（恰好 5 不算）。
    为什么：任务完成而资金大量结余，说明预算偏大或完成情况不实。
    示例：指标 89.8/90（99.78%），执行 8.3/10（83%），相差 16.78。
    改法：说明资金结余而任务完成的原因。
    依据：一个在用系统的红灯规则（据实务所见）；按表上印出的得分、绝对差计算。
    """

    zh = "指标得分率 {indicators}，执行得分率 {execution}，相差 {difference} 个百分点（超过 5）"
    en = "indicators earn {indicators}, execution {execution}: {difference} points of 100 apart (more than 5)"
    remedy_zh = "说明资金结余而任务完成的原因，核实完成值"
    remedy_en = "say how the work was done without the money; check the outcomes"


class OutputMetMoneyUnspent(Kind, code="S207", name="output-met-money-unspent", severity=Severity.WARNING):
    """几乎没有花钱，产出目标却全部完成。

    查什么：执行率低于 10%，而产出指标重算全部达到目标。
    为什么：产出不是这笔钱买来的，或完成值不实，或尚未付款。
    示例：预算 100 万元，执行 3 万元，四项产出全部完成。
    改法：说明原因（如尚未结算），核实完成值。
    依据：本软件的检查规则（约定）。
    """

    zh = "执行率 {rate}（低于 10%），{count} 项产出指标却全部达到目标"
    en = "only {rate} of the money was spent (below 10 %), yet all {count} output targets are met"
    remedy_zh = "说明原因（如尚未结算付款），并核实完成值"
    remedy_en = "say why (such as payment still due), and check the outcomes"


class TotalDiffers(Kind, code="S301", name="total-differs", severity=Severity.ERROR):
    """印出的总分不等于各项得分之和。

    查什么：总分与执行得分加各指标得分的合计不同。
    为什么：总分决定等级。
    示例：各项合计 97.3，总分印 98.3。
    改法：重新合计，改正总分与等级。
    依据：表内勾稽关系；总分按其印出的小数位四舍五入后比较。
    """

    zh = "总分印 {printed}，各项得分合计 {ours}（{formula}），相差 {difference}"
    en = "the printed total is {printed}; the scores add up to {ours} ({formula_en}): a difference of {difference}"
    remedy_zh = "重新合计，改正总分与等级"
    remedy_en = "add up again, correct the total and the grade"


class GradeDiffers(Kind, code="S302", name="grade-differs", severity=Severity.ERROR):
    """印出的等级与总分不符。

    查什么：按所用办法由印出的总分定等级，与印出的等级不同。
    为什么：等级是公开的结论。
    示例：总分 89.5，等级填“优”；应为“良”。
    改法：改正等级。
    依据：所用办法的等级条款；下限含本数。
    """

    zh = "总分 {total} 应为“{ours}”，印“{printed}”"
    en = "a total of {total} gives “{ours}”; “{printed}” is printed"
    remedy_zh = "改正等级"
    remedy_en = "correct the grade"


KINDS: tuple[type[Kind], ...] = (
    ScoreAbovePoints,
    ScoreWithoutTarget,
    ScoreOutsideBand,
    FullScoreTargetMissed,
    DeductedTargetMet,
    ScoreRoundedOddly,
    ScoreDiffers,
    DeductionUnexplained,
    OverAchievedUnexplained,
    ClaimUnreadable,
    ExecutionRateDiffers,
    ExecutionScoreDiffers,
    ExecutionOver100,
    MoneyUnspentResultsGood,
    OutputMetMoneyUnspent,
    TotalDiffers,
    GradeDiffers,
)
