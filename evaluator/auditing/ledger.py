"""问题清单和整改台账: every error and warning with an id that stays from run to run, what was done about it by whom,
and how many were found, done and are open.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from actuals.sources.documents import cell_tables, read_document
from evaluator.auditing.run import Audit
from evaluator.findings import severity_label
from evaluator.render.archive import without_clock
from evaluator.scorecards.formjson import findings_by_form
from targets.errors import InputError
from targets.kinds.catalogue import Part
from targets.kinds.finding import Finding, Severity

NAME = "整改台账.xlsx"
COLUMNS = (
    ("序号", 6), ("问题编号", 12), ("严重程度", 9), ("类别", 24), ("部门/项目", 22), ("指标/位置", 26), ("事实", 48),
    ("依据", 30), ("处理建议", 30), ("责任单位", 14), ("责任人", 10), ("整改措施", 24), ("整改期限", 12),
    ("整改情况", 24), ("佐证材料", 16), ("销号日期", 12),
)  # fmt: skip
OWN = ("责任单位", "责任人", "整改措施", "整改期限", "整改情况", "佐证材料", "销号日期")
"""The columns of the department that puts things right; they are kept from run to run."""
_HEAD = 3
_THIN = Side(style="thin", color="FF808080")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_OPEN = PatternFill("solid", fgColor="FFFFF9E5")
_WRAPPED = Alignment(vertical="center", wrap_text=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row: its texts by heading; ``found`` is False for one of before that was not found again."""

    id: str
    texts: Mapping[str, str]
    found: bool = True


def entries(done: Audit, before: Mapping[str, Mapping[str, str]]) -> list[Entry]:
    """Every error and warning, with what the ledger of before says about it, then those that were not found again."""
    seen: dict[str, int] = {}
    made: list[Entry] = []
    for owner, found in _listed(done):
        key = finding_id(owner, found, seen)
        texts = {
            "严重程度": severity_label(found.severity, "zh"),
            "类别": found.kind.text(Part.WHAT, "zh").rstrip("。"),
            "部门/项目": owner,
            "指标/位置": found.indicator or found.at.text("zh"),
            "事实": found.message("zh"),
            "依据": found.kind.text(Part.BASIS, "zh"),
            "处理建议": found.remedy("zh"),
        }
        kept = {name: before.get(key, {}).get(name, "") for name in OWN}
        made.append(Entry(id=key, texts={**texts, **kept}))
    known = {entry.id for entry in made}
    made += [Entry(id=key, texts=texts, found=False) for key, texts in before.items() if key not in known]
    return made


def finding_id(owner: str, found: Finding, seen: dict[str, int]) -> str:
    """The id of a finding: of its kind, whose form and which indicator, whatever the place in the file; several alike
    are numbered in their order.
    """
    text = "\x1f".join((found.code, owner, found.line or found.indicator or ""))
    short = f"W{hashlib.sha256(text.encode('utf-8')).hexdigest()[:8].upper()}"
    seen[short] = seen.get(short, 0) + 1
    return short if seen[short] == 1 else f"{short}-{seen[short]}"


def _listed(done: Audit) -> Iterator[tuple[str, Finding]]:
    per_form, _ = findings_by_form(done.forms, done.notices)
    owners = {
        id(found): " / ".join(dict.fromkeys(text for text in (form.department or "", form.project or "") if text))
        for form, own in zip(done.forms, per_form, strict=True)
        for found in own
    }
    for found in done.notices:
        if found.severity is not Severity.NOTE:
            yield owners.get(id(found), found.at.file), found


def read_ledger(path: Path) -> dict[str, dict[str, str]]:
    """The rows of a ledger of before by their id. Raises InputError for a file that is none."""
    tables, _ = cell_tables(read_document(path)[0])
    for table in tables:
        for place, row in enumerate(table.rows):
            if {"问题编号", "销号日期"} <= set(row.cells):
                at = {heading: column for column, heading in enumerate(row.cells) if heading}
                rows = [
                    {heading: line.cells[column] for heading, column in at.items() if column < len(line.cells)}
                    for line in table.rows[place + 1 :]
                ]
                return {one["问题编号"]: one for one in rows if one.get("问题编号")}
    raise InputError(
        f"{path.name} 里没有整改台账（表头须有“问题编号”和“销号日期”）。",
        f"{path.name} holds no ledger (headings 问题编号 and 销号日期).",
    )


def workbook(made: list[Entry]) -> bytes:
    """The ledger as a workbook; the totals are formulas over its rows. Equal entries give equal bytes."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # openpyxl gives a new workbook one worksheet
        raise TypeError("a new workbook has no worksheet")
    sheet.title = "整改台账"
    title: Any = sheet.cell(1, 1)
    title.value, title.font = "绩效自评复核问题清单和整改台账", Font(name="黑体", size=16)
    title.alignment = Alignment(horizontal="center")
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(COLUMNS))
    for column, (heading, width) in enumerate(COLUMNS, 1):
        _put(sheet, _HEAD, column, heading, Font(name="黑体", size=10))
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, entry in enumerate(made, _HEAD + 1):
        _put(sheet, row, 1, str(row - _HEAD))
        _put(sheet, row, 2, entry.id)
        for column, (heading, _) in enumerate(COLUMNS[2:], 3):
            text = entry.texts.get(heading, "")
            if heading == "整改情况" and not entry.found and not text:
                text = "本次未再发现"
            _put(sheet, row, column, text, own=heading in OWN)
    _totals(sheet, len(made))
    sheet.freeze_panes = sheet.cell(_HEAD + 1, 3).coordinate
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{_HEAD}:{_HEAD}"
    book.properties.creator = "evaluator"
    content = io.BytesIO()
    book.save(content)
    book.close()
    return without_clock(content.getvalue())


def totals(made: list[Entry]) -> tuple[int, int, int]:
    """The numbers of entries found, done (销号日期) and open."""
    done = sum(bool(entry.texts.get("销号日期")) for entry in made)
    return len(made), done, len(made) - done


def _totals(sheet: Worksheet, count: int) -> None:
    first, last, day = _HEAD + 1, _HEAD + max(count, 1), get_column_letter(len(COLUMNS))
    found, done = f"COUNTA(B{first}:B{last})", f"COUNTA({day}{first}:{day}{last})"
    for column, (label, formula) in enumerate(
        (("发现问题（个）", f"={found}"), ("已销号（个）", f"={done}"), ("未销号（个）", f"={found}-{done}"))
    ):
        _put(sheet, 2, 3 + 2 * column, label, Font(name="黑体", size=10))
        cell: Any = sheet.cell(2, 4 + 2 * column)
        cell.value, cell.border = formula, _BORDER


def _put(sheet: Worksheet, row: int, column: int, text: str, font: Font | None = None, *, own: bool = False) -> None:
    cell: Any = sheet.cell(row, column)
    plain = "".join(sign for sign in text if sign >= " " or sign in "\n\t")[:32_000]
    if plain:
        cell.value, cell.data_type = plain, "s"
    cell.font, cell.alignment, cell.border = font or Font(name="宋体", size=10), _WRAPPED, _BORDER
    if own:
        cell.fill = _OPEN
