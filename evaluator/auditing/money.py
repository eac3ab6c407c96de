"""Money and execution of a self-evaluation: rate, score, a changed budget, money left over and good results."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from evaluator.auditing import claim_kinds as codes
from evaluator.auditing.others import Others, sentence
from evaluator.auditing.recompute import Recomputed, claims_something
from evaluator.auditing.roundings import explained
from evaluator.auditing.rows import decimal_text
from evaluator.figures import half_up
from evaluator.figures import points as as_points
from evaluator.verdict.kinds import BudgetChangeUnexplained, ExecutionLowUnexplained, ExecutionOver100
from targets.checks.money import top_level
from targets.kinds.finding import Finding, Severity
from targets.kinds.location import Location
from targets.language.nothing import says_nothing
from targets.model.amounts import in_points, in_wan, shown
from targets.model.form import Category, Form
from targets.model.identity import normalised

GAP = Decimal(5)
"""Points of 100 by which the indicators may do better than the money (5 is not more than 5)."""
UNSPENT = 1000
"""Hundredths of a percent below which next to nothing was spent."""
_MONEY_WORDS = re.compile(
    "预算|资金|经费|结余|结转|支付|拨付|拨款|调整|调减|调增|压减|追加|核减|执行率|尾款|未付|付款|节约|收回|统筹"
)
_CHANGE_WORDS = re.compile("预算.{0,6}调|调整|调减|调增|压减|追加|核减|压缩|增加预算|结转|收回|统筹|年中|下达")


@dataclass(frozen=True, slots=True)
class _Rate:
    """A printed rate: as text, as a share, and how many decimals of a percent it shows."""

    text: str
    share: Fraction
    decimals: int


class MoneyAudit:
    """The money of one form."""

    def __init__(self, done: Recomputed, position: int, others: Others) -> None:
        self._done, self._position, self._others = done, position, others
        self._form: Form = done.forms[position]
        self._at = self._form.money_place()
        self._total: Any = done.total_rows[position]
        stated = self._form.execution
        unit = self._form.money_unit
        self._initial = in_wan(stated.get("initial"), unit)
        self._full_year = in_wan(stated.get("full_year"), unit)
        self._executed = in_wan(stated.get("executed"), unit)
        money = partial(in_wan, money_unit=unit)
        self._read: dict[str, tuple[Callable[[str], object], str, str]] = {
            "initial": (money, "年初预算数", "the opening budget"),
            "full_year": (money, "全年预算数", "the full-year budget"),
            "executed": (money, "全年执行数", "the amount executed"),
            "points": (in_points, "预算执行率分值", "the points of execution"),
            "rate": (_printed_rate, "执行率", "the execution rate"),
            "score": (in_points, "预算执行率得分", "the score of execution"),
        }

    def findings(self) -> Iterator[Finding]:
        """All findings about the money of the form; nothing where it has no such lines."""
        if not self._form.execution:
            return
        yield from self._unreadable()
        yield from self._rates()
        if self._form.scored_by_rules:
            return
        yield from self._score()
        yield from self._over()
        yield from self._low()
        yield from self._changed()
        yield from self._results()

    def _unreadable(self) -> Iterator[Finding]:
        """Texts in the lines of money that are no numbers, so that nothing below looks at them."""
        for values, at, whose, whose_en in self._lines():
            for name, (read, where, where_en) in self._read.items():
                text = values.get(name)
                if claims_something(text) and read(text) is None:
                    yield codes.ClaimUnreadable.found(
                        at, indicator="预算执行率", printed=text, where=where + whose, where_en=where_en + whose_en
                    )

    def _lines(self) -> Iterator[tuple[Mapping[str, str], Location, str, str]]:
        """The total row, then the 其中 rows, each with its place and name."""
        yield self._form.execution, self._at, "", ""
        for label, values in self._form.fund_rows.items():
            name = normalised(label).removeprefix("其中").lstrip(":：")
            yield values, self._form.money_place(label), f"“{name}”", f" of “{name}”"

    # --- rate ---

    def _rates(self) -> Iterator[Finding]:
        """The total row, then the 其中 rows that print a rate."""
        for values, at, whose, whose_en in self._lines():
            yield from self._rate(values, whose, whose_en, at)

    def _rate(self, values: Any, where: str, where_en: str, at: Location) -> Iterator[Finding]:
        unit = self._form.money_unit
        rate = _printed_rate(values.get("rate", ""))
        budget, executed = in_wan(values.get("full_year"), unit), in_wan(values.get("executed"), unit)
        initial = in_wan(values.get("initial"), unit)
        if rate is None or executed is None or executed < 0:
            return
        basis = budget if budget is not None else initial
        if not basis or basis < 0 or _same_rate(rate, executed, basis):
            return
        right = Fraction(executed) / Fraction(basis)
        if right > 1 and rate.share == 1:
            return  # capped, as forms do; what is over 100 % is found by itself
        note = ("", "")
        if initial and _same_rate(rate, executed, initial):
            note = ("；以年初预算数为分母可得此数", "; it is the share of the opening budget")
        elif _cut(rate, right):
            note = ("；是截尾的结果", "; it was cut off instead of rounded")
        found = codes.ExecutionRateDiffers.found(
            at,
            where=where,
            where_en=where_en,
            printed=rate.text,
            ours=f"{as_points(half_up(right * 100))}%",
            formula=f"{shown(executed)} ÷ {shown(basis)}",
            explained=note[0],
            explained_en=note[1],
            tolerance=f"{shown(Decimal(5).scaleb(-rate.decimals - 1))}%",
        )
        yield found.with_severity(Severity.NOTE) if note[0] else found

    # --- score ---

    def _score(self) -> Iterator[Finding]:
        stated, total = self._form.execution, self._total
        text = stated.get("score", "")
        score, points = in_points(text), self._points()
        if score is None or points is None or not 0 < points < 100:
            return
        if score > points:
            yield codes.ScoreAbovePoints.found(self._at, indicator="预算执行率", printed=text, points=shown(points))
            return
        stated_rate = _printed_rate(stated.get("rate", ""))
        if stated_rate is not None and self._follows(stated_rate, text, score, points):
            return
        if total.execution_pending:
            if stated_rate is not None and total.rate < 0 and not (stated.get("executed") or "").strip():
                yield from self._differs(text, score, points, min(stated_rate.share, Fraction(1)), stated_rate.text)
            return
        if score * 100 == int(total.execution_score):
            return
        rate = Fraction(int(total.rate), 10_000)
        linear = self._done.book.provision("execution.rate").use == "linear"
        exact = min(rate, Fraction(1)) * Fraction(points) if linear else Fraction(int(total.execution_score), 100)
        how = explained(text, score, exact, points)
        if how is not None:
            found = codes.ScoreRoundedOddly.found(
                self._at,
                indicator="预算执行率",
                printed=text,
                exact=decimal_text(exact),
                ours=str(as_points(int(total.execution_score))),
                how=how.zh,
                how_en=how.en,
                formula=f"{shown(points)} × {as_points(int(total.rate))}%",
                formula_en=f"{shown(points)} × {as_points(int(total.rate))}%",
            )
            yield found.with_severity(Severity.NOTE) if how.harmless else found
            return
        yield from self._differs(text, score, points, rate, f"{as_points(int(total.rate))}%")

    def _points(self) -> Decimal | None:
        """The points of execution: printed, or what the printed points of the rows leave of 100 where the book gives
        just that."""
        printed = self._form.execution.get("points")
        if claims_something(printed):
            return in_points(printed)
        shares = self._done.scored.allocation
        whole = shares.deviation[self._position] == 0 and not shares.execution_inside[self._position]
        if not whole or self._position in self._done.assumed_points:
            return None
        return Decimal(int(shares.execution_points[self._position])) / 100

    def _differs(
        self, text: str, score: Decimal, points: Decimal, rate: Fraction, shown_rate: str
    ) -> Iterator[Finding]:
        """A score that follows neither from the money nor, where no money is stated, from the printed rate."""
        total = self._total
        pending = bool(total.execution_pending)
        ours = as_points(half_up(rate * Fraction(points)) if pending else int(total.execution_score))
        book = None if pending else self._others.explaining(lambda done: self._earned(done) == score * 100)
        zh, en = sentence(book)
        found = codes.ExecutionScoreDiffers.found(
            self._at,
            printed=text,
            rate=shown_rate,
            points=shown(points),
            ours=str(ours),
            rule=str(total.execution_provision if not pending else "execution.rate"),
            difference=shown(abs(score - ours)),
            explained=zh,
            explained_en=en,
            tolerance="0",
        )
        yield found if book is None else found.with_severity(Severity.NOTE)

    def _earned(self, done: Recomputed) -> int:
        row: Any = done.total_rows[self._position]
        return -1 if row.execution_pending else int(row.execution_score)

    def _follows(self, rate: _Rate, text: str, score: Decimal, points: Decimal) -> bool:
        """True where the score follows from the rate as printed: a wrong rate is found by itself, and only once."""
        share = min(rate.share, Fraction(1))
        exact = share * Fraction(points)
        banded = self._done.book.provision("execution.rate").use != "linear"
        right = int(self._total.rate) >= 0 and self._agrees(rate)
        if banded and (right or self._total.execution_pending):
            return False
        if Fraction(score) in (exact, Fraction(half_up(exact), 100)):
            return True
        return not right and not self._total.execution_pending and explained(text, score, exact, points) is not None

    def _agrees(self, rate: _Rate) -> bool:
        budget = self._full_year if self._full_year is not None else self._initial
        return bool(budget) and self._executed is not None and _same_rate(rate, self._executed, budget or Decimal(1))

    # --- the rest ---

    def _over(self) -> Iterator[Finding]:
        budget = self._full_year if self._full_year is not None else self._initial
        if self._total.unit_suspected:
            return  # said by itself: amounts in two units are no rate
        if budget and self._executed is not None and self._executed > budget > 0:
            yield ExecutionOver100.found(
                self._at,
                executed=shown(self._executed),
                budget=shown(budget),
                rate=f"{as_points(half_up(Fraction(self._executed) / Fraction(budget) * 100))}%",
                tolerance="0",
            )

    def _low(self) -> Iterator[Finding]:
        if self._total.execution_explain and not self._said(_MONEY_WORDS):
            yield ExecutionLowUnexplained.found(
                self._at,
                rate=f"{as_points(int(self._total.rate))}%",
                threshold=self._done.scored.execution_threshold,
            )

    def _changed(self) -> Iterator[Finding]:
        initial, full_year = self._initial, self._full_year
        if initial is None or full_year is None or initial == full_year or self._said(_CHANGE_WORDS):
            return
        if full_year - initial == self._carried_over():
            return
        yield BudgetChangeUnexplained.found(
            self._at,
            initial=shown(initial),
            full_year=shown(full_year),
            difference=format(full_year - initial, "+f"),
            tolerance="0",
        )

    def _carried_over(self) -> Decimal | None:
        """By how much the row of money carried over changed: that explains itself."""
        for label, values in top_level(self._form.fund_rows).items():
            if "结转" in label or "结余" in label:
                before = in_wan(values.get("initial"), self._form.money_unit) or Decimal(0)
                after = in_wan(values.get("full_year"), self._form.money_unit)
                return None if after is None else after - before
        return None

    def _said(self, words: re.Pattern[str]) -> bool:
        """True where the reason of the money line says anything, or any remark of the form speaks of these matters."""
        if not says_nothing(self._form.execution.get("reason")):
            return True
        if any(not says_nothing(values.get("reason")) for values in self._form.fund_rows.values()):
            return True
        remarks = [*self._form.remarks, *(row.reason or "" for row in self._form.rows), self._form.goal_outcome or ""]
        return any(words.search(text) for text in remarks)

    def _results(self) -> Iterator[Finding]:
        claims = self._done.by_form[self._position]
        score, points = in_points(self._form.execution.get("score")), in_points(self._form.execution.get("points"))
        if score is not None and points and score <= points <= 100:
            earned = [(c.score, c.points) for c in claims]
            known = [(s, p) for s, p in earned if s is not None and p is not None]
            worth = sum((p for _, p in known), Decimal(0))
            if known and len(known) == len(earned) and worth > 0:
                yield from self._gap(sum((s for s, _ in known), Decimal(0)), worth, score, points)
        outputs = [c for c in claims if c.row.category is Category.OUTPUT]
        rate = int(self._total.rate)
        if 0 <= rate < UNSPENT and outputs and all(c.met and not c.pending for c in outputs):
            yield codes.OutputMetMoneyUnspent.found(self._at, rate=f"{as_points(rate)}%", count=str(len(outputs)))

    def _gap(self, earned: Decimal, worth: Decimal, score: Decimal, points: Decimal) -> Iterator[Finding]:
        gap = (Fraction(earned) / Fraction(worth) - Fraction(score) / Fraction(points)) * 100
        if gap > Fraction(GAP):
            shares = [half_up(Fraction(a) / Fraction(b) * 100) for a, b in ((earned, worth), (score, points))]
            yield codes.MoneyUnspentResultsGood.found(
                self._at,
                indicators=f"{shown(earned)} ÷ {shown(worth)} = {as_points(shares[0])}%",
                execution=f"{shown(score)} ÷ {shown(points)} = {as_points(shares[1])}%",
                difference=str(as_points(half_up(gap))),
                tolerance="5",
            )


def _printed_rate(text: str) -> _Rate | None:
    """``86%``, ``89.7 %``, ``100.00`` or ``0.97`` as a share."""
    plain = normalised(text or "").replace("％", "%")
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(%?)", plain)
    if found is None:
        return None
    value, decimals = Decimal(found[1]), len(found[1].partition(".")[2])
    if not found[2] and value <= Decimal("1.5") and decimals >= 2:
        return _Rate(text.strip(), Fraction(value), decimals - 2)
    return _Rate(text.strip(), Fraction(value) / 100, decimals)


def _same_rate(rate: _Rate, executed: Decimal, budget: Decimal) -> bool:
    """True where the printed rate is this quotient, rounded half up to as many decimals as are printed."""
    percent = Fraction(executed) / Fraction(budget) * 100
    return Fraction(half_up(percent, rate.decimals), 10**rate.decimals) == rate.share * 100


def _cut(rate: _Rate, right: Fraction) -> bool:
    scale = 10**rate.decimals
    return Fraction((right * 100 * scale).__floor__(), scale) == rate.share * 100
