"""Columns as whole-number codes: texts by their distinct values, combinations of codes by their distinct rows."""

from __future__ import annotations

from decimal import Decimal
from threading import RLock, local
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Codes = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
"""Codes of rows: half the memory, which is what the time of long columns depends on."""

_MOST_CELLS = 1 << 25
_CELLS_A_ROW = 4
_FEW_CELLS = 1 << 16
_BLOCK = 1 << 16
_A_FEW_ROWS = 1 << 16


def coded(column: pa.ChunkedArray | pa.Array) -> tuple[Small, list[str]]:
    """A code for each row and the texts they stand for; null is the text ``""``, a number its plain decimal text."""
    if pa.types.is_null(column.type):
        return np.zeros(len(column), dtype=np.int32), [""]
    whole = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    array = _in_one(whole) if isinstance(whole, pa.ChunkedArray) else whole
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


def _in_one(column: pa.ChunkedArray) -> pa.Array:
    """A dictionary column as one array, whatever its chunks and their dictionaries."""
    if column.num_chunks == 1:
        return column.chunk(0)
    if not column.num_chunks:
        return pa.array([], pa.string()).dictionary_encode()
    array = column.unify_dictionaries().combine_chunks()
    return array.chunk(0) if isinstance(array, pa.ChunkedArray) else array


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


def taken(values: npt.NDArray[Any], codes: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """``values[codes]`` for codes that are known to lie within; not to be written to.

    Arrow reads a table at half the time of numpy, which turns small codes into wide ones first.
    """
    if values.dtype == np.bool_:
        return np.asarray(taken(values.view(np.uint8), codes).view(np.bool_))
    if values.dtype == object:
        return np.asarray(values[codes])
    found = pc.take(pa.array(values), pa.array(codes), boundscheck=False)
    return np.asarray(found.to_numpy(zero_copy_only=True))


def distinct(key: npt.NDArray[Any], cells: int) -> tuple[Small, Codes]:
    """Codes 0 … n-1 of the distinct keys in 0 … cells-1, and the distinct keys in order of their codes."""
    if cells > _room(len(key)):
        codes, values = pd.factorize(key)
        return codes.astype(np.int32), np.asarray(values, dtype=np.int64)
    number = _blank_cells(cells)  # 0 is not met yet
    found = np.zeros(len(key), dtype=np.int32)
    values = np.empty(0, dtype=np.int64)
    unknown = key[: _A_FEW_ROWS >> 4]
    while len(unknown):
        new = pd.unique(unknown).astype(np.int64)
        number[new] = np.arange(len(values) + 1, len(values) + len(new) + 1)
        values = np.concatenate([values, new])
        found = taken(number, key)
        unknown = key[found == 0] if found.min() == 0 else key[:0]
    number[values] = 0
    return found - np.int32(1), values


_of_thread = local()


def _blank_cells(cells: int) -> Small:
    """So many zeros of the thread's own, to be left as zeros: fresh memory would cost a page for each cell used."""
    if len(getattr(_of_thread, "cells", ())) < cells:
        _of_thread.cells = np.zeros(cells, dtype=np.int32)
    blank: Small = _of_thread.cells[:cells]
    return blank


def counted(codes: npt.NDArray[Any], values: int, weights: npt.NDArray[Any] | None = None) -> Codes:
    """How many rows have each of the codes 0 … values-1, or the sum of their weights (whole numbers, below 2**53)."""
    counts = np.zeros(values, dtype=np.int64)
    for start in range(0, len(codes), _BLOCK):  # what is converted stays in the cache of the processor
        here = slice(start, start + _BLOCK)
        found = np.bincount(codes[here], None if weights is None else weights[here], values)
        counts += found.astype(np.int64, copy=False)
    return counts


def combined(columns: list[tuple[Small, int]]) -> tuple[Small, npt.NDArray[np.int64]]:
    """Codes of the distinct rows of several code columns (each with its number of values), and one row of codes of
    the columns for each. Where no column but the first has two values, its codes stay, used or not.
    """
    codes, cells = columns[0]
    rows = np.arange(cells, dtype=np.int64)[:, None]
    folded: list[int] = []
    for other, count in columns[1:]:
        if any(n > 1 for n in folded) and cells * count > _room(len(codes)):  # only what occurs goes on
            codes, rows = _unfolded(codes, cells, rows, folded)
            cells, folded = len(rows), []
        cells *= count
        folded.append(count)
        if count > 1:
            codes = np.multiply(codes, count, dtype=np.int32 if cells < 1 << 31 else np.int64)
            codes += other
    if any(n > 1 for n in folded):
        return _unfolded(codes, cells, rows, folded)
    return codes, np.concatenate([rows, np.zeros((len(rows), len(folded)), dtype=np.int64)], axis=1)


def _unfolded(
    codes: npt.NDArray[Any], cells: int, rows: npt.NDArray[np.int64], folded: list[int]
) -> tuple[Small, npt.NDArray[np.int64]]:
    """Columns folded into one number (of so many values each) as codes of what occurs, and the rows of those."""
    found, left = distinct(codes, cells)
    more = []
    for count in reversed(folded):
        left, value = np.divmod(left, count)
        more.append(value)
    return found, np.column_stack([rows[left], *reversed(more)])


def _room(rows: int) -> int:
    """How many cells a table may have that saves sorting so many rows."""
    return min(max(_CELLS_A_ROW * rows, _FEW_CELLS), _MOST_CELLS)


class Pairing:
    """Numbers 0, 1, 2 … for pairs of codes in order of first meeting, kept from part to part and safe among threads.

    A table with a cell for each possible pair where that is small enough, otherwise a sorted list of the pairs met.
    A number is given out after its pair stands in ``left`` and ``right``.
    """

    def __init__(self) -> None:
        self._width = 1
        self._cells: Small | None = np.full(0, -1, dtype=np.int32)
        self._keys: Codes = np.empty(0, dtype=np.int64)
        self._learning = RLock()
        self.left: Codes = np.empty(0, dtype=np.int64)
        self.right: Codes = np.empty(0, dtype=np.int64)

    def __len__(self) -> int:
        return len(self.left)

    def codes(self, left: Small, right: Small, lefts: int, rights: int) -> Small:
        """The numbers of these pairs; codes of the left column are below ``lefts``, of the right below ``rights``."""
        with self._learning:
            self._fit(lefts, rights)
            cells, width = self._cells, self._width
        if cells is None:
            with self._learning:
                return self._searched(left, right)
        key = _cell(left, right, width)
        found = taken(cells, key)
        if not len(found) or found.min() >= 0:
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
        new = pd.unique(key).astype(np.int64)
        numbers = np.arange(len(self), len(self) + len(new), dtype=np.int32)
        self.right = np.concatenate([self.right, new % self._width])
        self.left = np.concatenate([self.left, new // self._width])
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
    """The cells of pairs in a table so wide; there are fewer than 2**31 cells."""
    key = np.multiply(left, np.int32(width))
    key += right
    return key
