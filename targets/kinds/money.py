"""Kinds of findings about points and money of target tables: T4."""

from __future__ import annotations

from targets.kinds.finding import Kind, Severity


class PointsNot100(Kind, code="T401", name="points-not-100", severity=Severity.WARNING):
    """分值合计不等于办法规定的总分（含预算执行）。

    为什么：总分无法按 100 分评定。
    示例：指标 88 分加执行率 10 分等于 98。
    改法：调整分值，使合计为 {expected}。
    依据：本软件的检查规则（约定）：总分 100 分。
    Figures: ``points``（合计）、``expected``（应为）、``parts``（算式）.
    """

    zh = "分值合计 {points}，应为 {expected}（{parts}）"
    en = "the points add up to {points} and not to {expected} ({parts})"
    remedy_zh = "调整分值，使合计为 {expected}"
    remedy_en = "adjust the points so that they add up to {expected}"


class PointsNotPositive(Kind, code="T402", name="points-not-positive", severity=Severity.ERROR):
    """指标的分值为零或负数。

    为什么：不得分的指标没有意义，也无法评分。
    示例：分值 `0`。
    改法：给出正的分值，或删去该指标。
    依据：本软件的检查规则（约定）：指标应设权重。
    Figures: ``points``（分值）.
    """

    zh = "分值“{points}”不是正数"
    en = "the points “{points}” are not positive"
    remedy_zh = "给出正的分值，或删去该指标"
    remedy_en = "give positive points, or delete the indicator"


class PointsParentMismatch(Kind, code="T403", name="points-parent-mismatch", severity=Severity.WARNING):
    """下级分值之和不等于一级（二级）指标上印的分值。

    为什么：印出的权重与实际权重不同。
    示例：产出指标(50分) 下合计 48。
    改法：使两者一致。
    依据：所用办法的权重条款。
    Figures: ``category``（指标类别）、``points``（下级合计）、``printed``（印出的分值）.
    """

    zh = "“{category}”印 {printed} 分，下级合计 {points} 分"
    en = "“{category}” is printed with {printed} points, its indicators add up to {points}"
    remedy_zh = "使两者一致"
    remedy_en = "make the two agree"


class PointsConcentrated(Kind, code="T404", name="points-concentrated", severity=Severity.WARNING):
    """一个指标占了指标分值的一半以上。

    为什么：其余指标几乎不影响结果。
    示例：一个指标 90 分。
    改法：重新分配分值。
    依据：本软件的检查规则（约定）：权重应当合理。
    Figures: ``points``（分值）、``total``（指标分值合计）.
    """

    zh = "一个指标占 {points} 分，超过指标分值 {total} 的一半"
    en = "one indicator holds {points} of {total} points"
    remedy_zh = "重新分配分值"
    remedy_en = "spread the points"


class FundPartsMismatch(Kind, code="T405", name="fund-parts-mismatch", severity=Severity.WARNING):
    """资金各组成部分之和不等于合计。

    为什么：合计或分项有误，执行率随之有误。
    示例：4073.97 对 1904.67 + 2130。
    改法：核对合计与分项。
    依据：表内勾稽关系。
    Figures: ``label``（合计的名称）、``total``（印出的合计）、``parts``（算式）、``sum``（分项之和）、
    ``column``（哪一列，可空）.
    """

    zh = "{label}{column} {total}，分项合计 {sum}（{parts}）"
    en = "{label}{column} is {total}, its parts add up to {sum} ({parts})"
    remedy_zh = "核对合计与分项"
    remedy_en = "check the total and its parts"


class CostAboveBudget(Kind, code="T406", name="cost-above-budget", severity=Severity.WARNING):
    """成本指标值高于项目自己的预算。

    为什么：预算之外无钱可花，上限形同虚设。
    示例：预算 52 万元，成本 `≤115.33 万元`。
    改法：核对成本指标与预算。
    依据：本软件的检查规则（约定）：成本指标应与预算衔接。
    Figures: ``text``（指标值）、``budget``（预算）.
    """

    zh = "成本指标值“{text}”高于项目预算 {budget}"
    en = "the cost target “{text}” is above the project's budget of {budget}"
    remedy_zh = "核对成本指标与预算"
    remedy_en = "check the cost target against the budget"


class CostBelowBudget(Kind, code="T407", name="cost-below-budget", severity=Severity.WARNING):
    """成本上限低于必须花掉的预算。

    为什么：花完预算即超成本。
    示例：预算 30 万元，成本 `≤20 万元`。
    改法：核对成本指标与预算。
    依据：本软件的检查规则（约定）：成本指标应与预算衔接。
    Figures: ``text``（指标值）、``budget``（预算）.
    """

    zh = "成本上限“{text}”低于项目预算 {budget}"
    en = "the cost ceiling “{text}” is below the project's budget of {budget}"
    remedy_zh = "核对成本指标与预算"
    remedy_en = "check the cost target against the budget"


class ProjectsBudgetMismatch(Kind, code="T408", name="projects-budget-mismatch", severity=Severity.WARNING):
    """各项目预算之和不等于部门表上的项目支出。

    为什么：有项目没有填报，或数字有误。
    示例：1342.02 对 1696.43。
    改法：补报缺少的项目，或核对数字。
    依据：部门预算与项目预算的勾稽关系。
    Figures: ``sum``（各项目之和）、``printed``（部门表的项目支出）、``count``（项目数）.
    """

    zh = "{count} 个项目的预算合计 {sum}，部门表项目支出为 {printed}"
    en = "the budgets of {count} projects add up to {sum}, the department's form says {printed}"
    remedy_zh = "补报缺少的项目，或核对数字"
    remedy_en = "hand in the missing projects, or check the figures"


class PointsUnreadable(Kind, code="T409", name="points-unreadable", severity=Severity.WARNING):
    """印出的分值读不成数。

    为什么：读不成的分值按没有印分值处理，由其余未分配的分值补上，得分会与表上不同。
    示例：`l0`、`10（核心）`。
    改法：分值只写一个数，例如 `10`。
    依据：docs/rulebooks.md“points.partial”。
    Figures: ``points``（印出的分值）.
    """

    zh = "分值“{points}”读不成数，按没有印分值处理"
    en = "the points “{points}” are no number; the row is treated as one without printed points"
    remedy_zh = "分值只写一个数，例如 10"
    remedy_en = "write one number, such as 10"


KINDS: tuple[type[Kind], ...] = (
    PointsNot100,
    PointsNotPositive,
    PointsParentMismatch,
    PointsConcentrated,
    FundPartsMismatch,
    CostAboveBudget,
    CostBelowBudget,
    ProjectsBudgetMismatch,
    PointsUnreadable,
)
