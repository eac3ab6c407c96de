"""All checks of targets in one call. What needs a rulebook (bare numbers, categories) is added by the evaluator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from targets.checks.copies import copied_findings
from targets.checks.money import cost_findings, department_findings, fund_findings
from targets.checks.points import points_findings
from targets.checks.repeats import conflict_findings, duplicate_findings
from targets.checks.wording import row_findings
from targets.kinds.finding import Finding
from targets.model.form import Form


def check_form(form: Form) -> Iterator[Finding]:
    """Findings of one form by itself: wording, units, directions, points, money; of an evaluation sheet, which has no
    targets, points and sums only."""
    if not form.scored_by_rules:
        yield from row_findings(form)
        yield from duplicate_findings(form)
        yield from cost_findings(form)
    yield from points_findings(form)
    yield from fund_findings(form)


def check_across(forms: Sequence[Form]) -> Iterator[Finding]:
    """Findings of several forms of a department together; pass all forms of all files at once."""
    yield from department_findings(forms)
    yield from conflict_findings(forms)
    yield from copied_findings(forms)
