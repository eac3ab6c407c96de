"""The text of a cell of a web page as a browser shows it: struck-out, hidden and raised signs told apart, fields of
forms as what is filled in."""

from __future__ import annotations

import re
from typing import Any

from targets.documents.marks import Left, Mark, in_font, is_symbol_font, plainly, raised

Element = Any
BLOCKS = frozenset(
    ("p div li tr h1 h2 h3 h4 h5 h6 section article ul ol dl dd dt blockquote center pre").split()  # noqa: SIM905
)
SILENT = frozenset({"script", "style", "noscript", "template", "head", "title", "datalist"})
_STRUCK = frozenset({"s", "strike", "del"})
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all", re.IGNORECASE)
_LINE_THROUGH = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
_RAISED = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)


def tag(element: Element) -> str:
    """The name of an element in small letters, ``""`` for a comment."""
    return element.tag.lower() if isinstance(element.tag, str) else ""


def squeezed(text: str | None) -> str:
    """A text with one blank for each run of white space, as a browser shows it."""
    return re.sub(r"[ \t\r\n\f]+", " ", text or "")


def is_unseen(element: Element) -> bool:
    """True if a browser does not show an element at all."""
    return element.get("hidden") is not None or bool(_UNSEEN.search(element.get("style") or ""))


def plain_text(cell: Element) -> str:
    """The text of a cell alone."""
    return cell_text(cell)[0]


def cell_text(cell: Element) -> tuple[str, list[Left]]:
    """The text a browser shows in a cell, line breaks kept and nested tables left out; and what is struck out, hidden
    or a note mark in it."""
    parts: list[str] = []
    left: list[Left] = []

    def add(text: str, marks: frozenset[Mark], font: str) -> None:
        text = in_font(text, font) if font else text
        if marks & {Mark.STRUCK, Mark.HIDDEN}:
            if text.strip():
                left.append(Left(Mark.HIDDEN if Mark.HIDDEN in marks else Mark.STRUCK, text.strip()))
        elif Mark.RAISED in marks and text.strip() and (kept := raised("".join(parts).rstrip(), text)) != text:
            if kept is None:
                left.append(Left(Mark.RAISED, text.strip()))
            else:
                parts.append(kept)
        else:
            parts.append(text)

    add(squeezed(cell.text), frozenset(), "")
    stack = [(child, frozenset[Mark](), "", False) for child in reversed(cell)]
    while stack:
        node, marks, font, closing = stack.pop()
        name = tag(node)
        if closing:
            if name in BLOCKS:
                parts.append("\n")
            add(squeezed(node.tail), marks, font)
            continue
        if name in SILENT or name == "table" or not name:
            add(squeezed(node.tail), marks, font)
            continue
        if name in ("select", "input", "textarea"):
            add(_filled_in(node, name), marks, font)
            add(squeezed(node.tail), marks, font)
            continue
        if name == "br" or name in BLOCKS:
            parts.append("\n")
        own, drawn = _marks(node, name, marks), _font(node, font)
        add(squeezed(node.text), own, drawn)
        stack.append((node, marks, font, True))
        stack += [(child, own, drawn, False) for child in reversed(node)]
    text = plainly("".join(parts).replace("\xa0", " "))
    return "\n".join(line for one in text.split("\n") if (line := re.sub(r" {2,}", " ", one).strip())), left


def _marks(node: Element, name: str, above: frozenset[Mark]) -> frozenset[Mark]:
    style = node.get("style") or ""
    own = set(above)
    if name in _STRUCK or _LINE_THROUGH.search(style):
        own.add(Mark.STRUCK)
    if is_unseen(node):
        own.add(Mark.HIDDEN)
    if name == "sup" or _RAISED.search(style):
        own.add(Mark.RAISED)
    return frozenset(own)


def _font(node: Element, above: str) -> str:
    face = node.get("face")
    return above if face is None else face if is_symbol_font(face) else ""


def _filled_in(field: Element, name: str) -> str:
    """The contents of a field of a form: the chosen entry, the text, the box."""
    if name == "textarea":
        return field.text or ""
    if name == "select":
        entries = list(field.iter("option"))
        chosen = next((one for one in entries if one.get("selected") is not None), entries[0] if entries else None)
        return squeezed(chosen.text) if chosen is not None else ""
    kind = (field.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        return "☑" if field.get("checked") is not None else "□"
    return field.get("value") or "" if kind in ("text", "number", "date", "tel", "email") else ""
