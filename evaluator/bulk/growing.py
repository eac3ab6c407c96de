"""Distinct rows numbered as they are met, and columns with a row for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import filterfalse, islice
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluator.bulk.codes import Small

Columns = dict[str, npt.NDArray[Any]]


class Numbering:
    """Numbers 0, 1, 2 … for rows in order of first meeting."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[object, ...], int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def of(self, rows: Iterable[tuple[object, ...]]) -> Small:
        """The number of each row."""
        asked, known = [*rows], self._numbers
        for row in filterfalse(known.__contains__, asked):
            known.setdefault(row, len(known))
        return np.fromiter(map(known.__getitem__, asked), dtype=np.int32, count=len(asked))

    def past(self, number: int) -> list[tuple[Any, ...]]:
        """The rows that have this number or a higher one, in order."""
        return [*islice(self._numbers, number, None)]


def filled(kinds: Mapping[str, Any], rows: Iterable[tuple[object, ...]]) -> Columns:
    """Rows as columns of these types."""
    sides = [*zip(*rows, strict=True)] or [()] * len(kinds)
    return {name: np.array(side, dtype=kind) for (name, kind), side in zip(kinds.items(), sides, strict=True)}


def joined(columns: Columns, more: Columns) -> Columns:
    """Columns with more rows; the columns that were there stay as they are."""
    return {name: np.concatenate([values, more[name]]) for name, values in columns.items()}
