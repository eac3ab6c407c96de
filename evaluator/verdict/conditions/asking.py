"""The conditions on lines asked of documents: columns of the lines of forms, and findings where a condition holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from actuals.outcome import OutcomeKind, OutcomeReading
from evaluator.verdict.bounds import stated_columns
from evaluator.verdict.columntable import each_once
from evaluator.verdict.conditions.columns import LineColumns, TargetColumns, note_bits
from evaluator.verdict.conditions.condition import Condition, Fact, Mask
from evaluator.verdict.conditions.lines import LINES, TARGETS_NOTED, OfTarget
from evaluator.verdict.judgements import BY_LEVEL
from evaluator.verdict.scoring import Scored, points_unusable
from rules.cases import CaseChoice
from targets.kinds.finding import Finding
from targets.language.nothing import says_nothing
from targets.model.form import Form, Indicator


def reading_findings(forms: Iterable[Form], conditions: Sequence[OfTarget] = TARGETS_NOTED) -> Iterator[Finding]:
    """Findings that follow from the targets of forms alone: what their reader noted."""
    rows = [row for form in forms for row in form.rows]
    columns = target_columns(rows)
    for condition in conditions:
        for place in np.flatnonzero(condition.holds(columns)).tolist():
            yield from condition.found(rows[place], rows[place])


def target_columns(rows: Sequence[Indicator]) -> TargetColumns:
    """The columns of what was promised."""
    return TargetColumns(
        target_missing=np.array([not row.target for row in rows], dtype=np.bool_),
        target_notes=np.array([note_bits(row.reading.notes) for row in rows], dtype=np.int32),
    )


class Asked:
    """The lines of one evaluation, of which conditions are asked; only lines for which one holds are looked at in
    Python. ``unsettled``: lines (form, row) for which something was stated that could not be settled.
    """

    def __init__(self, forms: Sequence[Form], scored: Scored, unsettled: frozenset[tuple[int, int]] = frozenset()):
        self.forms, self.scored = forms, scored
        self.values: Mapping[str, Any] = {**scored.lines.texts, **scored.table}
        self.columns = self._columns(unsettled)
        self._facts: dict[Fact, Mask] = {
            Fact.NO_REASON: self._blank("reason"),
            Fact.NO_EVIDENCE: self._blank("evidence"),
            Fact.UNPLACED: self.values["unplaced"],
            Fact.POINTS_UNUSABLE: np.array([points_unusable(one) for one in self.values["printed_points"]], dtype=bool),
        }

    def findings(self, conditions: Iterable[Condition[LineColumns, Line]] = LINES) -> Iterator[Finding]:
        """The findings of these conditions, in no particular order."""
        for condition in conditions:
            for place in np.flatnonzero(self.holds(condition)).tolist():
                line = Line(self, place)
                yield from condition.found(line, line.promised)

    def holds(self, condition: Condition[LineColumns, Line]) -> Mask:
        """The lines of which a condition holds."""
        holds = condition.holds(self.columns)
        return holds if condition.row is None else holds & self._facts[condition.row]

    def _blank(self, column: str) -> Mask:
        return each_once(self.scored.lines.texts[column], says_nothing, np.bool_)

    def _columns(self, unsettled: frozenset[tuple[int, int]]) -> LineColumns:
        scored, lines, values = self.scored, self.scored.lines, self.values

        def of_target(values: Iterable[Any], kind: type[np.generic] = np.bool_) -> npt.NDArray[Any]:
            return np.array([*values], dtype=kind)[lines.reading]

        def of_outcome(values: Iterable[Any], kind: type[np.generic] = np.bool_) -> npt.NDArray[Any]:
            return np.array([*values], dtype=kind)[lines.outcome]

        places = zip(values["form"].tolist(), values["row"].tolist(), strict=True)
        stated = stated_columns(lines.texts)
        choices = np.array([choice.bare is not None for choice in scored.choices], dtype=np.bool_)
        return LineColumns(
            book=scored.book,
            case=scored.columns.case,
            target_missing=of_target(not reading.text for reading in lines.readings),
            bare=choices[scored.choice],
            direction_assumed=np.array([one.direction_assumed for one in scored.choices], dtype=np.bool_)[
                scored.choice
            ],
            qualitative=of_target(reading.in_words for reading in lines.readings),
            target_notes=of_target((note_bits(reading.notes) for reading in lines.readings), np.int32),
            outcome_missing=of_outcome(outcome.kind is OutcomeKind.MISSING for outcome in lines.outcomes),
            outcome_notes=of_outcome((note_bits(outcome.notes) for outcome in lines.outcomes), np.int32),
            **{name: stated[name] for name in ("level_stated", "level_chosen", "share_stated", "signed")},
            unsettled=np.array([place in unsettled for place in places], dtype=np.bool_),
            rule_points=np.array([one.rule_points for one in scored.choices], dtype=np.int64)[scored.choice],
            by_level=np.isin(values["provision"].astype(str), BY_LEVEL),
            **{name: values[name] for name in LineColumns.__slots__ if name in values and name not in ("case", "bare")},
        )


class Line:
    """One line of which a condition holds. Its attributes are the columns of ``Lines.texts`` and ``Scored.table``."""

    __slots__ = ("_asked", "place")

    def __init__(self, asked: Asked, place: int) -> None:
        self._asked, self.place = asked, place

    def __getattr__(self, column: str) -> Any:
        try:
            return self._asked.values[column][self.place]
        except KeyError:
            raise AttributeError(column) from None

    @property
    def scored(self) -> Scored:
        """The scores it stands among, at ``place``."""
        return self._asked.scored

    @property
    def promised(self) -> Indicator:
        """The indicator as read from its form."""
        return self._asked.forms[int(self.form)].rows[int(self.row)]

    @property
    def outcome_reading(self) -> OutcomeReading:
        """The reading of its outcome."""
        return self.scored.lines.outcomes[int(self.scored.lines.outcome[self.place])]

    @property
    def choice(self) -> CaseChoice:
        """The way it is scored, and why."""
        return self.scored.choices[int(self.scored.choice[self.place])]
