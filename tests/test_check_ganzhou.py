"""``evaluator check`` on the eleven published forms: what an auditor would mark with a pencil, and nothing besides."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from evaluator.__main__ import main
from evaluator.checking import check_forms
from rules.loading import load
from targets.forms import read_forms
from targets.kinds.finding import Finding

DOCUMENT = Path(__file__).parent.parent / "evaluator" / "demo" / "ganzhou-2023.txt"

# line of the document, finding, words that must stand in its message: each looked up in the document by hand
WARNINGS = [
    (39, "target-missing", "全区教学质量"),
    (9, "fund-parts-mismatch", "1904.67 + 2130"),
    (11, "fund-parts-mismatch", "208.24 + 1696.43"),
    (12, "projects-budget-mismatch", "1342.02"),
    (37, "spending-indicator", "到位率"),
    (39, "row-shifted", "全区教学质量"),
    (40, "row-shifted", "社会反响良好"),
    (41, "row-shifted", "有效提高"),
    (42, "row-shifted", "不断提高"),
    (43, "level-misplaced", "可持续影响指标"),
    (46, "name-target-conflict", "大于 90%"),
    (61, "unit-inverted", "元/人"),
    (103, "cost-above-budget", "115.33"),
    (124, "cost-above-budget", "294.65"),
    (129, "row-shifted", "及时"),
    (154, "row-shifted", "≥95%"),
    (171, "cost-below-budget", "≤20 万元"),
    (176, "forms-conflict", "16 小时"),
    (194, "unit-indicator-mismatch", "≥95%"),
    (194, "text-copied", "高考"),
    (236, "unit-indicator-mismatch", "≥95%"),
    (237, "text-copied", "学前教育"),
    (262, "text-copied", "高考"),
]


@cache
def found() -> tuple[Finding, ...]:
    read = read_forms(DOCUMENT)
    return check_forms(read.forms, load("mof-2021-101"), read.findings)


@pytest.mark.parametrize(("line", "name", "words"), WARNINGS)
def test_found(line: int, name: str, words: str) -> None:
    assert len([f for f in found() if f.at.line == line and f.name == name and words in f.message("zh")]) == 1


def test_nothing_besides() -> None:
    graver = Counter((f.at.line, f.name) for f in found() if f.severity.value != "note")
    assert graver == Counter((line, name) for line, name, _ in WARNINGS)


def test_doubts_are_notes() -> None:
    notes = Counter(f.name for f in found() if f.severity.value == "note")
    assert set(notes) == {"comparator-missing", "wording-unmeasurable", "forms-conflict"}
    # 教育资助申请程序和审核过程科学合规率 ≥95% on the department's form, 100% in the project it speaks of
    assert notes["forms-conflict"] == 1


def test_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(DOCUMENT), "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert sum(len(form["findings"]) for form in document["forms"]) == len(found())
    assert main(["check", str(DOCUMENT), "--ignore", "target-missing"]) == 0
    assert main(["check", str(DOCUMENT), "--select", "T405", "--format", "csv"]) == 0
    assert capsys.readouterr().out.count("fund-parts-mismatch") >= 2
    assert main(["check", "no-such-file.docx"]) == 2
