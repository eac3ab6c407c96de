"""All kinds of findings about self-evaluations that others filled in (S), in the order of their codes.

Hundreds: 1 the score of a row, 2 money and execution, 3 totals and grades, 4 forms together and last year, 5 reviews,
6 the suppressions. A finding states the printed figure, the recomputed one, the formula and the tolerance; where the
rules leave room it is a note.
"""

from __future__ import annotations

from evaluator.auditing import across_kinds as across_codes
from evaluator.auditing import claim_kinds as claim_codes
from targets.kinds.finding import Kind

KINDS: tuple[type[Kind], ...] = (*claim_codes.KINDS, *across_codes.KINDS)
