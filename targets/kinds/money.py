"""Kinds of findings about points and money of target tables: T4."""

from __future__ import annotations

from targets.kinds.finding import Kind

PointsNot100 = Kind("targets", "points-not-100")
PointsNotPositive = Kind("targets", "points-not-positive")
PointsParentMismatch = Kind("targets", "points-parent-mismatch")
PointsConcentrated = Kind("targets", "points-concentrated")
FundPartsMismatch = Kind("targets", "fund-parts-mismatch")
CostAboveBudget = Kind("targets", "cost-above-budget")
CostBelowBudget = Kind("targets", "cost-below-budget")
ProjectsBudgetMismatch = Kind("targets", "projects-budget-mismatch")
PointsUnreadable = Kind("targets", "points-unreadable")
