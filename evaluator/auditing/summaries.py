"""A summary (汇总表) beside the self-evaluations handed in with it: its figures, its projects, its total row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from evaluator.auditing import across_kinds as codes
from evaluator.auditing.recompute import Recomputed
from evaluator.auditing.totals import printed_grade, printed_sum
from rules.rulebook import Rulebook
from targets.kinds.finding import Finding
from targets.kinds.location import Location
from targets.model.amounts import in_points, in_wan, shown
from targets.model.form import Form
from targets.model.identity import normalised

_MONEY = {
    "initial": ("年初预算数", "opening budget"),
    "full_year": ("全年预算数", "full-year budget"),
    "executed": ("全年执行数", "amount executed"),
}
_SCORE, _GRADE = ("得分", "score"), ("等级", "grade")


def summary_findings(done: Recomputed, summaries: Sequence[Form]) -> Iterator[Finding]:
    """Findings where a summary differs from the forms, and on projects that stand in only one of the two.

    Projects are told by their printed names; a name that two forms of the year bear is compared with neither.
    """
    for summary in summaries:
        at = Location(file=summary.file, sheet=summary.at.sheet, page=summary.at.page)
        positions: dict[str, list[int]] = defaultdict(list)
        for position, form in enumerate(done.forms):
            same_year = summary.year is None or form.year is None or summary.year == form.year
            if form.kind.has_outcomes and form.project and same_year:
                positions[normalised(form.project)].append(position)
        listed = {normalised(name): name for name in summary.fund_rows}
        met = [name for name in listed if name in positions]
        for name in met:
            if len(positions[name]) == 1:
                values = summary.fund_rows[listed[name]]
                yield from _row(done, positions[name][0], summary, listed[name], values, at)
        if met:
            yield from _incomplete(done, positions, listed, at)
        yield from _totals(summary, at)


def _row(
    done: Recomputed, position: int, summary: Form, name: str, values: Mapping[str, str], at: Location
) -> Iterator[Finding]:
    form = done.forms[position]
    for column, (zh, en) in _MONEY.items():
        text, own = values.get(column, ""), form.execution.get(column, "")
        here, there = in_wan(text, summary.money_unit), in_wan(own, form.money_unit)
        if here is None or there is None:
            continue
        tolerance = max(_half_unit(text, summary.money_unit), _half_unit(own, form.money_unit))
        if abs(here - there) > tolerance:
            yield _differs(at, name, form, (zh, en), f"{shown(here)} 万元", f"{shown(there)} 万元", tolerance)
    worth = in_points(values.get("points"))
    score, total = in_points(values.get("score")), in_points(form.total_score)
    if total is None and (added := printed_sum(form, done.by_form[position])) is not None:
        total = added.total
    if score is not None and total is not None and worth in (None, 100):
        tolerance = Decimal(5).scaleb(-_decimals(values["score"]) - 1)
        if abs(score - total) > tolerance:
            yield _differs(at, name, form, _SCORE, values["score"], shown(total), tolerance)
    yield from _grades(done.book, form, name, values, at)


def _grades(book: Rulebook, form: Form, name: str, values: Mapping[str, str], at: Location) -> Iterator[Finding]:
    said, own = printed_grade(values.get("grade"), book), printed_grade(form.grade, book)
    if said is not None and own is not None and said != own:
        yield _differs(at, name, form, _GRADE, values["grade"], form.grade or "", Decimal(0))


def _differs(
    at: Location, name: str, form: Form, what: tuple[str, str], here: str, there: str, tolerance: Decimal
) -> Finding:
    return codes.SummaryDiffers.found(
        at,
        project=name,
        file=form.at.text("zh"),
        file_en=form.at.text("en"),
        what=what[0],
        what_en=what[1],
        printed=here,
        ours=there,
        tolerance=shown(tolerance),
    )


def _incomplete(
    done: Recomputed, positions: Mapping[str, Sequence[int]], listed: Mapping[str, str], at: Location
) -> Iterator[Finding]:
    """Projects without a form, and forms of the same departments without a row."""
    absent = [label for name, label in listed.items() if name not in positions]
    departments = {done.forms[p].department for name in listed for p in positions.get(name, ())}
    unlisted = [
        done.forms[own[0]].project or ""
        for name, own in positions.items()
        if name not in listed and done.forms[own[0]].department in departments
    ]
    for names, zh, en in (
        (absent, "没有收到自评表", "no self-evaluation was handed in"),
        (unlisted, "汇总表里没有列", "the summary does not list it"),
    ):
        if names:
            yield codes.SummaryIncomplete.found(at, projects="、".join(names), count=str(len(names)), why=zh, why_en=en)


def _totals(summary: Form, at: Location) -> Iterator[Finding]:
    """The total row against the rows above it, where every row has a figure and none is itself a subtotal."""
    rows = summary.fund_rows
    if any("计" in name[-1:] for name in rows):
        return
    for column, (zh, en) in _MONEY.items():
        texts = [values.get(column, "") for values in rows.values()]
        amounts = [in_wan(text, summary.money_unit) for text in texts]
        total = in_wan(summary.execution.get(column, ""), summary.money_unit)
        known = [amount for amount in amounts if amount is not None]
        if total is None or len(known) < len(amounts) or not known:
            continue
        added = sum(known, Decimal(0))
        tolerance = sum((_half_unit(text, summary.money_unit) for text in texts if _decimals(text) >= 2), Decimal(0))
        if abs(total - added) > tolerance:
            yield codes.SummaryTotalDiffers.found(
                at,
                what=zh,
                what_en=en,
                printed=shown(total),
                ours=shown(added),
                difference=format(total - added, "+f"),
                tolerance=shown(tolerance),
            )


def _decimals(text: str) -> int:
    return len("".join(sign for sign in text if sign.isdigit() or sign == ".").partition(".")[2])


def _half_unit(text: str, money_unit: str) -> Decimal:
    """Half of the last printed place, in 万元; nothing for whole numbers, which are taken to be exact."""
    decimals = _decimals(text)
    unit = in_wan("1", money_unit) or Decimal(1)
    return Decimal(5).scaleb(-decimals - 1) * unit if decimals else Decimal(0)
