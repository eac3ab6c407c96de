"""Rows of an indicator block, read by headings and, where cells have slipped, by the closed list of level names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from targets.documents.grid import Cell
from targets.kinds.finding import Kind
from targets.kinds.indicators import LevelMisplaced, RowShifted
from targets.layout.columns import Columns
from targets.layout.segments import Line
from targets.model.identity import normalised
from targets.model.vocabulary import (
    is_note,
    is_placeholder,
    is_subtotal,
    is_total,
    level1_category,
    level2_category,
    split_points,
)

_LEVELS = ("level1", "level2")
_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+%?分?|[-—–/]*")
_CJK = r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
_BREAK = re.compile(rf"(?<={_CJK})[ \t]*\n[ \t]*|[ \t]*\n[ \t]*(?={_CJK})")


def joined(text: str) -> str:
    """A name without its line breaks: none between Chinese signs, a space between others."""
    return re.sub(r"\s*\n\s*", " ", _BREAK.sub("", text)).strip()


@dataclass(slots=True, kw_only=True)
class RowTexts:
    """One indicator row as texts by role, the levels resolved; ``doubts`` are kinds of findings about it, with their
    figures.
    """

    line: Line
    level1: str
    level2: str
    texts: Mapping[str, str]
    doubts: tuple[tuple[Kind, Mapping[str, str]], ...] = ()

    def text(self, role: str) -> str:
        """The text under a heading, ``""`` where empty."""
        return self.texts.get(role, "")


@dataclass(slots=True, kw_only=True)
class Block:
    """Reads the rows under one heading; levels carry on from row to row until another is printed."""

    columns: Columns
    level1: str = ""
    level2: str = ""
    category_points: dict[str, str] = field(default_factory=dict)
    spans: set[tuple[int, int, int]] = field(default_factory=set)

    def read(self, line: Line) -> RowTexts | str:
        """The indicator in a row, or why there is none (``total``, ``subtotal``, ``note``, ``blank``, ``nameless``,
        ``section``)."""
        first = line.own[0]
        if is_total(first.text) and not level1_category(first.text):
            return "total"
        if is_subtotal(first.text):
            return "subtotal"
        if len(line.own) == 1 and (is_note(first.text) or len(normalised(first.text)) > 60):
            return "note"
        cells = self._by_role(line)
        if len(line.own) == 1 and self._section(line, first):
            return "section"
        shift = self._shift(cells)
        texts, how = self._placed(cells, shift)
        self._take_levels(texts, line)
        name = joined(texts.get("name", ""))
        rest = [text for role, text in texts.items() if role not in (*_LEVELS, "name", "number", "group") and text]
        if not name:
            return "nameless" if rest else "section"
        values = [texts.get(role, "") for role in ("target", "actual", "score")]
        if is_placeholder(name) and not any(values):
            return "blank"
        if self.columns.has("target") and is_note(name) and not rest:
            return "note"
        texts["name"] = name
        doubts = tuple(self._doubts(line, texts, how))
        return RowTexts(line=line, level1=self.level1, level2=self.level2, texts=texts, doubts=doubts)

    # -- where each text stands --------------------------------------------------------------------

    def _by_role(self, line: Line) -> dict[str, str]:
        """Texts by the heading they stand under, those of cells that reach down from above included."""
        texts: dict[str, str] = {}
        for cell in line.cells:
            role = self._role(cell)
            if not role or cell.empty:
                continue
            if cell.row < line.row and role == "name" and self._own(line, "name"):
                continue
            text = cell.text.strip()
            texts[role] = (
                f"{texts[role]}{text}"
                if role == "target" and role in texts
                else (f"{texts[role]}\n{text}" if role in texts else text)
            )
        return texts

    def _own(self, line: Line, role: str) -> bool:
        return any(self._role(cell) == role for cell in line.own)

    def _role(self, cell: Cell) -> str | None:
        """A cell's role; a cell over several of the first columns is a level only if it is called so."""
        role = self.columns.role_of(cell)
        if role in _LEVELS:
            covered = {c.role for c in self.columns.columns if c.start < cell.end and cell.column < c.end}
            if "name" in covered and not level1_category(cell.text) and not level2_category(cell.text):
                return "name"
            if covered >= set(_LEVELS) and not level1_category(cell.text) and level2_category(cell.text):
                return "level2"
        return role

    def _section(self, line: Line, cell: Cell) -> bool:
        """A row that holds one level name across the table and nothing else."""
        if not (level1_category(cell.text) or level2_category(cell.text)):
            return False
        if any(c.row < line.row and not c.empty and self.columns.role_of(c) in ("target", "name") for c in line.cells):
            return False
        texts: dict[str, str] = {}
        texts["level1" if level1_category(cell.text) and not (self._nested(cell)) else "level2"] = cell.text
        self._take_levels(texts, line)
        return True

    def _nested(self, cell: Cell) -> bool:
        return self.columns.role_of(cell) == "level2" and level2_category(cell.text) is not None

    # -- slipped cells -----------------------------------------------------------------------------

    def _shift(self, texts: Mapping[str, str]) -> int:
        """By how many columns the whole row stands too far to the right (left: negative), told by level names only."""
        one, two, name = (texts.get(role, "") for role in (*_LEVELS, "name"))
        if not self.columns.has("level1") or not self.columns.has("level2"):
            return 0
        if not one and level1_category(two) and level2_category(name) and not level2_category(two):
            return 1
        if one and not level1_category(one) and level2_category(one) and two and not level2_category(two):
            straight, moved = self._plausible(texts, 0), self._plausible(texts, -1)
            return -1 if moved > straight else 0
        return 0

    def _moved(self, texts: Mapping[str, str], shift: int) -> dict[str, str]:
        moved: dict[str, str] = {}
        for role, text in texts.items():
            if role in ("group", "number"):
                continue
            target = self.columns.next_role(role, -shift)
            if target:
                moved[target] = text
        return moved

    def _plausible(self, texts: Mapping[str, str], shift: int) -> int:
        """How well a row fits its headings: name and target filled, numbers under 分值 and 得分."""
        placed = self._moved(texts, shift) if shift else texts
        filled = sum(bool(placed.get(role)) for role in ("name", "target", "actual") if self.columns.has(role))
        numbers = sum(
            bool(_NUMBER.fullmatch(normalised(placed.get(role, ""))))
            for role in ("points", "score", "review_score")
            if self.columns.has(role)
        )
        return filled + 2 * numbers

    def _placed(self, texts: dict[str, str], shift: int) -> tuple[dict[str, str], str]:
        """Texts in their right columns and how that came about: ``""``, ``shifted``, ``level``, ``name``, ``level
        name``."""
        if shift:
            return self._moved(texts, shift), "level shifted"
        one, two = texts.get("level1", ""), texts.get("level2", "")
        placed = dict(texts)
        how = ""
        if one and not two and not level1_category(one) and level2_category(one) and self.columns.has("level2"):
            placed["level2"], placed["level1"], how = one, "", "level"
        elif two and not one and level1_category(two) and not level2_category(two) and self.columns.has("level1"):
            placed["level1"], placed["level2"], how = two, "", "level"
        if not placed.get("name"):
            loose = [role for role in _LEVELS if placed.get(role) and not self._known(role, placed[role])]
            if loose and any(texts.get(role) for role in ("target", "actual", "points")):
                placed["name"] = placed.pop(loose[-1])
                how = f"{how} name".strip()
        return placed, how

    def _known(self, role: str, text: str) -> bool:
        """Whether a text may stand as a level: called so, or the name of a level that reaches over this row already."""
        label = split_points(text)[0]
        if level1_category(text) or level2_category(text):
            return True
        return label == (self.level1 if role == "level1" else self.level2)

    # -- levels ------------------------------------------------------------------------------------

    def _take_levels(self, texts: Mapping[str, str], line: Line) -> None:
        one, points1 = split_points(texts.get("level1", ""))
        two, points2 = split_points(texts.get("level2", ""))
        points1 = points1 or texts.get("level1_points")
        points2 = points2 or texts.get("level2_points")
        if one and one != self.level1:
            self.level1, self.level2 = one, ""
        elif one and not two and self._begins(line, "level1"):
            self.level2 = ""
        if two:
            self.level2 = two
        if points1 and self.level1:
            self.category_points.setdefault(self.level1, points1.strip())
        if points2 and self.level2:
            self.category_points.setdefault(f"{self.level1}/{self.level2}", points2.strip())

    def _begins(self, line: Line, role: str) -> bool:
        return self._own(line, role)

    # -- findings ----------------------------------------------------------------------------------

    def _doubts(self, line: Line, texts: Mapping[str, str], how: str) -> Iterator[tuple[Kind, Mapping[str, str]]]:
        if not how:
            return
        name, target = texts.get("name", ""), joined(texts.get("target", ""))
        if "level" in how:
            one = texts.get("level1", "")
            level = normalised(one or texts.get("level2", ""))
            here, there = ("二级指标", "一级指标") if one else ("一级指标", "二级指标")
            yield LevelMisplaced, {"level": level, "column": here, "belongs": there}
        if "shifted" in how or "name" in how:
            levels = {"level1": self.level1, "level2": self.level2}
            yield RowShifted, {"row": line.text, **levels, "name": name, "target": target or "（空）"}
