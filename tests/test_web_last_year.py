"""A new evaluation from last year's: documents and readings taken over, what has changed since, and who may see it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("argon2", reason="the extra web is not installed")
pytest.importorskip("httpx2", reason="httpx2 is not installed (group dev)")

from argon2 import PasswordHasher
from starlette.testclient import TestClient

from evaluator.web import accounts
from evaluator.web.app import create_app
from evaluator.web.settings import Settings

ADDRESS = "http://127.0.0.1:8765"
SECRET = "correct horse 1949"  # noqa: S105
FORM = """预算年度,{year},,
项目名称,{year}年教师培训费,,
预算部门,甲局,,
资金总额,100,,
一级指标,二级指标,三级指标,指标值
"""
OLD = (
    FORM.format(year=2022)
    + """产出指标,数量指标,培训人数,≥200人
产出指标,数量指标,培训期数,≥10期
产出指标,质量指标,培训合格率,≥90
效益指标,社会效益指标,受益学校,≥20所
"""
)
NEW = (
    FORM.format(year=2023)
    + """产出指标,数量指标,培训人数,≥150人
产出指标,数量指标,培训期数,≥12期
产出指标,质量指标,培训合格率,≥90
满意度指标,服务对象满意度指标,学员满意度,≥90%
"""
)
REACHED = "三级指标,实际完成值\n培训人数,100人\n培训期数,10期\n"


class Person:
    def __init__(self, app: Any, name: str) -> None:
        self.client = TestClient(app, base_url=ADDRESS)
        self.client.post("/login", data={"csrf": self.token("/login"), "name": name, "password": SECRET})

    def token(self, path: str = "/") -> str:
        return re.findall(r'name="csrf" value="([0-9a-f]{64})"', self.client.get(path).text)[0]

    def post(self, path: str, files: Any = None, **data: Any) -> Any:
        return self.client.post(path, data={"csrf": self.token(), **data}, files=files)

    def upload(self, base: str, role: str, name: str, text: str, **data: Any) -> None:
        done = self.post(f"{base}/documents", files=[("files", (name, text.encode()))], role=role, **data)
        assert done.status_code == 200

    def changes(self, base: str) -> dict[str, int]:
        """How many indicators became what, by the figures at the head of the page."""
        text = self.client.get(f"{base}/last-year").text
        figures = re.search(r'<ul class="figures">(.*?)</ul>', text, re.DOTALL)
        assert figures
        found = re.findall(r"<li>(.*?)<b>(.*?)</b>", figures[1])
        return {what: int(re.sub("<[^>]+>", "", count)) for what, count in found}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    before = accounts._HASHER
    accounts._HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    accounts._nobody.cache_clear()
    made = create_app(Settings(workspace=tmp_path_factory.mktemp("bench"), patience=60.0))
    for name, departments in (("张三", ["甲局"]), ("李四", ["乙局"])):
        accounts.add(made.state.bench.engine, name, "officer", departments, SECRET, by="x")
    with TestClient(made, base_url=ADDRESS):
        yield made
    accounts._HASHER = before
    accounts._nobody.cache_clear()


@pytest.fixture(scope="module")
def person(app: Any) -> Person:
    return Person(app, "张三")


@pytest.fixture(scope="module")
def last(person: Person) -> str:
    """Last year's evaluation, with one reading that was put right."""
    base = str(person.post("/evaluations/new", year="2022", department="甲局", rulebook="jiangxi").url.path)
    person.upload(base, "targets", "目标.csv", OLD)
    person.upload(base, "actuals", "完成.csv", REACHED)
    page = person.client.get(f"{base}/targets/0").text
    found = re.search(r'id="row-(\w+)">\s*<th scope="row">[^\n]*培训合格率', page)
    assert found
    done = person.post(f"{base}/targets/0", id=found[1], name="培训合格率", read_as="≥90%", why="漏印百分号")
    assert "漏印百分号" in done.text
    assert person.post(f"{base}/forms", form="0", to="张三").status_code == 200
    return base


def test_a_new_evaluation_begins_as_the_old_one_and_says_what_changed(person: Person, last: str) -> None:
    number = last.rpartition("/")[2]
    offered = html.unescape(person.client.get(f"/evaluations/new?from={number}").text)
    assert 'name="year" inputmode="numeric" pattern="[0-9]{4}" maxlength="4" size="6" value="2023"' in offered
    assert 'value="甲局"' in offered and re.search(r'value="jiangxi" selected', offered)
    made = person.post("/evaluations/new", year="2023", department="甲局", rulebook="jiangxi", **{"from": number})
    base = str(made.url.path).removesuffix("/last-year")
    assert "目标表仍是上年的文件" in made.text
    assert "沿用 2022 年度：漏印百分号（张三）" in person.client.get(f"{base}/history").text
    assert "≥90%" in person.client.get(f"{base}/targets/0").text, "the reading that was put right"
    assert '<td data-label="负责人">张三</td>' in person.client.get(f"{base}/forms").text, "whose the form is"
    assert "100人" not in person.client.get(f"{base}/outcomes/0").text, "what was reached last year is not taken over"
    assert person.changes(base) == {
        "未完成后调低": 0, "目标改了": 0, "分值改了": 0, "今年新增": 0, "今年没有": 0, "没有变": 4
    }  # fmt: skip

    person.upload(base, "targets", "目标2023.csv", NEW, replaces="targets/目标.csv")
    # By hand: 200 people were promised and 100 came, now 150 are (lowered after a miss); 10 sessions became 12; the
    # rate stands as it was, with points shared out anew; 受益学校 is gone, 学员满意度 new.
    changed = person.changes(base)
    assert changed["未完成后调低"] == 1 and changed["目标改了"] == 1
    assert changed["今年新增"] == 1 and changed["今年没有"] == 1
    assert changed["分值改了"] + changed["没有变"] == 1
    page = person.client.get(f"{base}/last-year").text
    assert "目标表仍是上年的文件" not in page and "≥200人" in page and "≥150人" in page
    # The project's name holds the year, so the indicator is another: its reading is offered, not silently taken.
    assert "1 处上年更正过的识别" in page
    taken = person.post(f"{base}/last-year", readings="1")
    assert "处上年更正过的识别" not in taken.text
    row = re.search(r"培训合格率</th>.*?</tr>", person.client.get(f"{base}/targets/0").text, re.DOTALL)
    assert row and "沿用 2022 年度：漏印百分号（张三）" in row[0]
    assert "decision-unused" not in person.client.get(f"{base}/findings").text, "the copy for the old words is gone"


def test_a_reading_is_not_taken_over_for_other_words(person: Person, last: str) -> None:
    number = last.rpartition("/")[2]
    made = person.post("/evaluations/new", year="2024", department="甲局", **{"from": number})
    base = str(made.url.path).removesuffix("/last-year")
    person.upload(base, "targets", "目标.csv", OLD.replace("≥90\n", "≥95\n"))
    page = person.client.get(f"{base}/last-year").text
    assert "处上年更正过的识别" not in page
    row = re.search(r"培训合格率</th>.*?</tr>", person.client.get(f"{base}/targets/0").text, re.DOTALL)
    assert row and "沿用 2022 年度" not in row[0]
    assert "decision-unused" in person.client.get(f"{base}/findings").text, "the old decision fits nothing, and says so"


def test_only_an_earlier_year_that_one_may_see(app: Any, person: Person, last: str) -> None:
    number = last.rpartition("/")[2]
    assert person.post("/evaluations/new", year="2022", department="甲局", **{"from": number}).status_code == 422
    other = Person(app, "李四")
    assert "甲局" not in other.client.get(f"/evaluations/new?from={number}").text
    made = other.post("/evaluations/new", year="2023", department="乙局", **{"from": number})
    base = str(made.url.path)
    assert "last-year" not in base and "目标.csv" not in made.text
    other.upload(base, "targets", "目标.csv", NEW.replace("甲局", "乙局"))
    assert other.post(f"{base}/last-year", previous=number).status_code == 422
    assert "培训期数" not in other.client.get(f"{base}/last-year").text
