"""The order of work, from two files to a finished run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from actuals.decisions import read_decisions
from actuals.matching import match
from actuals.sheet import read_outcomes
from evaluator.departments import rate_departments
from evaluator.doubts import Doubts, form_findings, reading_findings
from evaluator.findings import in_order
from evaluator.lines import lines_of
from evaluator.run import Run, Source
from evaluator.scoring import score_lines
from evaluator.totals import total_forms
from rules.loading import load
from targets.forms import read_forms

DEFAULT_BOOK = "mof-2021-101"


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
    ``query``); ``rules`` the id of a shipped book or a TOML file; ``mapping`` names columns by heading;
    ``decisions`` a file of
    settled matches. Raises ``targets.errors.InputError`` if an input cannot be used at all; every other doubt is a
    finding.
    """
    book = load(rules or DEFAULT_BOOK)
    read = read_forms(Path(targets))
    forms = read.forms
    stated = read_outcomes(actuals, mapping=mapping, table=table, query=query)
    settled = read_decisions(decisions) if decisions is not None else ()
    matching = match(forms, stated, settled)
    lines = lines_of(forms, matching)
    scored = score_lines(forms, lines, book)
    totals = total_forms(forms, matching.execution, scored, book)
    doubts = Doubts(forms, lines, scored, book, matching.pending)
    found = [
        *read.findings,
        *reading_findings(forms),
        *stated.findings,
        *matching.findings,
        *doubts.all(),
        *form_findings(forms, totals, scored),
    ]
    return Run(
        forms=forms,
        book=book,
        lines=lines,
        scored=scored,
        totals=totals,
        ratings=rate_departments(totals, book),
        notices=in_order(found),
        unused=(*stated.unused, *matching.unused),
        sources=tuple(_sources(targets=targets, actuals=actuals, rules=rules, decisions=decisions)),
        options={"rules": book.id, "mapping": dict(mapping or {}), "table": table, "query": query},
        illustrative=stated.illustrative,
    )


def _sources(**given: str | Path | None) -> Iterator[Source]:
    """The inputs that are files, with their bytes; a database is none."""
    for role, name in given.items():
        if name is not None and Path(name).is_file():
            content = Path(name).read_bytes()
            yield Source(name=Path(name).name, role=role, sha256=hashlib.sha256(content).hexdigest(), content=content)
