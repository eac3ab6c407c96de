"""The workbench explains every finding that it shows, from the catalogue and in the language of the person."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("httpx2", reason="httpx2 is not installed (group dev)")

from starlette.testclient import TestClient

from evaluator.findingdocs import sections
from evaluator.findings import kinds
from evaluator.web.app import create_app
from evaluator.web.settings import Settings
from targets.kinds.catalogue import Part


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(workspace=tmp_path_factory.mktemp("bench"), patience=60.0)
    with TestClient(create_app(settings), base_url="http://localhost") as found:
        yield found


def _csrf(client: TestClient) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', client.get("/").text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("named", ["total-differs", "S301", "s301"])
def test_a_page_holds_what_the_catalogue_says(client: TestClient, lang: str, named: str) -> None:
    client.cookies.set("evaluator_lang", lang)
    page = client.get(f"/findings/{named}")
    kind = kinds()["total-differs"]
    assert page.status_code == 200
    shown = html.unescape(page.text)
    assert all(text in shown for text in (kind.text(Part.WHAT, lang), *dict(sections(kind, lang)).values()))


def test_a_name_that_no_finding_has_is_no_page(client: TestClient) -> None:
    assert client.get("/findings/no-such-finding").status_code == 404


def test_every_code_in_a_list_of_findings_leads_to_its_page(client: TestClient) -> None:
    made = client.post("/demo", data={"csrf": _csrf(client)}, follow_redirects=False)
    base = made.headers["location"].removesuffix("/scores")
    links = set(re.findall('href="(/findings/[^"]+)"', client.get(f"{base}/findings").text))
    assert len(links) > 2
    assert all(client.get(link).status_code == 200 for link in links)
