"""The child process that reads files of strangers, under a memory limit; its parent holds the clock.

Speaks JSON, one object a line: a path and what is wanted of it come in, tables or forms with findings, or a refusal, go
out. JSON and not pickle, so that a library that was taken over by a file cannot run code in the parent.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, TextIO

from targets.documents.opening import NeedsOfficeError, opened
from targets.errors import InputError
from targets.forms import understood
from targets.model.transport import to_plain

MEMORY = 400 * 2**20
"""Bytes that reading one file may add to the process."""


def answer(path: Path, name: str, want: str = "tables") -> dict[str, Any]:
    """The ``tables`` or the ``forms`` of a file as plain values, or why there are none; never raises."""
    try:
        tables = opened(path, name)
        return {want: to_plain(tables if want == "tables" else understood(tables, name))}
    except NeedsOfficeError:
        return {"convert": True}
    except InputError as error:
        return {"zh": error.zh, "en": error.en}


def _limit_memory() -> None:
    """Let the process grow by ``MEMORY`` from here; nothing happens where the platform has no such limit."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        allowed = pages * os.sysconf("SC_PAGE_SIZE") + MEMORY
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(
            resource.RLIMIT_AS, (allowed if hard == resource.RLIM_INFINITY else min(allowed, hard), hard)
        )
    except (ImportError, OSError, ValueError):
        return


def _warm(path: str) -> None:
    """Import the library a file will need before the limit is set: libraries map far more memory than they use."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - four bytes, on the hot path
            start = file.read(8)
    except OSError:
        return
    if start.startswith(b"%PDF"):
        try:
            import pdfplumber  # noqa: F401
        except ImportError:
            return
    elif start.startswith(b"\xd0\xcf\x11\xe0"):
        import olefile  # noqa: F401
        import xlrd  # noqa: F401
    elif start.startswith(b"PK"):
        import lxml.etree  # noqa: F401
        import openpyxl  # noqa: F401


def main(source: TextIO, sink: TextIO) -> None:
    """Answer each line of ``source`` until it ends."""
    for line in source:
        asked = json.loads(line)
        _warm(asked["path"])
        _limit_memory()
        reply = answer(Path(asked["path"]), asked["name"], asked["want"])
        sink.write(json.dumps(reply) + "\n")
        sink.flush()


if __name__ == "__main__":
    # what libraries print must not get between the answers
    channel = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    sys.setrecursionlimit(2_000)
    main(sys.stdin, channel)
