"""Forms on pages that are pictures: read as they are printed, or asked about, never taken in silence."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from evaluator.__main__ import main
from evaluator.evaluation import evaluate
from targets.documents import scanning
from targets.documents.grid import Cell, Grid, Recognised
from targets.documents.scan.columns import common_columns
from targets.documents.scan.words import snapped
from targets.errors import InputError
from targets.layout.unconfirmed import PENDING
from targets.layout.understanding import forms_of

PAGES = Path(__file__).parent / "documents" / "scans"
ROWS = [
    ("建成站点数", "≥12个", "13个", "25", "25"),
    ("验收合格率", "≥95%", "96.5%", "25", "25"),
    ("受益群众", "≥2000人", "1800人", "30", "27"),
    ("群众满意度", "≥90%", "93%", "10", "10"),
]
"""What tests/scanmaking.py prints on the page."""


@pytest.fixture(autouse=True)
def kept(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readings are kept for this module's tests: a page takes seconds."""
    monkeypatch.setenv("EVALUATOR_CACHE", str(tmp_path_factory.getbasetemp() / "scans-read"))


@pytest.fixture
def extra() -> None:
    for name in ("cv2", "onnxruntime", "rapidocr"):
        pytest.importorskip(name, reason="scans are read with the extra scan")


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    status = main(["--lang", "en", *map(str, arguments)])
    shown = capsys.readouterr()
    return status, shown.out, shown.err


@pytest.mark.usefixtures("extra")
def test_a_clean_page_is_read_as_it_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "read", PAGES / "clean.png", "--scans", "--format", "json")
    [form] = json.loads(out)["forms"]
    assert status == 0 and form["kind"] == "project-self-evaluation" and form["project"] == "村级站点建设"
    assert form["execution"] == {
        "initial": "120", "full_year": "118.5", "executed": "112.6", "points": "10", "score": "9.5",
    }  # fmt: skip
    assert [tuple(row[k] for k in ("indicator", "target", "actual", "points", "score")) for row in form["rows"]] == ROWS
    assert [row["at"]["page"] for row in form["rows"]] == [1, 1, 1, 1]


def test_nothing_is_recognised_unless_asked(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "read", PAGES / "clean.png")
    assert status == 2 and "--scans" in err and "村级站点建设" not in out


def test_the_extra_is_named_where_it_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "find_spec", lambda name: None)
    status, _, err = run(capsys, "read", PAGES / "clean.png", "--scans")
    assert status == 2 and "evaluator[scan]" in err and "Traceback" not in err


@pytest.mark.usefixtures("extra")
def test_a_doubt_keeps_the_line_and_the_total_open_until_it_is_confirmed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    page, doubts = PAGES / "doubtful.jpg", tmp_path / "doubts"
    outcomes = tmp_path / "outcomes.csv"
    outcomes.write_text(
        "项目,三级指标,实际完成值,全年预算数,全年执行数\n"
        "村级站点建设,建成站点数,13个,118.5,112.6\n村级站点建设,验收合格率,2%,,\n"
        "村级站点建设,受益群众,1800人,,\n村级站点建设,群众满意度,93%,,\n",
        encoding="utf-8",
    )
    status, out, _ = run(capsys, "score", page, outcomes, "--scans", "--format", "json")
    [form] = json.loads(out)["forms"]
    assert status == 1 and form["grade"] in (None, "") and form["total_low"] != form["total_high"]
    assert [row["target"] for row in form["rows"]] == ["≥12个", PENDING, "≥2000人", "≥90%"]

    assert run(capsys, "read", page, "--scans", "--doubts", doubts)[0] == 0
    [asked] = list(csv.DictReader(io.StringIO((doubts / "doubts.csv").read_text("utf-8-sig"))))
    assert asked["识别为"].removeprefix("'") in ("＜3%", "<3%") and asked["核定人"] == ""
    assert (doubts / asked["图片"]).read_bytes().startswith(b"\x89PNG")
    sign(doubts / "doubts.csv", "'≤3%", "李某")
    assert run(capsys, "read", page, "--scans", "--doubts", doubts)[0] == 0

    saved = tmp_path / "saved"
    decided = ("--decisions", doubts / "decisions.toml")
    status, out, _ = run(capsys, "score", page, outcomes, "--scans", *decided, "--out", saved, "--format", "json")
    [form] = json.loads(out)["forms"]
    assert [row["target"] for row in form["rows"]] == ["≥12个", "≤3%", "≥2000人", "≥90%"]
    assert form["total_low"] == form["total_high"] and form["grade"]
    assert run(capsys, "verify", saved)[0] == 0


def sign(sheet: Path, text: str, who: str) -> None:
    """Correct the first row of a sheet of doubts and sign it, as a spreadsheet of Chinese Windows saves it."""
    rows = list(csv.reader(io.StringIO(sheet.read_text("utf-8-sig"))))
    rows[1][rows[0].index("核定内容")], rows[1][rows[0].index("核定人")] = text, who
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    sheet.write_bytes(out.getvalue().encode("gb18030"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('[[cell]]\ndigest = "a"\nwho = "x"\n', "text is missing"),
        ('[[cell]]\ndigest = "a"\ntext = "1"\nwho = "x"\n[[cell]]\ndigest = "a"\ntext = "2"\nwho = "x"\n', "two texts"),
        ('[[cell]]\ndigest = "a"\ntext = "1"\n', "who is missing"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("extra")
def test_confirmations_that_cannot_be_used_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str, said: str
) -> None:
    (tmp_path / "d.toml").write_text(content, encoding="utf-8")
    status, _, err = run(capsys, "score", PAGES / "clean.png", "--scans", "--decisions", tmp_path / "d.toml")
    assert status == 2 and said in err


@pytest.mark.usefixtures("extra")
def test_a_picture_that_is_no_form_is_refused_with_a_reason(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (1654, 1654), "white").save(tmp_path / "white.png", dpi=(200, 200))
    (tmp_path / "cut.jpg").write_bytes((PAGES / "doubtful.jpg").read_bytes()[:500])
    for name, why in (("white.png", "no ruled table"), ("cut.jpg", "cannot be opened")):
        status, _, err = run(capsys, "read", tmp_path / name, "--scans")
        assert status == 2 and why in err and "200 dpi" in err, err


# --- doubts of a text, without any picture ------------------------------------------------------------------------


@pytest.mark.usefixtures("extra")
@pytest.mark.parametrize(
    ("text", "again", "pieces", "least", "doubts"),
    [
        ("≥95%", "≥95%", 7, 1.0, []),
        ("≥158", "≥158", 7, 1.0, ["pieces"]),  # % was taken for 8: three pieces of ink in place of one
        (">95%", ">95%", 6, 1.0, ["sense"]),  # ≥ may have lost its lower stroke
        ("95%", "≥95%", 5, 1.0, ["differs"]),
        ("95%", "95%", 5, 0.8, ["unsure"]),
        ("V", "V", 2, 1.0, ["sense"]),  # a lone ≥
        ("二", "二", 2, 1.0, ["sense"]),  # a lone =
        ("≥", "≥", 2, 1.0, []),
        ("1,23", "1,23", 4, 1.0, ["sense"]),
        ("25", "25", 2, 1.0, []),
        ("10 次", "10次", 4, 1.0, []),
    ],
)
def test_what_is_said_against_a_text(text: str, again: str, pieces: int, least: float, doubts: list[str]) -> None:
    from targets.documents.scan.doubts import Seen, doubts_of
    from targets.documents.scan.recogniser import Said

    sure = tuple(0.3 if char == " " else least for char in text)
    seen = Seen(said=Said(text, sure), again=(Said(again, (1.0,) * len(again)),), pieces=pieces)
    assert [str(one) for one in doubts_of([seen], text, known=False, dropped=False, two=False)] == doubts


@pytest.mark.usefixtures("extra")
def test_rules_that_make_no_cells_break_a_table() -> None:
    import numpy as np

    from targets.documents.scan.ruled import ruled_tables

    page = np.full((900, 1200), 255, np.uint8)
    for y in (100, 200, 300, 400):
        page[y : y + 3, 100:1003] = 0
    for x in (100, 400, 700, 1000):
        page[100:403, x : x + 3] = 0
    nothing = np.zeros_like(page)
    [whole] = ruled_tables(page, nothing, 200)
    assert (len(whole.boxes), whole.broken) == (9, 0)
    assert sorted(whole.places)[:3] == [(0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1)]
    page[200:203, 410:690] = page[103:290, 400:403] = 255  # four cells become one, into which half a rule still runs
    assert sum(table.broken for table in ruled_tables(page, nothing, 200)) > 0


# --- what is withheld, without any picture ------------------------------------------------------------------------

_TABLE = (
    ("项目名称", "某项目", "", ""),
    ("年度资金总额", "120", "", ""),
    ("一级指标", "二级指标", "三级指标", "指标值"),
    ("产出指标", "数量指标", "培训人数", "≥100人"),
    ("产出指标", "质量指标", "合格率", "≥90%"),
)


def scanned(*doubtful: tuple[int, int], rows: Sequence[Sequence[str]] = _TABLE) -> Grid:
    """A table as from a scan, in which the cells of these places are doubtful."""
    cells = []
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            doubts = ("unsure",) if (i, j) in doubtful else ()
            seen = Recognised(box=(j * 250, i * 100, j * 250 + 250, i * 100 + 100), digest=f"{i}-{j}", doubts=doubts)
            cells.append(Cell(i, j, text, recognised=seen))
    return Grid(file="x.png", index=0, cells=tuple(cells), pages=(1,) * len(rows))


@pytest.mark.parametrize(
    ("place", "pending"),
    [
        ((3, 3), [True, False]),  # a target
        ((4, 2), [False, True]),  # a name
        ((3, 0), [True, False]),  # a level
        ((2, 3), [True, True]),  # a heading stops the form
        ((0, 0), [True, True]),  # so does a label
        ((1, 1), [False, False]),  # a figure of the money is withheld by itself
    ],
)
def test_what_rests_on_a_doubtful_cell_is_withheld(place: tuple[int, int], pending: list[bool]) -> None:
    read = forms_of([scanned(place)], "x.png")
    assert [row.reading.kind.value == "unreadable" for row in read.forms[0].rows] == pending
    assert [finding.name for finding in read.findings].count("scan-doubtful") == 1
    assert (read.forms[0].budget["total"] == PENDING) == (place == (1, 1) or all(pending))


def test_no_text_of_a_doubtful_target_is_left_to_be_read() -> None:
    [form] = forms_of([scanned((3, 3))], "x.png").forms
    assert not re.search(r"\d", form.rows[0].target + form.rows[0].reading.text)
    with pytest.raises(InputError):  # nothing else in the project reads such a form as another kind of input
        evaluate("x.png", None)


def test_one_wrong_character_of_a_heading_is_put_right_and_nothing_else_is() -> None:
    assert snapped("二级指际") == "二级指标"
    assert snapped("产山指标") == "产出指标"
    assert snapped("培训人数") == "培训人数"
    assert snapped("优良率") == "优良率"


def test_tables_that_go_on_get_common_columns() -> None:
    """The second page lies 3 % to the right and lacks the line between the first two columns."""

    def cell(row: int, column: int, left: int, right: int, wide: int = 1) -> Cell:
        return Cell(row, column, "x", 1, wide, recognised=Recognised(box=(left, 0, right, 10), digest=""))

    first = Grid(file="x", index=0, cells=(cell(0, 0, 100, 300), cell(0, 1, 300, 500), cell(0, 2, 500, 900)))
    second = Grid(file="x", index=1, cells=(cell(0, 0, 130, 530), cell(0, 1, 530, 930)))
    one, two = common_columns([first, second])
    assert [(c.column, c.colspan) for c in one.cells] == [(0, 1), (1, 1), (2, 1)]
    assert [(c.column, c.colspan) for c in two.cells] == [(0, 2), (2, 1)]
