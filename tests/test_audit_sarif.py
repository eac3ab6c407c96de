"""The shape of SARIF 2.1.0, checked by hand: what must be there, which values a level may have, what a URI is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from evaluator.auditing.run import Audit, audit
from evaluator.auditing.sarif import sarif

FOLDER = Path(__file__).parent / "documents"


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    folder = tmp_path_factory.mktemp("sarif")
    path = folder / "自评 表.xlsx"
    path.write_bytes((FOLDER / "self_eval_synthetic.xlsx").read_bytes())
    (folder / "s.toml").write_text(
        '[[suppress]]\nfinding = "total-differs"\nreason = "已更正"\nwho = "张三"\n', encoding="utf-8"
    )
    return audit(path, suppressions=folder / "s.toml")


@pytest.fixture(scope="module", params=["zh", "en"])
def run(request: pytest.FixtureRequest, done: Audit) -> dict[str, Any]:
    document = json.loads(sarif(done, request.param))
    assert document["version"] == "2.1.0"
    [one] = document["runs"]
    assert isinstance(one, dict)
    return one


def test_tool_and_rules(run: dict[str, Any]) -> None:
    driver = run["tool"]["driver"]
    assert driver["name"] == "evaluator"
    codes = [rule["id"] for rule in driver["rules"]]
    assert codes == sorted(set(codes))
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"] and rule["fullDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")


def test_results(run: dict[str, Any], done: Audit) -> None:
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == len(done.notices) + len(done.suppressed)
    for result in run["results"]:
        assert result["message"]["text"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        [location] = result["locations"]
        uri = location["physicalLocation"]["artifactLocation"]["uri"]  # a URI reference
        assert uri.isascii() and not set(uri) & set(' "<>\\^`{|}')
        assert unquote(uri) in ("自评 表.xlsx", "s.toml")
        assert location["logicalLocations"][0]["fullyQualifiedName"]
        region = location["physicalLocation"].get("region")
        assert region is None or region["startLine"] >= 1


def test_suppressions(run: dict[str, Any]) -> None:
    [result] = [one for one in run["results"] if "suppressions" in one]
    assert result["suppressions"] == [{"kind": "external", "justification": "已更正 (张三)"}]
