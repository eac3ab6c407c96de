"""Doubts of an evaluation: what is to fill is no error; others are settled one by one or alike together, by name."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("httpx2", reason="httpx2 is not installed (group dev)")

from starlette.testclient import TestClient

from evaluator.web.app import create_app
from evaluator.web.settings import Settings

TARGETS = """预算年度,2023,,
项目名称,教师培训费,,
预算部门,甲局,,
资金总额,100,,
一级指标,二级指标,三级指标,指标值
产出指标,质量指标,培训合格率,≥90%
产出指标,质量指标,培训出勤率,≥90%
产出指标,数量指标,培训人数,≥200人
效益指标,社会效益指标,教学水平,有效提升
""".encode()
OVER = """项目名称,三级指标,实际完成值
教师培训费,培训合格率,105%
教师培训费,培训出勤率,106%
教师培训费,培训人数,200人
""".encode()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    made = create_app(Settings(workspace=tmp_path_factory.mktemp("bench"), patience=60.0))
    with TestClient(made, base_url="http://127.0.0.1:8765") as client:
        yield client


def post(client: TestClient, path: str, files: Any = None, **data: str) -> Any:
    token = re.findall(r'name="csrf" value="([0-9a-f]{64})"', client.get("/").text)[0]
    return client.post(path, data={"csrf": token, **data}, files=files)


@pytest.fixture
def base(client: TestClient) -> str:
    base = str(post(client, "/evaluations/new", year="2023", department="甲局", rulebook="mof-2021-101").url.path)
    post(client, f"{base}/documents", files=[("files", ("目标.csv", TARGETS))], role="targets")
    return base


def counted(client: TestClient, base: str) -> dict[str, str]:
    """The figures at the head of the page of scores."""
    found = re.findall(r"<li>([^<]+)<b>(?:<a[^>]*>)?([^<]+)", client.get(f"{base}/scores").text)
    return {name.strip(): figure.strip() for name, figure in found}


def shown(client: TestClient, base: str, query: str) -> int:
    return int(re.findall(r"共 (\d+) 条", client.get(f"{base}/findings?{query}").text)[0])


def test_a_new_evaluation_is_to_fill_and_has_no_errors(client: TestClient, base: str) -> None:
    figures = counted(client, base)
    assert int(figures["待填"]) >= 4, "four indicators and the money"
    assert figures["疑点（错误／警告／提示）"].split(" / ")[0] == "0"
    assert shown(client, base, "severity=error") == 0
    assert shown(client, base, "severity=fill") == int(figures["待填"])


def test_a_doubt_is_settled_by_name_and_opened_again(client: TestClient, base: str) -> None:
    post(client, f"{base}/documents", files=[("files", ("完成.csv", OVER))], role="actuals")
    page = client.get(f"{base}/findings?severity=warning&state=open&words=A203").text
    row = re.findall(r'<tr id="f-.*?</tr>', page, re.DOTALL)[0]
    subject, back = (
        html.unescape(re.findall(rf'name="{name}" value="([^"]*)"', row)[0]) for name in ("subject", "back")
    )
    before = shown(client, base, "severity=warning&state=open")
    answer = post(client, f"{base}/findings", subject=subject, back=back, why="超额发放证书")
    assert answer.status_code == 200 and "state=open" in str(answer.url)
    assert shown(client, base, "severity=warning&state=open") == before - 1
    settled = client.get(f"{base}/findings?words=A203&state=settled").text
    assert "核对无误" in settled and "超额发放证书" in settled
    assert "核对无误" in client.get(f"{base}/outcomes/0").text, "and said beside the row"
    assert "疑点核对" in client.get(f"{base}/history").text
    post(client, f"{base}/findings", subject=subject, back=back, again="1")
    assert shown(client, base, "severity=warning&state=open") == before


def test_doubts_alike_are_settled_together(client: TestClient, base: str) -> None:
    post(client, f"{base}/documents", files=[("files", ("完成.csv", OVER))], role="actuals")
    assert shown(client, base, "words=A203&state=open") == 2
    post(client, f"{base}/findings", alike="percent-over-100", back=f"{base}/findings", why="都核对过")
    assert shown(client, base, "words=A203&state=open") == 0
    assert client.get(f"{base}/findings?words=A203").text.count("都核对过") == 2


def test_a_settled_doubt_with_other_figures_is_open_again(client: TestClient, base: str) -> None:
    post(client, f"{base}/documents", files=[("files", ("完成.csv", OVER))], role="actuals")
    post(client, f"{base}/findings", alike="percent-over-100", back=f"{base}/findings")
    newer = OVER.replace(b"105%", b"115%")
    post(client, f"{base}/documents", files=[("files", ("完成.csv", newer))], role="actuals")
    assert shown(client, base, "words=A203&state=open") == 1


def test_only_doubtful_rows_or_what_is_to_fill(client: TestClient, base: str) -> None:
    post(client, f"{base}/documents", files=[("files", ("完成.csv", OVER))], role="actuals")
    every, doubtful, empty = (
        re.findall(
            r'<tr id="row-.*?<th scope="row">.*?</span>([^<]+)',
            client.get(f"{base}/outcomes/0?only={only}").text,
            re.DOTALL,
        )
        for only in ("", "doubts", "open")
    )
    assert every == ["培训合格率", "培训出勤率", "培训人数", "教学水平"]
    assert doubtful == ["培训合格率", "培训出勤率"] and empty == ["教学水平"]


def test_what_is_to_fill_cannot_be_settled_away(client: TestClient, base: str) -> None:
    post(client, f"{base}/findings", alike="outcome-missing", back=f"{base}/findings")
    assert shown(client, base, "severity=fill") == int(counted(client, base)["待填"]) >= 4


@pytest.mark.parametrize(
    ("executed", "parts", "doubted"),
    [
        ("91", ("76", "10", "5"), False),
        ("91", ("76", "10", "6"), True),  # 76 + 10 + 6 = 92
        ("91", ("76", "", ""), False),  # somebody is still filling in
        ("91", ("86", "10", ""), True),  # and has passed the total already: 96
    ],
)
def test_parts_of_the_money_that_are_not_its_total_are_doubted(
    client: TestClient, base: str, executed: str, parts: tuple[str, str, str], doubted: bool
) -> None:
    cells = {"money.executed": executed} | {f"fund{n}.executed": part for n, part in enumerate(parts)}
    labels = ("当年财政拨款", "上年结转资金", "其他资金")
    was = dict.fromkeys(cells, "") | {f"fund{n}": label for n, label in enumerate(labels)}
    token = re.findall(r'name="csrf" value="([0-9a-f]{64})"', client.get("/").text)[0]
    sent = {"csrf": token, "was": json.dumps(was), "dry": "1", **cells}
    answer = client.post(f"{base}/outcomes/0", data=sent, headers={"accept": "application/json"}).json()
    assert not answer["troubles"]
    assert ("T405" in answer["beside"]["money"]) == doubted


@pytest.mark.parametrize(
    ("initial", "full_year", "executed", "code"),
    [
        ("100", "100", "490000", "E121"),
        ("100", "1000", "960", "E124"),
        ("100", "100", "120", "S203"),
        ("100", "100", "96", ""),
    ],
)
def test_money_is_doubted_before_it_is_saved(
    client: TestClient, base: str, initial: str, full_year: str, executed: str, code: str
) -> None:
    cells = {"money.initial": initial, "money.full_year": full_year, "money.executed": executed}
    token = re.findall(r'name="csrf" value="([0-9a-f]{64})"', client.get("/").text)[0]
    page = client.get(f"{base}/outcomes/0").text
    shown = json.loads(html.unescape(re.findall(r'name="was" value="([^"]*)"', page)[0]))
    sent = {"csrf": token, "was": json.dumps({name: shown[name] for name in cells}), "dry": "1", **cells}
    answer = client.post(f"{base}/outcomes/0", data=sent, headers={"accept": "application/json"}).json()
    assert not answer["troubles"] and answer["saved"] == ""
    said = set(re.findall(r"E12[0-9]|S203", answer["beside"]["money"]))
    assert said == ({code} if code else set())
