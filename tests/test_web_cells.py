"""Nothing typed is lost: cells of a page of outcomes, forms that were refused, sessions that ended while one typed."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("argon2", reason="the extra web is not installed")
pytest.importorskip("httpx2", reason="httpx2 is not installed (group dev)")

from argon2 import PasswordHasher
from starlette.testclient import TestClient

from evaluator.web import accounts
from evaluator.web import sessions as entry
from evaluator.web.app import create_app
from evaluator.web.events import record
from evaluator.web.formnow import form_now
from evaluator.web.settings import Settings

ADDRESS = "http://127.0.0.1:8765"
SECRET = "correct horse 1949"  # noqa: S105
TARGETS = """预算年度,2023,,
项目名称,教师培训费,,
预算部门,甲局,,
资金总额,100,,
一级指标,二级指标,三级指标,指标值
产出指标,数量指标,培训人数,≥200人
产出指标,质量指标,培训合格率,≥90%
效益指标,社会效益指标,教学水平,有效提升
满意度指标,服务对象满意度指标,参训学员满意度,≥90%
""".encode()
ACTUALS = """项目名称,三级指标,实际完成值
教师培训费,培训人数,150人
教师培训费,培训合格率,95%
""".encode()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    before = accounts._HASHER
    accounts._HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    accounts._nobody.cache_clear()
    made = create_app(Settings(workspace=tmp_path_factory.mktemp("bench"), patience=60.0))
    for name in ("张三", "李四"):
        accounts.add(made.state.bench.engine, name, "administrator", ["*"], SECRET, by="x")
    with TestClient(made, base_url=ADDRESS):
        yield made
    accounts._HASHER = before
    accounts._nobody.cache_clear()


class Visitor:
    """Somebody at a browser: sees pages, fills in the forms of those pages."""

    def __init__(self, app: Any, name: str) -> None:
        self.app, self.client = app, TestClient(app, base_url=ADDRESS)
        token = self.token("/login")
        assert self.client.post("/login", data={"csrf": token, "name": name, "password": SECRET}).status_code == 200

    def token(self, path: str = "/") -> str:
        return str(re.findall(r'name="csrf" value="([0-9a-f]{64})"', self.client.get(path).text)[0])

    def post(self, path: str, files: Any = None, **data: Any) -> Any:
        return self.client.post(path, data={"csrf": self.token(), **data}, files=files)

    def upload(self, base: str, role: str, name: str, content: bytes, **data: Any) -> Any:
        return self.post(f"{base}/documents", files=[("files", (name, content))], role=role, **data)

    def start(self) -> str:
        base = str(self.post("/evaluations/new", year="2023", department="甲局", rulebook="mof-2021-101").url.path)
        self.upload(base, "targets", "目标.csv", TARGETS)
        self.upload(base, "actuals", "完成.csv", ACTUALS)
        return base

    def fields(self, path: str) -> dict[str, str]:
        return fields(self.client.get(path).text)

    def events(self, base: str) -> Any:
        return record(self.app.state.bench.engine, base.rpartition("/")[2]).events


def fields(page: str) -> dict[str, str]:
    """What stands in the biggest form of a page."""
    form = max(re.findall(r"<form.*?</form>", page, re.DOTALL), key=len)
    return {
        name: html.unescape(value) for name, value in re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form)
    }


@pytest.fixture
def first(app: Any) -> Visitor:
    return Visitor(app, "张三")


@pytest.fixture
def second(app: Any) -> Visitor:
    return Visitor(app, "李四")


@pytest.fixture
def base(first: Visitor) -> str:
    return first.start()


def cell(page: dict[str, str], number: int, part: str = "actual") -> str:
    """The name of a cell in the row of that number."""
    ids = list(dict.fromkeys(name.partition(".")[0] for name in json.loads(page["was"]) if name.endswith(".evidence")))
    return f"{ids[number]}.{part}"


# --- a form by itself


def test_a_form_scored_by_itself_comes_to_what_it_comes_to_among_the_others(first: Visitor) -> None:
    base = str(first.post("/demo").url.path).removesuffix("/scores")
    bench = first.app.state.bench
    page = first.fields(f"{base}/outcomes/1")
    typed = {
        cell(page, 0): "不适用",
        cell(page, 1): "3",
        cell(page, 1, "deduction"): "1",
        cell(page, 1, "reason"): "晚",
    }
    first.post(f"{base}/outcomes/1", **page | typed | {"money.executed": "7"})
    line = cell(page, 2).partition(".")[0]
    first.post(f"{base}/scores/1", id=line, points="-0.50", why="抽查不符")
    first.client.get(f"{base}/scores")
    study = bench.study(base.rpartition("/")[2])
    for position in range(len(study.intake.forms)):
        run = form_now(study, position, study.record).run
        mine = [repr(tuple(row)[2:]) for row in study.run.lines_of_form(position)]  # without its numbers in the frame
        assert [repr(tuple(row)[2:]) for row in run.line_rows] == mine, position
        assert repr(tuple(run.total_rows[0])[1:-1]) == repr(tuple(study.run.total_rows[position])[1:-1])


# --- cells


def test_a_collision_is_of_one_cell_and_keeps_the_others(first: Visitor, second: Visitor, base: str) -> None:
    mine, theirs = first.fields(f"{base}/outcomes/0"), second.fields(f"{base}/outcomes/0")
    people, rate, reason = cell(mine, 0), cell(mine, 1), cell(mine, 0, "reason")
    second.post(f"{base}/outcomes/0", **theirs | {people: "180人", reason: "人手不足", "why": "补报"})
    answer = first.post(f"{base}/outcomes/0", **mine | {people: "190人", rate: "97%"})
    assert answer.status_code == 409
    said = html.unescape(re.findall(r'<div class="bad".*?</div>', answer.text, re.DOTALL)[0])
    assert all(word in said for word in ("培训人数", "实际完成值", "180人", "190人", "李四", "补报", "没有保存"))
    assert "培训合格率" not in said
    again = fields(answer.text)
    assert again[people] == "190人", "what was typed is still there"
    assert again[rate] == "97%" and again[reason] == "人手不足", "the others are saved, and theirs"
    assert first.fields(f"{base}/outcomes/0")[people] == "180人"
    first.post(f"{base}/outcomes/0", **again)  # having seen theirs, mine holds
    assert second.fields(f"{base}/outcomes/0")[people] == "190人"
    assert second.fields(f"{base}/outcomes/0")[reason] == "人手不足"


def test_an_old_page_writes_only_what_was_typed_into_it(first: Visitor, second: Visitor, base: str) -> None:
    old = first.fields(f"{base}/outcomes/0")
    people, rate = cell(old, 0), cell(old, 1)
    second.post(f"{base}/outcomes/0", **second.fields(f"{base}/outcomes/0") | {people: "180人"})
    assert first.post(f"{base}/outcomes/0", **old | {rate: "96%"}).status_code == 200
    assert first.fields(f"{base}/outcomes/0")[people] == "180人"


def test_a_cell_that_is_refused_keeps_the_others(first: Visitor, base: str) -> None:
    page = first.fields(f"{base}/outcomes/0")
    answer = first.post(f"{base}/outcomes/0", **page | {cell(page, 0, "deduction"): "1.5", cell(page, 1): "96%"})
    assert answer.status_code == 422 and "扣分须写明理由" in answer.text
    again = fields(answer.text)
    assert again[cell(page, 0, "deduction")] == "1.5" and again[cell(page, 1)] == "96%"
    assert first.fields(f"{base}/outcomes/0")[cell(page, 0, "deduction")] == ""
    answer = first.post(f"{base}/outcomes/0", **again | {cell(page, 0, "reason"): "迟到"})
    assert answer.status_code == 200
    assert first.fields(f"{base}/outcomes/0")[cell(page, 0, "deduction")] == "1.5"


def test_one_cell_is_answered_with_its_score_and_doubts(first: Visitor, base: str) -> None:
    page = first.fields(f"{base}/outcomes/0")
    rate = cell(page, 1)
    sent = {"csrf": page["csrf"], "was": json.dumps({rate: "95%"}), rate: "105%"}
    head = len(first.events(base))
    ask = {"accept": "application/json"}
    dry = first.client.post(f"{base}/outcomes/0", data=sent | {"dry": "1"}, headers=ask).json()
    assert len(first.events(base)) == head and dry["saved"] == ""
    said = html.unescape(dry["beside"][rate.partition(".")[0]])
    assert "A203" in said and "105%" in said, "doubted before it is saved"
    done = first.client.post(f"{base}/outcomes/0", data=sent, headers=ask).json()
    assert re.fullmatch(r"\d\d:\d\d", done["saved"]) and done["cells"][rate] == "105%"
    assert len(first.events(base)) == head + 1
    assert "待填" in done["total"] and " 至 " in done["total"]
    other = first.client.post(f"{base}/outcomes/0", data=sent | {rate: "90%"}, headers=ask).json()
    assert rate in other["troubles"] and "105%" in other["troubles"][rate]["words"], "it was shown with another text"


def test_what_was_typed_and_then_came_otherwise_is_asked(first: Visitor, base: str) -> None:
    page = first.fields(f"{base}/outcomes/0")
    people, rate = cell(page, 0), cell(page, 1)
    first.post(f"{base}/outcomes/0", **page | {people: "180人", rate: "97%"})
    assert 'class="panel doubled"' not in first.client.get(f"{base}/outcomes/0").text, "typed is newer than handed in"
    newer = ACTUALS.replace("150人".encode(), "200人".encode())
    first.upload(base, "actuals", "完成.csv", newer)
    text = html.unescape(first.client.get(f"{base}/outcomes/0").text)
    asked = re.findall(r'<form class="panel doubled".*?</form>', text, re.DOTALL)[0]
    assert all(word in asked for word in ("培训人数", "180人", "200人", "培训合格率", "97%", "95%"))
    assert "2 处" in first.client.get(base).text, "the page of documents says so too"
    first.post(f"{base}/outcomes/0/choose", **{people: "file", rate: "typed"})
    after = first.fields(f"{base}/outcomes/0")
    assert (after[people], after[rate]) == ("200人", "97%")
    assert 'class="panel doubled"' not in first.client.get(f"{base}/outcomes/0").text


def test_the_template_holds_what_is_known_and_brings_it_back(first: Visitor, base: str) -> None:
    page = first.fields(f"{base}/outcomes/0")
    typed = {cell(page, 0): "180人", cell(page, 0, "reason"): "人手不足", cell(page, 2): "有所提升"}
    typed |= {
        cell(page, 2, "level"): "基本达成",
        cell(page, 3): "91%",
        "money.full_year": "100",
        "money.executed": "91",
    }
    first.post(f"{base}/outcomes/0", **page | typed | {"fund0.executed": "80"})
    total = re.findall(r'data-label="总分">([^<]+)', first.client.get(f"{base}/scores").text)
    for suffix in ("xlsx", "csv"):
        content = first.client.get(f"{base}/template.{suffix}").content
        other = str(first.post("/evaluations/new", year="2023", department="甲局", rulebook="mof-2021-101").url.path)
        first.upload(other, "targets", "目标.csv", TARGETS)
        first.upload(other, "actuals", f"填报.{suffix}", content)
        assert re.findall(r'data-label="总分">([^<]+)', first.client.get(f"{other}/scores").text) == total, suffix
        again = first.fields(f"{other}/outcomes/0")
        assert {name: again[name] for name in typed if name in again} == {n: typed[n] for n in typed if n in again}
        assert again["fund0.executed"] == "80"
    book = openpyxl.load_workbook(io.BytesIO(first.client.get(f"{base}/template.xlsx").content))
    assert any("180人" in [cell.value for cell in row] for sheet in book for row in sheet.iter_rows())


def test_a_document_is_replaced_by_one_of_another_name(first: Visitor, base: str) -> None:
    newer = ACTUALS.replace("150人".encode(), "160人".encode())
    first.upload(base, "actuals", "完成（改）.csv", newer, replaces="actuals/完成.csv")
    page = first.client.get(base).text
    assert "完成（改）.csv" in page and "actuals/完成.csv" not in page
    assert first.fields(f"{base}/outcomes/0")[cell(first.fields(f"{base}/outcomes/0"), 0)] == "160人"
    gone = first.upload(base, "actuals", "x.csv", newer, replaces="actuals/完成.csv", back=base, place="role-actuals")
    assert gone.status_code == 422 and "已经不在" in gone.text


# --- forms that were refused


def test_a_refused_reason_is_shown_where_it_is_missing(first: Visitor, base: str) -> None:
    page = first.fields(f"{base}/outcomes/0")
    line = cell(page, 0).partition(".")[0]
    answer = first.post(f"{base}/scores/0", id=line, points="-1.50", place=f"row-{line}")
    assert answer.status_code == 422
    row = re.findall(rf'<tr id="row-{line}">.*?</tr>', answer.text, re.DOTALL)[0]
    assert (
        'value="-1.50"' in row
        and "调整得分须写明理由" in row
        and "<details open" in row.replace(' class="noprint"', "")
    )
    answer = first.post(f"{base}/targets/0", id=line, name="培训人数", read_as="≥≥", why="试试", place=f"row-{line}")
    row = re.findall(rf'<tr id="row-{line}">.*?</tr>', answer.text, re.DOTALL)[0]
    assert answer.status_code == 422 and "也读不懂" in row and 'value="≥≥"' in row and 'value="试试"' in row


def test_a_refused_file_is_said_where_it_was_chosen(first: Visitor, base: str) -> None:
    answer = first.upload(base, "targets", "目标.exe", b"x", back=base, place="role-targets")
    assert answer.status_code == 422
    section = re.findall(r"<section[^>]*role-targets.*?</section>", answer.text, re.DOTALL)[0]
    assert "不是可读的文件格式" in section and "目标.csv" in section


def test_settings_that_are_refused_keep_their_words(first: Visitor) -> None:
    words = {"year": "二〇二三", "department": "甲局", "title": "我的评价", "rulebook": "mof-2021-101"}
    answer = first.post("/evaluations/new", **words, place="settings")
    assert answer.status_code == 422 and "不对" in answer.text
    assert 'value="二〇二三"' in answer.text and 'value="我的评价"' in answer.text


def test_a_decision_that_somebody_took_first_keeps_the_words(first: Visitor, second: Visitor) -> None:
    base = str(first.post("/audits/new", year="2023", department="甲局", rulebook="mof-2021-101").url.path)
    form = Path(__file__).parent / "documents" / "self_eval_synthetic.docx"
    first.upload(base, "forms", "自评.docx", form.read_bytes())
    page = second.client.get(f"{base}/worklist?severity=error").text
    article = re.findall(r"<article.*?</article>", page, re.DOTALL)[0]
    asked = {name: text for name, text in fields(article).items() if name != "csrf"}
    first.post(f"{base}/worklist", **asked | {"decision": "upheld"})
    answer = second.post(f"{base}/worklist", **asked | {"decision": "dismissed", "why": "有批文可查"})
    assert answer.status_code == 422
    again = html.unescape(re.findall(rf'<article[^>]*id="{asked["place"]}".*?</article>', answer.text, re.DOTALL)[0])
    assert "张三 作出决定" in again and "有批文可查" in again
    assert 'value="error" selected' in answer.text, "the list is still narrowed as it was"


# --- a session that ends


def test_what_was_typed_goes_through_the_login(app: Any, first: Visitor, base: str) -> None:
    page = first.fields(f"{base}/outcomes/0")
    people = cell(page, 0)
    entry.let_out(app.state.bench.engine, first.client.cookies["evaluator_session"])
    asked = first.client.post(f"{base}/outcomes/0", data=page | {people: "188人"})
    assert asked.status_code == 403 and "重新登录" in asked.text and "188人" not in asked.text
    login = fields(asked.text)
    wrong = first.client.post("/login", data=login | {"name": "张三", "password": "wrong"})
    assert wrong.status_code == 401 and fields(wrong.text)["carry"] == login["carry"]
    done = first.client.post("/login", data=fields(wrong.text) | {"name": "张三", "password": SECRET})
    assert "接着保存" in done.text and SECRET not in done.text
    to = re.findall(r'<form method="post" action="([^"]+outcomes/0)"', done.text)[0]
    assert first.client.post(to, data=fields(done.text)).status_code == 200
    assert first.fields(f"{base}/outcomes/0")[people] == "188人"


def test_only_what_was_packed_here_for_this_session_is_carried(app: Any, first: Visitor, base: str) -> None:
    other = Visitor(app, "李四")
    page = other.fields(f"{base}/outcomes/0")
    entry.let_out(app.state.bench.engine, other.client.cookies["evaluator_session"])
    packed = fields(other.client.post(f"{base}/outcomes/0", data=page).text)["carry"]
    entry.let_out(app.state.bench.engine, first.client.cookies["evaluator_session"])
    login = {"csrf": first.token("/login"), "name": "张三", "password": SECRET, "carry": packed}
    assert "接着保存" not in first.client.post("/login", data=login).text
    assert first.client.post("/login/carry", data={"csrf": first.token()}).status_code == 404


def test_the_script_of_a_page_logs_in_on_the_spot(app: Any, first: Visitor, base: str) -> None:
    ask = {"accept": "application/json"}
    page = first.fields(f"{base}/outcomes/0")
    entry.let_out(app.state.bench.engine, first.client.cookies["evaluator_session"])
    asked = first.client.post(f"{base}/outcomes/0", data=page, headers=ask)
    assert asked.status_code == 401
    login = {"csrf": asked.json()["login"], "name": "张三", "password": "wrong"}
    assert first.client.post("/login", data=login, headers=ask).status_code == 401
    done = first.client.post("/login", data=login | {"password": SECRET}, headers=ask)
    again = page | {"csrf": done.json()["csrf"], cell(page, 0): "177人"}
    assert first.client.post(f"{base}/outcomes/0", data=again, headers=ask).json()["cells"][cell(page, 0)] == "177人"
