"""Files, folders and patterns that a run was given → what each file holds, under a name that is its own.

A bureau has one folder for each department, and in each a file of the same name. Places are told by the file's name, so
that such files get their folder's name before their own: ``甲局_目标表.docx``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from actuals.table import OutcomeTable
from targets.documents.files import expand
from targets.errors import InputError
from targets.forms import Progress, ReadResult

Files = str | Path | Sequence[str | Path] | None
"""One file, folder or pattern, or several; None is no file at all."""
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One file (or database address) and the name it goes by."""

    path: Path | str
    name: str


def inputs_of(**given: Files) -> dict[str, list[Input]]:
    """The inputs of each role (``targets``, ``actuals``) in order, no two of one name on any system.

    Raises InputError where a name leads to no file or one file is given twice.
    """
    found = {role: _expanded(files) for role, files in given.items()}
    names = iter(_own_names([path for paths in found.values() for path in paths]))
    return {role: [Input(path=path, name=next(names)) for path in paths] for role, paths in found.items()}


def _expanded(given: Files) -> list[Path | str]:
    listed = [] if given is None else [given] if isinstance(given, (str, Path)) else list(given)
    found: dict[Path | str, None] = {}
    for one in listed:
        if not str(one):
            raise InputError("文件名是空的；请给出文件、文件夹或通配符。", "an empty file name; name a file or folder.")
        if "://" in str(one):
            found[str(one)] = None
            continue
        paths, _, missing = expand([one])
        if missing:
            raise missing[0][1]
        found.update(dict.fromkeys(paths))
    return list(found)


def _own_names(paths: Sequence[Path | str]) -> list[str]:
    """The last part of each path; where some are alike but for case, more of their folders before it."""
    parts = [(path,) if isinstance(path, str) else path.absolute().parts for path in paths]
    taken = [1] * len(paths)
    while True:
        names = ["_".join(one[-deep:]) for one, deep in zip(parts, taken, strict=True)]
        often = Counter(name.casefold() for name in names)
        alike = [place for place, name in enumerate(names) if often[name.casefold()] > 1]
        if not alike:
            return names
        deeper = [place for place in alike if taken[place] < len(parts[place]) - 1]
        if not deeper:
            twice = Path(paths[alike[0]]).name
            raise InputError(
                f"有两个文件都叫 {twice}，结果里分不清；请改一个名字，或去掉重复的一个",
                f"two files are called {twice} and could not be told apart in the results; rename or leave out one",
            )
        for place in deeper:
            taken[place] += 1


def read_each(
    inputs: Sequence[Input], read: Callable[[Input], Read], *, jobs: int = 1, progress: Progress | None = None
) -> list[Read]:
    """What ``read`` gives for each input, in their order whatever the number of ``jobs``.

    Raises one InputError that names every file that cannot be used: a ranking without one department would be wrong.
    """
    results: list[Read] = []
    failed: list[InputError] = []
    with ThreadPoolExecutor(max_workers=max(1, min(jobs, len(inputs) or 1))) as pool:
        each: Iterable[Read | InputError] = (
            pool.map(lambda one: _tried(read, one), inputs) if jobs > 1 else (_tried(read, one) for one in inputs)
        )
        for done, (one, result) in enumerate(zip(inputs, each, strict=True), 1):
            if isinstance(result, InputError):
                failed.append(result)
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


def _tried(read: Callable[[Input], Read], one: Input) -> Read | InputError:
    try:
        return read(one)
    except InputError as error:
        return error


def forms_named(read: ReadResult, name: str) -> ReadResult:
    """The same forms, findings and rests as those of a file called ``name``."""
    if all(form.file == name for form in (*read.forms, *read.summaries)):
        return read
    return replace(
        read,
        forms=tuple(
            replace(
                form,
                file=name,
                at=replace(form.at, file=name),
                rows=tuple(replace(row, at=replace(row.at, file=name)) for row in form.rows),
            )
            for form in read.forms
        ),
        findings=_moved(read.findings, name),
        skipped=_moved(read.skipped, name),
        summaries=tuple(replace(form, file=name, at=replace(form.at, file=name)) for form in read.summaries),
    )


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
    )


def _moved(placed: Iterable[Any], name: str) -> tuple[Any, ...]:
    return tuple(replace(one, at=replace(one.at, file=name)) for one in placed)
