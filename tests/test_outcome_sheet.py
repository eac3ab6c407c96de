"""Reading outcomes from the tables people have; expectations are what a person reads off the same rows."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest

from actuals.outcome import Outcome
from actuals.sources.cells import guard_formula, number_text, plain_text, unguard_formula
from actuals.sources.headings import heading_key, recognise
from actuals.sources.sheet import read_outcomes
from targets.errors import InputError
from targets.model.amounts import in_wan
from targets.model.form import with_unit


def write(path: Path, text: str, encoding: str = "utf-8-sig") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def stated(outcome: Outcome) -> tuple[str, str, str]:
    return outcome.project, outcome.name, outcome.actual


def test_columns_in_any_order_with_lines_above_and_extra_columns(tmp_path: Path) -> None:
    table = read_outcomes(
        write(
            tmp_path / "a.csv",
            "某部门年终填报\n填报人,张三\n实际完成值,联系电话,三级指标,项目名称\n"
            "12 期,0797-1,培训期数,教师培训费\n,,培训人数,教师培训费\n",
        )
    )
    assert [stated(o) for o in table.outcomes] == [("教师培训费", "培训期数", "12 期"), ("教师培训费", "培训人数", "")]
    assert [(u.column, u.text) for u in table.unused] == [("联系电话", "0797-1")]
    assert table.outcomes[0].at.line == 4


def test_english_headings(tmp_path: Path) -> None:
    head = "Project,Indicator,Target,Actual value,Evidence,Reason for deviation\n"
    text = head + "Roads,Length built,>=10 km,9 km,as-built drawings,rain\n"
    (outcome,) = read_outcomes(write(tmp_path / "e.csv", text)).outcomes
    assert (outcome.project, outcome.name, outcome.target, outcome.actual) == (
        "Roads",
        "Length built",
        ">=10 km",
        "9 km",
    )
    assert (outcome.evidence, outcome.reason) == ("as-built drawings", "rain")


def test_headings_of_official_forms_are_known() -> None:
    cells = ["一级指标", "二级指标", "三级指标", "年度指标值(A)", "全年实际值（B）", "分值", "得分", "未完成原因分析"]
    assert list(recognise(cells).values()) == [
        "level1",
        "level2",
        "name",
        "target",
        "actual",
        "_score",
        "_score",
        "reason",
    ]
    assert heading_key(" 年初 预算数（万元） ") == heading_key("年初预算数")


def test_the_fuller_heading_wins_over_the_vaguer_one() -> None:
    assert recognise(["三级指标", "完成情况", "实际完成值"]) == {0: "name", 2: "actual"}


def test_mapping_names_a_column_nobody_could_guess(tmp_path: Path) -> None:
    path = write(tmp_path / "m.csv", "指标名称,年底咋样\n客商满意度,93%\n")
    with pytest.raises(InputError, match="no headings found"):
        read_outcomes(path)
    (outcome,) = read_outcomes(path, mapping={"actual": "年底咋样"}).outcomes
    assert outcome.actual == "93%"


def test_mapping_with_an_unknown_field_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no field “outcomes”"):
        read_outcomes(write(tmp_path / "m.csv", "指标名称,实际完成值\na,1\n"), mapping={"outcomes": "实际完成值"})


def test_money_rows_stand_in_the_same_table_and_keep_their_unit(tmp_path: Path) -> None:
    text = "项目名称,资金名称,三级指标,实际完成值,年初预算数（元）,全年预算数（元）,全年执行数（元）\n"
    text += "甲,年度资金总额,,,100,90,80\n甲,,户数,3 户,,,\n"
    table = read_outcomes(write(tmp_path / "x.csv", text))
    (figures,) = table.execution
    assert (figures.project, figures.fund, figures.initial, figures.full_year, figures.executed) == (
        "甲",
        "年度资金总额",
        "100",
        "90",
        "80",
    )
    assert figures.money_unit == "元"
    assert [stated(o) for o in table.outcomes] == [("甲", "户数", "3 户")]


def test_a_bare_number_takes_the_unit_of_its_unit_column_and_a_full_one_does_not(tmp_path: Path) -> None:
    text = "指标名称,计量单位,实际完成值\n培训期数,期,12\n满意度,%,95.5%\n说明,期,已完成\n覆盖率,%,95.5\n"
    assert [o.actual for o in read_outcomes(write(tmp_path / "u.csv", text)).outcomes] == [
        "12期",
        "95.5%",
        "已完成",
        "95.5%",
    ]


@pytest.mark.parametrize("typed", ["0.958", ".95", "1", "0", "1.0"])
def test_a_share_that_may_be_a_fraction_is_left_bare_so_that_it_is_asked_about(tmp_path: Path, typed: str) -> None:
    text = f"指标名称,计量单位,实际完成值\n满意度,%,{typed}\n"
    assert [o.actual for o in read_outcomes(write(tmp_path / "u.csv", text)).outcomes] == [typed]


def test_levels_of_merged_cells_are_carried_down(tmp_path: Path) -> None:
    text = "一级指标,二级指标,指标名称,实际完成值\n产出指标,数量指标,甲,1\n,,乙,2\n,质量指标,丙,3\n效益指标,,丁,4\n"
    found = read_outcomes(write(tmp_path / "l.csv", text)).outcomes
    levels = [("产出指标", "数量指标"), ("产出指标", "数量指标"), ("产出指标", "质量指标"), ("效益指标", "")]
    assert [(o.level1, o.level2) for o in found] == levels


def test_a_merged_outcome_holds_for_every_row_it_covers_and_is_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["项目名称", "指标名称", "实际完成值"], ["甲", "一", "5 次"], [None, "二", None]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("C2:C3")
    book.save(tmp_path / "merged.xlsx")
    table = read_outcomes(tmp_path / "merged.xlsx")
    assert [stated(o) for o in table.outcomes] == [("甲", "一", "5 次"), ("甲", "二", "5 次")]
    assert [(f.name, f.figures["count"], f.at.row) for f in table.findings] == [("outcome-merged", "2", 1)]


def test_percent_cells_numbers_and_numbers_as_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["项目名称", "指标名称", "实际完成值"])
    for name, value, number_format in (
        ("率", 0.953, "0.00%"),
        ("次", 12.0, "General"),
        ("文", "12", "@"),
        ("小", 0.1, "General"),
    ):
        sheet.append(["甲", name, value])
        sheet.cell(sheet.max_row, 3).number_format = number_format
    book.save(tmp_path / "p.xlsx")
    by_name = {o.name: o.actual for o in read_outcomes(tmp_path / "p.xlsx").outcomes}
    assert Decimal(by_name["率"].rstrip("%")) == Decimal("95.3")
    assert (by_name["次"], by_name["文"], by_name["小"]) == ("12", "12", "0.1")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    (outcome,) = read_outcomes(write(tmp_path / "c.csv", "指标名称;实际完成值\n镕基度;≥90％\n", encoding)).outcomes
    assert (outcome.name, outcome.actual) == ("镕基度", "≥90％")


def test_invented_outcomes_say_so(tmp_path: Path) -> None:
    text = "示例数据，纯属虚构\n指标名称,实际完成值\na,1\n"
    assert read_outcomes(write(tmp_path / "i.csv", text)).illustrative
    assert not read_outcomes(write(tmp_path / "j.csv", text.split("\n", 1)[1])).illustrative


def test_the_demo_outcomes_are_invented_complete_and_leave_nothing_unused() -> None:
    table = read_outcomes(Path(str(files("evaluator") / "demo" / "outcomes.csv")))
    assert table.illustrative
    assert (len(table.outcomes), len(table.execution), table.unused) == (107, 11, ())
    assert sum(not o.actual for o in table.outcomes) == 1


def test_parquet(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(
        pyarrow.table({"项目名称": ["甲", "甲"], "指标名称": ["一", "二"], "实际完成值": [1.5, None]}),
        tmp_path / "a.parquet",
    )
    assert [stated(o) for o in read_outcomes(tmp_path / "a.parquet").outcomes] == [
        ("甲", "一", "1.5"),
        ("甲", "二", ""),
    ]


def database(path: Path) -> str:
    with sqlite3.connect(path) as connection:
        connection.execute("create table results (项目名称 text, 指标名称 text, 实际完成值 text, 年份 integer)")
        connection.executemany(
            "insert into results values (?,?,?,?)", [("甲", "一", "9 次", 2023), ("甲", "二", "8 次", 2022)]
        )
    connection.close()
    return f"sqlite:///{path}"


def test_database_table_and_query(tmp_path: Path) -> None:
    pytest.importorskip("sqlalchemy")
    address = database(tmp_path / "r.db")
    assert len(read_outcomes(address, table="results").outcomes) == 2
    query = "select 指标名称, 实际完成值 from results where 年份 = 2023"
    assert [o.actual for o in read_outcomes(address, query=query).outcomes] == ["9 次"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({}, "either --table NAME or --query"),
        ({"table": "nothing"}, "there is no table"),
        ({"query": "select nothing"}, "reading failed"),
    ],
)
def test_database_misuse(tmp_path: Path, arguments: dict[str, str], sentence: str) -> None:
    pytest.importorskip("sqlalchemy")
    with pytest.raises(InputError, match=sentence):
        read_outcomes(database(tmp_path / "r.db"), **arguments)


def test_a_missing_database_is_not_created(tmp_path: Path) -> None:
    pytest.importorskip("sqlalchemy")
    with pytest.raises(InputError, match="no such database file"):
        read_outcomes(f"sqlite:///{tmp_path}/none.db", table="t")
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b"\n  \n", "is empty"),
        ("binary.csv", b"\x01\x02\0\x03" * 9, "binary"),
        ("prose.csv", "今年工作总结\n一切顺利".encode(), "no headings found"),
        ("headings.csv", "甲,乙,丙\n1,2,3\n".encode(), "no headings found"),
    ],
)
def test_input_that_is_no_table_of_outcomes(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=sentence) as raised:
        read_outcomes(tmp_path / name)
    assert name in raised.value.zh


def test_missing_file_folder_and_stray_options(tmp_path: Path) -> None:
    for source, sentence in ((tmp_path / "none.csv", "no such file"), (tmp_path, "is a folder")):
        with pytest.raises(InputError, match=sentence):
            read_outcomes(source)
    with pytest.raises(InputError, match="database addresses"):
        read_outcomes(tmp_path / "a.csv", table="t")


def test_what_cannot_be_used_comes_back_with_place_and_reason(tmp_path: Path) -> None:
    table = read_outcomes(write(tmp_path / "n.csv", "项目名称,指标名称,实际完成值,备注\n甲,,12 次,\n甲,一,3,已核\n"))
    assert [(u.at.line, u.text, u.reason("zh")) for u in table.unused] == [
        (2, "甲 | 12 次", "该行没有指标名称或编号"),
        (3, "已核", "列“备注”的内容不参与评分"),
    ]


@pytest.mark.parametrize("text", ["=100%", "+5%", "-5%", "@SUM(1)", "'=1", "≥95%", "12", "", "'甲'"])
def test_guarded_text_comes_back_as_it_was(text: str) -> None:
    assert unguard_formula(guard_formula(text)) == text
    assert not guard_formula(text).startswith(("=", "+", "-", "@"))


def test_values_of_typed_sources_as_text() -> None:
    assert [plain_text(v) for v in (None, float("nan"), True, 95.0, Decimal("1E+2"), 1e-7, " x ")] == [
        "",
        "",
        "是",
        "95",
        "100",
        "0.0000001",
        "x",
    ]
    assert number_text(-0.50) == "-0.5"


@pytest.mark.parametrize(
    ("above", "heading", "unit"),
    [
        ("单位：百万元", "", "百万元"),
        ("", "（百万元）", "百万元"),
        ("", "(元)", "元"),
        ("", "（单位：万美元）", "万美元"),
        ("金额单位：人民币元", "", "元"),
        ("填报单位：某公司", "", "万元"),
    ],
)
def test_the_unit_of_money_is_read_whole(tmp_path: Path, above: str, heading: str, unit: str) -> None:
    """百万元 read as 万元 would be wrong by a hundred, 万美元 as 元 in the currency too."""
    text = f"{above}\n项目名称,年初预算数{heading},全年执行数{heading}\n某项目,3,2\n"
    (figures,) = read_outcomes(write(tmp_path / "m.csv", text)).execution
    assert (figures.money_unit, figures.initial, figures.executed) == (unit, "3", "2")


def test_money_columns_of_different_units_keep_their_own(tmp_path: Path) -> None:
    text = "项目名称,全年预算数（万元）,全年执行数（元）\n某项目,3,29000\n"
    (figures,) = read_outcomes(write(tmp_path / "m.csv", text)).execution
    assert (figures.money_unit, figures.full_year, figures.executed) == ("万元", "3", "29000元")
    assert in_wan(figures.executed, figures.money_unit) == Decimal("2.9")


@pytest.mark.parametrize(
    ("actual", "unit", "whole"),
    [
        ("95", "%", "95%"),
        ("0.95", "%", "0.95"),
        ("1", "%", "1"),
        ("1", "次", "1次"),
        ("约95", "人", "约95人"),
        ("-0.5", "%", "-0.5"),
        ("95%", "%", "95%"),
        ("2023-12-31", "日", "2023-12-31"),
        ("完成", "次", "完成"),
    ],
)
def test_a_unit_in_a_column_of_its_own(actual: str, unit: str, whole: str) -> None:
    """0.95 beside % may be 95 %: the bare number is left for the reader of outcomes to doubt, in tables and forms."""
    assert with_unit(actual, unit) == whole


def test_a_text_cut_inside_a_character_is_not_read_as_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "cut.csv"
    path.write_bytes("三级指标,实际完成值\n培训人数,十二".encode()[:-1])
    with pytest.raises(InputError, match="breaks off"):
        read_outcomes(path)
