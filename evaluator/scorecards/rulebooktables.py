"""Rulebooks as people look at them: a book in a few lines, its provisions, what is not cited, what holds on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from evaluator.language import pick
from evaluator.scorecards.model import Cell, Table
from rules.comparing import Difference
from rules.dating import holding_on
from rules.loading import DEFAULT
from rules.rulebook import Provision, Rulebook, Source, Standing, plain

_SOURCE_FIELDS = ("title", "title_en", "number", "issuer", "issued", "seen", "url", "sha256")


def books_table(books: Sequence[Rulebook], lang: str) -> Table:
    """One row per book: dates, lineage, how many provisions of each standing."""
    headers = pick(
        lang,
        "编号,名称,施行,承接,条款,已核原文,依据实务表样,本软件约定",
        "id,title,in force,extends,provisions,cited,reported,convention",
    ).split(",")
    rows: list[tuple[Cell, ...]] = []
    for book in books:
        counted = standings(book)
        rows.append(
            (
                book.id + (" *" if book.id == DEFAULT else ""),
                pick(lang, book.title, book.title_en or book.title),
                in_force_text(book, lang),
                " ← ".join(book.lineage[1:]),
                sum(counted.values()),
                *(counted[standing] for standing in Standing),
            )
        )
    note = pick(lang, "* 默认", "* the default")
    return Table(pick(lang, "办法", "Rulebooks"), tuple(headers), tuple(rows), (note,))


def provisions_of(book: Rulebook, lang: str) -> Table:
    """Every provision of a book: method, wording, parameters, source, standing, origin."""
    headers = pick(
        lang,
        "条款,方法,内容,参数,依据,可靠程度,出自",
        "provision,method,wording,parameters,source,standing,stated in",
    ).split(",")
    rows = tuple(provision_row(p, lang) for p in book.provisions.values())
    return Table(pick(lang, "条款", "Provisions"), tuple(headers), rows)


def uncited(books: Sequence[Rulebook], *, own_only: bool) -> list[tuple[Rulebook, Provision]]:
    """The provisions that are applied and were not read in a text, book by book; ``own_only`` leaves out those that
    another book states, so that over all books each is listed once.
    """
    return [
        (book, p)
        for book in books
        for p in book.provisions.values()
        if p.enabled and p.standing is not Standing.CITED and (not own_only or p.origin == book.id)
    ]


def uncited_table(found: Sequence[tuple[Rulebook, Provision]], lang: str) -> Table:
    """Provisions that nobody read in a text: provision, standing, and on what it rests; counted under the table."""
    headers = pick(lang, "办法,条款,可靠程度,依据,内容", "rulebook,provision,standing,rests on,wording").split(",")
    rows = tuple(
        (book.id, p.key, pick(lang, p.standing.zh, p.standing.en), p.basis(lang), pick(lang, p.text_zh, p.text_en))
        for book, p in found
    )
    counted = Counter(p.standing for _, p in found)
    texts = [f"{pick(lang, s.zh, s.en)} {counted[s]}" for s in (Standing.REPORTED, Standing.CONVENTION)]
    title = pick(lang, "没有核过原文的条款", "Provisions not read in a text")
    return Table(title, tuple(headers), rows, (pick(lang, "，", ", ").join(texts),))


def on_day_text(book: Rulebook, day: date, lang: str) -> str:
    """Of a book and those it extends: in force on that day or not; and which one's provisions hold."""
    lines = []
    for one in book.line:
        known = one.in_force_on(day)
        said = {
            True: pick(lang, f"{day} 施行中", f"in force on {day}"),
            False: pick(lang, f"{day} 不在施行期内", f"not in force on {day}"),
            None: pick(lang, f"施行日期未载明，{day} 是否施行无从判断", f"dates not stated: not known for {day}"),
        }[known]
        lines.append(f"{one.id}: {said} ({in_force_text(one, lang)})")
    held = holding_on(book, day)
    if held is None:
        lines.append(pick(lang, "当日没有可以适用的条款。", "No provisions of these books hold on that day."))
    elif held is not book:
        lines.append(
            pick(lang, f"当日适用的是所承接的 {held.id}，其条款如下。", f"What holds is {held.id}, which it extends:")
        )
    return "\n".join(lines) + "\n"


def on_day_json(book: Rulebook, day: date) -> dict[str, object]:
    """The same for machines: ``in_force`` is true, false or null (not known), ``holds`` the id of the book."""
    held = holding_on(book, day)
    return {
        "date": day.isoformat(),
        "books": [
            {"id": b.id, "since": plain(b.since), "until": plain(b.until), "in_force": b.in_force_on(day)}
            for b in book.line
        ],
        "holds": held.id if held else None,
    }


def about(book: Rulebook) -> dict[str, object]:
    """A book in JSON: names, dates, digest, how many provisions of each standing, and its sources."""
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
        "provisions": sum(standings(book).values()),
        "standings": {standing.value: standings(book)[standing] for standing in Standing},
        "sources": {key: {name: plain(getattr(s, name)) for name in _SOURCE_FIELDS} for key, s in book.sources.items()},
    }


def standings(book: Rulebook) -> Counter[Standing]:
    """The number of applied provisions of each standing."""
    return Counter(p.standing for p in book.provisions.values() if p.enabled)


def in_force_text(book: Rulebook, lang: str) -> str:
    """From when until when, as far as it is known."""
    if book.since is None and book.until is None:
        return pick(lang, "未载明", "not stated")
    return f"{book.since or ''} – {book.until or ''}".strip()


def headline(book: Rulebook, lang: str) -> str:
    """The head of a book: names, dates, lineage, version and sources."""
    checked = f"{pick(lang, '核对日期', 'checked on')}: {book.checked_on or pick(lang, '无记录', 'no record')}"
    lineage = " ← ".join(book.lineage[1:]) or "–"
    lines = [
        f"{book.id}  {pick(lang, book.title, book.title_en or book.title)}",
        f"{pick(lang, '施行', 'in force')}: {in_force_text(book, lang)}   {checked}",
        f"{pick(lang, '承接', 'extends')}: {lineage}   {pick(lang, '版本', 'version')}: {book.version}",
    ]
    counted = standings(book)
    shown = pick(lang, "，", ", ").join(f"{pick(lang, s.zh, s.en)} {counted[s]}" for s in Standing)
    lines.append(f"{pick(lang, '条款', 'provisions')} {sum(counted.values())}: {shown}")
    lines += [f"  [{key}] {_source_text(s)}" for key, s in book.sources.items()]
    return "\n".join(lines) + "\n"


def _source_text(source: Source) -> str:
    """The source with all that is known of it, on one line."""
    more = [source.issuer, plain(source.issued) or "", source.seen, source.url]
    more += [f"sha256 {source.sha256}"] if source.sha256 else []
    return "；".join([source.text(), *(text for text in more if text)])


def provision_row(p: Provision, lang: str) -> tuple[str, ...]:
    """One provision as a row of the table of a book; a switched-off one stands in brackets."""
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


def difference_row(d: Difference, lang: str) -> tuple[str, ...]:
    """One provision in which two books differ, as a row: what both say, and whether scores change by it."""

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
