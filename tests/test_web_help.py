"""Help on every page, its pictures, and the language that a browser asks for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("httpx2", reason="httpx2 is not installed (group dev)")

from starlette.testclient import TestClient

from evaluator.web.app import create_app
from evaluator.web.helps import HELPS
from evaluator.web.pages import preferred
from evaluator.web.settings import Settings

WEB = Path(__file__).parents[1] / "evaluator" / "web"
SAY_IT_THEMSELVES = {"error", "changed", "progress", "nothing", "nothingtoaudit", "room", "base"}
"""Pages that hold nothing but a sentence, and the frames of the others."""


def test_every_page_has_help_in_both_languages() -> None:
    pages = {
        path.stem
        for path in (WEB / "templates").glob("*.html")
        if re.search(r'{% extends "(base|room)\.html" %}', path.read_text(encoding="utf-8"))
    }
    assert pages - SAY_IT_THEMSELVES == set(HELPS)
    assert all(len(one.zh) > 8 and len(one.en) > 20 for one in HELPS.values())


def test_the_pictures_are_there_and_small() -> None:
    folder = WEB / "static" / "help"
    pictures = {path.stem: path for path in folder.iterdir()}
    assert set(pictures) == {one.picture for one in HELPS.values() if one.picture}
    assert all(path.suffix == ".png" and path.read_bytes()[:4] == b"\x89PNG" for path in pictures.values())
    assert sum(path.stat().st_size for path in pictures.values()) < 500_000
    guides = "".join(path.read_text(encoding="utf-8") for path in (WEB.parents[1] / "docs" / "guide").glob("*.md"))
    shown = set(re.findall(r"static/help/(\w+)\.png", guides))
    assert {"outcomes", "worklist"} <= shown <= set(pictures)


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-US,en;q=0.9", "en"),
        ("en-US,en;q=0.9,zh-CN;q=0.8", "en"),
        ("en;q=0.8, zh-TW;q=0.8", "zh"),
        ("de-DE, en;q=0.1", "en"),
        ("fr", ""),
        ("", ""),
        ("zh;q=0, en;q=0", ""),
        ("en;q=nan, zh;q=0.1", "zh"),
        ("*" * 10_000, ""),
    ],
)
def test_the_language_is_the_one_the_browser_prefers(asked: str, given: str) -> None:
    assert preferred(asked) == given


def test_a_page_speaks_the_browsers_language_until_one_switches(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(workspace=tmp_path)), base_url="http://127.0.0.1:8765") as client:

        def speaks(asked: str) -> str:
            text = client.get("/", headers={"accept-language": asked} if asked else {}).text
            assert "/static/help" in text or HELPS["home"].zh in text or HELPS["home"].en in text.replace("&#39;", "'")
            found = re.search(r'<html lang="([\w-]+)"', text)
            assert found
            return found[1]

        assert (speaks(""), speaks("en"), speaks("fr"), speaks("zh-TW, en;q=0.9")) == ("zh-CN", "en", "zh-CN", "zh-CN")
        csrf = re.findall(r'name="csrf" value="(\w+)"', client.get("/").text)[0]
        client.post("/language", data={"csrf": csrf, "lang": "en", "back": "/"})
        assert speaks("zh-CN") == "en"
