"""One part from tables to results: texts read, points shared out, lines scored, forms added up, conditions asked.

Equal parts under equal books give equal results, whatever the process has judged before. What it keeps from part to
part are readings of texts and scores of distinct lines: they are the same whenever they are worked out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evaluator.bulk.conventions import Basis, rests_on
from evaluator.bulk.encoding import Codes, Small, counted
from evaluator.bulk.finding_bits import Mark, Marks
from evaluator.bulk.forms import Forms
from evaluator.bulk.linenumbers import LineNumbers
from evaluator.bulk.lines import UNSETTLED, Bits, Lines
from evaluator.bulk.part_findings import Noted, Place, first_places, noted_of_forms, noted_of_rows
from evaluator.bulk.part_texts import Coded, code_part
from evaluator.bulk.plan import Part
from evaluator.bulk.points import MOST, Shared, refuse_absurd, share_out
from evaluator.bulk.profiles import Profiling
from evaluator.bulk.readings import Readings
from evaluator.bulk.score_lines import Scores
from evaluator.verdict.conditions.condition import Fact
from evaluator.verdict.totals import Totals, added_up
from rules.execution import execution
from rules.points import POINT_KEYS
from rules.rulebook import Rulebook
from rules.schema import CATEGORIES

Mask = npt.NDArray[np.bool_]

_CATEGORIES = (1 << len(CATEGORIES)) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The results of one part: rows in the order of the targets, forms in theirs.

    ``line`` is the number of each row in ``lines``, which says what it scored and by which provision; ``points`` in
    hundredths; ``points_provision`` (None: all printed) and the provisions of lines as places in ``provisions``;
    ``counts`` findings of each kind, ``first`` places of them, forms by position in the part; ``unmatched`` rows of the
    outcomes that belong to no indicator.
    """

    part: Part
    provisions: tuple[str, ...]
    line: Small
    lines: Lines
    points: Small
    points_provision: npt.NDArray[np.int16] | None
    totals: Totals
    noted: Noted
    noted_of_forms: Noted
    counts: Mapping[Mark, int]
    first: Mapping[Mark, tuple[Place, ...]]
    conventions: Mapping[str, Basis]
    unmatched: Codes


@dataclass(frozen=True, slots=True)
class Scored:
    """The line of each row among ``lines``, what rows were given as points, the totals, and what the rows of each form
    have together (as ``Lines.together``).
    """

    line: Small
    lines: Lines
    shared: Shared
    together: Bits
    totals: Totals


class Judge:
    """Judges parts under one book, one or several at a time."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.provisions = tuple(dict.fromkeys((*book.provisions, *POINT_KEYS)))
        self._places = {key: place for place, key in enumerate(self.provisions)}
        self.marks = Marks(book)
        self.readings = Readings(book, self.provisions)
        self.numbers = LineNumbers()
        self.scores = Scores(book, self.provisions, self.marks, self.readings, self.numbers)
        self.profiling = Profiling()

    def part(self, part: Part) -> Judged:
        """The results of one part. InputError for keys that are null or stand twice."""
        texts = code_part(part, self.readings, self.numbers)
        scored = self.score(part.forms, part.starts, texts)
        line, lines, shared = scored.line, scored.lines, scored.shared
        of_line, profiles = self.profiling.of(lines)
        times = counted(line, len(lines))
        of_profile = counted(of_line, len(profiles), times)
        few = {Fact.UNPLACED: shared.unplaced, Fact.POINTS_UNUSABLE: texts.unusable}
        noted = noted_of_rows(part, line, of_line, of_profile, profiles, few, texts.matched, self.marks)
        of_forms = noted_of_forms(part, shared, scored.totals, self.book, self.marks)
        counts, first = first_places(noted, of_forms, part.starts)
        return Judged(
            part=part,
            provisions=self.provisions,
            line=line,
            lines=lines,
            points=shared.points,
            points_provision=shared.provision,
            totals=scored.totals,
            noted=noted,
            noted_of_forms=of_forms,
            counts=counts,
            first=first,
            conventions=rests_on(
                self.scores,
                lines,
                profiles,
                of_line,
                self._places,
                line,
                times,
                part.starts,
                shared,
                scored.together,
            ),
            unmatched=texts.unmatched,
        )

    def score(self, forms: Forms, starts: Codes, of: Coded) -> Scored:
        """From codes to totals: every row's score in exact hundredths, added up for each form. InputError for a form
        with absurd points.
        """
        line, lines, most = of.line, self.scores.lines(), int(np.diff(starts).max())
        added, together = lines.added(line, starts, most), lines.united(line, starts)
        if most * int(lines.points.max()) >= MOST:
            refuse_absurd(forms, starts, of.printed)

        def looked_at(rows: Codes) -> tuple[npt.NDArray[np.int8], Mask]:
            pair = self.numbers.pair(line[rows])
            return self.readings.category(pair), self.readings.applies(pair)

        shared = share_out(
            forms,
            starts,
            of.printed,
            (together >> UNSETTLED & 1) == 0,
            together & _CATEGORIES,
            looked_at,
            self.book,
            self._places,
        )
        if shared.looked is not None:
            pair = self.numbers.pair(line[shared.looked])
            line = line.copy()
            line[shared.looked] = self.numbers.of(pair, shared.points[shared.looked], len(self.readings))
            lines = self.scores.lines()
            added, together = lines.added(line, starts, most), lines.united(line, starts)
        money = (forms.initial, forms.full_year, forms.executed)
        spent = execution(*money, shared.execution, self.book, forms.carried)
        sums = (added.earned, added.still, added.pending)
        off = (shared.deviation, shared.left_out, shared.converted_from)
        return Scored(line, lines, shared, together, added_up(spent, shared.execution, *sums, self.book, *off))
