"""All ratios as one table.

Run: python -m benchmarks [--quick] [--only NAME ...]
Each benchmark runs in a process of its own, so that none warms another; its last lines with a ratio are shown with the
limit the project set itself. benchmarks/README.md says how each figure is taken.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_RATIO = re.compile(r"ratio|times the floor|limit|files/s|against|most memory|silently", re.IGNORECASE)

# name: (arguments, quick arguments, seconds allowed)
BENCHMARKS: dict[str, tuple[list[str], list[str], int]] = {
    "expressions": ([], [], 300),
    "matching": ([], [], 900),
    "pairs": ([], [], 300),
    "documents": (["--batch", "100"], ["--batch", "10", "--times", "3", "--jobs", "1"], 900),
    "many_documents": ([], ["--forms", "60", "--jobs", "1"], 3600),
    "scorecards": (["1000"], ["50"], 900),
    "daily": ([], ["--rounds", "1", "--only", "demo", "first page"], 1800),
    "scale": ([], ["10000", "100000", "--rounds", "1", "--no-memory"], 1800),
}


def run(name: str, arguments: list[str], seconds: int) -> tuple[int, list[str]]:
    """The exit status of one benchmark and the lines of its output that hold a ratio or a limit."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}", *arguments],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return 1, [f"not finished within {seconds} s"]
    if done.returncode:
        return done.returncode, done.stderr.strip().splitlines()[-1:]
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    return 0, [line for line in lines if _RATIO.search(line)] or lines[-3:]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small sizes: shows that all run, says little of speed")
    parser.add_argument("--only", nargs="*", choices=tuple(BENCHMARKS), default=list(BENCHMARKS))
    given = parser.parse_args()
    worst = 0
    print(f"{'benchmark':16}figures (limits are those the project set itself); load {os.getloadavg()[0]:.1f}")
    for name in given.only:
        full, quick, seconds = BENCHMARKS[name]
        status, lines = run(name, quick if given.quick else full, seconds)
        worst = max(worst, status)
        for number, line in enumerate(lines):
            print(f"{name if number == 0 else '':16}{line}", flush=True)
    return worst


if __name__ == "__main__":
    sys.exit(main())
