"""One piece of a document becomes one form: head, indicators, total, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from targets.kinds.finding import Finding
from targets.kinds.indicators import TargetMissing
from targets.kinds.location import Location
from targets.language.expression import read_target
from targets.language.interpretation import comparator_of_column
from targets.layout.columns import Columns
from targets.layout.head import Head
from targets.layout.rows import Block, RowTexts, joined
from targets.layout.segments import Line, Segment
from targets.layout.summary import summary_of
from targets.model.form import Form, Indicator, full_target, with_unit
from targets.model.identity import indicator_id, normalised
from targets.model.labels import (
    execution_heading,
    field_label,
    glued_field,
    money_unit_of,
    split_code,
    title_kind,
    year_of,
)
from targets.model.vocabulary import category, is_total

_CHECKED = re.compile(r"[☑✓✔√■☒]\s*([优良中差])")
_GRADE = re.compile(r"(?:等级|等次|级别)[:：]?\s*[\"“]?([优良中差](?:秀|好|等)?)")


def comparator_of(symbol: str) -> str:
    """The text of a symbol column where it says how the outcome is held against the value; 定量 does not."""
    return symbol if "定性" in symbol or comparator_of_column(symbol) is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Something in a document that was not taken into a form: its place, its text, and why."""

    at: Location
    text: str
    zh: str
    en: str

    def reason(self, lang: str) -> str:
        """Why it was not taken, in ``zh`` or ``en``."""
        return self.zh if lang == "zh" else self.en


@dataclass(slots=True)
class Piece:
    """What one segment gave."""

    form: Form | None = None
    findings: list[Finding] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    summary: bool = False

    def with_index(self, index: int) -> Form:
        """The form with its number in the file, which every place in it and every finding about it then carries."""
        if self.form is None:
            raise RuntimeError("no form in this piece")
        if self.summary:
            return replace(self.form, index=index)
        self.findings = [replace(found, at=replace(found.at, form=index)) for found in self.findings]
        return replace(
            self.form,
            index=index,
            at=replace(self.form.at, form=index),
            rows=tuple(replace(row, at=replace(row.at, form=index)) for row in self.form.rows),
            money_at={line: replace(at, form=index) for line, at in self.form.money_at.items()},
        )


_WHY = {
    "nameless": ("这一行没有指标名称", "the row has no indicator name"),
    "blank": ("表样中的空行（如“指标1：”）", "a blank row of the official form (such as 指标1：)"),
    "subtotal": ("小计行", "a partial sum"),
    "unread": ("没有认出的行", "a row that was not recognised"),
    "no-form": ("不是绩效表的表格", "a table that is no performance form"),
    "column": ("没有使用的列", "a column that is not used"),
}


def _skip(at: Location, text: str, why: str) -> Skipped:
    zh, en = _WHY[why]
    return Skipped(at=at, text=text, zh=zh, en=en)


@dataclass(slots=True)
class _Reading:
    """A segment as it is being read."""

    head: Head = field(default_factory=Head)
    rows: list[RowTexts] = field(default_factory=list)
    columns: Columns | None = None
    total_points: str | None = None
    total_score: str | None = None
    grade: str | None = None
    remarks: list[str] = field(default_factory=list)
    category_points: dict[str, str] = field(default_factory=dict)
    piece: Piece = field(default_factory=Piece)


def assemble(segment: Segment, file: str) -> Piece:
    """The form that a segment holds, or only what was skipped where it holds none."""
    reading = _Reading()
    _read_lines(segment, reading)
    if reading.columns is None:
        if summary := summary_of(segment, file):
            return Piece(form=summary, summary=True)
        for line in segment.lines[:1]:
            reading.piece.skipped.append(_skip(line.at, segment.title or line.text, "no-form"))
        reading.piece.findings.clear()
        return reading.piece
    reading.piece.skipped += [_skip(line.at, line.text, "unread") for line in reading.head.unread]
    reading.piece.form = _form(segment, reading, file)
    return reading.piece


def _read_lines(segment: Segment, reading: _Reading) -> None:
    block: Block | None = None
    lines = segment.lines
    place = 0
    while place < len(lines):
        line = lines[place]
        place += 1
        if Columns.heads(line.own):
            below = lines[place].own if place < len(lines) and lines[place].grid is line.grid else []
            columns, second = Columns.of(line.own, below)
            place += second
            reading.piece.skipped += [_skip(line.at, text, "column") for text in columns.left_out]
            if block is None:
                block = Block(columns=columns, category_points=reading.category_points)
            block.columns = columns
            reading.columns = columns
            continue
        if block is None:
            reading.head.read(line)
        else:
            _below_heading(block, line, reading)


def _below_heading(block: Block, line: Line, reading: _Reading) -> None:
    first = line.own[0]
    key = field_label(first.text) or (glued_field(first.text) or (None, ""))[0]
    tail = key in ("grade", "note", "person", "total_score", "reporter", "attribute")
    if tail and not is_total(first.text) and block.columns.role_of(first) in ("group", "level1", "number", None):
        _tail(line, reading)
        return
    if _late_money(block, line, reading):
        return
    texts = block.read(line)
    if isinstance(texts, RowTexts):
        reading.rows.append(texts)
    elif texts == "total":
        _total(block, line, reading)
    elif texts == "note":
        reading.remarks.append(joined(first.text))
    elif texts in ("nameless", "blank", "subtotal"):
        reading.piece.skipped.append(_skip(line.at, line.text, texts))


def _late_money(block: Block, line: Line, reading: _Reading) -> bool:
    """预算执行率 as a row among the indicators (older forms): its points and score are those of the execution."""
    name = next((c for c in line.own if block.columns.role_of(c) in ("level1", "level2", "name", "group", None)), None)
    if name is None or execution_heading(name.text) != "rate" or reading.head.execution.get("score"):
        return False
    labels = [c for c in line.own if block.columns.role_of(c) in ("level1", "level2", "name", "group", None)]
    if len(labels) != 1 or "执行率" not in normalised(name.text):
        return False
    values = {
        role: c.text.strip() for c in line.own if (role := block.columns.role_of(c)) in ("points", "score", "actual")
    }
    if "points" not in values and "score" not in values:
        return False
    execution = reading.head.execution
    reading.head.money_at["execution"] = line.at
    for role, value in values.items():
        execution.setdefault("rate" if role == "actual" else role, value)
    return True


def _total(block: Block, line: Line, reading: _Reading) -> None:
    values = {role: c.text.strip() for c in line.own[1:] if (role := block.columns.role_of(c))}
    numbers = [c.text.strip() for c in line.own[1:] if re.search(r"\d", c.text)]
    points, score = values.get("points"), values.get("score")
    if len(numbers) == 1 and score is None and "得分" in normalised(line.own[0].text):
        points, score = None, numbers[0]
    if points is None and score is None and numbers:
        if len(numbers) > 1:
            points, score = numbers[0], numbers[1]
        elif block.columns.has("score"):
            score = numbers[0]
        else:
            points = numbers[0]
    reading.total_points = reading.total_points or points
    reading.total_score = reading.total_score or score
    _grade(line.text, reading)


def _grade(text: str, reading: _Reading) -> None:
    found = _CHECKED.findall(text)
    if len(found) == 1:
        reading.grade = reading.grade or found[0]
    elif match := _GRADE.search(text):
        reading.grade = reading.grade or match.group(1)


def _tail(line: Line, reading: _Reading) -> None:
    """Rows under the indicators: grade, conclusions, people."""
    cells = line.own
    place = 0
    while place < len(cells):
        text = cells[place].text
        key, value = field_label(text), ""
        glued = None if key else glued_field(text)
        if key and place + 1 < len(cells) and not field_label(cells[place + 1].text):
            place += 1
            value = cells[place].text.strip()
        elif glued:
            key, value = glued
        place += 1
        if key == "grade" and value:
            checked = _CHECKED.findall(value)
            reading.grade = reading.grade or (checked[0] if len(checked) == 1 else joined(value))
        elif key == "total_score" and value:
            reading.total_score = reading.total_score or value
        elif key == "reporter" and value:
            reading.head.fields.setdefault("reporter", joined(value))
        elif key == "note" and value:
            reading.remarks.append(joined(text) if glued else f"{joined(text)}：{value}")


def _texts_about(segment: Segment, reading: _Reading) -> Iterator[str]:
    yield segment.title
    yield from segment.prose
    if "year" in reading.head.fields:
        yield reading.head.fields["year"]
    yield from reading.head.lines


def _form(segment: Segment, reading: _Reading, file: str) -> Form:
    head = reading.head
    fields = dict(head.fields)
    for text in segment.prose:
        glued = glued_field(text)
        if glued and glued[0] not in ("goal", "note"):
            fields.setdefault(*glued)
    year = next((y for text in _texts_about(segment, reading) if (y := year_of(text)) is not None), None)
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
        or (fields.get("implementer") if of_department is not False and not project else None)
    )
    department, code = split_code(owner) if owner else (None, None)
    code = fields.get("code", code) if fields.get("code") else code
    columns = reading.columns or Columns(())
    kind = title_kind(
        segment.title,
        has_outcomes=any(columns.has(role) for role in ("actual", "score")),
        has_review=columns.has("review_score") or columns.has("review_actual"),
        of_department=of_department,
    )
    rows = _indicators(reading, columns, department or "", project or "")
    for text in (*segment.prose, *segment.after):
        _grade(text, reading)
    first = segment.lines[0]
    return Form(
        file=file,
        index=0,
        kind=kind,
        at=first.at,
        year=year,
        department=department,
        department_code=code,
        project=project,
        implementer=fields.get("implementer"),
        money_unit=head.money_unit or next(units, None) or "万元",
        budget=head.budget,
        execution=head.execution,
        fund_rows=head.fund_rows,
        goal="\n".join(head.goals) or None,
        goal_outcome="\n".join(head.goals_done) or None,
        rows=rows,
        total_points=reading.total_points,
        total_score=reading.total_score,
        grade=reading.grade,
        remarks=(*head.remarks, *reading.remarks, *(text for text in segment.after if text.strip())),
        category_points=reading.category_points,
        heading=normalised(segment.title),
        money_at=head.money_at,
    )


def _indicators(reading: _Reading, columns: Columns, department: str, project: str) -> tuple[Indicator, ...]:
    def column(row: RowTexts, role: str) -> str | None:
        return row.text(role) if columns.has(role) else None

    found: list[Indicator] = []
    ids: dict[str, int] = {}
    for row in reading.rows:
        name, target = row.text("name"), row.text("target")
        symbol, unit = column(row, "symbol"), column(row, "unit")
        actual = column(row, "actual")
        whole = full_target(target, symbol, unit)
        new = indicator_id(department, project, row.level1, row.level2, name, whole)
        ids[new] = ids.get(new, 0) + 1
        found.append(
            Indicator(
                id=new if ids[new] == 1 else f"{new}-{ids[new]}",
                level1=row.level1,
                level2=row.level2,
                name=name,
                target=target,
                reading=read_target(target, indicator=name, unit=unit or "", symbol=comparator_of(symbol or "")),
                category=category(row.level1, row.level2),
                at=row.line.at,
                actual=None if actual is None else with_unit(actual, row.text("actual_unit")),
                points=column(row, "points"),
                score=column(row, "score"),
                reason=column(row, "reason"),
                review_actual=column(row, "review_actual"),
                review_score=column(row, "review_score"),
                symbol=symbol,
                unit=unit,
                evidence=column(row, "evidence"),
                review_reason=column(row, "review_reason"),
            )
        )
        reading.piece.findings += [kind.about(found[-1], **figures) for kind, figures in row.doubts]
    reading.piece.findings += [TargetMissing.about(row, name=row.name) for row in found if not row.target]
    return tuple(found)
