"""``evaluator score TARGETS ACTUALS``: outcomes scored against targets."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from evaluator.commands.read import kept_readings, progress_on_terminal
from evaluator.comparison import changes_table, totals_table
from evaluator.findings import findings_digest
from evaluator.keeping.monitoringfiles import save_monitoring
from evaluator.keeping.runjson import results_object
from evaluator.language import pick
from evaluator.monitoring import day_of, monitor
from evaluator.pipeline import evaluate, is_table, judge, take_in
from evaluator.render import terminal
from evaluator.scorecards.monitoringtables import (
    behind_table,
    lines_table,
    monitoring_json,
    overview_table,
)
from evaluator.showing import show, status
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
    if is_table(args.targets) or args.engine != "local" or args.budgets or args.scheduler:
        from evaluator.commands.tables import run as score_tables

        return score_tables(args, intake_options)
    if args.actuals is None and args.decisions is None:
        raise InputError(
            "没有完成情况：请在目标文件之后给出完成情况表，或用 --decisions 给出写明完成值的决定文件",
            "there are no outcomes: name a table of outcomes after the targets, or a decisions file that states them",
        )
    books = [name.strip() for name in (args.rules or "").split(",") if name.strip()]
    if args.as_of is not None:
        return _monitor(args, books, intake_options)
    if len(books) > 1:
        return _compare(args, books, intake_options)
    return show(evaluate(args.targets, args.actuals, rules=args.rules, **intake_options), args)


def _compare(args: argparse.Namespace, books: list[str], intake_options: dict[str, Any]) -> int:
    """The same outcomes under several books, side by side."""
    if args.out:
        raise InputError(
            "比较几个办法时不能用 --out；请逐个办法运行并各存一个文件夹",
            "--out goes with one rulebook; run once for each book to save its results",
        )
    loaded = [load(name) for name in books]
    intake = take_in(args.targets, args.actuals, **intake_options)
    runs = [judge(intake, book, named=name) for book, name in zip(loaded, books, strict=True)]
    if args.format == "json":
        results = [{"rulebook": run.book.id, **results_object(run, args.lang)} for run in runs]
        print(json.dumps({"runs": results}, ensure_ascii=False, indent=1))
    else:
        print(terminal.render(totals_table(runs, args.lang)))
        print(terminal.render(changes_table(runs, args.lang)))
    return max(status(run.notices, args.fail_on) for run in runs)


def _monitor(args: argparse.Namespace, books: list[str], intake_options: dict[str, Any]) -> int:
    """Where things stand on a day of the year, without grading."""
    day = day_of(args.as_of)
    if len(books) > 1 or args.pdf:
        raise InputError(
            "--as-of 不打分，不能比较几个办法，也没有自评表可存 PDF；请去掉 --pdf，只留一个办法",
            "--as-of does not grade: there are no rulebooks to compare and no forms to save; "
            "leave out --pdf, name one rulebook",
        )
    intake = take_in(args.targets, args.actuals, **intake_options)
    named = books[0] if books else DEFAULT
    made = monitor(intake, judge(intake, load(named), named=named), day)
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
        said = pick(args.lang, f"结果已存入 {args.out}，先看 monitoring.md", f"saved in {args.out}; see monitoring.md")
        print(said, file=sys.stderr if args.format == "json" else sys.stdout)
    return status(made.findings, args.fail_on)


def _pair(text: str) -> tuple[str, str]:
    field, sign, heading = text.partition("=")
    if not sign or not field.strip() or not heading.strip():
        raise InputError(
            f"--map “{text}”应写成 字段=列名，例如 actual=实际完成值",
            f"--map {text!r} should read field=heading, such as actual=实际完成值",
        )
    return field.strip(), heading.strip()
