"""Kinds of files that are not read: each named for what it is, with what to do about it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from targets.errors import InputError


@dataclass(frozen=True, slots=True)
class OtherKind:
    """A kind of file that is not read: what it is and what to do, in Chinese and English.

    ``starts`` are the first bytes it is known by, ``parts`` the names inside an archive, ``suffixes`` the ends of
    names that folders are searched for.
    """

    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    starts: tuple[bytes, ...] = ()
    parts: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()

    def refusal(self, name: str) -> InputError:
        """The sentence for a file of this kind."""
        return InputError(
            f"{name} 是{self.zh}，不能读取；请{self.remedy_zh}。",
            f"{name} is {self.en}, which is not read; {self.remedy_en}.",
        )


PICTURE = OtherKind(
    "图片",
    "a picture",
    "提供可编辑的 Word、Excel 文件或带文字的 PDF；扫描的表（PNG、JPEG、TIFF）可加 --scans 识别",
    "provide an editable Word or Excel file, or a PDF with text; have a scanned form (PNG, JPEG, TIFF) recognised with "
    "--scans",
    starts=(b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"BM", b"II*\0", b"MM\0*"),
    suffixes=(".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic"),
)
ARCHIVE = OtherKind(
    "压缩包",
    "an archive",
    "先解压，再指定其中的文件或文件夹",
    "unpack it and name the files or the folder inside",
    starts=(b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0"),
    suffixes=(".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz"),
)
BINARY_WORKBOOK = OtherKind(
    "二进制工作簿（.xlsb）",
    "a binary workbook (.xlsb)",
    "用 Excel 或 WPS 打开，另存为 .xlsx",
    "open it in Excel or WPS and save it as .xlsx",
    parts=("xl/workbook.bin",),
    suffixes=(".xlsb",),
)
OFD = OtherKind(
    "OFD 版式文件",
    "an OFD document",
    "用 OFD 阅读器打开，导出为带文字的 PDF、Word 或 Excel",
    "open it in an OFD reader and export it as a PDF with text, or for Word or Excel",
    parts=("OFD.xml",),
    suffixes=(".ofd",),
)
IWORK = OtherKind(
    "苹果 iWork 文件（Numbers、Pages 或 Keynote）",
    "an Apple iWork file (Numbers, Pages or Keynote)",
    "在 Numbers 中导出为 .xlsx，或在 Pages 中导出为 .docx",
    "export it from Numbers as .xlsx or from Pages as .docx",
    parts=("Index/Document.iwa", "Index.zip", "index.apxl", "index.xml"),
    suffixes=(".numbers", ".pages", ".key"),
)
SLIDES = OtherKind(
    "演示文稿",
    "a presentation",
    "把其中的表复制到 Word 或 Excel 后保存",
    "copy its tables into Word or Excel and save them",
    parts=("ppt/presentation.xml",),
    suffixes=(".ppt", ".pptx", ".pps", ".ppsx", ".dps", ".odp"),
)
CAJ = OtherKind(
    "CAJ 文献",
    "a CAJ document",
    "用 CAJViewer 打开，另存为带文字的 PDF，或把表复制到 Excel",
    "open it in CAJViewer and save it as a PDF with text, or copy its tables into Excel",
    starts=(b"CAJ\0", b"CAJ ", b"HN\0\0", b"KDH "),
    suffixes=(".caj", ".kdh", ".nh"),
)
JSON = OtherKind(
    "JSON 数据",
    "JSON data",
    "从原系统导出为 .xlsx 或 .csv",
    "export it from its system as .xlsx or .csv",
    suffixes=(".json", ".jsonl"),
)
WORD_XML = OtherKind(
    "Word 的 XML 文档",
    "a Word document as XML",
    "用 Word 打开，另存为 .docx",
    "open it in Word and save it as .docx",
)
FRAMESET = OtherKind(
    "只有框架的网页（内容在旁边的文件夹里）",
    "a web page of frames only (its contents stand in the folder beside it)",
    "用 Excel 或 WPS 打开原文件，另存为 .xlsx；或指定文件夹里的 sheet001.htm",
    "open it in Excel or WPS and save it as .xlsx, or name the sheet001.htm in that folder",
)
DATABASE = OtherKind(
    "数据库文件",
    "a database file",
    "把数据导出为 .xlsx 或 .csv",
    "export the data as .xlsx or .csv",
    starts=(b"SQLite format 3\0", b"\0\1\0\0Standard"),
    suffixes=(".db", ".sqlite", ".mdb", ".accdb", ".dbf"),
)
KINDS = (PICTURE, ARCHIVE, BINARY_WORKBOOK, OFD, IWORK, SLIDES, CAJ, JSON, WORD_XML, FRAMESET, DATABASE)

_JSON = re.compile(
    r'\s*(?:\{\s*(?:\}|"(?:[^"\\]|\\.)*"\s*:)|\[\s*(?:\{\s*["}]|\[\s*["\d\[{]|\]|"(?:[^"\\]|\\.)*"\s*,))'
)


def by_start(start: bytes) -> OtherKind | None:
    """The kind of a file that is not read, by its first bytes; None for any other."""
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return PICTURE
    if start[4:8] == b"ftyp" and start[8:12] in (b"heic", b"heix", b"mif1", b"avif"):
        return PICTURE
    if start[:2] == b"BM" and b"\0" not in start[:64]:  # a text that begins with these letters
        return None
    return next((kind for kind in KINDS if start.startswith(kind.starts or (b"\xff\xff\xff\xff\0never",))), None)


def by_parts(names: Collection[str]) -> OtherKind | None:
    """The kind of an archive that is not read, by the names inside."""
    return next((kind for kind in KINDS if any(part in names for part in kind.parts)), None)


def by_suffix(suffix: str) -> OtherKind | None:
    """The kind that a name promises, for files that a folder holds beside the documents."""
    return next((kind for kind in KINDS if suffix.lower() in kind.suffixes), None)


def is_json(text: str) -> bool:
    """True if a text begins as JSON does: an object with its first name, or a list of objects, lists or texts."""
    return bool(_JSON.match(text[:4096]))
