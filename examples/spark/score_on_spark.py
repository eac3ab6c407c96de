"""Scoring tables that live in Spark: whole forms come together, the same function scores them, Spark adds nothing.

    spark-submit score_on_spark.py TARGETS ACTUALS BUDGETS OUT

``score_forms`` goes through ``mapInPandas``: each row it gets is one form with its indicators, its outcomes and its
budget as lists, so that Spark may cut its batches anywhere. It returns one row a form and one row an indicator.
Totals are whole hundredths; departments are then rated from the totals by ``rules.rating``, which adds whole numbers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

RESULT = (
    "form long, id long, department string, project string, points decimal(7,2), score decimal(7,2), "
    "provision string, total_low decimal(7,2), total_high decimal(7,2), grade string"
)
"""Rows with an ``id`` are indicators, rows without one are forms."""


def score_forms(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """One batch of whole forms in, their results out; runs on the workers."""
    from evaluator.bulk.scoring import score_tables

    for batch in batches:
        targets = pd.DataFrame([_plain(row) for rows in batch["targets"] for row in rows])
        actuals = pd.DataFrame([_plain(row) for rows in batch["actuals"] for row in rows], columns=_ACTUALS)
        budgets = batch.drop(columns=["targets", "actuals"])
        run = score_tables(targets, actuals, budgets)
        for name in ("forms", "indicators"):
            found = run.table(name).to_pandas()
            yield found.astype(object).where(found.notna(), None).reindex(columns=_COLUMNS)


_ACTUALS = ["form", "id", "outcome"]
_COLUMNS = [field.split()[0] for field in RESULT.split(", ")]


def _plain(row: Any) -> dict[str, Any]:
    return dict(row) if isinstance(row, dict) else row.asDict()


def scored(targets: DataFrame, actuals: DataFrame, budgets: DataFrame) -> DataFrame:
    """Indicators and forms scored; the tables have the columns of docs/bulk.md."""
    from pyspark.sql import functions as f

    def gathered(table: DataFrame, name: str) -> DataFrame:
        rows = f.array_sort(f.collect_list(f.struct("id", *[c for c in table.columns if c != "id"])))
        return table.groupBy("form").agg(rows.alias(name))

    whole = gathered(targets, "targets").join(gathered(actuals, "actuals"), "form", "left").join(budgets, "form")
    empty = f.coalesce("actuals", f.array().cast(whole.schema["actuals"].dataType))
    return whole.withColumn("actuals", empty).mapInPandas(score_forms, RESULT)


def main(arguments: list[str]) -> None:
    """Read Parquet, score, write Parquet."""
    from pyspark.sql import SparkSession

    spark: SparkSession = SparkSession.builder.appName("evaluator").getOrCreate()
    targets, actuals, budgets = (spark.read.parquet(path) for path in arguments[:3])
    scored(targets, actuals, budgets).write.parquet(arguments[3])


if __name__ == "__main__":
    main(sys.argv[1:])
