"""The columns of an outcome table: which heading gives which field, where two would, and headings over two rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actuals.sources.cells import CellRow
from actuals.sources.headings import Candidate, candidates, fitting, is_header, looked_up, recognise
from actuals.sources.periods import Period, period_of
from targets.documents.concealed import letters
from targets.errors import InputError

_ASKED = frozenset({"actual", "level", "share", "target", "name", "project", "department"})
"""Fields of which two equal columns with different contents are asked about; of others the first is taken."""


def headings_over(row: CellRow, below: CellRow | None, mapping: Mapping[str, str] | None) -> tuple[str, ...] | None:
    """The headings of each column where a row and the one under it are a heading of two rows (实际完成值 over 上半年
    and 全年); None where they are not."""
    if below is None or len(below.cells) != len(row.cells):
        return None
    own = {n: text for n, text in enumerate(below.cells) if text and n not in below.covered}
    if not own:
        return None
    headings: list[str] = []
    over = ""
    for n, text in enumerate(row.cells):
        over = text or (over if n in own else "")
        if n not in own:
            headings.append(text)
        elif not _only_time(own[n]):
            if looked_up(own[n]).field is None:
                return None
            headings.append(own[n])
        else:
            headings.append(f"{over}（{own[n]}）")
    return tuple(headings) if is_header(tuple(recognise(headings, mapping).values())) else None


def _only_time(text: str) -> bool:
    period, rest = period_of(text)
    return period != Period() and not rest.strip("()")


def columns_of(
    headings: Sequence[str],
    below: Sequence[CellRow],
    mapping: Mapping[str, str] | None,
    year: int | None,
    source: str,
) -> dict[int, str]:
    """Column → field for a heading row with the rows ``below`` it, in a table of ``year`` where it says so.

    Of two columns for one field the one of the year, of the whole year, after adjustment holds. Raises InputError
    where nothing tells them apart and their contents differ.
    """
    columns = recognise(headings, mapping, year)
    for field, found in candidates(headings, mapping).items():
        best = fitting(found, year)
        if field not in _ASKED or len(best) < 2:
            continue
        filled = [one for one in best if any(_text(row, one.column) for row in below)]
        kept = filled[0] if filled else best[0]
        if any(_text(row, one.column) != _text(row, kept.column) for one in filled for row in below):
            raise _which(source, headings, filled)
        columns = {column: name for column, name in columns.items() if name != field}
        columns[kept.column] = field
    return columns


def _text(row: CellRow, column: int) -> str:
    return row.cells[column].strip() if column < len(row.cells) else ""


def _which(source: str, headings: Sequence[str], found: Sequence[Candidate]) -> InputError:
    zh = "、".join(f"{letters(one.column)} 列“{headings[one.column]}”" for one in found)
    en = ", ".join(f"{letters(one.column)} “{headings[one.column]}”" for one in found)
    return InputError(
        f"{source}：{zh} 都像是同一栏，内容不同，分不清用哪一列；请删去或改名其中一列（如写明“上年”“上半年”），"
        f"或用 --map 指明列名。",
        f"{source}: columns {en} look like the same field with different contents; delete or rename one of them (such "
        f"as 上年 or 上半年), or name the column with --map.",
    )
