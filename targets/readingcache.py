"""Readings kept from run to run, by the digest of a file's bytes, so that a stopped run goes on where it was.

An entry stands under the digest of everything that decides a reading: this package's own files and the versions of the
libraries that open documents. A changed reader therefore finds nothing, and two runs at once write equal entries. Each
is written beside its place and moved there whole; one that is damaged is as good as none, and is written again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
import zlib
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import NamedTuple, TypeVar

from targets.model.transport import from_plain, to_plain

VARIABLE = "EVALUATOR_CACHE"
"""Environment variable that names another folder than the platform's."""
_LIBRARIES = ("lxml", "openpyxl", "xlrd", "pdfplumber", "pdfminer.six")
_KEPT = 30 * 24 * 3600.0  # seconds that readings of another version of the program stay
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
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.utime(self.folder)
            _forget_old(self.folder)
        except OSError:
            return

    def key(self, path: Path) -> Key | None:
        """The key of a file's bytes; None where it cannot be read."""
        try:
            with path.open("rb") as file:
                stamp = _stamp(os.fstat(file.fileno()))
                return Key(hashlib.file_digest(file, "sha256").hexdigest(), stamp)
        except OSError:
            return None

    def get(self, key: Key, kind: type[_Value], file: str) -> _Value | None:
        """The reading kept for these bytes, as of a file of this name; None where nothing whole is kept."""
        try:
            found = from_plain(kind, json.loads(zlib.decompress(self._place(key, kind).read_bytes())), file)
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


def _stamp(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def _forget_old(current: Path) -> None:
    """Remove the readings of versions of the program that nobody has used for a month."""
    for other in current.parent.iterdir():
        if other != current and other.is_dir() and time.time() - other.stat().st_mtime > _KEPT:
            shutil.rmtree(other, ignore_errors=True)
