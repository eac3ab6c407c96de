"""``evaluator template TARGETS -o FILE``: a form to fill in with what happened."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from actuals.template import write_template
from rules.loading import DEFAULT, load
from targets.errors import InputError
from targets.forms import read_forms


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
    rows_of_levels = book.provision("score.qualitative").params["levels"]
    levels = [str(row["label"]) for row in rows_of_levels]
    bands = [(row["from"], row["to"]) for row in rows_of_levels]
    forms = [form for name in args.targets for form in read_forms(Path(name)).forms]
    handle, temporary = tempfile.mkstemp(prefix=".template-", suffix=out.suffix.lower(), dir=out.parent)
    os.close(handle)
    try:
        write_template(forms, Path(temporary), levels=levels, one_sheet=args.one_sheet, bands=bands)
        Path(temporary).replace(out)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    rows = sum(len(form.rows) for form in forms)
    if args.lang == "zh":
        print(f"已写入 {out}：{len(forms)} 张表，{rows} 项指标。", file=sys.stderr)
    else:
        print(f"wrote {out}: {len(forms)} forms, {rows} indicators.", file=sys.stderr)
    return 0
