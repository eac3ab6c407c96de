"""Facts of one form of a run, in the words of the official forms: money, points, scores, totals, remarks.

All amounts are in 万元. What is still open reads 待定, an open total is a range. Official forms are in Chinese,
whatever the language of messages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from actuals.narratives import ACCEPTED, GOALS_DONE
from actuals.template import unit_shown
from evaluator.figures import points as as_points
from evaluator.figures import range_text
from evaluator.officialforms import drafts
from evaluator.officialforms.drafts import MARK
from evaluator.officialforms.funds import Fund, amount, number, parts_of, rate
from evaluator.officialforms.model import Number, Role, Value
from evaluator.run import Run
from evaluator.scorecards.scorecard import ILLUSTRATIVE_ZH
from evaluator.verdict.attainment import Attainment, attainment_of
from evaluator.verdict.conventions import convention_note
from evaluator.verdict.judgements import judgements_of
from targets.model.form import Form, Indicator, with_unit

PENDING = "待定"
DASH = "—"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One indicator as the form prints it, target and outcome with sign and unit; ``method`` says how the score came
    about.
    """

    indicator: Indicator
    level1: str
    level2: str
    name: str
    target: str
    actual: str
    points: Value
    score: Value
    reason: str
    method: str
    attainment: Attainment


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One form of a run. ``total_fund`` is the scored line of money, ``parts`` explain it; ``open`` counts what has no
    score yet; ``texts`` are the words of persons by heading, ``drafts`` those that follow from the figures.
    """

    form: Form
    year: str
    department: str
    project: str
    implementer: str
    total_fund: Fund
    parts: tuple[Fund, ...]
    by_opening: bool
    execution_points: Value
    execution_score: Value
    execution_reason: str
    goal: str
    lines: tuple[Line, ...]
    total_points: Value
    total: Value
    grade: str
    book: str
    illustrative: bool
    notes: tuple[str, ...]
    open: int = 0
    texts: Mapping[str, str] = field(default_factory=dict)
    goals_drafted: str = ""

    def told(self, heading: str, draft: str) -> tuple[Role, str]:
        """A narrative cell: the words of a person as a text, else the draft, which says that it is one."""
        said = self.texts.get(heading, "")
        if said == ACCEPTED:
            return Role.TEXT, draft
        if said or not draft:
            return Role.TEXT, said
        return Role.DRAFT, f"{MARK}{draft}"

    @property
    def name(self) -> str:
        """The name a person calls the form by."""
        return self.form.title

    @property
    def captions(self) -> tuple[str, ...]:
        """The year under the title, as the forms print it."""
        return (f"（{self.year}年度）",) if self.year else ()

    @property
    def marks(self) -> tuple[str, ...]:
        """The warning above the table of a form with invented outcomes."""
        return ("【示例数据，纯属虚构】",) if self.illustrative else ()


def points(hundredths: int) -> Value:
    """Points without idle zeros: 10, 2.28."""
    value = as_points(hundredths).normalize()
    return number(value if value.as_tuple().exponent < 0 else value.quantize(Decimal(1)))  # type: ignore[operator]


def score(hundredths: int) -> Value:
    """A score with two places, as scores are computed."""
    return Number(as_points(hundredths), 2)


def total_of(low: int, high: int) -> Value:
    """A total, or both ends of what it may become."""
    return score(low) if low == high else range_text(low, high, "zh")


def grade_of(total: Any) -> str:
    """The grade, or what it may become."""
    return str(total.grade or f"{PENDING}（{total.grade_low}—{total.grade_high}）")


def facts_of(run: Run, position: int) -> Facts:
    """Everything that the official form at ``position`` of the run needs."""
    return _facts(run, position, run.total_rows[position], run.lines_of_form(position))


def all_facts(run: Run) -> Iterator[Facts]:
    """The facts of every form in order."""
    for position in range(len(run.forms)):
        yield facts_of(run, position)


def _facts(run: Run, position: int, total: Any, rows: list[Any]) -> Facts:
    form = run.forms[position]
    lines = tuple(_line(run, form, row) for row in rows)
    full = int(total.execution_points) + sum(int(row.points) for row in rows)
    code = form.department_code
    by_opening = run.scored.by_opening_budget
    parts = tuple(parts_of(form, run.funds.get(position, {}), by_opening=by_opening))
    return Facts(
        form=form,
        year=str(form.year or ""),
        department=f"{code}-{form.department}" if code and form.department else form.department or "",
        project=form.project or "",
        implementer=form.implementer or "",
        total_fund=Fund(
            label="年度资金总额",
            initial=amount(total.initial) or amount(form.budget.get("total", ""), form.money_unit),
            full_year=amount(total.full_year),
            executed=amount(total.executed),
            rate=rate(total.rate),
        ),
        parts=parts,
        by_opening=by_opening,
        execution_points=points(total.execution_points),
        execution_score=PENDING if total.execution_pending else score(total.execution_score),
        execution_reason=total.execution_reason,
        goal=form.goal or "",
        open=sum(bool(row.pending) for row in rows) + bool(total.execution_pending),
        texts=({GOALS_DONE: form.goal_outcome} if form.goal_outcome else {}) | dict(run.texts.get(position, {})),
        goals_drafted=drafts.goals_done(
            rows, lines, executed=amount(total.executed), rate=rate(total.rate), reason=total.execution_reason
        ),
        lines=lines,
        total_points=points(full),
        total=total_of(total.total_low, total.total_high),
        grade=grade_of(total),
        book=run.book.title,
        illustrative=run.illustrative,
        notes=tuple(_notes(run, parts, rows, total)),
    )


def _line(run: Run, form: Form, row: Any) -> Line:
    indicator = form.rows[row.row]
    applies = bool(row.applicable)
    provision = run.book.provisions.get(row.provision)
    return Line(
        indicator=indicator,
        level1=row.level1,
        level2=row.level2,
        name=row.indicator,
        target=indicator.full_target,
        actual=_actual(row, indicator),
        points=points(row.points) if applies else DASH,
        score=DASH if not applies else PENDING if row.pending else score(row.score),
        reason=_reason(row),
        method=provision.text_zh if applies and provision else "不适用，不参评" if not applies else "",
        attainment=attainment_of(row),
    )


_BY_LEVEL = ("score.qualitative", "score.printed-wording", "policy.level-default", "policy.verbal-outcome")


def _actual(row: Any, indicator: Indicator) -> str:
    """The outcome as typed, a bare number in the unit that it was scored in; where a person chose the level beside it,
    the level stands before it, so that the form alone says what the score rests on.
    """
    if row.level and row.provision in _BY_LEVEL and row.level not in row.outcome:
        return f"{row.level}：{row.outcome}" if row.outcome else str(row.level)
    return with_unit(str(row.outcome), unit_shown(indicator.reading)) or str(row.level)


def _reason(row: Any) -> str:
    """The reason as typed, and behind it what a reviewer changed: the reader of the form must see why it is so."""
    changes = [one.sentence("zh") for one in judgements_of(row) if one.kind == "adjustment"]
    return "；".join(part for part in (row.reason, *changes) if part)


def _notes(run: Run, parts: Sequence[Fund], rows: list[Any], total: Any) -> list[str]:
    """Notes under the form: invented figures, open scores, chosen levels, conventions, the book."""
    notes = [ILLUSTRATIVE_ZH] if run.illustrative else []
    open_ = [row.indicator for row in rows if row.pending]
    if total.execution_pending:
        open_ = ["预算执行率", *open_]
    if open_:
        notes.append(f"待定 {len(open_)} 项，总分按最低与最高可能列为区间：{'；'.join(open_)}。")
    if total.execution_reason:
        notes.append(f"预算执行偏差原因：{total.execution_reason}")
    chosen = [
        f"{row.indicator}：{row.level}{f'，系数 {row.share}' if row.share else ''}"
        for row in rows
        if row.level and row.outcome and row.level not in row.outcome and row.applicable and row.score < row.points
    ]
    if chosen:
        notes.append(f"填报人所选的完成档次：{'；'.join(chosen)}。")
    deducted = [row.indicator for row in rows if row.deducted]
    if deducted:
        notes.append(f"由人扣分的指标：{'；'.join(deducted)}。")
    adjusted = [row.indicator for row in rows if row.adjusted]
    if adjusted:
        notes.append(f"由复核人调整得分的指标：{'；'.join(adjusted)}。")
    if any(part.initial and not (part.full_year and part.executed) for part in parts):
        notes.append("资金明细行的全年预算数和执行数没有提供的，由填报单位补填。")
    text = f"评分办法：{run.book.title}（{run.book.id}，版本 {run.book.version}）。"
    text += convention_note(rows, run.book, "zh").replace("。", "，见 report.html。")
    notes.append(text)
    return notes
