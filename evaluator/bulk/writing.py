"""Results on disk, part by part; the same bytes for the same results, whoever writes them and when."""

from __future__ import annotations

import hashlib
import mmap
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from evaluator.bulk.results import forms_table, indicators_table, unmatched_table
from evaluator.bulk.score_part import Judged
from rules.rulebook import Rulebook

_PIECE = 1 << 26
_REPETITIVE = {"form", "id", "points", "project"}


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


def write_part(tables: dict[str, pa.Table], number: int, folder: Path) -> dict[str, str]:
    """Write the tables of one part into ``folder``; a part written twice is the same part. The digest of each file by
    its name in the folder.
    """
    digests = {}
    for name, table in tables.items():
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        beginning = place / f".{part_name(number)}"
        write_table(table, beginning)
        digests[f"{name}/{part_name(number)}"] = digest(beginning)
        beginning.replace(place / part_name(number))
    return digests


def write_table(table: pa.Table, path: Path) -> None:
    """One Parquet file with one row group.

    Names are dictionary-encoded. Only what is repetitive is compressed: for scores and totals that takes three times as
    long and saves a third.
    """
    kinds = {field.name: field.type for field in table.schema}
    names = [name for name, kind in kinds.items() if pa.types.is_dictionary(kind)]
    pyarrow.parquet.write_table(
        table,
        path,
        row_group_size=max(table.num_rows, 1),
        use_dictionary=names,
        write_batch_size=1 << 16,
        store_decimal_as_integer=True,
        compression=dict.fromkeys(_REPETITIVE & set(kinds), "snappy"),
        write_statistics=["form"] if "form" in kinds else False,
    )


def digest(path: Path) -> str:
    """SHA-256 of a file, whose pieces are mapped and not copied: other threads go on meanwhile."""
    found = hashlib.sha256()
    size = path.stat().st_size
    with path.open("rb") as file:
        for start in range(0, size, _PIECE):
            length = min(_PIECE, size - start)
            with mmap.mmap(file.fileno(), length, access=mmap.ACCESS_READ, offset=start) as piece:
                found.update(piece)
    return found.hexdigest()
