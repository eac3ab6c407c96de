"""What the pages show, made for real: `python docs/refresh.py` writes it anew, the tests compare it.

A console block shows one command. Output that is not shown stands as a line `[…]`; all else must be what is printed.
`docs/commands.md` is the help of every command. The pages of `docs/findings` are made by `evaluator.findingdocs`.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
# A page, and the folder whose files its commands speak of.
PAGES = {
    "README.md": "evaluator/demo",
    "README.zh-CN.md": "evaluator/demo",
    "examples/training/README.md": "examples/training",
    "docs/guide/tutorial.md": "examples/training",
    "docs/guide/tutorial.zh.md": "examples/training",
    "docs/guide/auditors.md": "examples/audit",
    "docs/guide/auditors.zh.md": "examples/audit",
}
COMMANDS_HEAD = """# 命令 · Commands

由程序生成（`python docs/refresh.py`）；`evaluator 命令 --help` 显示同样的内容。括号内是默认值。
Made from the program; `evaluator COMMAND --help` shows the same. Defaults stand in brackets.

| 退出码 exit status | |
|---|---|
| 0 | 完成 · done |
| 1 | 有 `--fail-on` 或以上级别的疑点 · findings at or above `--fail-on` |
| 2 | 用法不对或文件读不了 · misuse, or unreadable input |
| 3 | 程序内部出错 · a fault of the program |"""
BLOCK = re.compile(r"```console\n\$ (evaluator [^\n]*)\n(.*?)```", re.DOTALL)
SKIPPED = "[…]"

# How much of a long output a page shows: lines from the start, lines from the end.
SHOWN = {"demo": (38, 0), "read": (12, 0), "check": (24, 0), "score": (0, 2)}


def run_page(page: str) -> list[tuple[str, str, str]]:
    """Every command of a page with the output it shows and the output it has, run in order in one fresh folder that
    holds a copy of the page's files."""
    text = (ROOT / page).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for path in (ROOT / PAGES[page]).iterdir():
            if path.is_file() and path.suffix != ".py":
                shutil.copy(path, folder)
        return [(m[1], m[2], printed_by(m[1], Path(folder))) for m in BLOCK.finditer(text)]


def printed_by(command: str, folder: Path) -> str:
    """What a command prints, standard output before standard error, on a terminal of 130 columns."""
    from evaluator.__main__ import main as evaluator

    out, errors = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    before, columns = Path.cwd(), os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "130"
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors), contextlib.suppress(SystemExit):
            evaluator(shlex.split(command)[1:])
    finally:
        os.chdir(before)
        os.environ.pop("COLUMNS") if columns is None else os.environ.update(COLUMNS=columns)
    for stream in (out, errors):
        stream.flush()
    printed = out.buffer.getvalue().decode() + errors.buffer.getvalue().decode()
    return "".join(line.rstrip() + "\n" for line in printed.splitlines())


def commands_page() -> str:
    """`docs/commands.md`: every command with its arguments, Chinese beside English. Not argparse's own help text, whose
    layout changes with the version of Python."""
    from evaluator.commands.cli import build

    chinese, english = (_commands(build(lang)) for lang in ("zh", "en"))
    parts = [COMMANDS_HEAD]
    for name, parser in english.items():
        rows = ["| | 说明 | meaning |", "|---|---|---|"]
        for zh, en in zip(chinese[name]._actions, parser._actions, strict=True):
            if "--help" not in en.option_strings:
                rows.append(f"| `{_shown(en)}` | {_said(zh)} | {_said(en)} |".replace("  ", " "))
        parts.append(f"## {name}\n\n{chinese[name].description} · {parser.description}\n\n" + "\n".join(rows))
    return "\n\n".join(parts) + "\n"


def _commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    return next(dict(action.choices) for action in parser._actions if action.dest == "command")


def _shown(action: argparse.Action) -> str:
    value = str(action.metavar or ("|".join(action.choices) if action.choices else action.dest.upper()))
    value = value.replace("|", "\\|")
    if action.option_strings:
        return ", ".join(action.option_strings) + ("" if action.nargs == 0 else f" {value}")
    return f"{value}…" if action.nargs in ("+", "*") else value


def _said(action: argparse.Action) -> str:
    plain = action.default in (None, "", False, argparse.SUPPRESS) or action.default == []
    return (action.help or "") + ("" if plain else f" (`{action.default}`)")


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
        blocks = run_page(name)
        faults = [command for command, _, printed in blocks if "EVALUATOR_TRACEBACK" in printed]
        if faults:
            sys.exit(f"{name}: {faults[0]} ends in an internal fault; mend that first")
        whole = not name.startswith("README")
        shown = [(c, printed if whole else abridged(c, printed)) for c, _, printed in blocks]
        outputs = iter([f"```console\n$ {c}\n{output}```" for c, output in shown])
        text = page.read_text(encoding="utf-8")
        page.write_text(BLOCK.sub(lambda _match, outputs=outputs: next(outputs), text), encoding="utf-8")
    (ROOT / "docs" / "commands.md").write_text(commands_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
