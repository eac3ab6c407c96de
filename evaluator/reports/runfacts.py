"""Facts of a department and of a bureau: ratings, projects, money by grade, execution, problems by kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluator.figures import amount, grade_text, percent, range_text, rate_of
from evaluator.figures import points as as_points
from evaluator.reports.conditions import Fact
from evaluator.reports.formfacts import UNKNOWN, form_facts, number, truth, words
from evaluator.reports.problems import problems_by_kind
from evaluator.reports.submissions import ExpectedList, compare, submitted
from evaluator.run import Run
from evaluator.verdict.departments import Rating
from rules.grades import grade_names
from targets.kinds.finding import Severity

Lists = dict[str, Sequence[Mapping[str, Fact]]]


@dataclass(frozen=True, slots=True)
class Form:
    """One form of one of several runs."""

    run: Run
    position: int

    @property
    def total(self) -> Any:
        """Its row of totals."""
        return self.run.total_rows[self.position]


def department_facts(run: Run, department: str) -> tuple[dict[str, Fact], Lists]:
    """The facts of a department: of its own form where it has one, of its rating and its projects."""
    forms = [Form(run, n) for n, total in enumerate(run.total_rows) if total.department == department]
    own = next((form for form in forms if form.total.of_department), None)
    projects = [form for form in forms if not form.total.of_department]
    rating = next(rating for rating in run.ratings if rating.department == department)
    of_projects, lists = _projects(projects)
    found, own_lists = form_facts(run, own.position) if own is not None else form_facts(run, projects[0].position)
    if own is None:  # nothing is said of one project as if it were the department
        kept = ("year", "department", "code", "book", "book_version", "illustrative")
        found = {name: fact if name in kept else UNKNOWN for name, fact in found.items()}
        own_lists = {name: [] for name in own_lists}
    low, high = rating.found.low, rating.found.high
    found |= of_projects | {
        "title": words(department),
        "department": words(department),
        "own_form": truth(own is not None),
        "rating": words(rating.rating_text("zh")),
        "rating_low": number(None if low is None else as_points(low)),
        "rating_high": number(None if high is None else as_points(high)),
        "rating_grade": words(rating.grade),
        "rating_open": truth(low is not None and low != high),
        "rating_basis": words(_basis(rating)),
        "closed": truth(low is not None and low == high and _open(forms) == 0),
        "open": number(_open(forms)),
        "forms": number(len(forms)),
    }
    return found, {**own_lists, **lists}


def bureau_facts(runs: Sequence[Run], expected: ExpectedList | None = None) -> tuple[dict[str, Fact], Lists]:
    """The facts of all departments and projects of several runs, and of the list of those that have to hand in."""
    forms = [Form(run, n) for run in runs for n in range(len(run.forms))]
    projects = [form for form in forms if not form.total.of_department]
    found, lists = _projects(projects)
    years = sorted({year for form in forms if (year := form.run.forms[form.position].year)})
    ratings = [(run, rating) for run in runs for rating in run.ratings]
    notices = [one for run in runs for one in run.notices]
    problems = problems_by_kind(one for one in notices if one.severity is not Severity.NOTE)
    counted, missing = _submissions(runs, expected)
    books = dict.fromkeys(run.book.title for run in runs)
    found |= {
        "title": words(""),
        "year": words("、".join(map(str, years))),
        "departments": number(len({rating.department for _, rating in ratings})),
        "forms": number(len(forms)),
        "whole_forms": number(len(forms) - len(projects)),
        "open": number(_open(forms)),
        "closed": truth(_open(forms) == 0 and all(form.total.total_low == form.total.total_high for form in forms)),
        "problem_kinds": number(len(problems)),
        "problem_count": number(sum(int(one["times"].text) for one in problems)),
        "book": words("、".join(books)),
        "illustrative": truth(any(run.illustrative for run in runs)),
        **counted,
    }
    lists |= {
        "departments": [_department(run, rating) for run, rating in ratings],
        "problems": problems,
        "missing": missing,
        "annex": [{**_project(form), "number": number(place)} for place, form in enumerate(projects, 1)],
    }
    return found, lists


def _submissions(
    runs: Sequence[Run], expected: ExpectedList | None
) -> tuple[dict[str, Fact], Sequence[Mapping[str, Fact]]]:
    """Handed in and missing against the list; nothing is known of either without one."""
    if expected is None:
        return dict.fromkeys(("expected", "handed_in", "missing", "unlisted", "by_department"), UNKNOWN), []
    lines = compare(expected, submitted(runs))
    missing = [line.expected for line in lines if line.expected is not None and not line.forms]
    counted = {
        "expected": number(len(expected.lines)),
        "handed_in": number(len(expected.lines) - len(missing)),
        "missing": number(len(missing)),
        "unlisted": number(sum(line.expected is None for line in lines)),
        "by_department": truth(expected.by_department),
    }
    return counted, [
        {"number": number(n), "name": words(line.name), "department": words(line.department)}
        for n, line in enumerate(missing, 1)
    ]


def _basis(rating: Rating) -> str:
    return {
        "own-form": "部门整体支出自评总分",
        "projects-mean": "项目预算加权平均分",
        "blend": "部门自评总分与项目加权平均分合成",
    }[rating.found.basis]


def _open(forms: Iterable[Form]) -> int:
    return sum(int(form.total.pending) + int(form.total.execution_pending) for form in forms)


def _projects(projects: Sequence[Form]) -> tuple[dict[str, Fact], Lists]:
    """The projects together: number, money, execution, means, grades, the lowest; open totals stand apart."""
    closed = [form for form in projects if form.total.total_low == form.total.total_high]
    budgets, executed = ([_usable(form, name) for form in projects] for name in ("full_year", "executed"))
    unusable = sum(None in pair for pair in zip(budgets, executed, strict=True))
    budget = sum((one for one in budgets if one is not None), Decimal(0)) if None not in budgets else None
    spent = sum((one for one in executed if one is not None), Decimal(0)) if None not in executed else None
    rate = rate_of(spent, budget) if budget and spent is not None else -1
    asked = [Decimal(form.run.scored.execution_threshold.rstrip("%")) for form in projects]
    low = [form for form, line in zip(projects, asked, strict=True) if 0 <= form.total.rate < line * 100]
    mean = sum(int(form.total.total_low) for form in closed) / Decimal(len(closed)) if closed else None
    weights = [(int(form.total.total_low), Decimal(form.total.budget)) for form in closed if form.total.budget]
    weight = sum((one for _, one in weights), Decimal(0))
    weighted = sum((total * one for total, one in weights), Decimal(0)) / weight if weight else None
    lowest = min(closed, key=lambda form: form.total.total_low, default=None)
    found = {
        "projects": number(len(projects)),
        "projects_open": number(len(projects) - len(closed)),
        "projects_closed": number(len(closed)),
        "projects_unusable": number(unusable),
        "projects_weightless": number(len(closed) - len(weights)),
        "projects_budget": number(budget if projects else None),
        "projects_executed": number(spent if projects else None),
        "projects_rate": number(None if rate < 0 else Decimal(rate).scaleb(-2), percent(rate)),
        "projects_mean": _points(mean),
        "projects_weighted": _points(weighted),
        "projects_low": number(len(low)),
        "rate_asked": number(asked[0], f"{asked[0]}%") if len(set(asked)) == 1 else UNKNOWN,
        "lowest_name": words(lowest.run.forms[lowest.position].title if lowest else ""),
        "lowest_total": number(as_points(lowest.total.total_low)) if lowest else UNKNOWN,
        "lowest_grade": words(str(lowest.total.grade) if lowest else ""),
    }
    return found, {
        "projects": [_project(form) for form in projects],
        "grades": _grades(projects),
        "low": [_project(form) for form in low],
    }


def _usable(form: Form, name: str) -> Decimal | None:
    """An amount that can be added to others: typed as one, not negative, its unit not in doubt."""
    found = amount(getattr(form.total, name))
    return None if found is None or found < 0 or form.total.unit_suspected else found


def _points(hundredths: Decimal | None) -> Fact:
    """A mean in points, rounded half up to hundredths."""
    return UNKNOWN if hundredths is None else number(as_points(int(hundredths + Decimal("0.5"))))


def _project(form: Form) -> dict[str, Fact]:
    total = form.total
    return {
        "name": words(form.run.forms[form.position].title),
        "department": words(total.department),
        "initial": words(total.initial),
        "full_year": words(total.full_year),
        "executed": words(total.executed),
        "rate": words(percent(int(total.rate))),
        "reason": words(total.execution_reason),
        "total": words(range_text(total.total_low, total.total_high, "zh")),
        "grade": words(grade_text(total.grade, total.grade_low, total.grade_high, "zh")),
    }


def _department(run: Run, rating: Rating) -> dict[str, Fact]:
    forms = [Form(run, n) for n, total in enumerate(run.total_rows) if total.department == rating.department]
    found, _ = _projects([form for form in forms if not form.total.of_department])
    return {
        "name": words(rating.name("zh")),
        "projects": found["projects"],
        "budget": found["projects_budget"],
        "rate": found["projects_rate"],
        "total": words(rating.rating_text("zh")),
        "grade": words(grade_text(rating.grade, rating.grade_low, rating.grade_high, "zh")),
    }


def _grades(projects: Sequence[Form]) -> list[dict[str, Fact]]:
    """The projects by grade, best first, those without one last, with their budgets."""
    names = dict.fromkeys(name for form in projects for name in grade_names(form.run.book))
    whole = sum((Decimal(form.total.budget) for form in projects if form.total.budget), Decimal(0))
    made = []
    for name in (*names, ""):
        some = [form for form in projects if str(form.total.grade or "") == name]
        money = sum((Decimal(form.total.budget) for form in some if form.total.budget), Decimal(0))
        if some or name:
            share = rate_of(money, whole) if whole else -1
            made.append(
                {
                    "name": words(name or "待定"),
                    "count": number(len(some)),
                    "money": number(money),
                    "share": number(None if share < 0 else Decimal(share).scaleb(-2), percent(share)),
                    "rate": number(None if share < 0 else Decimal(share).scaleb(-2), percent(share)),
                }
            )
    return made
