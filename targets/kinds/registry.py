"""All kinds of findings about target tables and documents (T), in the order of their codes.

Hundreds: 1 reading, 2 units, 3 wording and measurability, 4 points and money, 5 documents.
The docstring of a kind is its page in the documentation. "Figures" lists the names that ``found`` must be given: the
message templates use them.
"""

from __future__ import annotations

from targets.kinds import documents as document_codes
from targets.kinds import indicators as indicator_codes
from targets.kinds import money as money_codes
from targets.kinds.finding import Kind

KINDS: tuple[type[Kind], ...] = (*indicator_codes.KINDS, *money_codes.KINDS, *document_codes.KINDS)
