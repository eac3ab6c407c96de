"""The console blocks of the READMEs, run for real: `python docs/refresh.py` writes them anew, the tests compare them.

A block shows one command. Output that is not shown stands as a line `[…]`; everything else must be what is printed.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "README.zh-CN.md", "examples/training/README.md")
BLOCK = re.compile(r"```console\n\$ (evaluator [^\n]*)\n(.*?)```", re.DOTALL)
SKIPPED = "[…]"

# How much of a long output a page shows: lines from the start, lines from the end.
SHOWN = {"demo": (38, 0), "read": (12, 0), "check": (24, 0), "score": (0, 2)}


def run_page(text: str, beside: Path = ROOT / "evaluator" / "demo") -> list[tuple[str, str, str]]:
    """Every command of a page with the output it shows and the output it has, run in order in one fresh folder that
    holds a copy of the files of ``beside``."""
    with tempfile.TemporaryDirectory() as folder:
        for path in beside.iterdir():
            if path.is_file() and path.suffix != ".py":
                shutil.copy(path, folder)
        return [(m[1], m[2], _run(m[1], Path(folder))) for m in BLOCK.finditer(text)]


def home(page: str) -> Path:
    """The folder whose files the commands of a page speak of: an example's own, else the demo's."""
    folder = (ROOT / page).parent
    return folder if folder.is_relative_to(ROOT / "examples") else ROOT / "evaluator" / "demo"


def _run(command: str, folder: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "130", "PYTHONIOENCODING": "utf-8"}
    words = shlex.split(command)[1:]
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "evaluator", *words], cwd=folder, env=environment, capture_output=True, encoding="utf-8"
    )
    return "".join(line.rstrip() + "\n" for line in (done.stdout + done.stderr).splitlines())


def agrees(shown: str, printed: str) -> bool:
    """Whether the shown text is the printed one, `[…]` standing for any lines."""
    parts = [re.escape(part) for part in shown.split(SKIPPED + "\n")]
    return re.fullmatch("(?:.*\n)*?".join(parts), printed) is not None


def abridged(command: str, printed: str) -> str:
    """The output as a page shows it."""
    first, last = SHOWN.get(command.split()[1], (10_000, 0))
    lines = printed.splitlines(keepends=True)
    if len(lines) <= first + last:
        return printed
    return "".join([*lines[:first], SKIPPED + "\n", *(lines[-last:] if last else [])])


def main() -> None:
    """Write the pages anew."""
    for name in PAGES:
        page = ROOT / name
        text = page.read_text(encoding="utf-8")
        blocks = run_page(text, home(name))
        faults = [command for command, _, printed in blocks if "EVALUATOR_TRACEBACK" in printed]
        if faults:
            sys.exit(f"{name}: {faults[0]} ends in an internal fault; mend that first")
        whole = name.startswith("examples/")
        shown = [(c, printed if whole else abridged(c, printed)) for c, _, printed in blocks]
        outputs = iter([f"```console\n$ {c}\n{output}```" for c, output in shown])
        page.write_text(BLOCK.sub(lambda _match, outputs=outputs: next(outputs), text), encoding="utf-8")


if __name__ == "__main__":
    main()
