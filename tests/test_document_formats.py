"""The example documents in every format, against their truth; and the oddities of each format."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.documents.numberformat import shown, shown_date
from targets.documents.office import find_office
from targets.documents.reader import read_grids
from targets.documents.text import decode
from targets.documents.unframed import unframed
from targets.documents.web import decoded, read_html
from targets.errors import InputError
from targets.forms import read_forms, read_many
from targets.model.form import Form

SAMPLES = Path(__file__).parent / "documents"
GANZHOU = Path(__file__).parents[1] / "evaluator" / "demo" / "ganzhou-2023.txt"
TARGETS: list[dict[str, Any]] = json.loads((SAMPLES / "targets_truth.json").read_text(encoding="utf-8"))
EVALUATIONS: list[dict[str, Any]] = json.loads((SAMPLES / "self_eval_synthetic_truth.json").read_text(encoding="utf-8"))
needs_office = pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")


def check_targets(forms: tuple[Form, ...]) -> None:
    assert len(forms) == 11
    assert sum(len(form.rows) for form in forms) == 107
    for form, truth in zip(forms, TARGETS, strict=True):
        assert [(r.level1, r.level2, r.name, r.target) for r in form.rows] == [
            (i["l1"], i["l2"], i["l3"], i["target"]) for i in truth["indicators"]
        ]
        head = truth["header"]
        assert form.year == truth["year"]
        if truth["kind"] == "department":
            assert form.department == head["部门名称"]
            keys = ("收入预算合计", "其中：财政拨款", "其他经费", "支出预算合计", "其中：基本支出", "项目支出")
            assert [form.budget[k] for k in ("income", "fiscal", "other", "total", "basic", "projects")] == [
                head[key] for key in keys
            ]
            assert form.goal == head["年度总体目标"]
        else:
            assert form.project == head["项目名称"]
            assert f"{form.department_code}-{form.department}" == head["主管部门及代码"]
            assert form.implementer == head["实施单位"]
            keys = ("年度资金总额", "其中：财政拨款", "其他资金", "上年结转")
            assert [form.budget[k] for k in ("total", "fiscal", "other", "carried_over")] == [head[key] for key in keys]
            assert form.goal == head["年度绩效目标"]


def number(text: str) -> object:
    """Printed figures by value: a cell formatted 0.00% shows 95.30% where the Word file says 95.3%."""
    bare = text.replace(",", "")
    try:
        return Decimal(bare.removesuffix("%")), bare.endswith("%")
    except ArithmeticError:
        return text


def check_evaluations(forms: tuple[Form, ...]) -> None:
    assert [form.project for form in forms] == [truth["name"] for truth in EVALUATIONS]
    for form, truth in zip(forms, EVALUATIONS, strict=True):
        assert [
            (
                r.level1,
                r.level2,
                r.name,
                r.target,
                number(r.actual or ""),
                number(r.points or ""),
                number(r.score or ""),
                r.reason,
            )
            for r in form.rows
        ] == [
            (
                i["l1"],
                i["l2"],
                i["l3"],
                i["target"],
                number(i["actual"]),
                number(i["weight"]),
                number(i["score"]),
                i["reason"],
            )
            for i in truth["indicators"]
        ]
        money = [["年度资金总额", *form.execution.values()], *([k, *v.values()] for k, v in form.fund_rows.items())]
        assert [[number(text) for text in row] for row in money] == [
            [number(text) for text in row] for row in truth["money"]
        ]
        assert [form.total_points, form.total_score] == truth["total"]
        assert form.goal_outcome == truth["done"]


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "xls", "html", "pdf"])
def test_targets_in_every_format(suffix: str) -> None:
    result = read_forms(SAMPLES / f"targets.{suffix}")
    check_targets(result.forms)
    assert [finding.name for finding in result.findings] == ["target-missing"]
    assert not result.skipped


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
def test_self_evaluations(suffix: str) -> None:
    result = read_forms(SAMPLES / f"self_eval_synthetic.{suffix}")
    check_evaluations(result.forms)
    assert not result.findings
    assert not result.skipped


def test_grids_and_spans_of_the_word_file() -> None:
    grids, _ = read_grids(SAMPLES / "targets.docx")
    for grid, truth in zip(grids, TARGETS, strict=True):
        cells = [[c.row, c.column, c.rowspan, c.colspan, c.text] for c in grid.cells]
        assert sorted(cells) == sorted(truth["grid"]["cells"])


def test_same_ids_in_every_format() -> None:
    wanted = [row.id for form in read_forms(SAMPLES / "targets.docx").forms for row in form.rows]
    assert len(set(wanted)) == 107
    for path in (SAMPLES / "targets.xlsx", SAMPLES / "targets.pdf", SAMPLES / "targets.html", GANZHOU):
        assert [row.id for form in read_forms(path).forms for row in form.rows] == wanted


def test_the_published_text_against_its_truth() -> None:
    result = read_forms(GANZHOU)
    with (SAMPLES / "seed_targets.tsv").open(encoding="utf-8", newline="") as file:
        truth = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    rows = [(form, row) for form in result.forms for row in form.rows]
    assert [(r.at.line, f.title, r.level1, r.level2, r.name, r.target) for f, r in rows] == [
        (int(t["line"]), t["document"], t["level1"], t["level2"], t["indicator"], t["target"]) for t in truth
    ]
    check_targets(result.forms)


def test_slipped_rows_of_the_published_text_are_reported() -> None:
    found = [(f.name, f.at.line) for f in read_forms(GANZHOU).findings]
    assert found == [
        ("level-misplaced", 39),
        ("row-shifted", 39),
        ("row-shifted", 40),
        ("row-shifted", 41),
        ("row-shifted", 42),
        ("level-misplaced", 43),
        ("target-missing", 39),
        ("level-misplaced", 129),
        ("row-shifted", 129),
        ("level-misplaced", 154),
        ("row-shifted", 154),
    ]


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One profile for all conversions here: making one costs more than a conversion."""
    return tmp_path_factory.mktemp("profile")


@needs_office
@pytest.mark.parametrize("suffix", ["doc", "odt", "html", "pdf", "rtf"])
def test_conversions_of_the_word_files(suffix: str, profile: Path, tmp_path: Path) -> None:
    targets, evaluations = convert("docx", suffix, profile, tmp_path)
    check_targets(read_forms(targets).forms)
    check_evaluations(read_forms(evaluations).forms)


@needs_office
@pytest.mark.parametrize("suffix", ["ods", "xls", "html"])
def test_conversions_of_the_workbooks(suffix: str, profile: Path, tmp_path: Path) -> None:
    targets, evaluations = convert("xlsx", suffix, profile, tmp_path)
    check_targets(read_forms(targets).forms)
    check_evaluations(read_forms(evaluations).forms)


@needs_office
def test_workbooks_printed_as_they_are(profile: Path, tmp_path: Path) -> None:
    """Their rows are too low for their texts: what overflows is put where it belongs, what was cut is reported."""
    targets, evaluations = convert("xlsx", "pdf", profile, tmp_path)
    read = read_forms(targets)
    check_targets(read.forms)
    doubted = {(f.at.page, f.at.row) for f in read.findings if f.name == "text-overflow"}
    assert {page for page, _ in doubted} == {1, 3, 8, 10, 11}
    read = read_forms(evaluations)
    cut = 0
    doubted = {(f.at.page, f.at.row) for f in read.findings if f.name == "text-overflow"}
    for form, truth in zip(read.forms, EVALUATIONS, strict=True):
        assert [form.total_points, form.total_score] == truth["total"]
        for row, wanted in zip(form.rows, truth["indicators"], strict=True):
            given = (row.level1, row.level2, row.target, row.points, row.score, row.reason)
            assert given == tuple(wanted[key] for key in ("l1", "l2", "target", "weight", "score", "reason"))
            assert number(row.actual or "") == number(wanted["actual"])
            if row.name != wanted["l3"]:
                cut += 1
                assert row.name in wanted["l3"]
                assert (row.at.page, row.at.row) in doubted
    assert cut == 1


def convert(source: str, suffix: str, profile: Path, folder: Path) -> tuple[Path, Path]:
    """The targets and the self-evaluations, from ``source`` to ``suffix`` in one call."""
    office = find_office()
    assert office is not None
    names = ("targets", "self_eval_synthetic")
    options = [f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", suffix, "--outdir"]
    files = [str(SAMPLES / f"{name}.{source}") for name in names]
    subprocess.run([office, *options, str(folder), *files], check=True, timeout=120, capture_output=True)
    return folder / f"{names[0]}.{suffix}", folder / f"{names[1]}.{suffix}"


def test_content_and_not_the_name_decides(tmp_path: Path) -> None:
    path = tmp_path / "targets.csv"
    shutil.copy(SAMPLES / "targets.docx", path)
    assert len(read_forms(path).forms) == 11
    path = tmp_path / "forms.et"
    shutil.copy(SAMPLES / "targets.xls", path)
    assert len(read_forms(path).forms) == 11


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_encodings_of_text(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "forms.txt"
    # GBK has no ≥ of some fonts and no ② beyond its table; the published text is all within it
    path.write_bytes(GANZHOU.read_text(encoding="utf-8").encode(encoding))
    check_targets(read_forms(path).forms)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimited_text(delimiter: str, tmp_path: Path) -> None:
    path = tmp_path / "forms.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(
            line.split("\t") for line in GANZHOU.read_text(encoding="utf-8").splitlines()
        )
    check_targets(read_forms(path).forms)


def test_markdown(tmp_path: Path) -> None:
    lines = []
    for line in GANZHOU.read_text(encoding="utf-8").splitlines():
        lines.append("| " + " | ".join(line.split("\t")) + " |" if "\t" in line else line)
        if line.startswith(("部门名称", "项目名称")):
            lines.append("|---|---|---|---|")
    path = tmp_path / "forms.md"
    path.write_text("\n".join(lines), encoding="utf-8")
    check_targets(read_forms(path).forms)


def test_html_pages_that_say_gb2312_and_hold_gbk() -> None:
    page = (
        "<html><head><meta charset=gb2312></head><body><p>项目支出绩效自评表</p><table><tr><td>项目名称<td colspan=3>朱镕基题词"  # noqa: E501
        "<tr><td>一级指标<td>二级指标<td>三级指标<td>指标值<tr><td rowspan=2>产出指标<td>数量指标<td>人<br>数<td>&ge;5&nbsp;人"  # noqa: E501
        "<tr><td>质量指标<td>合格率<td>90%</table>"
    ).encode("gb18030")
    assert "镕" in decoded(page, "p.html")
    (grid,), _ = read_html(page, "p.html")
    assert grid.before == ("项目支出绩效自评表",)
    assert [c.text for c in grid.cells if c.row == 2] == ["产出指标", "数量指标", "人\n数", "≥5 人"]
    assert [c.column for c in grid.cells if c.row == 3] == [1, 2, 3]


def test_html_layout_tables_are_looked_through() -> None:
    page = (
        "<table><tr><td><h1>项目支出绩效目标表</h1><table><tr><td>三级指标<td>指标值</table></td></tr></table>".encode()
    )
    (grid,), _ = read_html(page, "p.html")
    assert grid.before == ("项目支出绩效目标表",)
    assert [c.text for c in grid.cells] == ["三级指标", "指标值"]


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word_file(path: Path, body: str) -> Path:
    """A .docx of one part, written by hand: what no library writes but people's files hold."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
            'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'wordprocessingml.document.main+xml"/></Types>',
        )
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
    return path


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text: str, settings: str = "") -> str:
    return f"<w:tc><w:tcPr>{settings}</w:tcPr>{text if text.startswith('<') else p(text)}</w:tc>"


def tr(*cells: str, settings: str = "") -> str:
    return f"<w:tr>{f'<w:trPr>{settings}</w:trPr>' if settings else ''}{''.join(cells)}</w:tr>"


HEAD = tr(tc("一级指标"), tc("二级指标"), tc("三级指标"), tc("指标值"))


def test_word_oddities(tmp_path: Path) -> None:
    inserted = "<w:p><w:ins><w:r><w:t>≥5</w:t></w:r></w:ins><w:del><w:r><w:delText>≥4</w:delText></w:r></w:del><w:r><w:t>人</w:t></w:r></w:p>"  # noqa: E501
    control = f"<w:sdt><w:sdtContent>{tc('指标乙')}</w:sdtContent></w:sdt>"
    inner = f"<w:tbl>{tr(tc('另'), tc('表'))}</w:tbl>"
    body = p("项目支出绩效目标表") + "<w:tbl>" + "".join(
        [
            tr(tc("项目名称"), tc("甲", '<w:gridSpan w:val="3"/>')),
            HEAD,
            tr(tc("产出指标", '<w:vMerge w:val="restart"/>'), tc("数量指标"), tc("指标甲"), tc(inserted)),
            tr(tc("", "<w:vMerge/>"), tc("质量指标"), control, tc("90%")),
            f"<w:sdt><w:sdtContent>{tr(tc('', '<w:vMerge/>'), tc('时效指标'), tc('指标丙'), tc('及时' ))}</w:sdtContent></w:sdt>",  # noqa: E501
            tr(tc("成本指标"), tc("删去的行"), tc("x"), tc("y"), settings="<w:del/>"),
            tr(tc("效益指标"), tc("社会效益指标"), tc(p("指标") + p("丁") + inner), tc("提高")),
            tr(tc("可持续影响指标"), tc("指标戊"), tc("提高"), settings='<w:gridBefore w:val="1"/>'),
        ]
    ) + "</w:tbl>" + p("注：完。")  # fmt: skip
    result = read_forms(word_file(tmp_path / "odd.docx", body))
    (form,) = result.forms
    assert [(r.level1, r.level2, r.name, r.target) for r in form.rows] == [
        ("产出指标", "数量指标", "指标甲", "≥5人"),
        ("产出指标", "质量指标", "指标乙", "90%"),
        ("产出指标", "时效指标", "指标丙", "及时"),
        ("效益指标", "社会效益指标", "指标丁", "提高"),
        ("效益指标", "可持续影响指标", "指标戊", "提高"),
    ]
    (finding,) = [f for f in result.findings if f.name == "tracked-changes"]
    assert finding.figures == {"inserted": "1", "deleted": "2"}
    assert form.remarks == ("注：完。",)


def test_workbook_oddities(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    rows = [
        ["项目支出绩效自评表"],
        ["（2023年度）"],
        ["项目名称", "甲"],
        ["一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值", "得分"],
        ["产出指标", "数量指标", "人数", ">=5人", 5, 30, "=F5"],
        [None, "质量指标", "合格率", 0.95, 0.953, 30, 30],
        [None, "时效指标", "时间", dt.date(2023, 12, 31), dt.date(2023, 12, 1), 30, 30],
    ]
    for row in rows:
        sheet.append(row)
    sheet["D6"].number_format = "0%"
    sheet["E6"].number_format = "0.0%"
    sheet["D7"].number_format = sheet["E7"].number_format = 'yyyy"年"m"月"d"日"'
    hidden = book.create_sheet("上年")
    hidden.append(["一级指标", "二级指标", "三级指标", "指标值"])
    hidden.sheet_state = "hidden"
    path = tmp_path / "odd.xlsx"
    book.save(path)
    result = read_forms(path)
    (form,) = result.forms
    assert [(r.target, r.actual, r.score) for r in form.rows] == [
        (">=5人", "5", ""),
        ("95%", "95.3%", "30"),
        ("2023年12月31日", "2023年12月1日", "30"),
    ]
    assert [f.name for f in result.findings] == ["formula-without-value", "hidden-content"]
    assert result.findings[0].figures == {"count": "1", "cell": "G5", "formula": "=F5"}


def test_a_target_typed_with_an_equals_sign_is_no_formula(tmp_path: Path) -> None:
    """A script that writes =100% into a cell makes a formula of it that no program has ever computed."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["项目支出绩效自评表"],
        ["（2023年度）"],
        ["项目名称", "甲"],
        ["一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值", "得分"],
        ["产出指标", "质量指标", "合格率", "=100%", "100%", 30, 30],
        ["产出指标", "数量指标", "人数", "=5人/次", "5人/次", 30, 30],
        ["产出指标", "数量指标", "次数", "=F5+1", "5次", 30, 30],
    ):
        sheet.append(row)
    path = tmp_path / "typed.xlsx"
    book.save(path)
    result = read_forms(path)
    assert [row.target for row in result.forms[0].rows] == ["=100%", "=5人/次", ""]
    (without,) = [f for f in result.findings if f.name == "formula-without-value"]
    assert without.figures == {"count": "1", "cell": "D7", "formula": "=F5+1"}


def _linked(path: Path) -> Path:
    """Framed areas, two of them overlapping, with values, links and a comment where only the first cell counts."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(1, 9):
        sheet.append([f"{row}/{column}" for column in range(1, 5)])
    frame = openpyxl.styles.Side(style="thin")
    for name in ("A1", "B2", "C4", "D8"):
        sheet[name].border = openpyxl.styles.Border(top=frame, bottom=frame, left=frame, right=frame)
    for name in ("A1", "B1"):
        sheet[name].hyperlink = "https://example.invalid/"
    for name in ("A1", "B1", "C5"):
        sheet[name].comment = openpyxl.comments.Comment("说明", "某人")
    sheet["A1"].value = None
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    areas = "".join(f'<mergeCell ref="{area}"/>' for area in ("A1:B1", "B2:C4", "C4:D8", "F9:G10"))
    where = b"<hyperlinks"
    sheet_part = parts["xl/worksheets/sheet1.xml"]
    assert where in sheet_part
    parts["xl/worksheets/sheet1.xml"] = sheet_part.replace(where, f"<mergeCells>{areas}</mergeCells>".encode() + where)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


@pytest.mark.filterwarnings("ignore:Cell .* is part of a merged range:UserWarning")
@pytest.mark.parametrize("name", ["targets.xlsx", "self_eval_synthetic.xlsx", "linked.xlsx"])
def test_without_frames_a_workbook_holds_what_it_holds_with_them(name: str, tmp_path: Path) -> None:
    path = SAMPLES / name if (SAMPLES / name).exists() else _linked(tmp_path / name)

    def held(book: Any) -> list[Any]:
        return [
            (
                sheet.title,
                sheet.sheet_state,
                sorted(
                    (place, cell.value, cell.data_type, cell.number_format)
                    for place, cell in sheet._cells.items()
                    if cell.value is not None
                ),
                sorted(area.coord for area in sheet.merged_cells.ranges),
            )
            for sheet in book.worksheets
        ]

    with path.open("rb") as file:
        assert held(unframed(file)[0]) == held(openpyxl.load_workbook(path, data_only=True, keep_links=False))


def test_macros_and_links_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "macro.xlsx"
    shutil.copy(SAMPLES / "self_eval_synthetic.xlsx", path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
        archive.writestr(
            "xl/externalLinks/_rels/externalLink1.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
            "TargetMode='External' Target='file:///other.xlsx' Id='r1' Type='x/externalLinkPath'/></Relationships>",
        )
    assert [f.name for f in read_forms(path).findings] == ["macros-present", "external-link"]


@pytest.mark.parametrize(
    ("value", "pattern", "text"),
    [
        (0.95, "0%", "95%"), (0.953, "0.00%", "95.30%"), (0.29 * 100, "General", "29"), (1234.5, "#,##0.00", "1,234.50"),  # noqa: E501
        (2.675, "0.00", "2.68"), (-5, "0.00_);(0.00)", "(5.00)"), (12, '0"人"', "12人"), (100, '"≥"0"次"', "≥100次"),
        (216, "000000", "000216"), (0.5, "#.##", ".5"), (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (1234567, "0.0,", "1234.6"), (0.3333333333333, "General", "0.3333333333"), (3.0, "General", "3"), (1, "@", "1"),
        (0, "0;-0;;@", ""), (5, "0;-0;;@", "5"), (0, "0;-0", "0"),
    ],
)  # fmt: skip
def test_numbers_as_shown(value: float, pattern: str, text: str) -> None:
    assert shown(value, pattern) == text


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("yyyy-mm-dd", "2023-12-31"), ("yyyy/m/d", "2023/12/31"), ('yyyy"年"m"月"', "2023年12月"), ("h:mm", "8:05"),
        ('[$-804]yyyy"年"m"月"d"日";@', "2023年12月31日"),
    ],
)  # fmt: skip
def test_dates_as_shown(pattern: str, text: str) -> None:
    assert shown_date(dt.datetime(2023, 12, 31, 8, 5), pattern) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_general_keeps_the_value(value: Decimal) -> None:
    assert Decimal(shown(value, "General")) == value.quantize(Decimal(1).scaleb(min(0, value.adjusted() - 9)))


@given(st.floats(allow_nan=True, allow_infinity=True), st.text('0#,.%;_-()[]Redyhms"年@*\\ ', max_size=12))
def test_no_number_format_raises(value: float, pattern: str) -> None:
    assert isinstance(shown(value, pattern), str)


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        assert isinstance(decode(data, "x.txt"), str)
    except InputError as error:
        assert "x.txt" in error.zh


def test_many_files_keep_their_order_whatever_the_jobs(tmp_path: Path) -> None:
    for name in ("b.docx", "a.docx"):
        shutil.copy(SAMPLES / "self_eval_synthetic.docx", tmp_path / name)
    shutil.copy(GANZHOU, tmp_path / "c.txt")
    (tmp_path / "d.png").write_bytes(b"\x89PNG")
    (tmp_path / "e.txt").write_text("没有表格", encoding="utf-8")
    (tmp_path / "~$a.docx").write_bytes(b"lock")
    one, two = read_many([tmp_path], jobs=1), read_many([str(tmp_path / "*.*")], jobs=3)
    assert [form.file for form in one.forms] == ["a.docx"] * 3 + ["b.docx"] * 3 + ["c.txt"] * 11
    assert [Path(name).name for name, _ in one.failed] == ["e.txt"]
    assert [skip.text for skip in one.skipped] == ["d.png"]
    assert two.forms == one.forms
    assert read_many([str(tmp_path / "no*.docx")]).failed


def test_a_file_without_forms_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("姓名,年龄,城市\n甲,3,赣州\n", encoding="utf-8")
    with pytest.raises(InputError, match="none with indicator columns"):
        read_forms(path)
