"""Many self-evaluations in one audit: rate, peak memory, and that the number of jobs changes nothing.

``python benchmarks/audit.py [FORMS]`` (1,000 where none is said): copies of the sample with three forms, each of
its own department, in one folder; ``evaluator audit FOLDER --no-cache`` with 1 and 2 jobs in a process of its own.
"""

from __future__ import annotations

import hashlib
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "tests" / "documents" / "self_eval_synthetic.docx"
DEPARTMENT = "教体服务中心"


def documents(folder: Path, number: int) -> None:
    with zipfile.ZipFile(SAMPLE) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = parts["word/document.xml"].decode("utf-8")
    assert DEPARTMENT in body
    for one in range(number):
        parts["word/document.xml"] = body.replace(DEPARTMENT, f"{DEPARTMENT}第{one + 1}分部").encode("utf-8")
        with zipfile.ZipFile(folder / f"自评表{one + 1:05d}.docx", "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in parts.items():
                archive.writestr(part, content)


def measured(folder: Path, jobs: int) -> tuple[float, float, str]:
    """Seconds, peak MB of the largest process, digest of what was printed."""
    call = [sys.executable, "-m", "evaluator", "audit", str(folder), "--jobs", str(jobs), "--no-cache"]
    start = time.perf_counter()
    ended = subprocess.run([*call, "--format", "json", "--fail-on", "never", "--lang", "zh"], capture_output=True)
    taken = time.perf_counter() - start
    assert ended.returncode == 0, ended.stderr.decode(errors="replace")[-500:]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return taken, peak, hashlib.sha256(ended.stdout).hexdigest()


def main() -> None:
    forms = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    forms = 3 * -(-forms // 3)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        documents(folder, forms // 3)
        digests = set()
        for jobs in (1, 2):
            taken, peak, digest = measured(folder, jobs)
            digests.add(digest)
            print(f"jobs {jobs}: {forms} forms in {taken:.1f} s, {forms / taken:.0f} a second, peak {peak:.0f} MB")
        assert len(digests) == 1, "the number of jobs changed what was printed"
        print("equal output")


if __name__ == "__main__":
    main()
