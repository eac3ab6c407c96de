"""``read --doubts DIR``: the doubtful cells of scans as pictures beside a sheet to correct, and the sheet taken back.

``doubts.csv`` has one row for each cell: its picture, what was recognised, what else it may say and why it is doubtful.
A person corrects 核定内容 where it is wrong and signs in 核定人; rows without a name are not confirmed. Read again, the
signed rows hold, and stand in ``decisions.toml`` as ``[[cell]]`` entries for ``--decisions`` of the other commands.
Every text stands behind an apostrophe, since a spreadsheet makes dates and numbers of what it opens.
"""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluator.keeping.writing import placing
from targets.documents.grid import Cell, Grid
from targets.documents.scan.reasons import REASONS
from targets.documents.scanning import Confirmed
from targets.documents.text import decode
from targets.errors import InputError

SHEET, DECISIONS = "doubts.csv", "decisions.toml"
HEADINGS = ("图片", "文件", "页", "识别为", "也可能是", "疑点", "核定内容", "核定人", "编号")
_APOSTROPHES = ("'", "\u2018", "\u2019")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One doubtful cell of a page."""

    file: str
    page: int
    cell: Cell


def questions(grids: Iterable[Grid]) -> list[Question]:
    """The cells of these tables that are, or were, doubtful, in reading order."""
    return [
        Question(file=grid.file, page=grid.pages[cell.row] if cell.row < len(grid.pages) else 0, cell=cell)
        for grid in grids
        for cell in sorted(grid.cells, key=lambda one: (one.row, one.column))
        if cell.recognised is not None and cell.recognised.doubts
    ]


def write_doubts(folder: Path, asked: Sequence[Question], before: Mapping[str, Confirmed], lang: str) -> None:
    """Write the sheet with a picture for each cell, and the decisions signed so far. Raises InputError for a folder
    that cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"无法建立文件夹 {folder}（{error.strerror}）；请换一个 --doubts 文件夹。",
            f"the folder {folder} cannot be made ({error.strerror}); name another one by --doubts.",
        ) from None
    rows: list[list[str]] = []
    for one in asked:
        seen = one.cell.recognised
        if seen is None:
            continue
        picture = f"{seen.digest[:12]}.png"
        with placing(folder / picture) as place:
            place.write_bytes(base64.b64decode(seen.picture))
        known = before.get(seen.digest)
        why = ("、" if lang == "zh" else ", ").join(REASONS[doubt][0 if lang == "zh" else 1] for doubt in seen.doubts)
        rows.append(
            [
                picture,
                one.file,
                str(one.page),
                f"'{seen.read or one.cell.text}",
                "；".join(f"'{other}" for other in seen.others),
                why,
                f"'{known.text if known else one.cell.text}",
                known.who if known else "",
                seen.digest,
            ]
        )
    out = io.StringIO(newline="")
    csv.writer(out).writerows([HEADINGS, *rows])
    with placing(folder / SHEET) as place:
        place.write_bytes(("\ufeff" + out.getvalue()).encode("utf-8"))
    if before:
        with placing(folder / DECISIONS) as place:
            place.write_text(_decisions(before, asked), encoding="utf-8")


def read_doubts(folder: Path) -> dict[str, Confirmed]:
    """The signed rows of a sheet written before, by the digest of the picture; none where there is no sheet yet.

    Raises InputError for a sheet that cannot be read or lost a column."""
    file = folder / SHEET
    if not file.is_file():
        return {}
    lines = list(csv.reader(io.StringIO(decode(file.read_bytes(), file.name), newline="")))
    headings = [text.strip() for text in lines[0]] if lines else []
    if not {"核定内容", "核定人", "编号"} <= set(headings):
        raise InputError(
            f"{file}：缺少“核定内容”“核定人”或“编号”列；请保留原来的列标题，或换一个 --doubts 文件夹。",
            f"{file}: the columns 核定内容, 核定人 and 编号 are needed; keep the headings, or name another folder by "
            "--doubts.",
        )
    text, who, digest = (headings.index(name) for name in ("核定内容", "核定人", "编号"))
    found: dict[str, Confirmed] = {}
    for row in lines[1:]:
        if len(row) > max(text, who, digest) and row[who].strip() and row[digest].strip():
            found[row[digest].strip()] = Confirmed(_bare(row[text]), row[who].strip())
    return found


def _bare(text: str) -> str:
    text = text.strip()
    return text[1:].strip() if text.startswith(_APOSTROPHES) else text


def _decisions(signed: Mapping[str, Confirmed], asked: Sequence[Question]) -> str:
    """The signed cells as a decisions file."""
    read = {one.cell.recognised.digest: one for one in asked if one.cell.recognised is not None}
    parts = []
    for digest, said in signed.items():
        stated = {"digest": digest, "text": said.text, "who": said.who}
        lines = ["[[cell]]", *(f"{key} = {_quoted(value)}" for key, value in stated.items())]
        if digest in read and (seen := read[digest].cell.recognised) is not None:
            lines.insert(3, f"read = {_quoted(seen.read or read[digest].cell.text)}")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
