"""An audit: self-evaluations in, findings to decide, each form as recomputed, the work list out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from evaluator.auditing.overview import claims_table
from evaluator.auditing.run import Audit
from evaluator.auditing.saving import report_html
from evaluator.auditing.worklist import workbook
from evaluator.figures import grade_text, range_text
from evaluator.keeping.filenames import safe_name
from evaluator.language import pick
from evaluator.scorecards.formjson import findings_by_form
from evaluator.web import downloads, history
from evaluator.web.audited import Item
from evaluator.web.context import account_at, bench_of, evaluation_of
from evaluator.web.decisions import CHOICES, decide, decide_many
from evaluator.web.dispositions import Look, Wanted, decided, gone, looks, progress
from evaluator.web.documents import original, remove, upload
from evaluator.web.downloads import XLSX, attachment
from evaluator.web.evaluations import begin, books, bring_back, cancel, change, new_page, put_away
from evaluator.web.jobs import Job
from evaluator.web.pages import field, language, paged, post, render, wants_json, who
from evaluator.web.snapshot import audit_of
from rules.loading import DEFAULT

PER_PAGE = 25


def new(request: Request) -> Response:
    """The few things to say before self-evaluations are uploaded."""
    return new_page(request, audit=True)


def start(request: Request, form: FormData) -> Response:
    """Make the audit. Raises InputError for a year or rulebook that cannot be."""
    return begin(request, form, kind="audit", what="自评审核")


def show(request: Request) -> Response:
    """Documents, and what was read in them."""
    row, record = evaluation_of(request)
    found = bench_of(request).audited(row["id"])
    audit = None if isinstance(found, Job) else found.audit
    failed = dict(audit.failed) if audit else {}
    read = Counter(form.file for form in audit.forms) if audit else Counter()
    return render(
        request,
        "audit.html",
        evaluation=row,
        record=record,
        audit=audit,
        failed=failed,
        read=read,
        job=found if isinstance(found, Job) else None,
        books=books(),
        chosen=record.setting("rulebook", DEFAULT),
        step="documents",
    )


def worklist(request: Request) -> Response:
    """The findings over all forms, in pages, narrowed as asked; each with its row, and what was decided."""
    row, record, found, audit = audit_of(request, "worklist")
    lang = language(request)
    wanted = Wanted.of(request.query_params)
    everything = looks(found, record)
    listed = wanted.of_all(everything, lang)
    page, pages, shown = paged(listed, request.query_params.get("page", "1"), PER_PAGE)
    names = Counter((look.item.finding.code, look.item.finding.name) for look in everything)
    return render(
        request,
        "worklist.html",
        evaluation=row,
        step="worklist",
        record=record,
        shown=[(look, row_of(audit, look.item, lang)) for look in shown],
        count=len(listed),
        gone=gone(found, record),
        wanted=wanted,
        names=sorted(names.items()),
        departments=sorted({look.item.department for look in everything if look.item.department}),
        persons=sorted({look.to for look in everything if look.to}),
        repeated=sum(look.again for look in everything),
        done=_done(request.query_params.get("done", "")),
        page=page,
        pages=pages,
        **_around(request, audit, everything),
    )


def _around(request: Request, audit: Audit, everything: Sequence[Look]) -> dict[str, Any]:
    """The surroundings of one finding: titles, choices, progress, and which look this person may have."""
    refused = getattr(request.state, "refused", None)
    return {
        "titles": [form.title for form in audit.forms],
        "choices": CHOICES,
        "progress": progress(everything),
        "mine": {"me": who(request), "alone": account_at(request) is None},
        "many_picked": () if refused is None else json.loads(refused.words.get("picked", "[]")),
    }


def _done(text: str) -> tuple[int, int] | None:
    """The numbers of findings just decided together and of those left alone; None for anything else."""
    first, _, second = text.partition("-")
    return (int(first), int(second)) if f"{first}{second}".isdecimal() and first and second else None


def decided_one(request: Request, form: FormData) -> Response:
    """Decide about one finding; the script of the page gets the finding and the progress as they are now."""
    answer = decide(request, form)
    if not wants_json(request):
        return answer
    row, record, found, audit = audit_of(request)
    everything, lang = looks(found, record), language(request)
    look = next(one for one in everything if one.item.subject == field(form, "subject", 4_000))
    shared: dict[str, Any] = {**_around(request, audit, everything), "evaluation": row, "record": record}
    item = render(request, "workitem.html", look=look, cells=row_of(audit, look.item, lang), **shared)
    how_far = render(request, "workprogress.html", **shared)
    return JSONResponse({"item": bytes(item.body).decode(), "progress": bytes(how_far.body).decode()})


def row_of(audit: Audit, item: Item, lang: str) -> list[tuple[str, object]]:
    """The row of the form that a finding speaks of: heading and cell, printed beside recomputed; empty for none."""
    form = item.form
    if form is None:
        return []
    for number, claim in enumerate(audit.done.by_form[form]):
        if item.finding.concerns(claim.row):
            table = claims_table(audit, form, lang)
            cells = list(zip(table.headers, table.rows[number], strict=True))
            key = str(cells[-1][1])
            cells[-1] = (cells[-1][0], rules_in_words(audit, lang).get(key, key))
            return [(head, "" if cell is None else cell) for head, cell in cells]
    return []


def rules_in_words(audit: Audit, lang: str) -> dict[str, str]:
    """The provisions of the rulebook by their key: what each says and where it stands."""
    return {
        key: pick(lang, f"{one.text_zh}（{one.basis(lang)}）", f"{one.text_en} ({one.basis(lang)})")
        for key, one in audit.book.provisions.items()
    }


def form(request: Request) -> Response:
    """One form: each claim beside what follows, findings with their decisions beside the rows."""
    row, record, found, audit = audit_of(request)
    position, lang = request.path_params["form"], language(request)
    if position >= len(audit.forms):
        raise HTTPException(404)
    own = audit.forms[position]
    total = audit.done.total_rows[position]
    beside: dict[int, list[Look]] = {}
    loose: list[Look] = []
    for look in looks(found, record):
        if look.item.form == position:
            at = look.item.finding.at
            number = next((n for n, one in enumerate(own.rows) if (one.at.table, one.at.row) == (at.table, at.row)), -1)
            (loose if number < 0 else beside.setdefault(number, [])).append(look)
    return render(
        request,
        "auditedform.html",
        evaluation=row,
        step="forms",
        form=own,
        position=position,
        forms=audit.forms,
        open=[len(each) for each in findings_by_form(audit.forms, audit.notices)[0]],
        table=claims_table(audit, position, lang),
        rules=rules_in_words(audit, lang),
        total=range_text(total.total_low, total.total_high, lang),
        grade=grade_text(total.grade, total.grade_low, total.grade_high, lang),
        beside=beside,
        loose=loose,
    )


def exported(request: Request) -> Response:
    """The work list as the command line writes it, with what was decided in its columns."""
    row, record, found, audit = audit_of(request)
    first, second = decided(looks(found, record))
    content = workbook(audit, language(request), first, second)
    name = safe_name(f"{row['title']} 疑点清单")
    return Response(content, media_type=XLSX, headers=attachment(f"{name}.xlsx"))


def report(request: Request) -> Response:
    """The report of the audit as a file."""
    row, _, _, audit = audit_of(request)
    text = report_html(audit, language(request))
    name = safe_name(f"{row['title']} 审核报告")
    return Response(text, media_type="text/html; charset=utf-8", headers=attachment(f"{name}.html"))


ROUTES = (
    Route("/audits/new", new),
    Route("/audits/new", post(start), methods=["POST"]),
    Route("/audits/{evaluation}", show),
    Route("/audits/{evaluation}", post(change), methods=["POST"]),
    Route("/audits/{evaluation}/cancel", post(cancel), methods=["POST"]),
    Route("/audits/{evaluation}/put-away", post(put_away), methods=["POST"]),
    Route("/audits/{evaluation}/bring-back", post(bring_back), methods=["POST"]),
    Route("/audits/{evaluation}/documents", post(upload), methods=["POST"]),
    Route("/audits/{evaluation}/documents/remove", post(remove), methods=["POST"]),
    Route("/audits/{evaluation}/documents/{role}/{name}", original),
    Route("/audits/{evaluation}/worklist", worklist),
    Route("/audits/{evaluation}/worklist", post(decided_one), methods=["POST"]),
    Route("/audits/{evaluation}/worklist/many", post(decide_many), methods=["POST"]),
    Route("/audits/{evaluation}/worklist.xlsx", exported),
    Route("/audits/{evaluation}/report.html", report),
    Route("/audits/{evaluation}/forms/{form:int}", form),
    Route("/audits/{evaluation}/download", downloads.show),
    Route("/audits/{evaluation}/download.zip", downloads.zipped),
    Route("/audits/{evaluation}/history", history.show),
    Route("/audits/{evaluation}/history", post(history.undo), methods=["POST"]),
)
