"""The fit of rulebooks to what forms print: points, execution, scores, cuts of levels in notes, the year."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from evaluator.auditing.others import Others
from evaluator.auditing.recompute import Recomputed, recompute
from evaluator.auditing.roundings import decimals
from evaluator.figures import half_up, points
from evaluator.verdict.scoring import printed_hundredths
from rules.bands import level_bands
from rules.loading import DEFAULT, load
from rules.points import FULL
from rules.rulebook import Rulebook
from rules.schema import CATEGORIES
from targets.kinds.location import Location
from targets.model.amounts import in_points, shown
from targets.model.form import Form

_NAMES = {
    "cost": ("成本", "cost"),
    "output": ("产出", "output"),
    "effect": ("效益", "effect"),
    "satisfaction": ("满意度", "satisfaction"),
    "other": ("其他", "other"),
}
_MOST_FOR_EXECUTION = 3000
"""Points that rows leave of 100 and that can be those of execution."""
_BAND = re.compile(r"(\d{1,3})%?(?:\((?:不?含)\d*%?\))?[-~—–－～至到]+(\d{1,3})%?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """One fact that a form prints beside what a book makes of it; ``of_score``: a printed score."""

    zh: str
    en: str
    printed: str
    ours: str
    at: Location
    of_score: bool = False

    @property
    def fits(self) -> bool:
        """True where the book says the same."""
        return self.printed == self.ours


@dataclass(frozen=True)
class Fit:
    """One book and the witnesses that speak for and against it."""

    book: Rulebook
    witnesses: tuple[Witness, ...]

    @cached_property
    def differing(self) -> tuple[Witness, ...]:
        """The facts of which the book says otherwise."""
        return tuple(one for one in self.witnesses if not one.fits)

    @property
    def balance(self) -> int:
        """The facts that speak for the book, less those against it."""
        return len(self.witnesses) - 2 * len(self.differing)

    @cached_property
    def scores(self) -> tuple[int, int]:
        """The numbers of printed scores that follow under the book, and of those that do not."""
        of_scores = [one.fits for one in self.witnesses if one.of_score]
        return sum(of_scores), len(of_scores) - sum(of_scores)


def suggested(forms: Sequence[Form]) -> tuple[Fit, ...]:
    """The shipped books that score in points, the best fitting first, the default before others that fit as well."""
    default = load(DEFAULT)
    others = Others(forms, default)
    fits = (fit(recompute(forms, default)), *(fit(others.under(book)) for book in others.books()))
    return tuple(sorted(fits, key=lambda one: (-one.balance, len(one.differing))))


def better(done: Recomputed, others: Others) -> tuple[Fit, Fit] | None:
    """The book in use and the shipped one under which the most more of the printed scores follow; None where none does
    better.
    """
    ours = fit(done)
    if not ours.scores[1]:
        return None
    theirs = (fit(others.under(book)) for book in others.books())
    best = max(theirs, key=lambda one: (one.scores[0] - one.scores[1], one.balance))
    more = best.scores[0] > ours.scores[0] and best.scores[1] < ours.scores[1]
    return (ours, best) if more else None


def fit(done: Recomputed) -> Fit:
    """The book of this recomputation with its witnesses, form by form."""
    return Fit(done.book, tuple(one for place in range(len(done.forms)) for one in _witnesses(done, place)))


def _witnesses(done: Recomputed, place: int) -> Iterator[Witness]:
    form = done.forms[place]
    if form.year is not None and done.book.in_force(form.year) is False:
        yield Witness(zh="年度", en="the year", printed=str(form.year), ours="—", at=form.at)
    yield from _points(done, place)
    if form.kind.has_outcomes and not form.scored_by_rules:
        yield from _execution(done, place)
        yield from _scores(done, place)
    yield from _levels(done, form)


def _points(done: Recomputed, place: int) -> Iterator[Witness]:
    """Points of execution and of the categories, where the form prints all of them."""
    form, sets = done.forms[place], done.scored.allocation
    wanted = done.book.provision(sets.provision_keys[sets.set_used[place]]).params
    lines = [line for line in range(len(done.lines)) if done.claims[line].form == place]
    worth, category = done.scored.table["points"].tolist(), done.lines.texts["category"].tolist()
    sums = dict.fromkeys(CATEGORIES, 0)
    for line in lines:
        sums[category[line]] += worth[line]
    whole = bool(sets.printed[place]) and not sums["other"]
    stated = printed_hundredths(form.execution.get("points", ""))
    rest = FULL - sum(sums.values())
    stated = int(sets.execution_points[place]) if 0 <= stated < FULL else -1
    execution = stated if stated >= 0 or not whole or rest > _MOST_FOR_EXECUTION else rest
    if execution >= 0:
        yield _worth("预算执行分值", "points of execution", execution, int(wanted["execution"] * 100), form)
    if not whole or execution != rest:
        return
    for pool in wanted["pools"]:
        here = sum(sums[name] for name in pool["categories"])
        zh, en = ("、".join(_NAMES[name][0] for name in pool["categories"]), " + ".join(pool["categories"]))
        if here:
            yield _worth(f"{zh}分值", f"points of {en}", here, int(pool["points"] * 100), form)


def _worth(zh: str, en: str, printed: int, ours: int, form: Form) -> Witness:
    return Witness(zh=zh, en=en, printed=shown(points(printed)), ours=shown(points(ours)), at=form.at)


def _execution(done: Recomputed, place: int) -> Iterator[Witness]:
    """The printed rate and the printed score of execution."""
    form, total = done.forms[place], done.total_rows[place]
    claimed = in_points(form.execution.get("score"))
    if claimed is None or total.execution_pending:
        return
    ours = points(total.execution_score)
    yield Witness(
        zh="预算执行得分",
        en="score of execution",
        printed=shown(claimed),
        ours=_at_same_places(form.execution["score"], claimed, Fraction(ours)),
        at=form.money_place(),
        of_score=True,
    )


def _scores(done: Recomputed, place: int) -> Iterator[Witness]:
    """The printed score of each row that the book can score."""
    for claim in done.by_form[place]:
        if claim.score is None or not claim.points or (claim.ours is None and not claim.outside):
            continue
        ours = "—" if claim.exact is None else _at_same_places(claim.row.score or "", claim.score, claim.exact)
        yield Witness(
            zh=claim.row.name,
            en=claim.row.name,
            printed=shown(claim.score),
            ours=ours,
            at=claim.row.at,
            of_score=True,
        )


def _at_same_places(text: str, claimed: Decimal, exact: Fraction) -> str:
    """An exact score in hundredths, or as printed where it rounds to that at the printed decimals."""
    places = decimals(text)
    rounds = places and Fraction(half_up(exact, places), 10**places) == Fraction(claimed)
    return shown(claimed if rounds else points(half_up(exact)))


def _levels(done: Recomputed, form: Form) -> Iterator[Witness]:
    """The cuts between levels that the notes of the form print (100%-80%（含）、80%-50%（含）、50%-0%)."""
    cuts = printed_cuts(form.remarks)
    if cuts is not None:
        best, middle, _ = level_bands(done.book)
        ours = f"{shown(best.low * 100)}/{shown(middle.low * 100)}"
        yield Witness(zh="定性分档", en="cuts of levels", printed=f"{cuts[0]}/{cuts[1]}", ours=ours, at=form.at)


def printed_cuts(remarks: Sequence[str]) -> tuple[int, int] | None:
    """The two cuts between three levels of points that a note prints, None where none does."""
    for remark in remarks:
        plain = "".join(unicodedata.normalize("NFKC", remark).split())
        bands = [(int(high), int(low)) for high, low in _BAND.findall(plain)]
        for one, two, three in zip(bands, bands[1:], bands[2:], strict=False):
            if one[0] == 100 and one[1] == two[0] and two[1] == three[0] and three[1] == 0:
                return one[1], two[1]
    return None
