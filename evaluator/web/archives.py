"""A run as one archive: everything that ``evaluator score --out`` or ``audit --out`` writes, zipped, kept until the
record goes on.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO


def archive_path(root: Path, evaluation: str, head: int, layout: str, lang: str) -> Path:
    """Where the archive of a run is kept; ``layout`` is that of the forms, or ``audit``."""
    return root / "downloads" / f"{evaluation}-{head}-{layout}-{lang}.zip"


def write_archive(save: Callable[[Path], Path], place: Path) -> None:
    """Pack what ``save`` writes into a new folder; older archives of the same evaluation go. Whole or not at all."""
    place.parent.mkdir(exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(prefix=".packing-", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file, tempfile.TemporaryDirectory(dir=place.parent) as folder:
            pack(save(Path(folder) / "run"), file)
        evaluation, head = place.name.split("-")[:2]
        for old in place.parent.glob(f"{evaluation}-*.zip"):
            if old.name.split("-")[1] != head:
                old.unlink(missing_ok=True)
        Path(temporary).replace(place)
    finally:
        Path(temporary).unlink(missing_ok=True)


def pack(folder: Path, file: IO[bytes]) -> None:
    """A folder as an archive; equal files give equal bytes."""
    with zipfile.ZipFile(file, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), date_time=(1980, 1, 1, 0, 0, 0))
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(entry, path.read_bytes())
