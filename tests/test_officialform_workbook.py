"""Official forms as workbooks: texts stay texts, numbers are numbers, every cell has its border, nothing is cut."""

import io
import zipfile
from dataclasses import replace
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from evaluator.evaluation import evaluate
from evaluator.officialforms.facts import Facts, facts_of
from evaluator.officialforms.funds import Fund, amount
from evaluator.officialforms.layouts import LAYOUTS, official_form
from evaluator.officialforms.model import Box, Number, OfficialForm, Role
from evaluator.render import workbook
from evaluator.render.wrapping import display_width, lines_needed
from evaluator.run import Run
from targets.errors import InputError
from targets.forms import read_forms

DANGEROUS = (
    "=100%",
    "≥95%",
    "+5%",
    "-5%",
    "@SUM(1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://a.example","x")',
    "#N/A",
    "0012",
    "1e5",
    "10/10",
)


@pytest.fixture(scope="module")
def run() -> Run:
    folder = files("evaluator") / "demo"
    with as_file(folder / "ganzhou-2023.txt") as targets, as_file(folder / "outcomes.csv") as actuals:
        return evaluate(targets, actuals)


def with_texts(facts: Facts, texts: tuple[str, ...]) -> Facts:
    """The first lines of a form with other outcomes and reasons."""
    changed = [
        replace(line, actual=text, reason=text, target=text) for line, text in zip(facts.lines, texts, strict=False)
    ]
    return replace(facts, lines=(*changed, *facts.lines[len(changed) :]))


def sheet_of(content: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def test_texts_that_look_like_formulas_stay_texts(run: Run, tmp_path: Path) -> None:
    facts = with_texts(facts_of(run, 0), DANGEROUS)
    content = workbook.render(LAYOUTS["central"](facts))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    found = {cell.value: cell for row in sheet_of(content).iter_rows() for cell in row if cell.value in DANGEROUS}
    assert set(found) == set(DANGEROUS)
    assert {cell.data_type for cell in found.values()} == {"s"}
    assert found["=100%"].quotePrefix
    assert found["≥95%"].number_format == "@"
    (tmp_path / "x.xlsx").write_bytes(content)
    (form,) = read_forms(tmp_path / "x.xlsx").forms
    assert [row.target for row in form.rows[: len(DANGEROUS)]] == list(DANGEROUS)
    assert [row.actual for row in form.rows[: len(DANGEROUS)]] == list(DANGEROUS)


def test_numbers_are_numbers(run: Run) -> None:
    sheet = sheet_of(workbook.render(official_form(run, 4)))  # 教师培训费
    values = {
        (cell.value, cell.number_format)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "n" and cell.value
    }
    assert (294.65, "0.00") in values
    assert (0.9559, "0.00%") in values  # 281.65 ÷ 294.65 = 0.95588…
    assert (9.56, "0.00") in values
    assert (7.84, "0.00") in values  # 8 × 93.1 ÷ 95 = 7.84
    assert (99.4, "0.00") in values
    assert (100, "0") in values


def test_a_number_too_long_for_a_spreadsheet_is_text(run: Run) -> None:
    facts = facts_of(run, 4)
    long = "1234567890123456.78"
    fund = Fund(label="年度资金总额", initial=amount(long))
    sheet = sheet_of(workbook.render(LAYOUTS["central"](replace(facts, total_fund=fund))))
    assert long in {cell.value for row in sheet.iter_rows() for cell in row}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_cell_of_the_table_has_its_border_and_merges_do_not_meet(run: Run, layout: str) -> None:
    form = official_form(run, 0, layout)
    content = workbook.render(form)
    sheet = sheet_of(content)
    repeated = int(str(sheet.print_title_rows).replace("$", "").split(":")[0])
    headings = [cell.value for cell in sheet[repeated] if cell.value]
    assert headings[-1] in ("偏差原因分析及改进措施", "未完成原因分析")
    top = repeated - form.heading
    sides = borders_by_cell(content)
    for row in range(top, top + form.height):
        for column in range(1, len(form.widths) + 1):
            assert {"left", "right"} <= sides[f"{get_column_letter(column)}{row}"]
    covered: set[tuple[int, int]] = set()
    for area in sheet.merged_cells.ranges:
        rows, columns = range(area.min_row, area.max_row + 1), range(area.min_col, area.max_col + 1)
        places = {(row, column) for row in rows for column in columns}
        assert not places & covered
        covered |= places


def borders_by_cell(content: bytes) -> dict[str, set[str]]:
    """The sides with a line of each cell as the file has them; openpyxl itself drops those within merged cells."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
        cells = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml")).iter(f"{space}c")
    drawn = [
        {side.tag.removeprefix(space) for side in border if side.get("style") == "thin"}
        for border in styles.iter(f"{space}border")
    ]
    looks = [drawn[int(look.get("borderId", 0))] for look in styles.iterfind(f"{space}cellXfs/{space}xf")]
    return {str(cell.get("r")): looks[int(cell.get("s", 0))] for cell in cells}


def test_paper_and_fonts(run: Run) -> None:
    sheet = sheet_of(workbook.render(official_form(run, 1)))
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (9, 1, 1)
    assert sheet["A1"].value == "项目支出绩效自评表"
    assert sheet["A1"].font.name == "黑体"
    fonts = {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value}
    assert fonts == {"宋体", "黑体", "仿宋"}
    assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row if cell.value)


def test_equal_forms_give_equal_bytes(run: Run) -> None:
    form = official_form(run, 1)
    assert workbook.render(form) == workbook.render(official_form(run, 1))
    with zipfile.ZipFile(io.BytesIO(workbook.render(form))) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_rows_are_high_enough_for_long_texts(run: Run, tmp_path: Path) -> None:
    """A goal of 3,000 signs needs more than one row of a sheet can be high: it gets several, merged."""
    facts = facts_of(run, 1)
    goal = "改善办学条件，" * 430
    reason = "因台风停课两周，" * 20
    changed = replace(with_texts(facts, (reason,)), goal=goal)
    content = workbook.render(LAYOUTS["central"](changed))
    sheet = sheet_of(content)
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == goal)
    area = next(a for a in sheet.merged_cells.ranges if cell.coordinate in a)
    height = sum(sheet.row_dimensions[row].height for row in range(area.min_row, area.max_row + 1))
    assert area.max_row > area.min_row
    assert all((sheet.row_dimensions[row].height or 0) <= 409 for row in range(1, sheet.max_row + 1))
    # 3,010 wide signs over columns of 11 + 15 + 20 + 14 = 60 half-width signs: 101 lines of 10.5 pt at least
    assert height >= 101 * 10.5
    (tmp_path / "long.xlsx").write_bytes(content)
    (form,) = read_forms(tmp_path / "long.xlsx").forms
    assert form.goal == goal
    assert form.rows[0].reason == reason
    assert len(form.rows) == len(facts.lines)


def test_a_text_no_cell_can_hold_is_refused(run: Run) -> None:
    facts = replace(facts_of(run, 1), goal="长" * 32_768)
    with pytest.raises(InputError, match="32767"):
        workbook.render(LAYOUTS["central"](facts))


def test_control_characters_are_left_out(run: Run) -> None:
    facts = with_texts(facts_of(run, 1), ("12 次\x00\x0b", "甲\ud800乙"))
    values = {cell.value for row in sheet_of(workbook.render(LAYOUTS["central"](facts))).iter_rows() for cell in row}
    assert {"12 次", "甲乙"} <= values


@given(st.text(max_size=80), st.integers(4, 60))
@settings(max_examples=150, deadline=None)
def test_enough_lines_for_any_text(text: str, width: int) -> None:
    lines = lines_needed(text, width)
    assert lines >= 1 + text.count("\n")
    assert lines * width >= sum(display_width(line) for line in text.split("\n")) - 2 * width


@given(
    st.lists(
        st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(str.strip),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=40, deadline=None)
def test_any_text_comes_back_as_it_was(texts: list[str]) -> None:
    boxes = tuple(Box(row, 0, Role.TEXT, text) for row, text in enumerate(texts))
    form = OfficialForm(title="绩效自评表", name="x", widths=(20,), boxes=boxes, heading=0)
    content = workbook.render(form)
    values = [cell.value for (cell,) in sheet_of(content).iter_rows(min_row=2)]
    assert values == [text.replace("\ufffe", "").replace("\uffff", "") or None for text in texts]


def test_numbers_print_in_their_own_precision() -> None:
    assert Number(Decimal("9.8"), 2).text == "9.80"
    assert Number(Decimal("0.8721"), 2, percent=True).text == "87.21%"
    assert Number(Decimal(10), 0).text == "10"
