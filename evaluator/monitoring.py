"""Monitoring during the year: completion against target on a day, and what is behind the elapsed share of the year.

Nothing is graded here. What counts as behind is a convention of ours (docs/outcomes.md): no rulebook states one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from actuals.outcome import OutcomeKind, OutcomeReading
from evaluator.pipeline import Intake
from evaluator.run import Run
from rules.cases import Case
from targets.errors import InputError
from targets.kinds.finding import Finding
from targets.language.quantity import dimensions
from targets.language.reading import Reading, ReadingKind
from targets.model.form import Form

_NOT_YET = ("outcome-missing", "evidence-missing")
_CEILINGS = (Case.AT_MOST, Case.BELOW, Case.AT_MOST_ZERO, Case.EXACTLY_ZERO)

# What is a state and not a sum: half of it by the middle of the year would mean nothing.
_STATES = frozenset(
    (
        *("[share]", "[percentage_point]", "[multiple]", "[doubling]"),
        *("[rank]", "[level]", "[points]", "[stars]", "[age]"),
        *("[time]", "[calendar]", "[ten_days]", "[school_calendar]", "[working_time]", "[trading_time]"),
        *("[voltage]", "[current]", "[power]", "[apparent_power]", "[horsepower]", "[bit_rate]"),
        *("[sound]", "[temperature]", "[illuminance]", "[pressure]", "[turbidity]"),
        *("[radioactivity]", "[chemical_amount]"),
    )
)
# Names of states whose unit looks like an amount: 每月…次数, 人均…, 补助标准; but 每年…次数 and 高标准农田面积 add up.
_STATE_NAMES = re.compile(r"每(?!年)|均|率|比例|占比|比重|单价|(?<!高)标准(?!化|厂房)|指数|系数|浓度|(水平|程度)$")


class Standing(StrEnum):
    """Where a line stands on the day."""

    BEHIND = "behind"
    IN_STEP = "in-step"
    CEILING_PASSED = "ceiling-passed"
    SHOWN = "shown"
    NOT_STATED = "not-stated"
    UNSETTLED = "unsettled"
    NOT_COMPARABLE = "not-comparable"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineProgress:
    """One indicator on the day. ``completion`` is outcome ÷ target, for a ceiling the share of it that is used up,
    exact; None where there is none.
    """

    level1: str
    level2: str
    indicator: str
    target: str
    outcome: str
    completion: Fraction | None
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class FormProgress:
    """One form on the day: money (``executed`` and ``budget`` in 万元 as text, ``""`` where unknown) and indicators."""

    form: Form
    budget: str
    executed: str
    rate: Fraction | None
    money: Standing
    lines: tuple[LineProgress, ...]

    def count(self, *standings: Standing) -> int:
        """The number of indicators with this state."""
        return sum(line.standing in standings for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """All forms on ``day``; ``elapsed`` of the year's ``days_of_year`` days are over, the day itself included."""

    day: date
    days: int
    days_of_year: int
    forms: tuple[FormProgress, ...]
    findings: tuple[Finding, ...]
    run: Run

    @property
    def without_year(self) -> int:
        """The number of forms that state no year, so that the day's year was taken for theirs."""
        return sum(one.form.year is None for one in self.forms)

    @property
    def elapsed(self) -> Fraction:
        """The elapsed share of the year, exact."""
        return Fraction(self.days, self.days_of_year)


def monitor(intake: Intake, run: Run, day: date) -> Monitoring:
    """Hold what was taken in against the calendar; ``run`` is the same intake judged, for the sense of its targets.

    Raises InputError where a form is of another year than ``day``; one that states no year is taken to be of that
    year and counted in ``without_year``. Findings about scores and totals
    (E, S) are left out, and so is ``outcome-missing``: in the middle of a year it is no error.
    """
    _same_year(intake.forms, day)
    begin = date(day.year, 1, 1)
    days, of_year = (day - begin).days + 1, (date(day.year, 12, 31) - begin).days + 1
    elapsed = Fraction(days, of_year)
    per_form: list[list[LineProgress]] = [[] for _ in intake.forms]
    lines = intake.lines
    for number, text in enumerate(lines.texts.rows()):
        target, outcome = lines.readings[lines.reading[number]], lines.outcomes[lines.outcome[number]]
        case = Case(int(run.scored.columns.case[number]))
        completion, standing = _progress(text, case, target, outcome, elapsed)
        if standing is Standing.NOT_STATED and (text.form, text.row) in intake.matching.pending:
            standing = Standing.UNSETTLED
        per_form[text.form].append(
            LineProgress(
                level1=text.level1,
                level2=text.level2,
                indicator=text.indicator,
                target=intake.forms[text.form].rows[text.row].full_target,
                outcome=text.outcome or text.level,
                completion=completion,
                standing=standing,
            )
        )
    basis = "initial" if run.scored.by_opening_budget else "full_year"
    money = run.total_rows
    return Monitoring(
        day=day,
        days=days,
        days_of_year=of_year,
        forms=tuple(
            _form(form, money[place], getattr(money[place], basis), tuple(per_form[place]), elapsed)
            for place, form in enumerate(intake.forms)
        ),
        findings=tuple(f for f in run.notices if f.code[0] in "TAR" and f.name not in _NOT_YET),
        run=run,
    )


def _same_year(forms: Sequence[Form], day: date) -> None:
    for form in forms:
        if form.year is not None and form.year != day.year:
            raise InputError(
                f"{form.at.text('zh')}：表“{form.title}”是 {form.year} 年的，"
                f"--as-of {day} 不在该年；请改日期或换目标表。",
                f"{form.at.text('en')}: the form “{form.title}” is of {form.year} "
                f"and --as-of {day} is not in that year; change the day or the targets.",
            )


def _progress(
    text: Any, case: Case, target: Reading, outcome: OutcomeReading, elapsed: Fraction
) -> tuple[Fraction | None, Standing]:
    if case is Case.NOT_APPLICABLE:
        return None, Standing.NOT_APPLICABLE
    if outcome.kind is OutcomeKind.MISSING and not text.level.strip():
        return None, Standing.NOT_STATED
    if case in (Case.QUALITATIVE, Case.COMPOUND, Case.DEADLINE, Case.BEFORE):
        return None, Standing.SHOWN
    if case is Case.UNSCORABLE or outcome.kind is not OutcomeKind.QUANTITY or outcome.value is None:
        return None, Standing.NOT_COMPARABLE
    if outcome.value < 0:
        return None, Standing.NOT_COMPARABLE
    if case in (Case.RANK, Case.RANGE):
        return None, Standing.SHOWN
    reached = Fraction(outcome.value) * outcome.factor
    bound = _bound(target)
    completion = reached / bound if bound else None
    if case in _CEILINGS:
        passed = reached >= bound if case is Case.BELOW else reached > bound
        return completion, Standing.CEILING_PASSED if passed else Standing.SHOWN
    if completion is None or not adds_up(target, text.indicator):
        return completion, Standing.SHOWN
    return completion, Standing.BEHIND if completion < elapsed else Standing.IN_STEP


def _bound(target: Reading) -> Fraction:
    bound: Decimal | None = target.high if target.low is None else target.low
    return Fraction(0) if bound is None else Fraction(bound)


def adds_up(target: Reading, indicator: str) -> bool:
    """True if progress towards the target adds up over the year: a count or an amount of the whole year.

    Shares, ranks, levels, durations, changes, averages and amounts per month or head do not; nor is a target called
    additive whose unit is not known.
    """
    if target.kind not in (ReadingKind.THRESHOLD, ReadingKind.EQUALITY, ReadingKind.FREQUENCY):
        return False
    if target.canonical is None or _STATE_NAMES.search(indicator):
        return False
    counted, _, per = target.canonical.partition(" / ")
    found = dimensions(counted)
    return found is not None and not (set(found) & _STATES) and per in ("", "year")


def _form(form: Form, money: Any, budget: str, lines: tuple[LineProgress, ...], elapsed: Fraction) -> FormProgress:
    rate = None
    if money.rate >= 0:  # both amounts are usable then, and a budget of nothing is fully spent
        rate = Fraction(Decimal(money.executed)) / Fraction(Decimal(budget)) if Decimal(budget) else Fraction(1)
    standing = Standing.NOT_STATED
    if rate is not None:
        standing = Standing.BEHIND if rate < elapsed else Standing.IN_STEP
    elif money.executed:
        standing = Standing.NOT_COMPARABLE
    return FormProgress(form=form, budget=budget, executed=money.executed, rate=rate, money=standing, lines=lines)
