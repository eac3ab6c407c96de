"""``evaluator score TARGETS ACTUALS``: outcomes scored against targets."""

from __future__ import annotations

import argparse
import json
from typing import Any

from evaluator.comparison import changes_table, totals_table
from evaluator.pipeline import evaluate, judge, take_in
from evaluator.render import terminal
from evaluator.runjson import results_object
from evaluator.showing import show, status
from rules.loading import load
from targets.errors import InputError


def run(args: argparse.Namespace) -> int:
    """Evaluate and show; InputError for anything that cannot be used, before anything is written."""
    intake_options = {
        "mapping": dict(_pair(text) for text in args.map),
        "decisions": args.decisions,
        "table": args.table,
        "query": args.query,
    }
    books = [name.strip() for name in (args.rules or "").split(",") if name.strip()]
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


def _pair(text: str) -> tuple[str, str]:
    field, sign, heading = text.partition("=")
    if not sign or not field.strip() or not heading.strip():
        raise InputError(
            f"--map “{text}”应写成 字段=列名，例如 actual=实际完成值",
            f"--map {text!r} should read field=heading, such as actual=实际完成值",
        )
    return field.strip(), heading.strip()
