"""The subject of a report: the form, department or departments that it is on, with facts, lists and stated texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from evaluator.reports.conditions import Fact
from evaluator.reports.formfacts import form_facts
from evaluator.reports.runfacts import Lists, bureau_facts, department_facts
from evaluator.reports.submissions import ExpectedList
from evaluator.run import Run
from targets.errors import InputError

if TYPE_CHECKING:
    from evaluator.auditing.run import Audit

Subject = tuple[dict[str, Fact], Lists, Mapping[str, str]]

_LISTED = 8
"""Names that a message lists at most."""


def subject_of(runs: Sequence[Run], kind: str, named: str | None, expected: ExpectedList | None = None) -> Subject:
    """The one project or department of a single run, or that of the name ``named`` (or a part of it); for a bureau all
    of all runs, held against the list of those ``expected`` where there is one.

    Raises InputError where there is none, or more than one.
    """
    if kind == "bureau":
        return (*bureau_facts(runs, expected), {})
    if len(runs) != 1:
        raise InputError("这种报告只能从一次评价写出", "this report is written of one run only")
    run = runs[0]
    if kind == "department":
        ratings = [rating.department for rating in run.ratings]
        return department_subject(run, ratings[chosen(ratings, named, "部门", "department")])
    projects = [n for n, total in enumerate(run.total_rows) if not total.of_department]
    return project_subject(run, projects[chosen([run.forms[n].title for n in projects], named, "项目", "project")])


def project_subject(run: Run, position: int) -> Subject:
    """The project whose form stands at ``position``."""
    return (*form_facts(run, position), run.texts.get(position, {}))


def department_subject(run: Run, department: str) -> Subject:
    """The department of that name, with the words stated of its own form."""
    own = next((n for n, t in enumerate(run.total_rows) if t.of_department and t.department == department), None)
    return (*department_facts(run, department), {} if own is None else run.texts.get(own, {}))


def review_subject(done: Audit, kind: str, named: str | None) -> Subject:
    """A whole review, or that of the one form called ``named``. Raises InputError where there is none, or several."""
    from evaluator.reports.reviewfacts import opinion_facts, review_facts

    if kind == "review":
        return (*review_facts(done), {})
    forms = [n for n, form in enumerate(done.forms) if form.kind.has_outcomes and done.done.by_form[n]]
    return (*opinion_facts(done, forms[chosen([done.forms[n].title for n in forms], named, "表", "form")]), {})


def once_each(named: Sequence[tuple[str, Run]]) -> list[Run]:
    """The runs without those of the same inputs under the same rulebook, which are one evaluation kept twice.

    Raises InputError where two different runs hold the form of one project or department of one year: both would count.
    """
    runs: dict[tuple[object, ...], tuple[str, Run]] = {}
    for name, run in named:
        inputs = sorted((source.role, source.sha256) for source in run.sources)
        runs.setdefault((run.book.id, run.book.version, *inputs), (name, run))
    seen: dict[tuple[object, ...], str] = {}
    for name, run in runs.values():
        own = {
            (form.year, form.department or "", "" if form.kind.of_department else form.project or "")
            for form in run.forms
            if form.department or form.project
        }
        if both := sorted(own & set(seen), key=str):
            year, department, project = both[0]
            title = " / ".join(str(text) for text in (year, department, project) if text)
            raise InputError(
                f"{title} 的自评表在 {seen[both[0]]} 和 {name} 中都有，会重复计算；请只保留一个。",
                f"the form of {title} is in {seen[both[0]]} and in {name}, and would count twice; name one of them.",
            )
        seen.update(dict.fromkeys(own, name))
    return [run for _, run in runs.values()]


def chosen(titles: Sequence[str], named: str | None, zh: str, en: str) -> int:
    """The place of the one title that is meant: the whole of it, or a part that only one has.

    Raises InputError where none or several are, with those that can be meant.
    """
    if not titles:
        of = "" if zh == "表" else zh
        raise InputError(f"这里没有{of}自评表。", f"there is no self-evaluation of a {en} here.")
    found = [place for place, title in enumerate(titles) if named is None or title == named]
    found = found or [place for place, title in enumerate(titles) if named is not None and named in title]
    if len(found) == 1:
        return found[0]
    listed = [titles[place] for place in found] or list(titles)
    more_zh, more_en = (
        (f"等 {len(listed)} 个", f" and {len(listed) - _LISTED} more") if len(listed) > _LISTED else ("", "")
    )
    some = "、".join(listed[:_LISTED])
    if named is None:
        raise InputError(f"请用 --form 写明是哪个{zh}：{some}{more_zh}", f"say which {en} by --form: {some}{more_en}")
    if found:
        raise InputError(
            f"名称含“{named}”的{zh}有 {len(found)} 个：{some}{more_zh}",
            f"{len(found)} {en}s are called {named!r}: {some}{more_en}",
        )
    raise InputError(
        f"没有名称含“{named}”的{zh}；有：{some}{more_zh}", f"no {en} is called {named!r}; there are: {some}{more_en}"
    )
