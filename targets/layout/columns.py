"""The columns of an indicator block: one assignment of roles to headings, weighed by words, values, place and sums.

Each heading may play any role that its words or the values beneath speak for. The best assignment of all columns
together is taken; how much better it is than the next is its margin, and a small margin is a doubt that names both
readings. Weights: ``targets.layout.weights`` and ``targets.model.headings``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from targets.documents.grid import Cell
from targets.layout import weights
from targets.layout.bands import Heading
from targets.layout.values import ValueKind, points_of, value_kind
from targets.model.headings import CERTAIN
from targets.model.roles import Role

_BEAM = 24
_WHOLE = (Decimal(100), Decimal(90), Decimal(80), Decimal(50), Decimal(60), Decimal(40))


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its role, the grid columns its heading covers, the heading, and why it has that role."""

    role: Role
    start: int
    end: int
    text: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A heading whose role is decided by little: the role it was given, and the other."""

    text: str
    taken: Role
    other: Role


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a block from left to right, the headings that are read past, and the doubts."""

    columns: tuple[Column, ...]
    doubts: tuple[Doubt, ...] = ()
    margin: int = weights.CLEAR
    repeated: tuple[str, ...] = ()
    """Headings of targets or outcomes that stand twice over different values; the first one is read."""
    roles: frozenset[Role] = field(init=False)
    _under: dict[tuple[int, int], Role | None] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", frozenset(column.role for column in self.columns))

    def has(self, role: Role) -> bool:
        """True if the block has such a column."""
        return role in self.roles

    def of(self, role: Role) -> Column | None:
        """The column of a role, None if there is none."""
        return next((column for column in self.columns if column.role is role), None)

    def role_of(self, cell: Cell) -> Role | None:
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

    def covered(self, cell: Cell) -> list[Role]:
        """The roles of all columns that a cell reaches over, from left to right."""
        return [c.role for c in self.columns if c.start < cell.end and cell.column < c.end]

    def next_role(self, role: Role, steps: int) -> Role | None:
        """The role ``steps`` columns to the right of ``role`` (to the left where negative), None past the edge."""
        roles = [c.role for c in self.columns]
        place = roles.index(role) + steps if role in roles else -1
        return roles[place] if 0 <= place < len(roles) else None


@dataclass(frozen=True, slots=True)
class _Choice:
    """One assignment: its weight and the roles in the order of the headings."""

    weight: int
    roles: tuple[Role, ...]


def assigned(
    headings: Sequence[Heading], beneath: Sequence[Sequence[str]], year: int | None = None, nth: int = 0
) -> Columns:
    """The columns under some headings; ``beneath`` holds the texts under each, from above to below.

    ``year`` is the form's year, where headings of several years stand side by side; ``nth`` asks for the next best
    assignment, the one after it, and so on, as far as they are nearly as good.
    """
    set_aside = _other_term(headings)
    again = _again(headings, set_aside)
    evidence = [
        {Role.UNUSED: 0} if place in set_aside or place in again else _weighed(heading, texts, year)
        for place, (heading, texts) in enumerate(zip(headings, beneath, strict=True))
    ]
    best = _best(evidence)
    rated = sorted(
        (_Choice(choice.weight + _whole(choice.roles, beneath), choice.roles) for choice in best),
        key=lambda choice: -choice.weight,
    )
    apart: list[_Choice] = []
    for one in rated:
        near = rated[0].weight - one.weight <= weights.NEAR
        if near and all(_differs(one.roles, other.roles) for other in apart):
            apart.append(one)
    first = apart[min(nth, len(apart) - 1)]
    second = next((one for one in rated[1:] if _differs(first.roles, one.roles)), None) if not nth else None
    margin = first.weight - second.weight if second is not None else weights.CLEAR + 8
    doubts: tuple[Doubt, ...] = ()
    if second is not None and margin < weights.CLEAR:
        pairs = zip(headings, first.roles, second.roles, strict=True)
        doubts = tuple(Doubt(h.text, one, other) for h, one, other in pairs if one is not other and h.text)
    columns = tuple(
        Column(
            Role.MIDTERM if place in set_aside else role,
            heading.start,
            heading.end,
            heading.text,
            _reason(role, evidence[place], texts),
        )
        for place, (heading, role, texts) in enumerate(zip(headings, first.roles, beneath, strict=True))
    )
    differ = (place for place, first in again.items() if _differ(beneath[place], beneath[first]))
    return Columns(columns, doubts, margin, tuple(headings[place].text for place in differ))


def _again(headings: Sequence[Heading], set_aside: frozenset[int]) -> dict[int, int]:
    """The columns whose heading, of targets or outcomes, stands further to the left already, and where it does."""
    first: dict[str, int] = {}
    found: dict[int, int] = {}
    for place, heading in enumerate(headings):
        words = heading.evidence()
        if place not in set_aside and max(words.get(Role.TARGET, 0), words.get(Role.ACTUAL, 0)) >= CERTAIN:
            found |= {place: first[heading.text]} if heading.text in first else {}
            first.setdefault(heading.text, place)
    return found


def _differ(one: Sequence[str], other: Sequence[str]) -> bool:
    """True if two columns hold different values in a row that both fill."""
    return any(a.strip() and b.strip() and a.strip() != b.strip() for a, b in zip(one, other, strict=True))


def _weighed(heading: Heading, texts: Sequence[str], year: int | None) -> dict[Role, int]:
    """The weight of each role for one column by its words and the values beneath, the strongest first."""
    kinds: list[ValueKind] = [kind for text in texts if (kind := value_kind(text)) is not ValueKind.BLANK]
    words = dict(heading.evidence())
    for kind, role in weights.BY_VALUES.items():
        if kinds and kinds.count(kind) * 2 > len(kinds) and role not in words and max(words.values(), default=0) < 10:
            words[role] = weights.CLEAR
    if Role.SCORE in words:
        words.setdefault(Role.REVIEW_SCORE, 1)
    if Role.ACTUAL in words:
        words.setdefault(Role.REVIEW_ACTUAL, 1)
    if Role.POINTS in words:
        words.setdefault(Role.LEVEL1_POINTS, 1)
        words.setdefault(Role.LEVEL2_POINTS, 1)
    found = {role: weight + _fit(role, kinds) for role, weight in words.items()}
    if not kinds and texts:  # an empty column: of two that could be one thing, the filled one is
        found = {role: weight - 2 for role, weight in found.items()}
    named = heading.year
    if year is not None and named is not None:
        found = {role: weight + (2 if named == year else -4) for role, weight in found.items()}
        if named != year:
            found[Role.PREVIOUS] = 6
    found[Role.UNUSED] = 0
    keep = sorted(found, key=lambda role: (-found[role], role.value))[:5]
    return {role: found[role] for role in {*keep, Role.UNUSED}}


def _fit(role: Role, kinds: Sequence[ValueKind]) -> int:
    fit = weights.FIT.get(role)
    if fit is None or not kinds:
        return 0
    return round(sum(fit.get(kind, 0) for kind in kinds) / len(kinds))


def _best(evidence: Sequence[Mapping[Role, int]]) -> list[_Choice]:
    """The best assignments of all columns together, from left to right, as many as the beam holds."""
    beam = [_Choice(0, ())]
    for here in evidence:
        grown = [
            _Choice(choice.weight + weight + _placed(choice.roles, role), (*choice.roles, role))
            for choice in beam
            for role, weight in here.items()
            if role in weights.MANY or role not in choice.roles
        ]
        grown.sort(key=lambda choice: -choice.weight)
        beam = grown[:_BEAM]
    return [_Choice(choice.weight + _complete(choice.roles), choice.roles) for choice in beam]


def _placed(before: Sequence[Role], role: Role) -> int:
    """The evidence for a role from the columns to the left."""
    weight = 0
    for other in before:
        if (other, role) in weights.BEFORE:
            weight += weights.IN_ORDER
        elif (role, other) in weights.BEFORE:
            weight += weights.OUT_OF_ORDER
    if before:
        weight += weights.BESIDE.get((before[-1], role), 0)
    return weight


def _complete(roles: Sequence[Role]) -> int:
    """The weight against a whole assignment of roles for what it lacks."""
    have = set(roles)
    weight = 0
    if Role.NAME not in have:
        weight += weights.NO_NAME
    if not have & {Role.TARGET, Role.ACTUAL, Role.POINTS, Role.SCORE}:
        weight += weights.NO_VALUES
    if Role.TARGET not in have:
        weight += weights.NO_TARGET
    if have.issuperset(weights.RUBRIC) and Role.ACTUAL not in have:
        weight += weights.SCORES_AS_TARGET
    for role, others in weights.NEEDS.items():
        if role in have and not have.intersection(others):
            weight += weights.ALONE.get(role, weights.ALONE_ELSE) * list(roles).count(role)
    return weight


def _whole(roles: Sequence[Role], beneath: Sequence[Sequence[str]]) -> int:
    """The evidence of the form's own sums: points that add up to a whole, scores not above their points."""
    weight = 0
    columns = dict(zip(roles, beneath, strict=True))
    points = [points_of(text) for text in columns.get(Role.POINTS, ())]
    known = [value for value in points if value is not None]
    if known and sum(known) in _WHOLE:
        weight += weights.POINTS_ADD_UP
    for role in (Role.SCORE, Role.REVIEW_SCORE):
        pairs = [
            (a, b)
            for a, b in zip(points, (points_of(text) for text in columns.get(role, ())), strict=False)
            if a is not None and b is not None
        ]
        above = sum(score > most for most, score in pairs)
        if above * 2 > len(pairs):
            weight += weights.SCORES_ABOVE if role is Role.SCORE else weights.REVIEWS_ABOVE
        elif pairs and not above and role is Role.SCORE:
            weight += weights.SCORES_WITHIN
    return weight


_SAME = {Role.GROUP: Role.UNUSED, Role.NATURE: Role.UNUSED, Role.REMARK: Role.REASON, Role.METHOD: Role.EVIDENCE}


def _differs(one: Sequence[Role], other: Sequence[Role]) -> bool:
    """True if two assignments would read a form differently."""
    return [_SAME.get(role, role) for role in one] != [_SAME.get(role, role) for role in other]


def _reason(role: Role, evidence: Mapping[Role, int], texts: Sequence[str]) -> str:
    """Why a column has its role, in figures: the weight of the role, and of the next."""
    others = [(weight, other.value) for other, weight in evidence.items() if other is not role]
    second = max(others, default=(0, "unused"))
    return f"{role.value} {evidence.get(role, 0)}, {second[1]} {second[0]}; {len(texts)} cells"


_TERM = ("实施期", "中期", "长期", "总体", "规划期", "三年", "总目标")


def _other_term(headings: Sequence[Heading]) -> frozenset[int]:
    """The columns of the whole term where they stand beside a second set for the year: a name and a target twice."""
    best = [max(e, key=lambda r: (e[r], r.value)) if (e := heading.evidence()) else Role.UNUSED for heading in headings]
    names = [place for place, role in enumerate(best) if role is Role.NAME]
    values = [place for place, role in enumerate(best) if role in (Role.TARGET, Role.MIDTERM)]
    if len(names) < 2 or len(values) < 2 or not values[0] < names[1]:
        return frozenset()
    levelled = best[names[1] - 1] in (Role.LEVEL2, Role.LEVEL1)
    second = names[1] - 1 if levelled else names[1]
    first = names[0] - 1 if levelled and names[0] and best[names[0] - 1] is best[second] else names[0]
    left, right = range(first, second), range(second, max(values) + 1)
    later = any(word in headings[place].text for place in right for word in _TERM)
    earlier = any(word in headings[place].text for place in left for word in _TERM)
    return frozenset(right if later and not earlier else left)
