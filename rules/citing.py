"""A local book that raises the standing of one provision: written for a person who has read the text."""

from __future__ import annotations

import json
from datetime import date

from rules.rulebook import Provision, Rulebook


def cited_book(
    book: Rulebook, provision: Provision, *, article: str, quote: str, checked_on: date, extends: str
) -> str:
    """The TOML of a book that extends ``extends`` and cites one provision at an article, with a quotation and the day.

    The provision keeps its method, parameters and words: only standing, citation and quotation change, and no score.
    """
    source = provision.source
    key = f"read-{provision.key.replace('.', '-')}"
    read = checked_on.isoformat()
    named = {
        "title": source.title if source else book.title,
        "title_en": source.title_en if source else book.title_en,
        "number": source.number if source else "",
        "issuer": source.issuer if source else "",
        "seen": f"{read} 核对原文",
    }
    head = {
        "id": f"{book.id}-{provision.key.replace('.', '-')}",
        "title": f"{book.title}（{provision.key} 已核原文）",
        "title_en": f"{book.title_en} ({provision.key} read in the text)",
        "extends": extends,
    }
    override = {
        "provision": provision.key,
        "use": provision.use,
        "standing": "cited",
        "cite": f"{key}#{article}",
        "quote": quote,
        "reason": f"{read} 核对原文",
        "reason_en": f"compared with the text on {read}",
    }
    dates = {"since": book.since, "until": book.until}
    stated = ", ".join(f"{name} = {day}" for name, day in dates.items() if day is not None)
    in_force = f"in_force = {{ {stated} }}\n" if stated else ""
    blocks = (_lines(head) + in_force, f"[sources.{key}]\n{_lines(named)}", f"[[override]]\n{_lines(override)}")
    return "\n".join(blocks)


def _lines(values: dict[str, str]) -> str:
    return "".join(f"{name} = {json.dumps(text, ensure_ascii=False)}\n" for name, text in values.items() if text)
