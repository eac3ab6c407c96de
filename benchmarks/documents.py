"""Reading documents against the bare library opening the same file; many documents in one command.

Run: python benchmarks/documents.py [--batch 100] [--jobs 1]
Prints for each format the time of the bare library opening the file, of our reader up to the grids (preflight
included) and up to forms with every target read, and the ratios; then the rate and the peak memory of reading
copies of one .docx of eleven forms.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from targets.documents.opening import open_file
from targets.forms import forms_of

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "tests" / "documents"


def bare_docx(path: Path) -> object:
    import docx

    return docx.Document(str(path)).tables


def bare_xlsx(path: Path) -> object:
    import openpyxl

    return openpyxl.load_workbook(path, data_only=True)


def bare_xls(path: Path) -> object:
    import xlrd

    return xlrd.open_workbook(str(path), formatting_info=True)


def bare_html(path: Path) -> object:
    from lxml import html

    return html.fromstring(path.read_bytes().decode("utf-8"))


def bare_pdf(path: Path) -> object:
    import pdfplumber

    with pdfplumber.open(path) as document:
        return [page.extract_tables() for page in document.pages]


def timed(run: Callable[[], object], times: int) -> float:
    run()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def formats(times: int) -> None:
    bare = {"docx": bare_docx, "xlsx": bare_xlsx, "xls": bare_xls, "html": bare_html, "pdf": bare_pdf}
    print(f"{'format':8}{'library ms':>12}{'grids ms':>10}{'ratio':>8}{'forms ms':>10}{'ratio':>8}")
    for suffix, library in bare.items():
        path = SAMPLES / f"targets.{suffix}"
        # read in turns, so that another process on the machine disturbs all alike
        theirs, grids, forms = [], [], []
        for _ in range(3):
            theirs.append(timed(lambda: library(path), times))  # noqa: B023 - run at once
            grids.append(timed(lambda: open_file(path), times))  # noqa: B023 - run at once
            forms.append(timed(lambda: forms_of(open_file(path)[0], path.name), times))  # noqa: B023 - run at once
        a, b, c = min(theirs), min(grids), min(forms)
        print(f"{suffix:8}{a * 1000:12.1f}{b * 1000:10.1f}{b / a:8.2f}{c * 1000:10.1f}{c / a:8.2f}")


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
    given = parser.parse_args()
    formats(given.times)
    for number_of_jobs in given.jobs:
        batch(given.batch, number_of_jobs)
