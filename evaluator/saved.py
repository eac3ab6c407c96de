"""A saved run brought back: its inputs lie beside its results, so that it can be repeated, compared
and explained years later.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluator.pipeline import evaluate
from evaluator.run import Run
from evaluator.runjson import digest, manifest, results_object
from evaluator.saving import INPUTS, RUN_FILE
from targets.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """A saved run done again: the manifest as saved, the manifest of now, and the run of now."""

    saved: dict[str, Any]
    now: dict[str, Any]
    run: Run

    @property
    def equal(self) -> bool:
        """Whether the results are the same to the byte."""
        return bool(self.saved["results_sha256"] == self.now["results_sha256"])

    def differences(self) -> list[tuple[str, str]]:
        """What is not as it was, in Chinese and English: program, book, results; nothing if all is equal."""
        found = []
        before, after = self.saved["software"]["evaluator"], self.now["software"]["evaluator"]
        if before != after:
            found.append((f"程序版本 {before} 变为 {after}", f"the program was {before} and is {after}"))
        book, current = self.saved["rulebook"], self.now["rulebook"]
        if book["sha256"] != current["sha256"]:
            found.append((f"办法 {book['id']} 的内容变了", f"the rulebook {book['id']} has changed"))
        if not self.equal:
            found.append(("重算的结果与存下的不同", "the results are not the ones that were saved"))
        return found


def repeat(folder: Path) -> Repeated:
    """Do a saved run again from the inputs beside it.

    Raises InputError where the folder is no run, a result was edited, or an input is missing or was changed.
    """
    document = _load(folder)
    saved = document["manifest"]
    results = {key: value for key, value in document.items() if key != "manifest"}
    if digest(results) != saved["results_sha256"]:
        raise InputError(
            f"{folder / RUN_FILE} 里的结果在保存之后被改动过，与其摘要不符；请从原件恢复",
            f"the results in {folder / RUN_FILE} were changed after they were saved: they do not fit their digest",
        )
    paths: dict[str, list[Path]] = {}
    for entry in saved["inputs"]:
        paths.setdefault(str(entry["role"]), []).append(_input(folder, entry))
    options = saved["options"]
    run = evaluate(
        paths["targets"],
        paths.get("actuals"),
        rules=str(paths["rules"][0]) if "rules" in paths else options["rules"],
        mapping=options.get("mapping") or None,
        decisions=paths["decisions"][0] if "decisions" in paths else None,
    )
    lang = options["lang"]
    return Repeated(saved=saved, now=manifest(run, results_object(run, lang), lang), run=run)


def _load(folder: Path) -> dict[str, Any]:
    path = folder / RUN_FILE if folder.is_dir() else folder
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        _ = (
            document["manifest"]["results_sha256"],
            document["manifest"]["inputs"],
            document["manifest"]["options"]["lang"],
        )
    except (OSError, ValueError, KeyError, TypeError) as trouble:
        raise InputError(
            f"{folder} 不是一次存下的评价（没有可读的 {RUN_FILE}）；请给出 --out 写出的文件夹",
            f"{folder} is not a saved run (no readable {RUN_FILE}); name a folder written by --out",
        ) from trouble
    return dict(document)


def _input(folder: Path, entry: dict[str, Any]) -> Path:
    path = folder / INPUTS / str(entry["role"]) / str(entry["name"])
    try:
        content = path.read_bytes()
    except OSError as trouble:
        raise InputError(
            f"找不到这次评价的输入 {path}；请把原文件放回该处",
            f"the input {path} of this run is missing; put the original file back",
        ) from trouble
    if hashlib.sha256(content).hexdigest() != entry["sha256"]:
        raise InputError(
            f"输入 {path} 在评价之后被改动过，与记录的摘要不符",
            f"the input {path} was changed after the run: it does not fit the digest on record",
        )
    return path
