"""The manifest of a run: digests of inputs, book, results and files, versions, options; what ``verify`` compares."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluator import __version__

if TYPE_CHECKING:
    from evaluator.run import Source
    from rules.rulebook import Rulebook

_PACKAGES = ("targets", "actuals", "rules", "evaluator")
_LIBRARIES = ("numpy", "pandas", "pint", "lxml", "openpyxl", "python-docx", "xlrd", "pdfplumber", "rapidfuzz", "jinja2")
"""Libraries that read, compute or write; another version of one of them might do it otherwise."""

UNSEALED = "unsealed"
"""The files beside ``run.json`` that are named without a digest."""
_OURS = (".py", ".toml", ".txt", ".csv", ".j2")


def manifest_of(
    command: str, sources: Iterable[Source], book: Rulebook, options: Mapping[str, object], results: Mapping[str, Any]
) -> dict[str, Any]:
    """The manifest of a run of ``command``. ``results`` is the whole of the run's document but for the manifest."""
    return {
        "command": command,
        "software": software(),
        "inputs": [{"role": s.role, "name": s.name, "sha256": s.sha256} for s in sources],
        "rulebook": {"id": book.id, "title": book.title, "sha256": book.digest},
        "options": dict(options),
        "results_sha256": digest(results),
    }


def digest(results: Mapping[str, Any]) -> str:
    """SHA-256 of results as canonical JSON."""
    plain = json.dumps(results, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8")).hexdigest()


def software() -> dict[str, Any]:
    """The program's version and the digest of its own files, Python's version and those of the libraries."""
    return {
        "evaluator": __version__,
        "sha256": program_digest(),
        "python": platform.python_version(),
        "libraries": {name: version for name in _LIBRARIES if (version := _version(name))},
    }


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


@cache
def program_digest() -> str:
    """SHA-256 over the files of the four packages, whatever their line ends: a changed program is another program."""
    found = hashlib.sha256()
    root = Path(__file__).resolve().parents[2]
    for package in _PACKAGES:
        for path in sorted((root / package).rglob("*")):
            if path.suffix in _OURS and path.is_file():
                found.update(path.relative_to(root).as_posix().encode() + b"\0")
                found.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return found.hexdigest()


def sealed(document: Mapping[str, Any], files: Mapping[str, bytes], given: Collection[str] = ()) -> bytes:
    """The run's document as the bytes of ``run.json``, with the digests of the files that are written beside it.

    PDF is named without one: another program makes it, and not twice alike; but for the files ``given`` by a person.
    """
    digests = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in sorted(files.items())
        if name in given or not name.endswith(".pdf")
    }
    unsealed = sorted(name for name in files if name not in digests)
    manifest = {**document["manifest"], "files": digests, **({UNSEALED: unsealed} if unsealed else {})}
    whole = {**document, "manifest": manifest}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
