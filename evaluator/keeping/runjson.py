"""run.json and ``score --format json``: the form objects of ``read`` with what was computed added,
and the manifest of the run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from evaluator.figures import points
from evaluator.keeping.manifest import manifest_of
from evaluator.run import Run
from evaluator.scorecards.formjson import findings_by_form, form_json, recomputed_json, total_json
from evaluator.scorecards.ranking import Entry, rank_departments, rank_forms
from evaluator.scorecards.scorecard import ILLUSTRATIVE_EN, ILLUSTRATIVE_ZH
from evaluator.verdict.judgements import judgements_of
from targets.kinds.finding import Finding


def run_json(run: Run, lang: str) -> str:
    """The run as one JSON document; equal runs give equal text, whatever the machine."""
    return json.dumps(run_document(run, lang), ensure_ascii=False, indent=1) + "\n"


def run_document(run: Run, lang: str) -> dict[str, Any]:
    """The manifest and, beside it, the results."""
    results = results_object(run, lang)
    return {"manifest": manifest(run, results, lang), **results}


def results_object(run: Run, lang: str) -> dict[str, Any]:
    """All results: forms with recomputed rows and totals, departments, findings that belong to no form,
    what was not used.
    """
    by_form, rest = findings_by_form(run.forms, run.notices)
    return {
        "illustrative": {"zh": ILLUSTRATIVE_ZH, "en": ILLUSTRATIVE_EN} if run.illustrative else None,
        "forms": [_form(run, position, by_form[position], lang) for position in range(len(run.forms))],
        "departments": [_department(rating, lang) for rating in run.ratings],
        "ranking": {
            "departments": [_ranked(entry) for entry in rank_departments(run)],
            "projects": [_ranked(entry) for entry in rank_forms(run)],
        },
        "findings": [{"file": finding.at.file, **finding.as_json(lang)} for finding in rest],
        "unused": [
            {"at": {"file": u.at.file, **u.at.as_json()}, "text": u.text, "reason": u.reason(lang)} for u in run.unused
        ],
    }


def manifest(run: Run, results: dict[str, Any], lang: str) -> dict[str, Any]:
    """The rulebook, inputs and options of the run."""
    return manifest_of("score", run.sources, run.book, {**run.options, "lang": lang}, results)


def _form(run: Run, position: int, found: Iterable[Finding], lang: str) -> dict[str, Any]:
    total = run.total_rows[position]
    form = form_json(run.forms[position], tuple(found), lang)
    execution = {
        "initial": total.initial or None,
        "full_year": total.full_year or None,
        "executed": total.executed or None,
        "rate": None if total.rate < 0 else f"{points(total.rate)}%",
        "points": str(points(total.execution_points)),
        "score": None if total.execution_pending else str(points(total.execution_score)),
        "provision": total.execution_provision,
        "standing": run.book.provisions[total.execution_provision].standing.value,
    }
    first = int(total.first_line)
    rows = [{**row, **_row(run, first + number)} for number, row in enumerate(form["rows"])]
    return {
        **form,
        "rows": rows,
        "recomputed_execution": execution,
        **({"texts": dict(run.texts[position])} if position in run.texts else {}),
        **total_json(total),
    }


def _row(run: Run, line: int) -> dict[str, Any]:
    row = run.line_rows[line]
    outcome = run.lines.outcomes[run.lines.outcome[line]]
    return {
        "outcome": {
            "text": row.outcome,
            "kind": outcome.kind.value,
            "value": None if outcome.value is None else format(outcome.value, "f"),
            "date": outcome.date,
            "unit": outcome.unit,
            "level": _LEVELS[int(run.scored.columns.level[line])],
            "factor": str(outcome.factor),
            "matched": row.matched or None,
            "evidence": row.evidence,
            "reason": row.reason,
            "notes": [str(note) for note in outcome.notes],
        },
        "recomputed": {
            **recomputed_json(row),
            "points_provision": row.points_provision,
            "bare_provision": row.bare_provision or None,
            "judgements": [judgement.as_json() for judgement in judgements_of(row)],
        },
    }


_LEVELS = {0: "met", 1: "partial", 2: "missed", -1: None}


def _department(rating: Any, lang: str) -> dict[str, Any]:
    found = rating.found

    def text(value: int | None) -> str | None:
        return None if value is None else str(points(value))

    return {
        "department": rating.department,
        "rating_low": text(found.low),
        "rating_high": text(found.high),
        "grade": found.grade,
        "basis": found.basis,
        "provision": found.provision,
        "standing": rating.book.provision(found.provision).standing.value,
        "own": None if found.own is None else {"low": text(found.own[0]), "high": text(found.own[1])},
        "projects_mean": {"low": text(found.mean_low), "high": text(found.mean_high), "grade": found.mean_grade},
        "money_by_grade": [
            {
                "grade": share.grade,
                "projects": share.projects,
                "money": format(share.money, "f"),
                "share": f"{points(share.share)}%",
            }
            for share in found.money
        ],
        "sentence": rating.sentence(lang),
    }


def _ranked(entry: Entry) -> dict[str, Any]:
    """One place of the ranking: the best and the worst that what is open still allows; the rest under ``forms`` and
    ``departments``.
    """
    low, high = entry.total or (None, None)
    return {
        "place": list(entry.place) if entry.place else None,
        "department": entry.department,
        "name": entry.name,
        "total_low": None if low is None else str(points(low)),
        "total_high": None if high is None else str(points(high)),
        "budget": None if entry.budget is None else format(entry.budget, "f"),
        "rate": None if entry.rate < 0 else f"{points(entry.rate)}%",
        "pending": entry.pending,
        "findings": dict(zip(("errors", "warnings", "notes"), entry.counts, strict=True)),
    }
