"""An input read once: its bytes are copied, digested on the way, and only the copy is opened by anybody.

Whatever happens to the file while others work with it, what is parsed, what is on record and what is kept beside the
results are the same bytes. The copy has a name that can be read, whatever system the file's name comes from.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from targets.documents.limits import MAX_FILE
from targets.visible import readable_name

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A file as it was at one moment: where its copy stands, and the SHA-256 of those bytes. Where there was nothing to
    copy (no ordinary file, or one that is too large), the path as given without a digest: its reader says why.
    """

    path: Path
    sha256: str | None = None


@contextmanager
def taken(path: Path, *, most: int = MAX_FILE) -> Iterator[Taken]:
    """The bytes that a file has now, in a folder that nobody else may look into, until the block ends."""
    if not _can_be_taken(path, most):
        yield Taken(path=path)
        return
    folder = Path(tempfile.mkdtemp(prefix="evaluator-taken-"))
    try:
        copy = folder / _name(path)
        digest = copied(path, copy, most=most)
        yield Taken(path=copy, sha256=digest)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def copied(path: Path, to: Path, *, most: int | None = None) -> str:
    """Copy a file and give the SHA-256 of what was copied; one that grew past ``most`` is cut one byte behind it, which
    its reader refuses.
    """
    digest, left = hashlib.sha256(), None if most is None else most + 1
    with path.open("rb") as source, to.open("wb") as copy:
        while chunk := source.read(_CHUNK if left is None else min(_CHUNK, left)):
            digest.update(chunk)
            copy.write(chunk)
            left = None if left is None else left - len(chunk)
    return digest.hexdigest()


def _can_be_taken(path: Path, most: int) -> bool:
    try:
        if not path.is_file() or path.stat().st_size > most:
            return False
        with path.open("rb"):
            return True
    except (OSError, ValueError):
        return False


def _name(path: Path) -> str:
    """The name of the copy: the file's own, as people read it, cut where that makes it too long for a file system."""
    name = readable_name(path.name)
    while len(name.encode("utf-8", "replace")) > 255:
        name = name[1:]
    return name
