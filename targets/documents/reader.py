"""One file → its tables, by content and not by name; what may harm is opened in a child process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar

from targets.documents.budget import TIMEOUT
from targets.documents.grid import Read
from targets.documents.guard import RefusedError, ask_child, no_reading
from targets.documents.office import temporary_folder, to_docx
from targets.documents.opening import Tables, opened, refuse_scan
from targets.documents.preflight import sniff
from targets.documents.scanning import scans_wanted, tables_with_scans
from targets.model.readresult import ReadResult
from targets.model.transport import from_plain, to_plain
from targets.readingcache import ReadingCache

_Value = TypeVar("_Value")
_own: ContextVar[bool] = ContextVar("files are our own", default=False)


@contextmanager
def own_files() -> Iterator[None]:
    """Files that are read in this block are this program's own and opened in this process, without a guard."""
    token = _own.set(True)
    try:
        yield
    finally:
        _own.reset(token)


def read_grids(
    path: Path, *, guarded: bool = True, timeout: float = TIMEOUT, cache: ReadingCache | None = None
) -> Read:
    """The tables of a file in reading order, and what reading the document itself found.

    ``guarded`` False opens it in this process, for files one made oneself. What ``cache`` holds is not read again.
    Raises InputError for a file that is missing, empty, encrypted, hostile, damaged or of no known kind, and for an old
    format where LibreOffice is missing.
    """
    sniff(path)
    if not guarded:
        tables = opened(path, path.name)
    elif scans_wanted():
        tables = tables_with_scans(path, lambda: _tables(path, timeout, cache), cache)
    else:
        tables = _tables(path, timeout, cache)
    refuse_scan(tables, path.name)
    return tables.grids, tables.findings


def read_scanned(path: Path, *, cache: ReadingCache | None = None) -> ReadResult:
    """The forms of a file whose pages may be pictures, where these are to be read. Raises InputError as
    ``read_guarded`` does."""
    from targets.layout.understanding import understood

    return understood(tables_with_scans(path, lambda: _tables(path, TIMEOUT, cache), cache), path.name)


def _tables(path: Path, timeout: float, cache: ReadingCache | None) -> Tables:
    if cache is None:
        return read_guarded(path, "tables", Tables, timeout=timeout)
    return cache.through(path, Tables, lambda: read_guarded(path, "tables", Tables, timeout=timeout))


def read_guarded(
    path: Path, want: str, kind: type[_Value], *, timeout: float = TIMEOUT, given: Mapping[str, str] | None = None
) -> _Value:
    """The value ``kind`` that is wanted of a file (``targets.documents.wanted``) with what is ``given`` about it, read
    by a child process.

    Raises InputError like ``read_grids``.
    """
    sniff(path)
    if _own.get():
        from targets.documents.wanted import value_in

        return from_plain(kind, to_plain(value_in(path, path.name, want, given or {})), path.name)
    reply = ask_child(path, path.name, timeout, want=want, given=given)
    if "convert" in reply:
        with temporary_folder() as folder:
            converted = to_docx(path, Path(folder))
            named = converted.with_name(path.name)
            shutil.move(converted, named)
            reply = ask_child(named, path.name, timeout, want=want, given=given)
    return _value(reply, want, kind, path.name)


def _value(reply: dict[str, Any], want: str, kind: type[_Value], name: str) -> _Value:
    if isinstance(reply.get("zh"), str) and isinstance(reply.get("en"), str):
        raise RefusedError(reply["zh"], reply["en"])
    try:
        return from_plain(kind, reply.get(want), name)
    except ValueError:
        raise no_reading(name) from None
