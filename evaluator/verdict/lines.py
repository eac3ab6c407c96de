"""One line per indicator, as columns: texts coded, each distinct target and outcome read once.

Everything after this module works on columns only. Documents arrive through ``lines_of``; the columns are the same
for tables of a million lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from actuals.language.reading import names_no_year, read_outcome
from actuals.matching.matching import Matching, Place
from actuals.outcome import Outcome, OutcomeReading
from actuals.statements import Statement
from targets.language.reading import Reading
from targets.model.form import Form

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Lines:
    """The indicators of many forms as columns of equal length.

    ``texts`` has one row per indicator with the columns ``COLUMNS``: ``form`` is the position of its form, ``matched``
    how its outcome was found, or ``""``. ``reading`` and ``outcome`` hold a code per row into the distinct
    values beside them.
    """

    texts: pd.DataFrame
    reading: Codes
    readings: tuple[Reading, ...]
    outcome: Codes
    outcomes: tuple[OutcomeReading, ...]

    def __len__(self) -> int:
        return len(self.texts)


def lines_of(forms: Sequence[Form], matching: Matching, adjustments: Mapping[Place, Statement] | None = None) -> Lines:
    """The lines of forms as read from documents, each with the outcome that was matched to it and a reviewer's
    adjustment where there is one.
    """
    adjusted = adjustments or {}
    records: list[dict[str, object]] = []
    readings: dict[Reading, int] = {}
    reading: list[int] = []
    for position, form in enumerate(forms):
        for row, indicator in enumerate(form.rows):
            matched = matching.by_indicator.get((position, row))
            stated = matched.outcome if matched else _NOTHING
            change = adjusted.get((position, row), _UNCHANGED)
            records.append(
                {
                    "form": position,
                    "row": row,
                    "id": indicator.id,
                    "level1": indicator.level1,
                    "level2": indicator.level2,
                    "indicator": indicator.name,
                    "category": indicator.category.value,
                    "target": indicator.target,
                    "printed_points": indicator.points or "",
                    "outcome": stated.actual,
                    "level": stated.level,
                    "share": stated.share,
                    "deduction": stated.deduction,
                    "decided_by": stated.decided_by,
                    "decided_on": stated.decided_on,
                    "evidence": stated.evidence,
                    "reason": stated.reason,
                    "matched": str(matched.how) if matched else "",
                    "adjustment": change.stated["points"],
                    "adjusted_by": change.who,
                    "adjusted_on": change.date,
                    "adjusted_why": change.why,
                }
            )
            reading.append(readings.setdefault(indicator.reading, len(readings)))
    texts = pd.DataFrame(records, columns=COLUMNS)
    years = np.array([form.year or 0 for form in forms], dtype=np.int64)
    return read_lines(texts, np.array(reading, dtype=np.int64), tuple(readings), years)


COLUMNS = (
    "form",
    "row",
    "id",
    "level1",
    "level2",
    "indicator",
    "category",
    "target",
    "printed_points",
    "outcome",
    "level",
    "share",
    "deduction",
    "decided_by",
    "decided_on",
    "evidence",
    "reason",
    "matched",
    "adjustment",
    "adjusted_by",
    "adjusted_on",
    "adjusted_why",
)


def read_lines(texts: pd.DataFrame, reading: Codes, readings: tuple[Reading, ...], years: Codes) -> Lines:
    """Read each distinct outcome once, in the light of its target's reading; ``years`` are those of the forms."""
    yearless = np.array([names_no_year(one) for one in readings], dtype=np.bool_)
    year = _years(texts, yearless[reading] if len(reading) else yearless[:0], years)
    outcome, pairs = _distinct(texts["outcome"], reading, texts["indicator"], year)
    outcomes = tuple(read_outcome(text, readings[code], indicator=name, year=of) for text, code, name, of in pairs)
    return Lines(
        texts=texts,
        reading=reading,
        readings=readings,
        outcome=outcome,
        outcomes=outcomes,
    )


def _years(texts: pd.DataFrame, yearless: npt.NDArray[np.bool_], years: Codes) -> Codes:
    """The year of the form where a deadline names none, else 0."""
    return np.where(yearless, years[texts["form"].to_numpy(dtype=np.int64)], 0) if len(years) else np.zeros(0, np.int64)


def _distinct(
    texts: pd.Series, reading: Codes, names: pd.Series, year: Codes
) -> tuple[Codes, list[tuple[str, int, str, int]]]:
    """Codes of the distinct (outcome text, reading, indicator name, year), and these in order of first appearance."""
    text_code, text_values = pd.factorize(texts)
    name_code, name_values = pd.factorize(names)
    year_code, year_values = pd.factorize(year)
    key = text_code.astype(np.int64)
    for more, size in (
        (reading, int(reading.max(initial=0)) + 1),
        (name_code, len(name_values) + 1),
        (year_code, len(year_values) + 1),
    ):
        key = key * size + more
    code = pd.factorize(key)[0]
    positions = pd.Series(np.arange(len(code))).groupby(code, sort=False).first().to_numpy()
    said, called = text_values.tolist(), name_values.tolist()  # a cell of pandas costs as much as a reading
    rows = zip(*(codes[positions].tolist() for codes in (text_code, reading, name_code, year)), strict=True)
    return code.astype(np.int64), [(str(said[text]), target, str(called[name]), of) for text, target, name, of in rows]


_NOTHING = Outcome(at=None)  # type: ignore[arg-type]
_UNCHANGED = Statement(table="adjustment", at=None, where={}, stated={"points": ""}, who="", why="")  # type: ignore[arg-type]
