"""The example papers of one department: there, named in their page, and marked as invented on every page."""

import html
import zipfile
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "examples" / "ganzhou"
PAPERS = sorted(path for path in FOLDER.rglob("*") if path.suffix in (".docx", ".xlsx"))
PICTURES = sorted((FOLDER.parent.parent / "docs" / "pictures").glob("*.png"))


def test_the_set_is_whole() -> None:
    assert len(PAPERS) == 14
    assert len(PICTURES) == 5
    assert sum(path.stat().st_size for path in PICTURES) < 600_000
    pages = [FOLDER.parent.parent / name for name in ("README.md", "README.zh-CN.md")]
    pages += (FOLDER.parent.parent / "docs" / "guide").glob("*.md")
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert all(picture.name in text for picture in PICTURES)


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_every_page_says_that_it_is_invented(path: Path) -> None:
    """In Word in the header of every section, in Excel in the header of every sheet that has something to print."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        parts = {name: html.unescape(archive.read(name).decode("utf-8")) for name in names if name.endswith(".xml")}
    if path.suffix == ".docx":
        headers = [text for name, text in parts.items() if name.startswith("word/header")]
        assert headers and all("虚构" in text for text in headers)
        assert parts["word/document.xml"].count("<w:sectPr") == parts["word/document.xml"].count("<w:headerReference")
    else:
        sheets = [text for name, text in parts.items() if name.startswith("xl/worksheets/")]
        assert sheets and all("虚构" in text for text in sheets)
