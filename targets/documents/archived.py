""".mht and .mhtml: a web page saved as one file, as Excel and browsers write it; read page by page."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace

from targets.documents.grid import Grid, Read
from targets.documents.limits import MAX_ENTRIES, refused
from targets.documents.web import read_html
from targets.kinds.finding import Finding


def read_archived(data: bytes, file: str) -> Read:
    """The tables of all pages inside, in their order."""
    message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf \t\r\n"), policy=email.policy.default)
    grids: list[Grid] = []
    findings: list[Finding] = []
    for number, part in enumerate(message.walk()):
        if number > MAX_ENTRIES:
            raise refused(file, "网页存档里的部分过多", "it holds too many parts")
        page = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(page, bytes) and page.strip():
            tables, found = read_html(page, file, charset=part.get_content_charset() or "", alone=False)
            first = len(grids)
            grids += [replace(grid, index=first + grid.index) for grid in tables]
            findings += [replace(one, at=replace(one.at, table=first + (one.at.table or 0))) for one in found]
    return tuple(grids), tuple(findings)
