"""The child that reads a stranger's file: what it may cost, what it can reach, that it reads one only."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import textwrap
import threading
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from actuals.sources.sheet import read_outcomes
from targets.documents import guard, launching
from targets.documents.budget import ANSWER, MEMORY, TIMEOUT, budget_of
from targets.documents.guard import StoppedError, TooCostlyError, ask_child, reading_for, stop_reading
from targets.documents.limits import MAX_FILE
from targets.documents.reader import read_grids
from targets.errors import InputError
from targets.forms import read_forms
from targets.readingcache import ReadingCache

ROOT, SAMPLES = Path(__file__).parents[1], Path(__file__).parent / "documents"
linux = pytest.mark.skipif(sys.platform != "linux", reason="the calls are Linux's own")


def confined(tray: Path, code: str) -> dict[str, Any]:
    """What code finds out after giving up the machine as the child does."""
    start = """
        import json, os, socket, subprocess, sys, threading
        from pathlib import Path
        from targets.documents.confinement import confine, limit
        from targets.documents.worker import code_folders
        limit(cpu=20, memory=1 << 30)
        held = confine([Path(sys.argv[1]), *code_folders()])
        def tried(work):
            try:
                return repr(work())[:40]
            except OSError as error:
                return type(error).__name__
        found = {"landlock": held.landlock, "seccomp": held.seccomp}
    """
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            textwrap.dedent(start) + textwrap.dedent(code) + "\nprint(json.dumps(found))",
            str(tray),
        ],
        env={"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@linux
def test_the_machine_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "tray").mkdir()
    (tmp_path / "tray" / "in.txt").write_text("in", encoding="utf-8")
    (tmp_path / "secret").write_text("out", encoding="utf-8")
    found = confined(
        tmp_path / "tray",
        """
        tray = Path(sys.argv[1])
        found["own"] = tried((tray / "in.txt").read_text)
        found["secret"] = tried((tray.parent / "secret").read_text)
        found["listing"] = tried(lambda: os.listdir(tray.parent))
        found["write"] = tried(lambda: (tray / "x").write_text("x"))
        found["socket"] = tried(socket.socket)
        found["pair"] = tried(socket.socketpair)
        found["program"] = tried(lambda: os.execv("/bin/true", ["true"]))
        found["fork"] = tried(os.fork)
        found["kill"] = tried(lambda: os.kill(os.getppid(), 0))
        found["import"] = tried(lambda: __import__("lxml.etree").__name__)
        import resource
        found["other"] = tried(lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1)))
        found["self"] = tried(lambda: resource.getrlimit(resource.RLIMIT_FSIZE))
        """,
    )
    assert found["own"] == "'in'"
    assert found["import"] == "'lxml'"
    assert found["self"] == "(0, 0)"
    if found["landlock"]:
        assert {found[name] for name in ("secret", "listing", "write")} == {"PermissionError"}
    if found["seccomp"]:
        refused = ("socket", "pair", "program", "fork", "kill", "other")
        assert {name: found[name] for name in refused} == dict.fromkeys(refused, "PermissionError")


@linux
def test_this_machine_has_both_or_says_so(tmp_path: Path) -> None:
    import ctypes

    found = confined(tmp_path, "")
    if ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1) < 1:
        pytest.skip("the kernel has no landlock")
    assert found["landlock"] > 0


@linux
def test_libreoffice_reaches_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python in the place of LibreOffice tries what a file that took it over would try."""
    monkeypatch.setenv("DATABASE_PASSWORD", "geheim")
    folder, profile = tmp_path / "folder", tmp_path / "profile"
    folder.mkdir()
    profile.mkdir()
    (tmp_path / "secret").write_text("out", encoding="utf-8")
    (folder / "source.doc").write_text("in", encoding="utf-8")
    code = """
        import json, os, socket, subprocess, sys
        from pathlib import Path
        folder, profile = map(Path, sys.argv[1:3])
        def tried(work):
            try:
                return repr(work())[:40]
            except OSError as error:
                return type(error).__name__
        def bound(name):
            with socket.socket(socket.AF_UNIX) as pipe:
                return pipe.bind(name)
        def unix():
            with socket.socket(socket.AF_UNIX) as pipe:
                return pipe.connect(str(folder / "pipe"))
        found = {
            "own": tried((folder / "source.doc").read_text),
            "written": [tried(lambda: (place / "x").write_text("x")) for place in (folder, profile)],
            "program": tried(lambda: subprocess.run(["/bin/sh", "-c", "exit 3"]).returncode),
            "secret": tried((folder.parent / "secret").read_text),
            "listing": tried(lambda: os.listdir(folder.parent)),
            "outside": tried(lambda: (folder.parent / "x").write_text("x")),
            "internet": tried(lambda: socket.socket().close()),
            "names": tried(lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).close()),
            "letters": tried(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).close()),
            "bound": tried(lambda: bound(str(folder / "pipe"))),
            "connected": tried(unix),
            "password": "DATABASE_PASSWORD" in os.environ,
        }
        (folder / "found.json").write_text(json.dumps(found))
    """
    arguments = ["-c", textwrap.dedent(code), str(folder), str(profile)]
    program = str(Path(sys.executable).resolve())
    subprocess.run(
        launching.command(program, arguments, folder, profile),
        env=launching.environment(folder),
        check=True,
        timeout=60,
    )
    found = json.loads((folder / "found.json").read_text(encoding="utf-8"))
    assert found["own"] == "'in'" and found["written"] == ["1", "1"] and found["program"] == "3"
    assert not found["password"]
    held = confined(folder, "")
    if held["landlock"]:
        assert {found[name] for name in ("secret", "listing", "outside")} == {"PermissionError"}
    if held["seccomp"]:
        assert {found[name] for name in ("internet", "names", "letters", "connected")} == {"PermissionError"}
        assert found["bound"] == "None"


@linux
def test_our_own_forms_become_pdf_under_the_same_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts in them are not ours: a program in LibreOffice's place finds neither files nor the environment."""
    from evaluator.render import pdf

    monkeypatch.setenv("DATABASE_PASSWORD", "geheim")
    (tmp_path / "secret").write_text("out of reach", encoding="utf-8")
    program = tmp_path / "office" / "bin" / "soffice"
    program.parent.mkdir(parents=True)
    program.write_text(
        '#!/bin/sh\nfor last; do :; done\n{ cat "%s"; env; ulimit -t; } >"${last%%.docx}.pdf" 2>/dev/null\n'
        % (tmp_path / "secret"),
        encoding="utf-8",
    )
    program.chmod(0o700)
    monkeypatch.setattr(pdf, "find_office", lambda: str(program))
    said = pdf.render({"甲": b"a form"})["甲"].decode()
    assert "geheim" not in said and "HOME=" in said
    assert said.endswith("120\n")
    if confined(tmp_path / "office", "")["landlock"]:
        assert "out of reach" not in said


def test_a_child_sees_nothing_of_its_parent_s_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_PASSWORD", "geheim")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "json.py").write_text(
        "raise SystemExit('taken over')", encoding="utf-8"
    )  # where a folder was handed in
    guard.close_all()
    assert len(read_grids(SAMPLES / "targets.docx")[0]) == 11
    (starter,) = guard._idle
    if sys.platform == "linux":
        environment = Path(f"/proc/{starter.process.pid}/environ").read_bytes()
        assert b"geheim" not in environment
    assert not list(starter.tray.iterdir())
    guard.close_all()
    assert not starter.tray.exists()


def children(tray: Path, said: str, times: int = 1) -> tuple[list[dict[str, Any]], int]:
    """What children that say this, an expression, say of as many documents; and how their starter ended."""
    code = f"""
        import json, os, resource, sys
        from pathlib import Path
        import targets.documents.worker as worker
        seen = []
        worker._said = lambda asked: (seen.append(asked["name"]), {said})[1]
        worker.main(sys.stdin.buffer, os.dup(1), Path(sys.argv[1]))
    """
    asked = [
        {"path": str(tray / "x"), "name": f"{n}", "want": "tables", "seconds": 1, "memory": 1 << 28, "answer": 5_000}
        for n in range(times)
    ]
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(tray)],
        env={"PYTHONPATH": str(ROOT)},
        input="".join(json.dumps(one) + "\n" for one in asked).encode(),
        capture_output=True,
        timeout=60,
    )
    return [json.loads(line) for line in done.stdout.splitlines()], done.returncode


@linux
def test_no_child_reads_two_documents(tmp_path: Path) -> None:
    """What a document left behind in its reader is not there when the next one is read."""
    tell = "json.dumps({'of': os.getpid(), 'seen': seen, 'time': resource.getrlimit(resource.RLIMIT_CPU)}).encode()"
    said, status = children(tmp_path, tell, 3)
    assert status == 0
    assert [one["seen"] for one in said] == [["0"], ["1"], ["2"]]
    assert len({one["of"] for one in said}) == 3
    assert [one["time"] for one in said] == [[2, 2]] * 3, "hard, by the size of the document"


@linux
@pytest.mark.parametrize(
    ("said", "how"),
    [
        ("os._exit(3)", 1),
        ("os.abort()", -11),  # the signal of its own is refused, what follows is not
        ("any(iter(int, 1))", -9),
        ("b'x' * 6_000", 1),
        (r"b'{}\n{}\n'", 1),
    ],
    ids=["ends", "breaks", "no end", "too long", "two answers"],
)
def test_a_child_that_does_not_answer_well_is_the_last(tmp_path: Path, said: str, how: int) -> None:
    assert children(tmp_path, said, 2) == ([], how)


@linux
def test_children_end_with_their_starter(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    code = f"""
        import os, signal, time
        from targets.documents.confinement import end_with_parent
        own = os.getpid()
        if os.fork() == 0:
            end_with_parent(own)
            open({str(pid)!r}, "w").write(str(os.getpid()))
            time.sleep(60)
        while not os.path.exists({str(pid)!r}) or not open({str(pid)!r}).read():
            pass
        os.kill(own, signal.SIGKILL)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], env={"PYTHONPATH": str(ROOT)}, timeout=30)
    child = Path("/proc") / pid.read_text(encoding="utf-8") / "stat"
    end = time.monotonic() + 10
    while child.exists() and child.read_text(encoding="utf-8").rpartition(") ")[2][0] != "Z":
        assert time.monotonic() < end
        time.sleep(0.01)


def test_budgets_grow_with_size() -> None:
    starts = (b"%PDF-1.7", b"PK\x03\x04", b"<html>", "项目".encode())
    for start in starts:
        sizes = [budget_of(size, start) for size in (0, 430, 10**5, 10**6, 10**7, MAX_FILE)]
        for less, more in itertools.pairwise(sizes):
            assert (less.seconds, less.memory, less.answer) <= (more.seconds, more.memory, more.answer)
        assert sizes[1].seconds < 10
        assert (sizes[-1].seconds, sizes[-1].memory, sizes[-1].answer) == (TIMEOUT, MEMORY, ANSWER)
    assert budget_of(4_800_000, b"<html>").seconds < 60


def a_loop_in_a_pdf(path: Path) -> Path:
    """430 bytes whose stream of operators costs minutes: it is unpacked twice over, a factor of a thousand each."""
    import zlib

    inner = zlib.compress(zlib.compress(b"0 0 m 9 9 l S\n" * 4_000_000, 9), 9)
    stream = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream" % (len(inner), inner)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        stream,
    ]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, one) for n, one in enumerate(objects, 1))
    path.write_bytes(body + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF\n")
    return path


@linux
def test_a_small_file_costs_little_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pdfplumber", reason="the extra pdf is not installed")
    path = a_loop_in_a_pdf(tmp_path / "small.pdf")
    assert path.stat().st_size < 2_000
    monkeypatch.setattr(guard, "budget_of", lambda size, start: Short(budget_of(size, start)))
    cache = ReadingCache(tmp_path / "cache")
    begun = time.process_time(), os.times().children_user
    with pytest.raises(TooCostlyError, match=r"small\.pdf"):
        read_forms(path, cache=cache)
    assert os.times().children_user - begun[1] < 15
    other = tmp_path / "other.pdf"
    other.write_bytes(path.read_bytes())
    monkeypatch.setattr(guard, "_borrow", None)  # nobody is asked again
    with pytest.raises(TooCostlyError, match=r"other\.pdf"):
        read_forms(other, cache=ReadingCache(tmp_path / "cache"))


def Short(budget: Any) -> Any:  # noqa: N802
    from dataclasses import replace

    return replace(budget, seconds=2)


def test_reading_is_stopped_at_once(tmp_path: Path) -> None:
    pytest.importorskip("pdfplumber", reason="the extra pdf is not installed")
    path, said = a_loop_in_a_pdf(tmp_path / "small.pdf"), []

    def read() -> None:
        with reading_for("stopped"):
            try:
                read_forms(path, cache=ReadingCache(tmp_path / "cache"))
            except InputError as error:
                said.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    while not [one for one in guard._busy if one.owner == "stopped" and one.most]:
        time.sleep(0.01)
    stop_reading("stopped")
    thread.join(timeout=20)
    assert [type(one) for one in said] == [StoppedError]
    assert not list((tmp_path / "cache").rglob("*._refusal")), "what was stopped may be read another time"


def test_answers_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    monkeypatch.setattr(guard, "budget_of", lambda size, start: replace(budget_of(size, start), answer=100))
    with pytest.raises(TooCostlyError, match="brought the reader down"):
        ask_child(SAMPLES / "targets.docx", "targets.docx")


def test_outcomes_in_plain_text_are_read_by_a_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text costs what it may, whatever it is uploaded as; honest ones say the same as ever."""
    from dataclasses import replace

    path = tmp_path / "完成.csv"
    path.write_text("项目名称,三级指标,实际完成值\n培训,培训人数,180人\n", encoding="utf-8")
    (one,) = read_outcomes(path).outcomes
    assert (one.project, one.name, one.actual, one.at.file, one.at.line) == ("培训", "培训人数", "180人", path.name, 2)
    budgets: list[int] = []

    def small(size: int, start: bytes) -> Any:
        budgets.append(size)
        return replace(budget_of(size, start), answer=100)

    monkeypatch.setattr(guard, "budget_of", small)
    with pytest.raises(TooCostlyError, match="brought the reader down"):
        read_outcomes(path)
    assert budgets == [path.stat().st_size]


def test_a_table_that_unpacks_to_too_much_is_refused_unread(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    import pyarrow.parquet as pq

    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"项目名称": ["培训"] * 600_000, "三级指标": ["甲"] * 600_000}), path)
    assert path.stat().st_size < 10_000
    with pytest.raises(InputError, match="600000 rows"):
        read_outcomes(path)


# --- the cache of readings


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="owners of files are POSIX's")
@pytest.mark.parametrize("where", ["folder", "entry", "link"])
def test_nobody_plants_a_reading(tmp_path: Path, where: str) -> None:
    path = SAMPLES / "targets.html"
    read = read_forms(path, cache=ReadingCache(tmp_path / "cache"))
    cache = ReadingCache(tmp_path / "cache")
    key = cache.key(path)
    assert key is not None
    (entry,) = (one for one in (tmp_path / "cache").rglob("*.readresult"))
    assert cache.get(key, type(read), path.name) == read
    if where == "folder":
        (tmp_path / "cache").chmod(0o777)
        assert ReadingCache(tmp_path / "cache").key(path) is None
    elif where == "entry":
        entry.chmod(0o666)
        assert cache.get(key, type(read), path.name) is None
    else:
        entry.rename(tmp_path / "elsewhere")
        entry.symlink_to(tmp_path / "elsewhere")
        assert cache.get(key, type(read), path.name) is None
    assert read_forms(path, cache=ReadingCache(tmp_path / "cache")) == read


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="owners of files are POSIX's")
def test_a_lax_umask_costs_no_cache(tmp_path: Path) -> None:
    before = os.umask(0o002)
    try:
        (tmp_path / "old").mkdir()
        for folder in ("new", "old"):
            cache = ReadingCache(tmp_path / folder)
            assert cache.usable
            assert not cache.folder.parent.parent.stat().st_mode & 0o022
    finally:
        os.umask(before)


# --- the preflight follows what readers follow

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CELLS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
FAR = f'<worksheet xmlns="{CELLS}"><sheetData><row><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
WIDE = f'<worksheet xmlns="{CELLS}"><sheetData/><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
ENTITIES = f'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet xmlns="{CELLS}"><sheetData/></worksheet>'


@pytest.mark.parametrize(
    "place", ["xl/worksheets/sheet1.xml", "xl/odd.bin", "odd/picture.svg", "xl/media/image1.png", "s"]
)
@pytest.mark.parametrize("sheet", [FAR, WIDE, ENTITIES], ids=["far", "wide", "entities"])
def test_a_sheet_is_looked_at_wherever_it_lies(tmp_path: Path, place: str, sheet: str) -> None:
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{TYPES}"><Default Extension="rels" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/{place}" ContentType="{SHEET_TYPE}.worksheet+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/worksheet" '
            f'Target="/{place}"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{CELLS}" xmlns:r="{OFFICE}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
        )
        archive.writestr(place, sheet)
    with pytest.raises(InputError, match="was not opened"):
        read_grids(path)
