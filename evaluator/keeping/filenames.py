"""File names made from the titles of forms: no separators, no reserved names, alike titles kept apart."""

from __future__ import annotations

import unicodedata


def safe_name(title: str, *, most_bytes: int = 90) -> str:
    """A file name made from a project's name: no separators, no control signs, no name that Windows keeps
    for itself, cut by bytes.
    """
    kept = "".join(
        "_" if char in '/\\:*?"<>|' or unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") else char
        for char in unicodedata.normalize("NFC", title)
    )
    kept = kept.encode("utf-8")[:most_bytes].decode("utf-8", errors="ignore").strip(" .")
    reserved = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}
    return f"_{kept}" if kept.split(".")[0].upper() in reserved or not kept else kept


def numbered_name(position: int, of: int, title: str) -> str:
    """A name of its own for one of ``of`` forms, in their order when sorted: ``01-培训``; the number keeps alike titles
    apart on every system.
    """
    return f"{position + 1:0{max(2, len(str(of)))}d}-{safe_name(title)}"
