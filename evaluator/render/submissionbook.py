"""报送台账 as a workbook: who handed in what, who is missing, with the columns of the office's own list."""

from __future__ import annotations

from collections.abc import Sequence

from evaluator.render.papersheet import PaperSheet, content_of, new_book
from evaluator.reports.submissions import HEADINGS, WHOLE, ExpectedList, Submission

_WIDTHS = (6, 28, 34, 12, 16, 14, 9, 26)
_OWN = ("催报情况", "备注")
"""Columns for the office where its list has none."""
_HEAD = 3


def render(expected: ExpectedList, lines: Sequence[Submission], mark: str = "") -> bytes:
    """The ledger, with a ``mark`` on every page; the counts above it are formulas over its rows. Equal lines give equal
    bytes.
    """
    own = expected.added or _OWN
    book = new_book()
    sheet = PaperSheet(book.create_sheet("报送台账"), (*_WIDTHS, *(16 for _ in own)))
    sheet.title("绩效自评报送台账", mark)
    for column, heading in enumerate((*HEADINGS, *own), 1):
        sheet.put(_HEAD, column, heading, bold=True)
    for row, line in enumerate(lines, _HEAD + 1):
        for column, text in enumerate(_texts(row - _HEAD, line), 1):
            sheet.put(row, column, text, centred=column in (1, 4, 5, 6, 7))
        for column, name in enumerate(own, len(HEADINGS) + 1):
            text = line.expected.own.get(name, "") if line.expected is not None else ""
            sheet.put(row, column, text, blank=True)
    state = f"D{_HEAD + 1}:D{_HEAD + max(len(lines), 1)}"
    for column, name in ((2, "已报"), (4, "未报"), (6, "不在名单内")):
        sheet.put(2, column, f"{name}（{'个' if expected.by_department else '张'}）", bold=True)
        sheet.formula(2, column + 1, f'=COUNTIF({state},"{name}*")', "0")
    sheet.finish(_HEAD, 3)
    return content_of(book)


def _texts(number: int, line: Submission) -> tuple[str, ...]:
    forms = line.forms
    named = line.expected
    department = named.department if named is not None and named.department else forms[0].department if forms else ""
    project = named.project if named is not None else forms[0].project
    of_form = named.whole if named is not None else not project
    many = len(forms) > 1
    totals = f"共{len(forms)}张" if many else "".join(form.total for form in forms)
    return (
        str(number),
        department,
        WHOLE if of_form else project,
        line.state,
        totals,
        "" if many else "".join(form.grade for form in forms),
        str(sum(form.open for form in forms)) if forms else "",
        "、".join(dict.fromkeys(form.source for form in forms)),
    )
