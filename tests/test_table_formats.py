"""Every table and every official form in every format: the content compared cell by cell with the model.

Each format is read back by something else than what wrote it: the csv and json modules, lxml, openpyxl, python-docx,
and two small readers of Markdown and of the terminal's columns below.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib.resources import as_file, files

import docx
import openpyxl
import pytest
from lxml import html as lxml_html
from wcwidth import wcwidth

from actuals.sources.table import Unused
from evaluator.auditing import overview
from evaluator.auditing.run import audit
from evaluator.comparison import changes_table, totals_table
from evaluator.monitoring import monitor
from evaluator.officialforms import summary
from evaluator.officialforms.layouts import LAYOUTS, official_form
from evaluator.officialforms.model import Number, OfficialForm
from evaluator.pipeline import Intake, judge, take_in
from evaluator.render import csvfile, html, listing, markdown, terminal, word, workbook
from evaluator.run import Run
from evaluator.scorecards.findingtables import findings_digest, findings_table
from evaluator.scorecards.model import Cell, Table, is_number, shown
from evaluator.scorecards.monitoringtables import behind_table, lines_table, overview_table
from evaluator.scorecards.rankingtables import ranking_tables
from evaluator.scorecards.scorecard import (
    indicators_table,
    provisions_table,
    rating_table,
    scorecard_table,
    summary_table,
    unused_table,
)
from evaluator.verdict.departments import rate_departments
from rules.loading import load

DANGEROUS = ("=100%", "≥95%", "+5%", "-1", "@x", "=1+1", "'a", "0012", "1e5", "1/2", "#N/A", "TRUE", "a|b\\*c*", "<b>&")
ROWS = 12
"""Rows of a table that are compared; the longest of the demo has 108 of one kind."""

Rows = list[list[str]]


@pytest.fixture(scope="module")
def intake() -> Intake:
    folder = files("evaluator") / "demo"
    with as_file(folder / "ganzhou-2023.txt") as targets, as_file(folder / "outcomes.csv") as actuals:
        return take_in(targets, actuals)


@pytest.fixture(scope="module")
def run(intake: Intake) -> Run:
    return judge(intake, load("mof-2021-101"))


@pytest.fixture(scope="module")
def tables(intake: Intake, run: Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Table]:
    """Every kind of table there is, from the demo; a table of texts that formats are tempted to misread."""
    other = judge(intake, load("mof-2020-10"))
    path = tmp_path_factory.mktemp("audited") / "form.xlsx"
    path.write_bytes(workbook.render(official_form(run, 1)))
    checked = audit(path)
    unused = Unused(at=run.forms[0].at, text="=1+1", zh="没有这个指标", en="no such indicator")
    departments = run.totals["department"].copy()
    departments[3] = "=另一个部门"
    renamed = run.totals.put(department=departments)
    several = replace(run, totals=renamed, ratings=rate_departments(renamed, run.book))
    made = monitor(intake, run, date(2023, 9, 30))
    found = {
        "summary": summary_table(run, "zh"),
        "rating": rating_table(run, "en"),
        "department": scorecard_table(run, 0, "zh"),
        "project": scorecard_table(run, 1, "en"),
        "indicators": indicators_table(run, "zh"),
        "provisions": provisions_table(run, "zh"),
        "unused": unused_table(replace(run, unused=(unused,)), "zh"),
        "findings": findings_table(run.notices, "zh"),
        "digest": findings_digest(run.notices, "en"),
        "books": totals_table([run, other], "zh"),
        "changes": changes_table([run, other], "zh"),
        "progress": overview_table(made, "zh"),
        "behind": behind_table(made, "zh"),
        "lines": lines_table(made, "zh"),
        "audited": overview.forms_table(checked, "zh"),
        "audited departments": overview.departments_table(checked, "zh"),
        "audited kinds": overview.kinds_table(checked, "zh"),
        "claims": overview.claims_table(checked, 0, "zh"),
        "dangerous": Table("=t", ("=h", "-n"), tuple((text, Decimal("-1.50")) for text in DANGEROUS), ("=note",)),
    }
    found |= {f"ranking {n}": table for n, table in enumerate(ranking_tables(several, "zh"))}
    return found


NAMES = (
    *("summary", "rating", "department", "project", "indicators", "provisions", "unused", "findings", "digest"),
    *("books", "changes", "progress", "behind", "lines", "audited", "audited departments", "audited kinds", "claims"),
    *("dangerous", "ranking 0", "ranking 1", "ranking 2"),
)


def cut(table: Table) -> Table:
    return replace(table, rows=table.rows[:ROWS])


def expected(table: Table) -> Rows:
    return [list(table.headers), *([shown(cell) for cell in row] for row in table.rows)]


def squeezed(rows: Rows) -> Rows:
    """Formats that wrap lines lose where a line broke."""
    return [["".join(text.split()) for text in row] for row in rows]


def of_csv(table: Table) -> Rows:
    """A text that a spreadsheet would run stands behind an apostrophe, and no other text does."""
    rows = list(csv.reader(io.StringIO(csvfile.render(table).decode("utf-8-sig"), newline="")))
    return [[text[1:] if re.match("'[=+@\\t\\r-]", text) else text for text in row] for row in rows]


def of_html(table: Table) -> Rows:
    page = lxml_html.fragment_fromstring(f"<div>{html.table(table)}</div>")
    assert [p.text_content() for p in page.iter("p")] == list(table.notes)
    return [[cell.text_content() for cell in row.iter("th", "td")] for row in page.iter("tr")]


def of_markdown(table: Table) -> Rows:
    lines = markdown.render(table).split("\n")
    assert plain(lines[0].removeprefix("## ")) == table.title
    rows = [line for line in lines if line.startswith("|")]
    assert set(rows.pop(1)) <= set("|-:")
    return [[plain(cell) for cell in re.split(r"(?<!\\)(?:\\\\)*\|", row)[1:-1]] for row in rows]


def plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text.strip().replace("<br>", "\n"))


def of_terminal(table: Table) -> Rows:
    """Row by row, since a wrapped row takes several lines; columns are as wide as the dashes under the headings."""
    found: Rows = []
    for row in table.rows:
        marked = replace(table, headers=marks(table.headers), rows=(marks(row),), notes=())
        for width in (120, 240, 480):  # a table that does not fit is shown otherwise (tests/test_terminal.py)
            _, _, *body = terminal.render(marked, width, colour=False).rstrip("\n").split("\n")
            rules = [n for n, line in enumerate(body) if line and set(line) <= set("- ")]
            if rules:
                break
        (rule,) = rules
        widths = [len(part) for part in body[rule].split("  ")]
        if not found:
            found.append(columns_of(body[:rule], widths))
        found.append(columns_of(body[rule + 1 :], widths))
    return [[text.replace(EMPTY, "") for text in row] for row in found] or [list(table.headers)]


EMPTY = "∅"


def marks(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Empty cells made visible, since a column of nothing has no width."""
    return tuple(EMPTY if cell is None or cell == "" else cell for cell in row)


def columns_of(lines: list[str], widths: list[int]) -> list[str]:
    """The texts of the columns of one row that may take several lines, by display width."""
    parts = [""] * len(widths)
    for line in lines:
        at = 0
        for char in line:
            left, column = at, 0
            while column < len(widths) - 1 and left >= widths[column] + 2:
                left -= widths[column] + 2
                column += 1
            parts[column] += char
            at += max(wcwidth(char), 0)
        parts = [part + "\n" for part in parts]
    return [part.strip() for part in parts]


def of_xlsx(table: Table) -> Rows:
    content = workbook.render(listing.form_of(table))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not re.search(rb"<f[ />]", archive.read("xl/worksheets/sheet1.xml"))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    found: Rows = []
    cells = list(sheet.iter_rows(min_row=2, max_row=2 + len(table.rows)))
    for row, model in zip(cells, (table.headers, *table.rows), strict=True):
        for cell, value in zip(row, model, strict=True):
            if is_number(value):
                assert cell.data_type == "n"
                assert Decimal(repr(cell.value)) == Decimal(str(value))
            elif value:
                assert (cell.data_type, cell.number_format) == ("s", "@")
        found.append([shown(v) if is_number(v) else str(c.value or "") for c, v in zip(row, model, strict=True)])
    return found


def of_docx(table: Table) -> Rows:
    document = docx.Document(io.BytesIO(word.render(listing.form_of(table))))
    (only,) = document.tables
    return [[cell.text for cell in row.cells] for row in only.rows]


READERS: dict[str, tuple[Callable[[Table], Rows], bool]] = {
    "csv": (of_csv, True),
    "html": (of_html, True),
    "xlsx": (of_xlsx, True),
    "docx": (of_docx, True),
    "markdown": (of_markdown, True),
    "terminal": (of_terminal, False),
}


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("name", NAMES)
def test_content_is_that_of_the_model(tables: dict[str, Table], name: str, form: str) -> None:
    table = cut(tables[name])
    read, keeps_lines = READERS[form]
    found = read(table)
    if keeps_lines:
        assert [[c.strip() for c in row] for row in found] == [[c.strip() for c in row] for row in expected(table)]
    else:
        assert squeezed(found) == squeezed(expected(table))


def test_every_table_is_compared_and_none_is_empty(tables: dict[str, Table]) -> None:
    assert sorted(tables) == sorted(NAMES)
    assert [name for name, table in tables.items() if not table.rows] == []


@pytest.mark.parametrize("layout", [*LAYOUTS, "summary"])
def test_official_forms_have_all_their_cells_in_both_office_formats(run: Run, layout: str) -> None:
    forms = [summary.form_of(run)] if layout == "summary" else [official_form(run, n, layout) for n in range(3)]
    for form in forms:
        cells = {(box.row, box.column): box.value for box in form.boxes}
        document = docx.Document(io.BytesIO(word.render(form)))
        rows = [row for table in document.tables for row in table._tbl.tr_lst]
        assert len(rows) == form.height
        found = in_document(rows)
        wanted = {place: shown_value(value) for place, value in cells.items()}
        assert {place: found[place] for place in wanted} == wanted
        for row, column in found.keys() - wanted.keys():  # the name of a long category, written again further down
            above = max(place for place in wanted if place[1] == column and place[0] < row)
            assert found[row, column] == wanted[above] != ""
        in_workbook(form, cells)


def shown_value(value: str | Number) -> str:
    return value.text if isinstance(value, Number) else value


def in_document(rows: list[docx.oxml.table.CT_Row]) -> dict[tuple[int, int], str]:
    """The text of every cell that is no continuation of one above, by row and column of the grid."""
    found = {}
    for number, row in enumerate(rows):
        column = 0
        for cell in row.tc_lst:
            if cell.vMerge != "continue":
                text = "\n".join(
                    "".join(n.text or "\n" for n in p.iter() if n.tag.endswith(("}t", "}br"))) for p in cell.p_lst
                )
                found[number, column] = text
            column += cell.grid_span
    return found


def in_workbook(form: OfficialForm, cells: dict[tuple[int, int], str | Number]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook.render(form))).worksheets[0]
    top = int(str(sheet.print_title_rows).replace("$", "").split(":")[0]) - form.heading
    for (row, column), value in cells.items():
        cell = sheet.cell(top + row, column + 1)
        if isinstance(value, Number):
            assert cell.data_type == "n"
            assert Decimal(repr(cell.value)) == value.value
            assert cell.number_format.endswith("%") == value.percent
        else:
            assert (cell.value or "") == value
            assert not value or cell.data_type == "s"
