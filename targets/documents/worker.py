"""The child process that opens files of strangers, under a memory limit; its parent holds the clock.

Speaks JSON, one object a line: a path comes in, tables and findings or a refusal go out. JSON and not pickle, so that a
library that was taken over by a file cannot run code in the parent.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from targets.codes import KINDS
from targets.documents.grid import Cell, Grid
from targets.documents.opening import NeedsOfficeError, Read, open_file
from targets.errors import InputError
from targets.finding import Finding, Severity
from targets.location import Location

MEMORY = 400 * 2**20
"""Bytes that reading one file may add to the process."""
_KINDS = {kind.name: kind for kind in KINDS}
_PLACE = ("table", "row", "column", "line", "sheet", "page")


def grid_to_json(grid: Grid) -> dict[str, Any]:
    """A grid as plain lists."""
    return {
        "cells": [[c.row, c.column, c.text, c.rowspan, c.colspan] for c in grid.cells],
        "sheet": grid.sheet,
        "before": grid.before,
        "after": grid.after,
        "lines": grid.lines,
        "pages": grid.pages,
    }


def grid_from_json(data: Mapping[str, Any], file: str, index: int) -> Grid:
    """The grid again."""
    return Grid(
        file=file,
        index=index,
        cells=tuple(Cell(*cell) for cell in data["cells"]),
        sheet=data["sheet"],
        before=tuple(data["before"]),
        after=tuple(data["after"]),
        lines=tuple(data["lines"]),
        pages=tuple(data["pages"]),
    )


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """A finding of reading a document as plain values."""
    return {
        "name": finding.name,
        "severity": finding.severity.value,
        "figures": dict(finding.figures),
        "at": {key: value for key in _PLACE if (value := getattr(finding.at, key)) is not None},
    }


def finding_from_json(data: Mapping[str, Any], file: str) -> Finding:
    """The finding again."""
    at = Location(file=file, **{key: value for key, value in data["at"].items() if key in _PLACE})
    return Finding(kind=_KINDS[data["name"]], at=at, severity=Severity(data["severity"]), figures=dict(data["figures"]))


def _damaged(name: str) -> InputError:
    return InputError(
        f"{name} 无法读取，文件可能已损坏；请用 Word、Excel 或 WPS 打开后另存，再试。",
        f"{name} cannot be read and may be damaged; open it in Word, Excel or WPS, save it and try again.",
    )


def _too_large(name: str) -> InputError:
    return InputError(
        f"{name} 占用内存超过限制，未读；请拆分文件后再试。",
        f"{name} needs more memory than is allowed and was not read; split the file and try again.",
    )


def opened(path: Path, name: str) -> Read:
    """The tables of a file; of all that a library may raise on a broken file only InputError comes out."""
    try:
        return open_file(path)
    except InputError:
        raise
    except (MemoryError, RecursionError):
        raise _too_large(name) from None
    except Exception as failure:  # a library may raise anything on a broken file
        raise (_too_large(name) if "memory" in str(failure).lower() else _damaged(name)) from None


def answer(path: Path, name: str) -> dict[str, Any]:
    """What opening a file gives, as plain values; never raises."""
    try:
        grids, findings = opened(path, name)
    except NeedsOfficeError:
        return {"convert": True}
    except InputError as error:
        return {"zh": error.zh, "en": error.en}
    return {"grids": [grid_to_json(g) for g in grids], "findings": [finding_to_json(f) for f in findings]}


def _limit_memory() -> None:
    """Let the process grow by ``MEMORY`` from here; nothing happens where the platform has no such limit."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
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
        reply = answer(Path(asked["path"]), asked["name"])
        sink.write(json.dumps(reply) + "\n")
        sink.flush()


if __name__ == "__main__":
    # what libraries print must not get between the answers
    channel = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    sys.setrecursionlimit(2_000)
    main(sys.stdin, channel)
