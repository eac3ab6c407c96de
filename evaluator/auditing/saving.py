"""An audit on disk: report, work list, tables and JSON in one folder, whole or not at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from evaluator.auditing import ledger, workingpapers
from evaluator.auditing.document import audit_document
from evaluator.auditing.overview import claims_table, departments_table, forms_table, kinds_table
from evaluator.auditing.run import Audit
from evaluator.auditing.sarif import sarif
from evaluator.auditing.worklist import Decided, workbook
from evaluator.keeping.manifest import sealed
from evaluator.keeping.owned import Force
from evaluator.keeping.saving import RUN_FILE, write_whole
from evaluator.language import pick
from evaluator.render import csvfile, html
from evaluator.scorecards.findingtables import findings_table


def save_audit(
    done: Audit,
    folder: Path,
    *,
    lang: str,
    force: Force,
    decided: Mapping[int, Decided] | None = None,
    second: Mapping[int, Decided] | None = None,
    beside: Mapping[str, bytes] | None = None,
    before: ledger.Ledger | None = None,
    selected: Collection[int] | None = None,
) -> Path:
    """Write the report, the work list, the working papers and the ledger for reviewers, ``forms.csv``,
    ``findings.csv``, ``findings.sarif.json`` and ``run.json``, and
    a copy of every input below ``inputs/``. Where no form claims outcomes nothing was reviewed: then there are neither
    working papers nor a ledger.

    ``decided`` and ``second`` fill the columns of decisions of the work list (see
    ``evaluator.auditing.worklist.workbook``); ``beside`` are files more, by name; ``before`` is the ledger of before;
    ``selected`` are the positions of the forms that working papers are wanted of, all if it is not given. ``verify``
    tells where any of them was changed.

    Raises InputError if the folder holds anything that is no run, or a run and ``force`` is not set, or if an input
    changed while the audit ran.
    """
    files = {
        "report.html": report_html(done, lang).encode("utf-8"),
        "worklist.xlsx": workbook(done, lang, decided, second),
        **_papers(done, before or ledger.Ledger(), selected),
        "forms.csv": csvfile.render(forms_table(done, lang, departments=True)),
        "findings.csv": csvfile.render(findings_table(done.notices, lang, done.forms)),
        "findings.sarif.json": sarif(done, lang).encode("utf-8"),
        **(beside or {}),
    }
    run_file = sealed(audit_document(done, lang), files)
    return write_whole(folder, {**files, RUN_FILE: run_file}, force=force, sources=done.sources)


def _papers(done: Audit, before: ledger.Ledger, selected: Collection[int] | None) -> dict[str, bytes]:
    if not any(form.kind.has_outcomes for form in done.forms):
        return {}
    made = ledger.entries(done, before)
    return {
        workingpapers.NAME: workingpapers.workbook(done, selected),
        ledger.NAME: ledger.workbook(made, done.book.id, before.added, done.mark),
    }


def report_html(done: Audit, lang: str) -> str:
    """One page that needs nothing from anywhere: the overviews, every finding, every claim beside what follows."""
    tables = [forms_table(done, lang), departments_table(done, lang), kinds_table(done, lang)]
    tables.append(findings_table(done.notices, lang))
    tables += [claims_table(done, position, lang) for position, form in enumerate(done.forms) if form.kind.has_outcomes]
    return html.page(
        "audit.html.j2", lang=lang, title=pick(lang, "自评表审核报告", "Audit of self-evaluations"), tables=tables
    )
