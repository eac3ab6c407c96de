"""Departments and projects of a run in order of their totals, with what a leader looks at beside each.

A total that is still open is a range, and so is its place: the best place it may take and the worst one. Equal totals
share a place. Entries stand in the order of the lower end of their total, which no outcome still missing can lower.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluator.figures import amount, rate_of
from evaluator.findings import counts
from evaluator.run import Run
from evaluator.scorecards.formjson import findings_by_form
from rules.grades import grade_names
from rules.rating import department_rating
from targets.kinds.finding import Finding

Total = tuple[int, int] | None
"""Both ends of a total in hundredths of a point; None where there is none."""
Place = tuple[int, int] | None
"""The best and the worst place, counted from 1, equal where nothing open can change it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One department or project.

    ``position`` is its place in ``Run.ratings`` or ``Run.forms``. ``provisional`` is its place by
    the lower ends of all totals, 0 without one. ``budget`` in 万元 and ``rate`` (hundredths of a
    percent, -1 unknown) are those of its projects; ``pending`` counts forms with an open total for a department, open
    lines for a form; ``grades`` its projects by grade, ``""`` for open ones; ``worst`` the name of the finding to look
    at first and how often it was found.
    """

    position: int
    name: str
    department: str
    total: Total
    place: Place
    provisional: int = 0
    budget: Decimal | None
    rate: int
    pending: int
    counts: tuple[int, int, int]
    projects: int = 0
    unweighted: int = 0
    grades: Mapping[str, int]
    worst: tuple[str, int] | None


def places(totals: Sequence[Total]) -> list[Place]:
    """The places that each total may take among all: best if all others end low and it ends high, and the reverse."""
    lows = sorted(total[0] for total in totals if total)
    highs = sorted(total[1] for total in totals if total)
    found: list[Place] = []
    for total in totals:
        if total is None:
            found.append(None)
            continue
        low, high = total
        surely_above = len(lows) - bisect_right(lows, high)
        perhaps_above = len(highs) - bisect_right(highs, low) - (high > low)
        found.append((1 + surely_above, 1 + perhaps_above))
    return found


def provisional_places(totals: Sequence[Total]) -> list[int]:
    """The places by the lower ends of the totals, which nothing still missing can lower; 0 where there is none."""
    lows = sorted(total[0] for total in totals if total)
    return [0 if total is None else 1 + len(lows) - bisect_right(lows, total[0]) for total in totals]


def rank_departments(run: Run) -> tuple[Entry, ...]:
    """One entry for each rating of the run, best first, those without a rating last."""
    totals: list[Total] = [
        None if r.found.low is None or r.found.high is None else (r.found.low, r.found.high) for r in run.ratings
    ]
    forms: dict[str, list[int]] = {}
    for position, total in enumerate(run.total_rows):
        forms.setdefault(total.department, []).append(position)
    per_form, _ = findings_by_form(run.forms, run.notices)
    entries = []
    ranked = zip(run.ratings, totals, places(totals), provisional_places(totals), strict=True)
    for position, (rating, total, place, provisional) in enumerate(ranked):
        own = forms.get(rating.department, [])
        rows = [run.total_rows[n] for n in own if not run.total_rows[n].of_department]
        found = [finding for n in own for finding in per_form[n]]
        budgets = [Decimal(row.budget) for row in rows if row.budget]
        entries.append(
            Entry(
                position=position,
                name=rating.department,
                department=rating.department,
                total=total,
                place=place,
                provisional=provisional,
                budget=sum(budgets, Decimal(0)) if budgets else None,
                rate=_rate(run, rows),
                pending=sum(run.total_rows[n].total_low != run.total_rows[n].total_high for n in own),
                counts=counts(found),
                projects=len(rows),
                unweighted=len(rating.unweighted),
                grades=Counter(str(row.grade) for row in rows),
                worst=_worst(found),
            )
        )
    return ordered(entries, "total")


def rank_forms(run: Run) -> tuple[Entry, ...]:
    """One entry for each project of the run, best first; forms of whole departments are ranked as departments."""
    per_form, _ = findings_by_form(run.forms, run.notices)
    rows = [(n, row) for n, row in enumerate(run.total_rows) if not row.of_department]
    totals: list[Total] = [(int(row.total_low), int(row.total_high)) for _, row in rows]
    return ordered(
        [
            Entry(
                position=n,
                name=run.forms[n].title,
                department=row.department,
                total=total,
                place=place,
                provisional=provisional,
                budget=Decimal(row.budget) if row.budget else None,
                rate=int(row.rate),
                pending=int(row.pending) + int(row.execution_pending),
                counts=counts(per_form[n]),
                grades={},
                worst=_worst(per_form[n]),
            )
            for (n, row), total, place, provisional in zip(
                rows, totals, places(totals), provisional_places(totals), strict=True
            )
        ],
        "total",
    )


def _known(value: Any) -> tuple[Any, ...] | None:
    return None if value is None else (value,)


_KEYS: Mapping[str, Callable[[Entry], tuple[Any, ...] | None]] = {
    "total": lambda entry: entry.total,
    "budget": lambda entry: _known(entry.budget),
    "execution": lambda entry: None if entry.rate < 0 else (entry.rate,),
    "pending": lambda entry: (entry.pending,),
    "findings": lambda entry: entry.counts,
    "name": lambda entry: (entry.name, entry.department),
}
SORTS = tuple(_KEYS)


def ordered(entries: Sequence[Entry], key: str, *, reverse: bool = False) -> tuple[Entry, ...]:
    """The entries by one of ``SORTS``: the largest first (names from the first on), ``reverse`` the other way about.

    What is not known stands last either way; equal ones keep the order of the documents.
    """
    value = _KEYS[key]
    known = [entry for entry in entries if value(entry) is not None]
    rest = [entry for entry in entries if value(entry) is None]
    known.sort(key=lambda entry: entry.position)
    known.sort(key=lambda entry: value(entry) or (), reverse=(key != "name") != reverse)
    return (*known, *sorted(rest, key=lambda entry: entry.position))


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeShare:
    """The number of departments and projects with a grade (``""``: open), and their money in 万元: ``share`` of all
    money in hundredths of a percent, -1 where there is none.
    """

    grade: str
    departments: int
    projects: int
    money: Decimal
    share: int


def distribution(run: Run) -> tuple[tuple[GradeShare, ...], Total]:
    """The share of each grade, best first, open ones last, and the budget-weighted mean of all projects."""
    rows = [row for row in run.total_rows if not row.of_department]
    whole = department_rating(
        None,
        [(int(row.total_low), int(row.total_high)) for row in rows],
        [Decimal(row.budget or 0) for row in rows],
        run.book,
    )
    departments = Counter(rating.grade for rating in run.ratings if rating.found.low is not None)
    projects = Counter(str(row.grade) for row in rows)
    money = {share.grade or "": share for share in whole.money}
    shares = tuple(
        GradeShare(
            grade=name,
            departments=departments[name],
            projects=projects[name],
            money=money[name].money if name in money else Decimal(0),
            share=money[name].share if name in money else 0 if money else -1,
        )
        for name in (*grade_names(run.book), "")
        if name or departments[name] or projects[name]
    )
    return shares, None if whole.mean_low is None or whole.mean_high is None else (whole.mean_low, whole.mean_high)


def _rate(run: Run, rows: Sequence[Any]) -> int:
    """Executed ÷ budget of all projects in hundredths of a percent; -1 where an amount is missing or unreadable."""
    basis = "initial" if run.scored.by_opening_budget else "full_year"
    budgets = [amount(getattr(row, basis)) for row in rows]
    executed = [amount(row.executed) for row in rows]
    whole = sum((b for b in budgets if b is not None), Decimal(0))
    if not rows or None in budgets or None in executed or whole <= 0:
        return -1
    spent = sum((e for e in executed if e is not None), Decimal(0))
    return rate_of(spent, whole)


def _worst(found: Sequence[Finding]) -> tuple[str, int] | None:
    """The gravest kind of finding, of equally grave ones the most frequent; notes are not worth a leader's look."""
    often = Counter((f.severity.rank, f.code, f.name) for f in found if f.severity.value != "note")
    if not often:
        return None
    (_, code, name), times = min(often.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
    return f"{code} {name}", times
