"""The figure of an outcome against a target that asks for one: taken apart, weighed, and only then converted."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from actuals.language.composed import in_one, quotient
from actuals.language.conditions import unmet
from actuals.language.converting import GROWS, SCOPES, comparable, conversion, on_the_other_side, valued, wanted_unit
from actuals.language.levels import DONE_IN_PERCENT, level_of, repeats
from actuals.language.measures import Sameness, sameness
from actuals.language.sizes import bound_of, downwards, meets, meets_exactly, times
from actuals.language.statement import Figure, Statement, statement_of
from actuals.language.weighing import NEWLY, Chosen, Doubtful, contrary, pointed, weigh
from actuals.language.words import GRAVE, NOT_REACHED, Role, own_words
from actuals.outcome import Level, OutcomeKind, OutcomeReading, at_level, unreadable
from targets.language.expression import read_target
from targets.language.interpretation import split_column
from targets.language.number import decimal_of, decimal_places, number
from targets.language.quantity import DIMENSIONS_OF_TIME, canonical_unit, lookup
from targets.language.reading import Note, Reading, ReadingKind
from targets.language.tokens import plain
from targets.model.measures import better_less

K = ReadingKind
R = Role
MEASURED = frozenset(
    {K.THRESHOLD, K.EQUALITY, K.RANGE, K.RANK, K.RATIO, K.RATE_PER_PERIOD, K.DURATION, K.FREQUENCY, K.CHANGE}
)
"""Kinds of readings that hold a number."""
_ALONE = re.compile(r"\s*[≥≤<>=]?\s*\d[\d,]*(?:\.\d+)?\s*(?P<unit>[^\d\s,;。()]{0,8})\s*")


def read_quantity(text: str, target: Reading, indicator: str) -> OutcomeReading:
    """The figure that was reached, in a unit that converts to the target's."""
    if (alone := _ALONE.fullmatch(text)) and _is_unit(alone["unit"]):
        return _conditioned(_alone(text, read_target(text), target, indicator), target)
    if target.unit != "%" and DONE_IN_PERCENT.fullmatch(text):
        return at_level(text, Level.MET, Note("outcome-not-quantified", "100%"))
    return _conditioned(_Reader(text, target, indicator).read(), target)


@lru_cache(maxsize=4096)
def _is_unit(spelling: str) -> bool:
    """True if nothing else stands behind a number: 人, 元/户."""
    return not spelling or canonical_unit(*split_column(spelling)) is not None


def _conditioned(found: OutcomeReading, target: Reading) -> OutcomeReading:
    """The outcome read, unless the target has a second condition that the text does not answer."""
    if found.kind is OutcomeKind.QUANTITY and (condition := unmet(found.text, target)):
        return unreadable(found.text, "outcome-unreadable", f"{condition}?")
    return found


def _alone(text: str, reading: Reading, target: Reading, indicator: str) -> OutcomeReading:
    """A reading of one figure with nothing left over."""
    if on_the_other_side(reading, target):
        return unreadable(text, "outcome-unreadable", reading.comparator.value)
    if reading.low is not None and reading.high is not None and reading.low != reading.high:
        return unreadable(text, "outcome-unreadable", f"{reading.low:f}..{reading.high:f}")
    value = reading.low if reading.low is not None else reading.high
    if value is None or reading.kind not in MEASURED or reading.parts:
        detail = reading.detail("target-unreadable")
        return unreadable(text, "outcome-unreadable", f"{detail}?" if detail else reading.kind.value)
    return valued(text, value, reading, target, indicator)


class _Reader:
    """One outcome while it is read."""

    def __init__(self, text: str, target: Reading, indicator: str) -> None:
        self.text, self.target, self.indicator = text, target, indicator
        self.own = own_words(target.text, plain(indicator))
        wanted = lookup(target.unit) if target.unit else None
        self.of_time = wanted is not None and wanted.dimension in DIMENSIONS_OF_TIME
        self.changes = target.kind is K.CHANGE or _NEW.search(target.text) is not None
        self.ceiling = downwards(target) or (target.has("bare-value") and better_less(indicator))
        self.share = wanted is not None and wanted.dimension == "[share]" and target.per is None
        self.written, self.sums = in_one(text, of_time=self.of_time)

    def read(self) -> OutcomeReading:
        """The outcome as understood."""
        said = statement_of(self.written, self.own, asked=self._asked())
        if not said.figures:
            return self._in_words()
        if torn := [f for f in said.figures if f.torn]:
            return unreadable(self.text, "outcome-unreadable", pointed(self.written, _spans(tuple(torn))))
        apart = pairwise(said.figures)
        if glued := [one for one, other in apart if one.end == other.start and self._fits(one) and self._fits(other)]:
            return unreadable(self.text, "outcome-unreadable", pointed(self.written, _spans(tuple(glued))))
        if (of_target := self._share_of_target(said)) is not None:
            return of_target
        found = weigh(said, self._fits, lambda figure: self._completes(figure, said), ceiling=self.ceiling)
        if isinstance(found, Doubtful):
            return self._otherwise(said, found)
        if self.changes and found.began is not None:
            return self._difference(found.began, found.figures[0])
        if self.changes and (read := self._two_years(said)) is not None:
            return read
        if self.target.kind is K.CHANGE and found.figures[0].led(R.TO):  # 降至2% is a level, and no change
            return unreadable(self.text, "outcome-unreadable", pointed(self.written, _spans(found.figures)))
        if len(found.figures) > 1:
            return self._sum(found, said)
        read = self._read_figure(found.figures[0], whole=len(said.figures) == 1)
        return self._with_doubts(read, found, said)

    def _asked(self) -> frozenset[Role]:
        """Roles that take nothing back: a difference where a change was asked for, an average of shares or times."""
        of_change = {R.DIFFERENCE} if self.changes or GROWS.search(self.indicator) else set()
        return frozenset(of_change | ({R.AVERAGE} if self.share or self.of_time else set()))

    # --- which figures fit -----------------------------------------------------------------------------------------

    def _reading(self, figure: Figure) -> Reading:
        reading = read_target(figure.slice)
        if reading.kind in MEASURED and not reading.parts and (reading.low is not None or reading.high is not None):
            return reading
        return read_target(figure.text)

    def _fits(self, figure: Figure) -> bool:
        """True if a figure is one of what was asked for: its unit converts and its measure is no other one."""
        reading, target = self._reading(figure), self.target
        if contrary(figure, self.own):
            return False
        if target.kind is K.CHANGE and target.unit in _PLACES and self.changes:
            return reading.kind is K.RANK or reading.unit in _PLACES
        if target.kind is K.RANK:
            return reading.kind is K.RANK or reading.unit in ("名", "位")
        if reading.kind is K.RANK or reading.kind not in MEASURED:
            return False
        if self.changes and reading.unit == "%" and target.unit in _POINTS:
            return True
        if self.share and reading.kind is K.RATIO and "/" in figure.text:
            return number(reading.per or "") is not None
        if self.share and target.kind is not K.CHANGE and reading.unit == "%":
            return sameness(figure, self.own) in (Sameness.UNNAMED, Sameness.SAME, Sameness.LOOSE)
        if target.unit is None and not target.detail("name-unit"):
            return reading.unit != "%" or target.per is None
        if reading.unit is None:
            return target.kind is K.RATIO or reading.kind is not K.RATIO
        return comparable(reading, target)

    def _completes(self, figure: Figure, said: Statement) -> bool:
        """True if what is undone and what was done add up to the target: 已完成480户，剩余20户 of 500户."""
        rest, bound = self._reading(figure), bound_of(self.target)
        if figure.bracket or figure.led(R.PART) or rest.low is None or bound is None:
            return False
        rate = conversion(rest, self.target)
        if rate is None:
            return False
        others = (self._reading(f) for f in said.figures if f is not figure)
        return any(
            other.low is not None
            and (own := conversion(other, self.target)) is not None
            and Fraction(other.low) * own + Fraction(rest.low) * rate == Fraction(bound)
            for other in others
        )

    # --- what a figure says ----------------------------------------------------------------------------------------

    def _read_figure(self, figure: Figure, *, whole: bool) -> OutcomeReading:
        reading = self._reading(figure)
        if whole and not self.sums:
            entire = read_target(self.text)
            if entire.kind in MEASURED and not entire.parts and not entire.has("number-ignored"):
                reading = entire
        if reading.kind is K.RATIO and self.share and "/" in figure.text:
            return self._rate(reading.low, number(reading.per or "") or Decimal(0), figure.text)
        if figure.led(R.TO):
            reading = read_target(figure.text)
        stretch = figure.text if figure.led(R.TO) else self.text if whole and not self.sums else figure.slice
        found = _alone(stretch, reading, self.target, self.indicator)
        return replace(found, text=self.text)

    def _with_doubts(self, read: OutcomeReading, found: Chosen, said: Statement) -> OutcomeReading:
        """Doubts from the words beside the figure: less than it, about it, words that nobody knows."""
        if read.kind is not OutcomeKind.QUANTITY or read.value is None:
            return read
        if (years := _YEARS.search(self.text)) and years[1] != years[2]:
            return unreadable(self.text, "outcome-unreadable", pointed(self.written, [years.span()]))
        absent = any(R.ABSENCE in w.roles for clause in said.loose for w in clause)
        if self.target.high == 0 and read.value > 0 and absent:  # 无较大火灾，一般火灾2起
            return unreadable(self.text, "outcome-unreadable", pointed(self.written, _spans(found.figures)))
        met = meets(read.value, read.factor, self.target)
        if not downwards(self.target) and (found.missed if met else found.surpassed):
            return unreadable(self.text, "outcome-unreadable", pointed(self.written, _spans(found.figures)))
        once = read.per is None and self.target.per is None and not self.share
        if found.part_of_year and not (met and once and not self.ceiling):
            return unreadable(self.text, "outcome-unreadable", pointed(self.written, _spans(found.figures)))
        if found.below and not downwards(self.target) and self.target.kind is not K.RANK:
            return unreadable(self.text, "outcome-unreadable", self.written.replace(found.below, f"^{found.below}^", 1))
        notes = list(read.notes)
        if (other := self._contradicts(said, read)) is not None:
            notes.append(Note("outcome-words-unknown", pointed(self.written, _spans((other,)))))
        if found.about or (found.below in _NEARLY and found.below):
            notes.append(Note("outcome-approximate", found.about or found.below))
        if any(sameness(figure, self.own) is Sameness.LOOSE for figure in found.figures) and self.share:
            notes.append(Note("outcome-words-unknown", f"^{found.figures[0].label}^{found.figures[0].text}"))
        elif found.unknown:
            notes.append(Note("outcome-words-unknown", pointed(self.written, found.unknown)))
        notes += [Note("outcome-computed", shown) for shown in self.sums]
        if rounded := self._rounded(said, read):
            notes.append(Note("outcome-rounded", rounded))
        return replace(read, notes=tuple(dict.fromkeys(notes)))

    def _contradicts(self, said: Statement, read: OutcomeReading) -> Figure | None:
        """A rate of completion beside a count that is another one: 20场，完成率90% of 20."""
        bound = bound_of(self.target)
        if self.share or not bound or read.value is None:
            return None
        reached = Fraction(read.value) * read.factor * 100 / Fraction(bound)
        for figure in said.figures:
            rate = self._reading(figure) if _COMPLETION.search(figure.label) else None
            if rate is not None and rate.unit == "%" and rate.low is not None and rate.low == rate.high:
                capped = rate.low >= 100 and reached >= 100
                if not capped and abs(reached - Fraction(rate.low)) > 1:
                    return figure
        return None

    def _rounded(self, said: Statement, read: OutcomeReading) -> str:
        """The share that two counts beside a rate make, where the rate was cut off or its rounding decides."""
        if not self.share or read.unit != "%" or read.value is None or _OF_A_SURVEY.search(said.text):
            return ""
        others = [self._reading(figure) for figure in said.figures if not figure.led(R.PAST)]
        counts = [one for one in others if one.unit != "%" and one.low is not None and one.low == one.high]
        if len(counts) != 2 or len({one.unit for one in counts} - {None}) > 1:
            return ""
        part, whole = sorted(one.low or Decimal(0) for one in counts)
        exact = Fraction(part) * 100 / Fraction(whole or 1)
        apart, places = abs(exact - Fraction(read.value)), decimal_places(read.value)
        decides = meets(read.value, Fraction(1), self.target) != meets_exactly(exact, self.target)
        cut_off = Fraction(1, 2 * 10**places) < apart < Fraction(1, 10**places)
        return f"{part:f} ÷ {whole:f} = {quotient(part, whole)}" if cut_off or (decides and apart < 1) else ""

    def _sum(self, found: Chosen, said: Statement) -> OutcomeReading:
        """The parts of a whole added up; a share of parts is no share of the whole."""
        readings = [read_target(figure.text) for figure in found.figures]  # 一季度10场 is no 10场 a quarter
        values = [reading.low for reading in readings if reading.low is not None and reading.low == reading.high]
        units = {(reading.unit, reading.per) for reading in readings}
        if len(values) < len(readings) or len(units) > 1 or self.share or self.target.kind in _NOT_ADDED:
            return unreadable(self.text, "outcome-unreadable", pointed(self.written, _spans(found.figures)))
        total = sum(values, Decimal(0))
        read = valued(self.text, total, replace(readings[0], low=total, high=total), self.target, self.indicator)
        shown = f"{' + '.join(f'{value:f}' for value in values)} = {total:f}{readings[0].unit or ''}"
        return self._with_doubts(replace(read, notes=(*read.notes, Note("outcome-computed", shown))), found, said)

    def _difference(self, began: Figure, ended: Figure) -> OutcomeReading:
        """From A to B for a promised change: the difference, or its share of A where a share was promised."""
        if self.target.unit in _PLACES and self.target.kind is K.CHANGE:
            return self._places_gained(began, ended)
        first, last = self._reading(began), read_target(ended.text)
        before, after = first.low, last.low if last.low is not None else last.high
        rate = conversion(replace(last, per=None), replace(first, per=None))
        if before is None or after is None or rate is None or rate != 1:
            return unreadable(self.text, "outcome-unreadable", pointed(self.written, _spans((began, ended))))
        down = self.target.detail("direction") == "down"
        change = before - after if down else after - before
        shown = f"{max(before, after):f} - {min(before, after):f} = {abs(change):f}{last.unit or ''}"
        note = Note("outcome-computed", shown)
        points = self.target.unit in _POINTS and last.unit == "%"
        if last.unit == "%" and not points:
            return unreadable(self.text, "outcome-unreadable", f"{abs(change):f}个百分点?")
        if self.target.unit == "%" and before > 0:
            note = Note("outcome-computed", f"({shown}) ÷ {before:f} = {quotient(abs(change), before)}")
            return self._made(change, Fraction(100) / Fraction(before), note)
        size = Fraction(1) if points else conversion(replace(last, per=None), replace(self.target, per=None))
        if size is None:
            return unreadable(self.text, "outcome-unit-mismatch", f"{last.unit} / {wanted_unit(self.target) or '—'}")
        return self._made(change, size, note)

    def _places_gained(self, began: Figure, ended: Figure) -> OutcomeReading:
        """由第48位提升至第45位 for 提升5位: three places, since a better place is a smaller number."""
        before, after = read_target(began.text).high, read_target(ended.text).high
        among = {scope for scope in SCOPES if scope in self.text}
        inexact = re.search(r"前\s*\d|倒数", self.text) is not None or len(among) > 1
        if before is None or after is None or inexact or self.target.detail("direction") != "up":
            return unreadable(self.text, "outcome-unreadable", pointed(self.written, _spans((began, ended))))
        shown = Note("outcome-computed", f"{before:f} - {after:f} = {before - after:f}")
        return self._made(before - after, Fraction(1), shown)

    def _made(self, value: Decimal, size: Fraction, *notes: Note) -> OutcomeReading:
        return OutcomeReading(
            text=self.text, kind=OutcomeKind.QUANTITY, value=value, unit=self.target.unit, factor=size, notes=notes
        )

    # --- where no figure fits as it stands -------------------------------------------------------------------------

    def _otherwise(self, said: Statement, doubt: Doubtful) -> OutcomeReading:
        """Other ways to the figure that was asked for: two counts that are a share, the opposite measure, two years."""
        for way in (self._share_of_counts, self._complement, self._two_years, self._newly):
            if (read := way(said)) is not None:
                return read
        if len(said.figures) == 1 and not said.figures[0].before and not said.figures[0].after and not said.loose:
            found = self._read_figure(said.figures[0], whole=True)
            if found.kind is OutcomeKind.UNREADABLE:
                return found
        return unreadable(self.text, "outcome-unreadable", pointed(self.written, doubt.spans))

    def _share_of_counts(self, said: Statement) -> OutcomeReading | None:
        """抽检200个，190个合格 for a share: one count of another, where the words say that it is a part of it."""
        if not self.share or len(said.figures) != 2 or self.target.kind is K.CHANGE or said.loose:
            return None
        whole, part = said.figures
        first, second = self._reading(whole), self._reading(part)
        if first.low is None or second.low is None or first.low != first.high or second.low != second.high:
            return None
        known = (second.unit is None or (conversion(second, first) is not None)) and first.unit != "%" != second.unit
        words = (*part.before, *part.after)
        denied = any(w.roles & {R.UNDONE, R.BEGUN, R.EXPECTED, R.PART, R.MISSED, R.BELOW, R.ABOUT} for w in words)
        speaks = any(w.roles & {R.DONE, R.OWN, R.NEUTRAL} for w in words)
        odd = any(w.roles & {R.UNDONE, R.EXPECTED, R.BELOW, R.ABOUT, R.PAST} for w in (*whole.before, *whole.after))
        if not known or denied or odd or not speaks or not 0 < second.low <= first.low:
            return None
        if not self._of_the_measure(part):
            return None
        return self._rate(second.low, first.low, "")

    def _of_the_measure(self, part: Figure) -> bool:
        """True if the verb beside a count is that of the measure, or no verb of its own: 190个合格 speaks of 合格率,
        实检96批 does not."""
        beside = "".join(w.text for w in (*part.before, *part.after) if R.OWN not in w.roles)
        verb = _PLAINLY_DONE.sub("", re.sub(r"[\W\d_]", "", beside))
        stem = _STEM.search(re.sub(r"\(.*?\)", "", self.indicator))
        return not verb or stem is None or stem[1] in _OF_DOING or bool(set(verb) & set(stem[1]))

    def _rate(self, part: Decimal | None, whole: Decimal, text: str) -> OutcomeReading:
        if part is None or not 0 <= part <= whole or not whole:
            return unreadable(self.text, "outcome-unreadable", text)
        note = Note("outcome-computed", f"{part:f} ÷ {whole:f} = {quotient(part, whole)}")
        size = Fraction(100) / Fraction(whole)
        unit = lookup(self.target.unit or "%")
        scale = {"percent": 1, "permille": 10, "permyriad": 100}.get(unit.canonical if unit else "", 1)
        return OutcomeReading(
            text=self.text, kind=OutcomeKind.QUANTITY, value=part, unit=None, factor=size * scale, notes=(note,)
        )

    def _share_of_target(self, said: Statement) -> OutcomeReading | None:
        """完成目标的90% for a share, and nothing else said: 90 % of what was promised, most likely, and not 90 %; of a
        rate of completion it is that rate."""
        bound = bound_of(self.target)
        if not self.share or bound is None or downwards(self.target) or _OF_THE_TARGET.fullmatch(said.text) is None:
            return None
        rate = read_target(said.figures[0].text)
        if rate.unit != "%" or rate.low is None or rate.low != rate.high:
            return None
        if _OF_COMPLETION.search(self.indicator):
            return self._made(rate.low, Fraction(1))
        shown = f"{bound:f}% × {rate.low:f}% = {decimal_of(Fraction(bound) * Fraction(rate.low) / 100):f}%"
        return self._made(rate.low, Fraction(bound) / 100, Note("outcome-assumed", shown))

    def _complement(self, said: Statement) -> OutcomeReading | None:
        """不合格率2% for 合格率 is 98 %, said with a warning."""
        if not self.share or len(said.figures) != 1 or self.target.kind is K.CHANGE:
            return None
        figure = said.figures[0]
        reading = self._reading(figure)
        if reading.unit != "%" or reading.low is None or reading.low != reading.high or not 0 <= reading.low <= 100:
            return None
        if sameness(figure, self.own) is not Sameness.OPPOSITE or figure.led(R.BELOW, R.ABOUT, R.PLANNED):
            return None
        rest = 100 - reading.low
        return self._made(rest, Fraction(1), Note("outcome-assumed", f"100% - {reading.low:f}% = {rest:f}%"))

    def _newly(self, said: Statement) -> OutcomeReading | None:
        """新增8家 for 10家 is most likely 8, said with a warning: nothing else was counted."""
        figure = said.figures[0]
        taken_back = {w.text for w in figure.before if w.roles & NOT_REACHED and R.NEUTRAL not in w.roles}
        inexact = any(w.roles & {R.BELOW, R.ABOUT} for w in (*figure.before, *figure.after))
        beside = inexact or any(w.roles & GRAVE and R.NEUTRAL not in w.roles for w in figure.after)
        if len(said.figures) > 1 or said.loose or not taken_back or not taken_back <= NEWLY or beside or self.share:
            return None
        figure.before = [w for w in figure.before if w.text not in NEWLY]
        read = self._read_figure(replace(figure, slice=figure.text), whole=False)
        ratio = times(read.value or Decimal(0), read.factor, self.target)
        if read.kind is not OutcomeKind.QUANTITY or ratio is None or not 1 / _LIKE <= ratio <= _LIKE:
            return None
        return replace(read, notes=(*read.notes, Note("outcome-assumed", f"{said.text} = {figure.text}")))

    def _two_years(self, said: Statement) -> OutcomeReading | None:
        """上年320人，今年350人 for a promised change: the difference."""
        if not self.changes or len(said.figures) != 2:
            return None
        past = [f for f in said.figures if f.led(R.PAST)]
        now = [f for f in said.figures if not f.led(R.PAST, R.PLANNED, R.UNDONE, R.PART)]
        return self._difference(past[0], now[0]) if len(past) == len(now) == 1 else None

    def _in_words(self) -> OutcomeReading:
        """Words where a number is asked for."""
        if self.target.kind is K.CHANGE and _UNCHANGED.fullmatch(self.text):
            return self._made(Decimal(0), Fraction(1))
        happened = better_less(self.indicator) or _HAPPENED.search(self.text) is not None
        none_at_best = self.target.high == 0 or (downwards(self.target) and happened)
        if none_at_best and self._nothing_happened():
            return OutcomeReading(
                text=self.text,
                kind=OutcomeKind.QUANTITY,
                value=Decimal(0),
                unit=self.target.unit,
                notes=(Note("none-as-zero"),),
            )
        reading = read_target(self.text)
        level = level_of(self.text)
        if level is None and reading.kind is K.QUALITATIVE and repeats(self.text, self.target.text):
            level = Level.MET
        if level is Level.MET:
            return at_level(self.text, level, Note("outcome-not-quantified", level.value))
        return unreadable(self.text, "outcome-unreadable", level.value if level else reading.kind.value)

    def _nothing_happened(self) -> bool:
        """True if the words say that nothing of what was asked about has happened, and nothing else."""
        words = [w for clause in statement_of(self.written, self.own).loose for w in clause]
        absent = any(R.ABSENCE in w.roles or w.text in _NOTHING for w in words)
        return absent and all(w.roles & {R.ABSENCE, R.NEUTRAL, R.OWN} or w.text in _NOTHING for w in words)


_LIKE = 3
"""How many times its target a number of new things may be, to be taken for what was asked for."""
_UNCHANGED = re.compile(
    r"(?:[与和同较比]?(?:上年度?|去年|上年同期|去年同期)(?:相比)?)?(?:实现|保持)?(?:持平|不变|零增长|没有变化|无变化)"
)
_NOTHING = frozenset({"无", "没有", "未", "零"})
_NEW = re.compile(r"新增|净增|增加|增长|提高|提升|减少|降低|下降|缩短|压减|压缩")
_COMPLETION = re.compile(
    r"(?:完成率|完成比例|占任务的?|占目标的?|占计划的?|完成计划的|完成任务的|完成目标的)(?:为|达到?|:)?$"
)
_PLACES = ("位", "名")
_OF_THE_TARGET = re.compile(
    r"(?:已经?|共|实际|累计|全年)*(?:完成|达到|实现|达成)了?(?:年度|全年|预期|绩效|既定)*(?:目标|任务|计划|指标)(?:值|数|任务|目标)?"
    r"的\d+(?:\.\d+)?%"
)
_OF_COMPLETION = re.compile("完成率|完成比例|完成进度|执行率|进度")
_HAPPENED = re.compile("发生|出现|发现")
_OF_A_SURVEY = re.compile("问卷|样本|调查|抽样|回收|收回|测评")
_STEM = re.compile(r"(\w{2})(?:比?率|度|面|比例|占比|比重)$")
"""The two characters of a measure that say what is counted: 合格 of 检验合格率."""
_OF_DOING = frozenset({"完成", "执行", "覆盖", "落实", "实现", "达成", "到位", "实施", "兑现", "履行", "成功"})
"""Measures of whether anything was done at all: whatever was done speaks of them."""
_PLAINLY_DONE = re.compile("已经?|实际|实|均|共|全部|其中|中|有|为|完成|达到|达成|实现|覆盖|落实|累计|当年|全年|本年")
_YEARS = re.compile(r"(20\d\d)\s*年?\s*[-~至到]\s*(20\d\d)\s*年")
_POINTS = ("个百分点", "百分点")
_NEARLY = frozenset({"近", "接近", "将近", "逼近", "差不多", "几乎"})
_NOT_ADDED = frozenset({K.RANK, K.RATIO, K.CHANGE, K.DURATION, K.RANGE})


def _spans(figures: tuple[Figure, ...]) -> tuple[tuple[int, int], ...]:
    return tuple((figure.start, figure.end) for figure in figures)
