"""Results on disk, part by part; the same bytes for the same results, whoever writes them and when."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from evaluator.bulk.judging import Judged
from evaluator.bulk.results import forms_table, indicators_table, unmatched_table
from rules.rulebook import Rulebook


def part_name(number: int) -> str:
    """The file name of a part."""
    return f"part-{number:06}.parquet"


def part_tables(judged: Judged, book: Rulebook) -> dict[str, pa.Table]:
    """The tables of one part by the folder they belong in."""
    tables = {
        "indicators": indicators_table(judged),
        "forms": forms_table(judged, book),
    }
    if len(judged.unmatched):
        tables["unmatched"] = unmatched_table(judged)
    return tables


def write_part(tables: dict[str, pa.Table], number: int, folder: Path) -> None:
    """Write the tables of one part into ``folder``; a part written twice is the same part."""
    for name, table in tables.items():
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        beginning = place / f".{part_name(number)}"
        write_table(table, beginning)
        beginning.replace(place / part_name(number))


def write_table(table: pa.Table, path: Path) -> None:
    """One Parquet file with one row group; only names are dictionary-encoded, keys and points are not repetitive."""
    names = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
    pyarrow.parquet.write_table(
        table,
        path,
        row_group_size=max(table.num_rows, 1),
        use_dictionary=names,
        store_decimal_as_integer=True,
        compression="snappy",  # zstd takes twice the time for a third less space
        write_statistics=["form"] if "form" in table.schema.names else False,
    )


def digest(path: Path) -> str:
    """SHA-256 of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
