"""``evaluator verify RUN``: a saved run done again from the inputs beside it, and compared."""

from __future__ import annotations

import argparse
from pathlib import Path

from evaluator.keeping.repeating import repeat_any
from evaluator.language import pick


def run(args: argparse.Namespace) -> int:
    """0 if the results are equal to the byte and every file is as it was written, 1 if not; InputError where the
    folder is no run, or a result or an input was tampered with.
    """
    repeated = repeat_any(Path(args.saved))
    if repeated.equal:
        digest = repeated.saved["results_sha256"]
        print(pick(args.lang, f"结果完全相同（SHA-256 {digest}）。", f"the results are equal (SHA-256 {digest})."))
    for zh, en in repeated.differences():
        print(pick(args.lang, zh, en))
    return 0 if repeated.intact else 1
