"""Opening files of strangers in child processes with limits of time and memory; one bad file stops only itself."""

from __future__ import annotations

import atexit
import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from targets.errors import InputError

TIMEOUT = 120.0
"""Seconds that one file may take."""
_FILES = 200  # a fresh process now and then: memory that libraries keep is given back
_START = 30.0


class _Child:
    """One child process, used by one thread at a time."""

    def __init__(self) -> None:
        root = Path(__file__).resolve().parents[2]
        path = os.pathsep.join(p for p in (str(root), os.environ.get("PYTHONPATH", "")) if p)
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "targets.documents.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )
        self.answers: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self.files = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        stream = self.process.stdout
        if stream is not None:
            for line in stream:
                self.answers.put(line)
        self.answers.put(None)

    def ask(self, path: Path, name: str, want: str, timeout: float) -> dict[str, Any] | None:
        """The child's answer; None where it died. Raises queue.Empty where it took too long."""
        self.files += 1
        stream = self.process.stdin
        try:
            if stream is None:
                return None
            stream.write(json.dumps({"path": str(path.absolute()), "name": name, "want": want}) + "\n")
            stream.flush()
        except OSError:
            return None
        line = self.answers.get(timeout=timeout)
        return None if line is None else json.loads(line)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue


_idle: list[_Child] = []
_lock = threading.Lock()


def _borrow() -> _Child:
    with _lock:
        if _idle:
            return _idle.pop()
    return _Child()


def _give_back(child: _Child) -> None:
    if child.files >= _FILES:
        child.close()
        return
    with _lock:
        _idle.append(child)


@atexit.register
def close_all() -> None:
    """End the children that wait for work."""
    with _lock:
        children = list(_idle)
        _idle.clear()
    for child in children:
        child.close()


def ask_child(path: Path, name: str, timeout: float = TIMEOUT, *, want: str = "tables") -> dict[str, Any]:
    """What a child process answers about a file: its ``tables`` or its ``forms``.

    Raises InputError where it took too long or was brought down by the file.
    """
    child = _borrow()
    try:
        reply = child.ask(path, name, want, timeout)
    except queue.Empty:
        child.close()
        raise InputError(
            f"{name} 在 {timeout:g} 秒内没有读完，已停止；请拆分文件后再试。",
            f"{name} was not read within {timeout:g} seconds and was stopped; split the file and try again.",
        ) from None
    except BaseException:
        child.close()
        raise
    if reply is None:
        child.close()
        raise InputError(
            f"读取 {name} 时程序中止（内存超限或文件损坏），未读；请另存后再试。",
            f"reading {name} brought the reader down (out of memory, or a damaged file); save it again and retry.",
        )
    _give_back(child)
    return reply
