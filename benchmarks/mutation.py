"""Mutation check of scoring: how many small faults put into the code do the quick tests notice?

    python benchmarks/mutation.py [MODULE …] [--minutes N] [--keep DIR]

Copies the project to a temporary folder, lets mutmut (dependency group ``mutation``) make the mutants of each module,
runs for each only the tests that speak of it, and prints the share killed with every survivor. What the survivors are
is said in docs/mutation.md. Not part of the checks of every change: it takes from minutes to an hour.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = {
    "rules/methods.py": ("test_method_tables.py",),
    "rules/arithmetic.py": ("test_method_tables.py", "test_execution_tables.py"),
    "rules/grades.py": ("test_execution_tables.py",),
    "rules/execution.py": ("test_execution_tables.py", "test_execution_absurd.py"),
    "rules/points.py": ("test_points.py",),
    "rules/scoring.py": ("test_rulebook_cases.py", "test_scoring_columns.py"),
    "targets/quantity.py": ("test_quantity.py",),
}
PACKAGES = ("rules", "targets", "actuals", "evaluator")
COPIED = (*PACKAGES, "tests", "docs", "examples", "README.md", "README.zh-CN.md")
KILLED, SURVIVED, UNTESTED, LATE = 1, 0, 33, (-24, 24, 36, 152, 255)


def main() -> int:
    """0 whatever survives: the figures are for people."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", default=[], metavar="MODULE", help=", ".join(TESTS))
    parser.add_argument("--minutes", type=float, default=20, help="at most so long for each module (default 20)")
    parser.add_argument("--keep", help="folder to work in, kept afterwards (default a temporary one)")
    args = parser.parse_args()
    unknown = set(args.modules) - set(TESTS)
    if unknown:
        parser.error(f"no such module: {', '.join(sorted(unknown))}; known are {', '.join(TESTS)}")
    if shutil.which("mutmut") is None:
        parser.error("mutmut is missing: pip install --group mutation")
    work = Path(args.keep or tempfile.mkdtemp(prefix="mutation-"))
    for module in args.modules or TESTS:
        report(module, check(module, work / Path(module).stem, args.minutes * 60))
    if not args.keep:
        shutil.rmtree(work)
    return 0


def check(module: str, folder: Path, seconds: float) -> dict[str, int | None]:
    """Exit codes by mutant; None for those that time did not suffice for."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, folder / name)
    listed = {
        "source_paths": PACKAGES,
        "only_mutate": (module,),
        "also_copy": COPIED,
        "pytest_add_cli_args_test_selection": tuple(f"tests/{name}" for name in TESTS[module]),
        "pytest_add_cli_args": ("-p", "no:xdist", "-p", "no:cacheprovider"),
    }
    lines = [
        "[mutmut]",
        *(line for key, values in listed.items() for line in (f"{key}=", *(f"    {v}" for v in values))),
    ]
    (folder / "setup.cfg").write_text("\n".join(lines) + "\n", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = ["nice", "-n", "10", "mutmut", "run", "--max-children", "2"]
    if sys.platform == "win32":
        command = command[3:]
    with (folder / "log.txt").open("w", encoding="utf-8") as log:
        try:
            subprocess.run(command, cwd=folder, env=environment, stdout=log, stderr=log, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            print(f"{module}: stopped after {seconds:.0f} s", file=sys.stderr)
    found = folder / "mutants" / f"{module}.meta"
    if not found.exists():
        raise SystemExit(f"mutmut made nothing of {module}: see {folder / 'log.txt'}")
    codes: dict[str, int | None] = json.loads(found.read_text(encoding="utf-8"))["exit_code_by_key"]
    return codes


def report(module: str, codes: dict[str, int | None]) -> None:
    """The share killed of those that were tried, and the survivors by name (``mutmut show NAME`` shows one)."""
    counted = Counter(codes.values())
    tried = sum(count for code, count in counted.items() if code is not None)
    alive = counted[SURVIVED] + counted[UNTESTED]
    share = f"{100 * (tried - alive) / tried:.1f} %" if tried else "–"
    print(
        f"{module}: {len(codes)} mutants, {tried} tried, {tried - alive} killed ({share}), {alive} survived", flush=True
    )
    for name, code in codes.items():
        if code in (SURVIVED, UNTESTED):
            print(f"  {name.rpartition('.')[2]}{' (no test reaches it)' if code == UNTESTED else ''}")


if __name__ == "__main__":
    sys.exit(main())
