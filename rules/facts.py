"""Facts of one scored row, and its numbers as people write them: bounds, shares, formulas with numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np

from actuals.outcome import OutcomeReading
from rules.arithmetic import Rationals, column
from rules.cases import Case, CaseChoice
from rules.methods import Rows, method_for
from rules.rulebook import Provision
from targets.language.number import decimal_of
from targets.language.reading import Reading
from targets.model.amounts import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorFacts:
    """Facts of one scored indicator.

    ``low``, ``high`` and ``value`` are in the target's unit (days as ordinals), None for none; ``points`` and
    ``score`` in hundredths; ``provision`` is the key that decided the score, ``points_provision`` the one behind the
    points. ``decided`` and ``adjusted`` are who, when and why of a share or deduction and of a reviewer's
    ``adjustment`` (signed hundredths), as far as given.
    """

    name: str
    target: str
    reading: Reading
    choice: CaseChoice
    provision: str
    points: int
    score: int
    pending: bool
    points_provision: str | None = None
    outcome: str = ""
    outcome_reading: OutcomeReading | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    value: Fraction | None = None
    level: int = -1
    share: Decimal | None = None
    deduction: int = 0
    decided: tuple[str, ...] = ()
    adjustment: int = 0
    adjusted: tuple[str, ...] = ()


def ladder_loss(facts: IndicatorFacts, ladder: Provision) -> Fraction:
    """The share that the ladder takes off, 0 where more is not better or the target is 0."""
    bound = bound_of(facts)
    if not facts.choice.case.rewards_more or facts.value is None or not bound:
        return Fraction(0)
    times = facts.value / bound
    return next((Fraction(band["share"]) for band in ladder.params["bands"] if times >= band["from"]), Fraction(0))


def share_of(facts: IndicatorFacts, provision: Provision, count: str | None = None) -> Fraction:
    """The exact share of the points by the provision's own method: the same function as in bulk, on a column of one."""
    low, high, bound = facts.low, facts.high, bound_of(facts)
    below_zero = around_zero(facts) or provision.params.get("may_fall", False)
    value = None if facts.value is None else facts.value if below_zero else max(facts.value, Fraction(0))
    rows = Rows(
        low=column([low], 1),
        high=column([high], 1),
        bound=column([bound], 1),
        outcome=column([value], 1),
        strict=np.array([facts.choice.case.strict]),
        level=np.array([facts.level]),
        share=column([None if facts.share is None else Fraction(facts.share)], 1),
        has_share=np.array([facts.share is not None]),
        worth=column([Fraction(facts.points)], 1),
    )
    case = provision.selectors["case"]
    params = {**provision.params, "rule": facts.choice.rule, "count": count or provision.params.get("count")}
    share = method_for(case, provision.use)(Rationals(), rows, params).share[0]
    return share if isinstance(share, Fraction) else Fraction(int(share))


def around_zero(facts: IndicatorFacts) -> bool:
    """True for a range such as ±10 %, which an outcome below 0 may meet."""
    return facts.low is not None and facts.low < 0


def bound_of(facts: IndicatorFacts) -> Fraction | None:
    """The one bound that counts, as the columns choose it: the upper one of ranks and deadlines."""
    low, high = facts.low, facts.high
    if facts.choice.case in (Case.RANK, Case.DEADLINE, Case.BEFORE):
        return high if high is not None else low
    return low if low is not None else high


def comparison(facts: IndicatorFacts) -> tuple[str, str]:
    """Outcome against target in words, with numbers or days."""
    case = facts.choice.case
    show = day_text if case.of_dates else number_text
    low, high = (None if bound is None else show(bound) for bound in (facts.low, facts.high))
    value = "—" if facts.value is None else show(facts.value)
    one = bound_of(facts)
    bound = f"{low}–{high}" if case is Case.RANGE else ("—" if one is None else show(one))
    if case is Case.RANGE or facts.value is None:
        return f"完成值 {value}，目标 {bound}", f"outcome {value}, target {bound}"
    held = one or Fraction(0)
    sign = "<" if facts.value < held else ">" if facts.value > held else "="
    return f"完成值 {value} {sign} 目标 {bound}", f"outcome {value} {sign} target {bound}"


def with_numbers(facts: IndicatorFacts, use: str, points: Fraction, share: Fraction) -> str:
    """The formula of a method with this row's numbers put in; the share itself where there is no formula to show."""
    low, high, value = facts.low, facts.high, facts.value
    bound = bound_of(facts)
    p, b = number_text(points), "" if value is None else number_text(value)
    a = "" if bound is None else number_text(bound)
    if use in ("proportional", "pass-threshold") and share:
        return f"{p} × {b} ÷ {a}"
    if use in ("reverse-ratio", "rank") and share:
        return f"{p} × {a} ÷ {b}"
    if use == "reverse-linear" and share:
        return f"{p} × (1 − ({b} − {a}) ÷ {a})"
    if use == "nearer-bound" and share and low is not None and high is not None and value is not None:
        if value < low:
            return f"{p} × ({number_text(low)}) ÷ ({b})" if low < 0 else f"{p} × {b} ÷ {number_text(low)}"
        return f"{p} × {number_text(high)} ÷ {b}"
    return f"{p} × {number_text(share)}"


def day_text(ordinal: Fraction) -> str:
    """An ordinal as an ISO date."""
    return date.fromordinal(int(ordinal)).isoformat()


def number_text(value: Fraction) -> str:
    """The exact decimal where there is one, otherwise six places and dots that say so."""
    if (exact := decimal_of(value)) is not None:
        return shown(exact)
    return f"{(Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal('0.000001'))}…"
