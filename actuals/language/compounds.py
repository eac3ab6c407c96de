"""Outcomes of targets with several measured parts: 4场、460人次 meets ≥3场、≥400人次.

Full points are certain where every part has one figure that meets it without a doubt and nothing else is said or
asked for. Where one is missed nobody knows what the parts weigh, and the line is left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from actuals.language.conditions import unmet
from actuals.language.converting import PERIODS_OF_YEAR, conversion, valued
from actuals.language.measures import Sameness, sameness
from actuals.language.sizes import meets
from actuals.language.statement import Figure, statement_of
from actuals.language.weighing import weigh_each
from actuals.language.words import own_words
from actuals.outcome import Level, OutcomeReading, at_level
from targets.language.comparators import ANY_BEFORE
from targets.language.expression import read_target
from targets.language.reading import Reading, ReadingKind
from targets.language.tokens import plain
from targets.model.measures import better_less

_YEAR = re.compile(r"20\d\d\s*年")
_COUNTED = frozenset({ReadingKind.THRESHOLD, ReadingKind.EQUALITY})


def all_met(text: str, target: Reading, indicator: str) -> OutcomeReading | None:
    """The top level where each part of a target is met by a figure of its own; None where that is not certain."""
    parts = target.parts
    if any(part.kind not in _COUNTED or part.per in PERIODS_OF_YEAR for part in parts) or target.has("ambition"):
        return None
    if better_less(indicator) and any(part.has("bare-value") for part in parts):
        return None
    own = own_words(target.text, plain(indicator))
    said = statement_of(text, own)
    if weigh_each(said) != () or len(said.figures) != len(parts) or unmet(text, target) or _YEAR.search(text):
        return None
    if any(sameness(figure, own) not in (Sameness.UNNAMED, Sameness.SAME) for figure in said.figures):
        return None
    pairs = [(part, figure) for part in parts for figure in said.figures if _answers(figure, part)]
    if len(pairs) != len(parts) or len({id(figure) for _, figure in pairs}) != len(parts):
        pairs = _by_name(target.text, parts, said.figures)
    if not pairs:
        return None
    if not all(_met(figure, part, indicator) for part, figure in pairs):
        return None
    return at_level(text, Level.MET)


def _by_name(target: str, parts: Sequence[Reading], figures: Sequence[Figure]) -> list[tuple[Reading, Figure]]:
    """Parts of one unit in their order, where outcome and target name all but the first alike: ≥300人，其中女性≥100人
    and 320人，其中女性118人. Empty where they do not."""
    asked = [_name(figure) for figure in statement_of(target, "").figures]
    told = [_name(figure) for figure in figures]
    if len(asked) != len(parts) or not all(asked[1:]) or len(set(asked)) < len(asked):
        return []
    alike = all(name in other for name, other in zip(asked[1:], told[1:], strict=True))
    strange = any(name in told[0] for name in asked[1:])
    pairs = list(zip(parts, figures, strict=True))
    return pairs if alike and not strange and all(_answers(figure, part) for part, figure in pairs) else []


def _name(figure: Figure) -> str:
    """The words before a figure without its comparator."""
    return "".join(re.findall("[一-鿿]", re.sub(ANY_BEFORE, "", figure.label)))


def _answers(figure: Figure, part: Reading) -> bool:
    reading = read_target(figure.text)
    return reading.low is not None and reading.low == reading.high and conversion(reading, part) is not None


def _met(figure: Figure, part: Reading, indicator: str) -> bool:
    """True if a figure by itself would be read without a note, and meets its part."""
    reading = read_target(figure.text)
    if reading.low is None:
        return False
    found = valued(figure.text, reading.low, reading, part, indicator)
    return found.value is not None and not found.notes and meets(found.value, found.factor, part)
