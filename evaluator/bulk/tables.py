"""Where the tables of the bulk interface stand: Parquet files or folders of them, Arrow files, frames in memory.

All are read by ranges of rows, so that no table has to be in memory as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from evaluator.bulk.schema import VARIED, Column, Holds, check
from targets.errors import InputError

Frame: TypeAlias = pd.DataFrame | Any
"""A pandas frame or a ``pyarrow.Table``."""


@dataclass(slots=True, weakref_slot=True)
class Stored:
    """One table, read by row groups: ``groups`` holds the number of rows of each.

    ``files`` are its files, none for a frame in memory. It can be sent to another process, which opens the files again.
    """

    name: str
    schema: pa.Schema
    groups: tuple[int, ...]
    columns: tuple[Column, ...]
    files: tuple[Path, ...] = ()
    frame: pa.Table | None = None
    _places: tuple[tuple[int, int], ...] = ()
    _open: dict[int, Any] = field(default_factory=dict)
    _last: tuple[object, pa.Table] | None = None

    def __getstate__(self) -> tuple[Any, ...]:
        return (self.name, self.schema, self.groups, self.columns, self.files, self.frame, self._places)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.name, self.schema, self.groups, self.columns, self.files, self.frame, self._places = state
        self._open, self._last = {}, None

    def __len__(self) -> int:
        return sum(self.groups)

    def read(self, names: Sequence[str]) -> Iterator[pa.Table]:
        """The row groups in order, with these of the columns as far as the table has them."""
        for group in range(len(self.groups)):
            yield self._group(group, tuple(names))

    def rows(self, start: int, stop: int, names: Sequence[str]) -> pa.Table:
        """The rows from ``start`` to before ``stop``; the last row group stays at hand for the next range."""
        ends = np.cumsum((0, *self.groups))
        first, last = np.searchsorted(ends, start, side="right") - 1, np.searchsorted(ends, stop, side="left")
        found = []
        for group in range(int(first), int(last)):
            key = (group, tuple(names))
            if self._last is None or self._last[0] != key:
                self._last = (key, self._group(group, tuple(names)))
            begin, end = int(ends[group]), int(ends[group + 1])
            found.append(self._last[1].slice(max(start - begin, 0), min(stop, end) - max(start, begin)))
        return pa.concat_tables(found) if found else self.schema.empty_table().select(self._had(names))

    def reaching(self, start: int, stop: int) -> Reach:
        """The rows from ``start`` to before ``stop``, not read yet; of a frame in memory a slice."""
        if self.frame is None:
            return Reach(self, start, stop)
        rows = self.frame.slice(start, stop - start)
        return Reach(replace(self, frame=rows, groups=(rows.num_rows,), _open={}, _last=None), 0, rows.num_rows)

    def _had(self, names: Sequence[str]) -> list[str]:
        return [name for name in names if name in self.schema.names]

    def _group(self, group: int, names: tuple[str, ...]) -> pa.Table:
        if self.frame is not None:
            start = sum(self.groups[:group])
            return self.frame.select(self._had(names)).slice(start, self.groups[group])
        number, inner = self._places[group]
        path = self.files[number]
        try:
            if path.suffix == ".parquet":
                if number not in self._open:
                    self._open = {number: _parquet(path, self.columns)}
                return _sound(self._open[number].read_row_group(inner, columns=self._had(names)))
            with pa.memory_map(str(path)) as source:
                batch = pa.ipc.open_file(source).get_batch(inner)
            return _sound(pa.Table.from_batches([batch]).select(self._had(names)))
        except pa.ArrowMemoryError as error:
            raise InputError(
                f"读 {path.name} 时内存不足；请关闭其他程序，或把文件另存为较小的行组（每组约一百万行）",
                f"memory ran out while {path.name} was read; close other programs, or write the file in smaller row "
                "groups (of about a million rows)",
            ) from error
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise _damaged(path) from error


@dataclass(frozen=True, slots=True)
class Reach:
    """Some rows of a table that are read where they are needed."""

    table: Stored
    start: int
    stop: int

    def rows(self) -> pa.Table:
        """All columns of these rows but ``form``, which the plan knows."""
        names = [column.name for column in self.table.columns if column.name != "form"]
        return self.table.rows(self.start, self.stop, names)


def open_table(source: str | Path | Frame, columns: tuple[Column, ...], name: str) -> Stored:
    """A table checked against its columns. InputError for what cannot be read or has other columns.

    ``name`` is what messages call a frame; a file goes by its own name.
    """
    if isinstance(source, str | Path):
        return _open_files(Path(source), columns)
    table = pa.Table.from_pandas(source, preserve_index=False) if isinstance(source, pd.DataFrame) else source
    check(table.schema, columns, name)
    return Stored(name=name, schema=table.schema, groups=(table.num_rows,), columns=columns, frame=table)


def _open_files(path: Path, columns: tuple[Column, ...]) -> Stored:
    if not path.exists():
        raise InputError(f"找不到 {path}；请核对文件名", f"{path} does not exist; check the name")
    files = tuple(sorted(path.glob("*.parquet"))) if path.is_dir() else (path,)
    groups: list[int] = []
    places: list[tuple[int, int]] = []
    schema: pa.Schema | None = None
    for number, file in enumerate(files):
        try:
            own, sizes = _shape(file, columns)
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise _damaged(file) from error
        check(own, columns, file.name)
        if schema is not None and own.names != schema.names:
            raise InputError(
                f"{file.name} 的列与 {files[0].name} 不同；同一文件夹的文件应有同样的列",
                f"{file.name} has other columns than {files[0].name}; the files of a folder must have the same",
            )
        schema = schema or own
        places += [(number, inner) for inner in range(len(sizes))]
        groups += sizes
    if schema is None:
        raise InputError(f"{path} 里没有 Parquet 文件", f"{path} holds no Parquet file")
    return Stored(
        name=path.name, schema=schema, groups=tuple(groups), columns=columns, files=files, _places=tuple(places)
    )


def _parquet(path: Path, columns: tuple[Column, ...]) -> pyarrow.parquet.ParquetFile:
    metadata = pyarrow.parquet.read_metadata(path)
    texts = {column.name for column in columns if column.holds in (Holds.TEXT, Holds.TEXT_OR_NUMBER)}
    there = [name for name in metadata.schema.names if name in texts - VARIED]
    return pyarrow.parquet.ParquetFile(path, metadata=metadata, read_dictionary=there, memory_map=True)


def _shape(path: Path, columns: tuple[Column, ...]) -> tuple[pa.Schema, list[int]]:
    if path.suffix.lower() == ".parquet":
        file = _parquet(path, columns)
        return file.schema_arrow, [file.metadata.row_group(n).num_rows for n in range(file.metadata.num_row_groups)]
    with pa.memory_map(str(path)) as source:
        reader = pa.ipc.open_file(source)
        return reader.schema, [reader.get_batch(n).num_rows for n in range(reader.num_record_batches)]


def _damaged(path: Path) -> InputError:
    return InputError(
        f"{path.name} 不是可读的 Parquet 或 Arrow 文件；请重新导出",
        f"{path.name} is no readable Parquet or Arrow file; export it again",
    )


def _sound(table: pa.Table) -> pa.Table:
    """The table, whose texts are text. ArrowException for bytes that are none and codes that lead nowhere."""
    for column in table.columns:
        if pa.types.is_dictionary(column.type):
            for chunk in column.chunks:
                _sound_codes(chunk)
        elif not pa.types.is_primitive(column.type):
            column.validate(full=True)
    return table


def _sound_codes(chunk: pa.DictionaryArray) -> None:
    """The same checks as ``validate(full=True)``, in a tenth of its time."""
    chunk.validate()
    chunk.dictionary.validate(full=True)
    ends = pc.min_max(chunk.indices)
    if ends["min"].is_valid and (ends["min"].as_py() < 0 or ends["max"].as_py() >= len(chunk.dictionary)):
        raise pa.ArrowInvalid("a code without a text")


def key_values(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    """A key column without nulls as numpy, not to be written to: int64, or objects of str."""
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_integer(kind):
        chunks = [chunk.to_numpy(zero_copy_only=False) for chunk in column.cast(pa.int64()).chunks]
        return chunks[0] if len(chunks) == 1 else np.concatenate([np.empty(0, dtype=np.int64), *chunks])
    return np.asarray(column.cast(pa.string()).to_numpy(zero_copy_only=False), dtype=object)


def plain_key(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A key column as plain values: whole numbers as int64, text as string."""
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    return column.cast(pa.int64() if pa.types.is_integer(kind) else pa.string())
