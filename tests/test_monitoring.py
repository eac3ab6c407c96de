"""Half-year monitoring, worked by hand: 30 June 2023 is day 181 of 365, 49.589… % of the year."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from evaluator.__main__ import main
from evaluator.days import day_of
from evaluator.monitoring import Monitoring, Standing, monitor
from evaluator.pipeline import judge, take_in
from evaluator.scorecards.monitoringtables import behind_table, lines_table, overview_table, percent_of
from rules.loading import load
from targets.errors import InputError

# name, target, half-year outcome, completion, standing
LINES = (
    ("开展培训次数", "≥365 次", "181 次", Fraction(181, 365), Standing.IN_STEP),  # exactly the elapsed share
    ("开展检查次数", "≥365 次", "180 次", Fraction(180, 365), Standing.BEHIND),
    ("建设里程", "≥1 公里", "496 米", Fraction(496, 1000), Standing.IN_STEP),  # 49.6 % > 49.589 %
    ("改造管网长度", "≥1 公里", "495.8 米", Fraction(4958, 10000), Standing.BEHIND),  # 49.58 % < 49.589 %
    ("培训人数", "1000 人", "1200 名", Fraction(6, 5), Standing.IN_STEP),
    ("发放资金", "≥200 万元", "900000 元", Fraction(9, 20), Standing.BEHIND),
    ("每年组织考试场次", "≥8 次", "2 次", Fraction(1, 4), Standing.BEHIND),
    ("高标准农田建设面积", "≥100 亩", "10 亩", Fraction(1, 10), Standing.BEHIND),
    ("各学校每月上传文章次数", "≥4 次", "1 次", Fraction(1, 4), Standing.SHOWN),
    ("人均补助标准", "≥6000 元", "1000 元", Fraction(1, 6), Standing.SHOWN),
    ("名单公示时间", "≥5 天", "1 天", Fraction(1, 5), Standing.SHOWN),
    ("检查覆盖率", "≥90%", "9%", Fraction(1, 10), Standing.SHOWN),
    ("中考成绩排名", "全市县区排名前三", "第4名", None, Standing.SHOWN),
    ("学生学业水平", "显著提高", "部分达成", None, Standing.SHOWN),
    ("考试成本", "≤20 万元", "19 万元", Fraction(19, 20), Standing.SHOWN),
    ("督导成本", "≤20 万元", "27.3 万元", Fraction(273, 200), Standing.CEILING_PASSED),
    ("安全事故次数", "=0 次", "1 次", None, Standing.CEILING_PASSED),
    ("编印手册数量", "≥500 册", "", None, Standing.NOT_STATED),
    ("走访企业家数", "≥30 家", "按计划推进", None, Standing.NOT_COMPARABLE),
    ("评选先进次数", "≥1 次", "不适用", None, Standing.NOT_APPLICABLE),
)
HALF_YEAR = date(2023, 6, 30)


def write(folder: Path, *, year: str = "(2023 年度)", executed: str = "49.5", first: str = "") -> tuple[Path, Path]:
    head = ["", "项目支出绩效目标表", "", year, "", "项目名称\t\t甲项目\t", "主管部门及代码\t\t216-某局\t实施单位 某局"]
    money = ["项目资金 (万元)\t\t年度资金总额\t100", "\t\t其中：财政拨款\t100", "\t\t其他资金\t0", "\t\t上年结转\t0"]
    rows = ["年度绩效目标\t\t\t", "做好工作\t\t\t", "一级指标\t二级指标\t三级指标\t指标值"]
    rows += [f"产出指标\t数量指标\t{name}\t{target}" for name, target, *_ in LINES]
    targets = folder / "targets.txt"
    targets.write_text("\n".join([*head, *money, *rows]) + "\n", encoding="utf-8")
    out = io.StringIO()
    sheet = csv.writer(out)
    if first:
        sheet.writerow([first])
    sheet.writerow(
        [
            "项目名称",
            "资金名称",
            "三级指标",
            "实际完成值",
            "偏差原因分析及改进措施",
            "全年预算数（万元）",
            "全年执行数（万元）",
        ]
    )
    sheet.writerow(["甲项目", "年度资金总额", "", "", "", "100", executed])
    for name, _, outcome, *_ in LINES:
        sheet.writerow(["甲项目", "", name, outcome, "今年不评选" if outcome == "不适用" else "", "", ""])
    actuals = folder / "actuals.csv"
    actuals.write_text(out.getvalue(), encoding="utf-8-sig")
    return targets, actuals


def monitored(folder: Path, day: date = HALF_YEAR, **given: str) -> Monitoring:
    intake = take_in(*write(folder, **given))
    return monitor(intake, judge(intake, load("mof-2021-101")), day)


@pytest.fixture(scope="module")
def half_year(tmp_path_factory: pytest.TempPathFactory) -> Monitoring:
    return monitored(tmp_path_factory.mktemp("half"))


@pytest.mark.parametrize("number", range(len(LINES)), ids=[line[0] for line in LINES])
def test_each_line(half_year: Monitoring, number: int) -> None:
    name, _, _, completion, standing = LINES[number]
    line = half_year.forms[0].lines[number]
    assert (line.indicator, line.completion, line.standing) == (name, completion, standing)


def test_elapsed_share_counts_the_day_itself(half_year: Monitoring, tmp_path: Path) -> None:
    assert half_year.elapsed == Fraction(181, 365)
    assert percent_of(half_year.elapsed) == "49.59%"
    leap = monitored(tmp_path, date(2024, 2, 29), year="(2024 年度)")
    assert leap.elapsed == Fraction(60, 366)
    assert monitored(tmp_path, date(2023, 12, 31)).elapsed == 1
    assert monitored(tmp_path, date(2023, 1, 1)).elapsed == Fraction(1, 365)


@pytest.mark.parametrize(
    ("executed", "standing"),
    # 49.5 < 49.589 < 49.59: rounding the rate or the share to two places would not tell them apart
    [("49.5", "behind"), ("49.589", "behind"), ("49.59", "in-step"), ("0", "behind"), ("", "not-stated")],
)
def test_execution_is_held_against_the_calendar_exactly(tmp_path: Path, executed: str, standing: str) -> None:
    form = monitored(tmp_path, executed=executed).forms[0]
    assert form.money.value == standing
    assert form.rate == (Fraction(executed) / 100 if executed else None)


def test_what_is_behind_is_listed_money_first(half_year: Monitoring) -> None:
    listed = [(row[2], row[5], row[6]) for row in behind_table(half_year, "en").rows]
    assert listed == [
        ("executed ÷ budget (10⁴ yuan)", "49.50%", "behind"),
        ("开展检查次数", "49.32%", "behind"),  # 180 ÷ 365 = 0.49315…
        ("改造管网长度", "49.58%", "behind"),
        ("发放资金", "45.00%", "behind"),
        ("每年组织考试场次", "25.00%", "behind"),
        ("高标准农田建设面积", "10.00%", "behind"),
        ("督导成本", "136.50%", "ceiling passed"),
        ("安全事故次数", "", "ceiling passed"),
    ]
    row = overview_table(half_year, "en").rows[0]
    assert row == ("甲项目", "100", "49.5", "49.50%", "behind", 20, 5, 2, 1)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_graded_and_the_convention_is_named(half_year: Monitoring, lang: str) -> None:
    tables = [make(half_year, lang) for make in (overview_table, behind_table, lines_table)]
    words = {header for table in tables for header in table.headers}
    assert not words & {"分值", "得分", "总分", "等级", "points", "score", "total", "grade"}
    assert any(("约定" if lang == "zh" else "convention") in note for note in tables[0].notes)


def test_missing_outcomes_and_scores_are_no_findings_in_mid_year(half_year: Monitoring) -> None:
    names = {finding.name for finding in half_year.findings}
    assert "outcome-unreadable" in names
    assert not names & {"outcome-missing", "score-pending", "shortfall-unexplained", "execution-low-unexplained"}


def test_a_form_of_another_year_stops(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is of 2022") as raised:
        monitored(tmp_path, year="(2022 年度)")
    assert "甲项目" in raised.value.zh


def test_a_form_without_a_year_is_taken_for_the_days_and_a_note_says_so(half_year: Monitoring, tmp_path: Path) -> None:
    made = monitored(tmp_path, date(2024, 2, 29), year="")
    assert made.elapsed == Fraction(60, 366)
    assert "1 forms state no year and were taken to be of 2024." in overview_table(made, "en").notes
    assert "state no year" not in "".join(overview_table(half_year, "en").notes)


def test_what_two_lines_claim_differently_is_unsettled_and_not_unstated(tmp_path: Path) -> None:
    targets, actuals = write(tmp_path)
    with actuals.open("a", encoding="utf-8") as sheet:
        sheet.write("甲项目,,开展检查次数,365 次,,,\n")
    intake = take_in(targets, actuals)
    line = monitor(intake, judge(intake, load("mof-2021-101")), HALF_YEAR).forms[0].lines[1]
    assert (line.indicator, line.completion, line.standing) == ("开展检查次数", None, Standing.UNSETTLED)


@pytest.mark.parametrize(
    "text", ["2023-02-29", "20230630", "2023-6-30", "30.6.2023", "", "２０２３-06-30", "2023-W26-5"]
)
def test_a_day_that_is_none(text: str) -> None:
    with pytest.raises(InputError, match="not a day"):
        day_of("--as-of", text)


def test_json_is_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    targets, actuals = write(tmp_path)
    arguments = ["score", str(targets), str(actuals), "--as-of", "2023-06-30", "--format", "json"]
    assert main([*arguments, "--fail-on", "never"]) == 0
    printed = capsys.readouterr()
    document = json.loads(printed.out)
    assert printed.err == ""
    assert document["as_of"] == "2023-06-30"
    assert document["elapsed"] == {"share": "0.4959", "days": 181, "days_of_year": 365}
    assert document["illustrative"] is None
    form = document["forms"][0]
    assert form["execution"] == {"budget": "100", "executed": "49.5", "rate": "0.4950", "standing": "behind"}
    assert (form["rows"][1]["completion"], form["rows"][1]["standing"]) == ("0.4932", "behind")
    assert "score" not in form["rows"][1]
    assert not {"grade", "total"} & form.keys()


def test_folder_whole_and_not_replaced_without_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    targets, actuals = write(tmp_path)
    arguments = ["score", str(targets), str(actuals), "--as-of", "2023-06-30", "--fail-on", "never", "--lang", "en"]
    arguments += ["--out", str(tmp_path / "out")]
    assert main(arguments) == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"monitoring.md", "monitoring.csv", "run.json", "inputs", "behind.csv", "findings.csv"}
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert main(arguments) == 2
    assert "--force" in capsys.readouterr().err
    assert main([*arguments, "--force"]) == 0
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == before


def test_invented_outcomes_are_marked(tmp_path: Path) -> None:
    made = monitored(tmp_path, first="示例数据，纯属虚构，非该部门真实完成情况。")
    assert made.run.illustrative
    for make in (overview_table, behind_table, lines_table):
        assert any("虚构" in note for note in make(made, "zh").notes)
    assert {row[-1] for row in lines_table(made, "zh").rows} == {"虚构示例"}


@pytest.mark.parametrize("extra", [["--pdf"], ["--top", "3"], ["--rules", "mof-2021-101,jiangxi"]])
def test_options_that_speak_of_grades_are_refused(
    tmp_path: Path, extra: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    targets, actuals = write(tmp_path)
    assert main(["score", str(targets), str(actuals), "--as-of", "2023-06-30", "--lang", "en", *extra]) == 2
    assert "neither grades nor ranks" in capsys.readouterr().err
