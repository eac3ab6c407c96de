"""The same outcomes under several rulebooks: where points and grades change, and by which provision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evaluator.figures import grade_text, points, range_text
from evaluator.language import pick
from evaluator.run import Run
from evaluator.scorecards.model import Cell, Table
from evaluator.scorecards.scorecard import illustrative_note


def totals_table(runs: Sequence[Run], lang: str) -> Table:
    """One row per form: its total and grade under each book, the first book being the one compared with."""
    headers = (pick(lang, "表", "form"), *(run.book.id for run in runs))
    columns = [run.total_rows for run in runs]
    rows: list[tuple[Cell, ...]] = [
        (
            form.title,
            *(
                f"{range_text(column[place].total_low, column[place].total_high, lang)} "
                + grade_text(column[place].grade, column[place].grade_low, column[place].grade_high, lang)
                for column in columns
            ),
        )
        for place, form in enumerate(runs[0].forms)
    ]
    title = pick(lang, "各办法下的总分与等级", "Totals and grades under each rulebook")
    return Table(title, headers, tuple(rows), illustrative_note(runs[0], lang))


def changes_table(runs: Sequence[Run], lang: str) -> Table:
    """One row per line or execution score that another book changes, with the provisions behind both."""
    headers = (
        pick(lang, "表", "form"),
        pick(lang, "指标", "indicator"),
        pick(lang, "办法", "rulebook"),
        pick(lang, "得分/分值", "score of points"),
        pick(lang, "条款", "provisions"),
    )
    base = runs[0]
    rows: list[tuple[Cell, ...]] = []
    for other in runs[1:]:
        for position, form in enumerate(base.forms):
            for name, before, after in _pairs(base, other, position, lang):
                if before[:2] != after[:2]:
                    rows.append(
                        (
                            form.title,
                            name,
                            f"{base.book.id} → {other.book.id}",
                            f"{before[0]}/{before[1]} → {after[0]}/{after[1]}",
                            before[2] if before[2] == after[2] else f"{before[2]} → {after[2]}",
                        )
                    )
    return Table(pick(lang, "有变化的得分", "Scores that change"), headers, tuple(rows))


_Judged = tuple[str, str, str]


def _pairs(base: Run, other: Run, position: int, lang: str) -> list[tuple[str, _Judged, _Judged]]:
    """Name, and (score, points, provision) under both books, of the execution score and every line of one form."""
    open_text = pick(lang, "待定", "pending")
    before, after = (_execution(run, position, open_text) for run in (base, other))
    if before[1] != after[1]:  # other points: the set of points by category is a provision behind them too
        before, after = (
            (*judged[:2], f"{judged[2]}, {_point_set(run, position)}")
            for judged, run in ((before, base), (after, other))
        )
    found = [(pick(lang, "预算执行率", "execution"), before, after)]
    lines = zip(base.lines_of_form(position), other.lines_of_form(position), strict=True)
    return found + [(one.indicator, _line(one, open_text), _line(two, open_text)) for one, two in lines]


def _point_set(run: Run, position: int) -> str:
    allocation = run.scored.allocation
    return allocation.provision_keys[int(allocation.set_used[position])]


def _execution(run: Run, position: int, open_text: str) -> _Judged:
    total = run.total_rows[position]
    earned = open_text if total.execution_pending else str(points(total.execution_score))
    return earned, str(points(total.execution_points)), total.execution_provision


def _line(line: Any, open_text: str) -> _Judged:
    behind = (
        line.provision
        if line.points_provision in ("", line.provision)
        else f"{line.provision}, {line.points_provision}"
    )
    return open_text if line.pending else str(points(line.score)), str(points(line.points)), behind
