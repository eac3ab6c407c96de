"""The workbench: its first pages, the demo in one click, languages, and what it refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("httpx2", reason="httpx2 is not installed (group dev)")

from starlette.testclient import TestClient

from evaluator.web.app import create_app
from evaluator.web.events import create
from evaluator.web.settings import Settings


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(workspace=tmp_path_factory.mktemp("bench"), patience=60.0, upload_bytes=1 << 20)
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8765", raise_server_exceptions=False) as client:
        yield client


def token(client: TestClient, path: str = "/") -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', client.get(path).text)
    assert found, path
    return found[1]


def test_first_page_says_where_to_start_and_loads_only_from_here(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "新建评价" in page.text and '<html lang="zh-CN">' in page.text
    for address in re.findall(r'(?:src|href|action)="([^"]*)"', page.text):
        assert address.startswith(("/", "#")), address
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert "<style" not in page.text and "style=" not in page.text and not re.search(r"<script(?! src)", page.text)


def test_the_demo_in_one_click_has_the_scores_of_the_command_line(client: TestClient) -> None:
    done = client.post("/demo", data={"csrf": token(client)})
    assert done.status_code == 200
    assert "完成值为虚构" in done.text
    row = re.search(r"教育督导专项经费</a></th>.*?</tr>", done.text, re.DOTALL)
    assert row and "87.75" in row[0] and "良" in row[0]
    assert "69.90 至 89.90" in done.text
    card = client.get(re.search(r'href="(/evaluations/\w+/scores/\d+)">教育督导专项经费', done.text)[1])  # type: ignore[index]
    assert "20 × 20 ÷ 27.3" in card.text and "14.65" in card.text


def test_which_rulebook_fits_what_the_target_forms_print(client: TestClient) -> None:
    """The forms of the demonstration print no points: nothing speaks for one book."""
    done = client.post("/demo", data={"csrf": token(client)})
    evaluation = re.search(r'href="(/evaluations/\w+)/scores', done.text)[1]  # type: ignore[index]
    page = client.get(f"{evaluation}/rulebooks")
    assert page.status_code == 200 and "0 / 0" in page.text and "mof-2021-101 *" not in page.text


def test_language_by_a_switch(client: TestClient) -> None:
    page = client.post("/language", data={"csrf": token(client), "lang": "en", "back": "/evaluations/new"})
    assert page.url.path == "/evaluations/new" and "Year evaluated" in page.text and '<html lang="en">' in page.text
    back = client.post("/language", data={"csrf": token(client), "lang": "zh", "back": "//evil.example/"})
    assert back.url.host == "127.0.0.1" and back.url.path == "/" and "新建评价" in back.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8765", ""])
def test_another_host_name_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("given", [{}, {"csrf": "0" * 64}, {"csrf": "é"}])
def test_a_forged_form_is_refused(client: TestClient, given: dict[str, str]) -> None:
    before = client.get("/").text.count("<tr>")
    assert client.post("/demo", data=given).status_code == 403
    assert client.get("/").text.count("<tr>") == before


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
def test_a_form_from_elsewhere_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/demo", data={"csrf": token(client)}, headers=headers).status_code == 403


def test_too_much_is_refused_before_it_is_read(client: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 65536

    assert client.post("/demo", content=b"x" * (2 << 20)).status_code == 413
    assert (
        client.post("/demo", content=endless(), headers={"content-type": "multipart/form-data; boundary=x"}).status_code
        == 413
    )


def test_no_such_page_and_no_such_evaluation(client: TestClient) -> None:
    for path in ("/nothing", "/evaluations/000000000000", "/evaluations/../../etc/passwd", "/static/../app.py"):
        assert client.get(path).status_code == 404, path


def test_a_fault_shows_no_trace(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from evaluator.web import home

    monkeypatch.setattr(home, "count_of", lambda *_, **__: 1 / 0)
    page = client.get("/")
    assert page.status_code == 500
    assert "Traceback" not in page.text and "ZeroDivision" not in page.text and "编号" in page.text
    assert "content-security-policy" in page.headers


def test_workspace_that_cannot_be_used(tmp_path: Path) -> None:
    from targets.errors import InputError

    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be used"):
        create_app(Settings(workspace=tmp_path / "file" / "bench"))
    with pytest.raises(InputError, match="database address"):
        create_app(Settings(workspace=tmp_path / "bench", database="nosuch://x"))


def test_the_first_page_shows_a_page_of_many(tmp_path: Path) -> None:
    """Of many evaluations as many as a page holds, newest first, with a way to the others; none is lost on the way."""
    settings = Settings(workspace=tmp_path / "many")
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8765") as client:
        engine = client.app.state.bench.engine  # type: ignore[attr-defined]
        for number in range(1, 121):
            create(engine, kind="evaluation", title=f"第{number:04}号", who="甲", settings={"year": "2023"})
        seen: list[str] = []
        for page in ("", "?page=2", "?page=3", "?page=4"):
            text = client.get(f"/{page}").text
            shown = re.findall(r"第(\d{4})号", text)
            assert len(text.encode()) < 40_000
            assert len(shown) == {"": 50, "?page=2": 50}.get(page, 20)
            seen += shown if page != "?page=4" else []  # beyond the last stands the last
        assert sorted(seen) == [f"{number:04}" for number in range(1, 121)]
