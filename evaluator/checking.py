"""Target tables checked: what their readings doubt, what the checks of ``targets`` find, what a rulebook adds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actuals.matching.matching import Matching
from evaluator.findings import in_order
from evaluator.pipeline import as_the_book_weighs
from evaluator.verdict.conditions.asking import Asked, reading_findings
from evaluator.verdict.conditions.forms import CATEGORIES_MISSING, POINTS, form_findings
from evaluator.verdict.conditions.lines import TARGETS_BARE
from evaluator.verdict.lines import lines_of
from evaluator.verdict.scoring import score_lines
from evaluator.verdict.totals import total_forms
from rules.rulebook import Rulebook
from targets.checks.checking import check_across, check_form
from targets.kinds.finding import Finding
from targets.model.form import Form

NOTHING_STATED = Matching(by_indicator={}, execution={}, funds={}, pending=frozenset(), findings=(), unused=())
"""Lines without outcomes: for what can be said of targets alone."""


def check_forms(forms: Sequence[Form], book: Rulebook, read: Iterable[Finding] = ()) -> tuple[Finding, ...]:
    """All findings about the targets of these forms, worst first; ``read`` are those of reading the documents.

    One fact gives one finding: a row that was put right as a whole (``row-shifted``) is not listed again for one of its
    cells, and what the book's severities change is changed.
    """
    found = [*read, *reading_findings(forms)]
    for form in forms:
        found.extend(check_form(form))
    found.extend(check_across(forms))
    if forms:
        found.extend(_by_book(forms, book))
    return in_order(as_the_book_weighs(once(found), book))


def _by_book(forms: Sequence[Form], book: Rulebook) -> Iterable[Finding]:
    """The findings of a book: bare numbers read its way, and categories it expects and does not find."""
    lines = lines_of(forms, NOTHING_STATED)
    scored = score_lines(forms, lines, book)
    yield from Asked(forms, scored).findings(TARGETS_BARE)
    yield from form_findings(forms, total_forms(forms, {}, scored, book), scored, (*CATEGORIES_MISSING, *POINTS))


def once(found: Iterable[Finding]) -> list[Finding]:
    """Without repetitions: equal findings, a level of a row already reported as shifted."""
    kept: dict[object, Finding] = {}
    listed = list(found)
    shifted = {(f.at.file, f.at.table, f.at.row) for f in listed if f.name == "row-shifted"}
    for one in listed:
        if one.name == "level-misplaced" and (one.at.file, one.at.table, one.at.row) in shifted:
            continue
        kept.setdefault((one.name, one.at, one.indicator, tuple(sorted(one.figures.items()))), one)
    return list(kept.values())
