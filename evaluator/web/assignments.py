"""Assignment of forms to people: who fills in a form, or goes through its findings; on record like any decision."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Engine

from evaluator.web.accounts import all_accounts
from evaluator.web.decisionsfile import owner_of
from evaluator.web.events import Change, Record
from targets.errors import InputError
from targets.model.form import Form

ASSIGNMENT = "assignment"
"""The kind of event; what it says is ``{"to": name}``."""
NOBODY = "-"
"""The word for forms that are nobody's, where one chooses whose are shown."""


def subject_of(form: Form) -> str:
    """The subject of an assignment: department and project, which a copy of the form shares; where neither is printed,
    its file and place.
    """
    department, project = owner_of(form)
    whose = [department, project] if department or project else [form.file, str(form.index)]
    return json.dumps(whose, ensure_ascii=False)


def assigned(record: Record, forms: Iterable[Form]) -> list[str]:
    """Whose each form is; empty for nobody's."""
    known = record.of(ASSIGNMENT)
    return [str(event.after["to"]) if (event := known.get(subject_of(form))) else "" for form in forms]


def people(engine: Engine, path: str, department: str) -> list[str] | None:
    """The accounts that may do the work at an address on what belongs to a department; None without accounts: then a
    name is typed.
    """
    listed = all_accounts(engine)
    if not listed:
        return None
    return [one.name for one in listed if one.active and one.may_write(path) and one.sees(department)]


def changes(forms: Iterable[Form], to: str, known: list[str] | None) -> list[Change]:
    """The changes that give these forms to somebody, or to nobody. Raises InputError for who may not do the work."""
    if to and known is not None and to not in known:
        raise InputError(f"“{to}”不能做这项工作；请选列出的人", f"{to!r} may not do this work; choose one of the list")
    after = {"to": to} if to else None
    subjects = dict.fromkeys(map(subject_of, forms))
    return [Change(kind=ASSIGNMENT, subject=subject, after=after) for subject in subjects]
