"""An audit on disk: report, work list, tables and JSON in one folder, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from evaluator.auditing.document import audit_json
from evaluator.auditing.overview import claims_table, departments_table, forms_table, kinds_table
from evaluator.auditing.run import Audit
from evaluator.auditing.worklist import sarif, workbook
from evaluator.findings import findings_table
from evaluator.language import pick
from evaluator.render import csvfile, html
from evaluator.saving import write_whole

AUDIT_FILE = "audit.json"


def save_audit(done: Audit, folder: Path, *, lang: str, force: bool) -> Path:
    """Write the report, the work list, ``forms.csv``, ``findings.csv``, ``findings.sarif.json`` and ``audit.json``.

    Raises InputError if the folder holds anything that is no audit, or an audit and ``force`` is not set.
    """
    files = {
        "report.html": report_html(done, lang).encode("utf-8"),
        "worklist.xlsx": workbook(done, lang),
        "forms.csv": csvfile.render(forms_table(done, lang)),
        "findings.csv": csvfile.render(findings_table(done.notices, lang)),
        "findings.sarif.json": sarif(done, lang).encode("utf-8"),
        AUDIT_FILE: audit_json(done, lang).encode("utf-8"),
    }
    return write_whole(folder, files, force=force, marker=AUDIT_FILE)


def report_html(done: Audit, lang: str) -> str:
    """One page that needs nothing from anywhere: the overviews, every finding, every claim beside what follows."""
    tables = [forms_table(done, lang), departments_table(done, lang), kinds_table(done, lang)]
    tables.append(findings_table(done.notices, lang))
    tables += [claims_table(done, position, lang) for position, form in enumerate(done.forms) if form.kind.has_outcomes]
    return html.page(
        "audit.html.j2", lang=lang, title=pick(lang, "自评表审核报告", "Audit of self-evaluations"), tables=tables
    )
