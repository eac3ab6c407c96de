"""``evaluator select``: which projects a review looks at, by money, risk, department, at random or by name."""

from __future__ import annotations

import argparse
import secrets
import sys
from dataclasses import replace
from pathlib import Path

from evaluator.auditing.run import audit
from evaluator.auditing.selection import candidates_of, select, way_of
from evaluator.commands.progress import kept_readings, progress_on_terminal, tell_failed, tell_passed_over
from evaluator.keeping.writing import placing, refuse_file
from evaluator.language import pick
from evaluator.named import refuse_options
from evaluator.render import terminal


def run(args: argparse.Namespace) -> int:
    """Print the list and write it; 2 where a file could not be read, since a list without it would be wrong."""
    lang = args.lang
    ways = [way_of(text) for text in args.by or ([] if args.name else ["amount"])]
    random = any(way.name == "random" for way in ways)
    if args.seed is not None and not random:
        refuse_options(["--seed"], ("只用于随机选取（--by random）", "is for a random selection only (--by random)"))
    out = Path(args.out) if args.out else None
    if out is not None:
        refuse_file(out, args.force, (".xlsx", ".csv"))
    done = audit(
        *args.files,
        rules=args.rules,
        jobs=max(1, args.jobs),
        progress=progress_on_terminal(lang),
        cache=kept_readings(args),
    )
    tell_passed_over(args.files, lang)
    tell_failed(done.failed, lang)
    if done.failed:
        print(
            pick(
                lang,
                "有文件不能读取，未选取项目：缺少的项目没有被选中的机会。",
                "nothing was selected: the projects of a file that cannot be read had no chance.",
            ),
            file=sys.stderr,
        )
        return 2
    seed = (args.seed if args.seed is not None else str(secrets.randbelow(10**8))) if random else ""
    found = replace(select(candidates_of(done), ways, args.name, seed), mark=done.mark)

    from evaluator.auditing.selectionlist import render, table_of  # brings openpyxl

    print(terminal.render(table_of(found)))
    if out is not None:
        with placing(out) as place:
            place.write_bytes(render(found, out.suffix.lower()))
        print(pick(lang, f"已写入 {out}。", f"wrote {out}."), file=sys.stderr)
    return 0
