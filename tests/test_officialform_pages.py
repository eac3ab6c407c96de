"""Pages of official forms: no page of a row or two, labels written again where a page begins, in Word and in Excel."""

import io
from dataclasses import replace
from importlib.resources import as_file, files

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.evaluation import evaluate
from evaluator.officialforms.facts import facts_of
from evaluator.officialforms.layouts import LAYOUTS
from evaluator.officialforms.model import OfficialForm
from evaluator.render import workbook
from evaluator.render.pagination import LEAST_ROWS, is_label, named_again, page_starts

PAGE = 100.0


@given(st.lists(st.floats(1, 30), min_size=2, max_size=80), st.floats(0, PAGE))
def test_pages_hold_their_rows_and_none_is_nearly_empty(heights: list[float], first: float) -> None:
    starts = page_starts(heights, 0, first=first, page=PAGE)
    assert starts[0] == 1
    assert starts == sorted(set(starts))
    ends = [*starts[1:], len(heights)]
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        room = first if place == 0 else PAGE
        assert sum(heights[start:end]) <= room or end - start == 1
    if len(starts) > 2:  # between the first page and the last nothing can be taken from
        assert ends[-1] - starts[-1] >= LEAST_ROWS


def form_of(layout: str, count: int) -> OfficialForm:
    folder = files("evaluator") / "demo"
    with as_file(folder / "ganzhou-2023.txt") as targets, as_file(folder / "outcomes.csv") as actuals:
        facts = facts_of(evaluate(targets, actuals), 1)
    names = (("产出指标", "数量指标"), ("产出指标", "质量指标"), ("效益指标", "社会效益指标"))
    lines = tuple(
        replace(facts.lines[0], level1=names[n * 3 // count][0], level2=names[n * 3 // count][1], name=f"指标{n + 1}")
        for n in range(count)
    )
    return LAYOUTS[layout](replace(facts, lines=lines))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("count", [3, 20, 60])
def test_every_page_of_a_workbook_begins_with_its_labels(layout: str, count: int) -> None:
    form = form_of(layout, count)
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(form)))
    sheet = book.worksheets[0]
    breaks = [one.id for one in sheet.row_breaks.brk]
    assert bool(breaks) == (sheet.page_setup.fitToHeight == 0)
    assert bool(breaks) or count < 60
    if not breaks:
        return
    rows = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).border.left.style]
    last = rows[-1]
    for start, end in zip(breaks, [*breaks[1:], last], strict=True):
        assert end - start >= LEAST_ROWS
        for merged in sheet.merged_cells.ranges:  # nothing goes over the end of a page
            assert not merged.min_row <= start < merged.max_row


def test_a_label_is_cut_where_a_page_begins() -> None:
    form = form_of("central", 20)
    starts = [form.heading + 1, form.heading + 5, form.heading + 12]
    cut = named_again(form, starts)
    for start in starts[1:]:
        names = [box.text for box in cut.boxes if box.row == start and box.column < 3 and is_label(form, box)]
        assert "绩\n效\n指\n标" in names
        assert "产出指标" in names
    assert sum(box.rows * box.columns for box in cut.boxes) == sum(box.rows * box.columns for box in form.boxes)
