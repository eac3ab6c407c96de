"""The pictures of the guides and of the help pages, made from the example: `python docs/pictures.py`.

A server is started on an empty folder, Chromium opens the pages as a person would, and each picture is kept as a PNG
of few colours below `evaluator/web/static/help`. Needs the extra web, playwright, Pillow and a Chromium; nothing else
needs them. Equal pages give equal pictures but for times of day.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "evaluator" / "web" / "static" / "help"
AUDITED = ROOT / "tests" / "documents" / "self_eval_synthetic.docx"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDTH, HEIGHT, COLOURS = 1000, 560, 32
MOST = 500_000
"""The most bytes of all pictures together."""


@contextmanager
def server() -> Iterator[str]:
    """The address of a workbench on an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "evaluator", "serve", "--lang", "zh", "--port", "0", "--no-browser"]
        with subprocess.Popen(  # noqa: S603 - this very program
            [*command, "--workspace", folder],
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8", "LOGNAME": "李明"},
        ) as running:
            said = "" if running.stderr is None else running.stderr.readline()
            try:
                yield re.findall(r"http://127\.0\.0\.1:\d+", said)[0]
            finally:
                running.terminate()


def settled(page: Any) -> None:
    """Wait until nothing is under way."""
    page.wait_for_load_state()
    page.locator(".working").wait_for(state="detached", timeout=60_000)


def keep(page: Any, name: str, at: str = "") -> None:
    """The window as a PNG of few colours; ``at`` is what it is scrolled to."""
    if at:
        page.locator(at).first.evaluate("e => { e.scrollIntoView(); scrollBy(0, -70); }")
    picture = Image.open(io.BytesIO(page.screenshot()))
    few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(FOLDER / f"{name}.png", optimize=True)


def main() -> None:
    """Make all of them anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    program = next(path for name in BROWSERS if (path := shutil.which(name)))
    with server() as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(
            base_url=address,
            viewport={"width": WIDTH, "height": HEIGHT},
            locale="zh-CN",
            color_scheme="light",
            reduced_motion="reduce",
        )
        page.goto("/")
        page.get_by_role("button", name="打开示例").click()
        page.wait_for_url("**/scores")
        settled(page)
        base = page.url.rpartition("/")[0]
        keep(page, "scores")
        page.goto(base)
        settled(page)
        keep(page, "documents")
        page.goto(f"{base}/targets/3")
        page.locator("summary", has_text="读得不对").first.click()
        keep(page, "targets", "table.data")
        page.goto(f"{base}/outcomes/3")
        page.locator("input[name$='.actual']").nth(1).focus()
        keep(page, "outcomes", "table.data")
        page.goto(f"{base}/scores/3")
        page.locator("tbody summary").first.click()
        keep(page, "scorecard", "table.data")
        page.goto(f"{base}/evidence/3")
        given = {"name": "考试工作安排表（盖章）.pdf", "mimeType": "", "buffer": b"%PDF-1.4"}
        page.locator("input[type=file]").nth(1).set_input_files(files=[given])
        page.locator("form.upload button").nth(1).click()
        page.get_by_role("link", name=given["name"]).wait_for()
        keep(page, "evidence", "table.data")
        for name in ("findings", "download", "history", "papers"):
            page.goto(f"{base}/{name}")
            settled(page)
            keep(page, name)
        page.goto(f"/evaluations/new?from={base.rpartition('/')[2]}")
        keep(page, "new")
        page.get_by_role("button", name="建立").click()
        settled(page)
        page.goto(f"{page.url}?only=same")
        keep(page, "lastyear")
        page.goto("/audits/new")
        page.get_by_label("部门（单位）").fill("某局")
        page.get_by_role("button", name="建立").click()
        files = [{"name": "自评表.docx", "mimeType": "", "buffer": AUDITED.read_bytes()}]
        page.set_input_files("#files-forms", files=files)
        page.locator("form.upload", has=page.locator("#files-forms")).locator("button").click()
        page.get_by_text("3 张表").first.wait_for(timeout=60_000)
        audit = page.url
        keep(page, "audit")
        page.goto(f"{audit}/worklist")
        keep(page, "worklist", "article.finding")
        page.goto(f"{audit}/forms")
        keep(page, "forms")
        page.locator("tbody th a").first.click()
        keep(page, "auditedform")
        page.goto("/")
        keep(page, "home")
        page.goto("/years/2023")
        settled(page)
        keep(page, "years")
        page.locator("a[href^='/departments/']").first.click()
        settled(page)
        keep(page, "department")
        browser.close()
    size = sum(path.stat().st_size for path in FOLDER.iterdir())
    for path in sorted(FOLDER.iterdir()):
        print(f"{path.name:20} {path.stat().st_size / 1000:6.1f} kB")
    print(f"{'':20} {size / 1000:6.1f} kB")
    if size > MOST:
        sys.exit("the pictures are too large")


if __name__ == "__main__":
    main()
