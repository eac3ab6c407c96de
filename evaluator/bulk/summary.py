"""Summary of a part, kept once its rows are written: whole-number sums, counts, and the first findings of each kind.

Summaries add up in any order and grouping, so that it does not matter who judged which part when.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa

from evaluator.bulk.conventions import Basis
from evaluator.bulk.encoding import Codes
from evaluator.bulk.finding_bits import Mark
from evaluator.bulk.part_findings import LISTED, Place
from evaluator.bulk.plan import Part
from evaluator.bulk.score_part import Judged
from evaluator.bulk.totals import department_sums
from evaluator.verdict.conditions.departments import NAMED
from rules.rating import Ratings, Sums, ratings
from rules.rulebook import Rulebook

_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The rows of one form that a listed finding speaks of."""

    targets: pa.Table
    outcomes: pa.Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Counts and sums of some parts.

    ``counts`` findings by mark; ``listed`` the places of the first of each, ``cases`` the forms they are in;
    ``projects`` those of each department, with or without a budget; ``unweighted`` the totals of the first few without
    one of each department, by position; ``own_first`` the position of each department's first own form, with its total.
    """

    indicators: int
    pending: int
    forms: int
    unmatched: int
    sums: Sums
    projects: Codes
    unweighted: Mapping[int, tuple[int, int]]
    own_first: Codes
    own_low: Codes
    own_high: Codes
    counts: Mapping[Mark, int]
    listed: Mapping[Mark, tuple[Place, ...]]
    conventions: Mapping[str, Basis]
    years: frozenset[int]
    cases: Mapping[int, Case] = field(default_factory=dict)

    def __add__(self, other: Summary) -> Summary:
        later = other.own_first < self.own_first
        listed = {
            mark: tuple(sorted((*self.listed.get(mark, ()), *other.listed.get(mark, ())))[:LISTED])
            for mark in {**self.listed, **other.listed}
        }
        wanted = {form for places in listed.values() for form, _ in places}
        return Summary(
            indicators=self.indicators + other.indicators,
            pending=self.pending + other.pending,
            forms=self.forms + other.forms,
            unmatched=self.unmatched + other.unmatched,
            sums=self.sums + other.sums,
            projects=self.projects + other.projects,
            unweighted={**self.unweighted, **other.unweighted},
            own_first=np.where(later, other.own_first, self.own_first),
            own_low=np.where(later, other.own_low, self.own_low),
            own_high=np.where(later, other.own_high, self.own_high),
            counts={
                mark: self.counts.get(mark, 0) + other.counts.get(mark, 0) for mark in {**self.counts, **other.counts}
            },
            listed=listed,
            conventions={
                key: self.conventions.get(key, _NOTHING) + other.conventions.get(key, _NOTHING)
                for key in {**self.conventions, **other.conventions}
            },
            years=self.years | other.years,
            cases={form: case for form, case in {**self.cases, **other.cases}.items() if form in wanted},
        )

    def ratings(self, book: Rulebook) -> Ratings:
        """The ratings of all departments."""
        return ratings(self.own_low, self.own_high, self.sums, book)


_NOTHING = Basis(lines=0, forms=0, points=0)


def summary_of(judged: Judged, book: Rulebook) -> Summary:
    """The summary of one part."""
    part, totals = judged.part, judged.totals
    departments = len(part.forms.departments)
    first = np.full(departments, _NEVER, dtype=np.int64)
    low, high = np.full(departments, -1, dtype=np.int64), np.full(departments, -1, dtype=np.int64)
    own = np.flatnonzero(part.forms.of_department)[::-1]  # the first one is put last and stays
    department = part.forms.department[own]
    first[department], low[department], high[department] = own + part.first, totals.low[own], totals.high[own]
    listed = {mark: tuple((form + part.first, row) for form, row in places) for mark, places in judged.first.items()}
    wanted = sorted({form for places in listed.values() for form, _ in places})
    return Summary(
        indicators=len(judged.line),
        pending=int(totals.pending.sum()),
        forms=len(part.forms),
        unmatched=len(judged.unmatched),
        sums=department_sums(part.forms, totals, book),
        projects=np.bincount(part.forms.department[~part.forms.of_department], minlength=departments),
        unweighted=_unweighted(judged),
        own_first=first,
        own_low=low,
        own_high=high,
        counts=judged.counts,
        listed=listed,
        conventions=judged.conventions,
        years=frozenset(pd.unique(part.forms.year).tolist()),
        cases=_cases(part, wanted),
    )


def _unweighted(judged: Judged) -> dict[int, tuple[int, int]]:
    """The totals of the first few projects without a budget of each department in a part, by position among all."""
    forms, totals = judged.part.forms, judged.totals
    places = np.flatnonzero(~forms.of_department & (forms.budget <= 0))
    order = pd.Series(forms.department[places]).groupby(forms.department[places]).cumcount().to_numpy()
    return {
        place + judged.part.first: (int(totals.low[place]), int(totals.high[place]))
        for place in places[order < NAMED].tolist()
    }


def _cases(part: Part, forms: list[int]) -> dict[int, Case]:
    """The rows of these forms (by position among all) in tables of their own: slices would keep the part in memory."""
    within = [form - part.first for form in forms]
    targets = _copied(part.targets, part.starts, within)
    outcomes = _copied(part.outcomes, part.outcome_starts, within)
    return {
        form: Case(targets=promised, outcomes=stated)
        for form, promised, stated in zip(forms, targets, outcomes, strict=True)
    }


def _copied(table: pa.Table, starts: Codes, forms: list[int]) -> list[pa.Table]:
    """The rows of each of these forms with plain texts, batch by batch: ``take`` of a table would first put the chunks
    of all rows together.
    """
    sizes = np.diff(starts)[forms]
    ends = np.cumsum([0, *sizes])
    rows = np.arange(ends[-1]) + np.repeat(starts[forms] - ends[:-1], sizes)
    found, first = [], 0
    for batch in table.to_batches():
        here = rows[(rows >= first) & (rows < first + len(batch))] - first
        found.append(batch.take(pa.array(here)))
        first += len(batch)
    taken = pa.Table.from_batches(found, table.schema)
    small = pa.table([_plain(column) for column in taken.columns], names=taken.column_names).combine_chunks()
    return [small.slice(start, size) for start, size in zip(ends.tolist(), sizes.tolist(), strict=False)]


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
