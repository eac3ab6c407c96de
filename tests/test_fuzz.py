"""A fixed number of mutated inputs for every reader, what fuzzing once found, and atheris where it is installed."""

from __future__ import annotations

import importlib
import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from targets.documents import web

FOLDER = Path(__file__).parent / "fuzz"
RUNS = {
    "expression": 400,
    "scoring": 25,
    "html": 60,
    "text": 60,
    "docx": 40,
    "xlsx": 60,
    "archive": 60,
    "outcomes": 200,
    "tables": 5,
    "rulebook": 60,
    "decisions": 200,
}
"""Inputs tried in every run of the tests, always the same ones; longer ones by hand (docs/robustness.md)."""
FOUND = sorted(path for path in (FOLDER / "found").iterdir() if path.name != "README.md")


@pytest.fixture(scope="module")
def entries() -> Any:
    sys.path.insert(0, str(FOLDER))
    try:
        return importlib.import_module("entries")
    finally:
        sys.path.remove(str(FOLDER))


def test_every_entry_has_its_number_of_runs(entries: Any) -> None:
    assert set(RUNS) == set(entries.ENTRIES)
    assert {path.name.partition("-")[0] for path in FOUND} <= set(RUNS)


@pytest.mark.parametrize("entry", RUNS)
def test_no_input_ends_in_a_traceback(entries: Any, entry: str) -> None:
    if entry == "tables":
        pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    assert entries.run(entry, RUNS[entry], seed=1) == RUNS[entry]


def test_what_was_found_once_is_mended(entries: Any) -> None:
    for path in FOUND:
        if path.name.startswith("tables") and importlib.util.find_spec("pyarrow") is None:
            continue
        entries.ENTRIES[path.name.partition("-")[0]](path.read_bytes())


def test_a_fault_of_ours_is_noticed(entries: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The harness can fail: an error raised in our own code comes out, one of a library on a broken file does not."""
    monkeypatch.setattr(web, "cell_text", None)
    with pytest.raises(TypeError):
        entries.run("html", 5, seed=1)


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed (group fuzz)")
@pytest.mark.parametrize(("entry", "runs"), [("expression", 1500), ("html", 100), ("docx", 80), ("xlsx", 80)])
def test_coverage_guided(entry: str, runs: int, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(FOLDER / "by_atheris.py"), entry, str(runs), str(tmp_path / "corpus")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    tried = re.search(r"number_of_executed_units: (\d+)", done.stderr)
    assert tried is not None and int(tried[1]) >= runs
