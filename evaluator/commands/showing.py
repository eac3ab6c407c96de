"""A run shown on the terminal, saved if asked, and turned into an exit status: what ``demo`` and
``score`` have in common.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from evaluator.findings import worst
from evaluator.keeping import scoresparquet
from evaluator.keeping.runjson import run_json
from evaluator.keeping.saving import Progress, save_run, saved_sentence, without_pdf
from evaluator.language import pick
from evaluator.render import terminal
from evaluator.run import Run
from evaluator.scorecards.findingtables import findings_digest
from evaluator.scorecards.rankingtables import ranking_tables
from evaluator.scorecards.scorecard import provisions_table, rating_table, scorecard_table, summary_table
from targets.kinds.finding import Severity

_MANY = 20
_SCREENFUL = 30


def show(run: Run, args: argparse.Namespace) -> int:
    """Save to ``args.out`` if given, then print as ``args.format``; the exit status by ``args.fail_on``."""
    if args.out:
        for trouble in (without_pdf() if args.pdf else {}).values():
            print(trouble.message(args.lang), file=sys.stderr)
        progress = _progress(args.lang) if sys.stderr.isatty() and len(run.forms) > _MANY else None
        save_run(
            run,
            Path(args.out),
            lang=args.lang,
            force=args.force,
            layout=args.forms,
            progress=progress,
            with_pdf=args.pdf,
        )
    if args.format == "json":
        print(run_json(run, args.lang))
    else:
        _print_tables(run, args)
    if args.out:
        print(saved_sentence(Path(args.out), args.lang), file=sys.stderr if args.format == "json" else sys.stdout)
        if not scoresparquet.available():
            note = pick(
                args.lang,
                '没有写 scores.parquet：本机没有 pyarrow；需要时运行 pip install "evaluator[parquet]" 再存一次。',
                'scores.parquet not written: pyarrow is missing; pip install "evaluator[parquet]" and save again.',
            )
            print(note, file=sys.stderr)
    return status(worst(run.notices), args.fail_on)


def _progress(lang: str) -> Progress:
    """A line on the terminal that says how many forms are written; a forecast would be a guess."""

    def tell(done: int, of: int) -> None:
        text = pick(lang, f"写表 {done}/{of}", f"writing forms {done}/{of}")
        print(f"\r{text}", end="\n" if done == of else "", file=sys.stderr, flush=True)

    return tell


def status(worst: Severity | None, fail_on: str) -> int:
    """1 if the gravest finding is of the severity ``fail_on`` or graver, else 0; ``never`` is always 0."""
    return int(worst is not None and fail_on != "never" and worst.rank <= Severity(fail_on).rank)


def _print_tables(run: Run, args: argparse.Namespace) -> None:
    lang, several, many = args.lang, len(run.ratings) > 1, len(run.forms) > _MANY
    if many:  # what a leader looks for stands last, where the screen stops
        print(terminal.render(findings_digest(run.notices, lang, notes=args.full, grouped=True)))
    if several or many or args.sort or args.top is not None or args.reverse:
        # a screen shows the head of a long list and says so; the files hold all of it
        top = args.top if args.top is not None else (None if args.full else _SCREENFUL)
        for table in ranking_tables(run, lang, sort=args.sort or "total", reverse=args.reverse, top=top):
            print(terminal.render(table))
    else:
        print(terminal.render(summary_table(run, lang)))
    if run.ratings and not several:
        print(terminal.render(rating_table(run, lang)))
        for rating in run.ratings:
            print(terminal.wrapped(rating.sentence(lang), indent="  "))
        print()
    if not many:
        print(terminal.render(findings_digest(run.notices, lang, notes=args.full)))
    if args.full:
        for position in range(len(run.forms)):
            print(terminal.render(scorecard_table(run, position, lang)))
        print(terminal.render(provisions_table(run, lang)))
