"""One file → its tables, by content and not by name; what may harm is opened in a child process."""

from __future__ import annotations

import shutil
from pathlib import Path

from targets.documents.grid import Grid
from targets.documents.guard import TIMEOUT, ask_child
from targets.documents.office import temporary_folder, to_docx
from targets.documents.preflight import is_plain, sniff
from targets.documents.worker import finding_from_json, grid_from_json, opened
from targets.errors import InputError
from targets.finding import Finding

Read = tuple[tuple[Grid, ...], tuple[Finding, ...]]


def read_grids(path: Path, *, guarded: bool = True, timeout: float = TIMEOUT) -> Read:
    """The tables of a file in reading order, and what reading the document itself found.

    ``guarded`` False opens it in this process, for files one made oneself. Raises InputError for a file that is
    missing,
    empty, encrypted, hostile, damaged or of no known kind, and for an old format where LibreOffice is missing.
    """
    if is_plain(sniff(path)) or not guarded:
        return opened(path, path.name)
    reply = ask_child(path, path.name, timeout)
    if "convert" in reply:
        with temporary_folder() as folder:
            converted = to_docx(path, Path(folder))
            named = converted.with_name(path.name)
            shutil.move(converted, named)
            reply = ask_child(named, path.name, timeout)
    if "zh" in reply:
        raise InputError(reply["zh"], reply["en"])
    grids = tuple(grid_from_json(data, path.name, index) for index, data in enumerate(reply["grids"]))
    return grids, tuple(finding_from_json(data, path.name) for data in reply["findings"])
