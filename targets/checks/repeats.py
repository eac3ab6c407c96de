"""Indicators that occur twice in one form, or in two forms of one department with different targets."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from targets.checks.wording import bare_name
from targets.kinds import indicators as codes
from targets.kinds.finding import Finding, Severity
from targets.language.quantity import dimensions
from targets.language.reading import Comparator, Reading, ReadingKind
from targets.model.form import Form, Indicator
from targets.model.identity import normalised

_SPECIFIC = 8
"""Signs that a name needs at least for its end to be taken for the same indicator in another form."""


def duplicate_findings(form: Form) -> Iterator[Finding]:
    """The same name twice: under one level-1 category whatever the target, under two only with the same target."""
    first: dict[tuple[str, object], list[Indicator]] = defaultdict(list)
    elsewhere: dict[tuple[str, str], Indicator] = {}
    for row in form.rows:
        name = _key(row.name)
        if len(name) < 2:
            continue
        before = first[f"{row.level1}/{name}", _measure(row.reading)]
        known = next((one for one in before if _same_brackets(one.name, row.name)), None)
        before.append(row)
        if known is not None:
            where = known.at.text("zh").removeprefix(f"{row.at.file} ")
            yield codes.DuplicateIndicator.about(row, name=row.name, other=where)
            continue
        other = elsewhere.setdefault((name, normalised(row.full_target)), row)
        if other is not row and other.level1 != row.level1:
            yield codes.DuplicateAcrossCategories.about(row, name=row.name, other=other.level1)


_BRACKETS = re.compile(r"[(]([^()]*)[)]")


def _same_brackets(one: str, other: str) -> bool:
    """True unless brackets tell two names apart: 其他试验（水稻） and 其他试验（玉米） are two indicators."""
    first, second = (_BRACKETS.findall(normalised(name)) for name in (one, other))
    return not first or not second or first == second


def conflict_findings(forms: Sequence[Form]) -> Iterator[Finding]:
    """One indicator with different targets: on a department's form and a project's, or on two forms of one project.

    Two projects may well promise differently under one name; that is no conflict. Names of which one is only the end of
    the other (教育资助申请程序合规率, 申请程序合规率) give a note.
    """
    departments: dict[_Group, list[_Indexed]] = defaultdict(list)
    projects: dict[tuple[_Group, str], _Indexed] = {}
    for form in forms:
        if form.kind.of_department:
            departments[_group(form)].append(_Indexed(form))
    for form in forms:
        if form.kind.of_department or not form.project:
            continue
        own = _Indexed(form)
        for whole in departments.get(_group(form), ()):
            yield from _conflicts(whole, own, same_project=False)
        first = projects.setdefault((_group(form), normalised(form.project)), own)
        if first is not own:
            yield from _conflicts(first, own, same_project=True)


_Group = tuple[str, int | None]


def _group(form: Form) -> _Group:
    """Forms of one department and year are looked at together."""
    return normalised(form.department or ""), form.year


class _Indexed:
    """A form with its rows by name."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.keys = [_key(row.name) for row in form.rows]
        self.by_key: dict[str, list[Indicator]] = defaultdict(list)
        for key, row in zip(self.keys, form.rows, strict=True):
            self.by_key[key].append(row)


def _conflicts(one: _Indexed, other: _Indexed, *, same_project: bool) -> Iterator[Finding]:
    """Each conflict once, at the row of the second form (the project's); the first is named in it."""
    for key, row in zip(other.keys, other.form.rows, strict=True):
        pairs = one.by_key.get(key, [])
        severity = None
        if not pairs and not same_project and len(key) >= _SPECIFIC:
            rows = zip(one.keys, one.form.rows, strict=True)
            pairs = [r for long, r in rows if _ends_alike(long, key, other.form)]
            severity = Severity.NOTE
        if len(pairs) != 1 or agree(pairs[0], row):
            continue
        found = codes.FormsConflict.about(
            row,
            text=row.full_target,
            other_text=pairs[0].full_target,
            other=_called(one.form, pairs[0]),
        )
        yield found if severity is None else found.with_severity(severity)


def _called(form: Form, row: Indicator) -> str:
    kind = "部门表" if form.kind.of_department else "项目表"
    return f"{kind}“{form.title}”（{row.at.text('zh')}）"


def _ends_alike(long: str, short: str, project: Form) -> bool:
    """True if the long name is the short one with words in front that belong to this project."""
    if not long.endswith(short) or long == short:
        return False
    front = long.removesuffix(short)
    about = normalised(f"{project.project or ''}{project.goal or ''}")
    return len(front) >= 2 and front[-2:] in about


def _key(name: str) -> str:
    return normalised(bare_name(name))


def _measure(reading: Reading) -> object:
    """The unit that a row measures in: two rows of one name in different units are two measures."""
    if reading.kind in (ReadingKind.QUALITATIVE, ReadingKind.MISSING, ReadingKind.UNREADABLE) or not reading.canonical:
        return None
    return dimensions(reading.canonical)


def agree(one: Indicator, other: Indicator) -> bool:
    """True if two targets promise the same. ``100%`` and ``≥100%`` do; ``16 小时`` and ``≥16 小时`` do not."""
    a, b = one.reading, other.reading
    if normalised(one.full_target) == normalised(other.full_target):
        return True
    if ReadingKind.MISSING in (a.kind, b.kind) or ReadingKind.UNREADABLE in (a.kind, b.kind):
        return True
    if ReadingKind.QUALITATIVE in (a.kind, b.kind) and a.kind is not b.kind:
        return False
    if a.kind is ReadingKind.QUALITATIVE:
        return False
    whole = a.unit == b.unit == "%" and 100 in (a.low, a.high) and 100 in (b.low, b.high)
    if whole and Comparator.LE not in (a.comparator, b.comparator):
        return True
    return _promise(a) == _promise(b)


def _promise(reading: Reading) -> tuple[object, ...]:
    return (
        reading.comparator,
        reading.low,
        reading.high,
        reading.since,
        reading.until,
        reading.canonical or reading.unit,
        reading.has("bare-value"),
    )
