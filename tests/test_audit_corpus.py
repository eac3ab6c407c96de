"""Printed rows and money lines (tests/audit) audited, each contradiction judged by hand in judgements.toml."""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from evaluator.auditing.run import Audit, audit_forms
from rules.loading import load
from targets.forms import ReadResult
from targets.kinds.location import Location
from targets.language.expression import read_target
from targets.model.form import Form, FormKind, Indicator
from targets.model.vocabulary import category

FOLDER = Path(__file__).parent / "audit"
KINDS = {
    "project-self-eval": FormKind.PROJECT_SELF_EVALUATION,
    "department-self-eval": FormKind.DEPARTMENT_SELF_EVALUATION,
}


def rows_of(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def rows_audited() -> Audit:
    groups: dict[tuple[str, str], list[tuple[int, dict[str, str]]]] = defaultdict(list)
    for number, row in enumerate(rows_of("self_evaluations.tsv")):
        groups[row["document"], row["form"]].append((number, row))
    forms = [
        Form(
            file=f"{document}.csv",
            index=table,
            kind=KINDS.get(kind, FormKind.PROJECT_SELF_EVALUATION),
            at=Location(file=f"{document}.csv", table=table, row=0),
            year=2023,
            department=document,
            project=document,
            rows=tuple(_indicator(number, row, table) for number, row in rows),
        )
        for table, ((document, kind), rows) in enumerate(groups.items())
    ]
    return audit_forms(ReadResult(forms=tuple(forms)), load("mof-2021-101"))


def _indicator(number: int, row: dict[str, str], table: int) -> Indicator:
    return Indicator(
        id=str(number),
        level1=row["level1"],
        level2=row["level2"],
        name=row["indicator"],
        target=row["target"],
        reading=read_target(row["target"], indicator=row["indicator"]),
        category=category(row["level1"], row["level2"]),
        at=Location(file=f"{row['document']}.csv", table=table, row=number),
        actual=row["actual"],
        points=row["points"],
        score=row["score"],
        reason=row["deviation_note"],
    )


def test_contradictions_are_those_judged_by_hand() -> None:
    judged = {
        (row["row"], row["finding"])
        for row in tomllib.loads((FOLDER / "judgements.toml").read_text(encoding="utf-8"))["row"]
    }
    found = {
        (f.at.row, f.name)
        for f in rows_audited().notices
        if f.indicator and f.code.startswith("S1") and f.severity.value != "note"
    }
    assert found == judged


def test_every_claim_is_confirmed_contradicted_or_pending_with_a_reason() -> None:
    done = rows_audited()
    named = defaultdict(set)
    for f in done.notices:
        named[f.at.row].add(f.name)
    for claim in done.claims:
        if claim.points is None or claim.score is None:
            continue
        about = named[claim.row.at.row]
        if claim.pending:
            reasons = {"score-pending", "level-unknown", "score-without-target", "outcome-unreadable"}
            assert about & reasons, (claim.row.name, about)
        elif claim.ours != claim.score * 100:
            wrong = {"score-differs", "score-rounded-oddly", "full-score-target-missed", "deducted-target-met"}
            assert about & wrong, (claim.row.name, about)


MONEY = {
    # row of the file: what must be found, in the words of execution_headers.tsv; every other row is clean
    1: {"budget-change-unexplained"},  # 90 to 89.974
    2: {"budget-change-unexplained"},  # 0 to 3.36
    3: {"score-rounded-oddly", "execution-low-unexplained"},  # 86.20 % of 10 is 8.62, printed 9
    6: {"budget-change-unexplained"},  # 238.93 to 251.89
    12: {"budget-change-unexplained"},  # 202.64 to 132.912
    13: {"execution-low-unexplained"},  # 88.74 %
    17: {"execution-rate-differs", "execution-low-unexplained"},  # 3824.26 of 4753.66 is 80.45 %, printed 100 %
    28: {"score-rounded-oddly", "execution-low-unexplained"},  # 8.97 printed 9
    29: {"score-rounded-oddly", "execution-low-unexplained"},  # 8.97 printed 8
    32: {"execution-rate-differs"},  # 47.68 of 50 is 95.36 %, printed 95.00%
    33: {"execution-low-unexplained"},  # 52.79 %
    34: {"execution-over-100"},  # 338.31 of 329.77
}
COLUMNS = {
    "initial": "initial_budget",
    "full_year": "full_year_budget",
    "executed": "executed",
    "points": "points",
    "rate": "execution_rate",
    "score": "score",
}


@cache
def money_audited() -> dict[int, set[str]]:
    forms = []
    for number, row in enumerate(rows_of("execution_headers.tsv")):
        forms.append(
            Form(
                file="lines.csv",
                index=number,
                kind=FormKind.PROJECT_SELF_EVALUATION,
                at=Location(file="lines.csv", table=number, row=0),
                department=f"部门{number}",
                project=f"项目{number}",
                execution={key: row[column] for key, column in COLUMNS.items()},
                total_score=row["total_score"] or None,
            )
        )
    done = audit_forms(ReadResult(forms=tuple(forms)), load("mof-2021-101"))
    found: dict[int, set[str]] = defaultdict(set)
    for f in done.notices:
        found[f.at.table or 0].add(f.name)
    return found


@pytest.mark.parametrize("number", range(43))
def test_money_lines(number: int) -> None:
    assert money_audited().get(number, set()) == MONEY.get(number, set())
