"""Work that takes long, in the background: on record in the database, so that a restarted server takes it up again."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from evaluator.web.events import now
from evaluator.web.faults import log_fault, refusal_of
from evaluator.web.store import jobs
from targets.documents.guard import reading_for, stop_reading
from targets.errors import InputError
from targets.forms import Progress

_log = logging.getLogger(__name__)
Key = tuple[str, str, int]
"""Evaluation, kind of work, number of the last event."""
Work = Callable[[str, int, Progress], None]
"""Called with the evaluation, the number of its last event, and what to tell progress to."""
_REMEMBERED = 2_000
_BETWEEN = 0.5  # seconds between two notes of progress in the database


ASKED_BY: ContextVar[str] = ContextVar("who asked for work", default="")
"""Who is at the browser that asks for work, as ``Entry`` knows."""
_AT_ONCE = 2
"""Pieces of work that are under way at once."""


@dataclass(frozen=True, slots=True)
class Job:
    """The state of a piece of work; ``note`` is what it does now, or in two languages why it failed; ``before`` is how
    many pieces come before one that waits.
    """

    state: str
    done: int = 0
    total: int = 0
    note: str = ""
    error: InputError | None = None
    before: int = 0


class Cancelled(InputError):
    """Work that somebody stopped."""

    def __init__(self) -> None:
        super().__init__("已按要求停止；再次打开页面会重新开始", "stopped as asked; to open the page again starts it")


@dataclass(eq=False)
class _Piece:
    """One piece of work that waits or is under way, and for whom."""

    key: Key
    who: str
    future: Future[None] = field(default_factory=Future)
    cancelled: bool = False


class Jobs:
    """Runs at most two pieces of work at once; the same piece never twice at a time.

    Whoever waits is served in turn: first the person, then within their work the evaluation, that has least under way
    and was served longest ago. A person who asks for much waits for it; the others do not.
    """

    def __init__(self, engine: Engine, works: dict[str, Work]) -> None:
        self.engine, self.works = engine, works
        self.pool = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="job")
        self.lock = threading.Lock()
        self.waiting: list[_Piece] = []
        self.working: list[_Piece] = []
        self.served: dict[str, int] = {}
        self.turn = 0
        self.closed = False
        self.told: dict[Key, Job] = {}

    def resume(self) -> int:
        """Take up what was not finished when the server stopped; how many pieces of work."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(jobs).where(jobs.c.state.in_(("waiting", "running")))).mappings().all()
        for row in rows:
            if row["kind"] in self.works:
                self.start(row["evaluation"], row["kind"], row["seq"])
        return len(rows)

    def start(self, evaluation: str, kind: str, seq: int) -> None:
        """Have a piece of work done in its turn, unless it waits or is under way; for who is at the browser."""
        key = (evaluation, kind, seq)
        with self.lock:
            if self.closed or self._piece(key) is not None:
                return
            self.told[key] = Job("waiting")
            self.waiting.append(_Piece(key, ASKED_BY.get()))
        self._record(key, Job("waiting"))
        self.pool.submit(self._next)

    def job(self, evaluation: str, kind: str, seq: int) -> Job | None:
        """The state of the work, None where nothing was started."""
        key = (evaluation, kind, seq)
        with self.lock:
            told = self.told.get(key)
            if told is None or told.state != "waiting":
                return told
            order = self._in_turn()
            return replace(told, before=next((n for n, one in enumerate(order) if one.key == key), 0))

    def await_end(self, evaluation: str, kind: str, seq: int, seconds: float) -> Job:
        """Start it if need be, wait a moment, and say how far it is."""
        self.await_all([(evaluation, kind, seq)], seconds)
        return self.job(evaluation, kind, seq) or Job("waiting")

    def await_all(self, keys: Sequence[Key], seconds: float) -> None:
        """Start several pieces of work and wait a moment for all of them together."""
        for key in keys:
            self.start(*key)
        with self.lock:
            found = [piece.future for key in keys if (piece := self._piece(key)) is not None]
        wait(found, timeout=seconds)

    def cancel(self, evaluation: str) -> int:
        """Stop all work on an evaluation, what waits and what is under way; how many pieces there were."""
        with self.lock:
            gone = [piece for piece in self.waiting if piece.key[0] == evaluation]
            self.waiting = [piece for piece in self.waiting if piece.key[0] != evaluation]
            busy = [piece for piece in self.working if piece.key[0] == evaluation]
            for piece in busy:
                piece.cancelled = True
        for piece in gone:
            self._end(piece, Job("failed", note=Cancelled().zh, error=Cancelled()))
        if busy:
            stop_reading(evaluation)
        return len(gone) + len(busy)

    def close(self) -> None:
        """Wait for nothing that has not begun; what is under way ends first."""
        with self.lock:
            self.closed = True
            self.waiting.clear()
        self.pool.shutdown(wait=True, cancel_futures=True)

    def _piece(self, key: Key) -> _Piece | None:
        return next((piece for piece in (*self.waiting, *self.working) if piece.key == key), None)

    def _in_turn(self) -> list[_Piece]:
        """Jobs that wait, in the order in which it will be served as things stand."""
        served, left, order = dict(self.served), list(self.waiting), list[_Piece]()
        people = Counter(piece.who for piece in self.working)
        evaluations = Counter(piece.key[0] for piece in self.working)
        turn = self.turn
        while left:

            def weight(piece: _Piece) -> tuple[int, ...]:
                who, what = f"who {piece.who}", f"what {piece.key[0]}"
                return people[piece.who], served.get(who, 0), evaluations[piece.key[0]], served.get(what, 0)

            first = min(left, key=weight)  # of equals the one that came first
            left.remove(first)
            order.append(first)
            turn += 1
            served[f"who {first.who}"] = served[f"what {first.key[0]}"] = turn
        return order

    def _next(self) -> None:
        """Do the piece whose turn it is."""
        with self.lock:
            order = self._in_turn()
            if not order:
                return
            piece = order[0]
            self.waiting.remove(piece)
            self.working.append(piece)
            self.turn += 1
            self.served[f"who {piece.who}"] = self.served[f"what {piece.key[0]}"] = self.turn
            for name in sorted(self.served, key=self.served.__getitem__)[:-_REMEMBERED]:
                del self.served[name]
        self._run(piece)

    def _run(self, piece: _Piece) -> None:
        evaluation, kind, seq = key = piece.key
        last = 0.0

        def progress(done: int, total: int, note: str) -> None:
            nonlocal last
            if piece.cancelled:
                raise Cancelled
            self.told[key] = Job("running", done, total, note)
            if time.monotonic() - last > _BETWEEN:
                last = time.monotonic()
                self._record(key, self.told[key])

        token = ASKED_BY.set(piece.who)
        try:
            progress(0, 0, "")
            with reading_for(evaluation):
                self.works[kind](evaluation, seq, progress)
            self._end(piece, Job("done"))
        except InputError as trouble:
            trouble = Cancelled() if piece.cancelled else trouble
            self._end(piece, Job("failed", note=trouble.zh, error=trouble))
        except BaseException as fault:  # a thread has nobody above it to show the fault to
            number = secrets.token_hex(5)
            log_fault(number, fault, f"{kind} {evaluation} {seq}", piece.who)
            refused = refusal_of(fault)
            zh, en = (
                f"程序内部出错（编号 {number}），详情见服务日志",
                f"an internal fault (number {number}); see the log",
            )
            said = InputError(*(refused[1] if refused is not None else (zh, en)))
            self._end(piece, Job("failed", note=said.zh, error=said))
        finally:
            ASKED_BY.reset(token)

    def _end(self, piece: _Piece, job: Job) -> None:
        with self.lock:
            self.told[piece.key] = job
            if piece in self.working:
                self.working.remove(piece)
            while len(self.told) > 500:
                self.told.pop(next(iter(self.told)))
        self._record(piece.key, job)
        piece.future.set_result(None)

    def _record(self, key: Key, job: Job) -> None:
        """Note it in the database; where that is away the work goes on, and is taken up again by the next server."""
        try:
            try:
                self._write(key, job)
            except IntegrityError:  # two began the first work of one kind at once: now there is a row to be changed
                self._write(key, job)
        except SQLAlchemyError as trouble:
            _log.warning("the state of %s was not recorded: %s", key, type(trouble).__name__)

    def _write(self, key: Key, job: Job) -> None:
        evaluation, kind, seq = key
        values = {"state": job.state, "done": job.done, "total": job.total, "note": job.note, "at": now()}
        here = (jobs.c.evaluation == evaluation) & (jobs.c.kind == kind)
        with self.engine.begin() as connection:
            if job.state == "waiting":
                if not connection.execute(update(jobs).where(here).values(seq=seq, **values)).rowcount:
                    connection.execute(insert(jobs).values(evaluation=evaluation, kind=kind, seq=seq, **values))
            else:
                connection.execute(update(jobs).where(here & (jobs.c.seq == seq)).values(**values))
