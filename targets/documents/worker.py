"""The child process that reads files of strangers, under limits, away from the rest of the machine.

Speaks JSON, one object a line: a path, what is wanted of it and what it may cost come in, tables or forms with
findings, or a refusal, go out. JSON and not pickle, so that a library that was taken over by a file cannot run code in
the parent.
"""

from __future__ import annotations

import json
import mimetypes
import os
import sys
import sysconfig
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

from targets.documents.budget import MEMORY
from targets.documents.confinement import allow, confine, limit, mapped
from targets.documents.opening import NeedsOfficeError, opened
from targets.errors import InputError
from targets.layout.understanding import understood
from targets.model.transport import to_plain

_CPU = 480
"""Seconds of processor that one child has in its life; its parent exchanges it long before."""
_LIBRARIES = 1 << 30
"""Bytes of addresses that libraries may map while a child lives: far more than they use."""


def answer(path: Path, name: str, want: str = "tables") -> dict[str, Any]:
    """The ``tables`` or the ``forms`` of a file as plain values, or why there are none; never raises."""
    try:
        tables = opened(path, name)
        return {want: to_plain(tables if want == "tables" else understood(tables, name))}
    except NeedsOfficeError:
        return {"convert": True}
    except InputError as error:
        return {"zh": error.zh, "en": error.en}


_WANTED = (
    (b"%PDF", b"", ("pdfplumber", "targets.documents.pdf")),
    (b"\xd0\xcf\x11\xe0", b"", ("olefile", "xlrd", "targets.documents.xls")),
    (b"PK", b"xl/", ("targets.documents.xlsx", "targets.documents.unframed")),
    (b"PK", b"word/", ("targets.documents.word",)),
    (b"PK", b"", ("targets.documents.opendocument",)),
    (b"<", b"", ("targets.documents.web",)),
    (b"", b"", ("targets.documents.text",)),
)
"""How files begin, what stands near their end (the list of an archive), and what is imported for them."""
_END = 1 << 16


def _warm(path: str) -> None:
    """Import what a file will need before its limits are set: libraries map far more memory than they use."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - a few bytes, on the hot path
            start = file.read(8)
            file.seek(max(0, file.seek(0, os.SEEK_END) - _END))
            end = file.read()
    except OSError:
        return
    for begins, ends, names in _WANTED:
        if start.startswith(begins) and ends in end:
            for name in names:
                try:
                    import_module(name)
                except Exception:  # noqa: S112 - what is wrong with a library is said where it is used
                    continue
            return


def code_folders() -> list[Path]:
    """Where this program, Python and its libraries stand: imports go on after everything else was given up."""
    paths = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    paths |= {one for one in sys.path if Path(one).name in ("site-packages", "dist-packages", "lib-dynload")}
    paths |= {"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache"}
    paths |= set(map(str, mimetypes.knownfiles))  # openpyxl looks into them when it is imported
    return [Path(__file__).resolve().parents[1], *(Path(one) for one in sorted(filter(None, paths)))]


def main(
    source: TextIO,
    sink: TextIO,
    answering: Callable[[Path, str, str], dict[str, Any]] = answer,
    warm: Callable[[str], None] = _warm,
) -> None:
    """Answer each line of ``source`` by ``answering`` until it ends; ``warm`` prepares for a file before its limits."""
    for line in source:
        asked = json.loads(line)
        warm(asked["path"])
        allow(seconds=asked["seconds"], memory=asked["memory"])
        reply = answering(Path(asked["path"]), asked["name"], asked["want"])
        sink.write(json.dumps(reply) + "\n")
        sink.flush()


if __name__ == "__main__":
    # what libraries print must not get between the answers
    channel = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    sys.setrecursionlimit(2_000)
    sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl would load it for values that no file holds
    mapped()
    limit(cpu=_CPU, memory=MEMORY + _LIBRARIES)
    confine([Path(sys.argv[1]), *code_folders()])
    main(sys.stdin, channel)
