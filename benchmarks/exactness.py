"""Tables against fractions: no hundredth, no grade and no rating may differ, on lines that sit on ties and edges.

Run: python -m benchmarks.exactness [LINES]
The reference is this file alone: numbers are made as fractions, scored as fractions by the sentences of the rulebook,
and only then printed as the texts that go through the tables. It takes nothing from the rules. Held against it are
scores exactly at half a hundredth, completions exactly at 1, 1.3, 2 and 3 times the target and at the steps of a
satisfaction scale and of rules printed in the targets' cells, each of these 1e-9 lower and higher, outcomes in other
units (factors such as 3/2000, 1/60, 10⁴), totals of forms at, above and one hundredth below 60, 80 and 90, and
budget-weighted means of departments on half hundredths. All data are invented.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd

CUTS = (("优", 9000), ("良", 8000), ("中", 6000))
EXECUTION = 1000
"""Points for execution in hundredths; the printed points of a form are the other 9000."""
BESIDE = Fraction(1, 10**9)
POINTS = (1, 50, 333, 475, 625, 750, 1000, 1250, 2000)
STEPS = ((Fraction(90), Fraction(1)), (Fraction(80), Fraction(4, 5)), (Fraction(60), Fraction(1, 2)))
LADDER = ((Fraction(3), Fraction(3, 10)), (Fraction(2), Fraction(1, 5)), (Fraction(13, 10), Fraction(1, 10)))
AROUND = ((1, Fraction(1)), (10, Fraction(3, 5)), (100, Fraction(1, 5)))
UNITS = {  # pairs of units of one kind, with the first in terms of the second
    ("人次", "人次"): Fraction(1),
    ("万元", "元"): Fraction(10_000),
    ("元", "万元"): Fraction(1, 10_000),
    ("亿元", "万元"): Fraction(10_000),
    ("平方米", "亩"): Fraction(3, 2000),
    ("亩", "平方米"): Fraction(2000, 3),
    ("分钟", "小时"): Fraction(1, 60),
    ("个月", "个季度"): Fraction(1, 3),
    ("天", "周"): Fraction(1, 7),
    ("公里", "米"): Fraction(1000),
}
EDGES_BOOK = """
id = "edges"
title = "检验用：启用分档扣减、满意度分档和反向线性计分"
title_en = "For this check: the ladder, the satisfaction steps and linear ceilings in use"
extends = "linear-reverse"

[[override]]
provision = "policy.over-achievement-ladder"
enabled = true
reason = "检验用"
reason_en = "for this check"

[[override]]
provision = "score.range"
use = "steps-around"
standing = "convention"
reason = "检验用"
reason_en = "for this check"
zh = "按偏离区间中点的幅度分档"
en = "by the distance from the middle of the range"

[override.params]
on = "outcome"
bands = [{ to = 1, share = 1 }, { to = 10, share = 0.6 }, { to = 100, share = 0.2 }]

[[override]]
provision = "score.satisfaction-steps"
enabled = true
reason = "检验用"
reason_en = "for this check"
"""


def half_up(value: Fraction) -> int:
    """The nearest whole number, a half up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def grade(total: int) -> str:
    """The grade of a total in hundredths."""
    return next((name for name, cut in CUTS if total >= cut), "差")


# ---- how a line is scored, as the books say it: A target, B outcome, the share of the points ------------------------


def at_least(a: Fraction, b: Fraction) -> Fraction:
    return Fraction(1) if b >= a else b / a


def at_most(a: Fraction, b: Fraction) -> Fraction:
    return Fraction(1) if b <= a else a / b


def linear_ceiling(a: Fraction, b: Fraction) -> Fraction:
    return Fraction(1) if b <= a else max(Fraction(0), 2 - b / a)


def within(low: Fraction, high: Fraction, b: Fraction) -> Fraction:
    return b / low if b < low else high / b if b > high else Fraction(1)


def laddered(a: Fraction, b: Fraction) -> Fraction:
    loss = next((taken for times, taken in LADDER if b >= times * a), Fraction(0))
    return at_least(a, b) * (1 - loss)


def satisfied(percent: Fraction) -> Fraction:
    return next((share for least, share in STEPS if percent >= least), Fraction(0))


@dataclass(frozen=True)
class Line:
    """Texts as in a table, points in hundredths, and the exact shares under the default book and ``EDGES_BOOK``."""

    kind: str
    target: str
    outcome: str
    points: int
    share: Fraction
    edged: Fraction
    level1: str = "产出指标"

    def score(self, edged: bool) -> int:
        """The score in hundredths, under the default book or the one with edges."""
        return half_up(self.points * (self.edged if edged else self.share))

    def is_tie(self) -> bool:
        """Whether the score lies exactly between two hundredths."""
        return (2 * self.points * self.share).denominator == 1 and (2 * self.points * self.share).numerator % 2 == 1


def printed(value: Fraction) -> str | None:
    """The number with at most 15 digits, None where it has more (or never ends)."""
    places = next((n for n in range(13) if (value * 10**n).denominator == 1), None)
    if places is None or value < 0:
        return None
    digits = str((value * 10**places).numerator)
    if len(digits) > 15:
        return None
    digits = digits.zfill(places + 1)
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def made(
    kind: str, target: str, b: Fraction, unit: str, points: int, share: Fraction, edged: Fraction
) -> Iterator[Line]:
    text = printed(b)
    if text is not None:
        yield Line(kind, target, f"{text}{unit}", points, share, edged)


def around(value: Fraction) -> tuple[Fraction, ...]:
    return value, value - BESIDE, value + BESIDE


def lines(choose: random.Random) -> Iterator[Line]:
    """Lines without end: of every kind in turn, on a tie, on an edge, or beside one."""
    kinds: tuple[Callable[[random.Random], Iterator[Line]], ...] = (
        *(_floors, _ceilings, _ranges, _ranks, _satisfaction),
        *(_printed_steps, _printed_marks),
    )
    while True:
        for kind in kinds:
            yield from kind(choose)


def _bound(choose: random.Random) -> Fraction:
    return Fraction(choose.choice((3, 7, 8, 9, 12, 16, 25, 48, 60, 90, 96, 160, 243, 375, 640, 1200))) * choose.choice(
        (Fraction(1), Fraction(1), Fraction(1, 10), Fraction(5, 4))
    )


def _floors(choose: random.Random) -> Iterator[Line]:
    (unit, stated), factor = choose.choice(list(UNITS.items()))
    a, points = _bound(choose), choose.choice(POINTS)
    sign = choose.choice(("≥", "≥", "＝", ">"))  # B = A misses > A by nothing: the ratio is 1
    tie = a * (2 * choose.randrange(points) + 1) / (2 * points)
    for b in (*around(tie), *around(a * choose.choice((1, Fraction(13, 10), 2, 3, Fraction(1, 3))))):
        if b * 100 <= a:
            continue  # a thousandth of the target in another unit, or a dot of thousands, is a doubt and not a score
        as_stated = b * factor
        target = f"{sign}{printed(a)}{unit}"
        yield from made("floor", target, as_stated, stated, points, at_least(a, b), laddered(a, b))


def _ceilings(choose: random.Random) -> Iterator[Line]:
    (unit, stated), factor = choose.choice(list(UNITS.items()))
    a, points = _bound(choose), choose.choice(POINTS)
    odd = choose.choice([n for n in (1, 3, 5, 9, 15, 25, 27, 75, 125, 625) if n < 2 * points])
    for b in (*around(2 * points * a / odd), *around(a * choose.choice((1, Fraction(3, 2), Fraction(5, 4), 2)))):
        if b >= 1000 * a:
            continue
        target = f"{choose.choice('≤<')}{printed(a)}{unit}"
        yield from made("ceiling", target, b * factor, stated, points, at_most(a, b), linear_ceiling(a, b))


def _ranges(choose: random.Random) -> Iterator[Line]:
    low, points = _bound(choose), choose.choice(POINTS)
    high = low * choose.choice((Fraction(5, 4), Fraction(2), Fraction(3)))
    tie = low * (2 * choose.randrange(points) + 1) / (2 * points)
    middle = (low + high) / 2
    off = middle + choose.choice((1, -1, 10, -10, 100))
    for b in (*around(tie), *around(low), *around(high), *around(4 * high), *around(off)):
        if b * 100 <= low:
            continue
        edged = next((share for reach, share in AROUND if abs(b - middle) <= reach), Fraction(0))
        share = within(low, high, b)
        yield from made("range", f"{printed(low)}-{printed(high)}人次", b, "人次", points, share, edged)


def _ranks(choose: random.Random) -> Iterator[Line]:
    a, b, points = choose.randint(1, 6), choose.choice((1, 2, 3, 4, 5, 6, 8, 12, 16, 24, 32)), choose.choice(POINTS)
    share = at_most(Fraction(a), Fraction(b))
    yield Line("rank", f"全省前{a}名", f"第{b}名", points, share, share)


def _satisfaction(choose: random.Random) -> Iterator[Line]:
    a, points = Fraction(choose.choice((80, 85, 90, 95))), choose.choice(POINTS)
    tie = a * (2 * choose.randrange(points) + 1) / (2 * points)
    for b in (*around(tie), *around(choose.choice((Fraction(60), Fraction(80), Fraction(90), a)))):
        if b * 5 <= a:
            continue  # 9.6% where 90% is promised may be a slipped point: a doubt
        for line in made("satisfaction", f"≥{printed(a)}%", b, "%", points, at_least(a, b), satisfied(b)):
            if b <= 100:
                yield Line(**{**vars(line), "level1": "满意度指标"})


def steps_off(full: Fraction, distance: Fraction, step: Fraction, loss: Fraction, begun: bool) -> Fraction:
    times = -((-distance) // step) if begun else distance // step
    return max(full - loss * times, Fraction(0)) / full


def _printed_steps(choose: random.Random) -> Iterator[Line]:
    """A rule with steps in the cell of the target: whole ones count where it is silent, begun ones where it says so."""
    a, points = Fraction(choose.choice((80, 90, 95, 100, 330))), choose.choice(POINTS)
    full = choose.choice((None, Fraction(2), Fraction(3), Fraction(10)))
    step, loss = (
        choose.choice((Fraction(1), Fraction(5), Fraction(1, 2))),
        choose.choice((Fraction(1, 10), Fraction(1, 3))),
    )
    loss = Fraction(round(loss * 1000), 1000)
    floor, begun = choose.random() < 0.6, choose.random() < 0.5
    unit = choose.choice(("%", "天"))
    earns = f"得{printed(full)}分" if full else "得满分"
    sign, way = ("≥", "低") if floor else ("≤", "高")
    rest = f"，不足{printed(step)}{unit}按{printed(step)}{unit}计算" if begun else ""
    target = f"{sign}{printed(a)}{unit}{earns}，每{way}{printed(step)}{unit}扣{printed(loss)}分{rest}"
    for times in choose.sample(range(12), 3):
        for b in around(a - times * step if floor else a + times * step):
            if unit == "%" and b > 100:
                continue
            distance = max(a - b if floor else b - a, Fraction(0))
            share = steps_off(full or Fraction(points, 100), distance, step, loss, begun)
            yield from made("printed steps", target, b, unit, points, share, share)


def _printed_marks(choose: random.Random) -> Iterator[Line]:
    """A rule with marks in the cell of the target."""
    points, full = choose.choice(POINTS), Fraction(choose.choice((3, 7, 10)))
    target = f"90%以上得{printed(full)}分；80%（含）-90%得2分；60%（含）-80%得1分；60%以下不得分"
    marks = ((Fraction(90), full), (Fraction(80), Fraction(2)), (Fraction(60), Fraction(1)))
    for b in around(choose.choice((Fraction(90), Fraction(80), Fraction(60), Fraction(100)))):
        share = next((earned for least, earned in marks if b >= least), Fraction(0)) / full
        if b <= 100:
            yield from made("printed marks", target, b, "%", points, share, share)


# ---- forms on the cuts of grades, departments on the cuts of means --------------------------------------------------


@dataclass
class Form:
    """Lines with points that add up to 9000 hundredths, money, and the department."""

    lines: list[Line]
    department: str
    budget: Fraction
    executed: Fraction

    def execution(self) -> int:
        """The score of execution in hundredths: the rate is rounded first."""
        rate = half_up(10_000 * self.executed / self.budget)
        return half_up(Fraction(EXECUTION * min(rate, 10_000), 10_000))

    def total(self, edged: bool) -> int:
        """Execution and lines in hundredths, at most 100 points."""
        return min(10_000, self.execution() + sum(line.score(edged) for line in self.lines))


@dataclass
class Sample:
    """Forms, and what is expected of them."""

    forms: list[Form] = field(default_factory=list)

    def frames(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """Targets, actuals and budgets as tables of the bulk interface."""
        rows = [(n, m, line) for n, form in enumerate(self.forms) for m, line in enumerate(form.lines)]
        keys = {"form": [n for n, _, _ in rows], "id": [m for _, m, _ in rows]}
        targets = pd.DataFrame(
            {
                **keys,
                "indicator": ["名次" if line.kind == "rank" else "工作事项" for *_, line in rows],
                "target": [line.target for *_, line in rows],
                "level1": [line.level1 for *_, line in rows],
                "points": [f"{line.points // 100}.{line.points % 100:02}" for *_, line in rows],
            }
        )
        budgets = pd.DataFrame(
            {
                "form": range(len(self.forms)),
                "department": [form.department for form in self.forms],
                "project": [f"项目{n}" for n in range(len(self.forms))],
                "full_year": [float(form.budget) for form in self.forms],
                "executed": [float(form.executed) for form in self.forms],
            }
        )
        return targets, pd.DataFrame({**keys, "outcome": [line.outcome for *_, line in rows]}), budgets

    def expected(self, edged: bool) -> dict[str, list[Any]]:
        """Every figure that the tables must give."""
        totals = [form.total(edged) for form in self.forms]
        departments = list(dict.fromkeys(form.department for form in self.forms))
        money = dict.fromkeys(departments, Fraction(0))
        weighted = dict.fromkeys(departments, Fraction(0))
        for form, total in zip(self.forms, totals, strict=True):
            money[form.department] += form.budget
            weighted[form.department] += form.budget * total
        means = [half_up(weighted[name] / money[name]) for name in departments]
        return {
            "scores": [line.score(edged) for form in self.forms for line in form.lines],
            "execution": [form.execution() for form in self.forms],
            "totals": totals,
            "grades": [grade(total) for total in totals],
            "ratings": means,
            "grades of departments": [grade(mean) for mean in means],
        }


def sample(rows: int, seed: int = 5) -> Sample:
    """About so many lines. The last line of a form is what brings its total to a cut of a grade, one hundredth below or
    above it, or one that rounds to these; departments have two or three projects of equal or simple budgets.
    """
    choose = random.Random(seed)
    source, made_so_far, found = lines(choose), 0, Sample()
    while made_so_far < rows:
        department = f"部门{len(found.forms):07}"
        budget = Fraction(choose.choice((2, 8, 100, 320, 1250, 99999)), choose.choice((1, 2, 8)))
        for _ in range(choose.choice((2, 2, 3))):
            form = _form(choose, source, department, budget * choose.choice((1, 1, 3)))
            found.forms.append(form)
            made_so_far += len(form.lines)
    return found


def _form(choose: random.Random, source: Iterator[Line], department: str, budget: Fraction) -> Form:
    taken: list[Line] = []
    left = 9000
    for line in source:
        if line.points < left - 3000:
            taken.append(line)
            left -= line.points
        if len(taken) == 9 or left < 3500:
            break
    rate = Fraction(choose.choice((100, 100, 97, 85)) * 1000 + choose.choice((0, 5, 45, 50, 55)), 100_000)
    executed = half_up(budget * rate * 10**6) / Fraction(10**6)
    form = Form(taken, department, budget, executed)
    wanted = choose.choice([cut + beside for _, cut in CUTS for beside in (-1, 0, 1)]) - form.total(False)
    if not 0 < wanted < left:
        wanted = choose.randrange(1, left)
    stated = wanted + choose.choice((Fraction(0), Fraction(-1, 2), Fraction(-1, 2) + BESIDE, Fraction(1, 2) - BESIDE))
    # of as many people as hundredths: the score is the outcome, rounded; the ladder takes nothing below the target
    target, shares = f"≥{left}人", at_least(Fraction(left), stated)
    taken += made("last", target, stated, "人", left, shares, shares)
    return form


# ---- both held against each other -----------------------------------------------------------------------------------


def found_in(run: Any) -> dict[str, list[Any]]:
    """What the tables say, as ``Sample.expected`` names it."""

    def hundredths(table: Any, column: str) -> list[int | None]:
        return [None if value is None else int(value * 100) for value in table.column(column).to_pylist()]

    forms, departments = run.table("forms"), run.ratings
    return {
        "scores": hundredths(run.table("indicators"), "score"),
        "execution": hundredths(forms, "execution_score"),
        "totals": hundredths(forms, "total_low"),
        "grades": forms.column("grade").to_pylist(),
        "ratings": hundredths(departments, "rating_low"),
        "grades of departments": departments.column("grade").to_pylist(),
    }


def differences(sample: Sample, run: Any, edged: bool) -> Mapping[str, list[str]]:
    """For each sort of figure the places at which the tables say something else."""
    every = [line for form in sample.forms for line in form.lines]
    found, expected, wrong = found_in(run), sample.expected(edged), {}
    for name, values in expected.items():
        assert len(values) == len(found[name]), name
        places = [n for n, (one, other) in enumerate(zip(values, found[name], strict=True)) if one != other]
        wrong[name] = [
            f"{found[name][n]} instead of {values[n]}" + (f": {every[n]}" if name == "scores" else f" at {n}")
            for n in places
        ]
    return wrong


def main() -> int:
    from evaluator.bulk.scoring import score_tables

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lines", nargs="?", type=int, default=1_000_000)
    given = parser.parse_args()
    taken = sample(given.lines)
    every = [line for form in taken.forms for line in form.lines]
    print(f"{len(every):,} lines, {len(taken.forms):,} forms: {dict(Counter(line.kind for line in every))}")
    print(f"{sum(line.is_tie() for line in every):,} ties; grades {dict(Counter(taken.expected(False)['grades']))}")
    worst = 0
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "edges.toml"
        book.write_text(EDGES_BOOK, encoding="utf-8")
        for edged, rules in ((False, None), (True, str(book))):
            begin = time.perf_counter()
            run = score_tables(*taken.frames(), rules=rules)
            wrong = differences(taken, run, edged)
            counts = ", ".join(f"{name} {len(places)}" for name, places in wrong.items())
            print(f"{run.book.id}: different {counts}; {time.perf_counter() - begin:.0f} s")
            for places in wrong.values():
                print(*places[:5], sep="\n", end="\n" if places else "")
                worst = worst or int(bool(places))
    return worst


if __name__ == "__main__":
    sys.exit(main())
