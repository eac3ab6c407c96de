"""The picture of a page of a PDF with one cell marked, drawn by a child process like every reading of a document.

Run as a program it is the starter of such children (``targets.documents.worker``). Asked for a page, the texts of a row
and the text of a cell, it looks for them among the ruled tables of the page: where they stand in no row or in two, the
page is drawn without a mark.
"""

from __future__ import annotations

import base64
import io
import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from targets.documents.guard import ask_child, no_reading
from targets.documents.pdf import page_rows
from targets.documents.printed import Box
from targets.documents.worker import main

PROGRAM = "targets.documents.pagepicture"
_WIDE, _MOST_PIXELS, _LARGEST = 1_000, 4_000_000, 8 << 20
_PNG = b"\x89PNG\r\n\x1a\n"
_MARK = (217, 119, 6)
_FONTS = tuple(map(Path, ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/X11/fonts")))
"""The fonts of the system, for files that name theirs and do not hold them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePicture:
    """A page as PNG; ``marked`` is False where the cell was not found on it, or more than once."""

    png: bytes
    marked: bool


def page_picture(path: Path, page: int, row: Sequence[str], cell: str) -> PagePicture:
    """Page number ``page``, from 1, with the cell of that text in the row of those texts marked, or the row where the
    text stands in it more than once or not at all. Raises InputError as ``ask_child`` does.
    """
    want = json.dumps({"page": page, "row": list(row), "cell": cell}, ensure_ascii=True)
    reply = ask_child(path, path.name, want=want, program=PROGRAM)
    try:
        png, marked = base64.b64decode(reply["png"], validate=True), reply["marked"]
    except (KeyError, TypeError, ValueError):
        raise no_reading(path.name) from None
    if not png.startswith(_PNG) or len(png) > _LARGEST or not isinstance(marked, bool):
        raise no_reading(path.name)
    return PagePicture(png=png, marked=marked)


def place_of(rows: Sequence[Sequence[tuple[Box, str]]], texts: Sequence[str], cell: str) -> Box | None:
    """The box to mark among the rows of a page: None where no row, or more than one, holds most of the texts."""
    wanted = Counter(text for text in texts if text.strip())
    alike = [sum((Counter(text for _, text in row if text.strip()) & wanted).values()) for row in rows]
    best = max(alike, default=0)
    if not best or alike.count(best) > 1:
        return None
    row = rows[alike.index(best)]
    boxes = [box for box, text in row if text == cell and cell.strip()]
    if len(boxes) != 1:
        boxes = [box for box, _ in row]
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _drawn(path: Path, asked: dict[str, Any]) -> dict[str, Any]:
    import pdfplumber

    with pdfplumber.open(path) as document:
        page = document.pages[int(asked["page"]) - 1]
        box = place_of(page_rows(page), asked["row"], asked["cell"])
        width, height = float(page.width), float(page.height)
        resolution = min(72 * _WIDE / width, 72 * (_MOST_PIXELS / (width * height)) ** 0.5)
        image = page.to_image(resolution=max(resolution, 1))
        if box is not None:
            image.draw_rect(box, fill=(*_MARK, 40), stroke=_MARK, stroke_width=3)
        sink = io.BytesIO()
        image.annotated.convert("RGB").quantize(64).save(sink, "PNG", optimize=True)
    return {"png": base64.b64encode(sink.getvalue()).decode("ascii"), "marked": box is not None}


def _said(asked: dict[str, Any]) -> bytes:
    try:
        told = _drawn(Path(asked["path"]), json.loads(asked["want"]))
    except Exception:  # a library may raise anything on a broken file
        told = {"zh": f"{asked['name']} 的这一页画不出来。", "en": f"the page of {asked['name']} cannot be drawn."}
    return json.dumps(told).encode("ascii")


def _loaded() -> None:
    """Load the libraries while files may still be opened."""
    for name in ("pdfplumber", "pdfplumber.display", "pypdfium2", "PIL.PngImagePlugin", "PIL.ImageDraw"):
        import_module(name)


if __name__ == "__main__":
    out = os.dup(1)
    os.dup2(2, 1)
    _loaded()
    main(sys.stdin.buffer, out, Path(sys.argv[1]), _said, lambda number, asked: None, beside=_FONTS)
