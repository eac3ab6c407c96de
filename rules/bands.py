"""The band of the points that a level of a qualitative outcome earns, as the book states it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rules.rulebook import Rulebook
from targets.model.amounts import shown


@dataclass(frozen=True, slots=True)
class Band:
    """Shares of the points from ``low`` to ``high`` (0 to 1) for the level called ``label``.

    ``low`` belongs to the band; ``high`` belongs to the next band up, except in the best one.
    """

    low: Decimal
    high: Decimal
    label: str

    @property
    def percent(self) -> str:
        """The ends as a person reads them: ``60%—80%``."""
        return f"{shown(self.low * 100)}%—{shown(self.high * 100)}%"


def level_bands(book: Rulebook) -> tuple[Band, ...]:
    """The bands of the book's three levels, best first: met, partly met, missed."""
    levels = book.provision("score.qualitative").params["levels"]
    return tuple(Band(low=band["from"], high=band["to"], label=str(band["label"])) for band in levels)
