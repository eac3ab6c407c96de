"""Files named on the command line that would harm by what they are, and texts that would steer a terminal."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from actuals.statements import read_all_decisions
from evaluator.__main__ import main
from evaluator.auditing.reviewers import read_reviews
from evaluator.auditing.selecting import read_suppressions
from evaluator.evaluation import evaluate
from evaluator.inputs import inputs_of
from evaluator.keeping.saving import write_whole
from evaluator.render import markdown, terminal
from evaluator.scorecards.model import Table
from rules.dating import year_findings
from rules.loading import check, load
from targets.errors import InputError
from targets.forms import read_many
from targets.kinds.location import Location
from targets.language.dates import span

FORM = "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t培训人数\t≥100人\n"
TOML = {
    "a number of 5000 digits": b"id = " + b"9" * 5000,
    "an exponent without end": b'[score.x]\nuse = "linear"\nparams = { from = 1e999999999999999999999 }',
    "an exponent that a calculation would unfold": b"[score.at-least]\nparams = { from = 1e99999999 }",
    "lists in lists": b"a = " + b"[" * 100_000,
    "tables in tables": b"a = " + b"{ a = " * 50_000,
    "a key of many levels": b".".join([b"a"] * 100_000) + b" = 1",
    "a table of many levels": b"[" + b".".join([b'"a"'] * 100_000) + b"]",
    "half a sign": b'id = "\\uD800"',
    "another encoding": 'id = "x"'.encode("utf-16"),
    "a day that never was": b"checked_on = 2024-02-31",
    "more than any book": b"# " + b"x" * (17 * 2**20),
}
READERS: dict[str, Callable[[Path], object]] = {
    "rulebook": lambda path: check(str(path)),
    "decisions": read_all_decisions,
    "reviews": read_reviews,
    "suppressions": read_suppressions,
}


@pytest.mark.parametrize("what", TOML)
@pytest.mark.parametrize("reader", READERS)
def test_toml_that_would_harm_is_refused_or_found(tmp_path: Path, reader: str, what: str) -> None:
    path = tmp_path / "given.toml"
    path.write_bytes(TOML[what])
    start = time.process_time()
    try:
        result = READERS[reader](path)
    except InputError as refusal:
        assert "given.toml" in refusal.en and "given.toml" in refusal.zh
        assert len(refusal.en) < 600
    else:
        assert reader == "rulebook", "only a rulebook has findings of its own"
        book, findings = result  # type: ignore[misc]
        assert book is None and all(found.message("en") and found.remedy("zh") for found in findings)
    assert time.process_time() - start < 5


def test_a_negative_budget_weighs_nothing_and_its_execution_is_pending(tmp_path: Path) -> None:
    """It ended in a fault of the rating, which wants budgets of 0 or more."""
    head = "项目支出绩效目标表\n\n(2023 年度)\n\n项目名称\t\t{}\n主管部门及代码\t216-某局\t实施单位\t某局\n"
    head += "项目资金 (万元)\t年度资金总额\t10\n"
    targets = "".join(head.format(name) + FORM + "\n" for name in ("甲", "乙"))
    money = "项目名称,资金名称,三级指标,实际完成值,年初预算数,全年预算数,全年执行数\n"
    money += "甲,年度资金总额,,,10,-10,5\n乙,年度资金总额,,,30,30,15\n甲,,培训人数,100人,,,\n乙,,培训人数,50人,,,\n"
    (tmp_path / "t.txt").write_text(targets, encoding="utf-8")
    (tmp_path / "a.csv").write_text(money, encoding="utf-8")
    run = evaluate(tmp_path / "t.txt", tmp_path / "a.csv")
    first, second = run.total_rows
    assert (first.budget, first.execution_pending, second.budget, second.rate) == ("", True, "30", 5000)
    [rating] = run.ratings
    assert [name for name, _ in rating.unweighted] == ["甲"]
    assert (rating.found.mean_low, rating.found.mean_high) == (second.total_low, second.total_high)
    assert [f.name for f in run.notices if f.at.row is not None and "-10" in f.message("en")] == ["execution-missing"]


@pytest.mark.parametrize("year", [0, -1, 10_000, 20_233, 2**40, -(2**40)])
def test_a_year_that_no_calendar_has(year: int) -> None:
    """It ended in a fault where a table of budgets had one: the book is not in force then, and no day is known."""
    book = load("mof-2021-101")
    assert book.since is not None and book.in_force(book.since.year) is True
    assert book.in_force(year) is (year > book.since.year)
    names = [finding.name for finding in year_findings(book, year, Location(file="x"))]
    assert ("rulebook-not-in-force" in names) is (year < book.since.year)
    assert span("--12-31", year) is None


def test_a_book_is_in_force_on_some_day_of_its_years() -> None:
    book = replace(load("mof-2021-101"), since=date(2021, 12, 31), until=date(2024, 1, 1))
    assert [book.in_force(year) for year in (2020, 2021, 2023, 2024)] == [False, True, True, False]
    assert replace(book, until=date(2024, 1, 2)).in_force(2024) is True


def test_a_denominator_of_twenty_digits_is_a_doubt(tmp_path: Path) -> None:
    """The factor between the two units ended in a fault where it was put into a column of 64 bits."""
    form = FORM.replace("≥100人", "≥10元/99999999999999999999人")
    (tmp_path / "t.txt").write_text(f"项目支出绩效目标表\n项目名称\t甲\n{form}", encoding="utf-8")
    (tmp_path / "a.csv").write_text("三级指标,实际完成值\n培训人数,10元/3人\n", encoding="utf-8")
    run = evaluate(tmp_path / "t.txt", tmp_path / "a.csv")
    assert run.scored.table["pending"].tolist() == [True]
    assert "outcome-unit-mismatch" in [finding.name for finding in run.notices]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
@pytest.mark.parametrize("command", [["read"], ["audit"], ["score", "targets.txt"]])
def test_a_pipe_is_not_waited_for(
    tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "targets.txt").write_text(FORM, encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.txt")
    assert main([*command, "pipe.txt", "--lang", "en"]) == 2
    assert "no ordinary file" in capsys.readouterr().err
    with pytest.raises(InputError, match="no ordinary file"):
        raise read_many([tmp_path / "pipe.txt"]).failed[0][1]


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """A folder with a form, a link to it, a link to a file outside, and a link to a folder outside."""
    (tmp_path / "given").mkdir()
    (tmp_path / "private").mkdir()
    for place in ("given/a.txt", "secret.txt", "private/b.txt"):
        (tmp_path / place).write_text(FORM, encoding="utf-8")
    try:
        (tmp_path / "given" / "same.txt").symlink_to("a.txt")
        (tmp_path / "given" / "out.txt").symlink_to("../secret.txt")
        (tmp_path / "given" / "folder").symlink_to("../private", target_is_directory=True)
        (tmp_path / "given" / "loop").symlink_to(".", target_is_directory=True)
        (tmp_path / "given" / "nowhere.txt").symlink_to("nothing")
    except OSError:
        pytest.skip("this system lets nobody make links")
    return tmp_path / "given"


def test_links_out_of_a_folder_are_not_read(linked: Path) -> None:
    read = read_many([linked])
    assert [form.file for form in read.forms] == ["a.txt", "same.txt"]
    assert {one.at.file: one.en for one in read.skipped if "link" in one.en} == {"out.txt": "a link out of the folder"}
    assert [one.name for one in inputs_of(targets=linked)["targets"]] == ["a.txt", "same.txt"]


def test_a_link_named_by_itself_is_read(linked: Path) -> None:
    assert [form.file for form in read_many([linked / "out.txt"]).forms] == ["out.txt"]


def test_results_do_not_go_through_a_link(linked: Path) -> None:
    with pytest.raises(InputError, match="not a folder"):
        write_whole(linked / "folder", {"run.json": b"{}"}, force=True)
    assert [path.name for path in (linked.parent / "private").iterdir()] == ["b.txt"]


STEERING = "甲\x1b[2J\x1b]0;title\x07\x08\x9b31m\u202e乙"


def test_texts_do_not_steer_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "form.txt"
    path.write_text(f"项目名称\t{STEERING}\n{FORM.replace('培训人数', STEERING)}", encoding="utf-8")
    table = Table(STEERING, (STEERING,), ((STEERING,),), (STEERING,))
    said = (
        terminal.render(table, 80, colour=False) + terminal.wrapped(STEERING) + InputError(STEERING, "").message("zh")
    )
    for command in ("read", "check"):
        main([command, str(path), "--lang", "zh", "--full"] if command == "check" else [command, str(path)])
    printed = capsys.readouterr()
    for text in (said, printed.out, printed.err):
        assert not set(text) & set("\x1b\x07\x08\x9b\u202e"), text
    assert "␛[2J" in said and "␛[2J" in printed.out


def test_markdown_shows_marks_and_runs_none() -> None:
    text = "<script>alert(1)</script> [a](javascript:x) ![b](http://x.example/p.png) &lt;b&gt; `c` | # ~~d~~\n- e"
    [_, _, _, _, row] = markdown.render(Table("t", ("h",), ((text,),))).splitlines()
    assert "\\<script\\>" in row and "\\[a\\](" in row and "\\&lt;" in row and "\\|" in row
    assert "<" not in row.replace("\\<", "").replace("<br>", "")
