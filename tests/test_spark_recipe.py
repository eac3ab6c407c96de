"""The recipe for tables that live in Spark: every value is that of one process. Runs where PySpark and Java are."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest

pa = pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
import pyarrow.parquet as pq  # noqa: E402

from evaluator.bulk.scoring import score_tables  # noqa: E402

ROOT = Path(__file__).parents[1]
PATIENCE = 400  # seconds; Java alone takes a minute on a busy machine
SETTINGS = {
    "PYSPARK_SUBMIT_ARGS": "--master local[2] --conf spark.sql.shuffle.partitions=2 --conf spark.ui.enabled=false "
    "--conf spark.driver.bindAddress=127.0.0.1 --conf spark.driver.host=127.0.0.1 pyspark-shell",
    "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "OMP_NUM_THREADS": "1",
}

pytestmark = [
    pytest.mark.skipif(find_spec("pyspark") is None, reason="pyspark is not installed (it is no dependency)"),
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, which is not installed"),
]


def frames() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Forms whose rows stand scattered, with doubts, own forms, outcomes of unknown rows and of unknown forms."""
    stated = ("120人次", "61.5人次", "", "约 3 个", "完成", "100人次")
    rows = [(form, row) for row in range(5) for form in (7, 3, 11, 5, 20, 1, 9, 15)]
    targets = pd.DataFrame(rows, columns=["form", "id"]).assign(
        indicator="培训人次", target="≥100人次", level1="产出指标", points="18"
    )
    actuals = targets[["form", "id"]].assign(outcome=[stated[(3 * f + r) % 6] for f, r in rows])
    strays = pd.DataFrame({"form": [3, 99], "id": [50, 0], "outcome": ["5人次", "6人次"]})
    forms = [*sorted({form for form, _ in rows}), 77]  # a budget of no known form
    budgets = pd.DataFrame(
        {
            "form": forms,
            "department": ["乙局" if form % 3 else "甲局" for form in forms],
            "project": [None if form in (3, 5) else f"项目{form}" for form in forms],
            "full_year": [100.5 + form for form in forms],
            "executed": [99.25 if form != 9 else None for form in forms],
        }
    )
    return targets.sample(frac=1, random_state=3), pd.concat([strays, actuals]), budgets


def plain(table: pa.Table, *keys: str) -> list[dict[str, object]]:
    names = [name for name in keys if name in table.column_names]
    decoded = {
        name: table.column(name).cast(pa.string())
        if pa.types.is_dictionary(table.schema.field(name).type)
        else table.column(name)
        for name in table.column_names
    }
    return pa.table(decoded).sort_by([(name, "ascending") for name in names]).to_pylist()


def test_every_value_is_that_of_one_process(tmp_path: Path) -> None:
    given = frames()
    files = [tmp_path / f"{name}.parquet" for name in ("targets", "actuals", "budgets")]
    for frame, file in zip(given, files, strict=True):
        frame.to_parquet(file, index=False, row_group_size=7)
    command = [sys.executable, ROOT / "examples" / "spark" / "recipe.py", *files, tmp_path / "out", "--part-rows", "10"]
    with subprocess.Popen(
        [*map(str, command)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **SETTINGS, "PYTHONPATH": str(ROOT)},
    ) as process:
        try:
            _, said = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            pytest.fail(f"Spark did not end within {PATIENCE} s")
    assert process.returncode == 0, said[-2000:]
    local = score_tables(*(frame.sort_values([k for k in ("form", "id") if k in frame]) for frame in given))
    for name in ("indicators", "forms", "unmatched"):
        keys = ("form", "id")
        assert plain(pq.read_table(tmp_path / "out" / name), *keys) == plain(local.table(name), *keys), name
    ratings = local.ratings.drop_columns(["findings"])  # those of departments are made by the command only
    assert pq.read_table(tmp_path / "out" / "departments.parquet").to_pylist() == ratings.to_pylist()
    assert len(local.table("unmatched")) == 2
    assert local.table("indicators").column("score").null_count > 5
    assert {"outcome-missing", "match-uncertain"} & set(local.findings["name"])
