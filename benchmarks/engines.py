"""One job on Dask, Spark and Ray: the same parts, judged and written by the same function, with one and two workers.

Run: python -m benchmarks.engines [ROWS] [--parts 8] [--workers 1 2] [--engines here dask spark ray]
Each engine works in a process of its own. Printed for each: seconds until its workers stand, of the job with cold
workers and of the same job again, CPU seconds and the most memory of all its processes together (resident, so that
what they share counts more than once), and whether the results are the bytes of this process. Spark and Ray are no
dependencies of this project: an engine that is not installed is passed over.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import reduce
from importlib.util import find_spec
from operator import add
from pathlib import Path
from typing import Any

import psutil

from benchmarks import scale_data
from evaluator.bulk.cluster import judged
from evaluator.bulk.plan import plan
from evaluator.bulk.schema import ACTUALS, BUDGETS, TARGETS
from evaluator.bulk.tables import open_table
from rules.loading import DEFAULT, load

ROOT = Path(__file__).resolve().parents[1]
NEEDS = {"here": "pyarrow", "dask": "distributed", "spark": "pyspark", "ray": "ray"}
TIMEOUT = 600
NAMES = ("targets", "actuals", "budgets")
Judge = Callable[[list[Path], Path, Path], list[Any]]
"""All parts judged and written: descriptions of parts, the book, the folder for results; what is kept of each part."""


@contextmanager
def here(workers: int) -> Iterator[Judge]:
    yield lambda tasks, book, out: judged(tasks, book, out)


@contextmanager
def dask(workers: int) -> Iterator[Judge]:
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster,
        Client(cluster) as client,
    ):
        yield lambda tasks, book, out: [
            one
            for done in client.gather(client.map(judged, [[t] for t in tasks], book=book, folder=out))
            for one in done
        ]


@contextmanager
def spark(workers: int) -> Iterator[Judge]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = SparkSession.builder.master(f"local[{workers}]").config("spark.ui.enabled", "false")
    session = session.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    context = session.getOrCreate().sparkContext
    context.setLogLevel("ERROR")
    try:
        yield (
            lambda tasks, book, out: (
                context.parallelize([str(task) for task in tasks], len(tasks))
                .flatMap(lambda task: judged([Path(task)], book, out))
                .collect()
            )
        )
    finally:
        context.stop()


@contextmanager
def ray(workers: int) -> Iterator[Judge]:
    import ray

    ray.init(num_cpus=workers, include_dashboard=False, log_to_driver=False, object_store_memory=200 << 20)
    remote = ray.remote(judged)
    try:
        yield lambda tasks, book, out: [
            one for done in ray.get([remote.remote([task], book, out) for task in tasks]) for one in done
        ]
    finally:
        ray.shutdown()


def job(engine: str, workers: int, folder: Path, part_rows: int) -> dict[str, float]:
    """The job in this process and on its workers, twice; seconds."""
    book = load(DEFAULT)
    tables = [
        open_table(folder / f"{name}.parquet", kind, name)
        for name, kind in zip(NAMES, (TARGETS, ACTUALS, BUDGETS), strict=True)
    ]
    made = plan(*tables, part_rows=part_rows)
    tasks = []
    for number in range(len(made)):
        tasks.append(folder / f"task-{number:03}")
        tasks[-1].write_bytes(pickle.dumps(made.task(number)))
    (folder / "book").write_bytes(pickle.dumps(book))
    took = {}
    begin = time.perf_counter()
    with globals()[engine](workers) as judge:
        took["start"] = time.perf_counter() - begin
        for turn in ("cold", "warm"):
            begin = time.perf_counter()
            done = judge(tasks, folder / "book", folder / f"{engine}-{workers}")
            reduce(add, (one.summary for one in done))
            took[turn] = time.perf_counter() - begin
    return took


def measured(engine: str, workers: int, folder: Path, part_rows: int) -> str:
    """One line of the table."""
    command = [sys.executable, "-m", "benchmarks.engines", "--run", engine, str(workers), str(folder), str(part_rows)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
    errors = folder / f"{engine}-{workers}.log"
    with errors.open("w") as log:
        child = psutil.Popen(command, stdout=subprocess.PIPE, stderr=log, env=environment, text=True)
        most, seconds, begin = 0, dict[int, float](), time.perf_counter()
        while child.poll() is None and time.perf_counter() - begin < TIMEOUT:
            memory = 0
            for process in family(child):
                try:
                    memory += process.memory_info().rss
                    used = process.cpu_times()
                    seconds[process.pid] = used.user + used.system
                except psutil.Error:
                    continue
            most = max(most, memory)
            time.sleep(0.2)
        for process in reversed(family(child)):
            process.kill()
    if child.returncode != 0:
        last = errors.read_text(errors="replace").strip().splitlines()[-1:] or ["nothing said"]
        return f"{engine:6} {workers:>7}  failed ({child.returncode}): {last[0][:90]}"
    took = json.loads(child.stdout.read().splitlines()[-1])
    figures = "  ".join(f"{took[name]:>7.1f}" for name in ("start", "cold", "warm"))
    return f"{engine:6} {workers:>7}  {figures}  {sum(seconds.values()):>7.1f}  {most >> 20:>7}"


def family(process: psutil.Process) -> list[psutil.Process]:
    """A process and all that it started, as far as they still run."""
    try:
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def digest(folder: Path) -> str:
    """Of all files below a folder, with their names."""
    found = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        found.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--parts", type=int, default=8)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--engines", nargs="*", choices=tuple(NEEDS), default=list(NEEDS))
    parser.add_argument("--run", nargs=4, metavar=("ENGINE", "WORKERS", "FOLDER", "PART_ROWS"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        engine, workers, folder, part_rows = given.run
        print(json.dumps(job(engine, int(workers), Path(folder), int(part_rows))))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scale_data.write(given.rows, folder)
        print(f"{given.rows:,} rows in {given.parts} parts; load {os.getloadavg()[0]:.1f}")
        print("engine workers    start     cold     warm    CPU s       MB  same bytes   load")
        reference = ""
        for engine in given.engines:
            if find_spec(NEEDS[engine]) is None:
                print(f"{engine:6} is not installed")
                continue
            for workers in given.workers if engine != "here" else [1]:
                line = measured(engine, workers, folder, given.rows // given.parts)
                out = folder / f"{engine}-{workers}"
                found = digest(out) if out.exists() else ""
                reference = reference or found
                print(f"{line}  {'yes' if found == reference else 'NO':>10}  {os.getloadavg()[0]:>5.1f}", flush=True)


if __name__ == "__main__":
    main()
