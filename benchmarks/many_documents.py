"""Ten thousand forms over Word files and workbooks in a folder: rate, memory, and a second run that reads nothing new.

Run: python benchmarks/many_documents.py [--forms 10000] [--jobs 1 2] [--into FOLDER]
Each file is the sample self-evaluation (3 forms, .docx and .xlsx in turn) with names of its own, so that no two files
have equal bytes. All figures in them are invented. Prints for each number of jobs the first run (nothing kept) and
the second one (everything kept): seconds, files and forms a second, peak memory of the parent and of its largest child.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "tests" / "documents"
FORMS_IN_FILE = 3
_CODE = """
import resource, sys, time
from pathlib import Path
from targets.forms import read_many
from targets.readingcache import ReadingCache
from targets.documents.guard import close_all
folder, kept, jobs = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
cache = ReadingCache(kept)
start = time.perf_counter()
result = read_many([folder], jobs=jobs, cache=cache)
taken = time.perf_counter() - start
own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
close_all()
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(len(result.forms), len(result.failed), taken, own // 1024, child // 1024, cache.hits)
"""


def variant(source: Path, target: Path, number: int) -> None:
    """A copy of a sample in which the department has a number, so that the bytes differ."""
    old, new = "赣州经济技术开发区教体服务中心".encode(), f"第{number:05}教体服务中心".encode()
    with zipfile.ZipFile(source) as inside, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        out.comment = str(number).encode()  # no two files have equal bytes, whatever is in them
        for info in inside.infolist():
            data = inside.read(info)
            out.writestr(info.filename, data.replace(old, new) if info.filename.endswith(".xml") else data)


def generate(folder: Path, forms: int) -> int:
    """Files for so many forms, a hundred to a subfolder; how many files there are."""
    count = -(-forms // FORMS_IN_FILE)
    for number in range(count):
        suffix = "docx" if number % 2 else "xlsx"
        place = folder / f"{number // 100:04}" / f"{number:06}.{suffix}"
        place.parent.mkdir(parents=True, exist_ok=True)
        variant(SAMPLES / f"self_eval_synthetic.{suffix}", place, number)
    return count


def run(folder: Path, kept: Path, jobs: int, files: int, name: str) -> None:
    """One command in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", _CODE, str(folder), str(kept), str(jobs)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    forms, failed, taken, own, child, hits = done.stdout.split()
    seconds = float(taken)
    print(
        f"jobs {jobs} {name}: {files} files, {forms} forms, {failed} failed, {hits} from the cache: {seconds:.1f} s, "
        f"{files / seconds:.1f} files/s, {int(forms) / seconds:.0f} forms/s; peak {own} MB here, {child} MB in the "
        f"largest child",
        flush=True,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--forms", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--into", type=Path, help="make the files here instead of in a temporary folder")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        into = given.into or Path(temporary) / "forms"
        into.mkdir(parents=True, exist_ok=True)
        made = generate(into, given.forms)
        print(f"{made} files made in {into}", flush=True)
        for number_of_jobs in given.jobs:
            cache = Path(temporary) / f"cache-{number_of_jobs}"
            run(into, cache, number_of_jobs, made, "first run ")
            run(into, cache, number_of_jobs, made, "second run")
            shutil.rmtree(cache, ignore_errors=True)
