"""Ten thousand forms over Word files and workbooks in a folder, to a ranking: rate, memory, and what is kept.

Run: python -m benchmarks.many_documents [--forms 10000] [--jobs 1 2] [--into FOLDER]
     python -m benchmarks.many_documents --forms 300 --interrupted
Each file is the sample self-evaluation (3 forms, .docx and .xlsx in turn) with names of its own, so that no two files
have equal bytes; it serves as the targets, and one table beside states all outcomes. All figures are invented. What
runs is ``evaluator score FOLDER TABLE`` in a process of its own. Printed for each number of jobs: the first run (none
kept) and the second (everything kept). ``--interrupted`` stops runs by SIGINT and SIGKILL in the middle, lets two runs
share one cache, does without one, and fails where a document is read twice or a ranking has other bytes.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from targets.forms import read_forms

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "tests" / "documents"
FORMS_IN_FILE = 3
DEPARTMENT = "赣州经济技术开发区教体服务中心"
_CODE = """
import resource, sys, time
from evaluator.__main__ import main
from targets.documents.guard import close_all
start = time.perf_counter()
status = main(sys.argv[1:])
taken = time.perf_counter() - start
own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
close_all()
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(status, taken, own // 1024, child // 1024, file=sys.stderr)
sys.exit(status)
"""


def variant(source: Path, target: Path, number: int) -> None:
    """A copy of a sample in which the department has a number, so that the bytes differ."""
    old, new = DEPARTMENT, named(number)
    with zipfile.ZipFile(source) as inside, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        out.comment = str(number).encode()  # no two files have equal bytes, whatever is in them
        for info in inside.infolist():
            data = inside.read(info)
            for code in ("utf-8", "ascii"):  # workbooks hold numeric references
                data = data.replace(old.encode(code, "xmlcharrefreplace"), new.encode(code, "xmlcharrefreplace"))
            out.writestr(info.filename, data)


def generate(folder: Path, forms: int) -> int:
    """Files for so many forms, a hundred to a subfolder; how many files there are."""
    count = -(-forms // FORMS_IN_FILE)
    for number in range(count):
        suffix = "docx" if number % 2 else "xlsx"
        place = folder / f"{number // 100:04}" / f"{number:06}.{suffix}"
        place.parent.mkdir(parents=True, exist_ok=True)
        variant(SAMPLES / f"self_eval_synthetic.{suffix}", place, number)
    return count


def named(number: int) -> str:
    """The department of a file."""
    return f"第{number:05}教体服务中心"


def outcomes(path: Path, files: int) -> None:
    """The outcomes of all forms as one table."""
    stated = [
        (f.project, r.name, r.actual) for f in read_forms(SAMPLES / "self_eval_synthetic.xlsx").forms for r in f.rows
    ]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["部门", "项目", "三级指标", "实际完成值"])
        writer.writerows((named(number), *row) for number in range(files) for row in stated)


def started(place: Path, cache: Path, jobs: int, *more: str) -> subprocess.Popen[str]:
    """The command on the files of ``place`` in a process of its own."""
    files = str(place / "forms"), str(place / "outcomes.csv")
    options = "--lang", "en", "--jobs", str(jobs), "--fail-on", "never", *more
    return subprocess.Popen(
        [sys.executable, "-c", _CODE, "score", *files, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "EVALUATOR_CACHE": str(cache)},
    )


def run(place: Path, cache: Path, jobs: int, files: int, name: str, *more: str) -> str:
    """One command from start to end; the digest of what it printed."""
    process = started(place, cache, jobs, *more)
    printed, said = process.communicate()
    status, taken, own, child = said.split()[-4:]
    seconds = float(taken)
    print(
        f"jobs {jobs} {name}: status {status}, {files} files, {seconds:.1f} s, {files / seconds:.1f} files/s, "
        f"{files * FORMS_IN_FILE / seconds:.0f} forms/s; peak {own} MB here, {child} MB in the largest child; "
        f"load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    return hashlib.sha256(printed.encode()).hexdigest()


def kept(cache: Path) -> dict[str, tuple[int, int]]:
    """The readings that are kept, with inode and time: one that is written again has others."""
    whole = [path for path in cache.rglob("*.readresult") if path.is_file()]
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in whole}


def stopped(place: Path, cache: Path, jobs: int, at: int, by: signal.Signals) -> int:
    """A run that is stopped as soon as so many readings are kept; how many are kept then."""
    process = started(place, cache, jobs)
    while len(kept(cache)) < at and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(by)
    _, said = process.communicate()
    assert process.returncode != 0, "stopped in the middle"
    assert "Traceback" not in said, said
    return len(kept(cache))


def interrupted(place: Path, jobs: int, files: int) -> None:
    """Runs that are stopped, that go on, that share; AssertionError where anything is read twice or differs."""
    plain = run(place, place / "none", jobs, files, "--no-cache  ", "--no-cache")
    assert not kept(place / "none"), "nothing is kept"
    cache, before = place / "cache", dict[str, tuple[int, int]]()
    for part, by in ((3, signal.SIGINT), (2, signal.SIGKILL)):
        count = stopped(place, cache, jobs, len(before) + (files - len(before)) // part, by)
        now = kept(cache)
        assert before.items() <= now.items(), "read twice"
        assert count < files, "the run was to be stopped before its end"
        print(f"{by.name} when {count} of {files} were kept", flush=True)
        before = now
    assert run(place, cache, jobs, files, "goes on     ") == plain
    assert before.items() <= kept(cache).items(), "read twice"
    assert len(kept(cache)) == files
    shared = place / "shared"
    both = [started(place, shared, 1) for _ in range(2)]
    printed = [process.communicate()[0] for process in both]
    assert {hashlib.sha256(text.encode()).hexdigest() for text in printed} == {plain}, "two at once"
    assert len(kept(shared)) == files
    left = [path for path in (*cache.rglob(".*"), *shared.rglob(".*")) if path.is_file()]
    print(f"two at once: equal results, {len(kept(shared))} kept; {len(left)} unfinished files left by SIGKILL")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--forms", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--into", type=Path, help="make the files here instead of in a temporary folder")
    parser.add_argument("--interrupted", action="store_true")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        place = given.into or Path(temporary)
        (place / "forms").mkdir(parents=True, exist_ok=True)
        files = generate(place / "forms", given.forms)
        outcomes(place / "outcomes.csv", files)
        print(f"{files} files made in {place}", flush=True)
        if given.interrupted:
            interrupted(place, given.jobs[-1], files)
            return
        for jobs in given.jobs:
            cache = Path(temporary) / f"cache-{jobs}"
            first = run(place, cache, jobs, files, "first run ", "--top", "10")
            assert run(place, cache, jobs, files, "second run", "--top", "10") == first


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
