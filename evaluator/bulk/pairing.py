"""Pairs of codes as numbers of their own, learnt once and kept from part to part."""

from __future__ import annotations

from threading import RLock

import numpy as np
import pandas as pd

from evaluator.bulk.encoding import MOST_CELLS, Codes, Small, scratch, taken

_A_FEW_ROWS = 1 << 16


class Pairing:
    """Numbers 0, 1, 2 … for pairs of codes in order of first meeting, kept from part to part and safe among threads.

    A table with a cell for each possible pair where that is small enough, otherwise a sorted list of the pairs met.
    A number is given out after its pair stands in ``left`` and ``right``.
    """

    def __init__(self) -> None:
        self._width = 1
        self._lefts = 1
        self._cells: Small | None = np.full(0, -1, dtype=np.int32)
        self._keys: Codes = np.empty(0, dtype=np.int64)
        self._learning = RLock()
        self.left: Codes = np.empty(0, dtype=np.int64)
        self.right: Codes = np.empty(0, dtype=np.int64)

    def __len__(self) -> int:
        return len(self.left)

    def codes(self, left: Small, right: Small, lefts: int, rights: int) -> Small:
        """The numbers of these pairs; codes of the left column are below ``lefts``, of the right below ``rights``."""
        if not len(left):
            return left
        with self._learning:
            self._fit(lefts, rights)
            cells, width = self._cells, self._width
        if cells is None:
            with self._learning:
                return self._searched(left, right)
        key = _cell(left, right, width)
        found = taken(cells, key)
        if found.min() >= 0:
            return found
        with self._learning:
            if self._cells is None:
                return self._searched(left, right)
            if self._cells is not cells:  # it has grown meanwhile
                cells, key = self._cells, _cell(left, right, self._width)
                found = taken(cells, key)
            unknown = np.flatnonzero(found[:_A_FEW_ROWS] < 0)
            if len(unknown) > _A_FEW_ROWS >> 4:  # most pairs stand among the first rows
                self._learn(cells, key[unknown])
                found = taken(cells, key)
            unknown = np.flatnonzero(found < 0)
            self._learn(cells, key[unknown])
            found = found.copy()
            found[unknown] = cells[key[unknown]]
            return found

    def _learn(self, cells: Small, key: Small) -> None:
        asked = pd.unique(key).astype(np.int64)
        new = asked[cells[asked] < 0]  # another thread may have learnt some meanwhile
        numbers = np.arange(len(self), len(self) + len(new), dtype=np.int32)
        self.right = np.concatenate([self.right, new % self._width])
        self.left = np.concatenate([self.left, new // self._width])
        cells[new] = numbers

    def _fit(self, lefts: int, rights: int) -> None:
        if self._cells is None or (rights <= self._width and lefts * self._width <= len(self._cells)):
            return
        self._lefts = lefts = max(lefts, self._lefts)  # another thread may have met more meanwhile
        width = max(self._width, 1 << (rights - 1).bit_length())
        height = 1 << (lefts - 1).bit_length()
        if width * height > MOST_CELLS:
            self._cells = None
            self._width = 1 << 31
            order = np.argsort(key := self.left * self._width + self.right)
            self._keys, self._order = key[order], order
            return
        cells = np.full(width * height, -1, dtype=np.int32)
        cells[self.left * width + self.right] = np.arange(len(self), dtype=np.int32)
        self._width, self._cells = width, cells

    def _searched(self, left: Small, right: Small) -> Small:
        codes, new = pd.factorize(np.multiply(left, self._width, dtype=np.int64) + right, sort=True)
        values = np.asarray(new, dtype=np.int64)
        place = np.searchsorted(self._keys, values)
        known = np.zeros(len(values), dtype=np.bool_)
        inside = place < len(self._keys)
        known[inside] = self._keys[place[inside]] == values[inside]
        number = np.empty(len(values), dtype=np.int64)
        number[known] = self._order[place[known]]
        unknown = values[~known]
        number[~known] = np.arange(len(self), len(self) + len(unknown))
        if len(unknown):
            self.right = np.concatenate([self.right, unknown % self._width])
            self.left = np.concatenate([self.left, unknown // self._width])
            keys = self.left * self._width + self.right
            self._order = np.argsort(keys)
            self._keys = keys[self._order]
        return np.asarray(number[codes], dtype=np.int32)


def _cell(left: Small, right: Small, width: int) -> Small:
    """The cells of pairs in a table so wide, until the thread asks again; there are fewer than 2**31 cells."""
    key: Small = np.multiply(left, np.int32(width), out=scratch("key", len(left), np.int32))
    key += right
    return key
