"""A report before any file format: headings, paragraphs, numbered tables, charts, gaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its number as printed (一、 or （一）)."""

    level: int
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or several of the software, true of the run."""

    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A place for the words of a person: ``key`` under which they are kept, a hint, and the text once it is stated.

    ``limit`` is the number of signs that an outline allows, 0 for any.
    """

    key: str
    label: str
    hint: str
    text: str = ""
    limit: int = 0

    @property
    def placeholder(self) -> str:
        """The text that stands there while nobody has stated it."""
        return f"【待填写：{self.label}】{self.hint}"

    @property
    def too_long(self) -> bool:
        """True if the text has more signs than the outline allows."""
        return bool(self.limit) and len("".join(self.text.split())) > self.limit


Cell = str | Gap


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table; ``shares`` are the widths of its columns in any unit. It is numbered under its caption, or, ``apart``, a
    sheet of its own: it begins a page, and the caption is its title. ``heights`` are the least lines of its rows.
    """

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shares: tuple[int, ...]
    note: str = ""
    apart: bool = False
    heights: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of one series: labels, values and how each is printed."""

    caption: str
    labels: tuple[str, ...]
    values: tuple[float, ...]
    unit: str


Block = Heading | Paragraph | Gap | TableBlock | Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report: title, the lines of its cover, and its blocks in order; ``open`` counts indicators without a score,
    ``unsettled`` is True where nothing waits and the total is a range all the same, by its points.
    """

    title: str
    cover: tuple[tuple[str, Cell], ...]
    blocks: tuple[Block, ...]
    open: int = 0
    unsettled: bool = False
    mark: str = ""
    contents: bool = True
    unused: tuple[str, ...] = field(default=())

    def gaps(self) -> Iterator[Gap]:
        """Every place for a person's words, those of the cover first."""
        for _, cell in self.cover:
            if isinstance(cell, Gap):
                yield cell
        for block in self.blocks:
            if isinstance(block, Gap):
                yield block
            elif isinstance(block, TableBlock):
                yield from (cell for row in block.rows for cell in row if isinstance(cell, Gap))

    @property
    def first_line(self) -> str:
        """The sentence before all else while the report is unfinished; nothing once it is finished."""
        blank = sum(not gap.text for gap in self.gaps())
        parts = [f"{blank} 处待填写"] if blank else []
        parts += [f"{self.open} 项得分待定"] if self.open else []
        parts += ["总分待定"] if self.unsettled else []
        return f"本报告为未完成稿：尚有 {'，'.join(parts)}。" if parts else ""
