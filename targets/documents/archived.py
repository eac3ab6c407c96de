""".mht and .mhtml: a web page saved as one file, as Excel and browsers write it; read page by page."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace

from targets.documents.grid import Grid, Read
from targets.documents.limits import MAX_NESTED_TABLES, refused
from targets.documents.web import read_html
from targets.kinds.finding import Finding

_PART = re.compile(rb"(?mi)^content-type:\s*([\w/.+-]*)")
_MOST = 500
"""Parts that an archived page may have: pages, pictures, styles. The library takes time with the square of them."""


def read_archived(data: bytes, file: str) -> Read:
    """The tables of all pages inside, in their order."""
    parts = [found[1].lower() for found in _PART.finditer(data)]
    if len(parts) > _MOST or sum(kind.startswith(b"multipart/") for kind in parts) > MAX_NESTED_TABLES:
        raise refused(file, "网页存档里的部分过多", "it holds too many parts")
    message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf \t\r\n"), policy=email.policy.default)
    grids: list[Grid] = []
    findings: list[Finding] = []
    for part in message.walk():
        page = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(page, bytes) and page.strip():
            tables, found = read_html(page, file, charset=part.get_content_charset() or "", alone=False)
            first = len(grids)
            grids += [replace(grid, index=first + grid.index) for grid in tables]
            findings += [replace(one, at=replace(one.at, table=first + (one.at.table or 0))) for one in found]
    return tuple(grids), tuple(findings)
