"""Parquet files as text cells (extra ``parquet``)."""

from __future__ import annotations

import io
from pathlib import Path

from actuals.sources.cells import CellTable, typed_rows
from targets.errors import InputError
from targets.kinds.location import Location


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
        data = pyarrow.parquet.read_table(io.BytesIO(content))
    except (pyarrow.ArrowException, OSError) as error:
        raise InputError(
            f"{path.name}：Parquet 文件已损坏；请重新导出。",
            f"{path.name}: the Parquet file is damaged; export it again.",
        ) from error
    columns = [column.to_pylist() for column in data.columns]
    rows = [data.column_names, *zip(*columns, strict=True)]
    return typed_rows(rows, lambda n: Location(file=path.name, row=n))
