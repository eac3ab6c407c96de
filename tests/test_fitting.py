"""Which rulebook fits what a form prints: forms filled in by each book's own rules lead to that book."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from evaluator.__main__ import main
from evaluator.auditing.fitting import Fit, fit, printed_cuts, suggested
from evaluator.auditing.recompute import recompute
from evaluator.scorecards.fittingtables import fits_table
from rules.bands import level_bands
from rules.execution import execution
from rules.loading import book_ids, load
from rules.rulebook import Rulebook
from targets.forms import read_forms
from targets.model.form import Form

ROW = "<tr>{}</tr>"
EXECUTED = 95


def cells(*texts: str) -> str:
    return ROW.format("".join(f"<td>{text}</td>" for text in texts))


def document(
    path: Path,
    *,
    execution_points: str,
    execution_score: str,
    rows: list[tuple[str, ...]],
    notes: str = "",
    initial: str = "100",
    year: int = 2023,
) -> Path:
    """A project self-evaluation of the central layout: 100 万元, 95 of them executed."""
    money = ("年度资金总额", initial, "100", str(EXECUTED), execution_points, f"{EXECUTED}%", execution_score)
    parts = [
        cells("项目名称", "某项目", "主管部门", "某局", "", "", ""),
        cells("项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
        cells(*money),
        cells("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"),
        *(cells(*row) for row in rows),
    ]
    note = f"<p>{notes}</p>" if notes else ""
    head = f'<meta charset="utf-8"><h1>项目支出绩效自评表</h1><p>（{year}年度）</p>'
    path.write_text(f"{head}<table>{''.join(parts)}</table>{note}", encoding="utf-8")
    return path


def by_the_book(path: Path, book: Rulebook) -> Form:
    """A form with the points of the book, 95 % executed (of the opening budget as of the full year's), an indicator met
    at a half, a ceiling passed by a quarter, and a level without more.
    """
    params = book.provision("points.general").params
    weights = {name: pool["points"] for pool in params["pools"] for name in pool["categories"][:1]}
    output, effect = weights["output"], weights["effect"]
    half, level = output / 2, effect
    share = Decimal("0.8") if book.provision("score.at-most").use == "reverse-ratio" else Decimal("0.75")
    middle = (level_bands(book)[1].low + level_bands(book)[1].high) / 2
    rows = [
        ("产出指标", "数量指标", "培训人数", "≥100人", "50人", f"{half}", f"{half / 2}"),
        ("产出指标", "成本指标", "培训用时", "≤100小时", "125小时", f"{half}", f"{half * share}"),
        ("效益指标", "社会效益指标", "服务水平", "有所提升", "部分达成", f"{level}", f"{level * middle}"),
    ]
    if "satisfaction" in weights:
        points = f"{weights['satisfaction']}"
        rows.append(("满意度指标", "服务对象满意度指标", "学员满意度", "≥90%", "90%", points, points))
    spent = execution(*(column([n]) for n in (100, 100, EXECUTED)), column([int(params["execution"] * 100)]), book)
    cuts = [f"{band.high * 100:f}%-{band.low * 100:f}%（含）" for band in level_bands(book)]
    return read_forms(
        document(
            path,
            execution_points=str(params["execution"]),
            execution_score=str(Decimal(int(spent.score[0])) / 100),
            rows=rows,
            notes=f"注：定性指标分为三档，分别按照{'、'.join(cuts)}确定分值。",
        )
    ).forms[0]


def column(values: list[int]):  # type: ignore[no-untyped-def]
    return np.array(values, dtype=np.float64 if values[0] <= 100 else np.int64)


def scoring_books() -> list[str]:
    return [name for name in book_ids() if load(name, any_regime=True).regime == "points"]


@pytest.mark.parametrize("book_id", scoring_books())
def test_a_form_filled_in_by_a_book_leads_to_it(book_id: str, tmp_path: Path) -> None:
    """No other book fits better, and nothing of the form differs from it."""
    form = by_the_book(tmp_path / "form.html", load(book_id))
    found = {one.book.id: one for one in suggested([form])}
    own = found[book_id]
    assert own.balance == max(one.balance for one in found.values())
    assert [one.zh for one in own.differing] == []
    assert sum(own.scores) == len(form.rows) + 1


def test_each_fact_is_a_witness(tmp_path: Path) -> None:
    rows = [
        ("产出指标", "数量指标", "培训人数", "≥100人", "50人", "60", "30"),
        ("效益指标", "社会效益指标", "服务水平", "有所提升", "部分达成", "20", "11"),
    ]
    form = read_forms(
        document(
            tmp_path / "form.html",
            execution_points="20",
            execution_score="14",
            rows=rows,
            notes="注：按照100%-80%（含）、80%-50%（含）、50%-0%确定分值。",
        )
    ).forms[0]
    default = fit(recompute([form], load("mof-2021-101")))
    said = {one.en: (one.printed, one.ours, one.fits) for one in default.witnesses}
    assert said == {
        "points of execution": ("20", "10", False),
        "points of output": ("60", "50", False),
        "points of effect": ("20", "30", False),
        "score of execution": ("14", "19", False),
        "培训人数": ("30", "30", True),
        "服务水平": ("11", "—", False),
        "cuts of levels": ("80/50", "80/60", False),
    }
    jiangxi = fit(recompute([form], load("jiangxi")))
    said = {one.en: one.fits for one in jiangxi.witnesses}
    assert said["score of execution"] and said["服务水平"] and said["cuts of levels"]
    assert (default.scores, jiangxi.scores) == ((1, 2), (3, 0))


def test_without_points_or_scores_there_is_nothing_to_compare(tmp_path: Path) -> None:
    path = tmp_path / "targets.txt"
    path.write_text(
        "项目支出绩效目标表\n\n项目名称\t甲项目\n一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t人数\t≥5人\n",
        encoding="utf-8",
    )
    found = suggested(read_forms(path).forms)
    assert not any(one.witnesses for one in found) and found[0].book.id == "mof-2021-101"
    assert not any("*" in str(row[0]) for row in fits_table(found, "zh").rows)


@pytest.mark.parametrize(
    ("note", "cuts"),
    [
        ("按照100%-80%（含）、80%-50%（含）、50%-0%合理确定分值", (80, 50)),
        ("100%—80%(含80%)、80%—60%(含60%)、60%—0%", (80, 60)),
        ("100-80（含）、80-60（含）、60-0", (80, 60)),
        ("优90（含）-100分，良80（含）-90分", None),
        ("预算执行率 80%-50% 的说明原因", None),
        ("", None),
    ],
)
def test_cuts_in_notes(note: str, cuts: tuple[int, int] | None) -> None:
    assert printed_cuts(["其他", note]) == cuts


def test_suggest_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    by_the_book(tmp_path / "form.html", load("hubei"))
    assert main(["rules", "suggest", str(tmp_path / "form.html"), "--lang", "en"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "hubei *" in shown and "jiangxi *" not in shown and "points of execution" in shown
    assert main(["rules", "suggest", str(tmp_path / "form.html"), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["rulebooks"]
    assert found[0]["id"] == "hubei" and found[0]["differ"] == 0
    assert {"what", "printed", "by_the_book", "fits", "at"} == found[0]["facts"][0].keys()
    assert main(["rules", "suggest"]) == 2
    assert main(["rules", "suggest", str(tmp_path / "none.docx")]) == 2


def test_a_fit_counts() -> None:
    assert (Fit(load("hubei"), ()).balance, Fit(load("hubei"), ()).scores) == (0, (0, 0))
