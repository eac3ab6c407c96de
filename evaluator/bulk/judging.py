"""One part from tables to results: read, shared out, scored, added up. Pure: equal parts under equal books give equal
results, whatever the process has judged before; what it keeps are readings of texts and scores of lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evaluator.bulk.codes import Codes, coded, combined, taken
from evaluator.bulk.joining import outcome_rows
from evaluator.bulk.marks import Mark, Marks
from evaluator.bulk.plan import Part
from evaluator.bulk.points import Shared, share_out
from evaluator.bulk.readings import NOTHING, Definition, Readings, Statement
from evaluator.bulk.scores import Scores
from evaluator.bulk.totals import Totals, total
from evaluator.verdict.scoring import printed_hundredths
from rules.points import POINT_KEYS
from rules.rulebook import Rulebook
from rules.schema import CATEGORIES
from targets.finding import Severity

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_DEFINING = ("indicator", "target", "unit", "symbol", "level1", "level2")
_STATING = ("outcome", "level", "share", "deduction")
_SIGNING = ("decided_by", "decided_on", "reason")


@dataclass(frozen=True, slots=True)
class Found:
    """The findings of one kind in a part: form by form positions, and rows within the part (-1: the form as such)."""

    mark: Mark
    form: Rows
    row: Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """How much rests on one convention: so many lines, forms, hundredths of a point."""

    lines: int
    forms: int
    points: int

    def __add__(self, other: Basis) -> Basis:
        return Basis(lines=self.lines + other.lines, forms=self.forms + other.forms, points=self.points + other.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The results of one part: rows in the order of the targets, forms in theirs, findings worst first.

    ``points`` and ``score`` in hundredths; ``provision`` and ``points_provision`` as places in ``provisions``;
    ``unmatched`` rows of the outcomes that belong to no indicator.
    """

    part: Part
    provisions: tuple[str, ...]
    points: Codes
    score: npt.NDArray[np.int32]
    pending: Mask
    provision: npt.NDArray[np.int16]
    points_provision: npt.NDArray[np.int16]
    totals: Totals
    found: tuple[Found, ...]
    conventions: Mapping[str, Basis]
    unmatched: Rows


@dataclass(frozen=True, slots=True)
class Coded:
    """Per indicator: codes of definition and statement, and the row of its outcome (None: row answers row); the rows of
    outcomes without an indicator.
    """

    definition: Codes
    statement: Codes
    matched: Codes | None
    unmatched: Rows


class Judge:
    """Judges parts under one book."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.provisions = tuple(dict.fromkeys((*book.provisions, *POINT_KEYS)))
        self._places = {key: place for place, key in enumerate(self.provisions)}
        self.marks = Marks(book)
        self.readings = Readings(book, self.provisions, self.marks)
        self.scores = Scores(book, self.provisions, self.marks, self.readings)
        evidence = book.provisions.get("policy.evidence")
        self._evidence_wanted = evidence is not None and evidence.enabled

    def part(self, part: Part) -> Judged:
        """The results of one part. InputError for keys that are null or stand twice."""
        texts, printed = self.codes(part)
        matched = texts.matched
        pair = self.readings.pairs(texts.definition, texts.statement)
        shared = share_out(
            part.forms,
            part.starts,
            self.readings.category_of(texts.definition),
            printed,
            self.readings.applies(pair),
            self.book,
            self._places,
        )
        line = self.scores.rows(pair, shared.points)
        score, pending = self.scores.earned(line)
        totals = total(part.forms, part.starts, shared, score, pending, self.book)
        return Judged(
            part=part,
            provisions=self.provisions,
            points=shared.points,
            score=score,
            pending=pending,
            provision=taken(self.scores.columns["provision"], line),
            points_provision=shared.provision,
            totals=totals,
            found=tuple(self._findings(part, line, shared, totals, matched)),
            conventions=self._conventions(part, line, shared),
            unmatched=texts.unmatched,
        )

    def codes(self, part: Part) -> tuple[Coded, Codes]:
        """The texts of a part as codes, new ones read, and the printed points in hundredths (-1: none)."""
        matched, unmatched = outcome_rows(part)
        printed = np.full(len(part.targets), -1, dtype=np.int64)
        if "points" in part.targets.column_names:
            code, texts = coded(part.targets.column("points"))
            printed = taken(np.array([printed_hundredths(text) for text in texts], dtype=np.int64), code)
        definition, statement = self._definitions(part), self._statements(part, matched)
        return Coded(definition, statement, matched, unmatched), printed

    def _definitions(self, part: Part) -> Codes:
        columns, texts = _coded(part.targets, _DEFINING)
        years, year = np.unique(part.forms.year, return_inverse=True)
        row_year = np.zeros(len(part.targets), dtype=np.int64)
        if len(years) > 1:
            row_year = np.repeat(year.reshape(-1), np.diff(part.starts))
        code, rows = combined([*columns, (row_year, len(years))])
        found = [
            Definition._make((*(values[n] for values, n in zip(texts, row, strict=False)), int(years[row[-1]])))
            for row in rows.tolist()
        ]
        return taken(self.readings.definitions(found), code)

    def _statements(self, part: Part, matched: Codes | None) -> Codes:
        columns, texts = _coded(part.outcomes, _STATING)
        signed = np.zeros(len(part.outcomes), dtype=np.int64)
        if any(text.strip() for text in (*texts[2], *texts[3])):
            signed += 1
            for name in _SIGNING:
                signed &= ~_blank(part.outcomes, name)
        code, rows = combined([*columns, (signed, 1 + int(signed.any()))])
        found = [
            Statement._make((*(values[n] for values, n in zip(texts, row, strict=False)), bool(row[-1])))
            for row in rows.tolist()
        ]
        numbers = self.readings.statements([*found, NOTHING])
        if matched is None:
            return taken(numbers, code)
        return (
            numbers[np.where(matched < 0, len(found), code[matched])]
            if len(code)
            else np.repeat(numbers[-1:], len(matched))
        )

    def _findings(self, part: Part, line: Codes, shared: Shared, totals: Totals, matched: Codes | None) -> list[Found]:
        """Every finding of the part but those of the book itself, worst first, then by code, then in order of rows."""
        columns, bit = self.scores.columns, self.marks.bit
        marks = taken(columns["marks"], line)
        short = np.flatnonzero(taken(columns["short"], line))
        silent = _silent(part, "reason", matched)
        marks[short if silent is None else short[silent[short]]] |= bit("shortfall-unexplained")
        if self._evidence_wanted:
            earned = np.flatnonzero(taken(columns["earned"], line))
            unproved = _silent(part, "evidence", matched)
            marks[earned if unproved is None else earned[unproved[earned]]] |= bit("evidence-missing")
        if shared.unplaced is not None:
            marks[shared.unplaced] |= bit("points-unplaced")
        marked = np.flatnonzero(marks)
        bits = marks[marked]
        form_of = np.repeat(np.arange(len(part.forms)), np.diff(part.starts))
        found = [Found(mark, places, np.full(len(places), -1)) for mark, places in self._of_forms(part, shared, totals)]
        for mark, number in self.marks.all():
            rows = marked[(bits & (1 << number)) != 0]
            if len(rows):
                found.append(Found(mark, taken(form_of, rows), rows))
        return sorted(found, key=lambda f: (f.mark.order, len(f.row) > 0 and int(f.row[0]) >= 0))

    def _of_forms(self, part: Part, shared: Shared, totals: Totals) -> list[tuple[Mark, Rows]]:
        low = totals.explain & part.forms.unexplained & ~totals.execution_pending
        found = [
            (self.marks.mark("execution-missing"), np.flatnonzero(totals.execution_pending)),
            (self.marks.mark("execution-low-unexplained"), np.flatnonzero(low)),
            (self.marks.mark("points-partial"), np.flatnonzero(shared.partial)),
        ]
        for place, category in enumerate(CATEGORIES):
            severity = Severity.NOTE if category == "satisfaction" else None
            found.append((self.marks.mark("category-missing", severity), np.flatnonzero(shared.missing[:, place])))
        together: dict[Mark, list[Rows]] = {}
        for mark, forms in found:
            if len(forms):
                together.setdefault(mark, []).append(forms)
        return [(mark, np.sort(np.concatenate(forms))) for mark, forms in together.items()]

    def _conventions(self, part: Part, line: Codes, shared: Shared) -> dict[str, Basis]:
        scores, places = self.scores, len(self.provisions)
        combination = taken(scores.combination, line)
        cell = combination.astype(np.int64) * places
        cell += shared.provision
        of_points = scores.convention_bits(np.arange(places, dtype=np.int16))
        of_points[self._places["policy.not-applicable"]] = 0  # such rows have no points that could rest on anything
        bits = (scores.combinations[:, None] | of_points[None, :]).ravel()
        lines = np.bincount(cell, minlength=len(bits))
        points = np.bincount(cell, weights=shared.points, minlength=len(bits))  # exact: far below 2**53
        of_form = np.bitwise_or.reduceat(taken(bits, cell), part.starts[:-1])
        return {
            key: Basis(
                lines=int(lines[here].sum()),
                forms=int(((of_form >> number) & 1).sum()),
                points=int(points[here].sum()),
            )
            for number, key in enumerate(scores.conventions)
            if lines[here := (bits >> number) & 1 > 0].any()
        }


def _coded(table: pa.Table, names: tuple[str, ...]) -> tuple[list[tuple[Codes, int]], list[list[str]]]:
    """The code columns of a table with their numbers of values, and the texts; a column it lacks is all blank."""
    columns, texts = [], []
    for name in names:
        has = name in table.column_names
        code, values = coded(table.column(name)) if has else (np.zeros(len(table), dtype=np.int64), [""])
        columns.append((code, max(len(values), 1)))
        texts.append(values)
    return columns, texts


def _blank(table: pa.Table, name: str) -> Codes:
    """All ones (as bits) where the text of a column is blank, else 0."""
    if name not in table.column_names:
        return np.full(len(table), -1, dtype=np.int64)
    code, texts = coded(table.column(name))
    return taken(np.array([0 if text.strip() else -1 for text in texts], dtype=np.int64), code)


def _silent(part: Part, name: str, matched: Codes | None) -> Mask | None:
    """The indicators for which the outcome's column says nothing; None for all of them, where there is no column."""
    if name not in part.outcomes.column_names:
        return None
    blank: Mask = np.asarray(_blank(part.outcomes, name) != 0, dtype=np.bool_)
    if matched is None:
        return blank
    silent = np.ones(len(matched), dtype=np.bool_)
    silent[matched >= 0] = blank[matched[matched >= 0]]
    return silent
