"""Many departments in one run: folders and patterns, files of one name, any number of jobs, bad files told at once."""

from pathlib import Path

import pytest

from evaluator.evaluation import evaluate
from evaluator.inputs import inputs_of
from evaluator.keeping.repeating import repeat
from evaluator.run import Run
from targets.errors import InputError

TARGETS = """预算年度,2023,,
项目名称,{project},,
预算部门,{department},,
资金总额,100,,
一级指标,二级指标,三级指标,指标值
产出指标,数量指标,培训人数,≥200人
效益指标,社会效益指标,合格率,≥90%
满意度指标,服务对象满意度指标,学员满意度,≥90%
"""
ACTUALS = """预算部门,项目名称,三级指标,实际完成值,全年预算数,全年执行数
{department},{project},培训人数,{people}人,,
{department},{project},合格率,95%,,
{department},{project},学员满意度,92%,,
{department},{project},,,100,90
"""


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two departments, each with a folder of its own and files of the same names."""
    top = tmp_path_factory.mktemp("bureau")
    for department, project, people in (("甲局", "培训", 200), ("乙局", "讲座", 100)):
        folder = top / department
        folder.mkdir()
        texts = {"project": project, "department": department, "people": people}
        (folder / "目标.csv").write_text(TARGETS.format(**texts), encoding="utf-8")
        (folder / "完成.csv").write_text(ACTUALS.format(**texts), encoding="utf-8")
    return top


@pytest.fixture(scope="module")
def run(bureau: Path) -> Run:
    return evaluate(f"{bureau}/*/目标.csv", f"{bureau}/*/完成.csv")


def test_files_of_one_name_get_their_folder_s(run: Run) -> None:
    assert [form.file for form in run.forms] == ["乙局/目标.csv", "甲局/目标.csv"]  # sorted by path
    assert {row.at.file for form in run.forms for row in form.rows} == {"乙局/目标.csv", "甲局/目标.csv"}
    assert sorted(s.name for s in run.sources if s.role == "actuals") == ["乙局/完成.csv", "甲局/完成.csv"]
    assert {f.at.file for f in run.notices} <= {"乙局/目标.csv", "甲局/目标.csv", "乙局/完成.csv", "甲局/完成.csv"}


def test_each_department_has_its_own_outcomes(run: Run) -> None:
    people = run.indicators.set_index(["department", "indicator"])["outcome"]
    assert people["甲局", "培训人数"] == "200人"
    assert people["乙局", "培训人数"] == "100人"
    assert sorted(rating.department for rating in run.ratings) == ["乙局", "甲局"]


def test_any_number_of_jobs_gives_the_same(bureau: Path, run: Run) -> None:
    again = evaluate(f"{bureau}/*/目标.csv", f"{bureau}/*/完成.csv", jobs=3)
    assert again.forms == run.forms
    assert again.notices == run.notices


def test_saved_run_of_many_files_repeats(run: Run, tmp_path: Path) -> None:
    assert repeat(run.save(tmp_path / "run")).equal


def test_folders_and_one_file_with_them(bureau: Path) -> None:
    names = [one.name for one in inputs_of(targets=[bureau / "甲局", bureau / "乙局" / "目标.csv"])["targets"]]
    assert names == ["完成.csv", "甲局/目标.csv", "乙局/目标.csv"]


def test_names_that_differ_in_case_only_are_told_apart(tmp_path: Path) -> None:
    """One disk keeps ``A.csv`` and ``a.csv`` apart, another does not: inside the saved run they must not meet."""
    for folder, name in (("x", "A.csv"), ("y", "a.csv")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_bytes(b"")
    assert [one.name for one in inputs_of(targets=tmp_path)["targets"]] == ["x/A.csv", "y/a.csv"]


def test_one_file_twice_is_refused(bureau: Path) -> None:
    same = bureau / "甲局" / "目标.csv"
    with pytest.raises(InputError, match="given twice"):
        inputs_of(targets=same, actuals=same)


def test_all_bad_files_are_told_at_once(bureau: Path, tmp_path: Path) -> None:
    for name in ("a.docx", "b.docx"):
        (tmp_path / name).write_bytes(b"no document")
    with pytest.raises(InputError) as caught:
        evaluate([*sorted(tmp_path.iterdir()), bureau / "甲局" / "目标.csv"], bureau / "甲局" / "完成.csv")
    assert "2 files" in caught.value.en
    assert "a.docx" in caught.value.zh
    assert "b.docx" in caught.value.zh


@pytest.mark.parametrize(
    ("name", "why"), [("", "empty"), ("nothing*.csv", "no file matches"), ("nothing.csv", "no file")]
)
def test_names_that_lead_nowhere(name: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        evaluate(name, "x.csv")
