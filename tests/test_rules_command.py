"""``evaluator rules list|show|check|diff`` as a user runs it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from evaluator.__main__ import main
from evaluator.commands.cli import parse
from evaluator.commands.rules import run
from rules.comparing import differences
from rules.loading import book_ids, load
from rules.rulebook import Rulebook, Standing
from targets.errors import InputError


def load_any(book_id: str) -> Rulebook:
    return load(book_id, any_regime=True)


def args(
    action: str, *names: str, form: str = "json", lang: str = "zh", uncited: bool = False, on: str | None = None
) -> argparse.Namespace:
    return argparse.Namespace(action=action, names=list(names), format=form, lang=lang, uncited=uncited, on=on)


def output(capsys: pytest.CaptureFixture[str]) -> dict:
    return json.loads(capsys.readouterr().out)


def test_the_command_line_takes_options_before_and_after_names() -> None:
    for words in (["list", "--uncited", "guangxi"], ["list", "guangxi", "--uncited"]):
        parsed = parse(["rules", *words], "zh")
        assert (parsed.action, parsed.names, parsed.uncited, parsed.on) == ("list", ["guangxi"], True, None)
    parsed = parse(["rules", "show", "--on", "2024-03-01", "jiangxi", "--lang", "en"], "zh")
    assert (parsed.names, parsed.on, parsed.uncited, parsed.lang) == (["jiangxi"], "2024-03-01", False, "en")
    for wrong in (["show", "--uncited"], ["list", "--on", "2024-03-01"], ["drop"], []):
        with pytest.raises(SystemExit):
            parse(["rules", *wrong], "zh")


def test_uncited_of_all_books_lists_each_provision_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Every provision that is applied is either cited or listed, under the book that states it."""
    assert run(args("list", uncited=True)) == 0
    listed = [(entry["rulebook"], entry["key"]) for entry in output(capsys)["uncited"]]
    assert len(set(listed)) == len(listed)
    own = [(b, p) for b in map(load_any, book_ids()) for p in b.provisions.values() if p.origin == b.id and p.enabled]
    assert set(listed) == {(b.id, p.key) for b, p in own if p.standing.value in ("reported", "convention")}
    assert ("sichuan", "execution.explain") not in listed and ("mof-2020-10", "bare.otherwise") in listed


def test_uncited_of_one_book_has_what_it_takes_over(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(args("list", "sichuan", uncited=True)) == 0
    found = {entry["key"]: entry for entry in output(capsys)["uncited"]}
    assert found["score.at-least"]["origin"] == "mof-2020-10" and "execution.explain" not in found
    assert "policy.over-achievement-ladder" not in found  # switched off: nothing rests on it
    assert run(args("list", "sichuan", uncited=True, form="table")) == 0
    text = capsys.readouterr().out
    reported = sum(entry["standing"] == "reported" for entry in found.values())
    assert f"依据实务表样，未核对原文 {reported}，本软件约定 {len(found) - reported}" in text


@pytest.mark.parametrize(
    ("book", "day", "known", "holds"),
    [
        ("mof-2021-101", "2021-08-18", [True, True], "mof-2021-101"),
        ("mof-2021-101", "2021-08-17", [False, True], "mof-2020-10"),
        ("mof-2021-101", "2020-02-25", [False, True], "mof-2020-10"),
        ("mof-2021-101", "2020-02-24", [False, False], None),
        ("jiangxi", "2020-02-24", [None, False, False], "jiangxi"),
    ],
)
def test_what_holds_on_a_day(
    book: str, day: str, known: list[bool | None], holds: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(args("show", book, on=day)) == 0
    (shown,) = output(capsys)["rulebooks"]
    assert [one["in_force"] for one in shown["on"]["books"]] == known
    assert (shown["on"]["date"], shown["on"]["holds"]) == (day, holds)
    cost = {p["key"]: p["enabled"] for p in shown["detail"] if p["key"] == "points.cost-in-output"}
    assert cost == ({"points.cost-in-output": holds == "mof-2020-10"} if holds else {})
    said = {
        "zh": {None: "没有可以适用的条款", "mof-2020-10": "当日适用的是所承接的 mof-2020-10"},
        "en": {None: "No provisions of these books hold", "mof-2020-10": "What holds is mof-2020-10"},
    }
    for lang, sentences in said.items():
        assert run(args("show", book, on=day, form="table", lang=lang)) == 0
        text = capsys.readouterr().out
        assert {key for key, sentence in sentences.items() if sentence in text} == {holds} - {book}
        assert day in text and ("score.at-least" in text) == (holds is not None)


def test_a_day_after_the_last_is_not_in_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "local.toml"
    path.write_text(
        'id = "local"\nextends = "mof-2021-101"\nin_force = { since = 2024-01-01, until = 2026-01-01 }\n',
        encoding="utf-8",
    )
    for day, holds in (("2025-12-31", "local"), ("2026-01-01", "mof-2021-101"), ("2023-12-31", "mof-2021-101")):
        assert run(args("show", str(path), on=day)) == 0
        assert output(capsys)["rulebooks"][0]["on"]["holds"] == holds
    with pytest.raises(InputError, match="is not a day"):
        run(args("show", str(path), on="soon"))


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(args("list")) == 0
    shown = output(capsys)
    assert [book["id"] for book in shown["rulebooks"]] == list(book_ids())
    assert shown["default"] == "mof-2021-101"
    for book in shown["rulebooks"]:
        assert sum(book["standings"].values()) == book["provisions"] > 0


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "action", [("list",), ("show", "jiangxi"), ("diff", "mof-2021-101", "jiangxi"), ("check", "jiangxi")]
)
def test_tables_in_both_languages(action: tuple[str, ...], lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(args(*action, form="table", lang=lang)) == 0
    assert "jiangxi" in capsys.readouterr().out


def test_show_has_every_provision_with_its_standing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(args("show", "jiangxi")) == 0
    (book,) = output(capsys)["rulebooks"]
    detail = {provision["key"]: provision for provision in book["detail"]}
    assert detail["execution.rate"]["origin"] == "jiangxi"
    assert detail["execution.rate"]["standing"] == "reported"
    assert detail["execution.rate"]["params"]["bands"][1] == {"from": "80", "share": "0.7"}
    assert detail["grades.scale"]["origin"] == "mof-2020-10"


def test_diff_names_what_changes_scores(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(args("diff", "mof-2021-101", "jiangxi")) == 0
    found = {d["key"]: d["scores_differ"] for d in output(capsys)["differences"]}
    assert found == {
        "score.at-least": False,
        "score.at-most": False,
        "score.qualitative": True,
        "execution.rate": True,
    }


def test_diff_of_other_labels_only_changes_no_scores(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(args("diff", "mof-2020-10", "mof-2021-101")) == 0
    found = {d["key"]: d["scores_differ"] for d in output(capsys)["differences"]}
    assert found["score.qualitative"] is False and found["points.with-cost"] is True


def test_diff_of_a_book_with_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(args("diff", "sichuan", "sichuan")) == 0
    assert output(capsys)["differences"] == []


def test_check_lists_everything_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "local.toml"
    path.write_text(
        'id = "local"\nextends = "mof-2021-101"\ncites = 1\n[grades.more]\nuse = "by-total"\n', encoding="utf-8"
    )
    assert run(args("check", str(path))) == 1
    (checked,) = output(capsys)["checked"]
    assert checked["usable"] is False
    places = [finding["figures"]["path"] for finding in checked["findings"]]
    assert places[:2] == ["cites", "grades.more"] and "grades.more.standing" in places
    assert run(args("check", str(path), form="table", lang="en")) == 1
    assert "R101 rulebook-key-unknown" in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong", [("show",), ("check",), ("diff", "jiangxi"), ("show", "nowhere"), ("check", "no/such.toml")]
)
def test_misuse_is_one_sentence(wrong: tuple[str, ...]) -> None:
    with pytest.raises(InputError) as caught:
        run(args(*wrong))
    assert caught.value.zh and caught.value.en and "\n" not in caught.value.en


def test_cite_writes_a_book_that_scores_alike_and_never_overwrites(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "local.toml"
    given = ["rules", "cite", "mof-2020-10", "grades.scale", "--article", "第十八条", "--quote", "90分以上为“优”"]
    given += ["--checked-on", "2026-11-01", "--out", str(out)]
    assert main([*given, "--lang", "en"]) == 0
    book, before = load(str(out)), load("mof-2020-10")
    provision = book.provision("grades.scale")
    assert (provision.standing, provision.article, provision.quote) == (Standing.CITED, "第十八条", "90分以上为“优”")
    assert book.since == before.since and provision.params == before.provision("grades.scale").params
    assert [d.key for d in differences(before, book) if d.scores_differ] == []
    capsys.readouterr()
    assert main([*given, "--lang", "en"]) == 2 and "exists" in capsys.readouterr().err
    again = ["rules", "cite", str(out), "points.general", "--article", "第十三条", "--quote", "…", "--checked-on"]
    assert main([*again, "2026-11-02", "--out", str(tmp_path / "more.toml")]) == 0
    assert load(str(tmp_path / "more.toml")).lineage[1:] == ("mof-2020-10-grades-scale", "mof-2020-10")
    assert main(["rules", "cite", "mof-2020-10", "grades.none", *given[4:]]) == 2
    assert main(["rules", "cite", "mof-2020-10"]) == 2
