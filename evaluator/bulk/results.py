"""Results as Arrow tables: exact decimals, null where nothing is known; docs/bulk.md says what the columns hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evaluator.bulk.encoding import coded, taken
from evaluator.bulk.part_findings import from_text
from evaluator.bulk.score_part import Judged
from evaluator.bulk.tables import plain_key
from rules.grades import grade_codes, grade_names, grade_ranges
from rules.points import PRINTED
from rules.rating import Ratings
from rules.rulebook import Rulebook
from targets.kinds.finding import Severity

POINTS = pa.decimal32(7, 2)


def decimals(hundredths: npt.NDArray[Any], known: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    """Whole hundredths as decimals with two places, null where not ``known``."""
    valid, nulls = None, 0
    if known is not None and not known.all():
        valid = pa.py_buffer(np.packbits(known, bitorder="little").tobytes())
        nulls = int(len(known) - known.sum())
    values = np.ascontiguousarray(hundredths, dtype=np.int32)
    return pa.Array.from_buffers(POINTS, len(values), [valid, pa.py_buffer(values)], null_count=nulls)


def hundredths_of(column: pa.ChunkedArray) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
    """Decimals of ``decimals`` as whole hundredths, and where they are known."""
    array = column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):  # without a chunk
        return np.empty(0, dtype=np.int32), np.empty(0, dtype=np.bool_)
    hundredths = np.frombuffer(array.buffers()[1], dtype=np.int32)[array.offset : array.offset + len(array)]
    return hundredths, array.is_valid().to_numpy(zero_copy_only=False)


def as_points(column: pa.ChunkedArray) -> pa.Array:
    """Decimals of ``decimals`` as the nearest doubles, null where they are null."""
    hundredths, known = hundredths_of(column)
    return pa.array(hundredths / 100, mask=~known)


def named(codes: npt.NDArray[Any], names: list[str] | tuple[str, ...]) -> pa.Array:
    """Codes into a list of names, which they are known to lie within, as a dictionary column; -1 is null."""
    wide = codes if codes.dtype in (np.int16, np.int32) else codes.astype(np.int32)
    unknown = codes < 0 if len(codes) and codes.min() < 0 else None
    indices = pa.array(wide, mask=unknown)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names, pa.string()), safe=False)


def indicators_table(judged: Judged) -> pa.Table:
    """One row an indicator, in the order of the forms: its keys, points, score, what they rest on, and its findings."""
    line, lines = judged.line, judged.lines
    return _required(
        {
            "form": judged.part.form_keys(),
            "id": plain_key(judged.part.targets.column("id")),
            "points": decimals(judged.points),
            "score": decimals(taken(lines.score, line), taken(~lines.pending, line) if lines.pending.any() else None),
            "provision": named(taken(lines.provision, line), judged.provisions),
            "points_provision": named(_resting(judged), judged.provisions),
            "findings": named(judged.noted.codes, judged.noted.texts),
        },
        but=("score",),
    )


def _required(columns: dict[str, Any], but: tuple[str, ...]) -> pa.Table:
    """A table of columns without nulls, some excepted: what is known to be there is written faster."""
    fields = [pa.field(name, values.type, nullable=name in but) for name, values in columns.items()]
    return pa.Table.from_arrays(list(columns.values()), schema=pa.schema(fields))


def _resting(judged: Judged) -> npt.NDArray[np.int16]:
    if judged.points_provision is not None:
        return judged.points_provision
    return np.full(len(judged.points), judged.provisions.index(PRINTED), dtype=np.int16)


def forms_table(judged: Judged, book: Rulebook) -> pa.Table:
    """One row a form: its names, execution, totals and grade."""
    forms, totals = judged.part.forms, judged.totals
    return _required(
        {
            "form": pa.array(forms.key),
            "department": named(forms.department, forms.departments),
            "project": forms.project,
            "year": pa.array(forms.year, mask=forms.year == 0),
            "of_department": pa.array(forms.of_department),
            "execution_rate": pa.array(totals.spent.rate, mask=totals.spent.rate < 0).cast(pa.int64()),
            "execution_points": decimals(totals.execution_points),
            "execution_score": decimals(totals.spent.score, ~totals.spent.pending),
            "indicator_score": decimals(totals.indicator_score),
            "indicator_open": decimals(totals.indicator_open),
            "pending": pa.array(totals.pending),
            "total_low": decimals(totals.low),
            "total_high": decimals(totals.high),
            "grade": named(totals.grade, grade_names(book)),
            "findings": named(judged.noted_of_forms.codes, judged.noted_of_forms.texts),
        },
        but=("year", "execution_rate", "execution_score", "grade"),
    )


def findings_table(indicators: pa.Table, forms: pa.Table) -> pa.Table:
    """The findings of indicators and of forms as such (``id`` null), one row each: worst first, then by code, then in
    the order of the rows.
    """
    nothing = pa.nulls(forms.num_rows, indicators.schema.field("id").type)
    found = pa.concat_tables([_told(forms.append_column("id", pa.chunked_array([nothing]))), _told(indicators)])
    rank = {severity.value: severity.rank for severity in Severity}
    order = np.lexsort(
        (
            found.column("code").to_numpy(zero_copy_only=False).astype(str),
            [rank[severity] for severity in found.column("severity").to_pylist()],
        )
    )
    return found.take(pa.array(order))


def _told(table: pa.Table) -> pa.Table:
    """The findings of the rows of a table, in their order."""
    codes, texts = coded(table.column("findings"))
    sets = [from_text(text) for text in texts]
    sizes = np.array([len(one) for one in sets], dtype=np.int64)
    times = sizes[codes]
    row = np.repeat(np.arange(len(codes)), times)
    within = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    one = (np.cumsum(sizes) - sizes)[codes[row]] + within
    flat = [finding for found in sets for finding in found]
    columns = {
        name: pa.array([finding[place] for finding in flat], pa.string()).take(pa.array(one))
        for name, place in (("code", 1), ("name", 2), ("severity", 0))
    }
    keys = {name: table.column(name).take(pa.array(row)) for name in ("form", "id")}
    return pa.table({**columns, **keys})


def unmatched_table(judged: Judged) -> pa.Table:
    """The outcomes of no indicator: the keys of the form and of the indicator they name."""
    part = judged.part
    form = np.searchsorted(part.outcome_starts, judged.unmatched, side="right") - 1
    ids = plain_key(part.outcomes.column("id")).take(pa.array(judged.unmatched))
    return pa.table({"form": key_column(part.forms.key[form]), "id": ids})


def key_column(keys: npt.NDArray[Any]) -> pa.Array:
    """Keys of forms as a column."""
    return pa.array(keys, pa.string() if keys.dtype == object else pa.int64())


def departments_table(
    departments: tuple[str, ...], found: Ratings, projects: npt.NDArray[Any], book: Rulebook
) -> pa.Table:
    """One row a department, in order of first appearance: rating, grade, what it rests on, what stands beside it, and
    the share of its projects' money in each grade in percent.
    """
    low, high = found.low, found.high
    rated = low >= 0
    grade = np.where(rated, grade_ranges(np.maximum(low, 0), np.maximum(high, 0), book), -1)
    names = grade_names(book)
    grade_low = np.where(rated, grade_codes(np.maximum(low, 0), book), -1)
    grade_high = np.where(rated, grade_codes(np.maximum(high, 0), book), -1)
    with_money = found.shares.sum(axis=1) > 0
    return pa.table(
        {
            "department": pa.array(departments, pa.string()),
            "rating_low": decimals(low, rated),
            "rating_high": decimals(high, rated),
            "grade": named(grade, names),
            "grade_low": named(grade_low, names),
            "grade_high": named(grade_high, names),
            "basis": pa.array(found.basis, pa.string()),
            "provision": pa.array(found.provision, pa.string()),
            "own_low": decimals(found.own_low, found.own_low >= 0),
            "own_high": decimals(found.own_high, found.own_low >= 0),
            "mean_low": decimals(found.mean_low, found.mean_low >= 0),
            "mean_high": decimals(found.mean_high, found.mean_low >= 0),
            "projects": pa.array(projects),
            **{
                f"money_{name}": decimals(found.shares[:, place], with_money)
                for place, name in enumerate((*names, "open"))
            },
        }
    )
