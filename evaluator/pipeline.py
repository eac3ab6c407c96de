"""The order of work, from files to a finished run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from actuals.adjustments import place_adjustments
from actuals.matching.matching import Matching, match
from actuals.narratives import Narratives, place_narratives
from actuals.sources.sheet import read_outcomes
from actuals.sources.table import OutcomeTable, Unused
from actuals.statements import Decisions, corrected, read_all_decisions, with_statements
from evaluator.findings import check_severities, in_order
from evaluator.inputs import Files, Input, Kept, held, inputs_of, outcomes_named, read_each
from evaluator.run import Run, Source
from evaluator.verdict.conditions.asking import Asked, reading_findings
from evaluator.verdict.conditions.departments import department_findings
from evaluator.verdict.conditions.forms import form_findings
from evaluator.verdict.conventions import convention_findings
from evaluator.verdict.departments import rate_departments
from evaluator.verdict.lines import Lines, lines_of
from evaluator.verdict.scoring import score_lines
from evaluator.verdict.statedmoney import stated_money_findings
from evaluator.verdict.totals import total_forms
from rules.dating import year_findings
from rules.rulebook import Rulebook
from targets.checks.checking import check_across, check_form
from targets.documents.files import names_of
from targets.documents.scanning import scans_wanted
from targets.errors import InputError
from targets.forms import Progress, ReadResult, named, read_forms
from targets.kinds.documents import PageWithoutText, PictureNotRead
from targets.kinds.finding import Finding, Severity
from targets.kinds.location import Location
from targets.model.form import Form
from targets.readingcache import ReadingCache


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Everything that is known before a rule is applied: forms, outcomes, which belongs to which, and the lines.

    ``handed`` is the matching of what was handed in, without what a person typed.
    """

    forms: tuple[Form, ...]
    stated: OutcomeTable
    matching: Matching
    lines: Lines
    findings: tuple[Finding, ...]
    sources: tuple[Source, ...]
    options: Mapping[str, object]
    handed: Matching | None = None
    texts: Narratives = field(default_factory=dict)
    unused: tuple[Unused, ...] = ()


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

    def targets_of(one: Input) -> tuple[ReadResult, tuple[Source, ...]]:
        with held(one, "targets") as (copy, source):
            return read_targets(copy, cache=cache), source

    def outcomes_of(one: Input) -> tuple[OutcomeTable, tuple[Source, ...]]:
        with held(one, "actuals") as (copy, source):
            read = read_outcomes(copy.path, mapping=mapping, table=table, query=query, cache=cache)
            return outcomes_named(read, one.name), source

    forms = read_each(given["targets"], targets_of, jobs=jobs, progress=progress)
    stated = read_each(given["actuals"], outcomes_of, jobs=jobs, progress=progress)
    decided, decisions_source = _decided(decisions, kept)
    return bring_together(
        [read for read, _ in forms],
        [read for read, _ in stated],
        decided,
        sources=(*(one for _, sources in (*forms, *stated) for one in sources), *decisions_source),
        options={"mapping": dict(mapping or {}), "table": table, "query": query, **scans_option()},
    )


def scans_option() -> dict[str, object]:
    """The option of a run that scans were read, where they were."""
    return {"scans": True} if scans_wanted() else {}


def _decided(decisions: str | Path | None, kept: Kept | None) -> tuple[Decisions, tuple[Source, ...]]:
    for one in inputs_of(decisions=decisions, kept=kept)["decisions"]:
        with held(one, "decisions") as (copy, source):
            return read_all_decisions(copy.path), source
    return Decisions(), ()


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
    handed = match(forms, outcomes, decisions.matches)
    matching = with_statements(forms, handed, decisions.outcomes, decisions.money)
    adjustments, misplaced = place_adjustments(forms, decisions.adjustments)
    texts, unused, unplaced = place_narratives(forms, outcomes.narratives, decisions.texts)
    found = [finding for one in read for finding in one.findings]
    return Intake(
        forms=forms,
        stated=outcomes,
        matching=matching,
        lines=lines_of(forms, matching, adjustments),
        findings=(
            *(*found, *reading_findings(forms), *corrections, *outcomes.findings, *matching.findings, *misplaced),
            *unplaced,
            *_defects(forms),
        ),
        sources=sources,
        options=dict(options or {"mapping": {}, "table": None, "query": None}),
        handed=handed,
        texts=texts,
        unused=unused,
    )


def _defects(forms: Sequence[Form]) -> Iterator[Finding]:
    """Defects of targets and money that ``check`` calls warnings: they stand beside the scores that they touch; what
    printed points come to is said under the book.
    """
    for one in (*check_across(forms), *(one for form in forms for one in check_form(form))):
        if one.severity is not Severity.NOTE and not one.name.startswith("points-"):
            yield one


def of_one_form(intake: Intake, position: int, decisions: Decisions) -> Intake:
    """One form of an intake by itself, at position 0, with other decisions about its outcomes, money and scores.

    Its findings are those that follow from outcomes; scored by ``judge`` it comes to what it comes to among the others.
    """
    stated = with_statements(intake.forms, intake.handed or intake.matching, decisions.outcomes, decisions.money)
    adjusted, misplaced = place_adjustments(intake.forms, decisions.adjustments)
    form, matching = intake.forms[position], _only(stated, position)
    about = (one for one in (*stated.findings, *misplaced) if (one.at.file, one.at.form) == (form.file, form.index))
    return replace(
        intake,
        forms=(form,),
        matching=matching,
        lines=lines_of((form,), matching, {(0, row): one for (of, row), one in adjusted.items() if of == position}),
        findings=tuple(about),
        sources=(),
        handed=_only(intake.handed or intake.matching, position),
        texts={},
        unused=(),
    )


def _only(matching: Matching, position: int) -> Matching:
    """The part of a matching that is of one form, as of the only one."""
    money, parts = matching.execution.get(position), matching.funds.get(position)
    return replace(
        matching,
        by_indicator={(0, row): one for (of, row), one in matching.by_indicator.items() if of == position},
        execution={} if money is None else {0: money},
        funds={} if parts is None else {0: parts},
        pending=frozenset((0, row) for of, row in matching.pending if of == position),
        findings=(),
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
        narratives=tuple(narrative for one in tables for narrative in one.narratives),
    )


def judge(intake: Intake, book: Rulebook, *, kept: Kept | None = None) -> Run:
    """Score what was taken in under one book; the files of a local one, and of those it extends, are inputs too."""
    forms, lines = intake.forms, intake.lines
    scored = score_lines(forms, lines, book)
    totals = total_forms(forms, intake.matching.execution, scored, book, intake.matching.funds)
    of_lines = [*Asked(forms, scored, intake.matching.pending).findings()]
    told = {(one.name, one.at, one.line) for one in of_lines}  # what an outcome showed is not said of its target again
    found = [
        *(one for one in intake.findings if (one.name, one.at, one.line) not in told),
        *of_lines,
        *convention_findings(forms, scored),
        *form_findings(forms, totals, scored),
        *department_findings(forms, totals),
        *stated_money_findings(forms, intake.matching.execution, intake.matching.funds),
        *book_findings(forms, book),
    ]
    return Run(
        forms=forms,
        book=book,
        lines=lines,
        scored=scored,
        totals=totals,
        ratings=rate_departments(totals, book, unread_by_department(forms, intake.findings)),
        notices=in_order(as_the_book_weighs(found, book)),
        unused=(*intake.stated.unused, *intake.matching.unused, *intake.unused),
        sources=(*intake.sources, *book_sources(book, kept)),
        options={"rules": book.id, **intake.options},
        illustrative=intake.stated.illustrative,
        funds=intake.matching.funds,
        texts=intake.texts,
    )


def unread_by_department(forms: Sequence[Form], findings: Iterable[Finding]) -> dict[str, tuple[str, ...]]:
    """The files of each department that hold pages or sheets which were not read: scans, pictures."""
    files = {
        finding.at.file: None
        for finding in findings
        if finding.kind == PageWithoutText or (finding.kind == PictureNotRead and finding.at.row is None)
    }
    by_department: dict[str, tuple[str, ...]] = {}
    for form in forms:
        known = by_department.get(form.department or "", ())
        if form.at.file in files and form.at.file not in known:
            by_department[form.department or ""] = (*known, form.at.file)
    return by_department


def book_findings(forms: Sequence[Form], book: Rulebook) -> Iterator[Finding]:
    """Findings about the book itself, applied to the years of these forms: in force, checked, dated."""
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


def book_sources(book: Rulebook, kept: Kept | None = None) -> tuple[Source, ...]:
    """The files of a local book as inputs of a run, in the bytes that it was read from; none for a shipped book."""
    names = names_of([path for path, _ in book.files], kept.folder / "rules" if kept is not None else None)
    return tuple(
        Source(name=name, role="rules", sha256=hashlib.sha256(content).hexdigest(), content=content)
        for name, (_, content) in zip(names, book.files, strict=True)
    )
