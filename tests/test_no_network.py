"""Nothing leaves the machine: every command runs where an attempt to reach another is refused and written down."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import lxml.html
import pytest
from lxml import etree

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "evaluator" / "demo"
SAMPLES = Path(__file__).parent / "documents"

GUARD = """
import os, sys

ATTEMPTS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "attempts")

def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        if isinstance(arguments[1], (str, bytes)):
            return  # a pipe of this machine
    elif event not in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "urllib.Request"):
        return
    with open(ATTEMPTS, "a", encoding="utf-8") as file:
        file.write(f"{event} {arguments[1:]!r} in {sys.argv!r}\\n")
    raise OSError("no network here")

sys.addaudithook(watch)
with open(ATTEMPTS + ".watched", "a", encoding="utf-8") as file:
    file.write(f"{os.getpid()}\\n")
"""
"""As ``sitecustomize`` also in the processes in which documents are opened, whose environment is their own."""
COMMANDS = [
    ["demo", "--out", "demo"],
    ["read", DEMO / "ganzhou-2023.txt", SAMPLES / "self_eval_synthetic.docx", SAMPLES / "self_eval_synthetic.xlsx"],
    ["read", SAMPLES / "targets.html", "--format", "json", "--no-cache"],
    ["check", DEMO / "ganzhou-2023.txt"],
    ["score", DEMO / "ganzhou-2023.txt", DEMO / "outcomes.csv", "--out", "score", "--fail-on", "never"],
    ["score", DEMO / "ganzhou-2023.txt", DEMO / "outcomes.csv", "--as-of", "2023-06-30", "--out", "monitoring"],
    ["audit", SAMPLES / "self_eval_synthetic.docx", "--out", "audit", "--no-cache"],
    ["explain", "demo", "教师培训人数"],
    ["explain", "comparator-missing"],
    ["verify", "score"],
    ["verify", "audit"],
    ["template", DEMO / "ganzhou-2023.txt", "-o", "form.xlsx"],
    ["rules", "list"],
    ["rules", "show", "mof-2021-101"],
    ["rules", "check", ROOT / "rules" / "books" / "guangxi.toml"],
    ["target", "≥100次"],
]
RUN_ALL = """
import ast, sys
from evaluator.__main__ import main
for arguments in ast.literal_eval(sys.argv[1]):
    status = main([*arguments, "--lang", "zh"])
    assert status in (0, 1), (arguments, status)
"""


def guarded(folder: Path, code: str, *arguments: str) -> tuple[subprocess.CompletedProcess[str], list[str], list[str]]:
    """Python code under the guard: how it ended, what it attempted, the processes that were watched."""
    (folder / "guard").mkdir()
    (folder / "guard" / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    attempts = folder / "attempts"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(folder / "guard"), str(ROOT)]),
        "EVALUATOR_CACHE": str(folder / "cache"),
    }
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    lines = [
        place.read_text(encoding="utf-8").splitlines() if place.exists() else []
        for place in (attempts, Path(f"{attempts}.watched"))
    ]
    return done, lines[0], lines[1]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All commands run under the guard, and what they wrote."""
    folder = tmp_path_factory.mktemp("offline")
    done, attempts, watched = guarded(folder, RUN_ALL, repr([[str(part) for part in one] for one in COMMANDS]))
    assert done.returncode == 0, done.stderr[-2000:]
    assert attempts == []
    assert len(watched) > 1, "the processes that open documents are watched too"
    return folder


def test_no_command_asks_the_network(made: Path) -> None:
    assert {path.name for path in made.iterdir()} >= {"demo", "score", "monitoring", "audit", "form.xlsx"}


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)",
        "import urllib.request; urllib.request.urlopen('http://example.invalid/', timeout=1)",
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'import socket; socket.gethostbyname(\"example.invalid\")'])",
    ],
)
def test_the_guard_sees_what_it_is_there_for(tmp_path: Path, code: str) -> None:
    _, attempts, _ = guarded(tmp_path, code)
    assert len(attempts) == 1


def test_pages_fetch_nothing(made: Path) -> None:
    pages = sorted(path for path in made.rglob("*.html") if "inputs" not in path.parts)
    assert {page.name for page in pages} >= {"report.html", "ranking.html"}
    fetching = ("src", "href", "srcset", "action", "data", "poster", "background", "{http://www.w3.org/1999/xlink}href")
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for element in lxml.html.fromstring(text.encode("utf-8")).iter(etree.Element):
            for name in fetching:
                target = str(element.get(name, "")).strip()
                assert not re.match(r"(?i)(?:[a-z][a-z0-9+.-]*:)?//|(?:https?|ftp|file|javascript):", target), target
        assert not re.search(r"(?i)@import|url\(\s*['\"]?(?!data:|#)", text), page.name
        assert not re.search(r"\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon)\b", text), page.name


def test_office_files_link_to_nothing_outside(made: Path) -> None:
    books = [path for path in made.rglob("*") if path.suffix in (".xlsx", ".docx") and "inputs" not in path.parts]
    assert len(books) > 10
    for path in books:
        with zipfile.ZipFile(path) as package:
            for part in package.namelist():
                if part.endswith(".rels"):
                    assert b"External" not in package.read(part), (path.name, part)
