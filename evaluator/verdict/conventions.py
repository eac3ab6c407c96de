"""Which provisions stand behind a line, and how much of a form rests on conventions of ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluator.figures import points
from evaluator.language import pick
from evaluator.verdict.kinds import ConventionApplied
from evaluator.verdict.scoring import Scored
from rules.rulebook import Provision, Rulebook, Standing
from targets.kinds.finding import Finding
from targets.kinds.location import Location
from targets.model.form import Form

_PARTS = (
    ("provision", "计分", "scoring"),
    ("points_provision", "分值", "points"),
    ("bare_provision", "未写比较符号的数", "reading of bare numbers"),
    ("by_person", "人的裁量", "judgement by a person"),
)
_OF_WHAT_APPLIES = ("points_provision", "bare_provision")
_BY_PERSON = (("deducted", "policy.deduction"), ("adjusted", "policy.adjustment"))


def provisions_behind(line: Any) -> Iterator[tuple[str, str]]:
    """Each provision behind a line and the question it settles: the score, the points, how a bare number is read, a
    person's judgement. ``line`` is a row of ``Run.line_rows``; one that does not apply has none but the score's.
    """
    if line.provision:
        yield "provision", line.provision
    if not line.applicable:
        return
    for part in _OF_WHAT_APPLIES:
        if key := getattr(line, part):
            yield part, key
    for flag, key in _BY_PERSON:
        if getattr(line, flag):
            yield "by_person", key


def provisions_used(
    columns: Mapping[str, npt.NDArray[Any]], place: Mapping[str, Any], none: Any
) -> Iterator[npt.NDArray[Any]]:
    """The provisions that points of many lines rest on, a column for each question of ``provisions_behind``, ``none``
    for a line without one. The columns name provisions, or number them by ``place``; lines that do not apply have no
    points.
    """
    applies = columns["applicable"]
    for part in ("provision", *_OF_WHAT_APPLIES):
        if part in columns:
            yield np.where(applies, columns[part], none)
    for flag, key in _BY_PERSON:
        yield np.where(applies & columns[flag], place[key], none)


def convention_note(lines: Iterable[Any], book: Rulebook, lang: str) -> str:
    """A sentence on the indicators and points that rest on a convention somewhere, and in what; of one form or many."""
    conventions = {key for key, provision in book.provisions.items() if provision.is_convention}
    worth: dict[str, list[int]] = {part: [] for part, _, _ in _PARTS}
    together: list[int] = []
    for line in lines:
        if not line.applicable:
            continue
        parts = {part for part, key in provisions_behind(line) if key in conventions}
        for part in parts:
            worth[part].append(int(line.points))
        together += [int(line.points)] if parts else []
    if not together:
        return pick(lang, "没有指标依据本软件的约定。", "No indicator rests on a convention of ours.")
    named = [
        pick(lang, f"{zh} {len(w)} 项 {points(sum(w))} 分", f"{en} {len(w)} ({points(sum(w))} points)")
        for part, zh, en in _PARTS
        if (w := worth[part])
    ]
    total = points(sum(together))
    return pick(
        lang,
        f"依据本软件约定（非办法条文）的指标 {len(together)} 项，共 {total} 分：{'；'.join(named)}。",
        f"{len(together)} indicators worth {total} points rest on conventions of ours: {'; '.join(named)}.",
    )


def standing_note(lines: Iterable[Any], totals: Iterable[Any], book: Rulebook, lang: str) -> str:
    """Points by the standing that they rest on, execution included; those of an indicator by the weakest provision
    behind it, printed points being the form's own.
    """
    worth = dict.fromkeys(Standing, 0)
    for line in lines:
        if line.applicable:
            behind = [book.provisions[key].standing for _, key in provisions_behind(line) if key in book.provisions]
            worth[_weakest(behind)] += int(line.points)
    for total in totals:
        worth[book.provisions[total.execution_provision].standing] += int(total.execution_points)
    named = [f"{pick(lang, one.zh, one.en)} {points(worth[one])}" for one in Standing]
    every = points(sum(worth.values()))
    return pick(
        lang,
        f"全部 {every} 分按所依据条款的可靠程度：{'，'.join(named)}（一项依据几条的，按最弱的一条）。",
        f"Of {every} points: {'; '.join(named)} (by the weakest provision behind each).",
    )


def _weakest(standings: Sequence[Standing]) -> Standing:
    return max(standings, key=list(Standing).index, default=Standing.CITED)


def convention_findings(forms: Sequence[Form], scored: Scored) -> Iterator[Finding]:
    """One finding for each convention that points rest on, not one for each row; the scorecards mark the rows."""
    form, points_of = scored.lines.texts["form"], scored.table["points"]
    behind = [*provisions_used(scored.table, {key: key for _, key in _BY_PERSON}, "")]
    at = Location(file=forms[0].at.file if forms else "")
    for provision in scored.book.provisions.values():
        if not provision.is_convention:
            continue
        used = np.any([column == provision.key for column in behind], axis=0)
        if used.any():
            worth = int(points_of[used].sum())
            yield convention_applied(at, provision, int(used.sum()), len(np.unique(form[used])), worth)


def convention_applied(at: Location, provision: Provision, lines: int, forms: int, worth: int) -> Finding:
    """So many lines of so many forms, worth so many hundredths of a point, rest on a convention."""
    return ConventionApplied.found(
        at,
        count=str(lines),
        forms=str(forms),
        points=str(points(worth)),
        provision=provision.key,
        text=provision.text_zh,
        text_en=provision.text_en,
    )
