"""Kinds of findings about forms together: S4 projects and years, S5 reviews, S6 the suppressions of an audit."""

from __future__ import annotations

from targets.kinds.finding import Kind

AllFullMarks = Kind("evaluator", "all-full-marks")
AllExactlyOnTarget = Kind("evaluator", "all-exactly-on-target")
OutcomesCopied = Kind("evaluator", "outcomes-copied")
TargetBelowLastYear = Kind("evaluator", "target-below-last-year")
OutcomeUnchanged = Kind("evaluator", "outcome-unchanged")
SummaryDiffers = Kind("evaluator", "summary-differs")
SummaryIncomplete = Kind("evaluator", "summary-incomplete")
SummaryTotalDiffers = Kind("evaluator", "summary-total-differs")
ReviewDiffers = Kind("evaluator", "review-differs")
ReviewDeductionUnexplained = Kind("evaluator", "review-deduction-unexplained")
DefectDeductedDifferently = Kind("evaluator", "defect-deducted-differently")
SuppressionUnused = Kind("evaluator", "suppression-unused")
