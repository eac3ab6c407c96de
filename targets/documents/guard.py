"""Opening files of strangers in child processes that can do nothing but read; one bad file stops only itself.

A child has an environment of its own, a folder of its own in which the file to be read is laid, limits by the size of
the file, and gives up the rest of the machine (``targets.documents.confinement``). It reads for one owner only
(``reading_for``): what a file did to it reaches no other evaluation.
"""

from __future__ import annotations

import atexit
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict
from pathlib import Path
from typing import Any

from targets.documents.budget import TIMEOUT, Budget, budget_of
from targets.errors import InputError
from targets.visible import readable_name

_FILES = 200  # a fresh process now and then: memory that libraries keep is given back
_WORK = 240.0  # seconds of work after which a child is exchanged: its hard limit of processor time is further off
_CHUNK = 1 << 16
_KEPT = 4  # children that wait for work
_FROM_PARENT = ("SYSTEMROOT", "PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "COVERAGE_PROCESS_START")
"""What of the environment a child needs to start at all."""


class TooCostlyError(InputError):
    """A file whose reading took too long, too much memory, or brought the reader down: trying again costs the same."""


class StoppedError(InputError):
    """Reading that was stopped because nobody wants the result any more."""

    def __init__(self, name: str) -> None:
        super().__init__(f"读取 {name} 已按要求停止。", f"reading {name} was stopped as asked.")


_EVERYBODY = "everybody"
_owner: ContextVar[str] = ContextVar("owner of a child process", default=_EVERYBODY)


@contextmanager
def reading_for(owner: str) -> Iterator[None]:
    """Files that are read in this block are read by children of this owner alone, which end with it."""
    token = _owner.set(owner)
    try:
        yield
    finally:
        _owner.reset(token)
        _end_idle(owner)


def stop_reading(owner: str) -> None:
    """End what is being read for an owner; whoever waits for it gets ``StoppedError``."""
    with _lock:
        children = [child for child in _busy if child.owner == owner]
        for child in children:
            child.stopped = True
    for child in children:
        child.process.kill()


class _Child:
    """One child process, used by one thread at a time; ``program`` is the module that it runs."""

    def __init__(self, owner: str, program: str) -> None:
        root = Path(__file__).resolve().parents[2]
        own = [os.path.abspath(p) for p in os.environ.get("PYTHONPATH", "").split(os.pathsep) if p]  # noqa: PTH100
        self.owner, self.program, self.stopped = owner, program, False
        self.tray = Path(tempfile.mkdtemp(prefix="evaluator-tray-"))
        self.process = subprocess.Popen(  # noqa: S603 - Python itself, arguments of our own
            [sys.executable, "-P", "-W", "ignore", "-m", program, str(self.tray)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.tray,
            env={
                **{name: os.environ[name] for name in _FROM_PARENT if name in os.environ},
                "PYTHONPATH": os.pathsep.join((str(root), *own)),
                "PYTHONUTF8": "1",
                "PYTHONDONTWRITEBYTECODE": "1",
                "OPENBLAS_NUM_THREADS": "1",
                "OMP_NUM_THREADS": "1",
            },
        )
        self.answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self.most = 0
        self.files, self.worked = 0, 0.0
        self.listening = threading.Thread(target=self._listen, daemon=True)
        self.listening.start()

    def _listen(self) -> None:
        """Cut what the child says into lines; an answer that is longer than it may be is the last."""
        stream, held = self.process.stdout, bytearray()
        while stream is not None and len(held) <= self.most:
            chunk = os.read(stream.fileno(), _CHUNK)
            if not chunk:
                break
            held += chunk
            if len(held) <= self.most and chunk.endswith(b"\n"):  # one answer to one question: nothing follows it
                self.answers.put(bytes(held))
                held.clear()
        self.answers.put(None)

    def ask(self, path: Path, name: str, want: str, budget: Budget) -> Any:
        """The child's answer; None where it died or answered with more than it may. Raises queue.Empty where it took
        too long, ValueError for an answer that is no JSON.
        """
        self.files += 1
        self.most, begun = budget.answer, time.monotonic()
        laid = self.tray / readable_name(path.name)
        try:
            _lay(path, laid)
            stream = self.process.stdin
            if stream is None:
                return None
            asked = {"path": str(laid), "name": name, "want": want, **asdict(budget)}
            stream.write(json.dumps(asked).encode("ascii") + b"\n")
            stream.flush()
            line = self.answers.get(timeout=budget.wall)
            return None if line is None else json.loads(line)
        except OSError:
            return None
        finally:
            laid.unlink(missing_ok=True)
            self.worked += time.monotonic() - begun

    def close(self) -> int | None:
        """End the process, whatever it is doing; how it had ended by itself, if it had."""
        if self.process.poll() is None:
            with _quiet():
                self.process.wait(timeout=0.2 if self.stopped else 0.0)
        ended = self.process.poll()
        self.process.kill()
        self.process.wait()
        self.listening.join()  # before its descriptor is closed, and may be another's
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue
        shutil.rmtree(self.tray, ignore_errors=True)
        return ended


@contextmanager
def _quiet() -> Iterator[None]:
    try:
        yield
    except subprocess.TimeoutExpired:
        return


def _lay(path: Path, place: Path) -> None:
    """Put a file into a child's folder; it may be written to while it lies there, by its owner only."""
    try:
        os.link(path, place, follow_symlinks=True)
        if place.is_symlink():
            raise OSError("a link to a link")
    except (OSError, NotImplementedError):
        place.unlink(missing_ok=True)
        shutil.copyfile(path, place)


_idle: list[_Child] = []
_busy: list[_Child] = []
_lock = threading.Lock()


def _borrow(program: str) -> _Child:
    owner, old = _owner.get(), None
    with _lock:
        found = next((child for child in _idle if child.owner == owner and child.program == program), None)
        if found is not None:
            _idle.remove(found)
            _busy.append(found)
            return found
        if len(_idle) >= _KEPT:
            old = _idle.pop(0)
    if old is not None:
        old.close()
    child = _Child(owner, program)
    with _lock:
        _busy.append(child)
    return child


def _give_back(child: _Child) -> None:
    with _lock:
        _busy.remove(child)
        if child.files < _FILES and child.worked < _WORK and not child.stopped:
            _idle.append(child)
            return
    child.close()


def _throw_away(child: _Child) -> int | None:
    with _lock:
        _busy.remove(child)
    return child.close()


def _end_idle(owner: str) -> None:
    with _lock:
        children = [child for child in _idle if child.owner == owner]
        for child in children:
            _idle.remove(child)
    for child in children:
        child.close()


@atexit.register
def close_all() -> None:
    """End the children that wait for work."""
    with _lock:
        children = list(_idle)
        _idle.clear()
    for child in children:
        child.close()


READER = "targets.documents.worker"
"""The program that reads documents."""


def ask_child(
    path: Path,
    name: str,
    timeout: float = TIMEOUT,
    *,
    want: str = "tables",
    program: str = READER,
    budget: Budget | None = None,
) -> dict[str, Any]:
    """A child process's answer about a file: its ``tables`` or its ``forms``, or what another ``program`` gives, within
    the ``budget`` (else that of a document of its size).

    Raises TooCostlyError where it took longer or more memory than a file of that size may, or was brought down by the
    file; StoppedError where it was stopped (``stop_reading``); InputError for an answer that is none.
    """
    budget = budget or _budget(path, timeout)
    child = _borrow(program)
    try:
        reply = child.ask(path, name, want, budget)
    except queue.Empty:
        _throw_away(child)
        raise _too_long(name, budget.wall) from None
    except (ValueError, RecursionError):
        _throw_away(child)
        raise no_reading(name) from None
    except BaseException:
        _throw_away(child)
        raise
    if isinstance(reply, dict):
        _give_back(child)
        return reply
    ended = _throw_away(child)
    if child.stopped:
        raise StoppedError(name)
    if ended is not None and -ended in (getattr(signal, "SIGXCPU", None), getattr(signal, "SIGKILL", None)):
        raise _too_long(name, budget.seconds)
    raise TooCostlyError(
        f"读取 {name} 时程序中止（内存超限或文件损坏），未读；请另存后再试。",
        f"reading {name} brought the reader down (out of memory, or a damaged file); save it again and retry.",
    )


def _budget(path: Path, timeout: float) -> Budget:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            found = budget_of(size, file.read(4096))
    except OSError:
        found = budget_of(0, b"")
    if timeout >= found.wall:
        return found
    return Budget(
        seconds=max(1, min(found.seconds, int(timeout))), wall=timeout, memory=found.memory, answer=found.answer
    )


def _too_long(name: str, seconds: float) -> TooCostlyError:
    return TooCostlyError(
        f"{name} 在 {seconds:g} 秒内没有读完，已停止；请拆分文件后再试。",
        f"{name} was not read within {seconds:g} seconds and was stopped; split the file and try again.",
    )


def no_reading(name: str) -> InputError:
    """The sentence for an answer of a child that is no reading."""
    return InputError(
        f"读取 {name} 的进程给出了无法识别的结果，未采用；请另存后再试。",
        f"the process that read {name} answered with something that is no reading; save the file again and retry.",
    )
