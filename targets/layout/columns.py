"""The columns of an indicator block: which heading stands over what, whatever their number and order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from targets.documents.grid import Cell
from targets.model.identity import normalised
from targets.model.vocabulary import heading

_VALUES = frozenset({"target", "actual", "points", "score"})
_SUBHEADINGS = {"值": "target", "数值": "target", "内容": "target", "指标": "target", "符号": "symbol", "单位": "unit"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its role and the range of grid columns that its heading covers."""

    role: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a block from left to right, and the headings that are read past."""

    columns: tuple[Column, ...]
    left_out: tuple[str, ...] = ()
    roles: frozenset[str] = field(init=False)
    _under: dict[tuple[int, int], str | None] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", frozenset(column.role for column in self.columns))

    @staticmethod
    def heads(cells: Sequence[Cell]) -> bool:
        """Whether a row of filled cells is the heading of an indicator block."""
        roles = [heading(cell.text) for cell in cells]
        known = {role for role in roles if role}
        strange = sum(role is None for role in roles)
        named = "name" in known or {"level1", "level2"} <= known
        enough = known & _VALUES or {"level1", "level2", "name"} <= known
        return bool(named and enough) and len(known) >= 2 and strange <= max(1, len(roles) // 3)

    @classmethod
    def of(cls, cells: Sequence[Cell], below: Sequence[Cell]) -> tuple[Columns, bool]:
        """The columns under a heading row; ``below`` is the row under it.

        Returns the columns and whether ``below`` belongs to the heading (目标值 over 符号, 数值, 单位).
        """
        columns = [Column(heading(cell.text) or "", cell.column, cell.end, normalised(cell.text)) for cell in cells]
        second = bool(below) and all(heading(cell.text) or normalised(cell.text) in _SUBHEADINGS for cell in below)
        if second:
            for cell in below:
                text = normalised(cell.text)
                over = next((c for c in columns if c.start <= cell.column < c.end), None)
                role = _SUBHEADINGS.get(text) or heading(cell.text) or ""
                if over is not None and over.role == "actual" and role == "target":
                    role = "actual"
                if over is not None and over.role == "actual" and role == "unit":
                    role = "actual_unit"
                if over is not None and (over.role, over.start, over.end) == (role, cell.column, cell.end):
                    continue
                columns = [c for c in columns if c is not over or c.end - c.start > cell.colspan]
                columns = [
                    c if not (c.start < cell.end and cell.column < c.end) else _without(c, cell) for c in columns
                ]
                columns.append(Column(role, cell.column, cell.end, text))
            columns = sorted((c for c in columns if c.start < c.end), key=lambda c: c.start)
        return cls(*_settled(columns)), second

    def has(self, role: str) -> bool:
        """Whether the block has such a column."""
        return role in self.roles

    def role_of(self, cell: Cell) -> str | None:
        """The role of the column that most of a cell stands under; of equals, the column furthest to the left."""
        key = (cell.column, cell.end)
        if key not in self._under:
            best, most = None, 0
            for column in self.columns:
                common = min(cell.end, column.end) - max(cell.column, column.start)
                if common > most:
                    best, most = column.role, common
            self._under[key] = best
        return self._under[key]

    def next_role(self, role: str, steps: int) -> str | None:
        """The role ``steps`` columns to the right of ``role`` (to the left where negative), None past the edge."""
        roles = [c.role for c in self.columns]
        place = roles.index(role) + steps if role in roles else -1
        return roles[place] if 0 <= place < len(roles) else None


def _without(column: Column, cell: Cell) -> Column:
    """What is left of a wide heading when a narrower one stands under a part of it."""
    if cell.column <= column.start:
        return Column(column.role, min(cell.end, column.end), column.end, column.text)
    return Column(column.role, column.start, cell.column, column.text)


def _settled(columns: list[Column]) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """One column for each role: annual before medium-term, points behind the name, a 指标 column as the name."""
    left_out = [c.text for c in columns if not c.role and c.text]
    columns = [c for c in columns if c.role]
    roles = [c.role for c in columns]
    if "name" not in roles:
        spare = [i for i, c in enumerate(columns) if c.role == "group" and "level2" in roles[:i]]
        at = spare[0] if spare else (roles.index("level2") if "level2" in roles else None)
        if at is not None:
            columns[at] = Column("name", columns[at].start, columns[at].end, columns[at].text)
    roles = [c.role for c in columns]
    if "target" not in roles and "name" in roles and "group" in roles[roles.index("name") :]:
        at = roles.index("group", roles.index("name"))
        columns[at] = Column("target", columns[at].start, columns[at].end, columns[at].text)
    roles = [c.role for c in columns]
    if roles.count("name") > 1 and roles.count("target") > 1:
        # Target forms over several years: the goals of the whole term stand to the left, the annual ones to the right
        last = len(roles) - 1 - roles[::-1].index("name")
        start = last - 1 if last and roles[last - 1] == "level2" else last
        first = next(i for i, role in enumerate(roles) if role in ("level2", "name"))
        left_out += [c.text for c in columns[first:start]]
        columns = columns[:first] + columns[start:]
    roles = [c.role for c in columns]
    name_at = roles.index("name") if "name" in roles else 0
    if roles.count("points") > 1 and "points" in roles[name_at:]:
        columns = [
            Column(f"{roles[i - 1]}_points", c.start, c.end, c.text)
            if c.role == "points" and 0 < i < name_at and roles[i - 1] in ("level1", "level2")
            else c
            for i, c in enumerate(columns)
        ]
    seen: set[str] = set()
    kept: list[Column] = []
    for column in columns:
        role = column.role
        if role in seen and role in ("actual", "score") and f"review_{role}" not in seen:
            role = f"review_{role}"
        if role in seen:
            left_out.append(column.text)
            role = ""
        seen.add(role)
        kept.append(Column(role, column.start, column.end, column.text))
    return tuple(kept), tuple(left_out)
