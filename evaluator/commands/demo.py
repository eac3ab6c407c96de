"""``evaluator demo``: the eleven Ganzhou forms of 2023 with invented outcomes, start to end."""

from __future__ import annotations

import argparse
from importlib.resources import as_file, files

from evaluator.commands.showing import show
from evaluator.evaluation import evaluate
from targets.documents.reader import own_files


def run(args: argparse.Namespace) -> int:
    """Evaluate the embedded document with the embedded outcomes and show it as ``score`` would."""
    folder = files("evaluator") / "demo"
    with as_file(folder / "ganzhou-2023.txt") as targets, as_file(folder / "outcomes.csv") as actuals:
        with own_files():
            done = evaluate(targets, actuals, rules=args.rules)
        return show(done, args)
