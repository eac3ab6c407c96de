"""The departmental rating: the department's own form, the budget-weighted mean of its projects, and
which of them is the rating.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from evaluator.figures import percent, range_text
from evaluator.language import pick
from evaluator.verdict.columntable import ColumnTable
from rules.grades import grade_of, grade_range
from rules.rating import DepartmentRating, department_rating
from rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """The rating of one department, with what it rests on ready to be said."""

    department: str
    found: DepartmentRating
    book: Rulebook
    projects: int
    unweighted: tuple[tuple[str, str], ...]
    """Its projects without a budget or with 0, which weigh nothing in the mean; each with its grade ("" while open)."""
    unread: tuple[str, ...] = ()
    """Files of the department in which pages or sheets were not read: projects may be missing, so there is no mean."""

    @property
    def grade(self) -> str:
        """The grade, empty while both ends of the rating give different ones or there is no rating."""
        return self.found.grade or ""

    @property
    def grade_low(self) -> str:
        """The grade of the lower end."""
        return "" if self.found.low is None else grade_of(self.found.low, self.book)

    @property
    def grade_high(self) -> str:
        """The grade of the upper end."""
        return "" if self.found.high is None else grade_of(self.found.high, self.book)

    def money(self, lang: str) -> tuple[tuple[str, int], ...]:
        """Share of the projects' money in each grade, in hundredths of a percent that add up to 100.00 %."""
        return tuple((share.grade or pick(lang, "待定", "open"), share.share) for share in self.found.money)

    def money_text(self, lang: str) -> str:
        """The share of money in each grade, and apart from it how many projects without a budget have which grade."""
        text = " ".join(f"{grade} {percent(share)}" for grade, share in self.money(lang) if share)
        if not self.unweighted:
            return text
        grades = Counter(grade or pick(lang, "待定", "open") for _, grade in self.unweighted)
        listed = "、".join(f"{grade} {count}" for grade, count in grades.items())
        apart = pick(
            lang, f"无预算 {len(self.unweighted)} 个：{listed}", f"{len(self.unweighted)} without budget: {listed}"
        )
        return f"{text}；{apart}" if text else apart

    def own_text(self, lang: str) -> str:
        """The total of the department's own form."""
        return _range(self.found.own, lang)

    def mean_text(self, lang: str) -> str:
        """The budget-weighted mean of the projects."""
        return _range(_pair(self.found.mean_low, self.found.mean_high), lang)

    def rating_text(self, lang: str) -> str:
        """The rating in points."""
        return _range(_pair(self.found.low, self.found.high), lang)

    def basis(self, lang: str) -> str:
        """Which of the two is the rating, and by which provision of which standing."""
        provision = self.book.provision(self.found.provision)
        what = {
            "own-form": ("部门自评表", "its own form"),
            "projects-mean": ("项目加权平均", "the projects' mean"),
            "blend": ("自评表与项目加权平均合成", "a blend of form and projects' mean"),
        }[self.found.basis]
        return pick(
            lang,
            f"{what[0]}（{provision.standing.zh}）",
            f"{what[1]} ({provision.key}, {provision.standing.en})",
        )

    def name(self, lang: str) -> str:
        """The department's name, or that none is stated."""
        return self.department or pick(lang, "（未写部门）", "(no department)")

    def sentence(self, lang: str) -> str:
        """One sentence that a reader can quote: what the rating is, what it rests on, what stands beside it."""
        provision = self.book.provision(self.found.provision)
        who = self.name(lang)
        if self.unread:
            return who + self._unread_sentence(lang)
        if self.found.low is None:
            return pick(
                lang,
                f"{who}：没有可用的部门表或项目预算，无法评级。",
                f"{who}: no form and no budgets, no rating.",
            )
        text = pick(
            lang,
            f"{who}的部门评价为 {self.rating_text(lang)} 分，依据{self.basis(lang)}："
            f"{provision.text_zh}（条款 {provision.key}）。"
            f"{self.projects} 个项目的预算加权平均为 {self.mean_text(lang) or '无'}，供对照。",
            f"{who} is rated {self.rating_text(lang)}, resting on {self.basis(lang)}: {provision.text_en}. "
            f"Beside it: the budget-weighted mean of its {self.projects} projects, {self.mean_text(lang) or 'none'}.",
        )
        if self.unweighted:
            names = "、".join(name for name, _ in self.unweighted)
            text += pick(
                lang, f"没有预算数、未计入平均：{names}。", f" Without a budget and so without weight: {names}."
            )
        return text

    def _unread_sentence(self, lang: str) -> str:
        """That forms may be missing, and what is left of the rating."""
        files = "、".join(self.unread)
        rating = ""
        if self.found.low is not None:
            rating = pick(
                lang,
                f"部门评价为 {self.rating_text(lang)} 分，依据{self.basis(lang)}。",
                f" It is rated {self.rating_text(lang)}, resting on {self.basis(lang)}.",
            )
        return pick(
            lang,
            f"：{files} 有没有读到的页，可能缺少项目，不计算项目加权平均。{rating}",
            f": {files} holds pages that were not read, so that projects may be missing; no mean of the projects is "
            f"given.{rating}",
        )

    def views(self, lang: str) -> list[dict[str, object]]:
        """Own form and projects' mean side by side, the one that is the rating marked as chosen."""
        views: list[dict[str, object]] = []
        if self.found.own is not None:
            views.append(
                {
                    "label": pick(lang, "部门自评表", "Its own form"),
                    "total": self.own_text(lang),
                    "grade": self._grade(self.found.own),
                    "basis": self.basis(lang)
                    if self.found.basis != "projects-mean"
                    else pick(lang, "供对照", "for comparison"),
                    "chosen": self.found.basis != "projects-mean",
                }
            )
        if self.found.mean_low is not None and self.found.mean_high is not None:
            chosen = self.found.basis == "projects-mean"
            views.append(
                {
                    "label": pick(lang, "项目预算加权平均", "Budget-weighted mean of the projects"),
                    "total": self.mean_text(lang),
                    "grade": self._grade((self.found.mean_low, self.found.mean_high)),
                    "basis": self.basis(lang)
                    if chosen
                    else pick(lang, "本软件的分析，供对照", "our analysis, for comparison"),
                    "chosen": chosen,
                }
            )
        return views

    def _grade(self, total: tuple[int, int]) -> str:
        low, high = (grade_of(end, self.book) for end in total)
        return low if low == high else f"{low}—{high}"

    def as_record(self) -> dict[str, object]:
        """One row of ``Run.departments``: points as numbers, NaN where there are none."""

        def number(value: int | None) -> float:
            return float("nan") if value is None else value / 100

        own = self.found.own or (None, None)
        return {
            "department": self.department,
            "rating_low": number(self.found.low),
            "rating_high": number(self.found.high),
            "grade": self.grade,
            "basis": self.found.basis,
            "provision": self.found.provision,
            "own_low": number(own[0]),
            "own_high": number(own[1]),
            "mean_low": number(self.found.mean_low),
            "mean_high": number(self.found.mean_high),
            "projects": self.projects,
        }


def rate_departments(
    totals: ColumnTable, book: Rulebook, unread: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[Rating, ...]:
    """One rating per department name, in order of first appearance; ``unread`` names, by department, the files of which
    something was not read."""
    rows: dict[str, list[_Row]] = {}
    for name, *columns in zip(*(totals[column].tolist() for column in ("department", *_Row._fields)), strict=True):
        rows.setdefault(str(name), []).append(_Row._make(columns))
    return tuple(_rate(name, forms, book, (unread or {}).get(name, ())) for name, forms in rows.items())


class _Row(NamedTuple):
    """The figures of a form that a rating needs."""

    project: str
    of_department: bool
    budget: str
    total_low: int
    total_high: int

    @property
    def weighs(self) -> bool:
        """True where it has a budget above 0."""
        return self.budget != "" and Decimal(self.budget) > 0

    @property
    def total(self) -> tuple[int, int]:
        return int(self.total_low), int(self.total_high)


def _rate(name: str, forms: Sequence[_Row], book: Rulebook, unread: tuple[str, ...]) -> Rating:
    own = next((form.total for form in forms if form.of_department), None)
    projects = [form for form in forms if not form.of_department]
    weighed = [form for form in projects if form.weighs and not unread]
    return Rating(
        department=name,
        found=department_rating(
            own, [form.total for form in weighed], [Decimal(form.budget) for form in weighed], book
        ),
        book=book,
        projects=len(projects),
        unweighted=tuple((one.project, grade_range(*one.total, book) or "") for one in projects if not one.weighs),
        unread=unread,
    )


def _pair(low: int | None, high: int | None) -> tuple[int, int] | None:
    return None if low is None or high is None else (low, high)


def _range(total: tuple[int, int] | None, lang: str) -> str:
    return "" if total is None else range_text(*total, lang)
