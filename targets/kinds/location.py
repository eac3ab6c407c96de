"""Where a text stood: file, table, row, so that a person can find it again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place in a document. ``table``, ``row`` and ``column`` count from 0 in reading order; ``line`` and ``page``
    from 1; ``form`` is ``Form.index`` of the form that the place belongs to, None outside of forms.

    ``file`` is the file's name without folders, so that the same document gives the same output anywhere.
    """

    file: str
    table: int | None = None
    row: int | None = None
    column: int | None = None
    line: int | None = None
    sheet: str | None = None
    page: int | None = None
    form: int | None = None

    def as_json(self) -> dict[str, str | int]:
        """The place as in the JSON of ``read``, without the file and without what is unknown."""
        names = ("table", "row", "column", "line", "sheet", "page")
        return {name: value for name in names if (value := getattr(self, name)) is not None}

    def text(self, lang: str) -> str:
        """The place as a person says it, counted from 1: ``ganzhou-2023.txt 表1 第39行`` (of the file, where it
        has lines).
        """
        zh = lang == "zh"
        parts = [self.file]
        if self.sheet is not None:
            parts.append(f"工作表“{self.sheet}”" if zh else f"sheet “{self.sheet}”")
        if self.page is not None:
            parts.append(f"第{self.page}页" if zh else f"page {self.page}")
        if self.table is not None:
            parts.append(f"表{self.table + 1}" if zh else f"table {self.table + 1}")
        if self.line is not None:
            parts.append(f"第{self.line}行" if zh else f"line {self.line}")
        elif self.row is not None:
            parts.append(f"第{self.row + 1}行" if zh else f"row {self.row + 1}")
        return " ".join(parts)
