"""Monitoring as a folder: page, tables, and ``run.json`` with its inputs beside it, so that it can be done again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evaluator.keeping.manifest import manifest_of, sealed
from evaluator.keeping.owned import Force
from evaluator.keeping.saving import RUN_FILE, write_whole
from evaluator.monitoring import Monitoring
from evaluator.render import csvfile, markdown
from evaluator.scorecards.findingtables import findings_table
from evaluator.scorecards.monitoringtables import behind_table, lines_table, monitoring_object, overview_table
from evaluator.scorecards.scorecard import unused_table

COMMAND = "monitoring"
"""The name of ``score --as-of`` in the manifest."""


def save_monitoring(made: Monitoring, folder: Path, *, lang: str, force: Force) -> Path:
    """Write ``monitoring.md`` and ``.csv``, ``behind.csv``, ``findings.csv``, ``unused.csv``, ``run.json`` and a copy
    of every input, whole or not at all. InputError if the folder is taken or cannot be written.
    """
    lines, behind = lines_table(made, lang), behind_table(made, lang)
    page = "\n".join(markdown.render(table) for table in (overview_table(made, lang), behind, lines))
    files = {
        "monitoring.md": page.encode("utf-8"),
        "monitoring.csv": csvfile.render(lines),
        "behind.csv": csvfile.render(behind),
        "findings.csv": csvfile.render(findings_table(made.findings, lang, made.run.forms)),
    }
    if made.run.unused:
        files["unused.csv"] = csvfile.render(unused_table(made.run, lang))
    results = monitoring_object(made, lang)
    run_file = sealed({"manifest": monitoring_manifest(made, results, lang), **results}, files)
    return write_whole(folder, {**files, RUN_FILE: run_file}, force=force, sources=made.run.sources)


def monitoring_manifest(made: Monitoring, results: dict[str, Any], lang: str) -> dict[str, Any]:
    """The manifest of a monitoring: as for a run of ``score``, and the day."""
    run = made.run
    options = {**run.options, "as_of": made.day.isoformat(), "lang": lang}
    return manifest_of(COMMAND, run.sources, run.book, options, results)
