"""Which provisions stand behind a line, and how much of a form rests on conventions of ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from evaluator.figures import points
from evaluator.language import pick
from rules.rulebook import Rulebook

_PARTS = (
    ("provision", "计分", "scoring"),
    ("points_provision", "分值", "points"),
    ("bare_provision", "裸数读法", "reading of bare numbers"),
    ("by_person", "人的裁量", "judgement by a person"),
)
_Use = tuple[str, str]


def provisions_behind(line: Any) -> Iterator[_Use]:
    """What each provision behind a line settles, and its key: the score, the points, how a bare number is read, a
    person's judgement. ``line`` is a row of ``Run.line_rows``; one that does not apply has none but the score's.
    """
    if line.provision:
        yield "provision", line.provision
    if not line.applicable:
        return
    for part in ("points_provision", "bare_provision"):
        if key := getattr(line, part):
            yield part, key
    if line.deducted:
        yield "by_person", "policy.deduction"
    if line.adjusted:
        yield "by_person", "policy.adjustment"


def convention_note(lines: Iterable[Any], book: Rulebook, lang: str) -> str:
    """How many indicators, worth how many points, rest on a convention somewhere, and in what; of one form or many."""
    conventions = {key for key, provision in book.provisions.items() if provision.is_convention}
    worth: dict[str, list[int]] = {part: [] for part, _, _ in _PARTS}
    together: list[int] = []
    for line in lines:
        if not line.applicable:
            continue
        parts = {part for part, key in provisions_behind(line) if key in conventions}
        for part in parts:
            worth[part].append(int(line.points))
        together += [int(line.points)] if parts else []
    if not together:
        return pick(lang, "没有指标依据本软件的约定。", "No indicator rests on a convention of ours.")
    named = [
        pick(lang, f"{zh} {len(w)} 项 {points(sum(w))} 分", f"{en} {len(w)} ({points(sum(w))} points)")
        for part, zh, en in _PARTS
        if (w := worth[part])
    ]
    total = points(sum(together))
    return pick(
        lang,
        f"依据本软件约定（非办法条文）的指标 {len(together)} 项，共 {total} 分：{'；'.join(named)}。",
        f"{len(together)} indicators worth {total} points rest on conventions of ours: {'; '.join(named)}.",
    )
