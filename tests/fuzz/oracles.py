"""What must hold of every reading and of every score, whatever the text: a fault that is no traceback."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np

from actuals.language import reading as outcomes
from actuals.outcome import OutcomeKind, OutcomeReading
from evaluator.run import Run
from evaluator.verdict.columntable import ColumnTable
from targets.language import expression as targets
from targets.language.explanation import Explanation
from targets.language.reading import Comparator, Note, Reading, ReadingKind
from targets.language.spellings import SPELLINGS
from targets.language.tokens import LONGEST, UNCLEAR_COMMA, plain
from targets.model.transport import from_plain, to_plain

C, K = Comparator, ReadingKind
WIDE = {ord(sign): spellings[0] for sign, spellings in SPELLINGS.items() if spellings and sign.isascii()}
WIDE |= {ord(str(i)): chr(0xFF10 + i) for i in range(10)}
WIDE |= {ord(chr(65 + i)): chr(0xFF21 + i) for i in range(26)} | {ord(chr(97 + i)): chr(0xFF41 + i) for i in range(26)}
WITHOUT_NUMBER = (K.QUALITATIVE, K.MISSING, K.UNREADABLE, K.COMPOUND)
LARGEST = 2**63 - 1


def holds(truth: object, what: str, *about: object) -> None:
    """AssertionError where something does not hold; ``assert`` would vanish under ``python -O``."""
    if not truth:
        raise AssertionError(f"{what}: {' | '.join(map(repr, about))}")


def reading_holds(reading: Reading) -> None:
    """Bounds and comparator fit each other; every doubt is said; it survives being kept and brought back."""
    low, high, since, until = reading.low, reading.high, reading.since, reading.until
    numbers, dates = (low, high) != (None, None), (since, until) != (None, None)
    holds(not (numbers and dates), "numbers and dates at once", reading)
    for bound in (low, high):
        holds(bound is None or bound.is_finite(), "a bound that is no number", reading)
    if low is not None and high is not None:
        holds(low <= high, "bounds the wrong way round", reading)
    first, last = (low, high) if numbers else (since, until)
    if not numbers and not dates:
        holds(reading.comparator is C.NONE or reading.kind is K.RANK, "a comparator without a bound", reading)
    elif reading.comparator in (C.GE, C.GT):
        holds(first is not None and last is None, "at least, with more than a floor", reading)
    elif reading.comparator in (C.LE, C.LT):
        holds(first is None and last is not None, "at most, with more than a ceiling", reading)
    elif reading.comparator is C.EQ:
        holds(first is not None and first == last, "equal to two things", reading)
    else:
        holds(reading.comparator is C.BETWEEN and None not in (first, last), "bounds without comparator", reading)
    if reading.kind in WITHOUT_NUMBER:
        holds(not numbers and not dates, "a number in a reading that has none", reading)
    holds(reading.kind is not K.UNREADABLE or reading.has("target-unreadable"), "unreadable, unsaid", reading)
    holds((reading.kind is K.COMPOUND) == bool(reading.parts), "parts and kind differ", reading)
    if reading.kind is not K.COMPOUND and numbers and reading.unit is not None and reading.canonical is None:
        holds(reading.has("unit-unknown"), "an unknown unit, unsaid", reading)
    holds(len(set(reading.notes)) == len(reading.notes), "a note twice", reading)
    kept = from_plain(Reading, json.loads(json.dumps(to_plain(reading))), "")
    holds(kept == reading, "another reading after being kept", reading, kept)
    for part in reading.parts:
        reading_holds(part)


def repeats(text: str, reading: Reading, indicator: str, unit: str, symbol: str) -> None:
    """Read again without the cache, by the long way, in other widths and among white space: the same reading."""
    again = targets._read.__wrapped__(text, indicator, unit, symbol)
    holds(again == reading, "another reading the second time", reading, again)
    slow = targets._read_closely(text, indicator, unit, symbol)[0]
    holds(slow == reading, "the long way reads otherwise", reading, slow)
    if len(text) > LONGEST - 4:
        return
    for other in (_wide(text), f" \u3000{text}\xa0\t"):
        columns = (indicator, unit, symbol)
        if other != text and other[0] != " ":
            columns = (indicator, _wide(unit), _wide(symbol))
        read = targets._read.__wrapped__(other, *columns)
        holds(_bare(read) == _bare(reading), "the same in other signs reads otherwise", reading, read)


def explanation_holds(text: str, found: Explanation, reading: Reading) -> None:
    """An explanation explains that reading, and points into the text, left to right."""
    holds(found.reading == reading, "explains another reading", reading, found)
    end = 0
    for part in found.parts:
        holds(end <= part.start < part.end <= len(text), "a part outside the text, or over another", text, found)
        end = part.end
    holds(bool(found.zh) and bool(found.en), "nothing said", text)


def outcome_holds(text: str, read: OutcomeReading, target: Reading, indicator: str) -> None:
    """Its kind has what the kind promises, in whole numbers that columns hold; white space changes nothing."""
    holds(read.text == text, "another text", read)
    kind = read.kind
    holds((kind is OutcomeKind.QUANTITY) == (read.value is not None), "a quantity without value", read)
    holds((kind is OutcomeKind.LEVEL) == (read.level is not None), "a level without level", read)
    holds(read.date is None or kind is OutcomeKind.DATE, "a date that is none", read)
    holds(kind is not OutcomeKind.UNREADABLE or bool(read.notes), "unreadable, unsaid", read)
    holds(read.value is None or read.value.is_finite(), "no number", read)
    holds(0 < read.factor.numerator <= LARGEST and read.factor.denominator <= LARGEST, "a factor beyond columns", read)
    if len(text) <= LONGEST - 4:
        for other in (f" {text}\u3000", _wide(text)):
            again = outcomes._read.__wrapped__(other, target, indicator)
            same = _bare_outcome(again) == _bare_outcome(read)
            holds(same, "the same in other signs reads otherwise", read, again, target)


def _wide(text: str) -> str:
    """In wide signs. Not where a Chinese comma stands between narrow digits: 12，100 may be two numbers, １２，１００
    typed in wide signs throughout is one."""
    return text if UNCLEAR_COMMA in plain(text) else text.translate(WIDE)


def _bare(reading: Reading) -> Reading:
    """Without what is quoted as printed."""
    return replace(
        reading,
        text="",
        unit=reading.unit and plain(reading.unit),
        per=reading.per and plain(reading.per),
        notes=tuple(_bare_note(note) for note in reading.notes),
        parts=tuple(map(_bare, reading.parts)),
    )


def _bare_outcome(read: OutcomeReading) -> OutcomeReading:
    return replace(
        read,
        text="",
        unit=read.unit and plain(read.unit),
        per=read.per and plain(read.per),
        notes=tuple(_bare_note(note) for note in read.notes),
    )


def _bare_note(note: Note) -> Note:
    return Note(note.name, plain(note.detail).strip())


def scores_hold(table: ColumnTable) -> None:
    """Every score is a whole number from 0 to its points, and 0 while it is pending."""
    score, points = table["score"], table["points"]
    holds(
        score.dtype == np.int64 and points.dtype == np.int64,
        "scores that are no whole numbers",
        score.dtype,
        points.dtype,
    )
    holds(((score >= 0) & (score <= points)).all(), "a score outside its points", table.rows())
    holds((score[table["pending"]] == 0).all(), "pending, with a score", table.rows())


def run_holds(run: Run, again: Run) -> None:
    """Scores hold, a total is a range, and ``again``, with the rows turned round, has the same scores for the same
    points."""
    table, totals = run.scored.table, run.totals
    score, points = table["score"], table["points"]
    scores_hold(table)
    low, high = totals["total_low"], totals["total_high"]
    holds(((low >= 0) & (low <= high)).all(), "a total below 0 or the wrong way round", totals.rows())
    back, of = (again.scored.table[name][::-1] for name in ("score", "points"))
    same = of == points  # which of equal rows gets the last hundredth of shared points, their order says
    holds((score[same] == back[same]).all(), "rows in another order score otherwise", _texts(run), score, back)
    for finding in run.notices:
        for lang in ("zh", "en"):
            holds(bool(finding.message(lang)), "a finding without words", finding)
            finding.remedy(lang)


def _texts(run: Run) -> Any:
    names = ("indicator", "target", "outcome", "printed_points", "level")
    return [[getattr(row, name) for name in names] for row in run.line_rows]
