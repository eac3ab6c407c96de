"""Outcomes to indicators: each step, each doubt, and the wrong matches that must not happen."""

from __future__ import annotations

import importlib.util
import itertools
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actuals.matching.assignment import assign
from actuals.matching.execution import is_total
from actuals.matching.matching import Matching, match
from actuals.matching.names import name_key, without_numbering
from actuals.matching.similarity import veto
from actuals.outcome import ExecutionFigures, Outcome
from actuals.sources.table import OutcomeTable
from targets.kinds.finding import Severity
from targets.kinds.location import Location
from targets.language.reading import Reading, ReadingKind
from targets.model.form import Category, Form, FormKind, Indicator

AT = Location(file="填报.csv", line=2)


def form(project: str, *names: str, department: str = "某局", targets: Sequence[str] = ()) -> Form:
    """A project form (or, without a project, the department's own) with these indicators; ids are ``project/name``."""
    kind = FormKind.PROJECT_TARGETS if project else FormKind.DEPARTMENT_TARGETS
    rows = tuple(
        Indicator(
            id=f"{project}/{name}",
            level1="产出指标",
            level2="数量指标",
            name=name,
            target=targets[n] if targets else "≥10 次",
            reading=Reading(text="", kind=ReadingKind.MISSING),
            category=Category.OUTPUT,
            at=Location(file="目标.txt", line=n),
        )
        for n, name in enumerate(names)
    )
    return Form(file="目标.txt", index=0, kind=kind, at=AT, department=department, project=project or None, rows=rows)


def said(project: str, name: str, actual: str = "12 次", **more: str) -> Outcome:
    return Outcome(at=AT, project=project, name=name, actual=actual, **more)


def run(forms: Sequence[Form], *outcomes: Outcome) -> Matching:
    return match(forms, OutcomeTable(source="填报.csv", outcomes=outcomes))


def pairs(matching: Matching) -> dict[tuple[int, int], tuple[str, str]]:
    return {place: (m.outcome.actual, m.how) for place, m in matching.by_indicator.items()}


def names_of(matching: Matching) -> list[str]:
    return [finding.name for finding in matching.findings]


def test_id_goes_before_name() -> None:
    got = run([form("甲", "场次", "人数")], said("", "", "5", id="甲/人数"), said("甲", "场次", "6"))
    assert pairs(got) == {(0, 0): ("6", "name"), (0, 1): ("5", "id")}
    assert not got.findings and not got.unused


def test_the_same_name_in_two_projects_is_told_apart_by_the_project() -> None:
    got = run([form("甲", "满意度"), form("乙", "满意度")], said("乙", "满意度", "91%"), said("甲", "满意度", "95%"))
    assert pairs(got) == {(0, 0): ("95%", "name"), (1, 0): ("91%", "name")}


def test_an_empty_project_means_the_departments_form_where_the_table_names_projects() -> None:
    forms = [form("", "检查学校次数"), form("督导", "检查学校次数")]
    got = run(forms, said("", "检查学校次数", "9 次", department="某局"), said("督导", "检查学校次数", "8 次"))
    assert pairs(got) == {(0, 0): ("9 次", "name"), (1, 0): ("8 次", "name")}


def test_without_any_project_the_same_name_twice_is_ambiguous() -> None:
    got = run([form("甲", "满意度"), form("乙", "满意度")], said("", "满意度", "91%"))
    assert not got.by_indicator and names_of(got) == ["outcome-ambiguous"]
    assert got.pending == {(0, 0), (1, 0)}
    assert "甲 / 满意度（100）" in got.findings[0].message("zh") and len(got.unused) == 1


def test_a_name_that_stands_in_very_many_forms_lists_the_first_of_them() -> None:
    forms = [form("办公经费", "满意度") for _ in range(300)]
    got = run(forms, said("办公经费", "满意度", "91%"))
    assert names_of(got) == ["outcome-ambiguous"] and len(got.pending) == 300
    assert got.findings[0].message("zh").count("办公经费 / 满意度") == len(got.doubts[0].candidates) == 20
    assert "…（300）" in got.findings[0].message("zh")


@pytest.mark.parametrize(
    "name",
    [
        "★ 教师 培训 期数",
        "指标1：教师培训期数",
        "1、教师培训期数",
        "（三）教师培训期数。",
        "② 教师培训期数",
        "三、教师培训期数",
    ],
)
def test_numbering_stars_spaces_and_punctuation_do_not_count(name: str) -> None:
    got = run([form("甲", "教师培训期数", "教师培训人数")], said("甲", name))
    assert pairs(got) == {(0, 0): ("12 次", "normalised")}


def test_numbers_that_belong_to_the_name_stay() -> None:
    assert name_key("12345热线办结率") == "12345热线办结率"
    assert name_key("1.5级以上") != name_key("15级以上")
    assert name_key("3-6岁儿童") != name_key("36岁儿童")
    assert without_numbering("3.15活动次数") == "3.15活动次数"
    assert name_key("＊＊") == "**"


def test_a_similar_name_is_matched_and_says_so() -> None:
    got = run([form("甲", "开展全区教师培训期数", "参训教师满意度")], said("甲", "全区教师培训期数", "12 期"))
    assert pairs(got) == {(0, 0): ("12 期", "similarity")}
    (finding,) = got.findings
    assert finding.name == "match-uncertain" and finding.severity is Severity.NOTE
    assert finding.figures["matched"] == "开展全区教师培训期数" and 60 <= int(finding.figures["similarity"]) < 100


@pytest.mark.parametrize(
    ("stated", "printed"),
    [
        ("工程验收达标率", "工程验收完成率"),
        ("第三批设备购置数量", "第二批设备购置数量"),
        ("5公里以上道路里程", "6公里以上道路里程"),
        ("任务未完成率", "任务完成率"),
        ("学生满意度", "教师满意度"),
        ("教师培训满意度", "教师培训人数"),
        ("任务完成及时率", "任务完成率"),
        ("教师对学生满意度", "学生对教师满意度"),
        ("满意度", "参训教师满意度"),
        ("二期工程完工率", "一期工程完工率"),
    ],
)
def test_never_taken_as_equal(stated: str, printed: str) -> None:
    got = run([form("甲", printed, "其他不相干的事项")], said("甲", stated))
    assert not got.by_indicator
    assert names_of(got)[0] in ("outcome-ambiguous", "outcome-unmatched") and len(got.unused) == 1
    assert veto(name_key(stated), name_key(printed), Fraction(1))


def test_two_about_equally_good_candidates_are_listed_and_left_pending() -> None:
    got = run([form("甲", "参训小学教师人数", "参训中学教师人数")], said("甲", "参训教师人数"))
    assert not got.by_indicator and names_of(got) == ["outcome-ambiguous"]
    message = got.findings[0].message("zh")
    assert "参训小学教师人数" in message and "参训中学教师人数" in message and got.pending == {(0, 0), (0, 1)}


def test_an_outcome_nearest_to_an_indicator_already_served_is_not_given_to_the_next_best() -> None:
    forms = [form("甲", "农村教师培训期数", "农村教师培训期数完成率")]
    got = run(forms, said("甲", "农村教师培训期数", "12 期"), said("甲", "农村教师的培训期数", "11 期"))
    assert pairs(got) == {(0, 0): ("12 期", "name")}


def test_unknown_indicator_and_unknown_project() -> None:
    got = run(
        [form("甲", "教师培训期数")], said("甲", "图书采购册数"), said("丙", "教师培训期数"), said("", "", id="zzz")
    )
    assert names_of(got) == ["outcome-unmatched"] * 3 and len(got.unused) == 3
    texts = " ".join(finding.message("zh") for finding in got.findings)
    assert "没有“丙”" in texts and "zzz" in texts and "该表中没有相近的指标" in texts
    assert all(finding.message("en") for finding in got.findings)


def test_the_same_outcome_twice_is_used_once() -> None:
    got = run([form("甲", "期数")], said("甲", "期数", evidence="签到表"), said("甲", "期数"))
    assert pairs(got) == {(0, 0): ("12 次", "name")} and got.by_indicator[0, 0].outcome.evidence == "签到表"
    assert [(f.name, f.severity) for f in got.findings] == [("outcome-duplicated", Severity.NOTE)]


@pytest.mark.parametrize("more", [{"deduction": "2"}, {"share": "0.7"}, {"level": "部分达成"}])
def test_one_outcome_with_two_judgements_leaves_the_indicator_pending(more: dict[str, str]) -> None:
    got = run([form("甲", "期数")], said("甲", "期数"), said("甲", "期数", **more))
    assert not got.by_indicator and got.pending == {(0, 0)} and len(got.unused) == 2
    assert [(f.name, f.severity) for f in got.findings] == [("outcome-duplicated", Severity.ERROR)]


def test_two_different_outcomes_leave_the_indicator_pending() -> None:
    got = run([form("甲", "期数")], said("甲", "期数", "12"), said("甲", "1、期数", "13"))
    assert not got.by_indicator and got.pending == {(0, 0)} and len(got.unused) == 2
    assert [(f.name, f.severity) for f in got.findings] == [("outcome-duplicated", Severity.ERROR)]


def test_a_line_nobody_filled_in_conflicts_with_nothing() -> None:
    got = run([form("甲", "期数")], said("甲", "期数", ""), said("甲", "期数", "12"))
    assert pairs(got) == {(0, 0): ("12", "name")} and not got.findings
    assert pairs(run([form("甲", "期数")], said("甲", "期数", ""))) == {(0, 0): ("", "name")}


def test_a_changed_target_is_noticed() -> None:
    forms = [form("甲", "期数", targets=["≥12 期"])]
    got = run(forms, said("甲", "期数", "12 期", target="≥10 期", id="an id of January"))
    assert pairs(got) == {(0, 0): ("12 期", "name")} and names_of(got) == ["target-changed"]
    assert not run(forms, said("甲", "期数", "12 期", target="≥ １２期")).findings


def test_ids_that_went_to_other_rows_when_some_columns_were_sorted() -> None:
    got = run([form("甲", "期数", "人数")], said("甲", "人数", "900 人", id="甲/期数"))
    assert not got.by_indicator and names_of(got) == ["outcome-ambiguous"]


def test_levels_and_target_tell_equal_names_apart() -> None:
    both = form("甲", "满意度", "满意度", targets=["≥90%", "≥95%"])
    got = run([both], said("甲", "满意度", "96%", target="≥95%"))
    assert pairs(got) == {(0, 1): ("96%", "name")}
    assert not run([both], said("甲", "满意度", "96%")).by_indicator


def test_execution_figures_go_to_their_form_total_and_parts() -> None:
    def money(project: str, fund: str, executed: str) -> ExecutionFigures:
        return ExecutionFigures(at=AT, project=project, fund=fund, full_year="100", executed=executed)

    rows = (
        money("甲", "年度资金总额", "95"),
        money("甲", "其中：财政拨款", "90"),
        money("丙", "", "1"),
        money("甲", "合计", "96"),
    )
    got = match([form("甲", "期数"), form("乙", "人数")], OutcomeTable(source="x", execution=rows))
    assert got.execution[0].executed == "95" and got.funds[0]["其中：财政拨款"].executed == "90"
    assert names_of(got) == ["execution-unmatched"] * 2 and len(got.unused) == 2
    assert (
        is_total("") and is_total("部门支出合计") and not is_total("其中：财政拨款") and not is_total("其中：结转合计")
    )


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(1, 100).map(lambda n: Fraction(n, 100))
    )
)
def test_assignment_is_the_best_of_all(scores: dict[tuple[int, int], Fraction]) -> None:
    def best(allowed: dict[tuple[int, int], Fraction]) -> Fraction:
        rights = [0, 1, 2, 3]
        return max(
            sum((allowed.get(pair, Fraction(0)) for pair in enumerate(order)), Fraction(0))
            for order in itertools.permutations(rights)
        )

    chosen = assign(scores)
    assert len({left for left, _ in chosen}) == len({right for _, right in chosen}) == len(chosen)
    assert sum((scores[pair] for pair in chosen), Fraction(0)) == best(scores)
    for pair, edge in chosen.items():
        assert edge == best(scores) - best({other: score for other, score in scores.items() if other != pair})


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    path = Path(__file__).parents[1] / "benchmarks" / "matching.py"
    spec = importlib.util.spec_from_file_location("benchmark_matching", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_changed_names_are_found_and_others_are_not(benchmark: ModuleType) -> None:
    verdicts, wrong = benchmark.measure(rounds=1, seed=20231231)
    plain = [verdicts[kind] for kind in benchmark.PLAIN]
    found, tried = sum(v["right"] for v in plain), sum(v.total() for v in plain)
    assert found >= 0.97 * tried, f"{found} of {tried}"
    assert len(wrong) <= 0.001 * sum(v.total() for v in verdicts.values()), wrong
