"""``evaluator verify RUN``: a saved run done again from the inputs beside it, and compared."""

from __future__ import annotations

import argparse
from pathlib import Path

from evaluator.language import pick
from evaluator.saved import repeat


def run(args: argparse.Namespace) -> int:
    """0 if the results are equal to the byte, 1 if not; InputError where the folder, a result or an input
    was tampered with.
    """
    repeated = repeat(Path(args.saved))
    if repeated.equal:
        digest = repeated.saved["results_sha256"]
        print(pick(args.lang, f"结果完全相同（SHA-256 {digest}）。", f"the results are equal (SHA-256 {digest})."))
    for zh, en in repeated.differences():
        print(pick(args.lang, zh, en))
    return 0 if repeated.equal else 1
