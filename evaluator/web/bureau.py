"""Many departments at a glance: how totals and grades are distributed, the money by grade, a provisional place for what
is open, narrowed and sorted as an address asks, and the list as a table for a workbook.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from evaluator.figures import percent, points, range_text
from evaluator.language import pick
from evaluator.scorecards.model import Cell, Table
from evaluator.scorecards.ranking import provisional_places
from evaluator.web.summaries import Standing

SORTS = ("total", "name", "budget", "rate", "pending")
_STEP = 10
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A selection of departments: words in their name, a grade (``open``: not settled), and how they are sorted."""

    words: str = ""
    grade: str = ""
    sort: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Asked:
        """The selection that an address asks for."""
        return cls(**{part: query.get(part, "").strip()[:100] for part in cls.__slots__})

    def takes(self, one: Standing) -> bool:
        """True if a department is among what was asked for."""
        grade = _grade(one) or "open"
        return self.words.casefold() in one.name.casefold() and (not self.grade or grade == self.grade)

    def sorted(self, listed: Sequence[tuple[Standing, int]]) -> list[tuple[Standing, int]]:
        """Those that were asked for, each with its place in the list given, which stands as it is without a wish."""
        taken = [(one, place) for one, place in listed if self.takes(one)]
        keys = {
            "name": lambda pair: pair[0].name,
            "budget": lambda pair: -(Decimal(pair[0].budget or 0)),
            "rate": lambda pair: -pair[0].rate,
            "pending": lambda pair: -pair[0].pending,
        }
        return sorted(taken, key=keys[self.sort]) if self.sort in keys else taken


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRow:
    """One grade (``""``: open): how many departments, and the money of projects of it in 万元."""

    grade: str
    departments: int
    money: Decimal


def by_grade(listed: Sequence[Standing]) -> list[GradeRow]:
    """Departments and money by grade, the best grade first, what is open last."""
    best_first = sorted({(-float(at), grade) for one in listed for at, grade in one.cuts})
    named = dict.fromkeys(grade for _, grade in best_first)
    named |= dict.fromkeys(grade for one in listed for grade in (_grade(one), *(own for own, _ in one.money)) if grade)
    rows = []
    for grade in (*named, ""):
        money = sum(
            (Decimal(one.budget or 0) * share / 10_000 for one in listed for own, share in one.money if own == grade),
            Decimal(0),
        )
        count = sum(_grade(one) == grade for one in listed)
        if count or money:
            rows.append(GradeRow(grade=grade, departments=count, money=money.quantize(_CENT, ROUND_HALF_UP)))
    return rows


def histogram(listed: Sequence[Standing]) -> list[tuple[str, int, int]]:
    """Totals in steps of ten points: the step, how many lie in it surely, and how many by their lower end only."""
    steps: dict[int, list[int]] = {}
    for one in listed:
        if one.total is not None:
            low, high = (min(end // (_STEP * 100), 100 // _STEP - 1) for end in one.total)
            steps.setdefault(low, [0, 0])[low != high] += 1
    found = []
    for at in range(9, min(steps, default=9) - 1, -1):
        sure, by_low_end = steps.get(at, [0, 0])
        found.append((f"{at * _STEP}–{(at + 1) * _STEP}", sure, by_low_end))
    return found


def table(listed: Sequence[Standing], lang: str, year: object, places: Sequence[str]) -> Table:
    """The list as a table; ``places`` are the possible places of each."""
    zh = "名次,暂列名次,部门,部门评价,总分低端,等级,预算(万元),执行率,待定表,错误,警告,提示,评价"
    en = "place,provisional,department,rating,lower end,grade,budget,rate,open forms,errors,warnings,notes,evaluation"
    headers = pick(lang, zh, en).split(",")
    ranked = zip(listed, places, provisional_places([one.total for one in listed]), strict=True)
    rows: list[tuple[Cell, ...]] = [
        (
            place,
            at or None,
            one.name,
            range_text(*one.total, lang) if one.total else "",
            points(one.total[0]) if one.total else None,
            _grade(one) or pick(lang, "待定", "open"),
            Decimal(one.budget) if one.budget else None,
            percent(one.rate),
            one.pending,
            *one.counts,
            str(one.evaluation["title"]),
        )
        for one, place, at in ranked
    ]
    return Table(pick(lang, f"{year}年度各部门", f"Departments {year}"), tuple(headers), tuple(rows))


def _grade(one: Standing) -> str:
    return one.grade if one.total is not None else ""
