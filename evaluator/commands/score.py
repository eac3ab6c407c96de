"""``evaluator score TARGETS ACTUALS``: outcomes scored against targets."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from evaluator.commands.progress import kept_readings, progress_on_terminal, tell_passed_over
from evaluator.commands.showing import show, status
from evaluator.comparison import changes_table, totals_table
from evaluator.days import day_of
from evaluator.evaluation import evaluate, is_table
from evaluator.findings import worst
from evaluator.keeping.monitoringfiles import save_monitoring
from evaluator.keeping.runjson import results_object
from evaluator.keeping.saving import saved_sentence
from evaluator.monitoring import monitor
from evaluator.named import options_given, refuse_options
from evaluator.pipeline import judge, take_in
from evaluator.render import terminal
from evaluator.scorecards.findingtables import findings_digest
from evaluator.scorecards.monitoringtables import (
    behind_table,
    lines_table,
    monitoring_json,
    overview_table,
)
from rules.loading import DEFAULT, load
from targets.errors import InputError


def run(args: argparse.Namespace) -> int:
    """Evaluate and show; InputError for anything that cannot be used, before anything is written."""
    intake_options = {
        "mapping": dict(_pair(text) for text in args.map),
        "decisions": args.decisions,
        "table": args.table,
        "query": args.query,
        "jobs": max(1, args.jobs),
        "progress": progress_on_terminal(args.lang),
        "cache": kept_readings(args),
    }
    if is_table(args.targets):
        from evaluator.commands.tables import run as score_tables

        return score_tables(args)
    refuse_options(
        options_given(args, "budgets", "scheduler") + (["--engine"] if args.engine != "local" else []), _ONLY_TABLES
    )
    if args.actuals is None and args.decisions is None:
        raise InputError(
            "没有完成情况：请在目标文件之后给出完成情况表，或用 --decisions 给出写明完成值的决定文件",
            "there are no outcomes: name a table of outcomes after the targets, or a decisions file that states them",
        )
    tell_passed_over([args.targets, args.actuals], args.lang)
    books = [name.strip() for name in (args.rules or DEFAULT).split(",")]
    if args.as_of is not None:
        return _monitor(args, books, intake_options)
    if len(books) > 1:
        return _compare(args, books, intake_options)
    return show(evaluate(args.targets, args.actuals, rules=books[0], **intake_options), args)


_ONLY_TABLES = (
    "只用于 .parquet、.arrow、.feather 表格数据（docs/bulk.md）",
    "is for tables (.parquet, .arrow, .feather; docs/bulk.md)",
)
_ONLY_ONE_BOOK = (
    "不能用于几个办法的比较：逐个办法运行才能排名、存结果",
    "goes with one rulebook, run once for each book to rank and save",
)
_ONLY_GRADED = (
    "不能与 --as-of 同用：年中监控不打分、不排名，也没有自评表",
    "does not go with --as-of, which neither grades nor ranks and has no official forms",
)


def _compare(args: argparse.Namespace, books: list[str], intake_options: dict[str, Any]) -> int:
    """The same outcomes under several books, side by side."""
    refuse_options(options_given(args, "out", "force", "pdf", "full", "sort", "reverse", "top"), _ONLY_ONE_BOOK)
    loaded = [load(name) for name in books]
    intake = take_in(args.targets, args.actuals, **intake_options)
    runs = [judge(intake, book) for book in loaded]
    if args.format == "json":
        results = [{"rulebook": run.book.id, **results_object(run, args.lang)} for run in runs]
        print(json.dumps({"runs": results}, ensure_ascii=False, indent=1))
    else:
        print(terminal.render(totals_table(runs, args.lang)))
        print(terminal.render(changes_table(runs, args.lang)))
    return max(status(worst(run.notices), args.fail_on) for run in runs)


def _monitor(args: argparse.Namespace, books: list[str], intake_options: dict[str, Any]) -> int:
    """Where things stand on a day of the year, without grading."""
    day = day_of("--as-of", args.as_of)
    refuse_options(
        options_given(args, "pdf", "sort", "reverse", "top") + (["--rules A,B"] if len(books) > 1 else []), _ONLY_GRADED
    )
    intake = take_in(args.targets, args.actuals, **intake_options)
    made = monitor(intake, judge(intake, load(books[0])), day)
    if args.out:
        save_monitoring(made, Path(args.out), lang=args.lang, force=args.force)
    if args.format == "json":
        print(monitoring_json(made, args.lang), end="")
    else:
        tables = [overview_table(made, args.lang), behind_table(made, args.lang)]
        tables += [lines_table(made, args.lang)] if args.full else []
        for table in (*tables, findings_digest(made.findings, args.lang, notes=args.full)):
            print(terminal.render(table))
    if args.out:
        said = saved_sentence(Path(args.out), args.lang, "monitoring.md")
        print(said, file=sys.stderr if args.format == "json" else sys.stdout)
    return status(worst(made.findings), args.fail_on)


def _pair(text: str) -> tuple[str, str]:
    field, sign, heading = text.partition("=")
    if not sign or not field.strip() or not heading.strip():
        raise InputError(
            f"--map “{text}”应写成 字段=列名，例如 actual=实际完成值",
            f"--map {text!r} should read field=heading, such as actual=实际完成值",
        )
    return field.strip(), heading.strip()
