"""One line per indicator, as columns: texts coded, each distinct target and outcome read once.

Everything after this module works on columns only. Documents arrive through ``lines_of``; the columns are the same
for tables of a million lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from actuals.language.reading import names_no_year, read_outcome
from actuals.matching.matching import Matching, Place
from actuals.outcome import Outcome, OutcomeReading
from actuals.statements import Statement
from evaluator.verdict.columntable import Codes, ColumnTable, coded
from targets.language.reading import Reading
from targets.model.form import Form


@dataclass(frozen=True, slots=True)
class Lines:
    """The indicators of many forms as columns of equal length.

    ``texts`` has one row per indicator with the columns ``COLUMNS``: ``form`` is the position of its form, ``matched``
    how its outcome was found, or ``""``. ``reading`` and ``outcome`` hold a code per row into the distinct
    values beside them.
    """

    texts: ColumnTable
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
    records: list[tuple[object, ...]] = []
    readings: dict[Reading, int] = {}
    reading: list[int] = []
    for position, form in enumerate(forms):
        for row, indicator in enumerate(form.rows):
            matched = matching.by_indicator.get((position, row))
            stated = matched.outcome if matched else _NOTHING
            change = adjusted.get((position, row), _UNCHANGED)
            records.append(
                (
                    position,
                    row,
                    indicator.id,
                    indicator.level1,
                    indicator.level2,
                    indicator.name,
                    indicator.category.value,
                    indicator.target,
                    indicator.points or "",
                    stated.actual,
                    stated.level,
                    stated.share,
                    stated.deduction,
                    stated.decided_by,
                    stated.decided_on,
                    stated.evidence_named,
                    stated.reason,
                    str(matched.how) if matched else "",
                    change.stated["points"],
                    change.who,
                    change.date,
                    change.why,
                )
            )
            reading.append(readings.setdefault(indicator.reading, len(readings)))
    columns = [*zip(*records, strict=True)] or [()] * len(COLUMNS)
    texts = ColumnTable(dict(zip(COLUMNS, columns, strict=True)))
    texts = texts.put(**{name: texts[name].astype(np.int64) for name in ("form", "row")})
    years = [form.year or 0 for form in forms]
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


def read_lines(texts: ColumnTable, reading: Codes, readings: tuple[Reading, ...], years: Sequence[int]) -> Lines:
    """Read each distinct outcome once, in the light of its target's reading; ``years`` are those of the forms."""
    yearless = [names_no_year(one) for one in readings]
    stated = texts["outcome"].tolist()
    year = [
        years[form] if yearless[of] or "20" in text else 0  # 2022年36所 is of another year than the form's
        for form, of, text in zip(texts["form"].tolist(), reading.tolist(), stated, strict=True)
    ]
    columns = (stated, reading.tolist(), texts["indicator"].tolist(), year)
    outcome, distinct = coded(zip(*columns, strict=True))
    outcomes = tuple(read_outcome(text, readings[code], indicator=name, year=of) for text, code, name, of in distinct)
    return Lines(
        texts=texts,
        reading=reading,
        readings=readings,
        outcome=outcome,
        outcomes=outcomes,
    )


_NOTHING = Outcome(at=None)  # type: ignore[arg-type]
_UNCHANGED = Statement(table="adjustment", at=None, where={}, stated={"points": ""}, who="", why="")  # type: ignore[arg-type]
