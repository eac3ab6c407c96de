"""The ranking as format-free tables: departments, projects, the distribution of grades."""

from __future__ import annotations

from collections.abc import Sequence

from evaluator.figures import grade_text, percent, range_text
from evaluator.language import pick
from evaluator.run import Run
from evaluator.scorecards.model import Cell, Table
from evaluator.scorecards.ranking import Entry, Place, distribution, ordered, rank_departments, rank_forms
from evaluator.scorecards.scorecard import illustrative_note
from rules.grades import grade_names


def ranking_tables(
    run: Run, lang: str, *, sort: str = "total", reverse: bool = False, top: int | None = None
) -> tuple[Table, ...]:
    """Departments (where there is more than one), projects, and how the grades are distributed.

    ``sort`` is one of ``evaluator.scorecards.ranking.SORTS``; ``top`` leaves the first so many of each, said in a note.
    """
    several = len(run.ratings) > 1
    tables = []
    if several:
        tables.append(departments_table(run, ordered(rank_departments(run), sort, reverse=reverse), lang, top=top))
    tables.append(projects_table(run, ordered(rank_forms(run), sort, reverse=reverse), lang, top=top))
    return (*tables, distribution_table(run, lang))


def departments_table(run: Run, entries: Sequence[Entry], lang: str, *, top: int | None = None) -> Table:
    """One row per department: place, rating and what it rests on, the projects' mean, money, grades, what is open."""
    headers = (
        pick(lang, "名次", "place"),
        pick(lang, "部门", "department"),
        pick(lang, "部门评价", "rating"),
        pick(lang, "等级", "grade"),
        pick(lang, "依据", "rests on"),
        pick(lang, "项目加权平均", "projects' mean"),
        pick(lang, "项目数", "projects"),
        pick(lang, "项目资金(万元)", "money"),
        pick(lang, "执行率", "rate"),
        "/".join((*grade_names(run.book), pick(lang, "待定", "open"))),
        pick(lang, "待定表", "open forms"),
        pick(lang, "错误/警告/提示", "e/w/n"),
        pick(lang, "先看", "look at first"),
    )
    bases = {"own-form": ("自评表", "own form"), "projects-mean": ("加权平均", "mean"), "blend": ("合成", "blend")}
    rows: list[tuple[Cell, ...]] = []
    for entry in entries[:top]:
        rating = run.ratings[entry.position]
        grade = grade_text(rating.grade, rating.grade_low, rating.grade_high, lang) if entry.total else ""
        rows.append(
            (
                place_text(entry.place, entry.provisional),
                rating.name(lang),
                rating.rating_text(lang),
                grade,
                pick(lang, *bases[rating.found.basis]) if entry.total else "",
                rating.mean_text(lang),
                entry.projects,
                entry.budget,
                percent(entry.rate),
                "/".join(str(entry.grades.get(grade, 0)) for grade in (*grade_names(run.book), "")),
                entry.pending,
                "/".join(map(str, entry.counts)),
                _worst(entry),
            )
        )
    title = pick(lang, f"部门排名（{len(entries)} 个部门）", f"Departments ranked ({len(entries)})")
    notes = [*illustrative_note(run, lang), place_note(lang), *_cut(len(entries), top, lang)]
    unweighted = sum(entry.unweighted for entry in entries)
    if unweighted:
        notes.append(
            pick(
                lang,
                f"{unweighted} 个项目没有预算数，未计入加权平均和资金。",
                f"{unweighted} projects have no budget and no weight in means and money.",
            )
        )
    return Table(title, headers, tuple(rows), tuple(notes))


def projects_table(run: Run, entries: Sequence[Entry], lang: str, *, top: int | None = None) -> Table:
    """One row per project: place, department, money, total, grade, what is open and what to look at first."""
    several = len(run.ratings) > 1
    headers = (
        pick(lang, "名次", "place"),
        *((pick(lang, "部门", "department"),) if several else ()),
        pick(lang, "项目", "project"),
        pick(lang, "预算(万元)", "budget"),
        pick(lang, "执行率", "rate"),
        pick(lang, "总分", "total"),
        pick(lang, "等级", "grade"),
        pick(lang, "待定", "pending"),
        pick(lang, "错误/警告/提示", "e/w/n"),
        pick(lang, "先看", "look at first"),
    )
    rows: list[tuple[Cell, ...]] = []
    for entry in entries[:top]:
        total = run.total_rows[entry.position]
        rows.append(
            (
                place_text(entry.place, entry.provisional),
                *((entry.department,) if several else ()),
                entry.name,
                entry.budget,
                percent(entry.rate),
                range_text(total.total_low, total.total_high, lang),
                grade_text(total.grade, total.grade_low, total.grade_high, lang),
                entry.pending,
                "/".join(map(str, entry.counts)),
                _worst(entry),
            )
        )
    title = pick(lang, f"项目排名（{len(entries)} 个项目）", f"Projects ranked ({len(entries)})")
    notes = (*illustrative_note(run, lang), place_note(lang), *_cut(len(entries), top, lang))
    return Table(title, headers, tuple(rows), notes)


def distribution_table(run: Run, lang: str) -> Table:
    """One row per grade: departments, projects, money and its share."""
    headers = (
        pick(lang, "等级", "grade"),
        pick(lang, "部门数", "departments"),
        pick(lang, "项目数", "projects"),
        pick(lang, "资金(万元)", "money"),
        pick(lang, "资金占比", "share of money"),
    )
    shares, mean = distribution(run)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            one.grade or pick(lang, "待定", "open"),
            one.departments,
            one.projects,
            one.money,
            percent(one.share),
        )
        for one in shares
    )
    notes = list(illustrative_note(run, lang))
    if mean is not None:
        text = range_text(*mean, lang)
        notes.append(pick(lang, f"全部项目的预算加权平均为 {text}。", f"Budget-weighted mean of all projects: {text}."))
    return Table(pick(lang, "等级分布", "Grades"), headers, rows, tuple(notes))


def place_text(place: Place, provisional: int = 0) -> str:
    """``3``, or ``2（1—4）`` while something open may change it: the place for now, and those that are possible."""
    if place is None:
        return ""
    if place[0] == place[1]:
        return str(place[0])
    possible = f"{place[0]}—{place[1]}"
    return f"{provisional}（{possible}）" if provisional else possible


def place_note(lang: str) -> str:
    """A sentence on how places are to be read."""
    return pick(
        lang,
        "总分相同者名次并列；总分待定的，按总分低端暂列名次，括号内为可能的名次范围，如 2（1—4）。",
        "Equal totals share a place; an open total has a provisional place by its lower end and, in brackets, "
        "the places that it may still take: 2（1—4）.",
    )


def _worst(entry: Entry) -> str:
    return "" if entry.worst is None else f"{entry.worst[0]} × {entry.worst[1]}"


def _cut(count: int, top: int | None, lang: str) -> tuple[str, ...]:
    if top is None or top >= count:
        return ()
    return (pick(lang, f"只列前 {top} 个，共 {count} 个。", f"The first {top} of {count}."),)
