"""The conditions of findings on lines: of the target, of the outcome, of the score, of what persons put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from actuals.kinds import (
    DirectionAssumed,
    EvidenceMissing,
    LevelUnknown,
    NotApplicableUnexplained,
    OutcomeMissing,
    OutcomeNotQuantified,
    OutcomeRepeatsTarget,
)
from evaluator.figures import completion_text, points
from evaluator.verdict import kinds
from evaluator.verdict.conditions.columns import OUTCOME_NOTES, TARGET_NOTES, LineColumns, TargetColumns
from evaluator.verdict.conditions.condition import Condition, Fact, Figures, Mask
from evaluator.verdict.judgements import judgements_of
from targets.kinds.finding import Kind, Severity
from targets.kinds.indicators import ComparatorMissing, DirectionSuspect, TargetMissing
from targets.language.reading import Note
from targets.model.form import Indicator

if TYPE_CHECKING:
    from evaluator.verdict.conditions.asking import Line

OfTarget = Condition[TargetColumns, Indicator]
OfLine = Condition[LineColumns, "Line"]

_WITH_OWN_CONDITIONS = (
    *(LevelUnknown, OutcomeNotQuantified, OutcomeRepeatsTarget, DirectionAssumed, DirectionSuspect),
    NotApplicableUnexplained,
)
_BARE = {"ge": ("不少于", "at least"), "le": ("不超过", "at most"), "eq": ("等于", "exactly")}


def _note_figures(kind: Kind, notes: Iterable[Note], target: Indicator, text: str) -> Iterator[Figures]:
    """The figures of each note of this kind: what was read, and the detail that the reader gave."""
    for note in notes:
        if note.name != kind.name:
            continue
        known = {"text": text, "target": target.target, "name": target.name, "detail": note.detail}
        known["pointed"] = note.detail if "^" in note.detail else text
        if kind.code.startswith("T"):
            inverted = note.name == "unit-inverted"
            known["likely"] = f"{target.reading.unit}/{target.reading.per}" if inverted else note.detail
            known["detail"] = f"（{note.detail}）" if note.detail else ""
        yield {name: known.get(name, note.detail) for name in (*kind.figures, *kind.entry.further)}


def _target_noted(kind: Kind) -> OfTarget:
    return Condition(
        kind,
        lambda of: of.noted_of_target(kind),
        lambda target: _note_figures(kind, target.reading.notes, target, target.target),
    )


def _noted(
    kind: Kind, holds: Callable[[LineColumns], Mask] = lambda of: of.all, severity: Severity | None = None
) -> OfLine:
    """Notes of the reader on an outcome, of the lines where ``holds`` does too."""
    return Condition(
        kind,
        lambda of: of.noted_of_outcome(kind) & holds(of),
        lambda line: _note_figures(kind, line.outcome_reading.notes, line.promised, line.outcome_reading.text),
        severity=severity,
    )


def _bare(line: Line) -> Figures:
    reading, reading_en = _BARE[line.choice.bare or "ge"]
    return {"text": line.promised.target, "reading": reading, "reading_en": reading_en}


def _pending(line: Line) -> Figures:
    why, why_en = line.scored.why(line.place)
    return {"points": str(points(line.points)), "why": why, "why_en": why_en}


def _surpassed(line: Line, threshold: str) -> Figures:
    return {"completion": completion_text(float(line.completion)), "threshold": threshold}


def _outside_band(line: Line) -> Figures:
    band = line.scored.band(line.place)
    return {"share": str(line.share), "level": band.label, "band": band.percent}


def _not_adjusted(line: Line) -> Figures:
    why, why_en = line.scored.why_not_adjusted(line.place)
    return {"adjustment": str(line.adjustment), "why": why, "why_en": why_en}


def _judged(line: Line, *sorts: str) -> Iterator[Figures]:
    """Who, when and why of each judgement of these sorts, as far as they were given."""
    for judgement in judgements_of(line):
        if judgement.kind in sorts:
            yield {
                "score": str(points(line.score)),
                "what": judgement.what("zh"),
                "what_en": judgement.what("en"),
                "who": judgement.who or "—",
                "when": judgement.when or "—",
                "why": judgement.why or "—",
            }


def _share_or_deduction(line: Line) -> Iterator[Figures]:
    return _judged(line, "share", "deduction")


TARGETS_MISSING: tuple[OfTarget, ...] = (
    Condition(TargetMissing, lambda of: of.target_missing, lambda target: {"name": target.name}),
)
"""Found by the reader of documents as it reads a row; of tables they are found here."""

TARGETS_NOTED: tuple[OfTarget, ...] = tuple(map(_target_noted, TARGET_NOTES))
"""Notes of the reader on targets, whatever the book."""

TARGETS_BARE: tuple[OfLine, ...] = (Condition(ComparatorMissing, lambda of: of.bare, _bare),)
"""Targets without a comparator, and how the book reads them."""

OUTCOMES: tuple[OfLine, ...] = (
    # A person's choice in the column of levels stands, so the words need not name the level. A warning means that a
    # score was given; where none was, the same doubt is an error.
    _noted(LevelUnknown, lambda of: ~of.level_chosen & of.pending, Severity.ERROR),
    _noted(LevelUnknown, lambda of: ~of.level_chosen & ~of.pending),
    _noted(OutcomeNotQuantified, lambda of: of.pending, Severity.ERROR),
    _noted(OutcomeNotQuantified, lambda of: ~of.pending),
    _noted(OutcomeRepeatsTarget, lambda of: of.qualitative, Severity.NOTE),
    _noted(OutcomeRepeatsTarget, lambda of: ~of.qualitative),
    *(_noted(kind) for kind in OUTCOME_NOTES if kind not in _WITH_OWN_CONDITIONS),
    _noted(NotApplicableUnexplained, lambda of: of.pending & of.applies & ~of.level_stated),
    _noted(DirectionAssumed, lambda of: of.direction_assumed & ~of.pending),
    Condition(
        kind=DirectionSuspect,
        holds=lambda of: of.noted_of_outcome(DirectionSuspect) & ~of.pending,
        figures=lambda line: [
            {"text": line.promised.target, "detail": note.detail}
            for note in line.outcome_reading.notes
            if note.name == DirectionSuspect.name
        ],
    ),
    Condition(
        OutcomeMissing,
        lambda of: of.outcome_missing & of.pending & ~of.level_stated & ~of.unsettled,
        lambda line: {"target": line.promised.target},
    ),
)
"""Notes of the reader on outcomes, and outcomes that are missing."""

PENDING: tuple[OfLine, ...] = (Condition(kinds.ScorePending, lambda of: of.pending, _pending),)

UNPLACED: tuple[OfLine, ...] = (
    Condition(
        kind=kinds.PointsUnplaced,
        holds=lambda of: of.all,
        row=Fact.UNPLACED,
        figures=lambda line: {"category": line.promised.level1},
    ),
)
"""A row that no category of the book takes and for which no points are printed."""

SCORES: tuple[OfLine, ...] = (
    Condition(
        kinds.TargetTooLow,
        lambda of: of.target_too_low,
        lambda line: _surpassed(line, line.scored.too_low_threshold),
    ),
    Condition(
        kinds.OverAchieved,
        lambda of: of.over_achieved & ~of.target_too_low,
        lambda line: _surpassed(line, line.scored.explanation_threshold),
    ),
    Condition(kinds.NegativeOutcome, lambda of: of.negative, lambda line: {"actual": str(line.outcome)}),
    Condition(
        kinds.ShortfallUnexplained,
        lambda of: of.short,
        lambda line: {"score": str(points(line.score)), "points": str(points(line.points))},
        row=Fact.NO_REASON,
    ),
    Condition(kinds.ShareOutsideBand, lambda of: of.share_outside_band, _outside_band),
    Condition(kinds.ShareUnused, lambda of: of.share_unused, lambda line: {"share": str(line.share)}),
    Condition(kinds.DeductionRefused, lambda of: of.deduction_refused, lambda line: {"deduction": str(line.deduction)}),
    Condition(
        kinds.AdjustmentRefused,
        lambda of: of.adjustment_refused,
        _not_adjusted,
        documents_only="a table has no columns for a reviewer's adjustment",
    ),
    Condition(kinds.JudgementApplied, lambda of: of.decided_by_person & of.signed, _share_or_deduction),
    Condition(
        kinds.JudgementApplied,
        lambda of: of.decided_by_person & ~of.signed,
        _share_or_deduction,
        severity=Severity.WARNING,
    ),
    Condition(
        kinds.JudgementApplied,
        lambda of: of.adjusted,
        lambda line: _judged(line, "adjustment"),
        documents_only="a table has no columns for a reviewer's adjustment",
    ),
    Condition(
        EvidenceMissing,
        lambda of: of.asked("policy.evidence") & (of.score > 0),
        lambda line: {"text": str(line.outcome)},
        row=Fact.NO_EVIDENCE,
    ),
    Condition(
        kinds.PointsReallocated,
        lambda of: ~of.applies,
        lambda line: {
            "why": f"完成值为“{line.outcome}”，不适用",
            "why_en": f"the outcome is “{line.outcome}”: it does not apply",
            **line.scored.others_get,
        },
    ),
    *UNPLACED,
    Condition(
        kinds.RulePointsDiffer,
        lambda of: of.applies & (of.rule_points >= 0) & (of.rule_points != of.points),
        lambda line: {"full": str(points(line.choice.rule_points)), "points": str(points(line.points))},
    ),
    Condition(
        kinds.PointsUnusable,
        lambda of: of.all,
        lambda line: {"printed": line.promised.points or "", "points": str(points(line.points))},
        row=Fact.POINTS_UNUSABLE,
    ),
)
"""Conditions on the score, on what persons put into it, and on the points."""

LINES: tuple[OfLine, ...] = (*TARGETS_BARE, *OUTCOMES, *PENDING, *SCORES)
"""Every condition on lines that needs a book; those on targets alone stand before them."""
ALL: tuple[Condition[Any, Any], ...] = (*TARGETS_MISSING, *TARGETS_NOTED, *LINES)
"""Every condition on lines."""
OF_ROWS = tuple(condition for condition in ALL if condition.row is not None)
"""Those that depend on a fact of the row besides."""
