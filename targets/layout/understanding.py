"""Tables of a document → its forms, with what was not understood; why a document held none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from targets.documents.grid import Grid
from targets.documents.opening import Tables, refuse_scan
from targets.errors import InputError
from targets.kinds.documents import HiddenContent, PictureNotRead
from targets.kinds.location import Location
from targets.layout.assembly import assemble, numbered, skip, tabs_of
from targets.layout.datecells import date_doubts
from targets.layout.hiddencolumns import without_hidden_columns
from targets.layout.ledger import Ledger, blocks
from targets.layout.pages import pages_joined
from targets.layout.segments import segments
from targets.layout.unconfirmed import withheld
from targets.model.readresult import ReadResult, Skipped


def forms_of(grids: Iterable[Grid], file: str) -> ReadResult:
    """The forms in the tables of one file."""
    shown, hidden = without_hidden_columns(list(grids))
    tables, doubts = pages_joined(shown)
    ledger = Ledger()
    found = segments(tables)
    tabs = tabs_of(found)
    pieces = [assemble(segment, file, ledger, tabs) for segment in found]
    made = [one for piece in pieces for one in zip(piece.forms, piece.findings, strict=True)]
    forms = [numbered(form, findings, number) for number, (form, findings) in enumerate(made)]
    summaries = [piece.summary for piece in pieces if piece.summary is not None]
    read = ReadResult(
        forms=tuple(form for form, _ in forms),
        findings=(
            *hidden,
            *date_doubts(shown, [form for form, _ in forms]),
            *(finding for _, findings in forms for finding in findings),
        ),
        skipped=(
            *(one for piece in pieces for one in piece.skipped),
            *(_perhaps_halved(*doubt) for doubt in doubts),
            *_not_understood(ledger, tables),
        ),
        summaries=tuple(replace(form, index=number) for number, form in enumerate(summaries)),
        accounts=(ledger.account(file, tables),) if tables else (),
    )
    return withheld(read, tables)


def tables_read(grids: Iterable[Grid]) -> tuple[Grid, ...]:
    """The tables that the places of forms count in: without hidden columns, pages joined."""
    shown, _ = without_hidden_columns(list(grids))
    return tuple(pages_joined(shown)[0])


def _not_understood(ledger: Ledger, tables: Iterable[Grid]) -> Iterator[Skipped]:
    """Cells with text that nobody used or knew, one entry for each block of them."""
    for grid in tables:
        for block in blocks(ledger.rest(grid)):
            text = " | ".join(" ".join(cell.text.split()) for cell in block)
            yield skip(grid.at(block[0].row, block[0].column), text, "cells")


def _perhaps_halved(at: Location, text: str) -> Skipped:
    return Skipped(
        at=at,
        text=text,
        zh="页首的这一行可能是上一页末行的后半，按单独一行读",
        en="this row at the top of a page may be the rest of the row before; it is read by itself",
    )


def understood(tables: Tables, file: str) -> ReadResult:
    """The forms in the tables of an opened file. Raises InputError where it holds no form at all."""
    refuse_scan(tables, file)
    result = forms_of(tables.grids, file)
    if not result.forms and not result.summaries:
        raise no_form(file, tables)
    return replace(result, findings=(*tables.findings, *result.findings))


def no_form(name: str, tables: Tables) -> InputError:
    """Why a file that could be opened gave nothing."""
    grids = tables.grids
    if any(finding.kind == PictureNotRead for finding in tables.findings):
        return InputError(
            f"{name} 里的内容是图片，没有可读的表；本软件不识别图片中的文字，请提供可编辑的 Word 或 Excel 文件。",
            f"{name} holds pictures and no form that can be read; text in pictures is not recognised here: provide an "
            f"editable Word or Excel file.",
        )
    if any(finding.kind == HiddenContent for finding in tables.findings):
        return InputError(
            f"{name} 可见的工作表里没有绩效表，另有隐藏的工作表未读；需要读取时请取消隐藏后保存。",
            f"{name} holds no form on its visible sheets, and hidden sheets that were not read; unhide them and save "
            f"the file if they are to be read.",
        )
    if waiting := sum(cell.doubtful for grid in grids for cell in grid.cells):
        return InputError(
            f"{name} 是扫描件，没有认出绩效表；有 {waiting} 个单元格待核，表头可能在其中："
            "请用 read --scans --doubts 文件夹 核定后再试。",
            f"{name} is a scan and no form was made out; {waiting} cells are to be confirmed, its headings perhaps "
            "among them: confirm them with read --scans --doubts DIR and try again.",
        )
    if not grids:
        return InputError(
            f"{name} 里没有表格；需要带“一级指标、二级指标、三级指标、指标值”等列标题的绩效目标表或自评表。",
            f"{name} holds no table; a form with headings such as 一级指标, 三级指标, 指标值 is needed.",
        )
    return InputError(
        f"{name} 有 {len(grids)} 个表格，但都没有指标列（如“三级指标”和“指标值”）；请检查列标题。",
        f"{name} holds {len(grids)} tables, none with indicator columns (such as 三级指标 and 指标值); "
        f"check the headings.",
    )
