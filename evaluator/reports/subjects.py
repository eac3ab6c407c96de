"""The subject of a report: the form, department or departments that it is on, with facts, lists and stated texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evaluator.reports.conditions import Fact
from evaluator.reports.formfacts import form_facts
from evaluator.reports.runfacts import Lists, bureau_facts, department_facts
from evaluator.run import Run
from targets.errors import InputError

Subject = tuple[dict[str, Fact], Lists, Mapping[str, str]]


def subject_of(runs: Sequence[Run], kind: str, named: str | None) -> Subject:
    """The one project or department of a single run, or that of the name ``named`` (or a part of it); for a bureau all
    of all runs. Raises InputError where there is none, or more than one.
    """
    if kind == "bureau":
        return (*bureau_facts(runs), {})
    if len(runs) != 1:
        raise InputError("这种报告只能从一次评价写出", "this report is written of one run only")
    run = runs[0]
    if kind == "department":
        department = _one([rating.department for rating in run.ratings], named, "部门", "department")
        own = next((n for n, t in enumerate(run.total_rows) if t.of_department and t.department == department), None)
        return (*department_facts(run, department), {} if own is None else run.texts.get(own, {}))
    projects = [n for n, total in enumerate(run.total_rows) if not total.of_department]
    title = _one([run.forms[n].title for n in projects], named, "项目", "project")
    position = next(n for n in projects if run.forms[n].title == title)
    return (*form_facts(run, position), run.texts.get(position, {}))


def _one(names: Sequence[str], named: str | None, zh: str, en: str) -> str:
    """The one name that is meant."""
    found = [name for name in names if named is None or name == named]
    found = found or [name for name in names if named is not None and named in name]
    if len(found) != 1:
        listed = "、".join((found or list(names))[:8])
        raise InputError(
            f"请用 --form 写明是哪个{zh}；有 {len(found)} 个合适：{listed}",
            f"say which {en} by --form; {len(found)} fit: {listed}",
        )
    return found[0]
