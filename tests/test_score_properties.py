"""Properties of the whole way from files to scores: what may be changed without changing a score, and what may not.

Everything here goes through ``evaluator.evaluate`` or ``audit`` on files, as a user's would.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluator.auditing.run import audit
from evaluator.evaluation import evaluate
from evaluator.keeping.runjson import results_object
from evaluator.officialforms.layouts import LAYOUTS, official_form
from evaluator.render import word, workbook
from evaluator.run import Run
from rules.loading import book_ids, load

POINTS_BOOKS = tuple(b for b in book_ids() if load(b, any_regime=True).regime == "points")
modest = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

few = settings(parent=modest, max_examples=3)


@dataclass(frozen=True)
class Line:
    """One indicator with its outcome as somebody would type it."""

    category: str
    level2: str
    name: str
    target: str
    points: str
    outcome: str
    level: str = ""
    share: str = ""


HEAD = (
    "项目名称",
    "资金名称",
    "三级指标",
    "实际完成值",
    "完成等级",
    "得分系数",
    "年初预算数",
    "全年预算数",
    "全年执行数",
)
PROJECT = "教师培训费"


def target_text(lines: Sequence[Line], project: str = PROJECT) -> str:
    rows = "\n".join(f"{e.category}\t{e.level2}\t{e.name}\t{e.target}\t{e.points}" for e in lines)
    return f"""项目支出绩效目标表

(2023 年度)

项目名称\t\t{project}
主管部门及代码\t216-某局\t实施单位\t某局
项目资金 (万元)\t年度资金总额\t100
年度绩效目标
培训教师
一级指标\t二级指标\t三级指标\t指标值\t分值
{rows}
"""


def outcome_rows(lines: Sequence[Line], project: str = PROJECT, executed: str = "95.37") -> list[tuple[str, ...]]:
    money = (project, "年度资金总额", "", "", "", "", "100", "100", executed)
    return [money, *((project, "", e.name, e.outcome, e.level, e.share, "", "", "") for e in lines)]


def written(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """A table of outcomes in the format of the suffix."""
    table = [HEAD, *rows]
    if path.suffix == ".csv":
        buffer = io.StringIO()
        csv.writer(buffer).writerows(table)
        path.write_text(buffer.getvalue(), encoding="utf-8")
    elif path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in table:
            book.active.append(list(row))
        book.save(path)
    else:
        document = docx.Document()
        made = document.add_table(rows=len(table), cols=len(HEAD))
        for row, cells in zip(table, made.rows, strict=True):
            for text, cell in zip(row, cells.cells, strict=True):
                cell.text = text
        document.save(str(path))
    return path


def scored(folder: Path, lines: Sequence[Line], suffix: str = ".csv", rules: str | None = None) -> Run:
    (folder / "targets.txt").write_text(target_text(lines), encoding="utf-8")
    return evaluate(folder / "targets.txt", written(folder / f"actuals{suffix}", outcome_rows(lines)), rules=rules)


def judged(run: Run) -> dict[str, tuple[object, ...]]:
    """By project and indicator: score, pending, points; the execution score and both ends of the total by project."""
    found: dict[str, tuple[object, ...]] = {}
    for position, total in enumerate(run.total_rows):
        found[total.project] = (total.execution_score, total.total_low, total.total_high, total.grade)
        for row in run.lines_of_form(position):
            found[f"{total.project}/{row.indicator}"] = (row.score, row.pending, row.points)
    return found


whole = st.integers(1, 3000)


@st.composite
def forms(draw: st.DrawFn) -> list[Line]:
    """A form of seven lines of every common kind, 90 points, with outcomes met, missed or missing."""
    people, done = draw(whole), draw(whole)
    cost, spent = draw(whole), draw(whole)
    share = draw(st.sampled_from(["", "0.61", "0.7", "79%"]))
    late = draw(st.sampled_from(["2023年6月30日", "2023年7月1日", "2023-05-01", ""]))
    return [
        Line("产出指标", "数量指标", "培训人数", f"≥{people} 人", "20", f"{done} 人"),
        Line("产出指标", "质量指标", "考核通过率", "≥90%", "10", f"{draw(st.integers(0, 10000)) / 100}%"),
        Line("产出指标", "时效指标", "完成时间", "2023年6月30日前完成", "10", late),
        Line("成本指标", "经济成本指标", "培训总成本", f"≤{cost} 万元", "20", f"{spent} 万元"),
        Line("效益指标", "社会效益指标", "教学能力提升", "显著提升", "10", "有所提升", "部分达成", share),
        Line("效益指标", "社会效益指标", "全市考核名次", "前 3 名", "10", f"第{draw(st.integers(1, 9))}名"),
        Line("满意度指标", "服务对象满意度", "教师满意度", "≥90%", "10", f"{draw(st.integers(50, 100))}%"),
    ]


@few
@given(lines=forms())
def test_another_unit_changes_no_score(tmp_path: Path, lines: list[Line]) -> None:
    """万元 against 元 on either side, 人 against 万人, % against a decimal share: the same amounts, the same scores."""

    def typed(line: Line) -> Line:
        if line.name == "培训总成本":
            return replace(line, outcome=f"{int(line.outcome.split()[0]) * 10_000} 元")
        if line.name == "培训人数":
            return replace(line, outcome=f"{Decimal(line.outcome.split()[0]) / 10_000} 万人")
        return line

    def printed(line: Line) -> Line:
        if line.name == "培训总成本":
            return replace(line, target=f"≤{int(line.target[1:].split()[0]) * 10_000} 元")
        return line

    plain = judged(scored(tmp_path, lines))
    assert judged(scored(tmp_path, [typed(line) for line in lines])) == plain
    assert judged(scored(tmp_path, [printed(line) for line in lines])) == plain


@modest
@given(lines=forms(), random=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_score(tmp_path: Path, lines: list[Line], random) -> None:
    plain = judged(scored(tmp_path, lines))
    rows = outcome_rows(lines)
    random.shuffle(rows)
    assert judged(evaluate(tmp_path / "targets.txt", written(tmp_path / "shuffled.csv", rows))) == plain
    within = sorted(lines, key=lambda line: (["产", "成", "效", "满"].index(line.category[0]), random.random()))
    assert judged(scored(tmp_path, within)) == plain


@modest
@given(first=forms(), second=forms(), cut=st.integers(1, 14))
def test_how_files_are_split_changes_no_score(tmp_path: Path, first: list[Line], second: list[Line], cut: int) -> None:
    """Two projects in one document and one table, or in two documents and two tables cut anywhere."""
    texts = [target_text(first, "甲项目"), target_text(second, "乙项目")]
    rows = [*outcome_rows(first, "甲项目"), *outcome_rows(second, "乙项目", "60")]
    (tmp_path / "both.txt").write_text("\n".join(texts), encoding="utf-8")
    for name, text in zip(("one", "two"), texts, strict=True):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    together = evaluate(tmp_path / "both.txt", written(tmp_path / "all.csv", rows))
    assert len(together.forms) == 2
    parts = [written(tmp_path / "begin.csv", rows[:cut]), written(tmp_path / "end.csv", rows[cut:])]
    apart = evaluate([tmp_path / "one.txt", tmp_path / "two.txt"], parts)
    assert judged(apart) == judged(together)
    assert [rating.found for rating in apart.ratings] == [rating.found for rating in together.ratings]


@few
@given(lines=forms())
def test_the_file_format_changes_no_score(tmp_path: Path, lines: list[Line]) -> None:
    plain = judged(scored(tmp_path, lines))
    for suffix in (".xlsx", ".docx"):
        assert judged(scored(tmp_path, lines, suffix)) == plain


@modest
@given(lines=forms())
def test_the_language_of_messages_changes_no_figure(tmp_path: Path, lines: list[Line]) -> None:
    run = scored(tmp_path, lines)

    def figures(lang: str) -> str:
        shown = results_object(run, lang)
        for place in (*shown["forms"], shown):
            for finding in place["findings"]:
                finding.pop("message"), finding.pop("remedy")
        for department in shown["departments"]:
            department.pop("sentence")
        for unused in shown["unused"]:
            unused.pop("reason")
        return json.dumps(shown, ensure_ascii=False)

    assert figures("zh") == figures("en")


@modest
@given(lines=forms(), executed=st.just(0) | st.integers(11, 12_000))  # a thousandth of the budget is in another unit
def test_totals_are_the_sums_of_what_is_printed(tmp_path: Path, lines: list[Line], executed: int) -> None:
    """From the texts of the results alone: the low end without what is pending, the high end with all its points."""
    (tmp_path / "targets.txt").write_text(target_text(lines), encoding="utf-8")
    rows = outcome_rows(lines, executed=str(Decimal(executed) / 100))
    run = evaluate(tmp_path / "targets.txt", written(tmp_path / "actuals.csv", rows))
    (form,) = results_object(run, "zh")["forms"]
    money, judgements = form["recomputed_execution"], [row["recomputed"] for row in form["rows"]]
    assert sum(Decimal(row["points"]) for row in judgements) + Decimal(money["points"]) == 100
    low = sum(Decimal(row["score"]) for row in judgements if not row["pending"]) + Decimal(money["score"])
    high = low + sum(Decimal(row["points"]) for row in judgements if row["pending"])
    assert (Decimal(form["total_low"]), Decimal(form["total_high"])) == (low, high)
    assert (form["total"] is None) == (low != high)
    names = [name for cut, name in ((90, "优"), (80, "良"), (60, "中"), (0, "差")) if low >= cut]
    above = [name for cut, name in ((90, "优"), (80, "良"), (60, "中"), (0, "差")) if high >= cut]
    assert form["grade"] == (names[0] if names[0] == above[0] else None)
    (rating,) = results_object(run, "zh")["departments"]  # one project, no department form: its total is the mean
    assert (rating["rating_low"], rating["rating_high"]) == (form["total_low"], form["total_high"])


# Target, name, outcome as typed, and whether more (1) or less (-1) is better.
LADDERS = {
    "≥1000 人": ("培训人数", "{} 人", 1),
    "≤1000 万元": ("培训总成本", "{} 万元", -1),
    "前 10 名": ("全市考核名次", "第{}名", -1),
    "=1000 件": ("发放件数", "{} 件", 1),
}
COUNT = "甲乙丙丁戊己庚辛壬癸子丑"


@pytest.mark.parametrize("rules", POINTS_BOOKS)
@few
@given(outcomes=st.lists(st.integers(1, 4000), min_size=2, max_size=12, unique=True))
def test_a_better_outcome_never_scores_lower(tmp_path: Path, rules: str, outcomes: list[int]) -> None:
    """Many lines of one target, every outcome another; in the order of merit scores never fall. No shipped book takes
    points off for over-achievement by itself.
    """
    lines = [
        Line("产出指标", "数量指标", f"{name}{COUNT[n]}", target, "7.37", typed.format(x))
        for target, (name, typed, _) in LADDERS.items()
        for n, x in enumerate(outcomes)
    ]
    rows = iter(scored(tmp_path, lines, rules=rules).lines_of_form(0))
    for target, (_, _, sense) in LADDERS.items():
        judgements = [(sense * x, next(rows)) for x in outcomes]
        assert not any(row.pending for _, row in judgements), target
        by_merit = sorted((merit, row.score) for merit, row in judgements)
        scores = [score for _, score in by_merit]
        assert scores == sorted(scores), (target, by_merit)


@pytest.mark.parametrize("rules", POINTS_BOOKS)
def test_an_earlier_day_and_a_higher_level_never_score_lower(tmp_path: Path, rules: str) -> None:
    days = ["2022-12-31", "2023-06-29", "2023-06-30", "2023-07-01", "2024-01-01"]
    lines = [
        Line("产出指标", "时效指标", f"完成时间{n}", "2023年6月30日前完成", "7.37", day)
        for n, day in zip("甲乙丙丁戊", days, strict=True)
    ]
    lines += [
        Line("效益指标", "社会效益指标", f"能力提升{n}", "显著提升", "7.37", "有所提升", level, share)
        for n, level, share in (
            ("甲", "达成", "1"),
            ("乙", "达成", "0.8"),
            ("丙", "部分达成", "0.79"),
            ("丁", "部分达成", "0.6"),
            ("戊", "未达成", "0.49"),
            ("己", "未达成", "0"),
        )
    ]
    rows = scored(tmp_path, lines, rules=rules).lines_of_form(0)
    assert not any(row.pending for row in rows)
    scores = [row.score for row in rows]
    for group in (scores[:5], scores[5:]):
        assert group == sorted(group, reverse=True) and group[0] == 737 and group[-1] == 0


@pytest.mark.parametrize("rules", POINTS_BOOKS)
@few
@given(spent=st.lists(st.integers(0, 20_000), min_size=2, max_size=8, unique=True))
def test_more_execution_never_scores_lower(tmp_path: Path, rules: str, spent: list[int]) -> None:
    line = Line("产出指标", "数量指标", "培训人数", "≥100 人", "90", "100 人")
    names = [f"第{n}项目" for n in "甲乙丙丁戊己庚辛"[: len(spent)]]
    text = "\n".join(target_text([line], name) for name in names)
    (tmp_path / "targets.txt").write_text(text, encoding="utf-8")
    rows = [
        row
        for name, amount in zip(names, sorted(spent), strict=True)
        for row in outcome_rows([line], name, str(Decimal(amount) / 100))
    ]
    run = evaluate(tmp_path / "targets.txt", written(tmp_path / "actuals.csv", rows), rules=rules)
    scores = [total.execution_score for total in run.total_rows]
    assert len(scores) == len(spent) and scores == sorted(scores)
    assert all(total.execution_score <= total.execution_points for total in run.total_rows)


LADDER = """id = "ladder"
extends = "mof-2021-101"
[[override]]
provision = "policy.over-achievement-ladder"
enabled = true
reason = "虚构的地方规定"
"""


@modest
@given(outcomes=st.lists(st.integers(1, 4000), min_size=1, max_size=12, unique=True))
def test_where_a_book_takes_off_for_over_achievement_it_is_exactly_by_its_ladder(
    tmp_path: Path, outcomes: list[int]
) -> None:
    """7.37 points, target 1000: the score without the ladder times 0.9, 0.8, 0.7 from 130, 200, 300 % on, half up."""
    (tmp_path / "ladder.toml").write_text(LADDER, encoding="utf-8")
    lines = [
        Line("产出指标", "数量指标", f"培训人数{COUNT[n]}", "≥1000 人", "7.37", f"{x} 人")
        for n, x in enumerate(outcomes)
    ]
    rows = scored(tmp_path, lines, rules=str(tmp_path / "ladder.toml")).lines_of_form(0)
    for x, row in zip(outcomes, rows, strict=True):
        kept = next(share for least, share in ((3000, 7), (2000, 8), (1300, 9), (0, 10)) if x >= least)
        exact = Fraction(737) * min(Fraction(x, 1000), Fraction(1)) * kept / 10
        wanted = Decimal(exact.numerator * 10**9 // exact.denominator).scaleb(-9).quantize(Decimal(1), ROUND_HALF_UP)
        assert row.score == int(wanted), (x, row.score)


RENDERERS = {"docx": word.render, "xlsx": workbook.render}
CLAIMS = {
    "score-differs",
    "score-rounded-oddly",
    "total-differs",
    "grade-differs",
    "execution-score-differs",
    "execution-rate-differs",
    "points-not-100",
    "full-score-target-missed",
    "score-above-points",
    "score-outside-band",
    "deducted-target-met",
}


@pytest.mark.parametrize("suffix", RENDERERS)
@few
@given(lines=forms(), layout=st.sampled_from(list(LAYOUTS)))
def test_scoring_its_own_output_changes_nothing(tmp_path: Path, suffix: str, lines: list[Line], layout: str) -> None:
    """Scored, written as an official form, read back: the audit follows every figure, and scoring the form with its
    own outcomes gives the same scores, total and grade.
    """
    run = scored(tmp_path, lines)
    form = tmp_path / f"form.{suffix}"
    form.write_bytes(RENDERERS[suffix](official_form(run, 0, layout)))
    done = audit(form)
    assert not {f.name for f in done.notices} & CLAIMS, [f.message("zh") for f in done.notices if f.name in CLAIMS]
    ours = run.lines_of_form(0)
    for claim, row in zip(done.claims, ours, strict=True):
        assert (claim.ours, claim.pending) == ((None, True) if row.pending else (row.score, False)), row.indicator
    (again,) = done.done.total_rows
    (total,) = run.total_rows
    same = ("total_low", "total_high", "grade", "execution_score", "rate")
    assert [getattr(again, name) for name in same] == [getattr(total, name) for name in same]


def test_the_number_of_jobs_changes_nothing(tmp_path: Path) -> None:
    """Two processes and one: the same findings in the same order, the same recomputed scores."""
    line = Line("产出指标", "数量指标", "培训人数", "≥100 人", "60", "87 人")
    other = Line("满意度指标", "服务对象满意度", "教师满意度", "≥90%", "30", "85%")
    paths = []
    for n, name in enumerate(("甲项目", "乙项目", "丙项目")):
        run = scored(tmp_path, [replace(line, outcome=f"{87 + n} 人"), other])
        paths.append(tmp_path / f"{name}.docx")
        paths[-1].write_bytes(word.render(official_form(run, 0, "central")))

    def said(jobs: int) -> list[object]:
        done = audit(*paths, jobs=jobs)
        return [[(f.name, f.at, dict(f.figures)) for f in done.notices], [claim.ours for claim in done.claims]]

    assert said(1) == said(2)
    assert said(1)[1] == [5220, 2833, 5280, 2833, 5340, 2833]  # 60 × 87 ÷ 100 …, 30 × 85 ÷ 90 = 28.33
