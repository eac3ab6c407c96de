"""Indicators that name another project's beneficiaries: text copied from form to form and not adapted.

Only groups of people that a closed list tells apart, and only where another project of the same department names the
group in its title: a guess without such a project would be an accusation without proof.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from targets.kinds import indicators as codes
from targets.kinds.finding import Finding
from targets.model.form import Form
from targets.model.identity import normalised

_GROUPS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(words)
    for name, words in {
        "学前教育": r"学前教育|学前|幼儿园|幼儿",
        "义务教育": r"义务教育|中小学|小学|初中",
        "高中教育": r"(?<!初)高中(?!考)|普高",
        "高考": r"高考",
        "中职教育": r"中职|中等职业|职业高中|职高|技校",
        "高等教育": r"大学生|高校|本科生?|大专|高职|研究生",
        "特殊教育": r"特殊教育|特教",
        "老年人": r"老年人|高龄老人|老人|养老",
        "残疾人": r"残疾人",
        "退役军人": r"退役军人|退伍军人|退役士兵|复退军人",
        "优抚对象": r"优抚对象|伤残军人|烈属",
        "孤儿": r"孤儿|困境儿童|事实无人抚养儿童",
        "低保对象": r"低保对象|低保户|低保人员|低保",
        "特困人员": r"特困人员|五保",
        "渔民": r"渔民|渔船",
        "环卫工人": r"环卫工人|环卫",
        "村干部": r"村干部|村主干|村“?两委",
        "孕产妇": r"孕产妇|孕妇|产妇",
        "计划生育家庭": r"计划生育|计生|独生子女",
        "消防员": r"消防员|消防",
    }.items()
}


def copied_findings(forms: Sequence[Form]) -> Iterator[Finding]:
    """Rows of a project that name a group which its own title and goal do not, but another project's title does."""
    titled: dict[str, list[tuple[str, Form]]] = defaultdict(list)
    for form in forms:
        if form.project and not form.kind.of_department:
            for group in _named(form.project):
                titled[normalised(form.department or "")].append((group, form))
    for form in forms:
        if not form.project or form.kind.of_department:
            continue
        own = _named(form.project) | _named(form.goal or "")
        if not own:
            continue
        others = titled[normalised(form.department or "")]
        for row in form.rows:
            named = _named(row.name)
            if named & own:
                continue
            found = ((g, o) for g, o in others if g in named and _is_other(o, form))
            first = next(found, None)
            if first is None:
                continue
            group, source = first
            said = _GROUPS[group].search(normalised(row.name))
            yield codes.TextCopied.about(
                row,
                name=row.name,
                foreign=said[0] if said else group,
                other=f"项目“{source.project}”",
            )


def _is_other(source: Form, form: Form) -> bool:
    return normalised(source.project or "") != normalised(form.project or "") and source.year == form.year


def _named(text: str) -> frozenset[str]:
    """The groups of people that a text names."""
    plain = normalised(text)
    return frozenset(name for name, words in _GROUPS.items() if words.search(plain))
