"""What was stated: each distinct outcome with what a person decided about it, read once.

What an outcome says depends on its target (``readings``); a level, a share and a deduction do not.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from evaluator.bulk.distinct_rows import Numbering, filled, joined
from evaluator.bulk.encoding import Small
from evaluator.verdict.bounds import LEVEL_CODES, deduction_hundredths, share_of_text
from evaluator.verdict.lines import read_level

_REFUSED = -1
_COLUMNS = {
    "chosen_level": np.int8,
    "share": np.float64,
    "deduction": np.int64,
    "level_chosen": np.bool_,
    "share_stated": np.bool_,
    "signed": np.bool_,
    "level_stated": np.bool_,
}


class Statement(NamedTuple):
    """What a person stated: the outcome as typed, a level, a share, a deduction, and whether who, when and why of share
    or deduction are all given.
    """

    outcome: str
    level: str = ""
    share: str = ""
    deduction: str = ""
    signed: bool = False


NOTHING = Statement("")


class Statements:
    """The statements met so far; ``columns`` have a row for each. One caller at a time."""

    def __init__(self) -> None:
        self._numbering = Numbering()
        self.known: list[Statement] = []
        self.columns = filled(_COLUMNS, ())

    def codes(self, rows: Iterable[tuple[object, ...]]) -> Small:
        """The codes of these statements (the fields of ``Statement``)."""
        asked = [*rows]
        new = self._numbering.unknown(asked)
        if new:
            fresh = [Statement._make(row) for row in new]
            decided = (_decided(one.level, one.share, one.deduction, one.signed) for one in fresh)
            self.columns = joined(self.columns, filled(_COLUMNS, decided))
            self.known += fresh
            self._numbering.add(new)
        return self._numbering.of(asked)


@lru_cache(maxsize=1 << 12)
def _decided(level: str, share: str, deduction: str, signed: bool) -> tuple[object, ...]:
    chosen, amount = read_level(level).level, deduction_hundredths(deduction)
    return (
        -1 if chosen is None else LEVEL_CODES[chosen],
        share_of_text(share),
        _REFUSED if amount != 0 and not signed else amount,
        chosen is not None,
        bool(share.strip()),
        signed,
        bool(level.strip()),
    )
