"""Every condition of findings is one entry of a list: made forms raise each of them, and tables find what documents do.

The forms are made by hand, each row for one condition. The documents are the same forms through the document path, the
tables through the bulk path; both are held against each other row by row, under every shipped book and under a local
one that asks for more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("pyarrow", reason="the extra parquet is not installed")

from actuals.language.reading import read_outcome
from evaluator.bulk.documents import run_of
from evaluator.bulk.run import BulkRun
from evaluator.bulk.scoring import score_tables
from evaluator.bulk.summary import Case
from evaluator.evaluation import evaluate
from evaluator.findings import kinds
from evaluator.run import Run
from evaluator.verdict.conditions.asking import Asked, target_columns
from evaluator.verdict.conditions.columns import OUTCOME_NOTES, TARGET_NOTES
from evaluator.verdict.conditions.condition import Condition
from evaluator.verdict.conditions.departments import (
    DEPARTMENTS,
    department_columns,
    department_findings,
)
from evaluator.verdict.conditions.forms import FORMS, form_columns, form_findings
from evaluator.verdict.conditions.lines import ALL, LINES, TARGETS_MISSING, TARGETS_NOTED
from rules.loading import book_ids
from targets.language.expression import read_target
from targets.model.form import FormKind

ASKING = """id = "asking"
extends = "sichuan"

[[override]]
provision = "policy.evidence"
enabled = true
reason = "本地要求佐证材料"

[[override]]
provision = "policy.missing-outcome"
use = "as-zero"
standing = "convention"
zh = "没有完成值的得 0 分"
en = "an indicator without an outcome scores 0"
reason = "虚构"
reason_en = "invented"

[[override]]
provision = "points.general"
use = "category-weights"
standing = "convention"
zh = "每类都有分值"
en = "every category has points"
reason = "虚构"
reason_en = "invented"

[override.params]
execution = 10
pools = [
    { categories = ["cost"], points = 20 },
    { categories = ["output"], points = 30 },
    { categories = ["effect"], points = 20 },
    { categories = ["satisfaction"], points = 10 },
    { categories = ["other"], points = 10 },
]

[severity]
shortfall-unexplained = "error"
"""
SCORING = [book for book in book_ids() if book != "pefa-2016"]
"""The shipped books that score forms; PEFA scores ratings of another kind."""
SIGNED = {"decided_by": "李某", "decided_on": "2023-12-31", "reason": "抽查"}
OUTPUT, EFFECT, SATISFACTION = ("产出指标", "数量指标"), ("效益指标", "社会效益指标"), ("满意度指标", "服务对象满意度")
Stated = dict[str, str]
Row = tuple[tuple[str, str], str, str, str, Stated]

WORDS = "稳步提升"
EACH: list[Row] = [
    (OUTPUT, "培训人数", "100人", "5", {"outcome": "100人"}),
    (OUTPUT, "设备台数", "", "5", {"outcome": "3台"}),
    (OUTPUT, "巡查次数", "≥12次", "5", {"outcome": "120次"}),
    (OUTPUT, "宣传次数", "≥", "5", {"outcome": "3次"}),
    (OUTPUT, "处理时限", "＞3天，＜5天", "5", {"outcome": "4天"}),
    (OUTPUT, "参训人次", "≥100", "5", {"outcome": "100"}),
    (OUTPUT, "人均补助", "≥100人/元", "5", {"outcome": "100元/人"}),
    (OUTPUT, "样本数", "≥100嘎嘣", "5", {"outcome": "100嘎嘣"}),
    (OUTPUT, "合格率", "≥9500%", "5", {"outcome": "98%"}),
    (OUTPUT, "检查次数", "≥10次", "5", {"outcome": "10"}),
    (OUTPUT, "检查次数二", "≥10次", "5", {"outcome": "10平方米"}),
    (OUTPUT, "覆盖率", "≥90%", "5", {"outcome": "120%"}),
    (OUTPUT, "竣工时间", "2023年12月底前", "5", {"outcome": "按时完成"}),
    (OUTPUT, "竣工户数", "≥10户", "5", {"outcome": "已完成", "deduction": "1"}),
    (OUTPUT, "发放册数", "≥10册", "5", {"outcome": "≥10册"}),
    (OUTPUT, "走访户数", "≥10户", "5", {"outcome": "一言难尽"}),
    (OUTPUT, "巡查次数", "≥10次", "5", {"outcome": ""}),
    (OUTPUT, "建成面积", "≥100平方米", "5", {"outcome": "150平方米", "evidence": "台账"}),
    (OUTPUT, "建成里程", "≥100公里", "5", {"outcome": "250公里"}),
    (OUTPUT, "增长率", "增长≥5%", "5", {"outcome": "-2%"}),
    (OUTPUT, "维修次数", "≥10次", "5", {"outcome": "8次"}),
    (OUTPUT, "维修次数二", "≥10次", "5", {"outcome": "8次", "reason": "雨季"}),
    (OUTPUT, "维修次数三", "≥10次", "5", {"outcome": "10次", "share": "0.8"}),
    (OUTPUT, "维修次数四", "≥10次", "5", {"outcome": "10次", "deduction": "1"}),
    (OUTPUT, "维修次数五", "≥10次", "5", {"outcome": "10次", "deduction": "1", **SIGNED}),
    (OUTPUT, "维修次数六", "≥10次", "10.125", {"outcome": "10次"}),
    (OUTPUT, "观摩次数", "嘎嘎10次", "5", {"outcome": "10次"}),
    (OUTPUT, "观摩人数", "没到10人", "5", {"outcome": "10人"}),
    (EFFECT, "服务水平", WORDS, "5", {"outcome": "天气晴朗"}),
    (EFFECT, "服务水平二", WORDS, "5", {"outcome": WORDS}),
    (EFFECT, "服务水平三", WORDS, "5", {"outcome": WORDS, "level": "部分达成", "share": "0.75", **SIGNED}),
    (EFFECT, "服务水平四", WORDS, "5", {"outcome": WORDS, "level": "部分达成", "share": "0.75"}),
    (EFFECT, "服务水平五", WORDS, "5", {"outcome": WORDS, "level": "部分达成", "share": "0.95"}),
    (EFFECT, "服务水平六", WORDS, "5", {"outcome": "天气晴朗", "level": "达成"}),
    (OUTPUT, "宣讲次数", "≥12次", "5", {"outcome": "帮带式宣讲12次"}),
    (OUTPUT, "培训人数二", "≥500人", "5", {"outcome": "约500人"}),
    (OUTPUT, "恢复时间", "≤4小时", "5", {"outcome": "3小时45分"}),
    (OUTPUT, "巡查次数二", "每月1次", "5", {"outcome": "12次"}),
    (OUTPUT, "完工时间", "2023年12月31日前", "5", {"outcome": "2022年12月20日"}),
    (OUTPUT, "体检率", "≥95%", "5", {"outcome": "应检500人，实检474人，体检率95%"}),
    (OUTPUT, "完工时间二", "9月前", "5", {"outcome": "2023年9月20日"}),
    (OUTPUT, "维修成本", "≤100万元", "5", {"outcome": "1000000"}),
    (OUTPUT, "浓缩倍率", "80%", "5", {"outcome": "75%"}),
    (OUTPUT, "审批时限", "≥30天", "5", {"outcome": "20天"}),
    (EFFECT, "两项要求", "≥3次，且每次不少于20人", "5", {"outcome": "已完成"}),
    (OUTPUT, "抽检合格率", "90%以上得10分，每降5%扣1分", "5", {"outcome": "83%"}),
    (OUTPUT, "制度建设", "制度健全，得5分", "5", {"outcome": "制度健全"}),
    (OUTPUT, "知晓率", "90%以上得5分", "5", {"outcome": "83%"}),
    (OUTPUT, "协作次数", "≥10次", "5", {"outcome": "不适用"}),
    (SATISFACTION, "满意度", "≥90%", "5", {"outcome": "不适用", "reason": "当年没有服务对象"}),
]
PLAIN: list[Row] = [(OUTPUT, "台数", "≥3台", "", {"outcome": "3台"}), (EFFECT, "效果", WORDS, "", {"outcome": WORDS})]
ODD: list[Row] = [*PLAIN, (("管理指标", ""), "制度数", "≥3项", "", {"outcome": "3项"})]
PARTLY: list[Row] = [(OUTPUT, "台数", "≥3台", "40", {"outcome": "3台"}), *PLAIN]
FULL: list[Row] = [(*row[:3], points, row[4]) for row, points in zip(PLAIN, ("60", "40"), strict=True)]
WEIGHTS: list[Row] = [(*row[:3], points, row[4]) for row, points in zip(PLAIN, ("0.6", "0.4"), strict=True)]

EXPLAINED = {"executed": 3, "execution_reason": "追加预算，跨年支付"}
MADE: list[tuple[list[Row], dict[str, Any]]] = [
    (EACH, {"department": "甲局", "project": "项目一", "year": 2023}),
    (ODD, {"department": "甲局", "project": "项目二", "year": 2022, "initial": 80, "full_year": 100, "executed": 50}),
    (PARTLY, {"department": "乙局", "project": None, "year": 2023, "full_year": 100, "executed": 100}),
    (PLAIN, {"department": "乙局", "project": None, "year": 2023, "initial": 90, "full_year": 100, "executed": 99}),
    (PLAIN[:1], {"department": "丙局", "project": "项目三", "year": 2023, "initial": 5, "full_year": 6, **EXPLAINED}),
    (PLAIN[1:], {"department": "丙局", "project": "项目四", "year": None, "full_year": 0, "executed": 0}),
    (FULL, {"department": "丙局", "project": "项目五", "year": 2023, "full_year": 100, "executed": 490_000}),
    (WEIGHTS, {"department": "丙局", "project": "项目六", "year": 2023, "full_year": 100, "executed": 120}),
    (
        PLAIN,
        {"department": "丙局", "project": "项目九", "year": 2023, "full_year": 100, "executed": 70}
        | {"carried_over": 20.1, "carried_over_executed": 10.2, "execution_reason": "结转较多"},
    ),
    (PLAIN, {"department": "丙局", "project": "项目八", "year": 2023, "initial": 0.3, "full_year": 3, **EXPLAINED}),
    ([EACH[-1]], {"department": "丙局", "project": "项目七", "year": 2023, "full_year": 100, "executed": 95}),
]


def frames() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The made forms as tables."""
    stating = ("outcome", "level", "share", "deduction", "decided_by", "decided_on", "reason", "evidence")
    targets, actuals, budgets = [], [], []
    for form, (rows, money) in enumerate(MADE):
        for number, ((level1, level2), indicator, target, points, stated) in enumerate(rows):
            key = {"form": form, "id": number}
            promised = {"indicator": indicator, "target": target, "level1": level1, "level2": level2, "points": points}
            targets.append({**key, **promised})
            actuals.append({**key, **{name: stated.get(name, "") for name in stating}})
        budgets.append({"form": form, "initial": None, "execution_reason": "", **money})
    return pd.DataFrame(targets), pd.DataFrame(actuals), pd.DataFrame(budgets).astype({"year": "Int64"})


def documents_of(bulk: BulkRun) -> Run:
    """The same forms by the path of documents."""
    cases = {}
    for form in range(len(bulk.plan.forms)):
        cases[form] = Case(
            targets=bulk.plan.targets.reaching(*bulk.plan.starts[form : form + 2].tolist()).rows(),
            outcomes=bulk.plan.actuals.reaching(*bulk.plan.outcome_starts[form : form + 2].tolist()).rows(),
        )
    return run_of(cases, bulk.plan.forms, bulk.book, file="t")


def both(rules: str) -> tuple[BulkRun, Run]:
    bulk = score_tables(*frames(), rules=rules)
    return bulk, documents_of(bulk)


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A local book that asks for evidence and scores what is missing as 0."""
    path = tmp_path_factory.mktemp("book") / "asking.toml"
    path.write_text(ASKING, encoding="utf-8")
    return str(path)


CONVERTING = """
id = "converting"
extends = "mof-2021-101"
[[override]]
provision = "points.not-applicable"
use = "convert-total"
params = { execution = true }
standing = "convention"
reason = "示例"
zh = "总分按参评部分折算"
en = "The total is converted from what applies"
"""


@pytest.fixture(scope="module")
def converting(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A local book that converts the total of a form with rows that do not apply."""
    path = tmp_path_factory.mktemp("book") / "converting.toml"
    path.write_text(CONVERTING, encoding="utf-8")
    return str(path)


@pytest.fixture(scope="module", params=[*SCORING, "asking", "converting"])
def judged(request: pytest.FixtureRequest, asking: str, converting: str) -> tuple[BulkRun, Run]:
    """The forms under one book, as tables and as documents."""
    return both({"asking": asking, "converting": converting}.get(request.param, request.param))


def test_scores_and_totals_are_those_of_documents(judged: tuple[BulkRun, Run]) -> None:
    bulk, run = judged
    hundredths = lambda values: [None if pd.isna(value) else round(value * 100) for value in values]  # noqa: E731
    for name in ("score", "points"):
        assert hundredths(bulk.indicators[name]) == hundredths(run.indicators[name]), name
    for name in ("total_low", "total_high", "execution_points", "indicator_score"):
        assert hundredths(bulk.projects[name]) == run.totals[name].tolist(), name
    assert bulk.indicators["provision"].astype(str).tolist() == run.indicators["provision"].tolist()


def test_findings_are_those_of_documents(judged: tuple[BulkRun, Run]) -> None:
    """Name, severity, form and row of each; a table counts a judgement once, whatever it consists of."""
    bulk, run = judged
    table = bulk.findings
    places = zip(table["form"], table["id"], strict=True)
    ours = Counter(
        (name, severity, form, None if pd.isna(row) else row)
        for name, severity, (form, row) in zip(table["name"], table["severity"], places, strict=True)
    )
    distinct = {
        (f.name, f.severity.value, f.at.table, f.at.row, f.figures.get("category"))
        for f in run.notices
        if f.at.table is not None  # others are of the book
        and f.kind not in {condition.kind for condition in DEPARTMENTS}  # tables list those by themselves
    }
    assert ours == Counter(found[:4] for found in distinct)
    assert len(ours) > 60


def test_conventions_are_those_of_documents(judged: tuple[BulkRun, Run]) -> None:
    ours, theirs = (
        [sorted(f.figures.items()) for f in found if f.name == "convention-applied"]
        for found in (judged[0].listed, judged[1].notices)
    )
    assert sorted(ours) == sorted(theirs)


def test_departments_are_those_of_documents(judged: tuple[BulkRun, Run]) -> None:
    bulk, run = judged
    told = {
        (f.name, f.figures["department"], f.figures.get("years"), f.figures.get("count"), f.figures.get("projects"))
        for f in department_findings(run.forms, run.totals)
    }
    listed = {
        (f.name, f.figures["department"], f.figures.get("years"), f.figures.get("count"), f.figures.get("projects"))
        for f in bulk.listed
        if f.name in {condition.kind.name for condition in DEPARTMENTS}
    }
    assert listed == told
    assert {name for name, *_ in told} == {condition.kind.name for condition in DEPARTMENTS}
    noted = dict(zip(bulk.departments["department"], bulk.departments["findings"], strict=True))
    assert {name: {one.split(" ")[2] for one in text.split("; ")} for name, text in noted.items() if text} == {
        name: {kind for kind, of, *_ in told if of == name} for name in {of for _, of, *_ in told}
    }


def test_a_changed_budget_is_to_be_explained_in_tables_too() -> None:
    bulk, run = both("sichuan")
    table = bulk.findings
    assert table.loc[table["name"] == "budget-change-unexplained", "form"].tolist() == [1, 3]
    said = [f.message("zh") for f in run.notices if f.name == "budget-change-unexplained"]
    assert said == [f.message("zh") for f in bulk.listed if f.name == "budget-change-unexplained"]
    assert "budget-change-unexplained" not in set(both("mof-2021-101")[0].findings["name"])


def raised(run: Run) -> Iterable[Condition[Any, Any]]:
    """The conditions that hold somewhere in a run."""
    asked = Asked(run.forms, run.scored)
    yield from (condition for condition in LINES if asked.holds(condition).any())
    promised = target_columns([row for form in run.forms for row in form.rows])
    yield from (c for c in (*TARGETS_MISSING, *TARGETS_NOTED) if c.holds(promised).any())
    forms = form_columns(run.forms, run.totals, run.scored)
    yield from (condition for condition in FORMS if condition.holds(forms).any())
    departments = department_columns(run.forms, run.totals)
    yield from (condition for condition in DEPARTMENTS if condition.holds(departments).any())


def number(condition: Condition[Any, Any], listed: Sequence[Condition[Any, Any]]) -> int:
    return next(place for place, one in enumerate(listed) if one is condition)


def test_every_condition_is_raised(asking: str, adjusted: Run) -> None:
    """Those that documents alone can raise say why, and are raised by documents."""
    listed = (*ALL, *FORMS, *DEPARTMENTS)
    found = {number(c, listed) for rules in (*SCORING, asking) for c in raised(both(rules)[1])}
    of_documents = {number(c, listed) for c in raised(adjusted)}
    lacking = [c.kind.name for place, c in enumerate(listed) if place not in found and not c.documents_only]
    assert not lacking, "add a row to EACH, or a form to MADE, that raises them"
    assert {place for place, c in enumerate(listed) if c.documents_only} <= of_documents
    assert not [c.kind.name for place, c in enumerate(listed) if c.documents_only and place in found]


def test_every_note_that_is_a_finding_has_a_condition() -> None:
    """Notes of other names are information; one named as a finding must not be lost."""
    words = [
        "",
        "≥100",
        "1-2",
        "100人/元",
        "9500%",
        "＞3天，＜5天",
        "按时完成",
        "稳步提升",
        "不适用",
        "-3%",
        "120%",
        "≥10册",
    ]
    of_targets, of_outcomes = set[str](), set[str]()
    for _, name, target, _, _ in EACH:
        reading = read_target(target, indicator=name)
        of_targets |= {note.name for note in reading.notes}
        for outcome in (*words, *(stated["outcome"] for *_, stated in EACH)):
            of_outcomes |= {note.name for note in read_outcome(outcome, reading, indicator=name).notes}
    assert of_targets & kinds().keys() <= {kind.name for kind in TARGET_NOTES}
    assert of_outcomes & kinds().keys() <= {kind.name for kind in OUTCOME_NOTES}


@pytest.fixture(scope="module")
def adjusted(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A document with what no table holds: adjustments, and points for execution that are none."""
    folder = tmp_path_factory.mktemp("adjusted")
    (folder / "targets.txt").write_text(DOCUMENT, encoding="utf-8")
    (folder / "outcomes.csv").write_text(OUTCOMES, encoding="utf-8")
    (folder / "decisions.toml").write_text(DECISIONS, encoding="utf-8")
    run = evaluate(str(folder / "targets.txt"), str(folder / "outcomes.csv"), decisions=str(folder / "decisions.toml"))
    form = run.forms[0]
    return replace(run, forms=(replace(form, execution={**form.execution, "points": "10.125"}),))


def test_what_documents_alone_can_raise_is_found(adjusted: Run) -> None:
    found = {(f.name, f.severity.value) for f in adjusted.notices}
    assert {("judgement-applied", "note"), ("adjustment-refused", "warning")} <= found
    said = [f for f in form_findings(adjusted.forms, adjusted.totals, adjusted.scored) if f.name == "points-unusable"]
    assert [(f.indicator, f.figures["printed"]) for f in said] == [("预算执行率", "10.125")]
    assert adjusted.forms[0].kind is FormKind.PROJECT_TARGETS
    assert np.isnan(both("sichuan")[0].plan.forms.initial).any()


DOCUMENT = """项目支出绩效目标表

(2023 年度)

项目名称\t\t教师培训费
主管部门及代码\t216-某局\t实施单位\t某局
项目资金 (万元)\t年度资金总额\t100
年度绩效目标
培训教师
一级指标\t二级指标\t三级指标\t指标值
产出指标\t数量指标\t培训人数\t≥100 人
\t质量指标\t考核通过率\t≥80%
满意度指标\t服务对象满意度\t教师满意度\t≥90%
"""
OUTCOMES = """项目名称,三级指标,实际完成值,偏差原因分析及改进措施
教师培训费,培训人数,100人,
教师培训费,考核通过率,60%,试题偏难
"""
DECISIONS = """[[adjustment]]
project = "教师培训费"
indicator = "培训人数"
points = -1
who = "王某"
date = 2024-03-01
why = "抽查发现补考 12 人"

[[adjustment]]
project = "教师培训费"
indicator = "考核通过率"
points = 99
who = "王某"
date = 2024-03-01
why = "抽查"
"""
