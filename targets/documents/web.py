""".html: decoded before parsing, spans expanded under limits, tables inside layout tables found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import html as markup

from targets.documents.concealed import hidden_rows, visible
from targets.documents.grid import Cell, Grid, Read
from targets.documents.limits import MAX_HTML_NESTED, MAX_MERGED, MAX_SPAN, refused
from targets.documents.marks import Left, Mark, removed, said
from targets.documents.otherkinds import FRAMESET
from targets.documents.text import decode
from targets.documents.webtext import BLOCKS, SILENT, cell_text, is_unseen, plain_text, squeezed, tag
from targets.kinds.finding import Finding
from targets.kinds.location import Location
from targets.model.headings import heading

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
Element = Any


def decoded(data: bytes, name: str, charset: str = "") -> str:
    """The text of a page: byte order mark, declared charset (gb2312 and gbk mean GB18030), UTF-8, GB18030.

    ``charset`` is what the envelope of an archived page declares.
    """
    if not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        found = _CHARSET.search(data[:4096])
        declared = charset or (found.group(1).decode("ascii").lower() if found else "utf-8")
        if declared in ("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk"):
            declared = "gb18030"
        for encoding in dict.fromkeys((declared, "utf-8", "gb18030")):
            try:
                return data.decode(encoding)
            except (UnicodeDecodeError, LookupError):
                continue
        # A published page with a few broken bytes is still a page; they are shown as U+FFFD.
        if b"\0" not in data:
            return data.decode(declared if declared == "gb18030" else "utf-8", "replace")
    return decode(data, name)


class _Page:
    def __init__(self, file: str) -> None:
        self.file = file
        self.grids: list[Grid] = []
        self.prose: list[str] = []
        self.line: list[str] = []
        self.findings: list[Finding] = []

    def end_line(self) -> None:
        text = "".join(self.line).strip().strip("\xa0").strip()
        self.line = []
        if text:
            self.prose.append(text)

    def walk(self, element: Element, depth: int = 0) -> None:
        """Prose and tables in reading order."""
        stack: list[tuple[Element, bool]] = [(element, False)]
        while stack:
            node, closing = stack.pop()
            name = tag(node)
            if closing:
                if name in BLOCKS or name in ("td", "th"):
                    self.end_line()
                self.line.append(squeezed(node.tail))
                continue
            if name in SILENT or not name or is_unseen(node):
                self.line.append(squeezed(node.tail))
                continue
            if name == "table":
                self.end_line()
                if not self.table(node):
                    stack.append((node, True))
                    stack += [(child, False) for child in reversed(node)]
                    continue
                self.line.append(squeezed(node.tail))
                continue
            if name == "br" or name in BLOCKS or name in ("td", "th"):
                self.end_line()
            self.line.append(squeezed(node.text))
            stack.append((node, True))
            stack += [(child, False) for child in reversed(node)]

    def table(self, element: Element) -> bool:
        """Take a table as a grid; False for one that only lays out the page (it holds tables and no headings of
        its own)."""
        nested = any(inner is not element for inner in element.iter("table"))
        if nested and sum(1 for above in element.iterancestors("table")) >= MAX_HTML_NESTED:
            raise refused(self.file, "表格嵌套过深", "its tables are nested too deep")
        cells, unseen, left = _cells(element, self.file)
        if nested and not any(heading(cell.text) == "name" for cell in cells):
            return False
        if cells:
            at = Location(file=self.file, table=len(self.grids))
            for row, found in left.items():
                self.findings += said(replace(at, row=row), found)
            self.findings += hidden_rows(at, cells, unseen)
            shown = visible(cells, unseen, ())
            self.grids.append(Grid(file=self.file, index=len(self.grids), cells=shown, before=tuple(self.prose)))
            self.prose = []
        if nested:
            for inner in element.iter("table"):
                cell = next(inner.iterancestors("td", "th"), None)
                listed = cell is not None and _listed(cell)
                if inner is not element and next(inner.iterancestors("table")) is element and not listed:
                    self.table(inner)
        return True


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if tag(child) == "tr":
            yield child
        elif tag(child) in ("thead", "tbody", "tfoot"):
            yield from _rows(child)


def _span(element: Element, name: str, file: str) -> int:
    text = (element.get(name) or "1").strip()
    if not text.isdigit() or text == "0":
        return 1
    span = int(text[:9])
    if span > MAX_SPAN * (5 if name == "rowspan" else 1):
        raise refused(file, f"单元格横跨 {text[:12]} 行（列）", f"a cell spans {text[:12]} rows or columns")
    return span


def _cells(table: Element, file: str) -> tuple[tuple[Cell, ...], set[int], dict[int, list[tuple[int, Left]]]]:
    """The cells of a table, its hidden rows, and what was left out of each row."""
    cells: list[Cell] = []
    unseen: set[int] = set()
    left: dict[int, list[tuple[int, Left]]] = {}
    taken: set[tuple[int, int]] = set()
    rows = list(_rows(table))
    area = 0
    for number, row in enumerate(rows):
        if is_unseen(row):
            unseen.add(number)
        column = 0
        for item in row:
            if tag(item) not in ("td", "th"):
                continue
            while (number, column) in taken:
                column += 1
            if is_unseen(item):  # a browser closes the gap
                if number not in unseen and (text := plain_text(item)):
                    left.setdefault(number, []).append((column, Left(Mark.HIDDEN, text)))
                continue
            down = min(_span(item, "rowspan", file), len(rows) - number)
            across = _span(item, "colspan", file)
            area += down * across
            if area > MAX_MERGED:
                raise refused(file, "表格过大", "its tables are too large")
            if down > 1:
                taken.update((number + i, column + j) for i in range(1, down) for j in range(across))
            text, gone = cell_text(item)
            if gone and number not in unseen:
                left.setdefault(number, []).extend((column, one) for one in gone)
            cells.append(Cell(number, column, text or _listed(item), down, across, removed=removed(gone)))
            column += across
    return tuple(cells), unseen, left


def _listed(cell: Element) -> str:
    """The text of a cell that holds only lists in the shape of tables (one or two columns, no table inside), a line for
    each row; nothing where it holds anything else."""
    inside = list(cell.iter("table"))
    if not inside or plain_text(cell):
        return ""
    rows = [[plain_text(item) for item in row if tag(item) in ("td", "th")] for table in inside for row in _rows(table)]
    if any(len(row) > 2 for row in rows) or any(sum(1 for _ in table.iter("table")) > 1 for table in inside):
        return ""
    return "\n".join(line for row in rows if (line := " ".join(filter(None, row))))


def read_html(data: bytes, file: str, *, charset: str = "", alone: bool = True) -> Read:
    """The tables of a page, and what was left out of them.

    ``charset`` is what the envelope of an archived page declares; ``alone`` is False for one page of several. Raises
    InputError for a page that only frames others.
    """
    text = decoded(data, file, charset)
    # a declaration inside the text would contradict the decoding that is done
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    root = markup.fromstring(text, parser=markup.HTMLParser(no_network=True, huge_tree=False, remove_comments=True))
    page = _Page(file)
    page.walk(root)
    page.end_line()
    if alone and not page.grids and next(root.iter("frameset"), None) is not None:
        raise FRAMESET.refusal(file)
    if page.grids and page.prose:
        page.grids[-1] = replace(page.grids[-1], after=tuple(page.prose))
    return tuple(page.grids), tuple(page.findings)
