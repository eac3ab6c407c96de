"""The kinds of the lines of a piece of a document: one sequence for all of them, the likeliest as a whole.

What is seen of a line (``targets.layout.evidence``) speaks for and against each kind, and each kind for what may follow
it; the best sequence is found at once (Viterbi). Weights are data: a new word or shape is a new weight, no branch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from targets.layout.evidence import Seen as S  # noqa: N817
from targets.model.roles import RowKind as K


class Phase(IntEnum):
    """The stage a form has reached: before its indicators, under a heading, among indicators, below their total."""

    HEAD = 0
    HEADED = 1
    ROWS = 2
    TOTALLED = 3


State = tuple[K, Phase]

SAYS: Mapping[S, Mapping[K, int]] = {
    S.FIELD: {K.FIELDS: 9, K.MONEY: -2},
    S.BLOCK_LABEL: {K.FIELDS: 16},
    S.PERSON: {K.FIELDS: 14, K.INDICATOR: -12},
    S.VERDICT: {K.FIELDS: 9, K.TOTAL: 3, K.INDICATOR: -3},
    S.VERDICT_UNLEVELLED: {K.INDICATOR: -23, K.NAMELESS: -26},
    S.GLUED: {K.FIELDS: 6, K.REMARK: 1},
    S.REMARK_LABEL: {K.REMARK: 8, K.INDICATOR: -2, K.NOTE: -1},
    S.TOTAL: {K.TOTAL: 14, K.MONEY: 5, K.NAMELESS: -26},
    S.TOTAL_PLACED: {K.TOTAL: 8},
    S.SUBTOTAL: {K.SUBTOTAL: 16},
    S.NOTE: {K.NOTE: 8, K.REMARK: 1},
    S.MONEY_HEAD: {K.MONEY_HEAD: 14, K.INDICATOR: -14, K.FIELDS: -4},
    S.MONEY_PAIRS: {K.FIELDS: 9, K.MONEY: -3, K.INDICATOR: -14},
    S.MONEY_LABEL: {K.MONEY: 5, K.FIELDS: 3, K.INDICATOR: -6},
    S.MONEY_VALUES: {K.MONEY: 2, K.FIELDS: 2},
    S.FIGURES: {K.MONEY: 1},
    S.GOAL_HEAD: {K.GOAL_HEAD: 14},
    S.GOAL_LABEL: {K.GOAL: 9},
    S.TASKS: {K.TASKS: 10},
    S.CAPTION: {K.CAPTION: 7},
    S.NAME: {K.INDICATOR: 4, K.BLANK: 1},
    S.MEASURED_ONE: {K.INDICATOR: 3, K.NAMELESS: 2},
    S.MEASURED_MORE: {K.INDICATOR: 7, K.NAMELESS: 3},
    S.TARGETED: {K.INDICATOR: 1},
    S.LEVEL: {K.INDICATOR: 4, K.SECTION: 1, K.TOTAL: -4},
    S.BELOW_LEVEL: {K.INDICATOR: 2},
    S.LEVEL_ALONE: {K.SECTION: 12},
    S.WIDE: {K.INDICATOR: -6, K.REMARK: 4},
    S.ALONE: {K.INDICATOR: -3, K.REMARK: 2, K.NOTE: 1},
    S.LONG: {K.NOTE: 5},
    S.PLACEHOLDER: {K.BLANK: 14},
    S.RATE: {K.EXECUTION: 26},
    S.BLANK_LABEL: {K.INDICATOR: -8, K.NAMELESS: 3},
    S.IN_INDICATORS: {K.INDICATOR: 3, K.SECTION: 2, K.BLANK: 2},
    S.IN_MONEY: {K.MONEY: 4, K.MONEY_HEAD: 3, K.FIELDS: 1, K.INDICATOR: -6},
    S.IN_TASKS: {K.TASKS: 10, K.MONEY_HEAD: -20, K.MONEY: -20},
    S.IN_GOALS: {K.GOAL: 4, K.GOAL_HEAD: 3},
    S.IN_MANAGEMENT: {K.MANAGEMENT: 14},
}
"""What each thing seen says for each kind of line."""

_ROWS = frozenset([K.INDICATOR, K.SECTION, K.BLANK, K.SUBTOTAL, K.EXECUTION, K.TOTAL, K.NAMELESS])
"""Kinds that only lie below a heading of indicators."""

FOLLOWS: Mapping[tuple[K, K], int] = {
    (K.MONEY_HEAD, K.MONEY): 6,
    (K.MONEY, K.MONEY): 5,
    (K.GOAL_HEAD, K.GOAL): 9,
    (K.GOAL, K.GOAL): 5,
    (K.TASKS, K.TASKS): 4,
    (K.MANAGEMENT, K.MANAGEMENT): 3,
    (K.HEADING, K.INDICATOR): 3,
    (K.INDICATOR, K.INDICATOR): 3,
    (K.SECTION, K.INDICATOR): 3,
    (K.SUBTOTAL, K.INDICATOR): 2,
    (K.EXECUTION, K.INDICATOR): 2,
    (K.BLANK, K.BLANK): 1,
    (K.REMARK, K.REMARK): 2,
    (K.REMARK, K.INDICATOR): -3,
    (K.NOTE, K.INDICATOR): -3,
}
"""What a line says for the kind of the next."""
_ONLY_BELOW: Mapping[K, frozenset[K]] = {
    K.MONEY: frozenset([K.MONEY_HEAD, K.MONEY]),
}
_MUST: Mapping[K, S] = {
    K.MONEY_HEAD: S.MONEY_HEAD,
    K.GOAL_HEAD: S.GOAL_HEAD,
    K.TOTAL: S.TOTAL,
    K.SUBTOTAL: S.SUBTOTAL,
    K.EXECUTION: S.RATE,
    K.SECTION: S.LEVEL_ALONE,
    K.BLANK: S.PLACEHOLDER,
    K.MANAGEMENT: S.IN_MANAGEMENT,
    K.CAPTION: S.CAPTION,
}
"""Kinds that a line is only where this is seen of it."""
_STRAY = -14
_NEVER = -1000
_BASE: Mapping[K, int] = {
    K.UNREAD: 2,
    K.NOTE: -1,
    K.REMARK: 0,
    K.TASKS: -4,
    K.MANAGEMENT: -6,
    K.CAPTION: -2,
    K.GOAL: -2,
}
_KINDS = tuple(kind for kind in K if kind not in (K.HEADING, K.TITLE))


@dataclass(frozen=True, slots=True)
class Told:
    """The kind of a line, and what was seen that says so."""

    kind: K
    phase: Phase
    seen: frozenset[S]


def kinds_of(seen: Sequence[frozenset[S] | None]) -> list[Told]:
    """The kind of each line; None stands for a line of a heading band, which is known."""
    if not seen:
        return []
    states: dict[State, int] = {(K.TITLE, Phase.HEAD): 0}
    back: list[dict[State, State]] = []
    # rows of one form look alike: after a few of them only the weights known already come up again
    known: dict[tuple[frozenset[S] | None, tuple[tuple[State, int], ...]], tuple[dict[State, int], dict[State, State]]]
    known = {}
    for one in seen:
        key = (one, tuple(states.items()))
        if key not in known:
            known[key] = _step(states, one)
        states, came = known[key]
        back.append(came)
    state = max(states, key=lambda one: (states[one], one[0].value, one[1]))
    told: list[Told] = []
    for place in range(len(seen) - 1, -1, -1):
        told.append(Told(state[0], state[1], seen[place] or frozenset()))
        state = back[place][state]
    return told[::-1]


def _step(states: Mapping[State, int], seen: frozenset[S] | None) -> tuple[dict[State, int], dict[State, State]]:
    """The states that may stand after a line, with their weights below the likeliest, and the one before each."""
    weights = {K.HEADING: 0} if seen is None else _emitted(seen)
    grown: dict[State, int] = {}
    came: dict[State, State] = {}
    for before, weight in states.items():
        for kind, own in weights.items():
            total = weight + own + _follows(before[0], kind, before[1], seen)
            state = (kind, _next(before[1], kind, seen))
            if total > grown.get(state, -(10**9)):
                grown[state], came[state] = total, before
    best = max(grown.values())
    return {state: weight - best for state, weight in grown.items() if weight > best - 60}, came


def _emitted(seen: frozenset[S]) -> dict[K, int]:
    weights = {kind: _BASE.get(kind, 0) for kind in _KINDS if kind not in _MUST or _MUST[kind] in seen}
    for one in seen:
        for kind, weight in SAYS.get(one, {}).items():
            if kind in weights:
                weights[kind] += weight
    best = max(weights.values())
    return {kind: weight for kind, weight in weights.items() if weight > best - 30}


def _follows(before: K, kind: K, phase: Phase, seen: frozenset[S] | None) -> int:
    weight = FOLLOWS.get((before, kind), 0)
    if kind in _ROWS and phase is Phase.HEAD:
        weight += _NEVER
    if kind is K.INDICATOR and phase is Phase.TOTALLED:
        weight += 2 * _STRAY
    if kind in (K.TASKS, K.GOAL, K.CAPTION) and phase > Phase.HEADED:
        weight += _STRAY
    only = _ONLY_BELOW.get(kind)
    if only is not None and before not in only:
        weight += 4 * _STRAY
    if kind is K.NAMELESS and phase is Phase.TOTALLED:
        weight += _STRAY
    if kind is K.TASKS and before is not K.TASKS and seen is not None and not seen & {S.TASKS, S.IN_TASKS}:
        weight += _STRAY
    if (
        kind is K.GOAL
        and before not in (K.GOAL, K.GOAL_HEAD)
        and seen is not None
        and not seen & {S.GOAL_LABEL, S.IN_GOALS}
    ):
        weight += _STRAY
    return weight


def _next(phase: Phase, kind: K, seen: frozenset[S] | None) -> Phase:
    if kind is K.HEADING:
        return Phase.ROWS if phase is Phase.ROWS else Phase.HEADED
    if kind is K.INDICATOR:
        return Phase.TOTALLED if phase is Phase.TOTALLED else Phase.ROWS
    told = kind is K.TOTAL or (kind is K.FIELDS and seen is not None and S.VERDICT_UNLEVELLED in seen)
    if told and phase is Phase.ROWS:
        return Phase.TOTALLED
    return phase
