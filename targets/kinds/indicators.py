"""Kinds of findings about indicators and their targets: T1 reading, T2 units, T3 wording and measurability."""

from __future__ import annotations

from targets.kinds.finding import Kind

ComparatorMissing = Kind("targets", "comparator-missing")
TargetMissing = Kind("targets", "target-missing")
TargetUnreadable = Kind("targets", "target-unreadable")
RowShifted = Kind("targets", "row-shifted")
LevelMisplaced = Kind("targets", "level-misplaced")
ReadingBySums = Kind("targets", "reading-by-sums")
ColumnAmbiguous = Kind("targets", "column-ambiguous")
ExecutionFromPart = Kind("targets", "execution-from-part")
ColumnRepeated = Kind("targets", "column-repeated")
TickAmbiguous = Kind("targets", "tick-ambiguous")
TargetMerged = Kind("targets", "target-merged")
BoundsIncluded = Kind("targets", "bounds-included")
TextLeftOver = Kind("targets", "text-left-over")
TextNotUnderstood = Kind("targets", "text-not-understood")
UnitMissing = Kind("targets", "unit-missing")
UnitInverted = Kind("targets", "unit-inverted")
UnitUnknown = Kind("targets", "unit-unknown")
UnitIndicatorMismatch = Kind("targets", "unit-indicator-mismatch")
WordingUnmeasurable = Kind("targets", "wording-unmeasurable")
DirectionSuspect = Kind("targets", "direction-suspect")
PercentImplausible = Kind("targets", "percent-implausible")
NameTargetConflict = Kind("targets", "name-target-conflict")
DuplicateIndicator = Kind("targets", "duplicate-indicator")
DuplicateAcrossCategories = Kind("targets", "duplicate-across-categories")
CategoryMissing = Kind("targets", "category-missing")
TextCopied = Kind("targets", "text-copied")
FormsConflict = Kind("targets", "forms-conflict")
SpendingIndicator = Kind("targets", "spending-indicator")
