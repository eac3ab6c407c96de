"""Evaluations of several years side by side: one department's indicators by name, targets lowered after a miss."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from actuals.matching.names import name_key
from evaluator.run import Run
from targets.language.quantity import factor
from targets.language.reading import Comparator, Reading

_YEAR = re.compile(r"(?:19|20)\d\d年?度?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One indicator in one year: texts as printed and typed, points and score in hundredths, ``score`` None while
    pending; ``printed`` are the points that the form prints, or empty; ``lowered`` says that the year before missed
    its target and this one asks for less.
    """

    form: int
    target: str
    outcome: str
    points: int
    score: int | None
    printed: str
    completion: float
    reading: Reading
    lowered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """An indicator over the years: its project (empty for a department's own form), its name, one mark or None for
    each run.
    """

    project: str
    name: str
    marks: tuple[Mark | None, ...]


def series(runs: Sequence[Run], department: str) -> tuple[Series, ...]:
    """The indicators of a department in runs of rising years, matched by project (years in its name do not count) and
    name. Where a name stands twice on a form, the first one is taken.
    """
    names: dict[tuple[str, str], tuple[str, str]] = {}
    found: list[dict[tuple[str, str], Mark]] = []
    for run in runs:
        marks: dict[tuple[str, str], Mark] = {}
        for position, form in enumerate(run.forms):
            if name_key(form.department or "") != name_key(department):
                continue
            project = "" if form.kind.of_department else form.project or ""
            for number in np.flatnonzero(run.lines.texts["form"] == position):
                line = run.line_rows[number]
                key = name_key(_YEAR.sub("", project)), name_key(line.indicator)
                names.setdefault(key, (project, line.indicator))
                marks.setdefault(key, _mark(run, int(number)))
        found.append(marks)
    return tuple(
        Series(project=project, name=name, marks=_in_order([marks.get(key) for marks in found]))
        for key, (project, name) in names.items()
    )


def _mark(run: Run, number: int) -> Mark:
    line = run.line_rows[number]
    return Mark(
        form=line.form,
        target=line.target,
        outcome=line.outcome,
        points=int(line.points),
        printed=line.printed_points,
        score=None if line.pending else int(line.score),
        completion=float(line.completion),
        reading=run.lines.readings[int(run.lines.reading[number])],
    )


def _in_order(marks: Sequence[Mark | None]) -> tuple[Mark | None, ...]:
    shown: list[Mark | None] = []
    before: Mark | None = None
    for mark in marks:
        if (
            mark is not None
            and before is not None
            and before.completion < 1
            and asks_less(before.reading, mark.reading)
        ):
            mark = Mark(**{name: getattr(mark, name) for name in Mark.__slots__ if name != "lowered"}, lowered=True)
        shown.append(mark)
        before = mark or before
    return tuple(shown)


def asks_less(before: Reading, now: Reading) -> bool:
    """True if a target is less demanding than the one before: at least less, or at most more. Targets that cannot be
    compared (another comparator or dimension, a bare number, words) are not said to be lowered.
    """
    scale = factor(before.canonical, now.canonical)
    if scale is None or before.comparator is not now.comparator:
        return False
    if now.comparator in (Comparator.GE, Comparator.GT) and None not in (before.low, now.low):
        return Fraction(now.low or 0) < Fraction(before.low or 0) * scale
    if now.comparator in (Comparator.LE, Comparator.LT) and None not in (before.high, now.high):
        return Fraction(now.high or 0) > Fraction(before.high or 0) * scale
    return False
