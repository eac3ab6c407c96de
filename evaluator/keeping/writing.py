"""One file that a person named, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from targets.errors import InputError


def refuse_file(path: Path, force: bool, suffixes: tuple[str, ...]) -> None:
    """InputError for a file of another kind, one that stands there already, and a folder that does not."""
    kinds = "、".join(suffixes)
    if path.suffix.lower() not in suffixes:
        raise InputError(f"{path.name}：只能存为 {kinds}。", f"{path.name}: is written as {', '.join(suffixes)} only.")
    if path.exists() and not force:
        raise InputError(
            f"{path} 已经存在，可能有人填过；换一个文件名，或加 --force 替换。",
            f"{path} already exists and may have been filled in; choose another name or add --force to replace it.",
        )
    if not path.parent.is_dir():
        raise InputError(
            f"文件夹 {path.parent} 不存在；请先建立。", f"there is no folder {path.parent}; create it first."
        )


def written(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path`` in a single step."""
    handle, temporary = tempfile.mkstemp(prefix=".writing-", suffix=path.suffix, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)  # mkstemp's own mode is for the owner alone
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
