"""Reviewers' adjustments (``[[adjustment]]`` of a decisions file) brought to the indicators they speak of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from actuals.matching.matching import Place
from actuals.statements import Places, Statement
from targets.kinds.finding import Finding
from targets.model.form import Form


def place_adjustments(
    forms: Sequence[Form], entries: Sequence[Statement]
) -> tuple[Mapping[Place, Statement], tuple[Finding, ...]]:
    """The adjustment of each indicator that has one, and a finding for each entry that fits none or several.

    Two for one indicator are given back as one whose points read ``+1；-2``: no amount, so that scoring refuses both.
    """
    placed: dict[Place, Statement] = {}
    findings: list[Finding] = []
    places = Places(forms)
    for entry in entries:
        place = places.one(entry, findings)
        if place is not None:
            placed[place] = _both(placed[place], entry) if place in placed else entry
    return placed, tuple(findings)


def _both(first: Statement, second: Statement) -> Statement:
    def joined(one: str, other: str) -> str:
        return "；".join(dict.fromkeys((one, other)))

    return replace(
        first,
        stated={"points": f"{first.stated['points']}；{second.stated['points']}"},
        who=joined(first.who, second.who),
        date=joined(first.date, second.date),
        why=joined(first.why, second.why),
    )
