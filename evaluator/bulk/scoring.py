"""The order of work for tables: plan, judge part by part, add up; in this process or on a cluster."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from pathlib import Path

import pyarrow as pa

from evaluator.bulk.plan import PART_ROWS, Part, Plan, plan
from evaluator.bulk.report import MARKER, write_overview
from evaluator.bulk.run import BulkRun, finished
from evaluator.bulk.schema import ACTUALS, BUDGETS, TARGETS
from evaluator.bulk.score_part import Judge
from evaluator.bulk.summary import Summary, summary_of
from evaluator.bulk.tables import Frame, open_table
from evaluator.bulk.unchanged import Stamps, digests_of_unchanged, stamps_of
from evaluator.bulk.writing import part_tables, write_part
from evaluator.inputs import Kept
from evaluator.keeping.owned import Force
from evaluator.keeping.saving import refuse_if_taken, replacing
from evaluator.pipeline import book_sources
from evaluator.run import Source
from rules.loading import DEFAULT, load
from rules.rulebook import Rulebook
from targets.errors import InputError

Tables = dict[str, pa.Table]


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a part: its summary, and its tables or, if they were written, the digests of their files."""

    summary: Summary
    tables: Tables
    digests: Mapping[str, str]


_MOST_WORKERS = 8
"""A part and its results take some hundred megabytes."""
Engine = Callable[[Plan, Rulebook, Path | None], Iterator[Result]]
"""Judges all parts; writes them into the folder if there is one. Results come in any order of parts, each once."""


def score_tables(
    targets: str | Path | Frame,
    actuals: str | Path | Frame,
    budgets: str | Path | Frame | None = None,
    *,
    rules: str | None = None,
    out: str | Path | None = None,
    force: Force = False,
    engine: Engine | None = None,
    part_rows: int = PART_ROWS,
    keep: bool = True,
    kept: Kept | None = None,
) -> BulkRun:
    """Score tables of indicators, outcomes and budgets (docs/bulk.md says what columns they have).

    Each is a path to Parquet or Arrow, a folder of Parquet files, or a frame. With ``out`` the results are written
    part by part and need never be in memory together; without it they are kept (or, without ``keep``, only summed up).
    ``engine`` judges the parts: this process, or workers (``evaluator.bulk.cluster.on_dask``). Results do not depend on
    row groups, engine or workers; ``part_rows`` decides only how results are divided into files. Raises InputError for
    tables that cannot be used; every other doubt is a finding. ``kept``: the book is a saved run's.
    """
    book = load(rules or DEFAULT, bases=kept.bases if kept is not None else ())
    books = book_sources(book, kept)
    folder = None if out is None else Path(out)
    if folder is not None:
        refuse_if_taken(folder, force, MARKER)
    stored = (open_table(targets, TARGETS, "targets"), open_table(actuals, ACTUALS, "actuals"))
    money = None if budgets is None else open_table(budgets, BUDGETS, "budgets")
    before = stamps_of(stored if money is None else (*stored, money))
    made = plan(*stored, money, part_rows=part_rows)
    run = engine or judged_here
    if folder is None:
        return _kept(made, book, run, keep, books, before)
    return _written(made, book, run, folder, force, books, before)


def judged_here(made: Plan, book: Rulebook, folder: Path | None) -> Iterator[Result]:
    """All parts in this process, in order: one is read while as many as there are processors are judged and written."""
    judge, workers = Judge(book), min(processors(), _MOST_WORKERS)
    with ThreadPoolExecutor(1, "reading") as reader, ThreadPoolExecutor(workers, "judging") as pool:
        reading = reader.submit(made.task(0).part)
        judged: deque[Future[Result]] = deque()
        for number in range(len(made)):
            if len(judged) == workers:
                yield judged.popleft().result()
            part = reading.result()
            if number + 1 < len(made):
                reading = reader.submit(made.task(number + 1).part)
            judged.append(pool.submit(result_of, judge, part, folder))
            del part
        while judged:
            yield judged.popleft().result()


def result_of(judge: Judge, part: Part, folder: Path | None) -> Result:
    """The result of one part; its tables are written into the folder if there is one."""
    judged = judge.part(part)
    tables = part_tables(judged, judge.book)
    if folder is None:
        return Result(summary_of(judged, judge.book), tables, {})
    return Result(summary_of(judged, judge.book), {}, write_part(tables, part.number, folder))


def processors() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _kept(made: Plan, book: Rulebook, run: Engine, keep: bool, books: tuple[Source, ...], before: Stamps) -> BulkRun:
    summaries, tables = [], []
    for result in run(made, book, None):
        summaries.append(result.summary)
        tables.append(result.tables if keep else {})
    found = finished(book, made, reduce(add, summaries), tables=tables, books=books)
    return replace(found, digests=digests_of_unchanged(made.inputs, before))


def _written(
    made: Plan, book: Rulebook, run: Engine, folder: Path, force: Force, books: tuple[Source, ...], before: Stamps
) -> BulkRun:
    """Everything into a temporary folder that is moved into place when it is whole."""
    digests: dict[str, str] = {}

    def noted(results: Iterator[Result]) -> Iterator[Summary]:
        for result in results:
            digests.update(result.digests)
            yield result.summary

    with replacing(folder, force=force, marker=MARKER) as building, ThreadPoolExecutor() as pool:
        summary = reduce(add, noted(run(made, book, building)))
        inputs = pool.submit(digests_of_unchanged, made.inputs, before)  # while sentences are written
        found = finished(book, made, summary, folder=folder, books=books)
        found = replace(found, digests=inputs.result())
        write_overview(found, building, digests)
    return found


def save_kept(run: BulkRun, folder: Path, *, force: Force) -> Path:
    """A run whose tables are in memory, written as one that was never there. InputError for one that is on disk."""
    if run.tables is None:
        raise InputError(
            f"结果已存在 {run.folder}，请直接使用或复制该文件夹",
            f"the results stand in {run.folder}: use or copy that folder",
        )
    with replacing(folder, force=force, marker=MARKER) as building:
        digests: dict[str, str] = {}
        for number, tables in enumerate(run.tables):
            digests.update(write_part(dict(tables), number, building))
        write_overview(run, building, digests)
    return folder
