"""``verify`` for every kind of saved run: done again in another place, and what differs told apart."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from evaluator.__main__ import main
from evaluator.auditing.run import audit
from evaluator.auditing.saving import save_audit
from evaluator.evaluation import evaluate
from evaluator.keeping.repeating import repeat, repeat_any
from rules.loading import load
from targets.errors import InputError

SAMPLES = Path(__file__).parent / "documents"
TARGETS = """预算年度,2023,,
项目名称,培训,,
预算部门,某局,,
资金总额,100,,
一级指标,二级指标,三级指标,指标值
产出指标,数量指标,培训人数,≥200人
满意度指标,服务对象满意度指标,学员满意度,≥90%
"""
OUTCOMES = "项目名称,三级指标,实际完成值\n培训,培训人数,180人\n培训,学员满意度,95%\n"
PROVINCE = """id = "a-province"
title = "某省办法（虚构，仅供测试）"
extends = "mof-2020-10"
in_force = { since = 2023-01-01 }
[sources.province]
title = "某省通知（虚构，仅供测试）"
[[override]]
provision = "policy.over-achievement"
use = "over-explain"
params = { from = 1.4, too_low_from = 2 }
cite = "province"
zh = "完成值达到指标值的 140% 起须说明原因"
en = "An explanation is required from 140 % of the target on"
standing = "reported"
reason = "地方细则"
reason_en = "local rules"
"""
CITY = """title = "某市办法（虚构，仅供测试）"
extends = "{base}"
in_force = {{ since = 2023-01-01 }}
[severity]
comparator-missing = "warning"
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Targets, outcomes, and a city's book that extends a province's that extends a shipped one. Both files are
    called alike, and the city's has no id of its own, so that it goes by its file's name."""
    folder = tmp_path / "office"
    for name, text in {
        "targets.csv": TARGETS,
        "outcomes.csv": OUTCOMES,
        "city/book.toml": CITY.format(base="../province/book.toml"),
        "province/book.toml": PROVINCE,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def saved(office: Path, command: str, rules: str | None = None) -> Path:
    """A run of that command in a folder far from the office, which is gone."""
    out = office.parent / "made"
    if command == "audit":
        shutil.copyfile(SAMPLES / "self_eval_synthetic.xlsx", office / "form.xlsx")
        save_audit(audit(office / "form.xlsx", rules=rules), out, lang="zh", force=False)
    else:
        given = ["score", str(office / "targets.csv"), str(office / "outcomes.csv"), "--out", str(out), "--lang", "zh"]
        given += ["--rules", rules] if rules else []
        assert main([*given, *(["--as-of", "2023-06-30"] if command == "monitoring" else [])]) in (0, 1)
    shutil.rmtree(office)
    return Path(shutil.move(out, office.parent / "elsewhere"))


COMMANDS = ("score", "monitoring", "audit")


@pytest.mark.parametrize("absolute", [False, True])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_chain_of_local_books_is_carried_along(
    office: Path, command: str, absolute: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    if absolute:
        base = (office / "province" / "book.toml").as_posix()
        (office / "city" / "book.toml").write_text(CITY.format(base=base), encoding="utf-8")
    named = str(office / "city" / "book.toml")
    assert next(path.parent.name for path, _ in load(named).files) == "city"
    assert load(named).provision("policy.over-achievement").params["from"] == Decimal("1.4")
    run = saved(office, command, named)
    document = json.loads((run / "run.json").read_text(encoding="utf-8"))
    kept = [one["name"] for one in document["manifest"]["inputs"] if one["role"] == "rules"]
    assert kept == ["city/book.toml", "province/book.toml"]
    assert document["manifest"]["rulebook"]["id"] == "book"
    capsys.readouterr()
    assert main(["verify", str(run), "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("the results are equal (SHA-256 ")
    (run / "inputs" / "rules" / "province" / "book.toml").write_text(PROVINCE.replace("1.4", "1.5"), encoding="utf-8")
    assert main(["verify", str(run), "--lang", "en"]) == 2
    assert "province/book.toml was changed after the run" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_what_differs_is_told_apart(office: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    run = saved(office, command)
    place = run / "run.json"
    original = place.read_text(encoding="utf-8")
    capsys.readouterr()

    def edited(*keys: str, value: object) -> tuple[int, str]:
        document = json.loads(original)
        part = document
        for key in keys[:-1]:
            part = part[int(key)] if isinstance(part, list) else part[key]
        part[keys[-1]] = value
        place.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        status = main(["verify", str(run), "--lang", "en"])
        said = capsys.readouterr()
        return status, said.out + said.err

    status, said = edited("manifest", "software", "sha256", value="0" * 64)
    assert (status, said.splitlines()[1:]) == (0, ["the program's files have changed (its version has not)"])
    status, said = edited("manifest", "rulebook", "sha256", value="0" * 64)
    assert (status, said.splitlines()[1:]) == (0, ["the rulebook mof-2021-101 has changed"])
    status, said = edited("forms", "0", "rows", "0", "indicator", value="another")
    assert status == 2 and "were changed after they were saved" in said
    place.write_text(original, encoding="utf-8")
    beside = next(run.glob("*.csv"))
    beside.write_bytes(beside.read_bytes() + b"more\n")
    assert main(["verify", str(run), "--lang", "en"]) == 1
    assert f"{beside.name} was changed or removed" in capsys.readouterr().out
    given = next(path for path in (run / "inputs").rglob("*") if path.is_file())
    given.write_bytes(given.read_bytes() + b"\n")
    assert main(["verify", str(run), "--lang", "en"]) == 2
    assert f"{given.name} was changed after the run" in capsys.readouterr().err


def test_monitoring_is_of_its_day(office: Path) -> None:
    run = saved(office, "monitoring")
    again = repeat_any(run)
    assert again.intact and again.saved["options"]["as_of"] == "2023-06-30"
    with pytest.raises(InputError, match="gives no scores"):
        repeat(run)


def test_a_file_of_the_same_name_that_was_missing(tmp_path: Path) -> None:
    """Names rest on all files that were named; the ones that are kept do not get other names for that."""
    for place in ("甲", "乙"):
        (tmp_path / place).mkdir()
    shutil.copyfile(SAMPLES / "self_eval_synthetic.xlsx", tmp_path / "甲" / "表.xlsx")
    done = audit(tmp_path / "甲" / "表.xlsx", tmp_path / "乙" / "表.xlsx")
    assert {form.file for form in done.forms} == {"甲/表.xlsx"}
    save_audit(done, tmp_path / "out", lang="zh", force=False)
    assert repeat_any(tmp_path / "out").intact


def test_one_file_by_two_ways_is_read_once(office: Path) -> None:
    done = evaluate(
        [office / "targets.csv", office / "city" / ".." / "targets.csv"], office / "outcomes.csv", rules="mof-2021-101"
    )
    assert len(done.forms) == 1
    assert repeat(done.save(office.parent / "out")).intact


@pytest.mark.parametrize(
    ("command", "change"),
    [
        ("score", lambda manifest: manifest.update(options={"lang": "en"})),
        ("score", lambda manifest: manifest["options"].update(lang="xx")),
        ("score", lambda manifest: manifest["options"].update(mapping=[1])),
        ("score", lambda manifest: manifest["options"].update(rules="/etc/elsewhere.toml")),  # no book of this disk
        ("score", lambda manifest: manifest.update(inputs=5)),
        ("score", lambda manifest: manifest.update(inputs=[])),
        ("score", lambda manifest: manifest.update(inputs=[{"role": "targets"}])),
        ("score", lambda manifest: manifest.update(software=5)),
        ("score", lambda manifest: manifest.update(rulebook={})),
        ("score", lambda manifest: manifest.update(files=["a"])),
        ("score", lambda manifest: manifest.update(command=["score"])),
        ("score", lambda manifest: manifest.update(command="audit")),
        ("monitoring", lambda manifest: manifest["options"].pop("as_of")),
        ("audit", lambda manifest: manifest["options"].update(select=[1])),
        ("audit", lambda manifest: manifest["options"].pop("ignore")),
    ],
)
def test_a_manifest_that_lacks_something_ends_in_a_sentence(
    tmp_path: Path, command: str, change: Callable[[dict[str, Any]], object], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.csv").write_text(TARGETS, encoding="utf-8")
    (tmp_path / "o.csv").write_text(OUTCOMES, encoding="utf-8")
    score = ["score", str(tmp_path / "t.csv"), str(tmp_path / "o.csv"), "--fail-on", "never"]
    given = {
        "score": score,
        "monitoring": [*score, "--as-of", "2023-06-30"],
        "audit": ["audit", str(SAMPLES / "self_eval_synthetic.docx"), "--fail-on", "never"],
    }[command]
    assert main([*given, "--out", str(tmp_path / "run"), "--lang", "en"]) == 0
    path = tmp_path / "run" / "run.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document["manifest"])
    path.write_text(json.dumps(document), encoding="utf-8")
    capsys.readouterr()
    for asked in ("verify", "explain"):
        assert main([asked, str(tmp_path / "run"), "--lang", "en"]) == 2
        shown = capsys.readouterr()
        assert shown.out == ""
        assert (
            shown.err == f"error: the manifest in {path} is incomplete or was changed; restore it from the original\n"
        )
