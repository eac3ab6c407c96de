"""Counts said by what they leave: 任务120户，尚有18户未搬迁 is 102; 任务1500人，完成任务的96% is 1440; 58/60 is 58."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from actuals.language.asked import Asked
from actuals.language.converting import conversion
from actuals.language.shares import exact
from actuals.language.sizes import bound_of
from actuals.language.statement import Figure, Statement
from actuals.language.words import Role
from actuals.outcome import OutcomeReading
from targets.language.reading import Note, ReadingKind

R = Role
_TWO = 2


def all_but_the_rest(asked: Asked, said: Statement) -> OutcomeReading | None:
    """任务120户，尚有18户未搬迁 for ≥120户: the task without the rest that is still undone, with a warning."""
    if _no_count(asked) or len(said.figures) != _TWO or said.loose:
        return None
    task, rest = said.figures
    whole, left = _as_promised(asked, task), exact(asked, rest)
    if (
        not task.led(R.PLANNED)
        or whole is None
        or left is None
        or left.low is None
        or _otherwise_doubtful(task)
        or rest.bracket
    ):
        return None
    rate, verb = conversion(left, asked.target), _LEFT.search("".join(w.text for w in (*rest.before, *rest.after)))
    if rate is None or verb is None or rest.led(R.PLANNED, R.PAST, R.ABOUT, R.BELOW):
        return None
    amount = Fraction(whole) - Fraction(left.low) * rate
    if amount < 0 or rate != 1:
        return None
    value = whole - left.low
    return asked.made(value, Fraction(1), Note("outcome-assumed", f"{whole:f} - {left.low:f} = {value:f}"))


def share_of_the_task(asked: Asked, said: Statement) -> OutcomeReading | None:
    """年度任务1500人，完成任务的96% for ≥1500人: that share of the task, with its arithmetic."""
    if _no_count(asked) or len(said.figures) != _TWO or said.loose:
        return None
    task, share = said.figures
    whole, rate = _as_promised(asked, task), exact(asked, share)
    if whole is None or rate is None or rate.low is None or rate.unit != "%" or _otherwise_doubtful(task):
        return None
    if _OF_THE_TASK.search(share.label) is None or share.after or share.led(R.EXPECTED, R.UNDONE, R.ABOUT, R.PAST):
        return None
    value = whole * rate.low / 100
    return asked.made(value, Fraction(1), Note("outcome-computed", f"{whole:f} × {rate.low:f}% = {value:f}"))


def part_of_the_target(asked: Asked, said: Statement) -> OutcomeReading | None:
    """58/60 for ≥60所: 58 of the 60 that were promised; a rest that is named beside it is the rest."""
    bound, counted = bound_of(asked.target), _OF_ALL.match(asked.written)
    if counted is None or bound is None or _no_count(asked):
        return None
    part, whole = Decimal(counted["part"]), Decimal(counted["whole"])
    others = [exact(asked, figure) for figure in said.figures if figure.start >= counted.end()]
    if whole != bound or part > whole or not all(one is not None and one.low == whole - part for one in others):
        return None
    return asked.made(part, Fraction(1), Note("outcome-assumed", f"{part:f}{asked.target.unit or ''}"))


def _no_count(asked: Asked) -> bool:
    return asked.share or asked.ceiling or asked.changes or asked.target.kind is not ReadingKind.THRESHOLD


def _as_promised(asked: Asked, figure: Figure) -> Decimal | None:
    """The size of a figure that says the target again; None of any other."""
    reading = exact(asked, figure)
    if reading is None or reading.low is None or reading.low != bound_of(asked.target):
        return None
    return reading.low if conversion(reading, asked.target) == 1 else None


def _otherwise_doubtful(figure: Figure) -> bool:
    doubts = {R.UNDONE, R.EXPECTED, R.BEGUN, R.ABOUT, R.BELOW, R.PAST, R.PART}
    return figure.bracket or any(word.roles & doubts for word in (*figure.before, *figure.after))


_LEFT = re.compile("尚有|还有|仍有|剩余|还剩|尚余|其余|未")
_OF_THE_TASK = re.compile(r"(?:任务|目标|计划|指标)(?:数|量|值)?的?$")
_OF_ALL = re.compile(r"(?P<part>\d+)\s*/\s*(?P<whole>\d+)(?![\d.%])")
