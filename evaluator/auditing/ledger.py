"""问题清单和整改台账: every error and warning with an id that stays from run to run, what was done about it by whom,
and how many were found, done and are open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from evaluator.auditing.handedback import sheets_of
from evaluator.auditing.ledgerstates import Checked, StateOf
from evaluator.auditing.run import Audit
from evaluator.findings import in_order, severity_label
from evaluator.render.papersheet import A3, PaperSheet, content_of, new_book
from evaluator.scorecards.formjson import findings_by_form
from targets.errors import InputError
from targets.kinds.catalogue import Part
from targets.kinds.finding import Finding, Severity

NAME = "整改台账.xlsx"
COLUMNS = (
    ("序号", 5), ("问题编号", 11), ("严重程度", 6), ("代码", 6), ("类别", 16), ("部门/项目", 16), ("指标/位置", 16),
    ("事实", 36), ("依据", 22), ("处理建议", 22), ("本次核对", 10), ("责任单位", 10), ("责任人", 8), ("整改措施", 18),
    ("整改期限", 11), ("整改情况", 18), ("佐证材料", 12), ("销号日期", 11),
)  # fmt: skip
OWN = ("责任单位", "责任人", "整改措施", "整改期限", "整改情况", "佐证材料", "销号日期")
"""The columns of the department that puts things right; they are kept from run to run."""
_NEEDED = ("问题编号", "销号日期")
_BOOK = "依据办法"
_HEAD = 3
_SPARE = 14
"""The width of a column that the department added itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A ledger as it was handed back: its rows by id, the headings that the department added, and the rulebook."""

    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    book: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row: its texts by heading; ``found`` is False for one of before that was not found this time."""

    id: str
    texts: Mapping[str, str]
    found: bool = True


def entries(done: Audit, before: Ledger) -> list[Entry]:
    """Every error and warning, with what the ledger of before says about it, then those that were not found this time;
    each with what this audit says of it (本次核对).
    """
    made: list[Entry] = []
    hidden: set[str] = set()
    for key, owner, found, suppressed in _listed(done):
        if suppressed:
            hidden.add(key)
            continue
        texts = {
            "严重程度": severity_label(found.severity, "zh"),
            "代码": found.code,
            "类别": found.kind.text(Part.WHAT, "zh").rstrip("。"),
            "部门/项目": owner,
            "指标/位置": found.indicator or found.at.text("zh"),
            "事实": found.message("zh"),
            "依据": found.kind.text(Part.BASIS, "zh"),
            "处理建议": found.remedy("zh"),
        }
        old = before.rows.get(key, {})
        kept = {name: old.get(name, "") for name in (*OWN, *before.added)}
        done_before = "，曾销号" if kept["销号日期"] else ""
        state = f"仍存在{done_before}" if old else "新发现"
        made.append(Entry(id=key, texts={**texts, **kept, "本次核对": state}))
    known = {entry.id for entry in made}
    owners = frozenset(row.get("部门/项目", "") for row in before.rows.values())
    other = before.book not in ("", done.book.id)
    state_of = StateOf(Checked.of(done, _owner), owners, frozenset(hidden), other)
    for key, old in before.rows.items():
        if key not in known:
            state = state_of(key, old.get("代码", ""), old.get("部门/项目", ""))
            made.append(Entry(id=key, texts={**old, "本次核对": state}, found=False))
    return made


def finding_id(owner: str, found: Finding, seen: dict[str, int]) -> str:
    """The id of a finding: of its kind, whose form and which indicator, whatever the place in the file; several alike
    are numbered in their order.
    """
    text = "\x1f".join((found.code, owner, found.line or found.indicator or ""))
    short = f"W{hashlib.sha256(text.encode('utf-8')).hexdigest()[:8].upper()}"
    seen[short] = seen.get(short, 0) + 1
    return short if seen[short] == 1 else f"{short}-{seen[short]}"


def _owner(form: Any) -> str:
    return " / ".join(dict.fromkeys(text for text in (form.department or "", form.project or "") if text))


def _listed(done: Audit) -> Iterator[tuple[str, str, Finding, bool]]:
    """Errors and warnings with id and owner, those that a suppressions file covers marked: the ids of the others do
    not change when one is suppressed.
    """
    gone = {id(found) for found, _ in done.suppressed}
    every = in_order((*done.notices, *(found for found, _ in done.suppressed)))
    per_form, _ = findings_by_form(done.forms, every)
    owners = {id(found): _owner(form) for form, own in zip(done.forms, per_form, strict=True) for found in own}
    seen: dict[str, int] = {}
    for found in every:
        if found.severity is not Severity.NOTE:
            owner = owners.get(id(found), found.at.file)
            yield finding_id(owner, found, seen), owner, found, id(found) in gone


def read_ledger(path: Path) -> Ledger:
    """A ledger of before. Raises InputError for a file that is none, or one with hidden rows."""
    for sheet in sheets_of(path, _NEEDED):
        rows = {row["问题编号"]: _withdrawn(row) for _, row in sheet.rows if row["问题编号"]}
        names = {name for name, _ in COLUMNS}
        added = tuple(name for name in sheet.headings if name not in names)
        return Ledger(rows=rows, added=added, book=sheet.beside(_BOOK))
    raise InputError(
        f"{path.name} 里没有整改台账（表头须有“问题编号”和“销号日期”）。",
        f"{path.name} holds no ledger (headings 问题编号 and 销号日期).",
    )


def _withdrawn(row: Mapping[str, str]) -> Mapping[str, str]:
    """A row without the sentence that ledgers of earlier versions wrote into the department's column."""
    return {**row, "整改情况": ""} if row.get("整改情况") == "本次未再发现" else row


def workbook(made: list[Entry], book_id: str, added: tuple[str, ...] = (), mark: str = "") -> bytes:
    """The ledger as a workbook, under the rulebook ``book_id``, with columns that were ``added`` by the department at
    the end and a ``mark`` on every page; the totals are formulas over its rows. Equal entries give equal bytes.
    """
    book = new_book()
    columns = (*COLUMNS, *((name, _SPARE) for name in added))
    sheet = PaperSheet(book.create_sheet("整改台账"), [width for _, width in columns])
    sheet.title("绩效自评复核问题清单和整改台账", mark)
    for column, (heading, _) in enumerate(columns, 1):
        sheet.put(_HEAD, column, heading, bold=True)
    for row, entry in enumerate(made, _HEAD + 1):
        sheet.put(row, 1, str(row - _HEAD), centred=True)
        sheet.put(row, 2, entry.id, centred=True)
        for column, (heading, _) in enumerate(columns[2:], 3):
            sheet.put(row, column, entry.texts.get(heading, ""), blank=heading in OWN or heading in added)
    _totals(sheet, len(made), book_id)
    sheet.finish(_HEAD, 2, paper=A3)
    return content_of(book)


def totals(made: list[Entry]) -> tuple[int, int, int]:
    """The numbers of entries found, done (销号日期) and open."""
    done = sum(bool(entry.texts.get("销号日期")) for entry in made)
    return len(made), done, len(made) - done


def _totals(sheet: PaperSheet, count: int, book_id: str) -> None:
    first, last, day = _HEAD + 1, _HEAD + max(count, 1), get_column_letter(len(COLUMNS))
    found, done = f"COUNTA(B{first}:B{last})", f"COUNTA({day}{first}:{day}{last})"
    for column, label, formula in (
        (5, "发现问题（个）", f"={found}"),
        (7, "已销号（个）", f"={done}"),
        (9, "未销号（个）", f"={found}-{done}"),
    ):
        sheet.put(2, column, label, bold=True)
        sheet.formula(2, column + 1, formula, "0")
    sheet.put(2, 12, _BOOK, bold=True)
    sheet.put(2, 13, book_id, over=2)
