"""Tables larger than memory: however many parts there are, only a few are held at a time."""

import gc
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import Any

import pandas as pd
import pytest

pytest.importorskip("pyarrow", reason="the extra parquet is not installed")

from evaluator.bulk import scoring
from evaluator.bulk.plan import Part, Task
from evaluator.bulk.score_part import Judge, Judged
from evaluator.bulk.scoring import score_tables

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
    alive: Counter[str] = Counter()
    most: Counter[str] = Counter()
    counting_one = RLock()

    def count(kind: type, make: Callable[..., Any]) -> Callable[..., Any]:
        """``make``, whose results of that kind are counted as long as they live."""

        def counting(*args: Any, **named: Any) -> Any:
            with counting_one:
                alive[kind.__name__] += 1
                most[kind.__name__] = max(most[kind.__name__], alive[kind.__name__])
            return make(*args, **named)

        def forgotten(_: object) -> None:
            with counting_one:
                alive[kind.__name__] -= 1

        monkeypatch.setattr(kind, "__del__", forgotten, raising=False)
        return counting

    monkeypatch.setattr(scoring, "processors", lambda: 2)
    monkeypatch.setattr(Task, "part", count(Part, Task.part))
    monkeypatch.setattr(Judge, "part", count(Judged, Judge.part))
    run = score_tables(*files, out=tmp_path / "out", part_rows=10)
    assert len(run.plan) == FORMS / 2
    gc.collect()
    assert alive == {"Part": 0, "Judged": 0}
    assert 1 <= most["Part"] <= 4
    assert 1 <= most["Judged"] <= 3
