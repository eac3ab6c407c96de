"""One file that a person named, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from targets.errors import InputError


def refuse_file(path: Path, force: bool, suffixes: tuple[str, ...]) -> None:
    """InputError for a file of another kind, one that stands there already, and a folder that does not."""
    if path.suffix.lower() not in suffixes:
        raise InputError(
            f"{path.name}：只能存为 {' 或 '.join(suffixes)}。",
            f"{path.name}: is written as {' or '.join(suffixes)} only.",
        )
    if path.exists() and not force:
        raise InputError(
            f"{path} 已经存在，可能有人填过；换一个文件名，或加 --force 替换。",
            f"{path} already exists and may have been filled in; choose another name or add --force to replace it.",
        )
    if not path.parent.is_dir():
        raise InputError(
            f"文件夹 {path.parent} 不存在；请先建立。", f"there is no folder {path.parent}; create it first."
        )


@contextmanager
def placing(path: Path) -> Iterator[Path]:
    """An empty file to write into, which takes the place of ``path`` in a single step when the block ends well."""
    handle, name = tempfile.mkstemp(prefix=".writing-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    try:
        yield Path(name)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
