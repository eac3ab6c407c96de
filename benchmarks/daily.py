"""The daily work: commands against the import of pandas, reading against the bare libraries, how reading
grows, the first page of the workbench.

Run: python -m benchmarks.daily [--rounds 7] [--only NAME ...]
Processor seconds (user and system, children included) of fresh processes, or of one piece of work in a process; each
round measures all sides in turns, and the ratio is that of the medians: a machine shared with others slows all alike.
Modules are compiled beforehand, as an installation does. Tables of many rows are measured by ``benchmarks.scale``,
folders of many documents by ``benchmarks.many_documents``, the arithmetic alone by ``benchmarks.scale`` too.
"""

from __future__ import annotations

import argparse
import compileall
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DEMO, SAMPLES = ROOT / "evaluator" / "demo", ROOT / "tests" / "documents"
PACKAGES = ("targets", "actuals", "rules", "evaluator")
GROWN = (2_000, 10_000)

PANDAS = ["-c", "import pandas"]
WALK_DOCX = """
import docx, sys
[[cell.text for cell in row.cells] for table in docx.Document(sys.argv[1]).tables for row in table.rows]
"""
WALK_HTML = """
import lxml.html, sys
rows = lxml.html.parse(sys.argv[1]).iter("tr")
[["".join(cell.itertext()) for cell in row.iter("td", "th")] for row in rows]
"""


def spent(arguments: Sequence[str], folder: Path) -> float:
    """Processor seconds of one fresh process of Python and its children."""
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "EVALUATOR_CACHE": str(folder / "cache")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def one_form(folder: Path) -> dict[str, Path]:
    """A target form and a self-evaluation, each as text for its reader."""
    targets, done = folder / "targets.csv", folder / "done.csv"
    head = "预算年度,2023,,,,\n项目名称,甲项目,,,,\n主管部门,某局,,,,\n年度资金总额,100,,,,\n"
    rows = [("数量指标", f"培训第{n}期人数", f"≥{n}0人", f"{n}0人") for n in range(1, 10)]
    targets.write_text(
        head + "一级指标,二级指标,三级指标,指标值,,\n" + "".join(f"产出指标,{a},{b},{c},,\n" for a, b, c, _ in rows),
        encoding="utf-8",
    )
    done.write_text(
        head
        + "一级指标,二级指标,三级指标,指标值,实际完成值,分值,得分\n"
        + "".join(f"产出指标,{a},{b},{c},{d},10,10\n" for a, b, c, d in rows),
        encoding="utf-8",
    )
    return {"targets": targets, "done": done}


def commands(folder: Path) -> dict[str, tuple[list[str], list[str], float]]:
    """Name, our process, the process beside it, and the ratio that we set ourselves."""
    forms = one_form(folder)
    run = ["-m", "evaluator"]
    docx, html = SAMPLES / "targets.docx", SAMPLES / "targets.html"
    return {
        "demo": ([*run, "demo"], PANDAS, 1.3),
        "demo --out": ([*run, "demo", "--out", "out", "--force"], PANDAS, 2.5),
        "template of one form (csv)": (
            [*run, "template", str(forms["targets"]), "-o", "t.csv", "--force"], PANDAS, 1.3
        ),
        "template of one form (xlsx)": (
            [*run, "template", str(forms["targets"]), "-o", "t.xlsx", "--force"], PANDAS, 1.3
        ),
        "check of one form": ([*run, "check", str(forms["targets"]), "--no-cache"], PANDAS, 1.3),
        "audit of one form": ([*run, "audit", str(forms["done"]), "--no-cache"], PANDAS, 1.3),
        "audit of one form, reading kept": ([*run, "audit", str(forms["done"])], PANDAS, 1.3),
        "read of 11 forms as docx": (
            [*run, "read", str(docx), "--no-cache"], ["-c", WALK_DOCX, str(docx)], 1.6
        ),
        "read of 11 forms as html": (
            [*run, "read", str(html), "--no-cache"], ["-c", WALK_HTML, str(html)], 2.5
        ),
    }  # fmt: skip


def grown_form(rows: int, suffix: str, folder: Path) -> Path:
    """A form of so many rows."""
    head = ("一级指标", "二级指标", "三级指标", "指标值", "分值")
    lines = [
        ("产出指标" if n * 2 < rows else "效益指标", "数量指标", f"指标名称{n}", f"≥{n + 1}人次", "1")
        for n in range(rows)
    ]
    top = [("项目名称", "甲项目", "", "", ""), ("主管部门", "某局", "", "", ""), ("资金总额", "100", "", "", "")]
    path = folder / f"grown-{rows}.{suffix}"
    if suffix == "html":
        cells = ("".join(f"<td>{text}</td>" for text in line) for line in (*top, head, *lines))
        table = "".join(f"<tr>{row}</tr>" for row in cells)
        path.write_text(f"<html><meta charset='utf-8'><table>{table}</table></html>", encoding="utf-8")
    elif suffix == "xlsx":
        import openpyxl

        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("表")
        for line in (*top, head, *lines):
            sheet.append(line)
        book.save(path)
    else:
        import zipfile

        import docx

        empty = io.BytesIO()
        docx.Document().save(empty)
        rows_xml = "".join(
            "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in line) + "</w:tr>"
            for line in (*top, head, *lines)
        )
        with zipfile.ZipFile(empty) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
            for name in source.namelist():
                part = source.read(name)
                if name == "word/document.xml":
                    part = part.replace(b"<w:body>", f"<w:body><w:tbl>{rows_xml}</w:tbl>".encode())
                made.writestr(name, part)
    return path


READ = """
import sys, time
from pathlib import Path
from targets.documents.opening import open_file
from targets.layout.understanding import forms_of
open_file(Path(sys.argv[2])), forms_of(open_file(Path(sys.argv[2]))[0], "a")
start = time.process_time()
found = forms_of(open_file(Path(sys.argv[1]))[0], "a")
print(time.process_time() - start)
assert sum(len(form.rows) for form in found.forms) == int(sys.argv[3]), [len(form.rows) for form in found.forms]
"""


def growth(suffix: str, folder: Path, rounds: int) -> tuple[float, float]:
    """Seconds for the smaller and the larger form, from bytes to forms in one process, the library being loaded."""
    small = grown_form(20, suffix, folder)
    taken: dict[int, list[float]] = {rows: [] for rows in GROWN}
    for _ in range(rounds):
        for rows in GROWN:
            path = grown_form(rows, suffix, folder)
            done = subprocess.run(
                [sys.executable, "-c", READ, str(path), str(small), str(rows)],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                capture_output=True,
                text=True,
                check=True,
            )
            taken[rows].append(float(done.stdout))
    less, more = (statistics.median(taken[rows]) for rows in GROWN)
    return less, more


def first_page(folder: Path, evaluations: int) -> tuple[float, int]:
    """Seconds for the first page of a workbench with so many evaluations, and its size in bytes."""
    from starlette.testclient import TestClient

    from evaluator.web.app import create_app
    from evaluator.web.events import create
    from evaluator.web.settings import Settings

    app = create_app(Settings(workspace=folder / "bench"))
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        for number in range(evaluations):
            create(
                app.state.bench.engine, kind="evaluation", title=f"评价{number}", who="甲", settings={"year": "2023"}
            )
        taken, size = list[float](), 0
        for _ in range(30):
            start = time.process_time()
            size = len(client.get("/").content)
            taken.append(time.process_time() - start)
    return statistics.median(taken), size


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", nargs="*", default=None, help="words of the names of the rows that are wanted")
    given = parser.parse_args()
    for package in PACKAGES:
        compileall.compile_dir(str(ROOT / package), quiet=2)

    def wanted(name: str) -> bool:
        return given.only is None or any(word in name for word in given.only)

    def say(name: str, ratio: str, limit: str, about: str) -> None:
        print(f"{name:36}{ratio:>9}  limit {limit:8}{about}", flush=True)

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, (ours, beside, most) in commands(folder).items():
            if not wanted(name):
                continue
            sides: dict[int, list[float]] = {0: [], 1: []}
            for _ in range(given.rounds):
                for side, arguments in enumerate((ours, beside)):
                    sides[side].append(spent(arguments, folder))
            one, other = (statistics.median(sides[side]) for side in (0, 1))
            say(name, f"{one / other:.2f} ×", f"{most:g} ×", f"{one:.3f} s against {other:.3f} s")
        for suffix in ("docx", "xlsx", "html"):
            name = f"forms of {GROWN[1]:,} rows, {suffix}"
            if wanted(name):
                less, more = growth(suffix, folder, min(given.rounds, 3))
                say(name, f"{more / less:.2f} ×", "5.5 ×", f"{more:.2f} s against {less:.2f} s of {GROWN[0]:,} rows")
        if wanted("first page"):
            seconds, size = first_page(folder, 1_000)
            say("first page, 1,000 evaluations", f"{seconds * 1000:.1f} ms", "20 ms", f"{size / 1000:.0f} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
