"""Every method on both sides of each of its edges, by floats and by rationals: share, completion, who must decide.

Shares and completions are worked by hand as fractions of the points and of the target.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from rules.arithmetic import Floats, Rationals, column, decimals
from rules.methods import Earned, Rows, method_for
from targets.language.printedrule import Counting, Mark, PrintedRule

D = Decimal
F = Fraction


def earned(
    arithmetic: str, case: str, use: str, bounds: Sequence[Any], outcomes: Sequence[Any], params: Mapping[str, Any]
) -> tuple[Earned, list[bool]]:
    """The method on one target and many outcomes, and which rows are decided here and not again by rationals.
    ``bounds`` is (bound,) or (low, high), with ``strict`` behind.
    """
    strict = "strict" in bounds
    numbers = [b for b in bounds if b != "strict"]
    count = len(outcomes)

    def made(value: Any) -> Any:
        if arithmetic == "floats":
            return np.full(count, float(value))
        return column([F(value)] * count, count)

    held = (
        np.array([float(o) for o in outcomes])
        if arithmetic == "floats"
        else column([F(str(o)) for o in outcomes], count)
    )
    rows = Rows(
        low=made(numbers[0]),
        high=made(numbers[-1]),
        bound=made(numbers[0]),
        outcome=held,
        strict=np.full(count, strict),
        level=np.full(count, -1),
        share=made(0),
        has_share=np.zeros(count, dtype=bool),
        worth=np.full(count, 1000) if arithmetic == "floats" else made(1000),
    )
    a = Floats(count) if arithmetic == "floats" else Rationals()
    result = method_for(case, use)(a, rows, params)
    return result, (~a.near).tolist() if isinstance(a, Floats) else [True] * count


STEPS = {
    "on": "completion",
    "bands": ({"from": D(90), "share": D(1)}, {"from": D(50), "share": D("0.5")}, {"from": D(0), "share": D(0)}),
    "met_is_full": False,
}
UP_TO = {"on": "completion", "bands": ({"to": D(100), "share": D(1)}, {"to": D(120), "share": D("0.4")})}
DOWN = {"on": "completion", "full_from": D(90), "step": D(20), "loss": D("0.25"), "count": "begun"}
EXCESS = {"on": "completion", "full_to": D(110), "step": D(10), "loss": D("0.4"), "count": "completed"}
AROUND = {
    "on": "outcome",
    "bands": ({"to": D(10), "share": D(1)}, {"to": D(15), "share": D("0.6")}, {"to": D(20), "share": D("0.2")}),
}


def printed(**stated: Any) -> dict[str, Any]:
    """A rule printed in the cell of a target, for a row of 10 points, under a book that counts whole steps."""
    return {"rule": PrintedRule(**stated), "count": "completed"}


TABLE = [
    # case, use, bounds, params, {outcome: share}, {outcome: completion}; completion is the share where not given
    ("at-least", "proportional", (200,), {}, {0: 0, 50: F(1, 4), 199: F(199, 200), 200: 1, 500: 1},
     {0: 0, 50: F(1, 4), 199: F(199, 200), 200: 1, 500: F(5, 2)}),
    ("at-least", "proportional", (200, "strict"), {}, {199: F(199, 200), 200: 1, 201: 1},
     {199: F(199, 200), 200: 1, 201: F(201, 200)}),
    ("at-least", "proportional", (0,), {}, {0: 1, 3: 1}, {0: 1, 3: 1}),
    ("at-least", "proportional", (0, "strict"), {}, {0: 0, 3: 1}, {0: 0, 3: 1}),
    ("at-least", "pass-threshold", (200,), {"threshold": D("0.6")}, {119: 0, 120: F(3, 5), 200: 1, 260: 1},
     {119: F(119, 200), 120: F(3, 5), 200: 1, 260: F(13, 10)}),
    ("at-least", "pass-threshold", (0,), {"threshold": D("0.6")}, {0: 1, 1: 1}, {0: 1, 1: 1}),
    ("at-least", "pass-threshold", (0, "strict"), {"threshold": D("0.6")}, {0: 0, 1: 1}, {0: 0, 1: 1}),
    ("at-least", "direct", (200,), {}, {199: 0, 200: 1, 300: 1}, {199: F(199, 200), 200: 1, 300: F(3, 2)}),
    ("at-least", "direct", (200, "strict"), {}, {200: 0, 201: 1}, {200: 1, 201: F(201, 200)}),
    ("at-most", "direct", (200,), {}, {200: 1, 201: 0, 0: 1}, None),
    ("at-most", "direct", (200, "strict"), {}, {199: 1, 200: 0}, None),
    ("exactly", "direct", (200,), {}, {199: 0, 200: 1, 201: 0}, {199: F(199, 200), 200: 1, 201: F(201, 200)}),
    ("exactly", "equality", (200,), {"difference": "zero"}, {199: 0, 200: 1, 201: 0},
     {199: F(199, 200), 200: 1, 201: F(201, 200)}),
    ("at-most-zero", "zero-target", (0,), {}, {0: 1, 1: 0}, None),
    ("at-most", "reverse-ratio", (200,), {}, {0: 1, 200: 1, 250: F(4, 5), 800: F(1, 4)}, None),
    ("at-most", "reverse-ratio", (200, "strict"), {}, {199: 1, 200: 1, 250: F(4, 5)}, None),
    ("at-most", "reverse-linear", (200,), {}, {0: 1, 200: 1, 250: F(3, 4), 399: F(1, 200), 400: 0, 900: 0}, None),
    ("at-most", "reverse-linear", (0,), {}, {0: 1, 1: 0}, None),
    ("at-most", "reverse-linear", (0, "strict"), {}, {0: 0, 1: 0}, None),
    ("range", "nearer-bound", (200, 400), {}, {100: F(1, 2), 200: 1, 300: 1, 400: 1, 500: F(4, 5)}, None),
    ("range", "nearer-bound", (-10, 10), {}, {-20: F(1, 2), -10: 1, 0: 1, 10: 1, 40: F(1, 4)}, None),
    ("range", "steps-around", (-10, 10), AROUND,
     {-21: 0, -20: F(1, 5), -16: F(1, 5), -15: F(3, 5), -10: 1, 0: 1, 10: 1, 11: F(3, 5), 20: F(1, 5), 21: 0}, None),
    ("range", "steps-around", (90, 110), AROUND, {79: 0, 85: F(3, 5), 90: 1, 110: 1, 115: F(3, 5), 120: F(1, 5)}, None),
    ("range", "direct", (200, 400), {}, {199: 0, 200: 1, 400: 1, 401: 0}, None),
    ("rank", "rank", (4,), {}, {1: 1, 4: 1, 5: F(4, 5), 8: F(1, 2)}, None),
    ("rank", "direct", (4,), {}, {1: 1, 4: 1, 5: 0}, None),
    ("deadline", "deadline", (100,), {}, {99: 1, 100: 1, 101: 0}, None),
    ("deadline", "deadline", (100, "strict"), {}, {99: 1, 100: 0}, None),
    ("deadline", "deadline-steps", (100,), {"steps": ({"days": 5, "share": D("0.8")}, {"days": 9, "share": D("0.3")})},
     {90: 1, 100: 1, 101: F(4, 5), 105: F(4, 5), 106: F(3, 10), 109: F(3, 10), 110: 0}, None),
    ("deadline", "deadline-steps", (100, "strict"), {"steps": ({"days": 5, "share": D("0.8")},)},
     {99: 1, 100: F(4, 5), 105: F(4, 5), 106: 0}, None),
    ("at-least", "steps", (40,), STEPS, {0: 0, 19.9: 0, 20: F(1, 2), 35: F(1, 2), 36: 1, 80: 1},
     {0: 0, 19.9: F(199, 400), 20: F(1, 2), 35: F(7, 8), 36: F(9, 10), 80: 2}),
    ("at-least", "steps", (40,), {**STEPS, "bands": STEPS["bands"][:2]}, {19: 0, 21: F(1, 2)},
     {19: F(19, 40), 21: F(21, 40)}),
    ("at-least", "steps", (40,), {**STEPS, "on": "outcome"}, {49: 0, 50: F(1, 2), 89: F(1, 2), 90: 1},
     {49: F(49, 40), 50: F(5, 4), 89: F(89, 40), 90: F(9, 4)}),
    ("at-least", "steps", (80,), {**STEPS, "on": "percent"}, {49: 0, 50: F(1, 2), 80: F(1, 2), 90: 1},
     {49: F(49, 80), 50: F(5, 8), 80: 1, 90: F(9, 8)}),
    ("at-least", "steps", (80,), {**STEPS, "on": "percent", "met_is_full": True}, {79: F(1, 2), 80: 1},
     {79: F(79, 80), 80: 1}),
    ("at-least", "steps", (80, "strict"), {**STEPS, "on": "percent", "met_is_full": True}, {80: F(1, 2), 81: 1},
     {80: 1, 81: F(81, 80)}),
    ("at-most", "steps-up-to", (40,), UP_TO, {0: 1, 40: 1, 41: F(2, 5), 48: F(2, 5), 49: 0}, None),
    ("at-most", "steps-up-to", (40,), {**UP_TO, "on": "outcome"}, {100: 1, 101: F(2, 5), 120: F(2, 5), 121: 0}, None),
    ("at-least", "steps-down", (40,), DOWN, {36: 1, 40: 1, 35: F(3, 4), 28: F(3, 4), 27: F(1, 2), 4: 0, 0: 0},
     {36: F(9, 10), 40: 1, 35: F(7, 8), 28: F(7, 10), 27: F(27, 40), 4: F(1, 10), 0: 0}),
    ("at-least", "steps-down", (40,), {**DOWN, "count": "completed"}, {35: 1, 28: F(3, 4), 27: F(3, 4), 20: F(1, 2)},
     {35: F(7, 8), 28: F(7, 10), 27: F(27, 40), 20: F(1, 2)}),
    ("at-least", "steps-down", (40,), {**DOWN, "on": "outcome"}, {90: 1, 89: F(3, 4), 70: F(3, 4), 69: F(1, 2)},
     {90: F(9, 4), 89: F(89, 40), 70: F(7, 4), 69: F(69, 40)}),
    ("at-most", "excess-down", (40,), {**EXCESS, "on": "percent"}, {110: 1, 119: 1, 120: F(3, 5), 130: F(1, 5)}, None),
    ("at-most", "excess-down", (40,), EXCESS, {0: 1, 44: 1, 47: 1, 48: F(3, 5), 52: F(1, 5), 56: 0, 80: 0}, None),
    ("at-most", "excess-down", (40,), {**EXCESS, "count": "begun"},
     {44: 1, 45: F(3, 5), 48: F(3, 5), 49: F(1, 5)}, None),
    ("printed-rule", "as-printed", (90,), printed(full=D(10), step=D(5), loss=D(1)),
     {100: 1, 90: 1, 89: 1, 85: F(9, 10), 81: F(9, 10), 80: F(4, 5), 40: 0, 0: 0},
     {100: F(10, 9), 90: 1, 89: F(89, 90), 85: F(17, 18), 81: F(9, 10), 80: F(8, 9), 40: F(4, 9), 0: 0}),
    ("printed-rule", "as-printed", (90,), printed(step=D(5), loss=D(2), counted=Counting.BEGUN),
     {90: 1, 89: F(4, 5), 85: F(4, 5), 84: F(3, 5)}, {90: 1, 89: F(89, 90), 85: F(17, 18), 84: F(14, 15)}),
    ("printed-rule", "as-printed", (90,), {**printed(full=D(4), step=D(5), loss=D(1)), "count": "in-proportion"},
     {91: 1, 88: F(9, 10), 80: F(1, 2)}, {91: F(91, 90), 88: F(44, 45), 80: F(8, 9)}),
    ("printed-rule", "as-printed", (90,), printed(full=D(10), step=D(5), loss=D(1), nothing_past=D(60)),
     {65: F(1, 2), 61: F(1, 2), 60: 0, 59: 0}, {65: F(13, 18), 61: F(61, 90), 60: F(2, 3), 59: F(59, 90)}),
    ("printed-rule", "as-printed", (90,),
     printed(full=D(10), step=D(5), loss=D(1), nothing_past=D(60), nothing_strict=True),
     {65: F(1, 2), 60: F(2, 5), 59: 0}, {65: F(13, 18), 60: F(2, 3), 59: F(59, 90)}),
    ("printed-rule", "as-printed", (30,), printed(more=False, full=D(5), step=D(2), loss=D("0.5")),
     {0: 1, 30: 1, 31: 1, 32: F(9, 10), 34: F(4, 5), 60: 0}, {0: 1, 30: 1, 31: F(30, 31), 32: F(15, 16),
     34: F(15, 17), 60: F(1, 2)}),
    ("printed-rule", "as-printed", (0,), printed(more=False, full=D(10), step=D(1), loss=D(4)),
     {0: 1, 1: F(3, 5), 3: 0}, {0: 1, 1: 0, 3: 0}),
    ("printed-rule", "as-printed", (90,),
     printed(full=D(10), marks=(Mark(D(80), D(8)), Mark(D(60), D(5))), rest=D(1)),
     {90: 1, 89: F(4, 5), 80: F(4, 5), 79: F(1, 2), 60: F(1, 2), 59: F(1, 10)},
     {90: 1, 89: F(89, 90), 80: F(8, 9), 79: F(79, 90), 60: F(2, 3), 59: F(59, 90)}),
    ("printed-rule", "as-printed", (90,),
     printed(full=D(10), strict=True, marks=(Mark(D(80), D(8), strict=True),), rest=D(0)),
     {91: 1, 90: F(4, 5), 81: F(4, 5), 80: 0}, {91: F(91, 90), 90: 0, 81: F(9, 10), 80: F(8, 9)}),
    ("printed-rule", "as-printed", (5,), printed(more=False, full=D(5), marks=(Mark(D(10), D(3)),), rest=D(0)),
     {5: 1, 6: F(3, 5), 10: F(3, 5), 11: 0}, {5: 1, 6: F(5, 6), 10: F(1, 2), 11: F(5, 11)}),
    ("printed-rule", "as-printed", (80,), printed(full=D(10), by_ratio=True), {80: 1, 90: 1, 60: F(3, 4), 0: 0},
     {80: 1, 90: F(9, 8), 60: F(3, 4), 0: 0}),
]  # fmt: skip


@pytest.mark.parametrize("arithmetic", ["floats", "rationals"])
@pytest.mark.parametrize(("case", "use", "bounds", "params", "shares", "completions"), TABLE)
def test_share_and_completion(
    arithmetic: str, case: str, use: str, bounds: Any, params: Any, shares: Any, completions: Any
) -> None:
    result, decided = earned(arithmetic, case, use, bounds, list(shares), params)
    for found, wanted in ((result.share, shares), (result.completion, shares if completions is None else completions)):
        pairs = [(float(f), float(w)) for f, w, here in zip(found, wanted.values(), decided, strict=True) if here]
        assert [f for f, _ in pairs] == pytest.approx([w for _, w in pairs], abs=1e-12)
    assert result.pending is None or not result.pending.any()
    assert result.outside is None
    if (
        params.get("on") != "completion"
        and use != "steps-around"
        and not (use == "as-printed" and params["rule"].step)
        and not {"threshold", "step"} & set(params)
    ):
        assert all(decided)  # numbers as typed are compared as they are: no second look, however close
    if arithmetic == "rationals":
        assert all(isinstance(s, (Fraction, int, np.integer)) for s in result.share)  # nothing became a float


@pytest.mark.parametrize("arithmetic", ["floats", "rationals"])
def test_what_a_person_must_decide(arithmetic: str) -> None:
    """A difference from an exact target where the book says so; a rank below 1, which there is not."""
    result, _ = earned(arithmetic, "exactly", "equality", (200,), [199, 200, 201], {"difference": "person"})
    assert result.pending is not None and result.pending.tolist() == [True, False, True]
    for use in ("rank", "direct"):
        result, _ = earned(arithmetic, "rank", use, (4,), [0, "0.5", 1, 5], {})
        assert result.pending is not None and result.pending.tolist() == [True, True, False, False]
        assert result.pending.dtype == np.bool_


@pytest.mark.parametrize("arithmetic", ["floats", "rationals"])
@pytest.mark.parametrize(
    ("bound", "stated", "outcomes", "silent"),
    [
        ((90,), {"full": D(10)}, [91, 90, 89], [False, False, True]),
        ((90,), {"full": D(10), "marks": (Mark(D(80), D(8)),)}, [90, 80, 79], [False, False, True]),
        ((90,), {"full": D(10), "strict": True, "step": D(5), "loss": D(1)}, [91, 90, 85], [False, True, False]),
        ((5,), {"more": False, "full": D(10)}, [4, 5, 6], [False, False, True]),
    ],
)
def test_what_a_printed_rule_does_not_say(
    arithmetic: str, bound: Any, stated: Any, outcomes: list[int], silent: list[bool]
) -> None:
    result, _ = earned(arithmetic, "printed-rule", "as-printed", bound, outcomes, printed(**stated))
    assert result.pending is not None and result.pending.tolist() == silent


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("rest", [D(0), None])
def test_a_printed_condition_in_words(exact: bool, rest: Decimal | None) -> None:
    """Met is everything, missed nothing or (where the rule is silent) a person's share, partly met a person's share."""
    silent = rest is None
    table = [  # level, share stated, share earned, pending, outside
        (0, None, 1, False, False), (0, "1", 1, False, False), (0, "0.9", 0, True, True),
        (1, None, 0, True, False), (1, "0.5", F(1, 2), False, False), (1, "1.1", 0, True, True),
        (2, None, 0, silent, False), (2, "0", 0, False, False),
        (2, "0.25", F(1, 4) if silent else 0, not silent, not silent),
    ]  # fmt: skip
    count = len(table)
    typed = [F(share) if share else F(0) for _, share, *_ in table]
    nothing = np.zeros(count)
    rows = Rows(
        low=nothing,
        high=nothing,
        bound=nothing,
        outcome=nothing,
        strict=np.zeros(count, dtype=bool),
        level=np.array([level for level, *_ in table]),
        share=column(typed, count) if exact else np.array([float(t) for t in typed]),
        has_share=np.array([share is not None for _, share, *_ in table]),
        worth=np.full(count, 200),
    )
    params = {"rule": PrintedRule(full=D(2), rest=rest, wording=True)}
    result = method_for("printed-wording", "as-worded")(Rationals() if exact else Floats(count), rows, params)
    assert [float(s) for s in result.share] == [float(share) for _, _, share, *_ in table]
    assert result.pending is not None and result.pending.tolist() == [pending for *_, pending, _ in table]
    assert result.outside is not None and result.outside.tolist() == [outside for *_, outside in table]


LEVELS = {
    "levels": (
        {"level": "met", "label": "", "from": D("0.8"), "to": D(1), "default": D(1)},
        {"level": "partial", "label": "", "from": D("0.6"), "to": D("0.8"), "default": D("0.7")},
        {"level": "missed", "label": "", "from": D(0), "to": D("0.6"), "default": D("0.3")},
    )
}


@pytest.mark.parametrize("exact", [False, True])
def test_levels_take_their_share_within_their_band(exact: bool) -> None:
    table = [
        (0, "1", 1, False), (0, "0.8", F(4, 5), False), (0, "0.79", 0, True), (0, None, 1, False),
        (1, "0.8", 0, True), (1, "0.79", F(79, 100), False), (1, "0.6", F(3, 5), False), (1, "0.59", 0, True),
        (1, None, F(7, 10), False), (2, "0.6", 0, True), (2, "0.59", F(59, 100), False), (2, "0", 0, False),
        (2, None, F(3, 10), False),
    ]  # fmt: skip
    count = len(table)
    typed = [F(share) if share else F(0) for _, share, _, _ in table]
    nothing = np.zeros(count)
    rows = Rows(
        low=nothing,
        high=nothing,
        bound=nothing,
        outcome=nothing,
        strict=np.zeros(count, dtype=bool),
        level=np.array([level for level, *_ in table]),
        share=column(typed, count) if exact else np.array([float(t) for t in typed]),
        has_share=np.array([share is not None for _, share, _, _ in table]),
        worth=np.full(count, 1000),
    )
    result = method_for("qualitative", "levels")(Rationals() if exact else Floats(count), rows, LEVELS)
    assert [float(s) for s in result.share] == pytest.approx([float(share) for *_, share, _ in table])
    assert [float(s) for s in result.completion] == pytest.approx([float(share) for *_, share, _ in table])
    assert result.pending is not None and result.pending.tolist() == [outside for *_, outside in table]
    assert result.outside is not None and result.outside.tolist() == [outside for *_, outside in table]


def test_floats_know_when_they_are_near() -> None:
    """A comparison, a floor and a rounding within 1e-7 relative mark the row; as typed only where it was converted."""
    values = np.array([1.0, 1.0 + 2e-7, 1.0 - 0.5e-7, 1e9, 1e9])
    limits = np.array([1.0, 1.0, 1.0, 1e9 + 50, 1e9 + 200])
    a = Floats(5)
    assert a.at_least(values, limits).tolist() == [True, True, False, False, False]
    assert a.near.tolist() == [True, False, True, True, False]
    a = Floats(5)
    a.at_least(values, limits, as_typed=True)
    assert not a.near.any()
    a = Floats(5, np.array([True, True, False, True, False]))
    a.at_least(values, limits, as_typed=True)
    assert a.near.tolist() == [True, False, False, True, False]
    a = Floats(5)
    rounded = a.half_up(np.array([2.5, 2.5 + 1e-5, 2.4999999, 7.0, 0.49]))
    assert rounded.tolist() == [3, 3, 2, 7, 0] and rounded.dtype == np.int64
    assert a.near.tolist() == [True, False, True, False, False]
    a = Floats(5)
    assert a.floor(np.array([3.0, 2.99999999, 3.00000001, 2.5, 0.0])).tolist() == [3, 2, 3, 2, 0]
    assert a.near.tolist() == [True, True, True, False, True]


def test_what_was_near_once_stays_near() -> None:
    """Whatever follows; and nearness grows with the value."""
    for later in ("half_up", "floor", "at_least"):
        a = Floats(2)
        a.at_least(np.array([1.0, 5.0]), np.array([1.0, 9.0]))
        far = np.array([7.25, 7.25])
        getattr(a, later)(*((far, far + 5) if later == "at_least" else (far,)))
        assert a.near.tolist() == [True, False], later
    for name, offset in (("half_up", 0.5), ("floor", 0.0)):
        a = Floats(2)
        getattr(a, name)(np.array([1e6 + offset + 0.05, 1e3 + offset + 0.05]))
        assert a.near.tolist() == [True, False], name


def test_both_arithmetics_divide_by_nothing_to_nothing() -> None:
    for a, over in ((Floats(3), np.array([1.0, 6.0, 0.0])), (Rationals(), column([F(1), 6, F(0)], 3))):
        under = np.array([0.0, 4.0, 2.0]) if isinstance(a, Floats) else column([F(0), F(4), F(2)], 3)
        assert [float(r) for r in a.ratio(over, under)] == [0.0, 1.5, 0.0]
        assert [float(r) for r in a.ratio(np.asarray(over) * 0 + over, a.constant(D(4)))] == [0.25, 1.5, 0.0]
    rounded = Rationals().half_up(column([F(5, 2), F(249, 100), 3, F(1, 2)], 4))
    assert rounded.tolist() == [3, 2, 3, 1] and rounded.dtype == np.int64
    assert Rationals().floor(column([F(5, 2), F(-5, 2), F(3)], 3)).tolist() == [2, -3, 3]
    assert isinstance(Rationals().constant(D("0.1")), Fraction) and Rationals().constant(D("0.1")) == F(1, 10)
    assert Rationals().at_least(column([F(1), F(1, 3)], 2), F(1, 2)).tolist() == [True, False]


def test_decimals_are_the_ones_that_were_typed() -> None:
    found = decimals(np.array([0.1, float("nan"), 123456789.123456, 0.1, -2.5]))
    assert found.tolist() == [F(1, 10), None, F("123456789.123456"), F(1, 10), F(-5, 2)]


def test_near_is_measured_against_1_at_least() -> None:
    """1.5e-7 away is not near for values below 1, however small."""
    for name, value in (("floor", 1.5e-7), ("half_up", 0.5 + 1.5e-7)):
        a = Floats(1)
        getattr(a, name)(np.array([value]))
        assert not a.near.any(), name


def test_rationals_stay_rationals() -> None:
    """A hair below a half is below it, and whole numbers divide to fractions, never to floats."""
    assert Rationals().half_up(column([F(17_999, 2) - F(1, 10**20)], 1)).tolist() == [8999]
    third = Rationals().ratio(column([1], 1), column([3], 1))
    assert third.tolist() == [F(1, 3)] and isinstance(third[0], Fraction)
