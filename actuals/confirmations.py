"""Cells of scans as a person saw them: the ``[[cell]]`` entries of a decisions file, by the digest of their picture.

[[cell]]
digest = "5341f29c884aa9f05f7342ea0619ed7c"   # as in the finding scan-doubtful and in doubts.csv
text = "≥95%"                                 # what the picture shows; "" for an empty cell
who = "李某"
date = "2024-03-05"                           # optional, as is read: what had been recognised
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from actuals.decisions import decision_tables, entry_texts
from targets.documents.scanning import Confirmed
from targets.errors import InputError

TABLE = "cell"


def read_confirmations(path: str | Path) -> Mapping[str, Confirmed]:
    """The confirmed texts of a decisions file; none of working papers (.xlsx).

    Raises InputError for a file that cannot be read, an unknown key or a missing one, and two texts for one picture.
    """
    file = Path(path)
    if file.suffix.lower() == ".xlsx":
        return {}
    found: dict[str, Confirmed] = {}
    entries = decision_tables(file, ("match", "target", "outcome", "money", "adjustment", "text", "review", TABLE))
    for number, entry in enumerate(entries[TABLE], 1):
        texts = entry_texts(file, TABLE, number, entry, ("digest", "who"), ("text", "date", "read"))
        if "text" not in texts:
            raise InputError(
                f'决定文件 {file.name} 第{number}条 [[cell]]：缺少 text（空单元格写 text = ""）。',
                f'decisions file {file.name}, entry {number} of [[cell]]: text is missing ("" for an empty cell).',
            )
        known = found.setdefault(texts["digest"], Confirmed(texts["text"], texts["who"]))
        if known.text != texts["text"]:
            raise InputError(
                f"决定文件 {file.name} 第{number}条 [[cell]]：同一张图片写了两种内容"
                f"（“{known.text}”和“{texts['text']}”）；请只留一条。",
                f"decisions file {file.name}, entry {number} of [[cell]]: two texts for one picture "
                f"({known.text!r} and {texts['text']!r}); keep one.",
            )
    return found
