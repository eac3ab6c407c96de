"""docs/robustness.md and SECURITY.md name tests for what they promise: those are there; and two promises more."""

from __future__ import annotations

import ast
import logging
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in (ROOT / "docs" / "robustness.md").read_text(encoding="utf-8").partition("ASVS")[2].splitlines()
    if re.match(r"\| \d+\.\d", line)
]


def named_in(name: str) -> set[str]:
    path = ROOT / "tests" / f"test_{name}.py"
    assert path.is_file(), path
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")}


@pytest.mark.parametrize("row", ROWS, ids=[row[0].split()[0] for row in ROWS])
def test_each_row_names_tests_that_exist(row: tuple[str, ...]) -> None:
    _, held, _, tests = row
    named = re.findall(r"`(\w+)::(test_\w+)`", tests)
    assert held in "●◐○" and len(held) == 1
    assert bool(named) == (held != "○"), "what is held is shown, what is not has nothing to show"
    for file, test in named:
        assert test in named_in(file), (file, test)


def test_the_table_is_the_whole_chapter() -> None:
    assert len(ROWS) > 35
    assert len({row[0] for row in ROWS}) == len(ROWS)


def test_files_that_are_named_exist() -> None:
    for page in ("SECURITY.md", "docs/robustness.md", "docs/documents.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        for name in set(re.findall(r"`(tests/\w+\.py)`", text)):
            assert (ROOT / name).is_file(), (page, name)


def test_no_statement_is_put_together_from_texts() -> None:
    """Every SQL text of the workbench is a constant, but for names of our own tables in backups and migrations."""
    seen = 0
    for path in sorted((ROOT / "evaluator" / "web").rglob("*.py")):
        if path.name == "backup.py" or path.parent.name == "versions":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and called in ("text", "exec_driver_sql", "literal_column") and node.args:
                assert not isinstance(node.args[0], ast.JoinedStr | ast.BinOp), (path, ast.unparse(node))
                seen += isinstance(node.args[0], ast.Constant)
    assert seen > 2, "there are statements to look at"


def test_no_text_forges_a_line_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip("starlette", reason="the extra web is not installed")
    from evaluator.web.faults import log_fault

    with caplog.at_level(logging.ERROR, logger="evaluator.web"):
        log_fault("0123456789", ValueError("a\nb"), "GET /", "李四\n2026-01-01 ERROR fault by nobody")
    (record,) = caplog.records
    assert len([line for line in record.getMessage().splitlines() if line.strip()]) == 1
