"""Outcomes in text files: tables in CSV or TSV, official forms written in plain text. Called in the child process that
opens the file (``targets.documents.worker``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from actuals.sources.cells import CellTable
from actuals.sources.delimited import read_delimited
from actuals.sources.headings import is_header, recognise
from actuals.sources.rows import outcome_table
from actuals.sources.table import OutcomeTable
from targets.documents.opening import opened
from targets.documents.otherkinds import JSON, is_json
from targets.documents.text import decode
from targets.errors import InputError


def in_text(path: Path, name: str, mapping: Mapping[str, str]) -> OutcomeTable:
    """The outcomes of a text file: of its table where the headings say whose rows they are or ``mapping`` says what
    they are; else of the official forms in it; else of its table. Raises InputError where there is neither.
    """
    content = path.read_bytes()
    if content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")) and is_json(decode(content, name)):
        raise JSON.refusal(name)
    rows = (read_delimited(path, content),)
    forms = None if mapping or names_owner(rows, mapping) else _forms(path, name)
    return forms or outcome_table(name, rows, mapping)


def names_owner(tables: Iterable[CellTable], mapping: Mapping[str, str]) -> bool:
    """True if some headings give each row its id, project or department: then it is a table and not an official
    form.
    """
    for table in tables:
        for row in table.rows:
            fields = tuple(recognise(row.cells, mapping).values())
            if is_header(fields) and {"id", "project", "department"} & set(fields):
                return True
    return False


def _forms(path: Path, name: str) -> OutcomeTable | None:
    """Outcomes of the official forms in a text file, None where it holds none or is no document."""
    from actuals.sources.documents import form_outcomes

    try:
        tables = opened(path, name)
    except InputError:  # then the sentence about headings says more
        return None
    found = form_outcomes(tables.grids, name)
    return replace(found, findings=(*tables.findings, *found.findings)) if found else None
