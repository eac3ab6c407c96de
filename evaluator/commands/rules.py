"""``evaluator rules list|show|check|diff|suggest|cite``.

Which books there are, what they say, what holds on a day, what is not cited, whether one is sound, where two differ,
which ones fit what forms print.
"""

from __future__ import annotations

import argparse
import json
import os
from datetime import date
from pathlib import Path

from evaluator.commands.progress import tell_failed
from evaluator.days import day_of
from evaluator.findings import check_severities
from evaluator.language import pick
from evaluator.render import terminal
from evaluator.scorecards.model import Table
from evaluator.scorecards.rulebooktables import (
    about,
    books_table,
    difference_row,
    headline,
    on_day_json,
    on_day_text,
    provisions_of,
    uncited,
    uncited_table,
)
from rules.citing import cited_book
from rules.comparing import differences
from rules.dating import holding_on
from rules.loading import DEFAULT, book_ids, check, load
from rules.rulebook import Rulebook
from targets.errors import InputError


def run(args: argparse.Namespace) -> int:
    """0 done; 1 if ``check`` found something wrong; InputError for wrong arguments and unreadable books."""
    names, as_json, lang = list(args.names), args.format == "json", args.lang
    if args.action == "list":
        return _uncited(names, as_json, lang) if args.uncited else _list(names, as_json, lang)
    if args.action == "show":
        return _show(names, None if args.on is None else day_of("--on", args.on), as_json, lang)
    if args.action == "cite":
        return _cite(args)
    if args.action == "suggest":
        return _suggest(args)
    return (_check if args.action == "check" else _diff)(names, as_json, lang)


def _list(names: list[str], as_json: bool, lang: str) -> int:
    books = [load(name, any_regime=True) for name in names or book_ids()]
    if as_json:
        _print_json({"rulebooks": [about(book) for book in books], "default": DEFAULT})
    else:
        print(terminal.render(books_table(books, lang)), end="")
    return 0


def _uncited(names: list[str], as_json: bool, lang: str) -> int:
    """Named books with all they take over; without names every shipped book with what it states itself."""
    books = [load(name, any_regime=True) for name in names or book_ids()]
    found = uncited(books, own_only=not names)
    if as_json:
        _print_json({"uncited": [{"rulebook": book.id, **provision.as_json()} for book, provision in found]})
    else:
        print(terminal.render(uncited_table(found, lang)), end="")
    return 0


def _show(names: list[str], day: date | None, as_json: bool, lang: str) -> int:
    if not names:
        raise InputError(
            "rules show 需要办法的编号或文件，如 evaluator rules show jiangxi。",
            "rules show needs the id or file of a rulebook, such as: evaluator rules show jiangxi.",
        )
    books = [load(name, any_regime=True) for name in names]
    if as_json:
        _print_json({"rulebooks": [_shown(book, day) for book in books]})
        return 0
    for book in books:
        held: Rulebook | None = book
        if day is not None:
            print(on_day_text(book, day, lang))
            held = holding_on(book, day)
        if held is not None:
            print(headline(held, lang))
            print(terminal.render(provisions_of(held, lang)))
    return 0


def _shown(book: Rulebook, day: date | None) -> dict[str, object]:
    held = book if day is None else holding_on(book, day)
    provisions = held.provisions.values() if held else ()
    shown: dict[str, object] = {**about(book), "detail": [provision.as_json() for provision in provisions]}
    return shown if day is None else {**shown, "on": on_day_json(book, day)}


def _check(names: list[str], as_json: bool, lang: str) -> int:
    if not names:
        raise InputError(
            "rules check 需要办法文件，如 evaluator rules check 本地办法.toml。",
            "rules check needs a rulebook file, such as: evaluator rules check local.toml.",
        )
    checked = [(name, *check(name)) for name in names]
    for _, book, _ in checked:
        if book is not None:
            check_severities(book)
    wrong = any(findings for _, _, findings in checked)
    if as_json:
        shown = [
            {
                "name": name,
                "usable": book is not None,
                "rulebook": None if book is None else about(book),
                "findings": [finding.as_json(lang) for finding in findings],
            }
            for name, book, findings in checked
        ]
        _print_json({"checked": shown})
        return int(wrong)
    for name, book, findings in checked:
        if book is not None:
            print(f"{name}: {pick(lang, '可用', 'sound')}")
            print(headline(book, lang))
        else:
            print(f"{name}: {pick(lang, f'{len(findings)} 处问题', f'{len(findings)} problem(s)')}")
        for finding in findings:
            print(f"  {finding.code} {finding.name}  {finding.message(lang)}")
            print(f"      {pick(lang, '处理建议', 'remedy')}: {finding.remedy(lang)}")
    return int(wrong)


def _diff(names: list[str], as_json: bool, lang: str) -> int:
    if len(names) != 2:
        raise InputError(
            "rules diff 需要两部办法，如 evaluator rules diff mof-2021-101 jiangxi。",
            "rules diff needs two rulebooks, such as: evaluator rules diff mof-2021-101 jiangxi.",
        )
    first, second = (load(name, any_regime=True) for name in names)
    found = differences(first, second)
    if as_json:
        shown = [
            {
                "key": d.key,
                "differs_in": list(d.fields),
                "scores_differ": d.scores_differ,
                "first": d.first.as_json() if d.first else None,
                "second": d.second.as_json() if d.second else None,
            }
            for d in found
        ]
        _print_json({"first": about(first), "second": about(second), "differences": shown})
        return 0
    if not found:
        print(pick(lang, f"{first.id} 与 {second.id} 没有差别。", f"{first.id} and {second.id} do not differ."))
        return 0
    headers = (pick(lang, "条款", "provision"), first.id, second.id, pick(lang, "影响得分", "changes scores"))
    rows = tuple(difference_row(d, lang) for d in found)
    print(terminal.render(Table(pick(lang, "不同的条款", "Provisions that differ"), headers, rows)), end="")
    return 0


def _suggest(args: argparse.Namespace) -> int:
    """The shipped books by how well they fit what the forms in these files print; 2 where no file holds a form."""
    from evaluator.auditing.fitting import suggested
    from evaluator.scorecards.fittingtables import fits_json, fits_table
    from targets.forms import read_many

    if not args.names:
        raise InputError(
            "rules suggest 需要表的文件，如 evaluator rules suggest 自评表.docx。",
            "rules suggest needs files of forms, such as: evaluator rules suggest self_evaluation.docx.",
        )
    read = read_many(args.names)
    tell_failed(read.failed, args.lang)
    if not read.forms:
        raise InputError("这些文件里没有表。", "these files hold no form.")
    found = suggested(read.forms)
    if args.format == "json":
        _print_json(fits_json(found, args.lang))
    else:
        print(terminal.render(fits_table(found, args.lang)), end="")
    return 2 if read.failed else 0


def _cite(args: argparse.Namespace) -> int:
    """Write the local book that cites a provision; nothing that stands there is overwritten."""
    if len(args.names) != 2 or not (args.article and args.quote and args.checked_on):
        raise InputError(
            "rules cite 需要办法、条款、--article、--quote 和 --checked-on，如 evaluator rules cite mof-2020-10 "
            "grades.scale --article 第十八条 --quote … --checked-on 2024-03-01。",
            "rules cite needs a rulebook, a provision, --article, --quote and --checked-on, such as: evaluator rules "
            "cite mof-2020-10 grades.scale --article 第十八条 --quote … --checked-on 2024-03-01.",
        )
    name, key = args.names
    book = load(name, any_regime=True)
    if key not in book.provisions:
        raise InputError(
            f"办法 {book.id} 没有条款“{key}”；见 evaluator rules show {name}。",
            f"rulebook {book.id} has no provision {key!r}; see evaluator rules show {name}.",
        )
    path = Path(args.out or f"{book.id}-{key.replace('.', '-')}.toml")
    extends = name if name in book_ids() else os.path.relpath(name, path.parent)
    text = cited_book(
        book,
        book.provisions[key],
        article=args.article,
        quote=args.quote,
        checked_on=day_of("--checked-on", args.checked_on),
        extends=Path(extends).as_posix(),
    )
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise InputError(f"{path} 已存在；请用 --out 另写。", f"{path} exists; name another with --out.") from None
    except OSError as error:
        raise InputError(f"写不了 {path}：{error}。", f"{path} cannot be written: {error}.") from error
    print(pick(args.lang, f"已写入 {path}", f"written: {path}"))
    print(headline(load(str(path) if path.suffix == ".toml" else f"./{path}", any_regime=True), args.lang))
    return 0


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
