"""The figures of a report's charts: execution against results, points earned per category, money per
grade. ``evaluator.render.html`` draws them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from evaluator.figures import grade_text, half_up
from evaluator.language import pick
from evaluator.run import Run
from evaluator.verdict.conditions.forms import CATEGORY_NAMES
from evaluator.verdict.departments import Rating
from targets.model.form import Category

_MOST_PARTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One form: ``rate`` of execution and share of its indicators' points earned, ``low`` to ``high`` while lines are
    pending, all in hundredths of a percent. ``form`` is its position in the run.
    """

    form: int
    label: str
    of_department: bool
    rate: int
    low: int
    high: int
    grade: str
    unspent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scatter:
    """Execution against results. ``rate_line`` (from the rulebook; None where it has none) and ``result_line`` (the
    highest grade's line, applied to indicators alone: our analysis) bound the corner of money unspent with good
    results. ``left_out``: titles of forms without an execution rate or without points for indicators.
    """

    dots: tuple[Dot, ...]
    rate_line: int | None
    result_line: int
    left_out: tuple[str, ...]

    @property
    def unspent(self) -> tuple[Dot, ...]:
        """The forms in that corner: their results are good even at the lower end."""
        return tuple(dot for dot in self.dots if dot.unspent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One level-1 category, or (``inner``) one level-2 kind within it: lines that apply, how many of them earned all
    their points, points and earned points (``low`` to ``high`` while pending) in hundredths.
    """

    label: str
    inner: bool
    lines: int
    full: int
    points: int
    low: int
    high: int

    def share(self, earned: int) -> int:
        """``earned`` as hundredths of a percent of the points, rounded half up."""
        return _share(earned, self.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeMoney:
    """The projects of one grade: how many, their money in 万元, and its share in hundredths of a percent."""

    grade: str
    projects: int
    money: str
    share: int


def scatter(run: Run, lang: str) -> Scatter:
    """Every form of the run with its execution rate and the share of its indicators' points."""
    rate_line, result_line = _lines_of(run)
    full = [0] * len(run.forms)
    for line in run.line_rows:
        full[line.form] += line.points
    dots: list[Dot] = []
    left_out: list[str] = []
    for position, total in enumerate(run.total_rows):
        title = run.forms[position].title
        if total.rate < 0 or not full[position]:
            left_out.append(title)
            continue
        low = _share(total.indicator_score, full[position])
        high = _share(total.indicator_score + total.indicator_open, full[position])
        dots.append(
            Dot(
                form=position,
                label=title,
                of_department=bool(total.of_department),
                rate=total.rate,
                low=low,
                high=high,
                grade=grade_text(total.grade, total.grade_low, total.grade_high, lang),
                unspent=rate_line is not None and total.rate < rate_line and low >= result_line,
            )
        )
    return Scatter(dots=tuple(dots), rate_line=rate_line, result_line=result_line, left_out=tuple(left_out))


def completion(run: Run, lang: str) -> tuple[Part, ...]:
    """Points earned per category over all forms, each category followed by its level-2 kinds, in the order of the
    forms; more than eight kinds are cut to the seven with most points and the rest together.
    """
    return _completion(run.line_rows, lang)


def completion_of_form(run: Run, position: int, lang: str) -> tuple[Part, ...]:
    """The same for one form, its categories only."""
    return tuple(part for part in _completion(run.lines_of_form(position), lang) if not part.inner)


def money_by_grade(rating: Rating, lang: str) -> tuple[GradeMoney, ...]:
    """The projects' money by grade, best first, open ones last."""
    return tuple(
        GradeMoney(
            grade=one.grade or pick(lang, "待定", "open"),
            projects=one.projects,
            money=format(one.money.normalize(), "f"),
            share=one.share,
        )
        for one in rating.found.money
    )


def _completion(lines: Iterable[Any], lang: str) -> tuple[Part, ...]:
    grouped: dict[str, dict[str, list[Any]]] = {}
    for line in lines:
        if line.applicable and line.points:
            grouped.setdefault(line.category, {}).setdefault(line.level2, []).append(line)
    made: list[Part] = []
    for category in (kind.value for kind in Category if kind.value in grouped):
        inner = grouped[category]
        made.append(_part(pick(lang, *CATEGORY_NAMES[category]), False, [x for some in inner.values() for x in some]))
        if len(inner) > 1 or set(inner) - {""}:
            made.extend(_part(label, True, some) for label, some in _few(inner, lang))
    return tuple(made)


def _few(inner: dict[str, list[Any]], lang: str) -> Iterator[tuple[str, list[Any]]]:
    """The kinds to show: all, or those with most points and the rest together."""
    names = {name: name or pick(lang, "（未写二级指标）", "(no level 2)") for name in inner}
    kept = set(inner)
    if len(inner) > _MOST_PARTS:
        most = sorted(inner, key=lambda name: -sum(line.points for line in inner[name]))
        kept = set(most[: _MOST_PARTS - 1])
    yield from ((names[name], some) for name, some in inner.items() if name in kept)
    rest = [line for name, some in inner.items() if name not in kept for line in some]
    if rest:
        count = len(inner) - len(kept)
        yield pick(lang, f"其余 {count} 种", f"{count} other kinds"), rest


def _part(label: str, inner: bool, lines: list[Any]) -> Part:
    low = sum(line.score for line in lines)
    return Part(
        label=label,
        inner=inner,
        lines=len(lines),
        full=sum(not line.pending and line.score == line.points for line in lines),
        points=sum(line.points for line in lines),
        low=low,
        high=low + sum(line.points for line in lines if line.pending),
    )


def _lines_of(run: Run) -> tuple[int | None, int]:
    explain = run.book.provisions.get("execution.explain")
    rate = None if explain is None or not explain.enabled else int(explain.params["rate"] * 100)
    return rate, int(run.book.provision("grades.scale").params["grades"][0]["from"] * 100)


def _share(part: int, whole: int) -> int:
    return half_up(Fraction(int(part), int(whole)), 4)
