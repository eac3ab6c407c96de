"""Kinds of findings about what one self-evaluation claims: S1 scores, S2 money and execution, S3 totals and grades.

S204 and S205 stand with the E kinds, since our own evaluations ask for those reasons too.
"""

from __future__ import annotations

from targets.kinds.finding import Kind

ScoreAbovePoints = Kind("evaluator", "score-above-points")
ScoreWithoutTarget = Kind("evaluator", "score-without-target")
ScoreOutsideBand = Kind("evaluator", "score-outside-band")
FullScoreTargetMissed = Kind("evaluator", "full-score-target-missed")
DeductedTargetMet = Kind("evaluator", "deducted-target-met")
ScoreRoundedOddly = Kind("evaluator", "score-rounded-oddly")
ScoreDiffers = Kind("evaluator", "score-differs")
DeductionUnexplained = Kind("evaluator", "deduction-unexplained")
OverAchievedUnexplained = Kind("evaluator", "over-achieved-unexplained")
ClaimUnreadable = Kind("evaluator", "claim-unreadable")
RulebookFitsBetter = Kind("evaluator", "rulebook-fits-better")
ExecutionRateDiffers = Kind("evaluator", "execution-rate-differs")
ExecutionScoreDiffers = Kind("evaluator", "execution-score-differs")
MoneyUnspentResultsGood = Kind("evaluator", "money-unspent-results-good")
OutputMetMoneyUnspent = Kind("evaluator", "output-met-money-unspent")
TotalDiffers = Kind("evaluator", "total-differs")
GradeDiffers = Kind("evaluator", "grade-differs")
