"""Opening files of strangers in child processes that can do nothing but read; one bad file stops only itself.

Every document has a child of its own, with a clean environment, a folder in which the file is laid, hard limits by the
size of the file, and no way to the rest of the machine (``targets.documents.confinement``): what a file did to its
reader reaches no other document. Children are forked by a starter (``targets.documents.worker``), a process that has
loaded the libraries and opens no document; where a system cannot fork, the starter reads one document and ends.
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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict
from pathlib import Path
from typing import Any

from targets.documents.budget import TIMEOUT, Budget, budget_of
from targets.documents.limits import NO_CHILD
from targets.errors import InputError
from targets.visible import readable_name

_CHUNK = 1 << 16
_KEPT = 4
"""Starters that wait for work."""
_FORKS = hasattr(os, "fork")
_FROM_PARENT = ("SYSTEMROOT", "PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "COVERAGE_PROCESS_START")
"""What of the environment a starter and its children need to start at all."""


class RefusedError(InputError):
    """A file that its reader refuses for what is in it: trying again comes to the same."""


class TooCostlyError(RefusedError):
    """A file whose reading took too long, too much memory, or brought the reader down: trying again costs the same."""


class StoppedError(InputError):
    """Reading that was stopped because nobody wants the result any more."""

    def __init__(self, name: str) -> None:
        super().__init__(f"读取 {name} 已按要求停止。", f"reading {name} was stopped as asked.")


_owner: ContextVar[str] = ContextVar("owner of what is read", default="")


@contextmanager
def reading_for(owner: str) -> Iterator[None]:
    """Files that are read in this block are read for this owner, who may have it stopped."""
    token = _owner.set(owner)
    try:
        yield
    finally:
        _owner.reset(token)


def stop_reading(owner: str) -> None:
    """End what is being read for an owner; whoever waits for it gets ``StoppedError``."""
    with _lock:
        starters = [starter for starter in _busy if starter.owner == owner]
        for starter in starters:
            starter.stopped = True
    for starter in starters:
        starter.process.kill()


class _Starter:
    """A process that forks a child for each document, used by one thread at a time; its children end with it.
    ``program`` is the module that it runs."""

    def __init__(self, program: str) -> None:
        root = Path(__file__).resolve().parents[2]
        own = [os.path.abspath(p) for p in os.environ.get("PYTHONPATH", "").split(os.pathsep) if p]  # noqa: PTH100
        self.owner, self.program, self.stopped, self.silent = "", program, False, False
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
        self.silent = True
        self.answers.put(None)

    def ask(self, path: Path, name: str, want: str, given: Mapping[str, str], budget: Budget) -> Any:
        """The child's answer; None where it died or answered with more than it may. Raises queue.Empty where it took
        too long, ValueError for an answer that is no JSON, OSError where there is no room to lay the file.
        """
        self.most = budget.answer
        laid = self.tray / readable_name(path.name)
        _lay(path, laid)
        try:
            stream = self.process.stdin
            if stream is None:
                return None
            asked = {"path": str(laid), "name": name, "want": want, "given": dict(given), **asdict(budget)}
            stream.write(json.dumps(asked).encode("ascii") + b"\n")
            stream.flush()
            line = self.answers.get(timeout=budget.wall)
            return None if line is None else json.loads(line)
        except OSError:
            return None
        finally:
            laid.unlink(missing_ok=True)

    def close(self) -> int | None:
        """End the process, whatever it is doing; how it had ended by itself, if it had."""
        if self.process.poll() is None:
            with _quiet():
                self.process.wait(timeout=0.2 if self.stopped or self.silent else 0.0)
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
    """Put a file into a starter's folder; it may be written to while it lies there, by its owner only."""
    try:
        os.link(path, place, follow_symlinks=True)
        if place.is_symlink():
            raise OSError("a link to a link")
    except (OSError, NotImplementedError):
        place.unlink(missing_ok=True)
        shutil.copyfile(path, place)


_idle: list[_Starter] = []
_busy: list[_Starter] = []
_lock = threading.Lock()


def _borrow(program: str) -> _Starter:
    with _lock:
        found = next((starter for starter in reversed(_idle) if starter.program == program), None)
        if found is not None:
            _idle.remove(found)
    starter = found or _Starter(program)
    starter.owner = _owner.get()
    with _lock:
        _busy.append(starter)
    return starter


def _give_back(starter: _Starter) -> None:
    with _lock:
        _busy.remove(starter)
        if _FORKS and len(_idle) < _KEPT and not starter.stopped:
            _idle.append(starter)
            return
    starter.close()


def _throw_away(starter: _Starter) -> int | None:
    with _lock:
        _busy.remove(starter)
    return starter.close()


@atexit.register
def close_all() -> None:
    """End the starters that wait for work."""
    with _lock:
        starters = list(_idle)
        _idle.clear()
    for starter in starters:
        starter.close()


READER = "targets.documents.worker"
"""The program that reads documents."""


def ask_child(
    path: Path,
    name: str,
    timeout: float = TIMEOUT,
    *,
    want: str = "tables",
    given: Mapping[str, str] | None = None,
    program: str = READER,
    budget: Budget | None = None,
) -> dict[str, Any]:
    """A child process's answer about a file: what is wanted of it (``targets.documents.wanted``) with what was
    ``given`` about it, or what another ``program`` gives, within the ``budget`` (else that of a document of its size).

    Raises TooCostlyError where it took longer or more memory than a file of that size may, or was brought down by the
    file; StoppedError where it was stopped (``stop_reading``); InputError for an answer that is none, and where the
    machine has no room for a child now; OSError where it has none for the file.
    """
    budget = budget or _budget(path, timeout)
    starter = _borrow(program)
    try:
        reply = starter.ask(path, name, want, given or {}, budget)
    except queue.Empty:
        _throw_away(starter)
        raise _too_long(name, budget.wall) from None
    except (ValueError, RecursionError):
        _throw_away(starter)
        raise no_reading(name) from None
    except BaseException:
        _throw_away(starter)
        raise
    if isinstance(reply, dict):
        _give_back(starter)
        return reply
    ended = _throw_away(starter)
    if starter.stopped:
        raise StoppedError(name)
    if ended == NO_CHILD:
        raise InputError(
            f"系统现在不能再开新进程，{name} 未读；请关闭其他程序后再试。",
            f"the system starts no further process now, {name} was not read; close other programs and try again.",
        )
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
