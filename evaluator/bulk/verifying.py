"""A saved run of tables done again. Tables are large and not copied into a run: they are looked for where they stand
now, and known by their digests.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evaluator.bulk.report import MARKER, results_of
from evaluator.bulk.scoring import score_tables
from evaluator.bulk.writing import digest
from evaluator.inputs import Kept
from evaluator.keeping.manifest import digest as digest_of
from evaluator.keeping.saved import Repeated, input_saved
from evaluator.keeping.saving import INPUTS
from targets.errors import InputError

_RESTS_ON = ("software", "rulebook")
"""Parts of a record that may differ although the results are the same."""


def repeat_tables(folder: Path, where: Path) -> Repeated:
    """Score the tables of a saved run again, from the files of their names and digests in ``where`` or one folder of
    it.

    Raises InputError where the folder is no run of tables, a table is not found or was changed, or the run was made of
    frames in memory.
    """
    saved = _load(folder)
    place = folder if folder.is_dir() else folder.parent
    books = [
        input_saved(place, {"role": "rules", "name": one["name"], "sha256": one["sha256"]}) for one in saved["books"]
    ]
    tables = [_found(one, where) for one in saved["inputs"]]
    with tempfile.TemporaryDirectory(prefix="evaluator-verify-") as made:
        out = Path(made) / "out"
        score_tables(
            *tables,
            rules=str(books[0]) if books else saved["rulebook"]["id"],
            out=out,
            part_rows=int(saved["part_rows"]),
            kept=Kept(folder=place / INPUTS, bases=tuple(books[1:])),
        )
        now = _load(out)
    there = results_of(place)
    altered = [name for name, expected in saved["results"].items() if there.get(name) != expected]
    return Repeated(
        saved=_manifest(saved),
        now=_manifest(now),
        altered=(*altered, *(name for name in there if name not in saved["results"])),
    )


def _manifest(document: Mapping[str, Any]) -> dict[str, Any]:
    """A run's ``bulk.json``, in the words of a manifest."""
    book = document["rulebook"]
    return {
        "software": document["software"],
        "rulebook": {"id": book["id"], "sha256": book["digest"]},
        "results_sha256": digest_of({name: value for name, value in document.items() if name not in _RESTS_ON}),
    }


def _load(folder: Path) -> dict[str, Any]:
    path = folder / MARKER if folder.is_dir() else folder
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        _ = saved["inputs"][0]["sha256"], saved["results"].items(), saved["rulebook"]["digest"], int(saved["part_rows"])
        _ = saved["software"]["evaluator"], [one["name"] for one in saved["books"]]
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as trouble:
        raise InputError(
            f"{folder} 里的 {MARKER} 不能识别，或由早先版本写出，无法核对；请从原件恢复，或重新评价",
            f"{MARKER} in {folder} cannot be read, or an earlier version wrote it; restore it or score again",
        ) from trouble
    return dict(saved)


def _found(entry: Mapping[str, Any], where: Path) -> Path:
    """The table of that name and digest: a file, or a folder of files."""
    name, expected = str(entry["name"]), entry["sha256"]
    if not expected:
        raise InputError(
            f"表 {name} 是程序里的数据框，没有文件可核对；请用同样的数据重新评价，再比较 {MARKER} 里的 results",
            f"the table {name} was a frame in memory and no file: score it again, and compare results in {MARKER}",
        )
    folders = [where, *sorted(path for path in where.iterdir() if path.is_dir())] if where.is_dir() else []
    alike = [folder / name for folder in folders if (folder / name).exists()]
    for path in alike:
        try:
            files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
            if [digest(file) for file in files] == expected:
                return path
        except OSError:
            continue
    if alike:
        raise InputError(
            f"{where} 里的 {name} 在评价之后被改动过，与记录的摘要不符；请给出原来的表",
            f"{name} in {where} was changed after the run: it does not fit the digest on record; supply the original",
        )
    raise InputError(
        f"在 {where} 里找不到表 {name}（表格数据不随结果保存）；请用 --inputs 指明它所在的文件夹",
        f"there is no table {name} in {where} (tables are not copied into a run); name its folder with --inputs",
    )
