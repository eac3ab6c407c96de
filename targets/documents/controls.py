"""The texts of a .docx's named content controls: what persons wrote into a report of ours, read back for the next."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from targets.documents.archive import FileKind
from targets.documents.preflight import inspect
from targets.errors import InputError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """The text of each content control that bears a tag, by its tag; of equal tags the last."""

    texts: Mapping[str, str] = field(default_factory=dict)


def read_controls(path: Path, name: str) -> Controls:
    """The content controls of a .docx. Raises InputError for any other file, and for one that is damaged or hostile."""
    from lxml import etree  # the parent of the child that reads imports this module too

    found = inspect(path)
    if found.kind is not FileKind.DOCX:
        raise _no_document(name)
    try:
        with zipfile.ZipFile(path) as archive:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(archive.read(found.main), parser)
    except Exception:  # a library may raise anything on a broken file
        raise _no_document(name) from None
    texts: dict[str, str] = {}
    for control in root.iter(f"{_W}sdt"):
        tag = control.find(f"{_W}sdtPr/{_W}tag")
        key = tag.get(f"{_W}val", "") if tag is not None else ""
        content = control.find(f"{_W}sdtContent")
        if key and content is not None:
            texts[key] = "\n".join(_line(paragraph) for paragraph in content.iter(f"{_W}p"))
    return Controls(texts=texts)


def _line(paragraph: Any) -> str:
    nodes = paragraph.iter(f"{_W}t", f"{_W}br")
    return "".join("\n" if node.tag == f"{_W}br" else node.text or "" for node in nodes)


def _no_document(name: str) -> InputError:
    return InputError(f"{name} 不是可读的 Word 文档（.docx）。", f"{name} is no readable Word document (.docx).")
