"""Charts hold the figures of the demo, worked out by hand; drawings keep numbers apart and inside."""

from importlib.resources import files
from xml.etree import ElementTree

import pytest

from evaluator.evaluation import evaluate
from evaluator.render import html
from evaluator.render.scatter import HEIGHT, WIDTH, drawing, numbered
from evaluator.run import Run
from evaluator.scorecards.charts import Dot, Scatter, completion, completion_of_form, money_by_grade, scatter

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def run() -> Run:
    demo = files("evaluator") / "demo"
    return evaluate(str(demo / "ganzhou-2023.txt"), str(demo / "outcomes.csv"))


def dot(form: int, rate: int, low: int, high: int | None = None, *, unspent: bool = False) -> Dot:
    return Dot(
        form=form,
        label=f"项目{form}",
        of_department=False,
        rate=rate,
        low=low,
        high=low if high is None else high,
        grade="优",
        unspent=unspent,
    )


def chart_of(*dots: Dot) -> Scatter:
    return Scatter(dots=dots, rate_line=9000, result_line=9000, left_out=())


def test_scatter_of_the_demo(run: Run) -> None:
    chart = scatter(run, "zh")
    found = {one.label: (one.rate, one.low, one.high, one.unspent) for one in chart.dots}
    # 3553.1 ÷ 4073.97; indicators 83.86 of 90, and 4.29 open: 93.18 % to 97.94 %
    assert found["赣州经济技术开发区教体服务中心"] == (8721, 9318, 9794, True)
    # 65 of 90, and 20 open: good only at the upper end, so it is not in the corner
    assert found["招商引资工作经费"] == (4900, 7222, 9444, False)
    # 74.21 of 90
    assert found["其他资金"] == (3900, 8246, 8246, False)
    assert len(chart.dots) == 11
    assert (chart.rate_line, chart.result_line, chart.left_out) == (9000, 9000, ())
    assert [one.label for one in chart.unspent] == ["赣州经济技术开发区教体服务中心"]


def test_categories_of_the_demo(run: Run) -> None:
    # 招商引资工作经费: the cost line is open, 5 of 10 points on one output line, the rest full
    parts = {p.label: (p.lines, p.full, p.points, p.low, p.high) for p in completion_of_form(run, 1, "zh")}
    assert parts == {
        "成本指标": (1, 0, 2000, 0, 2000),
        "产出指标": (4, 3, 4000, 3500, 3500),
        "效益指标": (1, 1, 2000, 2000, 2000),
        "满意度指标": (1, 1, 1000, 1000, 1000),
    }
    whole = completion(run, "zh")
    outer = [part for part in whole if not part.inner]
    assert [part.label for part in outer] == ["成本指标", "产出指标", "效益指标", "满意度指标"]
    assert sum(p.low for p in outer) == sum(p.low for p in whole if p.inner) == int(run.totals["indicator_score"].sum())
    assert sum(p.lines for p in outer) == 106  # 107 lines, one does not apply


def test_money_of_the_demo(run: Run) -> None:
    money = {one.grade: (one.projects, one.money) for one in money_by_grade(run.ratings[0], "zh")}
    # 优: 6.3 + 52 + 294.65 + 20 + 85.4 + 25.15 + 9.92
    assert money == {"优": (7, "493.42"), "良": (1, "30"), "中": (1, "800"), "差": (0, "0"), "待定": (1, "14")}


def test_numbers_keep_apart_and_inside() -> None:
    made = drawing(chart_of(*(dot(n, 9000 + 90 * n, 9400 + 50 * n) for n in range(11))), "zh")
    boxes = []
    for mark in made.marks:
        half = 3.3 * len(mark.label)
        boxes.append((mark.label_x - half, mark.label_y - 9.5, mark.label_x + half, mark.label_y + 2.5))
    for place, one in enumerate(boxes):
        assert 0 <= one[0] < one[2] <= WIDTH
        assert 0 <= one[1] < one[3] <= HEIGHT
        for other in boxes[:place]:
            beside = one[2] <= other[0] + 0.2 or other[2] <= one[0] + 0.2
            assert beside or one[3] <= other[1] + 0.2 or other[3] <= one[1] + 0.2


def test_equal_places_share_one_mark() -> None:
    made = drawing(chart_of(*(dot(n, 10_000, 10_000) for n in range(5))), "zh")
    assert [(mark.numbers, mark.label) for mark in made.marks] == [((1, 2, 3, 4, 5), "1, 2, 3 …")]


@pytest.mark.parametrize(
    "dots",
    [
        [dot(0, 0, 0)],
        [dot(0, 10_000, 10_000)],
        [dot(0, 99_999_900, 0, 10_000)],
        [dot(0, 13_000, 5000), dot(1, 12_999, 1)],
    ],
)
def test_far_values_stay_in_the_frame(dots: list[Dot]) -> None:
    made = drawing(chart_of(*dots), "en")
    left, top, right, bottom = made.frame
    assert all(left <= mark.x <= right and top <= mark.top <= mark.y <= bottom for mark in made.marks)
    assert made.across[0].at == left
    assert made.across[-1].at == right


def test_of_many_the_corner_is_numbered_first() -> None:
    dots = [dot(n, 9500, 9500) for n in range(100)] + [dot(100 + n, 5000 + n, 9500, unspent=True) for n in range(3)]
    key = numbered(chart_of(*dots))
    assert [one.form for one in key[:3]] == [100, 101, 102]
    assert len(key) == 20


def test_names_are_escaped_and_described() -> None:
    evil = Dot(
        form=0, label="<script>&\"'", of_department=True, rate=5000, low=9000, high=9500, grade="优", unspent=True
    )
    root = ElementTree.fromstring(str(html.scatter(chart_of(evil), "zh")))
    assert root.get("role") == "img"
    names = (root.get("aria-labelledby") or "").split()
    assert [element.get("id") for element in root[:2]] == names
    assert [element.tag for element in root[:2]] == [SVG + "title", SVG + "desc"]
    assert any("<script>&\"'" in (element.text or "") for element in root.iter(SVG + "title"))
    assert not list(root.iter(SVG + "script"))
