"""Outcomes of targets with several measured parts: 4场、460人次 meets ≥3场、≥400人次.

Full points are certain where every part has one figure that meets it. Where one is missed nobody knows what the parts
weigh, and the line is left to a person.
"""

from __future__ import annotations

from actuals.language.converting import conversion
from actuals.language.sizes import meets
from actuals.language.statement import Figure, statement_of
from actuals.language.weighing import pointed, weigh_each
from actuals.language.words import own_words
from actuals.outcome import Level, OutcomeReading, at_level
from targets.language.expression import read_target
from targets.language.reading import Note, Reading, ReadingKind
from targets.language.tokens import plain
from targets.model.measures import better_less

_COUNTED = frozenset({ReadingKind.THRESHOLD, ReadingKind.EQUALITY})


def all_met(text: str, target: Reading, indicator: str) -> OutcomeReading | None:
    """The top level where each part of a target is met by a figure of its own; None where that is not certain."""
    parts = target.parts
    if any(part.kind not in _COUNTED or part.per is not None for part in parts) or target.has("ambition"):
        return None
    if better_less(indicator) and any(part.has("bare-value") for part in parts):
        return None
    said = statement_of(text, own_words(target.text, plain(indicator)))
    unknown = weigh_each(said)
    if unknown is None or len(said.figures) != len(parts):
        return None
    pairs = [(part, figure) for part in parts for figure in said.figures if _answers(figure, part)]
    if len(pairs) != len(parts) or len({id(figure) for _, figure in pairs}) != len(parts):
        return None
    if not all(_met(figure, part) for part, figure in pairs):
        return None
    notes = (Note("outcome-words-unknown", pointed(text, unknown)),) if unknown else ()
    return at_level(text, Level.MET, *notes)


def _answers(figure: Figure, part: Reading) -> bool:
    reading = read_target(figure.text)
    return reading.low is not None and reading.low == reading.high and conversion(reading, part) is not None


def _met(figure: Figure, part: Reading) -> bool:
    reading = read_target(figure.text)
    rate = conversion(reading, part)
    return reading.low is not None and rate is not None and meets(reading.low, rate, part)
