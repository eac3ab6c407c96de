"""The head of a form, from all that stands around its rows: whose it is, its year, money, goals, total and grade."""

from __future__ import annotations

import re

from targets.layout.columns import Columns
from targets.layout.head import texts_about
from targets.layout.moneylines import Money
from targets.layout.reading import Pass
from targets.layout.segments import Segment
from targets.model.form import Form
from targets.model.headings import heading
from targets.model.identity import normalised
from targets.model.labels import (
    department_in,
    field_label,
    glued_field,
    labelled_parts,
    money_unit_of,
    split_code,
    title_kind,
    year_of,
)
from targets.model.roles import Role
from targets.model.vocabulary import is_note

_REVIEWED = (Role.REVIEW_SCORE, Role.REVIEW_ACTUAL)


def form_head(segment: Segment, reading: Pass, file: str, tabs: frozenset[str]) -> Form:
    """A form without its rows: whose it is, year, kind, money, goals, total and grade. ``tabs`` name projects."""
    head = reading.head
    fields = dict(head.fields)
    for part in (part for text in segment.prose for part in labelled_parts(text)):
        glued = glued_field(part)
        if glued and glued[0] not in ("goal", "note", "grade", "total_score"):
            fields.setdefault(*glued)
    at = segment.lines[0].at
    for text in (segment.title, *segment.prose, *segment.after):
        head.verdict.take_line(head.money.read_prose(text, at))
    year = next(
        (y for text in texts_about(head, segment.title, segment.prose) if (y := year_of(text)) is not None), None
    )
    units = (u for text in (*segment.prose, segment.title) if (u := money_unit_of(text)))
    project = fields.get("project")
    of_department: bool | None = None
    if project:
        of_department = False
    elif ("department" in fields and "整体" in segment.title) or (
        "department" in fields and "项目" not in segment.title
    ):
        of_department = True
    owner = (
        fields.get("department") or fields.get("authority")
        if of_department
        else fields.get("authority") or fields.get("department")
    )
    owner = (
        owner
        or fields.get("reporter")
        or fields.get("central")
        or fields.get("unit")
        or (fields.get("implementer") if of_department is not False and not project else None)
        or department_in(segment.title)
    )
    department, code = split_code(owner) if owner else (None, None)
    code = fields.get("code", code) if fields.get("code") else code
    money_unit = head.money_unit or next(units, None) or "万元"
    columns = (reading.columns or Columns(())).columns
    roles = {column.role for column in columns}
    tab = segment.lines[0].grid.sheet
    if not project and not of_department and tab in tabs and roles & {Role.TARGET, Role.POINTS, Role.SCORE}:
        project = tab
        of_department = False
    reviewed = any(heading(column.text) in _REVIEWED for column in columns) or any(
        row.text(role) for project in reading.projects for row in project.rows for role in _REVIEWED
    )
    kind = title_kind(
        segment.title,
        has_outcomes=bool(roles & {Role.ACTUAL, Role.SCORE}),
        has_review=reviewed,
        of_department=of_department,
    )
    execution = _bare(head.money, money_unit)
    if kind.has_outcomes and execution.get("executed") and not (execution.get("full_year") or execution.get("initial")):
        execution |= {"full_year": head.money.budget["total"]} if "total" in head.money.budget else {}
    return Form(
        file=file,
        index=0,
        kind=kind,
        at=segment.lines[0].at,
        year=year,
        department=department,
        department_code=code,
        project=project,
        implementer=fields.get("implementer") or fields.get("unit"),
        money_unit=money_unit,
        budget=head.money.budget,
        execution=execution,
        fund_rows=head.money.funds,
        goal="\n".join(head.goals) or None,
        goal_outcome="\n".join(head.goals_done) or None,
        total_points=head.verdict.points,
        total_score=head.verdict.score,
        grade=head.verdict.grade,
        remarks=(*head.remarks, *(text for text in segment.after if _own_words(text))),
        category_points=reading.block.category_points if reading.block else {},
        heading=normalised(segment.title),
        money_at=head.money.at,
        invented=any(_INVENTED.search(text) for text in texts_about(head, segment.title, segment.prose)),
    )


_INVENTED = re.compile(r"示例数据|纯属虚构")


def _bare(money: Money, money_unit: str) -> dict[str, str]:
    """The execution, figures that stood behind their label in one text without the unit of the form's money and 分."""
    units = {**dict.fromkeys(("initial", "full_year", "executed"), money_unit), "points": "分", "score": "分"}
    return {
        role: text.removesuffix(units[role]).strip() if role in units and role in money.glued else text
        for role, text in money.whole().items()
    }


def _own_words(text: str) -> bool:
    """True if a paragraph behind a form speaks of it: a note, or a label of remarks or persons with its text."""
    return is_note(text) or field_label(text) is not None or glued_field(text) is not None
