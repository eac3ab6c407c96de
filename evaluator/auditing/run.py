"""The order of work of an audit: forms read, recomputed, compared with what they claim, looked at together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from actuals.kinds import OutcomeUnitMissing
from actuals.statements import Statement
from evaluator.auditing import claim_kinds as claim_codes
from evaluator.auditing.across import across_findings, year_findings
from evaluator.auditing.fitting import Fit, better
from evaluator.auditing.money import MoneyAudit
from evaluator.auditing.others import Others
from evaluator.auditing.recompute import Claim, Recomputed, recompute
from evaluator.auditing.review import Reviewed, review_findings, reviews_of
from evaluator.auditing.reviewers import place_reviews, read_reviews
from evaluator.auditing.rows import RowAudit
from evaluator.auditing.selecting import Suppression, chosen, read_suppressions, suppressed
from evaluator.auditing.summaries import summary_findings
from evaluator.auditing.totals import total_findings
from evaluator.checking import once
from evaluator.findings import in_order
from evaluator.inputs import Kept, held, inputs_of
from evaluator.named import no_name
from evaluator.pipeline import as_the_book_weighs, book_sources, scans_option
from evaluator.run import Source, findings_frame
from evaluator.verdict import kinds as codes
from evaluator.verdict.conditions.asking import Asked, reading_findings
from evaluator.verdict.conditions.forms import MONEY_UNITS, NOTHING_APPLIES, POINTS, form_findings
from evaluator.verdict.conditions.lines import OUTCOMES, PENDING, TARGETS_BARE, UNPLACED
from rules.loading import DEFAULT, load
from rules.rulebook import Rulebook
from targets.checks.checking import check_across, check_form
from targets.errors import InputError
from targets.forms import Progress, ReadResult, read_many
from targets.kinds.finding import Finding, Severity
from targets.kinds.location import Location
from targets.language.reading import ReadingKind
from targets.model.form import Form
from targets.readingcache import ReadingCache

if TYPE_CHECKING:
    import pandas as pd

_ABOUT_TARGETS = frozenset(
    [
        "unit-missing",
        "unit-unknown",
        "unit-inverted",
        "text-left-over",
        "text-not-understood",
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
_TIMELY = re.compile(r"(?<![未不])(?:按时|按期|如期|准时|及时|提前|按照?(?:规定|要求|计划)(?:时间|时限|期限))")


@dataclass(frozen=True, kw_only=True)
class Audit:
    """A finished audit.

    ``notices`` are the findings asked for, worst first; ``reviews`` a reviewer's scores by line; ``suppressed`` the
    findings that a file said not to report again; ``failed`` the files that could not be read, last year's among them;
    ``sources`` and ``options`` what the audit rests on.
    """

    forms: tuple[Form, ...]
    book: Rulebook
    done: Recomputed
    notices: tuple[Finding, ...]
    read: ReadResult
    reviews: Mapping[int, Reviewed] = field(default_factory=dict)
    suppressed: tuple[tuple[Finding, Suppression], ...] = ()
    failed: tuple[tuple[str, InputError], ...] = ()
    sources: tuple[Source, ...] = ()
    options: Mapping[str, object] = field(default_factory=dict)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims row by row, in the order of the forms."""
        return self.done.claims

    @property
    def mark(self) -> str:
        """The warning on every paper where a form says that its data are invented; nothing where none does."""
        return "【示例数据，纯属虚构】" if any(form.invented for form in self.forms) else ""

    @property
    def findings(self) -> pd.DataFrame:
        """One row per finding, worst first, with the columns of ``Run.findings``."""
        return findings_frame(self.notices)


def audit(
    *files: str | Path,
    rules: str | None = None,
    previous: str | Path | Sequence[str | Path] | None = None,
    decisions: str | Path | None = None,
    suppressions: str | Path | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    jobs: int = 1,
    progress: Progress | None = None,
    cache: ReadingCache | None = None,
    kept: Kept | None = None,
) -> Audit:
    """Audit the self-evaluations in these files and folders; ``previous`` is a folder of last year's.

    ``decisions`` is a file of a reviewer's scores (``evaluator.auditing.reviewers``), ``suppressions`` one of findings
    not to report again, ``select`` and ``ignore`` are codes or names of findings (``evaluator.auditing.selecting``).
    Raises ``targets.errors.InputError`` for a rulebook, one of these files or a name of a finding that cannot be used;
    documents that cannot be read are in ``Audit.failed``, every other doubt is a finding.
    """
    book = load(DEFAULT if rules is None else rules, bases=kept.bases if kept is not None else ())
    before = [] if previous is None else [previous] if isinstance(previous, (str, Path)) else list(previous)
    if not all(str(one).strip() for one in (*files, *before)):
        raise no_name()
    reviews, entries, taken_sources = _settled(decisions, suppressions, kept)
    chosen((), select, ignore)  # an unknown name is said before anything is read
    below = {role: kept.folder / role if kept is not None else None for role in ("files", "previous")}
    reading = Recorder(jobs=jobs, cache=cache)
    read = reading.of("files", files, below["files"], progress)
    last = reading.of("previous", before, below["previous"]) if before else ReadResult()
    sources = (*reading.sources, *book_sources(book, kept), *taken_sources)
    done = audit_forms(read, book, last.forms, reviews)
    notices, gone = done.notices, done.suppressed
    if suppressions is not None:
        notices, gone = suppressed(notices, entries, Path(suppressions).name)
    return replace(
        done,
        notices=in_order(chosen(notices, select, ignore)),
        suppressed=gone,
        failed=(*read.failed, *last.failed),
        sources=sources,
        options={"rules": book.id, "select": list(select), "ignore": list(ignore), **scans_option()},
    )


def _settled(
    decisions: str | Path | None, suppressions: str | Path | None, kept: Kept | None
) -> tuple[tuple[Statement, ...], tuple[Suppression, ...], tuple[Source, ...]]:
    """A reviewer's scores, the findings not to report again, and the two files as they were read."""
    reviews: tuple[Statement, ...] = ()
    entries: tuple[Suppression, ...] = ()
    sources: tuple[Source, ...] = ()
    for one in inputs_of(kept=kept, decisions=decisions)["decisions"]:
        with held(one, "decisions") as (copy, source):
            reviews, sources = tuple(read_reviews(copy.path)), source
    for one in inputs_of(kept=kept, suppressions=suppressions)["suppressions"]:
        with held(one, "suppressions") as (copy, source):
            entries, sources = tuple(read_suppressions(Path(copy.path))), (*sources, *source)
    return reviews, entries, sources


@dataclass
class Recorder:
    """Reads documents and notes of each what was read: its name in results, the digest, and where it stands."""

    jobs: int
    cache: ReadingCache | None
    sources: list[Source] = field(default_factory=list)

    def of(
        self, role: str, given: Sequence[str | Path], below: Path | None, progress: Progress | None = None
    ) -> ReadResult:
        """The forms in the documents of one role; their bytes stay where they are, and saving copies them if they are
        the same still.
        """

        def note(name: str, path: Path, sha256: str) -> None:
            self.sources.append(Source(name=name, role=role, sha256=sha256, content=path))

        return read_many(given, jobs=self.jobs, progress=progress, cache=self.cache, below=below, note=note)


def audit_forms(
    read: ReadResult, book: Rulebook, last: Sequence[Form] = (), reviews: Sequence[Statement] = ()
) -> Audit:
    """The audit of forms already read. Equal forms and book give equal findings in equal order."""
    forms = read.forms
    done = recompute(forms, book)
    placed, unused = place_reviews(forms, reviews)
    reviewed = reviews_of(done, placed)
    found = [*_targets(read, done), *_claimed(done), *review_findings(done, reviewed), *unused]
    found.extend(summary_findings(done, read.summaries))
    if last:
        found.extend(year_findings(done, recompute(last, book)))
    notices = in_order(as_the_book_weighs(_one_fact_each(once(found)), book))
    return Audit(forms=forms, book=book, done=done, notices=notices, read=read, reviews=reviewed, failed=read.failed)


def _claimed(done: Recomputed) -> Iterator[Finding]:
    """Everything that is said of claims."""
    others = Others(done.forms, done.book)
    yield from RowAudit(done, others).findings()
    for position, form in enumerate(done.forms):
        if form.kind.has_outcomes:
            yield from MoneyAudit(done, position, others).findings()
            yield from total_findings(done, position)
    yield from across_findings(done)
    if (found := better(done, others)) is not None:
        yield _fits_better(done, *found)


def _fits_better(done: Recomputed, ours: Fit, best: Fit) -> Finding:
    """That more of the printed scores follow under another shipped book, with where it differs from the forms."""
    count = str(sum(ours.scores))
    return claim_codes.RulebookFitsBetter.found(
        Location(file=done.forms[0].at.file),
        book=done.book.id,
        follow=str(ours.scores[0]),
        count=count,
        other=best.book.id,
        title=best.book.title,
        title_en=best.book.title_en or best.book.title,
        follow_other=str(best.scores[0]),
    )


def _targets(read: ReadResult, done: Recomputed) -> Iterator[Finding]:
    """Findings on targets and outcomes; doubts about the setting of targets as notes."""
    stated = [form.kind.has_outcomes and not form.scored_by_rules for form in done.forms]
    asked = Asked(done.forms, done.scored)
    every: list[Iterable[Finding]] = [read.findings, reading_findings(done.forms), check_across(done.forms)]
    every += [check_form(form) for form in done.forms]
    of_forms = (*POINTS, *MONEY_UNITS, *NOTHING_APPLIES)
    every.append(form_findings(done.forms, done.totals, done.scored, of_forms))
    every.append(asked.findings(TARGETS_BARE))
    if any(stated):
        plain = {form.at for form, has in zip(done.forms, stated, strict=True) if not has}
        places = {row.at for form in done.forms if form.at in plain for row in form.rows}
        places |= {claim.row.at for claim in done.claims if claim.by_rules}
        every.append(f for f in asked.findings((*OUTCOMES, *PENDING, *UNPLACED)) if f.at not in places)
        every.append(_as_percent(done))
    claims = {(claim.row.at, claim.row.id): claim for claim in done.claims}
    for group in every:
        for one in group:
            if one.name in _ABOUT_TARGETS:
                yield one.with_severity(Severity.NOTE)
            elif one.name == "outcome-not-quantified":
                yield one.with_severity(
                    Severity.NOTE if _in_time(claims[one.at, one.line or ""]) else one.kind.severity
                )
            else:
                yield one


def _as_percent(done: Recomputed) -> Iterator[Finding]:
    """Findings where 0.97 was taken as 97 %."""
    for (form, place), text in done.taken_as.items():
        row = done.forms[form].rows[place]
        figures = {"text": row.actual or "", "target": row.full_target, "detail": f"%，{text}"}
        yield OutcomeUnitMissing.about(row, **figures)


def _in_time(claim: Claim) -> bool:
    """True where a day was asked for and the words answer that: 按时完成 is no date, but it is no evasion either."""
    return claim.row.reading.kind is ReadingKind.DEADLINE and _TIMELY.search(claim.row.actual or "") is not None


def _one_fact_each(found: Sequence[Finding]) -> Iterator[Finding]:
    """A row scored without target or outcome is not listed again for the gap; a pending row gives its reason once."""
    gaps = {(f.at, f.line) for f in found if f.kind is claim_codes.ScoreWithoutTarget}
    told = {
        (f.at, f.line)
        for f in found
        if f.severity is not Severity.NOTE or f.name in ("unit-inverted", "level-unknown") or f.code.startswith("A")
    }
    for one in found:
        place = (one.at, one.line)
        if one.name in _MISSING and place in gaps:
            continue
        if one.kind is codes.ScorePending and place in told:
            continue
        yield one
