"""The recipe of examples/spark gives the scores of ``score_tables``; runs where pyspark and Java are installed."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

pytest.importorskip("pyarrow", reason="the extra parquet is not installed")

from evaluator.bulk.scoring import score_tables

ROOT = Path(__file__).parents[1]


@pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed (group spark)")
@pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java")
def test_scores_on_spark(tmp_path: Path) -> None:
    rows = [(form, row) for form in range(12) for row in range(form % 4 + 1)]
    targets = pd.DataFrame(rows, columns=["form", "id"]).assign(
        indicator="培训人次", target=[f"≥{70 + 7 * n}人次" for n in range(len(rows))], level1="产出指标", points=12.5
    )
    actuals = targets[["form", "id"]].assign(outcome=[f"{60 + 9 * n % 100}人次" for n in range(len(rows))]).iloc[1:]
    budgets = pd.DataFrame(
        {
            "form": range(12),
            "department": "甲",
            "project": [f"项目{n}" for n in range(12)],
            "full_year": 100.0,
            "executed": [50.5 + n for n in range(12)],
        }
    )
    names = ("targets", "actuals", "budgets")
    for name, frame in zip(names, (targets, actuals, budgets), strict=True):
        frame.to_parquet(tmp_path / f"{name}.parquet", index=False)
    paths = [str(tmp_path / f"{name}.parquet") for name in names]
    environment = {
        **os.environ,
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", ""))),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_SUBMIT_ARGS": "--master local[1] --conf spark.ui.enabled=false --conf spark.sql.shuffle.partitions=2 "
        f"--conf spark.local.dir={tmp_path} pyspark-shell",
    }
    script = ROOT / "examples" / "spark" / "score_on_spark.py"
    done = subprocess.run(
        [sys.executable, str(script), *paths, str(tmp_path / "out")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = pd.read_parquet(tmp_path / "out")
    run = score_tables(targets, actuals, budgets)
    indicators = found[found["id"].notna()].sort_values(["form", "id"])
    assert [None if v is None else float(v) for v in indicators["score"]] == [
        None if pd.isna(v) else v for v in run.indicators["score"]
    ]
    forms = found[found["id"].isna()].sort_values("form")
    assert [float(v) for v in forms["total_low"]] == run.projects["total_low"].tolist()
    assert [float(v) for v in forms["total_high"]] == run.projects["total_high"].tolist()
