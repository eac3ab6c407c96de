"""The choice of findings to show: by code or name, and suppressed one by one with a reason and a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluator.auditing.across_kinds import SuppressionUnused
from evaluator.findings import kind_of
from targets.errors import InputError
from targets.kinds.finding import Finding
from targets.kinds.location import Location
from targets.model.identity import normalised
from targets.toml import read_toml

_KEYS = {"finding", "file", "indicator", "reason", "who"}
_WANTED = ("finding", "reason", "who")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """One entry: the finding's name, and the file and indicator it is limited to (empty: any)."""

    name: str
    reason: str
    who: str
    file: str = ""
    indicator: str = ""

    def covers(self, found: Finding) -> bool:
        """True where this finding is meant."""
        return (
            found.name == self.name
            and self.file in ("", found.at.file)
            and (not self.indicator or normalised(self.indicator) == normalised(found.indicator or ""))
        )


def chosen(found: Iterable[Finding], select: Sequence[str], ignore: Sequence[str]) -> tuple[Finding, ...]:
    """The findings named in ``select`` (all if empty) but for those in ``ignore``; InputError for a name unknown."""
    asked = asked_for(select, ignore)
    return tuple(f for f in found if asked(f.name))


def asked_for(select: Sequence[str], ignore: Sequence[str]) -> Callable[[str], bool]:
    """True for the name of a finding that is to be listed. Raises InputError for a name unknown."""
    wanted = {kind_of(name).name for name in _split(select)}
    unwanted = {kind_of(name).name for name in _split(ignore)}
    return lambda name: (not wanted or name in wanted) and name not in unwanted


def _split(names: Sequence[str]) -> list[str]:
    return [part for name in names for part in name.replace("，", ",").split(",") if part.strip()]


def read_suppressions(path: Path) -> tuple[Suppression, ...]:
    """Entries of a TOML file: ``[[suppress]]`` with ``finding``, ``reason``, ``who``, maybe ``file``, ``indicator``.

    Raises InputError for a file that is none, a key that is not known, a missing reason or name.
    """
    data = read_toml(path, "免报文件", "suppressions file", "docs/auditing.md")
    entries = data.get("suppress", [])
    if set(data) - {"suppress"} or not isinstance(entries, list):
        raise InputError(
            f"免报文件 {path} 只能有 [[suppress]] 各项", f"the suppressions {path} may hold only [[suppress]] entries"
        )
    return tuple(_entry(entry, number, path) for number, entry in enumerate(entries, 1))


def _entry(entry: object, number: int, path: Path) -> Suppression:
    if not isinstance(entry, dict) or set(entry) - _KEYS or not all(isinstance(v, str) for v in entry.values()):
        raise InputError(
            f"免报文件 {path} 第 {number} 项：只认 finding、file、indicator、reason、who，值都是文字",
            f"{path}, entry {number}: only finding, file, indicator, reason, who are known, all of them texts",
        )
    missing = [key for key in _WANTED if not entry.get(key, "").strip()]
    if missing:
        raise InputError(
            f"免报文件 {path} 第 {number} 项缺少 {'、'.join(missing)}：每条都要写明理由和责任人",
            f"{path}, entry {number} lacks {', '.join(missing)}: every entry needs its reason and who decided it",
        )
    return Suppression(
        name=kind_of(entry["finding"]).name,
        reason=entry["reason"],
        who=entry["who"],
        file=entry.get("file", ""),
        indicator=entry.get("indicator", ""),
    )


def suppressed(
    found: Sequence[Finding], entries: Sequence[Suppression], file: str
) -> tuple[tuple[Finding, ...], tuple[tuple[Finding, Suppression], ...]]:
    """The findings that stay, with one for each entry that matched nothing, and those suppressed with their entry."""
    used: set[Suppression] = set()
    kept: list[Finding] = []
    gone: list[tuple[Finding, Suppression]] = []
    for one in found:
        entry = next((e for e in entries if e.covers(one)), None)
        if entry is None:
            kept.append(one)
        else:
            used.add(entry)
            gone.append((one, entry))
    kept.extend(
        SuppressionUnused.found(Location(file=file), name=e.name, who=e.who, reason=e.reason)
        for e in entries
        if e not in used
    )
    return tuple(kept), tuple(gone)
