"""Changes of scores by persons: deductions and a reviewer's adjustments, within what the book allows."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rules.arithmetic import Mask
from rules.rulebook import Rulebook

Int = NDArray[np.int64]


def deduct(wanted: Int, applies: Mask, points: Int, score: Int, flags: dict[str, Mask], book: Rulebook) -> None:
    """Take deductions off scores, after rounding; ``score`` and ``flags`` (of ``rules.scoring.Scores``) are changed."""
    if not wanted.any():
        return
    policy = book.provision("policy.deduction")
    most = Fraction(policy.params["max_share"]) if policy.use == "deduction-by-person" else Fraction(0)
    too_much = wanted * most.denominator > points * most.numerator
    refused = too_much | (wanted < 0) | ((wanted != 0) & ~applies)
    flags["deduction_refused"] = refused
    flags["pending"] |= refused & applies
    applied = (wanted > 0) & ~flags["pending"] & applies
    flags["deducted"] = applied
    score[applied] = np.maximum(score[applied] - wanted[applied], 0)


def adjust(wanted: Int, applies: Mask, points: Int, score: Int, flags: dict[str, Mask], book: Rulebook) -> None:
    """Adjust scores, after deductions, within 0 and the points; ``score`` and ``flags`` are changed."""
    if not wanted.any():
        return
    policy = book.provision("policy.adjustment")
    by_person = policy.use == "adjustment-by-person"
    up, down = (Fraction(policy.params[end]) if by_person else Fraction(0) for end in ("max_up", "max_down"))
    too_much = (wanted * up.denominator > points * up.numerator) | (
        -wanted * down.denominator > points * down.numerator
    )
    after = score + wanted
    refused = (wanted != 0) & (too_much | (after < 0) | (after > points) | flags["pending"] | ~applies)
    flags["adjustment_refused"] = refused
    flags["pending"] |= refused & applies
    applied = (wanted != 0) & ~refused
    flags["adjusted"] = applied
    score[applied] = after[applied]
