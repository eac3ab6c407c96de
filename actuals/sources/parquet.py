"""Parquet files as text cells (extra ``parquet``)."""

from __future__ import annotations

import io
from pathlib import Path

from actuals.sources.cells import CellTable, typed_rows
from targets.documents.limits import MAX_UNPACKED
from targets.errors import InputError
from targets.kinds.location import Location

_ROWS, _CELLS = 500_000, 5_000_000
"""Rows and cells of a table of outcomes that is read at once; more of them are tables of the bulk interface."""


def read_parquet(path: Path, content: bytes) -> CellTable:
    """The rows of a Parquet file under its column names. Raises InputError without pyarrow or for a damaged file."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise InputError(
            f'{path.name}：读 Parquet 需要 pyarrow；请运行 pip install "evaluator[parquet]"。',
            f'{path.name}: reading Parquet needs pyarrow; run pip install "evaluator[parquet]".',
        ) from error
    try:
        stored = pyarrow.parquet.ParquetFile(io.BytesIO(content))
        about = stored.metadata
        unpacked = sum(about.row_group(group).total_byte_size for group in range(about.num_row_groups))
        if about.num_rows > _ROWS or about.num_rows * about.num_columns > _CELLS or unpacked > MAX_UNPACKED:
            raise InputError(
                f"{path.name}：表有 {about.num_rows} 行、{about.num_columns} 列，超过 {_ROWS} 行或 {_CELLS} 格，"
                f"或解压后超过 {MAX_UNPACKED >> 20} MB；请拆成几个文件。",
                f"{path.name}: a table of {about.num_rows} rows and {about.num_columns} columns is more than {_ROWS} "
                f"rows, {_CELLS} cells or {MAX_UNPACKED >> 20} MB unpacked; split it into several files.",
            )
        data = stored.read(use_threads=False)
    except (pyarrow.ArrowException, OSError) as error:
        raise InputError(
            f"{path.name}：Parquet 文件已损坏；请重新导出。",
            f"{path.name}: the Parquet file is damaged; export it again.",
        ) from error
    columns = [column.to_pylist() for column in data.columns]
    rows = [data.column_names, *zip(*columns, strict=True)]
    return typed_rows(rows, lambda n: Location(file=path.name, row=n))
