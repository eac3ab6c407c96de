"""Corrections and outcomes that a person typed: the tables of a decisions file beside its matches, and their effect.

    [[target]]                            # a target that was read wrongly, put in words that are read rightly
    id = "k3v9…"                          # or project = "…" and indicator = "…"
    read_as = "≥90%"
    who = "李某"
    why = "原文漏印百分号"

    [[outcome]]                           # what happened, or a part of it, beside or instead of the outcome table
    id = "k3v9…"
    actual = "95%"                        # and level, share, evidence, evidence_files, reason, deduction
    who = "李某"
    why = "据年末统计"

    [[money]]                             # the budget's execution of one form, its total unless ``fund`` is named
    department = "某局"
    project = "教师培训费"
    full_year = "120"
    executed = "118.5"
    who = "李某"
    why = "据决算"

    [[adjustment]]                        # a reviewer raises (+) or lowers (-) the score of one indicator
    id = "k3v9…"
    points = "-1.50"
    who = "王某"
    date = 2024-03-01
    why = "抽查问卷有 12 份无效"

    [[text]]                              # words under a heading of the form or of the report, a person's own
    project = "教师培训费"
    heading = "实际完成情况"              # or 改进措施, 存在问题 …: any heading that the software leaves open
    text = "完成培训 12 期、3150 人次。"  # 采用草稿: the draft as it stands
    who = "李某"

A printed target keeps its text and its id: only the reading is another. A correction is reported
(``reading-corrected``), and so is an outcome that takes the place of one handed in (``outcome-corrected``). An entry
that fits nothing is ``decision-unused``. An adjustment without who, date or why is no misuse: scoring refuses it, with
``adjustment-refused`` (``actuals.adjustments`` finds its indicator, ``policy.adjustment`` of the rulebook bounds it).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from actuals.decisions import Decision, decision_tables, entry_texts, read_decisions
from actuals.kinds import DecisionUnused, OutcomeCorrected, ReadingCorrected
from actuals.matching.execution import is_total
from actuals.matching.matching import Matched, Matching, Place
from actuals.matching.names import name_key
from actuals.matching.scopes import Scopes
from actuals.outcome import ExecutionFigures, Outcome
from targets.errors import InputError
from targets.kinds.finding import Finding
from targets.kinds.location import Location
from targets.language.expression import read_target
from targets.language.nothing import only_sets_aside
from targets.model.form import Form, Indicator

FIELDS = ("actual", "level", "share", "deduction", "evidence", "reason")
"""The fields of an ``[[outcome]]``; an empty text takes away what the outcome table says."""
ATTACHED = "evidence_files"
"""The names of files that prove an outcome, joined by ；; they stand beside what its evidence says."""
AMOUNTS = ("initial", "full_year", "executed", "reason")
_WHERE = ("id", "department", "project", "indicator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One entry: the table it stands in, whose indicator or money it is of, what it states, who, when and why."""

    table: str
    at: Location
    where: Mapping[str, str]
    stated: Mapping[str, str]
    who: str
    why: str
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """Everything a decisions file holds."""

    matches: tuple[Decision, ...] = ()
    targets: tuple[Statement, ...] = ()
    outcomes: tuple[Statement, ...] = ()
    money: tuple[Statement, ...] = ()
    adjustments: tuple[Statement, ...] = ()
    texts: tuple[Statement, ...] = ()


def read_all_decisions(path: str | Path) -> Decisions:
    """The whole of a decisions file. Raises InputError as ``actuals.decisions.read_decisions`` does."""
    file = Path(path)
    tables = decision_tables(file)
    found = {
        name: tuple(_statement(file, name, number, entry) for number, entry in enumerate(tables[name], 1))
        for name in ("target", "outcome", "money", "adjustment", "text")
    }
    return Decisions(
        matches=read_decisions(file),
        targets=found["target"],
        outcomes=found["outcome"],
        money=found["money"],
        adjustments=found["adjustment"],
        texts=found["text"],
    )


def _statement(file: Path, table: str, number: int, entry: dict[str, object]) -> Statement:
    stated = {
        "target": ("read_as",),
        "outcome": (*FIELDS, ATTACHED),
        "money": (*AMOUNTS, "fund", "money_unit"),
        "adjustment": ("points",),
        "text": ("heading", "text"),
    }[table]
    required = {
        "target": ("read_as", "who", "why"),
        "adjustment": ("points",),
        "text": ("heading", "text", "who"),
    }.get(table, ("who", "why"))
    of_form = table in ("money", "text")
    where = ("department", "project") if of_form else _WHERE
    optional = (*where, *(name for name in stated if name not in required), "who", "why", "date")
    texts = entry_texts(file, table, number, entry, required, tuple(n for n in optional if n not in required))
    lacks_place = not (texts.get("department") or texts.get("project"))
    if not of_form:
        lacks_place = not (texts.get("id") or texts.get("indicator"))
    if lacks_place or not any(name in texts for name in stated):
        raise InputError(
            f"决定文件 {file.name} 第{number}条 [[{table}]]："
            f"须写明属于谁（{'、'.join(where)}）和内容（{'、'.join(stated)}）。",
            f"decisions file {file.name}, entry {number} of [[{table}]]: say whose it is ({', '.join(where)}) "
            f"and what ({', '.join(stated)}).",
        )
    return Statement(
        table=table,
        at=Location(file=file.name, row=number - 1),
        where={name: texts[name] for name in where if texts.get(name)},
        stated={name: texts[name] for name in stated if name in texts},
        who=texts.get("who", ""),
        why=texts.get("why", ""),
        date=texts.get("date", ""),
    )


def corrected(forms: Sequence[Form], entries: Sequence[Statement]) -> tuple[tuple[Form, ...], tuple[Finding, ...]]:
    """The forms with the readings that a person put right, and what is to be said of it."""
    if not entries:
        return tuple(forms), ()
    readings: dict[Place, Indicator] = {}
    findings: list[Finding] = []
    places = Places(forms)
    for entry in entries:
        place = places.one(entry, findings)
        if place is None:
            continue
        row = forms[place[0]].rows[place[1]]
        readings[place] = replace(row, reading=read_target(entry.stated["read_as"], indicator=row.name))
        findings.append(
            ReadingCorrected.about(
                row,
                text=row.full_target,
                read_as=entry.stated["read_as"],
                who=entry.who,
                why=entry.why,
            )
        )
    changed = tuple(
        replace(form, rows=tuple(readings.get((n, m), row) for m, row in enumerate(form.rows)))
        for n, form in enumerate(forms)
    )
    return changed, tuple(findings)


def with_statements(
    forms: Sequence[Form], matching: Matching, outcomes: Sequence[Statement], money: Sequence[Statement]
) -> Matching:
    """The matching with what a person typed in the place of, or beside, what was handed in."""
    if not outcomes and not money:
        return matching
    findings: list[Finding] = list(matching.findings)
    by_indicator, places = dict(matching.by_indicator), Places(forms)
    for entry in outcomes:
        place = places.one(entry, findings)
        if place is None:
            continue
        before = by_indicator.get(place)
        row = forms[place[0]].rows[place[1]]
        by_indicator[place] = Matched(outcome=_merged(row, before, entry), how="decision")
        findings.extend(_replaced(row, before, entry))
    execution = dict(matching.execution)
    funds = {n: dict(of_form) for n, of_form in matching.funds.items()}
    scopes = Scopes(forms, True)
    for entry in money:
        _state_money(forms, scopes, entry, execution, funds, findings)
    return replace(
        matching,
        by_indicator=dict(sorted(by_indicator.items())),
        execution=execution,
        funds=funds,
        pending=matching.pending - by_indicator.keys(),
        findings=tuple(findings),
    )


def _merged(row: Indicator, before: Matched | None, entry: Statement) -> Outcome:
    known = before.outcome if before else Outcome(at=entry.at, id=row.id, name=row.name)
    said = entry.stated
    decided = "share" in said or "deduction" in said
    accounts = said.get("deduction") or only_sets_aside(said.get("actual", ""))
    return replace(
        known,
        actual=said.get("actual", known.actual),
        level=said.get("level", known.level),
        share=said.get("share", known.share),
        deduction=said.get("deduction", known.deduction),
        evidence=said.get("evidence", known.evidence),
        evidence_files=said.get(ATTACHED, known.evidence_files),
        reason=said.get("reason", known.reason) or (entry.why if accounts else ""),
        decided_by=entry.who if decided else known.decided_by,
        decided_on=entry.date if decided else known.decided_on,
    )


def _replaced(row: Indicator, before: Matched | None, entry: Statement) -> Iterator[Finding]:
    """An outcome of the table that a person corrected."""
    for name in ("actual", "level", "share", "deduction"):
        said = getattr(before.outcome, name) if before else ""
        if said and name in entry.stated and entry.stated[name] != said:
            yield OutcomeCorrected.about(row, before=said, after=entry.stated[name], who=entry.who, why=entry.why)


def _state_money(
    forms: Sequence[Form],
    scopes: Scopes,
    entry: Statement,
    execution: dict[int, ExecutionFigures],
    funds: dict[int, dict[str, ExecutionFigures]],
    findings: list[Finding],
) -> None:
    scope = scopes.of(entry.where.get("department", ""), entry.where.get("project", ""))
    if len(scope) != 1:
        whose = entry.where.get("project") or entry.where.get("department", "")
        zh, en = ("目标表中没有这个项目或部门", "no form is of this project or department")
        if scope:
            zh, en = ("有不止一张这样的表", "more than one form fits")
        findings.append(DecisionUnused.found(entry.at, name=whose, indicator_name="预算执行", detail=zh, detail_en=en))
        return
    form, fund = forms[scope[0]], entry.stated.get("fund", "")
    known = execution.get(scope[0]) if is_total(fund) else funds.get(scope[0], {}).get(fund)
    if known is None:
        known = ExecutionFigures(
            at=entry.at,
            department=form.department or "",
            project=form.project or "",
            fund=fund,
            money_unit=form.money_unit,
        )
    stated = entry.stated
    for name in ("initial", "full_year", "executed"):
        said = getattr(known, name)
        if said and stated.get(name, said) != said:
            findings.append(
                OutcomeCorrected.found(
                    form.at, indicator=form.title, before=said, after=stated[name], who=entry.who, why=entry.why
                )
            )
    figures = replace(
        known,
        initial=stated.get("initial", known.initial),
        full_year=stated.get("full_year", known.full_year),
        executed=stated.get("executed", known.executed),
        reason=stated.get("reason", known.reason),
        money_unit=stated.get("money_unit", known.money_unit),
    )
    if is_total(fund):
        execution[scope[0]] = figures
    else:
        funds.setdefault(scope[0], {})[fund] = figures


class Places:
    """Where the indicators of some forms stand, by id and by name."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self.rows = [((n, m), form, row) for n, form in enumerate(forms) for m, row in enumerate(form.rows)]
        self.by_id: dict[str, list[Place]] = {}
        for place, _, row in self.rows:
            self.by_id.setdefault(row.id, []).append(place)

    def one(self, entry: Statement, findings: list[Finding]) -> Place | None:
        """The one indicator that an entry means; else why not is added to ``findings``."""
        where = entry.where
        if "id" in where:
            found = self._of_file(self.by_id.get(where["id"], []), where)
        else:
            wanted = {name: name_key(where[name]) for name in ("department", "project") if name in where}
            found = [
                place
                for place, form, row in self.rows
                if name_key(row.name) == name_key(where["indicator"])
                and all(name_key(getattr(form, name) or "") == key for name, key in wanted.items())
            ]
        if len(found) == 1:
            return found[0]
        zh, en = ("目标表中没有这个指标", "the form has no such indicator")
        if found and "id" in where:
            zh, en = ("同一张表交了不止一份，请写明 file", "the same form was handed in twice; give its file")
        elif found:
            zh, en = ("有不止一个这样的指标，请改用 id", "more than one indicator fits; give its id")
        meant = where.get("indicator") or where.get("id", "")
        stated = "；".join(value for value in entry.stated.values() if value)
        findings.append(DecisionUnused.found(entry.at, name=stated, indicator_name=meant, detail=zh, detail_en=en))
        return None

    def _of_file(self, found: list[Place], where: Mapping[str, str]) -> list[Place]:
        """Of several indicators with one id those in the form that ``file`` and ``form`` (its number from 1) name."""
        forms = {place: form for place, form, _ in self.rows} if len(found) > 1 else {}
        named = [place for place in found if forms and forms[place].file == where.get("file")]
        numbered = [place for place in named if str(forms[place].index + 1) == where.get("form", "")]
        return numbered or named or found
