"""The words that persons wrote into a report, read back from its content controls for the next making."""

from __future__ import annotations

import zipfile
from pathlib import Path

from lxml import etree

from targets.documents.preflight import sniff
from targets.errors import InputError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TAG = "evaluator:"
_BLANK = "【待填写："


def kept_texts(path: Path) -> dict[str, str]:
    """The text of each content control of a report of ours by its key; what is still a placeholder is left out.

    Raises InputError for a file that is no document or cannot be read.
    """
    sniff(path)
    try:
        with zipfile.ZipFile(path) as archive:
            root = etree.fromstring(
                archive.read("word/document.xml"), etree.XMLParser(resolve_entities=False, no_network=True)
            )
    except (OSError, KeyError, zipfile.BadZipFile, etree.XMLSyntaxError) as trouble:
        raise InputError(
            f"{path.name} 不是可读的 Word 文档，无法取回其中已填写的内容。",
            f"{path.name} is no readable Word document; what was written into it cannot be taken over.",
        ) from trouble
    found: dict[str, str] = {}
    for control in root.iter(f"{_W}sdt"):
        tag = control.find(f"{_W}sdtPr/{_W}tag")
        key = tag.get(f"{_W}val", "") if tag is not None else ""
        content = control.find(f"{_W}sdtContent")
        if not key.startswith(_TAG) or content is None:
            continue
        lines = [_line(paragraph) for paragraph in content.iter(f"{_W}p")]
        text = "\n".join(lines).strip()
        if text and not text.startswith(_BLANK):
            found[key.removeprefix(_TAG)] = text
    return found


def _line(paragraph: etree._Element) -> str:
    nodes = paragraph.iter(f"{_W}t", f"{_W}br")
    return "".join("\n" if node.tag == f"{_W}br" else node.text or "" for node in nodes)
