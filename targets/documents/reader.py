"""One file → its tables, by content and not by name."""

from __future__ import annotations

from pathlib import Path

from targets.documents.grid import Grid
from targets.documents.text import decode, read_text
from targets.finding import Finding


def read_grids(path: Path) -> tuple[tuple[Grid, ...], tuple[Finding, ...]]:
    """The tables of a file in reading order, and what reading the document itself found."""
    return read_text(decode(path.read_bytes(), path.name), path.name), ()
