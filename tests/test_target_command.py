"""``evaluator target``: the JSON that other programs rely on, and the words that people see."""

import argparse
import io
import json
import sys

import pytest

from evaluator.commands.target import run
from targets.errors import InputError


def arguments(text: str | None, **given: object) -> argparse.Namespace:
    defaults: dict[str, object] = {
        "stdin": False,
        "indicator": None,
        "unit": None,
        "symbol": None,
        "format": "table",
        "lang": "zh",
    }
    return argparse.Namespace(text=text, **{**defaults, **given})


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments("≤1000 人/元", format="json", indicator="每次招商引资成本")) == 0
    assert json.loads(capsys.readouterr().out) == {
        "kind": "threshold",
        "comparator": "le",
        "low": None,
        "high": "1000",
        "unit": "元",
        "per": "人",
        "canonical": "yuan / person",
        "notes": ["unit-inverted=人/元"],
        "parts": [],
    }


def test_stdin(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    table = (
        "indicator\ttarget\tunit_column\tsymbol_column\n"
        "出差人数\t8\t\t=\n满意度\t98\t%\t大于等于\n缺\t\t\t\n项目\t“≥3”个\n"
    )
    monkeypatch.setattr(sys, "stdin", io.StringIO(table))
    assert run(arguments(None, stdin=True, format="json")) == 0
    readings = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [r["kind"] for r in readings] == ["equality", "threshold", "missing", "threshold"]
    assert (readings[1]["low"], readings[1]["unit"]) == ("98", "%")


def test_stdin_without_header(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("≥95%\n"))
    with pytest.raises(InputError, match="Line 1"):
        run(arguments(None, stdin=True))


@pytest.mark.parametrize(("text", "stdin"), [(None, False), ("≥95%", True)])
def test_misuse(text: str | None, stdin: bool) -> None:
    with pytest.raises(InputError):
        run(arguments(text, stdin=stdin))


def test_carets_respect_wide_characters(capsys: pytest.CaptureFixture[str]) -> None:
    run(arguments("每季度至少一次"))
    assert capsys.readouterr().out.splitlines() == [
        "  每季度至少一次",
        "  ^^^^^^ 周期",
        "        ^^^^ 比较",
        "            ^^^^ 数值和单位",
        "识别结果：频次：不低于 1 次（每季度）",
    ]


def test_what_was_left_alone_and_the_doubts(capsys: pytest.CaptureFixture[str]) -> None:
    run(arguments("≥95%(2022:90%)", lang="en"))
    out = capsys.readouterr().out
    assert "Read as: a threshold: at least 95 %" in out
    assert "Left alone: (2022:90%)" in out
    run(arguments("工5%"))
    assert "可能是“≥5%”" in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_control_characters_do_not_reach_the_terminal(capsys: pytest.CaptureFixture[str], lang: str) -> None:
    run(arguments("≥95%\x1b[31m\x07", lang=lang))
    assert "\x1b" not in capsys.readouterr().out
