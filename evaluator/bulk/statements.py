"""The outcomes of a part: each distinct outcome with what a person decided about it, read once.

What an outcome says depends on its target (``readings``); a level, a share and a deduction do not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from evaluator.bulk.distinct_rows import Numbering, joined
from evaluator.bulk.encoding import Small
from evaluator.verdict.bounds import STATED, filled, stated_numbers


class Statement(NamedTuple):
    """A statement about a line: the outcome as typed, a level, a share, a deduction; ``given``: if who, when and why of
    share or deduction are all given, and if a reason is given for an outcome that sets the line aside.
    """

    outcome: str
    level: str = ""
    share: str = ""
    deduction: str = ""
    given: tuple[bool, bool] = (False, False)

    @property
    def signed(self) -> bool:
        """True if who, when and why of a share or deduction are given."""
        return self.given[0]

    @property
    def reasoned(self) -> bool:
        """True if a reason is given why the line does not apply."""
        return self.given[1]


NOTHING = Statement("")


class Statements:
    """The statements met so far; ``columns`` have a row for each. One caller at a time."""

    def __init__(self) -> None:
        self._numbering = Numbering()
        self.known: list[Statement] = []
        self.columns = filled(STATED, ())

    def codes(self, rows: Iterable[tuple[object, ...]]) -> Small:
        """The codes of these statements (the fields of ``Statement``)."""
        asked = [*rows]
        new = self._numbering.unknown(asked)
        if new:
            fresh = [Statement._make(row) for row in new]
            numbers = (stated_numbers(one.level, one.share, one.deduction, one.signed) for one in fresh)
            self.columns = joined(self.columns, filled(STATED, numbers))
            self.known += fresh
            self._numbering.add(new)
        return self._numbering.of(asked)
