"""One form of an evaluation as its record says now, scored by itself: a cell that is typed scores no other form."""

from __future__ import annotations

from dataclasses import dataclass

from evaluator.pipeline import Intake, judge, of_one_form
from evaluator.run import Run
from evaluator.web.decisionsfile import decisions_of
from evaluator.web.events import Record
from evaluator.web.studies import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class FormNow:
    """One form taken in and scored: the only one of ``intake`` and ``run``."""

    intake: Intake
    run: Run


def form_now(study: Study, position: int, record: Record) -> FormNow:
    """A form of a study with what a record says of its outcomes, money and scores. The study must be of the same
    documents, rulebook, readings and matches (``Studies.based``).
    """
    if study.intake is None:
        raise ValueError("a study without forms")
    intake = of_one_form(study.intake, position, decisions_of(record, study.intake.forms[position]))
    return FormNow(intake=intake, run=judge(intake, study.book))
