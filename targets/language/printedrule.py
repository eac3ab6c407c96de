"""A rule of points printed in the cell of a target (90%以上得10分，每降5%扣1分): its marks, steps, what is left."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Counting(StrEnum):
    """The ways in which a part of a step can count: as a whole one, not at all, or for its part."""

    BEGUN = "begun"
    COMPLETED = "completed"
    IN_PROPORTION = "in-proportion"


@dataclass(frozen=True, slots=True)
class Mark:
    """An outcome at ``bound`` or better (better, where ``strict``) earns ``points``."""

    bound: Decimal
    points: Decimal
    strict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedRule:
    """A rule of points of which every clause was understood.

    ``more``: more is better, otherwise less. ``full``: the points printed for the full mark, None where the rule says
    满分 or leaves them to the column of points. ``strict``: the bound of the full mark itself does not earn it. Past it

    - each ``step`` takes off ``loss`` points, parts of a step ``counted`` as printed (None: the rule is silent), and
      an outcome past ``nothing_past`` (at it as well, unless ``nothing_strict``) earns nothing; or
    - the first of the ``marks``, best first, that is reached gives its points, and past the last of them ``rest``; or
    - ``by_ratio``: points × outcome ÷ bound.

    ``rest`` None: the rule does not say what is earned there. ``wording``: the full mark is in words, not in figures.
    """

    more: bool = True
    full: Decimal | None = None
    strict: bool = False
    step: Decimal | None = None
    loss: Decimal = Decimal(0)
    counted: Counting | None = None
    nothing_past: Decimal | None = None
    nothing_strict: bool = False
    marks: tuple[Mark, ...] = ()
    rest: Decimal | None = None
    by_ratio: bool = False
    wording: bool = False
