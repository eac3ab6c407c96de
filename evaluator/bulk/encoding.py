"""Columns as whole-number codes: texts by their distinct values, combinations of codes by their distinct rows."""

from __future__ import annotations

from decimal import Decimal
from threading import local
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Codes = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
"""Codes of rows: half the memory, which is what the time of long columns depends on."""

MOST_CELLS = 1 << 25
"""Of a table with a cell for every value that a code could have."""
_CELLS_A_ROW = 4
_FEW_CELLS = 1 << 16
_BLOCK = 1 << 16
_A_FEW_ROWS = 1 << 12


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
    number = scratch("cells", cells, np.int32)  # left as zeros; 0 is not met yet
    found = np.zeros(len(key), dtype=np.int32)
    values = np.empty(0, dtype=np.int64)
    unknown = key[:_A_FEW_ROWS]
    while len(unknown):
        new = pd.unique(unknown).astype(np.int64)
        number[new] = np.arange(len(values) + 1, len(values) + len(new) + 1)
        values = np.concatenate([values, new])
        found = taken(number, key)
        unknown = key[found == 0] if found.min() == 0 else key[:0]
    number[values] = 0
    return found - np.int32(1), values


_of_thread = local()


def scratch(name: str, length: int, kind: type[np.generic]) -> npt.NDArray[Any]:
    """Memory of the thread's own under a name, until the thread asks again; at first it holds zeros.

    Fresh memory is cleared by the system page by page, which takes longer than adding up what is put there.
    """
    known = getattr(_of_thread, name, None)
    if known is None or len(known) < length:
        known = np.zeros(length, dtype=kind)
        setattr(_of_thread, name, known)
    return known[:length]


def counted(codes: npt.NDArray[Any], values: int, weights: npt.NDArray[Any] | None = None) -> Codes:
    """Rows of each code 0 … values-1: their number, or the sum of their weights (whole numbers, below 2**53)."""
    counts = np.zeros(values, dtype=np.int64)
    block = max(_BLOCK, 4 * values)  # what is converted stays in the cache of the processor
    for start in range(0, len(codes), block):
        here = slice(start, start + block)
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
    """The number of cells that a table may have so that it saves sorting so many rows."""
    return min(max(_CELLS_A_ROW * rows, _FEW_CELLS), MOST_CELLS)
