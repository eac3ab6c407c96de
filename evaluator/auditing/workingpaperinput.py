"""复核工作底稿 as a reviewer handed them back: the scores of the sheets, wherever rows and columns stand now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from actuals.sources.cells import CellRow, CellTable
from actuals.sources.documents import cell_tables, read_document
from actuals.statements import Statement
from targets.errors import InputError
from targets.kinds.location import Location
from targets.model.amounts import in_points

_NEEDED = ("编号", "复核得分")


def read_working_papers(path: Path) -> tuple[Statement, ...]:
    """The reviews of every sheet, as ``evaluator.auditing.reviewers.read_reviews`` gives them; rows without a review
    score are none.

    Raises InputError for a file that cannot be read or holds no working paper, a score that is no number of points, and
    scores without the name of the reviewer.
    """
    grids, _ = read_document(path)
    tables, _ = cell_tables(grids)
    found, papers = list[Statement](), 0
    for table in tables:
        headings = next((row for row in table.rows if set(_NEEDED) <= set(row.cells)), None)
        if headings is not None:
            papers += 1
            found += _reviews(path, table, headings)
    if not papers:
        raise InputError(
            f"{path.name} 里没有复核工作底稿（表头须有“编号”和“复核得分”）。",
            f"{path.name} holds no working paper (headings 编号 and 复核得分).",
        )
    return tuple(found)


def _reviews(path: Path, table: CellTable, headings: CellRow) -> Iterator[Statement]:
    at = {heading: column for column, heading in enumerate(headings.cells) if heading}
    start = table.rows.index(headings)
    who, date = (_beside(table.rows[:start], label) for label in ("复核人", "复核日期"))
    for row in table.rows[start + 1 :]:
        own = {heading: row.cells[column] for heading, column in at.items() if column < len(row.cells)}
        text = own["复核得分"]
        if not own["编号"] or not text:
            continue
        score = in_points(text)
        if score is None or score < 0:
            raise InputError(
                f"{path.name} 工作表“{table.sheet}”：“{own.get('三级指标', '')}”的复核得分“{text}”不是得分。",
                f"{path.name}, sheet {table.sheet!r}: the review score {text!r} is no number of points.",
            )
        if not who:
            raise InputError(
                f"{path.name} 工作表“{table.sheet}”：填写了复核得分，未填写复核人。",
                f"{path.name}, sheet {table.sheet!r}: there are review scores and no name of the reviewer (复核人).",
            )
        yield _review(path, row, own, who, date)


def _review(path: Path, row: CellRow, own: dict[str, str], who: str, date: str) -> Statement:
    evidence, remark = own.get("证据编号", ""), own.get("备注", "")
    reason = f"{remark}（证据 {evidence}）" if remark and evidence else remark
    return Statement(
        table="review",
        at=Location(file=path.name, row=row.at.row, sheet=row.at.sheet),
        where={"id": own["编号"]},
        stated={"score": own["复核得分"], "reason": reason, "actual": own.get("复核完成值", "")},
        who=who,
        why=reason,
        date=date,
    )


def _beside(rows: tuple[CellRow, ...], label: str) -> str:
    """The text in the cell to the right of a label of the head."""
    for row in rows:
        for column, text in enumerate(row.cells[:-1]):
            if text == label:
                return row.cells[column + 1]
    return ""
