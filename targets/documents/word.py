""".docx: our own walk over table rows and cells.

The usual libraries lose cells inside content controls and inserted text, and explode on hostile spans
(docs/documents.md);
so the part is parsed with lxml and walked by local names, which reads strict and transitional files alike.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import etree

from targets.documents.grid import Cell, Grid, Read
from targets.documents.limits import MAX_GRID_SPAN, MAX_NESTED_TABLES, refused
from targets.kinds.documents import TrackedChanges
from targets.kinds.finding import Finding
from targets.kinds.location import Location

_DELETED = frozenset({"del", "moveFrom", "delText", "instrText", "Fallback", "pPr", "rPr", "tblPr", "sectPr", "sdtPr"})
_TRANSPARENT = frozenset({"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink"})
# Symbols of the fonts that official forms use for their boxes.
_SYMBOLS = {
    "F0FE": "☑",
    "00FE": "☑",
    "F052": "☑",
    "0052": "☑",
    "F0FD": "☒",
    "00FD": "☒",
    "F0A8": "□",
    "00A8": "□",
    "F0A3": "□",
    "00A3": "□",
    "F0FC": "√",
    "00FC": "√",
}
_SPECIAL = (
    *("del", "ins", "moveFrom", "moveTo", "sym", "ptab", "noBreakHyphen"),
    *("sdt", "fldChar", "ruby", "txbxContent", "hMerge", "customXml"),
)
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
Element = Any


@lru_cache(maxsize=1024)
def _without_namespace(tag: str) -> str:
    return tag.rpartition("}")[2]


def _local(element: Element) -> str:
    tag = element.tag
    return _without_namespace(tag) if isinstance(tag, str) else ""


def _value(element: Element, name: str = "val") -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


@dataclass(slots=True)
class _Walk:
    """The tables of a document in reading order, the prose between them, and what was changed."""

    file: str
    grids: list[Grid] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    space: str = ""
    plain: bool = False
    nesting: bool = True
    signs: tuple[str, ...] = ()
    inserted: int = 0
    deleted: int = 0

    def start(self, root: Element) -> None:
        """Take note of the namespace (strict or transitional) and of whether any cell needs more than its texts."""
        self.space = root.tag.rpartition("}")[0] + "}"
        self.plain = next(root.iter(*(self.space + name for name in _SPECIAL), _ALTERNATE), None) is None
        self.nesting = any(
            next(table.iterancestors(self.space + "tc"), None) is not None for table in root.iter(self.space + "tbl")
        )
        self.signs = tuple(self.space + name for name in ("t", "tab", "br", "cr"))
        body = root.find(self.space + "body")
        if body is not None:
            self.body(body)

    def body(self, element: Element) -> None:
        """Tables and prose of the body, of a content control or of a text box."""
        for child in element:
            name = _local(child)
            if name == "tbl":
                self.table(child)
            elif name == "p":
                boxes = (
                    []
                    if self.plain
                    else [box for box in child.iter(self.space + "txbxContent") if not self._fallback(box)]
                )
                text = self.text(child).strip()
                if text:
                    self.prose.append(text)
                for box in boxes:
                    self.body(box)
            elif name in _TRANSPARENT:
                self.body(child)

    def _fallback(self, element: Element) -> bool:
        return any(_local(above) == "Fallback" for above in element.iterancestors())

    def text(self, element: Element) -> str:
        """The text under a paragraph or cell as accepted: insertions in, deletions and field codes out, no nested
        tables."""
        parts: list[str] = []
        self._collect(element, parts)
        return "".join(parts)

    def _collect(self, element: Element, parts: list[str]) -> None:
        for child in element:
            name = _local(child)
            if name == "t":
                parts.append(child.text or "")
            elif (
                name == "r"
                or name in _TRANSPARENT
                or name in ("fldSimple", "ruby", "rubyBase", "AlternateContent", "Choice")
            ):
                if name in ("ins", "moveTo"):
                    self.inserted += 1
                self._collect(child, parts)
            elif name in ("tab", "ptab"):
                parts.append(" ")
            elif name in ("br", "cr"):
                parts.append("\n")
            elif name == "noBreakHyphen":
                parts.append("-")
            elif name == "sym":
                parts.append(_SYMBOLS.get(_value(child, "char").upper(), ""))
            elif name in ("del", "moveFrom"):
                self.deleted += 1

    def _sign(self, element: Element) -> str:
        if element.tag == self.signs[0]:
            return element.text or ""
        if element.tag == self.signs[1]:
            return "" if element.getparent().tag.endswith("}tabs") else " "
        return "\n"

    def cell_text(self, element: Element) -> str:
        """The paragraphs of a cell, one to a line."""
        if self.plain:
            texts = (
                "".join(map(self._sign, p.iter(*self.signs))).strip() for p in element.iterchildren(self.space + "p")
            )
            return "\n".join([text for text in texts if text])
        lines: list[str] = []

        def walk(inside: Element) -> None:
            for child in inside:
                name = _local(child)
                if name == "p":
                    lines.append(self.text(child).strip())
                elif name in _TRANSPARENT:
                    walk(child)

        walk(element)
        return "\n".join(line for line in lines if line)

    def _inside(self, element: Element, wanted: str) -> Iterator[Element]:
        """Rows of a table or cells of a row, content controls and insertions opened."""
        if self.plain:
            yield from element.iterchildren(self.space + wanted)
            return
        for child in element:
            name = _local(child)
            if name == wanted:
                yield child
            elif name in _TRANSPARENT:
                yield from self._inside(child, wanted)

    def table(self, element: Element, depth: int = 1) -> None:
        if depth > MAX_NESTED_TABLES:
            raise refused(self.file, "表格嵌套过深", "its tables are nested too deep")
        cells: list[Cell] = []
        nested: list[Element] = []
        open_at: dict[int, int] = {}  # grid column → position in cells of a cell that may reach down
        number = 0
        for row in self._inside(element, "tr"):
            marks = {_local(child): child for settings in row.iterchildren(self.space + "trPr") for child in settings}
            if "del" in marks:
                self.deleted += 1
                continue
            if "ins" in marks:
                self.inserted += 1
            column = self._span(marks.get("gridBefore"))
            reached: dict[int, int] = {}
            for item in self._inside(row, "tc"):
                span, merge, sideways = 1, None, None
                for settings in item.iterchildren(self.space + "tcPr"):
                    for option in settings:
                        name = _local(option)
                        if name == "gridSpan":
                            span = max(self._span(option), 1)
                        elif name == "vMerge":
                            merge = option
                        elif name == "hMerge":
                            sideways = option
                text = self.cell_text(item)
                if self.nesting:
                    inside = [inner for inner in item.iter(self.space + "tbl") if self._directly(inner, item)]
                    if inside and not text and all(map(self._is_list, inside)):
                        text = "\n".join(filter(None, map(self._listed, inside)))
                    else:
                        nested += inside
                if sideways is not None and _value(sideways) != "restart" and cells and cells[-1].row == number:
                    last = cells[-1]
                    cells[-1] = Cell(last.row, last.column, last.text, last.rowspan, last.colspan + span)
                elif merge is not None and _value(merge) != "restart" and column in open_at:
                    above = cells[open_at[column]]
                    joined = f"{above.text}\n{text}".strip() if text else above.text
                    cells[open_at[column]] = Cell(
                        above.row, above.column, joined, number - above.row + 1, above.colspan
                    )
                    reached[column] = open_at[column]
                else:
                    cells.append(Cell(number, column, text, 1, span))
                    if merge is not None:
                        reached[column] = len(cells) - 1
                column += span
            open_at = reached
            number += 1
        if cells:
            self.grids.append(Grid(file=self.file, index=len(self.grids), cells=tuple(cells), before=tuple(self.prose)))
            self.prose = []
        for inner in nested:
            self.table(inner, depth + 1)

    def _is_list(self, table: Element) -> bool:
        """Whether a table that is all its cell holds is no more than text: one or two columns and no table inside. A
        form has more columns, so that whole forms in a table made for layout stay tables."""
        rows = [list(self._inside(row, "tc")) for row in self._inside(table, "tr")]
        return max(map(len, rows), default=0) <= 2 and not any(inner is not table for inner in table.iter(table.tag))

    def _listed(self, table: Element) -> str:
        """The text of such a table, a line for each row."""
        rows = ([self.cell_text(item) for item in self._inside(row, "tc")] for row in self._inside(table, "tr"))
        return "\n".join(line for row in rows if (line := " ".join(filter(None, row))))

    def _span(self, element: Element | None) -> int:
        text = _value(element) if element is not None else ""
        span = int(text) if text.isdigit() and len(text) < 10 else 0
        if span > MAX_GRID_SPAN or len(text) > 9:
            raise refused(self.file, f"单元格横跨 {text[:12]} 列", f"a cell spans {text[:12]} columns")
        return span

    @staticmethod
    def _directly(table: Element, cell: Element) -> bool:
        """Whether a table stands in this cell and not in a cell of a table inside it."""
        above = next((a for a in table.iterancestors() if _local(a) == "tc"), None)
        return above is cell and not any(_local(a) == "Fallback" for a in table.iterancestors())


def read_docx(path: Path, main: str) -> Read:
    """The tables of a .docx whose main part is ``main``; a finding where tracked changes are present."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True
    )
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read(main), parser)
    walk = _Walk(path.name)
    walk.start(root)
    grids = list(walk.grids)
    if grids and walk.prose:
        last = grids[-1]
        grids[-1] = Grid(
            file=last.file, index=last.index, cells=last.cells, before=last.before, after=tuple(walk.prose)
        )
    findings: list[Finding] = []
    if walk.inserted or walk.deleted:
        at = Location(file=path.name)
        findings.append(TrackedChanges.found(at, inserted=str(walk.inserted), deleted=str(walk.deleted)))
    return tuple(grids), tuple(findings)
