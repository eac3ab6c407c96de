"""The inside of a zipped Office file: a streaming look at its parts before any library opens it."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from xml.parsers import expat

from targets.documents.limits import (
    MAX_ELEMENTS,
    MAX_ENTRIES,
    MAX_MERGED,
    MAX_UNPACKED,
    encrypted,
    far_away,
    is_near,
    refused,
)
from targets.documents.otherkinds import ARCHIVE, by_parts
from targets.errors import InputError

_CHUNK = 2**16


class FileKind(StrEnum):
    """The kinds of files that are told apart by content."""

    DOCX = "docx"
    XLSX = "xlsx"
    XLS = "xls"
    DOC = "doc"
    RTF = "rtf"
    ODS = "ods"
    ODT = "odt"
    PDF = "pdf"
    HTML = "html"
    MHT = "mht"
    XML_WORKBOOK = "xml-workbook"
    TEXT = "text"


@dataclass(slots=True)
class Preflight:
    """A file as found by the look inside: its kind, and what a person should know.

    ``main`` is the part with the document's text; ``uncached`` are formula cells without a stored value, as (part,
    cell, formula).
    """

    kind: FileKind
    main: str = ""
    macros: str = ""
    links: list[str] = field(default_factory=list)
    uncached: list[tuple[str, str, str]] = field(default_factory=list)


def look_inside(path: Path) -> Preflight:
    """The kind of a .docx, .xlsx, .odt or .ods, and what is in it.

    Raises InputError for one that is damaged, encrypted, hostile or unknown.
    """
    name = path.name
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            if len(infos) > MAX_ENTRIES:
                raise refused(name, f"压缩包有 {len(infos)} 个条目", f"the archive has {len(infos)} entries")
            total = sum(info.file_size for info in infos)
            if total > MAX_UNPACKED:
                raise refused(name, f"解压后有 {total >> 20} MB", f"it unpacks to {total >> 20} MB")
            if any(info.flag_bits & 1 for info in infos):
                raise encrypted(name)
            found = _kind(archive, name)
            _parts(archive, found, name)
            return found
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"{name} 的压缩结构已损坏或不真实；请重新导出。", f"{name} has a damaged or false archive; export it again."
        ) from None
    except RuntimeError:
        raise encrypted(name) from None


def _kind(archive: zipfile.ZipFile, name: str) -> Preflight:
    names = set(archive.namelist())
    if other := by_parts(names):
        raise other.refusal(name)
    if "mimetype" in names:
        kind = archive.read("mimetype")[:100].decode("ascii", "replace").strip()
        if kind.startswith("application/vnd.oasis.opendocument.spreadsheet"):
            return Preflight(FileKind.ODS, main="content.xml")
        if kind.startswith("application/vnd.oasis.opendocument.text"):
            return Preflight(FileKind.ODT, main="content.xml")
    if "[Content_Types].xml" in names:
        overrides = _content_types(archive, name)
        for part, kind in overrides:
            if "wordprocessingml" in kind or "ms-word" in kind:
                return Preflight(FileKind.DOCX, main=part)
            if "spreadsheetml" in kind or "ms-excel" in kind:
                if "binary" in kind:
                    break
                return Preflight(FileKind.XLSX, main=part)
    raise ARCHIVE.refusal(name)


def _content_types(archive: zipfile.ZipFile, name: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("ContentType", "")
        if tag.endswith("Override") and ".main+xml" in kind:
            found.append((attributes.get("PartName", "").lstrip("/"), kind))

    _scan(archive, "[Content_Types].xml", name, 0)
    _stream(archive, "[Content_Types].xml", name, start)
    return found


def _parts(archive: zipfile.ZipFile, found: Preflight, name: str) -> None:
    elements = 0
    reached = _reached(archive, found.main, name) if found.kind is FileKind.XLSX else set()
    for info in archive.infolist():
        part = info.filename
        low = part.lower()
        if "vbaproject" in low:
            found.macros = part
        named = low.endswith((".xml", ".vml", ".rels")) or part in reached
        # pictures may be markup of any kind: no reader opens those
        if not named and (low.endswith(".svg") or not _begins_as_markup(archive, part)):
            continue
        elements += _scan(archive, part, name, elements)
        if low.endswith(".rels"):
            _stream(archive, part, name, _links(found))
        elif found.kind is FileKind.XLSX and _root(archive, part) == "worksheet":
            _Sheet(name, part, found).run(archive)


def _reached(archive: zipfile.ZipFile, main: str, name: str) -> set[str]:
    """The parts that the main part names by its relationships, wherever they lie and whatever they are called, as far
    as they are markup.
    """
    folder, _, own = main.rpartition("/")
    relations = f"{folder}/_rels/{own}.rels".lstrip("/")
    if relations not in archive.namelist():
        return set()
    there, found = set(archive.namelist()), set()

    def start(_: str, attributes: dict[str, str]) -> None:
        target = attributes.get("Target", "")
        if attributes.get("TargetMode") != "External":
            found.add(posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))

    _scan(archive, relations, name, 0)
    _stream(archive, relations, name, start)
    return {part for part in found & there if _begins_as_markup(archive, part)}


_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def _begins_as_markup(archive: zipfile.ZipFile, part: str) -> bool:
    """True if a part begins as XML in any encoding does."""
    if part.endswith("/"):
        return False
    with archive.open(part) as stream:
        start = stream.read(64)
    return start.startswith(_BOMS) or start.lstrip(b" \t\r\n\0").startswith(b"<")


def _root(archive: zipfile.ZipFile, part: str) -> str:
    """The local name of the outermost element of a part; empty where there is none."""
    found: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, _: found.append(tag)
    with archive.open(part) as stream:
        while not found and (chunk := stream.read(4096)):
            try:
                parser.Parse(chunk)
            except expat.ExpatError:
                break
    return found[0].rpartition(":")[2] if found else ""


_DECLARATIONS = re.compile(rb"<!(?:DOCTYPE|ENTITY)")


def _scan(archive: zipfile.ZipFile, part: str, name: str, before: int) -> int:
    """The number of elements of a part, without parsing it; refuses document types, other encodings and too many
    elements.

    Sound on bytes: in UTF-8 the signs ``<!DOCTYPE`` stand nowhere else, and every element has one ``<`` that no
    ``/`` follows.
    """
    elements = unpacked = 0
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK * 16):
            if not unpacked and (chunk.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in chunk[:64]):
                raise refused(name, "内部文件不是 UTF-8", "a part inside is not UTF-8")
            unpacked += len(chunk)
            elements += chunk.count(b"<") - chunk.count(b"</")
            if _DECLARATIONS.search(tail + chunk):
                raise refused(name, "含有文档类型或实体声明", "it declares a document type or entities")
            if unpacked > MAX_UNPACKED or before + elements > MAX_ELEMENTS:
                raise refused(name, "内部结构过大", "its structure is too large")
            tail = chunk[-16:]
    return elements


def _links(found: Preflight) -> Callable[[str, dict[str, str]], None]:
    def start(tag: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2]
        # hyperlinks are only text, and every document from a template names its template
        if attributes.get("TargetMode") == "External" and kind not in ("hyperlink", "attachedTemplate"):
            found.links.append(attributes.get("Target", "")[:120])

    return start


_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


def column_number(letters: str) -> int:
    """The number of a column from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class _Sheet:
    """Limits inside a worksheet: merged area, last filled cell; and formulas without a stored value."""

    def __init__(self, name: str, part: str, found: Preflight) -> None:
        self.name, self.part, self.found = name, part, found
        self.merged = 0
        self.row = self.cell = ""
        self.formula: str | None = None
        self.value = False
        self.inside = ""

    def run(self, archive: zipfile.ZipFile) -> None:
        """Look through the sheet; raises InputError where a limit is passed."""
        _stream(archive, self.part, self.name, self.start, self.end, self.text)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "row":
            self.row = attributes.get("r", "")
        elif local == "c":
            self.cell, self.formula, self.value = attributes.get("r", ""), None, False
        elif local == "f" and self.cell:
            self.formula, self.inside = "", "f"
        elif local in ("v", "is"):
            # <v/> without a text is what a script writes beside a formula
            self.inside, self.value = local, self.value or local == "is"
            self._within(self.cell or f"A{self.row}")  # a cell without a place stands in its row
        elif local == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, tag: str) -> None:
        local = tag.rpartition(":")[2]
        if local in ("f", "v", "is"):
            self.inside = ""
        elif local == "c":
            if self.formula is not None and not self.value:
                self.found.uncached.append((self.part, self.cell, f"={self.formula}"[:80]))
            self.cell = ""

    def text(self, data: str) -> None:
        if self.inside == "v":
            self.value = True
        elif self.inside == "f" and self.formula is not None and len(self.formula) < 80:
            self.formula += data

    def _within(self, cell: str) -> None:
        match = _CELL.fullmatch(cell)
        if match and not is_near(int(match[2]), column_number(match[1])):
            raise far_away(self.name, cell)

    def _merge(self, ref: str) -> None:
        corners = _CELL.findall(ref)
        if len(corners) == 2:
            (left, top), (right, bottom) = corners
            wide = column_number(right) - column_number(left) + 1
            self.merged += max(wide, 0) * max(int(bottom) - int(top) + 1, 0)  # one upside down takes nothing off
        if self.merged > MAX_MERGED or len(corners) > 2:
            raise refused(self.name, f"合并区域过大（{ref[:24]}）", f"the merged area is too large ({ref[:24]})")


def _stream(
    archive: zipfile.ZipFile,
    part: str,
    name: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Run through one part without building it."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            try:
                parser.Parse(chunk)
            except expat.ExpatError:
                raise InputError(
                    f"{name} 内部的 {part} 已损坏；请重新导出。",
                    f"{part} inside {name} is damaged; export the file again.",
                ) from None
