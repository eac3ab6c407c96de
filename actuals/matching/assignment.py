"""One-to-one assignment with the greatest sum of scores, and by how much each pair is better than its alternatives.

Pairs are few: only those worth considering are given, and what is not connected through them is solved apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

Pair = tuple[int, int]

MAX_COMPONENT = 60
"""Larger knots of mutually similar names are left undecided: nobody could check them either."""


def assign(scores: Mapping[Pair, Fraction]) -> dict[Pair, Fraction]:
    """The best one-to-one assignment of left to right numbers, each chosen pair with its *edge*.

    The edge is what the sum of scores loses when the pair is forbidden: 0 where another assignment is as good.
    """
    chosen: dict[Pair, Fraction] = {}
    for component in _components(scores):
        if len({pair[0] for pair in component}) > MAX_COMPONENT or len({pair[1] for pair in component}) > MAX_COMPONENT:
            continue
        best, pairs = _best(component)
        for pair in pairs:
            without, _ = _best({other: score for other, score in component.items() if other != pair})
            chosen[pair] = best - without
    return chosen


def _components(scores: Mapping[Pair, Fraction]) -> list[dict[Pair, Fraction]]:
    by_left: dict[int, list[Pair]] = defaultdict(list)
    by_right: dict[int, list[Pair]] = defaultdict(list)
    for pair in scores:
        by_left[pair[0]].append(pair)
        by_right[pair[1]].append(pair)
    seen: set[Pair] = set()
    components = []
    for start in sorted(scores):
        if start in seen:
            continue
        seen.add(start)
        waiting, component = [start], {}
        while waiting:
            pair = waiting.pop()
            component[pair] = scores[pair]
            for other in (*by_left[pair[0]], *by_right[pair[1]]):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        components.append(component)
    return components


def _best(scores: Mapping[Pair, Fraction]) -> tuple[Fraction, list[Pair]]:
    """Sum and pairs of the best assignment: the Hungarian method with potentials, exact; leaving a number alone
    costs 0.
    """
    if not scores:
        return Fraction(0), []
    lefts, rights = sorted({left for left, _ in scores}), sorted({right for _, right in scores})
    if len(lefts) == 1 or len(rights) == 1:
        pair = max(sorted(scores), key=lambda one: scores[one])
        return scores[pair], [pair]
    size = len(lefts) + len(rights)  # every left may stay alone, and every right
    cost = [[Fraction(0)] * (size + 1) for _ in range(len(lefts) + 1)]
    for n, left in enumerate(lefts, 1):
        for m, right in enumerate(rights, 1):
            cost[n][m] = -scores.get((left, right), Fraction(-1))
    row_potential, column_potential = [Fraction(0)] * (len(lefts) + 1), [Fraction(0)] * (size + 1)
    owner, way = [0] * (size + 1), [0] * (size + 1)
    infinite = Fraction(10**9)
    for n in range(1, len(lefts) + 1):
        owner[0], column = n, 0
        least, used = [infinite] * (size + 1), [False] * (size + 1)
        while True:
            used[column] = True
            row, step, following = owner[column], infinite, 0
            for m in range(1, size + 1):
                if used[m]:
                    continue
                reduced = cost[row][m] - row_potential[row] - column_potential[m]
                if reduced < least[m]:
                    least[m], way[m] = reduced, column
                if least[m] < step:
                    step, following = least[m], m
            for m in range(size + 1):
                if used[m]:
                    row_potential[owner[m]] += step
                    column_potential[m] -= step
                else:
                    least[m] -= step
            column = following
            if owner[column] == 0:
                break
        while column:
            owner[column], column = owner[way[column]], way[column]
    pairs = [
        (lefts[owner[m] - 1], rights[m - 1])
        for m in range(1, len(rights) + 1)
        if owner[m] and (lefts[owner[m] - 1], rights[m - 1]) in scores
    ]
    return sum((scores[pair] for pair in pairs), Fraction(0)), pairs
