"""Facts of a review for its papers: forms with self, recomputed and reviewed totals, what differs, problems found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from evaluator.auditing.ledger import finding_id
from evaluator.auditing.review import Reviewed
from evaluator.auditing.run import Audit
from evaluator.auditing.totals import printed_grade, printed_sum
from evaluator.figures import points as as_points
from evaluator.figures import range_text
from evaluator.findings import severity_label
from evaluator.reports.conditions import Fact
from evaluator.reports.formfacts import UNKNOWN, number, truth, words
from evaluator.reports.problems import problems_by_kind
from evaluator.scorecards.formjson import findings_by_form
from rules.grades import grade_of
from targets.kinds.catalogue import Part
from targets.kinds.finding import Finding, Severity
from targets.model.amounts import in_points, project_budget, shown

Lists = dict[str, Sequence[Mapping[str, Fact]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedForm:
    """One form with what a reviewer said of it: totals in points, None where they cannot be known; ``added`` is the sum
    of the printed scores where it is not the printed total.
    """

    position: int
    reviews: tuple[Reviewed, ...]
    claimed: Decimal | None
    reviewed: Decimal | None
    added: Decimal | None
    claimed_grade: str
    reviewed_grade: str

    @property
    def deviation(self) -> Decimal | None:
        """Reviewed less claimed."""
        return None if self.reviewed is None or self.claimed is None else self.reviewed - self.claimed


def review_facts(done: Audit) -> tuple[dict[str, Fact], Lists]:
    """The facts of a whole review: how much of it was reviewed, how totals and grades changed, problems by kind."""
    claimed = [n for n, form in enumerate(done.forms) if form.kind.has_outcomes]
    projects = [n for n in claimed if not done.forms[n].kind.of_department]
    forms = [one for n in claimed if (one := reviewed_form(done, n)).reviews]
    closed = [one for one in forms if one.deviation is not None]
    changes = [one.deviation for one in closed if one.deviation is not None]
    changed = [one for one in closed if one.claimed_grade and one.reviewed_grade != one.claimed_grade]
    of_projects = [one.position for one in forms if one.position in projects]
    all_money, money = (_money(done, some) for some in (projects, of_projects))
    mean = sum(changes, Decimal(0)) / len(changes) if changes else None
    problems = problems_by_kind(found for found in done.notices if found.severity is not Severity.NOTE)
    found = {
        **_shared(done, claimed),
        "title": words(""),
        "forms": number(len(claimed)),
        "projects": number(len(projects)),
        "whole_forms": number(len(claimed) - len(projects)),
        "projects_money": number(all_money),
        "reviewed": number(len(forms)),
        "reviewed_projects": number(len(of_projects)),
        "reviewed_share": _share(Decimal(len(of_projects)), Decimal(len(projects))),
        "reviewed_money": number(money),
        "money_share": UNKNOWN if money is None or all_money is None else _share(money, all_money),
        "review_closed": number(len(closed)),
        "review_open": number(len(forms) - len(closed)),
        "deviation": _rounded(mean),
        "deviation_size": _rounded(None if mean is None else abs(mean)),
        "lowered": number(sum(change < 0 for change in changes)),
        "raised": number(sum(change > 0 for change in changes)),
        "same": number(sum(change == 0 for change in changes)),
        "grades_changed": number(len(changed)),
        "problem_kinds": number(len(problems)),
        "problem_count": number(sum(int(one["times"].text) for one in problems)),
    }
    lists: Lists = {
        "reviewed": [_form(done, one) for one in forms],
        "differing": [line for one in forms for line in _differing(done, one)],
        "problems": problems,
    }
    return found, lists


def opinion_facts(done: Audit, position: int) -> tuple[dict[str, Fact], Lists]:
    """The facts of the review of one form: totals and grades, the rows that differ, what was found on it."""
    form, one = done.forms[position], reviewed_form(done, position)
    per_form, _ = findings_by_form(done.forms, done.notices)
    own = [found for found in per_form[position] if found.severity is not Severity.NOTE]
    total = done.done.total_rows[position]
    beyond = sum(found.name == "review-differs" for found in per_form[position])
    listed = _problems(done, position, own)
    found = {
        **_shared(done, [position]),
        "title": words(form.title),
        "indicators": number(len(done.done.by_form[position])),
        "rows_reviewed": number(sum(review.score is not None for review in one.reviews)),
        "differing_rows": number(len(_differing(done, one))),
        "beyond": number(beyond),
        "self_total": number(one.claimed),
        "added": number(one.added),
        "self_grade": words(one.claimed_grade),
        "recomputed": words(range_text(total.total_low, total.total_high, "zh")),
        "review_total": number(one.reviewed),
        "review_grade": words(one.reviewed_grade),
        "deviation": number(one.deviation),
        "deviation_size": number(None if one.deviation is None else abs(one.deviation)),
        "problem_count": number(len(own)),
        "errors": number(sum(found.severity is Severity.ERROR for found in own)),
        "warnings": number(sum(found.severity is Severity.WARNING for found in own)),
    }
    return found, {"differing": _differing(done, one), "matters": listed}


def reviewed_form(done: Audit, position: int) -> ReviewedForm:
    """The form at ``position`` with its reviews. Rows that nobody reviewed count with their self score; a row that was
    reviewed and claims no score leaves the total open.
    """
    form, claims = done.forms[position], done.done.by_form[position]
    reviews = tuple(done.reviews[claim.line] for claim in claims if claim.line in done.reviews)
    added = printed_sum(form, claims)
    printed = in_points(form.total_score)
    summed = printed if added is None else added.total
    claimed = summed if printed is None else printed
    scored = [one for one in reviews if one.score is not None]
    moved = [one.score - one.claim.score for one in scored if one.score is not None and one.claim.score is not None]
    known = bool(scored) and len(moved) == len(scored)
    total = summed + sum(moved, Decimal(0)) if known and summed is not None else None
    return ReviewedForm(
        position=position,
        reviews=reviews,
        claimed=claimed,
        reviewed=total,
        added=summed if summed != claimed else None,
        claimed_grade=printed_grade(form.grade, done.book) or _grade(done, claimed),
        reviewed_grade=_grade(done, total),
    )


def _grade(done: Audit, total: Decimal | None) -> str:
    return "" if total is None or not 0 <= total <= 100 else str(grade_of(int(total * 100), done.book))


def _shared(done: Audit, positions: Sequence[int]) -> dict[str, Fact]:
    forms = [done.forms[n] for n in positions]
    departments = {form.department for form in forms if form.department}
    return {
        "year": words("、".join(map(str, sorted({form.year for form in forms if form.year})))),
        "department": words(next(iter(departments)) if len(departments) == 1 else ""),
        "book": words(done.book.title),
        "book_version": words(done.book.version),
        "illustrative": truth(bool(done.mark)),
        "open": number(0),
        "closed": truth(True),
    }


def _money(done: Audit, positions: Sequence[int]) -> Decimal | None:
    """The money of some forms together, None where that of one is not known."""
    found = [project_budget(done.forms[n]) for n in positions]
    known = [one for one in found if one is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(found) else None


def _share(part: Decimal, whole: Decimal) -> Fact:
    if not whole:
        return UNKNOWN
    share = (part * 100 / whole).quantize(Decimal("0.01"))
    return number(share, f"{share}%")


def _rounded(value: Decimal | None) -> Fact:
    return UNKNOWN if value is None else number(value.quantize(Decimal("0.01")))


def _text(value: Decimal | None) -> Fact:
    return words("" if value is None else shown(value))


def _signed(value: Decimal | None) -> Fact:
    return words("" if value is None else "0" if not value else f"{'+' if value > 0 else '-'}{shown(abs(value))}")


def _form(done: Audit, one: ReviewedForm) -> dict[str, Fact]:
    form = done.forms[one.position]
    grades = one.claimed_grade
    if one.claimed_grade != one.reviewed_grade:
        grades = f"{one.claimed_grade or '—'}→{one.reviewed_grade or '待定'}"
    reasons = dict.fromkeys(review.reason for review in one.reviews if review.reason and review.score is not None)
    return {
        "name": words(form.title),
        "department": words(form.department),
        "self": _text(one.claimed),
        "review": words("待定" if one.reviewed is None else shown(one.reviewed)),
        "deviation": _signed(one.deviation),
        "grades": words(grades),
        "reason": words("；".join(map(str, reasons))),
    }


def _differing(done: Audit, one: ReviewedForm) -> list[dict[str, Fact]]:
    """The rows that the reviewer scored otherwise than the department."""
    return [
        {
            "name": words(review.claim.row.name),
            "project": words(done.forms[one.position].title),
            "points": words(review.claim.row.points),
            "self": words(review.claim.row.score or "未填报"),
            "recomputed": words("待定" if review.claim.ours is None else str(as_points(review.claim.ours))),
            "review": words(review.text),
            "actual": words(review.actual),
            "deviation": _signed(None if review.claim.score is None else review.score - review.claim.score),
            "reason": words(review.reason),
            "evidence": words(review.evidence),
        }
        for review in one.reviews
        if review.score is not None and review.score != review.claim.score
    ]


def _problems(done: Audit, position: int, own: Sequence[Finding]) -> list[dict[str, Fact]]:
    """Errors and warnings of a form one by one, with the ids of the ledger."""
    form = done.forms[position]
    owner = " / ".join(dict.fromkeys(text for text in (form.department or "", form.project or "") if text))
    return list(_matters(owner, form.title, own))


def _matters(owner: str, title: str, own: Sequence[Finding]) -> Iterator[dict[str, Fact]]:
    seen: dict[str, int] = {}
    for count, found in enumerate(own, 1):
        key = finding_id(owner, found, seen)
        yield {
            "name": words(key),
            "number": number(count),
            "project": words(owner or title),
            "severity": words(severity_label(found.severity, "zh")),
            "matter": words(found.kind.text(Part.WHAT, "zh").rstrip("。")),
            "place": words(found.indicator or found.at.text("zh")),
            "fact": words(found.message("zh")),
            "basis": words(found.kind.text(Part.BASIS, "zh")),
            "remedy": words(found.remedy("zh")),
            "at": words(found.at.text("zh")),
        }
