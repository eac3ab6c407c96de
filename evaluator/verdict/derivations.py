"""How a score came about, for the lines and forms of a run that somebody asks about."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from actuals.outcome import OutcomeKind, OutcomeReading
from evaluator.figures import amount
from evaluator.run import Run
from evaluator.verdict.bounds import day_pair, share_of_text
from rules.cases import CaseChoice
from rules.derivation import Step, derive, derive_execution, derive_rating, derive_total
from rules.facts import IndicatorFacts
from targets.language.reading import Reading

Shown = list[dict[str, str]]


def shown(steps: Iterable[Step], lang: str) -> Shown:
    """Steps as label and text in one language."""
    return [dict(zip(("label", "text"), step.text(lang), strict=True)) for step in steps]


def line_steps(run: Run, line: int, lang: str) -> Shown:
    """The derivation of one line's score; nothing for a line that does not apply."""
    row = run.line_rows[line]
    if not row.applicable or not row.provision:
        return []
    facts = indicator_facts(
        name=row.indicator,
        target=row.target,
        reading=run.lines.readings[run.lines.reading[line]],
        choice=run.scored.choices[run.scored.choice[line]],
        outcome=row.outcome,
        outcome_reading=run.lines.outcomes[run.lines.outcome[line]],
        provision=row.provision,
        points_provision=row.points_provision,
        points=row.points,
        score=row.score,
        pending=row.pending,
        level=int(run.scored.columns.level[line]),
        share=row.share,
        deduction=int(run.scored.columns.deduction[line]) if row.deducted else 0,
        decided=(row.decided_by, row.decided_on, row.reason),
        adjustment=int(run.scored.columns.adjustment[line]) if row.adjusted else 0,
        adjusted=(row.adjusted_by, row.adjusted_on, row.adjusted_why),
        year=run.forms[row.form].year,
    )
    return shown(derive(facts, run.book), lang)


def indicator_facts(
    *,
    name: str,
    target: str,
    reading: Reading,
    choice: CaseChoice,
    outcome: str,
    outcome_reading: OutcomeReading,
    provision: str,
    points_provision: str,
    points: int,
    score: int,
    pending: bool,
    level: int,
    share: str,
    deduction: int,
    decided: tuple[str, ...],
    adjustment: int,
    adjusted: tuple[str, ...],
    year: int | None,
) -> IndicatorFacts:
    """What ``rules.derivation`` wants to know of one line, with bounds and outcome as exact numbers in
    the target's unit.
    """
    low, high, value = _exact(reading.low), _exact(reading.high), None
    if outcome_reading.kind is OutcomeKind.QUANTITY and outcome_reading.value is not None:
        value = Fraction(outcome_reading.value) * outcome_reading.factor
    if choice.case.of_dates:
        due, done = day_pair(reading, outcome_reading, year)
        high, value = _day(due), _day(done)
    typed = share_of_text(share)
    return IndicatorFacts(
        name=name,
        target=target,
        reading=reading,
        choice=choice,
        provision=provision,
        points=points,
        score=score,
        pending=pending,
        points_provision=points_provision,
        outcome=outcome,
        outcome_reading=outcome_reading,
        low=low,
        high=high,
        value=value,
        level=level,
        share=None if typed != typed or pending else Decimal(repr(typed)),
        deduction=deduction,
        decided=decided,
        adjustment=adjustment,
        adjusted=adjusted,
    )


def execution_steps(run: Run, position: int, lang: str) -> Shown:
    """The derivation of one form's execution score."""
    total = run.total_rows[position]
    return shown(
        derive_execution(
            initial=amount(total.initial),
            full_year=amount(total.full_year),
            executed=amount(total.executed),
            points=int(total.execution_points),
            rate=int(total.rate),
            score=int(total.execution_score),
            pending=bool(total.execution_pending),
            provision=total.execution_provision,
            book=run.book,
        ),
        lang,
    )


def total_steps(run: Run, position: int, lang: str) -> Shown:
    """The derivation of one form's total and grade."""
    total = run.total_rows[position]
    execution = int(total.execution_score)
    return shown(
        derive_total(
            execution=(execution, execution + int(total.execution_open)),
            indicators=[row.score for row in run.lines_of_form(position)],
            low=int(total.total_low),
            high=int(total.total_high),
            book=run.book,
        ),
        lang,
    )


def rating_steps(run: Run, position: int, lang: str) -> Shown:
    """The derivation of one department's rating."""
    return shown(derive_rating(run.ratings[position].found, run.book), lang)


def _exact(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _day(ordinal: float) -> Fraction | None:
    return None if ordinal != ordinal else Fraction(int(ordinal))
