"""The text of paragraphs in a .docx as a person sees it: insertions in, deletions and hidden text out, fields,
equations, drawn signs and text boxes as what they show."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from targets.documents.marks import Left, Mark, add_run, in_font, is_symbol_font, plainly, power, symbol

TRANSPARENT = frozenset({"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink"})
_OPEN = TRANSPARENT | {"fldSimple", "ruby", "rubyBase", "AlternateContent", "Choice"}
_MARKS = {"strike": Mark.STRUCK, "dstrike": Mark.STRUCK, "vanish": Mark.HIDDEN}
_SPECIAL = (
    *("del", "ins", "moveFrom", "moveTo", "sym", "ptab", "noBreakHyphen", "softHyphen"),
    *("sdt", "fldChar", "ruby", "txbxContent", "hMerge", "customXml", "AlternateContent", "oMath"),
    *("strike", "dstrike", "vanish", "vertAlign", "drawing", "pict", "object", "commentReference", "hidden"),
)
_SYMBOL_FONTS = re.compile(rb'"(?:Symbol|Wingdings(?: 2)?|Webdings)"')
Element = Any


@lru_cache(maxsize=1024)
def _without_namespace(tag: str) -> str:
    return tag.rpartition("}")[2]


def local(element: Element) -> str:
    """The name of an element without its namespace, ``""`` for a comment."""
    tag = element.tag
    return _without_namespace(tag) if isinstance(tag, str) else ""


def value(element: Element, name: str = "val") -> str:
    """An attribute by its name without namespace, ``""`` where it is missing."""
    return next((text for key, text in element.attrib.items() if key.rpartition("}")[2] == name), "")


def is_on(element: Element) -> bool:
    """True if a switch such as ``w:strike`` is on: it is, unless its value says no."""
    return value(element) not in ("0", "false", "off")


def _fallback(element: Element) -> bool:
    return any(local(above) == "Fallback" for above in element.iterancestors())


@dataclass(slots=True)
class WordText:
    """Reads the texts of one document. ``left`` and ``comments`` gather what was passed since they were last taken."""

    space: str
    marked_styles: Mapping[str, Collection[Mark]] = field(default_factory=dict)
    plain: bool = False
    inserted: int = 0
    deleted: int = 0
    pictures: int = 0
    left: list[Left] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    _signs: tuple[str, ...] = ()

    def start(self, root: Element, data: bytes) -> None:
        """Empty the placeholders, fill in what fields show, and take note of whether any text needs more than its
        letters."""
        self._signs = tuple(self.space + name for name in ("t", "tab", "br", "cr"))
        special = next(root.iter(*("{*}" + name for name in _SPECIAL)), None) is not None
        styled = self.marked_styles and any(
            value(style) in self.marked_styles for style in root.iter(self.space + "rStyle", self.space + "pStyle")
        )
        self.plain = not (special or styled or _SYMBOL_FONTS.search(data))
        if special:
            for mark in root.iter(self.space + "showingPlcHdr"):
                if is_on(mark):
                    self._empty(mark.getparent().getparent())

    def _empty(self, control: Element) -> None:
        """Take the text out of a content control that shows only what to do with it."""
        for text in control.iter(self.space + "t"):
            text.text = ""

    def paragraph(self, element: Element) -> str:
        """The text under a paragraph, no nested tables."""
        if self.plain:
            return plainly("".join([self._sign(one) for one in element.iter(*self._signs)]))
        parts: list[str] = []
        self._collect(element, parts, self._paragraph_marks(element))
        return plainly("".join(parts))

    def _sign(self, element: Element) -> str:
        if element.tag == self._signs[0]:
            return element.text or ""
        if element.tag == self._signs[1]:
            return "" if element.getparent().tag.endswith("}tabs") else " "
        return "\n"

    def _paragraph_marks(self, element: Element) -> frozenset[Mark]:
        style = element.find(f"{self.space}pPr/{self.space}pStyle")
        return frozenset(self.marked_styles.get(value(style), ())) if style is not None else frozenset()

    def _collect(self, element: Element, parts: list[str], marks: frozenset[Mark]) -> None:
        for child in element:
            name = local(child)
            if name == "r":
                self._run(child, parts, marks)
            elif name in _OPEN:
                if name in ("ins", "moveTo"):
                    self.inserted += 1
                self._collect(child, parts, marks)
            elif name in ("oMath", "oMathPara"):
                parts.append(_equation(child))
            elif name in ("del", "moveFrom"):
                self.deleted += 1

    def _run(self, run: Element, parts: list[str], marks: frozenset[Mark]) -> None:
        own, font = self._run_marks(run, marks)
        inside: list[str] = []
        for child in run:
            self._sign_of(child, inside, font)
        text = "".join(inside)
        add_run(text, own, parts, self.left)

    def _run_marks(self, run: Element, marks: frozenset[Mark]) -> tuple[set[Mark], str]:
        own, font = set(marks), ""
        for settings in run.iterchildren(self.space + "rPr"):
            for option in settings:
                name = local(option)
                if name == "rStyle":
                    own |= set(self.marked_styles.get(value(option), ()))
            for option in settings:
                name = local(option)
                if name in _MARKS:
                    (own.add if is_on(option) else own.discard)(_MARKS[name])
                elif name == "vertAlign":
                    (own.add if value(option) == "superscript" else own.discard)(Mark.RAISED)
                elif name == "rFonts":
                    font = value(option, "ascii") or value(option, "hAnsi")
        return own, font if is_symbol_font(font) else ""

    def _sign_of(self, child: Element, parts: list[str], font: str) -> None:
        name = local(child)
        if name == "t":
            parts.append(in_font(child.text or "", font) if font else child.text or "")
        elif name in ("tab", "ptab"):
            parts.append(" ")
        elif name in ("br", "cr"):
            parts.append("\n")
        elif name == "noBreakHyphen":
            parts.append("-")
        elif name == "sym":
            code = value(child, "char")
            parts.append(symbol(value(child, "font"), int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{1,6}", code) else "")
        elif name == "fldChar":
            parts.append(_shown_by_field(child))
        elif name == "commentReference":
            self.comments.append(value(child, "id"))
        elif name in ("drawing", "pict", "object", "AlternateContent", "Choice", "ruby"):
            self._drawn(child, parts)

    def _drawn(self, element: Element, parts: list[str]) -> None:
        """The text of a text box, a line for each paragraph; a picture is counted."""
        if local(element) == "ruby":
            self._collect(element, parts, frozenset())
            return
        boxes = [box for box in element.iter(self.space + "txbxContent") if not _fallback(box)]
        texts = [self.paragraph(p).strip() for box in boxes for p in box.iterchildren(self.space + "p")]
        if any(texts):
            parts.append("\n".join(filter(None, texts)))
        elif next(element.iter("{*}blip", "{*}imagedata", "{*}OLEObject"), None) is not None:
            self.pictures += 1


def _shown_by_field(begin: Element) -> str:
    """The text of an old form field that keeps it in its settings: the entry chosen from a list, a box."""
    for settings in begin:
        for choice in settings:
            name = local(choice)
            inside = {local(one): one for one in choice}
            if name == "ddList":
                entries = [value(one) for one in choice if local(one) == "listEntry"]
                chosen = value(inside["result"]) if "result" in inside else "0"
                return entries[int(chosen)] if chosen.isdigit() and int(chosen) < len(entries) else ""
            if name == "checkBox":
                state = inside.get("checked", inside.get("default"))
                return "☑" if state is not None and is_on(state) else "□"
    return ""


def _equation(element: Element) -> str:
    """An equation on one line."""
    name = local(element)
    if name == "t":
        return element.text or ""
    inside = {local(child): _equation(child) for child in element} if name in ("f", "sSup") else {}
    if name == "f":
        return f"{inside.get('num', '')}/{inside.get('den', '')}"
    if name == "sSup":
        return f"{inside.get('e', '')}{power(inside.get('sup', ''))}"
    return "".join(map(_equation, element))


def marked_styles(styles: Element) -> dict[str, frozenset[Mark]]:
    """The styles of a document that strike out, hide or raise text, those they are based on included."""
    own: dict[str, set[Mark]] = {}
    based: dict[str, str] = {}
    for style in styles.iter("{*}style"):
        name = value(style, "styleId")
        marks = own.setdefault(name, set())
        for part in style:
            if local(part) == "basedOn":
                based[name] = value(part)
            elif local(part) == "rPr":
                for option in part:
                    if local(option) in _MARKS and is_on(option):
                        marks.add(_MARKS[local(option)])
                    elif local(option) == "vertAlign" and value(option) == "superscript":
                        marks.add(Mark.RAISED)
    found: dict[str, frozenset[Mark]] = {}
    for name in own:
        seen: list[str] = []
        above: str | None = name
        while above is not None and above in own and above not in seen:
            seen.append(above)
            above = based.get(above)
        if every := frozenset(mark for one in seen for mark in own[one]):
            found[name] = every
    return found
