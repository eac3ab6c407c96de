"""The cells of a page of outcomes: what each says, what of it was typed anew, and where two people typed in one.

A cell is named ``ID.actual``, ``money.executed`` or ``fund0.initial``. A page carries the text that each of its cells
was shown with; only cells that hold another text are written. A collision is of one cell: somebody else gave it another
text than it was shown with, and than is typed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from actuals.statements import AMOUNTS, FIELDS
from evaluator.officialforms.funds import stated_parts
from evaluator.pipeline import Intake
from evaluator.web.decisionsfile import money_subject, owner_of
from evaluator.web.events import Change, Event, Key, Record

LONGEST = 5_000
Texts = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a form (``intake`` holds only it): the decision it is part of, which part, the row's name, its text
    as known, and that of the document handed in.
    """

    key: Key
    part: str
    title: str
    known: str
    handed: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A typed cell that was not written: ``typed``, and why not; ``by`` is the event that came before, if one did."""

    title: str
    part: str
    typed: str
    now: str = ""
    by: Event | None = None
    why: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """Cells that came from a page of outcomes: the changes to record, and the troubles of single cells."""

    changes: tuple[Change, ...]
    troubles: Mapping[str, Trouble]


def cells_of(intake: Intake) -> dict[str, Cell]:
    """Every cell of the form, by name."""
    form = intake.forms[0]
    matching, handed = intake.matching, intake.handed or intake.matching
    found = {}
    for number, line in enumerate(form.rows):
        now, before = matching.by_indicator.get((0, number)), handed.by_indicator.get((0, number))
        for part in FIELDS:
            found[f"{line.id}.{part}"] = Cell(
                key=("outcome", line.id),
                part=part,
                title=line.name,
                known=getattr(now.outcome, part) if now else "",
                handed=getattr(before.outcome, part) if before else "",
                file=before.outcome.at.file if before else "",
            )
    figures, given = matching.execution.get(0), handed.execution.get(0)
    money = {part: getattr(figures, part) if figures else "" for part in AMOUNTS}
    money["initial"] = money["initial"] or form.budget.get("total", "")
    listed = [("money", "", money, given)]
    known = matching.funds.get(0, {})
    for number, (_, of, texts) in enumerate(stated_parts(form, known)):
        listed.append((f"fund{number}", of, dict(texts), handed.funds.get(0, {}).get(of)))
    for prefix, fund, texts, before_ in listed:
        for part, text in texts.items():
            found[f"{prefix}.{part}"] = Cell(
                key=("money", money_subject(*owner_of(form), fund)),
                part=part,
                title=fund,
                known=text,
                handed=getattr(before_, part) if before_ else "",
                file=before_.at.file if before_ else "",
            )
    return found


def shown_with(form: FormData) -> Texts:
    """The texts that the cells of a page were shown with; anything else in their place is a broken request."""
    given = form.get("was")
    try:
        was = json.loads(given if isinstance(given, str) else "")
    except ValueError:
        raise HTTPException(400) from None
    if not isinstance(was, dict) or not all(isinstance(text, str) for text in was.values()):
        raise HTTPException(400)
    return was


def typed_anew(form: FormData, was: Mapping[str, str]) -> Texts:
    """The cells that hold another text than they were shown with."""
    given = {cell: text for cell in was if isinstance(text := form.get(cell), str)}
    typed = {cell: _plain(text) for cell, text in given.items()}
    return {cell: text for cell, text in typed.items() if text != _plain(was[cell])}


def as_changes(
    record: Record, cells: Mapping[str, Cell], was: Mapping[str, str], typed: Mapping[str, str], *, why: str
) -> Typed:
    """The changes that cells typed anew come to. A cell that cannot be written is among the troubles and keeps the
    others from nothing: another's text came between, its indicator is gone, it is too long, a deduction has no reason.
    """
    troubles: dict[str, Trouble] = {}
    merged: dict[Key, Texts] = {}
    for name, text in typed.items():
        row, cell = name.rpartition(".")[0], cells.get(name)
        if cell is None or was.get(row, cell.title) != cell.title:  # another fund stands at its place by now
            troubles[name] = Trouble(title="", part=name.rpartition(".")[2], typed=text, why=_GONE)
            continue
        reason = f"{row}.reason"
        refusal = _refusal(cell, text, why or typed.get(reason, cells[reason].known if reason in cells else ""))
        if refusal is not None:
            troubles[name] = Trouble(title=cell.title, part=cell.part, typed=text, why=refusal)
        elif _plain(cell.known) not in (_plain(was[name]), text):
            by = last_of(record, cell)
            troubles[name] = Trouble(title=cell.title, part=cell.part, typed=text, now=cell.known, by=by)
        elif _plain(cell.known) != text:
            merged.setdefault(cell.key, {})[cell.part] = text
    current = record.current
    opening = cells.get("money.initial")
    if opening is not None and opening.key in merged and opening.known and not opening.handed:
        # The cell shows the budget of the target form: with other money typed beside it, it is the opening budget.
        typed_before = current[opening.key].after or {} if opening.key in current else {}
        if "initial" not in typed_before and "money.initial" in was:
            merged[opening.key].setdefault("initial", opening.known)
    changes = (
        Change(kind=key[0], subject=key[1], after={**(current[key].after if key in current else {}), **texts}, why=why)
        for key, texts in merged.items()
    )
    return Typed(changes=tuple(changes), troubles=troubles)


def last_of(record: Record, cell: Cell) -> Event | None:
    """The event that gave a cell its text; None for the text of a document. Said again as it was (after a look at the
    document, say) it is of that later event.
    """
    found = None
    for event in record.events:
        if event.key == cell.key:
            before, after = event.before or {}, event.after or {}
            if before.get(cell.part) != after.get(cell.part) or (before == after and cell.part in after):
                found = event if cell.part in after else None
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubled:
    """A cell that was typed and then came otherwise in a document: both texts stand until somebody chooses."""

    name: str
    cell: Cell
    typed: Event


def doubled(record: Record, cells: Mapping[str, Cell]) -> Iterator[Doubled]:
    """The cells whose typed text is older than a document with another one."""
    came = {name.partition("/")[2]: event.seq for name, event in record.of("document").items()}
    typed = {key for key in record.current if key[0] in ("outcome", "money")}
    for name, cell in cells.items():
        if cell.key in typed and cell.handed and _plain(cell.handed) != _plain(cell.known):
            last = last_of(record, cell)
            if last is not None and came.get(cell.file, 0) > last.seq:
                yield Doubled(name=name, cell=cell, typed=last)


def chosen(record: Record, listed: Iterable[Doubled], files: Mapping[str, bool], why: tuple[str, str]) -> list[Change]:
    """The changes that choosing between document and typed text comes to: ``files`` says for each cell by name if the
    document's holds. ``why`` is the reason on record for the one and for the other.
    """
    merged: dict[Key, Texts] = {}
    by_file: dict[Key, bool] = {}
    for one in listed:
        if one.name in files:
            texts = merged.setdefault(one.cell.key, dict(record.current[one.cell.key].after))
            by_file[one.cell.key] = by_file.get(one.cell.key, False) or files[one.name]
            if files[one.name]:
                texts.pop(one.cell.part, None)
    return [
        Change(kind=key[0], subject=key[1], after=texts or None, why=why[0] if by_file[key] else why[1])
        for key, texts in merged.items()
    ]


_GONE = "这项指标已不在表里，没有保存", "the indicator is no longer in the form: not saved"


def _refusal(cell: Cell, text: str, reason: str) -> tuple[str, str] | None:
    if len(text) > LONGEST:
        size = len(text)
        return f"有 {size} 个字，超过 {LONGEST}，没有保存", f"{size} characters, more than {LONGEST}: not saved"
    if cell.part == "deduction" and text and not reason:
        return "扣分须写明理由，没有保存", "a deduction needs a reason: not saved"
    return None


def _plain(text: str) -> str:
    return text.strip().replace("\r\n", "\n")
