"""Figures of one outcome that contradict each other: 52场（上半年20场，下半年26场）, 600亩（30公顷）."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from actuals.language.asked import Asked
from actuals.language.converting import conversion
from actuals.language.measures import deed
from actuals.language.shares import exact
from actuals.language.statement import Figure, Statement
from actuals.language.wholes import part_label, whole_of
from actuals.language.words import Role
from targets.language.quantity import canonical_unit, factor

_ALL = Decimal("100.5")
_NEARLY = Fraction(4, 5)
_OFF = Fraction(1, 100)
"""How far, as a share, two figures may differ that say the same: rounding."""


def contradicted(asked: Asked, said: Statement, chosen: Figure) -> tuple[Figure, ...]:
    """The figures that do not agree with the one that was chosen; empty where all may hold."""
    for disagree in (_parts, _over_all, _rate_of_other_counts, _more_than_the_whole, _the_same_again, _whole_and_count):
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


def _over_all(asked: Asked, said: Statement, chosen: Figure) -> tuple[Figure, ...]:
    """满意92%，不满意15%: a share and the rest of the whole that add up to more than all."""
    one = exact(asked, chosen)
    if not asked.share or one is None or one.unit != "%" or one.low is None:
        return ()
    for figure in said.figures:
        other = exact(asked, figure) if figure is not chosen else None
        denied = re.search(r"[不未非][一-鿿]{2}", figure.label) is not None and not re.search("[不未非]", chosen.label)
        if other is not None and other.unit == "%" and other.low is not None and denied and one.low + other.low > _ALL:
            return (figure,)
    return ()


def _rate_of_other_counts(asked: Asked, said: Statement, chosen: Figure) -> tuple[Figure, ...]:
    """应检120台，实检117台，检查率100%: a rate that what was due and what was done do not make."""
    rate = exact(asked, chosen)
    verb = deed(asked.indicator)
    others = [f for f in said.figures if f is not chosen and not f.led(Role.PAST)]
    due = [f for f in others if f.led(Role.PLANNED)]
    done = [f for f in others if f not in due and (f.led(Role.DONE) or (verb and verb in f.label))]
    due = due or [f for f in others if f not in done]
    if not asked.share or rate is None or rate.unit != "%" or rate.low is None or len(due) != 1 or len(done) != 1:
        return ()
    whole, part = exact(asked, due[0]), exact(asked, done[0])
    if whole is None or part is None or not whole.low or part.low is None or whole.unit != part.unit:
        return ()
    off = abs(Fraction(part.low) * 100 / Fraction(whole.low) - Fraction(rate.low))
    return (due[0], done[0]) if off >= 1 and whole.unit != "%" else ()


def _more_than_the_whole(asked: Asked, said: Statement, chosen: Figure) -> tuple[Figure, ...]:
    """A part behind 其中 that is larger than the whole."""
    whole = _size(asked, chosen)
    parts = [f for f in said.figures if f.led(Role.PART) and f.start > chosen.end and f.before[0].text == "其中"]
    larger = [f for f in parts if whole is not None and (size := _size(asked, f)) is not None and size > whole]
    return () if asked.share else tuple(larger)


def parts_overlap(asked: Asked, said: Statement, chosen: Figure) -> tuple[Figure, ...]:
    """The parts behind 其中 that add up to more than the whole, or nearly to it: they overlap, or a figure is wrong."""
    whole, first = _size(asked, chosen), next((f for f in said.figures if f.led(Role.PART) and not f.bracket), None)
    if asked.share or whole is None or first is None or first.start < chosen.end:
        return ()
    parts = [f for f in said.figures if f.start >= first.start and _size(asked, f) is not None]
    added = sum((_size(asked, f) or Fraction(0) for f in parts), Fraction(0))
    near = added < whole and added >= whole * _NEARLY  # 合计26公里，其中新建10公里、改造13公里
    return tuple(parts) if len(parts) > 1 and (added > whole or near) else ()


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
