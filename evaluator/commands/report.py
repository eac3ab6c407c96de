"""``evaluator report RUN -o FILE``: one official form of a saved run."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from evaluator.keeping.repeating import repeat
from evaluator.keeping.writing import placing, refuse_file
from evaluator.language import pick
from evaluator.officialforms.layouts import official_form, to_hand_in
from evaluator.run import Run
from targets.errors import InputError


def run(args: argparse.Namespace) -> int:
    """Write the paper, whole or not at all; an existing file is replaced with ``--force`` only."""
    out = Path(args.out)
    refuse_file(out, args.force, (".docx", ".xlsx"))
    if args.form is None or len(args.runs) != 1:
        raise InputError("请用 --form 写明哪张表，并只给出一次评价", "say which form by --form, of one run")
    done = _brought_back(args.runs[0], args.lang)
    with placing(out) as place:
        place.write_bytes(_form(done, args))
    print(pick(args.lang, f"已写入 {out}。", f"wrote {out}."), file=sys.stderr)
    return 0


def _brought_back(folder: str, lang: str) -> Run:
    """The run done again from its inputs; what differs from the saved one is said."""
    repeated = repeat(Path(folder))
    for zh, en in repeated.differences():
        print(pick(lang, f"注意：{zh}", f"note: {en}"), file=sys.stderr)
    return repeated.run


def _form(done: Run, args: argparse.Namespace) -> bytes:
    """The one form that is named, by its whole title or a part that only one has."""
    from evaluator.render import word, workbook

    titles = [form.title for form in done.forms]
    found = [n for n, title in enumerate(titles) if title == args.form]
    found = found or [n for n, title in enumerate(titles) if args.form in title]
    if len(found) != 1:
        some = "、".join(titles[n] for n in found[:8]) if found else "、".join(titles[:8])
        zh, en = (f"有 {len(found)} 张", f"{len(found)} forms are") if found else ("没有", "no form is")
        raise InputError(f"名称含“{args.form}”的表{zh}：{some}", f"{en} called {args.form!r}: {some}")
    made = official_form(done, found[0], args.layout)
    made = made if args.annotated else to_hand_in(made)
    return workbook.render(made) if args.out.lower().endswith(".xlsx") else word.render(made)
