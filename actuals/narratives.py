"""Narratives: words under a heading of a form or of its report, brought to the form they are of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from actuals.kinds import DecisionUnused
from actuals.matching.scopes import Scopes
from actuals.outcome import Narrative
from actuals.sources.table import Unused
from actuals.statements import Statement
from targets.kinds.finding import Finding
from targets.model.form import Form

GOALS_DONE = "实际完成情况"
ACCEPTED = "采用草稿"
"""The text by which a person takes over the draft as it stands."""
Narratives = Mapping[int, Mapping[str, str]]
"""The texts of each form, by its position and their heading."""


def place_narratives(
    forms: Sequence[Form], handed_in: Iterable[Narrative], stated: Iterable[Statement]
) -> tuple[Narratives, tuple[Unused, ...], tuple[Finding, ...]]:
    """The texts of each form, what was handed in and fits none (or was said twice), and the same of decisions.

    A decision goes before what was handed in; of two texts handed in under one heading the first holds.
    """
    scopes, placed = Scopes(forms, True), dict[int, dict[str, str]]()
    unused, findings = list[Unused](), list[Finding]()
    for one in handed_in:
        scope = scopes.of(one.department, one.project)
        if len(scope) == 1 and one.heading and one.heading not in placed.get(scope[0], {}):
            placed.setdefault(scope[0], {})[one.heading] = one.text
            continue
        zh, en = ("没有这个项目或部门的表", "no form is of this project or department")
        if scope:
            zh, en = ("同一栏目填写了两次，或有不止一张这样的表", "stated twice, or more than one form fits")
        unused.append(Unused(at=one.at, text=one.text, zh=zh, en=en, column=one.heading))
    for entry in stated:
        heading = entry.stated["heading"]
        scope = scopes.of(entry.where.get("department", ""), entry.where.get("project", ""))
        if len(scope) == 1:
            placed.setdefault(scope[0], {})[heading] = entry.stated["text"]
            continue
        whose = entry.where.get("project") or entry.where.get("department", "")
        zh, en = ("目标表中没有这个项目或部门", "no form is of this project or department")
        if scope:
            zh, en = ("有不止一张这样的表", "more than one form fits")
        findings.append(DecisionUnused.found(entry.at, name=whose, indicator_name=heading, detail=zh, detail_en=en))
    return placed, tuple(unused), tuple(findings)
