"""``verify`` for runs of tables: the tables stand elsewhere and are known by their digests."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

pytest.importorskip("pyarrow", reason="the extra parquet is not installed")

from evaluator.__main__ import main
from evaluator.bulk.scoring import score_tables

BOOK = """title = "某市办法（虚构，仅供测试）"
extends = "../base/book.toml"
"""
BASE = 'title = "某省办法（虚构，仅供测试）"\nextends = "mof-2020-10"\n'


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """Tables in a folder, the outcomes in one of their own, and a chain of two local books."""
    folder = tmp_path / "given"
    (folder / "sub").mkdir(parents=True)
    rows = 40
    form = [number // 4 for number in range(rows)]
    item = [number % 4 for number in range(rows)]
    targets = {"form": form, "id": item, "indicator": "培训人次", "target": "≥100人次", "level1": "产出指标"}
    pd.DataFrame(targets).to_parquet(folder / "targets.parquet", index=False)
    outcomes = {"form": form, "id": item, "outcome": [f"{90 + number}人次" for number in range(rows)]}
    pd.DataFrame(outcomes).to_parquet(folder / "sub" / "actuals.parquet", index=False)
    for name, text in (("city/book.toml", BOOK), ("base/book.toml", BASE)):
        (folder / name).parent.mkdir()
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def run(given: Path) -> Path:
    """A run under the local book, moved away; the books are gone, the tables stand in another folder."""
    out, rules = given.parent / "out", str(given / "city" / "book.toml")
    score_tables(given / "targets.parquet", given / "sub" / "actuals.parquet", rules=rules, out=out, part_rows=10)
    shutil.rmtree(given / "city")
    shutil.rmtree(given / "base")
    given.rename(given.parent / "tables")
    return Path(shutil.move(out, given.parent / "elsewhere"))


def test_equal_and_what_differs(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["verify", str(run), "--inputs", str(run.parent / "tables"), "--lang", "en"]

    def said(status: int) -> str:
        assert main(call) == status
        got = capsys.readouterr()
        return got.out + got.err

    original = (run / "bulk.json").read_text(encoding="utf-8")
    assert len(json.loads(original)["books"]) == 2
    assert said(0).startswith("the results are equal (SHA-256 ") and said(0).count("\n") == 1

    for path, name in (
        (("software", "sha256"), "the program's files have changed"),
        (("rulebook", "digest"), "rulebook"),
    ):
        document = json.loads(original)
        document[path[0]][path[1]] = "0" * 64
        (run / "bulk.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        assert name in said(0).splitlines()[1]
    document = {**json.loads(original), "pending": 17}
    (run / "bulk.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    assert "the results are not the ones that were saved" in said(1)
    (run / "bulk.json").write_text(original, encoding="utf-8")

    part = run / "indicators" / "part-000000.parquet"
    part.write_bytes(part.read_bytes() + b" ")
    assert "indicators/part-000000.parquet was changed or removed" in said(1)
    book = run / "inputs" / "rules" / "base" / "book.toml"
    book.write_text(BASE + "\n", encoding="utf-8")
    assert "was changed after the run" in said(2)


def test_tables_that_are_gone_or_changed(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables = run.parent / "tables"
    assert main(["verify", str(run), "--inputs", str(run), "--lang", "en"]) == 2
    assert "there is no table targets.parquet" in capsys.readouterr().err
    pd.DataFrame({"form": [1]}).to_parquet(tables / "targets.parquet", index=False)
    assert main(["verify", str(run), "--inputs", str(tables), "--lang", "en"]) == 2
    assert "was changed after the run" in capsys.readouterr().err


def test_frames_and_old_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    frame = pd.DataFrame({"form": [1], "id": [1], "indicator": ["次"], "target": ["≥1次"], "level1": ["产出指标"]})
    outcomes = pd.DataFrame({"form": [1], "id": [1], "outcome": ["1次"]})
    score_tables(frame, outcomes, out=tmp_path / "out")
    assert main(["verify", str(tmp_path / "out"), "--lang", "en"]) == 2
    assert "was a frame in memory" in capsys.readouterr().err
    (tmp_path / "out" / "bulk.json").write_text("{}", encoding="utf-8")
    assert main(["verify", str(tmp_path / "out"), "--lang", "en"]) == 2
    assert "score again" in capsys.readouterr().err


def test_inputs_are_for_tables_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path), "--inputs", str(tmp_path), "--lang", "en"]) == 2
    assert "is for tables only" in capsys.readouterr().err
