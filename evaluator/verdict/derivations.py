"""The derivation of a score, for the lines and forms of a run that somebody asks about."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from actuals.outcome import OutcomeKind
from evaluator.figures import amount
from evaluator.run import Run
from evaluator.verdict.bounds import day_pair, share_of_text
from rules.derivation import Step, derive, derive_execution, derive_rating, derive_total, outcome_as_read
from rules.facts import IndicatorFacts

Shown = list[dict[str, str]]


def shown(steps: Iterable[Step], lang: str) -> Shown:
    """Steps as label and text in one language."""
    return [dict(zip(("label", "text"), step.text(lang), strict=True)) for step in steps]


def line_steps(run: Run, line: int, lang: str) -> Shown:
    """The derivation of one line's score; nothing for a line that does not apply."""
    row = run.line_rows[line]
    return shown(derive(_facts(run, line), run.book), lang) if row.applicable and row.provision else []


def outcome_words(run: Run, line: int, lang: str) -> list[str]:
    """The outcome of one line as understood; empty where none is stated."""
    return (
        [step["text"] for step in shown(outcome_as_read(_facts(run, line)), lang)]
        if run.line_rows[line].outcome
        else []
    )


def _facts(run: Run, line: int) -> IndicatorFacts:
    """The facts of one line for ``rules.derivation``, with bounds and outcome as exact numbers in the target's
    unit.
    """
    row, scored, lines = run.line_rows[line], run.scored, run.lines
    reading, choice = lines.readings[lines.reading[line]], scored.choices[scored.choice[line]]
    outcome = lines.outcomes[lines.outcome[line]]
    high, value = _exact(reading.high), None
    if outcome.kind is OutcomeKind.QUANTITY and outcome.value is not None:
        value = Fraction(outcome.value) * outcome.factor
    if choice.case.of_dates:
        high, value = map(_day, day_pair(reading, outcome, run.forms[row.form].year))
    typed = share_of_text(row.share)
    return IndicatorFacts(
        name=row.indicator,
        target=row.target,
        reading=reading,
        choice=choice,
        provision=row.provision,
        points=row.points,
        score=row.score,
        pending=row.pending,
        points_provision=row.points_provision,
        outcome=row.outcome,
        outcome_reading=outcome,
        low=_exact(reading.low),
        high=high,
        value=value,
        level=int(scored.columns.level[line]),
        share=None if typed != typed or row.pending else Decimal(repr(typed)),
        deduction=int(scored.columns.deduction[line]) if row.deducted else 0,
        decided=(row.decided_by, row.decided_on, row.reason),
        adjustment=int(scored.columns.adjustment[line]) if row.adjusted else 0,
        adjusted=(row.adjusted_by, row.adjusted_on, row.adjusted_why),
    )


def execution_steps(run: Run, position: int, lang: str) -> Shown:
    """The derivation of one form's execution score."""
    total = run.total_rows[position]
    return shown(
        derive_execution(
            initial=amount(total.initial),
            full_year=amount(total.full_year),
            executed=amount(total.executed),
            rate_of=(amount(total.rate_budget), amount(total.rate_executed)),
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
            converted_from=int(run.scored.allocation.converted_from[position]),
            execution_points=int(total.execution_points),
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
