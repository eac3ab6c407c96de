"""Notes and flags of lines turned into findings: what readers doubted, what is missing, what rests on a convention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from actuals.kinds import EvidenceMissing, OutcomeMissing
from actuals.outcome import OutcomeKind
from evaluator.figures import completion_text, points
from evaluator.findings import kinds
from evaluator.verdict import kinds as codes
from evaluator.verdict.judgements import judged
from evaluator.verdict.lines import Lines
from evaluator.verdict.scoring import Scored
from rules.cases import Case
from rules.rulebook import Rulebook
from targets.kinds.finding import Finding, Kind, Severity
from targets.kinds.indicators import ComparatorMissing, TargetMissing
from targets.kinds.location import Location
from targets.language.reading import Note, ReadingKind
from targets.model.form import Form, Indicator

_BY_PERSON = (("deducted", "policy.deduction"), ("adjusted", "policy.adjustment"))
_BARE = {"ge": ("不少于", "at least"), "le": ("不超过", "at most"), "eq": ("等于", "exactly")}


def reading_findings(forms: Iterable[Form]) -> Iterator[Finding]:
    """T findings from the notes of the targets' readings; a target that is missing is found where the form was read."""
    for form in forms:
        for indicator in form.rows:
            for note in indicator.reading.notes:
                yield from _of_note(note, indicator, text=indicator.target)


def _of_note(note: Note, indicator: Indicator, *, text: str, severity: Severity | None = None) -> Iterator[Finding]:
    kind = kinds().get(note.name)
    if kind is None or kind == TargetMissing:
        return
    known = {
        "text": text,
        "target": indicator.target,
        "name": indicator.name,
        "detail": note.detail,
        "left": note.detail,
    }
    known["likely"] = (
        f"{indicator.reading.unit}/{indicator.reading.per}" if note.name == "unit-inverted" else note.detail
    )
    if kind.code.startswith("T"):
        known["detail"] = f"（{note.detail}）" if note.detail else ""
    figures = {name: known.get(name, note.detail) for name in kind.figures}
    found = kind.found(indicator.at, indicator=indicator.name, **figures)
    yield found if severity is None else found.with_severity(severity)


def filled(kind: Kind, **known: str) -> Mapping[str, str]:
    """The figures that a kind's sentences need, from what is known; a name that is not known is shown as empty."""
    return {name: known.get(name, "") for name in kind.figures}


class Doubts:
    """The findings of one evaluation, line by line and form by form; only lines that have one are looked
    at in Python.
    """

    def __init__(
        self, forms: tuple[Form, ...], lines: Lines, scored: Scored, book: Rulebook, settled: frozenset[tuple[int, int]]
    ) -> None:
        self._forms, self._lines, self._scored, self._book = forms, lines, scored, book
        self._settled = settled
        self._form = lines.texts["form"].to_numpy()
        self._row = lines.texts["row"].to_numpy()
        # Plain arrays by name: a cell of a frame costs a hundred times as much to look at.
        self._columns: dict[str, Any] = {str(name): scored.table[name].to_numpy() for name in scored.table.columns}

    def all(self) -> Iterator[Finding]:
        """Every finding of the lines, in no particular order."""
        yield from self.bare_numbers()
        yield from self.outcomes()
        yield from self.pending()
        yield from self._achievement()
        yield from self._shortfalls()
        yield from self._persons()
        yield from self._judgements()
        yield from self._evidence()
        yield from self._conventions()

    def _indicator(self, line: int) -> Indicator:
        return self._forms[int(self._form[line])].rows[int(self._row[line])]

    def _where(self, mask: np.ndarray) -> Iterator[tuple[int, Indicator]]:
        for line in np.flatnonzero(mask):
            yield int(line), self._indicator(int(line))

    def _text(self, column: str, line: int) -> str:
        return str(self._lines.texts[column].iat[line])

    def bare_numbers(self) -> Iterator[Finding]:
        """Targets without a comparator, and how the book reads them."""
        choices = self._scored.choices
        bare = np.array([choice.bare is not None for choice in choices], dtype=bool)
        for line, indicator in self._where(bare[self._scored.choice]):
            choice = choices[self._scored.choice[line]]
            zh, en = _BARE[choice.bare or "ge"]
            yield ComparatorMissing.found(
                indicator.at,
                indicator=indicator.name,
                **filled(ComparatorMissing, text=indicator.target, reading=zh, reading_en=en),
            )

    def outcomes(self) -> Iterator[Finding]:
        """What the readers doubted about outcomes, and outcomes that are missing."""
        outcomes = self._lines.outcomes
        noted = np.array([bool(o.notes) and o.kind is not OutcomeKind.MISSING for o in outcomes], dtype=bool)
        chosen = np.array([level.level is not None for level in self._lines.levels], dtype=bool)[self._lines.level]
        # Where the target itself cannot be scored, that is the fact to report; what the outcome says is not to blame.
        scorable = self._columns["case"] != Case.UNSCORABLE.label
        for line, indicator in self._where(noted[self._lines.outcome] & scorable):
            outcome = outcomes[self._lines.outcome[line]]
            pending = bool(self._columns["pending"][line])
            for note in outcome.notes:
                if note.name == "level-unknown" and chosen[line]:
                    continue  # a person chose the level in its own column; the words need not name it
                severity = None
                if pending and note.name in ("outcome-not-quantified", "level-unknown"):
                    severity = Severity.ERROR  # a warning means that a score was given; here none was
                elif note.name == "outcome-repeats-target" and indicator.reading.kind is ReadingKind.QUALITATIVE:
                    severity = Severity.NOTE
                yield from _of_note(note, indicator, text=outcome.text, severity=severity)
        missing = np.array([outcome.kind is OutcomeKind.MISSING for outcome in outcomes], dtype=bool)
        for line, indicator in self._where(missing[self._lines.outcome] & self._columns["pending"]):
            stated = (int(self._form[line]), int(self._row[line])) in self._settled
            if not stated and not self._text("level", line).strip():
                yield OutcomeMissing.found(
                    indicator.at, indicator=indicator.name, **filled(OutcomeMissing, target=indicator.target)
                )

    def pending(self) -> Iterator[Finding]:
        """Lines without a score, and why."""
        table = self._columns
        for line, indicator in self._where(table["pending"]):
            zh, en = self._scored.why(line)
            yield codes.ScorePending.found(
                indicator.at,
                indicator=indicator.name,
                points=str(points(table["points"][line])),
                why=zh,
                why_en=en,
            )

    def _achievement(self) -> Iterator[Finding]:
        table = self._columns
        too_low = table["target_too_low"]
        for line, indicator in self._where(table["over_achieved"] | too_low):
            completion = completion_text(float(table["completion"][line]))
            if too_low[line]:
                threshold = self._scored.too_low_threshold
                yield codes.TargetTooLow.found(
                    indicator.at, indicator=indicator.name, completion=completion, threshold=threshold
                )
            else:
                threshold = self._scored.explanation_threshold
                yield codes.OverAchieved.found(
                    indicator.at, indicator=indicator.name, completion=completion, threshold=threshold
                )
        for line, indicator in self._where(table["negative"]):
            yield codes.NegativeOutcome.found(
                indicator.at, indicator=indicator.name, actual=self._text("outcome", line)
            )

    def _shortfalls(self) -> Iterator[Finding]:
        table = self._columns
        short = ~table["pending"] & (table["score"] < table["points"])
        silent = self._lines.texts["reason"].str.strip().eq("").to_numpy()
        for line, indicator in self._where(short & silent):
            yield codes.ShortfallUnexplained.found(
                indicator.at,
                indicator=indicator.name,
                score=str(points(table["score"][line])),
                points=str(points(table["points"][line])),
            )

    def _persons(self) -> Iterator[Finding]:
        table = self._columns
        for line, indicator in self._where(table["share_outside_band"]):
            level, band = self._scored.band(line)
            yield codes.ShareOutsideBand.found(
                indicator.at, indicator=indicator.name, share=self._text("share", line), level=level, band=band
            )
        for line, indicator in self._where(table["share_unused"]):
            yield codes.ShareUnused.found(indicator.at, indicator=indicator.name, share=self._text("share", line))
        for line, indicator in self._where(table["deduction_refused"]):
            yield codes.DeductionRefused.found(
                indicator.at, indicator=indicator.name, deduction=self._text("deduction", line)
            )
        for line, indicator in self._where(table["adjustment_refused"]):
            zh, en = self._scored.why_not_adjusted(line)
            yield codes.AdjustmentRefused.found(
                indicator.at,
                indicator=indicator.name,
                adjustment=self._text("adjustment", line),
                why=zh,
                why_en=en,
            )

    def _judgements(self) -> Iterator[Finding]:
        """Where a person's share, deduction or adjustment went into a score: who, when and why, as far as they were
        given; a share that nobody signed for is a warning.
        """
        for line, judgement in judged(self._scored):
            indicator = self._indicator(line)
            found = codes.JudgementApplied.found(
                indicator.at,
                indicator=indicator.name,
                score=str(points(self._columns["score"][line])),
                what=judgement.what("zh"),
                what_en=judgement.what("en"),
                who=judgement.who or "—",
                when=judgement.when or "—",
                why=judgement.why or "—",
            )
            yield found if judgement.signed else found.with_severity(Severity.WARNING)

    def _evidence(self) -> Iterator[Finding]:
        if not self._scored.evidence_wanted:
            return
        table = self._columns
        silent = self._lines.texts["evidence"].str.strip().eq("").to_numpy()
        for line, indicator in self._where(silent & (table["score"] > 0)):
            yield EvidenceMissing.found(
                indicator.at, indicator=indicator.name, **filled(EvidenceMissing, text=self._text("outcome", line))
            )

    def _conventions(self) -> Iterator[Finding]:
        """One finding for each convention that points rest on, not one for each row; the scorecards mark the rows."""
        table = self._columns
        file = self._forms[0].at.file if self._forms else ""
        for provision in self._book.provisions.values():
            if not provision.is_convention:
                continue
            used = np.zeros(len(self._form), dtype=bool)
            for column in ("provision", "points_provision", "bare_provision"):
                used |= table[column] == provision.key
            for flag, key in _BY_PERSON:
                used |= table[flag] & (key == provision.key)
            used &= table["applicable"]
            if used.any():
                yield codes.ConventionApplied.found(
                    Location(file=file),
                    count=str(int(used.sum())),
                    forms=str(len(np.unique(self._form[used]))),
                    points=str(points(int(table["points"][used].sum()))),
                    provision=provision.key,
                    text=provision.text_zh,
                    text_en=provision.text_en,
                )
