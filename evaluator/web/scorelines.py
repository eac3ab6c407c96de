"""The lines of one scorecard for a page: what the table shows, with derivation and findings beside each line."""

from __future__ import annotations

from dataclasses import dataclass

from evaluator.run import Run
from evaluator.scorecards.model import Cell
from evaluator.scorecards.scorecard import scorecard_table
from evaluator.verdict.derivations import execution_steps, line_steps
from targets.kinds.finding import Finding
from targets.kinds.location import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """One line of a scorecard; ``cells`` are those of ``evaluator.scorecards.scorecard.scorecard_table``, ``id`` is
    empty for the execution and the total."""

    id: str
    cells: tuple[Cell, ...]
    steps: list[dict[str, str]]
    findings: tuple[Finding, ...]
    pending: bool = False
    total: bool = False
    at: Location | None = None


def card_rows(run: Run, position: int, lang: str) -> list[CardRow]:
    """Execution, indicators and total of one form."""
    table = scorecard_table(run, position, lang)
    form = run.forms[position]
    first = int(run.total_rows[position].first_line)
    by_row: dict[int | None, list[Finding]] = {}
    for found in run.notices:
        if (found.at.file, found.at.form) == (form.file, form.index):
            by_row.setdefault(found.at.row, []).append(found)
    rows = []
    for number, cells in enumerate(table.rows):
        if number == 0:
            rows.append(CardRow(id="", cells=cells, steps=execution_steps(run, position, lang), findings=()))
        elif number == len(table.rows) - 1:
            rows.append(CardRow(id="", cells=cells, steps=[], findings=(), total=True))
        else:
            indicator = form.rows[number - 1]
            line = first + number - 1
            rows.append(
                CardRow(
                    id=indicator.id,
                    cells=cells,
                    steps=line_steps(run, line, lang),
                    findings=tuple(found for found in by_row.get(indicator.at.row, ()) if found.concerns(indicator)),
                    pending=bool(run.line_rows[line].pending),
                    at=indicator.at,
                )
            )
    return rows
