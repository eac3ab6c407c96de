"""Findings about rulebooks themselves: R1 form, R2 dates, R3 citations, R4 coverage and conflicts."""

from __future__ import annotations

from targets.kinds.finding import Kind

KeyUnknown = Kind("rules", "rulebook-key-unknown")
ValueBad = Kind("rules", "rulebook-value-bad")
MethodUnknown = Kind("rules", "rulebook-method-unknown")
NotInForce = Kind("rules", "rulebook-not-in-force")
CheckedBefore = Kind("rules", "rulebook-checked-before")
Unchecked = Kind("rules", "rulebook-unchecked")
DatesUnknown = Kind("rules", "rulebook-dates-unknown")
CitationMissing = Kind("rules", "rulebook-citation-missing")
ProvisionMissing = Kind("rules", "rulebook-provision-missing")
BandsGap = Kind("rules", "rulebook-bands-gap")
BandsOverlap = Kind("rules", "rulebook-bands-overlap")
OverrideDouble = Kind("rules", "rulebook-override-double")
OverrideUnknown = Kind("rules", "rulebook-override-unknown")
