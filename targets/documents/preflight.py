"""The kind of a file, and whether it is safe to open: by its first bytes, and for archives by a look inside."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from targets.documents.archive import FileKind, Preflight, look_inside
from targets.documents.files import no_file, no_ordinary_file
from targets.documents.limits import MAX_FILE, MAX_MARKUP, encrypted, refused
from targets.documents.otherkinds import JSON, WORD_XML, by_start, is_json
from targets.documents.text import decode
from targets.errors import InputError

_HEAD = re.compile(rb"(?:[!-9;-~]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)+\r?\n")
_PAGE = re.compile(
    rb"^content-type:\s*(?:multipart/related|multipart/alternative|text/html)", re.IGNORECASE | re.MULTILINE
)
_MIME = re.compile(rb"(?mi)^mime-version:")
_WORKBOOK = re.compile(rb"<(?:\w+:)?workbook[\s>]")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sniff(path: Path) -> bytes:
    """The first bytes of a file; raises InputError for one that is missing, empty, a folder or too large."""
    name = path.name
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputError(f"{name} 是文件夹，不是文件。", f"{name} is a folder and not a file.")
        if not stat.S_ISREG(status.st_mode):
            raise no_ordinary_file(path)
        size = status.st_size
        with path.open("rb") as file:
            start = file.read(4096)
    except InputError:
        raise
    except FileNotFoundError:
        raise no_file(path) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(f"无法打开 {path}（{why}）。", f"{path} cannot be opened ({why}).") from None
    if not start.strip(b" \t\r\n\xef\xbb\xbf"):
        raise InputError(f"{name} 是空文件；请重新导出或下载。", f"{name} is empty; export or download it again.")
    if size > MAX_FILE:
        raise refused(name, f"文件超过 {MAX_FILE >> 20} MB", f"the file is larger than {MAX_FILE >> 20} MB")
    return start


def is_plain(start: bytes) -> bool:
    """True if a file that begins like this is plain text, which no library has to open."""
    if start.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<"):
        return False
    return (
        not start.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE))
        and b"%PDF-" not in start[:1024]
        and not _is_rtf(start)
        and not is_archived_page(start)
    )


def _is_rtf(start: bytes) -> bool:
    return start.lstrip().startswith(b"{\\rtf")


def is_archived_page(start: bytes) -> bool:
    """True if a file that begins like this is a web page saved as one file (.mht)."""
    head = _HEAD.match(start.lstrip(b"\xef\xbb\xbf \t\r\n"))
    return bool(head and _MIME.search(head[0]) and _PAGE.search(head[0]))


def inspect(path: Path) -> Preflight:
    """The kind of a file and what is in it; raises InputError for one that is missing, empty, encrypted, hostile
    or unknown."""
    start = sniff(path)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return look_inside(path)
    if start.startswith(_OLE):
        return _ole(path)
    if b"%PDF-" in start[:1024]:
        return Preflight(FileKind.PDF)
    if _is_rtf(start):
        return Preflight(FileKind.RTF)
    if other := by_start(start):
        raise other.refusal(path.name)
    return _text_or_html(path, start, path.stat().st_size)


def _text_or_html(path: Path, start: bytes, size: int) -> Preflight:
    if size > MAX_MARKUP:
        raise refused(path.name, f"文本超过 {MAX_MARKUP >> 20} MB", f"the text is larger than {MAX_MARKUP >> 20} MB")
    if is_archived_page(start):
        return Preflight(FileKind.MHT)
    flat = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if flat.startswith(b"<") and _WORKBOOK.search(flat) and b"urn:schemas-microsoft-com:office:spreadsheet" in flat:
        return Preflight(FileKind.XML_WORKBOOK)
    if flat.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta", b"<div", b"<style")) or (
        flat.startswith(b"<") and re.search(rb"<(html|table|body|head)[\s>]", flat)
    ):
        return Preflight(FileKind.HTML)
    if b"office/word/2003/wordml" in flat or b"schemas.microsoft.com/office/2006/xmlpackage" in flat:
        raise WORD_XML.refusal(path.name)
    if flat.startswith(b"<?xml") and not re.search(rb"<html[\s>]", flat):
        raise InputError(
            f"{path.name} 是 XML 文件，不是可识别的表格；请另存为 .docx 或 .xlsx。",
            f"{path.name} is an XML file of no known kind; save it as .docx or .xlsx.",
        )
    if flat.startswith((b"{", b"[")) and is_json(decode(path.read_bytes(), path.name)):
        raise JSON.refusal(path.name)
    return Preflight(FileKind.HTML if flat.startswith(b"<?xml") else FileKind.TEXT)


# --- OLE2: .doc, .wps, .xls, .et, encrypted OOXML -------------------------------------------------


def _ole(path: Path) -> Preflight:
    import olefile  # type: ignore[import-untyped,unused-ignore]  # only for these files

    try:
        with olefile.OleFileIO(str(path)) as ole:
            streams = {entry[0] for entry in ole.listdir(streams=True, storages=True)}
    except Exception:  # the library raises many kinds for broken files
        raise InputError(
            f"{path.name} 已损坏，无法读取；请重新导出。",
            f"{path.name} is damaged and cannot be read; export it again.",
        ) from None
    if "EncryptedPackage" in streams or "EncryptionInfo" in streams:
        raise encrypted(path.name)
    macros = next((s for s in ("_VBA_PROJECT_CUR", "Macros", "VBA") if s in streams), "")
    if "Workbook" in streams or "Book" in streams:
        return Preflight(FileKind.XLS, macros=macros)
    if "WordDocument" in streams:
        return Preflight(FileKind.DOC, macros=macros)
    raise InputError(
        f"{path.name} 是旧式 Office 文件，但不是文档或表格；请另存为 .docx 或 .xlsx。",
        f"{path.name} is an old Office file but neither a document nor a workbook; save it as .docx or .xlsx.",
    )
