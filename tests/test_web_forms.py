"""Forms by department: searched, given to people, copies in another file recognised, departments in every export."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("argon2", reason="the extra web is not installed")
pytest.importorskip("httpx2", reason="httpx2 is not installed (group dev)")

from argon2 import PasswordHasher
from starlette.testclient import TestClient

from evaluator.web import accounts
from evaluator.web.app import create_app
from evaluator.web.settings import Settings
from evaluator.web.templating import environment, translator

ADDRESS = "http://127.0.0.1:8765"
SECRET = "correct horse 1949"  # noqa: S105


def form(department: str, project: str, score: str = "30") -> str:
    """A self-evaluation that claims points for a target missed by half."""
    return f"""项目支出绩效自评表（2023年度）,,,,,,
项目名称,{project},,,,,
预算部门,{department},,,,,
,年初预算数,全年预算数,全年执行数,分值,执行率,得分
年度资金总额,100,100,100,10,100%,10
一级指标,二级指标,三级指标,年度指标值,实际完成值,分值,得分
产出指标,数量指标,培训人数,≥200人,100人,50,{score}
满意度指标,服务对象满意度指标,学员满意度,≥90%,95%,40,40
总分,,,,,100,80
"""


class Person:
    def __init__(self, app: Any, name: str) -> None:
        self.client = TestClient(app, base_url=ADDRESS)
        self.client.post("/login", data={"csrf": self.token("/login"), "name": name, "password": SECRET})

    def token(self, path: str = "/") -> str:
        return re.findall(r'name="csrf" value="([0-9a-f]{64})"', self.client.get(path).text)[0]

    def post(self, path: str, files: Any = None, **data: Any) -> Any:
        return self.client.post(path, data={"csrf": self.token(), **data}, files=files)

    def page(self, path: str) -> str:
        found = self.client.get(path)
        assert found.status_code == 200, path
        return html.unescape(found.text)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    before = accounts._HASHER
    accounts._HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    accounts._nobody.cache_clear()
    made = create_app(Settings(workspace=tmp_path_factory.mktemp("bench"), patience=60.0))
    people = {
        "审计员": ("auditor", ["*"]),
        "同事": ("auditor", ["某财政局"]),
        "外人": ("auditor", ["乙局"]),
        "填报人": ("officer", ["*"]),
    }
    for name, (role, departments) in people.items():
        accounts.add(made.state.bench.engine, name, role, departments, SECRET, by="x")
    with TestClient(made, base_url=ADDRESS):
        yield made
    accounts._HASHER = before
    accounts._nobody.cache_clear()


@pytest.fixture(scope="module")
def person(app: Any) -> Person:
    return Person(app, "审计员")


@pytest.fixture(scope="module")
def base(person: Person) -> str:
    """An audit of five files: one form twice under another file name and with other widths, one as corrected."""
    base = str(person.post("/audits/new", year="2023", department="某财政局").url.path)
    again = form("甲局", "教师培训费").replace("教师培训费", "教 师培训费").replace("100人", "１００人")
    texts = {
        "1甲培训.csv": form("甲局", "教师培训费"),
        "2甲培训扫描.csv": again,
        "3乙会议.csv": form("乙局", "会议费"),
        "4乙培训.csv": form("乙局", "教师培训费"),
        "5乙会议更正.csv": form("乙局", "会议费", "25"),
    }
    files = [("files", (name, text.encode())) for name, text in texts.items()]
    assert person.post(f"{base}/documents", files=files, role="forms").status_code == 200
    return base


def branches(page: str) -> dict[str, list[str]]:
    """Department: the files of its forms."""
    found = {}
    for part in re.findall(r'<details class="panel tree".*?</details>', page, re.DOTALL):
        department = re.search(r"<summary>(.*?) <span", part)
        assert department
        found[department[1]] = re.findall(r'<span class="path">([^<·]+?)(?: ·[^<]*)?</span>', part)
    return found


def test_forms_stand_by_department_and_are_searched(person: Person, base: str) -> None:
    assert branches(person.page(f"{base}/forms")) == {
        "甲局": ["1甲培训.csv", "2甲培训扫描.csv"],
        "乙局": ["3乙会议.csv", "4乙培训.csv", "5乙会议更正.csv"],
    }
    assert branches(person.page(f"{base}/forms?words=会议")) == {"乙局": ["3乙会议.csv", "5乙会议更正.csv"]}
    assert branches(person.page(f"{base}/forms?words=没有")) == {}


def test_the_same_form_in_two_files_is_recognised(person: Person, base: str) -> None:
    page = person.page(f"{base}/forms")
    rows = re.findall(r'<th scope="row"><a href="[^"]+">.*?</th>', page, re.DOTALL)
    same = [re.findall(r"同一张表，又见于 <a[^>]*>(.*?)</a>", row) for row in rows]
    other = [re.findall(r"内容不同，见 <a[^>]*>(.*?)</a>", row) for row in rows]
    by_file = {re.search(r'class="path">([^<·]+?)(?: ·|<)', row)[1]: n for n, row in enumerate(rows)}  # type: ignore[index]
    assert same[by_file["1甲培训.csv"]] == ["2甲培训扫描.csv"] and same[by_file["2甲培训扫描.csv"]] == ["1甲培训.csv"]
    assert other[by_file["3乙会议.csv"]] == ["5乙会议更正.csv"] and other[by_file["5乙会议更正.csv"]] == ["3乙会议.csv"]
    assert not same[by_file["4乙培训.csv"]] and not other[by_file["4乙培训.csv"]], "another department's"

    def count(query: str) -> int:
        found = re.search(r"共 (\d+) 条", person.page(f"{base}/worklist?{query}"))
        assert found
        return int(found[1])

    wrong = "name=score-differs&words=培训人数"
    # by hand: 50 × 100 ÷ 200 = 25, so four of the five forms claim too much, two of them the same one
    assert count(wrong) == 4 and count(f"{wrong}&once=1") == 3


def test_forms_are_given_to_people_whose_findings_are_shown_alone(app: Any, person: Person, base: str) -> None:
    page = person.page(f"{base}/forms")
    people = re.search(r'<select id="to".*?</select>', page, re.DOTALL)
    assert people and "审计员" in people[0] and "同事" in people[0] and "填报人" not in people[0]
    assert "外人" not in people[0], "who cannot see the audit cannot work on it"
    places = dict(re.findall(r'forms/(\d+)">[^<]*</a><span class="path">([^<·]+?)(?: ·|<)', page))
    number = {file: place for place, file in places.items()}
    given = person.post(f"{base}/forms", form=[number["3乙会议.csv"], number["4乙培训.csv"]], to="同事")
    assert given.status_code == 200
    assert branches(person.page(f"{base}/forms?person=同事"))["乙局"] == [
        "3乙会议.csv",
        "4乙培训.csv",
        "5乙会议更正.csv",
    ]
    for other in ("外人", "填报人", "没有"):
        assert person.post(f"{base}/forms", form=[number["1甲培训.csv"]], to=other).status_code == 422, other
    assert person.post(f"{base}/forms", to="同事").status_code == 422, "nothing ticked"
    listed = person.page(f"{base}/worklist?person=同事&name=score-differs&words=培训人数")
    assert "共 2 条" in listed and "负责人：同事" in listed
    assert "交给我的" in Person(app, "同事").page(f"{base}/worklist")
    assert "交给我的" not in person.page(f"{base}/worklist")
    assert "共 2 条" in person.page(f"{base}/worklist?person=-&name=score-differs&words=培训人数")
    assert "同事" in person.page(f"{base}/history") and "乙局 / 会议费" in person.page(f"{base}/history")
    person.post(f"{base}/forms", form=[number["4乙培训.csv"]], to="")
    assert branches(person.page(f"{base}/forms?person=同事"))["乙局"] == ["3乙会议.csv", "5乙会议更正.csv"]


def test_every_export_names_the_department(person: Person, base: str) -> None:
    packed = zipfile.ZipFile(io.BytesIO(person.client.get(f"{base}/download.zip").content))
    for name in ("findings.csv", "forms.csv"):
        rows = list(csv.DictReader(io.StringIO(packed.read(name).decode("utf-8-sig"))))
        assert {"甲局", "乙局"} <= {row["部门"] for row in rows}, name
    sheet = openpyxl.load_workbook(io.BytesIO(packed.read("worklist.xlsx"))).active
    rows = list(sheet.values)  # type: ignore[union-attr]
    at, file = rows[0].index("部门"), rows[0].index("文件")
    assert {(row[file][1], row[at][0]) for row in rows[1:] if row[at]} == {("甲", "甲"), ("乙", "乙")}


@pytest.mark.parametrize(("count", "folded"), [(24, False), (25, True)])
def test_hundreds_of_forms_are_no_wall_of_tabs(count: int, folded: bool) -> None:
    macros: Any = environment().get_template("macros.html").module
    form = SimpleNamespace(title="培训", kind=SimpleNamespace(of_department=False))
    tabs = str(macros.form_tabs(translator("zh"), {"id": "x"}, [form] * count, 0, "targets", [0] * count, ""))
    assert tabs.count("<li>") == count
    assert ("<details" in tabs and "/evaluations/x/forms" in tabs) is folded
