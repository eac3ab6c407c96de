"""Figures for each and wholes: 150人，共支出4.65万元 is 310元/人; 举办6期，每期105人 is 630人."""

from __future__ import annotations

from fractions import Fraction

from actuals.language.asked import Asked
from actuals.language.converting import PERIODS_OF_YEAR
from actuals.language.statement import Figure, Statement
from actuals.language.words import GRAVE, Role
from actuals.outcome import OutcomeReading
from targets.language.number import decimal_of
from targets.language.quantity import DIMENSIONS_OF_TIME, canonical_unit, factor, lookup
from targets.language.reading import Note, Reading, ReadingKind

R = Role


_NOT_SHARED_OUT = DIMENSIONS_OF_TIME | {"[share]"}
"""What many have at once: two days of training for thirty people are two days for each."""


def for_each(asked: Asked, said: Statement) -> OutcomeReading | None:
    """An amount divided by a count, for a target of so much for each; None where the text says anything else."""
    target = asked.target
    wanted = lookup(target.unit) if target.unit else None
    if (
        target.per is None
        or target.per in PERIODS_OF_YEAR
        or wanted is None
        or said.loose
        or wanted.dimension in _NOT_SHARED_OUT
    ):
        return None
    if len(said.figures) != len(("whole", "count")) or any(_taken_back(figure) for figure in said.figures):
        return None
    wholes = [one for figure in said.figures if (one := _exact(asked, figure, target.unit)) is not None]
    counts = [one for figure in said.figures if (one := _exact(asked, figure, target.per)) is not None]
    if len(wholes) != 1 or len(counts) != 1 or not counts[0][0].low:
        return None
    (whole, rate), (count, size) = wholes[0], counts[0]
    if whole.low is None or count.low is None:
        return None
    each = rate / (Fraction(count.low) * size)
    exact = decimal_of(Fraction(whole.low) * each)
    result = f"{exact:f}" if exact is not None else f"{float(Fraction(whole.low) * each):.2f}…"
    shown = f"{whole.low:f}{whole.unit} ÷ {count.low:f}{count.unit} = {result}{target.unit}/{target.per}"
    return asked.made(whole.low, each, Note("outcome-computed", shown))


def so_many_of_each(asked: Asked, said: Statement) -> OutcomeReading | None:
    """举办6期，每期105人 for a number of people: one times the other, with its arithmetic."""
    target = asked.target
    if asked.share or target.per is not None or target.unit is None or said.loose or target.kind is ReadingKind.CHANGE:
        return None
    if len(said.figures) != len(("count", "each")) or any(_taken_back(f) for f in said.figures if not f.led(R.AVERAGE)):
        return None
    readings = [asked.reading(figure) for figure in said.figures]
    eaches = [one for one in readings if one.per is not None and one.per not in PERIODS_OF_YEAR]
    counts = [one for one in readings if one not in eaches]
    if len(eaches) != 1 or len(counts) != 1:
        return None
    each, count = eaches[0], counts[0]
    if each.low is None or each.low != each.high or count.low is None or count.low != count.high:
        return None
    alike = factor(canonical_unit(count.unit, None), canonical_unit(each.per, None))
    rate = factor(canonical_unit(each.unit, None), target.canonical)
    if alike is None or rate is None:
        return None
    product = Fraction(count.low) * alike * Fraction(each.low)
    value = decimal_of(product)
    if value is None:
        return None
    shown = f"{count.low:f}{count.unit} × {each.low:f}{each.unit} = {value:f}{each.unit}"
    return asked.made(value, rate, Note("outcome-computed", shown))


def _exact(asked: Asked, figure: Figure, unit: str | None) -> tuple[Reading, Fraction] | None:
    """A figure that is one number in units that convert to this one, with the exact factor."""
    reading = asked.reading(figure)
    if reading.per is not None or reading.low is None or reading.low != reading.high:
        return None
    rate = factor(canonical_unit(reading.unit, None), canonical_unit(unit, None))
    return None if rate is None else (reading, rate)


def _taken_back(figure: Figure) -> bool:
    words = (*figure.before, *figure.after)
    return figure.bracket or any(w.roles & GRAVE and not w.roles & {R.NEUTRAL, R.OWN, R.DONE, R.TOTAL} for w in words)
