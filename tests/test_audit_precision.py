"""Warnings and errors on forms never seen are right: made-up forms, correct by construction, with planted errors."""

from __future__ import annotations

import importlib
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from actuals.language.reading import read_outcome
from evaluator.auditing.run import audit
from targets.language.expression import read_target

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def tally(tmp_path_factory: pytest.TempPathFactory) -> Any:
    sys.path.insert(0, str(BENCHMARKS))
    try:
        return importlib.import_module("precision.measure").run(42, 11, tmp_path_factory.mktemp("forms"))
    finally:
        sys.path.remove(str(BENCHMARKS))


def test_precision_and_recall_on_made_up_forms(tally: Any) -> None:
    assert sum(tally.right.values()) >= 40, "too few planted errors to say anything"
    assert tally.precision >= 0.95, tally.alarms
    assert tally.recall >= 0.95, tally.missed


def test_forms_without_errors_raise_no_alarm(tally: Any) -> None:
    assert tally.clean >= 10
    assert [alarm for alarm in tally.alarms if " [] " in alarm] == []


@pytest.mark.parametrize("text", ["达96%", "达到96%", "实际达到96%", "满意度达96%"])
def test_reached_is_no_comparator(text: str) -> None:
    got = read_outcome(text, read_target("≥95%", indicator="满意度"), indicator="满意度")
    assert (got.value, got.notes) == (Decimal(96), ())


@pytest.mark.parametrize("text", ["达到96%以上", "≥96%", "不低于96%", "达到95%"])
def test_a_promise_is_still_none_of_an_outcome(text: str) -> None:
    target = "达到95%" if text == "达到95%" else "≥95%"
    got = read_outcome(text, read_target(target, indicator="满意度"), indicator="满意度")
    assert [note.name for note in got.notes] == ["outcome-repeats-target"]


HEAD = "项目名称,甲,,,,,\n一级指标,二级指标,三级指标,年度指标值,实际完成值,分值,得分,原因\n"


def said(tmp_path: Path, row: str) -> dict[str, str]:
    (tmp_path / "form.csv").write_text(HEAD + row + "\n", encoding="utf-8")
    return {f.name: f.severity.value for f in audit(tmp_path / "form.csv").notices if f.indicator}


@pytest.mark.parametrize(
    ("row", "name", "severity"),
    [
        ("产出指标,质量指标,设施完好率,100%,1,10,10,", "outcome-unit-missing", "note"),  # 1 is 100 %: full points
        ("产出指标,质量指标,验收合格率,≥95%,0.93,10,9.79,说明", "outcome-unit-missing", "note"),  # 93 ÷ 95 × 10
        ("产出指标,质量指标,验收合格率,≥95%,0.93,10,10,", "outcome-unreadable", "error"),  # follows from no reading
        ("产出指标,时效指标,完成时间,2023年12月底前,已按时完成,10,10,", "outcome-not-quantified", "note"),
        ("产出指标,时效指标,完成时间,2023年12月底前,达成预期指标,10,10,", "outcome-not-quantified", "warning"),
        ("产出指标,质量指标,资金拨付及时率,≥95%,104%,10,10,", "percent-over-100", "warning"),
    ],
)
def test_doubts_are_notes_where_the_claim_settles_them(tmp_path: Path, row: str, name: str, severity: str) -> None:
    found = said(tmp_path, row)
    assert found[name] == severity
    assert not {"score-differs", "full-score-target-missed"} & set(found)
    if severity == "note":
        assert set(found.values()) == {"note"}
