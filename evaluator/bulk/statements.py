"""The outcomes of a part: each distinct outcome with what a person decided about it, read once.

What an outcome says depends on its target (``readings``); a level, a share and a deduction do not.
"""

from __future__ import annotations

from typing import NamedTuple

from evaluator.bulk.distinct_rows import Distinct
from evaluator.verdict.bounds import STATED, stated_numbers


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


def statements() -> Distinct[Statement]:
    """The statements met, with the columns ``STATED``."""
    return Distinct(
        STATED, Statement._make, lambda one: stated_numbers(one.level, one.share, one.deduction, one.signed)
    )
