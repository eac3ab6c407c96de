"""The command line as a user meets it: demo, saved runs, JSON on stdout, explanations, the same bytes everywhere."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
Command = Callable[..., subprocess.CompletedProcess[str]]


def evaluator(*arguments: str | Path, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "EVALUATOR_LANG": "en", **env}
    command = [sys.executable, "-m", "evaluator", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    done = evaluator("demo", "--out", "run", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "run"


def test_demo_saves_what_a_person_looks_for(saved: Path) -> None:
    names = {str(path.relative_to(saved)) for path in saved.rglob("*") if path.is_file()}
    assert {"report.html", "summary.md", "summary.csv", "findings.csv", "indicators.csv", "run.json"} <= names
    assert "inputs/targets/ganzhou-2023.txt" in names
    assert sum(name.startswith("scorecards/") and name.endswith(".md") for name in names) == 11


def test_report_needs_nothing_from_outside(saved: Path) -> None:
    page = (saved / "report.html").read_text(encoding="utf-8")
    assert not re.findall(r"(?:src|href)\s*=\s*[\"']?(?!#)[^\"'> ]+", page)
    assert not re.search(r"url\((?!#)", page)  # a pattern of the page itself may be named
    assert "@import" not in page
    assert "<script" not in page


def test_json_is_one_document_and_nothing_else(tmp_path: Path) -> None:
    done = evaluator("demo", "--format", "json", cwd=tmp_path)
    document = json.loads(done.stdout)
    assert done.stderr == ""
    assert len(document["forms"]) == 11
    assert sum(len(form["rows"]) for form in document["forms"]) == 107
    form = next(f for f in document["forms"] if f["project"] == "教育督导专项经费")
    assert (form["total"], form["total_low"], form["total_high"], form["grade"]) == ("87.75", "87.75", "87.75", "良")
    row = next(r for r in form["rows"] if r["indicator"] == "教育督导成本")
    # 20 × 20 ÷ 27.3 = 14.652…
    assert row["recomputed"]["score"] == "14.65"
    assert row["recomputed"]["provision"] == "score.at-most"
    assert row["recomputed"]["standing"] == "reported"
    pending = next(f for f in document["forms"] if f["project"] == "招商引资工作经费")
    assert (pending["total"], pending["total_low"], pending["total_high"], pending["grade"]) == (
        None,
        "69.90",
        "89.90",
        None,
    )


def test_same_bytes_whatever_the_hash_seed_locale_and_folder(saved: Path, tmp_path: Path) -> None:
    again = evaluator("demo", "--out", "deep/er", cwd=tmp_path, PYTHONHASHSEED="4711", LC_ALL="C", TZ="Asia/Shanghai")
    assert again.returncode == 0, again.stderr
    for path in saved.rglob("*"):
        if path.is_file():
            assert (tmp_path / "deep" / "er" / path.relative_to(saved)).read_bytes() == path.read_bytes(), path.name


def test_verify_says_equal(saved: Path) -> None:
    done = evaluator("verify", saved, cwd=saved)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("the results are equal")


@pytest.mark.parametrize(
    ("file", "words"),
    [("run.json", "changed after they were saved"), ("inputs/actuals/outcomes.csv", "changed after the run")],
)
def test_verify_notices_tampering(command_here: Command, saved: Path, tmp_path: Path, file: str, words: str) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(saved, copy)
    text = (copy / file).read_text(encoding="utf-8")
    (copy / file).write_text(text.replace("87.75", "97.75").replace("14 小时", "16 小时"), encoding="utf-8")
    done = command_here("verify", copy, cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr


def test_verify_of_no_run(command_here: Command, tmp_path: Path) -> None:
    done = command_here("verify", tmp_path, cwd=tmp_path)
    assert done.returncode == 2
    assert "not a saved run" in done.stderr


def test_explain_shows_the_derivation(saved: Path) -> None:
    done = evaluator("explain", saved, "教育督导成本", cwd=saved)
    assert done.returncode == 0, done.stderr
    for words in ("≤20 万元", "27.3 万元", "score.at-most", "20 × 20 ÷ 27.3", "14.65", "seen in use"):
        assert words in done.stdout


def test_explain_of_total_and_rating(command_here: Command, saved: Path) -> None:
    done = command_here("explain", saved, "--project", "教育督导", cwd=saved)
    assert "27.3 ÷ 30 = 91.00%" in done.stdout
    assert "= 87.75" in " ".join(done.stdout.split())
    assert "rating.department" in done.stdout


def test_explain_by_code_and_by_name_is_the_same(command_here: Command, tmp_path: Path) -> None:
    assert (
        command_here("explain", "T101", cwd=tmp_path).stdout
        == command_here("explain", "comparator-missing", cwd=tmp_path).stdout
    )


def test_explain_of_nothing_names_the_nearest(command_here: Command, tmp_path: Path) -> None:
    done = command_here("explain", "comparator-mising", cwd=tmp_path)
    assert done.returncode == 2
    assert "comparator-missing" in done.stderr


def test_full_prints_every_scorecard(command_here: Command, tmp_path: Path) -> None:
    done = command_here("demo", "--full", "--lang", "zh", cwd=tmp_path)
    assert done.stdout.count("项目支出绩效自评表：") == 10
    assert done.stdout.count("部门整体支出绩效自评表：") == 1


def test_fail_on_decides_the_exit_status(command_here: Command, tmp_path: Path) -> None:
    assert command_here("demo", cwd=tmp_path).returncode == 0
    assert command_here("demo", "--fail-on", "error", cwd=tmp_path).returncode == 1


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-X", "importtime", "-m", "evaluator", "--help"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8")
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert not imported & {
        "pandas",
        "numpy",
        "pint",
        "openpyxl",
        "docx",
        "lxml",
        "jinja2",
        "tabulate",
        "typing",
        "pathlib",
    }


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        (["target", "≥100人次"], set()),
        (["rules", "list"], set()),
        (["rules", "show", "mof-2021-101"], set()),
        (["explain", "comparator-missing"], set()),
        (["read", "targets.csv", "--no-cache"], set()),
        (["template", "targets.csv", "-o", "template.csv"], {"numpy", "rapidfuzz"}),
        (["check", "targets.csv"], {"numpy", "rapidfuzz"}),
        (["audit", "targets.csv"], {"numpy", "rapidfuzz"}),
        (["demo"], {"numpy", "rapidfuzz"}),
    ],
)
def test_a_command_imports_what_it_needs_only(tmp_path: Path, arguments: list[str], allowed: set[str]) -> None:
    (tmp_path / "targets.csv").write_text(
        "预算年度,2023,,\n项目名称,甲,,\n一级指标,二级指标,三级指标,指标值\n产出指标,数量指标,培训人数,≥100人\n",
        encoding="utf-8",
    )
    heavy = [
        "pandas",
        "numpy",
        "pint",
        "dask",
        "pyarrow",
        "openpyxl",
        "docx",
        "lxml",
        "jinja2",
        "rapidfuzz",
        "sqlalchemy",
    ]
    code = f"""
import sys
from evaluator.__main__ import main
main({arguments!r})
print(*sorted(set({heavy!r}) & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "EVALUATOR_CACHE": str(tmp_path / "cache")},
        capture_output=True,
        encoding="utf-8",
    )
    assert set(done.stderr.splitlines()[-1].split()) <= allowed, done.stderr


def test_the_python_face(tmp_path: Path) -> None:
    import evaluator as face

    demo = ROOT / "evaluator" / "demo"
    run = face.evaluate(demo / "ganzhou-2023.txt", demo / "outcomes.csv", rules="mof-2021-101")
    assert len(run.indicators) == 107
    assert len(run.projects) == 10
    assert list(run.departments["grade"]) == ["优"]
    assert {"code", "name", "severity"} <= set(run.findings.columns)
    score = run.indicators.set_index(["project", "indicator"])["score"]
    assert score["教育督导专项经费", "教育督导成本"] == 14.65
    assert run.save(tmp_path / "run") == tmp_path / "run"
