"""Text boxes drawn over a sheet, which belong to no cell, and pictures, which cannot be read."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from lxml import etree

from targets.documents.concealed import letters
from targets.kinds.documents import PictureNotRead, TextBoxOverSheet
from targets.kinds.finding import Finding
from targets.kinds.location import Location

_SHOWN = 80


def drawn_over(archive: zipfile.ZipFile, relations: Iterable[Any], at: Location, *, written: bool) -> list[Finding]:
    """A finding for each text box over a sheet; and where nothing is ``written`` in its cells, for its pictures."""
    findings: list[Finding] = []
    for relation in relations:
        if not relation.Type.endswith("/drawing") or relation.target not in archive.namelist():
            continue
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
        root = etree.fromstring(archive.read(relation.target), parser)
        for anchor in root:
            row, column = _corner(anchor)
            text = "\n".join(filter(None, (_line(p) for p in anchor.iter("{*}p"))))
            if text:
                short = " ".join(text.split())
                short = short if len(short) <= _SHOWN else f"{short[:_SHOWN]}…"
                cell = f"{letters(column)}{row + 1}"
                findings.append(TextBoxOverSheet.found(replace(at, row=row, column=column), text=short, cell=cell))
        if not written and next(root.iter("{*}pic"), None) is not None:
            findings.append(PictureNotRead.found(at))
    return findings


def _line(paragraph: Any) -> str:
    return "".join(text.text or "" for text in paragraph.iter("{*}t")).strip()


def _corner(anchor: Any) -> tuple[int, int]:
    """The row and column, from 0, of the cell under the upper left corner."""
    for start in anchor.iterchildren("{*}from"):
        row, column = (start.findtext(f"{{*}}{name}") or "0" for name in ("row", "col"))
        return int(row) if row.isdigit() else 0, int(column) if column.isdigit() else 0
    return 0, 0
