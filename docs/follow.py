"""The pages of `docs/contributing` followed step by step in a copy of the project: `python docs/follow.py` writes what
their commands print, `tests/test_contributing.py` compares it.

Steps of a page, in order: a `diff` block is applied; a block after `<!-- file: NAME -->` is saved; an `sh` block is run
and must succeed; a `console` block is one command and what it prints.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PAGES = tuple(sorted(path.name for path in (ROOT / "docs" / "contributing").glob("add-*.md")))
COPIED = ("targets", "actuals", "rules", "evaluator", "tests", "docs", "pyproject.toml")
LEFT_OUT = shutil.ignore_patterns(".*", "_build")
STEP = re.compile(
    r"(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>diff|sh|console|text|toml)\n(?P<body>.*?)```", re.DOTALL
)


class Printed(NamedTuple):
    """One console block: its command, what the page shows, what is printed."""

    command: str
    shown: str
    printed: str


class StepFailed(Exception):
    """A change that does not apply or a command that does not succeed."""


def copy_of_the_project(folder: Path) -> None:
    """What the steps need of the project, into an empty folder."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=LEFT_OUT)
        else:
            shutil.copy(source, folder / name)


def follow(page: str, folder: Path) -> Iterator[Printed]:
    """Every console block of a page, all its steps taken in ``folder``; raises StepFailed."""
    text = (ROOT / "docs" / "contributing" / page).read_text(encoding="utf-8")
    for step in STEP.finditer(text):
        body = step["body"]
        if step["file"]:
            (folder / step["file"]).write_text(body, encoding="utf-8")
        elif step["kind"] == "diff":
            _run(["git", "apply", "--unidiff-zero", "-"], folder, body)
        elif step["kind"] == "sh":
            for line in body.splitlines():
                _run(shlex.split(line.split("  #")[0]), folder)
        elif step["kind"] == "console":
            command, shown = body.removeprefix("$ ").split("\n", 1)
            yield Printed(command, shown, _run(shlex.split(command), folder, any_status=True))


def _run(words: list[str], folder: Path, text: str = "", *, any_status: bool = False) -> str:
    start = {"python": [sys.executable], "evaluator": [sys.executable, "-m", "evaluator"]}
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "130", "PYTHONIOENCODING": "utf-8"}
    environment |= {"GIT_CEILING_DIRECTORIES": str(folder.parent), "PYTEST_ADDOPTS": "-p no:cacheprovider"}
    done = subprocess.run(  # noqa: S603
        [*start.get(words[0], [words[0]]), *words[1:]],
        cwd=folder, env=environment, input=text, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    printed = done.stdout + done.stderr
    if done.returncode and not any_status:
        raise StepFailed(f"{' '.join(words)} ended with {done.returncode}:\n{printed[-3000:]}")
    return "".join(line.rstrip() + "\n" for line in printed.splitlines())


def main() -> None:
    """Write what the commands of every page print."""
    from tempfile import TemporaryDirectory

    for name in PAGES:
        path = ROOT / "docs" / "contributing" / name
        with TemporaryDirectory() as folder:
            copy_of_the_project(Path(folder))
            outputs = iter([f"```console\n$ {one.command}\n{one.printed}```" for one in follow(name, Path(folder))])
        text = path.read_text(encoding="utf-8")
        path.write_text(
            re.sub(r"```console\n.*?```", lambda _, outputs=outputs: next(outputs), text, flags=re.DOTALL),
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
