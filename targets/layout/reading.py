"""The lines of one piece of a document read by their kinds: head, indicators, total, remarks, all in one pass."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from targets.documents.grid import Cell
from targets.kinds.location import Location
from targets.layout.bands import Band
from targets.layout.columns import Columns, Doubt, assigned
from targets.layout.evidence import LABELS, seen_of
from targets.layout.head import Head
from targets.layout.ledger import Ledger
from targets.layout.lines import Line
from targets.layout.rowkinds import Told, kinds_of
from targets.layout.rows import Block, RowTexts
from targets.layout.segments import Segment
from targets.layout.texts import joined
from targets.layout.values import ValueKind, value_kind
from targets.layout.verdict import grade_in
from targets.layout.witnesses import LIKELIEST, How
from targets.model.identity import normalised
from targets.model.labels import execution_heading, field_label, glued_field, year_of
from targets.model.roles import OF_PROJECT, Role, RowKind
from targets.model.vocabulary import is_total

_TERM = re.compile(r"长期|中期|实施期|规划期|三年|总体绩效指标")
_BELOW = 200
"""No more lines than this under a heading are looked at to tell its columns."""


@dataclass(slots=True, kw_only=True)
class Project:
    """The indicators of one project, with what the columns of its table say of it."""

    name: str = ""
    said: dict[Role, str] = field(default_factory=dict)
    rows: list[RowTexts] = field(default_factory=list)


@dataclass(slots=True)
class Pass:
    """A piece of a document as it is being read."""

    segment: Segment
    ledger: Ledger
    how: How = LIKELIEST
    head: Head = field(init=False)
    block: Block | None = None
    columns: Columns | None = None
    projects: list[Project] = field(default_factory=list)
    later: list[RowTexts] = field(default_factory=list)
    in_later: bool = False
    skipped: list[tuple[Location, str, str]] = field(default_factory=list)
    doubts: list[tuple[Location, Doubt]] = field(default_factory=list)
    repeated: list[tuple[Location, str]] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.head = Head(self.ledger)

    def run(self) -> None:
        """Read all lines."""
        for line in self.segment.titles:
            self.ledger.know_all(line.grid, line.own, "title")
        lines = self.segment.lines
        columns = self._all_columns(lines)
        for line, told in zip(lines, _told(lines, columns), strict=True):
            self._read(line, told, columns.get(id(line)))

    def _all_columns(self, lines: Sequence[Line]) -> dict[int, Columns]:
        """The columns of each heading band by the line it begins in."""
        starts = [place for place, line in enumerate(lines) if line.band is not None]
        bands = [lines[place].band for place in starts]
        above = [lines[place - 1] if place else None for place in starts]
        terms = [band is not None and _of_term(band, line) for band, line in zip(bands, above, strict=True)]
        year = self._year(lines)
        found: dict[int, Columns] = {}
        for number, place in enumerate(starts):
            band = bands[number]
            if band is None:
                continue
            end = starts[number + 1] if number + 1 < len(starts) else len(lines)
            below = lines[place + band.rows : min(end, place + band.rows + _BELOW)]
            columns = assigned(band.headings, _beneath(band, below), year, self.how.columns)
            found[id(lines[place])] = columns
            if terms[number] and not all(terms):
                self.margins.append(str(id(lines[place])))
        return found

    def _year(self, lines: Sequence[Line]) -> int | None:
        texts = [self.segment.title, *self.segment.prose]
        texts += [line.own[0].text for line in lines[:6] if len(line.own) == 1]
        return next((year for text in texts if (year := year_of(text)) is not None), None)

    # -- one line ----------------------------------------------------------------------------------

    def _read(self, line: Line, told: Told, columns: Columns | None) -> None:
        kind = told.kind
        if line.heading:
            self._heading(line, columns)
            return
        if self.block is None or kind not in _BLOCK:
            if kind is RowKind.UNREAD or not self.head.read(line, kind):
                self._skip(line, "task" if kind is RowKind.TASKS else "unread")
            return
        if kind is RowKind.INDICATOR:
            self._indicator(line)
        elif kind is RowKind.SECTION:
            self.block.section(line)
        elif kind is RowKind.EXECUTION:
            self._execution(line)
        elif kind is RowKind.TOTAL:
            self._total(line)
        elif kind is RowKind.SUBTOTAL:
            self._skip(line, "subtotal")
        elif kind is RowKind.BLANK:
            self._skip(line, "blank")
        else:
            self._skip(line, "nameless")

    def _skip(self, line: Line, why: str) -> None:
        self.skipped.append((line.at, line.text, why))
        for cell in line.own:
            self.ledger.know(line.grid, cell, why)

    def _heading(self, line: Line, columns: Columns | None) -> None:
        self.ledger.know_all(line.grid, line.cells, "heading")
        if columns is None:
            return
        self.in_later = str(id(line)) in self.margins
        for column in columns.columns:
            if column.role is Role.UNUSED and column.text:
                self.skipped.append((line.at, column.text, "column"))
            elif column.role is Role.MIDTERM:
                self.skipped.append((line.at, column.text, "term"))
        self.doubts += [(line.at, doubt) for doubt in columns.doubts]
        self.repeated += [(line.at, text) for text in columns.repeated]
        if self.block is None:
            self.block = Block(columns=columns, ledger=self.ledger, each=self.how.each)
        self.block.begin(columns)
        self.columns = columns
        for cell in line.cells:
            self.head.money_unit = self.head.money_unit or None
            if cell.row < line.row or cell.rowspan > 1:
                self.ledger.know(line.grid, cell, "margin")

    def _indicator(self, line: Line) -> None:
        block = self.block
        if block is None:
            return
        if block.columns.has(Role.PROJECT):
            self._project_of(line, block)
        row = block.read(line)
        if row is None:
            self._skip(line, "nameless")
        elif self.in_later:
            self.later.append(row)
        else:
            if not self.projects:
                self.projects.append(Project())
            project = self.projects[-1]
            for role in OF_PROJECT:
                if text := row.text(role):
                    project.said.setdefault(role, joined(text))
            project.rows.append(row)

    def _project_of(self, line: Line, block: Block) -> None:
        """Begin another project where the column of names says so; an empty cell goes on with the one before."""
        said = {role: c for c in line.cells if not c.empty and (role := block.columns.role_of(c)) in OF_PROJECT}
        cell = said.get(Role.PROJECT)
        name = joined(cell.text) if cell is not None else ""
        if name and (not self.projects or self.projects[-1].name != name):
            self.projects.append(Project(name=name))
            block.reset()

    def _execution(self, line: Line) -> None:
        """预算执行率 as a row among the indicators: its points and score are those of the execution."""
        block, execution = self.block, self.head.money.execution
        if block is None:
            return
        if execution.get("score"):
            self._indicator(line)
            return
        values = {
            role: c
            for c in line.own
            if (role := block.columns.role_of(c)) in (Role.POINTS, Role.SCORE, Role.ACTUAL, Role.TARGET, Role.REASON)
        }
        if Role.POINTS not in values and Role.SCORE not in values:
            self._indicator(line)
            return
        self.head.money.at["execution"] = line.at
        self.ledger.know_all(line.grid, line.own, "label")
        self.head.money.points_in(line.own, line.at)
        for role, key in (
            (Role.POINTS, "points"),
            (Role.SCORE, "score"),
            (Role.ACTUAL, "rate"),
            (Role.REASON, "reason"),
        ):
            if role in values and not execution.get(key):
                execution[key] = values[role].text.strip()
                self.ledger.use(line.grid, values[role], key)

    # -- the total ---------------------------------------------------------------------------------

    def _total(self, line: Line) -> None:
        """The row of the total: points, score, and the grade wherever it stands in the row."""
        block, verdict = self.block, self.head.verdict
        if block is None:
            return
        rest: list[Cell] = []
        labelled = False
        cells = line.own
        for place, cell in enumerate(cells):
            before = cells[place - 1] if place else None
            key = field_label(cell.text)
            glued = glued_field(cell.text)
            if place == 0 or key in ("grade", "total_score") or (place and is_total(cell.text)):
                self.ledger.know(line.grid, cell, "label")
                if place == 0 and verdict.take_line(cell.text):
                    labelled = True
                continue
            if glued and glued[0] in ("grade", "total_score"):
                verdict.take_line(cell.text)
                self.ledger.use(line.grid, cell, glued[0])
            elif before is not None and field_label(before.text) == "grade" and verdict.take_grade(cell.text):
                self.ledger.use(line.grid, cell, "grade")
            elif place > 1 and field_label(cells[place - 1].text) == "total_score" and verdict.take_score(cell.text):
                self.ledger.use(line.grid, cell, "total")
                labelled = True
            elif value_kind(cell.text) is ValueKind.NUMBER or any(sign.isdigit() for sign in cell.text):
                rest.append(cell)
                self.ledger.use(line.grid, cell, "total")
            elif grade_in(cell.text) is not None:
                verdict.take_grade(cell.text)
                self.ledger.use(line.grid, cell, "grade")
            else:
                self.ledger.know(line.grid, cell, "note")
        if not labelled:
            self._numbers_of_total(line, block, rest)

    def _numbers_of_total(self, line: Line, block: Block, rest: Sequence[Cell]) -> None:
        verdict = self.head.verdict
        values = {role: c.text.strip() for c in rest if (role := block.columns.role_of(c))}
        numbers = [c.text.strip() for c in rest]
        points, score = values.get(Role.POINTS), values.get(Role.SCORE)
        if len(numbers) == 1 and score is None and "得分" in normalised(line.own[0].text):
            points, score = None, numbers[0]
        if len(numbers) == 2 and (points is None or score is None):
            points, score = numbers[0], numbers[1]
        elif points is None and score is None and numbers:
            if len(numbers) > 1:
                points, score = numbers[0], numbers[1]
            elif block.columns.has(Role.SCORE):
                score = numbers[0]
            else:
                points = numbers[0]
        verdict.points = verdict.points or (points and points.removesuffix("分"))
        verdict.score = verdict.score or (score and score.removesuffix("分"))


_BLOCK = frozenset(
    [
        RowKind.INDICATOR,
        RowKind.SECTION,
        RowKind.BLANK,
        RowKind.EXECUTION,
        RowKind.SUBTOTAL,
        RowKind.TOTAL,
        RowKind.NAMELESS,
    ]
)


def _told(lines: Sequence[Line], columns: dict[int, Columns]) -> list[Told]:
    current: Columns | None = None
    seen = []
    for line in lines:
        current = columns.get(id(line), current)
        seen.append(None if line.heading else seen_of(line, current))
    return kinds_of(seen)


def _of_term(band: Band, above: Line | None) -> bool:
    """True if a block is that of the whole term of a project and not of the year, as its margin or the line above
    it says."""
    words = band.margin + (band.headings[0].text if band.headings else "")
    if above is not None and len(above.own) == 1 and "指标" in above.own[0].text:
        words += normalised(above.own[0].text)
    return bool(_TERM.search(words)) and "年度" not in words


def _beneath(band: Band, lines: Sequence[Line]) -> list[list[str]]:
    """The texts under each heading of a band: those that stand under it alone, row by row."""
    found: list[list[str]] = [[] for _ in band.headings]
    for line in lines:
        if len(line.own) < 2 or is_total(line.own[0].text) or execution_heading(line.own[0].text) == "initial":
            continue
        texts = [""] * len(found)
        for cell in line.cells:
            if cell.empty:
                continue
            over = [
                (min(cell.end, h.end) - max(cell.column, h.start), -i)
                for i, h in enumerate(band.headings)
                if h.start < cell.end and cell.column < h.end
            ]
            if not over or len(over) > 2:
                continue
            place = -max(over)[1]
            if cell.row < line.row and place > 3:
                continue
            texts[place] = texts[place] or cell.text
        if sum(bool(text.strip()) for text in texts) >= 2:
            for place, text in enumerate(texts):
                found[place].append(text)
    return found


__all__ = ["LABELS", "Pass", "Project"]
