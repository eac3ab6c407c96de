"""Changes: how much went up or down, where an outcome says from what to what, or last year's figure and this one's."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from actuals.language.asked import Asked
from actuals.language.composed import quotient
from actuals.language.converting import SCOPES, conversion, wanted_unit
from actuals.language.statement import Figure, Statement
from actuals.language.words import Role
from actuals.outcome import OutcomeReading, unreadable
from targets.language.expression import read_target
from targets.language.reading import Note, ReadingKind

R = Role
PLACES = ("位", "名")
"""Units of a place in a ranking."""
POINTS = ("个百分点", "百分点")
"""Units of the difference of two percentages."""


def difference(asked: Asked, began: Figure, ended: Figure) -> OutcomeReading:
    """From A to B for a promised change: the difference, or its share of A where a share was promised."""
    target = asked.target
    if target.unit in PLACES and target.kind is ReadingKind.CHANGE:
        return _places_gained(asked, began, ended)
    first, last = asked.reading(began), read_target(ended.text)
    before, after = first.low, last.low if last.low is not None else last.high
    rate = conversion(replace(last, per=None), replace(first, per=None))
    if before is None or after is None or rate is None or rate != 1:
        return asked.doubt(began, ended)
    words = "".join(word.text for word in ended.before if R.TO in word.roles)
    if (after > before and _DOWN.search(words)) or (after < before and _UP.search(words)):
        return asked.doubt(began, ended)  # 由120件降至160件
    change = before - after if asked.falls else after - before
    shown = f"{max(before, after):f} - {min(before, after):f} = {abs(change):f}{last.unit or ''}"
    note = Note("outcome-computed", shown)
    points = target.unit in POINTS and last.unit == "%"
    if last.unit == "%" and not points:
        return unreadable(asked.text, "outcome-unreadable", f"{abs(change):f}个百分点?")
    if target.unit == "%" and before > 0:
        note = Note("outcome-computed", f"({shown}) ÷ {before:f} = {quotient(abs(change), before)}")
        return asked.made(change, Fraction(100) / Fraction(before), note)
    size = Fraction(1) if points else conversion(replace(last, per=None), replace(target, per=None))
    if size is None:
        return unreadable(asked.text, "outcome-unit-mismatch", f"{last.unit} / {wanted_unit(target) or '—'}")
    return asked.made(change, size, note)


_DOWN, _UP = re.compile("降|减|缩|压"), re.compile("升|增|提|扩")


def _places_gained(asked: Asked, began: Figure, ended: Figure) -> OutcomeReading:
    """由第48位提升至第45位 for 提升5位: three places, since a better place is a smaller number."""
    before, after = read_target(began.text).high, read_target(ended.text).high
    among = {scope for scope in SCOPES if scope in asked.text}
    inexact = re.search(r"前\s*\d|倒数", asked.text) is not None or len(among) > 1
    if before is None or after is None or inexact or asked.target.detail("direction") != "up":
        return asked.doubt(began, ended)
    return asked.made(
        before - after, Fraction(1), Note("outcome-computed", f"{before:f} - {after:f} = {before - after:f}")
    )


def from_year_to_year(asked: Asked, said: Statement) -> OutcomeReading | None:
    """上年320人，今年350人, 由2400万元增至2820万元 for a promised change: the difference, or its share."""
    if not asked.changes or len(said.figures) != 2:
        return None
    past = [f for f in said.figures if f.led(R.PAST, R.FROM)]
    now = [f for f in said.figures if not f.led(R.PAST, R.FROM, R.PLANNED, R.UNDONE, R.PART)]
    return difference(asked, past[0], now[0]) if len(past) == len(now) == 1 else None
