"""Tables as JSON: numbers as strings in their printed precision, as everywhere in our JSON; nothing known is null."""

from __future__ import annotations

import json

from evaluator.scorecards.model import Table, shown


def render(table: Table) -> str:
    """``{"title", "headers", "rows", "notes"}`` as one document."""
    document = {
        "title": table.title,
        "headers": table.headers,
        "rows": [[None if cell is None else shown(cell) for cell in row] for row in table.rows],
        "notes": table.notes,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
