"""Tables of millions of indicators against plain numpy, in one run.

Run: python -m benchmarks.scale [ROWS ...] [--rounds 3] [--workers 1 2]
The floor is what the arithmetic costs at least: float64 ratio, cap, points, bincount to projects and departments,
grade cut; it reads no text, decides nothing exactly, knows no doubt. Beside it: scoring and aggregation alone
(``Scored``: from what was read, in memory, to ratings, each distinct line scored anew); the Parquet library alone,
which reads the same tables and writes the same results; and everything from Parquet to written Parquet. The best of
the rounds, as CPU seconds of all threads (other work on the machine disturbs little) and as wall time (what a person
waits for, with as many threads as there are processors).
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial, reduce
from operator import add
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import scale_data
from evaluator.bulk.cluster import on_dask
from evaluator.bulk.forms import Forms
from evaluator.bulk.part_texts import Coded, code_part
from evaluator.bulk.plan import plan
from evaluator.bulk.schema import ACTUALS, BUDGETS, TARGETS
from evaluator.bulk.score_part import Judge
from evaluator.bulk.scoring import processors, score_tables
from evaluator.bulk.tables import open_table
from evaluator.bulk.totals import department_sums
from evaluator.bulk.writing import write_table
from rules.loading import DEFAULT, load
from rules.rating import ratings

LIMITS = {"scoring": 2.0, "whole": 12.0}
_NEVER = -1


@dataclass(frozen=True)
class Took:
    """Best CPU seconds and best wall seconds."""

    cpu: float
    wall: float


def best(work: Callable[[], object], rounds: int) -> Took:
    cpu, wall = [], []
    for _ in range(rounds):
        begin, at = time.process_time(), time.perf_counter()
        work()
        cpu.append(time.process_time() - begin)
        wall.append(time.perf_counter() - at)
    return Took(min(cpu), min(wall))


def floor_of(made: dict[str, Any]) -> Callable[[], object]:
    """The plain numpy arithmetic on float64 columns of the same shape."""
    rng = np.random.default_rng(1)
    rows = len(made["form"])
    target, outcome = rng.uniform(1, 400, rows), rng.uniform(0.5, 500, rows)
    points, project = made["points"] / 100, made["form"]
    budget, department, departments = made["budget"] / 10_000, made["department"], made["departments"]

    def work() -> object:
        score = outcome / target
        np.minimum(score, 1, out=score)
        score *= points
        totals = np.bincount(project, score)
        means = np.bincount(department, totals * budget, departments) / np.bincount(department, budget, departments)
        cuts = [60, 80, 90]
        return np.searchsorted(cuts, totals, side="right"), np.searchsorted(cuts, means, side="right")

    return work


@dataclass
class Scored:
    """Scoring and aggregation alone: everything read, no line scored yet."""

    parts: list[tuple[Forms, Any, Coded]]
    judge: Judge

    @classmethod
    def prepared(cls, paths: tuple[Path, Path, Path]) -> Scored:
        """Read all parts; keep the numbers of their lines."""
        judge = Judge(load(DEFAULT))
        tables = [open_table(path, kind, "") for path, kind in zip(paths, (TARGETS, ACTUALS, BUDGETS), strict=True)]
        made = plan(*tables)
        kept = []
        for number in range(len(made)):
            part = made.task(number).part()
            kept.append((part.forms, part.starts, code_part(part, judge.readings, judge.numbers)))
        return cls(kept, judge)

    def work(self, threads: int = 1) -> object:
        """From numbers of lines to ratings: scores in exact hundredths, totals, grades, ratings."""
        judge = self.judge
        judge.scores = judge.scores.afresh()

        def of_part(part: tuple[Forms, Any, Coded]) -> Any:
            forms, starts, coded = part
            return department_sums(forms, judge.score(forms, starts, coded).totals, judge.book)

        with ThreadPoolExecutor(threads) as pool:
            sums = reduce(add, map(of_part, self.parts) if threads == 1 else pool.map(of_part, self.parts))
        nothing = np.full(len(sums.low), _NEVER, dtype=np.int64)
        return ratings(nothing, nothing, sums, judge.book)


def library_alone(paths: tuple[Path, ...], results: Path) -> float:
    """CPU seconds of reading all columns of these tables and writing tables such as the results, and nothing else."""
    took = 0.0
    for path in paths:
        file = _parquet(path)
        begin = time.process_time()
        for group in range(file.num_row_groups):
            file.read_row_group(group)
        took += time.process_time() - begin
    for path in sorted(results.rglob("part-*.parquet")):
        names = [field.name for field in pq.read_schema(path) if pa.types.is_dictionary(field.type)]
        table = pq.read_table(path, read_dictionary=names)
        begin = time.process_time()
        write_table(table, results / "again")
        took += time.process_time() - begin
    return took


def _parquet(path: Path) -> Any:
    texts = [field.name for field in pq.read_schema(path) if pa.types.is_dictionary(field.type)]
    return pq.ParquetFile(path, read_dictionary=texts, memory_map=True)


NAMES = (
    "rows",
    "floor ns/row",
    "scoring ns/row",
    "scoring ratio",
    "its wall ratio",
    "library ratio",
    "whole ns/row",
    "whole ratio",
    "whole wall s",
    "wall ratio",
)


def row(rows: int, folder: Path, rounds: int) -> dict[str, float]:
    """One line of the table: everything measured in this process, turn by turn."""
    paths = scale_data.write(rows, folder)
    made = scale_data.codes(rows)
    floor = best(floor_of(made), max(rounds, 3))
    del made
    scored = Scored.prepared(paths)
    scoring = best(scored.work, max(rounds, 3))
    side_by_side = best(partial(scored.work, processors()), max(rounds, 3))
    del scored
    whole = best(lambda: score_tables(*paths, out=folder / "out", force=True), rounds)
    library = min(library_alone(paths, folder / "out") for _ in range(rounds))
    floor_again = best(floor_of(scale_data.codes(rows)), max(rounds, 3))
    base, wall = min(floor.cpu, floor_again.cpu), min(floor.wall, floor_again.wall)
    figures = (
        rows,
        base / rows * 1e9,
        scoring.cpu / rows * 1e9,
        scoring.cpu / base,
        side_by_side.wall / wall,
        library / base,
        whole.cpu / rows * 1e9,
        whole.cpu / base,
        whole.wall,
        whole.wall / wall,
    )
    found = dict(zip(NAMES, figures, strict=True))
    print("  ".join(f"{value:>14.2f}" if value % 1 else f"{value:>14,.0f}" for value in found.values()), flush=True)
    return found


def once_and_each(found: list[dict[str, float]]) -> tuple[float, float]:
    """Seconds that are paid once, and nanoseconds for each row: the line through the CPU seconds that is off least, in
    parts of each.
    """
    rows = np.array([one["rows"] for one in found])
    took = np.array([one["whole ns/row"] for one in found]) * rows / 1e9
    weight = 1 / took
    once, each = np.linalg.lstsq(np.stack([weight, rows * weight], axis=1), took * weight, rcond=None)[0]
    return float(once), float(each * 1e9)


def peak(rows: int) -> float:
    """Most memory of a process that only scores, in MB."""
    code = (
        "import resource, sys; from pathlib import Path; from evaluator.bulk.scoring import processors, score_tables;"
        "folder = Path(sys.argv[1]);"
        "score_tables(*(folder / f'{n}.parquet' for n in ('targets', 'actuals', 'budgets')), out=folder / 'peak');"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    with tempfile.TemporaryDirectory() as folder:
        scale_data.write(rows, Path(folder))
        done = subprocess.run(
            [sys.executable, "-c", code, folder],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        )
    return float(done.stdout)


def workers(rows: int, counts: list[int]) -> None:
    """The same tables on Dask with so many workers, wall time; readings of workers are cold the first time."""
    from distributed import LocalCluster

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = scale_data.write(rows, folder)
        here = best(lambda: score_tables(*paths, out=folder / "out", force=True), 1)
        print(f"{rows:,} rows in this process: {here.wall:.2f} s wall")
        for count in counts:
            with LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster:
                address = cluster.scheduler_address
                for turn in ("cold", "warm"):
                    begin = time.perf_counter()
                    score_tables(*paths, out=folder / "out", force=True, engine=on_dask(address))
                    print(f"Dask, {count} workers, {turn}: {time.perf_counter() - begin:.2f} s wall", flush=True)


def main(arguments: list[str] | None = None) -> dict[str, float]:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", type=int, default=[10_000, 100_000, 1_000_000, 10_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, nargs="*", default=[])
    parser.add_argument("--no-memory", action="store_true")
    given = parser.parse_args(arguments)
    if given.workers:
        workers(given.rows[-1], given.workers)
        return {}
    print("  ".join(f"{name:>14}" for name in NAMES))
    found = []
    for rows in given.rows:
        with tempfile.TemporaryDirectory() as folder:
            found.append(row(rows, Path(folder), given.rounds))
    last = found[-1]
    walls = {"scoring": last["its wall ratio"], "whole": last["wall ratio"]}
    for name, limit in LIMITS.items():
        cpu, wall = last[f"{name} ratio"], walls[name]
        print(f"{name}: {cpu:.2f} times the floor in CPU seconds, {wall:.2f} in wall time (limit {limit:.0f})")
    print(f"the Parquet library alone: {last['library ratio']:.2f} times the floor in CPU seconds")
    if len(found) > 1:
        once, each = once_and_each(found)
        print(f"of that {once:.2f} s once for the distinct texts and {each:.0f} ns for each row (least squares)")
    if not given.no_memory:
        print(f"most memory, Parquet to Parquet, {given.rows[-1]:,} rows: {peak(given.rows[-1]):.0f} MB (limit 3072)")
    print(f"load {os.getloadavg()[0]:.1f}, this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")
    return last


if __name__ == "__main__":
    main()
