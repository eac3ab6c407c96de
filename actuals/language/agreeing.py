"""Figures of one outcome that contradict each other: 52场（上半年20场，下半年26场）, 600亩（30公顷）."""

from __future__ import annotations

from fractions import Fraction

from actuals.language.asked import Asked
from actuals.language.converting import conversion
from actuals.language.shares import exact
from actuals.language.statement import Figure, Statement
from actuals.language.wholes import part_label, whole_of
from targets.language.quantity import canonical_unit, factor

_OFF = Fraction(1, 100)
"""How far, as a share, two figures may differ that say the same: rounding."""


def contradicted(asked: Asked, said: Statement, chosen: Figure) -> tuple[Figure, ...]:
    """The figures that do not agree with the one that was chosen; empty where all may hold."""
    for disagree in (_parts, _the_same_again, _whole_and_count):
        if found := disagree(asked, said, chosen):
            return found
    return ()


def _size(asked: Asked, figure: Figure) -> Fraction | None:
    """The size of a figure in the target's unit."""
    reading = exact(asked, figure)
    rate = None if reading is None else conversion(reading, asked.target)
    return None if reading is None or reading.low is None or rate is None else Fraction(reading.low) * rate


def _parts(asked: Asked, said: Statement, chosen: Figure) -> tuple[Figure, ...]:
    """All parts of a whole in a bracket that make another sum."""
    parts = [f for f in said.figures if f.bracket and part_label(f)]
    if asked.share or not whole_of(tuple(part_label(f) for f in parts)) or chosen in parts:
        return ()
    whole, sizes = _size(asked, chosen), [_size(asked, f) for f in parts]
    known = [size for size in sizes if size is not None]
    return tuple(parts) if whole is not None and len(known) == len(parts) and sum(known) != whole else ()


def _the_same_again(asked: Asked, said: Statement, chosen: Figure) -> tuple[Figure, ...]:
    """The same amount in another unit in a bracket right behind, that is another amount."""
    following = next((f for f in said.figures if f.start > chosen.end), None)
    if following is None or not following.bracket or following.before or following.after:
        return ()
    one, other = exact(asked, chosen), exact(asked, following)
    if one is None or other is None or one.unit == other.unit or said.text[chosen.end : following.start] != "(":
        return ()
    first, second = _size(asked, chosen), _size(asked, following)
    return (following,) if first and second and abs(first / second - 1) > _OFF else ()


def _whole_and_count(asked: Asked, said: Statement, chosen: Figure) -> tuple[Figure, ...]:
    """A whole and how many there were, that make another amount for each than the text says."""
    each, target = exact(asked, chosen), asked.target
    if each is None or each.per is None or each.low is None or len(said.figures) != len(("whole", "count", "each")):
        return ()
    others = [reading for f in said.figures if f is not chosen and (reading := exact(asked, f)) is not None]
    unit, per = canonical_unit(target.unit, None), canonical_unit(each.per, None)
    wholes = [
        Fraction(one.low) * rate
        for one in others
        if one.low is not None
        and one.per is None
        and (rate := factor(canonical_unit(one.unit, None), unit)) is not None
    ]
    counts = [
        Fraction(one.low) * rate
        for one in others
        if one.low and (rate := factor(canonical_unit(one.unit, None), per)) is not None
    ]
    size = _size(asked, chosen)
    if len(wholes) != 1 or len(counts) != 1 or not counts[0] or not size:
        return ()
    off = abs(wholes[0] / counts[0] / size - 1) > _OFF
    return tuple(f for f in said.figures if f is not chosen) if off else ()
