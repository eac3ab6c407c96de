"""scores.parquet: every indicator of a run as typed columns, for those who compute further (extra ``parquet``)."""

from __future__ import annotations

import io
from decimal import Decimal
from importlib.util import find_spec
from typing import Any

from evaluator.figures import points
from evaluator.run import Run

NAME = "scores.parquet"


def available() -> bool:
    """True if pyarrow is installed."""
    return find_spec("pyarrow") is not None


def scores_parquet(run: Run) -> bytes:
    """One row per indicator in the order of the forms; docs/scorecards.md lists the columns.

    Points are decimals of two places, exactly as printed; ``score`` is null while pending and where the line does not
    apply. Equal runs give equal bytes under one version of pyarrow.
    """
    import pyarrow as pa
    import pyarrow.parquet

    text, name = pa.string(), pa.dictionary(pa.int32(), pa.string())
    exact = pa.decimal128(7, 2)
    columns: dict[str, tuple[Any, list[Any]]] = {
        "form": (pa.int32(), [row.form for row in run.line_rows]),
        "file": (name, [run.forms[row.form].file for row in run.line_rows]),
        "year": (pa.int16(), [run.forms[row.form].year for row in run.line_rows]),
        "department": (name, [run.forms[row.form].department or "" for row in run.line_rows]),
        "project": (name, [run.forms[row.form].project or "" for row in run.line_rows]),
    }
    for column in ("id", "level1", "level2", "indicator", "category", "target", "outcome"):
        columns[column] = (text, [getattr(row, column) for row in run.line_rows])
    columns["completion"] = (pa.float64(), [_known(row.completion) for row in run.line_rows])
    columns["points"] = (exact, [points(row.points) for row in run.line_rows])
    columns["score"] = (exact, [_score(row) for row in run.line_rows])
    for column in ("pending", "applicable"):
        columns[column] = (pa.bool_(), [bool(getattr(row, column)) for row in run.line_rows])
    for column in ("method", "provision", "standing", "matched"):
        columns[column] = (name, [getattr(row, column) for row in run.line_rows])
    columns["reason"] = (text, [row.reason for row in run.line_rows])
    arrays = [pa.array(values, type=kind) for kind, values in columns.values()]
    about = {
        "rulebook": run.book.id,
        "rulebook_version": run.book.version,
        "illustrative": str(run.illustrative).lower(),
    }
    table = pa.table(arrays, names=list(columns)).replace_schema_metadata(about)
    content = io.BytesIO()
    pyarrow.parquet.write_table(table, content, compression="zstd", row_group_size=max(table.num_rows, 1))
    return content.getvalue()


def _score(row: Any) -> Decimal | None:
    return None if row.pending or not row.applicable else points(row.score)


def _known(value: float) -> float | None:
    return None if value != value else float(value)
