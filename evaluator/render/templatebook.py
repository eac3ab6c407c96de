"""The template as a workbook: a sheet of instructions, one of money, one for each form (or one for all)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from actuals.matching.matching import Matching
from actuals.sources.rows import EXAMPLE_MARK
from actuals.template import (
    DEPARTMENT,
    FUND,
    ID,
    INDICATOR_COLUMNS,
    MONEY_COLUMNS,
    NARRATIVE_COLUMNS,
    PROJECT,
    Band,
    Column,
    asks_for_words,
    bands_text,
    clean,
    expectation,
    fund_rows,
    indicator_row,
    narrative_rows,
)
from targets.model.form import Form

MONEY_SHEET = "预算执行"
ALL_SHEET = "绩效指标"
NARRATIVE_SHEET = "文字说明"
GUIDE_SHEET = "填表说明"

_EPOCH = datetime(2000, 1, 1)  # files of equal content are equal bytes, so no clock
_THIN = Side(style="thin", color="FF808080")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_LOCKED = PatternFill("solid", fgColor="FFEDEDED")
_FILL = PatternFill("solid", fgColor="FFFFF9E5")
_HEAD = PatternFill("solid", fgColor="FFD9E2F3")
_TEXT = "宋体"
_WRAP = Alignment(wrap_text=True, vertical="center")
_CENTRED = Alignment(wrap_text=True, vertical="center", horizontal="center")
_EXAMPLE: Mapping[str, str] = {
    "id": EXAMPLE_MARK,
    "level1": EXAMPLE_MARK,
    "level2": "数量指标",
    "name": "举办培训期数（本行为填写示例，不计入）",
    "target": "≥10 期",
    "unit": "期",
    "actual": "9 期",
    "evidence": "培训通知、签到表",
    "reason": "一期因场地维修取消，下年度补办",
}
_HEADING_NOTES = {
    "actual": "实际达到的结果。定量指标填数值（单位见左栏），不带 ≥、≤ 等符号；定性指标用一句话写明。",
    "level": "只有定性指标填写，从下拉列表中选择。",
    "share": "可不填。定性指标在所选等级的得分区间内的系数，0 到 1 之间，例如 0.75。",
    "decided_by": "填写得分系数的，写明由谁认定。",
    "decided_on": "填写得分系数的，写明何时认定，例如 2024-01-10。",
    "evidence": "能证明完成值的材料名称，例如签到表、验收单、问卷汇总。",
    "reason": "未达到目标、明显超过目标或不适用时，写明原因和改进措施。",
    "initial": "年初批复的预算数。",
    "full_year": "调整后的全年预算数。",
    "executed": "全年实际支出数。",
}


def workbook_bytes(
    forms: Sequence[Form],
    *,
    levels: Sequence[str],
    one_sheet: bool,
    bands: Sequence[Band] = (),
    known: Matching | None = None,
    texts: Mapping[int, Mapping[str, str]] | None = None,
) -> bytes:
    """The finished .xlsx file. Cells of text are stored as text, never as formulas."""
    book = Workbook()
    guide = book.active
    if not isinstance(guide, Worksheet):  # openpyxl gives a new workbook one worksheet
        raise TypeError("a new workbook has no worksheet")
    guide.title = GUIDE_SHEET
    _guide(guide, forms, levels)
    _money(book.create_sheet(MONEY_SHEET), forms, known)
    numbered = list(enumerate(forms))
    if one_sheet:
        sheet = book.create_sheet(ALL_SHEET)
        _indicators(sheet, "绩效指标完成情况填报表", numbered, levels, bands, known, owner_shown=True)
    else:
        taken: set[str] = set()
        for number, form in numbered:
            sheet = book.create_sheet(sheet_title(f"{number + 1} {form.title}", taken))
            title = f"{form.title} 绩效指标完成情况填报表"
            _indicators(sheet, title, [(number, form)], levels, bands, known, owner_shown=False)
    _narratives(book.create_sheet(NARRATIVE_SHEET), forms, texts or {})
    book.properties.creator = "evaluator"
    book.properties.created = book.properties.modified = _EPOCH
    buffer = io.BytesIO()
    book.save(buffer)
    return _without_clock(buffer.getvalue())


def sheet_title(text: str, taken: set[str]) -> str:
    """A sheet title of at most 31 signs without ``/ \\ ? * [ ] :``, different from those in ``taken`` (which it
    joins).
    """
    plain = re.sub(r"[\\/?*\[\]:]", "_", clean(text)).strip("' ")[:31] or "表"
    title, number = plain, 2
    while title.casefold() in taken:
        title = f"{plain[: 30 - len(str(number))]}_{number}"
        number += 1
    taken.add(title.casefold())
    return title


def _guide(sheet: Worksheet, forms: Sequence[Form], levels: Sequence[str]) -> None:
    rows = sum(len(form.rows) for form in forms)
    years = "、".join(f"{year} 年度" for year in sorted({form.year for form in forms if form.year}))
    lines = (
        ("绩效目标完成情况填报表", 16),
        (f"{years}  共 {len(forms)} 张表，{rows} 项三级指标", 11),
        ("", 11),
        ("怎样填", 13),
        ("1. 只填浅黄色的格子。灰色格子是批复的目标，已锁定；确需调整目标的，请联系财务人员重新生成本表。", 11),
        (
            f"2. “{MONEY_SHEET}”工作表：逐项填写三栏金额。年初预算数已按目标表预填，可以更正。",
            11,
        ),
        (
            "3. 定量指标：在“实际完成值”栏填达到的数值，不带 ≥、≤、以上等字样。只填数时，按“计量单位”栏计。",
            11,
        ),
        (f"4. 定性指标：在“实际完成值”栏用一句话写明情况，在“完成等级”栏选择：{'、'.join(levels)}。", 11),
        ("5. “得分系数”可不填；填写时为 0 到 1 之间、与所选等级的得分区间相符的数，例如 0.75。", 11),
        ("6. “佐证材料”栏写明材料名称；未达到目标、明显超过目标的，在“偏差原因分析及改进措施”栏说明。", 11),
        ("7. 指标确实不适用的，“实际完成值”填“不适用”，并说明理由。没有数据的留空，不要填 0。", 11),
        (f"8. “{NARRATIVE_SHEET}”工作表可不填：不填的，自评表中的“实际完成情况”按数据拟出草稿，待人核定。", 11),
        (f"9. 每张表第一行的灰色斜体字（{EXAMPLE_MARK}）是填写示例，不计入。", 11),
        ("", 11),
        ("交回以后", 13),
        ("行的顺序、列的顺序可以变，也可以加列；请保留隐藏的“编号”列，它用来把结果对应到指标。", 11),
        ("工作表保护没有密码，只为防止误改。用 Excel、WPS 或 LibreOffice 打开均可。", 11),
    )
    sheet.column_dimensions["A"].width = 110
    for number, (text, size) in enumerate(lines, 1):
        cell = sheet.cell(number, 1)
        _put(cell, text)
        cell.font = Font(name=_TEXT, size=size, bold=size > 11)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        if len(text) > 52:
            sheet.row_dimensions[number].height = 31
    _page(sheet, None)
    sheet.protection.sheet = True


def _money(sheet: Worksheet, forms: Sequence[Form], known: Matching | None) -> None:
    columns = (
        replace(DEPARTMENT, width=36),
        PROJECT,
        FUND,
        *MONEY_COLUMNS,
        Column("reason", "偏差原因分析及改进措施", 30, fill=True),
    )
    unit = forms[0].money_unit
    _title(sheet, f"预算执行情况填报表（单位：{unit}）", len(columns))
    _headings(sheet, 2, columns)
    number = 3
    for position, form in enumerate(forms):
        for row in fund_rows(form, unit, known, position):
            _row(sheet, number, columns, row)
            for column in (4, 5, 6):
                cell = sheet.cell(number, column)
                cell.number_format = "General"
                if cell.value and re.fullmatch(r"-?\d{1,13}(\.\d{1,6})?", str(cell.value)):
                    cell.value = float(str(cell.value)) if "." in str(cell.value) else int(str(cell.value))
            number += 1
    amounts = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
    amounts.error, amounts.errorTitle, amounts.showErrorMessage = f"请填不小于 0 的数，单位为{unit}。", "金额", True
    amounts.add(f"D3:F{number - 1}")
    sheet.add_data_validation(amounts)
    _finish(sheet, 2, columns)


def _narratives(sheet: Worksheet, forms: Sequence[Form], texts: Mapping[int, Mapping[str, str]]) -> None:
    _title(sheet, "文字说明填报表", len(NARRATIVE_COLUMNS))
    _headings(sheet, 2, NARRATIVE_COLUMNS)
    rows = (row for position, form in enumerate(forms) for row in narrative_rows(form, texts.get(position)))
    for number, row in enumerate(rows, 3):
        _row(sheet, number, NARRATIVE_COLUMNS, row)
    _finish(sheet, 2, NARRATIVE_COLUMNS)


def _indicators(
    sheet: Worksheet,
    title: str,
    forms: Sequence[tuple[int, Form]],
    levels: Sequence[str],
    bands: Sequence[Band],
    known: Matching | None,
    *,
    owner_shown: bool,
) -> None:
    columns = (ID, DEPARTMENT, PROJECT, *INDICATOR_COLUMNS)
    _title(sheet, title, len(columns))
    _headings(sheet, 2, columns)
    _row(sheet, 3, columns, _EXAMPLE, example=True)
    number = 4
    place = {column.field: n for n, column in enumerate(columns, 1)}
    choice = _choice(levels)
    for position, form in forms:
        for n, indicator in enumerate(form.rows):
            _row(sheet, number, columns, indicator_row(form, indicator, known, (position, n)))
            actual = sheet.cell(number, place["actual"])
            actual.comment = _comment(expectation(indicator, levels))
            qualitative = asks_for_words(indicator.reading)
            level, share = (sheet.cell(number, place[field]) for field in ("level", "share"))
            if qualitative:
                choice.add(level.coordinate)
                sheet.add_data_validation(_share(share.coordinate, level.coordinate, levels, bands))
            else:
                for cell in (one for one in (level, share) if not one.value):
                    _put(cell, "")
                    cell.fill, cell.protection = _LOCKED, Protection(locked=True)
            number += 1
    if choice.sqref:
        sheet.add_data_validation(choice)
    hidden: Iterable[Column] = (ID,) if owner_shown else (ID, DEPARTMENT, PROJECT)
    for column in hidden:
        sheet.column_dimensions[get_column_letter(place[column.field])].hidden = True
    _finish(sheet, 2, columns)


def _choice(levels: Sequence[str]) -> DataValidation:
    listed = ",".join(level.replace(",", "，").replace('"', "”") for level in levels)
    if len(listed) > 250:  # Excel allows 255 signs and fails silently beyond
        listed = "达成,部分达成,未达成"
    choice = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    choice.prompt, choice.promptTitle, choice.showInputMessage = "从列表中选择", "完成等级", True
    choice.error, choice.errorTitle, choice.showErrorMessage = f"请从列表中选择：{listed}", "完成等级", True
    return choice


def _share(share: str, level: str, levels: Sequence[str], bands: Sequence[Band]) -> DataValidation:
    """A share within the band of the level chosen beside it; from 0 to 1 where the bands are not known.

    A mark between two bands belongs to the upper one, as in the rulebooks. One validation a cell: with one for many,
    programs disagree about which of them a relative formula speaks of.
    """
    if not bands:
        found = DataValidation(type="decimal", operator="between", formula1="0", formula2="1", allow_blank=True)
        found.error = "得分系数是 0 到 1 之间的数，例如 0.75。"
    else:
        top = max(high for _, high in bands)
        parts = [
            f'AND({level}="{name}",{share}>={low},{share}{"<=" if high == top else "<"}{high})'
            for name, (low, high) in zip(levels, bands, strict=True)
        ]
        found = DataValidation(type="custom", formula1=f"OR({','.join(parts)})", allow_blank=True)
        found.error = "先选完成等级，再填该等级区间内的系数：" + bands_text(levels, bands)
    found.add(share)
    found.errorTitle, found.showErrorMessage = "得分系数", True
    return found


def _title(sheet: Worksheet, text: str, width: int) -> None:
    cell = sheet.cell(1, 1)
    _put(cell, text)
    cell.font, cell.alignment = Font(name=_TEXT, size=14, bold=True), Alignment(horizontal="center", vertical="center")
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    sheet.row_dimensions[1].height = 26


def _headings(sheet: Worksheet, number: int, columns: Sequence[Column]) -> None:
    for n, column in enumerate(columns, 1):
        cell = sheet.cell(number, n)
        _put(cell, column.heading)
        cell.font, cell.fill, cell.alignment, cell.border = (
            Font(name=_TEXT, size=10, bold=True),
            _HEAD,
            _CENTRED,
            _BORDER,
        )
        if note := _HEADING_NOTES.get(column.field):
            cell.comment = _comment(note)
        sheet.column_dimensions[get_column_letter(n)].width = column.width
    sheet.row_dimensions[number].height = 30


def _row(
    sheet: Worksheet, number: int, columns: Sequence[Column], texts: Mapping[str, str], *, example: bool = False
) -> None:
    lines = 1
    for n, column in enumerate(columns, 1):
        cell = sheet.cell(number, n)
        text = texts.get(column.field, "")
        _put(cell, text)
        fillable = column.fill and not example
        cell.font = Font(name=_TEXT, size=10, italic=example, color="FF7F7F7F" if example else None)
        cell.fill = _FILL if fillable else _LOCKED
        cell.protection = Protection(locked=not fillable)
        cell.alignment, cell.border = _WRAP, _BORDER
        if column not in (ID, DEPARTMENT, PROJECT):
            lines = max(lines, -(-2 * len(text) // max(column.width - 1, 1)))
    sheet.row_dimensions[number].height = max(20, 14 * lines + 4)


def _put(cell: Cell | object, text: str) -> None:
    """Store ``text`` as text: ``=100%`` must neither be computed here nor when a person edits the cell."""
    if not isinstance(cell, Cell):
        return
    plain = clean(text)
    if not plain:
        cell.value = None
        return
    cell.value = plain
    cell.data_type = "s"
    cell.number_format = "@" if plain[0] in "=+-@" else "General"


def _comment(text: str) -> Comment:
    comment = Comment(text, "evaluator")
    comment.width, comment.height = 260, 110
    return comment


def _finish(sheet: Worksheet, header: int, columns: Sequence[Column]) -> None:
    first_fill = next(n for n, column in enumerate(columns, 1) if column.fill)
    sheet.freeze_panes = sheet.cell(header + 1, min(first_fill, 7) if ID not in columns else 4).coordinate
    _page(sheet, header)
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = protection.sort = protection.autoFilter = False  # i.e. allowed


def _page(sheet: Worksheet, header: int | None) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.5
    sheet.HeaderFooter.oddFooter.center.text = "第 &P 页，共 &N 页"  # type: ignore[union-attr]
    if header:
        sheet.print_title_rows = f"1:{header}"


def _without_clock(content: bytes) -> bytes:
    """The same archive with fixed times: openpyxl stamps entries and properties with the time of writing."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as written, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in written.infolist():
            data = written.read(entry)
            if entry.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", data)
            plain = zipfile.ZipInfo(entry.filename, (2000, 1, 1, 0, 0, 0))
            plain.compress_type, plain.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(plain, data)
    return fixed.getvalue()
