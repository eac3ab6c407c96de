"""A file → its tables, in this process: the preflight, then the reader of its kind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from targets.documents.archive import FileKind, Preflight
from targets.documents.grid import Grid, Read
from targets.documents.preflight import inspect
from targets.errors import InputError
from targets.kinds.documents import ExternalLink, MacrosPresent, PageWithoutText, ScanStructure
from targets.kinds.finding import Finding
from targets.kinds.location import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """An opened file: its tables in reading order, and what was found on the way."""

    grids: tuple[Grid, ...] = ()
    findings: tuple[Finding, ...] = ()


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
        from targets.documents.xlsx import read_xlsx

        return read_xlsx(path, found)
    if found.kind is FileKind.XLS:
        from targets.documents.xls import read_xls

        return read_xls(path)
    if found.kind is FileKind.PDF:
        from targets.documents.pdf import read_pdf

        return read_pdf(path)
    if found.kind in (FileKind.ODS, FileKind.ODT):
        from targets.documents.opendocument import read_opendocument

        return read_opendocument(path, sheets=found.kind is FileKind.ODS)
    if found.kind is FileKind.HTML:
        from targets.documents.web import read_html

        return read_html(path.read_bytes(), path.name)
    if found.kind is FileKind.MHT:
        from targets.documents.archived import read_archived

        return read_archived(path.read_bytes(), path.name)
    if found.kind is FileKind.XML_WORKBOOK:
        from targets.documents.xmlworkbook import read_xml_workbook

        return read_xml_workbook(path)
    if found.kind is FileKind.TEXT:
        from targets.documents.text import decode, read_text

        return read_text(decode(path.read_bytes(), path.name), path.name), ()
    raise NeedsOfficeError(path.name)


def refuse_scan(tables: Tables, name: str) -> None:
    """InputError for a file that has no table because its pages are pictures."""
    pages = {finding.kind: finding for finding in tables.findings}
    if tables.grids:
        return
    if (unread := pages.get(ScanStructure)) is not None:
        why = unread.figures
        raise InputError(
            f"{name} 是扫描件，未能识别出表：第 {why['page']} 页{why['why']}；请平放以 200 dpi 以上重新扫描，"
            "或提供 Word、Excel 或带文字的 PDF。",
            f"{name} is a scan and no table of it was read: page {why['page']}: {why['why_en']}; scan it again flat at "
            "200 dpi or more, or provide a Word or Excel file, or a PDF with text.",
        )
    if PageWithoutText in pages:
        raise InputError(
            f"{name} 没有可读取的文字（可能是扫描件）；请提供 Word、Excel 或带文字的 PDF，"
            "或加 --scans 识别（需 pip install 'evaluator[scan]'）。",
            f"{name} holds no readable text (most likely a scan); provide a Word or Excel file, or a "
            "PDF with text, or have it recognised with --scans (pip install 'evaluator[scan]').",
        )


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


def opened(path: Path, name: str) -> Tables:
    """The tables of a file; of all that a library may raise on a broken file only InputError comes out."""
    try:
        grids, findings = open_file(path)
        return Tables(grids=grids, findings=findings)
    except InputError:
        raise
    except (MemoryError, RecursionError):
        raise too_large(name) from None
    except Exception as failure:  # a library may raise anything on a broken file
        raise (too_large(name) if "memory" in str(failure).lower() else _damaged(name)) from None


def _damaged(name: str) -> InputError:
    return InputError(
        f"{name} 无法读取，文件可能已损坏；请用 Word、Excel 或 WPS 打开后另存，再试。",
        f"{name} cannot be read and may be damaged; open it in Word, Excel or WPS, save it and try again.",
    )


def too_large(name: str) -> InputError:
    """The refusal of a file that needs more memory than it may."""
    return InputError(
        f"{name} 占用内存超过限制，未读；请拆分文件后再试。",
        f"{name} needs more memory than is allowed and was not read; split the file and try again.",
    )
