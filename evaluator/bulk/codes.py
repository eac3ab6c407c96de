"""Columns as whole-number codes: texts by their distinct values, combinations of codes by their distinct pairs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

Codes = npt.NDArray[np.int64]

_MOST_CELLS = 1 << 25
_BLOCK = 1 << 16


def coded(column: pa.ChunkedArray) -> tuple[Codes, list[str]]:
    """A code for each row and the distinct texts; null is the text ``""``, a number its plain decimal text."""
    if pa.types.is_null(column.type):
        return np.zeros(len(column), dtype=np.int64), [""]
    whole = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    array = whole.combine_chunks()
    if isinstance(array, pa.ChunkedArray):  # no chunk at all, or dictionaries that differ
        array = array.unify_dictionaries().combine_chunks() if array.num_chunks else pa.array([], whole.type)
    if isinstance(array, pa.ChunkedArray):
        array = array.chunk(0) if array.num_chunks else pa.array([], pa.string()).dictionary_encode()
    values = array.dictionary.to_pylist()
    if pa.types.is_string(array.dictionary.type):
        texts = ["" if value is None else value for value in values]
    else:
        texts = [text_of(value) for value in values]
    indices = array.indices
    if indices.null_count:
        indices = indices.fill_null(len(texts))
        texts.append("")
    return indices.to_numpy(zero_copy_only=False).astype(np.int64), texts


def text_of(value: object) -> str:
    """A cell as the text it stands for: ``""`` for null and NaN, numbers without exponent."""
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        plain = format(value, "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return str(value)


def distinct(key: Codes, cells: int) -> tuple[Codes, Codes]:
    """Codes 0 … n-1 of the distinct keys in 0 … cells-1, and the distinct keys in order of their codes."""
    if cells > _MOST_CELLS:
        codes, values = pd.factorize(key, sort=True)
        return codes.astype(np.int64), np.asarray(values, dtype=np.int64)
    present = np.zeros(cells, dtype=np.bool_)
    present[key] = True
    values = np.flatnonzero(present)
    place = np.zeros(cells, dtype=np.int64)
    place[values] = np.arange(len(values))
    return taken(place, key), values


def combined(columns: list[tuple[Codes, int]]) -> tuple[Codes, npt.NDArray[np.int64]]:
    """Codes of the distinct rows of several code columns (each with its number of values), and one row of codes of
    the columns for each. A column that the ones before it determine costs no more than looking that up.
    """
    codes, size = columns[0]
    rows = np.arange(size, dtype=np.int64)[:, None]
    compact = False
    for other, count in columns[1:]:
        follows = np.zeros(len(rows), dtype=np.int64)
        if count > 1:
            follows[codes] = other
        if count == 1 or np.array_equal(taken(follows, codes), other):
            rows = np.concatenate([rows, follows[:, None]], axis=1)
            continue
        codes, found = distinct(codes * count + other, len(rows) * count)
        rows = np.concatenate([rows[found // count], (found % count)[:, None]], axis=1)
        compact = True
    if compact:
        return codes, rows
    used, first = distinct(codes, max(len(rows), 1))
    return used, rows[first]


def taken(values: npt.NDArray[Any], codes: Codes) -> npt.NDArray[Any]:
    """``values[codes]`` for codes that are known to lie within, in one pass."""
    if not len(codes):
        return values[:0]
    return np.take(values, codes, mode="clip")


class Pairing:
    """Numbers 0, 1, 2 … for pairs of codes in order of first meeting, kept from part to part.

    A table with a cell for each possible pair where that is small enough, otherwise a sorted list of the pairs met.
    """

    def __init__(self) -> None:
        self._width = 1
        self._cells: npt.NDArray[np.int32] | None = np.full(0, -1, dtype=np.int32)
        self._keys: Codes = np.empty(0, dtype=np.int64)
        self.left: Codes = np.empty(0, dtype=np.int64)
        self.right: Codes = np.empty(0, dtype=np.int64)

    def __len__(self) -> int:
        return len(self.left)

    def codes(self, left: Codes, right: Codes, lefts: int, rights: int) -> Codes:
        """The numbers of these pairs; codes of the left column are below ``lefts``, of the right below ``rights``."""
        self._fit(lefts, rights)
        if self._cells is None:
            return self._searched(left, right)
        result = np.empty(len(left), dtype=np.int64)
        for start in range(0, len(left), _BLOCK):
            here = slice(start, start + _BLOCK)
            key = left[here] * self._width
            key += right[here]
            found = np.take(self._cells, key, mode="clip")
            if found.min() < 0:
                self._learn(key[found < 0])
                found = np.take(self._cells, key, mode="clip")
            result[here] = found
        return result

    def _learn(self, key: Codes) -> None:
        assert self._cells is not None  # noqa: S101  (only called then)
        ordered = np.sort(key)  # np.unique hashes, which takes many times as long
        new = ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])]
        self._cells[new] = np.arange(len(self), len(self) + len(new), dtype=np.int32)
        self.left = np.concatenate([self.left, new // self._width])
        self.right = np.concatenate([self.right, new % self._width])

    def _fit(self, lefts: int, rights: int) -> None:
        if self._cells is None or (rights <= self._width and lefts * self._width <= len(self._cells)):
            return
        width = max(self._width, 1 << (rights - 1).bit_length())
        height = 1 << (lefts - 1).bit_length()
        if width * height > _MOST_CELLS:
            self._cells = None
            self._width = 1 << 31
            order = np.argsort(key := self.left * self._width + self.right)
            self._keys, self._order = key[order], order
            return
        self._width = width
        self._cells = np.full(width * height, -1, dtype=np.int32)
        self._cells[self.left * width + self.right] = np.arange(len(self), dtype=np.int32)

    def _searched(self, left: Codes, right: Codes) -> Codes:
        codes, new = pd.factorize(left * self._width + right, sort=True)
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
            self.left = np.concatenate([self.left, unknown // self._width])
            self.right = np.concatenate([self.right, unknown % self._width])
            keys = self.left * self._width + self.right
            self._order = np.argsort(keys)
            self._keys = keys[self._order]
        return np.asarray(number[codes], dtype=np.int64)
