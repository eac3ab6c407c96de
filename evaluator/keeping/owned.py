"""A folder of results against its own manifest: the files that it does not name, and those that are not as written.

Only what a manifest names was written by a run of ours. Everything else in the folder is somebody's, however it got
there, and is neither replaced nor deleted without being named first.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from evaluator.keeping.manifest import UNSEALED, digest

Force = bool | Literal["foreign"]
"""May results take the place of a run (True)? Of a run and of whatever else lies in its folder (``foreign``)?"""
_EDITED = "edited"
_OF_THE_SYSTEM = frozenset((".DS_Store", "Thumbs.db", "desktop.ini"))
"""What file managers leave in every folder that they show; nobody misses it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """The files in a folder of results that its manifest does not name, and those that are not as it says."""

    added: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.added, *self.changed)


def foreign(folder: Path, marker: str) -> Foreign | None:
    """What in a folder is not as its manifest, the file ``marker``, says; None where that is no manifest of ours."""
    named = _named(folder / marker, marker)
    if named is None:
        return None
    edited = (marker,) if named.pop(marker, None) == _EDITED else ()
    there = dict(_files(folder))
    written = {name: expected for name, expected in named.items() if name in there and expected is not None}
    with ThreadPoolExecutor() as pool:  # hashing lets other threads run; tables are large
        found = dict(zip(written, pool.map(lambda name: sha256_of(there[name]), written), strict=True))
    return Foreign(
        added=tuple(name for name in there if name not in named and name != marker),
        changed=(*edited, *(name for name, expected in written.items() if found[name] != expected)),
    )


def added_files(folder: Path, manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """The files in the folder of a run that its manifest does not name."""
    named = _named_by(manifest)
    return tuple(name for name, _ in _files(folder) if name not in named and name != "run.json")


def sha256_of(path: Path) -> str | None:
    """The SHA-256 of a file, None for a link and where it cannot be read."""
    try:
        if path.is_symlink():
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file, link and device in a folder by its name there, in the order of names."""
    for place, folders, files in os.walk(folder):
        folders.sort()
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]  # noqa: PTH114, PTH118
        for name in sorted((*files, *links)):
            path = Path(place, name)
            if name not in _OF_THE_SYSTEM or path.is_symlink():
                yield path.relative_to(folder).as_posix(), path


def _named(path: Path, marker: str) -> dict[str, str | None] | None:
    """The files that a manifest names with their digests (None: not digested); None where it is none of ours."""
    try:
        document = json.loads(path.read_bytes())
        if marker == "run.json":
            manifest = document["manifest"]
            results = {key: value for key, value in document.items() if key != "manifest"}
            edited = digest(results) != str(manifest["results_sha256"])
            return {**_named_by(manifest), **({marker: _EDITED} if edited else {})}
        books = {f"inputs/rules/{one['name']}": str(one["sha256"]) for one in document["books"]}
        return {**{str(name): str(sha) for name, sha in document["results"].items()}, **books}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _named_by(manifest: Mapping[str, Any]) -> dict[str, str | None]:
    inputs = {f"inputs/{one['role']}/{one['name']}": str(one["sha256"]) for one in manifest["inputs"]}
    unsealed = dict.fromkeys(map(str, manifest.get(UNSEALED, ())))
    return {**unsealed, **inputs, **{str(name): str(sha) for name, sha in manifest.get("files", {}).items()}}
