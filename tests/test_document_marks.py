"""Marks that change a text: for each a document is made and read, in Word and in Excel."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from documentmaking import run, word, workbook
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from targets.documents.marks import Left, Mark, add_run, in_font, plainly, power, raised, said
from targets.documents.reader import read_grids
from targets.forms import read_forms
from targets.kinds.location import Location


def _word_target(path: Path, *content: Any, clear: bool = True) -> tuple[str, list[str], str]:
    """The second target of a Word form whose paragraph was given ``content``; findings; what the cell left out."""

    def change(paragraph: Any) -> None:
        if clear:
            paragraph.clear()
        for one in content:
            paragraph._p.append(one)

    word(change)(path / "t.docx")
    grids, findings = read_grids(path / "t.docx", guarded=False)
    cell = next(cell for cell in grids[0].cells if (cell.row, cell.column) == (2, 3))
    return cell.text, [finding.name for finding in findings], cell.removed


def _math(inside: str) -> Any:
    space = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    return parse_xml(f"<m:oMath {space}>{inside}</m:oMath>")


def _control(content: str, settings: str) -> Any:
    inside = f"<w:sdtContent><w:r><w:t>{content}</w:t></w:r></w:sdtContent>"
    return parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr>{settings}</w:sdtPr>{inside}</w:sdt>")


def _field(settings: str) -> Any:
    return run("", inside=f'<w:fldChar w:fldCharType="begin"><w:ffData>{settings}</w:ffData></w:fldChar>')


def _box(text: str) -> Any:
    content = f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    return parse_xml(
        f"<w:r {nsdecls('w')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' "
        f"xmlns:v='urn:schemas-microsoft-com:vml'><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{content}"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape>{content}</v:shape></w:pict></mc:Fallback>"
        f"</mc:AlternateContent></w:r>"
    )


WORD: dict[str, tuple[list[Any], str, list[str]]] = {
    "struck out": ([run("≥80%", "<w:strike/>"), run("≥90%")], "≥90%", ["struck-text"]),
    "struck out twice": ([run("≥80%", "<w:dstrike/>"), run("≥90%")], "≥90%", ["struck-text"]),
    "not struck after all": ([run("≥90%", '<w:strike w:val="false"/>')], "≥90%", []),
    "hidden": ([run("≥90%"), run("（旧）", "<w:vanish/>")], "≥90%", ["hidden-text"]),
    "note mark": (
        [run("≥90"), run("2", '<w:vertAlign w:val="superscript"/>'), run("%")],
        "≥90%",
        ["footnote-mark"],
    ),
    "note in brackets": ([run("≥90%"), run("[注1]", '<w:vertAlign w:val="superscript"/>')], "≥90%", ["footnote-mark"]),
    "square metres": ([run("≥90m"), run("2", '<w:vertAlign w:val="superscript"/>')], "≥90m²", []),
    "power of ten": ([run("≥9×10"), run("4", '<w:vertAlign w:val="superscript"/>'), run("人")], "≥9×10⁴人", []),
    "lowered": ([run("CO"), run("2", '<w:vertAlign w:val="subscript"/>'), run("≤9吨")], "CO2≤9吨", []),
    "raised word": ([run("≥90"), run("万元", '<w:vertAlign w:val="superscript"/>')], "≥90万元", []),
    "placeholder": ([_control("单击此处输入文字。", "<w:showingPlcHdr/>")], "", []),
    "content control": ([_control("≥95%", "<w:text/>")], "≥95%", []),
    "chosen from a list": (
        [_field('<w:ddList><w:result w:val="1"/><w:listEntry w:val="≥1%"/><w:listEntry w:val="≥2%"/></w:ddList>')],
        "≥2%",
        [],
    ),
    "first of a list": ([_field('<w:ddList><w:listEntry w:val="≥1%"/></w:ddList>')], "≥1%", []),
    "box ticked": ([_field("<w:checkBox><w:checked/></w:checkBox>"), run("达成")], "☑达成", []),
    "box blank": ([_field('<w:checkBox><w:default w:val="0"/></w:checkBox>'), run("达成")], "□达成", []),
    "equation": ([_math("<m:r><m:t>≥1500</m:t></m:r>"), run("人")], "≥1500人", []),
    "fraction": (
        [_math("<m:f><m:num><m:r><m:t>3</m:t></m:r></m:num><m:den><m:r><m:t>4</m:t></m:r></m:den></m:f>")],
        "3/4",
        [],
    ),
    "power in an equation": (
        [_math("<m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>3</m:t></m:r></m:sup></m:sSup>")],
        "10³",
        [],
    ),
    "sign of the symbol font": ([run("", inside='<w:sym w:font="Symbol" w:char="F0B3"/>'), run("95%")], "≥95%", []),
    "less in the symbol font": ([run("", inside='<w:sym w:font="Symbol" w:char="F0A3"/>'), run("5%")], "≤5%", []),
    "box of another font": ([run("", inside='<w:sym w:font="Wingdings 2" w:char="F0A3"/>'), run("优")], "□优", []),
    "text in the symbol font": ([run("\uf0b3", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>'), run("9")], "≥9", []),
    "text box": ([_box("≥1500 人")], "≥1500 人", []),
}


@pytest.mark.parametrize("name", WORD)
def test_word(name: str, tmp_path: Path) -> None:
    content, text, findings = WORD[name]
    found = _word_target(tmp_path, *content)
    assert (found[0], found[1]) == (text, findings)
    assert bool(found[2]) == bool(findings)


def test_a_struck_row_is_no_indicator(tmp_path: Path) -> None:
    def change(paragraph: Any) -> None:
        row = paragraph._p.getparent().getparent()
        for one in row.iter("{*}r"):
            one.insert(0, parse_xml(f"<w:rPr {nsdecls('w')}><w:strike/></w:rPr>"))

    word(change)(tmp_path / "t.docx")
    read = read_forms(tmp_path / "t.docx")
    assert [row.name for row in read.forms[0].rows] == ["培训人数"]
    (finding,) = read.findings
    assert finding.figures["removed"] == "产出指标 | 质量指标 | 合格率 | ≥90%" and finding.at.row == 2


def test_a_style_may_strike_out_or_hide(tmp_path: Path) -> None:
    word(lambda paragraph: paragraph._p.insert(0, run("≥80%", '<w:rStyle w:val="Gone"/>')))(tmp_path / "t.docx")
    with zipfile.ZipFile(tmp_path / "t.docx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    style = '<w:style w:type="character" w:styleId="{}">{}</w:style>'
    more = style.format("Base", "<w:rPr><w:vanish/></w:rPr>") + style.format("Gone", '<w:basedOn w:val="Base"/>')
    parts["word/styles.xml"] = parts["word/styles.xml"].replace(b"</w:styles>", f"{more}</w:styles>".encode())
    with zipfile.ZipFile(tmp_path / "t.docx", "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    read = read_forms(tmp_path / "t.docx")
    assert read.forms[0].rows[1].target == "≥90%"
    assert [one.name for one in read.findings] == ["hidden-text"]


def _sheet_target(path: Path, change: Callable[[Any], object]) -> tuple[str, list[str]]:
    workbook(change)(path / "t.xlsx")
    grids, findings = read_grids(path / "t.xlsx", guarded=False)
    text = next((cell.text for cell in grids[0].cells if (cell.row, cell.column) == (2, 3)), "")
    return text, [finding.name for finding in findings]


def _runs(*runs: tuple[str, InlineFont]) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet["D3"] = CellRichText([TextBlock(font, text) for text, font in runs])

    return change


def _whole(text: str, font: Font) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet["D3"] = text
        sheet["D3"].font = font

    return change


PLAIN, STRUCK, UP = InlineFont(), InlineFont(strike=True), InlineFont(vertAlign="superscript")
SHEET: dict[str, tuple[Callable[[Any], None], str, list[str]]] = {
    "struck out": (_runs(("≥80%", STRUCK), ("≥90%", PLAIN)), "≥90%", ["struck-text"]),
    "all struck out": (_whole("≥80%", Font(strike=True)), "", ["struck-text"]),
    "note mark": (_runs(("≥90", PLAIN), ("①", UP), ("%", PLAIN)), "≥90%", ["footnote-mark"]),
    "square metres": (_runs(("≥90m", PLAIN), ("2", UP)), "≥90m²", []),
    "symbol font": (_runs(("³", InlineFont(rFont="Symbol")), ("90%", PLAIN)), "≥90%", []),
    "all in the symbol font": (_whole("³90%", Font(name="Symbol")), "≥90%", []),
    "private sign": (_whole("\uf0a390%", Font(name="宋体")), "≤90%", []),
    "escaped line break": (_whole("≥90_x000D_\n%", Font()), "≥90\n%", []),
    "escaped underscore": (_whole("a_x005F_b", Font()), "a_b", []),
}


@pytest.mark.parametrize("name", SHEET)
def test_sheet(name: str, tmp_path: Path) -> None:
    change, text, findings = SHEET[name]
    assert _sheet_target(tmp_path, change) == (text, findings)


@pytest.mark.parametrize("strict", ["spreadsheetml", "wordprocessingml"])
def test_strict_files_are_read(tmp_path: Path, strict: str) -> None:
    path = tmp_path / ("t.xlsx" if strict == "spreadsheetml" else "t.docx")
    (workbook if strict == "spreadsheetml" else word)(lambda _: None)(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    usual = b"http://schemas.openxmlformats.org/"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            for room, there in ((strict.encode(), b"main"), (b"officeDocument", b"relationships")):
                data = data.replace(
                    usual + room + b"/2006/" + there, b"http://purl.oclc.org/ooxml/" + room + b"/" + there
                )
            archive.writestr(name, data)
    assert [row.target for row in read_forms(path).forms[0].rows] == ["≥100人", "≥90%"]


def test_a_chart_sheet_without_a_drawing_is_passed(tmp_path: Path) -> None:
    book = Workbook()
    workbook(lambda _: None)(tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    book.create_chartsheet("图")
    book.save(tmp_path / "t.xlsx")
    with zipfile.ZipFile(tmp_path / "t.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if "chartsheets/_rels" not in name}
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert len(read_forms(tmp_path / "t.xlsx").forms[0].rows) == 2


@given(st.integers(0, 999), st.sampled_from(["人", "%", "万元", "次", "0", "5", ""]))
def test_a_raised_number_is_never_a_digit_of_the_value(number: int, before: str) -> None:
    assert raised(f"15{before}", str(number)) is None


@given(st.sampled_from(["m", "km", "平方米", "立方米", "公里"]), st.sampled_from("23"))
def test_a_raised_number_behind_a_length_is_its_power(unit: str, number: str) -> None:
    assert raised(f"15{unit}", number) == power(number)


@given(st.text(alphabet="绩效目标abc123≥%", max_size=12))
def test_a_text_without_private_signs_stays(text: str) -> None:
    assert plainly(text) == text
    assert in_font("绩效", "Symbol") == "绩效"


def test_comments_in_word_are_named_and_not_used(tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    table = document.add_table(rows=2, cols=4)
    for row, texts in enumerate(
        (("一级指标", "二级指标", "三级指标", "指标值"), ("产出指标", "数量指标", "购书", "≥300册"))
    ):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    document.add_comment(table.cell(1, 3).paragraphs[0].runs, text="应为320册", author="审核人")
    document.save(str(tmp_path / "t.docx"))
    read = read_forms(tmp_path / "t.docx")
    assert read.forms[0].rows[0].target == "≥300册"
    assert [(one.name, one.figures["text"], one.at.column) for one in read.findings] == [
        ("cell-comment", "应为320册", 3)
    ]


def test_a_power_is_read_over_several_runs() -> None:
    parts: list[str] = ["1", "0"]
    left: list[Left] = []
    add_run("4", {Mark.RAISED}, parts, left)
    add_run("", {Mark.STRUCK}, parts, left)
    assert ("".join(parts), left) == ("10⁴", [])


def test_the_mark_that_hides_goes_before_the_others() -> None:
    parts: list[str] = []
    left: list[Left] = []
    for marks in ({Mark.STRUCK}, {Mark.STRUCK, Mark.HIDDEN}, {Mark.HIDDEN, Mark.RAISED}, {Mark.RAISED}, set[Mark]()):
        add_run("注1", marks, parts, left)
    assert [one.mark for one in left] == [Mark.STRUCK, Mark.HIDDEN, Mark.HIDDEN, Mark.RAISED]
    assert parts == ["注1"]


def test_one_finding_for_each_sort_of_what_was_left_out() -> None:
    at = Location(file="a.docx", table=0, row=3)
    left = [(2, Left(Mark.STRUCK, "旧 \n 值")), (2, Left(Mark.STRUCK, "90%")), (1, Left(Mark.HIDDEN, "x" * 61))]
    left += [(4, Left(Mark.HIDDEN, " ")), (5, Left(Mark.HIDDEN, "y"))]
    struck, hidden = said(at, left)
    assert (struck.at.column, struck.figures["removed"]) == (2, "旧 值 | 90%")
    assert (hidden.at.column, hidden.figures["removed"]) == (None, "x" * 60 + "…")


def test_exponents_and_codes_of_symbol_fonts() -> None:
    assert (power("2"), power("-3"), power("n")) == ("²", "⁻³", "^n")
    assert plainly("\uf0b395%") == "≥95%"
    assert plainly("\uf0a3 90") == "≤ 90"
    assert plainly("\uf0fe是 \uf0a8否") == "☑是 □否"
    assert plainly("误差\uf0b15") == "误差±5"
    assert in_font("Ā万", "Symbol") == "Ā万"
