"""Sheets of a workbook, of whatever format, as they become grids: what is hidden left out, everything left out said."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from targets.documents.concealed import hidden_rows, letters, visible
from targets.documents.grid import Cell, Grid
from targets.documents.limits import far_away, is_near
from targets.documents.marks import Left, removed, said
from targets.kinds.documents import CellComment, CellError, HiddenContent
from targets.kinds.finding import Finding
from targets.kinds.location import Location

Place = tuple[int, int]
OWN_AUTHOR = "evaluator"
"""Who the template names as the author of its explanations: they are not for the reader."""
_THREADED = re.compile(
    r"^\s*(?:\[(?:Threaded comment|线程批注|线程化批注)\]).*?(?:Comment|Reply|批注|注释)[:：]\s*", re.DOTALL
)
_SHOWN = 80


@dataclass(slots=True)
class SheetTexts:
    """One sheet: what stands at each row and column from 0.

    ``merged`` gives spans (rows, columns) by the upper left corner of a merged area, ``hidden_rows`` and
    ``hidden_columns`` what the sheet hides, ``dated`` the places of dates, ``left`` what was left out of a text,
    ``comments`` what persons remarked.
    """

    name: str
    texts: dict[Place, str] = field(default_factory=dict)
    merged: dict[Place, tuple[int, int]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    dated: set[Place] = field(default_factory=set)
    left: dict[Place, list[Left]] = field(default_factory=dict)
    comments: dict[Place, str] = field(default_factory=dict)
    errors: list[Place] = field(default_factory=list)

    def put(self, place: Place, text: str, left: list[Left]) -> None:
        """Write a text, and what was left out of it, at a place."""
        self.texts[place] = text
        if left:
            self.left[place] = left


class Sheets:
    """Grids of a workbook as they are gathered."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.grids: list[Grid] = []
        self.findings: list[Finding] = []

    def hidden(self, sheet: str) -> None:
        """Say that a whole sheet is hidden."""
        self.findings.append(HiddenContent.found(Location(file=self.file, sheet=sheet), sheet=sheet))

    def add(self, sheet: SheetTexts) -> bool:
        """Take a sheet; False where nothing is written on it. Raises InputError where something stands too far away."""
        texts, merged = sheet.texts, sheet.merged
        at = Location(file=self.file, sheet=sheet.name, table=len(self.grids))
        self._tell(at, sheet)
        if not any(text.strip() for text in texts.values()):
            return False
        # the library reads places that the check before it did not take for any, such as row 8888888883
        ends = [(row + 1, column + 1) for row, column in texts]
        ends += [(row + rows, column + columns) for (row, column), (rows, columns) in merged.items()]
        row, column = max(row for row, _ in ends), max(column for _, column in ends)
        if not is_near(row, column):
            raise far_away(self.file, f"{letters(column - 1)}{row}")
        covered = {
            (row + i, column + j)
            for (row, column), (rows, columns) in merged.items()
            for i in range(rows)
            for j in range(columns)
            if i or j
        }
        places = sorted((texts.keys() | merged.keys()) - covered)
        cells = tuple(
            Cell(
                *place,
                texts.get(place, ""),
                *merged.get(place, (1, 1)),
                removed=removed(sheet.left.get(place, ())),
                dated=place in sheet.dated,
            )
            for place in places
            if texts.get(place, "").strip() or place in merged
        )
        self.findings += hidden_rows(at, cells, sheet.hidden_rows)
        shown = visible(cells, sheet.hidden_rows, sheet.hidden_columns)
        self.grids.append(Grid(file=self.file, index=len(self.grids), cells=shown, sheet=sheet.name))
        return True

    def _tell(self, at: Location, sheet: SheetTexts) -> None:
        """Say what was left out of texts, which cells hold errors, and which are remarked upon."""
        for row, column in sheet.errors:
            cell = f"{letters(column)}{row + 1}"
            place = replace(at, row=row, column=column)
            self.findings.append(CellError.found(place, cell=cell, text=sheet.texts[row, column]))
        by_row: dict[int, list[tuple[int, Left]]] = {}
        for (row, column), left in sorted(sheet.left.items()):
            if row not in sheet.hidden_rows:
                by_row.setdefault(row, []).extend((column, one) for one in left)
        for row, found in by_row.items():
            self.findings += said(replace(at, row=row), found)
        for (row, column), comment in sorted(sheet.comments.items()):
            text = " ".join(_THREADED.sub("", comment).split())
            short = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
            if text and row not in sheet.hidden_rows:
                self.findings.append(CellComment.found(replace(at, row=row, column=column), text=short))
