"""A reviewer's scores from a decisions file, for self-evaluations whose layout has no column for them.

    [[review]]
    project = "教师培训费"                # or id = "…"; department, where projects of two bear one name;
                                          # file and form (1 is the first), where one form was handed in twice
    indicator = "培训人数"
    score = "8"
    reason = "两期未留签到表"             # empty or left out: a deduction without a reason is found
    who = "王某"
    date = "2024-03-05"                   # optional

An entry that fits no indicator, or one that has a review already, is ``decision-unused``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from actuals.decisions import decision_tables, entry_texts
from actuals.kinds import DecisionUnused
from actuals.matching.matching import Place
from actuals.statements import Places, Statement
from evaluator.auditing.workingpaperinput import read_working_papers
from targets.errors import InputError
from targets.kinds.finding import Finding
from targets.kinds.location import Location
from targets.model.amounts import in_points
from targets.model.form import Form

TABLE = "review"
_WHERE = ("id", "department", "project", "indicator", "file", "form")
_REQUIRED = ("score", "who")
_OPTIONAL = ("reason", "date", *_WHERE)


def read_reviews(path: str | Path) -> tuple[Statement, ...]:
    """The ``[[review]]`` entries of a file, or the scores of working papers (.xlsx) that a reviewer handed back, in
    order; ``stated`` holds ``score`` and ``reason`` as written.

    Raises InputError for a file that cannot be read or holds anything else, an unknown key, a missing one, and a score
    that is no number of points.
    """
    file = Path(path)
    if file.suffix.lower() == ".xlsx":
        return read_working_papers(file)
    entries = decision_tables(file, (TABLE, "cell"))[TABLE]
    return tuple(_review(file, number, entry) for number, entry in enumerate(entries, 1))


def _review(file: Path, number: int, entry: dict[str, object]) -> Statement:
    texts = entry_texts(file, TABLE, number, entry, _REQUIRED, _OPTIONAL)
    score = in_points(texts["score"])
    place_zh, place_en = f"决定文件 {file.name} 第{number}条 [[review]]", f"decisions file {file.name}, entry {number}"
    if score is None or score < 0:
        raise InputError(
            f'{place_zh}：score = “{texts["score"]}”不是得分；请写数字，例如 "8.5"。',
            f'{place_en} of [[review]]: score = {texts["score"]!r} is no number of points; write it such as "8.5".',
        )
    if not (texts.get("id") or texts.get("indicator")):
        raise InputError(
            f"{place_zh}：须写明是哪个指标（id，或 project 与 indicator）。",
            f"{place_en} of [[review]]: say which indicator it is of (id, or project and indicator).",
        )
    return Statement(
        table=TABLE,
        at=Location(file=file.name, row=number - 1),
        where={name: texts[name] for name in _WHERE if texts.get(name)},
        stated={"score": texts["score"], "reason": texts.get("reason", "")},
        who=texts["who"],
        why=texts.get("reason", ""),
        date=texts.get("date", ""),
    )


def place_reviews(
    forms: Sequence[Form], entries: Sequence[Statement]
) -> tuple[Mapping[Place, Statement], tuple[Finding, ...]]:
    """The review of each indicator that has one, and a finding for each entry that was not used."""
    placed: dict[Place, Statement] = {}
    findings: list[Finding] = []
    places = Places(forms) if entries else None
    for entry in entries:
        place = places.one(entry, findings) if places is not None else None
        if place is None:
            continue
        if place in placed:
            findings.append(
                DecisionUnused.found(
                    entry.at,
                    name=entry.stated["score"] or entry.stated.get("actual", "") or entry.why,
                    indicator_name=forms[place[0]].rows[place[1]].name,
                    detail="同一指标前面已有复核得分",
                    detail_en="the indicator has a review already",
                )
            )
            continue
        placed[place] = entry
    return placed, tuple(findings)
