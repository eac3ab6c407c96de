"""Columns as whole-number codes: texts by their distinct values, combinations of codes by their distinct pairs."""

from __future__ import annotations

from decimal import Decimal
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from evaluator.bulk.blocks import in_blocks

Codes = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
"""Codes of rows: half the memory, which is what the time of long columns depends on."""

_MOST_CELLS = 1 << 25


def coded(column: pa.ChunkedArray) -> tuple[Small, list[str]]:
    """A code for each row and the distinct texts; null is the text ``""``, a number its plain decimal text."""
    if pa.types.is_null(column.type):
        return np.zeros(len(column), dtype=np.int32), [""]
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
    return np.asarray(indices.to_numpy(zero_copy_only=False), dtype=np.int32), texts


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


def distinct(key: npt.NDArray[Any], cells: int) -> tuple[Small, Codes]:
    """Codes 0 … n-1 of the distinct keys in 0 … cells-1, and the distinct keys in order of their codes."""
    if cells > _MOST_CELLS:
        codes, values = pd.factorize(key, sort=True)
        return codes.astype(np.int32), np.asarray(values, dtype=np.int64)
    present = np.zeros(cells, dtype=np.bool_)
    present[key] = True
    values = np.flatnonzero(present).astype(np.int64)
    place = np.zeros(cells, dtype=np.int32)
    place[values] = np.arange(len(values))
    return taken(place, key), values


def combined(columns: list[tuple[Small, int]]) -> tuple[Small, npt.NDArray[np.int64]]:
    """Codes of the distinct rows of several code columns (each with its number of values), and one row of codes of
    the columns for each. A column that the ones before it determine costs no more than looking that up.
    """
    codes, size = columns[0]
    rows = np.arange(size, dtype=np.int64)[:, None]
    compact = False
    for other, count in columns[1:]:
        follows = np.zeros(len(rows), dtype=np.int32)
        if count > 1:
            follows[codes] = other
        if count == 1 or _determined(follows, codes, other):
            rows = np.concatenate([rows, follows[:, None]], axis=1)
            continue
        codes, found = distinct(np.multiply(codes, count, dtype=np.int64) + other, len(rows) * count)
        rows = np.concatenate([rows[found // count], (found % count)[:, None]], axis=1)
        compact = True
    if compact:
        return codes, rows
    used, first = distinct(codes, max(len(rows), 1))
    return used, rows[first]


def _determined(follows: Small, codes: Small, other: Small) -> bool:
    """Whether every row of ``other`` is what ``follows`` says of its code."""
    different: list[slice] = []

    def compare(here: slice) -> None:
        if not different and not np.array_equal(np.take(follows, codes[here], mode="clip"), other[here]):
            different.append(here)

    in_blocks(len(codes), compare)
    return not different


def taken(values: npt.NDArray[Any], codes: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """``values[codes]`` for codes that are known to lie within, in one pass."""
    result = np.empty(len(codes), dtype=values.dtype)
    if len(codes):
        in_blocks(len(codes), lambda here: np.take(values, codes[here], mode="clip", out=result[here]))
    return result


class Pairing:
    """Numbers 0, 1, 2 … for pairs of codes in order of first meeting, kept from part to part.

    A table with a cell for each possible pair where that is small enough, otherwise a sorted list of the pairs met.
    """

    def __init__(self) -> None:
        self._width = 1
        self._cells: Small | None = np.full(0, -1, dtype=np.int32)
        self._keys: Codes = np.empty(0, dtype=np.int64)
        self._learning = Lock()
        self.left: Codes = np.empty(0, dtype=np.int64)
        self.right: Codes = np.empty(0, dtype=np.int64)

    def __len__(self) -> int:
        return len(self.left)

    def codes(self, left: Small, right: Small, lefts: int, rights: int) -> Small:
        """The numbers of these pairs; codes of the left column are below ``lefts``, of the right below ``rights``."""
        self._fit(lefts, rights)
        cells = self._cells
        if cells is None:
            return self._searched(left, right)
        width = np.int32(self._width)
        result = np.empty(len(left), dtype=np.int32)

        def look(here: slice) -> None:
            key = np.multiply(left[here], width)  # below the number of cells, so within 32 bits
            key += right[here]
            found = result[here]
            np.take(cells, key, mode="clip", out=found)
            if found.min() < 0:
                unknown = np.flatnonzero(found < 0)
                self._learn(cells, key[unknown])
                found[unknown] = cells[key[unknown]]

        in_blocks(len(left), look)
        return result

    def _learn(self, cells: Small, key: Codes) -> None:
        ordered = np.sort(key)  # np.unique hashes, which takes many times as long
        distinct_keys = ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])]
        with self._learning:
            new = distinct_keys[cells[distinct_keys] < 0]  # another block may have met them meanwhile
            numbers = np.arange(len(self), len(self) + len(new), dtype=np.int32)
            self.left = np.concatenate([self.left, new // self._width])
            self.right = np.concatenate([self.right, new % self._width])
            cells[new] = numbers

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
            self.left = np.concatenate([self.left, unknown // self._width])
            self.right = np.concatenate([self.right, unknown % self._width])
            keys = self.left * self._width + self.right
            self._order = np.argsort(keys)
            self._keys = keys[self._order]
        return np.asarray(number[codes], dtype=np.int32)
