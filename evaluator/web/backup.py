"""The whole of a workbench in one file: every row of the record and every file, with their digests; and back again.

The database is read in one transaction, so that a backup taken while people work is of one moment; files are only ever
added, and copied after it. A backup of SQLite is restored into PostgreSQL as well, and the other way round. It holds
the hashes of passwords and the secret: keep it like the workbench itself.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from evaluator.keeping.replacing import sync
from evaluator.web.checking import Trouble
from evaluator.web.events import WITH_FILES
from evaluator.web.store import (
    access_events,
    account_events,
    accounts,
    connect,
    evaluations,
    events,
    heads,
    one_moment,
    summaries,
    tokens,
)
from evaluator.web.workspace import Workspace
from targets.errors import InputError

_TABLES = (evaluations, events, accounts, account_events, heads, access_events, summaries, tokens)
"""In the order in which they can be filled. Sessions, attempts and work under way are of the day and left out."""
_ABOUT, _SECRET = "backup.json", "secret"
_FORMAT = "evaluator workspace 1"
_ROWS = 1_000


def backup(folder: Path, database: str | None, to: Path) -> tuple[int, int]:
    """Write a backup, whole or not at all; how many rows and files it holds. InputError for a file that is there."""
    if not folder.is_dir():
        raise InputError(f"没有工作文件夹 {folder}；请检查路径", f"there is no workspace {folder}; check the path")
    if to.exists():
        raise InputError(
            f"{to} 已经存在，不会覆盖；请换一个文件名", f"{to} exists and is not replaced; choose another name"
        )
    workspace = Workspace(folder)
    engine = connect(database or workspace.database)
    try:
        handle, temporary = tempfile.mkstemp(prefix=".backup-", dir=to.parent)
    except OSError as trouble:
        raise InputError(f"无法写入 {to}：{trouble.strerror}", f"cannot write {to}: {trouble.strerror}") from trouble
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                counted = _write(archive, workspace, engine)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(to)
        sync(to.absolute().parent)
    finally:
        Path(temporary).unlink(missing_ok=True)
        engine.dispose()
    return counted


def _write(archive: zipfile.ZipFile, workspace: Workspace, engine: Engine) -> tuple[int, int]:
    digests: dict[str, str] = {}
    rows = 0
    wanted: set[str] = set()
    with one_moment(engine) as connection:
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        for table in _TABLES:
            name, digest = f"tables/{table.name}.jsonl", hashlib.sha256()
            with archive.open(name, "w", force_zip64=True) as part:
                for row in connection.execute(select(table).order_by(*table.primary_key)).mappings():
                    line = json.dumps(dict(row), ensure_ascii=False, sort_keys=True).encode() + b"\n"
                    digest.update(line)
                    part.write(line)
                    rows += 1
                    if table is events and row["kind"] in WITH_FILES and row["after"] is not None:
                        wanted.add(json.loads(row["after"])["sha256"])
            digests[name] = digest.hexdigest()
    for sha256 in sorted(wanted):
        path = workspace.path_of(sha256)
        try:
            archive.write(path, f"files/{sha256}")
        except OSError as trouble:
            raise InputError(
                f"工作文件夹里缺少文件 {sha256}，没有备份；请先运行 evaluator workspace check",
                f"the file {sha256} is missing in the workspace, nothing was backed up; run evaluator workspace check",
            ) from trouble
        digests[f"files/{sha256}"] = sha256
    archive.writestr(_SECRET, workspace.secret())
    digests[_SECRET] = hashlib.sha256(workspace.secret()).hexdigest()
    about = {"format": _FORMAT, "revision": revision, "digests": digests}
    archive.writestr(_ABOUT, json.dumps(about, ensure_ascii=False, indent=1))
    return rows, len(wanted)


def check_backup(file: Path) -> Iterator[Trouble]:
    """Parts of a backup that are not as they were written. Raises InputError for a file that is no backup."""
    with _opened(file) as archive:
        about = _about(archive, file)
        names = set(archive.namelist()) - {_ABOUT}
        for name, expected in about["digests"].items():
            if name not in names:
                yield f"备份里缺少 {name}", f"{name} is missing in the backup"
                continue
            try:
                with archive.open(name) as part:
                    found = hashlib.file_digest(part, "sha256").hexdigest()  # type: ignore[arg-type]
            except (zipfile.BadZipFile, zlib.error, OSError, EOFError):
                found = ""
            if found != expected:
                yield f"备份里的 {name} 被改动或损坏", f"{name} in the backup was changed or is damaged"
        for name in sorted(names - set(about["digests"])):
            yield f"备份里多出 {name}", f"{name} does not belong to the backup"


def restore(file: Path, folder: Path, database: str | None) -> tuple[int, int]:
    """Bring a backup back into a workspace and a database that are empty; how many rows and files there are.

    Raises InputError for a backup that is not whole, and where something is there already.
    """
    troubles = list(check_backup(file))
    if troubles:
        raise InputError(
            f"{file} 不完整，没有恢复：{troubles[0][0]}", f"{file} is not whole, nothing was restored: {troubles[0][1]}"
        )
    if folder.exists() and any(folder.iterdir()):
        raise InputError(
            f"{folder} 里已有资料，不会覆盖；请用 --workspace 给出一个空文件夹",
            f"{folder} is not empty and nothing in it is replaced; name an empty folder by --workspace",
        )
    workspace = Workspace(folder)
    with _opened(file) as archive:
        _own_secret(folder / _SECRET, archive.read(_SECRET))
        names = [name for name in archive.namelist() if name.startswith("files/")]
        for name in names:
            with archive.open(name) as part:
                workspace.keep(part)
        engine = connect(database or workspace.database)
        try:
            rows = _fill(engine, archive)
        except SQLAlchemyError as trouble:
            raise InputError(
                f"数据库不接受备份里的记录（{type(trouble).__name__}），没有恢复",
                f"the database does not take the rows of the backup ({type(trouble).__name__}); nothing was restored",
            ) from trouble
        finally:
            engine.dispose()
    return rows, len(names)


def _fill(engine: Engine, archive: zipfile.ZipFile) -> int:
    rows = 0
    with engine.begin() as connection:
        for table in _TABLES:
            there = connection.execute(select(func.count()).select_from(table)).scalar_one()
            if there and table is not heads:
                raise InputError(
                    "数据库里已有资料，不会覆盖；请用一个空的数据库",
                    "the database holds data already and nothing in it is replaced; use an empty one",
                )
        connection.execute(heads.delete())
        held = set(archive.namelist())
        for table in _TABLES:
            if (name := f"tables/{table.name}.jsonl") not in held:
                continue  # a backup of before there was such a table
            with archive.open(name) as part:
                block: list[dict[str, Any]] = []
                for line in part:
                    block.append(json.loads(line))
                    rows += 1
                    if len(block) == _ROWS:
                        connection.execute(insert(table), block)
                        block = []
                if block:
                    connection.execute(insert(table), block)
        if engine.dialect.name == "postgresql":
            for table in (account_events, access_events):
                name = f"pg_get_serial_sequence('{table.name}', 'seq')"
                last = f"(SELECT COALESCE(MAX(seq), 0) + 1 FROM {table.name})"  # noqa: S608 - names of our own tables
                connection.execute(text(f"SELECT setval({name}, {last}, false)"))
    return rows


def _own_secret(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (OSError, zipfile.BadZipFile) as trouble:
        raise _no_backup(file) from trouble


def _about(archive: zipfile.ZipFile, file: Path) -> dict[str, Any]:
    try:
        about: dict[str, Any] = json.loads(archive.read(_ABOUT))
        if about["format"] != _FORMAT or not all(isinstance(one, str) for one in about["digests"].values()):
            raise ValueError(_FORMAT)
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, zlib.error, EOFError, RecursionError) as trouble:
        raise _no_backup(file) from trouble
    return about


def _no_backup(file: Path) -> InputError:
    return InputError(
        f"{file} 不是 evaluator workspace backup 写的备份；请检查路径",
        f"{file} is no backup that evaluator workspace backup wrote; check the path",
    )
