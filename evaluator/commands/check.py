"""``evaluator check``: findings about target tables, nothing scored."""

from __future__ import annotations

import argparse
import json
import sys

from evaluator.auditing.selecting import chosen
from evaluator.checking import check_forms
from evaluator.commands.progress import kept_readings, progress_on_terminal, tell_failed, tell_passed_over
from evaluator.commands.showing import status
from evaluator.findings import in_order, worst
from evaluator.language import pick
from evaluator.render import csvfile, terminal
from evaluator.scorecards.findingtables import findings_digest, findings_table
from evaluator.scorecards.formjson import findings_by_form, form_json
from rules.loading import DEFAULT, load
from targets.forms import ReadResult, read_many
from targets.kinds.finding import Finding


def run(args: argparse.Namespace) -> int:
    """Print the findings; 2 where a file could not be used or none holds a form, 1 for findings at or above
    ``--fail-on``, else 0.
    """
    book = load(args.rules or DEFAULT)
    result = read_many(
        args.files, jobs=max(1, args.jobs), progress=progress_on_terminal(args.lang), cache=kept_readings(args)
    )
    found = chosen(check_forms(result.forms, book, result.findings), args.select, args.ignore)
    if args.format == "json":
        json.dump(as_json(result, found, args.lang), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    elif args.format == "csv":
        sys.stdout.write(csvfile.render(findings_table(found, args.lang, result.forms)).decode("utf-8"))
    else:
        print(terminal.render(findings_digest(found, args.lang, notes=args.full)))
        print(_read_sentence(result, args.lang))
    tell_passed_over(args.files, args.lang)
    tell_failed(result.failed, args.lang)
    if not result.forms and not result.failed:
        print(_nothing(args.lang), file=sys.stderr)
    return 2 if result.failed or not result.forms else status(worst(found), args.fail_on)


def as_json(result: ReadResult, found: tuple[Finding, ...], lang: str) -> dict[str, object]:
    """The document that ``check --format json`` prints: the forms of ``read``, each with its findings."""
    per_form, loose = findings_by_form(result.forms, found)
    return {
        "forms": [form_json(form, in_order(own), lang) for form, own in zip(result.forms, per_form, strict=True)],
        "findings": [{"file": f.at.file, **f.as_json(lang)} for f in in_order(loose)],
        "failed": [{"file": name, "message": error.message(lang)} for name, error in result.failed],
    }


def _nothing(lang: str) -> str:
    return pick(
        lang,
        "错误：这些文件里没有绩效目标表，什么也没有检查；请给出目标表文件",
        "error: these files hold no target form, nothing was checked; name files of target forms",
    )


def _read_sentence(result: ReadResult, lang: str) -> str:
    rows = sum(len(form.rows) for form in result.forms)
    forms = len(result.forms)
    return pick(lang, f"检查了 {forms} 张表、{rows} 个指标。", f"{forms} forms and {rows} indicators were checked.")
