"""A finished evaluation of tables: ratings and counts at hand, rows in memory or in the folder they were written to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from evaluator.bulk.documents import run_of
from evaluator.bulk.encoding import Codes
from evaluator.bulk.finding_bits import Mark, Marks
from evaluator.bulk.forms import Forms
from evaluator.bulk.part_findings import LISTED, as_text
from evaluator.bulk.plan import Plan
from evaluator.bulk.results import as_points, departments_table, findings_table
from evaluator.bulk.summary import Case, Summary
from evaluator.findings import in_order
from evaluator.pipeline import as_the_book_weighs
from evaluator.verdict.conditions.departments import DepartmentColumns, departments_found, named_with_grade
from evaluator.verdict.conventions import convention_applied
from rules.dating import year_findings
from rules.grades import grade_of
from rules.rulebook import Rulebook
from targets.errors import InputError
from targets.kinds.finding import Finding, Kind, Severity
from targets.kinds.location import Location

if TYPE_CHECKING:
    from evaluator.run import Run, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRun:
    """Tables judged: what ``evaluator.bulk.scoring.score_tables`` returns.

    ``tables`` holds the results part by part where they were kept in memory; otherwise they stand in ``folder``.
    ``ratings`` is an Arrow table with exact decimals, one row a department. ``listed`` are the first findings of each
    kind with their sentences, worst first, those of the book among them; ``counts`` says how many there are of each
    kind and severity. ``books`` are the files of a local book,
    ``digests`` those of the files of each input where they were taken.
    """

    book: Rulebook
    plan: Plan
    summary: Summary
    ratings: pa.Table
    listed: tuple[Finding, ...]
    counts: Mapping[Mark, int]
    tables: Sequence[Mapping[str, pa.Table]] | None = None
    folder: Path | None = None
    books: tuple[Source, ...] = ()
    digests: tuple[tuple[str, ...], ...] = ()

    @property
    def departments(self) -> pd.DataFrame:
        """One row a department, as documented in docs/bulk.md; points as numbers of points."""
        return _frame(self.ratings)

    @property
    def projects(self) -> pd.DataFrame:
        """One row a form, departments' own forms among them; points as numbers of points."""
        return _frame(self.table("forms"))

    @property
    def indicators(self) -> pd.DataFrame:
        """One row an indicator; points as numbers of points, ``score`` NaN while pending."""
        return _frame(self.table("indicators"))

    @property
    def findings(self) -> pd.DataFrame:
        """One row a finding of a form or an indicator; sentences of the first of each kind are in ``listed``."""
        return _frame(findings_table(self.table("indicators"), self.table("forms")))

    def table(self, name: str) -> pa.Table:
        """``indicators``, ``forms`` or ``unmatched`` as one Arrow table with exact decimals."""
        if self.tables is not None:
            found = [part[name] for part in self.tables if name in part]
            if name == "unmatched":
                found = [self.plan.unmatched, *found]
        else:
            assert self.folder is not None  # noqa: S101  (one of the two is always set)
            found = [pyarrow.parquet.read_table(path) for path in sorted((self.folder / name).glob("*.parquet"))]
        return pa.concat_tables(found, promote_options="permissive").unify_dictionaries()

    def form(self, key: object) -> Run:
        """One form as an ordinary run, with sentences, derivations and official forms. InputError for no such key."""
        places = np.flatnonzero(self.plan.forms.key == key)
        if not len(places):
            raise InputError(f"没有 form = {key} 这张表；请核对主键", f"there is no form = {key}; check the key")
        return run_of({int(places[0]): self._case(int(places[0]))}, self.plan.forms, self.book, file="targets")

    def _case(self, form: int) -> Case:
        starts, outcomes = self.plan.starts, self.plan.outcome_starts
        return Case(
            targets=self.plan.targets.reaching(int(starts[form]), int(starts[form + 1])).rows(),
            outcomes=self.plan.actuals.reaching(int(outcomes[form]), int(outcomes[form + 1])).rows(),
        )

    def worst(self) -> Severity | None:
        """The gravest severity among the findings, None where there are none."""
        return min((mark.severity for mark in self.counts), key=lambda severity: severity.rank, default=None)


def finished(
    book: Rulebook,
    plan: Plan,
    summary: Summary,
    tables: Sequence[Mapping[str, pa.Table]] | None = None,
    folder: Path | None = None,
    books: tuple[Source, ...] = (),
) -> BulkRun:
    """The run, with the sentences of the findings that are listed."""
    counts = dict(summary.counts)
    of_book = tuple(as_the_book_weighs(_of_book(book, plan.forms, summary), book))
    for finding in of_book:
        mark = Mark(finding.kind, finding.severity)
        counts[mark] = counts.get(mark, 0) + 1
    of_ratings, noted = list[Finding](), dict[int, list[Mark]]()
    marks = Marks(book)
    for kind, departments, findings in _of_departments(plan.forms, summary, book):
        of_ratings += as_the_book_weighs(findings, book)
        for department in departments.tolist():
            noted.setdefault(department, []).append(mark := marks.mark(kind))
            counts[mark] = counts.get(mark, 0) + 1
    texts = [as_text(sorted(noted.get(d, ()), key=lambda mark: mark.order)) for d in range(len(plan.forms.departments))]
    rated = departments_table(plan.forms.departments, summary.ratings(book), summary.projects, book)
    return BulkRun(
        book=book,
        plan=plan,
        summary=summary,
        ratings=rated.append_column("findings", pa.array(texts, pa.string())),
        listed=in_order((*of_book, *of_ratings, *_listed(book, plan.forms, summary))),
        counts=dict(sorted(counts.items(), key=lambda item: item[0].order)),
        tables=tables,
        folder=folder,
        books=books,
    )


def _listed(book: Rulebook, forms: Forms, summary: Summary) -> Iterator[Finding]:
    """The listed findings as the document path says them, of the few forms that hold them."""
    if not summary.cases:
        return
    wanted = {
        (mark.kind.name, mark.severity, form, row) for mark, places in summary.listed.items() for form, row in places
    }
    for finding in run_of(summary.cases, forms, book, file="targets").notices:
        row = -1 if finding.at.row is None else finding.at.row
        key = (finding.name, finding.severity, finding.at.table, row)
        if key in wanted:
            yield finding


def _of_departments(forms: Forms, summary: Summary, book: Rulebook) -> Iterator[tuple[Kind, Codes, list[Finding]]]:
    """For each condition on departments its kind, the departments it holds for, and the first few findings."""

    def place(position: int) -> Location:
        return Location(file="targets", table=position)

    def called(position: int) -> tuple[str, str]:
        return f"form {forms.key[position]}", f"form {forms.key[position]}"

    def graded(position: int) -> str:
        project, total = str(forms.project[position]), summary.unweighted.get(position)
        return project if total is None else named_with_grade(project, *(grade_of(end, book) for end in total))

    columns = DepartmentColumns(forms.department, forms.of_department, forms.year, forms.budget > 0, forms.departments)
    return departments_found(columns, place, called, graded, most=LISTED)


def _of_book(book: Rulebook, forms: Forms, summary: Summary) -> Iterator[Finding]:
    """Findings about the book in the years of these forms, and of each convention that points rest on."""
    at = Location(file="targets")
    for year in sorted(summary.years):
        yield from year_findings(book, year or None, at)
    for key, basis in sorted(summary.conventions.items()):
        yield convention_applied(at, book.provisions[key], basis.lines, basis.forms, basis.points)


def _frame(table: pa.Table) -> pd.DataFrame:
    """A result as a pandas frame, decimals as the nearest doubles; whole numbers stay whole beside nulls, since a key
    past 2**53 would become another one.
    """
    columns = [as_points(column) if pa.types.is_decimal(column.type) else column for column in table.columns]
    found = pa.table(columns, names=table.column_names)
    frame: pd.DataFrame = found.to_pandas()
    for name, column in zip(found.column_names, found.columns, strict=True):
        if pa.types.is_integer(column.type) and column.null_count:
            frame[name] = column.to_pandas(types_mapper={column.type: pd.Int64Dtype()}.get)
    return frame
