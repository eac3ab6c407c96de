"""Words where a number is asked for: nothing happened, it stayed as it was, or a level that counts as met."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from actuals.language.asked import Asked
from actuals.language.levels import level_of, repeats
from actuals.language.sizes import downwards
from actuals.language.statement import statement_of
from actuals.language.words import Role
from actuals.outcome import Level, OutcomeKind, OutcomeReading, at_level, unreadable
from targets.language.expression import read_target
from targets.language.reading import Note, ReadingKind
from targets.model.measures import better_less

K = ReadingKind
R = Role


def in_words(asked: Asked) -> OutcomeReading:
    """Words where a number is asked for."""
    if asked.target.kind is K.CHANGE and _UNCHANGED.fullmatch(asked.text):
        return asked.made(Decimal(0), Fraction(1))
    happened = better_less(asked.indicator) or _HAPPENED.search(asked.text) is not None
    none_at_best = asked.target.high == 0 or (downwards(asked.target) and happened)
    if none_at_best and _nothing_happened(asked):
        return OutcomeReading(
            text=asked.text,
            kind=OutcomeKind.QUANTITY,
            value=Decimal(0),
            unit=asked.target.unit,
            notes=(Note("none-as-zero"),),
        )
    reading = read_target(asked.text)
    level = level_of(asked.text)
    if level is None and reading.kind is K.QUALITATIVE and repeats(asked.text, asked.target.text):
        level = Level.MET
    if level is Level.MET:
        return at_level(asked.text, level, Note("outcome-not-quantified", level.value))
    return unreadable(asked.text, "outcome-unreadable", level.value if level else reading.kind.value)


def _nothing_happened(asked: Asked) -> bool:
    """True if the words say that nothing of what was asked about has happened, and nothing else."""
    words = [w for clause in statement_of(asked.written, asked.own).loose for w in clause]
    absent = any(R.ABSENCE in w.roles or w.text in _NOTHING for w in words)
    if any(grade not in asked.own for grade in GRADED.findall(asked.written)):
        return False  # 未发生重大群体性事件: a smaller one may have happened
    return absent and all(w.roles & {R.ABSENCE, R.NEUTRAL, R.OWN, R.TOTAL} or w.text in _NOTHING for w in words)


_UNCHANGED = re.compile(
    r"(?:[与和同较比]?(?:上年度?|去年|上年同期|去年同期)(?:相比)?)?(?:实现|保持)?(?:持平|不变|零增长|没有变化|无变化)"
)
_NOTHING = frozenset({"无", "没有", "未", "零"})
GRADED = re.compile("特别重大|重特大|重大|较大|特大|严重|恶性|群体性")
"""Words for how grave an event was."""
_HAPPENED = re.compile("发生|出现|发现")
