"""``evaluator verify RUN``: a saved run done again from its inputs, and compared."""

from __future__ import annotations

import argparse
from pathlib import Path

from evaluator.bulk.requirements import need_pyarrow
from evaluator.keeping.chain import RECORD, broken_record
from evaluator.keeping.saved import Repeated
from evaluator.language import pick
from targets.errors import InputError

_TABLES = "bulk.json"
"""The file by which a run of tables is known (``evaluator.bulk.report.MARKER``, not imported for every run)."""


def run(args: argparse.Namespace) -> int:
    """0 if the results are equal to the byte and every file is as it was written, 1 if not; InputError where the
    folder is no run, or a result or an input was tampered with.
    """
    repeated = _repeated(Path(args.saved), args.inputs)
    if repeated.equal:
        digest = repeated.saved["results_sha256"]
        print(pick(args.lang, f"结果完全相同（SHA-256 {digest}）。", f"the results are equal (SHA-256 {digest})."))
    for zh, en in repeated.differences():
        print(pick(args.lang, zh, en))
    broken = _broken_record(Path(args.saved))
    if broken is not None:
        where = (f"第 {broken} 条", f"event {broken}") if broken else ("", "")
        print(
            pick(
                args.lang,
                f"{RECORD}{where[0]}被改动或缺失，与摘要链不符",
                f"{RECORD}: {where[1] or 'the record'} was changed or is missing: it does not fit the chain of digests",
            )
        )
    return 0 if repeated.intact and broken is None else 1


def _broken_record(saved: Path) -> int | None:
    """The first event of the record beside a run that breaks its chain; None where none does, and without a record."""
    try:
        content = (saved / RECORD).read_bytes()
    except OSError:
        return None
    return broken_record(content)


def _repeated(saved: Path, inputs: str | None) -> Repeated:
    if saved.name == _TABLES or (saved / _TABLES).is_file():
        need_pyarrow()
        from evaluator.bulk.verifying import repeat_tables

        return repeat_tables(saved, Path(inputs or "."))
    if inputs is not None:
        raise InputError(
            "--inputs 只用于表格数据；这次评价的输入就在它的文件夹里，请去掉 --inputs",
            "--inputs is for tables only: this run holds its own inputs; leave --inputs out",
        )
    from evaluator.keeping.repeating import repeat_any

    return repeat_any(saved)
