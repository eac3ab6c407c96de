"""Files, folders and patterns that a run was given → what each file holds, under a name that is its own.

A bureau has one folder for each department, and in each a file of the same name. Places are told by the file's name, so
that such files get their folder's name before their own: ``甲局/目标表.docx`` (``targets.documents.files.names_of``).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import copy_context
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from actuals.sources.table import OutcomeTable
from evaluator.named import no_name
from evaluator.run import Source
from targets.documents.files import expand, names_of
from targets.documents.limits import MAX_FILE
from targets.documents.taking import taken
from targets.errors import InputError
from targets.forms import Progress

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

Files = str | Path | Sequence[str | Path] | None
"""One file, folder or pattern, or several; None is no file at all."""
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One file (or database address) and the name it goes by."""

    path: Path | str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The inputs of a saved run, to do it again: their folder, which has one for each role, and the local books that
    its local book extends, in order.
    """

    folder: Path
    bases: tuple[Path, ...] = ()


def inputs_of(*, kept: Kept | None = None, **given: Files) -> dict[str, list[Input]]:
    """The inputs of each role (``targets``, ``actuals``) in order, no two of one name on any system; those of a saved
    run keep their names.

    Raises InputError where a name leads to no file or one file is given twice.
    """
    found = {role: _expanded(files) for role, files in given.items()}
    if kept is not None:
        named = {role: names_of(_files(paths), kept.folder / role) for role, paths in found.items()}
    else:
        own = iter(names_of(_files(path for paths in found.values() for path in paths)))
        # a database goes by its address
        named = {role: [next(own) if isinstance(p, Path) else p for p in paths] for role, paths in found.items()}
        _refuse_twice(path for paths in found.values() for path in paths)
    return {
        role: [Input(path=path, name=name) for path, name in zip(paths, named[role], strict=True)]
        for role, paths in found.items()
    }


def _files(paths: Iterable[Path | str]) -> list[Path]:
    return [path for path in paths if isinstance(path, Path)]


@contextmanager
def held(one: Input, role: str, *, most: int = MAX_FILE) -> Iterator[tuple[Input, tuple[Source, ...]]]:
    """An input in the bytes that it has now: a copy to read it from, under its own name, and what is recorded of it.

    A database has no bytes of its own, and what is no ordinary file is left to its reader to refuse: nothing of them is
    on record.
    """
    if not isinstance(one.path, Path) and "://" in one.path:
        yield one, ()
        return
    with taken(Path(one.path), most=most) as copy:
        recorded: tuple[Source, ...] = ()
        if copy.sha256 is not None:
            recorded = (Source(name=one.name, role=role, sha256=copy.sha256, content=copy.path.read_bytes()),)
        yield replace(one, path=copy.path), recorded


def _refuse_twice(paths: Iterable[Path | str]) -> None:
    """InputError for one file that was given for two things: its places could not be told apart in the results."""
    seen: set[str] = set()
    for path in paths:
        place = str(path) if isinstance(path, str) else os.path.abspath(path)  # noqa: PTH100 - no links are followed
        if place in seen:
            raise InputError(
                f"文件 {path} 给了两次，结果里分不清；请去掉重复的一个",
                f"the file {path} is given twice and could not be told apart in the results; leave out one",
            )
        seen.add(place)


def _expanded(given: Files) -> list[Path | str]:
    listed = [] if given is None else [given] if isinstance(given, (str, Path)) else list(given)
    found: dict[str, Path | str] = {}
    for one in listed:
        if not str(one).strip():
            raise no_name()
        if "://" in str(one):
            found[str(one)] = str(one)
            continue
        paths, _, missing = expand([one])
        if missing:
            raise missing[0][1]
        found |= {os.path.abspath(path): path for path in paths if os.path.abspath(path) not in found}  # noqa: PTH100
    return list(found.values())


def read_each(
    inputs: Sequence[Input], read: Callable[[Input], Read], *, jobs: int = 1, progress: Progress | None = None
) -> list[Read]:
    """The results of ``read`` for each input, in their order whatever the number of ``jobs``.

    Raises one InputError that names every file that cannot be used: a ranking without one department would be wrong.
    """
    results: list[Read] = []
    failed: list[InputError] = []
    with nullcontext() if jobs <= 1 else _pool(min(jobs, len(inputs) or 1)) as pool:
        each: Iterable[Read | InputError] = (
            (_tried(read, one) for one in inputs)
            if pool is None
            else pool.map(lambda one, here: here.run(_tried, read, one), inputs, [copy_context() for _ in inputs])
        )
        for done, (one, result) in enumerate(zip(inputs, each, strict=True), 1):
            if isinstance(result, InputError):
                failed.append(about(one.name, result))
            else:
                results.append(result)
            if progress is not None:
                progress(done, len(inputs), one.name)
    if len(failed) == 1:
        raise failed[0]
    if failed:
        raise InputError(
            f"{len(failed)} 个文件不能用，没有评价；请改好或移出文件夹，或用通配符（'*/目标表*.docx'）只指所要的：\n"
            + "\n".join(error.message("zh") for error in failed),
            f"{len(failed)} files cannot be used, nothing was evaluated; mend them, move them away, or name the wanted "
            "ones by a pattern:\n" + "\n".join(error.message("en") for error in failed),
        )
    return results


def _pool(workers: int) -> ThreadPoolExecutor:
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(max_workers=workers)


def about(name: str, error: InputError) -> InputError:
    """The error with the name that its file goes by, where that tells more than its own: ``甲局/目标表.docx``."""
    if "/" not in name or "://" in name or name in error.zh:
        return error
    return InputError(f"{name}：{error.zh}", f"{name}: {error.en}")


def _tried(read: Callable[[Input], Read], one: Input) -> Read | InputError:
    try:
        return read(one)
    except InputError as error:
        return error


def outcomes_named(stated: OutcomeTable, name: str) -> OutcomeTable:
    """The same outcomes as those of a file called ``name``; a database goes by the name it was read under."""
    if stated.source == name or "://" in name:
        return stated
    return replace(
        stated,
        source=name,
        outcomes=_moved(stated.outcomes, name),
        execution=_moved(stated.execution, name),
        findings=_moved(stated.findings, name),
        unused=_moved(stated.unused, name),
        narratives=_moved(stated.narratives, name),
    )


def _moved(placed: Iterable[Any], name: str) -> tuple[Any, ...]:
    return tuple(replace(one, at=replace(one.at, file=name)) for one in placed)
