"""Decisions about findings: an auditor's, and those of a second person who looks again (复核).

The second look is an event of its own kind: it never takes the place of the first. Where people have accounts, who
decided first cannot look again, and nobody else changes a first decision; without accounts the second person states a
name.
"""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from evaluator.auditing.worklist import DECISIONS
from evaluator.web.context import bench_of
from evaluator.web.dispositions import FIRST, SECOND, Wanted, looks
from evaluator.web.events import Change, append
from evaluator.web.pages import alone, field, language, number, own_path, redirect, who
from evaluator.web.snapshot import audit_of
from targets.errors import InputError

CHOICES = tuple((name, *words) for name, words in DECISIONS.items())
_NEEDS_REASON = ("dismissed", "evidence")


def decide(request: Request, form: FormData) -> Response:
    """Record a decision about one finding. Raises InputError where a reason or a second person is missing."""
    row, record, found, _ = audit_of(request)
    item = found.by_subject.get(field(form, "subject", 4_000))
    kind, decision, why = field(form, "look", 10), field(form, "decision", 20), field(form, "why", 1_000)
    if item is None or kind not in (FIRST, SECOND) or decision not in (*DECISIONS, ""):
        raise HTTPException(400)
    _reasoned(decision, why)
    after = {"decision": decision} if decision else None
    first = record.of(FIRST).get(item.subject)
    if kind == SECOND and after is not None:
        if first is None:
            raise InputError("还没有人作出决定，不能复核", "nobody has decided yet: there is nothing to look at again")
        by = field(form, "by", 100) if alone(request) else who(request)
        if not by or by == first.who:
            raise InputError(
                "复核须由另一个人作出；请填写复核人姓名，且与作决定的人不同",
                "a second look is another person's: state a name that is not the first person's",
            )
        if alone(request):
            after["by"] = by
    elif kind == FIRST and first is not None and not alone(request) and first.who != who(request):
        raise InputError(
            f"这个疑点已由 {first.who} 作出决定；您可以作复核，不能改动",
            f"{first.who} has decided about this finding; you can look again but not change that",
        )
    change = Change(kind=kind, subject=item.subject, after=after, why=why)
    append(bench_of(request).engine, row["id"], who=who(request), changes=[change], seen=number(form, "seen"))
    return redirect(f"{own_path(field(form, 'back', 2_000))}#f-{item.mark}")


def decide_many(request: Request, form: FormData) -> Response:
    """One decision about many findings: those ticked, or all that the list is narrowed to. What somebody decided about
    already is left alone. Raises InputError where a reason is missing, or nothing was ticked.
    """
    row, record, found, _ = audit_of(request)
    decision, why, back = field(form, "decision", 20), field(form, "why", 1_000), own_path(field(form, "back", 2_000))
    if decision not in DECISIONS:
        raise HTTPException(400)
    picked = [text for text in form.getlist("subject") if isinstance(text, str)]
    request.state.posted["picked"] = json.dumps(picked)
    address = urlsplit(back)
    if form.get("every"):
        asked = Wanted.of(dict(parse_qsl(address.query)))
        picked = [look.item.subject for look in asked.of_all(looks(found, record), language(request))]
    items = [found.by_subject[text] for text in dict.fromkeys(picked) if text in found.by_subject]
    if not items:
        raise InputError("没有选中疑点；请先勾选", "no finding is selected: tick some first")
    _reasoned(decision, why)
    already = record.of(FIRST)
    changes = [
        Change(kind=FIRST, subject=one.subject, after={"decision": decision}, why=why)
        for one in items
        if one.subject not in already
    ]
    append(bench_of(request).engine, row["id"], who=who(request), changes=changes, seen=record.head)
    query = [(name, text) for name, text in parse_qsl(address.query) if name != "done"]
    return redirect(f"{address.path}?{urlencode([*query, ('done', f'{len(changes)}-{len(items) - len(changes)}')])}")


def _reasoned(decision: str, why: str) -> None:
    if decision in _NEEDS_REASON and not why:
        raise InputError(
            f"选“{DECISIONS[decision][0]}”须写明理由或需要的材料",
            f"“{DECISIONS[decision][1]}” needs a reason, or what is asked for",
        )
