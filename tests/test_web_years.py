"""Years and departments in the workbench: ranking over evaluations, indicators side by side, targets lowered."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("httpx2", reason="httpx2 is not installed (group dev)")

from starlette.testclient import TestClient

from evaluator.overyears import asks_less
from evaluator.web.app import create_app
from evaluator.web.bench import Bench
from evaluator.web.events import Change, append, create
from evaluator.web.settings import Settings
from targets.expression import read_target

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

    from evaluator import run as runs
    from evaluator.web.bench import Bench
    from evaluator.web.events import listed
    from evaluator.web.studies import Study

    bench = client.app.state.bench  # type: ignore[attr-defined]
    assert isinstance(bench, Bench)
    study = bench.study(listed(bench.engine)[0]["id"])
    assert isinstance(study, Study) and study.run is not None
    study.run._totals.clear()
    plain = runs.rows_of

    def slowly(frame: object) -> list[object]:
        time.sleep(0.05)
        return plain(frame)  # type: ignore[arg-type]

    monkeypatch.setattr(runs, "rows_of", slowly)
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(len(study.run.total_rows))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(seen) == {1} and len(study.run.total_rows) == 1
