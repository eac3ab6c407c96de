"""Rulebooks by how well they fit what forms print, as a table and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from evaluator.auditing.fitting import Fit, Witness
from evaluator.language import pick
from evaluator.scorecards.model import Table

_SHOWN = 4


def fits_table(fits: Sequence[Fit], lang: str) -> Table:
    """One row per book, the best fitting first: how many printed facts agree, and where it differs."""
    headers = pick(lang, "办法,名称,相符,不符之处", "rulebook,title,agrees,differs").split(",")
    best = fits[0].balance
    rows = tuple(
        (
            one.book.id + (" *" if one.balance == best and one.witnesses else ""),
            pick(lang, one.book.title, one.book.title_en or one.book.title),
            pick(lang, "{} / {}", "{} of {}").format(len(one.witnesses) - len(one.differing), len(one.witnesses)),
            _differences(one, lang),
        )
        for one in fits
    )
    note = pick(
        lang,
        "* 与表上填报（分值、执行、得分、定性分档、年度）最相符；表上没有的不作比较。",
        "* fits best what the forms print: points, execution, scores, cuts of levels, year; what is not printed is not "
        "compared.",
    )
    return Table(pick(lang, "办法与表上填报", "Rulebooks and what the forms print"), tuple(headers), rows, (note,))


def _differences(one: Fit, lang: str) -> str:
    said = Counter(witness_text(witness, lang) for witness in one.differing)
    listed = [text if times == 1 else f"{text} ×{times}" for text, times in said.items()]
    more = len(listed) - _SHOWN
    if more > 0:
        listed = [*listed[:_SHOWN], pick(lang, f"另有 {more} 处", f"{more} more")]
    return pick(lang, "；", "; ").join(listed) or "—"


def witness_text(witness: Witness, lang: str) -> str:
    """A fact as the form prints it, and as the book has it."""
    return pick(
        lang,
        f"{witness.zh}：表上 {witness.printed}，办法 {witness.ours}",
        f"{witness.en}: {witness.printed} printed, {witness.ours} by the book",
    )


def fits_json(fits: Sequence[Fit], lang: str) -> dict[str, object]:
    """The same for machines, every fact with its place."""
    return {
        "rulebooks": [
            {
                "id": one.book.id,
                "title": pick(lang, one.book.title, one.book.title_en or one.book.title),
                "agree": len(one.witnesses) - len(one.differing),
                "differ": len(one.differing),
                "facts": [
                    {
                        "what": pick(lang, witness.zh, witness.en),
                        "printed": witness.printed,
                        "by_the_book": witness.ours,
                        "fits": witness.fits,
                        "at": witness.at.text(lang),
                    }
                    for witness in one.witnesses
                ],
            }
            for one in fits
        ]
    }
