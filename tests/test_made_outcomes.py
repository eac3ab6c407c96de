"""Outcomes made of several figures, from text to score: documents and tables alike, with the arithmetic shown."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

pytest.importorskip("pyarrow", reason="the extra parquet is not installed")

from actuals.language.reading import read_outcome
from actuals.outcome import OutcomeKind
from evaluator.bulk.scoring import score_tables
from evaluator.evaluation import evaluate
from evaluator.verdict.derivations import line_steps
from targets.language.expression import read_target

ROWS = [
    # indicator, target, outcome, score of 45 points under the book
    ("人员控制率", "≤100%", "在职人员数98人，编制数97人", {"hunan-department": 4050, "mof-2021-101": None}),
    ("三公经费变动率", "≤0%", "本年18万元，上年20万元", {"hunan-department": 4500, "mof-2021-101": None}),
    ("检查次数", "≥10次", "甲镇4次；乙镇5次", {"hubei": 4050, "mof-2021-101": None}),
    ("合格率", "≥90%", "甲镇95%（30万元）；乙镇80%（20万元）", {"hubei": 4450, "mof-2021-101": None}),
]


@pytest.mark.parametrize(("indicator", "target", "outcome", "scores"), ROWS)
def test_documents_and_tables_make_the_same_of_it(
    tmp_path: Path, indicator: str, target: str, outcome: str, scores: dict[str, int | None]
) -> None:
    head = "项目名称,甲,,,\n一级指标,二级指标,三级指标,指标值,分值\n"
    promised = f"产出指标,数量指标,{indicator},{target},45\n产出指标,数量指标,台数,≥3台,45\n"
    (tmp_path / "t.csv").write_text(head + promised, encoding="utf-8")
    (tmp_path / "a.csv").write_text(f"三级指标,实际完成值\n{indicator},{outcome}\n台数,3台\n", encoding="utf-8")
    key = {"form": 0, "id": [0, 1], "level1": "产出指标"}
    targets = pd.DataFrame({**key, "indicator": [indicator, "台数"], "target": [target, "≥3台"], "points": "45"})
    actuals = pd.DataFrame({"form": 0, "id": [0, 1], "outcome": [outcome, "3台"]})
    for book, score in scores.items():
        run = evaluate(tmp_path / "t.csv", tmp_path / "a.csv", rules=book)
        row = run.line_rows[0]
        assert (None if row.pending else row.score) == score
        found = score_tables(targets, actuals, rules=book).table("indicators").column("score")[0].as_py()
        assert (None if found is None else int(found * 100)) == score
        words = "\n".join(step["text"] for step in line_steps(run, 0, "zh")) if score else run.scored.why(0)[0]
        assert ("没有规定如何合成" in words) == (score is None)
    assert "outcome-computed" in {one.name for one in run.notices}


@pytest.mark.parametrize(
    ("indicator", "target", "outcome"),
    [
        ("人员控制率", "≤100%", "在职人员数98人"),  # one input only
        ("人员控制率", "≤100%", "在职人员数98人，编制数100人，临聘3人"),  # and something else
        ("检查次数", "≥10次", "甲镇4次；甲镇5次"),  # one unit twice
        ("检查次数", "≥10次", "甲镇4次"),
        ("人均补助", "≥10元/人", "甲镇4元/人；乙镇5元/人"),  # rates cannot be added
    ],
)
def test_what_is_no_list_of_inputs_or_units_is_not_made_into_one(indicator: str, target: str, outcome: str) -> None:
    read = read_outcome(outcome, read_target(target, indicator=indicator), indicator=indicator)
    assert not read.has("formula") and not read.has("several-units")
    assert read.kind is not OutcomeKind.QUANTITY or outcome == "甲镇4次"
