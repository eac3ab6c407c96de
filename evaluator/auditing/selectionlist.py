"""抽查名单: the projects chosen for review as a workbook or CSV, and such a list as people handed it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from actuals.matching.names import name_key
from evaluator.auditing.handedback import sheets_of
from evaluator.auditing.run import Audit
from evaluator.auditing.selection import Candidate, Selection, candidates_of, share_of, summed_up
from evaluator.render import csvfile
from evaluator.render.papersheet import PaperSheet, content_of, new_book
from evaluator.scorecards.model import Cell, Table
from targets.errors import InputError

HEADINGS = ("序号", "部门", "项目", "金额（万元）", "占比", "自评分", "等级", "选取理由", "来源文件")
_WIDTHS = (6, 26, 34, 14, 9, 9, 8, 40, 24)
_OTHERS = ("部门", "项目", "金额（万元）", "自评分", "等级", "错误", "警告", "疑点迹象", "是否选取")
_OTHER_WIDTHS = (26, 34, 14, 9, 8, 7, 7, 36, 9)
_NEEDED = ("项目", "选取理由")
_HEAD = 4


def table_of(found: Selection) -> Table:
    """The list as a table, with the ways, the seed and the sums under it."""
    rows = tuple(tuple(_row(number, found, one.candidate, one.reason)) for number, one in enumerate(found.chosen, 1))
    return Table("绩效自评抽查复核项目名单", HEADINGS, rows, tuple(_notes(found)))


def _notes(found: Selection) -> Iterator[str]:
    yield f"选取方法：{found.rule}。"
    if found.seed:
        yield f"随机种子：{found.seed}（按种子与部门、项目名称的 SHA-256 值排序）。"
    yield summed_up(found)


def _row(number: int, found: Selection, one: Candidate, reason: str) -> Iterator[Cell]:
    yield number
    yield from (one.department, one.project, one.budget)
    yield share_of(one.budget, found.money[1]) if one.budget is not None else ""
    yield from (one.total, one.grade, reason, one.file)


def render(found: Selection, suffix: str) -> bytes:
    """The list as ``.xlsx`` (with all projects it was chosen from) or ``.csv``. Equal lists give equal bytes."""
    return csvfile.render(table_of(found)) if suffix == ".csv" else _workbook(found)


def _workbook(found: Selection) -> bytes:
    book, table = new_book(), table_of(found)
    sheet = PaperSheet(book.create_sheet("抽查名单"), _WIDTHS)
    sheet.title(table.title, found.mark)
    sheet.put(2, 1, "\n".join(table.notes[:-1]), over=len(HEADINGS))
    sheet.put(3, 1, table.notes[-1], over=len(HEADINGS))
    _rows(sheet, HEADINGS, table.rows, centred=(0, 4, 5, 6))
    sheet.finish(_HEAD, 3)
    taken = {one.candidate.position for one in found.chosen}
    others = PaperSheet(book.create_sheet("备选项目"), _OTHER_WIDTHS)
    others.title("备选项目及疑点", found.mark)
    rows = [
        (
            *(one.department, one.project, one.budget, one.total, one.grade, one.errors, one.warnings),
            *("、".join(one.signals), "选取" if one.position in taken else ""),
        )
        for one in found.candidates
    ]
    _rows(others, _OTHERS, rows, centred=(3, 4, 5, 6, 8), head=2)
    others.finish(2, 2)
    return content_of(book)


def _rows(
    sheet: PaperSheet,
    headings: Sequence[str],
    rows: Sequence[tuple[Cell, ...]],
    *,
    centred: Sequence[int],
    head: int = _HEAD,
) -> None:
    for column, heading in enumerate(headings, 1):
        sheet.put(head, column, heading, bold=True)
    for line, row in enumerate(rows, head + 1):
        for column, cell in enumerate(row):
            value = cell if isinstance(cell, Decimal) else "" if cell is None else str(cell)
            sheet.put(line, column + 1, value, centred=column in centred)


def read_selection(path: Path) -> tuple[tuple[str, str, str], ...]:
    """Department, project and file of each row, as persons left it. Raises InputError for a file that is no list."""
    sheets = sheets_of(path, _NEEDED)
    rows = [row for sheet in sheets[:1] for _, row in sheet.rows if row["项目"]]
    if not rows:
        raise InputError(
            f"{path.name} 里没有抽查名单（表头须有“项目”和“选取理由”，其下至少一行）。",
            f"{path.name} holds no list of selected projects (headings 项目 and 选取理由, a row below at least).",
        )
    return tuple((row.get("部门", ""), row["项目"], row.get("来源文件", "")) for row in rows)


def positions_of(done: Audit, listed: Sequence[tuple[str, str, str]]) -> frozenset[int]:
    """The positions of the forms that a list names. Raises InputError for rows that no form, or several, answer to."""
    found: set[int] = set()
    lost: list[str] = []
    for department, project, file in listed:
        fitting = [
            one
            for one in candidates_of(done)
            if name_key(one.project) == name_key(project)
            and (not department or name_key(one.department) == name_key(department))
        ]
        fitting = [one for one in fitting if one.file == file] or fitting
        if len(fitting) == 1:
            found.add(fitting[0].position)
        else:
            lost.append(" / ".join(filter(None, (department, project))))
    if lost:
        raise InputError(
            f"抽查名单中有 {len(lost)} 个项目没有对应的自评表，或不止一张：{'、'.join(lost[:8])}。",
            f"{len(lost)} projects of the selection have no form, or more than one: {', '.join(lost[:8])}.",
        )
    return frozenset(found)
