"""Findings of lines as bits of one whole number, so that a column of findings costs eight bytes a row.

One bit for each kind at each severity it can have. Bits are given out as kinds occur, so they differ from process to
process and never leave it: results hold names.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

from evaluator.findings import check_severities
from rules.rulebook import Rulebook
from targets.kinds.finding import Kind, Severity

MOST = 63


@dataclass(frozen=True, slots=True)
class Mark:
    """A kind of finding at a severity."""

    kind: Kind
    severity: Severity

    @property
    def order(self) -> tuple[int, str]:
        """Worst first, then by code."""
        return self.severity.rank, self.kind.code


class Marks:
    """The bits given out so far, each when first asked for; severities as the book weighs them."""

    def __init__(self, book: Rulebook) -> None:
        check_severities(book)
        self._book = book
        self._bits: dict[Mark, int] = {}
        self._giving = Lock()

    def bit(self, kind: Kind, severity: Severity | None = None) -> int:
        """The bit (as a power of two) of a kind; its own severity unless the book or the caller says otherwise."""
        mark = self.mark(kind, severity)
        with self._giving:
            if mark not in self._bits:
                if len(self._bits) >= MOST:
                    raise RuntimeError("more kinds of findings than bits")
                self._bits[mark] = 1 << len(self._bits)
            return self._bits[mark]

    def mark(self, kind: Kind, severity: Severity | None = None) -> Mark:
        """The kind at the severity that counts."""
        asked = self._book.severities.get(kind.name)
        return Mark(kind, Severity(asked) if asked else severity or kind.severity)

    def of(self, bits: int) -> tuple[Mark, ...]:
        """The marks whose bits are set, worst first, then by code."""
        with self._giving:
            found = [mark for mark, bit in self._bits.items() if bits & bit]
        return tuple(sorted(found, key=lambda mark: mark.order))
