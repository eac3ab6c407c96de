"""Documents → forms: ``read_forms`` for one file, ``read_many`` for files, folders and patterns."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from pathlib import Path

from targets.documents.files import SUFFIXES, expand, names_of
from targets.documents.grid import Grid
from targets.documents.guard import StoppedError
from targets.documents.opening import Tables
from targets.documents.otherkinds import by_suffix
from targets.documents.preflight import sniff
from targets.documents.reader import read_guarded
from targets.documents.taking import taken
from targets.errors import InputError
from targets.kinds.documents import HiddenContent, PictureNotRead
from targets.kinds.finding import Finding
from targets.kinds.location import Location
from targets.layout.assembly import Skipped, assemble, numbered, skip, tabs_of
from targets.layout.datecells import date_doubts
from targets.layout.hiddencolumns import without_hidden_columns
from targets.layout.ledger import Account, Ledger, blocks
from targets.layout.pages import pages_joined
from targets.layout.segments import segments
from targets.model.form import Form
from targets.model.transport import from_plain, to_plain
from targets.readingcache import ReadingCache

__all__ = ["ReadResult", "Skipped", "forms_of", "named", "read_forms", "read_many", "understood"]

Progress = Callable[[int, int, str], None]
"""Called with how many files are done, how many there are, and the name of the one just done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResult:
    """Forms read from one or more files, and what was not understood of them.

    ``summaries`` are tables of many projects, one in each row (汇总表): a form of kind ``summary`` whose
    ``fund_rows`` hold the
    figures of each project. ``failed`` holds, for ``read_many`` only, the files that could not be used: path and
    reason. ``accounts`` say for each file how many of its filled cells were used and known.
    """

    forms: tuple[Form, ...] = ()
    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    failed: tuple[tuple[str, InputError], ...] = ()
    summaries: tuple[Form, ...] = ()
    accounts: tuple[Account, ...] = ()


def forms_of(grids: Iterable[Grid], file: str) -> ReadResult:
    """The forms in the tables of one file."""
    shown, hidden = without_hidden_columns(list(grids))
    tables, doubts = pages_joined(shown)
    ledger = Ledger()
    found = segments(tables)
    tabs = tabs_of(found)
    pieces = [assemble(segment, file, ledger, tabs) for segment in found]
    made = [one for piece in pieces for one in zip(piece.forms, piece.findings, strict=True)]
    forms = [numbered(form, findings, number) for number, (form, findings) in enumerate(made)]
    summaries = [piece.summary for piece in pieces if piece.summary is not None]
    return ReadResult(
        forms=tuple(form for form, _ in forms),
        findings=(
            *hidden,
            *date_doubts(shown, [form for form, _ in forms]),
            *(finding for _, findings in forms for finding in findings),
        ),
        skipped=(
            *(one for piece in pieces for one in piece.skipped),
            *(_perhaps_halved(*doubt) for doubt in doubts),
            *_not_understood(ledger, tables),
        ),
        summaries=tuple(replace(form, index=number) for number, form in enumerate(summaries)),
        accounts=(ledger.account(file, tables),) if tables else (),
    )


def tables_read(grids: Iterable[Grid]) -> tuple[Grid, ...]:
    """The tables that the places of forms count in: without hidden columns, pages joined."""
    shown, _ = without_hidden_columns(list(grids))
    return tuple(pages_joined(shown)[0])


def _not_understood(ledger: Ledger, tables: Iterable[Grid]) -> Iterator[Skipped]:
    """Cells with text that nobody used or knew, one entry for each block of them."""
    for grid in tables:
        for block in blocks(ledger.rest(grid)):
            text = " | ".join(" ".join(cell.text.split()) for cell in block)
            yield skip(grid.at(block[0].row, block[0].column), text, "cells")


def _perhaps_halved(at: Location, text: str) -> Skipped:
    return Skipped(
        at=at,
        text=text,
        zh="页首的这一行可能是上一页末行的后半，按单独一行读",
        en="this row at the top of a page may be the rest of the row before; it is read by itself",
    )


def understood(tables: Tables, file: str) -> ReadResult:
    """The forms in the tables of an opened file. Raises InputError where it holds no form at all."""
    result = forms_of(tables.grids, file)
    if not result.forms and not result.summaries:
        raise no_form(file, tables)
    return replace(result, findings=(*tables.findings, *result.findings))


def read_forms(path: Path, *, cache: ReadingCache | None = None) -> ReadResult:
    """The forms in one file of any supported format, with their findings and with what was not understood.

    Everything from bytes to forms happens in a child process. What ``cache`` holds is not read again. Raises InputError
    for a file that is missing, empty, encrypted, hostile or of no known kind, and for one that holds no form at all.
    """
    sniff(path)
    if cache is None:
        return read_guarded(path, "forms", ReadResult)
    return cache.through(path, ReadResult, lambda: read_guarded(path, "forms", ReadResult))


def no_form(name: str, tables: Tables) -> InputError:
    """Why a file that could be opened gave nothing."""
    grids = tables.grids
    if any(finding.kind == PictureNotRead for finding in tables.findings):
        return InputError(
            f"{name} 里的内容是图片，没有可读的表；本软件不识别图片中的文字，请提供可编辑的 Word 或 Excel 文件。",
            f"{name} holds pictures and no form that can be read; text in pictures is not recognised here: provide an "
            f"editable Word or Excel file.",
        )
    if any(finding.kind == HiddenContent for finding in tables.findings):
        return InputError(
            f"{name} 可见的工作表里没有绩效表，另有隐藏的工作表未读；需要读取时请取消隐藏后保存。",
            f"{name} holds no form on its visible sheets, and hidden sheets that were not read; unhide them and save "
            f"the file if they are to be read.",
        )
    if not grids:
        return InputError(
            f"{name} 里没有表格；需要带“一级指标、二级指标、三级指标、指标值”等列标题的绩效目标表或自评表。",
            f"{name} holds no table; a form with headings such as 一级指标, 三级指标, 指标值 is needed.",
        )
    return InputError(
        f"{name} 有 {len(grids)} 个表格，但都没有指标列（如“三级指标”和“指标值”）；请检查列标题。",
        f"{name} holds {len(grids)} tables, none with indicator columns (such as 三级指标 and 指标值); "
        f"check the headings.",
    )


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
    # threads only wait: the work is done in the child process that each of them talks to
    with ThreadPoolExecutor(max_workers=min(jobs, len(paths))) as pool:
        waiting: deque[Future[tuple[ReadResult | InputError, str | None]]] = deque()
        for path in paths:
            waiting.append(pool.submit(copy_context().run, _one, path, cache))
            if len(waiting) > 2 * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
