"""``evaluator report RUN -o FILE``: a report in words on a saved run, or one of its official forms alone."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evaluator.commands.options import LAYOUTS
from evaluator.keeping.repeating import repeat, repeat_audit
from evaluator.keeping.saving import RUN_FILE
from evaluator.keeping.writing import placing, refuse_file
from evaluator.language import pick
from evaluator.named import options_given, refuse_options
from evaluator.run import Run
from targets.errors import InputError

if TYPE_CHECKING:
    from evaluator.auditing.run import Audit
    from evaluator.keeping.saved import Repeated
    from evaluator.reports.document import Report

_KINDS_OF_FILE = (".docx", ".html", ".pdf")


def run(args: argparse.Namespace) -> int:
    """Write the paper, whole or not at all; an existing file is replaced with ``--force`` only, and what persons wrote
    into an existing report is kept.
    """
    out = Path(args.out)
    alone = args.kind is None and args.outline is None
    _refuse_unused(args, alone=alone)
    listing = args.kind == "submissions"
    refuse_file(out, args.force, (".xlsx",) if listing else (".docx", ".xlsx") if alone else _KINDS_OF_FILE)
    if alone and args.form is None:
        kinds = "project、department、bureau、submissions、review、opinion、evidence"
        raise InputError(
            f"请用 --kind 写明报告种类（{kinds}），或用 --form 写明哪张表",
            f"say what report by --kind ({kinds.replace('、', ', ')}), or which form by --form",
        )
    folders = list(_folders(args.runs))
    if listing:
        content = _submissions(folders, args)
    else:
        content = _form(_only(_once(folders, args.lang)), args) if alone else _report(folders, args, out)
    with placing(out) as place:
        place.write_bytes(content)
    print(pick(args.lang, f"已写入 {out}。", f"wrote {out}."), file=sys.stderr)
    return 0


def _folders(named: Sequence[str]) -> Iterator[Path]:
    """The runs that are named, and those in a folder of runs."""
    for name in named:
        folder = Path(name)
        inner = sorted(folder.glob(f"*/{RUN_FILE}")) if folder.is_dir() and not (folder / RUN_FILE).exists() else []
        yield from (path.parent for path in inner)
        if not inner:
            yield folder


def _refuse_unused(args: argparse.Namespace, *, alone: bool) -> None:
    """InputError for an option that the paper asked for would not heed."""
    forms = ("只用于单张自评表（不写 --kind）", "is for an official form (without --kind)")
    if alone:
        refuse_options(options_given(args, "texts"), ("只用于文字报告（--kind）", "is for a report in words (--kind)"))
    else:
        refuse_options(options_given(args, "layout", "annotated"), forms)
    if args.kind == "submissions":
        listed = ("不用于报送台账", "is not for the list of who handed in")
        refuse_options(options_given(args, "form", "texts", "outline"), listed)
        if args.expected is None:
            raise InputError(
                "报送台账须用 --expected 给出应报名单。", "name the list of who has to hand in by --expected."
            )
    elif args.expected is not None and (alone or args.kind not in (None, "bureau")):
        refuse_options(["--expected"], ("只用于财政汇总和报送台账", "is for a bureau's summary and for submissions"))


def _submissions(folders: Sequence[Path], args: argparse.Namespace) -> bytes:
    """The ledger of what was handed in, of evaluations and of audits."""
    from evaluator.keeping.saved import load_saved
    from evaluator.render import submissionbook
    from evaluator.reports.making import MARK
    from evaluator.reports.submissions import compare, read_expected, submitted

    expected = read_expected(Path(args.expected))
    different = list({folder.resolve(): folder for folder in folders}.values())
    runs = [
        _audit([one], args.lang)
        if load_saved(one)["manifest"].get("command") == "audit"
        else _brought_back(one, args.lang)
        for one in different
    ]
    lines = compare(expected, submitted(runs))
    wanted = len(expected.lines)
    missing = sum(line.expected is not None and not line.forms for line in lines)
    extra = sum(line.expected is None for line in lines)
    print(
        pick(
            args.lang,
            f"应报 {wanted}，已报 {wanted - missing}，未报 {missing}，不在名单内 {extra}。",
            f"{wanted} have to, {wanted - missing} did, {missing} missing, {extra} not on the list.",
        ),
        file=sys.stderr,
    )
    invented = any(one.illustrative if isinstance(one, Run) else one.mark for one in runs)
    return submissionbook.render(expected, lines, MARK if invented else "")


def _once(folders: Sequence[Path], lang: str) -> list[Run]:
    """The runs brought back, one that is named twice once. Raises InputError where two of them hold the same form."""
    from evaluator.reports.subjects import once_each

    different = list(dict.fromkeys(folder.resolve() for folder in folders))
    named = {folder.resolve(): folder for folder in folders}
    runs = once_each([(str(named[folder]), _brought_back(named[folder], lang)) for folder in different])
    if len(runs) < len(folders):
        many = len(folders) - len(runs)
        print(
            pick(
                lang,
                f"注意：同一次评价重复给出 {many} 次，只计一次。",
                f"note: {many} evaluations were named again: counted once.",
            ),
            file=sys.stderr,
        )
    return runs


def _brought_back(folder: Path, lang: str) -> Run:
    """The run done again from its inputs; what differs from the saved one is said."""
    repeated = repeat(folder)
    _tell_differences(repeated, folder, lang)
    return repeated.run


def _audit(folders: Sequence[Path], lang: str) -> Audit:
    """The one audit brought back; what differs from the saved one is said."""
    if len(folders) != 1:
        raise InputError("复核文书只能从一次审核写出", "papers of a review are written of one audit only")
    repeated = repeat_audit(folders[0])
    _tell_differences(repeated, folders[0], lang)
    return repeated.audit


def _tell_differences(repeated: Repeated, folder: Path, lang: str) -> None:
    for zh, en in repeated.differences():
        print(pick(lang, f"注意：{folder}：{zh}", f"note: {folder}: {en}"), file=sys.stderr)


def _only(runs: Sequence[Run]) -> Run:
    if len(runs) != 1:
        raise InputError("这种文书只能从一次评价写出", "this paper is written of one run only")
    return runs[0]


def _form(done: Run, args: argparse.Namespace) -> bytes:
    from evaluator.officialforms.layouts import official_form, to_hand_in
    from evaluator.render import word, workbook
    from evaluator.reports.subjects import chosen

    position = chosen([form.title for form in done.forms], args.form, "表", "form")
    made = official_form(done, position, args.layout or LAYOUTS[0])
    made = made if args.annotated else to_hand_in(made)
    return workbook.render(made) if args.out.lower().endswith(".xlsx") else word.render(made)


def _report(folders: Sequence[Path], args: argparse.Namespace, out: Path) -> bytes:
    from evaluator.reports.kept import kept_texts
    from evaluator.reports.making import make_report
    from evaluator.reports.outline import REVIEW_KINDS, load_outline
    from evaluator.reports.subjects import review_subject, subject_of

    outline = load_outline(args.outline or args.kind)
    if args.kind is not None and args.kind != outline.kind:
        raise InputError(
            f"提纲 {outline.id} 用于 {outline.kind}，不是 {args.kind}",
            f"the outline {outline.id} is for {outline.kind}, not for {args.kind}",
        )
    if outline.kind in ("bureau", "review"):
        whole = ("不用于汇总报告和复核报告，二者包括全部部门和项目", "is not for this report, which is of everything")
        refuse_options(options_given(args, "form"), whole)
    if outline.kind in REVIEW_KINDS:
        facts, lists, texts = review_subject(_audit(folders, args.lang), outline.kind, args.form)
    else:
        expected = None
        if args.expected is not None:
            from evaluator.reports.submissions import read_expected

            if outline.kind != "bureau":
                refuse_options(
                    ["--expected"], ("只用于财政汇总和报送台账", "is for a bureau's summary and submissions")
                )
            expected = read_expected(Path(args.expected))
        facts, lists, texts = subject_of(_once(folders, args.lang), outline.kind, args.form, expected)
    before = Path(args.texts) if args.texts else out if out.exists() and out.suffix.lower() == ".docx" else None
    kept = {} if before is None else kept_texts(before, replaced=not args.texts)
    report = make_report(outline, facts, lists, {**texts, **kept})
    _tell(report, args.lang)
    if out.suffix.lower() == ".docx":
        from evaluator.render import reportword

        return reportword.render(report)
    from evaluator.render import paper, reportpage

    page = reportpage.render(report)
    return paper.render(page) if out.suffix.lower() == ".pdf" else page.encode("utf-8")


def _tell(report: Report, lang: str) -> None:
    """Print what is unfinished, texts that are too long (never cut), and texts for which the outline has no place."""
    blank = sum(not gap.text for gap in report.gaps())
    if blank or report.open:
        parts = [(f"待填写 {blank} 处", f"{blank} gaps to be filled in")] if blank else []
        parts += [(f"得分待定 {report.open} 项", f"{report.open} scores open")] if report.open else []
        zh, en = "，".join(part for part, _ in parts), ", ".join(part for _, part in parts)
        print(pick(lang, f"未完成：{zh}。", f"unfinished: {en}."), file=sys.stderr)
    if report.unsettled:
        print(
            pick(lang, "未完成：分值尚不能全部确定，总分待定。", "unfinished: the points leave the total open."),
            file=sys.stderr,
        )
    for gap in report.gaps():
        if gap.too_long:
            count = len("".join(gap.text.split()))
            print(
                pick(
                    lang,
                    f"“{gap.label}”有 {count} 字，超过提纲规定的 {gap.limit} 字；未删减。",
                    f"{gap.label!r} has {count} signs, the outline allows {gap.limit}; nothing was cut.",
                ),
                file=sys.stderr,
            )
    for key in report.unused:
        print(
            pick(lang, f"提纲中没有“{key}”一栏，所填内容未采用。", f"the outline has no place for {key!r}: not used."),
            file=sys.stderr,
        )
