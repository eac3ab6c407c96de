"""复核工作底稿: one sheet for each self-evaluation, the printed and the recomputed scores beside empty columns for the
reviewer; the deviation and the sums are formulas, so that they follow what the reviewer types.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from openpyxl.utils import get_column_letter

from evaluator.auditing.recompute import Claim
from evaluator.auditing.run import Audit
from evaluator.figures import points as as_points
from evaluator.officialforms.sichuan import target_cells
from evaluator.render.papersheet import PaperSheet, content_of, new_book
from evaluator.render.templatebook import sheet_title

NAME = "复核工作底稿.xlsx"
HEAD = (
    ("被评价项目", "年度", "索引号", "来源文件"),
    ("编制人", "编制日期", "依据办法", "来源表序"),
    ("复核人", "复核日期", "主管部门"),
)
COLUMNS = (
    ("一级指标", 9), ("二级指标", 10), ("三级指标", 22), ("指标性质", 6), ("指标值", 10), ("度量单位", 6), ("权重", 7),
    ("自评完成值", 14), ("自评得分", 8), ("重算得分", 8), ("依据条款", 16), ("复核完成值", 14), ("复核得分", 8),
    ("偏离度", 8), ("证据编号", 9), ("备注", 18), ("编号", 12),
)  # fmt: skip
REVIEWER = ("复核完成值", "复核得分", "证据编号", "备注")
"""The columns that are the reviewer's alone: never filled in beforehand; papers that were handed back keep them."""
_AT = {name: number for number, (name, _) in enumerate(COLUMNS, 1)}
_FIRST = len(HEAD) + 3


def workbook(done: Audit, selected: Collection[int] | None = None) -> bytes:
    """The working papers of every form that claims outcomes, or of those at the positions ``selected``. Equal audits
    give equal bytes.
    """
    book = new_book()
    taken: set[str] = set()
    claimed = [n for n, form in enumerate(done.forms) if form.kind.has_outcomes and done.done.by_form[n]]
    if selected is not None:
        claimed = [position for position in claimed if position in selected]
    for number, position in enumerate(claimed, 1):
        title = sheet_title(f"{number:02d} {done.forms[position].title}", taken)
        _fill(PaperSheet(book.create_sheet(title), [width for _, width in COLUMNS]), done, position, number)
    if not claimed:
        book.create_sheet("无自评表")
    return content_of(book)


def _fill(sheet: PaperSheet, done: Audit, position: int, number: int) -> None:
    form, claims = done.forms[position], done.done.by_form[position]
    sheet.title("绩效自评复核工作底稿", done.mark)
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
            sheet.put(row, column, label, bold=True)
            sheet.put(row, column + 1, {**known, **own}.get(label, ""), blank=label not in known, over=3)
    for column, (heading, _) in enumerate(COLUMNS, 1):
        sheet.put(_FIRST - 1, column, heading, bold=True)
    for row, claim in enumerate(claims, _FIRST):
        _line(sheet, row, done, claim)
    _sums(sheet, _FIRST + len(claims), _FIRST)
    sheet.finish(_FIRST - 1, 3)


def _line(sheet: PaperSheet, row: int, done: Audit, claim: Claim) -> None:
    for column, value in enumerate(_values(done, claim), 1):
        heading = COLUMNS[column - 1][0]
        sheet.put(
            row, column, value, centred=heading not in ("三级指标", "依据条款", "备注"), blank=heading in REVIEWER
        )
    self_score, review = (f"{get_column_letter(_AT[name])}{row}" for name in ("自评得分", "复核得分"))
    sheet.formula(row, _AT["偏离度"], f'=IF({review}="","",{review}-{self_score})')


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


def _sums(sheet: PaperSheet, row: int, first: int) -> None:
    """Under the lines the sums of points and scores, and of the deviations; the review scores are summed once every row
    has one, since a part of them is no total.
    """
    for column in range(1, len(COLUMNS) + 1):
        sheet.put(row, column, "合计" if column == 1 else "", bold=True)
    for name in ("权重", "自评得分", "重算得分", "复核得分", "偏离度"):
        letter = get_column_letter(_AT[name])
        rows = f"{letter}{first}:{letter}{row - 1}"
        whole = f'=IF(COUNT({rows})={row - first},SUM({rows}),"")' if name == "复核得分" else f"=SUM({rows})"
        sheet.formula(row, _AT[name], whole)
