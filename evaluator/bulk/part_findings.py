"""The findings of a part: what is noted of each row and each form, counted, and where the first of each kind stand.

Of rows there are few different sets of findings, so a row holds the number of its set, and results its text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluator.bulk.encoding import Codes, Small, counted, distinct, taken
from evaluator.bulk.finding_bits import Mark, Marks
from evaluator.bulk.lines import Bits
from evaluator.bulk.part_texts import silent
from evaluator.bulk.plan import Part
from evaluator.bulk.points import Shared
from evaluator.bulk.profiles import Profiles
from evaluator.verdict.conditions.condition import Fact
from evaluator.verdict.conditions.forms import FORMS, FormColumns
from evaluator.verdict.conditions.lines import OF_ROWS
from evaluator.verdict.totals import Totals
from rules.rulebook import Rulebook

LISTED = 10
"""How many findings of a kind are shown with their sentences."""
_LEAST_BLOCK = 1 << 12

Place = tuple[int, int]
"""Position of the form, row within the form (-1: the form as such)."""


@dataclass(frozen=True, slots=True)
class Noted:
    """The findings of rows or of forms: ``codes`` holds for each the place of its set of findings in ``sets`` (many
    rows have the same one). A set lists its findings worst first; ``times`` says how many rows have it.
    """

    codes: Small
    sets: tuple[tuple[Mark, ...], ...]
    times: Codes

    @property
    def texts(self) -> tuple[str, ...]:
        """The sets as results hold them: severity, code and name of each finding, ``""`` for none."""
        return tuple(as_text(marks) for marks in self.sets)

    def counts(self) -> dict[Mark, int]:
        """The number of findings of each kind."""
        found: dict[Mark, int] = {}
        for count, marks in zip(self.times.tolist(), self.sets, strict=True):
            for mark in marks if count else ():
                found[mark] = found.get(mark, 0) + count
        return found

    def first(self, counts: Mapping[Mark, int]) -> dict[Mark, Codes]:
        """Where the first few of each mark stand, one place for each finding; ``counts`` as above."""
        wanted = {mark: min(count, LISTED) for mark, count in counts.items()}
        found: dict[Mark, Codes] = {mark: np.empty(0, dtype=np.int64) for mark in wanted}
        start, block = 0, _LEAST_BLOCK
        while wanted and start < len(self.codes):
            codes = self.codes[start : start + block]
            telling = np.array([any(mark in wanted for mark in marks) for marks in self.sets])
            rows = np.flatnonzero(taken(telling, codes))
            for mark, count in list(wanted.items()):
                times = np.array([marks.count(mark) for marks in self.sets])[codes[rows]]
                here = np.repeat(rows, times)[: count - len(found[mark])] + start
                found[mark] = np.concatenate([found[mark], here])
                if len(found[mark]) == count:
                    del wanted[mark]
            start, block = start + block, 2 * block
        return found


def as_text(marks: Iterable[Mark]) -> str:
    """A set of findings in one cell: ``error A101 outcome-missing; note T101 comparator-missing``."""
    return "; ".join(f"{mark.severity.value} {mark.kind.code} {mark.kind.name}" for mark in marks)


def from_text(text: str) -> list[tuple[str, str, str]]:
    """Severity, code and name of each finding in a cell."""
    return [(parts[0], parts[1], parts[2]) for one in text.split("; ") if len(parts := one.split(" ")) == 3]


def noted_of_rows(
    part: Part,
    line: Small,
    of_line: Small,
    of_profile: Codes,
    profiles: Profiles,
    few: Mapping[Fact, Codes],
    matched: Codes | None,
    marks: Marks,
) -> Noted:
    """The findings of each row: the marks of its line's profile, and the conditions that its profile leaves to the
    row. ``few`` lists rows for facts that few rows have; any other fact is a blank cell of an outcomes column.
    ``of_line`` is the profile of each line, ``of_profile`` how many rows each profile has.
    """
    present = np.flatnonzero(of_profile)
    variants = profiles.marks[None, present]
    variant: Small | None = None
    besides = [(np.empty(0, dtype=np.int64), 0)]
    for place, condition in enumerate(OF_ROWS):
        asks = (profiles.asks[present] >> place & 1) > 0
        if not asks.any():
            continue
        assert condition.row is not None  # noqa: S101  (such they are)
        bit = marks.bit(condition.kind, condition.severity)
        if condition.row in few:
            rows = few[condition.row]
            besides.append((rows[(profiles.asks[of_line[line[rows]]] >> place & 1) > 0], bit))
            continue
        without = silent(part, condition.row.value, matched)
        with_it = variants | np.where(asks, bit, 0)
        if without is None:
            variants = with_it
            continue
        more = without.astype(np.int32) * np.int32(len(variants))
        variant = more if variant is None else variant + more
        variants = np.concatenate([variants, with_it])
    among = np.zeros(len(profiles), dtype=np.int32)
    among[present] = np.arange(len(present))
    of_line = taken(among, of_line)
    rows, more = _besides(besides)
    here = of_line[line[rows]]
    if variant is not None:
        here = here + variant[rows] * np.int32(len(present))
    bits = variants.ravel()
    number, sets = _numbered(np.concatenate([bits, bits[here] | more]), marks)
    if variant is None:
        codes = taken(taken(number, of_line), line)
    else:
        codes = taken(number, taken(of_line, line) + variant * np.int32(len(present)))
    if len(rows):
        codes = codes.copy()
        codes[rows] = number[len(bits) :]
    if len(rows) or variant is not None:
        return Noted(codes, sets, counted(codes, len(sets)))
    return Noted(codes, sets, counted(number, len(sets), of_profile[present]))


def _besides(found: Sequence[tuple[Codes, int]]) -> tuple[Codes, Bits]:
    """Each row that stands in one of the lists, with the bits of all lists that it stands in."""
    rows = np.unique(np.concatenate([rows for rows, _ in found]))
    bits = np.zeros(len(rows), dtype=np.int64)
    for these, bit in found:
        bits[np.searchsorted(rows, these)] |= bit
    return rows, bits


def _numbered(bits: Bits, marks: Marks) -> tuple[Small, tuple[tuple[Mark, ...], ...]]:
    """A number for each set of bits, in the order of the texts, whatever the bits were given out for first."""
    values, inverse = np.unique(bits, return_inverse=True)
    return _in_order([marks.of(value) for value in values.tolist()], inverse)


def _in_order(sets: Sequence[tuple[Mark, ...]], codes: npt.NDArray[Any]) -> tuple[Small, tuple[tuple[Mark, ...], ...]]:
    ordered = sorted({as_text(one): one for one in sets}.items())
    place = {text: number for number, (text, _) in enumerate(ordered)}
    number = np.array([place[as_text(one)] for one in sets], dtype=np.int32)
    return taken(number, np.asarray(codes, dtype=np.int32).reshape(-1)), tuple(one for _, one in ordered)


def noted_of_forms(part: Part, shared: Shared, totals: Totals, book: Rulebook, marks: Marks) -> Noted:
    """The findings of each form as a whole."""
    forms = part.forms
    columns = FormColumns(
        book=book,
        initial=forms.initial,
        full_year=forms.full_year,
        executed=forms.executed,
        rate=totals.spent.rate,
        execution_pending=totals.spent.pending,
        execution_explain=totals.spent.explain,
        unexplained=forms.unexplained,
        partial=shared.partial,
        execution_points_unusable=np.zeros(len(forms), dtype=np.bool_),  # refused
        categories_missing=shared.missing,
        deviation=shared.deviation,
        rescaled=shared.rescaled,
        execution_inside=shared.execution_inside,
        nothing_applies=shared.nothing_applies,
        unit_suspected=totals.spent.unit_suspected,
    )
    code, met = np.zeros(len(forms), dtype=np.int32), list[Mark]()
    for condition in FORMS:
        holds = condition.holds(columns)
        if holds.any():
            code |= holds.astype(np.int32) << len(met)
            met.append(marks.mark(condition.kind, condition.severity))
    number, values = distinct(code, 1 << len(met))
    sets = [
        tuple(sorted((mark for place, mark in enumerate(met) if one >> place & 1), key=lambda mark: mark.order))
        for one in values.tolist()
    ]
    codes, ordered = _in_order(sets, number)
    return Noted(codes, ordered, counted(codes, len(ordered)))


def first_places(rows: Noted, forms: Noted, starts: Codes) -> tuple[dict[Mark, int], dict[Mark, tuple[Place, ...]]]:
    """The number of findings of each kind, and the places of the first of each; forms by position in the part."""
    of_rows, of_forms = rows.counts(), forms.counts()
    places: dict[Mark, list[Place]] = {}
    for mark, found in forms.first(of_forms).items():
        places[mark] = [(form, -1) for form in found.tolist()]
    for mark, found in rows.first(of_rows).items():
        form = np.searchsorted(starts, found, side="right") - 1
        within = found - starts[form]
        places.setdefault(mark, []).extend(zip(form.tolist(), within.tolist(), strict=True))
    counts = {mark: of_rows.get(mark, 0) + of_forms.get(mark, 0) for mark in {**of_rows, **of_forms}}
    return counts, {mark: tuple(sorted(found)[:LISTED]) for mark, found in places.items()}
