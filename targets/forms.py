"""Documents → forms: ``read_forms`` for one file, ``read_many`` for files, folders and patterns."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import copy_context
from pathlib import Path
from typing import TYPE_CHECKING

from targets.documents.files import SUFFIXES, expand, names_of
from targets.documents.guard import StoppedError
from targets.documents.otherkinds import by_suffix
from targets.documents.preflight import sniff
from targets.documents.reader import read_guarded, read_scanned
from targets.documents.scanning import scans_wanted
from targets.documents.taking import taken
from targets.errors import InputError
from targets.kinds.finding import Finding
from targets.kinds.location import Location
from targets.model.form import Form
from targets.model.readresult import Account, ReadResult, Skipped
from targets.model.transport import from_plain, to_plain
from targets.readingcache import ReadingCache

if TYPE_CHECKING:
    from concurrent.futures import Future

__all__ = ["ReadResult", "Skipped", "named", "read_forms", "read_many"]

Progress = Callable[[int, int, str], None]
"""Called with how many files are done, how many there are, and the name of the one just done."""


def read_forms(path: Path, *, cache: ReadingCache | None = None) -> ReadResult:
    """The forms in one file of any supported format, with their findings and with what was not understood.

    Everything from bytes to forms happens in a child process. What ``cache`` holds is not read again. Raises InputError
    for a file that is missing, empty, encrypted, hostile or of no known kind, and for one that holds no form at all.
    """
    sniff(path)
    if scans_wanted():
        return read_scanned(path, cache=cache)
    if cache is None:
        return read_guarded(path, "forms", ReadResult)
    return cache.through(path, ReadResult, lambda: read_guarded(path, "forms", ReadResult))


def read_many(
    given: Iterable[str | Path],
    jobs: int = 1,
    progress: Progress | None = None,
    cache: ReadingCache | None = None,
    below: Path | None = None,
    note: Callable[[str, Path, str], None] | None = None,
) -> ReadResult:
    """The forms in many files, folders and patterns, in the order given; one bad file stops only itself.

    Files of one name in several folders are called by their folders too (``targets.documents.files.names_of``, which
    says what ``below`` is).
    ``jobs`` files are read at once, each in a process of its own; the result does not depend on how many. With a
    ``cache`` files whose bytes were read before are not read again. ``note`` is told of each file its name, where it
    stands and the SHA-256 of the bytes that were read.
    """
    paths, passed, failed = expand(given)
    forms: list[Form] = []
    summaries: list[Form] = []
    findings: list[Finding] = []
    accounts: list[Account] = []
    skipped = [_passed_over(path) for path in passed]
    names = names_of(paths, below)
    each = zip(names, paths, _each(paths, jobs, cache), strict=True)
    for done, (name, path, (result, sha256)) in enumerate(each, 1):
        if note is not None and sha256 is not None:
            note(name, path, sha256)
        if isinstance(result, InputError):
            failed.append((name, result))
        else:
            result = named(result, name)
            forms += result.forms
            summaries += result.summaries
            findings += result.findings
            skipped += result.skipped
            accounts += result.accounts
        if progress is not None:
            progress(done, len(paths), name)
    return ReadResult(
        forms=tuple(forms),
        findings=tuple(findings),
        skipped=tuple(skipped),
        failed=tuple(failed),
        summaries=tuple(summaries),
        accounts=tuple(accounts),
    )


def _passed_over(path: Path) -> Skipped:
    """A file that a folder holds beside the documents, with what it is and what to do."""
    zh, en = "不是可读的文档格式", "not a kind of document that is read"
    if path.suffix.lower() in SUFFIXES:
        zh, en = "指向文件夹之外的链接", "a link out of the folder"
    elif other := by_suffix(path.suffix):
        zh, en = f"{other.zh}，不能读取；请{other.remedy_zh}", f"{other.en}, which is not read; {other.remedy_en}"
    return Skipped(at=Location(file=path.name), text=path.name, zh=zh, en=en)


def named(read: ReadResult, name: str) -> ReadResult:
    """The same forms, findings and rests as those of a file called ``name``."""
    placed: tuple[Form | Finding | Skipped, ...] = (*read.forms, *read.summaries, *read.findings, *read.skipped)
    accounted = all(one.file == name for one in read.accounts)
    if accounted and all(one.at.file == name for one in placed):
        return read
    return from_plain(ReadResult, to_plain(read), name)


def _one(path: Path, cache: ReadingCache | None) -> tuple[ReadResult | InputError, str | None]:
    """One file as read, and the digest of the bytes that this was read from."""
    with taken(path) as copy:
        try:
            return read_forms(copy.path, cache=cache), copy.sha256
        except StoppedError:
            raise
        except InputError as error:
            return error, copy.sha256


def _each(
    paths: Sequence[Path], jobs: int, cache: ReadingCache | None
) -> Iterator[tuple[ReadResult | InputError, str | None]]:
    """Results in the order of ``paths``; no more than a few files ahead, so that memory does not grow with their
    number."""
    if jobs <= 1 or len(paths) < 2:
        for path in paths:
            yield _one(path, cache)
        return
    from concurrent.futures import ThreadPoolExecutor

    # threads only wait: the work is done in the child process that each of them talks to
    with ThreadPoolExecutor(max_workers=min(jobs, len(paths))) as pool:
        waiting: deque[Future[tuple[ReadResult | InputError, str | None]]] = deque()
        for path in paths:
            waiting.append(pool.submit(copy_context().run, _one, path, cache))
            if len(waiting) > 2 * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
