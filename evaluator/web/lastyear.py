"""Last year's evaluation as the start of this year's: what is taken over, and what has changed since.

Target documents are copied until this year's take their place. A reading that a person put right holds for a target
that is printed as it was; for any other it is not taken over. Whose form it is goes with department and project.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from actuals.matching.names import name_key
from evaluator.overyears import Mark, series
from evaluator.run import Run
from evaluator.web.assignments import ASSIGNMENT
from evaluator.web.events import Change, Record
from evaluator.web.studies import Study
from targets.model.form import Form
from targets.model.identity import normalised

PREVIOUS = "previous"
"""The setting that names the evaluation of the year before."""
COPIED = ("targets", "rules")
"""The roles of the documents that are taken over."""
_YEAR = re.compile(r"(?:19|20)\d\d年?度?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """An indicator last year and this year; None where a year has none of that name."""

    department: str
    project: str
    name: str
    before: Mark | None
    now: Mark | None

    @property
    def what(self) -> str:
        """The change: ``new``, ``gone``, ``lowered`` (after a miss), ``target``, ``points`` or ``same``."""
        if self.before is None:
            return "new"
        if self.now is None:
            return "gone"
        if self.now.lowered:
            return "lowered"
        if normalised(self.before.target) != normalised(self.now.target):
            return "target"
        same = normalised(self.before.printed) == normalised(self.now.printed)
        return "same" if same else "points"


def taken_over(before: Record, year: str) -> list[Change]:
    """The changes that a new evaluation begins with: documents, whose forms they are, and the readings put right."""
    why = f"沿用 {year} 年度" if year else "沿用上年"
    found = [
        Change(kind="document", subject=subject, after=event.after, why=why)
        for subject, event in before.of("document").items()
        if subject.partition("/")[0] in COPIED
    ]
    found += [
        Change(kind=ASSIGNMENT, subject=subject, after=event.after, why=why)
        for subject, event in before.of(ASSIGNMENT).items()
    ]
    return found + [
        Change(kind="target", subject=subject, after=event.after, why=f"{why}：{event.why}（{event.who}）")
        for subject, event in before.of("target").items()
    ]


def left_as_it_was(before: Record, now: Record) -> list[str]:
    """The names of this year's target documents that are last year's, byte for byte."""
    old = {event.after["sha256"] for name, event in before.of("document").items() if name.startswith("targets/")}
    return [
        name.partition("/")[2]
        for name, event in now.of("document").items()
        if name.startswith("targets/") and event.after["sha256"] in old
    ]


def pairs(before: Run, now: Run) -> list[Pair]:
    """Every indicator of both years by department, project (years in its name do not count) and name."""
    departments: dict[str, str] = {}
    for run in (now, before):
        for form in run.forms:
            departments.setdefault(name_key(form.department or ""), form.department or "")
    return [
        Pair(department=name, project=one.project, name=one.name, before=one.marks[0], now=one.marks[1])
        for name in departments.values()
        for one in series((before, now), name)
    ]


def readings_to_take_over(before: Study, now: Study) -> Iterator[Change]:
    """Readings that were put right last year for targets that stand in this year's forms with the same words, and that
    nobody has put right yet; those that were copied for words which are gone are taken back.
    """
    if before.intake is None or now.intake is None:
        return
    settled, known = before.record.of("target"), now.record.of("target")
    here = {line.id for form in now.intake.forms for line in form.rows}
    old = {key: settled[number] for form in before.intake.forms for number, key in _keys(form) if number in settled}
    year = before.record.setting("year")
    for form in now.intake.forms:
        for number, key in _keys(form):
            event = old.get(key)
            if event is not None and number not in known:
                why = f"沿用 {year} 年度：{event.why}（{event.who}）"
                yield Change(kind="target", subject=number, after=event.after, why=why)
    for number in settled.keys() & known.keys() - here:
        yield Change(kind="target", subject=number, after=None, why="今年的目标表里没有这样的指标")


def _keys(form: Form) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each indicator's id, and what it must share with last year's for its reading to hold."""
    project = "" if form.kind.of_department else _YEAR.sub("", form.project or "")
    for line in form.rows:
        texts = (form.department or "", project, line.level1 or "", line.level2 or "", line.name, line.full_target)
        yield line.id, tuple(map(normalised, texts))
