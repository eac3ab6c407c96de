"""A saved run brought back: what its folder holds, whether it is as it was written, and how two manifests differ."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from evaluator.inputs import Kept
from evaluator.keeping.manifest import UNSEALED, digest
from evaluator.keeping.owned import added_files, sha256_of
from evaluator.keeping.saving import INPUTS, RUN_FILE
from evaluator.language import LANGUAGES
from rules.loading import book_ids
from targets.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """A saved run done again: the manifest as saved, the manifest of now, the files beside ``run.json`` that are
    not as they were written, and those that nobody wrote with it.
    """

    saved: dict[str, Any]
    now: dict[str, Any]
    altered: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether the results are the same to the byte."""
        return bool(self.saved["results_sha256"] == self.now["results_sha256"])

    @property
    def intact(self) -> bool:
        """Whether the results are the same and no file was changed, or put beside them, afterwards."""
        return self.equal and not self.altered and not self.added

    def differences(self) -> list[tuple[str, str]]:
        """What is not as it was, in Chinese and English: program, libraries, book, results, files; nothing if all is
        equal.
        """
        found = []
        before, after = self.saved["software"], self.now["software"]
        if before["evaluator"] != after["evaluator"]:
            old, new = before["evaluator"], after["evaluator"]
            found.append((f"程序版本 {old} 变为 {new}", f"the program was {old} and is {new}"))
        elif before.get("sha256") not in (None, after["sha256"]):
            found.append(("程序的文件变了（版本号未变）", "the program's files have changed (its version has not)"))
        other = _other_versions(before, after)
        if other:
            found.append((f"运行环境变了：{'，'.join(other)}", f"other versions run it now: {', '.join(other)}"))
        book, current = self.saved["rulebook"], self.now["rulebook"]
        if book["sha256"] != current["sha256"]:
            found.append((f"办法 {book['id']} 的内容变了", f"the rulebook {book['id']} has changed"))
        if not self.equal:
            found.append(("重算的结果与存下的不同", "the results are not the ones that were saved"))
        found += [
            (f"文件 {name} 在保存之后被改动、移走或删除", f"{name} was changed or removed after it was saved")
            for name in self.altered
        ]
        found += [
            (f"文件 {name} 不是这次评价写的，是后来放进来的", f"{name} was not written by the run but added later")
            for name in self.added
        ]
        return found


def _other_versions(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """``pandas 2.2.3 → 2.3.0`` for each library, and for Python, that is another than it was."""
    old = {"Python": before.get("python"), **before.get("libraries", {})}
    new = {"Python": after["python"], **after["libraries"]}
    return [
        f"{name} {old.get(name) or '—'} → {new.get(name) or '—'}"
        for name in dict.fromkeys((*old, *new))
        if before.get("python") and old.get(name) != new.get(name)
    ]


def load_saved(folder: Path) -> dict[str, Any]:
    """The document of a saved run: its ``manifest`` and, beside it, the results, which fit the digest on record.

    Raises InputError where the folder is no run or a result was edited.
    """
    path = folder / RUN_FILE if folder.is_dir() else folder
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        saved = document["manifest"]
        _ = str(saved["results_sha256"]), saved.get("command")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as trouble:
        raise InputError(
            f"{folder} 不是一次存下的评价（没有可读的 {RUN_FILE}）；请给出 --out 写出的文件夹",
            f"{folder} is not a saved run (no readable {RUN_FILE}); name a folder written by --out",
        ) from trouble
    if not _is_whole(saved, document):
        raise InputError(
            f"{path} 里的清单（manifest）不完整或被改动过；请从原件恢复",
            f"the manifest in {path} is incomplete or was changed; restore it from the original",
        )
    if digest({key: value for key, value in document.items() if key != "manifest"}) != saved["results_sha256"]:
        raise InputError(
            f"{path} 里的结果在保存之后被改动过，与其摘要不符；请从原件恢复",
            f"the results in {path} were changed after they were saved: they do not fit their digest",
        )
    return dict(document)


_COMMANDS = ("score", "monitoring", "audit")


def _is_whole(saved: Any, document: Mapping[str, Any]) -> bool:
    """Whether a manifest has everything that repeating the run takes for granted: the folder may be anybody's."""
    command, options, inputs = saved.get("command", "score"), saved.get("options"), saved.get("inputs")
    if not (_has_texts(options, "rules", "lang") and _are_all(inputs, "role", "name", "sha256")):
        return False
    roles, software = {one["role"] for one in inputs}, saved.get("software")
    return (
        command in _COMMANDS
        and options["lang"] in LANGUAGES
        and ("rules" in roles or options["rules"] in book_ids())  # no book from elsewhere on this disk
        and _are_texts(options.get("mapping") or {})
        and (command != "monitoring" or _has_texts(options, "as_of"))
        and (command == "audit" or "targets" in roles)
        and (command != "audit" or (_are_chosen(options) and _are_all(document.get("failed"), "file")))
        and _has_texts(software, "evaluator")
        and _are_texts(software.get("libraries", {}))
        and _has_texts(saved.get("rulebook"), "id", "sha256")
        and _are_texts(saved.get("files", {}))
        and isinstance(saved.get(UNSEALED, []), list)
    )


def _are_chosen(options: Mapping[str, Any]) -> bool:
    lists = [options.get(name) for name in ("select", "ignore")]
    return all(isinstance(one, list) and all(isinstance(name, str) for name in one) for one in lists)


def _are_all(value: Any, *names: str) -> bool:
    return isinstance(value, list) and all(_has_texts(one, *names) for one in value)


def _has_texts(value: Any, *names: str) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(name), str) for name in names)


def _are_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def inputs_saved(folder: Path, saved: Mapping[str, Any]) -> tuple[dict[str, list[Path]], Kept]:
    """The inputs of a run by their role, each with the bytes that it had, and where they are kept.

    Raises InputError for an input that is missing, was changed, or whose name leads out of the folder.
    """
    paths: dict[str, list[Path]] = {}
    for entry in saved["inputs"]:
        paths.setdefault(str(entry["role"]), []).append(input_saved(_place(folder), entry))
    return paths, Kept(folder=_place(folder) / INPUTS, bases=tuple(paths.get("rules", ())[1:]))


def _place(folder: Path) -> Path:
    return folder if folder.is_dir() else folder.parent


def altered_files(folder: Path, saved: Mapping[str, Any]) -> tuple[str, ...]:
    """The files that are not as they were written; a run saved before digests of files were kept has none."""
    return tuple(
        str(name)
        for name, expected in saved.get("files", {}).items()
        if sha256_of(_place(folder) / _inside(str(name))) != expected
    )


def added_later(folder: Path, saved: Mapping[str, Any]) -> tuple[str, ...]:
    """The files in the folder of a run that the run did not write; not told where ``run.json`` itself was named."""
    return added_files(folder, saved) if folder.is_dir() and "files" in saved else ()


def _inside(name: str) -> PurePosixPath:
    """A name in a manifest as a path that stays in its folder: the folder may be anybody's."""
    path, elsewhere = PurePosixPath(name), PureWindowsPath(name)
    if path.is_absolute() or elsewhere.drive or elsewhere.root or ".." in elsewhere.parts:
        raise InputError(
            f"{RUN_FILE} 里的文件名“{name}”指向文件夹之外；请从原件恢复",
            f"the file name {name!r} in {RUN_FILE} leads out of the folder; restore it from the original",
        )
    return path


def input_saved(folder: Path, entry: Mapping[str, Any]) -> Path:
    """One input of the run in that folder, with the bytes that it had; errors as in ``inputs_saved``."""
    path = folder / INPUTS / _inside(str(entry["role"])) / _inside(str(entry["name"]))
    found = sha256_of(path)
    if found is None:
        raise InputError(
            f"找不到这次评价的输入 {path}；请把原文件放回该处",
            f"the input {path} of this run is missing; put the original file back",
        )
    if found != entry["sha256"]:
        raise InputError(
            f"输入 {path} 在评价之后被改动过，与记录的摘要不符",
            f"the input {path} was changed after the run: it does not fit the digest on record",
        )
    return path
