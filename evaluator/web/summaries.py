"""One row for each evaluation with what lists over many of them show: written when a study is made, so that hundreds of
evaluations are ranked without making hundreds of studies. A row that is older than its evaluation is not used.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from evaluator.run import Run
from evaluator.scorecards.ranking import Total, rank_departments
from evaluator.web.store import summaries
from evaluator.web.studies import Study
from rules.grades import grade_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One department's rating in one evaluation, in no language: points in hundredths, ``budget`` in 万元 as text,
    ``rate`` and the shares of ``money`` in hundredths of a percent, ``""`` a grade that is open.
    """

    evaluation: RowMapping
    name: str
    total: Total
    grade: str
    grade_low: str
    grade_high: str
    budget: str
    rate: int
    grades: tuple[tuple[str, int], ...]
    money: tuple[tuple[str, int], ...]
    pending: int
    counts: tuple[int, int, int]
    invented: bool
    cuts: tuple[tuple[float, str], ...]


def write_summary(engine: Engine, study: Study) -> None:
    """Put the summary of a study in the place of an older one; a newer one stays."""
    values = {"head": study.head, "content": json.dumps(_content(study.run), ensure_ascii=False, sort_keys=True)}
    here = summaries.c.evaluation == study.record.evaluation
    with engine.begin() as connection:
        if connection.execute(
            update(summaries).where(here & (summaries.c.head <= study.head)).values(**values)
        ).rowcount:
            return
        if connection.execute(select(summaries.c.head).where(here)).first() is not None:
            return
    try:
        with engine.begin() as connection:
            connection.execute(insert(summaries).values(evaluation=study.record.evaluation, **values))
    except IntegrityError:  # another piece of work put one there in this moment, and the next study will bring it up
        return


def standings(engine: Engine, rows: Iterable[RowMapping]) -> tuple[list[Standing], list[RowMapping]]:
    """The departments of these evaluations as summed up, and the evaluations whose summary is lacking or too old."""
    listed = list(rows)
    with engine.connect() as connection:
        found = connection.execute(
            select(summaries).where(summaries.c.evaluation.in_([row["id"] for row in listed]))
        ).mappings()
        known = {one["evaluation"]: one for one in found}
    ready, missing = [], []
    for row in listed:
        one = known.get(row["id"])
        if one is None or one["head"] < row["head"]:
            missing.append(row)
        else:
            ready += [_standing(row, each) for each in json.loads(one["content"])]
    return ready, missing


def _content(run: Run | None) -> list[dict[str, Any]]:
    if run is None:
        return []
    bands = run.book.provision("grades.scale").params["grades"]
    cuts = [(float(band["from"]), str(band["grade"])) for band in bands if band["from"]]
    names = (*grade_names(run.book), "")
    found = []
    for entry in rank_departments(run):
        rating = run.ratings[entry.position]
        found.append(
            {
                "name": entry.name,
                "total": entry.total,
                "grade": rating.grade,
                "grade_low": rating.grade_low,
                "grade_high": rating.grade_high,
                "budget": "" if entry.budget is None else format(entry.budget, "f"),
                "rate": entry.rate,
                "grades": [(grade, entry.grades[grade]) for grade in names if entry.grades.get(grade)],
                "money": [(share.grade or "", share.share) for share in rating.found.money if share.share],
                "pending": entry.pending,
                "counts": entry.counts,
                "invented": run.illustrative,
                "cuts": cuts,
            }
        )
    return found


def _standing(row: RowMapping, kept: Mapping[str, Any]) -> Standing:
    tuples = {name: tuple(map(tuple, kept[name])) for name in ("grades", "money", "cuts")}
    total = None if kept["total"] is None else tuple(kept["total"])
    return Standing(evaluation=row, **{**kept, **tuples, "total": total, "counts": tuple(kept["counts"])})
