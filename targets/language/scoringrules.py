"""Rules of points printed in the cell of a target, read clause by clause: 90%以上得10分，每降5%扣1分.

A rule is understood only if each of its clauses is; of any other nothing is scored. What a clause promises (90%以上) is
read as a target of its own, by the grammar of targets.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from targets.language.printedrule import Counting, Mark, PrintedRule
from targets.language.reading import Comparator, Note, NoteName, Reading, ReadingKind

Read = Callable[[str], Reading]

_NUMBER = r"\d+(?:\.\d+)?"
_UNIT = r"[^\d,;。()扣减得计按不以<>≥≤=]{0,4}?"
_SCORES = r"(?:可得|得|计|给|记)"
_JOINED = re.compile(rf"(?:的|者)?[,:]?(?={_SCORES}(?:{_NUMBER}分|满分|全分)|不得分|不计分|不给分|扣{_NUMBER}分)")
_INCLUDED = re.compile(r"\((?:含|包含)\)(?=以上|以下|以内|及|-|~|至)|(?<=[以及])\((?:含|包含)\)")
_EARNS = re.compile(rf"(?P<what>.+?){_SCORES}(?:(?P<points>{_NUMBER})分|满分|全分)")
_NOTHING = re.compile(rf"(?P<what>.+?)(?:不得分|不计分|不给分|{_SCORES}0分|为?(?<![\d.])0分)")
_STEP = re.compile(
    r"(?P<under>.*?)每(?P<way>降低|下降|减少|少于|低于|降|低|少|减|差|超过|超出|高于|增加|高出|上升|延迟|延误|逾期|推迟|发生|出现|超|增|高|多|晚|有)"
    rf"(?:了|出)?(?:目标值|指标值)?(?P<step>{_NUMBER}|一)(?P<unit>{_UNIT})(?:扣减|扣除|扣|减)(?P<loss>{_NUMBER})分"
)
_MORE_IS_BETTER = frozenset(["降低", "下降", "减少", "少于", "低于", "降", "低", "少", "减", "差"])
_UNDER = re.compile(r"(?:未达到|未达标|未完成|否则|达不到)?的?")
_CONTEXT = re.compile(r"(?P<what>(?:低于|不足|少于|小于|未达到|达不到|超过|超出|高于|多于|大于).+?)(?:的|时)?")
_OVER_AGAIN = re.compile(r"(?:直至|直到)?扣完(?:本项|该项)?(?:分值|分)?为止|最低(?:得)?0分|扣至0分为止")
_COUNTS = re.compile(
    rf"不足(?P<part>{_NUMBER}|一)(?P<unit>{_UNIT})(?:的)?"
    rf"(?:按(?P<as>{_NUMBER}|一)(?P=unit)(?:计算?|扣分?)|(?P<none>不扣分?|不计))"
)
_RATIO = re.compile(
    r"(?:未达到?|未完成|低于|不足|否则)(?:目标值?|指标值?|标准)?(?:的|部分)?"
    r"按(?:完成|实际|相应)?(?:率|情况)?(?:的)?比例(?:得|计|给)分"
)
_ELSE = re.compile(r"(?:否则|未(?:达到|完成|达标)|其余|其他)")
_UNSAID = frozenset([NoteName.BARE_VALUE, NoteName.UNIT_MISSING, NoteName.ZERO_COUNT, NoteName.BOUNDS_INCLUDED])
"""Notes of a promise that leave no doubt here: the rule says which way is better."""
_POINTS = ("%", "个百分点", "百分点")


def rule_reading(text: str, said: str, read: Read) -> Reading:
    """The reading of a rule of points; without ``rule`` where not every clause of it was understood. ``said`` is the
    text in its one spelling, ``read`` the reader of targets.
    """
    plain = "".join(said.split())
    joined = _JOINED.sub("", _INCLUDED.sub("", plain))
    clauses = [clause for clause in re.split(r"[,;。、]", joined) if clause]
    found = _measured(clauses, read) or _in_words(clauses)
    if found is None:
        return Reading(text=text, kind=ReadingKind.SCORING_RULE)
    promise, rule = found
    return replace(promise, text=text, kind=ReadingKind.SCORING_RULE, parts=(promise,), rule=rule)


def _measured(clauses: list[str], read: Read) -> tuple[Reading, PrintedRule] | None:
    """A rule whose full mark is a figure."""
    reader = _Clauses(read)
    for clause in clauses:
        if not reader.take(clause):
            return None
    return reader.result()


class _Clauses:
    """The clauses of one rule, taken in order: the marks with their points, the step, what is left past them."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._marks: list[tuple[Reading, Decimal | None]] = []
        self._nothing: Reading | None = None
        self._else: Decimal | None = None
        self._context: Reading | None = None
        self._step: re.Match[str] | None = None
        self._counted: Counting | None = None
        self._ratio = False

    def take(self, clause: str) -> bool:
        """True if a clause was understood."""
        if _OVER_AGAIN.fullmatch(clause):
            return True
        if _RATIO.fullmatch(clause):
            first, self._ratio = not self._ratio, True
            return first
        if found := _COUNTS.fullmatch(clause):
            return self._counts(found)
        if found := _STEP.fullmatch(clause):
            return self._steps(found)
        if found := _NOTHING.fullmatch(clause):
            return self._earns_nothing(found["what"])
        if found := _EARNS.fullmatch(clause):
            return self._earns(found["what"], None if found["points"] is None else Decimal(found["points"]))
        if (found := _CONTEXT.fullmatch(clause)) and self._step is None and self._context is None:
            self._context = self._figure(found["what"])
            return self._context is not None
        return False

    def _counts(self, found: re.Match[str]) -> bool:
        if self._counted is not None:
            return False
        self._counted = Counting.COMPLETED if found["none"] else Counting.BEGUN
        return found["none"] is not None or _size(found["as"]) == _size(found["part"])

    def _steps(self, found: re.Match[str]) -> bool:
        if self._step is not None:
            return False
        self._step = found
        under = found["under"]
        names_the_measure = bool(self._marks) and self._marks[0][0].text.startswith(under)  # 合格率100%…合格率每降1%
        if names_the_measure or _UNDER.fullmatch(under):
            return True
        if self._context is not None or not (context := _CONTEXT.fullmatch(under)):
            return False
        self._context = self._figure(context["what"])
        return self._context is not None

    def _earns_nothing(self, what: str) -> bool:
        if self._nothing is not None or self._else is not None:
            return False
        if _ELSE.fullmatch(what):
            self._else = Decimal(0)
            return True
        self._nothing = self._figure(what)
        return self._nothing is not None

    def _earns(self, what: str, points: Decimal | None) -> bool:
        if _ELSE.fullmatch(what) and points is not None and self._marks and self._else is None:
            self._else = points
            return True
        mark = self._figure(what)
        if mark is None or (self._marks and points is None):
            return False
        self._marks.append((mark, points))
        return True

    def _figure(self, what: str) -> Reading | None:
        """The promise of a clause, None if it is no single figure or leaves a doubt."""
        reading = self._read(what)
        doubts = {note.name for note in reading.notes} - _UNSAID
        numbers = reading.low is not None or reading.high is not None
        plain = not reading.parts and not doubts and reading.since is None and reading.until is None
        return reading if numbers and plain and reading.kind is not ReadingKind.RANK else None

    def result(self) -> tuple[Reading, PrintedRule] | None:
        """The full mark as a target, and the rule; None where they do not go together."""
        first = self._first()
        if first is None:
            return None
        promise, full = first
        more = self._direction(promise)
        if more is None:
            return None
        promise = _as_bound(promise, more)
        strict = promise.comparator in (Comparator.GT, Comparator.LT)
        rule = PrintedRule(more=more, full=full, strict=strict)
        if self._step is not None:
            rule_or_none = self._with_steps(rule, promise)
        elif self._counted is not None or (self._context is not None and self._marks):
            rule_or_none = None
        else:
            rule_or_none = self._with_marks(rule, promise)
        return None if rule_or_none is None else (promise, rule_or_none)

    def _first(self) -> tuple[Reading, Decimal | None] | None:
        """The full mark with its points: printed, or the other side of what steps are taken off from (低于90%的…)."""
        if self._marks:
            return self._marks[0]
        if self._step is None or self._context is None:
            return None
        return _other_side(self._context), None

    def _direction(self, promise: Reading) -> bool | None:
        """True where more is better; None where the clauses do not agree, or none of them says."""
        said = set()
        if self._step is not None:
            said.add(self._step["way"] in _MORE_IS_BETTER)
        if promise.comparator in (Comparator.GE, Comparator.GT):
            said.add(True)
        if promise.comparator in (Comparator.LE, Comparator.LT):
            said.add(False)
        if self._nothing is not None:
            said.add(self._nothing.comparator in (Comparator.LE, Comparator.LT))
        bound = _bound(promise)
        said.update(bound > _bound(mark) for mark, _ in self._marks[1:])
        if not said and self._ratio:
            said.add(True)
        return said.pop() if len(said) == 1 else None

    def _with_steps(self, rule: PrintedRule, promise: Reading) -> PrintedRule | None:
        found = self._step
        assert found is not None  # noqa: S101  (only called then)
        if len(self._marks) > 1 or self._ratio or not _same_unit(promise.unit or "", found["unit"]):
            return None
        if self._else is not None:
            return None  # “otherwise nothing” beside steps: one of the two does not hold
        if self._context is not None and _bound(_other_side(self._context)) != _bound(promise):
            return None
        step, loss = _size(found["step"]), Decimal(found["loss"])
        if step == 0 or (rule.full is not None and loss > rule.full):
            return None
        rule = replace(rule, step=step, loss=loss, counted=self._counted)
        if self._nothing is None:
            return rule
        end = _as_bound(self._nothing, not rule.more)
        strict = end.comparator in (Comparator.LT, Comparator.GT)
        return replace(rule, nothing_past=_bound(end), nothing_strict=strict)

    def _with_marks(self, rule: PrintedRule, promise: Reading) -> PrintedRule | None:
        marks, last = [], promise
        for mark, points in self._marks[1:]:
            below = _next_mark(mark, last, rule.more)
            if points is None or below is None:
                return None
            marks.append((below, points))
            last = below
        rest = self._else
        if marks and _is_rest(self._marks[-1][0], rule.more):
            if rest is not None or self._nothing is not None:
                return None
            rest = marks.pop()[1]
            last = marks[-1][0] if marks else promise
        if self._nothing is not None:
            if rest is not None or _bound(self._nothing) != _bound(last):
                return None
            rest = Decimal(0)
        if self._ratio:
            return replace(rule, by_ratio=True) if rule.more and not marks and rest is None else None
        listed = tuple(
            Mark(_bound(mark), points, mark.comparator in (Comparator.GT, Comparator.LT)) for mark, points in marks
        )
        points_of = [rule.full, *(mark.points for mark in listed), *([] if rest is None else [rest])]
        falling = all(a is None or b is None or a > b for a, b in pairwise(points_of))
        return replace(rule, marks=listed, rest=rest) if falling else None


def _next_mark(mark: Reading, above: Reading, more: bool) -> Reading | None:
    """The next lower mark: its own bound, or the far end of a range that begins where the one above ends."""
    if mark.comparator is Comparator.BETWEEN:
        near, far = (mark.high, mark.low) if more else (mark.low, mark.high)
        if near != _bound(above) or far is None:
            return None
        return _as_bound(replace(mark, comparator=Comparator.EQ, low=far, high=far, notes=()), more)
    if _is_rest(mark, more):
        return mark if _bound(mark) == _bound(above) else None
    further = _bound(mark) < _bound(above) if more else _bound(mark) > _bound(above)
    return _as_bound(mark, more) if further else None


def _is_rest(mark: Reading, more: bool) -> bool:
    """True for 60%以下 where more is better: all that is past the mark above."""
    return mark.comparator in ((Comparator.LE, Comparator.LT) if more else (Comparator.GE, Comparator.GT))


def _as_bound(reading: Reading, more: bool) -> Reading:
    """A reading as a floor (``more``) or a ceiling; the sign of an inequality stays."""
    bound = _bound(reading)
    comparator = reading.comparator
    if comparator not in (Comparator.GE, Comparator.GT, Comparator.LE, Comparator.LT):
        comparator = Comparator.GE if more else Comparator.LE
    ends = (bound, None) if more else (None, bound)
    return replace(
        reading, kind=ReadingKind.THRESHOLD, comparator=comparator, low=ends[0], high=ends[1], notes=_kept(reading)
    )


def _other_side(reading: Reading) -> Reading:
    """低于90% is missed by what reaches 90 %: ≥ 90 %."""
    turned = {
        Comparator.LT: Comparator.GE,
        Comparator.LE: Comparator.GT,
        Comparator.GT: Comparator.LE,
        Comparator.GE: Comparator.LT,
    }
    return replace(reading, comparator=turned.get(reading.comparator, reading.comparator))


def _kept(reading: Reading) -> tuple[Note, ...]:
    return tuple(note for note in reading.notes if note.name == NoteName.UNIT_MISSING)


def _bound(reading: Reading) -> Decimal:
    bound = reading.high if reading.low is None else reading.low
    assert bound is not None  # noqa: S101  (only readings with figures come here)
    return bound


def _size(text: str) -> Decimal:
    return Decimal(1) if text == "一" else Decimal(text)


def _same_unit(bound: str, step: str) -> bool:
    """True if a step is in the unit of its bound: 5%, 5个百分点; 1天 for 330天; a bare step takes the bound's unit."""
    left, right = ("%" if unit in _POINTS else unit.removeprefix("个") for unit in (bound, step))
    return not right or left == right


# --- rules in words ---------------------------------------------------------------------------------------------------

_TAKES_OFF = re.compile(rf"[^\d]*扣{_NUMBER}分")
_TAKES_NOTHING = re.compile(r"[^\d]*(?:不得分|不计分|不给分|得0分)")
_NO_POINTS = re.compile(r"[^\d得]*")
_MORE_THAN_ONE = re.compile(r"每|加\d|奖励")


def _in_words(clauses: list[str]) -> tuple[Reading, PrintedRule] | None:
    """管理制度健全得2分: what is to be so earns the points; not so, nothing. Where points are taken off for single
    defects, which words cannot count, only the full mark is known.
    """
    first = next((place for place, clause in enumerate(clauses) if _EARNS.fullmatch(clause)), None)
    if first is None:
        return None
    condition = clauses[:first]  # 制度健全,管理规范得2分: the condition may have several parts
    found = _EARNS.fullmatch(",".join(clauses[: first + 1]))
    if found is None or re.search(r"\d", found["what"]) or _MORE_THAN_ONE.search(found["what"]):
        return None
    if any(test.fullmatch(clause) for clause in condition for test in (_TAKES_NOTHING, _TAKES_OFF)):
        return None
    rest: Decimal | None = Decimal(0)
    for clause in clauses[first + 1 :]:
        if _TAKES_NOTHING.fullmatch(clause) or _OVER_AGAIN.fullmatch(clause):
            continue
        if not _TAKES_OFF.fullmatch(clause) and not _NO_POINTS.fullmatch(clause):
            return None
        rest = None
    full = None if found["points"] is None else Decimal(found["points"])
    promise = Reading(text=found["what"], kind=ReadingKind.QUALITATIVE)
    return promise, PrintedRule(full=full, rest=rest, wording=True)
