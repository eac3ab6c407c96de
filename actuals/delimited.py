"""CSV and TSV files as text cells: UTF-8 (with or without mark), UTF-16 with mark, or GB 18030."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from actuals.cells import CellRow, CellTable, unguard_formula
from targets.errors import InputError
from targets.location import Location


def read_delimited(path: Path, content: bytes) -> CellTable:
    """The rows of a CSV or TSV file; the delimiter is the one of ``, tab ;`` that cuts the most lines.

    Raises InputError for text in no known encoding and for quotes that never close.
    """
    text = _decode(path, content)
    rows = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    start = 1
    try:
        for cells in reader:
            at = Location(file=path.name, line=start)
            rows.append(CellRow(at, tuple(unguard_formula(cell.strip()) for cell in cells)))
            start = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"{path.name} 第{reader.line_num}行：不是可读的 CSV（{error}）；请另存为“CSV UTF-8”后重试。",
            f"{path.name} line {reader.line_num}: not a readable CSV ({error}); save it again as “CSV UTF-8”.",
        ) from error
    return CellTable(tuple(rows))


def _decode(path: Path, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        if b"\0" in content:
            raise InputError(
                f"{path.name}：是二进制文件，不是表格文本；请提供 .csv、.xlsx 或 .parquet 文件。",
                f"{path.name}: a binary file and not a table of text; give a .csv, .xlsx or .parquet file.",
            )
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(
        f"{path.name}：文字编码无法识别（既不是 UTF-8 也不是 GB18030）；请另存为“CSV UTF-8”后重试。",
        f"{path.name}: unknown text encoding (neither UTF-8 nor GB 18030); save it again as “CSV UTF-8”.",
    )


def _delimiter(text: str) -> str:
    lines = text.splitlines()[:200]
    return max(",\t;", key=lambda mark: (sum(line.count(mark) for line in lines), -",\t;".index(mark)))
