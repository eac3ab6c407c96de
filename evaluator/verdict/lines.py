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

from actuals.language.reading import read_outcome
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
    return read_lines(texts, np.array(reading, dtype=np.int64), tuple(readings))


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


def read_lines(texts: pd.DataFrame, reading: Codes, readings: tuple[Reading, ...]) -> Lines:
    """Read each distinct outcome once, in the light of its target's reading."""
    outcome, pairs = _distinct(texts["outcome"], reading, texts["indicator"])
    outcomes = tuple(read_outcome(text, readings[code], indicator=name) for text, code, name in pairs)
    return Lines(
        texts=texts,
        reading=reading,
        readings=readings,
        outcome=outcome,
        outcomes=outcomes,
    )


def _distinct(texts: pd.Series, reading: Codes, names: pd.Series) -> tuple[Codes, list[tuple[str, int, str]]]:
    """Codes of the distinct (outcome text, reading, indicator name) triples, and the triples in order of
    first appearance.
    """
    text_code, text_values = pd.factorize(texts)
    name_code, name_values = pd.factorize(names)
    key = (text_code.astype(np.int64) * (int(reading.max(initial=0)) + 1) + reading) * (
        len(name_values) + 1
    ) + name_code
    code = pd.factorize(key)[0]
    positions = pd.Series(np.arange(len(code))).groupby(code, sort=False).first().to_numpy()
    said, called = text_values.tolist(), name_values.tolist()  # a cell of pandas costs as much as a reading
    triples = zip(
        text_code[positions].tolist(), reading[positions].tolist(), name_code[positions].tolist(), strict=True
    )
    return code.astype(np.int64), [(str(said[text]), target, str(called[name])) for text, target, name in triples]


_NOTHING = Outcome(at=None)  # type: ignore[arg-type]
_UNCHANGED = Statement(table="adjustment", at=None, where={}, stated={"points": ""}, who="", why="")  # type: ignore[arg-type]
