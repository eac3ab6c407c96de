"""The auditor's work list (xlsx): one row per finding with columns to decide in."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from evaluator.auditing.run import Audit
from evaluator.findings import severity_label
from evaluator.language import pick
from evaluator.render.archive import without_clock
from evaluator.scorecards.formjson import departments_of, findings_by_form
from targets.kinds.finding import Finding

DECISIONS = {
    "upheld": ("属实", "upheld"),
    "dismissed": ("不属实", "dismissed"),
    "corrected": ("已整改", "corrected"),
    "evidence": ("需补充材料", "more evidence"),
}
"""An auditor's decisions about a finding: it stands, does not, was put right, the department is asked back."""
_WIDTHS = (6, 8, 8, 26, 18, 20, 22, 26, 22, 60, 40, 14, 24, 12, 12)
_FIRST = len(_WIDTHS) - 3
_OPEN = PatternFill("solid", fgColor="FFFFF2CC")
_HEAD = Font(bold=True)
_WRAPPED = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A person's decision about one finding: one of ``DECISIONS``, why, who, on which day (ISO)."""

    decision: str
    reason: str = ""
    who: str = ""
    day: str = ""

    def texts(self, lang: str) -> tuple[str, str, str, str]:
        """The four cells of the work list."""
        return pick(lang, *DECISIONS[self.decision]), self.reason, self.who, self.day


def workbook(
    done: Audit, lang: str, decided: Mapping[int, Decided] | None = None, second: Mapping[int, Decided] | None = None
) -> bytes:
    """The work list. Texts are written as texts: a target may well be ``=100%``. Equal audits give equal bytes.

    ``decided`` fills the columns of decisions, by the position of the finding in ``done.notices``; ``second`` is what
    another person decided who looked again (复核), in four columns more.
    """
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # openpyxl gives a new workbook one worksheet
        raise TypeError("a new workbook has no worksheet")
    sheet.title = pick(lang, "疑点清单", "findings")
    headers = pick(
        lang,
        "序号,级别,代码,名称,部门,文件,表,位置,指标,问题,处理建议,处理决定,理由,决定人,日期",
        "no,severity,code,name,department,file,form,place,indicator,what is the matter,what to do,decision,reason,who,"
        "date",
    ).split(",")
    if second:
        headers += pick(lang, "复核决定,复核理由,复核人,复核日期", "second look,its reason,by,on").split(",")
    _write(sheet, 1, headers)
    departments = departments_of(done.forms, done.notices)
    for number, (title, found) in enumerate(_listed(done), 1):
        texts = (
            severity_label(found.severity, lang),
            found.code,
            found.name,
            departments[number - 1],
            found.at.file,
            title,
            found.at.text(lang).removeprefix(found.at.file).strip(),
            found.indicator or "",
            found.message(lang),
            found.remedy(lang),
        )
        sheet.cell(number + 1, 1, number)
        _write(sheet, number + 1, texts, start=2)
        for looked, column in ((decided, _FIRST), (second, _FIRST + 4)):
            if looked and number - 1 in looked:
                _write(sheet, number + 1, looked[number - 1].texts(lang), start=column)
    _dress(sheet, lang)
    content = io.BytesIO()
    book.save(content)
    book.close()
    return without_clock(content.getvalue())


def _listed(done: Audit) -> list[tuple[str, Finding]]:
    """Every finding with its form's title, in the order of the notices."""
    per_form, _ = findings_by_form(done.forms, done.notices)
    titles = {id(f): form.title for form, own in zip(done.forms, per_form, strict=True) for f in own}
    return [(titles.get(id(f), ""), f) for f in done.notices]


def _write(sheet: Worksheet, row: int, texts: tuple[str, ...] | list[str], start: int = 1) -> None:
    for column, text in enumerate(texts, start):
        cell = sheet.cell(row, column)
        cell.value = "".join(sign for sign in text if sign >= " " or sign in "\n\t")[:32_000]
        cell.data_type = "s"
        cell.alignment = _WRAPPED
        if row == 1:
            cell.font = _HEAD


def _dress(sheet: Worksheet, lang: str) -> None:
    last = sheet.max_row
    for column, width in enumerate((*_WIDTHS, *_WIDTHS[-4:])[: sheet.max_column], 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    choices = ",".join(pick(lang, *words) for words in DECISIONS.values())
    rule = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
    sheet.add_data_validation(rule)
    if last > 1:
        for column in range(_FIRST, sheet.max_column + 1, 4):
            letter = get_column_letter(column)
            rule.add(f"{letter}2:{letter}{last}")
        for row in sheet.iter_rows(min_row=2, max_row=last, min_col=_FIRST, max_col=sheet.max_column):
            for cell in row:
                cell.fill = _OPEN
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(sheet.max_column)}{max(last, 1)}"
