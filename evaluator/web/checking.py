"""The record, the files and the database of a workbench against each other: what is changed, missing or damaged."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Engine, select, text

from evaluator.keeping.owned import sha256_of
from evaluator.language import pick
from evaluator.web.accountrecord import broken_accounts
from evaluator.web.events import WITH_FILES, broken, record_on
from evaluator.web.store import connect, evaluations, one_moment
from evaluator.web.workspace import Workspace
from targets.errors import InputError

Trouble = tuple[str, str]
"""Faults of a record, in Chinese and English."""


def check_workspace(folder: Path, database: str | None, lang: str) -> int:
    """Check a workbench and say what was found: 0 if nothing, 1 if anything. InputError where it cannot be opened."""
    if not folder.is_dir():
        raise InputError(f"没有工作文件夹 {folder}；请检查路径", f"there is no workspace {folder}; check the path")
    workspace = Workspace(folder)
    workspace.secret()
    engine = connect(database or workspace.database)
    try:
        return tell(troubles(workspace, engine), lang)
    finally:
        engine.dispose()


def tell(found: Iterable[Trouble], lang: str) -> int:
    """Say each trouble on stdout, or that there is none."""
    said = 0
    for zh, en in found:
        print(pick(lang, zh, en), file=sys.stdout)
        said += 1
    if not said:
        print(pick(lang, "记录、文件和数据库完好。", "record, files and database are whole."))
    return 1 if said else 0


def troubles(workspace: Workspace, engine: Engine) -> Iterator[Trouble]:
    """Everything that does not fit."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            for (said,) in connection.execute(text("PRAGMA integrity_check")).all():
                if said != "ok":
                    yield f"数据库损坏：{said}", f"the database is damaged: {said}"
    place = broken_accounts(engine)
    if place is not None:
        yield f"账号记录第 {place} 条被改动或缺失", f"event {place} about accounts was changed or is missing"
    with engine.connect() as connection:
        ids = connection.execute(select(evaluations.c.id).order_by(evaluations.c.id)).scalars().all()
    for evaluation in ids:
        yield from _of_one(workspace, engine, evaluation)


def _of_one(workspace: Workspace, engine: Engine, evaluation: str) -> Iterator[Trouble]:
    with one_moment(engine) as connection:
        row = connection.execute(select(evaluations).where(evaluations.c.id == evaluation)).mappings().one()
        found = record_on(connection, evaluation)
    title, head = row["title"], row["head"]
    numbers = [event.seq for event in found.events]
    if numbers != list(range(1, head + 1)):
        gone = next((n for n in range(1, head + 1) if n not in numbers), head + 1)
        yield (
            f"{title}（{evaluation}）的记录第 {gone} 条缺失或多出",
            f"event {gone} of {title} ({evaluation}) is missing or too many",
        )
    else:
        place = broken(found)
        if place is not None:
            yield (
                f"{title}（{evaluation}）的记录第 {place} 条被改动，与摘要不符",
                f"event {place} of {title} ({evaluation}) was changed: it does not fit the chain of digests",
            )
    for event in found.events:
        if event.kind in WITH_FILES and event.after is not None:
            sha256 = str(event.after["sha256"])
            if sha256_of(workspace.path_of(sha256)) != sha256:
                yield (
                    f"{title}（{evaluation}）的文件 {event.subject} 丢失或被改动",
                    f"the file {event.subject} of {title} ({evaluation}) is gone or was changed",
                )
