"""The workbench in a real browser: a server, a Chromium, and hands with a mouse or a keyboard."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Locator, Page

WAY_TO = """e => {
  const stops = [...document.querySelectorAll('a[href],button,input,select,textarea,summary,[tabindex="0"]')]
    .filter(one => one.type !== 'hidden' && one.checkVisibility());
  const now = stops.indexOf(document.activeElement);
  return stops.indexOf(e) - now;
}"""
SHOWS = """e => {
  const style = getComputedStyle(e);
  return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
}"""
OVERFLOWING = """() => {
  const limit = document.documentElement.clientWidth;
  const scrolls = e => e && (getComputedStyle(e).overflowX === 'auto' || scrolls(e.parentElement));
  return [...document.body.querySelectorAll('*')]
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > limit + 1 && !scrolls(e))
    .map(e => e.tagName + '.' + e.className).slice(0, 5);
}"""


class Hands:
    """A person at a page with a mouse; ``Keys`` is the same person with a keyboard only."""

    def __init__(self, page: Page, width: int) -> None:
        self.page, self.width = page, width

    def press(self, what: Locator) -> None:
        """A link, a button, a summary."""
        what.click()

    def write(self, where: Locator, text: str) -> None:
        where.fill(text)

    def choose(self, where: Locator, value: str) -> None:
        """A value of a list."""
        where.select_option(value)

    def tick(self, which: Locator) -> None:
        """A radio button."""
        which.check()

    def file(self, where: Locator, name: str, content: bytes) -> None:
        """A file in a file field: a dialog of the system cannot be tested, so it is filled as soon as it is reached."""
        where.set_input_files(files=[{"name": name, "mimeType": "application/octet-stream", "buffer": content}])

    def settled(self) -> None:
        """Wait until the page is no longer one that says how far the work is."""
        self.page.wait_for_load_state()
        self.page.locator(".working").wait_for(state="detached", timeout=60_000)
        self.page.wait_for_load_state()

    def step(self, name: str) -> None:
        """To another step of the evaluation or audit; every page fits its window."""
        self.press(self.page.locator(".steps").get_by_role("link", name=name, exact=True))
        self.page.locator(".steps a[aria-current]", has_text=name).wait_for()
        self.settled()
        self.fits()

    def upload(self, role: str, name: str, content: bytes) -> None:
        form = self.page.locator("form.upload", has=self.page.locator(f"#files-{role}"))
        self.file(self.page.locator(f"#files-{role}"), name, content)
        self.press(form.locator("button"))
        self.page.get_by_role("link", name=name, exact=True).wait_for()
        self.settled()

    def fits(self) -> None:
        """Nothing is wider than the window."""
        self.page.wait_for_load_state()
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width, self.page.url
        assert self.page.evaluate(OVERFLOWING) == [], self.page.url


class Keys(Hands):
    """No mouse: Tab and Shift+Tab until it has the focus and shows that it has it, then the key for it."""

    def reach(self, what: Locator) -> None:
        what.wait_for()
        self.page.wait_for_load_state()  # before its style is there, the focus of a browser shows thinner
        for turn in range(40):
            way = what.evaluate(WAY_TO)
            if way == 0:
                assert what.evaluate(SHOWS), f"the focus does not show on {what}"
                return
            for _ in range(1 if turn else abs(way)):  # then one by one: a group of radio buttons is one stop
                self.page.keyboard.press("Tab" if way > 0 else "Shift+Tab")
        raise AssertionError(f"{what} is not reached by Tab")

    def press(self, what: Locator) -> None:
        self.reach(what)
        self.page.keyboard.press("Enter")

    def write(self, where: Locator, text: str) -> None:
        self.reach(where)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def choose(self, where: Locator, value: str) -> None:
        self.reach(where)
        self.page.keyboard.press("Home")
        for _ in range(60):
            if where.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} is not in {where}")

    def tick(self, which: Locator) -> None:
        group = self.page.locator(f"input[type=radio][name='{which.get_attribute('name')}']")
        self.reach(group.first)  # Tab stops once at a group, then arrows lead through it
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if which.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{which} is not reached by arrows")

    def file(self, where: Locator, name: str, content: bytes) -> None:
        self.reach(where)
        super().file(where, name, content)


def complains(said: ConsoleMessage) -> bool:
    """Whether the console complains of more than a page that says itself that it is a refusal."""
    return said.type in ("error", "warning") and not said.text.startswith("Failed to load resource")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def server(workspace: Path) -> Iterator[str]:
    """The address of ``evaluator serve`` as a person starts it."""
    command = [sys.executable, "-m", "evaluator", "serve", "--lang", "zh", "--port", "0", "--no-browser"]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        [*command, "--workspace", str(workspace)], stderr=subprocess.PIPE, env=environment, encoding="utf-8"
    ) as running:
        assert running.stderr is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", running.stderr.readline())
        assert found
        yield found[0]
        running.terminate()
        assert "Traceback" not in running.stderr.read()


@pytest.fixture
def opened(browser: Browser, server: str) -> Iterator[Callable[..., Hands]]:
    """Opens a browser window at the first page; in the end nobody complained and nothing left this machine."""
    trouble: list[str] = []
    contexts = []

    def open_window(*, script: bool = True, width: int = 1280, keys: bool = False) -> Hands:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=script, locale="zh-CN", base_url=server
        )
        contexts.append(context)
        context.set_default_timeout(45_000)
        page = context.new_page()
        page.on("console", lambda said: trouble.append(said.text) if complains(said) else None)
        page.on(
            "response", lambda got: trouble.append(got.url) if got.status >= 400 and "/static/" in got.url else None
        )
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(server) else trouble.append(asked.url))
        page.goto("/")
        return (Keys if keys else Hands)(page, width)

    yield open_window
    for context in contexts:
        context.close()
    assert trouble == []
