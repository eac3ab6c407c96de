"""The ranking: places that open totals allow, ties, orders, means by hand, and the same content in every file."""

import base64
import csv
import hashlib
import io
import json
import re
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from lxml import html

from evaluator.__main__ import main
from evaluator.commands import options
from evaluator.evaluation import evaluate
from evaluator.keeping.rankingfiles import ranking_files, ranking_html
from evaluator.run import Run
from evaluator.scorecards import ranking
from evaluator.scorecards.ranking import ordered, places, provisional_places, rank_departments, rank_forms
from evaluator.scorecards.rankingtables import departments_table, distribution_table, place_text, projects_table

# department, projects as (name, budget, executed, people of 200 wanted; "" is not stated): the indicator is worth
# 50 points, the others are met; execution 10 points
BUREAU = {
    "甲局": (("培训", 100, 100, "200"), ("讲座", 300, 300, "100")),
    "乙局": (("宣传", 100, 100, "200"), ("普查", 300, 300, "100")),
    "丙局": (("修缮", 50, 50, ""),),
    "=丁局": (("<b>购置</b>", 80, 80, "160"),),
}
TARGETS = """预算年度,2023,,
项目名称,{project},,
预算部门,{department},,
资金总额,{budget},,
一级指标,二级指标,三级指标,指标值
产出指标,数量指标,培训人数,≥200人
效益指标,社会效益指标,合格率,≥90%
满意度指标,服务对象满意度指标,学员满意度,≥90%
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], Path]:
    folder = tmp_path_factory.mktemp("bureau")
    rows = ["预算部门,项目名称,三级指标,实际完成值,全年预算数,全年执行数"]
    targets = []
    for department, projects in BUREAU.items():
        for project, budget, executed, people in projects:
            path = folder / f"{len(targets)}.csv"
            path.write_text(TARGETS.format(project=project, department=department, budget=budget), encoding="utf-8")
            targets.append(path)
            mine = f"{department},{project}"
            rows += [f"{mine},培训人数,{people}人,,"] if people else []
            rows += [f"{mine},合格率,95%,,", f"{mine},学员满意度,92%,,", f"{mine},,,{budget},{executed}"]
    (folder / "outcomes.csv").write_text("\n".join(rows), encoding="utf-8")
    return targets, folder / "outcomes.csv"


@pytest.fixture(scope="module")
def run(files: tuple[list[Path], Path]) -> Run:
    return evaluate(*files)


def test_places_by_hand() -> None:
    totals = [(9000, 9000), (8000, 9500), None, (9000, 9000), (7000, 7000), (6000, 7000)]
    # 90: only the open 80–95 may end above; 80–95: at best first, as nothing is surely above 95, at worst behind both;
    # 70: behind three, and 60–70 can only draw level with it
    assert places(totals) == [(1, 2), (1, 3), None, (1, 2), (4, 4), (4, 5)]
    assert places([]) == []


def test_departments_in_order_with_their_means(run: Run) -> None:
    """甲局 and 乙局: (100 × 100 + 300 × 75) ÷ 400 = 81.25; 丁局: 100 − 50 × 0.2 = 90; 丙局: 50 to 100."""
    entries = rank_departments(run)
    assert [(e.name, e.total, e.place) for e in entries] == [
        ("=丁局", (9000, 9000), (1, 2)),
        ("甲局", (8125, 8125), (2, 3)),  # behind 丁局, perhaps behind 丙局; equal to 乙局 and so not behind it
        ("乙局", (8125, 8125), (2, 3)),
        ("丙局", (5000, 10000), (1, 4)),
    ]
    first = next(e for e in entries if e.name == "甲局")
    assert (first.projects, first.budget, first.rate, first.pending) == (2, Decimal(400), 10000, 0)
    assert first.grades == {"优": 1, "中": 1}
    opened = entries[-1]
    assert (opened.pending, opened.grades, opened.counts[0]) == (1, {"": 1}, 1)
    assert opened.worst == ("A101 outcome-missing", 1)


def test_projects_share_places(run: Run) -> None:
    assert [(e.name, e.place) for e in rank_forms(run)] == [
        ("培训", (1, 1)),
        ("宣传", (1, 1)),
        ("<b>购置</b>", (3, 4)),
        ("讲座", (4, 5)),
        ("普查", (4, 5)),
        ("修缮", (1, 6)),
    ]


@pytest.mark.parametrize(
    ("key", "reverse", "expected"),
    [
        ("budget", False, ["讲座", "普查", "培训", "宣传", "<b>购置</b>", "修缮"]),
        ("budget", True, ["修缮", "<b>购置</b>", "培训", "宣传", "讲座", "普查"]),
        ("total", True, ["修缮", "讲座", "普查", "<b>购置</b>", "培训", "宣传"]),
        ("pending", False, ["修缮", "培训", "讲座", "宣传", "普查", "<b>购置</b>"]),
        ("name", False, sorted(name for projects in BUREAU.values() for name, *_ in projects)),
    ],
)
def test_orders(run: Run, key: str, reverse: bool, expected: list[str]) -> None:
    assert [entry.name for entry in ordered(rank_forms(run), key, reverse=reverse)] == expected


def test_what_is_unknown_stands_last_either_way(run: Run) -> None:
    from dataclasses import replace

    entries = [replace(entry, rate=-1 if entry.name == "培训" else entry.rate) for entry in rank_forms(run)]
    for reverse in (False, True):
        assert ordered(entries, "execution", reverse=reverse)[-1].name == "培训"


def test_command_line_offers_the_orders_there_are() -> None:
    assert options.SORTS == ranking.SORTS


def test_distribution_adds_up(run: Run) -> None:
    """Money: 优 100 + 100 + 80, 中 300 + 300, open 50; of 930: 30.107…, 64.516…, 5.376… %. Cut to hundredths they are
    99.98 %, and the two largest remainders get the rest.
    """
    table = distribution_table(run, "zh")
    assert [row[:4] for row in table.rows] == [
        ("优", 1, 3, Decimal(280)),
        ("良", 2, 0, Decimal(0)),
        ("中", 0, 2, Decimal(600)),
        ("差", 0, 0, Decimal(0)),
        ("待定", 1, 1, Decimal(50)),
    ]
    assert [row[4] for row in table.rows] == ["30.11%", "0.00%", "64.51%", "0.00%", "5.38%"]
    # (100 × 100 × 2 + 75 × 300 × 2 + 90 × 80 + 50…100 × 50) ÷ 930 = 80.32… to 83.01…
    assert table.notes[-1] == "全部项目的预算加权平均为 80.32 至 83.01。"


def test_every_file_says_the_same(run: Run) -> None:
    made = ranking_files(run, "zh")
    tables = [
        departments_table(run, rank_departments(run), "zh"),
        projects_table(run, rank_forms(run), "zh"),
    ]
    texts = [[["" if c is None else str(c) for c in row] for row in (t.headers, *t.rows)] for t in tables]
    for name, expected in zip(("departments.csv", "projects.csv"), texts, strict=True):
        rows = list(csv.reader(io.StringIO(made[name].decode("utf-8-sig"))))
        assert [[text.removeprefix("'") for text in row] for row in rows] == expected  # '= is what a spreadsheet shows
    page = html.document_fromstring(made["ranking.html"].decode("utf-8"))
    shown = [[[c.text_content() for c in row.iter("th", "td")] for row in t.iter("tr")] for t in page.iter("table")]
    assert shown[:2] == texts
    book = openpyxl.load_workbook(io.BytesIO(made["排名.xlsx"]))
    assert book.sheetnames == ["部门排名", "项目排名", "等级分布"]
    for sheet, expected in zip(book.worksheets, texts, strict=False):
        rows = [["" if c is None else str(c) for c in row] for row in sheet.iter_rows(values_only=True)]
        assert rows[1 : 1 + len(expected)] == expected
    names = {cell.value: cell for row in book["部门排名"].iter_rows() for cell in row}
    assert names["=丁局"].data_type == "s"
    assert names[400].data_type == "n"


def test_page_runs_only_its_own_script_and_no_markup_of_others(run: Run) -> None:
    page = html.document_fromstring(ranking_html(run, "en"))
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    (script,) = page.iter("script")
    digest = base64.b64encode(hashlib.sha256(script.text.encode("utf-8")).digest()).decode()
    assert re.search(r"script-src '([^']+)'", policy).group(1) == f"sha256-{digest}"  # type: ignore[union-attr]
    assert not list(page.iter("b"))
    keys = [cell.get("data-key") for cell in page.xpath("(//table)[1]//tr/td[3]")]
    assert keys == ["90.00", "81.25", "81.25", "50.00"]


def test_top_says_that_it_is_not_all(
    files: tuple[list[Path], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    targets, actuals = files
    arguments = ["score", str(targets[0].parent / "[0-9].csv"), str(actuals), "--lang", "zh", "--fail-on", "never"]
    assert main([*arguments, "--top", "2", "--sort", "budget"]) == 0
    printed = capsys.readouterr().out
    assert "只列前 2 个，共 4 个" in printed
    assert "只列前 2 个，共 6 个" in printed
    assert "修缮" not in printed.split("疑点：")[0]
    assert main([*arguments, "--top", "0"]) == 2
    assert "--top" in capsys.readouterr().err
    assert main([*arguments, "--format", "json"]) == 0
    ranks = json.loads(capsys.readouterr().out)["ranking"]
    assert [one["place"] for one in ranks["departments"]] == [[1, 2], [2, 3], [2, 3], [1, 4]]
    assert ranks["projects"][0] == {
        "place": [1, 1], "department": "甲局", "name": "培训", "total_low": "100.00", "total_high": "100.00",
        "budget": "100", "rate": "100.00%", "pending": 0, "findings": {"errors": 0, "warnings": 0, "notes": 0},
    }  # fmt: skip


def test_an_open_total_has_a_provisional_place() -> None:
    """By hand: lower ends 90, 80, 80, 70: places 1, 2, 2, 4; what is not known has none."""
    totals = [(8000, 9500), None, (9000, 9000), (8000, 8000), (7000, 7500)]
    assert provisional_places(totals) == [2, 0, 1, 2, 4]
    assert [place_text(p, n) for p, n in zip(places(totals), provisional_places(totals), strict=True)] == [
        "2（1—2）", "", "1（1—2）", "2（2—3）", "4",
    ]  # fmt: skip


def test_with_many_forms_findings_are_grouped_and_the_ranking_stands_last(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """21 projects: one error of each (no outcome) becomes one line that counts them, with an example."""
    head = (
        "| 项目名称 | {} | | |\n|---|---|---|---|\n| 一级指标 | 二级指标 | 三级指标 | 年度指标值 |\n"
        "| 产出指标 | 数量指标 | 期数 | ≥3 期 |\n\n"
    )
    (tmp_path / "t.md").write_text("".join(head.format(f"项目{n}") for n in range(21)), encoding="utf-8")
    (tmp_path / "o.csv").write_text("项目名称,三级指标,实际完成值\n项目0,期数,3期\n", encoding="utf-8")
    main(["score", str(tmp_path / "t.md"), str(tmp_path / "o.csv"), "--lang", "zh", "--fail-on", "never"])
    said = capsys.readouterr().out
    lines = [line for line in said.splitlines() if line.startswith("错误") and "outcome-missing" in line]
    assert len(lines) == 1
    assert "共 20 处，例如" in said
    assert said.index("outcome-missing") < said.index("项目排名")
