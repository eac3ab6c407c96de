"""Conditions of outlines over the facts of a run: ``closed``, ``not closed``, ``rate known``, ``lost > 0``.

What is not known fulfils nothing but ``not … known``: no sentence is chosen by a figure that is not there.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from targets.errors import InputError

_SIGNS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_FORM = re.compile(
    r"(?P<not>not )?(?P<name>[a-z][a-z_]*)"
    r"(?: (?:(?P<known>known)|(?P<sign><=|>=|==|!=|<|>) (?P<with>-?[0-9]+(?:\.[0-9]+)?|[a-z][a-z_]*)))?"
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a run: its value (None where it is not known) and how it is printed."""

    value: Decimal | bool | str | None
    text: str = ""

    @property
    def known(self) -> bool:
        """True if there is something to say."""
        return self.value is not None and self.value != ""


Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition as read; ``holds`` asks it of the facts of a run."""

    text: str
    negated: bool
    name: str
    sign: str = ""
    other: str = ""
    asks_known: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The facts it speaks of."""
        return (self.name, self.other) if self.other[:1].isalpha() else (self.name,)

    def holds(self, facts: Facts) -> bool:
        """True if the condition holds of these facts."""
        fact = facts[self.name]
        if self.asks_known:
            return fact.known != self.negated
        if self.sign:
            other = facts[self.other].value if self.other[:1].isalpha() else Decimal(self.other)
            if not isinstance(fact.value, Decimal) or not isinstance(other, Decimal):
                return False
            return _SIGNS[self.sign](fact.value, other) != self.negated
        if not isinstance(fact.value, bool):
            return False
        return fact.value != self.negated


def condition(text: str, where: tuple[str, str]) -> Condition:
    """A condition as written in an outline, at a place told in Chinese and English. Raises InputError for one that is
    not of the language above.
    """
    found = _FORM.fullmatch(" ".join(text.split()))
    if found is None:
        raise InputError(
            f"{where[0]}：条件“{text}”不合写法；例如 closed、not closed、rate known、lost > 0。",
            f"{where[1]}: the condition {text!r} cannot be read; write closed, not closed, rate known, lost > 0.",
        )
    return Condition(
        text=text,
        negated=bool(found["not"]),
        name=found["name"],
        sign=found["sign"] or "",
        other=found["with"] or "",
        asks_known=bool(found["known"]),
    )
