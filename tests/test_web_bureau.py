"""Many departments at a glance: distribution of totals and grades, money by grade, places while something is open."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("httpx2", reason="httpx2 is not installed (group dev)")

from starlette.testclient import TestClient

from evaluator.scorecards.ranking import provisional_places
from evaluator.web.app import create_app
from evaluator.web.bureau import Asked, by_grade, histogram, table
from evaluator.web.settings import Settings
from evaluator.web.summaries import Standing

CUTS = ((90.0, "优"), (80.0, "良"), (60.0, "中"))


def standing(name: str, low: int, high: int, grade: str, budget: str, *money: tuple[str, int]) -> Standing:
    row: Any = {"title": f"{name}的评价", "id": name, "year": 2023}
    return Standing(
        evaluation=row,
        name=name,
        total=(low, high),
        grade=grade,
        grade_low=grade,
        grade_high=grade,
        budget=budget,
        rate=9_000,
        grades=(),
        money=money,
        pending=int(low != high),
        counts=(0, 1, 2),
        invented=False,
        cuts=CUTS,
    )


LISTED = (
    standing("甲局", 9_500, 9_500, "优", "100", ("优", 10_000)),
    standing("乙局", 8_500, 9_700, "", "200", ("良", 2_500), ("", 7_500)),
    standing("丙局", 8_200, 8_200, "良", "50", ("良", 10_000)),
    standing("丁局", 7_000, 7_000, "中", "10.5", ("中", 10_000)),
)


def test_departments_and_money_are_counted_by_grade() -> None:
    found = [(one.grade, one.departments, str(one.money)) for one in by_grade(LISTED)]
    # by hand: 良 has 2,500 of 10,000 parts of 200 and all of 50; what is open has the rest of 200
    assert found == [("优", 1, "100.00"), ("良", 1, "100.00"), ("中", 1, "10.50"), ("", 1, "150.00")]
    assert sum(one.money for one in by_grade(LISTED)) == 360.5, "no money is lost between grades"


def test_totals_fall_into_steps_of_ten_surely_or_by_their_lower_end() -> None:
    assert histogram(LISTED) == [("90–100", 1, 0), ("80–90", 1, 1), ("70–80", 1, 0)]
    assert histogram([standing("满分", 10_000, 10_000, "优", "1")]) == [("90–100", 1, 0)]


def test_what_is_open_has_a_place_by_its_lower_end() -> None:
    assert provisional_places([one.total for one in LISTED]) == [1, 2, 3, 4]
    assert provisional_places([*(one.total for one in LISTED), (8_200, 8_200)]) == [1, 2, 3, 5, 3]


def test_the_list_is_narrowed_and_sorted_as_asked() -> None:
    listed = [(one, place) for place, one in enumerate(LISTED)]
    assert [one.name for one, _ in Asked(grade="open").sorted(listed)] == ["乙局"]
    assert [(one.name, place) for one, place in Asked(sort="budget").sorted(listed)] == [
        ("乙局", 1),
        ("甲局", 0),
        ("丙局", 2),
        ("丁局", 3),
    ]
    assert [one.name for one, _ in Asked(words="丙").sorted(listed)] == ["丙局"]
    assert table(LISTED, "zh", 2023, ["1", "1—2", "3", "4"]).rows[1][:6] == (
        "1—2",
        2,
        "乙局",
        "85.00 至 97.00",
        table(LISTED, "zh", 2023, ["", "", "", ""]).rows[1][4],
        "待定",
    )


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    made = create_app(Settings(workspace=Path(tmp_path_factory.mktemp("bench")), patience=60.0))
    with TestClient(made, base_url="http://127.0.0.1:8765") as client:
        yield client


def test_the_page_and_its_workbook(client: TestClient) -> None:
    token = re.findall(r'name="csrf" value="([0-9a-f]{64})"', client.get("/").text)[0]
    client.post("/demo", data={"csrf": token})
    page = client.get("/years/2023").text
    assert "等级和资金" in page and "总分分布" in page and "暂列" in page
    assert re.search(r'<a href="/evaluations/\w+/scores" aria-label', page), "a bar leads to the scores"
    assert "没有这样的部门" in client.get("/years/2023?words=没有").text
    content = client.get("/years/2023.xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None and any("部门评价" in [cell.value for cell in row] for row in sheet.iter_rows())
