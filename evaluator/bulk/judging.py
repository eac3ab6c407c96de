"""One part from tables to results: read, shared out, scored, added up. Pure: equal parts under equal books give equal
results, whatever the process has judged before; what it keeps are readings of texts and scores of lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evaluator.bulk.blocks import in_blocks
from evaluator.bulk.codes import Codes, Small, coded, combined, taken
from evaluator.bulk.joining import outcome_rows
from evaluator.bulk.marks import Mark, Marks
from evaluator.bulk.plan import Forms, Part
from evaluator.bulk.points import Shared, share_out
from evaluator.bulk.readings import NOTHING, Definition, Readings, Statement
from evaluator.bulk.scores import FULL, PENDING, PROFILE, SCORE, Scores
from evaluator.bulk.totals import Totals, total
from evaluator.verdict.scoring import printed_hundredths
from rules.points import POINT_KEYS, PRINTED
from rules.rulebook import Rulebook
from rules.schema import CATEGORIES
from targets.finding import Severity

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_DEFINING = ("indicator", "target", "unit", "symbol", "level1", "level2")
_STATING = ("outcome", "level", "share", "deduction")
_CATEGORIES = (1 << len(CATEGORIES)) - 1
_UNSETTLED = 1 << len(CATEGORIES)
_CONVENTIONS = len(CATEGORIES) + 1
"""Bits of what the rows of a form have together: categories, whether a row is not settled, conventions from here."""
_SIGNING = ("decided_by", "decided_on", "reason")


@dataclass(frozen=True, slots=True)
class Found:
    """The findings of one kind in a part: form by form positions, and rows within the part (-1: the form as such)."""

    mark: Mark
    form: npt.NDArray[Any]
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

    ``points`` and ``score`` in hundredths; ``provision`` and ``points_provision`` (None: all printed) as places in
    ``provisions``;
    ``unmatched`` rows of the outcomes that belong to no indicator.
    """

    part: Part
    provisions: tuple[str, ...]
    points: Small
    score: Small
    pending: Mask
    provision: npt.NDArray[np.int16]
    points_provision: npt.NDArray[np.int16] | None
    totals: Totals
    found: tuple[Found, ...]
    conventions: Mapping[str, Basis]
    unmatched: Rows


@dataclass(frozen=True, slots=True)
class Coded:
    """Per indicator: codes of definition and statement, printed points in hundredths (-1: none), and the row of its
    outcome (``matched`` None: row answers row); the rows of outcomes without an indicator.
    """

    definition: Small
    statement: Small
    printed: Small
    points: Small
    matched: Codes | None
    unmatched: Rows


@dataclass(frozen=True, slots=True)
class Scored:
    """The words of the rows and the score in each, what they were given as points, the rows whose score is pending, and
    the totals; ``conventions`` of the lines of each form as bits.
    """

    starts: Codes
    word: Small
    score: Small
    shared: Shared
    waiting: Rows
    conventions: npt.NDArray[np.int64]
    totals: Totals


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
        coded_texts = self.codes(part)
        scored = self.score(part.forms, part.starts, coded_texts)
        shared, totals = scored.shared, scored.totals
        pending = np.zeros(len(scored.word), dtype=np.bool_)
        pending[scored.waiting] = True
        profile = scored.word >> PROFILE
        return Judged(
            part=part,
            provisions=self.provisions,
            points=shared.points,
            score=scored.score,
            pending=pending,
            provision=taken(self.scores.profiles["provision"], profile),
            points_provision=shared.provision,
            totals=totals,
            found=tuple(self._findings(part, profile, shared, totals, coded_texts.matched)),
            conventions=self._conventions(profile, scored),
            unmatched=coded_texts.unmatched,
        )

    def score(self, forms: Forms, starts: Codes, of: Coded) -> Scored:
        """From codes to totals: every row's score in exact hundredths, added up for each form."""
        pair = self.readings.pairs(of.definition, of.statement)
        word = self.scores.words(pair, of.points)
        of_form = self._together(word, starts)

        def looked_at(rows: Rows) -> tuple[npt.NDArray[np.int8], Mask]:
            return self.readings.category_of(of.definition[rows]), self.readings.applies(pair[rows])

        shared = share_out(
            forms,
            starts,
            of.printed,
            (of_form & _UNSETTLED) == 0,
            of_form & _CATEGORIES,
            looked_at,
            self.book,
            self._places,
        )
        if shared.looked is not None:
            codes = self.scores.points_codes(shared.points[shared.looked])
            word[shared.looked] = self.scores.words(pair[shared.looked], codes)
            of_form = self._together(word, starts)
        score, pending = np.empty(len(word), dtype=np.int32), np.empty(len(word), dtype=np.bool_)

        def unpack(here: slice) -> None:
            np.bitwise_and(word[here], SCORE, out=score[here])
            np.not_equal(word[here] & PENDING, 0, out=pending[here])

        in_blocks(len(word), unpack)
        waiting = np.flatnonzero(pending)
        totals = total(forms, starts, shared, score, waiting, self.book)
        return Scored(starts, word, score, shared, waiting, of_form >> _CONVENTIONS, totals)

    def _together(self, word: Small, starts: Codes) -> npt.NDArray[np.int64]:
        """What the rows of each form have between them, as bits: categories, rows not settled, conventions."""
        of = self.scores.profiles
        bits = np.left_shift(1, of["category"], dtype=np.int64)
        bits |= np.where(of["settled"], 0, _UNSETTLED) | of["conventions"] << _CONVENTIONS
        return np.asarray(np.bitwise_or.reduceat(taken(bits, word >> PROFILE), starts[:-1]))

    def codes(self, part: Part) -> Coded:
        """The texts of a part as codes, new ones read, and the printed points."""
        matched, unmatched = outcome_rows(part)
        printed = np.full(len(part.targets), -1, dtype=np.int32)
        if "points" in part.targets.column_names:
            printed = _hundredths(part.targets.column("points"))
        definition, statement = self._definitions(part), self._statements(part, matched)
        return Coded(definition, statement, printed, self.scores.points_codes(printed), matched, unmatched)

    def _definitions(self, part: Part) -> Small:
        columns, texts = _coded(part.targets, _DEFINING)
        years, year = np.unique(part.forms.year, return_inverse=True)
        row_year = np.zeros(len(part.targets), dtype=np.int32)
        if len(years) > 1:
            row_year = np.repeat(year.reshape(-1).astype(np.int32), np.diff(part.starts))
        code, rows = combined([*columns, (row_year, len(years))])
        found = [
            Definition._make((*(values[n] for values, n in zip(texts, row, strict=False)), int(years[row[-1]])))
            for row in rows.tolist()
        ]
        return taken(self.readings.definitions(found), code)

    def _statements(self, part: Part, matched: Codes | None) -> Small:
        columns, texts = _coded(part.outcomes, _STATING)
        signed = np.zeros(len(part.outcomes), dtype=np.int32)
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
        if not len(code):
            return np.repeat(numbers[-1:], len(matched))
        return taken(numbers, np.where(matched < 0, len(found), code[matched]))

    def _findings(
        self, part: Part, profile: Small, shared: Shared, totals: Totals, matched: Codes | None
    ) -> list[Found]:
        """Every finding of the part but those of the book itself, worst first, then by code, then in order of rows."""
        of, bit = self.scores.profiles, self.marks.bit
        by_profile = of["marks"].copy()
        of_rows: list[tuple[Rows, int]] = [(shared.unplaced, bit("points-unplaced"))]
        asked = [("reason", of["short"], bit("shortfall-unexplained"))]
        if self._evidence_wanted:
            asked.append(("evidence", of["earned"], bit("evidence-missing")))
        for column, wanted, asked_for in asked:
            silent = _silent(part, column, matched)
            if silent is None:
                by_profile[wanted] |= asked_for
            else:
                rows = np.flatnonzero(taken(wanted, profile))
                of_rows.append((rows[silent[rows]], asked_for))
        has_marks = taken(by_profile != 0, profile)
        for rows, _ in of_rows:
            has_marks[rows] = True
        marked = np.flatnonzero(has_marks)
        bits = taken(by_profile, profile[marked])
        for rows, put in of_rows:
            bits[np.searchsorted(marked, rows)] |= put
        form_of = np.repeat(np.arange(len(part.forms), dtype=np.int32), np.diff(part.starts))[marked]
        found = [Found(mark, places, np.full(len(places), -1)) for mark, places in self._of_forms(part, shared, totals)]
        for mark, number in self.marks.all():
            here = np.flatnonzero((bits & (1 << number)) != 0)
            if len(here):
                found.append(Found(mark, form_of[here], marked[here]))
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
            without = np.flatnonzero(shared.missing >> place & 1)
            found.append((self.marks.mark("category-missing", severity), without))
        together: dict[Mark, list[Rows]] = {}
        for mark, forms in found:
            if len(forms):
                together.setdefault(mark, []).append(forms)
        return [(mark, np.sort(np.concatenate(forms))) for mark, forms in together.items()]

    def _conventions(self, profile: Small, scored: Scored) -> dict[str, Basis]:
        """How much rests on each convention, through what a line says or through what its points rest on."""
        scores, places, shared = self.scores, len(self.provisions), scored.shared
        of_points = scores.convention_bits(np.arange(places, dtype=np.int16))
        of_points[self._places["policy.not-applicable"]] = 0  # such rows have no points that could rest on anything
        of_profile, of_form = scores.profiles["conventions"], scored.conventions
        if shared.provision is None:
            printed = of_points[self._places[PRINTED]]
            cell, bits, of_form = profile, of_profile | printed, of_form | printed
        else:
            cell = profile * np.int64(places) + shared.provision
            bits = (of_profile[:, None] | of_points[None, :]).ravel()
            of_form = of_form | np.bitwise_or.reduceat(of_points[shared.provision], scored.starts[:-1])
        lines = np.bincount(cell, minlength=len(bits))
        points = np.bincount(cell, weights=shared.points, minlength=len(bits))  # exact: far below 2**53
        return {
            key: Basis(
                lines=int(lines[here].sum()),
                forms=int(((of_form >> number) & 1).sum()),
                points=int(points[here].sum()),
            )
            for number, key in enumerate(scores.conventions)
            if lines[here := (bits >> number) & 1 > 0].any()
        }


def _hundredths(column: pa.ChunkedArray) -> Small:
    """Printed points in hundredths, -1 for none: numbers by arithmetic, texts each once."""
    if column.type == pa.float64() and not column.null_count:
        typed = column.to_numpy()
        whole = np.empty(len(typed), dtype=np.int32)
        plain = np.empty(len(typed), dtype=np.bool_)

        def scale(here: slice) -> None:
            with np.errstate(invalid="ignore"):  # NaN and what is far outside are no plain numbers
                hundredths = np.rint(typed[here] * 100)
                plain[here] = (hundredths / 100 == typed[here]) & (hundredths >= 0) & (hundredths <= FULL)
                whole[here] = hundredths

        in_blocks(len(typed), scale)
        if plain.all():
            return whole
    code, texts = coded(column)
    return taken(np.array([printed_hundredths(text) for text in texts], dtype=np.int32), code)


def _coded(table: pa.Table, names: tuple[str, ...]) -> tuple[list[tuple[Small, int]], list[list[str]]]:
    """The code columns of a table with their numbers of values, and the texts; a column it lacks is all blank."""
    columns, texts = [], []
    for name in names:
        has = name in table.column_names
        code, values = coded(table.column(name)) if has else (np.zeros(len(table), dtype=np.int32), [""])
        columns.append((code, max(len(values), 1)))
        texts.append(values)
    return columns, texts


def _blank(table: pa.Table, name: str) -> Small:
    """All ones (as bits) where the text of a column is blank, else 0."""
    if name not in table.column_names:
        return np.full(len(table), -1, dtype=np.int32)
    code, texts = coded(table.column(name))
    return taken(np.array([0 if text.strip() else -1 for text in texts], dtype=np.int32), code)


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
