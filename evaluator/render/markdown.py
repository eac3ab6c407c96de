"""Tables as Markdown: pipes and line breaks in a cell never break the table."""

from __future__ import annotations

from evaluator.scorecards.model import Table, is_number, shown


def render(table: Table) -> str:
    """The table under a level-2 heading, notes as a list."""
    numeric = [
        bool(table.rows) and all(is_number(row[c]) or row[c] is None for row in table.rows)
        for c in range(len(table.headers))
    ]
    lines = [f"## {_inline(table.title)}", ""]
    lines.append("| " + " | ".join(_inline(h) for h in table.headers) + " |")
    lines.append("|" + "|".join("---:" if n else "---" for n in numeric) + "|")
    lines.extend("| " + " | ".join(_inline(shown(cell)) for cell in row) + " |" for row in table.rows)
    if table.notes:
        lines.append("")
        lines.extend(f"- {_inline(note)}" for note in table.notes)
    return "\n".join(lines) + "\n"


def _inline(text: str) -> str:
    """Text that stays text: Markdown's own signs are escaped, line breaks become ``<br>``."""
    for sign in "\\`*_[]<>|#&~":
        text = text.replace(sign, "\\" + sign)
    return text.replace("\r\n", "\n").replace("\n", "<br>")
