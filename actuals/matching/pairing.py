"""Outcomes and indicators of one scope paired by how like their names are.

A pair is believed only where no other way to pair comes near and no name is more like the outcome's; what is not
believed is listed with its likeness, for a person to settle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from actuals.matching.assignment import assign
from actuals.matching.names import name_key
from actuals.matching.similarity import ENOUGH, Likeness, Weights, contains
from actuals.outcome import Outcome
from targets.model.form import Indicator
from targets.model.identity import normalised

EDGE = Fraction(1, 20)
"""By how much the best assignment must beat every other one before a pair of it is believed."""
WORTH_LISTING = Fraction(2, 5)
"""The least likeness at which an indicator is listed as a candidate."""

_TIP = Fraction(1, 20)
"""Weight of an equal target, and of another level, in the assignment."""
_MOST_LISTED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """Where one outcome goes: ``row`` is the position of its indicator, ``likeness`` that of their names; without a
    row ``near`` are the positions it may belong to with their likeness, best first.
    """

    row: int | None = None
    likeness: Fraction = Fraction(0)
    near: tuple[tuple[int, Fraction], ...] = ()


def pair(outcomes: Sequence[Outcome], rows: Sequence[Indicator], free: Sequence[bool]) -> list[Paired]:
    """One ``Paired`` for each outcome; only ``free`` rows are given away, but all are compared."""
    keys = [name_key(row.name) for row in rows]
    weights = Weights(keys)
    likeness = [[weights.likeness(name_key(outcome.name), key) for key in keys] for outcome in outcomes]
    sure = _sure(likeness, free, _scores(outcomes, rows, keys, likeness, free))
    taken = set(sure.values())
    found = []
    for i, alike in enumerate(likeness):
        if i in sure:
            found.append(Paired(row=sure[i], likeness=alike[sure[i]].score))
            continue
        ranked = sorted(range(len(rows)), key=lambda j: (-alike[j].score, j))
        near = [j for j in ranked if alike[j].score >= WORTH_LISTING and j not in taken][:_MOST_LISTED]
        found.append(Paired(near=tuple((j, alike[j].score) for j in near)))
    return found


def _scores(
    outcomes: Sequence[Outcome],
    rows: Sequence[Indicator],
    keys: Sequence[str],
    likeness: Sequence[Sequence[Likeness]],
    free: Sequence[bool],
) -> dict[tuple[int, int], Fraction]:
    """The weight in the assignment of each pair worth considering."""
    scores = {
        (i, j): alike.score + _support(outcome, rows[j])
        for i, outcome in enumerate(outcomes)
        for j, alike in enumerate(likeness[i])
        if free[j] and alike.acceptable and alike.score >= ENOUGH
    }
    for i, outcome in enumerate(outcomes):
        holding = [j for j in range(len(rows)) if (i, j) in scores and contains(keys[j], name_key(outcome.name))]
        if len(holding) > 1:  # a shortened name fits every longer one equally well, however short that one is
            least = min(scores[i, j] for j in holding)
            scores.update({(i, j): least for j in holding})
    return scores


def _sure(
    likeness: Sequence[Sequence[Likeness]], free: Sequence[bool], scores: dict[tuple[int, int], Fraction]
) -> dict[int, int]:
    """The pairs to believe: clearly the best assignment, and more like than every row that could not be given."""
    sure: dict[int, int] = {}
    for (i, j), edge in assign(scores).items():
        rivals = [alike.score for m, alike in enumerate(likeness[i]) if m != j and not (free[m] and alike.acceptable)]
        if edge >= EDGE and likeness[i][j].score > max(rivals, default=Fraction(0)):
            sure[i] = j
    return sure


def _support(outcome: Outcome, row: Indicator) -> Fraction:
    """The weight of levels and target: they tip the balance between like names and never make a match."""
    support = Fraction(0)
    if outcome.target and normalised(outcome.target) == normalised(row.target):
        support += _TIP
    for stated, printed in ((outcome.level1, row.level1), (outcome.level2, row.level2)):
        if stated and printed and name_key(stated) != name_key(printed):
            support -= _TIP
    return support
