"""A reviewer's scores from a decisions file beside printed and recomputed ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluator.__main__ import main
from evaluator.auditing.reviewers import read_reviews
from targets.errors import InputError

FORM = """项目支出绩效自评表

(2023 年度)

项目名称\t教师培训费
主管部门\t某局
一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
产出指标\t数量指标\t培训人数\t≥100人\t100人\t20\t20\t
产出指标\t质量指标\t合格率\t≥90%\t95%\t10\t10\t
"""


def written(folder: Path, *entries: str) -> Path:
    path = folder / "reviews.toml"
    path.write_text("\n".join(f"[[review]]\n{entry}\n" for entry in entries), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ('indicator = "培训人数"\nwho = "王某"', "score is missing"),
        ('indicator = "培训人数"\nscore = "8"', "who is missing"),
        ('indicator = "培训人数"\nscore = "很好"\nwho = "王某"', "is no number of points"),
        ('indicator = "培训人数"\nscore = "-1"\nwho = "王某"', "is no number of points"),
        ('score = "8"\nwho = "王某"', "say which indicator"),
        ('indicator = "培训人数"\nscore = "8"\nwho = "王某"\nwhy = "x"', "unknown key 'why'"),
    ],
)
def test_what_an_entry_must_say(tmp_path: Path, entry: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_reviews(written(tmp_path, entry))


def test_other_decisions_are_refused(tmp_path: Path) -> None:
    (tmp_path / "d.toml").write_text('[[match]]\nname = "a"\nwho = "b"\nwhy = "c"\nindicator = "d"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"may hold \[\[review\]\], \[\[cell\]\] entries only"):
        read_reviews(tmp_path / "d.toml")


def test_beside_the_claims_and_kept_with_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "form.txt").write_text(FORM, encoding="utf-8")
    path = written(
        tmp_path,
        'project = "教师培训费"\nindicator = "培训人数"\nscore = 15.0\nreason = "签到表缺两期"\nwho = "王某"\n'
        'date = "2024-03-05"',
        'indicator = "合格率"\nscore = "9.5"\nwho = "王某"',
        'indicator = "合格率"\nscore = "9"\nwho = "李某"',
        'indicator = "没有的指标"\nscore = "9"\nwho = "李某"',
    )
    given = ["audit", str(tmp_path / "form.txt"), "--decisions", str(path), "--lang", "en", "--no-cache"]
    assert main([*given, "--format", "json", "--fail-on", "never", "--out", str(tmp_path / "out")]) == 0
    document = json.loads(capsys.readouterr().out)
    [form] = document["forms"]
    nothing = {"actual": None, "evidence": None}
    assert [row["review"] for row in form["rows"]] == [
        {**nothing, "score": "15.0", "reason": "签到表缺两期", "who": "王某", "date": "2024-03-05"},
        {**nothing, "score": "9.5", "reason": "", "who": "王某", "date": None},
    ]
    found = [f["name"] for f in (*form["findings"], *document["findings"]) if f["code"][:2] in ("S5", "A3")]
    # 5 of 20 is more than a point and more than a tenth; half a point of 10 is not, but says no reason
    assert sorted(found) == ["decision-unused", "decision-unused", "review-deduction-unexplained", "review-differs"]
    assert {entry["role"] for entry in document["manifest"]["inputs"]} == {"files", "decisions"}
    assert main(["verify", str(tmp_path / "out"), "--lang", "en"]) == 0
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "reviewed" in page and "15.0" in page
