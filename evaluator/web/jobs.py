"""Work that takes long, in the background: on record in the database, so that a restarted server takes it up again."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from sqlalchemy import Engine, delete, insert, select, update

from evaluator.web.events import now
from evaluator.web.store import jobs
from targets.errors import InputError
from targets.forms import Progress

_log = logging.getLogger(__name__)
Work = Callable[[str, int, Progress], None]
"""Called with the evaluation, the number of its last event, and what to tell progress to."""
_BETWEEN = 0.5  # seconds between two notes of progress in the database


@dataclass(frozen=True, slots=True)
class Job:
    """How far a piece of work is; ``note`` is what it does now, or in two languages why it failed."""

    state: str
    done: int = 0
    total: int = 0
    note: str = ""
    error: InputError | None = None


class Jobs:
    """Runs at most two pieces of work at once; the same piece never twice at a time."""

    def __init__(self, engine: Engine, works: dict[str, Work]) -> None:
        self.engine, self.works = engine, works
        self.pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="job")
        self.lock = threading.Lock()
        self.running: dict[tuple[str, str, int], Future[None]] = {}
        self.told: dict[tuple[str, str, int], Job] = {}

    def resume(self) -> int:
        """Take up what was not finished when the server stopped; how many pieces of work."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(jobs).where(jobs.c.state.in_(("waiting", "running")))).mappings().all()
        for row in rows:
            if row["kind"] in self.works:
                self.start(row["evaluation"], row["kind"], row["seq"])
        return len(rows)

    def start(self, evaluation: str, kind: str, seq: int) -> None:
        """Start a piece of work, unless it is under way."""
        key = (evaluation, kind, seq)
        with self.lock:
            if key in self.running:
                return
            self.told[key] = Job("waiting")
            self._record(key, Job("waiting"))
            self.running[key] = self.pool.submit(self._run, key)

    def job(self, evaluation: str, kind: str, seq: int) -> Job | None:
        """How far it is, None where nothing was started."""
        return self.told.get((evaluation, kind, seq))

    def await_end(self, evaluation: str, kind: str, seq: int, seconds: float) -> Job:
        """Start it if need be, wait a moment, and say how far it is."""
        self.start(evaluation, kind, seq)
        key = (evaluation, kind, seq)
        with self.lock:
            future = self.running.get(key)
        if future is not None:
            wait([future], timeout=seconds)
        return self.told.get(key, Job("waiting"))

    def await_all(self, keys: Sequence[tuple[str, str, int]], seconds: float) -> None:
        """Start several pieces of work and wait a moment for all of them together."""
        for key in keys:
            self.start(*key)
        with self.lock:
            futures = [self.running[key] for key in keys if key in self.running]
        wait(futures, timeout=seconds)

    def close(self) -> None:
        """Wait for nothing that has not begun; what is under way ends first."""
        self.pool.shutdown(wait=True, cancel_futures=True)

    def _run(self, key: tuple[str, str, int]) -> None:
        evaluation, kind, seq = key
        last = 0.0

        def progress(done: int, total: int, note: str) -> None:
            nonlocal last
            self.told[key] = Job("running", done, total, note)
            if time.monotonic() - last > _BETWEEN:
                last = time.monotonic()
                self._record(key, self.told[key])

        try:
            progress(0, 0, "")
            self.works[kind](evaluation, seq, progress)
            self._end(key, Job("done"))
        except InputError as trouble:
            self._end(key, Job("failed", note=trouble.zh, error=trouble))
        except Exception as fault:  # a thread has nobody above it to show the fault to
            _log.exception("work %s of %s failed", kind, evaluation)
            what = type(fault).__name__
            said = InputError(f"程序内部出错（{what}），详情见服务日志", f"an internal fault ({what}); see the log")
            self._end(key, Job("failed", note=said.zh, error=said))

    def _end(self, key: tuple[str, str, int], job: Job) -> None:
        self.told[key] = job
        self._record(key, job)
        with self.lock:
            self.running.pop(key, None)
            while len(self.told) > 500:
                self.told.pop(next(iter(self.told)))

    def _record(self, key: tuple[str, str, int], job: Job) -> None:
        evaluation, kind, seq = key
        values = {"state": job.state, "done": job.done, "total": job.total, "note": job.note, "at": now()}
        here = (jobs.c.evaluation == evaluation) & (jobs.c.kind == kind)
        with self.engine.begin() as connection:
            if job.state == "waiting":
                connection.execute(delete(jobs).where(here))
                connection.execute(insert(jobs).values(evaluation=evaluation, kind=kind, seq=seq, **values))
            else:
                connection.execute(update(jobs).where(here & (jobs.c.seq == seq)).values(**values))
