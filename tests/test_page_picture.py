"""The picture of a page of a PDF with the cell in question framed: the frame stands around the words, or nowhere."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pdfplumber", reason="the extra pdf is not installed")
pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("httpx2", reason="httpx2 is not installed (group dev)")

import numpy as np
import pdfplumber
import pypdfium2
from PIL import Image
from starlette.testclient import TestClient

from evaluator.web.app import create_app
from evaluator.web.settings import Settings
from targets.documents.pagepicture import page_picture, place_of
from targets.documents.printed import Box
from targets.errors import InputError

PDF = Path(__file__).parent / "documents" / "targets.pdf"


def row(top: float, *texts: str) -> list[tuple[Box, str]]:
    """A row of cells ten points wide and high."""
    return [((10.0 * n, top, 10.0 * n + 10, top + 10), text) for n, text in enumerate(texts)]


ROWS = [row(0, "产出", "数量", "人数", "≥200人"), row(10, "", "", "期数", "≥90%"), row(20, "", "", "合格率", "≥90%")]


@pytest.mark.parametrize(
    ("texts", "cell", "box"),
    [
        (("", "", "合格率", "≥90%"), "≥90%", (30, 20, 40, 30)),
        (("", "", "合格率", "≥90%"), "合格率", (20, 20, 30, 30)),
        (("", "", "合格率", "≥90%"), "", (0, 20, 40, 30)),  # no cell: the row
        (("", "", "", "≥90%"), "≥90%", None),  # two rows hold it
        (("没有",), "没有", None),
        ((), "", None),
    ],
)
def test_the_mark_is_around_the_cell_its_row_or_nothing(texts: tuple[str, ...], cell: str, box: Box | None) -> None:
    assert place_of(ROWS, texts, cell) == box


def test_a_text_that_stands_twice_in_a_row_marks_the_row() -> None:
    assert place_of([row(0, "a", "5", "5")], ("a", "5", "5"), "5") == (0, 0, 30, 10)


def framed(png: bytes) -> tuple[float, float, float, float]:
    """The bounds of what is orange, as shares of width and height."""
    red, green, blue = np.moveaxis(np.asarray(Image.open(io.BytesIO(png)).convert("RGB")), 2, 0)
    down, across = np.nonzero((red > 180) & (green > 80) & (green < 160) & (blue < 70))
    height, width = red.shape
    return across.min() / width, down.min() / height, across.max() / width, down.max() / height


def first_page(path: Path) -> bytes:
    """The first page alone."""
    sink, one = io.BytesIO(), pypdfium2.PdfDocument.new()
    one.import_pages(pypdfium2.PdfDocument(path), [0])
    one.save(sink)
    return sink.getvalue()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    made = create_app(Settings(workspace=tmp_path_factory.mktemp("bench"), patience=60.0))
    with TestClient(made, base_url="http://127.0.0.1:8765") as client:
        yield client


def test_beside_a_reading_stands_its_page_with_the_words_framed(client: TestClient) -> None:
    def post(path: str, files: Any = None, **data: str) -> Any:
        token = re.findall(r'name="csrf" value="([0-9a-f]{64})"', client.get("/").text)[0]
        return client.post(path, data={"csrf": token, **data}, files=files)

    base = str(post("/evaluations/new", year="2023").url.path)
    post(f"{base}/documents", files=[("files", ("目标.pdf", first_page(PDF)))], role="targets")
    page = client.get(f"{base}/targets/0").text
    line = re.search(r'<tr id="row-[^>]*>\s*<th[^\n]*全年开展教研活动.*?</tr>', page, re.DOTALL)
    assert line
    address = html.unescape(re.findall(r'href="([^"]+/place\?[^"]+)"', line[0])[0])
    shown = client.get(address).text
    source = html.unescape(re.findall(r'<img src="([^"]+place\.png[^"]+)"', shown)[0])
    picture = client.get(source)
    assert picture.headers["content-type"] == "image/png" and picture.headers["x-marked"] == "yes"
    left, top, right, bottom = framed(picture.content)
    with pdfplumber.open(PDF) as document:
        words = document.pages[0].extract_words()
        width, height = document.pages[0].width, document.pages[0].height
    word = next(one for one in words if "全年开展教研活动" in one["text"])
    assert left <= word["x0"] / width and word["x1"] / width <= right
    assert top <= word["top"] / height and word["bottom"] / height <= bottom
    assert bottom - top < 0.05, "one row, not more"
    assert client.get(source.replace("row=", "row=9999")).status_code == 404
    post(f"{base}/documents", files=[("files", ("完成.csv", b"a,b\n1,2\n"))], role="actuals")
    assert client.get(f"{base}/place.png?file=完成.csv&table=0&row=0").status_code == 404, "no pages"


def test_a_broken_file_and_a_page_that_is_not_there_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 broken")
    for path, page in ((tmp_path / "a.pdf", 1), (PDF, 999)):
        with pytest.raises(InputError):
            page_picture(path, page, ["a"], "a")


def with_a_font_of_the_system() -> bytes:
    """A page that says 培训人数 in a font which it names and does not hold, as offices print them."""
    content = f"BT /F 14 Tf 60 700 Td <{'培训人数'.encode('utf-16-be').hex()}> Tj ET"
    parts = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/CIDSystemInfo"
        "<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/FontDescriptor 7 0 R>>",
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880"
        "/Descent -120/CapHeight 880/StemV 93>>",
    )
    objects = "".join(f"{number} 0 obj {part} endobj\n" for number, part in enumerate(parts, 1))
    return f"%PDF-1.4\n{objects}trailer<</Root 1 0 R/Size 8>>\n".encode()  # without a table, which readers rebuild


def test_a_child_that_may_read_little_has_the_fonts_of_the_system(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(with_a_font_of_the_system())
    drawn = pypdfium2.PdfDocument(path)[0].render(scale=1).to_numpy()  # here, where everything may be read
    if not (drawn < 128).any():
        pytest.skip("this machine has no Chinese font")
    picture = np.asarray(Image.open(io.BytesIO(page_picture(path, 1, [], "").png)).convert("L"))
    assert (picture < 128).any(), "the words are drawn, not left out"
