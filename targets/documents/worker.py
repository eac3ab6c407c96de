"""The starter of the child processes that read files of strangers, under limits, away from the rest of the machine.

It loads libraries, opens no document, and forks a child for each: the child gives up everything but its document, reads
it and ends. Speaks JSON, one object a line: a path, what is wanted of it and what it may cost come in, tables or forms
with findings, or a refusal, go out. JSON and not pickle, so that a library that was taken over by a file cannot run
code in the parent.
"""

from __future__ import annotations

import gc
import json
import mimetypes
import os
import signal
import sys
import sysconfig
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from targets.documents.confinement import confine, end_with_parent, limit
from targets.documents.limits import NO_CHILD
from targets.documents.opening import NeedsOfficeError
from targets.documents.wanted import reader_of, value_in
from targets.errors import InputError
from targets.model.transport import to_plain


def answer(path: Path, name: str, want: str = "tables", given: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The value that is wanted of a file (``value_in``) as plain values, or why there is none."""
    try:
        return {want: to_plain(value_in(path, name, want, given or {}))}
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
    root = Path(__file__).resolve().parents[2]
    packages = {name.partition(".")[0] for name in sys.modules}
    own = [root / name for name in sorted(packages) if (root / name).is_dir()]
    return [*own, *(Path(one) for one in sorted(filter(None, paths)))]


_OWN = """<table><tr><td>项目名称</td><td colspan=3>培训</td></tr>
<tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td></tr>
<tr><td>产出指标</td><td>数量指标</td><td>培训人次</td><td>≥100人次</td></tr>
<tr><td>满意度指标</td><td>服务对象满意度指标</td><td>学员满意度</td><td>≥90%</td></tr></table>"""
"""A form of ours: reading it fills what every reading needs (units, words, patterns) once for all children."""


def _prepare() -> None:
    """Make ready for many documents, once a third one is asked for."""
    from targets.documents.opening import Tables
    from targets.documents.web import read_html
    from targets.layout.understanding import understood

    understood(Tables(grids=read_html(_OWN.encode(), "own.html")[0]), "own.html")
    gc.collect()
    gc.freeze()  # children share these pages as long as nobody writes to them


Saying = Callable[[dict[str, Any]], bytes]


def _said(asked: dict[str, Any]) -> bytes:
    return json.dumps(answer(Path(asked["path"]), asked["name"], asked["want"], asked["given"])).encode("ascii")


def _by_a_child(asked: dict[str, Any], channel: int, readable: Sequence[Path], saying: Saying) -> bytes:
    """The answer of a child of its own about a document. This process ends as the child did where that did not end
    well, so that its own parent sees how.
    """
    reading, writing = os.pipe()
    own = os.getpid()
    try:
        child = os.fork()
    except OSError:
        os._exit(NO_CHILD)
    if child == 0:
        end_with_parent(own)
        _as_child(asked, (reading, channel), writing, readable, saying)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read(asked["answer"] + 1)
    bounded = len(said) <= asked["answer"] and b"\n" not in said
    if not bounded:
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    if bounded and os.WIFSIGNALED(status):
        os.kill(own, os.WTERMSIG(status))
    if not bounded or status != 0:
        os._exit(1)
    return said


def _as_child(
    asked: dict[str, Any], closed: tuple[int, ...], writing: int, readable: Sequence[Path], saying: Saying
) -> NoReturn:
    """Read one document, say what is in it, and end."""
    status = 1
    try:
        for one in closed:
            os.close(one)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        limit(cpu=1 + asked["seconds"], memory=asked["memory"])
        confine([*readable, *code_folders()])
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(saying(asked))
        status = 0
    finally:
        os._exit(status)


def documents(number: int, asked: dict[str, Any]) -> None:
    """Make ready for the document that is asked for, the ``number``-th from 0."""
    _warm(asked["path"])
    reader_of(asked["want"])
    if number == 2:
        _prepare()


def main(
    source: BinaryIO,
    channel: int,
    tray: Path,
    saying: Saying | None = None,
    ready: Callable[[int, dict[str, Any]], None] = documents,
    beside: Sequence[Path] = (),
) -> None:
    """Answer each line of ``source`` by ``saying`` (else as a document) until it ends, made ``ready`` for it before;
    where nothing can be forked, one. A child may read what lies in the tray and ``beside`` it."""
    saying = saying or _said
    for number, line in enumerate(source):
        asked = json.loads(line)
        ready(number, asked)
        said = _by_a_child(asked, channel, [tray, *beside], saying) if hasattr(os, "fork") else saying(asked)
        with os.fdopen(os.dup(channel), "wb") as sink:
            sink.write(said + b"\n")


if __name__ == "__main__":
    # what libraries print must not get between the answers
    out = os.dup(1)
    os.dup2(2, 1)
    sys.setrecursionlimit(2_000)
    sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl would load it for values that no file holds
    main(sys.stdin.buffer, out, Path(sys.argv[1]))
