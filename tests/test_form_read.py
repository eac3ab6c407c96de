"""``evaluator read``: JSON, table, CSV, exit status, and the bytes staying the same."""

from __future__ import annotations

import json
import shutil
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from evaluator.commands.read import run
from targets.model.identity import indicator_id

SAMPLES = Path(__file__).parent / "documents"
GANZHOU = Path(__file__).parents[1] / "evaluator" / "demo" / "ganzhou-2023.txt"


def read(capsys: pytest.CaptureFixture[str], *files: Path, format: str = "json", jobs: int = 1) -> tuple[int, str, str]:  # noqa: A002
    named = [str(file) for file in files]
    options = {"lang": "zh", "no_cache": True, "scans": False, "doubts": None}
    status = run(Namespace(files=named, format=format, jobs=jobs, **options))
    out, err = capsys.readouterr()
    return status, out, err


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = read(capsys, GANZHOU)
    assert status == 0
    forms: list[dict[str, Any]] = json.loads(out)["forms"]
    assert [form["kind"] for form in forms] == ["department-targets", *["project-targets"] * 10]
    assert forms[1]["budget"] == {"total": "14", "fiscal": "14", "other": "0", "carried_over": "0"}
    assert forms[1]["execution"] == {}
    row = forms[0]["rows"][1]
    assert (row["level1"], row["level2"], row["indicator"], row["target"]) == (
        "产出指标", "数量指标", "全年开展教研活动", "≥100 次",
    )  # fmt: skip
    assert row["at"] == {"table": 0, "row": 10, "line": 17}
    assert {key: row["reading"][key] for key in ("kind", "comparator", "low", "high", "unit", "per")} == {
        "kind": "threshold", "comparator": "ge", "low": "100", "high": None, "unit": "次", "per": None,
    }  # fmt: skip
    assert (row["actual"], row["points"], row["score"]) == (None, None, None)
    found = [finding["name"] for finding in forms[0]["findings"]]
    assert found.count("target-missing") == 1
    assert found.count("row-shifted") == 4
    assert forms[4]["findings"][0]["at"]["row"] == 14


def test_self_evaluation_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = read(capsys, SAMPLES / "self_eval_synthetic.docx")
    form = json.loads(out)["forms"][0]
    assert form["kind"] == "project-self-evaluation"
    assert form["execution"]["rate"] == "98.40%"
    assert form["total_score"] == "97.49"
    assert form["rows"][2]["reason"].startswith("两期暑期培训")


def test_same_bytes_whatever_the_jobs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        shutil.copy(SAMPLES / "self_eval_synthetic.docx", tmp_path / f"{name}.docx")
    assert read(capsys, tmp_path)[1] == read(capsys, tmp_path, jobs=3)[1]


@pytest.mark.parametrize("format", ["json", "table", "csv"])
def test_a_bad_file_beside_a_good_one(capsys: pytest.CaptureFixture[str], tmp_path: Path, format: str) -> None:  # noqa: A002
    bad = tmp_path / "bad.docx"
    bad.write_bytes(b"")
    status, out, err = read(capsys, bad, GANZHOU, format=format)
    assert status == 2
    assert "全区教学质量" in out
    assert "bad.docx 是空文件" in err


def test_ids_do_not_depend_on_widths_and_spaces() -> None:
    one = indicator_id("某局", "", "产出指标", "数量指标", "人数", "≥90％ ")
    assert one == indicator_id("某局", "", "产出 指标", "数量\n指标", "人数", "≥ 90%")
    assert one != indicator_id("某局", "", "产出指标", "数量指标", "人数", "≥91%")
    assert indicator_id("ab", "c", "", "", "", "") != indicator_id("a", "bc", "", "", "", "")
    assert len(one) == 10
