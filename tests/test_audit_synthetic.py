"""The two synthetic self-evaluations: nine planted errors found, six controls left alone, equal output every time."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from evaluator.__main__ import main
from evaluator.auditing.document import audit_json
from evaluator.auditing.run import Audit, audit
from targets.kinds.finding import Severity

FOLDER = Path(__file__).parent / "documents"
FILES = ("self_eval_synthetic.docx", "self_eval_synthetic.xlsx")

# project, indicator (None: of the form), finding, figures that must stand in it
PLANTED = [
    (
        "教师培训费",
        None,
        "execution-rate-differs",
        {"printed": "98.40%", "ours": "97.00%"},
    ),  # E1, and E2 follows from it
    ("教育督导专项经费", None, "fund-parts-mismatch", {"total": "24.9", "sum": "22.9"}),  # E3
    ("教育督导专项经费", "教育督导成本", "full-score-target-missed", {"printed": "20"}),  # E4
    ("教育督导专项经费", "各学校每月接受督导检查时间", "full-score-target-missed", {"ours": "9.63"}),  # E5
    ("学前教育资助", None, "points-not-100", {"points": "98"}),  # E6
    ("学前教育资助", "申请程序和审核过程科学合规率", "score-above-points", {"printed": "5.5", "points": "5"}),  # E7
    ("学前教育资助", "受资助家庭经济困难学生满意度", "score-without-target", {"printed": "9"}),  # E8
    ("学前教育资助", None, "total-differs", {"printed": "98.3", "ours": "97.3"}),  # E9
]
CONTROLS = [
    ("教师培训费", "教师培训人数"),
    ("教师培训费", "培训效果测评"),
    ("教师培训费", "教学完成时间及时性"),
    ("教育督导专项经费", "督导检查学校整改情况师生满意度"),
    ("学前教育资助", "学前教育家庭经济困难学生享受足额资助比例"),
]


@cache
def audited(file: str) -> Audit:
    return audit(FOLDER / file)


def of_project(done: Audit, project: str) -> list[tuple[str, str | None, Severity, dict[str, str]]]:
    tables = {form.at.table: form.project for form in done.forms}
    return [(f.name, f.indicator, f.severity, dict(f.figures)) for f in done.notices if tables[f.at.table] == project]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(("project", "indicator", "name", "figures"), PLANTED)
def test_planted_errors(file: str, project: str, indicator: str | None, name: str, figures: dict[str, str]) -> None:
    found = [f for f in of_project(audited(file), project) if f[0] == name and f[1] == indicator]
    assert len(found) == 1
    assert figures.items() <= found[0][3].items()
    assert found[0][2] is not Severity.NOTE


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(("project", "indicator"), CONTROLS)
def test_controls_are_left_alone(file: str, project: str, indicator: str) -> None:
    assert [f for f in of_project(audited(file), project) if f[1] == indicator and f[2] is not Severity.NOTE] == []


@pytest.mark.parametrize("file", FILES)
def test_money_carried_over_explains_the_budget(file: str) -> None:
    about = {f[0] for f in of_project(audited(file), "学前教育资助") if f[1] is None}
    assert not about & {"budget-change-unexplained", "fund-parts-mismatch", "execution-rate-differs"}


def test_wrong_rate_is_reported_once() -> None:
    assert "execution-score-differs" not in {f.name for f in audited(FILES[0]).notices}


def test_both_formats_give_the_same_findings() -> None:
    one, other = ([(f.name, f.indicator, f.severity, dict(f.figures)) for f in audited(file).notices] for file in FILES)
    strip = {"actual", "formula", "formula_en"}  # 91.7% and 91.70% are printed differently

    def plain(found: list[tuple[str, str | None, Severity, dict[str, str]]]) -> list[object]:
        return sorted(
            (n, i or "", s.value, tuple(sorted(x for x in f.items() if x[0] not in strip))) for n, i, s, f in found
        )

    assert plain(one) == plain(other)


def test_json_holds_what_was_recomputed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(FOLDER / FILES[0]), "--format", "json", "--lang", "en"]) == 1
    document = json.loads(capsys.readouterr().out)
    form = document["forms"][1]
    rows = {row["indicator"]: row for row in form["rows"]}
    assert rows["各学校每月接受督导检查时间"]["recomputed"]["score"] == "9.63"
    assert rows["各学校每月接受督导检查时间"]["recomputed"]["completion"] == "0.9625"
    # 8.30 + 16.06 + 10 + 5 + 5 + 10 + 9.63 + 20 + 9.84, by hand
    assert form["total"] == form["total_low"] == form["total_high"] == "93.83"
    assert form["grade"] == "优"
    assert {f["name"] for f in form["findings"]} >= {"fund-parts-mismatch", "full-score-target-missed"}
    assert Decimal(form["printed_sum"]) == Decimal("98.1")


def test_same_in_same_out() -> None:
    paths = [FOLDER / file for file in FILES]
    assert audit_json(audit(*paths, jobs=2), "zh") == audit_json(audit(*paths, jobs=1), "zh")


def test_exit_status_and_choice(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = str(FOLDER / FILES[0])
    assert main(["audit", file, "--fail-on", "never"]) == 0
    assert main(["audit", file, "--select", "S104,T405"]) == 0  # both are warnings
    assert main(["audit", file, "--select", "S104", "--fail-on", "warning"]) == 1
    assert main(["audit", file, "--ignore", "total-differs,score-above-points,points-not-100"]) == 0
    assert main(["audit", file, "--ignore", "no-such-finding"]) == 2
    assert "no-such-finding" in capsys.readouterr().err
    listed = tmp_path / "suppress.toml"
    listed.write_text(
        '[[suppress]]\nfinding = "total-differs"\nreason = "已更正"\nwho = "张三"\n'
        '[[suppress]]\nfinding = "score-above-points"\nreason = "已更正"\nwho = "张三"\n'
        '[[suppress]]\nfinding = "points-not-100"\nreason = "已更正"\nwho = "张三"\n'
        '[[suppress]]\nfinding = "grade-differs"\nreason = "旧"\nwho = "张三"\n',
        encoding="utf-8",
    )
    assert main(["audit", file, "--suppressions", str(listed), "--lang", "en"]) == 0
    assert "suppression-unused" in capsys.readouterr().out
    listed.write_text('[[suppress]]\nfinding = "total-differs"\nwho = "张三"\n', encoding="utf-8")
    assert main(["audit", file, "--suppressions", str(listed)]) == 2


def test_saved_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "audit"
    assert main(["audit", str(FOLDER / FILES[1]), "--out", str(out)]) == 1
    first = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    assert set(first) == {
        "run.json",
        "findings.csv",
        "findings.sarif.json",
        "forms.csv",
        "report.html",
        "worklist.xlsx",
        "复核工作底稿.xlsx",
        "整改台账.xlsx",
    }
    assert main(["audit", str(FOLDER / FILES[1]), "--out", str(out)]) == 2
    assert main(["audit", str(FOLDER / FILES[1]), "--out", str(out), "--force"]) == 1
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == first
    results = json.loads(first["findings.sarif.json"])["runs"][0]["results"]
    assert len(results) == len(audited(FILES[1]).notices)
