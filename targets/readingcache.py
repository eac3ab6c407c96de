"""Readings kept from run to run, by the digest of a file's bytes, so that a stopped run goes on where it was.

An entry stands under the digest of everything that decides a reading: this package's own files and the versions of the
libraries that open documents. A changed reader therefore finds nothing, and two runs at once write equal entries. Each
is written beside its place and moved there whole; one that is damaged is as good as none, and is written again. Nothing
is taken from a folder or file that another user of the machine could have written.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import sys
import tempfile
import time
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from targets.documents.guard import RefusedError, TooCostlyError
from targets.model.transport import from_plain, to_plain

if TYPE_CHECKING:
    from collections.abc import Callable

VARIABLE = "EVALUATOR_CACHE"
"""Environment variable that names another folder than the platform's."""
_RECOGNISING = ("rapidocr", "onnxruntime", "opencv-python-headless", "pypdfium2", "pillow", "numpy")
"""Libraries that pages as pictures are read by; the networks lie in ``rapidocr``."""
_LIBRARIES = ("lxml", "openpyxl", "xlrd", "pdfplumber", "pdfminer.six", *_RECOGNISING)
_KEPT = 30 * 24 * 3600.0  # seconds that readings of another version of the program stay
_REMEMBERED = 24 * 3600.0
"""Seconds for which it is remembered that a file cost too much to be read."""
_CHEAP = 3.0
"""Seconds within which a file may be refused again and again."""
_Value = TypeVar("_Value")


class Key(NamedTuple):
    """The bytes of a file: their digest, and the size and the time of change when it was taken."""

    digest: str
    stamp: tuple[int, int]


def default_folder() -> Path:
    """Where readings are kept: the folder named by ``EVALUATOR_CACHE``, else where the platform keeps such files."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    import platformdirs  # imported here: only commands that read many files need it

    return platformdirs.user_cache_path("evaluator", appauthor=False)


@cache
def reader_digest() -> str:
    """The digest of all that decides how a file is read."""
    from importlib import metadata  # costs as much as the rest of this module; only who keeps readings asks

    digest = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for name in _LIBRARIES:
        try:
            digest.update(f"{name}={metadata.version(name)};".encode())
        except metadata.PackageNotFoundError:
            digest.update(f"{name} missing;".encode())
    root = Path(__file__).parent
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".txt") and path.is_file():
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:24]


class ReadingCache:
    """Readings in a folder. Trouble with the folder is never an error: the file is then read (again)."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = (folder or default_folder()) / "readings" / reader_digest()
        self.hits = 0
        self.usable = False
        try:
            folders = (self.folder.parent.parent, self.folder.parent, self.folder)
            fresh = not self.folder.exists()
            for one in folders:
                one.mkdir(parents=True, exist_ok=True, mode=0o700)
                if fresh and not _is_ours(one):
                    _take_from_others(one)  # made under a lax umask; nothing of this version was in it
            self.usable = all(map(_is_ours, folders))
            os.utime(self.folder)
            _forget_old(self.folder)
        except OSError:
            return

    def through(self, path: Path, kind: type[_Value], read: Callable[[], _Value]) -> _Value:
        """The value read of a file before, else that of ``read`` now, kept; a file that cost too much, or that took
        long to be refused, is not tried again for a day: TooCostlyError. Other errors of ``read`` go through.
        """
        key = self.key(path)
        if key is None:
            return read()
        if (known := self.get(key, kind, path.name)) is not None:
            return known
        self._raise_refusal(key, path.name)
        begun = time.monotonic()
        try:
            value = read()
        except RefusedError as refusal:
            if not isinstance(refusal, TooCostlyError) and time.monotonic() - begun < _CHEAP:
                raise
            self.put(key, path, _Refusal(*(one.replace(path.name, _NAME) for one in (refusal.zh, refusal.en))))
            raise
        self.put(key, path, value)
        return value

    def _raise_refusal(self, key: Key, name: str) -> None:
        try:
            if time.time() - self._place(key, _Refusal).stat().st_mtime > _REMEMBERED:
                return
        except OSError:
            return
        if (found := self.get(key, _Refusal, name)) is not None:
            raise TooCostlyError(*(one.replace(_NAME, name) for one in (found.zh, found.en)))

    def key(self, path: Path) -> Key | None:
        """The key of a file's bytes; None where it cannot be read, and where nothing can be kept."""
        if not self.usable:
            return None
        try:
            with path.open("rb") as file:
                stamp = _stamp(os.fstat(file.fileno()))
                return Key(hashlib.file_digest(file, "sha256").hexdigest(), stamp)
        except OSError:
            return None

    def get(self, key: Key, kind: type[_Value], file: str) -> _Value | None:
        """The reading kept for these bytes, as of a file of this name; None where nothing whole is kept."""
        try:
            found = from_plain(kind, json.loads(zlib.decompress(_own_bytes(self._place(key, kind)))), file)
        except (OSError, ValueError, zlib.error, RecursionError):
            return None
        self.hits += 1
        return found

    def put(self, key: Key, path: Path, value: object) -> None:
        """Keep what was read from ``path``, unless the file has changed since its key was taken."""
        place = self._place(key, type(value))
        try:
            if _stamp(path.stat()) != key.stamp:
                return
            data = zlib.compress(json.dumps(to_plain(value), separators=(",", ":")).encode("ascii"), 1)
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".", delete=False) as file:
                file.write(data)
            os.replace(file.name, place)  # noqa: PTH105 - one call that is whole or nothing on every platform
        except OSError:
            return

    def _place(self, key: Key, kind: type) -> Path:
        return self.folder / key.digest[:2] / f"{key.digest[2:]}.{kind.__name__.lower()}"


_NAME = "\0"
"""Stands for the file's name in a refusal that is kept: the same bytes may come under another."""


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why a file cost too much."""

    zh: str
    en: str


def _is_ours(folder: Path) -> bool:
    """True if a folder is this user's, and nobody else may write into it; links are not followed."""
    status = folder.lstat()
    return not hasattr(os, "geteuid") or (
        stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o022
    )


def _take_from_others(folder: Path) -> None:
    """Let nobody else write into a folder of this user's."""
    status = folder.lstat()
    if hasattr(os, "geteuid") and stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid():
        folder.chmod(stat.S_IMODE(status.st_mode) & ~0o022)


def _own_bytes(path: Path) -> bytes:
    """The bytes of a file of this user's that nobody else may write to. Raises OSError for any other."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if hasattr(os, "geteuid") and (status.st_uid != os.geteuid() or status.st_mode & 0o022):
            raise PermissionError(f"{path} is somebody else's")
        return file.read()


def _stamp(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def _forget_old(current: Path) -> None:
    """Remove the readings of versions of the program that nobody has used for a month."""
    for other in current.parent.iterdir():
        if other != current and other.is_dir() and time.time() - other.stat().st_mtime > _KEPT:
            shutil.rmtree(other, ignore_errors=True)
