"""Distinct rows numbered as they are met, and columns with a row for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import count, filterfalse
from typing import Any, Generic, TypeVar

import numpy as np

from evaluator.bulk.encoding import Small
from evaluator.verdict.bounds import Columns, filled

_Known = TypeVar("_Known")


class Distinct(Generic[_Known]):
    """Distinct rows, each read once: ``known`` and ``columns`` have an entry for each, in order of first meeting. One
    caller at a time.

    ``read`` makes of a row what is known of it, ``numbers`` of that its row in columns of these ``kinds``.
    """

    def __init__(
        self,
        kinds: Mapping[str, Any],
        read: Callable[[tuple[Any, ...]], _Known],
        numbers: Callable[[_Known], tuple[object, ...]],
    ) -> None:
        self._kinds, self._read, self._row = kinds, read, numbers
        self._numbers: dict[tuple[object, ...], int] = {}
        self.known: list[_Known] = []
        self.columns = filled(kinds, ())

    def codes(self, rows: Iterable[tuple[object, ...]]) -> Small:
        """The codes of these rows; new ones are read. Where ``read`` raises, none of them is kept, so that other
        tables can still be judged.
        """
        asked = [*rows]
        if new := [*dict.fromkeys(filterfalse(self._numbers.__contains__, asked))]:
            fresh = [self._read(row) for row in new]
            self.columns = joined(self.columns, filled(self._kinds, map(self._row, fresh)))
            self.known += fresh
            self._numbers.update(zip(new, count(len(self._numbers)), strict=False))
        return np.fromiter(map(self._numbers.__getitem__, asked), dtype=np.int32, count=len(asked))


def joined(columns: Columns, more: Columns) -> Columns:
    """Columns with more rows; the columns that were there stay as they are."""
    return {name: np.concatenate([values, more[name]]) for name, values in columns.items()}
