"""Scoring on a real Dask cluster of separate processes: the bytes of the single process, also when a worker is lost."""

import gc
import os
import random
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

pytest.importorskip("distributed", reason="the extra cluster is not installed")

import cloudpickle
from distributed import Client, LocalCluster

from evaluator.bulk import cluster
from evaluator.bulk.cluster import on_dask
from evaluator.bulk.scoring import save_kept, score_tables
from targets.errors import InputError

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # workers cannot import this file


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Thirty forms in row groups that cut through them."""
    choose = random.Random(5)  # noqa: S311
    rows = [(form, row) for form in range(30) for row in range(choose.randint(2, 9))]
    targets = pd.DataFrame(rows, columns=["form", "id"]).assign(
        indicator="培训人次", target=[f"≥{choose.randint(50, 200)}人次" for _ in rows], level1="产出指标", points=7.5
    )
    stated = [
        choose.choice(["", "完成", f"{choose.randint(10, 300)}人次", f"{choose.randint(10, 90)}.5"]) for _ in rows
    ]
    actuals = targets[["form", "id"]].assign(outcome=stated)
    budgets = pd.DataFrame(
        {
            "form": range(30),
            "department": [f"部门{n % 3}" for n in range(30)],
            "project": [None if n < 2 else f"项目{n}" for n in range(30)],
            "full_year": [round(choose.uniform(1, 900), 2) for _ in range(30)],
            "executed": [round(choose.uniform(1, 900), 2) for _ in range(30)],
        }
    )
    folder = tmp_path_factory.mktemp("tables")
    for name, frame in (("targets", targets), ("actuals", actuals), ("budgets", budgets)):
        frame.to_parquet(folder / f"{name}.parquet", index=False, row_group_size=25)
    return [folder / f"{name}.parquet" for name in ("targets", "actuals", "budgets")]


@pytest.fixture(scope="module")
def alone(paths: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("alone") / "out"
    score_tables(*paths, out=folder, part_rows=20)
    return bytes_of(folder)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0") as workers:
        yield workers.scheduler_address


def test_two_workers_write_the_bytes_of_one_process(
    paths: list[Path], alone: dict[str, bytes], address: str, tmp_path: Path
) -> None:
    with Client(address) as client:
        assert len(set(client.run(os.getpid).values()) | {os.getpid()}) == 3, "workers are processes of their own"
    run = score_tables(*paths, out=tmp_path / "out", part_rows=20, engine=on_dask(address))
    assert len(run.plan) > 5
    assert bytes_of(tmp_path / "out") == alone
    assert [path.name for path in tmp_path.iterdir()] == ["out"], "nothing is left beside the results"


def test_kept_in_memory(paths: list[Path], alone: dict[str, bytes], address: str, tmp_path: Path) -> None:
    run = score_tables(*paths, part_rows=20, engine=on_dask(address))
    assert bytes_of(save_kept(run, tmp_path / "out", force=False)) == alone


def test_a_worker_killed_in_the_middle(
    paths: list[Path], alone: dict[str, bytes], address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordinary, died = cluster.judged, tmp_path / "died"

    def judged_by_mortals(tasks: Any, book: Path, folder: Path | None) -> Any:
        """After judging a part in the middle, and writing it, the first worker to do so is killed on the spot."""
        tasks = list(tasks)
        result = ordinary(tasks, book, folder)
        if tasks[0].name == "000003" and not died.exists():
            died.write_text(str(os.getpid()), encoding="ascii")
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    monkeypatch.setattr(cluster, "judged", judged_by_mortals)
    score_tables(*paths, out=tmp_path / "out", part_rows=20, engine=on_dask(address))
    with Client(address) as client:
        assert int(died.read_text("ascii")) not in client.run(os.getpid).values(), "a worker was lost"
    assert bytes_of(tmp_path / "out") == alone


def test_bad_keys_are_said_as_here(paths: list[Path], address: str, tmp_path: Path) -> None:
    targets = pd.read_parquet(paths[0])
    targets.loc[1, "id"] = targets.loc[0, "id"]
    targets.to_parquet(tmp_path / "targets.parquet", index=False)
    with pytest.raises(InputError, match="stands twice"):
        score_tables(tmp_path / "targets.parquet", *paths[1:], engine=on_dask(address))


def test_no_scheduler(paths: list[Path], tmp_path: Path) -> None:
    for wrong in ("nowhere at all", "smtp://x"):
        with pytest.raises(InputError, match="no Dask scheduler"):
            score_tables(*paths, out=tmp_path / "out", engine=on_dask(wrong))
    assert not list(tmp_path.iterdir())


def test_workers_started_here_talk_under_keys_of_the_run(
    paths: list[Path], alone: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody without them can even speak to the scheduler, let alone send work."""
    import distributed

    seen: list[str] = []

    class Watched(LocalCluster):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            seen.append(self.scheduler_address)
            with pytest.raises((OSError, TimeoutError, ValueError, TypeError)):
                Client(self.scheduler_address, timeout=2)
            gc.collect()  # a client that was refused closes itself when it is collected: not in the loop of the next
            with pytest.raises((OSError, TimeoutError)):
                Client(self.scheduler_address, timeout=2, security=distributed.Security.temporary())
            gc.collect()

    monkeypatch.setattr(distributed, "LocalCluster", Watched)
    score_tables(*paths, out=tmp_path / "out", part_rows=20, engine=on_dask(None))
    assert bytes_of(tmp_path / "out") == alone
    assert [address.partition("://")[0] for address in seen] == ["tls"]
    assert "127.0.0.1" in seen[0]
