"""The form objects of the JSON that ``read``, ``score`` and ``audit`` print: one builder, so that they never differ."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from evaluator.figures import completion_share, points
from evaluator.findings import in_order
from targets.forms import ReadResult
from targets.kinds.finding import Finding
from targets.model.amounts import deviation_text
from targets.model.form import Form, Indicator

_OPTIONAL = ("symbol", "unit", "evidence", "review_actual", "review_score", "review_reason")


def row_json(row: Indicator) -> dict[str, Any]:
    """One indicator: texts as printed, ``null`` where the form has no such column; place and reading."""
    data: dict[str, Any] = {
        "id": row.id,
        "level1": row.level1,
        "level2": row.level2,
        "indicator": row.name,
        "target": row.target,
        "actual": row.actual,
        "points": row.points,
        "score": row.score,
        "reason": row.reason,
    }
    for name in _OPTIONAL:
        value = getattr(row, name)
        if value is not None:
            data[name] = value
    data["category"] = row.category.value
    data["at"] = row.at.as_json()
    data["reading"] = row.reading.as_json()
    return data


def form_json(form: Form, findings: Iterable[Finding], lang: str) -> dict[str, Any]:
    """One form with its own findings, as in docs/json.md. ``findings`` must be those of this form."""
    return {
        "file": form.file,
        "form": form.index,
        "kind": form.kind.value,
        "heading": form.heading,
        "year": form.year,
        "department": form.department,
        "department_code": form.department_code,
        "project": form.project,
        "implementer": form.implementer,
        "money_unit": form.money_unit,
        "budget": dict(form.budget),
        "execution": dict(form.execution),
        "fund_rows": {label: dict(values) for label, values in form.fund_rows.items()},
        "goal": form.goal,
        "goal_outcome": form.goal_outcome,
        "category_points": dict(form.category_points),
        "total_points": form.total_points,
        "total_score": form.total_score,
        "printed_grade": form.grade,
        "remarks": list(form.remarks),
        "at": form.at.as_json(),
        "rows": [row_json(row) for row in form.rows],
        "findings": [finding.as_json(lang) for finding in findings],
    }


def recomputed_json(line: Any) -> dict[str, Any]:
    """The recomputed score of one line as JSON; ``line`` has the columns of ``Scored.table`` as attributes."""
    return {
        "points": str(points(line.points)),
        "score": None if line.pending or not line.applicable else str(points(line.score)),
        "pending": bool(line.pending),
        "applicable": bool(line.applicable),
        "completion": completion_share(float(line.completion)),
        "case": str(line.case),
        "method": str(line.method),
        "provision": str(line.provision),
        "standing": str(line.standing),
        **({} if line.deviation is None else {"deviation": deviation_text(line.deviation)}),
    }


def total_json(total: Any) -> dict[str, str | None]:
    """The total of one form, both of its ends, and the grade as far as it is settled; ``total`` is a row of totals."""
    low, high = str(points(total.total_low)), str(points(total.total_high))
    return {"total": low if low == high else None, "total_low": low, "total_high": high, "grade": total.grade or None}


def findings_by_form(forms: Iterable[Form], findings: Iterable[Finding]) -> tuple[list[list[Finding]], list[Finding]]:
    """The findings of each form, and those that belong to a whole document.

    A finding says which form it belongs to; one of a place that no form claims belongs to the last form of its file
    that begins at or above it.
    """
    listed = list(forms)
    per_form: list[list[Finding]] = [[] for _ in listed]
    loose: list[Finding] = []
    numbered = {(form.file, form.index): place for place, form in enumerate(listed)}
    starts: dict[str, list[tuple[int, int, int]]] = {}
    for place, form in enumerate(listed):
        starts.setdefault(form.file, []).append((form.at.table or 0, form.at.row or 0, place))
    for begun in starts.values():
        begun.sort()
    for finding in findings:
        at = finding.at
        if at.form is not None and (own := numbered.get((at.file, at.form))) is not None:
            per_form[own].append(finding)
            continue
        begun = starts.get(at.file, [])
        here = (-1, 0, 0) if at.table is None else (at.table, at.row if at.row is not None else _LAST, _LAST)
        before = bisect_right(begun, here)
        if before:
            per_form[begun[before - 1][2]].append(finding)
        else:
            loose.append(finding)
    return per_form, loose


_LAST = 10**9


def departments_of(forms: Sequence[Form], findings: Sequence[Finding]) -> list[str]:
    """The department of the form that each finding is of; empty where it is of a document or the form names none."""
    named = {
        id(found): form.department or ""
        for form, own in zip(forms, findings_by_form(forms, findings)[0], strict=True)
        for found in own
    }
    return [named.get(id(found), "") for found in findings]


def read_json(result: ReadResult, lang: str) -> dict[str, object]:
    """The document that ``read --format json`` prints (docs/json.md)."""
    per_form, loose = findings_by_form(result.forms, result.findings)
    return {
        "forms": [form_json(form, in_order(found), lang) for form, found in zip(result.forms, per_form, strict=True)],
        "summaries": [form_json(form, (), lang) for form in result.summaries],
        "findings": [{"file": f.at.file, **f.as_json(lang)} for f in in_order(loose)],
        "accounts": [
            {
                "file": one.file,
                "used": dict(one.used),
                "known": dict(one.known),
                "not_understood": one.not_understood,
            }
            for one in result.accounts
        ],
        "skipped": [
            {"file": one.at.file, "at": one.at.as_json(), "text": one.text, "reason": one.reason(lang)}
            for one in result.skipped
        ],
        "failed": [{"file": name, "message": error.message(lang)} for name, error in result.failed],
    }
