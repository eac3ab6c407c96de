"""Official forms as documents: East Asian fonts, headings on every page, rows whole, a paragraph at the end."""

import io
import zipfile
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from evaluator.evaluation import evaluate
from evaluator.officialforms.facts import Facts, facts_of
from evaluator.officialforms.layouts import LAYOUTS, official_form
from evaluator.render import word
from evaluator.run import Run
from targets.forms import read_forms


@pytest.fixture(scope="module")
def run() -> Run:
    folder = files("evaluator") / "demo"
    with as_file(folder / "ganzhou-2023.txt") as targets, as_file(folder / "outcomes.csv") as actuals:
        return evaluate(targets, actuals)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_headings_repeat_and_rows_stay_whole(run: Run, layout: str) -> None:
    document = docx.Document(io.BytesIO(word.render(official_form(run, 0, layout))))
    head, indicators = document.tables
    first = indicators._tbl.tr_lst[0]
    assert first.trPr.find(qn("w:tblHeader")) is not None
    assert all(row.trPr.find(qn("w:tblHeader")) is None for row in indicators._tbl.tr_lst[1:])
    rows = [*head._tbl.tr_lst, *indicators._tbl.tr_lst]
    assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_spans_fill_the_grid_of_every_row(run: Run, layout: str) -> None:
    form = official_form(run, 0, layout)
    document = docx.Document(io.BytesIO(word.render(form)))
    for table in document.tables:
        assert len(table._tbl.tblGrid.gridCol_lst) == len(form.widths)
        for row in table._tbl.tr_lst:
            assert sum(cell.grid_span for cell in row.tc_lst) == len(form.widths)
    indicators = document.tables[1]
    merged = [cell for row in indicators._tbl.tr_lst for cell in row.tc_lst if cell.vMerge == "restart"]
    assert merged  # 产出指标 stands once beside its indicators


def test_fonts_are_set_for_chinese(run: Run) -> None:
    document = docx.Document(io.BytesIO(word.render(official_form(run, 1))))
    fonts = {
        name: document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("FormTitle", "FormHeading", "FormText", "FormNote")
    }
    assert fonts == {"FormTitle": "黑体", "FormHeading": "黑体", "FormText": "宋体", "FormNote": "仿宋"}


@pytest.mark.parametrize(("layout", "wide"), [("central", False), ("sichuan", True), ("2016", True)])
def test_paper_is_a4(run: Run, layout: str, wide: bool) -> None:
    section = docx.Document(io.BytesIO(word.render(official_form(run, 1, layout)))).sections[0]
    size = (round(section.page_width.mm), round(section.page_height.mm))
    assert size == ((297, 210) if wide else (210, 297))


def test_the_last_thing_is_a_paragraph(run: Run) -> None:
    form = replace(official_form(run, 1), notes=())
    body = docx.Document(io.BytesIO(word.render(form))).element.body
    assert [child.tag for child in body][-2:] == [qn("w:p"), qn("w:sectPr")]


def test_equal_forms_give_equal_bytes(run: Run) -> None:
    content = word.render(official_form(run, 1))
    assert content == word.render(official_form(run, 1))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_markup_in_a_text_stays_text(run: Run, tmp_path: Path) -> None:
    facts = facts_of(run, 1)
    text = '目标 A&B <满意度> "引号" ]]> </w:t>\x07'
    line = replace(facts.lines[0], actual=text)
    content = word.render(LAYOUTS["central"](replace(facts, lines=(line, *facts.lines[1:]))))
    (tmp_path / "a.docx").write_bytes(content)
    (form,) = read_forms(tmp_path / "a.docx").forms
    assert form.rows[0].actual == text.rstrip("\x07")


def test_a_very_long_row_may_break_over_pages(run: Run, tmp_path: Path) -> None:
    facts = replace(facts_of(run, 1), goal="改善办学条件，" * 430)
    content = word.render(LAYOUTS["central"](facts))
    head = docx.Document(io.BytesIO(content)).tables[0]
    assert head._tbl.tr_lst[-1].trPr.find(qn("w:cantSplit")) is None
    (tmp_path / "a.docx").write_bytes(content)
    assert read_forms(tmp_path / "a.docx").forms[0].goal == facts.goal


def test_invented_figures_are_marked_on_every_page_and_form(run: Run) -> None:
    assert run.illustrative
    for position in range(len(run.forms)):
        document = docx.Document(io.BytesIO(word.render(official_form(run, position))))
        assert "虚构" in document.sections[0].header.paragraphs[0].text
        assert any("虚构" in paragraph.text for paragraph in document.paragraphs)


def with_rows(run: Run, level2s: tuple[tuple[str, str, int], ...]) -> Facts:
    """The facts of a form with so many indicators under each pair of levels."""
    facts = facts_of(run, 1)
    lines = tuple(
        replace(facts.lines[0], level1=level1, level2=level2, name=f"{level2}{n}")
        for level1, level2, count in level2s
        for n in range(count)
    )
    return replace(facts, lines=lines)


def labels(content: bytes, column: int) -> list[tuple[str, int]]:
    """The names in a column of the indicators and over how many rows each goes."""
    rows = docx.Document(io.BytesIO(content)).tables[1]._tbl.tr_lst[1:-1]
    found: list[tuple[str, int]] = []
    for row in rows:
        cell = row.tc_lst[column]
        if cell.vMerge == "continue":
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((cell.p_lst[0].text, 1))
    return found


def test_no_page_begins_without_its_category(run: Run, tmp_path: Path) -> None:
    outputs = (("产出指标", "数量指标", 5), ("产出指标", "质量指标", 6), ("产出指标", "时效指标", 9))
    facts = with_rows(run, (*outputs, ("效益指标", "社会效益指标", 30)))
    content = word.render(LAYOUTS["central"](facts))
    for column, names in ((1, ["产出指标", "效益指标"]), (2, ["数量指标", "质量指标", "时效指标", "社会效益指标"])):
        found = labels(content, column)
        assert list(dict.fromkeys(name for name, _ in found)) == names
        assert sum(count for _, count in found) == 50
        assert max(count for _, count in found) <= 28  # lines, of which a row has at least one
    assert len([name for name, _ in labels(content, 2) if name == "社会效益指标"]) >= 2  # 30 rows cannot stay together
    rows = docx.Document(io.BytesIO(content)).tables[1]._tbl.tr_lst
    kept = [all(p.pPr.find(qn("w:keepNext")) is not None for c in row.tc_lst for p in c.p_lst) for row in rows]
    assert kept[0]  # the heading stays with what it heads
    after = 1
    for _, count in labels(content, 2):  # within a category of the second level no page begins
        assert all(kept[after : after + count - 1])
        after += count
    path = tmp_path / "a.docx"
    path.write_bytes(content)
    (form,) = read_forms(path).forms
    assert [(row.level1, row.level2) for row in form.rows] == [(line.level1, line.level2) for line in facts.lines]


def test_rows_taller_than_half_a_page_each_name_their_category(run: Run) -> None:
    facts = with_rows(run, (("产出指标", "数量指标", 3),))
    lines = tuple(replace(line, reason="因汛期施工推迟，" * 60) for line in facts.lines)  # 480 signs, 5 or 6 in a line
    content = word.render(LAYOUTS["central"](replace(facts, lines=lines)))
    assert labels(content, 1) == [("产出指标", 1)] * 3
    assert labels(content, 2) == [("数量指标", 1)] * 3
