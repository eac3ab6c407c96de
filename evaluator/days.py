"""A day as a person writes it on the command line."""

from __future__ import annotations

import re
from datetime import date

from targets.errors import InputError


def day_of(option: str, text: str) -> date:
    """``2023-06-30`` as a day. InputError for anything else, naming the option."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip(), re.ASCII):
            return date.fromisoformat(text.strip())
    except ValueError:
        pass
    raise InputError(
        f"{option} “{text}”不是日期；请写成 2023-06-30 的形式。",
        f"{option} {text!r} is not a day; write it as 2023-06-30.",
    )
