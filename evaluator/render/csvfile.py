"""Tables as CSV: UTF-8 with BOM for spreadsheets, a text that they would run as a formula behind an apostrophe.

Our own readers take that apostrophe away again (``actuals.sources.cells.unguard_formula``); other programs that want
the text verbatim read the JSON.
"""

from __future__ import annotations

import csv
import io

from actuals.sources.cells import guard_formula
from evaluator.scorecards.model import Cell, Table, shown


def render(table: Table) -> bytes:
    """The table as CSV bytes with CRLF line ends, as RFC 4180 has it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([guard_formula(text) for text in table.headers])
    writer.writerows(map(_inert, table.rows))
    return ("\ufeff" + out.getvalue()).encode("utf-8")


def _inert(row: tuple[Cell, ...]) -> list[str]:
    """Numbers as they are, also negative ones; of texts none that a spreadsheet would run."""
    return [guard_formula(cell) if isinstance(cell, str) else shown(cell) for cell in row]
