"""``evaluator rules list|show|check|diff`` as a user runs it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from evaluator.commands.rules import run
from rules.loading import book_ids
from targets.errors import InputError


def args(action: str, *names: str, form: str = "json", lang: str = "zh") -> argparse.Namespace:
    return argparse.Namespace(action=action, names=list(names), format=form, lang=lang)


def output(capsys: pytest.CaptureFixture[str]) -> dict:
    return json.loads(capsys.readouterr().out)


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
