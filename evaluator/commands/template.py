"""``evaluator template TARGETS -o FILE``: a form to fill in with what happened."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from evaluator.commands.progress import tell_passed_over
from evaluator.inputs import inputs_of, read_each
from evaluator.keeping.fillable import write_fillable
from evaluator.keeping.writing import placing, refuse_file
from evaluator.language import pick
from evaluator.pipeline import read_targets
from rules.loading import DEFAULT, load


def run(args: argparse.Namespace) -> int:
    """Write the template, whole or not at all; an existing file is replaced with ``--force`` only."""
    out = Path(args.out)
    refuse_file(out, args.force, (".xlsx", ".csv"))
    book = load(args.rules or DEFAULT)
    inputs = inputs_of(targets=args.targets)["targets"]
    tell_passed_over(args.targets, args.lang)
    forms = [form for read in read_each(inputs, read_targets) for form in read.forms]
    with placing(out) as place:
        write_fillable(forms, book, place, one_sheet=args.one_sheet)
    rows = sum(len(form.rows) for form in forms)
    said = pick(
        args.lang,
        f"已写入 {out}：{len(forms)} 张表，{rows} 项指标。",
        f"wrote {out}: {len(forms)} forms, {rows} indicators.",
    )
    print(said, file=sys.stderr)
    return 0
