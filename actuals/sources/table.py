"""A table of outcomes as read from one source: what can be used, what cannot, and where each stood."""

from __future__ import annotations

from dataclasses import dataclass

from actuals.outcome import ExecutionFigures, Narrative, Outcome
from targets.kinds.finding import Finding
from targets.kinds.location import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Unused:
    """Something typed that could not be used: its place, its text, and why, so that nothing typed is lost.

    ``column`` is the heading it stood under, empty when a whole row is meant; ``text`` then joins the row's cells
    with `` | ``.
    """

    at: Location
    text: str
    zh: str
    en: str
    column: str = ""

    def reason(self, lang: str) -> str:
        """Why it was not used, in ``zh`` or ``en``."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeTable:
    """All outcomes of one source, in its order.

    ``illustrative`` is True where the source itself says that its outcomes are invented. ``source`` is the file's name
    without folders, or a database address without its password.
    """

    source: str
    outcomes: tuple[Outcome, ...] = ()
    execution: tuple[ExecutionFigures, ...] = ()
    findings: tuple[Finding, ...] = ()
    unused: tuple[Unused, ...] = ()
    illustrative: bool = False
    narratives: tuple[Narrative, ...] = ()
