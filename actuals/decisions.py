"""Decisions of a person, settled once: ``--decisions FILE.toml``, with who decided and why.

    [[match]]
    project = "教师培训费"                # as in the outcome table; leave out for a department's own form
    name = "满意度"                       # the indicator's name as in the outcome table
    indicator = "参训教师满意度"          # the name in the target form, or id = "…"; "" means: belongs to no indicator
    who = "李某"
    why = "本项目只调查了参训教师"

A decision goes before every other way of matching, is reported (``decision-applied``), and when it no longer fits
anything that is reported too (``decision-unused``). The other tables of the file, ``[[target]]``, ``[[outcome]]``,
``[[money]]``, ``[[adjustment]]`` and ``[[text]]``, are described in ``actuals.statements``, which also applies them;
``[[cell]]`` is described in ``actuals.confirmations``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from targets.errors import InputError
from targets.kinds.location import Location
from targets.toml import read_toml

TABLES = ("match", "target", "outcome", "money", "adjustment", "text", "cell")
"""The tables that a decisions file may hold."""

_REQUIRED = ("name", "who", "why")
_OPTIONAL = ("department", "project", "indicator", "id", "date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One settled match. ``indicator`` and ``id`` both empty mean that the outcome belongs to no indicator."""

    at: Location
    name: str
    who: str
    why: str
    department: str = ""
    project: str = ""
    indicator: str = ""
    id: str = ""
    date: str = ""


def read_decisions(path: str | Path) -> tuple[Decision, ...]:
    """The matches of a TOML file, in order. Raises InputError for an unreadable file, an unknown key or a missing
    one.
    """
    file = Path(path)
    return tuple(_decision(file, number, entry) for number, entry in enumerate(decision_tables(file)["match"], 1))


def decision_tables(file: Path, tables: tuple[str, ...] = TABLES) -> dict[str, list[dict[str, object]]]:
    """The entries of a decisions file by the name of their table (every one of ``tables``, perhaps empty).

    Raises InputError for a file that cannot be read, is no TOML, or holds anything else.
    """
    # Numbers stay as typed: an adjustment of +1.50 is no float here.
    data = read_toml(file, "决定文件", "decisions file", "docs/outcomes.md")
    for entries in data.values():
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise _strange(file, tables)
    if set(data) - set(tables):
        raise _strange(file, tables)
    return {name: data.get(name, []) for name in tables}


def _strange(file: Path, tables: tuple[str, ...]) -> InputError:
    names = "、".join(f"[[{name}]]" for name in tables)
    return InputError(
        f"决定文件 {file.name}：只能由若干 {names} 组成。",
        f"the decisions file {file.name} may hold {names.replace('、', ', ')} entries only.",
    )


def entry_texts(
    file: Path, table: str, number: int, entry: dict[str, object], required: tuple[str, ...], optional: tuple[str, ...]
) -> dict[str, str]:
    """The values of one entry as stripped texts. Raises InputError for an unknown key or a required one that is
    missing.
    """
    place_zh, place_en = f"决定文件 {file.name} 第{number}条", f"decisions file {file.name}, entry {number}"
    if table != "match":
        place_zh, place_en = f"决定文件 {file.name} 第{number}条 [[{table}]]", f"{place_en} of [[{table}]]"
    for key in entry:
        if key not in (*required, *optional):
            known = ", ".join((*required, *optional))
            raise InputError(
                f"{place_zh}：没有“{key}”这个键；可用的有 {known}。",
                f"{place_en}: unknown key {key!r}; the keys are {known}.",
            )
    texts = {key: str(value).strip() for key, value in entry.items()}
    for key in required:
        if not texts.get(key):
            raise InputError(f"{place_zh}：缺少 {key}。", f"{place_en}: {key} is missing.")
    return texts


def _decision(file: Path, number: int, entry: dict[str, object]) -> Decision:
    texts = entry_texts(file, "match", number, entry, _REQUIRED, _OPTIONAL)
    if "indicator" not in texts and "id" not in texts:
        raise InputError(
            f'决定文件 {file.name} 第{number}条：须写明 indicator 或 id；不属于任何指标的写 indicator = ""。',
            f"decisions file {file.name}, entry {number}: give indicator or id; "
            'write indicator = "" for an outcome that belongs to none.',
        )
    return Decision(at=Location(file=file.name, row=number - 1), **texts)
