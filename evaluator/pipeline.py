"""The order of work, from files to a finished run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from actuals.adjustments import place_adjustments
from actuals.matching.matching import Matching, match
from actuals.sources.sheet import read_outcomes
from actuals.sources.table import OutcomeTable
from actuals.statements import Decisions, corrected, read_all_decisions, with_statements
from evaluator.findings import check_severities, in_order
from evaluator.inputs import Files, Input, Kept, books_of, inputs_of, outcomes_named, read_each
from evaluator.run import Run, Source
from evaluator.verdict.conditions.asking import Asked, reading_findings
from evaluator.verdict.conditions.departments import department_findings
from evaluator.verdict.conditions.forms import form_findings
from evaluator.verdict.conventions import convention_findings
from evaluator.verdict.departments import rate_departments
from evaluator.verdict.lines import Lines, lines_of
from evaluator.verdict.scoring import score_lines
from evaluator.verdict.totals import total_forms
from rules.dating import year_findings
from rules.rulebook import Rulebook
from targets.errors import InputError
from targets.forms import Progress, ReadResult, named, read_forms
from targets.kinds.finding import Finding, Severity
from targets.kinds.location import Location
from targets.model.form import Form
from targets.readingcache import ReadingCache


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Everything that is known before a rule is applied: forms, outcomes, which belongs to which, and the lines."""

    forms: tuple[Form, ...]
    stated: OutcomeTable
    matching: Matching
    lines: Lines
    findings: tuple[Finding, ...]
    sources: tuple[Source, ...]
    options: Mapping[str, object]


def take_in(
    targets: Files,
    actuals: Files,
    *,
    mapping: Mapping[str, str] | None = None,
    decisions: str | Path | None = None,
    table: str | None = None,
    query: str | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
    kept: Kept | None = None,
    cache: ReadingCache | None = None,
) -> Intake:
    """Read and match; the arguments and errors are those of ``evaluate``. ``kept``: they are a saved run's."""
    given = inputs_of(targets=targets, actuals=actuals, kept=kept)

    def targets_of(one: Input) -> ReadResult:
        return read_targets(one, cache=cache)

    def outcomes_of(one: Input) -> OutcomeTable:
        return outcomes_named(read_outcomes(one.path, mapping=mapping, table=table, query=query, cache=cache), one.name)

    return bring_together(
        read_each(given["targets"], targets_of, jobs=jobs, progress=progress),
        read_each(given["actuals"], outcomes_of, jobs=jobs, progress=progress),
        read_all_decisions(decisions) if decisions is not None else Decisions(),
        sources=(*sources_of(given), *sources_of(inputs_of(decisions=decisions, kept=kept))),
        options={"mapping": dict(mapping or {}), "table": table, "query": query},
    )


def read_targets(one: Input, *, cache: ReadingCache | None = None) -> ReadResult:
    """The target forms of one document, under the name it goes by. Raises InputError where it holds none."""
    read = read_forms(Path(one.path), cache=cache)
    if not read.forms:
        raise InputError(
            f"{one.name} 里没有绩效目标表（没有“一级指标、三级指标、指标值”这样的表头下的内容）；请给出目标表文件",
            f"{one.name} holds no target form (nothing under 一级指标, 三级指标, 指标值); name a file of targets",
        )
    return named(read, one.name)


def bring_together(
    read: Sequence[ReadResult],
    stated: Sequence[OutcomeTable],
    decisions: Decisions,
    *,
    sources: tuple[Source, ...] = (),
    options: Mapping[str, object] | None = None,
) -> Intake:
    """Forms and outcomes that were read already, with what a person settled: corrected, matched, put into lines."""
    forms, corrections = corrected([form for one in read for form in one.forms], decisions.targets)
    outcomes = joined(stated)
    matching = match(forms, outcomes, decisions.matches)
    matching = with_statements(forms, matching, decisions.outcomes, decisions.money)
    adjustments, misplaced = place_adjustments(forms, decisions.adjustments)
    found = [finding for one in read for finding in one.findings]
    return Intake(
        forms=forms,
        stated=outcomes,
        matching=matching,
        lines=lines_of(forms, matching, adjustments),
        findings=(
            *(*found, *reading_findings(forms), *corrections, *outcomes.findings, *matching.findings, *misplaced),
            *department_findings(forms),
        ),
        sources=sources,
        options=dict(options or {"mapping": {}, "table": None, "query": None}),
    )


def joined(tables: Sequence[OutcomeTable]) -> OutcomeTable:
    """Several tables of outcomes as one, in order; invented if any of them says so."""
    if len(tables) == 1:
        return tables[0]
    return OutcomeTable(
        source="、".join(one.source for one in tables),
        outcomes=tuple(outcome for one in tables for outcome in one.outcomes),
        execution=tuple(figures for one in tables for figures in one.execution),
        findings=tuple(finding for one in tables for finding in one.findings),
        unused=tuple(unused for one in tables for unused in one.unused),
        illustrative=any(one.illustrative for one in tables),
    )


def judge(intake: Intake, book: Rulebook, *, named: str | None = None, kept: Kept | None = None) -> Run:
    """Score what was taken in under one book; ``named`` is how it was asked for: a file, and the files it extends, are
    inputs too.
    """
    forms, lines = intake.forms, intake.lines
    scored = score_lines(forms, lines, book)
    totals = total_forms(forms, intake.matching.execution, scored, book)
    found = [
        *intake.findings,
        *Asked(forms, scored, intake.matching.pending).findings(),
        *convention_findings(forms, scored),
        *form_findings(forms, totals, scored),
        *book_findings(forms, book),
    ]
    return Run(
        forms=forms,
        book=book,
        lines=lines,
        scored=scored,
        totals=totals,
        ratings=rate_departments(totals, book),
        notices=in_order(as_the_book_weighs(found, book)),
        unused=(*intake.stated.unused, *intake.matching.unused),
        sources=(*intake.sources, *sources_of({"rules": books_of(named, kept)})),
        options={"rules": book.id, **intake.options},
        illustrative=intake.stated.illustrative,
        funds=intake.matching.funds,
    )


def book_findings(forms: Sequence[Form], book: Rulebook) -> Iterator[Finding]:
    """What is to be said of the book itself, applied to the years of these forms: in force, checked, dated."""
    for year in sorted({form.year for form in forms}, key=lambda y: (y is None, y)):
        at = next(form.at for form in forms if form.year == year)
        yield from year_findings(book, year, Location(file=at.file))


def as_the_book_weighs(found: Iterable[Finding], book: Rulebook) -> Iterator[Finding]:
    """The findings at the severity that the book gives their name, or at their own. InputError for a book that weighs a
    finding which does not exist.
    """
    check_severities(book)
    for finding in found:
        severity = book.severities.get(finding.name)
        yield finding.with_severity(Severity(severity)) if severity else finding


def sources_of(given: Mapping[str, Sequence[Input]]) -> Iterator[Source]:
    """The inputs that are files, with their bytes; a database or a rulebook's id is none."""
    for role, inputs in given.items():
        for one in inputs:
            if Path(one.path).is_file():
                content = Path(one.path).read_bytes()
                yield Source(name=one.name, role=role, sha256=hashlib.sha256(content).hexdigest(), content=content)
