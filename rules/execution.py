"""The score of budget execution: rate first, rounded half up to hundredths of a percent, then points by the book."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules.arithmetic import Floats, Mask, Rationals, column, decimals
from rules.carryover import CarriedOver, by_basis
from rules.rulebook import Rulebook
from targets.language.number import decimal_places

Int = NDArray[np.int64]
Float = NDArray[np.float64]
FULL_RATE = 10_000
_OTHER_UNIT = 1e3
"""Two figures of one line that are so many times apart are taken to be in two units (元 beside 万元)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionScores:
    """Per form: ``rate`` in hundredths of a percent (-1 none, not capped), ``score`` in hundredths of a point (0 while
    ``pending``), ``provision`` as index into ``provision_keys``, ``zero_budget``, ``explain`` (the book asks for a
    reason for so low a rate), ``unit_suspected`` (the amount executed or the full-year budget is at least a thousand
    times another figure of the line: pending under every book). ``budget`` and ``spent``: what the rate is made of.
    """

    rate: Int
    score: Int
    pending: Mask
    provision: NDArray[np.int16]
    provision_keys: tuple[str, ...]
    zero_budget: Mask
    explain: Mask
    unit_suspected: Mask
    budget: Float
    spent: Float


def execution(
    initial: Float,
    full_year: Float,
    executed: Float,
    points: Int,
    book: Rulebook,
    carried: CarriedOver | None = None,
) -> ExecutionScores:
    """Execution scores of forms; amounts in one unit per form, NaN where missing; points in hundredths.

    Negative amounts are none, and amounts a thousand times apart are in two units: pending. An over-executed budget
    earns the points and no more. Source of the rate and of its rounding: notes of printed forms (reported).
    """
    rule = book.provision("execution.rate")
    budget, spent = by_basis(initial, full_year, executed, carried, rule.params["basis"])
    keys = ("execution.rate", "execution.missing", "execution.zero-budget")
    with np.errstate(invalid="ignore"):
        known = (budget >= 0) & (spent >= 0)  # and so not NaN
        zero = known & (budget == 0)
        other_unit = _far_apart(initial, full_year, executed)
        usable = known & ~zero & ~other_unit
    missing = ~(usable | zero)
    here: Int | slice = slice(None)
    if usable.all():
        rate = _rates(spent, budget)
    else:
        here, rate = np.flatnonzero(usable), np.full(len(budget), -1, dtype=np.int64)
        rate[here] = _rates(spent[here], budget[here])
    score = np.zeros(len(budget), dtype=np.int64)
    pending = np.zeros(len(budget), dtype=np.bool_)
    at_zero = book.provision("execution.zero-budget").use
    if at_zero == "as-complete":
        complete = zero & (spent == 0)
        rate[complete] = FULL_RATE
        here = np.flatnonzero(usable | complete) if complete.any() else here
        pending |= zero & ~complete
    elif at_zero == "pending":
        pending |= zero
    if book.provision("execution.missing").use == "pending":
        pending |= missing
    pending |= other_unit & ~zero
    score[here] = _scores(rate[here], points[here], rule.use, rule.params)
    explain = book.provisions.get("execution.explain")
    low = np.zeros(len(budget), dtype=np.bool_)
    if explain is not None and explain.enabled:
        low = (rate >= 0) & (rate < ceil(explain.params["rate"] * 100))
    return ExecutionScores(
        rate=rate,
        score=score,
        pending=pending,
        provision=missing + np.int16(2) * zero,
        provision_keys=keys,
        zero_budget=zero,
        explain=low,
        unit_suspected=other_unit & ~zero,
        budget=budget,
        spent=spent,
    )


def _far_apart(initial: Float, full_year: Float, executed: Float) -> Mask:
    """True where the amount executed or the full-year budget is so many times another figure that units differ."""
    pairs = ((executed, full_year), (full_year, executed), (executed, initial), (full_year, initial))
    found = np.zeros(len(executed), dtype=np.bool_)
    for large, small in pairs:
        found |= (small > 0) & (large >= _OTHER_UNIT * small)
    return found


def _rates(spent: Float, budget: Float) -> Int:
    """spent ÷ budget in hundredths of a percent, half up, exact."""
    floats = Floats(len(spent))
    rate = floats.half_up(FULL_RATE * spent / budget)
    near = np.flatnonzero(floats.near)
    if not len(near):
        return rate
    over, under, whole = _as_whole(spent[near], budget[near])
    rate[near[whole]] = (2 * FULL_RATE * over[whole] + under[whole]) // (2 * under[whole])
    if not whole.all():
        near = near[~whole]
        pairs = zip(decimals(spent[near]), decimals(budget[near]), strict=True)
        rate[near] = Rationals().half_up(column((FULL_RATE * s / b for s, b in pairs), len(near)))
    return rate


def _as_whole(spent: Float, budget: Float) -> tuple[Int, Int, Mask]:
    """Both amounts in millionths as whole numbers, and where that is exact and small enough to multiply in int64."""
    amounts = np.stack([spent, budget])
    millionths = np.rint(amounts * 1e6)
    exact = (millionths / 1e6 == amounts) & (millionths < 1 << 48)
    safe = np.where(exact, millionths, 1).astype(np.int64)
    return safe[0], safe[1], np.asarray(exact.all(axis=0))


def _scores(rate: Int, points: Int, use: str, params: Any) -> Int:
    """Whole-number arithmetic throughout."""
    if use == "linear":
        return (2 * points * np.minimum(rate, FULL_RATE) + FULL_RATE) // (2 * FULL_RATE)
    share = np.zeros(len(rate), dtype=np.int64)
    below = np.ones(len(rate), dtype=np.bool_)
    scale: int = 10 ** max(decimal_places(band["share"]) for band in params["bands"])
    for band in params["bands"]:
        here = below & (rate >= ceil(band["from"] * 100))
        share[here] = int(band["share"] * scale)
        below &= ~here
    return (2 * points * share + scale) // (2 * scale)
