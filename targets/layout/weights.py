"""The worth of each sort of evidence when the columns of a block are given their roles: data, no branches.

Word weights stand beside the words (``targets.model.headings``). A certain word is 10; everything here is smaller, so
that values and place decide only between readings that the words leave open. The figures were set by hand and are
checked on the open layouts and on the forms that tests make (tests/test_form_grammar.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from targets.layout.values import ValueKind as V
from targets.model.roles import OF_PROJECT, Role

_NUMBERS = {
    V.NUMBER: 4,
    V.QUANTITY: -1,
    V.COMPARED: -6,
    V.WORDS: -5,
    V.PROSE: -6,
    V.SIGN: -6,
    V.UNIT: -5,
    V.LEVEL1: -8,
    V.LEVEL2: -8,
}
_NUMBERS[V.GRADE] = -5
_TEXTS = {
    V.NUMBER: -4,
    V.QUANTITY: -3,
    V.COMPARED: -4,
    V.WORDS: 2,
    V.PROSE: 3,
    V.SIGN: -5,
    V.UNIT: -3,
    V.LEVEL1: -5,
    V.LEVEL2: -5,
}
_VALUES = {
    V.QUANTITY: 3,
    V.COMPARED: 3,
    V.NUMBER: 2,
    V.WORDS: 2,
    V.PROSE: 1,
    V.SIGN: -5,
    V.UNIT: -3,
    V.LEVEL1: -5,
    V.LEVEL2: -5,
}

FIT: Mapping[Role, Mapping[V, int]] = {
    Role.LEVEL1: {
        V.LEVEL1: 6,
        V.LEVEL2: -1,
        V.WORDS: 1,
        V.PROSE: -3,
        V.NUMBER: -6,
        V.QUANTITY: -5,
        V.COMPARED: -6,
        V.SIGN: -6,
    },
    Role.LEVEL2: {
        V.LEVEL2: 6,
        V.LEVEL1: 0,
        V.WORDS: 1,
        V.PROSE: -2,
        V.NUMBER: -6,
        V.QUANTITY: -5,
        V.COMPARED: -6,
        V.SIGN: -6,
    },
    Role.NAME: {
        V.WORDS: 3,
        V.PROSE: 2,
        V.QUANTITY: -1,
        V.COMPARED: -5,
        V.NUMBER: -6,
        V.SIGN: -7,
        V.LEVEL1: -5,
        V.LEVEL2: -3,
    },
    Role.SYMBOL: {
        V.SIGN: 5,
        V.GRADE: -4,
        V.WORDS: -4,
        V.PROSE: -6,
        V.NUMBER: -6,
        V.QUANTITY: -5,
        V.COMPARED: -6,
        V.UNIT: -4,
    },
    Role.NATURE: {V.SIGN: 2, V.WORDS: 1, V.NUMBER: -5, V.QUANTITY: -4, V.PROSE: -3},
    Role.UNIT: {V.UNIT: 5, V.WORDS: 0, V.SIGN: -5, V.NUMBER: -6, V.QUANTITY: -3, V.PROSE: -5},
    Role.ACTUAL_UNIT: {V.UNIT: 5, V.WORDS: 0, V.SIGN: -5, V.NUMBER: -6, V.QUANTITY: -3, V.PROSE: -5},
    Role.TARGET: _VALUES,
    Role.MIDTERM: _VALUES,
    Role.ACTUAL: {**_VALUES, V.COMPARED: 1},
    Role.POINTS: _NUMBERS,
    Role.SCORE: _NUMBERS,
    Role.REVIEW_SCORE: _NUMBERS,
    Role.REASON: _TEXTS,
    Role.METHOD: _TEXTS,
    Role.EVIDENCE: {V.NUMBER: -4, V.QUANTITY: -2, V.WORDS: 2, V.PROSE: 1, V.SIGN: -5},
    Role.NUMBER: {V.NUMBER: 2, V.WORDS: -4, V.PROSE: -6, V.LEVEL1: -6, V.LEVEL2: -6},
    Role.PROJECT: {V.WORDS: 2, V.PROSE: 1, V.NUMBER: -5, V.LEVEL1: -6, V.LEVEL2: -6},
}
"""How well the values beneath fit a role: the mean over the filled cells of a column."""

BY_VALUES: Mapping[V, Role] = {
    V.SIGN: Role.SYMBOL,
    V.UNIT: Role.UNIT,
    V.LEVEL1: Role.LEVEL1,
    V.LEVEL2: Role.LEVEL2,
    V.COMPARED: Role.TARGET,
}
"""Values that name a role by themselves where most cells of a column are such, whatever its heading says."""

_ORDER = (
    (Role.LEVEL1, Role.LEVEL2, Role.NAME, Role.TARGET),
    (Role.LEVEL1, Role.LEVEL2, Role.NAME, Role.ACTUAL),
    (Role.NAME, Role.POINTS, Role.SCORE),
    (Role.NAME, Role.SYMBOL),
    (Role.NAME, Role.UNIT),
    (Role.TARGET, Role.ACTUAL),
    (Role.TARGET, Role.SCORE),
    (Role.ACTUAL, Role.SCORE),
    (Role.SCORE, Role.REVIEW_SCORE),
    (Role.ACTUAL, Role.REVIEW_ACTUAL),
    (Role.MIDTERM, Role.TARGET),
    (Role.PROJECT, Role.LEVEL1),
    (Role.PROJECT, Role.NAME),
)
BEFORE: frozenset[tuple[Role, Role]] = frozenset(
    (row[i], row[j]) for row in _ORDER for i in range(len(row)) for j in range(i + 1, len(row))
)
"""Pairs of roles of which the first mostly stands to the left."""
IN_ORDER, OUT_OF_ORDER = 1, -2

BESIDE: Mapping[tuple[Role, Role], int] = {
    (Role.SYMBOL, Role.TARGET): 1,
    (Role.TARGET, Role.UNIT): 1,
    (Role.TARGET, Role.ACTUAL): 1,
    (Role.LEVEL1, Role.LEVEL2): 1,
    (Role.LEVEL2, Role.NAME): 1,
    (Role.LEVEL1, Role.NAME): 1,
    (Role.ACTUAL, Role.ACTUAL_UNIT): 1,
    (Role.NAME, Role.TARGET): 1,
    (Role.LEVEL1, Role.LEVEL1_POINTS): 8,
    (Role.LEVEL2, Role.LEVEL2_POINTS): 8,
}
"""Pairs of roles that mostly stand side by side."""

MANY = frozenset(
    [Role.UNUSED, Role.GROUP, Role.PREVIOUS, Role.PART_YEAR, Role.MIDTERM, Role.WORSE, Role.METHOD, Role.EVIDENCE]
) | {Role.REASON, Role.REMARK, Role.ATTRIBUTE, Role.DEVIATION, Role.NATURE}
"""Roles that several columns may have; any other is given to one column."""

NEEDS: Mapping[Role, tuple[Role, ...]] = {
    Role.REVIEW_SCORE: (Role.SCORE,),
    Role.REVIEW_ACTUAL: (Role.ACTUAL,),
    Role.REVIEW_REASON: (Role.SCORE, Role.ACTUAL),
    Role.ACTUAL_UNIT: (Role.ACTUAL,),
    Role.MIDTERM: (Role.TARGET,),
    Role.PART_YEAR: (Role.ACTUAL,),
    Role.PREVIOUS: (Role.TARGET, Role.ACTUAL),
    Role.WORSE: (Role.TARGET, Role.SCORE),
    Role.LEVEL1_POINTS: (Role.POINTS,),
    Role.LEVEL2_POINTS: (Role.POINTS,),
    Role.NATURE: (Role.SYMBOL,),
    **dict.fromkeys(OF_PROJECT - {Role.PROJECT}, (Role.PROJECT,)),
}
"""Roles that make sense only beside one of these others; and what it costs to give them without."""
ALONE = {Role.NATURE: -2, Role.MIDTERM: -8}
ALONE_ELSE = -7

RUBRIC = (Role.WORSE, Role.SCORE, Role.TARGET)
"""A scored sheet with columns for 良, 中 and 差 and none for outcomes: its column 优 holds scores, no targets."""
SCORES_AS_TARGET = -12
NO_NAME, NO_VALUES, NO_TARGET = -14, -10, -2
POINTS_ADD_UP, SCORES_WITHIN, SCORES_ABOVE = 3, 2, -3
REVIEWS_ABOVE = -12
NEAR = 12
"""How much worse another assignment may be and still be tried where the form contradicts itself."""
CLEAR = 2
"""A margin below this between the best assignment and the next is a doubt that is said."""
