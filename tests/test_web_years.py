"""Years and departments in the workbench: ranking over evaluations, indicators side by side, targets lowered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("httpx2", reason="httpx2 is not installed (group dev)")

from sqlalchemy import insert, select
from starlette.testclient import TestClient

from evaluator.overyears import asks_less
from evaluator.web import studies
from evaluator.web.app import create_app
from evaluator.web.context import Bench
from evaluator.web.events import Change, append, create, listed, record, undoing
from evaluator.web.settings import Settings
from evaluator.web.store import summaries
from evaluator.web.studies import Study
from evaluator.web.summaries import standings
from targets.language.expression import read_target

TARGETS = """预算年度,{year},,
项目名称,{year}年教师培训费,,
预算部门,{department},,
资金总额,100,,
一级指标,二级指标,三级指标,指标值
产出指标,数量指标,培训人数,≥{people}人
效益指标,社会效益指标,受益率,≥90%
满意度指标,服务对象满意度指标,学员满意度,≥90%
"""
ACTUALS = """三级指标,实际完成值
培训人数,{reached}人
受益率,95%
学员满意度,95%
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(Settings(workspace=tmp_path_factory.mktemp("bench"), patience=60.0))
    bench = app.state.bench
    assert isinstance(bench, Bench)
    folder = tmp_path_factory.mktemp("files")
    for department, year, people, reached in (
        ("甲局", 2022, 200, 100),
        ("甲局", 2023, 150, 150),
        ("乙局", 2023, 200, 100),
    ):
        made = create(
            bench.engine,
            kind="evaluation",
            title=f"{department}{year}",
            who="李某",
            settings={"year": str(year), "department": department},
        )
        changes = []
        texts = {
            "targets": TARGETS.format(year=year, department=department, people=people),
            "actuals": ACTUALS.format(reached=reached),
        }
        for role, text in texts.items():
            (folder / "file").write_text(text, encoding="utf-8")
            with (folder / "file").open("rb") as stream:
                kept = bench.workspace.keep(stream)
            after = {"sha256": kept.sha256, "size": kept.size}
            changes.append(Change(kind="document", subject=f"{role}/{role}.csv", after=after))
        append(bench.engine, made, who="李某", changes=changes)
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        yield client


def test_departments_of_a_year_are_ranked_over_evaluations(client: TestClient) -> None:
    page = client.get("/years")
    assert "<h1>2023" in page.text
    names = re.findall(r'<th scope="row"><a href="/departments/[^"]+">([^<]+)', page.text)
    assert names == ["甲局", "乙局"]  # one reached all it promised, the other half of its people
    older = client.get("/years/2022").text
    assert re.findall(r'<th scope="row"><a href="/departments/[^"]+">([^<]+)', older) == ["甲局"]
    assert 'role="img"' in page.text and "style=" not in page.text


def test_years_of_a_department_side_by_side(client: TestClient) -> None:
    page = client.get("/departments/甲局").text
    row = re.search(r"培训人数</th>.*?</tr>", page, re.DOTALL)
    assert row and row[0].index("≥200人") < row[0].index("≥150人")
    assert row[0].count("未完成后调低") == 1
    assert page.count("未完成后调低") == 1
    assert client.get("/departments/没有").status_code == 404


@pytest.mark.parametrize(
    ("before", "now", "less"),
    [
        ("≥200人", "≥150人", True),
        ("≥200人", "≥200名", False),
        ("≥200人", "≥250人", False),
        ("≤20万元", "≤300000元", True),
        ("≤20万元", "≤200000元", False),
        ("≥90%", "≥80分", False),
        ("≥200人", "150人", False),
        ("≥200人", "有效提升", False),
    ],
)
def test_asks_less(before: str, now: str, less: bool) -> None:
    assert asks_less(read_target(before), read_target(now)) is less


def test_threads_that_ask_at_once_see_each_row_once(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading
    import time

    from evaluator.verdict.columntable import ColumnTable

    bench = client.app.state.bench  # type: ignore[attr-defined]
    assert isinstance(bench, Bench)
    study = bench.study(listed(bench.engine)[0]["id"])
    assert isinstance(study, Study) and study.run is not None
    study.run._totals.clear()
    plain = ColumnTable.rows

    def slowly(table: ColumnTable) -> list[object]:
        time.sleep(0.05)
        return plain(table)

    monkeypatch.setattr(ColumnTable, "rows", slowly)
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(len(study.run.total_rows))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(seen) == {1} and len(study.run.total_rows) == 1


def test_hundreds_of_evaluations_are_ranked_without_a_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a study was summed up to is enough; one that is older than its evaluation is not used."""
    app = create_app(Settings(workspace=tmp_path, patience=60.0))
    bench = app.state.bench
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        made = [
            create(bench.engine, kind="evaluation", title=f"{n}", who="李某", settings={"year": "2023"})
            for n in range(150)
        ]
        first = evaluation_with(bench, tmp_path, made[0], "甲局", "150")
        assert client.get(f"/evaluations/{first}/scores").status_code == 200
        with bench.engine.begin() as connection:
            kept = connection.execute(select(summaries)).mappings().one()
            for n, one in enumerate(made[1:]):
                content = kept["content"].replace("甲局", f"单位{n}")
                connection.execute(insert(summaries).values(evaluation=one, head=2, content=content))
        made_now: list[str] = []
        monkeypatch.setattr(bench.studies, "make", lambda record, *_: made_now.append(record.evaluation))
        page = client.get("/years/2023").text
        names = re.findall(r'<th scope="row"><a href="/departments/[^"]+">([^<]+)', page)
        assert made_now == [] and sorted(names) == sorted(["甲局", *(f"单位{n}" for n in range(149))])
        assert page.count(">1—150</td>") == 150  # all of them equal and open: each may end anywhere
    engine = bench.engine
    assert standings(engine, listed(engine))[1] == []
    append(engine, made[3], who="李某", changes=[Change(kind="outcome", subject="x", after={"actual": "1"})])
    known, missing = standings(engine, listed(engine))
    assert [row["id"] for row in missing] == [made[3]] and len(known) == 149
    engine.dispose()


def test_a_study_made_for_another_purpose_is_summed_up_when_asked_for(tmp_path: Path) -> None:
    app = create_app(Settings(workspace=tmp_path, patience=60.0))
    bench = app.state.bench
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        made = create(bench.engine, kind="evaluation", title="甲", who="李某", settings={"year": "2023"})
        evaluation_with(bench, tmp_path, made, "甲局", "150")
        bench.studies.make(record(bench.engine, made))  # as for an archive
        assert ">甲局</a>" in client.get("/years/2023").text


def test_an_undo_or_another_title_scores_nothing_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(Settings(workspace=tmp_path, patience=60.0))
    bench = app.state.bench
    with TestClient(app, base_url="http://127.0.0.1:8765"):
        made = create(bench.engine, kind="evaluation", title="甲", who="李某", settings={"year": "2023"})
        evaluation_with(bench, tmp_path, made, "甲局", "150")
        before = bench.study(made)
        assert isinstance(before, Study) and before.intake is not None
        judged: list[str] = []
        plain = studies.judge
        monkeypatch.setattr(studies, "judge", lambda *a, **k: judged.append("") or plain(*a, **k))
        indicator = before.intake.forms[0].rows[0].id

        def decide(change: Change) -> Study:
            append(bench.engine, made, who="李某", changes=[change])
            found = bench.study(made)
            assert isinstance(found, Study) and found.head == record(bench.engine, made).head
            return found

        titled = decide(Change(kind="settings", subject="title", after="乙"))
        assert judged == [] and titled.run is before.run and titled.record.setting("title") == "乙"
        typed = decide(Change(kind="outcome", subject=indicator, after={"actual": "1人"}))
        assert judged == [""] and typed.run is not before.run
        back = decide(undoing(typed.record.events[-1]))
        assert judged == [""] and back.run is before.run
        row = next(one for one in listed(bench.engine) if one["id"] == made)
        assert standings(bench.engine, [row])[1] == []


def evaluation_with(bench: Bench, folder: Path, evaluation: str, department: str, reached: str) -> str:
    texts = {
        "targets": TARGETS.format(year=2023, department=department, people=200),
        "actuals": ACTUALS.format(reached=reached),
    }
    changes = []
    for role, text in texts.items():
        (folder / "file").write_text(text, encoding="utf-8")
        with (folder / "file").open("rb") as stream:
            kept = bench.workspace.keep(stream)
        after = {"sha256": kept.sha256, "size": kept.size}
        changes.append(Change(kind="document", subject=f"{role}/{role}.csv", after=after))
    append(bench.engine, evaluation, who="李某", changes=changes)
    return evaluation


@pytest.mark.parametrize("department", ["某区教育局/科技局", ""])
def test_a_department_of_any_name_has_its_page(tmp_path: Path, department: str) -> None:
    app = create_app(Settings(workspace=tmp_path / "bench", patience=60.0))
    bench = app.state.bench
    made = create(bench.engine, kind="evaluation", title="一年", who="李某", settings={"year": "2023"})
    text = TARGETS.format(year=2023, department=department, people=100)
    if not department:
        text = text.replace("预算部门,,,\n", "")
    (tmp_path / "file").write_text(text, encoding="utf-8")
    with (tmp_path / "file").open("rb") as stream:
        kept = bench.workspace.keep(stream)
    change = Change(kind="document", subject="targets/targets.csv", after={"sha256": kept.sha256, "size": kept.size})
    append(bench.engine, made, who="李某", changes=[change])
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        listed_there = client.get("/years/2023").text
        address = re.search(r'href="(/departments/[^"]*)"', listed_there)
        assert address is not None
        page = client.get(address[1])
        assert page.status_code == 200 and "培训人数" in page.text
        scores = client.get(f"/evaluations/{made}/scores").text
        assert (department or "（未写部门）") in scores
