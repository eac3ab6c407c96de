"""The order of work, from two files to a finished run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from actuals.decisions import read_decisions
from actuals.matching import Matching, match
from actuals.sheet import read_outcomes
from actuals.table import OutcomeTable
from evaluator.departments import rate_departments
from evaluator.doubts import Doubts, form_findings, reading_findings
from evaluator.findings import in_order
from evaluator.lines import Lines, lines_of
from evaluator.run import Run, Source
from evaluator.scoring import score_lines
from evaluator.totals import total_forms
from rules.dating import year_findings
from rules.loading import DEFAULT, load
from rules.rulebook import Rulebook
from targets.errors import InputError
from targets.finding import Finding, Severity
from targets.form import Form
from targets.forms import read_forms
from targets.location import Location


def evaluate(
    targets: str | Path,
    actuals: str | Path,
    *,
    rules: str | None = None,
    mapping: Mapping[str, str] | None = None,
    decisions: str | Path | None = None,
    table: str | None = None,
    query: str | None = None,
) -> Run:
    """Read targets and outcomes, match them, score them under a rulebook, add up, rate.

    ``targets`` is a document of target forms; ``actuals`` a table of outcomes (or a database address with ``table`` or
    ``query``); ``rules`` the id of a shipped book or a TOML file; ``mapping`` names columns by heading; ``decisions`` a
    file of settled matches. Raises ``targets.errors.InputError`` if an input cannot be used at all; every other doubt
    is a finding.
    """
    book = load(rules or DEFAULT)
    return judge(
        take_in(targets, actuals, mapping=mapping, decisions=decisions, table=table, query=query), book, named=rules
    )


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
    targets: str | Path,
    actuals: str | Path,
    *,
    mapping: Mapping[str, str] | None = None,
    decisions: str | Path | None = None,
    table: str | None = None,
    query: str | None = None,
) -> Intake:
    """Read and match; the arguments and errors are those of ``evaluate``."""
    read = read_forms(Path(targets))
    if not read.forms:
        name = Path(targets).name
        raise InputError(
            f"{name} 里没有绩效目标表（没有“一级指标、三级指标、指标值”这样的表头下的内容）；请给出目标表文件",
            f"{name} holds no target form (nothing under 一级指标, 三级指标, 指标值); name a file of targets",
        )
    stated = read_outcomes(actuals, mapping=mapping, table=table, query=query)
    settled = read_decisions(decisions) if decisions is not None else ()
    matching = match(read.forms, stated, settled)
    return Intake(
        forms=read.forms,
        stated=stated,
        matching=matching,
        lines=lines_of(read.forms, matching),
        findings=(*read.findings, *reading_findings(read.forms), *stated.findings, *matching.findings),
        sources=tuple(_sources(targets=targets, actuals=actuals, decisions=decisions)),
        options={"mapping": dict(mapping or {}), "table": table, "query": query},
    )


def judge(intake: Intake, book: Rulebook, *, named: str | None = None) -> Run:
    """Score what was taken in under one book; ``named`` is how it was asked for, a file being kept as an input."""
    forms, lines = intake.forms, intake.lines
    scored = score_lines(forms, lines, book)
    totals = total_forms(forms, intake.matching.execution, scored, book)
    doubts = Doubts(forms, lines, scored, book, intake.matching.pending)
    found = [
        *intake.findings,
        *doubts.all(),
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
        sources=(*intake.sources, *_sources(rules=named)),
        options={"rules": book.id, **intake.options},
        illustrative=intake.stated.illustrative,
    )


def book_findings(forms: Sequence[Form], book: Rulebook) -> Iterator[Finding]:
    """What is to be said of the book itself, applied to the years of these forms: in force, checked, dated."""
    for year in sorted({form.year for form in forms}, key=lambda y: (y is None, y)):
        at = next(form.at for form in forms if form.year == year)
        yield from year_findings(book, year, Location(file=at.file))


def as_the_book_weighs(found: Iterable[Finding], book: Rulebook) -> Iterator[Finding]:
    """The findings at the severity that the book gives their name, or at their own."""
    for finding in found:
        severity = book.severities.get(finding.name)
        yield finding.with_severity(Severity(severity)) if severity else finding


def _sources(**given: str | Path | None) -> Iterator[Source]:
    """The inputs that are files, with their bytes; a database is none."""
    for role, name in given.items():
        if name is not None and Path(name).is_file():
            content = Path(name).read_bytes()
            yield Source(name=Path(name).name, role=role, sha256=hashlib.sha256(content).hexdigest(), content=content)
