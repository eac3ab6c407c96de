"""Several forms together: all full marks, all on target, results copied between projects, last year's results."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from actuals.outcome import OutcomeKind, OutcomeReading
from evaluator.auditing import across_kinds as codes
from evaluator.auditing.recompute import Claim, Recomputed
from evaluator.auditing.totals import printed_sum
from targets.checks.wording import bare_name
from targets.kinds.finding import Finding, Severity
from targets.language.quantity import factor
from targets.language.reading import Comparator, Reading, ReadingKind
from targets.model.amounts import in_points
from targets.model.form import Form
from targets.model.identity import normalised

LEAST = 5
"""Quantitative indicators from which their equality means something."""
TELLING = 2
"""The number of them that must not be shares of 100 %, which cannot be passed, for more than a note."""
_DIGITS = re.compile(r"\d")


def across_findings(done: Recomputed) -> Iterator[Finding]:
    """Findings on the forms of a department together."""
    yield from _full_marks(done)
    for claims in done.by_form:
        yield from _on_target(done, claims)
    yield from _copied(done)


def _departments(done: Recomputed) -> dict[tuple[str, int | None], list[int]]:
    groups: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    for position, form in enumerate(done.forms):
        if form.kind.has_outcomes and form.department:
            groups[(normalised(form.department), form.year)].append(position)
    return groups


def _full_marks(done: Recomputed) -> Iterator[Finding]:
    for places in _departments(done).values():
        totals = [_total(done, place) for place in places]
        if len(places) >= 2 and all(total == 100 for total in totals):
            form = done.forms[places[0]]
            yield codes.AllFullMarks.found(form.at, department=form.department or "", count=str(len(places)))


def _total(done: Recomputed, position: int) -> Decimal | None:
    form = done.forms[position]
    printed = in_points(form.total_score)
    if printed is not None:
        return printed
    added = printed_sum(form, done.by_form[position])
    return None if added is None else added.total


def _outcome(done: Recomputed, claim: Claim) -> OutcomeReading:
    return done.lines.outcomes[int(done.lines.outcome[claim.line])]


def _bound(reading: Reading) -> Decimal | None:
    return reading.low if reading.low is not None else reading.high


def _exact_on_target(done: Recomputed, claim: Claim) -> bool | None:
    """True where the outcome is the target's number; None where that is no question of numbers."""
    reading, outcome = claim.row.reading, _outcome(done, claim)
    bound = _bound(reading)
    if bound is None or outcome.kind is not OutcomeKind.QUANTITY or outcome.value is None:
        return None
    if reading.kind is ReadingKind.RANGE and reading.low != reading.high:
        return None
    return Fraction(outcome.value) * outcome.factor == Fraction(bound)


def _on_target(done: Recomputed, claims: Sequence[Claim]) -> Iterator[Finding]:
    judged = [(claim, _exact_on_target(done, claim)) for claim in claims if claim.quantitative]
    known = [(claim, equal) for claim, equal in judged if equal is not None]
    if len(known) < LEAST or not all(equal for _, equal in known):
        return
    telling = sum(not _is_whole_share(claim.row.reading) for claim, _ in known)
    found = codes.AllExactlyOnTarget.found(done.forms[claims[0].form].at, count=str(len(known)))
    yield found if telling >= TELLING else found.with_severity(Severity.NOTE)


def _is_whole_share(reading: Reading) -> bool:
    return reading.unit in ("%", "％") and _bound(reading) == 100


def _copied(done: Recomputed) -> Iterator[Finding]:
    """Pairs of projects with many equal rows; the rows that count have a number of their own as outcome."""
    for places in _departments(done).values():
        holders: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for place in places:
            if done.forms[place].kind.of_department:
                continue
            for claim in done.by_form[place]:
                row = claim.row
                if row.actual and _DIGITS.search(row.actual) and _exact_on_target(done, claim) is False:
                    key = (normalised(bare_name(row.name)), normalised(row.full_target), normalised(row.actual))
                    if place not in holders[key]:
                        holders[key].append(place)
        pairs: dict[tuple[int, int], int] = defaultdict(int)
        for held in holders.values():
            for n, one in enumerate(held[:50]):
                for other in held[n + 1 : 50]:
                    pairs[one, other] += 1
        for (one, other), count in sorted(pairs.items()):
            titles = [normalised(done.forms[place].project or "") for place in (one, other)]
            if count >= LEAST and titles[0] != titles[1]:
                yield codes.OutcomesCopied.found(done.forms[other].at, other=done.forms[one].title, count=str(count))


# --- last year ---

CLOSE = Fraction(9, 10)
"""A target below last year's result, but not by more than a tenth of it, is a note."""


def year_findings(done: Recomputed, last: Recomputed) -> Iterator[Finding]:
    """Targets below last year's outcomes and outcomes that did not change, by project and name of the indicator."""
    known: dict[tuple[str, str, str], Claim] = {}
    for claim in last.claims:
        known.setdefault(_identity(last.forms[claim.form], claim), claim)
    for claim in done.claims:
        form = done.forms[claim.form]
        before = known.get(_identity(form, claim))
        if before is None:
            continue
        old = last.forms[before.form]
        if old.year is not None and old.year == form.year:
            continue
        yield from _compare(done, claim, last, before, str(old.year or "?"))


def _identity(form: Form, claim: Claim) -> tuple[str, str, str]:
    department, project = normalised(form.department or ""), normalised(form.project or "")
    return department, re.sub(r"(?:19|20)\d\d年?度?", "", project), normalised(bare_name(claim.row.name))


def _compare(done: Recomputed, claim: Claim, last: Recomputed, before: Claim, year: str) -> Iterator[Finding]:
    row, old = claim.row, _outcome(last, before)
    if row.actual and normalised(row.actual) == normalised(before.row.actual or "") and _specific(row.actual):
        yield codes.OutcomeUnchanged.about(row, actual=row.full_actual, year=year)
    scale = factor(before.row.reading.canonical, row.reading.canonical)
    bound = _bound(row.reading)
    if old.kind is not OutcomeKind.QUANTITY or old.value is None or scale is None or not bound:
        return
    if row.reading.kind in (ReadingKind.RANGE, ReadingKind.RANK, ReadingKind.DEADLINE, ReadingKind.CHANGE):
        return
    reached = Fraction(old.value) * old.factor * scale
    ratio = _behind(str(done.scored.table["case"][claim.line]), row.reading.comparator, Fraction(bound), reached)
    if ratio is None or ratio >= 1:
        return
    found = codes.TargetBelowLastYear.about(row, target=row.full_target, last=before.row.actual or "", year=year)
    yield found.with_severity(Severity.NOTE) if ratio >= CLOSE else found


def _behind(case: str, comparator: Comparator, bound: Fraction, reached: Fraction) -> Fraction | None:
    """The demand of a target beside last year's result: 1 asks for the same, less than 1 for less."""
    if reached <= 0:
        return None
    if case in ("at-most", "below") or comparator in (Comparator.LE, Comparator.LT):
        return reached / bound
    return bound / reached if case in ("at-least", "above", "exactly") else None


def _specific(actual: str) -> bool:
    """A result that two years would hardly share by chance: three significant digits that are no round number."""
    digits = "".join(_DIGITS.findall(actual))
    return len(digits.strip("0")) >= 3
