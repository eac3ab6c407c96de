"""The case of a target and the provision of the book that scores it.

Once per distinct target and name, not per row.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rules.rulebook import Provision, Rulebook
from targets.errors import InputError
from targets.language.printedrule import PrintedRule
from targets.language.quantity import counts_things
from targets.language.reading import Comparator, NoteName, Reading, ReadingKind
from targets.model.form import Category
from targets.model.measures import GROWTH, Better, measure_of

_PERCENT_SIGNS = ("%", "％", "百分比", "百分点", "个百分点")


class Case(IntEnum):
    """The case codes of the scoring columns (int8). The strict ones are scored by the provision of their neighbour."""

    UNSCORABLE = 0
    AT_LEAST = 1
    ABOVE = 2
    AT_MOST = 3
    BELOW = 4
    AT_MOST_ZERO = 5
    EXACTLY = 6
    EXACTLY_ZERO = 7
    RANGE = 8
    RANK = 9
    DEADLINE = 10
    BEFORE = 11
    QUALITATIVE = 12
    NOT_APPLICABLE = 13
    COMPOUND = 14
    PRINTED_RULE = 15

    @property
    def label(self) -> str:
        """The name as books and JSON write it: ``at-least``."""
        return _LABELS[self]

    @property
    def scored_as(self) -> str:
        """The case name under which a book settles it: ``above`` is settled with ``at-least``."""
        return _SCORED_AS[self]

    @property
    def strict(self) -> bool:
        """True where the bound itself does not meet the target."""
        return self in (Case.ABOVE, Case.BELOW, Case.BEFORE)

    @property
    def rewards_more(self) -> bool:
        """True where more is better, so that over-achievement can be spoken of."""
        return self in (Case.AT_LEAST, Case.ABOVE, Case.EXACTLY)

    @property
    def of_dates(self) -> bool:
        """True where bounds and outcome are days (ordinals), not numbers."""
        return self in (Case.DEADLINE, Case.BEFORE)


_LABELS = tuple(case.name.lower().replace("_", "-") for case in Case)
_SCORED_AS = tuple({"above": "at-least", "below": "at-most", "before": "deadline"}.get(name, name) for name in _LABELS)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChoice:
    """The case and the provision chosen for one target.

    ``provision`` is the key of the provision that scores it (``policy.unscorable`` where nothing can). ``bare`` says
    how a bare number was read (``ge``, ``le``, ``eq``; None if it was not bare) and ``bare_provision`` by which
    provision. ``reason`` names why a target cannot be scored: ``target-missing``, ``target-unreadable``,
    ``unit-inverted``, ``text-not-understood``, ``scoring-rule``, ``negative-target``, ``bound-missing``, ``compound``.
    ``rule``: the rule of points in the target's cell, where that is what scores the row.
    ``formula``: the name of the formula by which the provision lets an outcome be made of its inputs.
    ``direction_assumed``: a bare number is read as a floor although nothing says which way its measure is better.
    """

    case: Case
    provision: str
    bare: str | None = None
    bare_provision: str | None = None
    reason: str | None = None
    direction_assumed: bool = False
    rule: PrintedRule | None = None
    formula: str = ""

    @property
    def rule_points(self) -> int:
        """The hundredths of a point that the target's own rule prints for its full mark, -1 where it prints none."""
        return -1 if self.rule is None or self.rule.full is None else int(100 * self.rule.full)


def case_of(reading: Reading, *, name: str, level2: str, category: Category, book: Rulebook) -> CaseChoice:
    """The case of a target as read, under a book. InputError if two provisions by name meet in one indicator."""
    if reason := _unscorable(reading):
        return CaseChoice(case=Case.UNSCORABLE, provision="policy.unscorable", reason=reason)
    if reading.has("not-applicable"):
        return CaseChoice(case=Case.NOT_APPLICABLE, provision="policy.not-applicable")
    if reading.rule is not None:
        return _by_printed_rule(reading.rule, reading, name, category, book)
    if reading.kind is ReadingKind.COMPOUND:
        return CaseChoice(case=Case.COMPOUND, provision="policy.unscorable", reason="compound")
    bare, bare_provision = _bare(reading, name, level2, category, book)
    case = _case(reading, bare)
    if isinstance(case, str):
        return CaseChoice(case=Case.UNSCORABLE, provision="policy.unscorable", reason=case)
    chosen = _scoring(book, case.scored_as, name, category, reading)
    assumed = bare_provision is not None and _assumes(reading, name, book.provisions[bare_provision])
    return CaseChoice(
        case=case,
        provision=chosen.key,
        bare=bare,
        bare_provision=bare_provision,
        direction_assumed=assumed,
        formula=chosen.selectors["formula"] or "",
    )


def _by_printed_rule(rule: PrintedRule, reading: Reading, name: str, category: Category, book: Rulebook) -> CaseChoice:
    """A target whose cell prints its own rule of points: scored by that, where the book lets it; a full mark in words
    is held against the level of the outcome.
    """
    settled = "printed-wording" if rule.wording else "printed-rule"
    if not any(one.selectors["case"] == settled for one in book.enabled("score")):
        return CaseChoice(case=Case.UNSCORABLE, provision="policy.unscorable", reason="scoring-rule")
    chosen = _scoring(book, settled, name, category, reading)
    case = Case.QUALITATIVE if rule.wording else Case.PRINTED_RULE
    return CaseChoice(case=case, provision=chosen.key, rule=rule)


def _assumes(reading: Reading, name: str, bare: Provision) -> bool:
    """True if only the last provision makes a floor of a bare number, and neither its measure nor its unit does: an
    amount that is counted is promised as at least so much, a share or a time may be meant either way.
    """
    if bare.use != "at-least" or any(bare.selectors[key] for key in ("names", "levels", "categories")):
        return False
    if reading.unit == "%" and reading.low == _WHOLE:
        return False  # nothing can be promised to stay below all of it
    return measure_of(name) is None and not counts_things(reading.unit or reading.detail("name-unit"), reading.per)


_WHOLE = 100
_TO_BE_CONFIRMED = (NoteName.UNIT_INVERTED, NoteName.TEXT_NOT_UNDERSTOOD)
"""Doubts that keep a target from being scored until a person confirms how it was read."""


def _unscorable(reading: Reading) -> str | None:
    if reading.has("not-applicable"):
        return None
    if reading.kind is ReadingKind.MISSING:
        return "target-missing"
    if reading.kind is ReadingKind.UNREADABLE:
        return "target-unreadable"
    if reading.kind is ReadingKind.SCORING_RULE and reading.rule is None:
        return "scoring-rule"
    return next((doubt for doubt in _TO_BE_CONFIRMED if reading.has(doubt)), None)


def _case(reading: Reading, bare: str | None) -> Case | str:
    """The case, or why there is none."""
    low, high = reading.low, reading.high
    if reading.since is not None or reading.until is not None:
        if reading.until is None:
            return "bound-missing"
        return Case.BEFORE if reading.comparator is Comparator.LT else Case.DEADLINE
    if low is None and high is None:
        return Case.QUALITATIVE
    deviation = low is not None and high is not None and low == -high  # ±5%: the outcome is the size of a deviation
    if not deviation and any(bound is not None and bound < 0 for bound in (low, high)):
        return "negative-target"
    if reading.kind is ReadingKind.RANK:
        return Case.RANK if (high if high is not None else low) else "bound-missing"
    if reading.comparator is Comparator.BETWEEN or reading.kind is ReadingKind.RANGE:
        return Case.RANGE if low is not None and high is not None else "bound-missing"
    bound = high if low is None else low
    comparator = bare or reading.comparator.value
    if comparator in ("ge", "gt"):
        return Case.AT_LEAST if comparator == "ge" else Case.ABOVE
    if comparator in ("le", "lt"):
        if bound == 0 and comparator == "le":
            return Case.AT_MOST_ZERO
        return Case.AT_MOST if comparator == "le" else Case.BELOW
    if comparator == "eq":
        return Case.EXACTLY_ZERO if bound == 0 else Case.EXACTLY
    return "target-unreadable"


def _bare(
    reading: Reading, name: str, level2: str, category: Category, book: Rulebook
) -> tuple[str | None, str | None]:
    """The reading of a bare number and the provision it rests on: the first one, by ``order``, that fits."""
    unchanged = reading.kind is ReadingKind.CHANGE and reading.comparator is Comparator.EQ and reading.low == 0
    if reading.kind is ReadingKind.CHANGE and reading.comparator is Comparator.EQ and not unchanged:
        return _bare_growth(reading, name, book)
    if not (reading.has("bare-value") or unchanged) or reading.kind is ReadingKind.RANK:
        return None, None
    plain_name, plain_level = _plain(name), _plain(level2)
    for provision in sorted(book.enabled("bare"), key=lambda p: int(p.selectors["order"])):
        if provision.use == "as-named":
            if (said := reading.detail("name-says")) in ("ge", "gt", "le", "lt", "eq"):
                return said, provision.key
            continue
        if provision.use == "as-measured":
            measure = measure_of(name)
            if measure is not None and measure.better in _AS_BETTER:
                return _AS_BETTER[measure.better], provision.key
            continue
        if provision.use == "exactly-zero":
            if (reading.high if reading.low is None else reading.low) == 0 and not (
                unchanged or GROWTH.search(plain_name)
            ):
                return "eq", provision.key
            continue
        where = provision.selectors
        wanted = where["names"] or where["levels"] or where["categories"]
        fits = (
            not wanted
            or _any_in(where["names"], plain_name)
            or _any_in(where["levels"], plain_level)
            or category.value in where["categories"]
        )
        if fits and not _any_in(where["not_names"], plain_name):
            return {"at-least": "ge", "at-most": "le", "exactly": "eq"}[provision.use], provision.key
    return None, None


def _bare_growth(reading: Reading, name: str, book: Rulebook) -> tuple[str | None, str | None]:
    """A growth without a comparator: of what is better when less (会议费增长3%) it is a ceiling, of all else it is
    scored as it stands."""
    measured = next((provision.key for provision in book.enabled("bare") if provision.use == "as-measured"), None)
    measure = measure_of(name) if measured is not None and reading.detail("direction") == "up" else None
    return ("le", measured) if measure is not None and measure.better is Better.LESS else (None, None)


_AS_BETTER = {Better.LESS: "le", Better.EXACT: "eq"}
"""How a bare number of a measure is read; where more is better, the last provision says the same."""


def _scoring(book: Rulebook, case: str, name: str, category: Category, reading: Reading) -> Provision:
    """The most special provision for the case: by the indicator's name, then by its category, then the general one."""
    plain_name = _plain(name)
    found: list[tuple[int, Provision]] = []
    for provision in book.enabled("score"):
        where = provision.selectors
        if where["case"] != case or where["category"] not in (None, category.value):
            continue
        if where["names"] and not _any_in(where["names"], plain_name):
            continue
        if provision.params.get("on") == "percent" and (reading.unit or "").strip() not in _PERCENT_SIGNS:
            continue
        found.append((2 * bool(where["names"]) + bool(where["category"]), provision))
    best = max(rank for rank, _ in found)
    chosen = [provision for rank, provision in found if rank == best]
    if len(chosen) > 1:
        keys = ", ".join(provision.key for provision in chosen)
        raise InputError(
            f"办法 {book.id} 的条款 {keys} 都适用于指标“{name}”；请缩小其中一条的 names。",
            f"the provisions {keys} of rulebook {book.id} all fit the indicator {name!r}; narrow the names of one.",
        )
    return chosen[0]


@lru_cache(maxsize=1 << 14)
def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _any_in(words: Sequence[str], text: str) -> bool:
    return any(word in text for word in words)
