"""One case file for each kind of finding: forms that must give it, with its figures, and similar ones that must not."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from evaluator.auditing.run import audit_forms
from evaluator.auditing.selecting import Suppression, suppressed
from evaluator.checking import check_forms
from evaluator.findings import kinds
from rules.loading import load
from targets.expression import read_target
from targets.finding import Finding, Severity
from targets.form import Form, FormKind, Indicator
from targets.forms import ReadResult, read_forms
from targets.location import Location
from targets.vocabulary import category

FOLDER = Path(__file__).parent / "findings"
FILES = sorted(FOLDER.glob("*.toml"))
BOOK = load("mof-2021-101")
_ROW = {"name", "target", "level1", "level2", "actual", "points", "score", "reason", "review_score", "review_reason"}
_FORM = {"project", "kind", "year", "goal", "budget", "execution", "fund_rows", "category_points", "total_score"}
_FORM |= {"grade", "remarks", "rows"}
_CASE = {"about", "expect", "severity", "forms", "text", "previous", "suppress"} | _FORM


def _row(given: Mapping[str, str], file: str, table: int, number: int) -> Indicator:
    assert set(given) <= _ROW, given
    level1, level2 = given.get("level1", "产出指标"), given.get("level2", "数量指标")
    optional = {name: given[name] for name in _ROW - {"name", "target", "level1", "level2"} if name in given}
    return Indicator(
        id=f"{file}-{table}-{number}",
        level1=level1,
        level2=level2,
        name=given["name"],
        target=given["target"],
        reading=read_target(given["target"], indicator=given["name"]),
        category=category(level1, level2),
        at=Location(file=file, table=table, row=number + 1),
        **optional,  # type: ignore[arg-type]
    )


def _form(given: Mapping[str, Any], table: int, kind: str, file: str = "case.csv") -> Form:
    assert set(given) <= _FORM, given
    found = FormKind(given.get("kind", kind))
    return Form(
        file=file,
        index=table,
        kind=found,
        at=Location(file=file, table=table, row=0),
        year=given.get("year", 2023),
        department="某局",
        project=None if found.of_department else given.get("project") or "某项目",
        goal=given.get("goal"),
        budget=given.get("budget", {}),
        execution=given.get("execution", {}),
        fund_rows=given.get("fund_rows", {}),
        category_points=given.get("category_points", {}),
        total_score=given.get("total_score"),
        grade=given.get("grade"),
        remarks=tuple(given.get("remarks", ())),
        rows=tuple(_row(row, file, table, n) for n, row in enumerate(given["rows"])),
    )


def found_in(case: Mapping[str, Any], command: str, tmp_path: Path) -> tuple[Finding, ...]:
    """The findings of one case."""
    assert set(case) <= _CASE, set(case) - _CASE
    kind = "project-targets" if command == "check" else "project-self-evaluation"
    if "text" in case:
        (tmp_path / "case.txt").write_text(case["text"], encoding="utf-8")
        read = read_forms(tmp_path / "case.txt")
    else:
        given = case.get("forms") or [{name: case[name] for name in _FORM if name in case}]
        read = ReadResult(forms=tuple(_form(one, n, kind) for n, one in enumerate(given)))
    if command == "check":
        return check_forms(read.forms, BOOK, read.findings)
    last = [_form(one, n, kind, "last.csv") for n, one in enumerate(case.get("previous", ()))]
    notices = audit_forms(read, BOOK, last).notices
    entries = [
        Suppression(name=one["finding"], reason=one["reason"], who=one["who"]) for one in case.get("suppress", ())
    ]
    return suppressed(notices, entries, "suppress.toml")[0]


def _cases(which: str) -> list[Any]:
    return [
        pytest.param(data["finding"], data["command"], case, id=f"{data['finding']}: {case['about']}")
        for path in FILES
        for data in [tomllib.loads(path.read_text(encoding="utf-8"))]
        for case in data[which]
    ]


@pytest.mark.parametrize(("name", "command", "case"), _cases("fail"))
def test_found(name: str, command: str, case: Mapping[str, Any], tmp_path: Path) -> None:
    everything = found_in(case, command, tmp_path)
    found = [f for f in everything if f.name == name]
    assert len(found) == 1, [(f.name, f.message("zh")) for f in everything]
    figures = dict(found[0].figures)
    assert {key: figures.get(key) for key in case["expect"]} == case["expect"]
    severity = kinds()[name].severity if "severity" not in case else Severity(case["severity"])
    if command == "check" or "severity" in case:
        assert found[0].severity is severity
    for lang in ("zh", "en"):
        assert found[0].message(lang) and found[0].remedy(lang)


@pytest.mark.parametrize(("name", "command", "case"), _cases("pass"))
def test_not_found(name: str, command: str, case: Mapping[str, Any], tmp_path: Path) -> None:
    assert [f.message("zh") for f in found_in(case, command, tmp_path) if f.name == name] == []


def test_each_kind_has_its_cases() -> None:
    files = {path.stem for path in FILES}
    wanted = {kind.name for kind in kinds().values() if kind.code[0] in "TS" and not kind.code.startswith("T5")}
    assert wanted <= files
    for path in FILES:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        assert data["finding"] == path.stem and data["fail"] and data["pass"]
