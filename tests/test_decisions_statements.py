"""What a person typed into a decisions file: readings put right, outcomes and money stated, all of it on record."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluator.evaluation import evaluate
from evaluator.keeping.repeating import repeat
from evaluator.run import Run
from targets.errors import InputError

TARGETS = """预算年度,2023,,
项目名称,{project},,
预算部门,某局,,
资金总额,100,,
一级指标,二级指标,三级指标,指标值
产出指标,数量指标,培训人数,≥200人
产出指标,质量指标,培训合格率,≥90
效益指标,社会效益指标,教学水平,有效提升
满意度指标,服务对象满意度指标,学员满意度,≥90%
"""
ACTUALS = """项目名称,三级指标,实际完成值,完成等级
{project},培训人数,150人,
{project},合格率,95%,
{project},学员满意度,92%,
"""
BY = 'who = "李某"\nwhy = "核对原件"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for project in ("甲", "乙"):
        (tmp_path / f"{project}.csv").write_text(TARGETS.format(project=project), encoding="utf-8")
        (tmp_path / f"{project}完成.csv").write_text(ACTUALS.format(project=project), encoding="utf-8")
    return tmp_path


def run(folder: Path, text: str, actuals: str | None = "甲完成.csv") -> Run:
    path = folder / "decisions.toml"
    path.write_text(text, encoding="utf-8")
    return evaluate(folder / "甲.csv", folder / actuals if actuals else None, decisions=path)


def line(run: Run, name: str) -> dict[str, object]:
    frame = run.indicators
    return dict(frame[frame["indicator"] == name].iloc[0])


def names(run: Run) -> list[str]:
    return [finding.name for finding in run.notices]


def test_a_reading_put_right_is_used_and_the_printed_text_stays(folder: Path) -> None:
    done = run(
        folder,
        f'[[target]]\nindicator = "培训合格率"\nread_as = "≥96%"\n{BY}'
        f'[[outcome]]\nindicator = "培训合格率"\nactual = "48%"\n{BY}',
    )
    found = line(done, "培训合格率")
    assert found["target"] == "≥90"
    assert found["completion"] == 0.5  # 48 % of the 96 % it is read as
    said = next(f for f in done.notices if f.name == "reading-corrected")
    assert (said.figures["text"], said.figures["read_as"], said.figures["who"]) == ("≥90", "≥96%", "李某")
    assert "unit-missing" not in [f.name for f in done.notices if f.indicator == "培训合格率"]


def test_an_outcome_goes_before_what_was_handed_in(folder: Path) -> None:
    done = run(folder, f'[[outcome]]\nindicator = "培训人数"\nactual = "100人"\n{BY}')
    assert line(done, "培训人数")["completion"] == 0.5
    said = next(f for f in done.notices if f.name == "outcome-corrected")
    assert (said.figures["before"], said.figures["after"]) == ("150人", "100人")


def test_a_level_beside_what_was_handed_in(folder: Path) -> None:
    done = run(folder, f'[[outcome]]\nindicator = "教学水平"\nactual = "水平提升"\nlevel = "达成"\n{BY}')
    found = line(done, "教学水平")
    assert not found["pending"] and found["score"] == found["points"]


def test_money_and_no_outcome_table_at_all(folder: Path) -> None:
    done = run(folder, f'[[money]]\nproject = "甲"\nfull_year = "100"\nexecuted = "91"\n{BY}', actuals=None)
    assert done.totals["rate"][0] == 9100
    assert done.totals["execution_score"][0] == 910  # 10 points × 91 %


@pytest.mark.parametrize(
    "text",
    [
        '[[outcome]]\nindicator = "没有的指标"\nactual = "1"\n',
        '[[target]]\nid = "0000000000"\nread_as = "≥1%"\n',
        '[[money]]\nproject = "丙"\nexecuted = "1"\n',
    ],
)
def test_what_fits_nothing_is_said(folder: Path, text: str) -> None:
    assert "decision-unused" in names(run(folder, text + BY))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[[target]]\nindicator = "a"\nread_as = "≥1%"\nwho = "李某"\n', "why is missing"),
        (f'[[outcome]]\nactual = "1"\n{BY}', "say whose it is"),
        (f'[[outcome]]\nindicator = "a"\n{BY}', "say whose it is"),
        (f'[[money]]\nproject = "甲"\nexecutd = "1"\n{BY}', "unknown key 'executd'"),
    ],
)
def test_entries_that_are_not_clear_are_refused(folder: Path, text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        run(folder, text)


def test_several_files_on_both_sides_are_one_run_and_can_be_repeated(folder: Path) -> None:
    (folder / "d.toml").write_text(
        f'[[outcome]]\nproject = "乙"\nindicator = "培训人数"\nactual = "200人"\n{BY}', encoding="utf-8"
    )
    done = evaluate(
        [folder / "甲.csv", folder / "乙.csv"],
        [folder / "甲完成.csv", folder / "乙完成.csv"],
        decisions=folder / "d.toml",
    )
    assert [form.project for form in done.forms] == ["甲", "乙"]
    frame = done.indicators.set_index(["project", "indicator"])["completion"]
    assert (frame["甲", "培训人数"], frame["乙", "培训人数"]) == (0.75, 1.0)
    done.save(folder / "out")
    assert repeat(folder / "out").equal


def test_two_files_of_one_name_are_told_apart(folder: Path) -> None:
    other = folder / "另一处"
    other.mkdir()
    (other / "甲.csv").write_text(TARGETS.format(project="丙"), encoding="utf-8")
    done = evaluate([folder / "甲.csv", other / "甲.csv"], folder / "甲完成.csv")
    assert len({form.file for form in done.forms}) == 2
