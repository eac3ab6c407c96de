"""Facts of one form of a run for its report: what conditions ask and sentences print, and the lists they go through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from evaluator.figures import amount, completion_text, percent
from evaluator.figures import points as as_points
from evaluator.officialforms.facts import Facts as FormFacts
from evaluator.officialforms.facts import Line, facts_of
from evaluator.officialforms.model import shown
from evaluator.reports.conditions import Fact
from evaluator.run import Run
from evaluator.verdict.attainment import Attainment

Items = Mapping[str, Sequence[Mapping[str, Fact]]]
UNKNOWN = Fact(None)


def number(value: Decimal | int | None, text: str = "") -> Fact:
    """A number as a fact, printed plainly unless ``text`` says how."""
    if value is None:
        return UNKNOWN
    value = Decimal(value)
    return Fact(value, text or format(value, "f"))


def words(text: str | None) -> Fact:
    """A text as a fact; nothing known where it is empty."""
    return Fact(text or None, text or "")


def truth(value: bool) -> Fact:
    """A statement that holds or does not."""
    return Fact(bool(value))


def form_facts(run: Run, position: int) -> tuple[dict[str, Fact], dict[str, Sequence[Mapping[str, Fact]]]]:
    """The facts of the form at ``position``, and its lists: ``categories``, ``lines`` and those by attainment."""
    form, total, facts = run.forms[position], run.total_rows[position], facts_of(run, position)
    rows = run.lines_of_form(position)
    typed = {name: str(getattr(total, name)) for name in ("initial", "full_year", "executed")}
    initial, full_year, executed = (amount(text) for text in typed.values())
    base = "initial" if facts.by_opening else "full_year"
    change = None if initial is None or full_year is None else full_year - initial
    rate = Decimal(int(total.rate)).scaleb(-2) if total.rate >= 0 else None
    by = {way: [line for line in facts.lines if line.attainment is way] for way in Attainment}
    applied = [line for line in facts.lines if line.attainment is not Attainment.LEFT_OUT]
    evidence = sum(bool(row.evidence) for row in rows if row.applicable)
    open_ = facts.open
    lost = None if total.execution_pending else as_points(int(total.execution_points) - int(total.execution_score))
    lines = [_line(line, row) for line, row in zip(facts.lines, rows, strict=True)]
    ways = [line.attainment for line in facts.lines]
    found: dict[str, Fact] = {
        "title": words(form.title),
        "year": words(facts.year),
        "department": words(form.department),
        "code": words(form.department_code),
        "implementer": words(facts.implementer),
        "goal": words(facts.goal),
        "initial": number(initial),
        "full_year": number(full_year),
        "executed": number(executed),
        "change": number(change),
        "change_size": number(None if change is None else abs(change)),
        "change_blank": truth(not typed["initial"].strip() or not typed["full_year"].strip()),
        "base_name": words("年初预算数" if facts.by_opening else "全年预算数"),
        "base": number(initial if facts.by_opening else full_year, typed[base]),
        "base_typed": words(typed[base]),
        "executed_typed": words(typed["executed"]),
        "rate_blank": truth(not typed[base].strip() or not typed["executed"].strip()),
        "unit_suspected": truth(bool(total.unit_suspected)),
        "rate": number(rate, percent(int(total.rate))),
        "rate_asked": number(Decimal(run.scored.execution_threshold.rstrip("%")), run.scored.execution_threshold),
        "execution_points": number(as_points(total.execution_points), shown(facts.execution_points)),
        "execution_score": number(
            None if total.execution_pending else as_points(total.execution_score), shown(facts.execution_score)
        ),
        "execution_lost": number(lost),
        "execution_reason": words(facts.execution_reason),
        "indicators": number(len(applied)),
        "left_out": number(len(by[Attainment.LEFT_OUT])),
        "met": number(len(by[Attainment.MET]) + len(by[Attainment.OVER])),
        "over": number(len(by[Attainment.OVER])),
        "over_from": words(run.scored.explanation_threshold),
        "missed": number(len(by[Attainment.MISSED])),
        "deducted": number(len(by[Attainment.DEDUCTED])),
        "lost": number(len(by[Attainment.MISSED]) + len(by[Attainment.DEDUCTED])),
        "lost_points": number(as_points(sum(int(r.points - r.score) for r in rows if r.applicable and not r.pending))),
        "pending": number(len(by[Attainment.PENDING])),
        "open": number(open_),
        "evidence": number(evidence),
        "evidence_missing": number(len(applied) - evidence),
        "total_points": words(shown(facts.total_points)),
        "total": words(shown(facts.total)),
        "total_low": number(as_points(total.total_low)),
        "total_high": number(as_points(total.total_high)),
        "grade": words(str(total.grade or "")),
        "grade_low": words(str(total.grade_low or "")),
        "grade_high": words(str(total.grade_high or "")),
        "closed": truth(not open_ and total.total_low == total.total_high),
        "book": words(run.book.title),
        "book_version": words(run.book.version),
        "illustrative": truth(run.illustrative),
    }
    by_way = list(zip(lines, ways, strict=True))
    losing = (Attainment.MISSED, Attainment.DEDUCTED)
    lists: dict[str, Sequence[Mapping[str, Fact]]] = {
        "lines": lines,
        "categories": _categories(facts, rows),
        "scores": [_execution(found), *_categories(facts, rows), _total(found)],
        "over": [line for line, way in by_way if way is Attainment.OVER],
        "lost": [line for line, way in by_way if way in losing],
        "pending": [line for line, way in by_way if way is Attainment.PENDING],
        "evidence": [line for line in lines if line["applies"].value],
        "funds": [_fund(fund) for fund in (facts.total_fund, *facts.parts)],
    }
    return found, lists


def _line(line: Line, row: Any) -> dict[str, Fact]:
    scored = row.applicable and not row.pending
    return {
        "name": words(line.name),
        "level1": words(line.level1),
        "level2": words(line.level2),
        "target": words(line.target),
        "actual": words(line.actual or "未填报实际完成值"),
        "completion": words(completion_text(row.completion)),
        "points": words(shown(line.points)),
        "score": words(shown(line.score)),
        "lost": words(str(as_points(int(row.points - row.score))) if scored else ""),
        "reason": words(line.reason),
        "evidence": words(row.evidence),
        "applies": truth(bool(row.applicable)),
        "attainment": words(_SAID[line.attainment]),
    }


_SAID = {
    Attainment.MET: "达到目标值",
    Attainment.OVER: "超过目标值",
    Attainment.MISSED: "未达到目标值",
    Attainment.DEDUCTED: "达到目标值但扣分",
    Attainment.PENDING: "待定",
    Attainment.LEFT_OUT: "不适用",
}


def _categories(facts: FormFacts, rows: Sequence[Any]) -> list[dict[str, Fact]]:
    """The level-1 categories in the order of the form: how many lines stand how, points, score and its rate."""
    by_level: dict[str, list[tuple[Line, Any]]] = {}
    for line, row in zip(facts.lines, rows, strict=True):
        if row.applicable:
            by_level.setdefault(line.level1, []).append((line, row))
    made = []
    for level, pairs in by_level.items():
        ways = [line.attainment for line, _ in pairs]
        full = sum(int(row.points) for _, row in pairs)
        low = sum(int(row.score) for _, row in pairs if not row.pending)
        pending = ways.count(Attainment.PENDING)
        rate = Decimal(low * 100) / full if full and not pending else None
        made.append(
            {
                "name": words(level or "绩效指标"),
                "count": number(len(pairs)),
                "points": number(as_points(full)),
                "score": number(None if pending else as_points(low), str(as_points(low))),
                "score_text": words("待定" if pending else str(as_points(low))),
                "rate": number(rate, "" if rate is None else f"{rate:.2f}%"),
                "met": number(ways.count(Attainment.MET) + ways.count(Attainment.OVER)),
                "over": number(ways.count(Attainment.OVER)),
                "missed": number(ways.count(Attainment.MISSED)),
                "deducted": number(ways.count(Attainment.DEDUCTED)),
                "pending": number(pending),
            }
        )
    return made


def _execution(found: Mapping[str, Fact]) -> dict[str, Fact]:
    """The row of the execution in the table of scores."""
    score, points = found["execution_score"].value, found["execution_points"].value
    rate = score * 100 / points if isinstance(score, Decimal) and isinstance(points, Decimal) and points else None
    return {
        "name": words("预算执行率"),
        "count": UNKNOWN,
        "points": found["execution_points"],
        "score_text": words(found["execution_score"].text or "待定"),
        "rate": number(rate, "" if rate is None else f"{rate:.2f}%"),
    }


def _total(found: Mapping[str, Fact]) -> dict[str, Fact]:
    """The last row of the table of scores; an open total is a range and has no rate."""
    return {
        "name": words("合计"),
        "count": found["indicators"],
        "points": found["total_points"],
        "score_text": found["total"],
        "rate": UNKNOWN,
    }


def _fund(fund: Any) -> dict[str, Fact]:
    return {
        "name": words(fund.label),
        **{name: words(shown(getattr(fund, name))) for name in ("initial", "full_year", "executed", "rate")},
    }
