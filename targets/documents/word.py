""".docx: our own walk over table rows and cells.

The usual libraries lose cells inside content controls and inserted text, and explode on hostile spans
(docs/documents.md);
so the part is parsed with lxml and walked by local names, which reads strict and transitional files alike.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lxml import etree

from targets.documents.grid import Cell, Grid, Read
from targets.documents.limits import MAX_GRID_SPAN, MAX_NESTED_TABLES, refused
from targets.documents.marks import Left, Mark, removed, said
from targets.documents.wordtext import TRANSPARENT, WordText, is_on, local, marked_styles, value
from targets.kinds.documents import CellComment, PictureNotRead, TrackedChanges
from targets.kinds.finding import Finding
from targets.kinds.location import Location

_LARGE = 2_880_000
"""A picture beside the tables that is at least this wide and high (8 cm, in EMU) may be a form."""
Element = Any


@dataclass(slots=True)
class _Walk:
    """The tables of a document in reading order, the prose between them, and what was found on the way."""

    file: str
    texts: WordText
    comments: dict[str, str] = field(default_factory=dict)
    grids: list[Grid] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    space: str = ""
    nesting: bool = True
    pictured: bool = False

    def start(self, root: Element) -> None:
        """Walk the body."""
        self.space = self.texts.space
        self.nesting = any(
            next(table.iterancestors(self.space + "tc"), None) is not None for table in root.iter(self.space + "tbl")
        )
        body = root.find(self.space + "body")
        if body is not None:
            self.body(body)
        if self.pictured and not self.grids and not self.findings:
            self.findings.append(PictureNotRead.found(Location(file=self.file)))

    def body(self, element: Element) -> None:
        """Tables and prose of the body, of a content control or of a text box."""
        for child in element:
            name = local(child)
            if name == "tbl":
                self.table(child)
            elif name == "p":
                self._paragraph(child)
            elif name in TRANSPARENT:
                self.body(child)

    def _paragraph(self, element: Element) -> None:
        boxes = [] if self.texts.plain else list(element.iter(self.space + "txbxContent"))
        boxes = [box for box in boxes if not any(local(above) == "Fallback" for above in box.iterancestors())]
        if any(next(box.iter(self.space + "tbl"), None) is not None for box in boxes):
            for box in boxes:
                self.body(box)
            return
        lines = self.texts.paragraph(element).split("\n") if boxes else [self.texts.paragraph(element)]
        self.prose += [text for line in lines if (text := line.strip())]
        at = Location(file=self.file)
        if any(_size(drawn) >= (_LARGE, _LARGE) for drawn in element.iter("{*}extent")) and self.texts.pictures:
            self.findings.append(PictureNotRead.found(at))
        self.pictured |= bool(self.texts.pictures)
        self.texts.pictures = 0
        self._tell(at, [(0, one) for one in self._taken()], [(0, one) for one in self._noted()])

    def _taken(self) -> list[Left]:
        taken, self.texts.left = self.texts.left, []
        return taken

    def _noted(self) -> list[str]:
        noted, self.texts.comments = self.texts.comments, []
        return [self.comments[one] for one in noted if self.comments.get(one)]

    def _tell(self, at: Location, left: list[tuple[int, Left]], notes: list[tuple[int, str]]) -> None:
        self.findings += said(at, left)
        self.findings += [
            CellComment.found(replace(at, column=column if at.row is not None else None), text=_short(text))
            for column, text in notes
        ]

    def cell_text(self, element: Element) -> str:
        """The paragraphs of a cell, one to a line."""
        lines: list[str] = []

        def walk(inside: Element) -> None:
            for child in inside:
                name = local(child)
                if name == "p":
                    lines.append(self.texts.paragraph(child).strip())
                elif name in TRANSPARENT:
                    walk(child)

        if self.texts.plain:
            lines = [self.texts.paragraph(p).strip() for p in element.iterchildren(self.space + "p")]
        else:
            walk(element)
        return "\n".join(line for line in lines if line)

    def _inside(self, element: Element, wanted: str) -> Iterator[Element]:
        """Rows of a table or cells of a row, content controls and insertions opened."""
        if self.texts.plain:
            yield from element.iterchildren(self.space + wanted)
            return
        for child in element:
            name = local(child)
            if name == wanted:
                yield child
            elif name in TRANSPARENT:
                yield from self._inside(child, wanted)

    def table(self, element: Element, depth: int = 1) -> None:
        if depth > MAX_NESTED_TABLES:
            raise refused(self.file, "表格嵌套过深", "its tables are nested too deep")
        cells: list[Cell] = []
        nested: list[Element] = []
        open_at: dict[int, int] = {}  # grid column → position in cells of a cell that may reach down
        number = 0
        at = Location(file=self.file, table=len(self.grids))
        for row in self._inside(element, "tr"):
            marks = {local(child): child for settings in row.iterchildren(self.space + "trPr") for child in settings}
            if "del" in marks:
                self.texts.deleted += 1
                continue
            if "ins" in marks:
                self.texts.inserted += 1
            column = self._span(marks.get("gridBefore"))
            reached: dict[int, int] = {}
            unseen = "hidden" in marks and is_on(marks["hidden"])
            left: list[tuple[int, Left]] = []
            notes: list[tuple[int, str]] = []
            for item in self._inside(row, "tc"):
                span, merge, sideways = 1, None, None
                for settings in item.iterchildren(self.space + "tcPr"):
                    for option in settings:
                        name = local(option)
                        if name == "gridSpan":
                            span = max(self._span(option), 1)
                        elif name == "vMerge":
                            merge = option
                        elif name == "hMerge":
                            sideways = option
                text = self.cell_text(item)
                taken = self._taken() if self.texts.left else []
                if unseen and text:
                    taken, text = [Left(Mark.HIDDEN, text)], ""
                if taken:
                    left += [(column, one) for one in taken]
                if self.texts.comments:
                    notes += [(column, one) for one in self._noted()]
                if self.texts.pictures and not text:
                    self.findings.append(PictureNotRead.found(replace(at, row=number, column=column)))
                self.texts.pictures = 0
                if self.nesting:
                    inside = [inner for inner in item.iter(self.space + "tbl") if self._directly(inner, item)]
                    if inside and not text and all(map(self._is_list, inside)):
                        text = "\n".join(filter(None, map(self._listed, inside)))
                    else:
                        nested += inside
                if sideways is not None and value(sideways) != "restart" and cells and cells[-1].row == number:
                    last = cells[-1]
                    cells[-1] = replace(last, colspan=last.colspan + span)
                elif merge is not None and value(merge) != "restart" and column in open_at:
                    above = cells[open_at[column]]
                    joined = f"{above.text}\n{text}".strip() if text else above.text
                    down = number - above.row + 1
                    gone = "\n".join(filter(None, (above.removed, removed(taken)))) if taken else above.removed
                    # not replace(): it takes longer than all else here
                    cells[open_at[column]] = Cell(above.row, above.column, joined, down, above.colspan, removed=gone)
                    reached[column] = open_at[column]
                else:
                    cells.append(Cell(number, column, text, 1, span, removed=removed(taken)))
                    if merge is not None:
                        reached[column] = len(cells) - 1
                column += span
            if left or notes:
                self._tell(replace(at, row=number), left, notes)
            open_at = reached
            number += 1
        if cells:
            self.grids.append(Grid(file=self.file, index=len(self.grids), cells=tuple(cells), before=tuple(self.prose)))
            self.prose = []
        for inner in nested:
            self.table(inner, depth + 1)

    def _is_list(self, table: Element) -> bool:
        """True if a table that is all its cell holds is no more than text: one or two columns and no table inside. A
        form has more columns, so that whole forms in a table made for layout stay tables."""
        rows = [list(self._inside(row, "tc")) for row in self._inside(table, "tr")]
        return max(map(len, rows), default=0) <= 2 and not any(inner is not table for inner in table.iter(table.tag))

    def _listed(self, table: Element) -> str:
        """The text of such a table, a line for each row."""
        rows = ([self.cell_text(item) for item in self._inside(row, "tc")] for row in self._inside(table, "tr"))
        return "\n".join(line for row in rows if (line := " ".join(filter(None, row))))

    def _span(self, element: Element | None) -> int:
        text = value(element) if element is not None else ""
        span = int(text) if text.isdigit() and len(text) < 10 else 0
        if span > MAX_GRID_SPAN or len(text) > 9:
            raise refused(self.file, f"单元格横跨 {text[:12]} 列", f"a cell spans {text[:12]} columns")
        return span

    @staticmethod
    def _directly(table: Element, cell: Element) -> bool:
        """True if a table stands in this cell and not in a cell of a table inside it."""
        above = next((a for a in table.iterancestors() if local(a) == "tc"), None)
        return above is cell and not any(local(a) == "Fallback" for a in table.iterancestors())


def _size(extent: Element) -> tuple[int, int]:
    wide, high = value(extent, "cx"), value(extent, "cy")
    return (int(wide), int(high)) if wide.isdigit() and high.isdigit() else (0, 0)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:60]}…"


def _part(archive: zipfile.ZipFile, main: str, name: str, words: tuple[bytes, ...] = ()) -> Element | None:
    """A part beside the main one, None where it is missing or holds none of the ``words``."""
    path = posixpath.join(posixpath.dirname(main), name)
    if path not in archive.namelist():
        return None
    data = archive.read(path)
    return etree.fromstring(data, _parser()) if not words or any(word in data for word in words) else None


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True
    )


def read_docx(path: Path, main: str) -> Read:
    """The tables of a .docx whose main part is ``main``; a finding for what a person sees and was not read, or was
    read and may be changed."""
    with zipfile.ZipFile(path) as archive:
        data = archive.read(main)
        root = etree.fromstring(data, _parser())
        styled = b"rStyle" in data or b"pStyle" in data
        styles = _part(archive, main, "styles.xml", (b"trike", b"vanish", b"superscript")) if styled else None
        comments = _part(archive, main, "comments.xml") if b"commentReference" in data else None
    space = root.tag.rpartition("}")[0] + "}"
    texts = WordText(space=space, marked_styles=marked_styles(styles) if styles is not None else {})
    texts.start(root, data)
    walk = _Walk(path.name, texts)
    if comments is not None:
        walk.comments = {
            value(one, "id"): " ".join("".join(t.text or "" for t in p.iter("{*}t")) for p in one.iter("{*}p"))
            for one in comments.iter("{*}comment")
        }
    walk.start(root)
    grids = list(walk.grids)
    if grids and walk.prose:
        grids[-1] = replace(grids[-1], after=tuple(walk.prose))
    findings = walk.findings
    if texts.inserted or texts.deleted:
        at = Location(file=path.name)
        tracked = TrackedChanges.found(at, inserted=str(texts.inserted), deleted=str(texts.deleted))
        findings = [tracked, *findings]
    return tuple(grids), tuple(findings)
