"""The findings of an audit in the shape of SARIF 2.1.0, for programs that take such lists."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from evaluator import __version__
from evaluator.auditing.run import Audit
from targets.kinds.catalogue import Part
from targets.kinds.finding import Finding, Kind, Severity

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def sarif(done: Audit, lang: str) -> str:
    """Rules once, results with file and place; places are tables and rows, since only text files have lines.

    Suppressed findings are results with their suppression: the reason, and who decided it.
    """
    listed = [(found, None) for found in done.notices] + [(found, entry) for found, entry in done.suppressed]
    kinds = {found.code: found.kind for found, _ in listed}
    codes = sorted(kinds)
    results = []
    for found, entry in listed:
        result = {"ruleIndex": codes.index(found.code), **_result(found, lang)}
        if entry is not None:
            said = f"{entry.reason} ({entry.who})"
            result["suppressions"] = [{"kind": "external", "justification": said}]
        results.append(result)
    driver = {"name": "evaluator", "version": __version__, "rules": [_rule(kinds[code], lang) for code in codes]}
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _rule(kind: Kind, lang: str) -> dict[str, Any]:
    return {
        "id": kind.code,
        "name": kind.name,
        "shortDescription": {"text": kind.text(Part.WHAT, lang)},
        "fullDescription": {"text": kind.text(Part.WHEN, lang) or kind.text(Part.WHY, lang)},
        "defaultConfiguration": {"level": _LEVELS[kind.severity]},
    }


def _result(found: Finding, lang: str) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(found.at.file)}}
    if found.at.line is not None:
        place["region"] = {"startLine": found.at.line}
    logical = {"fullyQualifiedName": found.at.text(lang), "name": found.indicator or found.at.file}
    return {
        "ruleId": found.code,
        "level": _LEVELS[found.severity],
        "message": {"text": found.message(lang)},
        "locations": [{"physicalLocation": place, "logicalLocations": [logical]}],
        "properties": {"figures": dict(found.figures), "remedy": found.remedy(lang), "at": found.at.as_json()},
    }
