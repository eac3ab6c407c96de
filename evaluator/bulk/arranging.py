"""Rows brought together form by form, where a table does not hold them so: in memory, or by way of a temporary folder.

The rows of a form keep their order. Results therefore do not depend on how the forms were scattered.
"""

from __future__ import annotations

import tempfile
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from evaluator.bulk.tables import Stored, key_values, open_table

Codes = npt.NDArray[np.int64]


def arranged(table: Stored, index: pd.Index[Any], rows: int) -> tuple[Stored, pa.Table]:
    """The table with its rows in the order of the forms of ``index``, and the keys of the rows of no such form.

    ``rows`` is how many rows are sorted at a time where the table is on disk.
    """
    if table.frame is not None:
        codes = _codes(table.frame, index)
        order = np.argsort(codes, kind="stable")
        lost = int((codes < 0).sum())
        found = table.frame.take(pa.array(order[lost:]))
        keys = table.frame.select(["form", "id"]).take(pa.array(np.sort(order[:lost])))
        return open_table(found, table.columns, table.name), keys
    return _on_disk(table, index, rows)


def _on_disk(table: Stored, index: pd.Index[Any], rows: int) -> tuple[Stored, pa.Table]:
    """Rows into buckets of neighbouring forms, then each bucket sorted; two passes over the table."""
    counts = np.zeros(len(index), dtype=np.int64)
    for group in table.read(["form"]):
        codes = _codes(group, index)
        counts += np.bincount(codes[codes >= 0], minlength=len(index))
    bucket_of = np.maximum(np.cumsum(counts) - 1, 0) // rows
    folder = tempfile.TemporaryDirectory(prefix="evaluator-arranging-")
    place = Path(folder.name)
    lost = [table.schema.empty_table().select(["form", "id"])]
    writers: dict[int, pyarrow.parquet.ParquetWriter] = {}
    try:
        names = [column.name for column in table.columns]
        for group in table.read(names):
            codes = _codes(group, index)
            lost.append(group.select(["form", "id"]).filter(pa.array(codes < 0)))
            bucket = np.where(codes < 0, -1, bucket_of[codes])
            for number in np.unique(bucket[bucket >= 0]).tolist():
                if number not in writers:
                    writers[number] = pyarrow.parquet.ParquetWriter(place / f"{number}.bucket", group.schema)
                writers[number].write_table(group.filter(pa.array(bucket == number)))
    finally:
        for writer in writers.values():
            writer.close()
    parts = place / "parts"
    parts.mkdir()
    for number in sorted(writers):
        path = place / f"{number}.bucket"
        whole = pyarrow.parquet.read_table(path)
        order = np.argsort(_codes(whole, index), kind="stable")
        pyarrow.parquet.write_table(whole.take(pa.array(order)), parts / f"{number:06}.parquet", row_group_size=rows)
        path.unlink()
    if not writers:
        pyarrow.parquet.write_table(table.schema.empty_table(), parts / "000000.parquet")
    found = open_table(parts, table.columns, table.name)
    found.name = table.name
    weakref.finalize(found, folder.cleanup)
    return found, pa.concat_tables(lost, promote_options="permissive")


def _codes(table: pa.Table, index: pd.Index[Any]) -> Codes:
    return np.asarray(index.get_indexer(pd.Index(key_values(table.column("form")))), dtype=np.int64)
