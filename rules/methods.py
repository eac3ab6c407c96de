"""The scoring methods by name: pure functions from targets and outcomes in columns to the share of the points earned.

Each is written once and runs on float64 and on exact rationals (``rules.arithmetic``). All amounts of a row are in
the target's unit; bounds are 0 or more but for ranges around 0 (``rules.cases`` sets others aside), and so are outcomes
(``policy.negative-outcome`` came before). A, B and p stand for target, outcome, points.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from rules.arithmetic import Array, Floats, Mask, Rationals
from targets.language.printedrule import Counting, PrintedRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows that one provision scores. ``low`` and ``high`` are the bounds, ``bound`` the only one where there is one;
    ``outcome`` is in their unit; ``strict`` marks rows whose bound itself does not meet the target. For levels:
    ``level`` 0 met, 1 partial, 2 missed, and ``share`` with ``has_share``. ``worth``: the hundredths of a point that
    amounts printed in a rule are held against.
    """

    low: Array
    high: Array
    bound: Array
    outcome: Array
    strict: Mask
    level: Array
    share: Array
    has_share: Mask
    worth: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """``share`` of the points (0 to 1), ``completion`` (B ÷ A uncapped where more is better, else the share), rows that
    need a person (``pending``), and shares outside the band of their level (``outside``)."""

    share: Array
    completion: Array
    pending: Mask | None = None
    outside: Mask | None = None


Arithmetics = Floats | Rationals
ScoringMethod = Callable[[Arithmetics, Rows, Mapping[str, Any]], Earned]


def _reached(a: Arithmetics, rows: Rows) -> Mask:
    at_least = a.at_least(rows.outcome, rows.bound, as_typed=True)
    return np.where(rows.strict, at_least & (rows.outcome != rows.bound), at_least)


def _kept(a: Arithmetics, rows: Rows) -> Mask:
    at_most = a.at_least(rows.bound, rows.outcome, as_typed=True)
    return np.where(rows.strict, at_most & (rows.outcome != rows.bound), at_most)


def proportional(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """At least A: met p, missed p × B ÷ A. ``>`` missed by nothing (B = A) is p as well, since the ratio is 1.

    Source: art. 16 of 财预〔2020〕10号 (reported). A = 0 is met by any B, since B is 0 or more.
    """
    met = _reached(a, rows)
    ratio = a.ratio(rows.outcome, rows.bound)
    return Earned(share=np.where(met, 1, ratio), completion=np.where(rows.bound == 0, np.where(met, 1, 0), ratio))


def pass_threshold(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """As ``proportional``, but 0 where B is below ``threshold`` × A.

    The threshold itself passes. Source: 2021 guide (reported).
    """
    earned = proportional(a, rows, params)
    passed = a.at_least(rows.outcome, a.constant(params["threshold"]) * rows.bound)
    return Earned(share=np.where(passed | _reached(a, rows), earned.share, 0), completion=earned.completion)


def direct(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """At least A: p or 0. Source: 2021 guide, yes-or-no indicators (reported)."""
    met = _reached(a, rows)
    return Earned(share=np.where(met, 1, 0), completion=a.ratio(rows.outcome, rows.bound))


def direct_at_most(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """At most A: p or 0. Source: 2021 guide, yes-or-no indicators (reported)."""
    return _plain(np.where(_kept(a, rows), 1, 0))


def equality(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """Exactly A earns p; any difference earns 0, or is left to a person.

    ``difference = "person"`` is seen in Tianjin and Hebei (reported).
    """
    equal = a.at_least(rows.outcome, rows.bound, as_typed=True) & a.at_least(rows.bound, rows.outcome, as_typed=True)
    pending = ~equal if params["difference"] == "person" else None
    return Earned(share=np.where(equal, 1, 0), completion=a.ratio(rows.outcome, rows.bound), pending=pending)


def direct_exactly(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """Exactly A: p or 0."""
    return equality(a, rows, {"difference": "zero"})


def zero_target(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """A = 0, as ceiling or exactly: B ≤ 0 earns p, anything above 0, since no ratio to 0 exists."""
    return _plain(np.where(rows.outcome <= 0, 1, 0))


def reverse_ratio(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """At most A: not above earns p, above p × A ÷ B.

    Source: printed in the Beijing 2016 and Jiangxi 2017 forms (reported).
    """
    return _plain(np.where(_kept(a, rows), 1, a.ratio(rows.bound, rows.outcome)))


def reverse_linear(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """At most A: not above p, above p × (1 − (B − A) ÷ A), 0 from B = 2A on. Source: a working system (reported)."""
    left = np.where(rows.bound == 0, 0, np.maximum(2 - a.ratio(rows.outcome, rows.bound), 0))
    return _plain(np.where(_kept(a, rows), 1, left))


def nearer_bound(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """Range from A₁ to A₂, both included: inside p, below p × B ÷ A₁, above p × A₂ ÷ B (convention).

    Around 0 (±10%) both sides are alike: below p × A₁ ÷ B.
    """
    enough = a.at_least(rows.outcome, rows.low, as_typed=True)
    kept = a.at_least(rows.high, rows.outcome, as_typed=True)
    below = np.where(rows.low < 0, a.ratio(rows.low, rows.outcome), a.ratio(rows.outcome, rows.low))
    outside = np.where(enough, a.ratio(rows.high, rows.outcome), below)
    return _plain(np.where(enough & kept, 1, outside))


def direct_range(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """Range: p inside, 0 outside."""
    enough = a.at_least(rows.outcome, rows.low, as_typed=True)
    return _plain(np.where(enough & a.at_least(rows.high, rows.outcome, as_typed=True), 1, 0))


def rank(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """Rank A or better earns p, otherwise p × A ÷ B (convention).

    There is no rank below 1: such an outcome is left to a person.
    """
    met = a.at_least(rows.bound, rows.outcome, as_typed=True)
    share = np.where(met, 1, a.ratio(rows.bound, rows.outcome))
    return Earned(share=share, completion=share, pending=rows.outcome < 1)


def direct_rank(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """Rank A or better: p, otherwise 0; an outcome below 1 is left to a person."""
    met = a.at_least(rows.bound, rows.outcome, as_typed=True)
    share = np.where(met, 1, 0)
    return Earned(share=share, completion=share, pending=rows.outcome < 1)


def deadline(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """On or before the day p (before it where the target says so), later 0 (convention).

    Bounds and outcomes are days as ordinals.
    """
    return _plain(np.where(_kept(a, rows), 1, 0))


def deadline_steps(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """In time p; late by at most ``days`` of a step its ``share``, later than the last step 0. Whole days."""
    late = rows.outcome - rows.bound
    share: Any = 0
    for step in reversed(params["steps"]):
        share = np.where(late <= step["days"], a.constant(step["share"]), share)
    return _plain(np.where(_kept(a, rows), 1, share))


def steps(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """The share of the first band whose ``from`` is reached. Source: 2021 guide, example for satisfaction (reported).

    ``on`` says what is held against the bands: ``percent`` and ``outcome`` the outcome, ``completion`` B ÷ A in
    percent.
    """
    share: Any = 0
    for band in reversed(params["bands"]):
        share = np.where(_on_at_least(a, rows, params["on"], band["from"]), a.constant(band["share"]), share)
    if params["met_is_full"]:
        share = np.where(_reached(a, rows), 1, share)
    return Earned(share=share, completion=a.ratio(rows.outcome, rows.bound))


def steps_up_to(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """The share of the first band whose ``to`` holds, above the last 0.

    Source: management items in Yueyang forms (cited there).
    """
    share: Any = 0
    for band in reversed(params["bands"]):
        share = np.where(_on_at_most(a, rows, params["on"], band["to"]), a.constant(band["share"]), share)
    return _plain(share)


def steps_around(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """The share of the first band whose ``to`` holds the distance from the middle of the range, past the last one 0.

    Source: cost control on a Jiangxi form (cited there): within ±10 % full points, ±15 % and ±20 % less.
    """
    share: Any = 0
    middle, twice = rows.low + rows.high, 2 * rows.outcome
    for band in reversed(params["bands"]):
        reach = 2 * a.constant(band["to"])
        holds = a.at_least(middle + reach, twice) & a.at_least(twice + reach, middle)
        share = np.where(holds, a.constant(band["share"]), share)
    return _plain(share)


def steps_down(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """Full from ``full_from`` on.

    For each ``step`` below, begun or completed, ``loss`` of the points. Source: a Jiangxi form (reported).
    """
    missing = np.maximum(a.constant(params["full_from"]) - _on(a, rows, params["on"]), 0)
    return Earned(share=_less(a, missing, params), completion=a.ratio(rows.outcome, rows.bound))


def excess_down(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """Full up to ``full_to``.

    For each ``step`` above, begun or completed, ``loss`` of the points. Source: Yueyang forms (cited there).
    """
    excess = np.maximum(_on(a, rows, params["on"]) - a.constant(params["full_to"]), 0)
    return _plain(_less(a, excess, params))


def levels(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """Points × the person's share within the band of the level; without a share the default of the level.

    The lower end belongs to its band (80 % is met, 60 % partly met); the upper end of the lower bands does not.
    Source: art. 16 (labels and cuts reported; the defaults are a convention).
    """
    share: Array = np.where(rows.has_share, rows.share, 0)
    outside = np.zeros(len(rows.level), dtype=np.bool_)
    for place, band in enumerate(params["levels"]):
        here = rows.level == place
        share = np.where(here & ~rows.has_share, a.constant(band["default"]), share)
        low = share >= a.constant(band["from"])
        top = share <= a.constant(band["to"]) if place == 0 else share < a.constant(band["to"])
        outside |= here & rows.has_share & ~(low & top)
    return Earned(
        share=np.where(outside, 0, share), completion=np.where(outside, 0, share), pending=outside, outside=outside
    )


def as_printed(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """As the rule printed in the target's cell says (``rule``): full mark, steps or marks, and what is left past them.

    The points that a rule prints for its full mark are all of the row's, whatever these are; where it prints none, what
    it takes off is taken off the row's points. What the rule does not say is left to a person.
    """
    rule: PrintedRule = params["rule"]
    full = rows.worth if rule.full is None else np.full(len(rows.level), 100 * a.constant(rule.full))

    def reached(mark: Any, strict: bool) -> Mask:
        over, under = (rows.outcome, mark) if rule.more else (mark, rows.outcome)
        held = a.at_least(over, under, as_typed=True)
        return held & (rows.outcome != mark) if strict else held

    met = reached(rows.bound, rule.strict)
    completion = a.ratio(rows.outcome, rows.bound) if rule.more else a.ratio(rows.bound, rows.outcome)
    completion = np.where(met, np.maximum(completion, 1) if rule.more else 1, np.where(completion >= 1, 0, completion))
    if rule.by_ratio:
        return Earned(share=np.where(met, 1, a.ratio(rows.outcome, rows.bound)), completion=completion)
    if rule.step is not None:
        distance = np.maximum(rows.bound - rows.outcome if rule.more else rows.outcome - rows.bound, 0)
        times = _counted(a, a.ratio(distance, a.constant(rule.step)), rule.counted or params["count"])
        earned = np.maximum(full - 100 * a.constant(rule.loss) * times, 0)
        if rule.nothing_past is not None:
            inside = a.constant(rule.nothing_past)
            earned = np.where(reached(inside, not rule.nothing_strict), earned, 0)
        unsaid = ~met & (rows.outcome == rows.bound)  # past neither the bound that is left out nor a step
    else:
        known = met.copy() if rule.rest is None else np.ones(len(met), dtype=np.bool_)
        earned = np.full(len(met), 100 * a.constant(rule.rest or 0))
        for mark in reversed(rule.marks):
            here = reached(a.constant(mark.bound), mark.strict)
            earned = np.where(here, 100 * a.constant(mark.points), earned)
            known |= here
        unsaid = ~known
    return Earned(share=np.where(met, 1, a.ratio(earned, full)), completion=completion, pending=unsaid)


def as_worded(a: Arithmetics, rows: Rows, params: Mapping[str, Any]) -> Earned:
    """Met earns the points, missed what the printed rule leaves then; where the rule is silent a person's share."""
    rule: PrintedRule = params["rule"]
    missed = (rows.level == 2) & (rule.rest is not None)
    silent = (rows.level != 0) & ~missed
    least, most = np.where(rows.level == 0, 1, 0), np.where(missed, 0, 1)
    given: Array = np.where(rows.has_share, rows.share, least)
    outside = rows.has_share & ~((given >= least) & (given <= most))
    share = np.where(outside, 0, given)
    return Earned(share=share, completion=share, pending=(silent & ~rows.has_share) | outside, outside=outside)


def _plain(share: Array) -> Earned:
    return Earned(share=share, completion=share)


def _on(a: Arithmetics, rows: Rows, on: str) -> Array:
    return 100 * a.ratio(rows.outcome, rows.bound) if on == "completion" else rows.outcome


def _on_at_least(a: Arithmetics, rows: Rows, on: str, limit: Any) -> Mask:
    if on == "completion":
        return a.at_least(100 * rows.outcome, a.constant(limit) * rows.bound)
    return a.at_least(rows.outcome, a.constant(limit), as_typed=True)


def _on_at_most(a: Arithmetics, rows: Rows, on: str, limit: Any) -> Mask:
    if on == "completion":
        return a.at_least(a.constant(limit) * rows.bound, 100 * rows.outcome)
    return a.at_least(a.constant(limit), rows.outcome, as_typed=True)


def _less(a: Arithmetics, distance: Array, params: Mapping[str, Any]) -> Array:
    times = _counted(a, a.ratio(distance, a.constant(params["step"])), params["count"])
    return np.asarray(np.maximum(1 - a.constant(params["loss"]) * times, 0))


def _counted(a: Arithmetics, steps: Array, count: str) -> Array:
    """The number of steps that count: those begun, those completed, or each for its part."""
    if count == Counting.IN_PROPORTION:
        return steps
    return a.floor(steps) if count == Counting.COMPLETED else -a.floor(-steps)


_FOR_ANY_CASE: dict[str, ScoringMethod] = {
    "proportional": proportional,
    "reverse-ratio": reverse_ratio,
    "reverse-linear": reverse_linear,
    "pass-threshold": pass_threshold,
    "equality": equality,
    "zero-target": zero_target,
    "nearer-bound": nearer_bound,
    "rank": rank,
    "deadline": deadline,
    "deadline-steps": deadline_steps,
    "direct": direct,
    "steps": steps,
    "steps-up-to": steps_up_to,
    "steps-around": steps_around,
    "steps-down": steps_down,
    "excess-down": excess_down,
    "levels": levels,
    "as-printed": as_printed,
    "as-worded": as_worded,
}
_DIRECT: dict[str, ScoringMethod] = {
    "at-most": direct_at_most,
    "exactly": direct_exactly,
    "range": direct_range,
    "rank": direct_rank,
}


def method_for(case: str, use: str) -> ScoringMethod:
    """The function behind a provision's ``use`` in a case (``direct`` differs by case)."""
    return _DIRECT[case] if use == "direct" and case in _DIRECT else _FOR_ANY_CASE[use]
