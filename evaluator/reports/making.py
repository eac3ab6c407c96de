"""A report made: the outline gone through, sentences chosen by their conditions, gaps filled with what was stated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from evaluator.reports.conditions import Fact, Facts
from evaluator.reports.document import Block, Cell, Chart, Gap, Heading, Paragraph, Report
from evaluator.reports.outline import Order, Outline, Rule
from evaluator.reports.tables import PLANS, SHEETS, sheet_of, table_of
from targets.errors import InputError

Lists = Mapping[str, Sequence[Mapping[str, Fact]]]
_FIELD = re.compile(r"\{([a-z_]+)\}")
_OPTIONAL = re.compile(r"\[([^\]]*)\]")
_DIGITS = "一二三四五六七八九十"
MARK = "【示例数据，纯属虚构】"
"""The warning on every page of a paper on invented data."""


def make_report(outline: Outline, facts: Facts, lists: Lists, texts: Mapping[str, str]) -> Report:
    """The report on a form, a department or a bureau whose facts these are; ``texts`` are words of persons by label.

    Raises InputError for an outline that asks for a fact, list or table that there is not.
    """
    check_outline(outline, facts, lists)
    blocks = tuple(_sections(outline, outline.order, facts, lists, texts, 1))
    cover = tuple(_cover(outline, facts, texts))
    pending = facts["open"].value if "open" in facts else None
    report = Report(
        title=_title(outline.title, facts),
        cover=cover,
        blocks=blocks,
        unsettled=facts["closed"].value is False and not pending if "closed" in facts else False,
        open=int(pending) if pending is not None and not isinstance(pending, bool | str) else 0,
        mark=MARK if facts["illustrative"].value else "",
        contents=outline.contents,
    )
    keys = {gap.key for gap in report.gaps()}
    unused = tuple(key for key in texts if key not in keys and key not in _OF_FORMS)
    return replace(report, unused=unused)


_OF_FORMS = ("实际完成情况", "评价结论", "存在问题")
"""Headings of the official form, which a report need not have."""


def check_outline(outline: Outline, facts: Facts, lists: Lists) -> None:
    """InputError for a fact, list or table in an outline that does not exist for its kind of report."""
    headings = {"title": outline.title} | {key: section.heading for key, section in outline.sections.items()}
    for place, text in headings.items():
        for name in _FIELD.findall(text):
            if name not in facts:
                raise _unknown(outline, place, name)
    for section in outline.sections.values():
        for rule in section.rules:
            items = lists.get(rule.each, ()) if rule.each else ()
            if rule.each and rule.each not in lists:
                raise _unknown(outline, rule.id, rule.each)
            if rule.act == "table" and (rule.text not in PLANS or PLANS[rule.text].items not in lists):
                raise _unknown(outline, rule.id, rule.text)
            if rule.act == "sheet" and rule.text not in SHEETS:
                raise _unknown(outline, rule.id, rule.text)
            if rule.act == "chart":
                _refuse_chart(outline, rule, lists)
            known = {*facts, *(items[0] if items else ())}
            wanted = (*rule.names, *rule.fields, *((rule.fact,) if rule.fact else ()))
            for name in wanted:
                if name not in known and not (rule.each and not items):
                    raise _unknown(outline, rule.id, name)


def _refuse_chart(outline: Outline, rule: Rule, lists: Lists) -> None:
    """InputError for a chart of a list that there is not, or that has no names and rates to draw."""
    if rule.text not in lists:
        raise _unknown(outline, rule.id, rule.text)
    if any(not {"name", "rate"} <= set(item) for item in lists[rule.text]):
        raise InputError(
            f"提纲 {outline.id}，{rule.id}：列表“{rule.text}”没有 name 和 rate，画不成图（docs/reports.md）。",
            f"the outline {outline.id}, {rule.id}: the list {rule.text!r} holds no name and rate to draw "
            "(docs/reports.md).",
        )


def _unknown(outline: Outline, place: str, name: str) -> InputError:
    return InputError(
        f"提纲 {outline.id}，{place}：没有“{name}”这项数据（docs/reports.md）。",
        f"the outline {outline.id}, {place}: there is no {name!r} (docs/reports.md).",
    )


def _sections(
    outline: Outline, order: Order, facts: Facts, lists: Lists, texts: Mapping[str, str], level: int
) -> Iterator[Block]:
    number = 0
    for one in order:
        if not isinstance(one, str):
            yield from _sections(outline, one, facts, lists, texts, level + 1)
            continue
        number += 1
        section = outline.sections[one]
        yield Heading(level, _number(level, number), _filled(section.heading, facts))
        for each, rules in groupby(section.rules, key=lambda rule: rule.each):
            yield from _blocks(each, tuple(rules), facts, lists, texts)


def _number(level: int, number: int) -> str:
    """一、 then （一） then 1. as public documents number their headings."""
    if level > 2:
        return f"{number}."
    text = _DIGITS[number - 1] if number <= 10 else f"十{_DIGITS[number - 11]}" if number < 20 else str(number)
    return f"{text}、" if level == 1 else f"（{text}）"


def _blocks(each: str, rules: Sequence[Rule], facts: Facts, lists: Lists, texts: Mapping[str, str]) -> Iterator[Block]:
    """The blocks of some rules, once or for each item of their list in turn, where their conditions hold."""
    for item in lists[each] if each else ({},):
        known = {**facts, **item}
        for rule in rules:
            if all(one.holds(known) for one in rule.when):
                yield from _block(rule, known, lists, texts)


def _block(rule: Rule, facts: Facts, lists: Lists, texts: Mapping[str, str]) -> Iterable[Block]:
    if rule.act == "say":
        return [Paragraph(_filled(rule.text, facts))]
    if rule.act == "gap":
        text, known = texts.get(rule.text, ""), facts[rule.fact].text if rule.fact else ""
        return [Paragraph(known) if known and not text else Gap(rule.text, rule.text, rule.hint, text, rule.limit)]
    if rule.act == "table":
        plan = PLANS[rule.text]
        items = lists[plan.items]
        return [table_of(plan, rule.caption, items, texts)] if items else []
    if rule.act == "sheet":
        return [sheet_of(SHEETS[rule.text], _filled(rule.caption, facts), facts, texts)]
    bars = [(item["name"].text, item["rate"]) for item in lists[rule.text] if item["rate"].known]
    labels = tuple(label for label, _ in bars)
    values = tuple(float(fact.text.rstrip("%")) for _, fact in bars)
    return [Chart(rule.caption, labels, values, "%")] if bars else []


def _filled(template: str, facts: Facts) -> str:
    return _FIELD.sub(lambda found: facts[found[1]].text, template)


def _title(template: str, facts: Facts) -> str:
    """The title without the parts in square brackets of which a fact is not known, and without 项目 said twice."""

    def part(found: re.Match[str]) -> str:
        known = all(facts[name].known for name in _FIELD.findall(found[1]))
        return _filled(found[1], facts) if known else ""

    return _filled(_OPTIONAL.sub(part, template), facts).replace("项目项目支出", "项目支出")


def _cover(outline: Outline, facts: Facts, texts: Mapping[str, str]) -> Iterator[tuple[str, Cell]]:
    """The lines under the title: what is known of whose report it is, and what only a person can say."""
    for label, name in (("评价年度", "year"), ("主管部门", "department"), ("实施单位", "implementer")):
        if name in facts and facts[name].known:
            yield label, facts[name].text
    for label in outline.cover:
        yield label, Gap(label, label, "", texts.get(label, ""))
