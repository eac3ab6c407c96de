"""A finished evaluation: forms, columns, ratings and findings, and the frames and files made from them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from targets.kinds.finding import Finding
from targets.model.form import Form

if TYPE_CHECKING:
    import pandas as pd

    from actuals.outcome import ExecutionFigures
    from actuals.sources.table import Unused
    from evaluator.verdict.columntable import ColumnTable
    from evaluator.verdict.departments import Rating
    from evaluator.verdict.lines import Lines
    from evaluator.verdict.scoring import Scored
    from rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One input of a run: its file name, what it was read as (``targets``, ``actuals``, ``rules``,
    ``decisions`` …), its SHA-256 and its bytes, or where they are.
    """

    name: str
    role: str
    sha256: str
    content: bytes | Path = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A year judged. ``evaluator.evaluate`` returns it with ``save`` (``evaluator.evaluation.Evaluation``).

    ``scored.table`` has one row per indicator, ``totals`` one per form (see ``evaluator.verdict.totals.total_forms``);
    points in both
    are whole hundredths. ``illustrative`` means that the outcomes say of
    themselves that they are invented; everything shown from the run then says so. ``funds`` are the stated figures of
    the 其中 rows by position of the form and label, ``texts`` the words of persons by position and heading.
    """

    forms: tuple[Form, ...]
    book: Rulebook
    lines: Lines
    scored: Scored
    totals: ColumnTable
    ratings: tuple[Rating, ...]
    notices: tuple[Finding, ...]
    unused: tuple[Unused, ...] = ()
    sources: tuple[Source, ...] = ()
    options: Mapping[str, object] = field(default_factory=dict)
    illustrative: bool = False
    funds: Mapping[int, Mapping[str, ExecutionFigures]] = field(default_factory=dict)
    texts: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    _rows: list[Any] = field(default_factory=list, init=False, repr=False, compare=False)
    _totals: list[Any] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def line_rows(self) -> list[Any]:
        """All lines as rows with the columns of ``lines.texts`` and ``scored.table`` as attributes, in their order."""
        if not self._rows:
            from evaluator.verdict.columntable import ColumnTable

            # Kept, since a report asks for each line and each form.
            # Set whole and not extended: two threads may be here at once, and both make the same rows.
            self._rows[:] = ColumnTable({**self.lines.texts, **self.scored.table}).rows()
        return self._rows

    @property
    def total_rows(self) -> list[Any]:
        """The rows of ``totals`` with its columns as attributes, one per form."""
        if not self._totals:
            self._totals[:] = self.totals.rows()
        return self._totals

    def lines_of_form(self, position: int) -> list[Any]:
        """The ``line_rows`` of one form, in table order."""
        rows = self.line_rows
        first = bisect_left(rows, position, key=_form_of)
        return rows[first : bisect_right(rows, position, lo=first, key=_form_of)]

    @property
    def indicators(self) -> pd.DataFrame:
        """One row per indicator: texts, ``points`` and ``score`` as numbers of points (NaN while pending),
        method, provision, standing.
        """
        from evaluator.verdict.columntable import ColumnTable

        texts, table = self.lines.texts, self.scored.table
        kept = ("form", "id", "level1", "level2", "indicator", "category", "target", "outcome", "reason")
        frame = ColumnTable(
            {
                **{name: self.totals[name][texts["form"]] for name in ("department", "project")},
                **{name: texts[name] for name in kept},
                **{name: table[name] for name in ("completion", "method", "provision", "standing", "pending")},
                **{name: table[name] / 100 for name in ("points", "score")},
            }
        ).frame()
        frame.loc[frame["pending"], "score"] = float("nan")
        return frame

    @property
    def projects(self) -> pd.DataFrame:
        """One row per project form: budget in 万元, execution rate in percent, ``total_low`` and ``total_high``
        in points, ``grade`` (empty while open).
        """
        totals = self.totals.frame()
        return _public(totals[~totals["of_department"]])

    @property
    def departments(self) -> pd.DataFrame:
        """One row per department: the rating, its grade, the provision that makes it the rating, the projects' mean."""
        import pandas as pd

        return pd.DataFrame([rating.as_record() for rating in self.ratings])

    @property
    def findings(self) -> pd.DataFrame:
        """One row per finding, worst first: ``code``, ``name``, ``severity``, ``file``, ``form``, ``row``,
        ``indicator``, ``message`` in Chinese and English.
        """
        return findings_frame(self.notices)


_FINDING_COLUMNS = ("code", "name", "severity", "file", "form", "row", "indicator", "message_zh", "message_en")


def findings_frame(found: Iterable[Finding]) -> pd.DataFrame:
    """Findings as rows with the columns that ``Run.findings`` documents."""
    rows = [
        (
            *(f.code, f.name, f.severity.value, f.at.file, f.at.table, f.at.row, f.indicator),
            *(f.message("zh"), f.message("en")),
        )
        for f in found
    ]
    import pandas as pd

    return pd.DataFrame(rows, columns=list(_FINDING_COLUMNS))


def _form_of(row: Any) -> int:
    return int(row.form)


def _public(totals: pd.DataFrame) -> pd.DataFrame:
    frame = totals[["department", "project", "year", "budget", "executed"]].copy()
    frame["execution_rate"] = (totals["rate"] / 100).where(totals["rate"] >= 0)
    for name in ("execution_score", "indicator_score", "total_low", "total_high"):
        frame[name] = totals[name] / 100
    frame["grade"] = totals["grade"]
    return frame.reset_index(drop=True)
