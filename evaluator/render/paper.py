"""A page of ours as PDF through WeasyPrint (extra ``weasyprint``); nothing is fetched, equal pages give equal bytes."""

from __future__ import annotations

import logging
from typing import Any

from targets.errors import InputError


def check() -> None:
    """Raise InputError where WeasyPrint or the system libraries that it draws with are missing."""
    _library()


def render(page: str) -> bytes:
    """The page as PDF on A4, with bookmarks. Only what stands in ``page`` itself is used.

    Raises InputError where WeasyPrint is missing.
    """
    library = _library()
    # No protocol is allowed: whatever is asked for is left out.
    fetcher = library.urls.URLFetcher(allowed_protocols=())
    log = logging.getLogger("weasyprint")
    before = log.level
    # It warns of each rule that is for screens only.
    log.setLevel(logging.CRITICAL)
    try:
        made: bytes = library.HTML(string=page, url_fetcher=fetcher).write_pdf()
    finally:
        log.setLevel(before)
    return made


def _library() -> Any:
    try:
        import weasyprint
    except (ImportError, OSError) as trouble:  # OSError: Pango is not on this machine
        raise InputError(
            "把报告存为 PDF 需要 WeasyPrint 及其系统库 Pango：pip install 'evaluator[weasyprint]'；"
            "也可以用浏览器打开 report.html 打印成 PDF。",
            "the report as PDF needs WeasyPrint and the system library Pango: pip install 'evaluator[weasyprint]'; "
            "or open report.html in a browser and print it to PDF.",
        ) from trouble
    return weasyprint
