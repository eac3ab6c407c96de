"""Heading bands: one or more rows over an indicator block, their labels joined column by column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from targets.documents.grid import Cell
from targets.layout.lines import Line
from targets.layout.values import ValueKind, value_kind
from targets.model.headings import (
    CERTAIN,
    LIKELY,
    PERHAPS,
    heading,
    heading_evidence,
    known_heading,
    project_evidence,
)
from targets.model.identity import normalised
from targets.model.labels import field_label
from targets.model.roles import OF_PROJECT, Role

_HIGHEST = 4
"""No heading of an indicator block has more rows than this."""
_VALUES = frozenset({Role.TARGET, Role.ACTUAL, Role.POINTS, Role.SCORE, Role.METHOD, Role.WORSE})
_SCORED = ((Role.TARGET, Role.ACTUAL, Role.POINTS), (Role.METHOD, Role.POINTS, Role.SCORE))
"""Columns beside which a column may be that of names though its heading does not say so."""
_OF_OUTCOMES = frozenset(["资金名称", "完成等级", "得分系数", "认定人", "认定日期"])
"""Headings of tables of outcomes as ``evaluator template`` writes them."""
_OF_INDICATORS = (Role.LEVEL1, Role.LEVEL2, Role.NAME, Role.POINTS, Role.SCORE)
_SUB = frozenset(["值", "数值", "内容", "指标", "符号", "单位", "优", "良", "中", "差", "目标", "完成", "实际", "计划"])
_NOT_HEADING = frozenset(
    [ValueKind.LEVEL1, ValueKind.LEVEL2, ValueKind.NUMBER, ValueKind.QUANTITY, ValueKind.COMPARED, ValueKind.SIGN]
)
_REVIEW = re.compile(r"复核|复评|复查|核查|审核|财政|第三方|主管部门|市级|省级|上级|抽查|专家")
_SELF = re.compile(r"自评|单位|县级|本级|区级|项目")
_LATER = re.compile(r"实施期|中长期|长期|规划期|三年|总体|中期")
_EARLIER = re.compile(r"上年|去年|上一年|基期|历史|前三年|近三年")
_PART = re.compile(r"上半年|半年|季度|\d月|监控")
_WHEN = re.compile(
    r"上半年|下半年|全年|半年|前三季度|[一二三四]季度|本年(度)?|上年(度)?|当年|年度|20\d\d年?(度)?|年初|调整后|自评|复核|县级|市级|省级|单位|财政|(项目)?实施期|中长期|长期|规划期|项目期|中期"
)
"""Words of time, or of a person, that stand under a heading which they make narrower."""
_YEAR = re.compile(r"(20\d\d)")
_CONTEXT: Mapping[tuple[Role, Role], tuple[Role, int]] = {
    (Role.ACTUAL, Role.TARGET): (Role.ACTUAL, CERTAIN),
    (Role.ACTUAL, Role.UNIT): (Role.ACTUAL_UNIT, CERTAIN),
    (Role.REVIEW_ACTUAL, Role.TARGET): (Role.REVIEW_ACTUAL, CERTAIN),
    (Role.METHOD, Role.TARGET): (Role.TARGET, LIKELY),
}
"""What a heading below means under the heading above it, where its own words alone would say another thing."""
_GENERIC = frozenset(["值", "数值", "内容", "指标值", "指标", "情况"])


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a band: the grid columns it covers and its labels from above to below."""

    start: int
    end: int
    labels: tuple[str, ...]

    @property
    def text(self) -> str:
        """The labels as one text, as a person would say it."""
        return "/".join(self.labels)

    @property
    def year(self) -> int | None:
        """The year that the labels name."""
        found = _YEAR.search(self.text)
        return int(found.group(1)) if found else None

    def evidence(self) -> Mapping[Role, int]:
        """The words of all labels together, weighed for each role."""
        return _evidence(self.labels)


@dataclass(frozen=True, slots=True)
class Band:
    """The heading of a block: over how many lines it goes, its columns, and what stands in the margin."""

    rows: int
    headings: tuple[Heading, ...]
    margin: str
    cells: tuple[Cell, ...]


def _evidence(labels: tuple[str, ...]) -> dict[Role, int]:
    if not labels:
        return {}
    own = dict(heading_evidence(labels[-1]))
    for role, weight in project_evidence(labels[-1]).items():
        own[role] = max(own.get(role, 0), weight)
    if len(labels) == 1:
        return own
    above = "".join(labels[:-1])
    upper = next((known for label in reversed(labels[:-1]) if (known := heading(label))), None)
    if upper is not None and (normalised(labels[-1]) in _GENERIC or not own):
        own = {role: weight for role, weight in own.items() if role is not Role.NAME}
    for role in list(own):
        meant = None if upper is None else _CONTEXT.get((upper, role))
        if meant is not None:
            own.pop(role)
            own[meant[0]] = max(own.get(meant[0], 0), meant[1])
    if not own:
        own = dict(heading_evidence(above + labels[-1])) or {
            role: max(1, weight - 2) for label in labels[:-1] for role, weight in heading_evidence(label).items()
        }
    return _in_context(own, above + labels[-1] if _WHEN.fullmatch(labels[-1]) else above)


def _in_context(own: dict[Role, int], above: str) -> dict[Role, int]:
    """The same evidence under a heading that speaks of another time or another person."""

    def move(pairs: Mapping[Role, Role], bonus: int = 0) -> None:
        for role, other in pairs.items():
            if role in own:
                own[other] = max(own.get(other, 0), own[role] + bonus)

    if _EARLIER.search(above):
        return {Role.PREVIOUS: CERTAIN}
    if _PART.search(above):
        move({Role.ACTUAL: Role.PART_YEAR, Role.TARGET: Role.PART_YEAR}, 1)
    elif _LATER.search(above):
        move({Role.TARGET: Role.MIDTERM}, 1)
    elif _REVIEW.search(above) and not _SELF.search(above):
        move({Role.SCORE: Role.REVIEW_SCORE, Role.ACTUAL: Role.REVIEW_ACTUAL, Role.REASON: Role.REVIEW_REASON}, 1)
    return own


def _word(text: str) -> bool:
    """True if a text is a word of headings as it stands, not only by a part of it."""
    label = normalised(text)
    return label in _SUB or bool(_WHEN.fullmatch(label)) or known_heading(text) or bool(project_evidence(text))


def _like_heading(line: Line, band: Sequence[Line]) -> bool:
    """True if a line goes on with the headings above it: words of headings only, no level, number or value."""
    cells = [cell for cell in line.own if cell.column < max(c.end for c in band[0].cells)]
    level = any(value_kind(cell.text) in (ValueKind.LEVEL1, ValueKind.LEVEL2) for cell in cells)
    if level or not cells or any(value_kind(cell.text) in _NOT_HEADING and not _word(cell.text) for cell in cells):
        return False
    words = sum(_word(cell.text) for cell in cells)
    perhaps = sum(not _word(cell.text) and bool(heading_evidence(cell.text)) for cell in cells)
    return words + perhaps == len(cells) and perhaps <= len(cells) // 3


def _columns(
    lines: Sequence[Line], below: Line | None
) -> tuple[tuple[Heading, ...], tuple[Cell, ...], tuple[Cell, ...]]:
    """The columns under some heading rows, the cells that are their headings, and those in the margin: cells that
    come from further up or reach down beside the rows below."""
    first = lines[0].row
    next_row = below.row if below is not None and below.grid is lines[0].grid else None
    used: dict[int, list[Cell]] = {}
    margin: list[Cell] = []
    cells: list[Cell] = []
    width = max(cell.end for line in lines for cell in line.cells)
    for line in lines:
        for cell in line.cells:
            if cell.row < first or (next_row is not None and cell.row + cell.rowspan > next_row):
                if cell not in margin:
                    margin.append(cell)
                continue
            if cell.empty:
                continue
            if cell not in cells:
                cells.append(cell)
            for x in range(cell.column, min(cell.end, width)):
                stack = used.setdefault(x, [])
                if cell not in stack:
                    stack.append(cell)
    found: list[Heading] = []
    deepest = {id(cell): max(len(stack) for stack in used.values() if cell in stack) for cell in cells}
    for x in sorted(used):
        stack = used[x]
        alone = len(stack) < deepest[id(stack[-1])] and stack[-1].end - stack[-1].column > 1
        if alone and below is not None and not any(cell.column <= x < cell.end for cell in below.cells):
            continue  # a column left out below a heading that reaches over it
        labels: list[str] = []
        for cell in stack:
            label = normalised(cell.text)
            if not labels or labels[-1] != label:
                labels.append(label)
        previous = found[-1] if found else None
        if previous is not None and previous.end == x and used[x - 1][-1] is stack[-1]:
            found[-1] = Heading(previous.start, x + 1, previous.labels)
        else:
            found.append(Heading(x, x + 1, tuple(labels)))
    return tuple(found), tuple(cells), tuple(margin)


def _plausible(headings: Sequence[Heading]) -> bool:
    """True if headings are those of an indicator block: a name or levels, something to be scored, few strangers."""
    if len(headings) < 2:
        return False
    evidence = [heading_.evidence() for heading_ in headings]
    best = [max(one.values(), default=0) for one in evidence]

    def most(role: Role) -> int:
        return max((one.get(role, 0) for one in evidence), default=0)

    strange = sum(weight < PERHAPS for weight in best)
    named = most(Role.NAME) >= CERTAIN - 2 or (
        most(Role.LEVEL1) >= LIKELY and (most(Role.LEVEL2) >= LIKELY or most(Role.NAME) >= LIKELY)
    )
    named = named or (
        most(Role.NAME) >= LIKELY and any(all(most(role) >= CERTAIN for role in roles) for roles in _SCORED)
    )
    values = any(most(role) >= CERTAIN - 4 for role in _VALUES)
    if most(Role.PROJECT) and (
        sum(label in _OF_OUTCOMES for one in headings for label in one.labels) > 1
        or not any(most(role) >= CERTAIN - 4 for role in _VALUES - {Role.ACTUAL})
    ):
        return False  # a list of outcomes: it promises nothing and claims no score
    levels = most(Role.LEVEL1) >= CERTAIN and most(Role.LEVEL2) >= CERTAIN and most(Role.NAME) >= LIKELY
    roles = {max(one, key=lambda r: one[r]) for one in evidence if one}
    return (
        named
        and (values or levels)
        and len(roles - {Role.GROUP}) >= 2
        and strange <= max(1, len(headings) // 3)
        and len(roles & OF_PROJECT) < len(roles) - 1
    )


def band_at(lines: Sequence[Line], place: int) -> Band | None:
    """The heading band that begins at a line, None where none does."""
    start = lines[place]
    if len(start.own) < 2 or not _starts(start, lines[place + 1] if place + 1 < len(lines) else None):
        return None
    height = 1
    while (
        height < _HIGHEST
        and place + height < len(lines)
        and lines[place + height].grid is start.grid
        and _like_heading(lines[place + height], lines[place : place + height])
    ):
        height += 1
    for rows in range(height, 0, -1):
        below = lines[place + rows] if place + rows < len(lines) else None
        headings, cells, margin = _columns(lines[place : place + rows], below)
        if _plausible(headings):
            text = "".join(normalised(cell.text) for cell in margin if not cell.empty)
            return Band(rows, headings, text, cells)
    return None


def _starts(line: Line, below: Line | None) -> bool:
    """True if a line may begin a band: at least half of its texts are words of headings, one of them of levels, names
    or points (or it is a common heading over such), and none is a level or a value."""
    known = sum(_word(cell.text) for cell in line.own)
    values = sum(value_kind(cell.text) in _NOT_HEADING and not _word(cell.text) for cell in line.own)
    level = any(value_kind(cell.text) in (ValueKind.LEVEL1, ValueKind.LEVEL2) for cell in line.own)
    over = (
        known == len(line.own)
        and any(heading(cell.text) is Role.GROUP for cell in line.own)
        and below is not None
        and _of_indicators(below)
    )
    pairs = any(
        field_label(label.text)
        and not known_heading(label.text)
        and not heading_evidence(value.text)
        and not project_evidence(value.text)
        for label, value in pairwise(line.own)
    )
    enough = known >= 2 and known * 2 >= len(line.own) and values <= 1
    return enough and not pairs and not level and (_of_indicators(line) or over)


def _of_indicators(line: Line) -> bool:
    return any(heading_evidence(cell.text).get(role, 0) >= CERTAIN - 2 for cell in line.own for role in _OF_INDICATORS)
