"""Bad input: one clear sentence with place and remedy, exit status 2 (or a finding), nothing half written.

Most commands run in this process (``command_here``); one of each kind is started as a person starts it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "evaluator" / "demo"
TARGETS = DEMO / "ganzhou-2023.txt"
OUTCOMES = DEMO / "outcomes.csv"
Command = Callable[..., subprocess.CompletedProcess[str]]


def evaluator(*arguments: str | Path, cwd: Path, lang: str = "en") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "EVALUATOR_LANG": lang, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "evaluator", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8")


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Status 2, nothing on stdout, one sentence on stderr that holds the words, no traceback."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    for word in words:
        assert word in done.stderr


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_missing_targets_file(tmp_path: Path, lang: str) -> None:
    done = evaluator("score", "nowhere.docx", OUTCOMES, "--out", "run", cwd=tmp_path, lang=lang)
    refused(done, "nowhere.docx")
    assert list(tmp_path.iterdir()) == []


def test_missing_outcomes_file(tmp_path: Path) -> None:
    done = evaluator("score", TARGETS, "nowhere.csv", "--out", "run", cwd=tmp_path)
    refused(done, "nowhere.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["empty.txt", "empty.docx", "empty.xlsx", "empty.csv"])
def test_empty_file(command_here: Command, tmp_path: Path, name: str) -> None:
    path = written(tmp_path / name, b"")
    refused(command_here("score", path, OUTCOMES, cwd=tmp_path), name, "empty")
    refused(command_here("score", TARGETS, path, cwd=tmp_path), name, "empty")


@pytest.mark.parametrize("name", ["picture.txt", "picture.png", "picture.csv"])
def test_binary_file(command_here: Command, tmp_path: Path, name: str) -> None:
    path = written(tmp_path / name, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8)
    refused(command_here("score", path, OUTCOMES, cwd=tmp_path), name)
    refused(command_here("score", TARGETS, path, cwd=tmp_path), name)


def test_a_folder_where_a_file_is_needed(command_here: Command, tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    refused(command_here("score", TARGETS, tmp_path / "forms", cwd=tmp_path), "forms")


def test_table_without_indicator_columns(command_here: Command, tmp_path: Path) -> None:
    path = written(tmp_path / "staff.csv", "姓名,年龄\n张三,40\n".encode())
    refused(command_here("score", path, OUTCOMES, cwd=tmp_path), "staff.csv")
    refused(command_here("score", TARGETS, path, cwd=tmp_path), "staff.csv")


def test_outcomes_where_targets_are_wanted(command_here: Command, tmp_path: Path) -> None:
    refused(command_here("score", OUTCOMES, OUTCOMES, cwd=tmp_path), "outcomes.csv")


def test_unknown_rulebook_names_the_known_ones(command_here: Command, tmp_path: Path) -> None:
    done = command_here("score", TARGETS, OUTCOMES, "--rules", "mof-2012", "--out", "run", cwd=tmp_path)
    refused(done, "mof-2012", "mof-2021-101")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"], ids=["empty", "picture"])
def test_a_file_of_no_use_as_a_process_says_it(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path / "none.docx", content)
    refused(evaluator("score", path, OUTCOMES, cwd=tmp_path), "none.docx")


def test_existing_output_folder_is_kept(tmp_path: Path) -> None:
    written(tmp_path / "precious.docx", b"x")
    done = evaluator("demo", "--out", tmp_path, cwd=tmp_path)
    refused(done, "other files")
    assert [p.name for p in tmp_path.iterdir()] == ["precious.docx"]


def test_bad_map_argument(command_here: Command, tmp_path: Path) -> None:
    refused(command_here("score", TARGETS, OUTCOMES, "--map", "actual", cwd=tmp_path), "field=heading")


def test_unknown_indicator_and_double_outcome_are_findings(tmp_path: Path) -> None:
    path = written(
        tmp_path / "actuals.csv",
        (
            "项目名称,三级指标,实际完成值\n"
            "教师培训费,教师培训人数,1462人\n"
            "教师培训费,教师培训人数,1600人\n"
            "教师培训费,教师满堂红次数,3次\n"
        ).encode(),
    )
    done = evaluator("score", TARGETS, path, "--out", "run", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "outcome-unmatched" in done.stdout
    assert "教师满堂红次数" in done.stdout
    assert "outcome-duplicated" in done.stdout
    assert (tmp_path / "run" / "run.json").is_file()


def test_usage_error_is_two(tmp_path: Path) -> None:
    done = evaluator("score", cwd=tmp_path, lang="zh")
    assert done.returncode == 2
    assert "用法不对" in done.stderr


_HEAVY = ("pandas", "numpy", "pint", "lxml", "openpyxl", "pyarrow", "docx")
_SAID = f"""
import sys
from evaluator.__main__ import main
status = main(sys.argv[1:])
print(status, *(name for name in {_HEAVY!r} if name in sys.modules))
"""


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["score", "nowhere.txt", OUTCOMES], "nowhere.txt"),
        (["score", TARGETS, "nowhere-*.csv"], "no file matches nowhere-*.csv"),
        (["score", TARGETS, OUTCOMES, "--rules", "nowhere.toml"], "nowhere.toml"),
        (["score", "nowhere.parquet", "b.parquet"], "nowhere.parquet"),
        (["read", "nowhere.docx"], "nowhere.docx"),
        (["check", "nowhere.docx"], "nowhere.docx"),
        (["audit", "nowhere.docx", "--previous", "last"], "last"),
        (["template", "nowhere.docx", "-o", "x.xlsx"], "nowhere.docx"),
    ],
)
def test_a_mistyped_name_is_said_before_anything_is_imported(
    tmp_path: Path, arguments: list[str | Path], named: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _SAID, *map(str, arguments), "--lang", "en"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.stdout == "2\n", done.stdout
    assert done.stderr.startswith("error: ") and named in done.stderr, done.stderr


def test_one_missing_document_among_several_stops_only_itself(command_here: Command, tmp_path: Path) -> None:
    done = command_here("read", TARGETS, "nowhere.docx", cwd=tmp_path)
    assert done.returncode == 2
    assert "教师培训人数" in done.stdout and "nowhere.docx" in done.stderr
