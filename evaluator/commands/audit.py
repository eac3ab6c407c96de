"""``evaluator audit``: self-evaluations that others filled in, recomputed; what does not follow is listed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from evaluator.auditing.document import audit_json
from evaluator.auditing.overview import claims_table, departments_table, forms_table, kinds_table
from evaluator.auditing.run import Audit, audit
from evaluator.commands.progress import kept_readings, progress_on_terminal, tell_failed, tell_passed_over
from evaluator.commands.showing import status
from evaluator.findings import worst
from evaluator.keeping.saving import saved_sentence
from evaluator.language import pick
from evaluator.render import csvfile, terminal
from evaluator.scorecards.findingtables import findings_digest, findings_table
from targets.errors import InputError

if TYPE_CHECKING:
    from evaluator.auditing.ledger import Ledger


def run(args: argparse.Namespace) -> int:
    """Print and save; 2 where a file could not be read or none holds a self-evaluation, 1 for findings at or above
    ``--fail-on``, else 0.
    """
    lang = args.lang
    before, listed = _ledger(args), _selection(args)
    done = audit(
        *args.files,
        rules=args.rules,
        previous=args.previous,
        decisions=args.decisions,
        suppressions=args.suppressions,
        select=args.select,
        ignore=args.ignore,
        jobs=max(1, args.jobs),
        progress=progress_on_terminal(lang),
        cache=kept_readings(args),
    )
    if args.out:
        from evaluator.auditing.saving import save_audit  # brings openpyxl

        selected = None
        if listed is not None:
            from evaluator.auditing.selectionlist import positions_of

            selected = positions_of(done, listed)
        save_audit(done, Path(args.out), lang=lang, force=args.force, before=before, selected=selected)
    if args.format == "json":
        sys.stdout.write(audit_json(done, lang))
    elif args.format == "csv":
        sys.stdout.write(csvfile.render(findings_table(done.notices, lang, done.forms)).decode("utf-8"))
    else:
        _print(done, lang, full=args.full)
    if args.out:
        print(saved_sentence(Path(args.out), lang), file=sys.stdout if args.format == "table" else sys.stderr)
    tell_passed_over([*args.files, args.previous], lang)
    tell_failed(done.failed, lang)
    claimed = any(form.kind.has_outcomes for form in done.forms)
    if not claimed and not done.failed:
        print(_nothing(lang), file=sys.stderr)
    if not claimed and before is not None:
        print(_unchanged(lang), file=sys.stderr)
    return 2 if done.failed or not claimed else status(worst(done.notices), args.fail_on)


def _ledger(args: argparse.Namespace) -> Ledger | None:
    """The ledger of before, read before the audit begins, which may take long."""
    if not args.ledger:
        return None
    if not args.out:
        raise InputError(
            "--ledger 须与 --out 同用：沿用的整改台账写入结果文件夹。",
            "--ledger needs --out: the ledger is carried on in the folder of results.",
        )
    from evaluator.auditing.ledger import read_ledger

    return read_ledger(Path(args.ledger))


def _selection(args: argparse.Namespace) -> tuple[tuple[str, str, str], ...] | None:
    """The projects that working papers are wanted of, read before the audit begins."""
    if not args.selection:
        return None
    if not args.out:
        raise InputError(
            "--selection 须与 --out 同用：复核工作底稿写入结果文件夹。",
            "--selection needs --out: working papers are written into the folder of results.",
        )
    from evaluator.auditing.selectionlist import read_selection

    return read_selection(Path(args.selection))


def _nothing(lang: str) -> str:
    return pick(
        lang,
        "错误：这些文件里没有填好的自评表，没有可审核的得分；目标表请用 evaluator check",
        "error: these files hold no self-evaluation, so no scores to audit; for target forms use evaluator check",
    )


def _unchanged(lang: str) -> str:
    return pick(
        lang,
        "没有读到自评表，未生成整改台账；请继续使用原台账。",
        "no self-evaluation was read, so no ledger was written; the one of before stands.",
    )


def _print(done: Audit, lang: str, *, full: bool) -> None:
    print(terminal.render(forms_table(done, lang)))
    if len({form.department for form in done.forms}) > 1:
        print(terminal.render(departments_table(done, lang)))
    if len(done.forms) > 3:
        print(terminal.render(kinds_table(done, lang)))
    print(terminal.render(findings_digest(done.notices, lang, notes=full)))
    if full:
        for position, form in enumerate(done.forms):
            if form.kind.has_outcomes:
                print(terminal.render(claims_table(done, position, lang)))
    if done.suppressed:
        count = len(done.suppressed)
        print(pick(lang, f"按免报文件略去 {count} 处。", f"{count} findings suppressed as the file says."))
