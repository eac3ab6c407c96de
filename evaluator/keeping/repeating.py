"""A saved run done again from the inputs beside it, to be compared with what was saved or to be explained."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actuals.confirmations import read_confirmations
from evaluator.days import day_of
from evaluator.inputs import Kept
from evaluator.keeping.manifest import manifest_of
from evaluator.keeping.monitoringfiles import COMMAND as MONITORING
from evaluator.keeping.monitoringfiles import monitoring_manifest
from evaluator.keeping.runjson import manifest, results_object
from evaluator.keeping.saved import Repeated, added_later, altered_files, inputs_saved, load_saved
from evaluator.monitoring import monitor
from evaluator.pipeline import Intake, judge, take_in
from evaluator.run import Run
from evaluator.scorecards.monitoringtables import monitoring_object
from rules.loading import load
from targets.documents.scanning import reading_scans
from targets.errors import InputError

if TYPE_CHECKING:
    from evaluator.auditing.run import Audit

_JOBS = 4
"""Documents that are read at once; the result does not depend on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedRun(Repeated):
    """The same of a run of ``score``, with the run of now."""

    run: Run


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedAudit(Repeated):
    """The same of an audit, with the audit of now."""

    audit: Audit


def repeat_audit(folder: Path) -> RepeatedAudit:
    """Do a saved audit again from the inputs beside it; errors as in ``repeat``."""
    document = load_saved(folder)
    if document["manifest"].get("command") != "audit":
        raise InputError(
            f"{folder} 存的不是审核结果；复核文书由 evaluator audit --out 写出的文件夹生成。",
            f"{folder} holds no audit; papers of a review are made of a folder that evaluator audit --out wrote.",
        )
    return _audit_again(folder, document)


def repeat_any(folder: Path) -> Repeated:
    """Do a saved run of any command again; errors as in ``repeat``."""
    document = load_saved(folder)
    command = document["manifest"].get("command")
    if command == "audit":
        return _audit_again(folder, document)
    return _monitored_again(folder, document["manifest"]) if command == MONITORING else repeat(folder)


def repeat(folder: Path) -> RepeatedRun:
    """Do a saved run of ``score`` again from the inputs beside it.

    Raises InputError where the folder is no run, a result was edited, or an input is missing or was changed.
    """
    saved = load_saved(folder)["manifest"]
    if saved.get("command", "score") == MONITORING:
        raise InputError(
            f"{folder} 存的是年中监控，没有得分；各项进度见其中的 monitoring.md",
            f"{folder} holds monitoring, which gives no scores; how each indicator stands is in its monitoring.md",
        )
    if saved.get("command", "score") != "score":
        raise InputError(
            f"{folder} 存的是审核结果；逐行的重算见其中的 report.html，或用 evaluator audit --full 显示",
            f"{folder} holds an audit; each row beside what follows is in its report.html, or see audit --full",
        )
    run, _ = _scored_again(folder, saved)
    lang = saved["options"]["lang"]
    now = manifest(run, results_object(run, lang), lang)
    altered, added = altered_files(folder, saved), added_later(folder, saved)
    return RepeatedRun(saved=saved, now=now, altered=altered, added=added, run=run)


def _scored_again(folder: Path, saved: dict[str, Any]) -> tuple[Run, Intake]:
    paths, kept = inputs_saved(folder, saved)
    options = saved["options"]
    named, bases = _book(paths, kept, options)
    with _scans(paths, options):
        intake = take_in(
            paths["targets"],
            paths.get("actuals"),
            mapping=options.get("mapping") or None,
            decisions=paths["decisions"][0] if "decisions" in paths else None,
            kept=kept,
        )
    return judge(intake, load(named, bases=bases), kept=kept), intake


def _scans(paths: dict[str, list[Path]], options: dict[str, Any]) -> AbstractContextManager[object]:
    """Scans read as the saved run read them, with the cells that its decisions confirm."""
    if not options.get("scans"):
        return nullcontext()
    return reading_scans(read_confirmations(paths["decisions"][0]) if "decisions" in paths else {})


def _book(paths: dict[str, list[Path]], kept: Kept, options: dict[str, Any]) -> tuple[str, tuple[Path, ...]]:
    """The book to be asked for: the copy of a local one with those it extends, or the id of a shipped one."""
    return (str(paths["rules"][0]), kept.bases) if "rules" in paths else (options["rules"], ())


def _monitored_again(folder: Path, saved: dict[str, Any]) -> Repeated:
    run, intake = _scored_again(folder, saved)
    made = monitor(intake, run, day_of("as_of", saved["options"]["as_of"]))
    lang = saved["options"]["lang"]
    now = monitoring_manifest(made, monitoring_object(made, lang), lang)
    return Repeated(saved=saved, now=now, altered=altered_files(folder, saved), added=added_later(folder, saved))


def _audit_again(folder: Path, document: dict[str, Any]) -> RepeatedAudit:
    from evaluator.auditing.document import audit_object
    from evaluator.auditing.run import audit

    saved = document["manifest"]
    paths, kept = inputs_saved(folder, saved)
    options = saved["options"]
    with _scans(paths, options):
        done = audit(
            *paths.get("files", ()),
            rules=_book(paths, kept, options)[0],
            previous=paths.get("previous"),
            decisions=paths["decisions"][0] if "decisions" in paths else None,
            suppressions=paths["suppressions"][0] if "suppressions" in paths else None,
            select=options["select"],
            ignore=options["ignore"],
            jobs=min(_JOBS, os.cpu_count() or 1),
            kept=kept,
        )
    results = audit_object(done, options["lang"])
    # What named no file at all was not kept, and cannot fail again: it is as it was.
    known = {str(entry["name"]) for entry in saved["inputs"]}
    failed = {one["file"]: one for one in results["failed"]}
    results["failed"] = [failed.pop(one["file"], one) if one["file"] in known else one for one in document["failed"]]
    results["failed"] += failed.values()
    now = manifest_of("audit", done.sources, done.book, {**done.options, "lang": options["lang"]}, results)
    altered, added = altered_files(folder, saved), added_later(folder, saved)
    return RepeatedAudit(saved=saved, now=now, altered=altered, added=added, audit=done)
