"""Reading documents against the bare library on the same file; many documents in one command.

Run: python benchmarks/documents.py [--batch 100] [--jobs 1 2] [--hold]
For each format, in processor time (a shared machine disturbs it least), the best of some turns:
  opens   the bare library opens the file (pdfplumber: opens it and finds the tables)
  walks   the bare library opens it and hands out the text of every cell, as anyone who wants the tables must
  grids   our reader from bytes to grids with spans, preflight included
  forms   the same and on to forms with every target read
``--hold`` ends with status 1 where grids of .docx or .xlsx take more than twice what the library takes to open the
file, or forms more than twice what it takes to walk the cells. Then the rate and the peak memory of reading copies of
one .docx of eleven forms.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from targets.documents.opening import open_file
from targets.layout.understanding import forms_of

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "tests" / "documents"


def bare_docx(path: Path) -> object:
    import docx

    return docx.Document(str(path)).tables


def walk_docx(path: Path) -> object:
    import docx

    return [[cell.text for cell in row.cells] for table in docx.Document(str(path)).tables for row in table.rows]


def bare_xlsx(path: Path) -> object:
    import openpyxl

    return openpyxl.load_workbook(path, data_only=True)


def walk_xlsx(path: Path) -> object:
    import openpyxl

    book = openpyxl.load_workbook(path, data_only=True)
    return [[cell.value for cell in row] for sheet in book.worksheets for row in sheet.iter_rows()]


def bare_xls(path: Path) -> object:
    import xlrd

    return xlrd.open_workbook(str(path), formatting_info=True)


def walk_xls(path: Path) -> object:
    import xlrd

    book = xlrd.open_workbook(str(path), formatting_info=True)
    return [[cell.value for cell in sheet.row(row)] for sheet in book.sheets() for row in range(sheet.nrows)]


def bare_html(path: Path) -> object:
    from lxml import html

    return html.fromstring(path.read_bytes().decode("utf-8"))


def walk_html(path: Path) -> object:
    from lxml import html

    root = html.fromstring(path.read_bytes().decode("utf-8"))
    return [[cell.text_content() for cell in row.iter("td", "th")] for row in root.iter("tr")]


def bare_pdf(path: Path) -> object:
    import pdfplumber

    with pdfplumber.open(path) as document:
        return [page.find_tables() for page in document.pages]


def walk_pdf(path: Path) -> object:
    import pdfplumber

    with pdfplumber.open(path) as document:
        return [page.extract_tables() for page in document.pages]


def timed(run: Callable[[], object], times: int) -> float:
    """Seconds of processor time, the best of some turns."""
    run()
    taken = []
    for _ in range(times):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return min(taken)


LIBRARIES: dict[str, tuple[Callable[[Path], object], Callable[[Path], object]]] = {
    "docx": (bare_docx, walk_docx),
    "xlsx": (bare_xlsx, walk_xlsx),
    "xls": (bare_xls, walk_xls),
    "html": (bare_html, walk_html),
    "pdf": (bare_pdf, walk_pdf),
}


def formats(times: int) -> bool:
    """Print the table; whether .docx and .xlsx keep within twice the library."""
    held = True
    print(
        f"{'format':8}{'opens ms':>10}{'walks ms':>10}{'grids ms':>10}{'/opens':>8}{'/walks':>8}"
        f"{'forms ms':>10}{'/opens':>8}{'/walks':>8}"
    )
    for suffix, (opens, walks) in LIBRARIES.items():
        path = SAMPLES / f"targets.{suffix}"
        a, b = timed(lambda: opens(path), times), timed(lambda: walks(path), max(2, times // 3))  # noqa: B023 - at once
        c = timed(lambda: open_file(path), times)  # noqa: B023
        d = timed(lambda: forms_of(open_file(path)[0], path.name), times)  # noqa: B023
        print(
            f"{suffix:8}{a * 1000:10.1f}{b * 1000:10.1f}{c * 1000:10.1f}{c / a:8.2f}{c / b:8.2f}"
            f"{d * 1000:10.1f}{d / a:8.2f}{d / b:8.2f}"
        )
        if suffix in ("docx", "xlsx"):
            held = held and c <= 2 * a and d <= 2 * b
    return held


def batch(count: int, jobs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            shutil.copy(SAMPLES / "targets.docx", Path(folder) / f"{number:05}.docx")
        code = (
            "import resource, sys, time; from targets.forms import read_many; start = time.perf_counter();"
            f"result = read_many([{folder!r}], jobs={jobs}); taken = time.perf_counter() - start;"
            "own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
            "from targets.documents.guard import close_all; close_all();"
            "child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss;"
            "print(len(result.forms), taken, own // 1024, child // 1024)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    forms, taken, own, child = done.stdout.split()
    print(
        f"{count} files, {forms} forms, jobs {jobs}: {float(taken):.1f} s, {count / float(taken):.1f} files/s, "
        f"peak {own} MB here and {child} MB in the largest child"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--jobs", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--hold", action="store_true")
    given = parser.parse_args()
    within = formats(given.times)
    for number_of_jobs in given.jobs:
        batch(given.batch, number_of_jobs)
    if given.hold and not within:
        sys.exit("reading .docx or .xlsx took more than twice the library")
