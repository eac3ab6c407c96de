"""One part from tables to results: read, shared out, scored, added up. Pure: equal parts under equal books give equal
results, whatever the process has judged before; what it keeps are readings of texts and scores of lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluator.bulk.blocks import in_blocks
from evaluator.bulk.codes import Codes, Small, taken
from evaluator.bulk.coding import Coded, code_part, silent
from evaluator.bulk.marks import Mark, Marks
from evaluator.bulk.plan import Forms, Part
from evaluator.bulk.points import Shared, share_out
from evaluator.bulk.readings import Readings
from evaluator.bulk.scores import PENDING, PROFILE, SCORE, Scores
from evaluator.bulk.totals import Totals, total
from rules.points import POINT_KEYS, PRINTED
from rules.rulebook import Rulebook
from rules.schema import CATEGORIES
from targets.finding import Severity

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_CATEGORIES = (1 << len(CATEGORIES)) - 1
_UNSETTLED = 1 << len(CATEGORIES)
_CONVENTIONS = len(CATEGORIES) + 1
"""Bits of what the rows of a form have together: categories, whether a row is not settled, conventions from here."""


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
    ``provisions``; ``unmatched`` rows of the outcomes that belong to no indicator.
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
class Scored:
    """The words of the rows and the score in each, what they were given as points, the rows whose score is pending, and
    the totals; ``conventions`` of the lines of each form as bits.
    """

    starts: Codes
    word: Codes
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
        texts = code_part(part, self.readings, self.scores)
        scored = self.score(part.forms, part.starts, texts)
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
            found=tuple(self._findings(part, profile, shared, totals, texts.matched)),
            conventions=self._conventions(profile, scored),
            unmatched=texts.unmatched,
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
            score[here] = word[here] & SCORE
            np.not_equal(word[here] & PENDING, 0, out=pending[here])

        in_blocks(len(word), unpack)
        waiting = np.flatnonzero(pending)
        totals = total(forms, starts, shared, score, waiting, self.book)
        return Scored(starts, word, score, shared, waiting, of_form >> _CONVENTIONS, totals)

    def _together(self, word: Codes, starts: Codes) -> npt.NDArray[np.int64]:
        """What the rows of each form have between them, as bits: categories, rows not settled, conventions."""
        of = self.scores.profiles
        bits = np.left_shift(1, of["category"], dtype=np.int64)
        bits |= np.where(of["settled"], 0, _UNSETTLED) | of["conventions"] << _CONVENTIONS
        return np.asarray(np.bitwise_or.reduceat(taken(bits, word >> PROFILE), starts[:-1]))

    def _findings(
        self, part: Part, profile: Codes, shared: Shared, totals: Totals, matched: Codes | None
    ) -> list[Found]:
        """Every finding of the part but those of the book itself, worst first, then by code, then in order of rows."""
        of, bit = self.scores.profiles, self.marks.bit
        by_profile = of["marks"].copy()
        of_rows: list[tuple[Rows, int]] = [(shared.unplaced, bit("points-unplaced"))]
        asked = [("reason", of["short"], bit("shortfall-unexplained"))]
        if self._evidence_wanted:
            asked.append(("evidence", of["earned"], bit("evidence-missing")))
        for column, wanted, asked_for in asked:
            without = silent(part, column, matched)
            if without is None:
                by_profile[wanted] |= asked_for
            else:
                rows = np.flatnonzero(taken(wanted, profile))
                of_rows.append((rows[without[rows]], asked_for))
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

    def _conventions(self, profile: Codes, scored: Scored) -> dict[str, Basis]:
        """How much rests on each convention, through what a line says or through what its points rest on."""
        scores, places, shared = self.scores, len(self.provisions), scored.shared
        of_points = scores.convention_bits(np.arange(places, dtype=np.int16))
        of_points[self._places["policy.not-applicable"]] = 0  # such rows have no points that could rest on anything
        of_profile, of_form = scores.profiles["conventions"], scored.conventions
        if shared.provision is None:
            printed = of_points[self._places[PRINTED]]
            cell, bits, of_form = profile, of_profile | printed, of_form | printed
        else:
            cell = profile * places + shared.provision
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
