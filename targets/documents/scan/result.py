"""One page that is a picture as it was read: its tables, or why it was refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from targets.documents.grid import Grid


class Refusal(StrEnum):
    """The reasons for which a page is not read."""

    COARSE = "coarse"
    BROKEN = "broken"
    BLURRED = "blurred"
    NO_TABLE = "no-table"
    DAMAGED = "damaged"


REFUSALS: dict[str, tuple[str, str]] = {
    Refusal.COARSE: ("分辨率太低（约 {detail} dpi）", "its resolution is too low (about {detail} dpi)"),
    Refusal.BROKEN: (
        "表格线断开、歪斜或不成格子（{detail} 处对不上）",
        "the rules of its table are broken, bent or make no cells ({detail} places do not fit)",
    ),
    Refusal.BLURRED: ("图像模糊，笔画的边缘不清", "it is out of focus: its strokes have no edges"),
    Refusal.NO_TABLE: ("没有找到有框线的表", "no ruled table was found on it"),
    Refusal.DAMAGED: ("图像无法打开", "its picture cannot be opened"),
}
"""Each reason in Chinese and English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRead:
    """One page: its tables from top to bottom, or the ``Refusal`` with a figure; ``pages`` is how many the file has and
    ``dpi`` the resolution that the page was read at."""

    grids: tuple[Grid, ...] = ()
    refused: str = ""
    detail: str = ""
    pages: int = 1
    dpi: int = 0
