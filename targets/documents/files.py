"""Files, folders and patterns on a command line → the files to read, in a fixed order."""

from __future__ import annotations

import glob
import hashlib
import os
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from pathlib import Path

from targets.errors import InputError
from targets.visible import readable_name

SUFFIXES = frozenset(
    (
        *(".docx", ".docm", ".dotx", ".dotm", ".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt"),
        *(".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlt", ".et", ".ett", ".ods"),
        *(".pdf", ".html", ".htm", ".mht", ".mhtml", ".xml", ".csv", ".tsv", ".txt", ".md"),
    )
)
"""Names that a folder's files are taken by; a file named by itself is always taken and told by its content."""
PICTURES = frozenset((".png", ".jpg", ".jpeg", ".tif", ".tiff"))
"""Names of pictures that a folder is taken by where scans are read."""
taking_pictures: ContextVar[bool] = ContextVar("pictures in folders are taken", default=False)


def expand(given: Iterable[str | Path]) -> tuple[list[Path], list[Path], list[tuple[str, InputError]]]:
    """The files that were asked for: to read, passed over in folders (other kinds), and what names nothing.

    Folders are walked in the order of their names, hidden files and lock files (``~$…``) left out; a file named
    twice is read once. A link in a folder that leads out of it is passed over: the folder may be anybody's.
    """
    found: dict[str, Path] = {}
    passed: dict[Path, None] = {}
    missing: list[tuple[str, InputError]] = []

    def take(paths: Iterable[Path]) -> None:
        for path in paths:
            found.setdefault(os.path.abspath(path), path)  # noqa: PTH100 - ``x/../a`` is ``a``; no links are followed

    for one in given:
        path = Path(one)
        if path.is_dir():
            taken = _walk(path, passed)
            if not taken:
                missing.append(
                    (str(one), _nothing(f"文件夹 {one} 里没有可读的文档", f"the folder {one} holds no document"))
                )
            take(taken)
        elif not path.exists() and glob.has_magic(str(one)):
            matches = [Path(match) for match in sorted(glob.glob(str(one), recursive=True))]  # noqa: PTH207 - absolute patterns
            if not matches:
                missing.append((str(one), _nothing(f"没有与 {one} 相符的文件", f"no file matches {one}")))
            for match in matches:
                take(_walk(match, passed) if match.is_dir() else [match])
        else:
            take([path])
    return list(found.values()), list(passed), missing


def names_of(paths: Sequence[Path], below: Path | None = None) -> list[str]:
    """The name of each file in results: its own, with as many of its folders as files of one name need to differ.

    Folders are kept by ``/`` on every platform, so that equal trees give equal names anywhere. Names that differ in
    case only count as one, and so do a file and a folder of one name: inside a saved run they would meet on some disk.
    Names that are no UTF-8 are shown as people read them. Two paths to one file stay alike. ``below`` is a folder in
    which all files stand under the names that they had (the inputs of a saved run): they keep them.
    """
    if below is not None:
        return [path.relative_to(below).as_posix() for path in paths]
    full = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100 - no links are followed
    parts = [_shown(path) for path in full]
    alike = Counter("/".join(part) for part in dict(zip(full, parts, strict=True)).values())
    for place, part in enumerate(parts):
        if alike["/".join(part)] > 1 and any(readable_name(one) != one for one in full[place].parts):
            parts[place] = (*part[:-1], _marked(part[-1], full[place]))  # two bytes for one sign: GBK beside UTF-8
    taken = [1] * len(paths)
    while True:
        shown = ["/".join(part[-deep:]) for part, deep in zip(parts, taken, strict=True)]
        keys = [unicodedata.normalize("NFC", name).casefold() for name in shown]
        often = Counter(keys)
        folders = {key[:end] for key in keys for end, char in enumerate(key) if char == "/"}
        deeper = [
            place
            for place, key in enumerate(keys)
            if (often[key] > 1 or key in folders) and taken[place] < len(parts[place])
        ]
        if not deeper:
            return shown
        for place in deeper:
            taken[place] += 1


def _shown(path: Path) -> tuple[str, ...]:
    return tuple(readable_name(part) for part in path.parts[1:])


def _marked(name: str, path: Path) -> str:
    """A name with a mark of its path's bytes, for a file that would be called as another one is."""
    stem, dot, suffix = name.rpartition(".")
    mark = hashlib.sha256(os.fsencode(path)).hexdigest()[:6]
    return f"{stem}~{mark}.{suffix}" if dot and stem else f"{name}~{mark}"


def no_file(path: str | Path) -> InputError:
    """The sentence for a name that leads nowhere."""
    return _nothing(f"找不到文件 {path}", f"there is no file {path}")


def no_ordinary_file(path: str | Path) -> InputError:
    """The sentence for a pipe, which would be waited for for ever, and a device, which never ends."""
    return InputError(f"{path} 不是普通文件；请先存成文件。", f"{path} is no ordinary file; save it as one first.")


def _nothing(zh: str, en: str) -> InputError:
    return InputError(f"{zh}；请检查路径。", f"{en}; check the path.")


def _walk(folder: Path, passed: dict[Path, None]) -> list[Path]:
    taken: list[Path] = []
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if not path.is_file() or any(part.startswith((".", "~$")) for part in parts):
            continue
        wanted = SUFFIXES | PICTURES if taking_pictures.get() else SUFFIXES
        if path.suffix.lower() in wanted and path.resolve().is_relative_to(folder.resolve()):
            taken.append(path)
        else:
            passed[path] = None
    return taken
