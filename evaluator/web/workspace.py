"""The folder of a workbench: uploaded files by their content, never by the name somebody gave them.

files/ab/abcdef…     every file once, named by its SHA-256
laid-out/ID/…        the files of one evaluation under their own names, as the command line would find them
workbench.sqlite     the database, unless another was named
secret               the key that signs tokens
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import stat
import tempfile
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from evaluator.keeping.filenames import safe_name
from evaluator.keeping.replacing import sync
from targets.documents.taking import copied
from targets.errors import InputError
from targets.readingcache import ReadingCache

_CHUNK = 1 << 20
_SECRET = 32


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is kept: its digest and its size in bytes."""

    sha256: str
    size: int


class Workspace:
    """The files of a workbench below one folder, which is made if it is not there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        try:
            for folder in (root, *(root / name for name in ("files", "laid-out", "readings", "downloads"))):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                folder.chmod(0o700)
            for name in ("secret", "workbench.sqlite", "workbench.sqlite-wal", "workbench.sqlite-shm"):
                with contextlib.suppress(FileNotFoundError):
                    (root / name).chmod(0o600, follow_symlinks=False)
        except OSError as trouble:
            raise InputError(
                f"工作文件夹 {root} 不能使用（{trouble.strerror}）；请检查权限，或用 --workspace 另选",
                f"the workspace {root} cannot be used ({trouble.strerror}); check permissions or choose another",
            ) from trouble

    @property
    def readings(self) -> ReadingCache:
        """What was read of documents, so that a server started anew does not read them again."""
        return ReadingCache(self.root / "readings")

    @property
    def database(self) -> str:
        """The address of the embedded database."""
        return f"sqlite:///{self.root / 'workbench.sqlite'}"

    def secret(self) -> bytes:
        """The key of this workspace, made at its first use and readable by its owner only."""
        path = self.root / "secret"
        with contextlib.suppress(FileExistsError):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(_SECRET))
                file.flush()
                os.fsync(file.fileno())
        found = path.lstat()
        theirs = hasattr(os, "geteuid") and (found.st_uid != os.geteuid() or found.st_mode & 0o077)
        if not stat.S_ISREG(found.st_mode) or found.st_size != _SECRET or theirs:
            raise InputError(
                f"密钥文件 {path} 不可信：长度、所有者或权限不对；请删除它（所有人需重新登录），再启动",
                f"the key {path} cannot be trusted: its length, owner or permissions are wrong; delete it (everybody "
                "logs in anew) and start again",
            )
        return path.read_bytes()

    def alone(self) -> IO[bytes]:
        """The file by which a server holds this workspace until it is closed. Raises InputError where another does."""
        file = (self.root / "server.lock").open("ab")
        try:
            if os.name == "posix":
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as trouble:
            file.close()
            raise InputError(
                f"已有一个工作台在使用 {self.root}；请用那一个，或用 --workspace 另选文件夹",
                f"another workbench runs on {self.root}; use that one, or choose another --workspace",
            ) from trouble
        return file

    def keep(self, stream: IO[bytes]) -> Stored:
        """Keep what a stream holds; a content that is there already is kept once. Raises InputError for no bytes."""
        digest, size = hashlib.sha256(), 0
        handle, temporary = tempfile.mkstemp(prefix=".incoming-", dir=self.root / "files")
        try:
            with os.fdopen(handle, "wb") as file:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            if not size:
                raise InputError("文件是空的，没有收下；请重新选择", "the file is empty and was not taken")
            place = self.path_of(digest.hexdigest())
            place.parent.mkdir(exist_ok=True, mode=0o700)
            Path(temporary).replace(place)
            sync(place.parent)
        finally:
            Path(temporary).unlink(missing_ok=True)
        return Stored(digest.hexdigest(), size)

    def path_of(self, sha256: str) -> Path:
        """Where a content is kept. Raises ValueError for what is no digest."""
        if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
            raise ValueError(f"{sha256!r} is no SHA-256")
        return self.root / "files" / sha256[:2] / sha256

    def laid_out(self, key: str, files: Iterable[tuple[str, str, str]], texts: Iterable[tuple[str, str]] = ()) -> Path:
        """A folder with files under their own names: ``files`` are role, name and digest, ``texts`` a path and its
        text. Made anew each time; ``key`` names it. Raises InputError where a file is not as it was kept.
        """
        folder = self.root / "laid-out" / key
        building = Path(tempfile.mkdtemp(prefix=".laying-", dir=self.root / "laid-out"))
        try:
            for role, name, sha256 in files:
                place = building / role / name
                place.parent.mkdir(exist_ok=True)
                if _copied(self.path_of(sha256), place) != sha256:
                    raise _not_as_kept(name)
            for name, text in texts:
                (building / name).write_text(text, encoding="utf-8")
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
        shutil.rmtree(folder, ignore_errors=True)
        building.replace(folder)
        return folder

    def forget(self, key: str) -> None:
        """Remove a folder that was laid out."""
        with contextlib.suppress(OSError):
            shutil.rmtree(self.root / "laid-out" / key)


def _copied(source: Path, place: Path) -> str | None:
    """Copy a file that is kept and give the digest of what was copied; None where it is gone."""
    try:
        return copied(source, place)
    except FileNotFoundError:
        return None


def _not_as_kept(name: str) -> InputError:
    return InputError(
        f"{name} 在工作文件夹里的原件丢失或被改动，与记录的摘要不符；请从备份恢复，或重新上传",
        f"the original of {name} in the workspace is gone or was changed: it does not fit the digest on record; "
        "restore it from a backup, or upload it again",
    )


def upload_name(given: str) -> str:
    """A plain file name out of whatever a browser sent: no folders, no control signs, no hidden name."""
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2].strip()
    stem, dot, suffix = last.rpartition(".")
    if not stem:
        stem, dot, suffix = last, "", ""
    kept = safe_name(suffix, most_bytes=12).strip("_") if dot else ""
    return safe_name(stem.strip(" ."), most_bytes=120) + (f".{kept}" if kept else "")
