"""The forms of an evaluation or audit as a tree by department: searched, each with its owner and its copies.

The same form may lie in two files, as Word and PDF say: forms with equal rows are copies of one another, whatever the
file; forms of one department and project whose rows differ are told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from targets.model.form import Form
from targets.model.identity import normalised


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One form: its position, whose it is, the positions of its copies in other files, and of forms of the same name
    there that say something else.
    """

    position: int
    form: Form
    to: str
    same: tuple[int, ...]
    other: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A department with its forms; empty for forms that name none."""

    department: str
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class Copies:
    """For each form the positions of equal forms, and of forms with the same name but other rows, in other files."""

    same: tuple[tuple[int, ...], ...]
    other: tuple[tuple[int, ...], ...]

    def repeated(self, position: int) -> bool:
        """True if an equal form stands in an earlier file."""
        return any(one < position for one in self.same[position])


def copies_of(forms: Sequence[Form]) -> Copies:
    """Every form beside those of other files."""
    rows: dict[object, list[int]] = {}
    names: dict[object, list[int]] = {}
    contents = [_content(form) for form in forms]
    titles = [_name(form) for form in forms]
    for position, (content, title) in enumerate(zip(contents, titles, strict=True)):
        rows.setdefault(content, []).append(position)
        names.setdefault(title, []).append(position)
    same = tuple(_elsewhere(forms, n, rows[content]) if forms[n].rows else () for n, content in enumerate(contents))
    other = tuple(
        tuple(one for one in _elsewhere(forms, n, names[title]) if contents[one] != contents[n])
        if any(title[1:3])
        else ()
        for n, title in enumerate(titles)
    )
    return Copies(same, other)


def tree(
    forms: Sequence[Form], to: Sequence[str], copies: Copies, *, words: str = "", person: str = ""
) -> list[Branch]:
    """The departments with those forms that hold the words in a name or file, and are that person's."""
    found: dict[str, list[Leaf]] = {}
    for position, form in enumerate(forms):
        texts = (form.department, form.project, form.title, form.file, to[position])
        if words.casefold() in " ".join(filter(None, texts)).casefold() and (not person or to[position] == person):
            leaf = Leaf(
                position=position,
                form=form,
                to=to[position],
                same=copies.same[position],
                other=copies.other[position],
            )
            found.setdefault(form.department or "", []).append(leaf)
    return [Branch(department=name, leaves=tuple(leaves)) for name, leaves in sorted(found.items())]


def _elsewhere(forms: Sequence[Form], position: int, places: Sequence[int]) -> tuple[int, ...]:
    return tuple(one for one in places if forms[one].file != forms[position].file)


def _name(form: Form) -> tuple[str, str, str, int | None]:
    return form.kind.value, normalised(form.department or ""), normalised(form.project or ""), form.year


def _content(form: Form) -> object:
    """All that a form says of its indicators and its money, without widths and spaces."""
    rows = tuple(
        tuple(
            normalised(text or "")
            for text in (row.name, row.full_target, row.actual, row.points, row.score, row.reason)
        )
        for row in form.rows
    )
    money = tuple(sorted((name, normalised(text)) for name, text in form.execution.items() if text))
    return _name(form), rows, money
