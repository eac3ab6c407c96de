"""Kinds of findings about outcomes (A): 1 reading, 2 units and values, 3 matching, 4 evidence.

The figures a kind needs are those its templates name. Kinds that speak of one outcome's text use ``text`` (the
outcome as typed), ``target`` (the target as printed) and ``detail`` (a number or a word that proves it).
"""

from __future__ import annotations

from targets.kinds.finding import Kind

OutcomeMissing = Kind("actuals", "outcome-missing")
NotApplicableUnexplained = Kind("actuals", "not-applicable-unexplained")
OutcomeUnreadable = Kind("actuals", "outcome-unreadable")
OutcomeNotQuantified = Kind("actuals", "outcome-not-quantified")
OutcomeRepeatsTarget = Kind("actuals", "outcome-repeats-target")
LevelUnknown = Kind("actuals", "level-unknown")
OutcomeWordsUnknown = Kind("actuals", "outcome-words-unknown")
OutcomeApproximate = Kind("actuals", "outcome-approximate")
OutcomeComputed = Kind("actuals", "outcome-computed")
OutcomeAssumed = Kind("actuals", "outcome-assumed")
OutcomeTenfold = Kind("actuals", "outcome-tenfold")
DirectionAssumed = Kind("actuals", "direction-assumed")
OutcomeUnitMissing = Kind("actuals", "outcome-unit-missing")
OutcomeUnitMismatch = Kind("actuals", "outcome-unit-mismatch")
PercentOver100 = Kind("actuals", "percent-over-100")
MagnitudeSuspect = Kind("actuals", "magnitude-suspect")
OutcomeDateImplausible = Kind("actuals", "outcome-date-implausible")
OutcomeDateUndecided = Kind("actuals", "outcome-date-undecided")
OutcomeRounded = Kind("actuals", "outcome-rounded")
OutcomeUnmatched = Kind("actuals", "outcome-unmatched")
OutcomeAmbiguous = Kind("actuals", "outcome-ambiguous")
MatchUncertain = Kind("actuals", "match-uncertain")
OutcomeDuplicated = Kind("actuals", "outcome-duplicated")
TargetChanged = Kind("actuals", "target-changed")
DecisionUnused = Kind("actuals", "decision-unused")
DecisionApplied = Kind("actuals", "decision-applied")
ExecutionUnmatched = Kind("actuals", "execution-unmatched")
ReadingCorrected = Kind("actuals", "reading-corrected")
OutcomeCorrected = Kind("actuals", "outcome-corrected")
EvidenceMissing = Kind("actuals", "evidence-missing")
OutcomeMerged = Kind("actuals", "outcome-merged")
