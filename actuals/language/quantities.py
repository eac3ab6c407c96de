"""The figure of an outcome against a target that asks for one: taken apart, weighed, and only then converted."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from actuals.language.agreeing import contradicted, parts_overlap
from actuals.language.alone import read_alone
from actuals.language.asked import MEASURED, Asked, asked_of
from actuals.language.changes import difference, from_year_to_year
from actuals.language.conditions import unmet
from actuals.language.converting import valued
from actuals.language.durations import at_once_or_early, days_between, past_its_term, surely_within
from actuals.language.fitting import OF_A_WHOLE, completes, fits, for_each_alike, held, named_by_its_deed, roles_asked
from actuals.language.foreach import for_each, so_many_of_each
from actuals.language.inwords import GRADED, in_words
from actuals.language.leftover import all_but_the_rest, part_of_the_target, share_of_the_task
from actuals.language.levels import DONE_IN_PERCENT
from actuals.language.measures import Sameness, narrower, sameness
from actuals.language.shares import (
    all_but_the_undone,
    all_of_what_was_due,
    complement,
    covers_all,
    good_and_bad,
    rate_of,
    rate_with_its_counts,
    rest_of_counts,
    rounded,
    share_of_counts,
    share_of_target,
)
from actuals.language.sizes import bound_of, downwards, meets, times
from actuals.language.statement import Figure, Statement, statement_of
from actuals.language.weighing import NEWLY, Chosen, Doubtful, pointed, weigh
from actuals.language.wholes import part_label
from actuals.language.words import GRAVE, NOT_REACHED, Role
from actuals.outcome import Level, OutcomeKind, OutcomeReading, at_level, unreadable
from targets.language.expression import read_target
from targets.language.interpretation import split_column
from targets.language.number import number
from targets.language.quantity import canonical_unit
from targets.language.reading import Note, Reading, ReadingKind

K = ReadingKind
R = Role
_ALONE = re.compile(r"\s*[≥≤<>=]?\s*\d[\d,]*(?:\.\d+)?\s*(?P<unit>[^\d\s,;。()]{0,8})\s*")


def read_quantity(text: str, target: Reading, indicator: str) -> OutcomeReading:
    """The figure that was reached, in a unit that converts to the target's."""
    if (alone := _ALONE.fullmatch(text)) and _is_unit(alone["unit"]):
        return _conditioned(read_alone(text, read_target(text), target, indicator), target)
    if (pieces := _IN_PIECES.fullmatch(text)) and (found := _joined(text, pieces, target, indicator)) is not None:
        return _conditioned(found, target)
    if target.unit != "%" and DONE_IN_PERCENT.fullmatch(text):
        return at_level(text, Level.MET, Note("outcome-not-quantified", "100%"))
    return _conditioned(_Reader(asked_of(text, target, indicator)).read(), target)


_IN_PIECES = re.compile(
    r"\s*(?P<number>\d(?: \d)+|\d{1,3}(?:[ ‚]\d{3})+|\d+(?: \.\s?|\. )\d+)\s*(?P<unit>[^\d\s,;。()‚]{0,8})\s*"
)
"""A number with spaces between its digits or thousands, or a wide comma, and nothing else: 1 5 3 2 0 人, 5 120株."""


def _joined(text: str, pieces: re.Match[str], target: Reading, indicator: str) -> OutcomeReading | None:
    """The number made one, with a warning, where that is of its target's size; else None."""
    whole = re.sub(r"[ ‚]", "", pieces["number"]) + pieces["unit"]
    found = read_alone(whole, read_target(whole), target, indicator)
    ratio = None if found.value is None else times(found.value, found.factor, target)
    if found.kind is not OutcomeKind.QUANTITY or ratio is None or not 1 / _LIKE <= ratio <= _LIKE:
        return None
    return replace(found, text=text, notes=(*found.notes, Note("outcome-assumed", whole)))


@lru_cache(maxsize=4096)
def _is_unit(spelling: str) -> bool:
    """True if nothing else stands behind a number: 人, 元/户."""
    return not spelling or canonical_unit(*split_column(spelling)) is not None


def _conditioned(found: OutcomeReading, target: Reading) -> OutcomeReading:
    """The outcome read, unless the target has a second condition that the text does not answer."""
    if found.kind is OutcomeKind.QUANTITY and (condition := unmet(found.text, target)):
        return unreadable(found.text, "outcome-unreadable", f"{condition}?")
    return found


class _Reader:
    """One outcome while it is read."""

    def __init__(self, asked: Asked) -> None:
        self.asked, self.target = asked, asked.target

    def _fits(self, figure: Figure) -> bool:
        return fits(self.asked, figure)

    def read(self) -> OutcomeReading:
        """The outcome as understood."""
        said = statement_of(self.asked.written, self.asked.own, asked=roles_asked(self.asked))
        if (lasted := _by_time(self.asked, said)) is not None:
            return lasted
        if not said.figures:
            return days_between(self.asked, said) or in_words(self.asked)
        if torn := [f for f in said.figures if f.torn]:
            return self.asked.doubt(*torn)
        apart = pairwise(said.figures)
        if glued := [one for one, other in apart if one.end == other.start and self._fits(one) and self._fits(other)]:
            return self.asked.doubt(*glued)
        if (computed := _computed(self.asked, said)) is not None:
            return computed
        found = weigh(
            said,
            self._fits,
            lambda figure: completes(self.asked, figure, said),
            ceiling=self.asked.ceiling,
            held=lambda figure: held(self.asked, figure),
            exact=lambda figure: for_each_alike(self.asked, figure),
        )
        if isinstance(found, Doubtful) and (named := named_by_its_deed(self.asked, said)) is not None:
            found = Chosen((named,))
        if isinstance(found, Doubtful):
            return self._otherwise(said, found)
        if self.asked.changes and found.began is not None:
            return difference(self.asked, found.began, found.figures[0])
        if self.asked.changes and (read := from_year_to_year(self.asked, said)) is not None:
            return read
        if self.target.kind is K.CHANGE and found.figures[0].led(R.TO):  # 降至2% is a level, and no change
            return self.asked.doubt(*found.figures)
        if len(found.figures) > 1:
            return self._sum(found, said)
        if disagreeing := contradicted(self.asked, said, found.figures[0]):
            return self.asked.doubt(*disagreeing)
        read = self._read_figure(found.figures[0], whole=len(said.figures) == 1)
        return self._with_doubts(read, found, said)

    # --- what a figure says ----------------------------------------------------------------------------------------

    def _read_figure(self, figure: Figure, *, whole: bool) -> OutcomeReading:
        reading = self.asked.reading(figure)
        if whole and not self.asked.sums:
            entire = read_target(self.asked.text)
            if entire.kind in MEASURED and not entire.parts and not entire.has("number-ignored"):
                reading = entire
        if reading.kind is K.RATIO and self.asked.share and OF_A_WHOLE.search(figure.text):
            return rate_of(self.asked, reading.low, number(reading.per or "") or Decimal(0), figure.text)
        if figure.led(R.TO):
            reading = read_target(figure.text)
        stretch = (
            figure.text if figure.led(R.TO) else self.asked.text if whole and not self.asked.sums else figure.slice
        )
        found = read_alone(stretch, reading, self.target, self.asked.indicator)
        return replace(found, text=self.asked.text)

    def _with_doubts(self, read: OutcomeReading, found: Chosen, said: Statement) -> OutcomeReading:
        """Doubts from the words beside the figure: less than it, about it, words that nobody knows."""
        if read.kind is not OutcomeKind.QUANTITY or read.value is None:
            return read
        if (years := _YEARS.search(self.asked.text)) and years[1] != years[2]:
            return self.asked.doubt_at([years.span()])
        absent = any(R.ABSENCE in w.roles for clause in said.loose for w in clause)
        graded = any(R.ABSENCE in w.roles and GRADED.search(w.text) for clause in said.loose for w in clause)
        if self.target.high == 0 and read.value > 0 and absent and not (graded and not GRADED.search(self.asked.own)):
            return self.asked.doubt(*found.figures)
        met = meets(read.value, read.factor, self.target)
        if not downwards(self.target) and (found.missed if met else found.surpassed):
            return self.asked.doubt(*found.figures)
        once = read.per is None and self.target.per is None and not self.asked.share
        if found.part_of_year and not (met and once and not self.asked.ceiling):
            return self.asked.doubt(*found.figures)
        if found.below and not downwards(self.target) and self.target.kind is not K.RANK:
            return unreadable(
                self.asked.text, "outcome-unreadable", self.asked.written.replace(found.below, f"^{found.below}^", 1)
            )
        notes = list(read.notes)
        if (other := self._contradicts(said, read)) is not None:
            notes.append(Note("outcome-words-unknown", pointed(self.asked.written, [(other.start, other.end)])))
        if overlapping := parts_overlap(self.asked, said, found.figures[0]):
            spans = [(figure.start, figure.end) for figure in overlapping]
            notes.append(Note("outcome-words-unknown", pointed(self.asked.written, spans)))
        if found.about or (found.below in _NEARLY and found.below):
            notes.append(Note("outcome-approximate", found.about or found.below))
        loose = any(sameness(f, self.asked.own) is Sameness.LOOSE or narrower(f, self.asked.own) for f in found.figures)
        if loose and self.asked.share:
            notes.append(Note("outcome-words-unknown", f"^{found.figures[0].label}^{found.figures[0].text}"))
        elif found.unknown:
            notes.append(Note("outcome-words-unknown", pointed(self.asked.written, found.unknown)))
        notes += [Note("outcome-computed", shown) for shown in self.asked.sums]
        if cut := rounded(self.asked, said, read):
            notes.append(Note("outcome-rounded", cut))
        return replace(read, notes=tuple(dict.fromkeys(notes)))

    def _contradicts(self, said: Statement, read: OutcomeReading) -> Figure | None:
        """A rate of completion beside a count that is another one: 20场，完成率90% of 20."""
        bound = bound_of(self.target)
        if self.asked.share or not bound or read.value is None:
            return None
        reached = Fraction(read.value) * read.factor * 100 / Fraction(bound)
        for figure in said.figures:
            rate = self.asked.reading(figure) if _COMPLETION.search(figure.label) else None
            if rate is not None and rate.unit == "%" and rate.low is not None and rate.low == rate.high:
                capped = rate.low >= 100 and reached >= 100
                if not capped and abs(reached - Fraction(rate.low)) > 1:
                    return figure
        return None

    def _sum(self, found: Chosen, said: Statement) -> OutcomeReading:
        """The parts of a whole added up; a share of parts is no share of the whole."""
        readings = [read_target(figure.text) for figure in found.figures]  # 一季度10场 is no 10场 a quarter
        values = [reading.low for reading in readings if reading.low is not None and reading.low == reading.high]
        units = {(reading.unit, reading.per) for reading in readings}
        if len(values) < len(readings) or len(units) > 1 or self.asked.share or self.target.kind in _NOT_ADDED:
            return self.asked.doubt(*found.figures)
        total = sum(values, Decimal(0))
        read = valued(
            self.asked.text, total, replace(readings[0], low=total, high=total), self.target, self.asked.indicator
        )
        shown = f"{' + '.join(f'{value:f}' for value in values)} = {total:f}{readings[0].unit or ''}"
        name = "outcome-computed" if all(part_label(figure) for figure in found.figures) else "outcome-assumed"
        return self._with_doubts(replace(read, notes=(*read.notes, Note(name, shown))), found, said)

    # --- where no figure fits as it stands -------------------------------------------------------------------------

    def _otherwise(self, said: Statement, doubt: Doubtful) -> OutcomeReading:
        """Other ways to the figure that was asked for: two counts that are a share, the opposite measure, two years."""
        for way in _OTHER_WAYS:
            if (read := way(self.asked, said)) is not None:
                return read
        if (read := self._newly(said) or self._last_year_named(said)) is not None:
            return read
        if len(said.figures) == 1 and not said.figures[0].before and not said.figures[0].after and not said.loose:
            found = self._read_figure(said.figures[0], whole=True)
            if found.kind is OutcomeKind.UNREADABLE:
                return found
        return self.asked.doubt_at(doubt.spans)

    def _last_year_named(self, said: Statement) -> OutcomeReading | None:
        """2022年96%，2023年98.5%: the figure of the last year, with a warning; each has its year and nothing else."""
        years = [_OF_YEAR.match(figure.label) for figure in said.figures]
        plain = all(w.roles & {R.LABEL, R.OWN, R.NEUTRAL, R.DONE} for figure in said.figures for w in figure.before)
        if len(years) < len(("before", "now")) or said.loose or not all(years) or not plain:
            return None
        if any(figure.after or figure.bracket or not self._fits(figure) for figure in said.figures):
            return None
        named = [int(year["year"]) for year in years if year is not None]
        if sorted(named) != list(range(min(named), min(named) + len(named))):
            return None
        last = said.figures[named.index(max(named))]
        read = self._read_figure(replace(last, slice=last.text), whole=False)
        return replace(read, notes=(*read.notes, Note("outcome-assumed", f"{max(named)}年{last.text}")))

    def _newly(self, said: Statement) -> OutcomeReading | None:
        """新增8家 for 10家 is most likely 8, said with a warning: nothing else was counted."""
        figure = said.figures[0]
        taken_back = {w.text for w in figure.before if w.roles & NOT_REACHED and R.NEUTRAL not in w.roles}
        inexact = any(w.roles & {R.BELOW, R.ABOUT} for w in (*figure.before, *figure.after))
        beside = inexact or any(w.roles & GRAVE and R.NEUTRAL not in w.roles for w in figure.after)
        if (
            len(said.figures) > 1
            or said.loose
            or not taken_back
            or not taken_back <= NEWLY
            or beside
            or self.asked.share
        ):
            return None
        figure.before = [w for w in figure.before if w.text not in NEWLY]
        read = self._read_figure(replace(figure, slice=figure.text), whole=False)
        ratio = times(read.value or Decimal(0), read.factor, self.target)
        if read.kind is not OutcomeKind.QUANTITY or ratio is None or not 1 / _LIKE <= ratio <= _LIKE:
            return None
        return replace(read, notes=(*read.notes, Note("outcome-assumed", f"{said.text} = {figure.text}")))


_LIKE = Fraction(3)
"""How many times its target a number may be, to be taken for what was most likely meant."""
_COMPLETION = re.compile(
    r"(?:完成率|完成比例|占任务的?|占目标的?|占计划的?|完成计划的|完成任务的|完成目标的)(?:为|达到?|:)?$"
)
_OF_YEAR = re.compile(r"(?P<year>20\d\d)年")
_YEARS = re.compile(r"(20\d\d)\s*年?\s*[-~至到]\s*(20\d\d)\s*年")
_NEARLY = frozenset({"近", "接近", "将近", "逼近", "差不多", "几乎"})
_NOT_ADDED = frozenset({K.RANK, K.RATIO, K.CHANGE, K.DURATION, K.RANGE})


def _by_time(asked: Asked, said: Statement) -> OutcomeReading | None:
    """A duration that is said by other words than its length."""
    if not asked.of_time:
        return None
    return at_once_or_early(asked, said) or past_its_term(asked, said) or surely_within(asked, said)


def _computed(asked: Asked, said: Statement) -> OutcomeReading | None:
    """A figure that none of the text's own is: a share of what was promised, a whole by its number, a product."""
    return share_of_target(asked, said) or for_each(asked, said) or so_many_of_each(asked, said)


_OTHER_WAYS = (
    share_of_counts,
    rate_with_its_counts,
    rest_of_counts,
    good_and_bad,
    all_but_the_undone,
    all_of_what_was_due,
    all_but_the_rest,
    share_of_the_task,
    part_of_the_target,
    covers_all,
    complement,
    from_year_to_year,
)
"""Ways to the figure that was asked for where none fits as it stands."""
