"""The JSON of an audit: the form objects of ``read`` with what was recomputed, and each form's findings inside it."""

from __future__ import annotations

import json
from typing import Any

from evaluator.auditing.run import Audit
from evaluator.auditing.totals import printed_sum
from evaluator.figures import points
from evaluator.findings import in_order
from evaluator.keeping.manifest import manifest_of
from evaluator.scorecards.formjson import findings_by_form, form_json, recomputed_json, total_json
from targets.kinds.finding import Finding
from targets.model.amounts import shown


def audit_json(done: Audit, lang: str) -> str:
    """The audit as one JSON document; equal inputs give equal text."""
    return json.dumps(audit_document(done, lang), ensure_ascii=False, indent=1) + "\n"


def audit_document(done: Audit, lang: str) -> dict[str, Any]:
    """The manifest and, beside it, the results."""
    results = audit_object(done, lang)
    return {
        "manifest": manifest_of("audit", done.sources, done.book, {**done.options, "lang": lang}, results),
        **results,
    }


def audit_object(done: Audit, lang: str) -> dict[str, Any]:
    """``forms``, ``findings`` of no form, ``failed`` files, as in docs/auditing.md."""
    per_form, loose = findings_by_form(done.forms, done.notices)
    lines = done.done.scored.table.rows()
    return {
        "forms": [_form(done, position, own, lines, lang) for position, own in enumerate(per_form)],
        "findings": [{"file": f.at.file, **f.as_json(lang)} for f in in_order(loose)],
        "suppressed": [
            {"file": f.at.file, "who": entry.who, "reason": entry.reason, **f.as_json(lang)}
            for f, entry in done.suppressed
        ],
        "failed": [{"file": name, "message": error.message(lang)} for name, error in done.failed],
    }


def _form(done: Audit, position: int, found: list[Finding], lines: list[Any], lang: str) -> dict[str, Any]:
    form = done.forms[position]
    data = form_json(form, in_order(found), lang)
    if not form.kind.has_outcomes:
        return data
    claims, total = done.done.by_form[position], done.done.total_rows[position]
    for row, claim in zip(data["rows"], claims, strict=True):
        row["recomputed"] = recomputed_json(lines[claim.line])
        review = done.reviews.get(claim.line)
        if review is not None:
            row["review"] = {
                "score": review.text or None,
                "actual": review.actual or None,
                "evidence": review.evidence or None,
                "reason": review.reason,
                "who": review.who or None,
                "date": review.date or None,
            }
    added = printed_sum(form, claims)
    return {
        **data,
        "recomputed_execution": {
            "rate": None if total.rate < 0 else str(points(total.rate)),
            "points": str(points(total.execution_points)),
            "score": None if total.execution_pending else str(points(total.execution_score)),
            "provision": total.execution_provision,
        },
        "printed_sum": None if added is None else shown(added.total),
        **total_json(total),
        **({"grade": None} if position in done.done.assumed_points else {}),
    }
