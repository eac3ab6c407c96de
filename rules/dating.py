"""The dates of a book against the year it is applied to: in force, dated, compared with the texts."""

from __future__ import annotations

from datetime import date

from rules import kinds as codes
from rules.rulebook import Rulebook
from targets.kinds.finding import Finding
from targets.kinds.location import Location


def year_findings(book: Rulebook, year: int | None, at: Location) -> tuple[Finding, ...]:
    """Findings on a book applied to a year (None where it is not known) at a place, such as a form."""
    found: list[Finding] = []
    shown = str(year) if year is not None else "?"
    if book.since is None and book.until is None:
        found.append(codes.DatesUnknown.found(at, book=book.id, year=shown))
    elif year is not None and not book.in_force(year):
        since = book.since.isoformat() if book.since else "–"
        until = book.until.isoformat() if book.until else "–"
        found.append(codes.NotInForce.found(at, book=book.id, year=shown, since=since, until=until))
    if book.checked_on is None:
        found.append(codes.Unchecked.found(at, book=book.id))
    elif year is not None and book.checked_on.year < year:
        found.append(codes.CheckedBefore.found(at, book=book.id, year=shown, checked_on=book.checked_on.isoformat()))
    return tuple(found)


def holding_on(book: Rulebook, day: date) -> Rulebook | None:
    """Whose provisions hold on that day: the book's own, or those of the nearest one it extends that was in force; a
    book without dates may hold on any day. None where none was.
    """
    return next((one for one in book.line if one.in_force_on(day) is not False), None)
