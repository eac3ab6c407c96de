"""CSV and TSV files as text cells, decoded as ``targets.documents.text`` does."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from actuals.sources.cells import CellRow, CellTable, unguard_formula
from targets.documents.marks import plainly
from targets.documents.text import decode
from targets.errors import InputError
from targets.kinds.location import Location


def read_delimited(path: Path, content: bytes) -> CellTable:
    """The rows of a CSV or TSV file; the delimiter is the one of ``, tab ;`` that cuts the most lines.

    Raises InputError for text in no known encoding and for quotes that never close.
    """
    text = decode(content, path.name)
    rows = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    start = 1
    try:
        for cells in reader:
            at = Location(file=path.name, line=start)
            rows.append(CellRow(at, tuple(plainly(unguard_formula(cell.strip())) for cell in cells)))
            start = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"{path.name} 第{reader.line_num}行：不是可读的 CSV（{error}）；请另存为“CSV UTF-8”后重试。",
            f"{path.name} line {reader.line_num}: not a readable CSV ({error}); save it again as “CSV UTF-8”.",
        ) from error
    return CellTable(tuple(rows))


def _delimiter(text: str) -> str:
    lines = text.splitlines()[:200]
    return max(",\t;", key=lambda mark: (sum(line.count(mark) for line in lines), -",\t;".index(mark)))
