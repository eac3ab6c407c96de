"""``evaluator template TARGETS -o FILE``: a form to fill in with what happened."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from evaluator.commands.progress import tell_passed_over
from evaluator.inputs import inputs_of, read_each
from evaluator.keeping.fillable import write_fillable
from evaluator.language import pick
from evaluator.pipeline import read_targets
from rules.loading import DEFAULT, load
from targets.errors import InputError


def run(args: argparse.Namespace) -> int:
    """Write the template, whole or not at all; an existing file is replaced with ``--force`` only."""
    out = Path(args.out)
    if out.suffix.lower() not in (".xlsx", ".csv"):
        raise InputError(
            f"{out.name}：填报表只能存为 .xlsx 或 .csv。", f"{out.name}: a template is written as .xlsx or .csv only."
        )
    if out.exists() and not args.force:
        raise InputError(
            f"{out} 已经存在，可能有人填过；换一个文件名，或加 --force 替换。",
            f"{out} already exists and may have been filled in; choose another name or add --force to replace it.",
        )
    if not out.parent.is_dir():
        raise InputError(
            f"文件夹 {out.parent} 不存在；请先建立。", f"there is no folder {out.parent}; create it first."
        )
    book = load(args.rules or DEFAULT)
    inputs = inputs_of(targets=args.targets)["targets"]
    tell_passed_over(args.targets, args.lang)
    forms = [form for read in read_each(inputs, read_targets) for form in read.forms]
    handle, temporary = tempfile.mkstemp(prefix=".template-", suffix=out.suffix.lower(), dir=out.parent)
    os.close(handle)
    try:
        write_fillable(forms, book, Path(temporary), one_sheet=args.one_sheet)
        Path(temporary).replace(out)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    rows = sum(len(form.rows) for form in forms)
    said = pick(
        args.lang,
        f"已写入 {out}：{len(forms)} 张表，{rows} 项指标。",
        f"wrote {out}: {len(forms)} forms, {rows} indicators.",
    )
    print(said, file=sys.stderr)
    return 0
