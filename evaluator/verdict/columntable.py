"""A table as named columns of equal length, on numpy alone: what documents are judged in, where a data frame would cost
more to load than the judging.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd

Codes = npt.NDArray[np.int64]
Column = npt.NDArray[Any]


class ColumnTable(Mapping[str, Column]):
    """Columns by name; texts are columns of objects. Nothing changes it: ``put`` gives another one."""

    __slots__ = ("_columns", "_length")

    def __init__(self, columns: Mapping[str, Iterable[Any]]) -> None:
        self._columns = {name: _column(values) for name, values in columns.items()}
        lengths = {len(column) for column in self._columns.values()}
        if len(lengths) > 1:
            raise ValueError(f"columns of different lengths: {sorted(lengths)}")
        self._length = lengths.pop() if lengths else 0

    def __getitem__(self, name: str) -> Column:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        """The number of rows."""
        return self._length

    def put(self, **columns: Iterable[Any]) -> ColumnTable:
        """The same table with these columns more, or in the place of those of the same name."""
        return ColumnTable({**self._columns, **columns})

    def rows(self) -> list[Any]:
        """The rows with the columns as attributes; typed Any, since the columns are documented, not typed."""
        make = _row_of(tuple(self._columns))._make
        return [make(row) for row in zip(*(column.tolist() for column in self._columns.values()), strict=True)]

    def frame(self) -> pd.DataFrame:
        """The table as a data frame."""
        import pandas as pd

        return pd.DataFrame(
            {name: one.tolist() if one.dtype == object else one for name, one in self._columns.items()},
            columns=list(self._columns),
        )


def _column(values: Iterable[Any]) -> Column:
    if isinstance(values, np.ndarray):
        return values
    listed = list(values)
    column = np.empty(len(listed), dtype=object)
    column[:] = listed
    return column


@lru_cache(maxsize=64)
def _row_of(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)  # noqa: PYI024 - its columns are known when it is made


def coded(values: Iterable[Hashable]) -> tuple[Codes, list[Any]]:
    """A code for each value and the distinct values, in the order in which they first stand there."""
    known: dict[Hashable, int] = {}
    codes = [known.setdefault(value, len(known)) for value in values]
    return np.array(codes, dtype=np.int64), list(known)


def each_once(column: Column, read: Callable[[Any], Any], kind: npt.DTypeLike = object) -> Column:
    """The values that ``read`` makes of those of a column, asked once for equal ones."""
    codes, values = coded(column.tolist())
    distinct = np.empty(len(values), dtype=kind)
    distinct[:] = [read(value) for value in values]
    return distinct[codes]
