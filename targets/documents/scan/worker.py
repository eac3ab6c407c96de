"""The starter of the children that read pages as pictures: as ``targets.documents.worker``, with the libraries and the
network that this needs, which are loaded once.

Asked for one page of a file at a time, so that time and memory are bounded for each page.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from targets.documents.scan.result import PageRead, Refusal
from targets.documents.worker import main
from targets.errors import InputError
from targets.model.transport import to_plain


def answer(path: Path, name: str, want: str) -> dict[str, Any]:
    """Page number ``want`` of a file as plain values, or why there is none; never raises."""
    from targets.documents.scan.page import read_page
    from targets.documents.scan.pictures import page_of

    try:
        number = int(want)
        try:
            picture, dpi, pages = page_of(path, number)
        except InputError:
            raise
        except Exception:  # a library may raise anything on a broken file
            return {want: to_plain(PageRead(refused=Refusal.DAMAGED))}
        return {want: to_plain(replace(read_page(picture, dpi, name, number), pages=pages, dpi=dpi))}
    except InputError as error:
        return {"zh": error.zh, "en": error.en}
    except (MemoryError, RecursionError):
        return {want: to_plain(PageRead(refused=Refusal.DAMAGED))}


def _said(asked: dict[str, Any]) -> bytes:
    return json.dumps(answer(Path(asked["path"]), asked["name"], asked["want"])).encode("ascii")


def _loaded() -> None:
    """Load libraries and the network while files may still be opened; no thread may live when children are forked."""
    import cv2

    from targets.documents.scan.recogniser import recogniser

    cv2.setNumThreads(1)
    for name in ("PIL.JpegImagePlugin", "PIL.PngImagePlugin", "PIL.TiffImagePlugin", "PIL.ImageOps", "pypdfium2"):
        import_module(name)
    import_module("targets.documents.scan.page")
    recogniser()


if __name__ == "__main__":
    out = os.dup(1)
    os.dup2(2, 1)
    _loaded()
    main(sys.stdin.buffer, out, Path(sys.argv[1]), _said, lambda number, asked: None)
