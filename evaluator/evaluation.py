"""The Python face: ``evaluate`` for documents and for tables, and what it returns, which can save itself.

A run is data and knows no files (``evaluator.run``, ``evaluator.bulk.run``); this is the one place above both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, overload

from evaluator.inputs import Files
from evaluator.keeping.owned import Force
from evaluator.keeping.saving import Progress as Written
from evaluator.keeping.saving import save_run
from evaluator.pipeline import judge, take_in
from evaluator.run import Run
from rules.loading import DEFAULT, load
from targets.forms import Progress
from targets.readingcache import ReadingCache

if TYPE_CHECKING:
    import pandas as pd

    from evaluator.bulk.evaluation import TableEvaluation


class Evaluation(Run):
    """A run of documents, as ``evaluate`` returns it: the data of ``evaluator.run.Run``, and ``save``."""

    __slots__ = ()

    @classmethod
    def of(cls, run: Run) -> Self:
        """The same run with ``save``."""
        return cls(**{one.name: getattr(run, one.name) for one in fields(Run) if one.init})

    def save(
        self,
        folder: str | Path,
        *,
        lang: str = "zh",
        force: Force = False,
        layout: str = "central",
        progress: Written | None = None,
        with_pdf: bool = False,
    ) -> Path:
        """Write the whole run into ``folder``: report, official forms, tables, run.json. Whole or not at all; see
        ``evaluator.keeping.saving``. ``layout`` of the forms is ``central``, ``sichuan`` or ``2016``; ``with_pdf`` adds
        them as PDF.
        """
        return save_run(self, Path(folder), lang=lang, force=force, layout=layout, progress=progress, with_pdf=with_pdf)


TABLES = (".parquet", ".arrow", ".feather")
"""Suffixes of files that are tables of the bulk interface and not documents."""


def is_table(targets: object) -> bool:
    """True if targets are a table of the bulk interface: a frame, or a file of one of ``TABLES``."""
    if isinstance(targets, str | Path):
        return str(targets).lower().endswith(TABLES)
    return hasattr(targets, "columns")


@overload
def evaluate(
    targets: Files,
    actuals: Files,
    *,
    rules: str | None = None,
    mapping: Mapping[str, str] | None = None,
    decisions: str | Path | None = None,
    table: str | None = None,
    query: str | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
    cache: ReadingCache | None = None,
) -> Evaluation: ...


@overload
def evaluate(
    targets: pd.DataFrame, actuals: pd.DataFrame, *, budgets: pd.DataFrame | None = None, rules: str | None = None
) -> TableEvaluation: ...


def evaluate(
    targets: Any,
    actuals: Any,
    *,
    rules: str | None = None,
    mapping: Mapping[str, str] | None = None,
    decisions: str | Path | None = None,
    table: str | None = None,
    query: str | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
    budgets: Any = None,
    cache: ReadingCache | None = None,
) -> Evaluation | TableEvaluation:
    """Read targets and outcomes, match them, score them under a rulebook, add up, rate.

    ``targets`` is a document of target forms, a folder or pattern of such, or several; ``actuals`` a table of outcomes,
    likewise (or a database address with ``table`` or ``query``; None where ``decisions`` state them all); ``rules`` the
    id of a shipped book or a TOML file; ``mapping`` names columns by heading; ``decisions`` a file of what a person
    settled. ``jobs`` files are read at once, ``progress`` is told of each; what ``cache`` holds is not
    read again. Raises ``targets.errors.InputError`` if an
    input cannot be used at all; every other doubt is a finding.

    Frames (pandas or Arrow) and Parquet files of targets are tables of the bulk interface (docs/bulk.md): indicators,
    outcomes and, as ``budgets``, the names and money of the forms. The result is then a
    ``TableEvaluation``.
    """
    if is_table(targets):
        from evaluator.bulk.evaluation import TableEvaluation
        from evaluator.bulk.scoring import score_tables

        return TableEvaluation.of(score_tables(targets, actuals, budgets, rules=rules))
    book = load(DEFAULT if rules is None else rules)
    intake = take_in(
        targets,
        actuals,
        mapping=mapping,
        decisions=decisions,
        table=table,
        query=query,
        jobs=jobs,
        progress=progress,
        cache=cache,
    )
    return Evaluation.of(judge(intake, book))
