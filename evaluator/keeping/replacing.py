"""A folder put in place whole: built beside, then exchanged with the old one in a single step of the file system.

Whatever moment the program is killed at, or power lost, the folder is the old one or the new one: files and folders are
forced to the disk before the step, and the folder that they stand in after it. What a killed run left beside it
(``.evaluator-…``) is removed by the next run into that folder, unless a process still holds it.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":  # there no leftover is known to be nobody's, so none is removed
    import fcntl

_EXCHANGE = 2
"""RENAME_EXCHANGE of renameat2(2): Linux 3.15, glibc 2.28."""
_HERE = -100
"""AT_FDCWD."""


@contextmanager
def building(folder: Path) -> Iterator[Path]:
    """An empty folder beside ``folder`` to write into; it takes the place of ``folder`` when the block ends well.

    Raises OSError if the file system refuses; then, and after any exception in the block, ``folder`` is as it was.
    """
    folder = folder.absolute()
    _made(folder.parent)
    _tidy(folder)
    place, held = _begin(folder)
    try:
        place.chmod(0o755)
        yield place
        to_disk(place)
        _into_place(place, folder)
        sync(folder.parent)
    finally:
        shutil.rmtree(place, ignore_errors=True)  # what stands there now is the old folder, or what was half written
        if held is not None:
            os.close(held)


def _made(folder: Path) -> None:
    """Make a folder and those above it, each of them on the disk."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for one in missing:
        sync(one.parent)


def to_disk(folder: Path) -> None:
    """Force every file in a folder, and the folders themselves, to the disk. Raises OSError where that is refused."""
    for place, _, files in os.walk(folder, topdown=False):
        for name in files:
            sync(Path(place, name))
        sync(Path(place))


def sync(path: Path) -> None:
    """Force one file or folder to the disk; Windows has no such call for folders."""
    if sys.platform == "win32" and path.is_dir():
        return
    handle = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _prefix(folder: Path) -> str:
    """The prefix in the names of what belongs to a folder and lies beside it; short, whatever its name."""
    return f".evaluator-{hashlib.sha256(folder.name.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}-"


def _begin(folder: Path) -> tuple[Path, int | None]:
    """A new folder that this process holds."""
    while True:
        place = Path(tempfile.mkdtemp(prefix=_prefix(folder), dir=folder.parent))
        held = _hold(place)
        if sys.platform == "win32" or held is not None:
            return place, held  # else another run took it for a leftover in that very moment: begin again


def _hold(place: Path) -> int | None:
    """The descriptor by which a folder is held until it is closed or the process ends; None if another holds it."""
    if sys.platform == "win32":
        return None
    try:
        held = os.open(place, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        return None
    return held


def _tidy(folder: Path) -> None:
    """Remove what killed runs left; put the old folder back where a run was killed between two renames."""
    for left in sorted(folder.parent.glob(f"{_prefix(folder)}*")):
        held = _hold(left)
        if held is None:
            continue
        try:
            if (left / "old").is_dir() and not folder.exists():
                os.replace(left / "old", folder)  # noqa: PTH105
            shutil.rmtree(left, ignore_errors=True)
        finally:
            os.close(held)


def _into_place(place: Path, folder: Path) -> None:
    """One step where nothing stands there or the system can exchange; else two renames, the old folder kept aside."""
    if not folder.exists():
        os.replace(place, folder)  # noqa: PTH105
        return
    if _exchanged(place, folder):
        return
    aside = Path(tempfile.mkdtemp(prefix=_prefix(folder), dir=folder.parent))
    held = _hold(aside)
    try:
        os.replace(folder, aside / "old")  # noqa: PTH105
        try:
            os.replace(place, folder)  # noqa: PTH105
        except OSError:
            os.replace(aside / "old", folder)  # noqa: PTH105
            raise
    finally:
        if folder.exists():
            shutil.rmtree(aside, ignore_errors=True)
        if held is not None:
            os.close(held)


def _exchanged(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system or file system has no such call."""
    if sys.platform != "linux":
        return False
    with suppress(OSError, AttributeError):
        call = ctypes.CDLL(None, use_errno=True).renameat2
        return bool(call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)
    return False
