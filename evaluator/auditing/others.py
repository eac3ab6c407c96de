"""Other shipped rulebooks that a claimed score follows from: then it is another rule, not a wrong sum."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from evaluator.auditing.recompute import Recomputed, recompute
from rules.loading import book_ids, load
from rules.rulebook import Rulebook
from targets.errors import InputError
from targets.model.form import Form


@dataclass
class Others:
    """The forms under every other shipped book that scores in points, computed when first asked for."""

    forms: Sequence[Form]
    book: Rulebook
    _made: dict[str, Recomputed] = field(default_factory=dict)
    _books: tuple[Rulebook, ...] | None = None

    def books(self) -> tuple[Rulebook, ...]:
        """The shipped books other than the one in use, in the order of their ids."""
        if self._books is None:
            found = []
            for name in book_ids():
                try:
                    found.append(load(name))
                except InputError:
                    continue  # a book of another regime: no points, nothing to compare
            self._books = tuple(book for book in found if book.id != self.book.id)
        return self._books

    def explaining(self, follows: Callable[[Recomputed], bool]) -> Rulebook | None:
        """The first book under which the claim follows, None if there is none."""
        return next((book for book in self.books() if follows(self.under(book))), None)

    def under(self, book: Rulebook) -> Recomputed:
        """The forms recomputed under one of these books."""
        if book.id not in self._made:
            self._made[book.id] = recompute(self.forms, book)
        return self._made[book.id]


def sentence(book: Rulebook | None) -> tuple[str, str]:
    """The words a finding adds where another book explains the claim, in Chinese and English; empty where none does."""
    if book is None:
        return "", ""
    return f"；按办法“{book.id}”可得此数", f"; it follows under the rulebook “{book.id}”"
