"""Scoring tables on a Dask cluster (extra ``cluster``): the same function for each part, results that add up.

Workers read their own rows and write their own part; between processes go only its description and its summary. A part
that is judged twice, because its worker was lost, is written again with the same bytes.
"""

from __future__ import annotations

import pickle
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from evaluator.bulk.plan import Plan
from evaluator.bulk.score_part import Judge
from evaluator.bulk.scoring import Result, result_of
from rules.rulebook import Rulebook
from targets.errors import InputError

_WORKERS_HERE = 2
_PATIENCE = 20
"""Seconds that a scheduler has to answer."""


def on_dask(scheduler: str | None) -> Callable[[Plan, Rulebook, Path | None], Iterator[Result]]:
    """The engine that judges on the cluster at ``scheduler``, or on workers started here if that is None.

    InputError without Dask or where no scheduler answers. Files must have the same names on all workers.
    """
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise InputError(
            '--engine dask 需要 Dask；请运行 pip install "evaluator[cluster]"',
            '--engine dask needs Dask; run pip install "evaluator[cluster]"',
        ) from error

    def run(plan: Plan, book: Rulebook, folder: Path | None) -> Iterator[Result]:
        return _judged(plan, book, folder, scheduler)

    return run


def judged(tasks: Iterable[Path], book: Path, folder: Path | None) -> list[Result]:
    """Judge parts on a worker: pure but for the files it writes, which are the same whoever writes them."""
    return [result_of(judge_of(_taken(book)), _taken(task).part(), folder) for task in tasks]


@lru_cache(maxsize=2)
def judge_of(book: Rulebook) -> Judge:
    """The one judge of this process under ``book``, with every text it has read so far."""
    return Judge(book)


def _judged(plan: Plan, book: Rulebook, folder: Path | None, scheduler: str | None) -> Iterator[Result]:
    """The results of all parts, in order: ``map_partitions`` over a bag with one part in each partition."""
    from dask import bag
    from distributed import Client, LocalCluster

    with ExitStack() as open_things:
        # Descriptions of parts hold the money of their forms: too much for a graph, so workers read them from files.
        beside = None if folder is None else folder.parent
        place = Path(open_things.enter_context(TemporaryDirectory(prefix=".evaluator-tasks-", dir=beside))).absolute()
        tasks = [_kept(plan.task(number), place / f"{number:06}") for number in range(len(plan))]
        try:
            if scheduler is not None:
                _knock(scheduler)
            own = None if scheduler is not None else _credentials()
            address = scheduler or open_things.enter_context(
                LocalCluster(
                    n_workers=_WORKERS_HERE,
                    threads_per_worker=1,
                    dashboard_address=None,
                    security=own,
                    host="127.0.0.1",
                )
            )
            client = open_things.enter_context(Client(address, security=own, timeout=_PATIENCE))
        except (OSError, ValueError) as error:
            raise InputError(
                f"连不上 Dask 调度器 {scheduler}；请核对地址，并确认它已启动",
                f"no Dask scheduler answers at {scheduler}; check the address and that it runs",
            ) from error
        parts = bag.from_sequence(tasks, partition_size=1)
        done = parts.map_partitions(judged, _kept(book, place / "book"), None if folder is None else folder.absolute())
        futures = client.compute(done.to_delayed())
        for place_in_line, future in enumerate(futures):
            futures[place_in_line] = None  # a result that nobody holds is forgotten by the cluster
            yield from future.result()


def _credentials() -> Any:
    """Keys made for this run and known to its processes alone: nobody else on the machine can send its workers work.

    Raises InputError where the library that makes them is missing.
    """
    from distributed.security import Security

    try:
        return Security.temporary()
    except ImportError as error:
        raise InputError(
            '在本机启动 Dask 需要 cryptography；请运行 pip install "evaluator[cluster]"',
            'workers started here need cryptography; run pip install "evaluator[cluster]"',
        ) from error


def _knock(address: str) -> None:
    """OSError or ValueError where nobody answers at a scheduler's address.

    Asked before there is a client: one that fails keeps its thread, and when it is forgotten in the thread that starts
    the next client, both wait for one lock.
    """
    from distributed.comm import get_address_host_port

    with socket.create_connection(get_address_host_port(address), timeout=_PATIENCE):
        pass


def _kept(thing: object, path: Path) -> Path:
    path.write_bytes(pickle.dumps(thing))
    return path


def _taken(path: Path) -> Any:
    """The object that ``_kept`` wrote, in the folder of this very run."""
    return pickle.loads(path.read_bytes())  # noqa: S301
