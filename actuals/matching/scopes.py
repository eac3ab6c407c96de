"""Which forms an outcome or a money row may speak of, by the project and department that its line names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from actuals.matching.names import name_key
from targets.model.form import Form


@dataclass
class Scopes:
    """The forms by project and department.

    ``has_projects`` says whether any line of the table names a project: then a line without one means the department's
    own form.
    """

    forms: Sequence[Form]
    has_projects: bool
    by_project: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_department: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_both: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for n, form in enumerate(self.forms):
            if form.project and not form.kind.of_department:
                self.by_project[name_key(form.project)].append(n)
            if form.department:
                self.by_department[name_key(form.department)].append(n)
                if form.project and not form.kind.of_department:
                    self.by_both[name_key(form.department), name_key(form.project)].append(n)

    def of(self, department: str, project: str) -> tuple[int, ...]:
        """Positions of the forms meant; none if the project or department is unknown."""
        owned = self.by_department.get(name_key(department)) if department else None
        if project:
            named = self.by_project.get(name_key(project), [])
            if not named and name_key(project) in self.by_department:
                return self._whole(self.by_department[name_key(project)])
            within = [] if owned is None else self.by_both.get((name_key(department), name_key(project)), [])
            return tuple(within or named)
        if department and owned is None:
            return ()
        candidates = owned if owned is not None else list(range(len(self.forms)))
        return (self._whole(candidates) or tuple(candidates)) if self.has_projects else tuple(candidates)

    def _whole(self, candidates: Iterable[int]) -> tuple[int, ...]:
        return tuple(n for n in candidates if self.forms[n].kind.of_department)
