"""All kinds of findings about target tables and documents (T), in the order of their codes.

Hundreds: 1 reading, 2 units, 3 wording and measurability, 4 points and money, 5 documents.
The docstring of a kind is its page in the documentation. "Figures" lists the names that ``found`` must be given: the
message templates use them.
"""

from __future__ import annotations

from targets import document_codes, indicator_codes, money_codes
from targets.finding import Kind

KINDS: tuple[type[Kind], ...] = (*indicator_codes.KINDS, *money_codes.KINDS, *document_codes.KINDS)
