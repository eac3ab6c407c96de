"""Scores of indicators in columns: floats for the bulk, exact rationals for every row near a boundary.

One indicator is a frame of one row; there is no second implementation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules.arithmetic import Array, Floats, Mask, Rationals, column, decimals
from rules.cases import Case
from rules.coverage import PRINTED_STEPS
from rules.methods import Arithmetics, Earned, Rows, ScoringMethod, method_for
from rules.persons import adjust, deduct
from rules.rulebook import Provision, Rulebook
from rules.schema import PRINTED_CASES
from targets.language.printedrule import PrintedRule

Int = NDArray[np.int64]
Float = NDArray[np.float64]
Params = Mapping[str, Any]

# Lookup tables, indexed by the code of a case.
_OF_DATES = np.array([case.of_dates for case in Case])
_STRICT = np.array([case.strict for case in Case])
_BOUND_ABOVE = np.array([case.of_dates or case is Case.RANK for case in Case])
"""True for cases whose one bound stands in ``high``: a day or a rank is met by anything up to it."""
_MAY_BE_SURPASSED = ("at-least", "exactly")
_BY_ROW_ALONE = ("pending", "over_achieved", "target_too_low", "share_outside_band")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Equal-length columns, one row for one indicator; ``columns`` fills in what is left out.

    ``case``: codes of ``Case``. ``low``, ``high``: bounds in the target's unit, NaN for none, days as ordinals;
    decimals of at most 15 significant digits. ``outcome``: in its own unit, NaN for none, days as ordinals.
    ``factor_num`` ÷ ``factor_den`` turns it into the target's unit, exactly. ``level``: 0 met, 1 partial, 2 missed,
    -1 none. ``share``: a person's share of the points from 0 to 1, NaN for none. ``deduction``, ``adjustment`` (a
    reviewer's, signed), ``points``: hundredths of a point. ``provision``: index into
    ``provision_keys`` as chosen by ``case_of``, -1 for the general provision of the case. ``rule``: index into
    ``rules``, those printed in the targets' cells, -1 none; ``worth``: the hundredths of a point that the amounts of
    such a rule are held against, the points where not given.
    """

    case: NDArray[np.int8]
    low: Float
    high: Float
    outcome: Float
    factor_num: Int
    factor_den: Int
    level: NDArray[np.int8]
    share: Float
    deduction: Int
    adjustment: Int
    points: Int
    provision: NDArray[np.int16]
    rule: NDArray[np.int32]
    worth: Int
    provision_keys: tuple[str, ...] = ()
    rules: tuple[PrintedRule, ...] = ()

    def __len__(self) -> int:
        return len(self.case)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The scores of the rows, one value a row.

    ``score``: hundredths of a point, rounded half up per row, 0 while ``pending``. ``completion``: outcome ÷ target
    where more is better, otherwise the share of the points before rounding; NaN where there is none. ``provision``:
    index into ``provision_keys``, the provision that decided. The flags: ``over_achieved`` and ``target_too_low``
    (outcome at or past the multiples of the book), ``share_outside_band`` (row pending), ``share_unused`` (a share
    for a row that is not scored by level), ``negative_outcome``, ``verbal`` (a quantitative target scored by level),
    ``deducted`` (a person's deduction was applied), ``deduction_refused`` (more than the book allows, or negative:
    row pending), ``adjusted`` (a reviewer's adjustment was applied), ``adjustment_refused`` (more than the book allows,
    past 0 or the points, or no score to adjust: row pending), ``exactly_decided`` (by rationals).
    """

    score: Int
    completion: Float
    pending: Mask
    provision: NDArray[np.int16]
    provision_keys: tuple[str, ...]
    over_achieved: Mask
    target_too_low: Mask
    share_outside_band: Mask
    share_unused: Mask
    negative_outcome: Mask
    verbal: Mask
    deducted: Mask
    deduction_refused: Mask
    adjusted: Mask
    adjustment_refused: Mask
    exactly_decided: Mask


def columns(case: Sequence[int] | Array, points: Sequence[int] | Array, **given: Any) -> Columns:
    """Columns of the right types from sequences; whatever is not given is absent. ValueError if lengths differ."""
    length = len(case)
    absent: dict[str, tuple[Any, Any]] = {
        "low": (np.float64, np.nan),
        "high": (np.float64, np.nan),
        "outcome": (np.float64, np.nan),
        "factor_num": (np.int64, 1),
        "factor_den": (np.int64, 1),
        "level": (np.int8, -1),
        "share": (np.float64, np.nan),
        "deduction": (np.int64, 0),
        "adjustment": (np.int64, 0),
        "provision": (np.int16, -1),
        "rule": (np.int32, -1),
        "worth": (np.int64, 0),
    }
    keys, rules = tuple(given.pop("provision_keys", ())), tuple(given.pop("rules", ()))
    given.setdefault("worth", points)
    unknown = set(given) - set(absent)
    if unknown:
        raise TypeError(f"no such columns: {sorted(unknown)}")
    made: dict[str, Any] = {"case": np.asarray(case, dtype=np.int8), "points": np.asarray(points, dtype=np.int64)}
    for name, (kind, nothing) in absent.items():
        made[name] = np.asarray(given[name], dtype=kind) if name in given else np.full(length, nothing, dtype=kind)
    for name, values in made.items():
        if values.shape != (length,):
            raise ValueError(f"column {name} has shape {values.shape}, wanted ({length},)")
    return Columns(**made, provision_keys=keys, rules=rules)


def score(rows: Columns, book: Rulebook) -> Scores:
    """Score each row under the book. Pure: equal columns and book give equal scores, in any order of rows."""
    return _Scoring(rows, book).result()


class _Scoring:
    """One call of ``score``: the output columns while they are being filled."""

    def __init__(self, rows: Columns, book: Rulebook) -> None:
        self.rows, self.book = rows, book
        length = len(rows)
        self.score = np.zeros(length, dtype=np.int64)
        self.completion = np.full(length, np.nan)
        self.provision = np.full(length, -1, dtype=np.int16)
        self.keys: dict[str, int] = {}
        self.flags: dict[str, Mask] = {
            field.name: np.zeros(length, dtype=np.bool_)
            for field in fields(Scores)
            if field.name not in ("score", "completion", "provision", "provision_keys")
        }
        self.over: Provision | None = book.provision("policy.over-achievement")
        if self.over.use == "over-none":
            self.over = None
        self.ladder: Provision | None = book.provisions.get("policy.over-achievement-ladder")
        if self.ladder is not None and not self.ladder.enabled:
            self.ladder = None

    def result(self) -> Scores:
        rows, book = self.rows, self.book
        case = rows.case
        unscorable = case == Case.UNSCORABLE
        left_out = case == Case.NOT_APPLICABLE
        qualitative = case == Case.QUALITATIVE
        compound = case == Case.COMPOUND
        numeric = ~(unscorable | left_out | qualitative | compound)
        named = rows.level >= 0
        measured = numeric & ~np.isnan(rows.outcome)
        wordy = ((numeric & ~measured) | compound) & named
        if book.provision("policy.verbal-outcome").use != "by-level":
            wordy = np.zeros_like(wordy)
            compound_left = compound
        else:
            compound_left = compound & ~named
        self._settle(unscorable | compound_left, "policy.unscorable")
        self._settle(left_out, "policy.not-applicable")
        by_level = qualitative & named
        missing = (qualitative & ~named) | (numeric & ~measured & ~wordy)
        self._settle(missing, "policy.missing-outcome")
        negative = measured & (rows.outcome < 0) & ~_OF_DATES[case] & ~(rows.low < 0) & ~self._may_fall()
        self.flags["negative_outcome"] = negative
        if book.provision("policy.negative-outcome").use == "pending":
            self._settle(negative, "policy.negative-outcome")
            measured &= ~negative
        self._measured(measured, negative)
        self._levels(by_level, None)
        self._levels(wordy, "policy.verbal-outcome")
        self.flags["verbal"] = wordy
        self.flags["share_unused"] = ~np.isnan(rows.share) & ~(by_level | wordy)
        by_persons = (rows.case != Case.NOT_APPLICABLE, rows.points, self.score, self.flags, book)
        deduct(rows.deduction, *by_persons)
        adjust(rows.adjustment, *by_persons)
        self.score[self.flags["pending"]] = 0
        return Scores(
            score=self.score,
            completion=self.completion,
            provision=self.provision,
            provision_keys=tuple(self.keys),
            **self.flags,
        )

    def _may_fall(self) -> Mask:
        """Rows whose outcome may be below 0: it is a change, by the provision chosen for them."""
        falling = {p.key for p in self.book.enabled("score") if p.params.get("may_fall")}
        return np.array([*(key in falling for key in self.rows.provision_keys), False])[self.rows.provision]

    def _code(self, key: str) -> int:
        return self.keys.setdefault(key, len(self.keys))

    def _settle(self, mask: Mask, key: str) -> None:
        """Rows that a policy settles without a method: pending, 0, or left out."""
        if not mask.any():
            return
        self.provision[mask] = self._code(key)
        if self.book.provision(key).use == "pending":
            self.flags["pending"] |= mask

    def _chosen(self, mask: Mask) -> list[tuple[Provision, Params, Array]]:
        """The rows of the mask by the provision that scores them, as chosen or as the general one of their case, with
        its parameters; rows that print their own rules each by theirs.
        """
        rows = self.rows
        found: list[tuple[Provision, Params, Array]] = []
        general = {
            p.selectors["case"]: p
            for p in self.book.enabled("score")
            if not p.selectors["category"] and not p.selectors["names"]
        }
        # A pair (choice, case) decides; few distinct ones exist, and counting finds them faster than sorting.
        pair = (rows.provision.astype(np.int32) + 1) * 64 + rows.case
        for value in np.flatnonzero(np.bincount(pair[mask])).tolist():
            choice, case = value // 64 - 1, value % 64
            key = rows.provision_keys[choice] if choice >= 0 else ""
            provision = self.book.provisions[key] if key else general[Case(case).scored_as]
            places = np.flatnonzero(mask & (pair == value))
            if provision.selectors["case"] in PRINTED_CASES:
                found += self._by_own_rules(provision, places)
            else:
                found.append((provision, provision.params, places))
        return found

    def _by_own_rules(self, provision: Provision, places: Array) -> list[tuple[Provision, Params, Array]]:
        own, rules = self.rows.rule[places], self.rows.rules
        each, params = np.unique(own).tolist(), with_count(provision, self.book)
        return [(provision, {**params, "rule": rules[rule]}, places[own == rule]) for rule in each]

    def _measured(self, mask: Mask, negative: Mask) -> None:
        if not mask.any():
            return
        at_least_nothing = (self.rows.case == Case.AT_LEAST) & (self.rows.low == 0)  # a fall misses 增长≥0%
        outcome = np.where(negative & ~at_least_nothing, 0.0, self.rows.outcome)
        for provision, params, places in self._chosen(mask):
            method = method_for(provision.selectors["case"], provision.use)
            self.provision[places] = self._code(provision.key)
            self._judge(provision, params, method, places, outcome)
            if provision.use == "as-printed":
                self.provision[self._parts_of_steps(params["rule"], places)] = self._code(PRINTED_STEPS)

    def _parts_of_steps(self, rule: PrintedRule, places: Array) -> Array:
        """The rows that lie a part of a step past the mark of their rule, which is silent on it: our count decides."""
        if rule.step is None or rule.counted is not None:
            return places[:0]
        rows = self.rows
        places = places[self.score[places] > 0]  # with nothing left no other way of counting leaves more
        bounds = decimals((rows.low if rule.more else rows.high)[places])
        factors = zip(rows.factor_num[places].tolist(), rows.factor_den[places].tolist(), strict=True)
        held = [of * Fraction(n, d) for of, (n, d) in zip(decimals(rows.outcome[places]), factors, strict=True)]
        past = [bound - of if rule.more else of - bound for bound, of in zip(bounds, held, strict=True)]
        part = [by > 0 and by % Fraction(rule.step) != 0 for by in past]
        return places[np.array(part, dtype=np.bool_)]

    def _levels(self, mask: Mask, key: str | None) -> None:
        if not mask.any():
            return
        general = self.book.provision("score.qualitative")
        chosen = self._chosen(mask) if key is None else [(general, general.params, np.flatnonzero(mask))]
        for provision, params, places in chosen:
            self.provision[places] = self._code(key or provision.key)
            self._judge(provision, params, method_for("qualitative", provision.use), places, self.rows.outcome)
            if (
                key is None and provision.use == "levels"
            ):  # It is the choice within the band that decides the points, so that is what is shown.
                self.provision[places[np.isnan(self.rows.share[places])]] = self._code("policy.level-default")

    def _judge(
        self, provision: Provision, params: Params, method: ScoringMethod, places: Array, outcome: Float
    ) -> None:
        """Score these rows by floats, then once more by rationals those that came near a boundary."""
        rows = self.rows
        converted = rows.factor_num[places] != rows.factor_den[places]
        earning, flagging = Floats(len(places), converted), Floats(len(places))
        # An outcome in the target's unit stays the very float it was typed as: x × 7 ÷ 7 need not.
        held = outcome[places]
        held = np.where(converted, held * rows.factor_num[places] / rows.factor_den[places], held)
        view = self._view(places, rows.low[places], rows.high[places], held, rows.share[places])
        self._earn(earning, provision, params, method, places, view)
        self._flag(flagging, provision, places, view)
        close = places[earning.near | flagging.near]
        if len(close) == 0:
            return
        near, same_as = self._distinct(close, outcome)
        factors = zip(rows.factor_num[near].tolist(), rows.factor_den[near].tolist(), strict=True)
        typed = decimals(outcome[near])
        exact = column(
            (b if b is None or n == d else b * Fraction(n, d) for b, (n, d) in zip(typed, factors, strict=True)),
            len(near),
        )
        low, high, share = (decimals(numbers[near]) for numbers in (rows.low, rows.high, rows.share))
        self._earn(Rationals(), provision, params, method, near, self._view(near, low, high, exact, share))
        few = np.isin(near, places[flagging.near])
        self._flag(
            Rationals(), provision, near[few], self._view(near[few], low[few], high[few], exact[few], share[few])
        )
        for result in (self.score, self.completion, *(self.flags[name] for name in _BY_ROW_ALONE)):
            result[close] = result[near][same_as]
        self.flags["exactly_decided"][close] = True

    def _distinct(self, places: Array, outcome: Float) -> tuple[Array, Array]:
        """One place for each distinct row, and for every place which of those it equals: rationals are slow."""
        rows = self.rows
        numbers = (rows.low, rows.high, outcome, rows.share)
        whole = (rows.factor_num, rows.factor_den, rows.points, rows.worth, rows.case, rows.level)
        key = np.stack(
            [*(n[places].view(np.int64) for n in numbers), *(w[places].astype(np.int64) for w in whole)], axis=1
        )
        seen: dict[tuple[int, ...], int] = {}
        same_as = np.array([seen.setdefault(row, len(seen)) for row in map(tuple, key.tolist())])
        return places[np.unique(same_as, return_index=True)[1]], same_as

    def _view(self, places: Array, low: Array, high: Array, outcome: Array, share: Array) -> Rows:
        """These rows as a method sees them, in whichever arithmetic the numbers are."""
        rows = self.rows
        case = rows.case[places]
        bound = np.where(np.isnan(rows.low[places]), high, low)
        if _BOUND_ABOVE[case].any():
            bound = np.where(np.isnan(rows.high[places]), low, high)
        return Rows(
            low=low,
            high=high,
            bound=bound,
            outcome=outcome,
            strict=_STRICT[case],
            level=rows.level[places],
            share=share,
            has_share=~np.isnan(rows.share[places]),
            worth=rows.worth[places] if outcome.dtype != object else _whole(rows.worth[places]),
        )

    def _earn(
        self, a: Arithmetics, provision: Provision, params: Params, method: ScoringMethod, places: Array, view: Rows
    ) -> None:
        earned: Earned = method(a, view, params)
        kept = earned.share
        if self.ladder is not None and provision.selectors["case"] in _MAY_BE_SURPASSED:
            kept = kept * (1 - self._ladder_loss(a, view.outcome, view.bound, view.bound > 0))
        points = self.rows.points[places]
        if isinstance(a, Rationals):
            points = points.astype(object)
        self.score[places] = a.half_up(points * kept)
        self.completion[places] = earned.completion
        if earned.pending is not None:
            self.flags["pending"][places] = earned.pending
        if earned.outside is not None:
            self.flags["share_outside_band"][places] = earned.outside

    def _flag(self, a: Arithmetics, provision: Provision, places: Array, view: Rows) -> None:
        """Outcomes at or past the multiples of the target that the book remarks on."""
        if self.over is None or not len(places) or provision.selectors["case"] not in _MAY_BE_SURPASSED:
            return
        for flag, multiple in (("over_achieved", "from"), ("target_too_low", "too_low_from")):
            least = a.constant(self.over.params[multiple]) * view.bound
            self.flags[flag][places] = (view.bound > 0) & a.at_least(view.outcome, least)

    def _ladder_loss(self, a: Arithmetics, outcome: Array, bound: Array, positive: Mask) -> Array:
        assert self.ladder is not None  # noqa: S101  (only called then)
        loss: Any = 0
        for band in reversed(self.ladder.params["bands"]):
            past = a.at_least(outcome, a.constant(band["from"]) * bound)
            loss = np.where(positive & past, a.constant(band["share"]), loss)
        return np.asarray(loss)


def with_count(provision: Provision, book: Rulebook) -> Params:
    """The parameters of a provision for printed rules, with the book's way of counting parts of steps."""
    counting = book.provisions.get(PRINTED_STEPS)
    return provision.params if counting is None else {**provision.params, **counting.params}


def _whole(values: Int) -> Array:
    return column(map(Fraction, values.tolist()), len(values))
