"""Files of pictures and pages of PDF → one page as pixels with its resolution; nothing larger than a page is opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from targets.documents.limits import refused

Picture = npt.NDArray[np.uint8]

MAX_PIXELS = 60_000_000
MAX_PAGES = 300
_LONG_SIDE = 11.69  # inches of A4
_MOST_DPI = 300
_USUAL_DPI = 200


def page_of(path: Path, number: int) -> tuple[Picture, int, int]:
    """Page ``number`` (from 1) of a file in colours (blue, green, red), its resolution in dots per inch, and how many
    pages the file has. Raises InputError for a picture that is too large, and what the libraries raise."""
    with path.open("rb") as file:
        is_pdf = b"%PDF-" in file.read(1024)
    return _of_pdf(path, number) if is_pdf else _of_picture(path, number)


def _of_picture(path: Path, number: int) -> tuple[Picture, int, int]:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with Image.open(path, formats=("PNG", "JPEG", "TIFF")) as opened:
        pages = int(getattr(opened, "n_frames", 1))
        if pages > MAX_PAGES:
            raise refused(path.name, f"有 {pages} 页", f"it has {pages} pages")
        if number > 1:
            opened.seek(number - 1)
        width, height = opened.size
        if width * height > MAX_PIXELS:
            raise refused(path.name, f"图像有 {width}×{height} 点", f"the picture has {width} by {height} dots")
        dpi = _resolution(opened.info.get("dpi"), width, height)
        turned = ImageOps.exif_transpose(opened).convert("RGB")
    if dpi > _MOST_DPI:
        factor = _MOST_DPI / dpi
        size = (round(turned.width * factor), round(turned.height * factor))
        turned, dpi = turned.resize(size, Image.Resampling.BOX), _MOST_DPI
    return np.ascontiguousarray(np.asarray(turned)[:, :, ::-1]), dpi, pages


def _resolution(said: Any, width: int, height: int) -> int:
    """The resolution that a picture states, where its page then has the size of a page; else as of an A4 page."""
    try:
        stated = round(float(said[0]))
    except (TypeError, ValueError, IndexError, ZeroDivisionError, OverflowError):
        stated = 0
    if stated >= 72 and 7 <= max(width, height) / stated <= 18:
        return stated
    return round(max(width, height) / _LONG_SIDE)


def _of_pdf(path: Path, number: int) -> tuple[Picture, int, int]:
    import pypdfium2  # type: ignore[import-untyped,import-not-found,unused-ignore]

    document = pypdfium2.PdfDocument(path)
    try:
        pages = len(document)
        page = document[number - 1]
        width, height = page.get_size()
        dpi = _native(page, width)
        if width * height * (dpi / 72) ** 2 > MAX_PIXELS:
            raise refused(path.name, f"第 {number} 页太大", f"page {number} is too large")
        shown = page.render(scale=dpi / 72, rev_byteorder=False, may_draw_forms=False).to_numpy()
        picture = np.ascontiguousarray(shown[:, :, :3] if shown.ndim == 3 else np.repeat(shown[:, :, None], 3, 2))
        return picture, dpi, pages
    finally:
        document.close()


def _native(page: Any, width: float) -> int:
    """The resolution of the picture that fills a page, within bounds: drawing it larger adds nothing but work."""
    import pypdfium2.raw as raw  # type: ignore[import-untyped,import-not-found,unused-ignore]

    best = 0
    for one in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, _, right, _ = one.get_bounds() if hasattr(one, "get_bounds") else one.get_pos()
        if right - left > 0.5 * width:
            dots = one.get_px_size()[0] if hasattr(one, "get_px_size") else one.get_size()[0]
            best = max(best, round(dots / ((right - left) / 72)))
    return min(_MOST_DPI, best) if best else _USUAL_DPI
