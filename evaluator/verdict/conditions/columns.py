"""The columns that conditions on lines look at: what was promised, what was stated, what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from actuals.kinds import (
    DirectionAssumed,
    LevelUnknown,
    MagnitudeSuspect,
    NotApplicableUnexplained,
    OutcomeApproximate,
    OutcomeAssumed,
    OutcomeComputed,
    OutcomeDateImplausible,
    OutcomeDateUndecided,
    OutcomeNotQuantified,
    OutcomeRepeatsTarget,
    OutcomeRounded,
    OutcomeTenfold,
    OutcomeUnitMismatch,
    OutcomeUnitMissing,
    OutcomeUnreadable,
    OutcomeWordsUnknown,
    PercentOver100,
)
from rules.cases import Case
from rules.rulebook import Rulebook
from targets.kinds.finding import Kind
from targets.kinds.indicators import (
    BoundsIncluded,
    DirectionSuspect,
    PercentImplausible,
    TargetUnreadable,
    TextLeftOver,
    TextNotUnderstood,
    UnitInverted,
    UnitMissing,
    UnitUnknown,
)
from targets.language.reading import Note

Mask = npt.NDArray[np.bool_]
Int = npt.NDArray[np.int64]
Notes = npt.NDArray[np.int32]

TARGET_NOTES: tuple[Kind, ...] = (
    TargetUnreadable,
    BoundsIncluded,
    UnitMissing,
    TextLeftOver,
    TextNotUnderstood,
    UnitInverted,
    UnitUnknown,
    PercentImplausible,
)
"""The notes of a reading of a target that are findings."""
OUTCOME_NOTES: tuple[Kind, ...] = (
    OutcomeUnreadable,
    OutcomeNotQuantified,
    OutcomeRepeatsTarget,
    LevelUnknown,
    OutcomeUnitMissing,
    OutcomeUnitMismatch,
    PercentOver100,
    OutcomeWordsUnknown,
    OutcomeApproximate,
    OutcomeComputed,
    OutcomeAssumed,
    OutcomeDateImplausible,
    OutcomeDateUndecided,
    OutcomeRounded,
    OutcomeTenfold,
    MagnitudeSuspect,
    DirectionAssumed,
    DirectionSuspect,
    NotApplicableUnexplained,
)
"""The notes of a reading of an outcome that are findings."""
_BIT = {kind.name: 1 << place for place, kind in enumerate((*TARGET_NOTES, *OUTCOME_NOTES))}


def note_bits(notes: Iterable[Note]) -> int:
    """The notes that are findings as one whole number; other notes are information."""
    bits = 0
    for note in notes:
        bits |= _BIT.get(note.name, 0)
    return bits


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetColumns:
    """Targets as equal-length columns: ``target_missing`` (nothing is printed), ``target_notes`` as ``note_bits``."""

    target_missing: Mask
    target_notes: Notes

    def noted_of_target(self, kind: Kind) -> Mask:
        """The reading of the target has a note of this kind."""
        return (self.target_notes & _BIT[kind.name]) > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LineColumns(TargetColumns):
    """Lines as equal-length columns, one row a line.

    ``case`` holds codes of ``rules.cases.Case``; ``bare`` (a number without a comparator), ``direction_assumed`` (it is
    read as a floor, and nothing says which way its measure is better) and ``qualitative`` (a
    promise in words) are of the target, ``outcome_missing`` and ``outcome_notes`` of the outcome. A person stated a
    level (``level_stated``: something is written, ``level_chosen``: it is a level), a share, and who, when and why
    (``signed``); or something that could not be settled (``unsettled``). ``by_level``: scored by a provision of
    ``BY_LEVEL``. ``rule_points``: the points of the full mark of a rule printed in the target's cell, in hundredths,
    -1 for none. ``points`` and ``score`` in hundredths, ``score`` 0 while ``pending``; the others are flags of
    ``rules.scoring.Scores``.
    """

    book: Rulebook
    case: npt.NDArray[np.int8]
    bare: Mask
    direction_assumed: Mask
    qualitative: Mask
    outcome_missing: Mask
    outcome_notes: Notes
    level_stated: Mask
    level_chosen: Mask
    share_stated: Mask
    signed: Mask
    unsettled: Mask
    by_level: Mask
    rule_points: Int
    points: Int
    score: Int
    pending: Mask
    over_achieved: Mask
    target_too_low: Mask
    negative: Mask
    share_outside_band: Mask
    share_unused: Mask
    deducted: Mask
    deduction_refused: Mask
    adjusted: Mask
    adjustment_refused: Mask

    @property
    def applies(self) -> Mask:
        """Neither target nor outcome says that the indicator does not apply."""
        return np.asarray(self.case != Case.NOT_APPLICABLE)

    @property
    def all(self) -> Mask:
        """Every line."""
        return np.ones(len(self.case), dtype=np.bool_)

    @property
    def short(self) -> Mask:
        """Scored, and below the points."""
        return ~self.pending & (self.score < self.points)

    @property
    def decided_by_person(self) -> Mask:
        """A person's share or deduction went into the score."""
        shared = self.share_stated & self.by_level
        return (shared | self.deducted) & ~self.pending & self.applies

    def noted_of_outcome(self, kind: Kind) -> Mask:
        """The reading of the outcome has a note of this kind; where the target itself cannot be scored, that is the
        fact to report, and what the outcome says is not to blame.
        """
        noted = (self.outcome_notes & _BIT[kind.name]) > 0
        if not noted.any():  # the rule, for most kinds
            return np.asarray(noted)
        return np.asarray(noted & ~self.outcome_missing & (self.case != Case.UNSCORABLE))

    def asked(self, provision: str) -> Mask:
        """Every line where the book has this provision and it is enabled, else none."""
        rule = self.book.provisions.get(provision)
        return np.full(len(self.case), rule is not None and rule.enabled)
