"""``evaluator rules list|show|check|diff``.

Which books there are, what they say, whether one is sound, where two differ.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from decimal import Decimal

from evaluator.language import pick
from evaluator.render import terminal
from evaluator.tables import Cell, Table
from rules.comparing import Difference, differences
from rules.loading import DEFAULT, book_ids, check, load
from rules.rulebook import Provision, Rulebook, Standing, plain
from targets.errors import InputError


def run(args: argparse.Namespace) -> int:
    """0 done; 1 if ``check`` found something wrong; InputError for wrong arguments and unreadable books."""
    actions = {"list": _list, "show": _show, "check": _check, "diff": _diff}
    return actions[args.action](list(args.names), args.format == "json", args.lang)


def _list(names: list[str], as_json: bool, lang: str) -> int:
    books = [load(name, any_regime=True) for name in names or book_ids()]
    if as_json:
        _print_json({"rulebooks": [_about(book) for book in books], "default": DEFAULT})
        return 0
    headers = pick(
        lang,
        "编号,名称,施行,承接,条款,已核原文,据实务所见,本软件约定",
        "id,title,in force,extends,provisions,cited,reported,convention",
    ).split(",")
    rows: list[tuple[Cell, ...]] = []
    for book in books:
        standings = _standings(book)
        rows.append(
            (
                book.id + (" *" if book.id == DEFAULT else ""),
                pick(lang, book.title, book.title_en or book.title),
                _in_force(book, lang),
                " ← ".join(book.lineage[1:]),
                sum(standings.values()),
                *(standings[standing] for standing in Standing),
            )
        )
    note = pick(lang, "* 默认", "* the default")
    print(terminal.render(Table(pick(lang, "办法", "Rulebooks"), tuple(headers), tuple(rows), (note,))), end="")
    return 0


def _show(names: list[str], as_json: bool, lang: str) -> int:
    if not names:
        raise InputError(
            "rules show 需要办法的编号或文件，如 evaluator rules show jiangxi。",
            "rules show needs the id or file of a rulebook, such as: evaluator rules show jiangxi.",
        )
    books = [load(name, any_regime=True) for name in names]
    if as_json:
        shown = [{**_about(b), "detail": [p.as_json() for p in b.provisions.values()]} for b in books]
        _print_json({"rulebooks": shown})
        return 0
    for book in books:
        print(_headline(book, lang))
        headers = pick(
            lang,
            "条款,方法,内容,参数,依据,可靠程度,出自",
            "provision,method,wording,parameters,source,standing,stated in",
        ).split(",")
        rows = tuple(_provision_row(p, lang) for p in book.provisions.values())
        print(terminal.render(Table(pick(lang, "条款", "Provisions"), tuple(headers), rows)))
    return 0


def _check(names: list[str], as_json: bool, lang: str) -> int:
    if not names:
        raise InputError(
            "rules check 需要办法文件，如 evaluator rules check 本地办法.toml。",
            "rules check needs a rulebook file, such as: evaluator rules check local.toml.",
        )
    checked = [(name, *check(name)) for name in names]
    wrong = any(findings for _, _, findings in checked)
    if as_json:
        shown = [
            {
                "name": name,
                "usable": book is not None,
                "rulebook": None if book is None else _about(book),
                "findings": [finding.as_json(lang) for finding in findings],
            }
            for name, book, findings in checked
        ]
        _print_json({"checked": shown})
        return int(wrong)
    for name, book, findings in checked:
        if book is not None:
            print(f"{name}: {pick(lang, '可用', 'sound')}")
            print(_headline(book, lang))
        else:
            print(f"{name}: {pick(lang, f'{len(findings)} 处问题', f'{len(findings)} problem(s)')}")
        for finding in findings:
            print(f"  {finding.code} {finding.name}  {finding.message(lang)}")
            print(f"      {pick(lang, '改法', 'remedy')}: {finding.remedy(lang)}")
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
        _print_json({"first": _about(first), "second": _about(second), "differences": shown})
        return 0
    if not found:
        print(pick(lang, f"{first.id} 与 {second.id} 没有差别。", f"{first.id} and {second.id} do not differ."))
        return 0
    headers = (pick(lang, "条款", "provision"), first.id, second.id, pick(lang, "影响得分", "changes scores"))
    rows = tuple(_difference_row(d, lang) for d in found)
    print(terminal.render(Table(pick(lang, "不同的条款", "Provisions that differ"), headers, rows)), end="")
    return 0


def _about(book: Rulebook) -> dict[str, object]:
    return {
        "id": book.id,
        "title": book.title,
        "title_en": book.title_en,
        "digest": book.digest,
        "regime": book.regime,
        "lineage": list(book.lineage),
        "since": plain(book.since),
        "until": plain(book.until),
        "checked_on": plain(book.checked_on),
        "default": book.id == DEFAULT,
        "provisions": sum(_standings(book).values()),
        "standings": {standing.value: _standings(book)[standing] for standing in Standing},
        "sources": {
            key: {"title": s.title, "number": s.number, "issuer": s.issuer, "seen": s.seen, "url": s.url}
            for key, s in book.sources.items()
        },
    }


def _standings(book: Rulebook) -> Counter[Standing]:
    return Counter(p.standing for p in book.provisions.values() if p.enabled)


def _in_force(book: Rulebook, lang: str) -> str:
    if book.since is None and book.until is None:
        return pick(lang, "未载明", "not stated")
    return f"{book.since or ''} – {book.until or ''}".strip()


def _headline(book: Rulebook, lang: str) -> str:
    checked = f"{pick(lang, '核对日期', 'checked on')}: {book.checked_on or pick(lang, '无记录', 'no record')}"
    lineage = " ← ".join(book.lineage[1:]) or "–"
    lines = [
        f"{book.id}  {pick(lang, book.title, book.title_en or book.title)}",
        f"{pick(lang, '施行', 'in force')}: {_in_force(book, lang)}   {checked}",
        f"{pick(lang, '承接', 'extends')}: {lineage}   {pick(lang, '版本', 'version')}: {book.version}",
    ]
    lines += [f"  [{key}] {s.text()}{'：' + s.seen if s.seen else ''}" for key, s in book.sources.items()]
    return "\n".join(lines) + "\n"


def _provision_row(p: Provision, lang: str) -> tuple[str, ...]:
    wording = pick(lang, p.text_zh, p.text_en) + (f" “{p.quote}”" if p.quote else "")
    source = p.basis(lang)
    key = p.key if p.enabled else f"({p.key})"
    return key, p.use, wording, _params(p), source, pick(lang, p.standing.zh, p.standing.en), p.origin


def _params(p: Provision) -> str:
    """Parameters and selectors on one line each, tables of bands as ``from=90 share=1``."""
    lines = []
    for name, value in {**p.selectors, **p.params}.items():
        if value in (None, (), ""):
            continue
        if isinstance(value, tuple) and value and isinstance(value[0], dict):
            lines += [" ".join(f"{k}={_short(v)}" for k, v in row.items() if v not in (None, "")) for row in value]
        else:
            lines.append(f"{name}={_short(value)}")
    return "\n".join(lines)


def _short(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(f"{k}:{_short(v)}" for k, v in value.items() if v is not None)
    if isinstance(value, tuple):
        return "+".join(map(str, value))
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _difference_row(d: Difference, lang: str) -> tuple[str, ...]:
    def said(p: Provision | None) -> str:
        if p is None:
            return pick(lang, "（无）", "(none)")
        return f"{pick(lang, p.text_zh, p.text_en)} [{p.use}; {pick(lang, p.standing.zh, p.standing.en)}]"

    return (
        d.key,
        said(d.first),
        said(d.second),
        pick(lang, "是" if d.scores_differ else "否", "yes" if d.scores_differ else "no"),
    )


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
