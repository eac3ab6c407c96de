"""Self-evaluations recomputed: their own outcomes, their printed points, a rulebook; exact shares beside the scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeGuard

import numpy as np

from actuals.matching.matching import Matched, Matching, Place
from actuals.outcome import Outcome, OutcomeKind
from evaluator.figures import half_up
from evaluator.verdict.columntable import ColumnTable
from evaluator.verdict.lines import Lines, lines_of
from evaluator.verdict.scoring import Scored, score_lines
from evaluator.verdict.totals import total_forms
from rules.rulebook import Rulebook
from rules.scoring import score
from targets.language.nothing import holds_nothing, says_nothing
from targets.language.printedrule import Counting
from targets.language.reading import ReadingKind
from targets.model.amounts import in_points
from targets.model.form import Form, FormKind, Indicator
from targets.model.vocabulary import is_management

EXACT = 10**8
"""Parts of a point in which exact scores are asked for: more than any printed score has."""


def claims_something(text: str | None) -> TypeGuard[str]:
    """True where a cell for a number or a grade holds more than a mark for nothing (``—``, 无, 不适用)."""
    return text is not None and not holds_nothing(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One row of a self-evaluation: what it claims, and what follows.

    ``points`` and ``score`` as printed (None where absent or no number); ``exact`` the score in points that follows
    under the book at the printed points, before rounding (None while pending or without points); ``ours`` the same in
    hundredths, half up.
    """

    line: int
    form: int
    row: Indicator
    points: Decimal | None
    score: Decimal | None
    exact: Fraction | None
    ours: int | None
    pending: bool
    outside: bool
    over: bool
    no_target: bool
    no_outcome: bool
    quantitative: bool
    of_review: bool = False
    by_rules: bool = False
    """It is scored by rules in words, which nobody can recompute."""

    @property
    def has_reason_column(self) -> bool:
        """True where the form has a column for the department's own reasons; remarks on a review are the reviewer's."""
        return self.row.reason is not None and not self.of_review

    @property
    def unexplained(self) -> bool:
        """True where there is a place for a reason and nothing in it."""
        return self.has_reason_column and says_nothing(self.row.reason)

    @property
    def met(self) -> bool:
        """True where full points follow."""
        return self.points is not None and self.ours is not None and self.ours >= self.points * 100


@dataclass(frozen=True)
class Recomputed:
    """Forms under one book: lines, scores, totals (of ``evaluator.verdict.totals``), the claims row by row."""

    forms: tuple[Form, ...]
    book: Rulebook
    lines: Lines
    scored: Scored
    totals: ColumnTable
    claims: tuple[Claim, ...]
    taken_as: Mapping[Place, str] = field(default_factory=dict)
    """Outcomes such as 0.97 for a percentage, taken as 97% because the claimed score follows from that."""

    @cached_property
    def by_form(self) -> tuple[tuple[Claim, ...], ...]:
        """The claims of each form in table order."""
        listed: list[list[Claim]] = [[] for _ in self.forms]
        for claim in self.claims:
            listed[claim.form].append(claim)
        return tuple(map(tuple, listed))

    @cached_property
    def assumed_points(self) -> frozenset[int]:
        """Forms in which the points of some row that applies are the book's and not printed."""
        table = self.scored.table
        assumed = table["applicable"] & ~np.isin(table["points_provision"], ("points.printed", "points.not-applicable"))
        return frozenset(self.scored.lines.texts["form"][assumed].tolist())

    @cached_property
    def total_rows(self) -> list[Any]:
        """One row per form with the columns of ``totals`` as attributes."""
        return self.totals.rows()


def recompute(forms: Sequence[Form], book: Rulebook) -> Recomputed:
    """Score every row of these forms from its own outcome, at its printed points.

    A bare 0.97 for a percentage may mean 97 % (so spreadsheets store it) and is left open, unless the claimed score is
    the one that follows from 97 %: then that is what its author meant, and the claim stands.
    """
    done = _recompute(forms, book, {})
    likely = dict(_likely_percent(done))
    if not likely:
        return done
    tried = _recompute(forms, book, likely)
    places = {(claim.form, place): claim for own in tried.by_form for place, claim in enumerate(own)}
    meant = {place: text for place, text in likely.items() if _confirmed(places[place])}
    return _recompute(forms, book, meant) if meant else done


def _likely_percent(done: Recomputed) -> Iterator[tuple[Place, str]]:
    for own in done.by_form:
        for place, claim in enumerate(own):
            outcome = done.lines.outcomes[int(done.lines.outcome[claim.line])]
            if outcome.may_mean is not None:
                yield (claim.form, place), outcome.may_mean


def _confirmed(claim: Claim) -> bool:
    return claim.score is not None and claim.ours is not None and claim.score * 100 == claim.ours


def _recompute(forms: Sequence[Form], book: Rulebook, taken_as: Mapping[Place, str]) -> Recomputed:
    asked = tuple(_with_one_budget(form) for form in forms)
    lines = lines_of(asked, own_outcomes(asked, taken_as))
    scored = score_lines(asked, lines, book)
    points = [in_points(row.points) for form in asked for row in form.rows]
    exact = _exact(scored, points, book)
    _as_steps_were_counted(asked, scored, points, exact, book)
    scored = _with_edges(asked, scored, points, exact)
    scored = _at_printed_points(asked, scored, points, exact)
    totals = total_forms(asked, {}, scored, book)
    claims = tuple(_claims(asked, lines, scored, points, exact))
    return Recomputed(
        forms=tuple(forms), book=book, lines=lines, scored=scored, totals=totals, claims=claims, taken_as=taken_as
    )


def own_outcomes(forms: Sequence[Form], taken_as: Mapping[Place, str]) -> Matching:
    """Each row's own outcome, or what it is taken as. A claimed score within the points is offered as the person's
    share of a level's band.
    """
    found: dict[Place, Matched] = {}
    for position, form in enumerate(forms):
        for number, row in enumerate(form.rows):
            stated = Outcome(
                at=row.at,
                name=row.name,
                actual=taken_as.get((position, number), row.actual or ""),
                reason=row.reason or "",
                evidence=row.evidence or "",
                share=_share(row),
            )
            found[position, number] = Matched(outcome=stated, how="id")
    return Matching(by_indicator=found, execution={}, funds={}, pending=frozenset(), findings=(), unused=())


def scored_by_rules(form: Form, row: Indicator) -> bool:
    """True for a row of an evaluation sheet, and for one of decisions or processes that prints no target."""
    return form.scored_by_rules or (is_management(row.level1) and holds_nothing(row.target))


def _share(row: Indicator) -> str:
    points, claimed = in_points(row.points), in_points(row.score)
    if not points or claimed is None or not 0 <= claimed <= points:
        return ""
    return format(round(claimed / points, 14).normalize(), "f")


def _with_one_budget(form: Form) -> Form:
    """Older forms print only the opening budget: that is the budget then."""
    stated = form.execution
    if stated.get("full_year", "").strip() or not stated.get("initial", "").strip():
        return form
    return replace(form, execution={**stated, "full_year": stated["initial"]})


def _exact(scored: Scored, points: Sequence[Decimal | None], book: Rulebook) -> list[Fraction | None]:
    """The unrounded score of each line at its printed points: the same scoring, asked for in hundred-millionths."""
    asked = np.array([int(value * EXACT) if _usable(value) else 0 for value in points], dtype=np.int64)
    result = score(replace(scored.columns, points=asked), book)
    return [
        None if not _usable(value) or pending else Fraction(int(earned), EXACT)
        for value, pending, earned in zip(points, result.pending.tolist(), result.score.tolist(), strict=True)
    ]


def _as_steps_were_counted(
    forms: Sequence[Form],
    scored: Scored,
    points: Sequence[Decimal | None],
    exact: list[Fraction | None],
    book: Rulebook,
) -> None:
    """A printed rule that does not say how a part of a step counts is put into ``exact`` as the claim counted it."""
    columns, texts = scored.columns, scored.lines.texts
    silent = {place for place, rule in enumerate(columns.rules) if rule.step is not None and rule.counted is None}
    lines = [line for line, rule in enumerate(columns.rule.tolist()) if rule in silent]
    if not lines:
        return
    for counted in Counting:
        rules = tuple(replace(rule, counted=rule.counted or counted) for rule in columns.rules)
        other = _exact(replace(scored, columns=replace(columns, rules=rules)), points, book)
        for line in lines:
            claimed = in_points(forms[int(texts["form"][line])].rows[int(texts["row"][line])].score)
            follows = other[line]
            if claimed is not None and follows is not None and half_up(follows) == claimed * 100:
                exact[line] = follows


def _usable(value: Decimal | None) -> TypeGuard[Decimal]:
    """True where printed points are points: above 0 and no more than a few forms could have together."""
    return value is not None and 0 < value <= 1000


def _with_edges(
    forms: Sequence[Form], scored: Scored, points: Sequence[Decimal | None], exact: list[Fraction | None]
) -> Scored:
    """A claim at the very upper end of its level's band stands, also in ``exact``.

    The end belongs to the next band up; forms that say “部分达成” with
    80 % mean the end of their band, and nothing can be held against them.
    """
    table = scored.table
    form_of, row_of = scored.lines.texts["form"], scored.lines.texts["row"]
    outside, pending = table["share_outside_band"].copy(), table["pending"].copy()
    for line in np.flatnonzero(outside).tolist():
        claimed = in_points(forms[int(form_of[line])].rows[int(row_of[line])].score)
        worth = points[line]
        if claimed is not None and worth and claimed == worth * scored.band(line).high:
            outside[line] = pending[line] = False
            exact[line] = Fraction(claimed)
    return replace(scored, table=table.put(share_outside_band=outside, pending=pending))


def _at_printed_points(
    forms: Sequence[Form], scored: Scored, points: Sequence[Decimal | None], exact: Sequence[Fraction | None]
) -> Scored:
    """Printed points as they stand, also with three decimals; forms with rows left out or with weights of 1 keep the
    book's rescaling.
    """
    table, form_of = scored.table, scored.lines.texts["form"]
    left_out = set(form_of[~table["applicable"]].tolist())
    unprinted = {int(f) for f, value in zip(form_of.tolist(), points, strict=True) if value is None}
    worth, earned = table["points"].copy(), table["score"].copy()
    for line, (form, value, follows) in enumerate(zip(form_of.tolist(), points, exact, strict=True)):
        if form in left_out or form in unprinted or scored.allocation.rescaled[form] or not _usable(value):
            continue
        worth[line] = half_up(Fraction(value))
        earned[line] = 0 if follows is None else half_up(follows)
    return replace(scored, table=table.put(points=worth, score=earned))


def _claims(
    forms: Sequence[Form],
    lines: Lines,
    scored: Scored,
    points: Sequence[Decimal | None],
    exact: Sequence[Fraction | None],
) -> Iterator[Claim]:
    table = scored.table
    pending, outside = table["pending"], table["share_outside_band"]
    over = table["over_achieved"] | table["target_too_low"]
    form_of, row_of = lines.texts["form"], lines.texts["row"]
    for line in range(len(lines)):
        row = forms[int(form_of[line])].rows[int(row_of[line])]
        reading, outcome = row.reading, lines.outcomes[lines.outcome[line]]
        follows = exact[line]
        yield Claim(
            line=line,
            form=int(form_of[line]),
            row=row,
            points=points[line],
            score=in_points(row.score),
            exact=follows,
            ours=None if follows is None else half_up(follows),
            pending=bool(pending[line]),
            outside=bool(outside[line]),
            over=bool(over[line]),
            no_target=reading.kind is ReadingKind.MISSING and not reading.has("not-applicable"),
            no_outcome=row.actual is not None and outcome.kind is OutcomeKind.MISSING,
            quantitative=reading.low is not None or reading.high is not None,
            of_review=forms[int(form_of[line])].kind is FormKind.REVIEW,
            by_rules=scored_by_rules(forms[int(form_of[line])], row),
        )
