"""Random grids, outcomes, decisions, Parquet schemas and documents: nothing raises but a refusal, nothing is lost.

``EVALUATOR_FUZZ=20`` tries twenty times as many (docs/robustness.md).
"""

from __future__ import annotations

import csv
import io
import json
import os
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actuals.sources.sheet import read_outcomes
from actuals.sources.table import OutcomeTable
from actuals.statements import read_all_decisions
from evaluator.checking import check_forms
from evaluator.pipeline import bring_together, judge
from rules.loading import load
from targets.documents.grid import Cell, Grid
from targets.documents.opening import open_file
from targets.errors import InputError
from targets.forms import ReadResult, read_forms
from targets.layout.understanding import forms_of
from targets.model.transport import from_plain, to_plain

TIMES = int(os.environ.get("EVALUATOR_FUZZ", "1"))
BOOK = load("mof-2021-101")
NOTHING = OutcomeTable(source="none")
DEMO = Path(__file__).parents[1] / "evaluator" / "demo" / "ganzhou-2023.txt"


def examples(number: int) -> settings:
    return settings(
        max_examples=number * TIMES,
        deadline=None,
        derandomize=TIMES == 1,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    )


LABELS = (
    *(
        "项目名称",
        "主管部门",
        "预算年度",
        "项目资金（万元）",
        "年度资金总额",
        "其中：财政拨款",
        "年度绩效目标",
        "预期目标",
        "实际完成情况",
    ),
    *(
        "一级指标",
        "二级指标",
        "三级指标",
        "指标值",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "权重",
        "单位",
        "符号",
        "偏差原因分析及改进措施",
    ),
    *(
        "产出指标",
        "数量指标",
        "质量指标",
        "时效指标",
        "成本指标",
        "效益指标",
        "社会效益指标",
        "满意度指标",
        "服务对象满意度指标",
    ),
    *(
        "总分",
        "合计",
        "小计",
        "预算执行率",
        "全年预算数",
        "全年执行数",
        "年初预算数",
        "执行率",
        "等级",
        "备注",
        "填表人：",
        "注：",
        "指标1：",
        "绩效指标",
    ),
    *(
        "≥100人",
        "95%",
        "10",
        "100",
        "0.5",
        "万元",
        "2023年",
        "2023年12月底前",
        "≤20万元",
        "显著提升",
        "达成",
        "部分达成",
        "-",
        "/",
        "无",
        "①",
    ),
)
words = st.one_of(st.sampled_from(LABELS), st.just(""), st.text(max_size=6))


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """Cells that do not overlap, with spans, some of them reaching past everything else."""
    height, width = draw(st.integers(1, 10)), draw(st.integers(1, 9))
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            down, across = draw(st.sampled_from(((1, 1), (1, 1), (1, 1), (1, 2), (2, 1), (1, 4), (3, 2))))
            area = {(row + i, column + j) for i in range(down) for j in range(across)}
            if area & taken:
                down, across, area = 1, 1, {(row, column)}
            taken |= area
            cells.append(Cell(row, column, draw(words), down, across))
    before = tuple(draw(st.lists(words.filter(bool), max_size=2)))
    return Grid(file="x", index=0, cells=tuple(cells), before=before)


@examples(60)
@given(st.lists(grids(), min_size=1, max_size=3))
def test_any_grid_is_read(tables: list[Grid]) -> None:
    read = forms_of(tables, "x")
    assert from_plain(ReadResult, json.loads(json.dumps(to_plain(read))), "x") == read
    for found in (*read.findings, *check_forms(read.forms, BOOK)):
        assert found.message("zh") and found.message("en") and found.remedy("zh") and found.remedy("en")


HEADINGS = {
    "一级指标": "level",
    "二级指标": "level",
    "三级指标": "name",
    "年度指标值": "target",
    "实际完成值": "free",
    "分值": "number",
    "得分": "number",
    "偏差原因分析及改进措施": "free",
    "不认得的列": "free",
}
UNKNOWN = "不认得的列"
CATEGORIES = (
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("效益指标", "社会效益指标"),
    ("满意度指标", "服务对象满意度指标"),
)


@st.composite
def forms(draw: st.DrawFn) -> tuple[list[list[str]], set[str]]:
    """A table that is a form, and the texts of it that nobody else has."""
    counter = iter(range(10, 1000))
    own: set[str] = set()

    def word() -> str:
        text = f"甲乙{next(counter)}"
        own.add(text)
        return text

    columns = [name for name in HEADINGS if name in ("三级指标", "年度指标值") or draw(st.booleans())]
    rows = [[label, word()] for label in ("项目名称", "主管部门", "实施单位") if draw(st.booleans())]
    if draw(st.booleans()):
        rows.append(["年度绩效目标", word()])
    rows.append(columns)
    for _ in range(draw(st.integers(1, 6))):
        one, two = draw(st.sampled_from(CATEGORIES))
        row = []
        for name in columns:
            kind = HEADINGS[name]
            if kind == "level":
                row.append(one if name == "一级指标" else two)
            elif kind == "number":
                row.append(draw(st.sampled_from(("10", "5.5", "-", "十分", None))) or word())
            else:
                row.append("" if kind == "free" and draw(st.booleans()) else word())
                if name == UNKNOWN:  # of such a column its heading is said, not each cell
                    own.discard(row[-1])
        rows.append(row)
    if draw(st.booleans()):
        rows.append([f"注：{word()}"])
    width = max(map(len, rows))
    return [[*row, *[""] * (width - len(row))] for row in rows], own


@examples(40)
@given(forms())
def test_every_text_of_a_form_is_found_again(made: tuple[list[list[str]], set[str]]) -> None:
    """In a row, a field of the head, a remark, a finding, or among what was not understood."""
    rows, own = made
    cells = tuple(Cell(i, j, text) for i, row in enumerate(rows) for j, text in enumerate(row))
    read = forms_of([Grid(file="x", index=0, cells=cells)], "x")
    assert len(read.forms) == 1
    known = json.dumps(to_plain(read), ensure_ascii=False)
    assert {text for text in own if text not in known} == set()
    assert any(UNKNOWN in row for row in rows) <= (UNKNOWN in known)


def _written(rows: list[list[str]], folder: Path) -> list[Path]:
    """The table as csv, html, docx and xlsx."""
    from docx import Document
    from openpyxl import Workbook

    text = io.StringIO()
    csv.writer(text).writerows(rows)
    (folder / "form.csv").write_text(text.getvalue(), encoding="utf-8")
    page = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
    (folder / "form.html").write_text(f"<html><meta charset=utf-8><table>{page}</table></html>", encoding="utf-8")
    document = Document()
    table = document.add_table(len(rows), len(rows[0]))
    for line, texts in zip(table.rows, rows, strict=True):
        for cell, said in zip(line.cells, texts, strict=True):
            cell.text = said
    document.save(str(folder / "form.docx"))
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(folder / "form.xlsx")
    return [folder / f"form.{suffix}" for suffix in ("csv", "html", "docx", "xlsx")]


@examples(5)
@given(made=forms())
def test_a_form_reads_the_same_from_every_format(
    made: tuple[list[list[str]], set[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows, _ = made
    heading = next(row for row in rows if "三级指标" in row)
    place = {name: heading.index(name) for name in HEADINGS if name in heading}
    wanted = [
        tuple(row[place[name]] if name in place else "" for name in ("三级指标", "年度指标值", "实际完成值", "分值"))
        for row in rows[rows.index(heading) + 1 :]
        if row[place["三级指标"]] and not row[0].startswith("注：")
    ]
    for path in _written(rows, tmp_path_factory.mktemp("form")):
        [form] = forms_of(open_file(path)[0], path.name).forms
        found = [(row.name, row.target, row.actual or "", row.points or "") for row in form.rows]
        assert found == wanted, path.suffix
        named = {row[0]: row[1] for row in rows[: rows.index(heading)]}
        assert form.project == named.get("项目名称")
        assert form.department == named["主管部门"] if "主管部门" in named else True


OUTCOME_HEADINGS = (
    *(
        "项目名称",
        "预算部门",
        "一级指标",
        "二级指标",
        "三级指标",
        "指标编号",
        "实际完成值",
        "单位",
        "完成情况",
        "达成情况",
        "得分系数",
        "扣分",
    ),
    *(
        "认定人",
        "认定日期",
        "佐证材料",
        "偏差原因分析及改进措施",
        "全年预算数（万元）",
        "全年执行数",
        "年初预算数",
        "资金名称",
        "得分",
        "随便",
        "",
    ),
)


@examples(60)
@given(
    headings=st.lists(st.sampled_from(OUTCOME_HEADINGS), min_size=1, max_size=9),
    rows=st.lists(st.lists(words, max_size=10), max_size=6),
    prose=st.lists(words, max_size=2),
)
def test_any_table_of_outcomes(
    headings: list[str], rows: list[list[str]], prose: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "outcomes.csv"
    text = io.StringIO()
    csv.writer(text).writerows([*([word] for word in prose), headings, *rows])
    path.write_text(text.getvalue(), encoding="utf-8", errors="replace")
    try:
        table = read_outcomes(path)
    except InputError as refusal:
        assert refusal.zh and refusal.en
        return
    for unused in table.unused:
        assert unused.reason("zh") and unused.reason("en") and unused.text
    for found in table.findings:
        assert found.message("zh") and found.remedy("en")


@examples(20)
@given(typed=st.lists(st.lists(st.booleans(), min_size=8, max_size=8), min_size=1, max_size=4))
def test_every_outcome_typed_is_used_or_reported(
    typed: list[list[bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    headings = (
        "项目名称",
        "三级指标",
        "实际完成值",
        "佐证材料",
        "偏差原因分析及改进措施",
        "全年执行数（万元）",
        "随便",
        "得分",
    )
    rows = [
        [f"甲乙{number}{column}丙" if there else "" for column, there in enumerate(row)]
        for number, row in enumerate(typed, 10)
    ]
    path = tmp_path_factory.getbasetemp() / "typed.csv"
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    path.write_text(text.getvalue(), encoding="utf-8")
    table = read_outcomes(path)
    known = repr((table.outcomes, table.execution, table.unused, table.findings))
    assert [cell for row in rows for cell in row if cell and cell not in known] == []


VALUES = st.one_of(
    st.sampled_from(
        (
            '"教师培训人数"',
            '"教师培训费"',
            '"李某"',
            '"100人"',
            '""',
            '"2024-01-05"',
            '"+1.5"',
            "1.50",
            "-3",
            "1e400",
            "nan",
            "inf",
        )
    ),
    st.sampled_from(
        ("true", "2024-02-03", "2024-02-03T01:02:03Z", "[]", "[1, [2]]", "{ a = 1 }", '"""a\nb"""', "0x1F", "07:30:00")
    ),
    st.text(max_size=5).map(lambda text: json.dumps(text)),
)
KEYS = (
    "name",
    "indicator",
    "id",
    "project",
    "department",
    "who",
    "why",
    "date",
    "read_as",
    "points",
    "actual",
    "level",
    "share",
    "fund",
    "executed",
    "x",
)


@st.composite
def decisions(draw: st.DrawFn) -> str:
    """A decisions file: entries that are mostly right, with keys missing, doubled in other tables, of other types."""
    entries = []
    for _ in range(draw(st.integers(1, 3))):
        table = draw(st.sampled_from(("match", "target", "outcome", "money", "adjustment", "adjustment", "other")))
        keys = draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=7))
        whole = {"who": '"李某"', "why": '"如此"', "project": '"教师培训费"', "indicator": '"教师培训人数"'}
        needed = {"match": {"name": '"人数"'}, "target": {"read_as": '"≥5人"'}}
        needed["adjustment"] = {"points": '"-1"', "date": '"2024-01-05"'}
        whole |= needed.get(table, {})
        chosen = {key: value for key, value in whole.items() if draw(st.integers(0, 9))}
        chosen |= {key: draw(VALUES) for key in keys if not draw(st.integers(0, 2))}
        brackets = draw(st.sampled_from(("[[{}]]", "[[{}]]", "[[{}]]", "[{}]")))
        entries.append("\n".join([brackets.format(table), *(f"{key} = {value}" for key, value in chosen.items())]))
    return "\n".join(entries) + "\n"


@pytest.fixture(scope="module")
def demo() -> ReadResult:
    read = read_forms(DEMO)
    return ReadResult(forms=tuple(form for form in read.forms if form.project == "教师培训费"))


@examples(50)
@given(text=decisions())
def test_any_decisions_file(text: str, demo: ReadResult, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "decisions.toml"
    path.write_text(text, encoding="utf-8", errors="replace")
    try:
        read = read_all_decisions(path)
        run = judge(bring_together([demo], [NOTHING], read), BOOK)
    except InputError as refusal:
        assert "decisions.toml" in refusal.zh and "decisions.toml" in refusal.en
        return
    for found in run.notices:
        assert found.message("zh") and found.message("en") and found.remedy("zh")
    for unused in run.unused:
        assert unused.reason("zh") and unused.reason("en")


# --- Parquet ---

pa = pytest.importorskip("pyarrow", reason="the extra parquet is not installed")

COLUMNS = {
    "targets": {
        "form": [1, 1, 2],
        "id": [1, 2, 1],
        "indicator": ["甲", "乙", "丙"],
        "target": ["≥5人", "≤3万元", "≥90%"],
        "level1": ["产出指标"] * 3,
    },
    "actuals": {"form": [1, 1, 2], "id": [1, 2, 1], "outcome": ["5人", "3万元", "95%"]},
    "budgets": {"form": [1, 2], "department": ["甲", "甲"], "project": ["一", None], "year": [2023, 2023]},
}
EXTRA = (
    "points",
    "unit",
    "symbol",
    "level2",
    "level",
    "share",
    "deduction",
    "initial",
    "executed",
    "full_year",
    "execution_points",
    "other",
)
KINDS: dict[str, tuple[Any, list[Any]]] = {
    "int8": (pa.int8(), [1, 2, None]),
    "uint64": (pa.uint64(), [2**64 - 1, 1, 0]),
    "int64": (pa.int64(), [2**63 - 1, -1, None]),
    "float16": (pa.float16(), [1.5, None, float("inf")]),
    "float64": (pa.float64(), [float("nan"), -0.0, 1e308]),
    "decimal": (pa.decimal128(38, 10), [Decimal("1.5"), None, Decimal(10) ** 20]),
    "decimal256": (pa.decimal256(70, 2), [Decimal("1.5"), None, Decimal(10) ** 60]),
    "string": (pa.string(), ["≥5人", "", None]),
    "long": (pa.large_string(), ["x" * 5000, "\x00\n\ufffe", "１２"]),
    "view": (pa.string_view(), ["甲", "1", None]),
    "dictionary": (pa.dictionary(pa.int8(), pa.string()), ["甲", "甲", None]),
    "dictionary-of-numbers": (pa.dictionary(pa.int32(), pa.int64()), [1, 1, None]),
    "binary": (pa.binary(), [b"\xff", b"", None]),
    "bool": (pa.bool_(), [True, False, None]),
    "null": (pa.null(), [None, None, None]),
    "date": (pa.date32(), [date(2023, 1, 1), None, date(1, 1, 1)]),
    "time": (pa.timestamp("ns", "UTC"), [datetime(2023, 1, 1), None, datetime(1970, 1, 1)]),
    "duration": (pa.duration("s"), [timedelta(1), None, timedelta(2)]),
    "list": (pa.list_(pa.int64()), [[1], [], None]),
    "struct": (pa.struct([("a", pa.string())]), [{"a": "x"}, {"a": None}, None]),
    "map": (pa.map_(pa.string(), pa.int64()), [[("a", 1)], [], None]),
    "nested": (pa.list_(pa.struct([("a", pa.list_(pa.string()))])), [[{"a": ["x"]}], [], None]),
}


@examples(30)
@given(data=st.data())
def test_any_schema_of_tables(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Up to three columns of another type, left out, doubled, renamed; on disk as Parquet or Arrow, or in memory."""
    import pyarrow.parquet as pq

    from evaluator.bulk.scoring import score_tables

    folder = tmp_path_factory.mktemp("tables")
    sources: list[Any] = []
    changes = data.draw(
        st.lists(
            st.tuples(
                st.sampled_from(sorted(COLUMNS)),
                st.sampled_from(("type", "type", "type", "drop", "double", "rename")),
                st.integers(0, 9),
                st.sampled_from(sorted(KINDS)),
            ),
            min_size=1,
            max_size=3,
        )
    )
    for name, columns in COLUMNS.items():
        arrays = [(key, pa.array(values)) for key, values in columns.items()]
        rows = len(arrays[0][1])
        for where, what, number, kind in changes:
            if where != name:
                continue
            of, values = KINDS[kind]
            place = number % len(arrays) if arrays else 0
            if what == "type" and number < len(arrays):
                arrays[place] = (arrays[place][0], pa.array(values[:rows], of))
            elif what == "type":
                arrays.append((data.draw(st.sampled_from(EXTRA)), pa.array(values[:rows], of)))
            elif what == "drop" and arrays:
                del arrays[place]
            elif what == "double" and arrays:
                arrays.append(arrays[place])
            elif what == "rename" and arrays:
                arrays[place] = (data.draw(st.text(max_size=4)), arrays[place][1])
        table = pa.Table.from_arrays([array for _, array in arrays], names=[key for key, _ in arrays])
        way = data.draw(st.sampled_from(("parquet", "arrow", "memory")))
        if way == "parquet":
            try:
                pq.write_table(table, folder / f"{name}.parquet")
                sources.append(folder / f"{name}.parquet")
            except pa.ArrowException:  # not every type can be written
                sources.append(table)
        elif way == "arrow":
            with pa.OSFile(str(folder / f"{name}.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
                writer.write_table(table)
            sources.append(folder / f"{name}.arrow")
        else:
            sources.append(table)
    try:
        run = score_tables(*sources, rules="mof-2020-10")
    except InputError as refusal:
        assert refusal.zh and refusal.en
        return
    assert run.summary.forms >= 1
    for found in run.listed:
        assert found.message("zh") and found.message("en")
