"""``evaluator score TARGETS.parquet ACTUALS.parquet``: tables of indicators, in this process or on a cluster."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from evaluator.bulk.requirements import need_pyarrow
from evaluator.commands.showing import status
from evaluator.keeping.saving import saved_sentence
from evaluator.named import options_given, refuse_options
from evaluator.render import terminal
from targets.errors import InputError

if TYPE_CHECKING:
    from evaluator.bulk.scoring import Engine

_SHOWN = 20


def run(args: argparse.Namespace) -> int:
    """Score, show the ranking and the findings, save if asked; the exit status by ``args.fail_on``."""
    _only_for_documents(args)
    need_pyarrow()
    from evaluator.bulk.report import counts_table, overview, ranking_table, sentence
    from evaluator.bulk.scoring import score_tables

    found = score_tables(
        args.targets,
        args.actuals,
        args.budgets,
        rules=args.rules,
        out=args.out,
        force=args.force,
        engine=_engine(args),
        keep=False,
    )
    lang = args.lang
    if args.format == "json":
        print(json.dumps(overview(found, lang), ensure_ascii=False, indent=1))
    else:
        print(terminal.render(ranking_table(found, lang, most=None if args.full else _SHOWN)))
        print(terminal.render(counts_table(found, lang)))
        print(sentence(found, lang))
    if args.out:
        said = saved_sentence(Path(args.out), lang, "departments.csv")
        print(said, file=sys.stderr if args.format == "json" else sys.stdout)
    return status(found.worst(), args.fail_on)


def _engine(args: argparse.Namespace) -> Engine | None:
    """Workers on a cluster if asked for; None for this process."""
    if args.engine != "dask":
        return None
    from evaluator.bulk.cluster import on_dask

    return on_dask(args.scheduler)


_ONLY_DOCUMENTS = (
    "只用于文件，不用于表格数据（docs/bulk.md）",
    "is for documents, not for tables (docs/bulk.md)",
)


def _only_for_documents(args: argparse.Namespace) -> None:
    """InputError for options that mean nothing for tables, rather than silence."""
    if args.actuals is None:
        raise InputError(
            "没有完成情况表；请在目标表之后给出（docs/bulk.md）",
            "there is no table of outcomes: name it after the targets",
        )
    given = options_given(args, "map", "decisions", "table", "query", "as_of", "pdf", "sort", "reverse", "top")
    refuse_options(given + (["--rules A,B"] if "," in (args.rules or "") else []), _ONLY_DOCUMENTS)
