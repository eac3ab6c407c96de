"""The order of work of an audit: forms read, recomputed, compared with what they claim, looked at together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from evaluator import claim_codes, codes
from evaluator.auditing.across import across_findings, year_findings
from evaluator.auditing.money import MoneyAudit
from evaluator.auditing.others import Others
from evaluator.auditing.recompute import Claim, Recomputed, recompute
from evaluator.auditing.review import review_findings
from evaluator.auditing.rows import RowAudit
from evaluator.auditing.selecting import Suppression
from evaluator.auditing.totals import total_findings
from evaluator.checking import once, weighed
from evaluator.doubts import Doubts, reading_findings
from evaluator.findings import in_order
from rules.loading import DEFAULT, load
from rules.rulebook import Rulebook
from targets.checks.checking import check_across, check_form
from targets.finding import Finding, Severity
from targets.form import Form
from targets.forms import Progress, ReadResult, read_many
from targets.readingcache import ReadingCache

_ABOUT_TARGETS = frozenset(
    [
        "unit-missing",
        "unit-unknown",
        "unit-inverted",
        "unit-indicator-mismatch",
        "direction-suspect",
        "percent-implausible",
        "name-target-conflict",
        "spending-indicator",
        "cost-above-budget",
        "cost-below-budget",
        "points-concentrated",
        "level-unknown",
        "row-shifted",
        "level-misplaced",
    ]
)
"""Doubts about how targets were set or words read: the business of ``check``; beside claims they are notes."""
_MISSING = frozenset(("target-missing", "outcome-missing"))


@dataclass(frozen=True, kw_only=True)
class Audit:
    """A finished audit. ``notices`` are all findings, worst first; ``failed`` the files that could not be read."""

    forms: tuple[Form, ...]
    book: Rulebook
    done: Recomputed
    notices: tuple[Finding, ...]
    read: ReadResult
    suppressed: tuple[tuple[Finding, Suppression], ...] = ()

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims row by row, in the order of the forms."""
        return self.done.claims

    @property
    def findings(self) -> pd.DataFrame:
        """One row per finding, worst first, with the columns of ``Run.findings``."""
        names = ["code", "name", "severity", "file", "form", "row", "indicator", "message_zh", "message_en"]
        rows = [
            (
                *(f.code, f.name, f.severity.value, f.at.file, f.at.table, f.at.row, f.indicator),
                *(f.message("zh"), f.message("en")),
            )
            for f in self.notices
        ]
        return pd.DataFrame(rows, columns=names)


def audit(
    *files: str | Path,
    rules: str | None = None,
    previous: str | Path | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
    cache: ReadingCache | None = None,
) -> Audit:
    """Audit the self-evaluations in these files and folders; ``previous`` is a folder of last year's.

    Raises ``targets.errors.InputError`` for a rulebook that cannot be used; files that cannot be read are in
    ``Audit.read.failed``, every other doubt is a finding.
    """
    book = load(rules or DEFAULT)
    read = read_many(files, jobs=jobs, progress=progress, cache=cache)
    last = read_many([previous], jobs=jobs, cache=cache) if previous is not None else None
    return audit_forms(read, book, last.forms if last is not None else ())


def audit_forms(read: ReadResult, book: Rulebook, last: Sequence[Form] = ()) -> Audit:
    """The audit of forms already read. Equal forms and book give equal findings in equal order."""
    forms = read.forms
    done = recompute(forms, book)
    found = [*_targets(read, done), *_claimed(done)]
    if last:
        found.extend(year_findings(done, recompute(last, book)))
    notices = in_order(weighed(_one_fact_each(once(found)), book))
    return Audit(forms=forms, book=book, done=done, notices=notices, read=read)


def _claimed(done: Recomputed) -> Iterator[Finding]:
    """Everything that is said of claims."""
    others = Others(done.forms, done.book)
    yield from RowAudit(done, others).findings()
    for position, form in enumerate(done.forms):
        if form.kind.has_outcomes:
            yield from MoneyAudit(done, position, others).findings()
            yield from total_findings(done, position)
    yield from across_findings(done)
    yield from review_findings(done)


def _targets(read: ReadResult, done: Recomputed) -> Iterator[Finding]:
    """What is said of targets and outcomes; doubts about the setting of targets as notes."""
    stated = [form.kind.has_outcomes for form in done.forms]
    doubts = Doubts(done.forms, done.lines, done.scored, done.book, frozenset())
    every: list[Iterable[Finding]] = [read.findings, reading_findings(done.forms), check_across(done.forms)]
    every += [check_form(form) for form in done.forms]
    every.append(doubts.bare_numbers())
    if any(stated):
        plain = {form.at for form, has in zip(done.forms, stated, strict=True) if not has}
        places = {row.at for form in done.forms if form.at in plain for row in form.rows}
        every.append(f for f in (*doubts.outcomes(), *doubts.pending()) if f.at not in places)
    for group in every:
        for one in group:
            if one.name in _ABOUT_TARGETS:
                yield one.with_severity(Severity.NOTE)
            elif one.name == "outcome-not-quantified":
                yield one.with_severity(one.kind.severity)
            else:
                yield one


def _one_fact_each(found: Sequence[Finding]) -> Iterator[Finding]:
    """A row scored without target or outcome is not listed again for the gap; a pending row gives its reason once."""
    gaps = {(f.at, f.indicator) for f in found if f.kind is claim_codes.ScoreWithoutTarget}
    told = {
        (f.at, f.indicator)
        for f in found
        if f.severity is not Severity.NOTE or f.name in ("unit-inverted", "level-unknown") or f.code.startswith("A")
    }
    for one in found:
        place = (one.at, one.indicator)
        if one.name in _MISSING and place in gaps:
            continue
        if one.kind is codes.ScorePending and place in told:
            continue
        yield one
