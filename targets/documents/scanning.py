"""Pages that are pictures, read where that was asked for: each in a child process, put among the pages with text.

Nothing of this happens unless ``reading_scans`` is in force: to take a misread figure for a printed one is worse than a
refusal. What a person confirmed goes by the digest of the picture of a cell, so that it holds for that picture alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path

from targets.documents.budget import Budget
from targets.documents.files import taking_pictures
from targets.documents.grid import Cell, Grid, Recognised
from targets.documents.guard import ask_child, no_reading
from targets.documents.opening import Tables
from targets.documents.preflight import sniff
from targets.documents.scan.columns import common_columns
from targets.documents.scan.result import REFUSALS, PageRead
from targets.errors import InputError
from targets.kinds.documents import PageWithoutText, ScanRead, ScanStructure, TextNotPrinted
from targets.kinds.finding import Finding
from targets.kinds.location import Location
from targets.model.transport import from_plain
from targets.readingcache import Key, ReadingCache

PROGRAM = "targets.documents.scan.worker"
PAGE = Budget(seconds=60, wall=270.0, memory=1 << 30, answer=64 << 20)
"""The budget of one page: some ten times what it takes on a usual machine."""
_PACKAGES = ("cv2", "onnxruntime", "rapidocr", "PIL", "pypdfium2")
_PICTURED = (PageWithoutText, TextNotPrinted)
"""Findings that say of a page that its picture is all there is, or that its text is not the one printed."""
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"II*\0", b"MM\0*")

PageProgress = Callable[[str, int, int], None]
"""Called with the name of a file, how many of its scanned pages are read, and how many it has."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The text that a person saw in the picture of a cell, and who."""

    text: str
    who: str


@dataclass(frozen=True, slots=True)
class Scans:
    """The reading of pages that are pictures: the texts that were confirmed, by the digest of the cell's picture.
    ``progress`` is told of each page, ``tables`` is given those of each file."""

    confirmed: Mapping[str, Confirmed] = field(default_factory=dict)
    progress: PageProgress | None = None
    tables: Callable[[Sequence[Grid]], None] | None = None
    used: set[str] = field(default_factory=set)
    """The digests of the confirmations that fitted a cell."""


_asked: ContextVar[Scans | None] = ContextVar("pages that are pictures are read", default=None)


@contextmanager
def reading_scans(
    confirmed: Mapping[str, Confirmed] | None = None,
    progress: PageProgress | None = None,
    tables: Callable[[Sequence[Grid]], None] | None = None,
) -> Iterator[Scans]:
    """Pages that are pictures are read in this block; the arguments are those of ``Scans``.

    Raises InputError where the extra ``scan`` is missing.
    """
    if not all(find_spec(name) for name in _PACKAGES):
        raise InputError(
            "识别扫描件需要另装组件；请运行 pip install 'evaluator[scan]'，或提供 Word、Excel 或带文字的 PDF。",
            "reading scans needs the extra for it: pip install 'evaluator[scan]'; or provide Word, Excel or a PDF with "
            "text.",
        )
    scans = Scans(confirmed or {}, progress, tables)
    token, pictures = _asked.set(scans), taking_pictures.set(True)
    try:
        yield scans
    finally:
        taking_pictures.reset(pictures)
        _asked.reset(token)


def scans_wanted() -> bool:
    """True where pages that are pictures are to be read."""
    return _asked.get() is not None


def is_picture(start: bytes) -> bool:
    """True for the first bytes of a picture that can be read as pages: PNG, JPEG, TIFF."""
    return start.startswith(_PICTURES)


def tables_with_scans(path: Path, tables_of: Callable[[], Tables], cache: ReadingCache | None) -> Tables:
    """The tables of a file whose pages may be pictures; ``tables_of`` gives those of its pages with text."""
    scans = _asked.get() or Scans()
    if is_picture(sniff(path)):
        first = _page(path, 1, cache)
        numbers, tables = list(range(1, first.pages + 1)), Tables()
    else:
        tables = tables_of()
        numbers = sorted({f.at.page for f in tables.findings if f.kind in _PICTURED and f.at.page is not None})
        if not numbers:
            return tables
        tables = replace(tables, grids=tuple(g for g in tables.grids if not set(numbers) & set(g.pages)))
    pages: dict[int, PageRead] = {}
    for done, number in enumerate(numbers, 1):
        pages[number] = _page(path, number, cache)
        if scans.progress is not None:
            scans.progress(path.name, done, len(numbers))
    both = _among(tables, pages, scans, path.name)
    if scans.tables is not None:
        scans.tables(both.grids)
    return both


def _page(path: Path, number: int, cache: ReadingCache | None) -> PageRead:
    """One page, as read before or by a child process now."""
    whole = cache.key(path) if cache is not None else None
    key = None if whole is None else Key(hashlib.sha256(f"{whole.digest}:{number}".encode()).hexdigest(), whole.stamp)
    if cache is not None and key is not None and (before := cache.get(key, PageRead, path.name)) is not None:
        return before
    reply = ask_child(path, path.name, PAGE.wall, want=str(number), program=PROGRAM, budget=PAGE)
    if isinstance(reply.get("zh"), str) and isinstance(reply.get("en"), str):
        raise InputError(reply["zh"], reply["en"])
    try:
        read = from_plain(PageRead, reply.get(str(number)), path.name)
    except ValueError:
        raise no_reading(path.name) from None
    if cache is not None and key is not None:
        cache.put(key, path, read)
    return read


def _among(tables: Tables, pages: Mapping[int, PageRead], scans: Scans, file: str) -> Tables:
    """The tables of pages with text and of scanned pages in order, and what is to be said of the latter."""
    scanned = common_columns([grid for number in sorted(pages) for grid in pages[number].grids])
    settled = [_settled(grid, scans.confirmed) for grid in scanned]
    seen = {cell.recognised.digest for grid in scanned for cell in grid.cells if cell.recognised is not None}
    scans.used.update(seen & scans.confirmed.keys())
    both = sorted([*tables.grids, *settled], key=lambda grid: grid.pages[0] if grid.pages else 0)
    findings = [f for f in tables.findings if f.kind not in _PICTURED]
    findings += [_said(file, number, page, settled) for number, page in sorted(pages.items())]
    return Tables(grids=tuple(replace(grid, index=place) for place, grid in enumerate(both)), findings=tuple(findings))


def _said(file: str, number: int, page: PageRead, grids: Sequence[Grid]) -> Finding:
    at = Location(file=file, page=number)
    if page.refused:
        zh, en = (one.format(detail=page.detail) for one in REFUSALS[page.refused])
        return ScanStructure.found(at, page=str(number), why=zh, why_en=en)
    cells = [cell for grid in grids if grid.pages[:1] == (number,) for cell in grid.cells]
    doubtful = sum(cell.doubtful for cell in cells)
    taken = [cell for cell in cells if cell.recognised is not None and cell.recognised.confirmed]
    figures = {"cells": len(cells), "doubtful": doubtful, "confirmed": len(taken), "dpi": page.dpi, "page": number}
    return ScanRead.found(at, **{name: str(figure) for name, figure in figures.items()})


def _settled(grid: Grid, confirmed: Mapping[str, Confirmed]) -> Grid:
    """A table with the texts that a person confirmed."""
    return replace(grid, cells=tuple(_confirmed(cell, confirmed) for cell in grid.cells))


def _confirmed(cell: Cell, confirmed: Mapping[str, Confirmed]) -> Cell:
    seen: Recognised | None = cell.recognised
    said = confirmed.get(seen.digest) if seen is not None else None
    if seen is None or said is None:
        return cell
    return replace(cell, text=said.text, recognised=replace(seen, confirmed=said.who, read=seen.read or cell.text))
