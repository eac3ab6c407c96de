"""Figures of an outcome that answer its target: of its kind and measure, for each of what it divides by, within it."""

from __future__ import annotations

import re
from fractions import Fraction

from actuals.language.asked import MEASURED, Asked
from actuals.language.changes import PLACES, POINTS
from actuals.language.converting import GROWS, comparable, conversion, named_per
from actuals.language.measures import Sameness, counted_deed, is_result, other_grade, same_result, sameness
from actuals.language.sizes import bound_of, meets
from actuals.language.statement import Figure, Statement
from actuals.language.wholes import contrary
from actuals.language.words import Role
from targets.language.number import number
from targets.language.reading import ReadingKind

K = ReadingKind
R = Role


def roles_asked(asked: Asked) -> frozenset[Role]:
    """Roles that take nothing back: a difference where a change was asked for, an average of shares or times, what
    was begun where the text says how long it took."""
    of_change = {R.DIFFERENCE} if asked.changes or GROWS.search(asked.indicator) else set()
    each = asked.target.per or named_per(asked.indicator) or _MONTHLY_MEAN.search(asked.written)
    averaged = asked.share or asked.of_time or each or asked.target.unit in _SCORES
    took = asked.of_time and _TOOK.search(asked.written)
    return frozenset(of_change | ({R.AVERAGE} if averaged else set()) | ({R.BEGUN} if took else set()))


def fits(asked: Asked, figure: Figure) -> bool:
    """True if a figure is one of what was asked for: its unit converts and its measure is no other one."""
    reading, target = asked.reading(figure), asked.target
    if contrary(figure, asked.own) or _only_took_part(asked, figure) or other_grade(figure, asked.own):
        return False
    if target.kind is K.CHANGE and target.unit in PLACES and asked.changes:
        return reading.kind is K.RANK or reading.unit in PLACES
    if target.kind is K.RANK:
        return reading.kind is K.RANK or reading.unit in ("名", "位")
    if reading.kind is K.RANK or reading.kind not in MEASURED:
        return False
    if target.kind is K.RATIO and _A_RATIO.search(asked.written):
        return reading.kind is K.RATIO  # 教师120人，学生1680人，师生比1:14
    if asked.changes and reading.unit == "%" and target.unit in POINTS:
        return True
    if asked.share and reading.kind is K.RATIO and OF_A_WHOLE.search(figure.text):
        return number(reading.per or "") is not None
    if asked.share and target.kind is not K.CHANGE and reading.unit == "%":
        return sameness(figure, asked.own) in (Sameness.UNNAMED, Sameness.SAME, Sameness.LOOSE)
    if target.unit is None and not target.detail("name-unit"):
        return reading.unit != "%" or target.per is None
    if reading.unit is None:
        return target.kind is K.RATIO or reading.kind is not K.RATIO
    return comparable(reading, target)


def for_each_alike(asked: Asked, figure: Figure) -> bool:
    """True if a figure is for each of what the target, or the indicator's name, divides by."""
    reading = asked.reading(figure)
    if reading.per is None or figure.led(R.FROM):
        return False
    named = asked.target.per is None and reading.per == named_per(asked.indicator)
    return named or reading.canonical == asked.target.canonical


def held(asked: Asked, figure: Figure) -> bool:
    """True if the worst of several is within the target: 最长5天 for ≤5天, 最低92% for ≥90%."""
    reading = asked.reading(figure)
    worst = reading.high if asked.ceiling else reading.low
    rate = conversion(reading, asked.target)
    side = _LONGEST if asked.ceiling else _LEAST
    return (
        worst is not None
        and rate is not None
        and side.search(figure.label) is not None
        and meets(worst, rate, asked.target)
    )


def named_by_its_deed(asked: Asked, said: Statement) -> Figure | None:
    """The one count right behind the last word of the measure: 采购20台，已安装15台 for 设备安装台数."""
    verb, counts = counted_deed(asked.indicator), [f for f in said.figures if fits(asked, f)]
    if not verb or said.loose or len(counts) < len(("whole", "part")) or len(counts) < len(said.figures):
        return None
    named = [f for f in counts if re.search(rf"{verb}(?:了|完成|到位|共)?$", f.label) or _says(f, verb)]
    doubtful = any(word.roles & _DENIED for f in counts for word in (*f.before, *f.after))
    others = [f for f in counts if f not in named]
    if len(named) != 1 or doubtful or any(verb in f.label or not (f.label or f.after) for f in others):
        return None
    return named[0]


def _only_took_part(asked: Asked, figure: Figure) -> bool:
    """True if a count is of those who took part, and those with a result were asked for: 参训215人 for 取证人数."""
    result = counted_deed(asked.indicator)
    if not is_result(result) or set(result) & set(asked.written) or same_result(asked.indicator, asked.written):
        return False
    return any(word.roles & {R.BESIDES, R.OWN} for word in (*figure.before, *figure.after))


def completes(asked: Asked, figure: Figure, said: Statement) -> bool:
    """True if what is undone and what was done add up to the target: 已完成480户，剩余20户 of 500户."""
    rest, bound = asked.reading(figure), bound_of(asked.target)
    if figure.bracket or figure.led(R.PART) or rest.low is None or bound is None:
        return False
    rate = conversion(rest, asked.target)
    if rate is None:
        return False
    others = (asked.reading(f) for f in said.figures if f is not figure)
    return any(
        other.low is not None
        and (own := conversion(other, asked.target)) is not None
        and Fraction(other.low) * own + Fraction(rest.low) * rate == Fraction(bound)
        for other in others
    )


def _says(figure: Figure, verb: str) -> bool:
    """True if a verb stands right behind a figure: 11个完工."""
    return re.match(rf"(?:已经?|均|全部)*{verb}", "".join(word.text for word in figure.after)) is not None


_DENIED = frozenset({R.UNDONE, R.EXPECTED, R.BELOW, R.ABOUT, R.PAST, R.PART, R.MISSED, R.FROM, R.TO})
_MONTHLY_MEAN = re.compile("[月季周]均")
_LONGEST, _LEAST = re.compile("最[长高大多晚迟]"), re.compile("最[短低小少]")
_TOOK = re.compile("历时|用时|耗时|共用|费时")
_SCORES = ("分",)
"""Units of marks, of which an average is the outcome."""
_A_RATIO = re.compile(r"\d\s*[:比/]\s*\d")
OF_A_WHOLE = re.compile("/|分之")


"""Signs of a part of a whole: 44/45, 三分之一."""
