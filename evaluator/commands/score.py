"""``evaluator score TARGETS ACTUALS``: outcomes scored against targets."""

from __future__ import annotations

import argparse

from evaluator.pipeline import evaluate
from evaluator.showing import show
from targets.errors import InputError


def run(args: argparse.Namespace) -> int:
    """Evaluate and show; InputError for anything that cannot be used, before anything is written."""
    done = evaluate(
        args.targets,
        args.actuals,
        rules=args.rules,
        mapping=dict(_pair(text) for text in args.map),
        decisions=args.decisions,
        table=args.table,
        query=args.query,
    )
    return show(done, args)


def _pair(text: str) -> tuple[str, str]:
    field, sign, heading = text.partition("=")
    if not sign or not field.strip() or not heading.strip():
        raise InputError(
            f"--map “{text}”应写成 字段=列名，例如 actual=实际完成值",
            f"--map {text!r} should read field=heading, such as actual=实际完成值",
        )
    return field.strip(), heading.strip()
