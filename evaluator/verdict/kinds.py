"""E findings: what our own evaluation says of a score, a total or a rating; and S204, S205, which audits share."""

from __future__ import annotations

from targets.kinds.finding import Kind

OverAchieved = Kind("evaluator", "over-achieved")
TargetTooLow = Kind("evaluator", "target-too-low")
ShortfallUnexplained = Kind("evaluator", "shortfall-unexplained")
ScorePending = Kind("evaluator", "score-pending")
PointsReallocated = Kind("evaluator", "points-reallocated")
ConventionApplied = Kind("evaluator", "convention-applied")
ExecutionMissing = Kind("evaluator", "execution-missing")
ShareOutsideBand = Kind("evaluator", "share-outside-band")
NegativeOutcome = Kind("evaluator", "outcome-negative")
PointsUnplaced = Kind("evaluator", "points-unplaced")
DeductionRefused = Kind("evaluator", "deduction-refused")
JudgementApplied = Kind("evaluator", "judgement-applied")
PointsPartial = Kind("evaluator", "points-partial")
AdjustmentRefused = Kind("evaluator", "adjustment-refused")
ShareUnused = Kind("evaluator", "share-unused")
PointsUnusable = Kind("evaluator", "points-unusable")
DepartmentFormRepeated = Kind("evaluator", "department-form-repeated")
ExecutionWithoutPoints = Kind("evaluator", "execution-without-points")
PointsAsWeights = Kind("evaluator", "points-as-weights")
MoneyUnitSuspected = Kind("evaluator", "money-unit-suspected")
BudgetJump = Kind("evaluator", "budget-jump")
RulePointsDiffer = Kind("evaluator", "rule-points-differ")
NothingApplies = Kind("evaluator", "nothing-applies")
ExecutionOver100 = Kind("evaluator", "execution-over-100")
ProjectsUnweighted = Kind("evaluator", "projects-unweighted")
YearsMixed = Kind("evaluator", "years-mixed")
ExecutionLowUnexplained = Kind("evaluator", "execution-low-unexplained")
BudgetChangeUnexplained = Kind("evaluator", "budget-change-unexplained")
