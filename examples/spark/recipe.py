"""Tables of indicators that live in Spark, scored there: the same function that scores a part anywhere else.

    spark-submit examples/spark/recipe.py targets.parquet actuals.parquet budgets.parquet results

or, with DataFrames at hand, ``score(targets, actuals, budgets)``. README.md in this folder says what is done and why.
"""

from __future__ import annotations

import argparse
import os
import pickle
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sql
from pyspark.sql.types import BinaryType, IntegerType, StructType

from evaluator.bulk.cluster import judge_of
from evaluator.bulk.plan import PART_ROWS, Part, part_edges, plan
from evaluator.bulk.results import departments_table
from evaluator.bulk.schema import ACTUALS, BUDGETS, TARGETS
from evaluator.bulk.summary import Summary, summary_of
from evaluator.bulk.tables import open_table
from evaluator.bulk.writing import part_tables
from rules.loading import DEFAULT, load
from rules.rulebook import Rulebook

INPUTS = {"targets": TARGETS, "actuals": ACTUALS, "budgets": BUDGETS}
POINTS = "decimal(7,2)"
RESULTS = {  # columns as in docs/bulk.md; keys have the types of the targets
    "indicators": "form {form}, id {id}, points {points}, score {points}, provision string, points_provision string, "
    "findings string",
    "forms": "form {form}, department string, project string, year bigint, of_department boolean, "
    "execution_rate bigint, execution_points {points}, execution_score {points}, indicator_score {points}, "
    "indicator_open {points}, pending bigint, total_low {points}, total_high {points}, grade string, findings string",
    "unmatched": "form {form}, id {id}",
}


@dataclass(frozen=True, kw_only=True)
class Scored:
    """Results as DataFrames with the columns of docs/bulk.md, ratings as an Arrow table, and the sums they rest on."""

    tables: Mapping[str, DataFrame]
    departments: pa.Table
    summary: Summary


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What a worker must know beside its rows: the book, the names of all departments, and the position of the first
    form of each part among all forms."""

    book: Rulebook
    departments: tuple[str, ...]
    first: tuple[int, ...]

    def part(self, rows: pa.Table) -> Part:
        """The rows of one part, put in the order of their keys."""
        given = [open_table(rows_of(rows, name), columns, name) for name, columns in INPUTS.items()]
        part = plan(*given, part_rows=rows.num_rows).task(0).part()
        place = {name: code for code, name in enumerate(self.departments)}
        code = np.array([place[name] for name in part.forms.departments], dtype=np.int64)
        forms = replace(part.forms, department=code[part.forms.department], departments=self.departments)
        number = rows.column("part")[0].as_py()
        return replace(part, number=number, first=self.first[number], forms=forms)

    def judged(self, rows: pa.Table) -> pa.Table:
        """The function that Spark sends to its workers: rows of the three tables in, rows of all results out."""
        part = self.part(rows)
        result = judge_of(self.book).part(part)
        return result_rows(part.number, part_tables(result, self.book), summary_of(result, self.book))


def score(
    targets: DataFrame, actuals: DataFrame, budgets: DataFrame, *, rules: str = DEFAULT, part_rows: int = PART_ROWS
) -> Scored:
    """Score three DataFrames with the columns of docs/bulk.md. Rows and forms are taken in the order of their keys."""
    book = load(rules)
    counts = targets.groupBy("form").count().orderBy("form").toArrow()  # 16 bytes a form, for whole numbers
    if counts.column("form").null_count:
        raise ValueError("targets: the key 'form' is null in some rows")
    starts = np.concatenate([[0], np.cumsum(counts.column("count").to_numpy())])
    first = list(part_edges(starts, part_rows))[:-1]
    cuts = counts.column("form").take(pa.array(first)).to_pylist()
    forms = targets.select("form").distinct()
    budgets = budgets.join(forms, "form", "left_semi")
    # a department stands where its first form does
    of_departments = budgets.groupBy("department").agg(sql.min("form").alias("form")).orderBy("form").collect()
    layout = Layout(book=book, departments=tuple(row.department for row in of_departments), first=tuple(first))
    given = {"targets": targets, "actuals": actuals.join(forms, "form", "left_semi"), "budgets": budgets}
    rows = in_parts(given, cuts).repartitionByRange(len(cuts), "part")
    done = rows.groupBy("part").applyInArrow(lambda part: layout.judged(part), schema=result_schema(targets)).persist()
    summaries = done.where("summary is not null").select("summary").collect()
    summary = reduce(add, (pickle.loads(bytes(row.summary)) for row in summaries))  # noqa: S301  (of our own workers)
    tables = {name: done.where(f"{name} is not null").select(f"{name}.*") for name in RESULTS}
    unknown = actuals.join(forms, "form", "left_anti").select("form", "id")
    tables["unmatched"] = unknown.unionByName(tables["unmatched"])
    return Scored(
        tables=tables,
        departments=departments_table(layout.departments, summary.ratings(book), summary.projects, book),
        summary=summary,
    )


def in_parts(given: Mapping[str, DataFrame], cuts: list[object]) -> DataFrame:
    """The rows of all tables in one: the number of the part, and one struct of which the others are null."""
    edges = sql.array(*map(sql.lit, cuts))
    part = (sql.size(sql.filter(edges, lambda cut: cut <= sql.col("form"))) - 1).alias("part")
    each = [frame.select(part, sql.struct(*frame.columns).alias(name)) for name, frame in given.items()]
    return reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), each)


def rows_of(rows: pa.Table, name: str) -> pa.Table:
    """One of the tables that ``in_parts`` put together, in the order of its keys."""
    column = rows.column(name)
    table = pa.Table.from_struct_array(column.filter(pc.is_valid(column)))
    return table.sort_by([(key, "ascending") for key in ("form", "id") if key in table.column_names])


def result_schema(targets: DataFrame) -> StructType:
    """The columns of ``result_rows``."""
    kinds = {
        key: "string" if targets.schema[key].dataType.typeName() == "string" else "bigint" for key in ("form", "id")
    }
    schema = StructType().add("part", IntegerType())
    for name, columns in RESULTS.items():
        schema.add(name, StructType.fromDDL(columns.format(**kinds, points=POINTS)))
    return schema.add("summary", BinaryType())


def result_rows(number: int, tables: Mapping[str, pa.Table], summary: Summary) -> pa.Table:
    """The rows of all results in one table, each in its struct, and the summary in a last row."""
    keys = tables["indicators"].select(["form", "id"])
    structs = {name: plain(tables.get(name, keys.slice(0, 0))) for name in RESULTS}
    sizes = [len(struct) for struct in structs.values()]
    columns: dict[str, pa.Array] = {"part": pa.repeat(pa.scalar(number, pa.int32()), sum(sizes) + 1)}
    for place, (name, struct) in enumerate(structs.items()):
        columns[name] = between(sum(sizes[:place]), struct, sum(sizes[place + 1 :]) + 1)
    columns["summary"] = between(sum(sizes), pa.array([pickle.dumps(summary)], pa.binary()), 0)
    return pa.table(columns)


def plain(table: pa.Table) -> pa.StructArray:
    """A result as rows of the types that Spark knows: no codes of names, no short decimals."""
    kinds = {field.name: field.type for field in table.schema}
    for name, kind in kinds.items():
        if pa.types.is_dictionary(kind):
            kinds[name] = pa.string()
        elif pa.types.is_decimal(kind):
            kinds[name] = pa.decimal128(7, 2)
        elif pa.types.is_integer(kind):
            kinds[name] = pa.int64()
    array = table.cast(pa.schema(kinds.items())).to_struct_array().combine_chunks()
    return array if isinstance(array, pa.StructArray) else array.chunk(0)


def between(before: int, array: pa.Array, after: int) -> pa.Array:
    """An array with nulls before and after it."""
    return pa.concat_arrays([pa.nulls(before, array.type), array, pa.nulls(after, array.type)])


def main(arguments: Iterable[str] | None = None) -> None:
    """Score Parquet files into a folder of results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs=3, metavar="TABLE", help="targets, actuals and budgets: Parquet")
    parser.add_argument("out", type=Path)
    parser.add_argument("--part-rows", type=int, default=PART_ROWS)
    given = parser.parse_args(None if arguments is None else list(arguments))
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # workers need the same packages as this process
    spark = SparkSession.builder.appName("evaluator").getOrCreate()
    try:
        scored = score(*(spark.read.parquet(file) for file in given.files), part_rows=given.part_rows)
        for name, table in scored.tables.items():
            table.write.parquet(str(given.out / name))
        pyarrow.parquet.write_table(scored.departments, given.out / "departments.parquet")
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
