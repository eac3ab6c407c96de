"""The report as PDF: all of it on A4 pages, nothing fetched, equal bytes; a sentence where it cannot be made."""

import http.server
import io
import logging
import sys
import threading
from pathlib import Path

import pdfplumber
import pytest

from evaluator.__main__ import main
from evaluator.evaluation import evaluate
from evaluator.keeping.report import report_html
from evaluator.keeping.saving import without_pdf
from evaluator.render import paper
from targets.errors import InputError

TRAINING = Path(__file__).resolve().parent.parent / "examples" / "training"


def _able() -> bool:
    try:
        paper.check()
    except InputError:
        return False
    return True


needs_weasyprint = pytest.mark.skipif(not _able(), reason="WeasyPrint or its system library Pango is not installed")


@needs_weasyprint
def test_the_whole_report_stands_on_a4_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Saved by the command line, the forms left out since LibreOffice is taken for missing."""
    monkeypatch.setattr("evaluator.render.pdf.find_office", lambda: None)
    sources = [str(TRAINING / "targets.md"), str(TRAINING / "outcomes.csv")]
    assert main(["score", *sources, "--out", str(tmp_path / "run"), "--pdf", "--fail-on", "never", "--lang", "zh"]) == 0
    assert not list((tmp_path / "run" / "自评表").glob("*.pdf"))
    done = evaluate(*sources)
    with pdfplumber.open(tmp_path / "run" / "report.pdf") as document:
        assert all((round(page.width), round(page.height)) == (595, 842) for page in document.pages)
        assert len(document.pages) <= 8
        words = "".join("".join(char["text"] for char in page.chars) for page in document.pages).replace(" ", "")
        for page in document.pages:
            outside = [c for c in page.chars if c["x0"] < 0 or c["x1"] > page.width]
            assert outside == []
    for form in done.forms:
        for row in form.rows:
            assert row.name.replace(" ", "") in words
    for heading in ("执行与效果", "分类得分", "自评表", "所用办法条款"):
        assert heading in words


@needs_weasyprint
def test_nothing_is_fetched_and_nothing_is_said(caplog: pytest.LogCaptureFixture) -> None:
    asked: list[str] = []

    class Remember(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Remember) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        here = Path(__file__).as_uri()
        page = f'<link rel=stylesheet href="{base}/a.css"><p>甲<img src="{base}/b.png"><img src="{here}">'
        first, second = paper.render(page), paper.render(page)
        server.shutdown()
    assert asked == []
    assert first == second
    assert first.startswith(b"%PDF-")
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    with pdfplumber.open(io.BytesIO(first)) as document:
        assert document.pages[0].images == []


def test_without_weasyprint_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(InputError, match=r"evaluator\[weasyprint\]"):
        paper.check()
    monkeypatch.setattr("evaluator.render.pdf.find_office", lambda: "soffice")
    assert list(without_pdf()) == ["report"]


def test_paper_has_no_derivations_and_screen_has() -> None:
    done = evaluate(str(TRAINING / "targets.md"), str(TRAINING / "outcomes.csv"))
    assert 'class="steps"' in report_html(done, "zh")
    assert 'class="steps"' not in report_html(done, "zh", paper=True)
