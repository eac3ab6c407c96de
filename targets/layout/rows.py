"""Rows of an indicator block, read by headings and, where cells have slipped, by the closed list of level names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from targets.documents.grid import Cell
from targets.kinds.finding import Kind
from targets.kinds.indicators import LevelMisplaced, RowShifted
from targets.language.nothing import is_blank
from targets.layout.columns import Columns
from targets.layout.evidence import MEASURED
from targets.layout.ledger import Ledger
from targets.layout.lines import Line
from targets.layout.texts import joined
from targets.layout.values import points_of
from targets.model.identity import normalised
from targets.model.roles import OF_PROJECT, Role
from targets.model.vocabulary import level1_category, level2_category, split_points

_LEVELS = (Role.LEVEL1, Role.LEVEL2)
_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+%?分?")
_ONCE = frozenset([Role.POINTS, Role.SCORE, Role.REVIEW_SCORE])
"""Figures that count once where one cell holds them for several rows."""
_NAME_POINTS = re.compile(r"^(.{2,}?)[(\[](?:权重|分值|满分|共|计)?[:]?(\d+(?:\.\d+)?)分[)\]]$")


@dataclass(slots=True, kw_only=True)
class RowTexts:
    """One indicator row as texts by role, the levels resolved; ``shared`` are figures of a cell over several rows,
    ``doubts`` kinds of findings about it with their figures."""

    line: Line
    level1: str
    level2: str
    texts: Mapping[Role, str]
    shared: frozenset[Role] = frozenset()
    doubts: tuple[tuple[Kind, Mapping[str, str]], ...] = ()

    def text(self, role: Role) -> str:
        """The text under a heading, ``""`` where empty."""
        return self.texts.get(role, "")


@dataclass(slots=True, kw_only=True)
class Block:
    """Reads the rows under one heading; levels carry on from row to row until another is printed."""

    columns: Columns
    ledger: Ledger
    each: bool = False
    """A figure of a cell over several rows counts for each of them."""
    level1: str = ""
    level2: str = ""
    category_points: dict[str, str] = field(default_factory=dict)

    def begin(self, columns: Columns) -> None:
        """Go on under another heading."""
        self.columns = columns

    def reset(self) -> None:
        """Forget the levels: another project begins."""
        self.level1 = self.level2 = ""

    def read(self, line: Line) -> RowTexts | None:
        """The indicator in a row, None where it has no name."""
        texts, shared = self._by_role(line)
        shift = self._shift(texts)
        placed, how = self._placed(texts, shift)
        self._take_levels(placed, line)
        name = joined(placed.get(Role.NAME, ""))
        if not name:
            return None
        placed[Role.NAME] = name
        doubts = tuple(self._doubts(line, placed, how))
        return RowTexts(
            line=line,
            level1=self.level1,
            level2=self.level2,
            texts=placed,
            shared=frozenset(shared),
            doubts=doubts,
        )

    # -- where each text stands --------------------------------------------------------------------

    def _by_role(self, line: Line) -> tuple[dict[Role, str], set[Role]]:
        """Texts by the heading they stand under, those of cells that reach down from above included."""
        texts: dict[Role, str] = {}
        shared: set[Role] = set()
        for cell in line.cells:
            if cell.empty:
                continue
            role = self._role(cell)
            if not role or role is Role.UNUSED:
                if role is Role.UNUSED or cell.row < line.row:
                    self.ledger.know(line.grid, cell, "column" if role else "margin")
                continue
            self.ledger.use(line.grid, cell, role.value)
            if cell.row < line.row and role is Role.NAME and self._own(line, Role.NAME):
                continue
            if cell.rowspan > 1 and role in _ONCE and not self.each:
                shared.add(role)
                if cell.row < line.row:
                    continue
            if role is Role.TARGET and cell.row < line.row:
                shared.add(role)
            text = cell.text.strip()
            if role in texts:
                texts[role] = f"{texts[role]}{text}" if role is Role.TARGET else f"{texts[role]}\n{text}"
            else:
                texts[role] = text
        return texts, shared

    def _own(self, line: Line, role: Role) -> bool:
        return any(self._role(cell) == role for cell in line.own)

    def _role(self, cell: Cell) -> Role | None:
        """A cell's role; a cell over several of the first columns is a level only if it is called so."""
        role = self.columns.role_of(cell)
        if role in _LEVELS or role is Role.GROUP:
            covered = set(self.columns.covered(cell))
            level = level1_category(cell.text) or level2_category(cell.text)
            if Role.NAME in covered and not level:
                return Role.NAME
            if covered >= set(_LEVELS) and not level1_category(cell.text) and level2_category(cell.text):
                return Role.LEVEL2
        return role

    def section(self, line: Line) -> None:
        """A row that holds one level's name and nothing else."""
        cell = line.own[0]
        nested = self.columns.role_of(cell) is Role.LEVEL2 and level2_category(cell.text) is not None
        first = level1_category(cell.text) is not None and not nested
        self.ledger.use(line.grid, cell, Role.LEVEL1.value if first else Role.LEVEL2.value)
        self._take_levels({Role.LEVEL1 if first else Role.LEVEL2: cell.text}, line)

    # -- slipped cells -----------------------------------------------------------------------------

    def _shift(self, texts: Mapping[Role, str]) -> int:
        """By how many columns the whole row stands too far to the right (left: negative), told by level names only."""
        one, two, name = (texts.get(role, "") for role in (*_LEVELS, Role.NAME))
        if not self.columns.has(Role.LEVEL1) or not self.columns.has(Role.LEVEL2):
            return 0
        if not one and level1_category(two) and level2_category(name) and not level2_category(two):
            return 1
        if one and not level1_category(one) and level2_category(one) and two and not level2_category(two):
            straight, moved = self._plausible(texts, 0), self._plausible(texts, -1)
            return -1 if moved > straight else 0
        return 0

    def _moved(self, texts: Mapping[Role, str], shift: int) -> dict[Role, str]:
        moved: dict[Role, str] = {}
        for role, text in texts.items():
            if role in (Role.GROUP, Role.NUMBER):
                continue
            target = self.columns.next_role(role, -shift)
            if target:
                moved[target] = text
        return moved

    def _plausible(self, texts: Mapping[Role, str], shift: int) -> int:
        """The fit of a row with its headings: name and target filled, numbers under 分值 and 得分."""
        placed = self._moved(texts, shift) if shift else texts
        wanted = (Role.NAME, Role.TARGET, Role.ACTUAL)
        filled = sum(bool(placed.get(role)) for role in wanted if self.columns.has(role))
        numbers = sum(
            _number_or_nothing(placed.get(role, ""))
            for role in (Role.POINTS, Role.SCORE, Role.REVIEW_SCORE)
            if self.columns.has(role)
        )
        return filled + 2 * numbers

    def _placed(self, texts: dict[Role, str], shift: int) -> tuple[dict[Role, str], str]:
        """Texts in their right columns and how that came about: ``""``, ``shifted``, ``level``, ``name``, ``level
        name``."""
        if shift:
            return self._moved(texts, shift), "level shifted"
        one, two = texts.get(Role.LEVEL1, ""), texts.get(Role.LEVEL2, "")
        placed = dict(texts)
        how = ""
        if one and not two and not level1_category(one) and level2_category(one) and self.columns.has(Role.LEVEL2):
            placed[Role.LEVEL2], placed[Role.LEVEL1], how = one, "", "level"
        elif two and not one and level1_category(two) and not level2_category(two) and self.columns.has(Role.LEVEL1):
            placed[Role.LEVEL1], placed[Role.LEVEL2], how = two, "", "level"
        if not placed.get(Role.NAME):
            loose = [role for role in _LEVELS if placed.get(role) and not self._known(role, placed[role])]
            if loose and any(texts.get(role) for role in (Role.TARGET, Role.ACTUAL, Role.POINTS)):
                placed[Role.NAME] = placed.pop(loose[-1])
                how = f"{how} name".strip()
        return placed, how

    def _known(self, role: Role, text: str) -> bool:
        """True if a text may stand as a level: called so, or the name of a level that reaches over this row already."""
        label = split_points(text)[0]
        if level1_category(text) or level2_category(text):
            return True
        return label == (self.level1 if role is Role.LEVEL1 else self.level2)

    # -- levels ------------------------------------------------------------------------------------

    def _take_levels(self, texts: Mapping[Role, str], line: Line) -> None:
        one, points1 = split_points(texts.get(Role.LEVEL1, ""))
        two, points2 = split_points(texts.get(Role.LEVEL2, ""))
        points1 = points1 or texts.get(Role.LEVEL1_POINTS)
        points2 = points2 or texts.get(Role.LEVEL2_POINTS)
        if one and one != self.level1:
            self.level1, self.level2 = one, ""
        elif one and not two and self._own(line, Role.LEVEL1):
            self.level2 = ""
        if two:
            self.level2 = two
        if points1 and self.level1:
            self.category_points.setdefault(self.level1, points1.strip())
        if points2 and self.level2:
            self.category_points.setdefault(f"{self.level1}/{self.level2}", points2.strip())

    # -- findings ----------------------------------------------------------------------------------

    def _doubts(self, line: Line, texts: Mapping[Role, str], how: str) -> Iterator[tuple[Kind, Mapping[str, str]]]:
        if not how:
            return
        name, target = texts.get(Role.NAME, ""), joined(texts.get(Role.TARGET, ""))
        if "level" in how:
            one = texts.get(Role.LEVEL1, "")
            level = normalised(one or texts.get(Role.LEVEL2, ""))
            here, there = ("二级指标", "一级指标") if one else ("一级指标", "二级指标")
            yield LevelMisplaced, {"level": level, "column": here, "belongs": there}
        if "shifted" in how or "name" in how:
            yield (
                RowShifted,
                {
                    "row": line.text,
                    "level1": self.level1,
                    "level2": self.level2,
                    "name": name,
                    "target": target or "（空）",
                },
            )


def points_in_name(name: str) -> tuple[str, str | None]:
    """A name without the points printed behind it: ``建设站点数（20分）`` gives 建设站点数 and 20."""
    found = _NAME_POINTS.match(normalised(name))
    if not found:
        return name, None
    # the printed name keeps its own signs: only the bracket at its end goes
    cut = max(name.rfind("("), name.rfind("（"), name.rfind("["))
    return name[:cut].rstrip(), found.group(2)


def _number_or_nothing(text: str) -> bool:
    return is_blank(text) or _NUMBER.fullmatch(normalised(text)) is not None


def of_project(texts: Mapping[Role, str]) -> dict[Role, str]:
    """The row's project by the columns of a table of many projects."""
    return {role: text for role, text in texts.items() if role in OF_PROJECT and text}


def measured(texts: Mapping[Role, str]) -> bool:
    """True if a row holds a target, an outcome, points or a score."""
    return any(texts.get(role) for role in MEASURED)


__all__ = ["Block", "RowTexts", "measured", "of_project", "points_in_name", "points_of"]
