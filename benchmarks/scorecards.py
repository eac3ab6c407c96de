"""How long official forms and the report take: ``python benchmarks/scorecards.py [FORMS]`` (1,000 by default).

Makes a run of many forms by repeating the projects of the demo under other names, then writes all of it and prints the
time for each kind of file and the most memory used. Beside the workbooks stands the bare library writing the same
cells, merges and looks one by one; wanted is at most twice its time, and less than 1 GB for everything.
"""

from __future__ import annotations

import io
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from actuals.matching.matching import match
from actuals.sources.sheet import read_outcomes
from evaluator.keeping.report import report_html
from evaluator.officialforms.layouts import official_forms
from evaluator.officialforms.model import Number, OfficialForm, Role
from evaluator.pipeline import Intake, judge
from evaluator.render import word, workbook
from evaluator.run import Run
from evaluator.verdict.lines import lines_of
from rules.loading import load
from targets.forms import read_forms


def many(count: int) -> Run:
    """A run of ``count`` project forms."""
    folder = files("evaluator") / "demo"
    with as_file(folder / "ganzhou-2023.txt") as targets, as_file(folder / "outcomes.csv") as actuals:
        forms = [form for form in read_forms(targets).forms if form.project]
        stated = read_outcomes(actuals)
    named = [replace(forms[n % len(forms)], project=f"{forms[n % len(forms)].project} 第{n}号") for n in range(count)]
    copies = [
        replace(form, rows=tuple(replace(row, id=f"{row.id}-{n}") for row in form.rows)) for n, form in enumerate(named)
    ]
    rounds = range(-(-count // len(forms)))
    order = {form.project: place for place, form in enumerate(forms)}
    stated = replace(
        stated,
        outcomes=tuple(
            replace(one, project=f"{one.project} 第{n * len(forms) + order[one.project]}号")
            for n in rounds
            for one in stated.outcomes
            if one.project in order
        ),
        execution=tuple(
            replace(one, project=f"{one.project} 第{n * len(forms) + order[one.project]}号")
            for n in rounds
            for one in stated.execution
            if one.project in order
        ),
    )
    matching = match(copies, stated)
    intake = Intake(
        forms=tuple(copies),
        stated=stated,
        matching=matching,
        lines=lines_of(copies, matching),
        findings=(),
        sources=(),
        options={},
    )
    return judge(intake, load("mof-2021-101"))


def bare(form: OfficialForm, *, looks: bool) -> bytes:
    """The same cells and merges, and with ``looks`` fonts and borders, as one writes them with openpyxl alone."""
    book = Workbook()
    sheet = book.worksheets[0]
    line = Side(style="thin")
    for column, width in enumerate(form.widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    top = 3
    for row, text in ((1, form.title), (2, "".join((*form.captions, *form.marks)))):
        sheet.cell(row, 1, text).font = Font(name="黑体", size=18)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(form.widths))
    for box in form.boxes:
        rows, columns = (
            range(top + box.row, top + box.row + box.rows),
            range(box.column + 1, box.column + 1 + box.columns),
        )
        for row in rows:
            for column in columns:
                cell = sheet.cell(row, column)
                if not looks:
                    continue
                cell.font = Font(name="黑体" if box.role is Role.HEADING else "宋体", size=10.5)
                cell.border = Border(left=line, right=line, top=line, bottom=line)
                cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell = sheet.cell(rows[0], columns[0])
        if isinstance(box.value, Number):
            cell.value, cell.number_format = box.value.value, "0.00"
        elif box.value:
            cell.value, cell.data_type = box.value, "s"
        if box.rows > 1 or box.columns > 1:
            sheet.merge_cells(start_row=rows[0], end_row=rows[-1], start_column=columns[0], end_column=columns[-1])
    for number, note in enumerate(form.notes):
        sheet.cell(top + form.height + number, 1, note)
        sheet.merge_cells(
            start_row=top + form.height + number,
            end_row=top + form.height + number,
            start_column=1,
            end_column=len(form.widths),
        )
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def timed(what: str, work: Callable[[], object]) -> float:
    """Seconds that ``work`` takes, printed."""
    begin = time.perf_counter()
    work()
    seconds = time.perf_counter() - begin
    print(f"{what:<44}{seconds:9.2f} s", flush=True)
    return seconds


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    runs: list[Run] = []
    timed(f"{count} forms scored", lambda: runs.append(many(count)))
    run = runs[0]
    forms: list[OfficialForm] = []
    laid = timed("laid out", lambda: forms.extend(official_forms(run)))
    ours = timed("xlsx", lambda: [workbook.render(form) for form in forms])
    plain = timed("xlsx, openpyxl alone, without looks", lambda: [bare(form, looks=False) for form in forms])
    library = timed("xlsx, openpyxl alone", lambda: [bare(form, looks=True) for form in forms])
    timed("docx", lambda: [word.render(form) for form in forms])
    timed("report.html", lambda: report_html(run, "zh"))
    with tempfile.TemporaryDirectory() as folder:
        timed("everything saved", lambda: run.save(Path(folder) / "run"))
    whole = laid + ours
    print(f"workbooks, laying out included, against openpyxl: {whole / library:.2f}, without looks {whole / plain:.2f}")
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
