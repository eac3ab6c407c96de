"""复核工作底稿: one sheet for each self-evaluation, the printed and the recomputed scores beside empty columns for the
reviewer; the deviation and the sums are formulas, so that they follow what the reviewer types.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from evaluator.auditing.recompute import Claim
from evaluator.auditing.run import Audit
from evaluator.figures import points as as_points
from evaluator.officialforms.sichuan import target_cells
from evaluator.render.archive import without_clock
from evaluator.render.templatebook import sheet_title

NAME = "复核工作底稿.xlsx"
HEAD = (
    ("被评价项目", "年度", "索引号", "来源文件"),
    ("编制人", "编制日期", "依据办法", "来源表序"),
    ("复核人", "复核日期", "主管部门"),
)
COLUMNS = (
    ("一级指标", 11), ("二级指标", 12), ("三级指标", 28), ("指标性质", 8), ("指标值", 12), ("度量单位", 8), ("权重", 7),
    ("自评完成值", 16), ("自评得分", 9), ("重算得分", 9), ("依据条款", 18), ("复核完成值", 16), ("复核得分", 9),
    ("偏离度", 9), ("证据编号", 12), ("备注", 22), ("编号", 13),
)  # fmt: skip
REVIEWER = ("复核完成值", "复核得分", "证据编号", "备注")
"""The columns that are the reviewer's alone: never filled in beforehand; papers that were handed back keep them."""
_AT = {name: number for number, (name, _) in enumerate(COLUMNS, 1)}
_FIRST = len(HEAD) + 3
_THIN = Side(style="thin", color="FF808080")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_OPEN = PatternFill("solid", fgColor="FFFFF9E5")
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(vertical="center", wrap_text=True)
_FONT, _BOLD = Font(name="宋体", size=10), Font(name="黑体", size=10)


def workbook(done: Audit) -> bytes:
    """The working papers of every form that claims outcomes. Equal audits give equal bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    taken: set[str] = set()
    claimed = [n for n, form in enumerate(done.forms) if form.kind.has_outcomes and done.done.by_form[n]]
    for number, position in enumerate(claimed, 1):
        sheet = book.create_sheet(sheet_title(f"{number:02d} {done.forms[position].title}", taken))
        _sheet(sheet, done, position, number)
    if not claimed:
        book.create_sheet("无自评表")
    book.properties.creator = "evaluator"
    content = io.BytesIO()
    book.save(content)
    book.close()
    return without_clock(content.getvalue())


def _sheet(sheet: Worksheet, done: Audit, position: int, number: int) -> None:
    form, claims = done.forms[position], done.done.by_form[position]
    last = len(COLUMNS)
    _put(sheet, 1, 1, "绩效自评复核工作底稿", _MIDDLE, Font(name="黑体", size=16))
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=last)
    stated = next((one for claim in claims if (one := done.reviews.get(claim.line)) is not None and one.who), None)
    known = {
        "被评价项目": form.title,
        "年度": str(form.year or ""),
        "索引号": f"FH-{number:02d}",
        "来源文件": form.file,
        "来源表序": str(form.index + 1),
        "依据办法": done.book.id,
        "主管部门": form.department or "",
    }
    own = {"复核人": stated.who, "复核日期": stated.date} if stated is not None else {}
    for row, labels in enumerate(HEAD, 2):
        for place, label in enumerate(labels):
            column = 1 + place * 4
            _put(sheet, row, column, label, _MIDDLE, _BOLD)
            for more in range(1, 4):
                text = {**known, **own}.get(label, "") if more == 1 else ""
                _put(sheet, row, column + more, text, _LEFT, _FONT, blank=label not in known)
            sheet.merge_cells(start_row=row, start_column=column + 1, end_row=row, end_column=column + 3)
    for column, (heading, width) in enumerate(COLUMNS, 1):
        _put(sheet, _FIRST - 1, column, heading, _MIDDLE, _BOLD)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, claim in enumerate(claims, _FIRST):
        _line(sheet, row, done, claim)
    _sums(sheet, _FIRST + len(claims), _FIRST)
    _page(sheet)


def _line(sheet: Worksheet, row: int, done: Audit, claim: Claim) -> None:
    for column, value in enumerate(_values(done, claim), 1):
        heading = COLUMNS[column - 1][0]
        _put(sheet, row, column, value, _LEFT if column in (3, 11, 16) else _MIDDLE, _FONT, blank=heading in REVIEWER)
    self_score, review = (f"{get_column_letter(_AT[name])}{row}" for name in ("自评得分", "复核得分"))
    _formula(sheet, row, _AT["偏离度"], f'=IF({review}="","",{review}-{self_score})')


def _values(done: Audit, claim: Claim) -> Iterator[Any]:
    row = claim.row
    yield from (row.level1, row.level2, row.name, *target_cells(row))
    yield claim.points if claim.points is not None else row.points or ""
    yield row.full_actual
    yield claim.score if claim.score is not None else row.score or ""
    yield as_points(claim.ours) if claim.ours is not None and not claim.pending else "待定"
    yield str(done.done.scored.table["provision"][claim.line])
    review = done.reviews.get(claim.line)
    if review is None or not review.who:
        yield from ("", "", "", "", "")
    else:
        score = review.text if review.score is None else review.score
        yield from (review.actual, score, "", review.evidence, review.reason or "")
    yield row.id


def _sums(sheet: Worksheet, row: int, first: int) -> None:
    """Under the lines the sums of points and scores, and of the deviations."""
    for column in range(1, len(COLUMNS) + 1):
        _put(sheet, row, column, "合计" if column == 1 else "", _MIDDLE, _BOLD)
    for name in ("权重", "自评得分", "重算得分", "复核得分", "偏离度"):
        letter = get_column_letter(_AT[name])
        _formula(sheet, row, _AT[name], f"=SUM({letter}{first}:{letter}{row - 1})")


def _formula(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """A formula of ours: no text of a form is in it."""
    cell: Any = sheet.cell(row, column)
    cell.value, cell.number_format = text, "0.00"
    cell.font, cell.alignment, cell.border = _FONT, _MIDDLE, _BORDER


def _put(
    sheet: Worksheet, row: int, column: int, value: Any, alignment: Alignment, font: Font, *, blank: bool = False
) -> None:
    cell: Any = sheet.cell(row, column)
    if isinstance(value, str):
        if value:
            cell.value = "".join(sign for sign in value if sign >= " " or sign in "\n\t")[:32_000]
            cell.data_type = "s"
    else:
        cell.value, cell.number_format = value, "0.00"
    cell.alignment, cell.font, cell.border = alignment, font, _BORDER
    if blank:
        cell.fill = _OPEN


def _page(sheet: Worksheet) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{_FIRST - 1}:{_FIRST - 1}"
    sheet.freeze_panes = sheet.cell(_FIRST, 4).coordinate
