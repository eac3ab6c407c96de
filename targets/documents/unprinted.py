"""Text of a PDF that its print does not show: drawn invisibly, or laid over (or under) a picture of the whole page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from targets.kinds.documents import TextNotPrinted
from targets.kinds.finding import Finding
from targets.kinds.location import Location

_INVISIBLE = re.compile(rb"(?<![\d.])[37]\s+Tr\b")
_WHOLE = 0.6
"""A picture that covers this share of a page is a picture of the page."""
_SHOWN = 24


def not_printed(path: Path, page: Any) -> Finding | None:
    """The reason why a page of pdfplumber cannot be trusted, None where all its text is seen."""
    texts = _invisible(path, page.page_number - 1) if _drawn_invisibly(page) else []
    texts = texts or _over_pictures(page)
    text = "".join("".join(texts).split())
    if not text:
        return None
    number = str(page.page_number)
    short = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return TextNotPrinted.found(
        Location(file=path.name, page=page.page_number), page=number, count=str(len(text)), text=short
    )


def _drawn_invisibly(page: Any) -> bool:
    """True if the drawing of a page, or a form it draws, switches to invisible text: a quick look at its bytes."""
    return any(_INVISIBLE.search(data) for data in _contents(page))


def _contents(page: Any) -> list[bytes]:
    from pdfminer.pdftypes import PDFStream, resolve1

    found: list[bytes] = []
    waiting: list[Any] = [(content, 0) for content in page.page_obj.contents]
    forms = (resolve1(page.page_obj.resources) or {}).get("XObject")
    waiting += [(form, 1) for form in (resolve1(forms) or {}).values()]
    while waiting:
        one, depth = waiting.pop()
        stream = resolve1(one)
        if not isinstance(stream, PDFStream) or str(stream.get("Subtype", "")).find("Image") >= 0:
            continue
        found.append(stream.get_data())
        if depth and depth < 4:
            inside = (resolve1(stream.get("Resources")) or {}).get("XObject")
            waiting += [(form, depth + 1) for form in (resolve1(inside) or {}).values()]
    return found


def _invisible(path: Path, number: int) -> list[str]:
    """The texts of a page that are drawn invisibly."""
    import ctypes

    import pypdfium2
    from pypdfium2 import raw

    found: list[str] = []
    document = pypdfium2.PdfDocument(path)
    try:
        page = document[number]
        texts = page.get_textpage()
        for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            mode = raw.FPDFTextObj_GetTextRenderMode(drawn.raw)
            if mode not in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP):
                continue
            size = raw.FPDFTextObj_GetText(drawn.raw, texts.raw, None, 0)
            data = ctypes.create_string_buffer(size)
            raw.FPDFTextObj_GetText(drawn.raw, texts.raw, ctypes.cast(data, ctypes.POINTER(raw.FPDF_WCHAR)), size)
            found.append(data.raw.decode("utf-16-le", "ignore").rstrip("\0"))
        texts.close()
        page.close()
    finally:
        document.close()
    return found


def _over_pictures(page: Any) -> list[str]:
    """The signs that stand on a picture which covers most of the page."""
    area = float(page.width) * float(page.height)
    whole = [image for image in page.images if _share(image) >= _WHOLE * area]
    return [char["text"] for char in page.chars if any(_inside(char, image) for image in whole)]


def _share(image: Any) -> float:
    return float((image["x1"] - image["x0"]) * (image["bottom"] - image["top"]))


def _inside(char: Any, image: Any) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(image["x0"] <= x <= image["x1"] and image["top"] <= y <= image["bottom"])
