"""Distinct rows numbered as they are met, and columns with a row for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count, filterfalse
from typing import Any

import numpy as np

from evaluator.bulk.encoding import Small
from evaluator.verdict.bounds import Columns


class Numbering:
    """Numbers 0, 1, 2 … for rows in order of first meeting."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[object, ...], int] = {}

    def unknown(self, rows: Iterable[tuple[object, ...]]) -> list[tuple[Any, ...]]:
        """The rows that have no number yet, each once, in order."""
        return [*dict.fromkeys(filterfalse(self._numbers.__contains__, rows))]

    def add(self, rows: Iterable[tuple[object, ...]]) -> None:
        """The next numbers go to these rows, which are ``unknown``."""
        self._numbers.update(zip(rows, count(len(self._numbers)), strict=False))

    def of(self, rows: Sequence[tuple[object, ...]]) -> Small:
        """The numbers of rows that have one."""
        return np.fromiter(map(self._numbers.__getitem__, rows), dtype=np.int32, count=len(rows))


def joined(columns: Columns, more: Columns) -> Columns:
    """Columns with more rows; the columns that were there stay as they are."""
    return {name: np.concatenate([values, more[name]]) for name, values in columns.items()}
