"""The text of paragraphs in an OpenDocument file, with what is struck out, hidden or raised in it told apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from targets.documents.marks import Left, Mark, plainly, raised

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DELETED = frozenset({f"{_TEXT}tracked-changes", f"{_TEXT}note"})
Element = Any


def marked_styles(root: Element) -> dict[str, frozenset[Mark]]:
    """The styles of a part that strike out, hide or raise what is written in them."""
    found: dict[str, frozenset[Mark]] = {}
    for style in root.iter(f"{_STYLE}style"):
        marks: set[Mark] = set()
        for settings in style.iterchildren(f"{_STYLE}text-properties"):
            if settings.get(f"{_STYLE}text-line-through-style", "none") != "none":
                marks.add(Mark.STRUCK)
            if settings.get(f"{_TEXT}display") == "none":
                marks.add(Mark.HIDDEN)
            if settings.get(f"{_STYLE}text-position", "").startswith("super"):
                marks.add(Mark.RAISED)
        if marks:
            found[style.get(f"{_STYLE}name", "")] = frozenset(marks)
    return found


@dataclass(slots=True)
class OpenText:
    """Reads the texts of one file; ``left`` gathers what was passed over since it was last taken."""

    styles: Mapping[str, frozenset[Mark]]
    left: list[Left] = field(default_factory=list)

    def paragraph(self, element: Element, style: str = "") -> str:
        """The text of a paragraph, under the marks of its cell's ``style``."""
        parts: list[str] = []
        self._collect(element, parts, self.styles.get(style, frozenset()))
        return plainly("".join(parts))

    def taken(self) -> list[Left]:
        """Texts left out since the last call."""
        taken, self.left = self.left, []
        return taken

    def _collect(self, element: Element, parts: list[str], marks: frozenset[Mark]) -> None:
        """Spaces, tabs and line breaks are elements in this format."""
        marks |= self.styles.get(element.get(f"{_TEXT}style-name", ""), frozenset())
        self._add(element.text or "", parts, marks)
        for child in element:
            if child.tag == f"{_TEXT}s":
                parts.append(" " * min(int(child.get(f"{_TEXT}c", "1")), 200))
            elif child.tag == f"{_TEXT}tab":
                parts.append(" ")
            elif child.tag == f"{_TEXT}line-break":
                parts.append("\n")
            elif isinstance(child.tag, str) and child.tag not in _DELETED and not child.tag.endswith("}annotation"):
                self._collect(child, parts, marks)
            self._add(child.tail or "", parts, marks)

    def _add(self, text: str, parts: list[str], marks: frozenset[Mark]) -> None:
        if not text.strip() or not marks:
            parts.append(text)
        elif marks & {Mark.STRUCK, Mark.HIDDEN}:
            self.left.append(Left(Mark.HIDDEN if Mark.HIDDEN in marks else Mark.STRUCK, text))
        elif (kept := raised("".join(parts), text)) is None:
            self.left.append(Left(Mark.RAISED, text))
        else:
            parts.append(kept)
