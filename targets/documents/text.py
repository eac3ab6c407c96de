"""Plain text: tab- or comma-separated, Markdown pipes. The table that was there before merged cells were lost."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator

from targets.documents.grid import Grid, cells_of
from targets.documents.marks import plainly
from targets.errors import InputError
from targets.model.labels import is_title, year_of

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PIPES = re.compile(r"^\s*\|.*\|\s*$")
_RULE = re.compile(r"^[\s|:+-]+$")
_SIGNS = " \t\r\n\u3000\ufeff"


def decode(data: bytes, name: str) -> str:
    """The text of a file: by its byte order mark, else UTF-8, else GB18030 (which holds GBK and GB2312).

    Never by guessing from statistics: a short GBK line is taken for Korean that way. Raises InputError for
    anything else.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError:
                break
    if b"\0" not in data:
        for encoding in ("utf-8", "gb18030"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as trouble:
                if encoding == "utf-8" and trouble.reason == "unexpected end of data":
                    raise InputError(
                        f"{name} 在一个字的中间断开，文件不完整；请重新取得完整的文件。",
                        f"{name} breaks off in the middle of a character: it is not whole; get the whole file.",
                    ) from None
    raise InputError(
        f"{name} 不是文本，也不是可识别的表格文件；请另存为 .docx、.xlsx、.csv（UTF-8）后再试。",
        f"{name} is neither text nor a known kind of document; save it as .docx, .xlsx or .csv (UTF-8) and try again.",
    )


Rows = Iterator[tuple[int, list[str] | None, str]]
"""Line number from 1, the fields (None where the line is prose), the line as it stands."""


def _pipes(text: str) -> Rows:
    for number, line in enumerate(text.splitlines(), 1):
        if _PIPES.match(line):
            if not _RULE.match(line):
                inner = line.strip()[1:-1]
                fields = [field.replace("\\|", "|") for field in re.split(r"(?<!\\)\|", inner)]
                yield number, [re.sub(r"<br\s*/?>", "\n", field) for field in fields], line
        else:
            yield number, None, line.lstrip("# ")


def _tabs(text: str) -> Rows:
    # A quotation mark may open a Chinese quotation; only where every such field is closed again is it quoting.
    opened = re.findall(r"(?:^|\t)\"", text, re.MULTILINE)
    quoted = re.findall(r"(?:^|\t)\"(?:[^\"]|\"\")*\"(?=\t|\r?$)", text, re.MULTILINE)
    if opened and len(opened) == len(quoted):
        yield from _delimited(text, "\t")
        return
    for number, line in enumerate(text.split("\n"), 1):
        yield number, line.split("\t") if "\t" in line else None, line


def _delimited(text: str, delimiter: str) -> Rows:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    for fields in reader:
        yield start, fields if len(fields) > 1 else None, fields[0] if fields else ""
        start = reader.line_num + 1


def _spaces(text: str) -> Rows:
    for number, line in enumerate(text.splitlines(), 1):
        fields = re.split(r"(?: {2,}|\u3000+)", line.strip())
        yield number, fields if len(fields) > 1 else None, line


def _separator(text: str) -> Callable[[str], Rows]:
    lines = [line for line in text.splitlines() if line.strip()]
    tabs, pipes, commas, semicolons = (
        sum(1 for line in lines if test(line))
        for test in (
            lambda line: "\t" in line,
            _PIPES.match,
            lambda line: line.count(",") > 1,
            lambda line: line.count(";") > 1,
        )
    )
    if pipes >= 2 and pipes >= tabs:
        return _pipes
    if tabs and tabs * 2 >= max(commas, semicolons):
        return _tabs
    if commas or semicolons:
        return lambda given: _delimited(given, "," if commas >= semicolons else ";")
    for mark in ",;":  # two columns: prose has no such mark in each of its lines, and only one
        if len(lines) > 1 and all(line.count(mark) == 1 for line in lines):
            return lambda given, delimiter=mark: _delimited(given, delimiter)  # type: ignore[misc]
    return _spaces


def read_text(text: str, file: str) -> tuple[Grid, ...]:
    """The tables of a text, one for each form: a title begins a new one.

    Blank lines are no rows (the published text has them in the middle of a table); a line without a separator
    inside a table is a
    row of one cell.
    """
    grids: list[Grid] = []
    prose: list[str] = []
    rows: list[list[str]] = []
    lines: list[int] = []

    def close() -> None:
        nonlocal prose, rows, lines
        if rows:
            grids.append(
                Grid(file=file, index=len(grids), cells=cells_of(rows), before=tuple(prose), lines=tuple(lines))
            )
            prose, rows, lines = [], [], []

    try:
        for number, fields, line in _separator(text)(text):
            texts = [plainly(field.strip(_SIGNS)) for field in (fields if fields is not None else [line])]
            filled = [one for one in texts if one]
            if not filled:
                continue
            if len(filled) == 1 and is_title(filled[0]):
                close()
                prose.append(filled[0])
            elif not rows and len(filled) == 1 and (fields is None or (len(filled[0]) < 16 and year_of(filled[0]))):
                prose.append(filled[0])
            else:
                rows.append(texts)
                lines.append(number)
    except csv.Error as error:
        raise InputError(
            f"{file} 的分隔格式无法解析（{error}）；请用电子表格软件重新另存为 CSV。",
            f"{file} cannot be parsed as delimited text ({error}); save it again as CSV.",
        ) from None
    close()
    return tuple(grids)
