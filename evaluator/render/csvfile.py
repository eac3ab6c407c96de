"""Tables as CSV for machines: UTF-8 with BOM, texts verbatim (no quote put before ``=``; people open the xlsx)."""

from __future__ import annotations

import csv
import io

from evaluator.tables import Table, shown


def render(table: Table) -> bytes:
    """The table as CSV bytes with CRLF line ends, as RFC 4180 has it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(table.headers)
    writer.writerows([shown(cell) for cell in row] for row in table.rows)
    return ("\ufeff" + out.getvalue()).encode("utf-8")
