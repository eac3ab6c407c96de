"""The original beside it: the rows of a document around the place that a reading, finding or score speaks of."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("httpx2", reason="httpx2 is not installed (group dev)")

from starlette.testclient import TestClient

from evaluator.web.app import create_app
from evaluator.web.originals import excerpt
from evaluator.web.settings import Settings
from targets.documents.grid import Cell, Grid

AUDITED = Path(__file__).parent / "documents" / "self_eval_synthetic.docx"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    made = create_app(Settings(workspace=tmp_path_factory.mktemp("bench"), patience=60.0))
    with TestClient(made, base_url="http://127.0.0.1:8765") as client:
        yield client


def post(client: TestClient, path: str, files: Any = None, **data: str) -> Any:
    token = re.findall(r'name="csrf" value="([0-9a-f]{64})"', client.get("/").text)[0]
    return client.post(path, data={"csrf": token, **data}, files=files)


def marked(page: str) -> str:
    """The words in the row that a page marks."""
    rows = re.findall(r'<tr class="here">.*?</tr>', page, re.DOTALL)
    assert len(rows) == 1
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", rows[0])).split())


def test_every_reading_of_the_demo_stands_in_the_row_that_is_marked(client: TestClient) -> None:
    base = str(post(client, "/demo").url.path).removesuffix("/scores")
    for position in (0, 4, 10):
        page = client.get(f"{base}/targets/{position}").text
        rows = re.findall(r'<tr id="row-.*?</tr>', page, re.DOTALL)
        assert rows
        for row in rows:
            name = html.unescape(re.findall(r"</span>([^<]+)</th>", row)[0])
            address = html.unescape(re.findall(r'href="([^"]+/place\?[^"]+)"', row)[0])
            shown = marked(client.get(address).text)
            assert "".join(name.split())[:8] in "".join(shown.split()), (name, shown)


def test_every_finding_of_an_audit_leads_to_its_place(client: TestClient) -> None:
    base = str(post(client, "/audits/new", year="2023", department="甲局", rulebook="mof-2021-101").url.path)
    post(client, f"{base}/documents", files=[("files", ("自评.docx", AUDITED.read_bytes()))], role="forms")
    articles = re.findall(r"<article.*?</article>", client.get(f"{base}/worklist").text, re.DOTALL)
    looked = 0
    for article in articles:
        for address in re.findall(r'href="([^"]+/place\?[^"]+)"', article):
            answer = client.get(html.unescape(address), headers={"hx-request": "true"})
            assert answer.status_code == 200 and "<html" not in answer.text
            name = html.unescape(re.findall(r"</span> (?:<input[^>]*> )?([^<\n]+)", article)[0]).strip()
            shown = "".join(marked(answer.text).split())
            looked += "".join(name.split())[:6] in shown
    assert looked >= 5, "findings about an indicator show its row"


def test_what_is_no_place_is_not_found(client: TestClient) -> None:
    base = str(post(client, "/demo").url.path).removesuffix("/scores")
    for query in ("", "file=x&table=0&row=0", "file=ganzhou-2023.txt&table=0&row=99999", "file=ganzhou-2023.txt&row=1"):
        assert client.get(f"{base}/place?{query}").status_code == 404, query


def test_merged_cells_keep_their_columns() -> None:
    cells = (Cell(0, 0, "a", rowspan=3), Cell(0, 1, "b"), Cell(1, 1, "c"), Cell(2, 1, "d"), Cell(3, 1, "e", colspan=2))
    grid = Grid(file="x", index=0, cells=cells)
    first, rows = excerpt(grid, 2, 1)
    assert first == 0
    assert [[(one.text, one.rowspan, one.colspan) for one in row] for row in rows] == [
        [("a", 3, 1), ("b", 1, 1)],
        [("c", 1, 1)],
        [("d", 1, 1)],
        [("", 1, 1), ("e", 1, 2)],
    ]
    assert [one.here for row in rows for one in row] == [False, False, False, True, False, False]
