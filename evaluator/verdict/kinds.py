"""E findings: what our own evaluation says of a score, a total or a rating; and S204, S205, which audits share."""

from __future__ import annotations

from targets.kinds.finding import Kind, Severity


class OverAchieved(Kind, code="E101", name="over-achieved", severity=Severity.NOTE):
    """实际完成值大幅超过目标。

    查什么：正向指标（≥、>、=、裸数）的完成值达到办法规定的说明线（默认为目标的 130%）；办法不作要求的不报。
    为什么：目标可能定得过低；办法要求说明原因，必要时由人扣分。
    示例：目标 ≥100 人，完成 150 人，为目标的 150%。
    改法：在偏差原因栏写明原因；需要扣分时由评价人录入扣分与理由。
    依据：办法中的超额完成条款。
    """

    zh = "完成 {completion}，超过说明线 {threshold}，请说明原因"
    en = "{completion} of the target, past the explanation threshold of {threshold}"
    remedy_zh = "在“偏差原因分析及改进措施”中说明超额原因，或由评价人录入扣分"
    remedy_en = "explain the over-achievement in the reason column, or enter a deduction"


class TargetTooLow(Kind, code="E102", name="target-too-low", severity=Severity.NOTE):
    """完成值达到目标的若干倍（办法规定，默认两倍）。

    查什么：正向指标的完成值达到办法规定的倍数（默认目标的 200%）。
    为什么：这样的目标起不到约束作用，下一年应当重定。
    示例：目标 ≥10 次，完成 25 次。
    改法：说明原因，下年度提高目标。
    依据：办法中的超额完成条款。
    """

    zh = "完成 {completion}，达到提示线 {threshold}，目标可能定得过低"
    en = "{completion} of the target, at or past {threshold}: the target may have been set too low"
    remedy_zh = "说明原因，并在下年度提高目标值"
    remedy_en = "explain it, and set a higher target next year"


class ShortfallUnexplained(Kind, code="E103", name="shortfall-unexplained", severity=Severity.WARNING):
    """未完成目标，也没有写原因。

    查什么：得分低于分值，而偏差原因栏为空。
    为什么：官方自评表要求逐项说明偏差原因和改进措施。
    示例：目标 ≥95%，完成 93.1%，原因栏为空。
    改法：写明原因和改进措施。
    依据：自评表“偏差原因分析及改进措施”栏。
    """

    zh = "得 {score} 分（分值 {points}），未达目标而没有写原因"
    en = "{score} of {points} points, target missed and no reason given"
    remedy_zh = "填写偏差原因分析及改进措施"
    remedy_en = "give the reason and the measures taken"


class ScorePending(Kind, code="E104", name="score-pending", severity=Severity.NOTE):
    """这一项还不能打分，总分显示为区间。

    查什么：缺目标、缺完成值，或二者读不懂、不可比的指标。
    为什么：不知道就是不知道，不能按零分或满分处理。
    示例：完成值为空，分值 6.25，总分为 85.00 到 91.25。
    改法：按同一行的其他疑点补齐后重新运行。
    依据：设计原则（不猜）。
    """

    zh = "暂不能打分（分值 {points}）：{why}"
    en = "no score yet ({points} points): {why_en}"
    remedy_zh = "补齐后重新打分；在此之前总分为区间"
    remedy_en = "supply what is missing and score again; until then the total is a range"


class PointsReallocated(Kind, code="E105", name="points-reallocated", severity=Severity.NOTE):
    """不适用的指标被搁置，分值由其他指标分摊。

    查什么：完成值为“不适用”或“无”的指标。没有指标的一级类别另报 category-missing。
    为什么：满分必须仍是 100 分，分摊办法要让人看见。
    示例：4 项各 10 分的指标中一项不适用，其余三项各 13.33 或 13.34 分。
    改法：核对该指标是否确实不适用。
    依据：办法中的不适用指标条款。
    """

    zh = "{why}；其分值由其他指标分摊"
    en = "{why_en}; its points are shared out among the others"
    remedy_zh = "核对是否确实如此；如有误，补填后重新打分"
    remedy_en = "check that this is so; if not, supply it and score again"


class ConventionApplied(Kind, code="E106", name="convention-applied", severity=Severity.NOTE):
    """有分数依据的是本软件的约定，而不是引用的办法条文。

    查什么：按标为 convention 的条款得出的分值、读法或得分，每一条款报一次；自评表上逐行标 *。
    为什么：审计人员要知道哪些分有文可依，哪些没有。
    示例：表上没有印分值，同类指标平均分摊。
    改法：如主管部门另有规定，在本地办法文件中写明。
    依据：办法文件中该条款的 standing。
    """

    zh = "{forms} 张表的 {count} 项指标（共 {points} 分）依据约定“{provision}”：{text}"
    en = "{count} indicators of {forms} forms ({points} points) rest on the convention “{provision}”: {text_en}"
    remedy_zh = "如主管部门另有规定，用 --rules 指定本地办法"
    remedy_en = "if a local rule says otherwise, name a local rulebook with --rules"


class ExecutionMissing(Kind, code="E107", name="execution-missing", severity=Severity.ERROR):
    """没有预算执行数，执行率得分待定。

    查什么：表的全年预算数或全年执行数缺失、读不懂，或预算为 0 而办法没有规定。
    为什么：执行率占 10 分左右，缺了总分只能是区间。
    示例：教师培训费没有填全年执行数。
    改法：在完成情况表中补填年初预算数、全年预算数、全年执行数。
    依据：办法中的预算执行率条款。
    """

    zh = "{why}，执行率的 {points} 分待定"
    en = "{why_en}: the {points} points for execution are pending"
    remedy_zh = "补填年初预算数、全年预算数、全年执行数后重新打分"
    remedy_en = "supply the opening budget, the full-year budget and the amount executed, then score again"


class ShareOutsideBand(Kind, code="E108", name="share-outside-band", severity=Severity.WARNING):
    """定性指标填写的得分系数不在所选等级的区间内。

    查什么：人为填写的得分系数与等级的分值区间不符。
    为什么：办法规定每个等级的分值区间，系数只能在其中选。
    示例：等级为“部分达成”（60% 至 80%），系数填了 90%。
    改法：改等级或改系数。
    依据：办法中的定性指标条款。
    """

    zh = "得分系数 {share} 不在“{level}”的区间 {band} 内，未采用"
    en = "share {share} lies outside the band {band} of “{level}”: not used"
    remedy_zh = "改正等级或系数后重新打分"
    remedy_en = "correct the level or the share and score again"


class ShareUnused(Kind, code="E115", name="share-unused", severity=Severity.WARNING):
    """填写了得分系数，但该指标不按等级计分。

    查什么：填写了得分系数，而分数不是由完成等级决定的。
    为什么：按数值计分的指标，分数由完成值算出；未填等级的，系数无从采用。人填写的东西不能悄悄不用。
    示例：目标 ≥100人，完成 90人，得分系数填了 0.8：按完成率得分，0.8 未采用。
    改法：删去系数；应按等级评定的，填写完成等级。
    依据：办法中的定性指标条款。
    """

    zh = "得分系数 {share} 未采用：该指标不是按完成等级计分"
    en = "share {share} not used: this indicator is not scored by a level"
    remedy_zh = "删去系数，或填写完成等级"
    remedy_en = "remove the share, or state the level reached"


class NegativeOutcome(Kind, code="E109", name="outcome-negative", severity=Severity.WARNING):
    """完成值为负数，按 0 计。

    查什么：完成值小于 0 的定量指标。
    为什么：负的完成值按比例会得负分；通行系统按 0 计并提示。
    示例：目标 增长 5%，完成 -2%。
    改法：核对完成值。
    依据：办法中的负值条款。
    """

    zh = "完成值 {actual} 为负，按 0 计分"
    en = "the outcome {actual} is negative: scored as 0"
    remedy_zh = "核对完成值的正负号"
    remedy_en = "check the sign of the outcome"


class ExecutionLowUnexplained(Kind, code="S204", name="execution-low-unexplained", severity=Severity.WARNING):
    """执行率低于说明线，也没有写原因。

    查什么：全年执行数除以全年预算数低于办法规定的说明线（未规定时 90%），而原因栏为空。
    为什么：资金大量结余说明预算不准或工作没有做。
    示例：预算 100 万元，执行 72 万元，原因栏为空。
    改法：写明原因。
    依据：四川自评表的填报要求；其他办法下为约定。
    """

    zh = "执行率 {rate} 低于 {threshold}，没有写原因"
    en = "an execution rate of {rate}, below {threshold}, and no reason given"
    remedy_zh = "说明资金未执行完的原因"
    remedy_en = "explain why the money was not spent"


class BudgetChangeUnexplained(Kind, code="S205", name="budget-change-unexplained", severity=Severity.WARNING):
    """全年预算与年初预算不同，表上没有说明。

    查什么：年度资金总额一行的年初预算数与全年预算数不同，上年结转不能解释差额，备注和原因中也没有提到预算调整。
    为什么：年中调整要有依据。
    示例：年初 294.65，全年 280.00，没有说明。
    改法：写明调整的原因和批准文号。
    依据：四川自评表的填报要求；其他办法下为本软件的检查规则（约定）。
    """

    zh = "年初预算 {initial}，全年预算 {full_year}，相差 {difference}，表上没有说明"
    en = "the budget went from {initial} to {full_year} ({difference}) and nothing on the form says why"
    remedy_zh = "写明预算调整的原因和批准依据"
    remedy_en = "say why the budget was changed and on what authority"


class PointsUnplaced(Kind, code="E110", name="points-unplaced", severity=Severity.WARNING):
    """指标所属的类别在办法中没有分值，表上也没有印分值。

    查什么：一级指标不在办法的类别之内，且没有印分值的指标。
    为什么：没有依据给分，只能按 0 分值处理并提示。
    示例：一级指标写作“管理指标”。
    改法：在表上写明分值，或使用规定该类别的办法。
    依据：所用办法的分值条款。
    """

    zh = "一级指标“{category}”在所用办法中没有分值，表上也未印，该项不计分"
    en = "the category “{category}” has no points in the rulebook and none are printed: it earns none"
    remedy_zh = "在表上写明分值，或用 --rules 指定规定该类别的办法"
    remedy_en = "print the points on the form, or name a rulebook that knows the category"


class DeductionRefused(Kind, code="E111", name="deduction-refused", severity=Severity.WARNING):
    """人工扣分没有采用。

    查什么：扣分不是金额、超出办法允许的范围，或没有写明何人、为何扣分。
    为什么：人的裁量要留下依据，绝不悄悄生效。
    示例：扣分“2”，决定人为空。
    改法：补齐决定人和理由，或改正数额。
    依据：办法中的扣分条款。
    """

    zh = "扣分“{deduction}”没有采用：数额不在办法允许的范围内，或没有写明认定人、认定日期和理由"
    en = "the deduction “{deduction}” was not applied: outside what the book allows, or without who, when and why"
    remedy_zh = "补齐认定人、认定日期和理由，或改正数额"
    remedy_en = "give who decided it, when and why, or correct the amount"


class JudgementApplied(Kind, code="E112", name="judgement-applied", severity=Severity.NOTE):
    """得分含有人的裁量：等级区间内的系数、人工扣分，或复核人的调整。

    查什么：采用了人填写的得分系数、扣分或复核调整的指标。系数没有写明认定人、认定日期或理由的，列为警告。
    为什么：裁量要让人看见，写明何人、何时、为何，绝不悄悄生效。
    示例：部分达成，系数 0.75，认定人 李某；复核调整 -1.50，复核人 王某。
    改法：核对裁量是否恰当。
    依据：办法中的定性指标条款、扣分条款、复核调整条款。
    """

    zh = "得 {score} 分含人的裁量：{what}（认定人：{who}；日期：{when}；理由：{why}）"
    en = "the score of {score} holds a person's judgement: {what_en} (who: {who}; when: {when}; why: {why})"
    remedy_zh = "核对裁量是否恰当，补齐所缺的认定人、日期和理由"
    remedy_en = "check the judgement, and supply who, when and why where they are missing"


class AdjustmentRefused(Kind, code="E114", name="adjustment-refused", severity=Severity.WARNING):
    """复核人的调整没有采用。

    查什么：决定文件中的复核调整不是分数、没有写明何人何时为何、超出办法允许的幅度、使得分低于 0 或高于分值，
    或该项没有可调整的得分。
    为什么：人的裁量要留下依据并受办法约束，绝不悄悄生效，也不悄悄截断。
    示例：分值 10、得 9.50，调整“+1”：调整后 10.50，高于分值。
    改法：补齐 who、date、why，或改正 points。
    依据：办法中的 policy.adjustment 条款。
    """

    zh = "复核调整“{adjustment}”没有采用：{why}"
    en = "the reviewer's adjustment “{adjustment}” was not applied: {why_en}"
    remedy_zh = "在决定文件中补齐何人、何时、为何，或改正调整的分数"
    remedy_en = "supply who, when and why in the decisions file, or correct the points"


class PointsPartial(Kind, code="E113", name="points-partial", severity=Severity.WARNING):
    """同一张表有的指标印了分值，有的没有。

    查什么：部分指标印有分值的表。
    为什么：没印的部分只能按约定补足，与填表人的本意可能不同。
    示例：8 项指标中 6 项印有分值，合计 70，其余 2 项平分剩下的 20 分。
    改法：给每项指标写明分值。
    依据：办法中的 points.partial 条款（约定）。
    """

    zh = "{count} 项指标没有印分值，其余印有；没印的平分剩余的 {points} 分"
    en = "{count} indicators have no printed points while the others do; they share the remaining {points} points"
    remedy_zh = "给每项指标写明分值"
    remedy_en = "print the points of every indicator"


class PointsUnusable(Kind, code="E116", name="points-unusable", severity=Severity.WARNING):
    """印的分值不能用作分值。

    查什么：分值一格有字，但不是 0 到 100、至多两位小数的数。
    为什么：印的分值本应照用；不能用时按办法定分值，要让人看见，不能悄悄换掉。
    示例：分值印“10.125”，该项按办法得 22.50 分值。
    改法：在表上写明至多两位小数的分值。
    依据：本软件的约定：得分、分值都以百分之一分计。
    """

    zh = "印的分值“{printed}”不是 0 到 100、至多两位小数的数，按没有印处理，该项分值为 {points}"
    en = (
        "the printed points “{printed}” are no number from 0 to 100 with at most two decimals: "
        "taken as not printed, the row is worth {points}"
    )
    remedy_zh = "在表上写明至多两位小数的分值后重新打分"
    remedy_en = "print points with at most two decimals and score again"


class DepartmentFormRepeated(Kind, code="E117", name="department-form-repeated", severity=Severity.WARNING):
    """一个部门有几张部门整体表。

    查什么：一次评价里，同一部门名称下有两张以上部门整体的表。
    为什么：部门评价只能依据其中一张；用的是第一张，其余不影响评价。
    示例：同一份部门表以两个文件名各交了一次。
    改法：只留一张，或把不同部门的名称写得不同。
    依据：办法中的部门评价条款。
    """

    zh = "部门“{department}”有 {count} 张部门整体表，部门评价依据第一张（{first}）"
    en = "the department “{department}” has {count} forms of its own; its rating rests on the first ({first_en})"
    remedy_zh = "只留一张，或把不同部门的名称写得不同，再重新打分"
    remedy_en = "leave one of them, or give different departments different names, and score again"


class YearsMixed(Kind, code="E118", name="years-mixed", severity=Severity.WARNING):
    """一个部门的表不是同一年度的。

    查什么：一次评价里，同一部门的表写有两个以上年度。
    为什么：部门评价和项目加权平均是一个年度的，不同年度的放在一起没有意义。
    示例：文件夹里有 2022 年和 2023 年的目标表。
    改法：按年度分开运行。
    依据：办法所说的评价以年度为单位。
    """

    zh = "部门“{department}”的表有不同年度（{years}），部门评价和加权平均把它们合在了一起"
    en = "the forms of “{department}” are of several years ({years}); its rating and mean put them together"
    remedy_zh = "按年度分开，逐年运行"
    remedy_en = "keep years apart and run once for each"


KINDS: tuple[type[Kind], ...] = (
    OverAchieved,
    TargetTooLow,
    ShortfallUnexplained,
    ScorePending,
    PointsReallocated,
    ConventionApplied,
    ExecutionMissing,
    ShareOutsideBand,
    ShareUnused,
    NegativeOutcome,
    PointsUnplaced,
    DeductionRefused,
    JudgementApplied,
    PointsPartial,
    AdjustmentRefused,
    PointsUnusable,
    DepartmentFormRepeated,
    YearsMixed,
    ExecutionLowUnexplained,
    BudgetChangeUnexplained,
)
