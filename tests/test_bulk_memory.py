"""Tables larger than memory: however many parts there are, only a few are held at a time."""

import gc
from pathlib import Path

import pandas as pd
import pytest

pytest.importorskip("pyarrow", reason="the extra parquet is not installed")

from evaluator.bulk import scoring
from evaluator.bulk.judging import Judged
from evaluator.bulk.plan import Part
from evaluator.bulk.scoring import score_tables
from evaluator.bulk.summary import Summary, summary_of
from rules.rulebook import Rulebook

FORMS = 60


def test_few_parts_are_held_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One is read, one judged for each processor, one may wait to be forgotten (docs/scale.md)."""
    rows = [(form, row) for form in range(FORMS) for row in range(5)]
    targets = pd.DataFrame(rows, columns=["form", "id"]).assign(
        indicator="培训人次", target="≥100人次", level1="产出指标", points=18.0
    )
    actuals = targets[["form", "id"]].assign(outcome=[f"{90 + form % 20}人次" for form, _ in rows])
    files = [tmp_path / "targets.parquet", tmp_path / "actuals.parquet"]
    for frame, file in zip((targets, actuals), files, strict=True):
        frame.to_parquet(file, index=False, row_group_size=40)
    parts: list[int] = []
    results: list[int] = []

    def counting(judged: Judged, book: Rulebook) -> Summary:
        held = [type(thing) for thing in gc.get_objects()]
        parts.append(held.count(Part))
        results.append(held.count(Judged))
        return summary_of(judged, book)

    monkeypatch.setattr(scoring, "processors", lambda: 2)
    monkeypatch.setattr(scoring, "summary_of", counting)
    run = score_tables(*files, out=tmp_path / "out", part_rows=10)
    assert len(parts) == len(run.plan) == FORMS / 2
    assert 1 <= max(parts) <= 4
    assert 1 <= max(results) <= 3
