"""The child process that reads pages as pictures: as ``targets.documents.worker``, with the libraries this needs.

Asked for one page of a file at a time, so that time and memory are bounded for each page; the network is loaded before
the process gives up the rest of the machine.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from targets.documents.confinement import confine, limit, mapped
from targets.documents.scan.result import PageRead, Refusal
from targets.documents.worker import code_folders, main
from targets.errors import InputError
from targets.model.transport import to_plain

_CPU = 900
_MEMORY = 2 << 30
"""Bytes of addresses beyond those of the loaded libraries: a page of 300 dpi needs some 700 MB."""


def answer(path: Path, name: str, want: str) -> dict[str, Any]:
    """Page number ``want`` of a file as plain values, or why there is none; never raises."""
    from dataclasses import replace

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


if __name__ == "__main__":
    channel = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    import cv2

    from targets.documents.scan.recogniser import recogniser

    for name in ("PIL.JpegImagePlugin", "PIL.PngImagePlugin", "PIL.TiffImagePlugin", "PIL.ImageOps", "pypdfium2"):
        import_module(name)  # while files may still be opened
    import_module("targets.documents.scan.page")
    cv2.setNumThreads(1)
    recogniser()
    mapped()
    limit(cpu=_CPU, memory=_MEMORY)
    confine([Path(sys.argv[1]), *code_folders()])
    main(sys.stdin, channel, answer, warm=lambda _: None)
