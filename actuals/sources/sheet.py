"""One source of outcomes, of any kind, as an OutcomeTable: headings recognised by vocabulary, rows by what they
hold.

A source is a CSV or Parquet table, a table in a document of any supported format, a filled-in self-evaluation
document, or a database address with a table or query. The columns may stand in any order, with lines above the
headings, several tables under one another and columns nobody asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from actuals.sources.headings import checked_mapping
from actuals.sources.plain import names_owner
from actuals.sources.rows import outcome_table
from actuals.sources.table import OutcomeTable
from targets.documents.limits import MAX_FILE
from targets.documents.otherkinds import by_start
from targets.documents.preflight import is_plain
from targets.documents.reader import read_guarded
from targets.errors import InputError
from targets.readingcache import ReadingCache

_IN_TEXT = "actuals.sources.plain:in_text"
"""The reader of text files; the child process finds it by this name."""
_MARKUP = frozenset({".md", ".html", ".htm"})


def read_outcomes(
    source: str | Path,
    *,
    mapping: Mapping[str, str] | None = None,
    table: str | None = None,
    query: str | None = None,
    cache: ReadingCache | None = None,
) -> OutcomeTable:
    """The outcomes of a file or database.

    ``mapping`` names columns whose headings the vocabulary does not know (``{"actual": "实际完成值"}``); ``table``
    or ``query`` choose what to read from a database address. What ``cache`` holds is not opened again. Raises
    InputError where nothing can be read: missing, empty or binary file, no recognisable headings, an unknown field in
    ``mapping``, no database driver.
    """
    wanted = checked_mapping(mapping)
    if "://" in str(source):
        from actuals.sources.database import read_database

        name, cells = read_database(str(source), table=table, query=query)
        return outcome_table(name, (cells,), wanted)
    if table is not None or query is not None:
        raise InputError(
            f"{source}：--table 和 --query 只用于数据库地址（如 sqlite:///结果.db）；文件不需要它们。",
            f"{source}: --table and --query are for database addresses (sqlite:///results.db) only; leave them out.",
        )
    path = Path(source)
    start = _start(path)
    if start.startswith(b"PAR1"):
        from actuals.sources.parquet import read_parquet

        return outcome_table(path.name, (read_parquet(path, path.read_bytes()),), wanted)
    if not is_plain(start) or by_start(start) or path.suffix.lower() in _MARKUP:
        return _document_outcomes(path, wanted, cache)
    return read_guarded(path, _IN_TEXT, OutcomeTable, given=wanted)


def _document_outcomes(path: Path, mapping: Mapping[str, str], cache: ReadingCache | None) -> OutcomeTable:
    """A table where its headings say whose rows they are or ``mapping`` says what they are; else filled-in forms;
    else a table.
    """
    from actuals.sources.documents import cell_tables, form_outcomes, read_document

    grids, findings = read_document(path, cache=cache)
    tables, hidden = cell_tables(grids, mapping)
    found = None if mapping or names_owner(tables, mapping) else form_outcomes(grids, path.name)
    if found is not None:
        return replace(found, findings=(*findings, *found.findings))
    table = outcome_table(path.name, tables, mapping)
    return replace(table, findings=(*findings, *hidden, *table.findings))


def _start(path: Path) -> bytes:
    if not path.exists():
        raise InputError(f"找不到文件 {path}；请检查路径。", f"no such file: {path}; check the path.")
    if path.is_dir():
        raise InputError(f"{path} 是文件夹；请指定其中的一个文件。", f"{path} is a folder; name one file in it.")
    try:
        if path.stat().st_size > MAX_FILE:
            raise InputError(
                f"{path.name}：超过 {MAX_FILE >> 20} MB；请拆成几个文件。",
                f"{path.name}: larger than {MAX_FILE >> 20} MB; split it into several files.",
            )
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise InputError(
            f"{path.name}：无法读取（{error.strerror}）；请检查权限。",
            f"{path.name}: cannot be read ({error.strerror}); check permissions.",
        ) from error
    if not start.strip():
        raise InputError(
            f"{path.name}：文件是空的；请提供填好的表格。",
            f"{path.name}: the file is empty; give a table that is filled in.",
        )
    return start
