"""Printed totals and grades: the sum of what is printed, and the grade of the printed total."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from evaluator.auditing import claim_kinds as codes
from evaluator.auditing.recompute import Claim, Recomputed, claims_something
from evaluator.auditing.roundings import decimals
from evaluator.figures import half_up
from evaluator.language import pick
from rules.grades import grade_names, grade_of
from rules.rulebook import Rulebook
from targets.kinds.finding import Finding, Severity
from targets.model.amounts import in_points, shown
from targets.model.form import Form
from targets.model.identity import normalised


def total_findings(done: Recomputed, position: int) -> Iterator[Finding]:
    """Findings on the total and the grade of one form; without a score in every row there is no sum."""
    form = done.forms[position]
    total = in_points(form.total_score)
    if total is None and claims_something(form.total_score):
        yield _unreadable(form, form.total_score, "总分", "the total")
    if printed_grade(form.grade, done.book) is None and claims_something(form.grade):
        yield _unreadable(form, form.grade, "等级", "the grade")
    if total is None:
        return
    yield from _sum(form, done.by_form[position], total)
    yield from _grade(done, form, total)


def _unreadable(form: Form, text: str, where: str, where_en: str) -> Finding:
    return codes.ClaimUnreadable.found(form.at, indicator=where, printed=text, where=where, where_en=where_en)


@dataclass(frozen=True, slots=True)
class PrintedSum:
    """The printed scores of a form added up: of its indicators, and of execution where that is counted apart."""

    indicators: Decimal
    execution: Decimal | None = None

    @property
    def total(self) -> Decimal:
        """The total that follows."""
        return self.indicators + (self.execution or Decimal(0))

    def formula(self, lang: str) -> str:
        """The sum as a person writes it: 执行 9.5 + 指标 88."""
        parts = [("执行", "execution", self.execution), ("指标", "indicators", self.indicators)]
        return " + ".join(f"{pick(lang, zh, en)} {shown(part)}" for zh, en, part in parts if part is not None)


def printed_sum(form: Form, claims: tuple[Claim, ...]) -> PrintedSum | None:
    """The printed scores added up; None where a score is missing that should be there."""
    scores = [claim.score for claim in claims]
    known = [score for score in scores if score is not None]
    if not known or len(known) < len(scores):
        return None
    indicators = sum(known, Decimal(0))
    execution = in_points(form.execution.get("score"))
    if execution is None:
        worth = [claim.points for claim in claims]
        if in_points(form.execution.get("points")) is not None:
            return None
        full = None not in worth and sum((p for p in worth if p is not None), Decimal(0)) == 100
        return PrintedSum(indicators) if full else None
    worth = [claim.points for claim in claims]
    if None not in worth and sum((p for p in worth if p is not None), Decimal(0)) == 100:
        return None  # the rows alone are worth 100: whether execution counts is not known
    return PrintedSum(indicators, execution)


def _sum(form: Form, claims: tuple[Claim, ...], total: Decimal) -> Iterator[Finding]:
    added = printed_sum(form, claims)
    if added is None or added.total == total:
        return
    ours = added.total
    figures = {
        "printed": form.total_score or "",
        "ours": shown(ours),
        "formula": added.formula("zh"),
        "formula_en": added.formula("en"),
    }
    places = decimals(form.total_score or "")
    if Fraction(half_up(Fraction(ours), places), 10**places) != Fraction(total):
        yield codes.TotalDiffers.found(form.at, **figures, difference=format(total - ours, "+f"), tolerance="0")
        return
    how = (f"四舍五入到 {places} 位小数", f"rounded to {places} decimals")
    how = how if places else ("四舍五入到整数分", "rounded to whole points")
    found = codes.ScoreRoundedOddly.found(
        form.at, indicator="总分", exact=shown(ours), how=how[0], how_en=how[1], **figures
    )
    yield found.with_severity(Severity.NOTE) if places else found


def printed_grade(text: str | None, book: Rulebook) -> str | None:
    """The book's grade that a printed one means (``优``, ``优秀``, ``优等``); None where it means none."""
    printed = normalised(text or "")
    said = [name for name in grade_names(book) if printed in (name, f"{name}秀", f"{name}好", f"{name}等", f"{name}级")]
    return said[0] if len(said) == 1 else None


def _grade(done: Recomputed, form: Form, total: Decimal) -> Iterator[Finding]:
    said = printed_grade(form.grade, done.book)
    if said is None or not 0 <= total <= 100:
        return
    ours = grade_of(int(total * 100), done.book)
    if ours != said:
        yield codes.GradeDiffers.found(form.at, printed=form.grade or "", ours=ours, total=form.total_score or "")
