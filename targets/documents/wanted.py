"""The value that is wanted of a file: its tables, forms or content controls, or what a reader of ours makes of it.

Another package's reader is named by its place, ``actuals.sources.plain:in_text``: packages above bring their own, and
this one knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from targets.documents.controls import read_controls
from targets.documents.opening import opened, too_large
from targets.layout.understanding import understood

Reader = Callable[[Path, str, Mapping[str, str]], object]
_OWN: Mapping[str, Reader] = {
    "tables": lambda path, name, _: opened(path, name),
    "forms": lambda path, name, _: understood(opened(path, name), name),
    "controls": lambda path, name, _: read_controls(path, name),
}


def reader_of(want: str) -> Reader:
    """The function that makes of a file what is wanted, its module imported."""
    if want in _OWN:
        return _OWN[want]
    module, _, function = want.partition(":")
    found: Reader = getattr(import_module(module), function)
    return found


def value_in(path: Path, name: str, want: str, given: Mapping[str, str]) -> Any:
    """The value that is wanted of a file, made in this process. Raises InputError, also for want of memory; a fault
    of ours comes out as it is.
    """
    reader = reader_of(want)
    try:
        return reader(path, name, given)
    except (MemoryError, RecursionError):
        raise too_large(name) from None
