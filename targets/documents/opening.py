"""A file → its tables, in this process: the preflight, then the reader of its kind."""

from __future__ import annotations

from pathlib import Path

from targets.document_codes import ExternalLink, MacrosPresent
from targets.documents.grid import Grid
from targets.documents.preflight import FileKind, Preflight, inspect
from targets.errors import InputError
from targets.finding import Finding
from targets.location import Location

Read = tuple[tuple[Grid, ...], tuple[Finding, ...]]
NEEDS_OFFICE = frozenset({FileKind.DOC, FileKind.RTF})


def open_file(path: Path) -> Read:
    """The tables of a file, without the guard of a child process. Raises InputError, and whatever a library may
    raise."""
    found = inspect(path)
    grids, findings = _read(path, found)
    return grids, (*_remarks(path.name, found), *findings)


def _read(path: Path, found: Preflight) -> Read:
    # imported here: each reader brings a heavy library, and most runs need one of them
    if found.kind is FileKind.DOCX:
        from targets.documents.word import read_docx

        return read_docx(path, found.main)
    if found.kind is FileKind.XLSX:
        from targets.documents.workbook import read_xlsx

        return read_xlsx(path, found)
    if found.kind is FileKind.XLS:
        from targets.documents.workbook import read_xls

        return read_xls(path)
    if found.kind is FileKind.PDF:
        from targets.documents.pdf import read_pdf

        return read_pdf(path)
    if found.kind in (FileKind.ODS, FileKind.ODT):
        from targets.documents.opendocument import read_opendocument

        return read_opendocument(path, sheets=found.kind is FileKind.ODS)
    if found.kind is FileKind.HTML:
        from targets.documents.web import read_html

        return read_html(path.read_bytes(), path.name), ()
    if found.kind is FileKind.TEXT:
        from targets.documents.text import decode, read_text

        return read_text(decode(path.read_bytes(), path.name), path.name), ()
    raise NeedsOfficeError(path.name)


class NeedsOfficeError(InputError):
    """A .doc, .wps or .rtf: to be converted first."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} 是旧格式，需要先转换。", f"{name} is an old format and must be converted first.")


def _remarks(file: str, found: Preflight) -> list[Finding]:
    at = Location(file=file)
    findings: list[Finding] = []
    if found.macros:
        findings.append(MacrosPresent.found(at, part=found.macros))
    if found.links:
        findings.append(ExternalLink.found(at, link=found.links[0], count=str(len(found.links))))
    return findings
